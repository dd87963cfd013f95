/* How far an export is, once it has taken half a second, with a button that stops it. */
#include "scope-export-progress.h"

#include <glib/gi18n.h>

#define PATIENCE 500     /* ms before the window appears */
#define PAUSE 100        /* ms between two looks */

struct _ScopeExportProgress
{
  GtkWindow        parent_instance;
  GtkProgressBar  *bar;
  GtkButton       *stop;
  GCancellable    *cancellable;
  ScopeExportShare share;
  gpointer         task;
  gint64           begun;             /* µs */
  guint            timer;
};

G_DEFINE_FINAL_TYPE (ScopeExportProgress, scope_export_progress, GTK_TYPE_WINDOW)

static gboolean
look (gpointer data)
{
  ScopeExportProgress *self = data;
  const double share = self->share (self->task);

  gtk_progress_bar_set_fraction (self->bar, share);
  if (!gtk_widget_get_visible (GTK_WIDGET (self)) && g_get_monotonic_time () - self->begun >= PATIENCE * 1000)
    gtk_window_present (GTK_WINDOW (self));
  return G_SOURCE_CONTINUE;
}

static void
stop (ScopeExportProgress *self)
{
  g_cancellable_cancel (self->cancellable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->stop), FALSE);
}

/* The window stays until the worker has seen it. */
static gboolean
scope_export_progress_close_request (GtkWindow *window)
{
  stop (SCOPE_EXPORT_PROGRESS (window));
  return TRUE;
}

static void
scope_export_progress_dispose (GObject *object)
{
  ScopeExportProgress *self = SCOPE_EXPORT_PROGRESS (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (scope_export_progress_parent_class)->dispose (object);
}

static void
scope_export_progress_class_init (ScopeExportProgressClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = scope_export_progress_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = scope_export_progress_close_request;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/convoscope/Convoscope/ui/scope-export-progress.ui");
  gtk_widget_class_bind_template_child (widget_class, ScopeExportProgress, bar);
  gtk_widget_class_bind_template_child (widget_class, ScopeExportProgress, stop);
  gtk_widget_class_bind_template_callback (widget_class, stop);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
scope_export_progress_init (ScopeExportProgress *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/** scope_export_progress_new: @cancellable: of the export. Returns: a window that is not shown yet and owned by GTK */
GtkWidget *
scope_export_progress_new (GtkWindow *parent, GCancellable *cancellable)
{
  ScopeExportProgress *self = g_object_new (SCOPE_TYPE_EXPORT_PROGRESS, "transient-for", parent, NULL);

  self->cancellable = g_object_ref (cancellable);
  return GTK_WIDGET (self);
}

/** scope_export_progress_watch: @share: asked ten times a second until scope_export_progress_end(); @task: for it */
void
scope_export_progress_watch (GtkWidget *widget, ScopeExportShare share, gpointer task)
{
  ScopeExportProgress *self = SCOPE_EXPORT_PROGRESS (widget);

  self->share = share;
  self->task = task;
  self->begun = g_get_monotonic_time ();
  self->timer = g_timeout_add (PAUSE, look, self);
}

/** scope_export_progress_end: the export is over; the window is gone afterwards */
void
scope_export_progress_end (GtkWidget *widget)
{
  gtk_window_destroy (GTK_WINDOW (widget));
}
