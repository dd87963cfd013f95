/* Numbers that open: every row of every kind's ledger as a section, the windows in words, cures as one undo step. */
#include "app-test.h"
#include "registry.h"
#include "scope-cures.h"
#include "scope-layers-table.h"
#include "scope-ledger.h"
#include "scope-window-strip.h"

#include <string.h>

static int
count_type (GtkWidget *root, GType type)
{
  int n = G_TYPE_CHECK_INSTANCE_TYPE (root, type);

  for (GtkWidget *w = gtk_widget_get_first_child (root); w != NULL; w = gtk_widget_get_next_sibling (w))
    n += count_type (w, type);
  return n;
}

static GtkWidget *
find_button (GtkWidget *root)
{
  GtkWidget *found = GTK_IS_BUTTON (root) ? root : NULL;

  for (GtkWidget *w = gtk_widget_get_first_child (root); w != NULL && found == NULL; w = gtk_widget_get_next_sibling (w))
    found = find_button (w);
  return found;
}

/* Opens at the number that was asked for; that section has the picture of its windows; closes without a trace */
static void
test_popover (void)
{
  int n;
  const ConvoKind *const *kinds = convo_kinds (&n);

  for (int k = 0; k < n; k++)
    {
      g_autofree char *id = NULL, *text = NULL;
      g_autoptr(ConvoGraph) graph = app_test_graph (kinds[k]->name, &id);
      g_autoptr(ConvoDocument) document = convo_document_new (g_steal_pointer (&graph));
      GtkWidget *window = gtk_window_new (), *button = gtk_button_new ();
      gpointer popover;
      const gboolean windows = strcmp (kinds[k]->name, "conv") == 0;

      gtk_window_set_child (GTK_WINDOW (window), button);
      gtk_window_present (GTK_WINDOW (window));
      app_test_turn ();
      scope_ledger_popup (button, NULL, document, id, CONVO_NUMBER_SHAPE);
      popover = gtk_widget_get_last_child (button);
      g_assert_true (GTK_IS_POPOVER (popover));
      if (windows)
        g_assert_cmpint (count_type (popover, SCOPE_TYPE_WINDOW_STRIP), ==, 1);
      g_object_add_weak_pointer (popover, &popover);
      text = scope_ledger_text (document, id);
      g_assert_true (g_str_has_prefix (text, id));
      gtk_popover_popdown (GTK_POPOVER (popover));
      app_test_turn ();
      g_assert_true (popover == NULL || gtk_widget_get_parent (popover) == NULL);
      if (popover != NULL)
        g_object_remove_weak_pointer (popover, &popover);
      gtk_window_destroy (GTK_WINDOW (window));
    }
}

/* In a low window it is no higher than the room above or below of what it points to, wherever that is */
static void
test_room (void)
{
  static const GtkAlign places[] = { GTK_ALIGN_START, GTK_ALIGN_CENTER, GTK_ALIGN_END };
  const int height = 640;

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *id = NULL;
      g_autoptr(ConvoGraph) graph = app_test_graph ("conv", &id);
      g_autoptr(ConvoDocument) document = convo_document_new (g_steal_pointer (&graph));
      GtkWidget *window = gtk_window_new (), *button = gtk_button_new (), *popover;
      int wanted, room;

      gtk_widget_set_valign (button, places[i]);
      gtk_widget_set_size_request (button, 60, 20);
      gtk_window_set_child (GTK_WINDOW (window), button);
      gtk_window_set_default_size (GTK_WINDOW (window), 900, height);
      gtk_window_present (GTK_WINDOW (window));
      app_test_turn ();
      scope_ledger_popup (button, NULL, document, id, CONVO_NUMBER_SHAPE);
      popover = gtk_widget_get_last_child (button);
      gtk_widget_measure (gtk_popover_get_child (GTK_POPOVER (popover)), GTK_ORIENTATION_VERTICAL, -1, NULL, &wanted, NULL, NULL);
      room = places[i] == GTK_ALIGN_CENTER ? height / 2 : height - 20;
      g_test_message ("%d of %d", wanted, room);
      g_assert_cmpint (wanted, <, room);
      g_assert_cmpint (wanted, >, room / 2);
      gtk_window_destroy (GTK_WINDOW (window));
    }
}

/* The popover goes with what it hangs on, also while it is open */
static void
test_parent (void)
{
  g_autofree char *id = NULL;
  g_autoptr(ConvoGraph) graph = app_test_graph ("conv", &id);
  g_autoptr(ConvoDocument) document = convo_document_new (g_steal_pointer (&graph));
  GtkWidget *window = gtk_window_new (), *list = gtk_list_box_new (), *row = gtk_list_box_row_new ();
  gpointer popover;

  gtk_list_box_append (GTK_LIST_BOX (list), row);
  gtk_window_set_child (GTK_WINDOW (window), list);
  gtk_window_present (GTK_WINDOW (window));
  app_test_turn ();
  scope_ledger_popup (row, NULL, document, NULL, CONVO_NUMBER_MACS);
  popover = gtk_widget_get_last_child (row);
  g_object_add_weak_pointer (popover, &popover);
  gtk_list_box_remove (GTK_LIST_BOX (list), row);
  app_test_turn ();
  g_assert_true (popover == NULL || gtk_widget_get_parent (popover) == NULL);
  if (popover != NULL)
    g_object_remove_weak_pointer (popover, &popover);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_strip (void)
{
  const ConvoWindow window = { 11, 4, 0, 1, FALSE };
  g_autofree char *exact = scope_window_strip_text (&window, 227, 55), *cut = scope_window_strip_text (&window, 224, 54);

  g_assert_cmpstr (exact, ==, "55 windows of 11, stride 4, on 227 values and 0 of padding at each end; 0 left over at the far end");
  g_assert_nonnull (strstr (cut, "; 1 left over"));
}

/* A click changes the document once; a second one, on what was made for the old graph, does nothing */
static void
test_cure (void)
{
  g_autofree char *id = NULL;
  ConvoGraph *graph = app_test_graph ("conv", &id), *broken;
  g_autoptr(JsonNode) kernel = json_node_init_int (json_node_alloc (), 40);
  g_autoptr(ConvoDocument) document = NULL;
  GtkWidget *box, *button, *window = gtk_window_new ();
  const ConvoGraph *before, *after;

  json_node_seal (kernel);
  broken = convo_graph_set_property (graph, id, "kernel", kernel, NULL);
  convo_graph_unref (graph);
  document = convo_document_new (broken);
  g_assert_false (convo_report_check (convo_document_report (document), NULL));
  box = scope_cures_for_problem (document, convo_report_problems (convo_document_report (document))->pdata[0]);
  g_assert_nonnull (box);
  gtk_window_set_child (GTK_WINDOW (window), box);
  button = find_button (box);
  before = convo_document_graph (document);
  g_signal_emit_by_name (button, "clicked");
  after = convo_document_graph (document);
  g_assert_true (before != after);
  g_assert_true (convo_report_check (convo_document_report (document), NULL));
  g_assert_nonnull (strstr (convo_document_undo_label (document), "Kernel: 40 → "));
  g_signal_emit_by_name (button, "clicked");
  g_assert_true (convo_document_graph (document) == after);
  g_assert_true (convo_document_undo (document));
  g_assert_true (convo_document_graph (document) == before);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The table has a row a node, follows the selection of the document, and tells what it shows */
static void
test_table (void)
{
  g_autofree char *id = NULL, *text = NULL;
  ScopeSession *session = scope_session_new ();
  ConvoDocument *document = scope_session_document (session);
  GtkWidget *window = gtk_window_new (), *table;
  GtkSelectionModel *model;

  convo_document_reset (document, app_test_graph ("relu", &id), NULL);
  table = scope_layers_table_new (session);
  gtk_window_set_child (GTK_WINDOW (window), table);
  gtk_window_present (GTK_WINDOW (window));
  app_test_turn ();
  model = scope_layers_table_model (SCOPE_LAYERS_TABLE (table));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, convo_graph_n_nodes (convo_document_graph (document)));
  convo_document_select_one (document, id);
  g_assert_true (gtk_selection_model_is_selected (model, 2));
  g_assert_false (gtk_selection_model_is_selected (model, 1));
  gtk_selection_model_select_item (model, 1, TRUE);
  g_assert_false (convo_document_is_selected (document, id));
  text = scope_layers_table_text (SCOPE_LAYERS_TABLE (table), CONVO_TABLE_TSV);
  g_assert_true (g_str_has_prefix (text, "Layer\tKind\tOutput\tArguments\tParameters\tMACs\t"));
  gtk_widget_activate_action_variant (table, "layers.column2", NULL);
  g_free (text);
  text = scope_layers_table_text (SCOPE_LAYERS_TABLE (table), CONVO_TABLE_TSV);
  g_assert_true (g_str_has_prefix (text, "Layer\tKind\tInput\tOutput\t"));
  gtk_window_destroy (GTK_WINDOW (window));
  g_object_unref (session);
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/numbers/popover", test_popover);
  g_test_add_func ("/numbers/room", test_room);
  g_test_add_func ("/numbers/parent", test_parent);
  g_test_add_func ("/numbers/strip", test_strip);
  g_test_add_func ("/numbers/cure", test_cure);
  g_test_add_func ("/numbers/table", test_table);
  return g_test_run ();
}
