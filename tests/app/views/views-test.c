/* What the tests of the views share: a window for a view, its controllers, its words, its picture. */
#include "views-test.h"

void
views_settle (int milliseconds)
{
  const gint64 end = g_get_monotonic_time () + milliseconds * 1000;

  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  for (int i = 0; i < 1000 && g_main_context_iteration (NULL, FALSE); i++)     /* what was due while others had the machine */
    ;
}

/* Shows @view in a window of its own and waits until it is drawn. */
GtkWidget *
views_show (GtkWidget *view, int width, int height)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_present (GTK_WINDOW (window));
  for (int i = 0; i < 200 && (!gtk_widget_get_mapped (view) || gtk_widget_get_width (view) == 0); i++)
    views_settle (10);
  views_settle (30);
  g_assert_cmpint (gtk_widget_get_width (view), >, 0);
  return window;
}

static GtkEventController *
controller (GtkWidget *widget, GType type)
{
  g_autoptr(GListModel) all = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr(GtkEventController) one = g_list_model_get_item (all, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (one, type))
        return one;
    }
  return NULL;
}

void
views_point_at (GtkWidget *widget, double x, double y)
{
  g_signal_emit_by_name (controller (widget, GTK_TYPE_EVENT_CONTROLLER_MOTION), "motion", x, y);
}

gboolean
views_press (GtkWidget *widget, guint key)
{
  gboolean handled = FALSE;

  g_signal_emit_by_name (controller (widget, GTK_TYPE_EVENT_CONTROLLER_KEY), "key-pressed", key, 0, 0, &handled);
  return handled;
}

/* A function, because the macro takes its arguments as a format. */
void
views_assert_description (GtkWidget *widget, const char *text)
{
  gtk_test_accessible_assert_property (widget, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text);
}

/* Builds the picture of @view anew, down to pixels, and returns how long it took, in milliseconds. */
double
views_draw (GtkWidget *view)
{
  g_autoptr(GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr(GskRenderer) renderer = gsk_cairo_renderer_new ();
  g_autoptr(GskRenderNode) node = NULL;
  g_autoptr(GdkTexture) texture = NULL;
  gint64 end, begin = g_get_monotonic_time ();

  scope_view_invalidate (SCOPE_VIEW (view));
  GTK_WIDGET_GET_CLASS (view)->snapshot (view, snapshot);
  node = gtk_snapshot_to_node (snapshot);
  g_assert_true (gsk_renderer_realize (renderer, NULL, NULL));
  texture = gsk_renderer_render_texture (renderer, node, NULL);
  end = g_get_monotonic_time ();
  gsk_renderer_unrealize (renderer);
  return (end - begin) / 1000.0;
}
