/* The arithmetic view of a layer of 64 channels of 56×56, forwards and backwards: how long does one turn of the main loop take? */
#include "layers.h"
#include "turns.h"
#include "convo-file.h"
#include "scope-arith.h"

#define LIMIT_MS 100.0           /* work on the processor in one turn */
#define PATIENCE 60.0            /* s, for what other threads compute */

static const char document[] =
  "{\"format\": \"convo\", \"version\": 1, \"name\": \"large\", \"nodes\": [\n"
  "{\"id\": \"input\", \"kind\": \"input\", \"shape\": [1, 56, 56]},\n"
  "{\"id\": \"conv1\", \"kind\": \"conv\", \"channels\": 64, \"padding\": 1},\n"
  "{\"id\": \"relu1\", \"kind\": \"relu\"},\n"
  "{\"id\": \"conv2\", \"kind\": \"conv\", \"channels\": 64, \"padding\": 1},\n"
  "{\"id\": \"relu2\", \"kind\": \"relu\"},\n"
  "{\"id\": \"gap\", \"kind\": \"global-average-pool\"},\n"
  "{\"id\": \"fc\", \"kind\": \"linear\", \"features\": 10},\n"
  "{\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\"}]}";

static gboolean
has_picture (gpointer session)
{
  ConvoShape shape;

  scope_session_poll (session);
  return scope_session_picture (session, &shape) != NULL && shape.dim[1] == 56;
}

static gboolean
is_real (gpointer view)
{
  return scope_arith_state_is_real (scope_arith_state (view));
}

static GtkWidget *
find (GtkWidget *widget, GType type, gboolean (*fits) (GtkWidget *))
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) && fits (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type, fits);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
is_verdict (GtkWidget *widget)
{
  return gtk_widget_get_mapped (widget) && g_str_has_prefix (gtk_label_get_text (GTK_LABEL (widget)), "✓");
}

static gboolean
is_proved (gpointer view)
{
  return find (view, GTK_TYPE_LABEL, is_verdict) != NULL;
}

static gboolean
has_stages (GtkWidget *widget)
{
  return gtk_stack_get_child_by_name (GTK_STACK (widget), "backward") != NULL;
}

static void
turn_until (gboolean (*done) (gpointer), gpointer data, const char *what)
{
  for (double waited = 0; !done (data); waited += 0.05)
    {
      g_assert_cmpfloat (waited, <, PATIENCE);
      turn_for (0.05);
    }
  g_test_message ("%s", what);
}

static void
test_large (void)
{
  g_autoptr(ScopeSession) session = scope_session_new ();
  g_autoptr(ConvoGraph) graph = convo_graph_parse (document, -1, NULL);
  GtkWidget *window = gtk_window_new (), *view = scope_arith_new (session), *stages;
  Turns *watch = turns_new ();

  convo_document_apply (scope_session_document (session), g_steal_pointer (&graph), "test", NULL);
  scope_session_open_data (session, "shapes");
  gtk_window_set_default_size (GTK_WINDOW (window), 1500, 900);
  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_present (GTK_WINDOW (window));
  turn_until (has_picture, session, "there is a picture");
  turn_for (0.5);
  g_source_set_priority (&watch->source, G_MININT);
  g_source_attach (&watch->source, NULL);
  g_assert_true (scope_arith_show_layer (SCOPE_ARITH (view), "conv2", NULL));
  turn_until (is_real, view, "numbers of the network");
  turn_for (0.5);
  g_test_message ("forwards: the longest turn %.1f ms of work", watch->longest);
  stages = find (view, GTK_TYPE_STACK, has_stages);
  gtk_stack_set_visible_child_name (GTK_STACK (stages), "backward");
  turn_until (is_proved, view, "proved");
  scope_arith_state_set_pixel (scope_arith_state (SCOPE_ARITH (view)), 1700);
  turn_for (1);
  turn_until (is_proved, view, "proved again");
  g_test_message ("in all: the longest turn %.1f ms of work", watch->longest);
  g_assert_cmpfloat (watch->longest, <=, LIMIT_MS);
  g_source_destroy (&watch->source);
  g_source_unref (&watch->source);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  convo_layers_register ();
  g_test_add_func ("/gui/large-layer", test_large);
  return g_test_run ();
}
