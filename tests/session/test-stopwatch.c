/* Times of the document's layers: measured in a thread, stale after an edit, fresh again after undo, cancelled. */
#include "convo-file.h"
#include "layers.h"
#include "stopwatch.h"

static GMainLoop *loop;
static char *failure;

static void
on_changed (ConvoStopwatch *self)
{
  double fraction;

  if (!convo_stopwatch_runs (self, &fraction))
    g_main_loop_quit (loop);
  else
    g_assert_true (fraction >= 0 && fraction <= 1);
}

static void
on_failed (ConvoStopwatch *self, const char *text)
{
  g_free (failure);
  failure = g_strdup (text);
}

static ConvoGraph *
model (int channels)
{
  g_autofree char *text
    = g_strdup_printf ("{\"format\": \"convo\", \"version\": 1, \"name\": \"small\", \"nodes\": ["
                       "{\"id\": \"in\", \"kind\": \"input\", \"shape\": [1, 16, 16]}, "
                       "{\"id\": \"conv\", \"kind\": \"conv\", \"channels\": %d}, {\"id\": \"fc\", \"kind\": \"linear\"}, "
                       "{\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\"}]}", channels);
  g_autoptr(GError) error = NULL;
  ConvoGraph *graph = convo_graph_parse (text, -1, &error);

  g_assert_no_error (error);
  return graph;
}

static gboolean
set_kernel (ConvoDocument *document, int kernel)
{
  g_autoptr(JsonNode) value = json_node_alloc ();

  json_node_init_int (value, kernel);
  return convo_document_apply (document, convo_graph_set_property (convo_document_graph (document), "conv", "kernel", value, NULL),
                               "Kernel", NULL);
}

static ConvoStopwatch *
stopwatch_new (ConvoDocument *document)
{
  ConvoStopwatch *self = convo_stopwatch_new (document);

  g_signal_connect (self, "changed", G_CALLBACK (on_changed), NULL);
  g_signal_connect (self, "failed", G_CALLBACK (on_failed), NULL);
  g_clear_pointer (&failure, g_free);
  return self;
}

static void
test_measure (void)
{
  g_autoptr(ConvoDocument) document = convo_document_new (model (4));
  g_autoptr(ConvoStopwatch) self = stopwatch_new (document);
  double forward, backward;

  g_assert_null (convo_stopwatch_timing (self));
  g_assert_false (convo_stopwatch_is_stale (self));
  convo_stopwatch_start (self, 8);
  g_assert_true (convo_stopwatch_runs (self, &forward));
  g_main_loop_run (loop);
  g_assert_null (failure);
  g_assert_cmpint (convo_timing_batch (convo_stopwatch_timing (self)), ==, 8);
  g_assert_true (convo_timing_at (convo_stopwatch_timing (self), "conv", &forward, &backward));
  g_assert_true (forward > 0 && backward > 0);
  g_assert_false (convo_stopwatch_is_stale (self));
  g_assert_true (set_kernel (document, 5));
  g_assert_true (convo_stopwatch_is_stale (self));
  convo_document_undo (document);
  g_assert_false (convo_stopwatch_is_stale (self));
  convo_document_reset (document, model (9), NULL);
  g_assert_null (convo_stopwatch_timing (self));         /* nothing was measured of this one */
}

static void
test_cancel (void)
{
  g_autoptr(ConvoDocument) document = convo_document_new (model (64));
  ConvoStopwatch *self = stopwatch_new (document);
  double fraction;

  convo_stopwatch_start (self, 256);
  convo_stopwatch_cancel (self);
  g_assert_false (convo_stopwatch_runs (self, &fraction));
  convo_stopwatch_start (self, 8);                       /* another one at once; the first must not answer for it */
  g_main_loop_run (loop);
  g_assert_cmpint (convo_timing_batch (convo_stopwatch_timing (self)), ==, 8);
  convo_stopwatch_start (self, 256);
  convo_stopwatch_cancel (self);
  g_object_unref (self);                                 /* while its thread is still running */
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_failure (void)
{
  g_autoptr(ConvoDocument) document = convo_document_new (model (4));
  g_autoptr(ConvoStopwatch) self = stopwatch_new (document);

  g_assert_true (set_kernel (document, 40));
  convo_stopwatch_start (self, 8);
  g_main_loop_run (loop);
  while (failure == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (g_str_has_prefix (failure, "conv: "));
  g_assert_null (convo_stopwatch_timing (self));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  loop = g_main_loop_new (NULL, FALSE);
  g_test_add_func ("/stopwatch/measure", test_measure);
  g_test_add_func ("/stopwatch/cancel", test_cancel);
  g_test_add_func ("/stopwatch/failure", test_failure);
  return g_test_run ();
}
