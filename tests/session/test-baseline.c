/* What costs are compared with: the state before the last edit, a mark, another model; and when listeners hear of it. */
#include "baseline.h"
#include "convo-file.h"
#include "errors.h"
#include "layers.h"

#include <glib/gstdio.h>
#include <string.h>

static int heard;

static void
on_changed (void)
{
  heard++;
}

static ConvoGraph *
model (int channels)
{
  g_autofree char *text
    = g_strdup_printf ("{\"format\": \"convo\", \"version\": 1, \"name\": \"small\", \"nodes\": ["
                       "{\"id\": \"in\", \"kind\": \"input\", \"shape\": [1, 8, 8]}, "
                       "{\"id\": \"conv\", \"kind\": \"conv\", \"channels\": %d}, {\"id\": \"fc\", \"kind\": \"linear\"}, "
                       "{\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\"}]}", channels);
  g_autoptr(GError) error = NULL;
  ConvoGraph *graph = convo_graph_parse (text, -1, &error);

  g_assert_no_error (error);
  return graph;
}

static void
set_channels (ConvoDocument *document, int channels, const char *label)
{
  g_autoptr(JsonNode) value = json_node_alloc ();

  json_node_init_int (value, channels);
  g_assert_true (convo_document_apply (document,
                                       convo_graph_set_property (convo_document_graph (document), "conv", "channels", value, NULL),
                                       label, NULL));
}

static gint64
parameters_before (ConvoBaseline *self)
{
  ConvoNodeReport before;

  g_assert_nonnull (convo_baseline_diff (self));
  g_assert_true (convo_report_diff_at (convo_baseline_diff (self), "conv", &before));
  return before.parameters;
}

static void
assert_words (ConvoBaseline *self, const char *expected)
{
  g_autofree char *words = convo_baseline_words (self);

  g_assert_cmpstr (words, ==, expected);
}

static void
test_edit (void)
{
  g_autoptr(ConvoDocument) document = convo_document_new (model (4));
  g_autoptr(ConvoBaseline) self = convo_baseline_new (document);

  heard = 0;
  g_signal_connect (self, "changed", G_CALLBACK (on_changed), NULL);
  set_channels (document, 6, "Six");
  g_assert_cmpint (heard, ==, 0);                       /* nobody compares */
  g_assert_null (convo_baseline_diff (self));
  convo_baseline_set_active (self, TRUE);
  g_assert_cmpint (heard, ==, 1);
  g_assert_cmpint (parameters_before (self), ==, 40);
  assert_words (self, "the state before “Six”");
  set_channels (document, 9, "Nine");
  g_assert_cmpint (heard, ==, 2);
  g_assert_cmpint (parameters_before (self), ==, 60);
  g_assert_true (convo_document_apply (document, convo_graph_move (convo_document_graph (document), "conv", 99, 99), "Move",
                                       NULL));
  g_assert_cmpint (parameters_before (self), ==, 60);   /* places cost nothing: the last edit is the one before */
  assert_words (self, "the state before “Nine”");
  convo_document_undo (document);
  convo_document_undo (document);
  g_assert_cmpint (parameters_before (self), ==, 40);
  convo_document_undo (document);
  g_assert_null (convo_baseline_diff (self));         /* the first state has none before it */
  assert_words (self, "the state before the last edit");
}

static void
test_mark (void)
{
  g_autoptr(ConvoDocument) document = convo_document_new (model (4));
  g_autoptr(ConvoBaseline) self = convo_baseline_new (document);

  g_assert_false (convo_baseline_has (self, CONVO_AGAINST_MARK));
  g_assert_false (convo_baseline_set_against (self, CONVO_AGAINST_MARK));
  g_assert_false (convo_baseline_is_active (self));
  set_channels (document, 5, "Five");
  convo_baseline_mark (self);
  g_assert_true (convo_baseline_is_active (self));
  g_assert_true (convo_report_diff_is_empty (convo_baseline_diff (self)));
  set_channels (document, 6, "Six");
  set_channels (document, 7, "Seven");
  g_assert_cmpint (parameters_before (self), ==, 50);
  assert_words (self, "the marked state");
  g_assert_true (convo_baseline_set_against (self, CONVO_AGAINST_EDIT));
  g_assert_cmpint (parameters_before (self), ==, 60);
  g_assert_true (convo_baseline_set_against (self, CONVO_AGAINST_MARK));
  convo_document_reset (document, model (3), NULL);      /* another document: the mark was of the old one */
  g_assert_false (convo_baseline_has (self, CONVO_AGAINST_MARK));
  g_assert_cmpint (convo_baseline_against (self), ==, CONVO_AGAINST_EDIT);
}

typedef struct
{
  GMainLoop *loop;
  gboolean ok;
  GError *error;
} Wait;

static void
opened (GObject *source, GAsyncResult *result, gpointer data)
{
  Wait *wait = data;

  wait->ok = convo_baseline_open_finish (CONVO_BASELINE (source), result, &wait->error);
  g_main_loop_quit (wait->loop);
}

static void
test_model (void)
{
  g_autoptr(ConvoDocument) document = convo_document_new (model (4));
  g_autoptr(ConvoBaseline) self = convo_baseline_new (document);
  g_autofree char *folder = g_dir_make_tmp ("convo-XXXXXX", NULL), *path = g_build_filename (folder, "other.convo", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GFile) missing = g_file_get_child (file, "none");
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(ConvoGraph) other = model (8);
  g_autoptr(GError) error = NULL;
  Wait wait = { loop, FALSE, NULL };

  g_assert_true (convo_graph_save (other, file, NULL, &error));
  convo_baseline_open_async (self, missing, NULL, opened, &wait);
  g_main_loop_run (loop);
  g_assert_false (wait.ok);
  g_assert_nonnull (wait.error);
  g_clear_error (&wait.error);
  g_assert_false (convo_baseline_is_active (self));
  convo_baseline_open_async (self, file, NULL, opened, &wait);
  g_main_loop_run (loop);
  g_assert_no_error (wait.error);
  g_assert_true (wait.ok);
  g_assert_cmpint (parameters_before (self), ==, 80);
  assert_words (self, "small");
  set_channels (document, 8, "Eight");
  g_assert_true (convo_report_diff_is_empty (convo_baseline_diff (self)));
  g_unlink (path);
  g_rmdir (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/baseline/edit", test_edit);
  g_test_add_func ("/baseline/mark", test_mark);
  g_test_add_func ("/baseline/model", test_model);
  return g_test_run ();
}
