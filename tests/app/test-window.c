/* The whole window: up within a second, actions, files, a training of some steps, and gone without a trace. */
#include "app-test.h"
#include "convo-file.h"
#include "scope-window.h"
#include "../work.h"

static gboolean
is_drawn (gpointer window)
{
  GtkWidget *widget = window;

  return gtk_widget_get_mapped (widget) && gdk_frame_clock_get_frame_counter (gtk_widget_get_frame_clock (widget)) > 1;
}

static ScopeWindow *
open_window (void)
{
  ScopeWindow *window = scope_window_new (NULL);

  gtk_window_present (GTK_WINDOW (window));
  g_assert_true (app_test_wait (is_drawn, window, 60));
  return window;
}

static ConvoDocument *
document_of (ScopeWindow *window)
{
  return scope_session_document (scope_window_session (window));
}

static gboolean
is_gone (gpointer pointer)
{
  return *(gpointer *) pointer == NULL;
}

static void
close_window (ScopeWindow *window)
{
  gpointer weak = window;

  g_object_add_weak_pointer (G_OBJECT (window), &weak);
  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_true (app_test_wait (is_gone, &weak, 60));     /* a loader's thread may still hold the session a moment */
}

static gboolean
has_nodes (gpointer window)
{
  return convo_graph_n_nodes (convo_document_graph (document_of (window))) > 5;
}

static ScopeWindow *
open_lenet (void)
{
  ScopeWindow *window = open_window ();
  g_autoptr(GFile) model = convo_model_find ("lenet5", NULL);

  g_assert_nonnull (model);
  scope_session_open_data (scope_window_session (window), "shapes");
  scope_window_open_file (window, model);
  g_assert_true (app_test_wait (has_nodes, window, 60));
  app_test_turn ();
  return window;
}

static void
activate (ScopeWindow *window, const char *action)
{
  g_assert_true (g_action_map_lookup_action (G_ACTION_MAP (window), action) != NULL);
  g_action_group_activate_action (G_ACTION_GROUP (window), action, NULL);
}

static gboolean
enabled (ScopeWindow *window, const char *action)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (window), action);
}

/* ---- tests ---- */

static void
test_start (void)
{
  const gint64 start = work_of_process ();
  ScopeWindow *window = open_window ();
  const double seconds = (work_of_process () - start) / 1e6;

  g_test_message ("first frame after %.3f s of work", seconds);
  g_assert_cmpfloat (seconds, <, 2);
  close_window (window);
}

static void
test_undo (void)
{
  ScopeWindow *window = open_lenet ();
  ConvoDocument *document = document_of (window);
  ConvoGraph *before = convo_document_graph (document);
  g_autoptr(JsonNode) seven = json_node_init_int (json_node_alloc (), 7);

  g_assert_false (enabled (window, "undo"));
  g_assert_true (convo_document_apply (document, convo_graph_set_property (before, "conv1", "kernel", seven, NULL),
                                       "Change kernel of conv1", NULL));
  g_assert_true (enabled (window, "undo"));
  activate (window, "undo");
  g_assert_true (convo_document_graph (document) == before);
  g_assert_true (enabled (window, "redo"));
  activate (window, "redo");
  g_assert_true (convo_document_graph (document) != before);
  activate (window, "undo");
  close_window (window);
}

static void
test_panes (void)
{
  static const char *const panes[] = { "left-pane", "right-pane", "drawer" };
  ScopeWindow *window = open_lenet ();

  for (gsize i = 0; i < G_N_ELEMENTS (panes); i++)
    {
      g_autoptr(GVariant) first = g_action_group_get_action_state (G_ACTION_GROUP (window), panes[i]), second = NULL;

      activate (window, panes[i]);
      second = g_action_group_get_action_state (G_ACTION_GROUP (window), panes[i]);
      g_assert_true (g_variant_get_boolean (first) != g_variant_get_boolean (second));
      activate (window, panes[i]);
    }
  app_test_turn ();
  close_window (window);
}

static gboolean
is_loaded (gpointer window)
{
  scope_session_poll (scope_window_session (window));
  return scope_session_fitted (scope_window_session (window)) != NULL;
}

/* Whether the newest look is one into the document as it is now */
static gboolean
is_looked_at (gpointer window)
{
  const ConvoSnapshot *snapshot = scope_session_snapshot (scope_window_session (window));

  return snapshot != NULL && convo_report_graph (snapshot->report) == convo_document_graph (document_of (window));
}

typedef struct
{
  ScopeSession *session;
  const ConvoSnapshot *seen;
} Look;

static gboolean
is_newer (gpointer data)
{
  const Look *look = data;

  return scope_session_snapshot (look->session) != look->seen;
}

static void
assert_half (ScopeSession *session)
{
  g_assert_nonnull (scope_session_values (session, "pool1"));
  g_assert_null (scope_session_values (session, "conv2"));
  g_assert_null (scope_session_snapshot (session)->scores);
}

/* A problem makes Train insensitive; the sentence names the block; what does not depend on it keeps its maps, of any picture. */
static void
test_problem (void)
{
  ScopeWindow *window = open_lenet ();
  ScopeSession *session = scope_window_session (window);
  ConvoDocument *document = document_of (window);
  g_autoptr(ConvoSnapshot) seen = NULL;
  g_autoptr(JsonNode) huge = json_node_init_int (json_node_alloc (), 60);

  g_assert_true (app_test_wait (is_loaded, window, 60));
  app_test_turn ();
  g_assert_true (enabled (window, "train"));
  convo_document_apply (document, convo_graph_set_property (convo_document_graph (document), "conv2", "kernel", huge, NULL),
                        "Change kernel of conv2", NULL);
  g_assert_false (enabled (window, "train"));
  g_assert_nonnull (strstr (scope_session_problem (session), "conv2"));
  g_assert_true (app_test_wait (is_looked_at, window, 60));
  assert_half (session);
  seen = convo_snapshot_ref (scope_session_snapshot (session));
  scope_session_set_sample (session, 1);
  g_assert_true (app_test_wait (is_newer, &(Look) { session, seen }, 60));
  assert_half (session);
  activate (window, "undo");
  g_assert_true (enabled (window, "train"));
  g_assert_true (app_test_wait (is_looked_at, window, 60));
  g_assert_nonnull (scope_session_values (session, "conv2"));
  close_window (window);
}

static void
count_point (ScopeSession *session, gpointer point, guint *n)
{
  (*n)++;
}

static gboolean
has_points (gpointer n)
{
  return *(guint *) n > 5;
}

static gboolean
has_snapshot (gpointer window)
{
  return scope_session_snapshot (scope_window_session (window)) != NULL;
}

static gboolean
is_in_state (ScopeWindow *window, ConvoTrainerState state)
{
  ConvoProgress progress;

  convo_trainer_progress (scope_session_trainer (scope_window_session (window)), &progress);
  return progress.state == state;
}

static gboolean
is_paused (gpointer window)
{
  return is_in_state (window, CONVO_TRAINER_PAUSED);
}

static gboolean
is_idle (gpointer window)
{
  return !scope_session_active (scope_window_session (window));
}

/* Train, see points and maps, pause, edit the structure, stop. */
static void
test_training (void)
{
  ScopeWindow *window = open_lenet ();
  ScopeSession *session = scope_window_session (window);
  ConvoDocument *document = document_of (window);
  g_autoptr(JsonNode) four = json_node_init_int (json_node_alloc (), 4);
  g_autoptr(JsonNode) epochs = json_node_init_int (json_node_alloc (), 5000);   /* nobody sees the end of them */
  guint points = 0, version;

  g_assert_true (app_test_wait (is_loaded, window, 60));
  convo_document_apply (document, convo_graph_set_training (convo_document_graph (document), "epochs", epochs), "Epochs", NULL);
  g_signal_connect (session, "point", G_CALLBACK (count_point), &points);
  activate (window, "train");
  g_assert_true (app_test_wait (has_points, &points, 60));
  g_assert_true (app_test_wait (has_snapshot, window, 60));
  g_assert_nonnull (scope_session_values (session, "conv1"));
  activate (window, "train");
  g_assert_true (app_test_wait (is_paused, window, 60));
  g_assert_false (scope_session_outdated (session, &version));
  convo_document_apply (document, convo_graph_set_property (convo_document_graph (document), "conv1", "channels", four, NULL),
                        "Change channels of conv1", NULL);
  g_assert_true (scope_session_outdated (session, &version));
  activate (window, "undo");
  g_assert_false (scope_session_outdated (session, &version));
  activate (window, "stop");
  g_assert_true (app_test_wait (is_idle, window, 60));
  close_window (window);
}

int
main (int argc, char *argv[])
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/window/start", test_start);
  g_test_add_func ("/window/undo", test_undo);
  g_test_add_func ("/window/panes", test_panes);
  g_test_add_func ("/window/problem", test_problem);
  g_test_add_func ("/window/training", test_training);
  return g_test_run ();
}
