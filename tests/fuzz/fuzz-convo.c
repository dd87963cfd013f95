/* Fuzz target: the reader of .convo documents, the writer, and the expansion and report of what was read. */
#include "convo-file.h"
#include "layers.h"
#include "report.h"

/* Any bytes either load, or fail with one GError. What loads is written so that it reads back as the same text, and has a
 * report. Seeds: tests/fuzz/corpus/convo/ and models/. A finding becomes a seed. */
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoGraph) graph = NULL, again = NULL;
  g_autoptr(ConvoReport) report = NULL;
  g_autofree char *text = NULL, *second = NULL;

  if (size > 1 << 16)                       /* keep one run short */
    return 0;

  convo_layers_register ();
  graph = convo_graph_parse ((const char *) data, (gssize) size, &error);
  g_assert ((graph == NULL) == (error != NULL));
  if (graph == NULL)
    return 0;
  text = convo_graph_to_text (graph);
  again = convo_graph_parse (text, -1, &error);
  g_assert_no_error (error);
  second = convo_graph_to_text (again);
  g_assert_cmpstr (second, ==, text);
  report = convo_report_new (graph);
  g_assert (convo_report_check (report, &error) == (error == NULL));
  return 0;
}
