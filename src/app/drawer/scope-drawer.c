/* The drawer below the canvas: layers, memory, training, predictions, problems. */
#include "scope-drawer.h"

#include <glib/gi18n.h>

#include "numbers.h"
#include "scope-curves.h"
#include "scope-layers-table.h"
#include "scope-memory.h"
#include "scope-predictions.h"
#include "scope-problems.h"
#include "scope-settings.h"
#include "scope-tabs.h"

struct _ScopeDrawer
{
  GtkWidget      parent_instance;
  ScopeSession  *session;

  GtkWidget     *head, *smoothing_box;
  ScopeTabs     *tabs;
  GtkLabel      *note;
  GtkRange      *smoothing;
  GtkStack      *pages;
  AdwBin        *layers_bin, *memory_bin, *training_bin, *predictions_bin, *problems_bin;

  ScopeCurves   *curves;
  ScopeProblems *problems;
  ScopePredictions *predictions;
};

G_DEFINE_FINAL_TYPE (ScopeDrawer, scope_drawer, GTK_TYPE_WIDGET)

static guint chosen_signal;

/** scope_drawer_show: @page: "layers", "memory", "training", "predictions" or "problems" */
void
scope_drawer_show (ScopeDrawer *self, const char *page)
{
  gtk_stack_set_visible_child_name (self->pages, page);
}

/* What stands at the right of the tabs belongs to the page. */
static void
update_note (ScopeDrawer *self)
{
  const char *page = gtk_stack_get_visible_child_name (self->pages);
  g_autofree char *text = NULL;
  guint errors, warnings;

  if (self->problems == NULL)
    return;
  gtk_widget_set_visible (self->smoothing_box, g_strcmp0 (page, "training") == 0);
  scope_problems_count (self->problems, &errors, &warnings);
  if (g_strcmp0 (page, "layers") == 0)
    text = g_strdup (_("1 MAC = 2 FLOP · convolution and linear only, bias not counted · activations: one picture, float32"));
  else if (g_strcmp0 (page, "problems") == 0 && errors + warnings > 0)
    {
      g_autofree char *first = g_strdup_printf (ngettext ("%u error", "%u errors", errors), errors);
      g_autofree char *second = g_strdup_printf (ngettext ("%u warning", "%u warnings", warnings), warnings);

      text = g_strdup_printf ("%s, %s", first, second);
    }
  else if (g_strcmp0 (page, "predictions") == 0)
    text = g_strdup (scope_predictions_score (self->predictions));
  gtk_label_set_label (self->note, text != NULL ? text : "");
}

static void
problems_counted (ScopeDrawer *self, guint errors, guint warnings)
{
  scope_tabs_set_badge (self->tabs, "problems", errors + warnings, errors > 0);
  update_note (self);
}

static void
problem_chosen (ScopeDrawer *self, const char *id)
{
  g_signal_emit (self, chosen_signal, 0, id);
}

static char *
smoothing_text (GtkScale *scale, double value, gpointer unused)
{
  return convo_number_real (value, 2);
}

static void
smoothing_changed (ScopeDrawer *self)
{
  const double value = gtk_range_get_value (self->smoothing);

  scope_curves_set_smoothing (self->curves, value);
  g_settings_set_double (scope_settings (), "smoothing", value);
}

static void
run_started (ScopeDrawer *self)
{
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->pages), "layers") == 0)
    scope_drawer_show (self, "training");
}

static void
scope_drawer_dispose (GObject *object)
{
  ScopeDrawer *self = SCOPE_DRAWER (object);

  if (self->problems != NULL)
    g_signal_handlers_disconnect_by_data (self->problems, self);
  self->problems = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), SCOPE_TYPE_DRAWER);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (scope_drawer_parent_class)->dispose (object);
}

static void
scope_drawer_class_init (ScopeDrawerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = scope_drawer_dispose;
  g_type_ensure (SCOPE_TYPE_TABS);
  chosen_signal = g_signal_new ("problem-chosen", SCOPE_TYPE_DRAWER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/convoscope/Convoscope/ui/scope-drawer.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, ScopeDrawer, name)
  BIND (head); BIND (tabs); BIND (note); BIND (smoothing_box); BIND (smoothing); BIND (pages); BIND (layers_bin);
  BIND (memory_bin); BIND (training_bin); BIND (predictions_bin); BIND (problems_bin);
#undef BIND
}

static void
scope_drawer_init (ScopeDrawer *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_scale_set_format_value_func (GTK_SCALE (self->smoothing), smoothing_text, NULL, NULL);
}

/** scope_drawer_new: Returns: (transfer full): the drawer, following the session */
GtkWidget *
scope_drawer_new (ScopeSession *session)
{
  ScopeDrawer *self = g_object_new (SCOPE_TYPE_DRAWER, NULL);

  self->session = g_object_ref (session);
  adw_bin_set_child (self->layers_bin, scope_layers_table_new (session));
  adw_bin_set_child (self->memory_bin, scope_memory_new (session));
  self->curves = SCOPE_CURVES (scope_curves_new (session));
  adw_bin_set_child (self->training_bin, GTK_WIDGET (self->curves));
  self->predictions = SCOPE_PREDICTIONS (scope_predictions_new (session));
  adw_bin_set_child (self->predictions_bin, GTK_WIDGET (self->predictions));
  self->problems = SCOPE_PROBLEMS (scope_problems_new (session));
  adw_bin_set_child (self->problems_bin, GTK_WIDGET (self->problems));
  scope_tabs_set_stack (self->tabs, self->pages);

  g_signal_connect_swapped (self->problems, "counted", G_CALLBACK (problems_counted), self);
  g_signal_connect_swapped (self->problems, "chosen", G_CALLBACK (problem_chosen), self);
  g_signal_connect_swapped (self->pages, "notify::visible-child", G_CALLBACK (update_note), self);
  g_signal_connect_swapped (self->smoothing, "value-changed", G_CALLBACK (smoothing_changed), self);
  g_signal_connect_object (session, "run-started", G_CALLBACK (run_started), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "epoch", G_CALLBACK (update_note), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  gtk_range_set_value (self->smoothing, g_settings_get_double (scope_settings (), "smoothing"));
  scope_curves_set_smoothing (self->curves, gtk_range_get_value (self->smoothing));
  update_note (self);
  return GTK_WIDGET (self);
}
