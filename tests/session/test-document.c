/* The document: history by value, names of undo, merging, "modified" as a pointer, selection, load and save. */
#include "convo-file.h"
#include "document.h"
#include "errors.h"
#include "layers.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  int changed, selected, modified, undo, file;
} Heard;

static void
count (Heard *heard, int *what)
{
  (*what)++;
}

static void on_changed (Heard *heard) { count (heard, &heard->changed); }
static void on_selected (Heard *heard) { count (heard, &heard->selected); }
static void on_modified (Heard *heard) { count (heard, &heard->modified); }
static void on_undo (Heard *heard) { count (heard, &heard->undo); }
static void on_file (Heard *heard) { count (heard, &heard->file); }

static ConvoDocument *
document_new (Heard *heard)
{
  g_autoptr(ConvoGraph) empty = convo_graph_new ("test");
  ConvoDocument *self = convo_document_new (convo_graph_add (empty, "input", 0, 0, NULL, NULL));

  g_signal_connect_swapped (self, "changed", G_CALLBACK (on_changed), heard);
  g_signal_connect_swapped (self, "selection-changed", G_CALLBACK (on_selected), heard);
  g_signal_connect_swapped (self, "notify::modified", G_CALLBACK (on_modified), heard);
  g_signal_connect_swapped (self, "notify::undo-label", G_CALLBACK (on_undo), heard);
  g_signal_connect_swapped (self, "notify::file", G_CALLBACK (on_file), heard);
  return self;
}

static gboolean
add (ConvoDocument *self, const char *type, const char *label)
{
  return convo_document_apply (self, convo_graph_add (convo_document_graph (self), type, 0, 0, NULL, NULL), label, NULL);
}

static void
test_undo (void)
{
  Heard heard = { 0 };
  g_autoptr(ConvoDocument) self = document_new (&heard);
  ConvoGraph *first = convo_document_graph (self), *second;

  g_assert_false (convo_document_undo (self));
  g_assert_null (convo_document_undo_label (self));
  g_assert_true (add (self, "conv", "Add convolution"));
  second = convo_document_graph (self);
  g_assert_true (add (self, "relu", "Add ReLU"));
  g_assert_cmpint (heard.changed, ==, 2);
  g_assert_cmpint (heard.modified, ==, 1);
  g_assert_cmpint (convo_document_version (self), ==, 2);
  g_assert_cmpstr (convo_document_undo_label (self), ==, "Add ReLU");
  g_assert_true (convo_document_undo (self));
  g_assert_true (convo_document_graph (self) == second);
  g_assert_cmpstr (convo_document_undo_label (self), ==, "Add convolution");
  g_assert_cmpstr (convo_document_redo_label (self), ==, "Add ReLU");
  g_assert_true (convo_document_undo (self));
  g_assert_true (convo_document_graph (self) == first);
  g_assert_false (convo_document_modified (self));
  g_assert_cmpint (heard.modified, ==, 2);
  g_assert_true (convo_document_redo (self));
  g_assert_true (convo_document_graph (self) == second);
  g_assert_true (add (self, "tanh", "Add tanh"));   /* forgets what was undone */
  g_assert_null (convo_document_redo_label (self));
  g_assert_false (convo_document_redo (self));
  g_assert_true (convo_report_graph (convo_document_report (self)) == convo_document_graph (self));
}

static void
test_refused (void)
{
  Heard heard = { 0 };
  g_autoptr(ConvoDocument) self = document_new (&heard);
  g_autoptr(GError) error = NULL;

  g_assert_false (convo_document_apply (self, convo_graph_rename (convo_document_graph (self), "input", "a.b", &error),
                                        "Rename", NULL));
  g_assert_error (error, CONVO_ERROR, CONVO_ERROR_NAME);
  g_assert_false (convo_document_apply (self, convo_graph_move (convo_document_graph (self), "input", 0, 0), "Move", NULL));
  g_assert_cmpint (heard.changed, ==, 0);
  g_assert_false (convo_document_modified (self));
}

static void
move (ConvoDocument *self, double x, const char *merge)
{
  convo_document_apply (self, convo_graph_move (convo_document_graph (self), "input", x, 0), "Move input", merge);
}

static void
test_merge (void)
{
  Heard heard = { 0 };
  g_autoptr(ConvoDocument) self = document_new (&heard);
  ConvoGraph *first = convo_document_graph (self);

  for (int i = 1; i <= 5; i++)
    move (self, i, "move input");
  g_assert_cmpint (heard.changed, ==, 5);
  g_assert_true (convo_document_undo (self));
  g_assert_true (convo_document_graph (self) == first);
  g_assert_true (convo_document_redo (self));
  move (self, 6, "move input");   /* after undo and redo a step of its own */
  convo_document_seal (self);
  move (self, 7, "move input");
  move (self, 8, "move other");
  move (self, 9, NULL);
  for (int i = 0; i < 5; i++)
    g_assert_true (convo_document_undo (self));
  g_assert_false (convo_document_undo (self));
}

static void
test_selection (void)
{
  Heard heard = { 0 };
  g_autoptr(ConvoDocument) self = document_new (&heard);

  add (self, "conv", "Add");
  add (self, "relu", "Add");
  convo_document_select (self, (const char *const[]) { "relu1", "nobody", "input", "relu1", NULL });
  g_assert_cmpint (convo_document_selection (self)->len, ==, 2);
  g_assert_cmpstr (convo_document_selection (self)->pdata[0], ==, "relu1");
  g_assert_true (convo_document_is_selected (self, "input"));
  convo_document_select (self, (const char *const[]) { "relu1", "input", NULL });
  g_assert_cmpint (heard.selected, ==, 1);
  convo_document_undo (self);   /* relu1 is gone */
  g_assert_cmpint (convo_document_selection (self)->len, ==, 1);
  g_assert_cmpint (heard.selected, ==, 2);
  convo_document_toggle (self, "conv1");
  convo_document_toggle (self, "input");
  convo_document_toggle (self, "nobody");
  g_assert_cmpint (heard.selected, ==, 4);
  g_assert_cmpstr (convo_document_selection (self)->pdata[0], ==, "conv1");
  convo_document_select_one (self, NULL);
  g_assert_cmpint (convo_document_selection (self)->len, ==, 0);
}

typedef struct
{
  GMainLoop *loop;
  gboolean ok;
  GError *error;
} Wait;

static void
saved (GObject *source, GAsyncResult *result, gpointer data)
{
  Wait *wait = data;

  wait->ok = convo_document_save_finish (CONVO_DOCUMENT (source), result, &wait->error);
  g_main_loop_quit (wait->loop);
}

static void
loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  Wait *wait = data;

  wait->ok = convo_document_load_finish (CONVO_DOCUMENT (source), result, &wait->error);
  g_main_loop_quit (wait->loop);
}

static void
test_file (void)
{
  Heard heard = { 0 };
  g_autoptr(ConvoDocument) self = document_new (&heard);
  g_autofree char *folder = g_dir_make_tmp ("convo-XXXXXX", NULL), *path = g_build_filename (folder, "net.convo", NULL);
  g_autofree char *gone = g_build_filename (folder, "gone.convo", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path), missing = g_file_new_for_path (gone);
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(ConvoGraph) before = NULL;
  Wait wait = { loop };

  move (self, 1, "move");
  convo_document_save_async (self, file, NULL, saved, &wait);
  move (self, 2, "move");   /* while it is being saved: a step of its own */
  g_main_loop_run (loop);
  g_assert_no_error (wait.error);
  g_assert_true (wait.ok && convo_document_modified (self));
  g_assert_true (g_file_equal (convo_document_file (self), file));
  g_assert_true (convo_document_undo (self));
  g_assert_false (convo_document_modified (self));
  before = convo_graph_ref (convo_document_graph (self));

  convo_document_load_async (self, missing, NULL, loaded, &wait);
  g_main_loop_run (loop);
  g_assert_false (wait.ok);
  g_assert_nonnull (wait.error);
  g_clear_error (&wait.error);
  g_assert_true (convo_document_graph (self) == before);

  convo_document_select_one (self, "input");
  convo_document_load_async (self, file, NULL, loaded, &wait);
  g_main_loop_run (loop);
  g_assert_no_error (wait.error);
  g_assert_true (convo_graph_same_structure (convo_document_graph (self), before));
  g_assert_false (convo_document_modified (self));
  g_assert_false (convo_document_undo (self));
  g_assert_cmpint (convo_document_selection (self)->len, ==, 0);
  g_assert_cmpint (heard.file, ==, 1);
  g_unlink (path);
  g_rmdir (folder);
}

/* The chosen data are no edit: another report, one "changed", the same history */
static void
test_classes (void)
{
  Heard heard = { 0 };
  g_autoptr(ConvoDocument) self = document_new (&heard);
  const guint version = convo_document_version (self);

  add (self, "linear", "Add linear layer");
  add (self, "softmax-cross-entropy", "Add loss");
  heard.changed = 0;
  convo_document_set_classes (self, 1000, "Data");
  g_assert_cmpint (heard.changed, ==, 1);
  convo_document_set_classes (self, 1000, "Data");
  g_assert_cmpint (heard.changed, ==, 1);
  g_assert_cmpuint (convo_document_version (self), ==, version + 2);
  g_assert_cmpstr (convo_document_undo_label (self), ==, "Add loss");
}

static ConvoGraph *
random_edit (const ConvoGraph *graph)
{
  static const char *const types[] = { "conv", "relu", "add", "linear" };
  int n = convo_graph_n_nodes (graph);
  const char *a = convo_node_id (convo_graph_node (graph, g_test_rand_int_range (0, n)));
  const char *b = convo_node_id (convo_graph_node (graph, g_test_rand_int_range (0, n)));

  switch (g_test_rand_int_range (0, 4))
    {
    case 0: return convo_graph_add (graph, types[g_test_rand_int_range (0, 4)], 0, 0, NULL, NULL);
    case 1: return convo_graph_connect (graph, a, b, -1, NULL);
    case 2: return n > 3 ? convo_graph_remove (graph, (const char *const[]) { a, NULL }, TRUE, NULL) : NULL;
    default: return convo_graph_move (graph, a, g_test_rand_int_range (0, 4), 0);
    }
}

/* Any edits, then undo all, gives the first pointer back; redo all gives every pointer again. */
static void
test_random (void)
{
  Heard heard = { 0 };
  g_autoptr(ConvoDocument) self = document_new (&heard);
  g_autoptr(GPtrArray) seen = g_ptr_array_new_with_free_func ((GDestroyNotify) convo_graph_unref);

  for (int i = 0; i < 400; i++)
    {
      ConvoGraph *was = convo_graph_ref (convo_document_graph (self));

      if (convo_document_apply (self, random_edit (was), "Edit", NULL))
        g_ptr_array_add (seen, was);
      else
        convo_graph_unref (was);
    }
  g_ptr_array_add (seen, convo_graph_ref (convo_document_graph (self)));
  for (guint i = seen->len - 1; i > 0; i--)
    {
      g_assert_true (convo_document_graph (self) == seen->pdata[i]);
      g_assert_true (convo_document_undo (self));
    }
  g_assert_true (convo_document_graph (self) == seen->pdata[0]);
  g_assert_false (convo_document_undo (self));
  g_assert_false (convo_document_modified (self));
  for (guint i = 1; i < seen->len; i++)
    {
      g_assert_true (convo_document_redo (self));
      g_assert_true (convo_document_graph (self) == seen->pdata[i]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/session/document/classes", test_classes);
  g_test_add_func ("/session/document/undo", test_undo);
  g_test_add_func ("/session/document/refused", test_refused);
  g_test_add_func ("/session/document/merge", test_merge);
  g_test_add_func ("/session/document/selection", test_selection);
  g_test_add_func ("/session/document/file", test_file);
  g_test_add_func ("/session/document/random", test_random);
  return g_test_run ();
}
