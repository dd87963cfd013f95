/* What the tests of the application share: a display, all kinds, small networks, waiting. */
#include "app-test.h"

#include "layers.h"

void
app_test_init (int *argc, char ***argv)
{
  gtk_test_init (argc, argv, NULL);
  adw_init ();
  convo_layers_register ();
}

static gboolean
wake (gpointer unused)
{
  return G_SOURCE_CONTINUE;
}

/* Runs the main loop until @done says so; FALSE if it takes longer than @seconds. */
gboolean
app_test_wait (gboolean (*done) (gpointer), gpointer data, double seconds)
{
  const gint64 end = g_get_monotonic_time () + (gint64) (seconds * 1e6);
  const guint source = g_timeout_add (5, wake, NULL);
  gboolean result;

  while (!(result = done (data)) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
  return result;
}

/* Everything that is pending. */
void
app_test_turn (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* An input of 3×16×16, a convolution, and one node of @kind that takes it (twice, if it needs two). */
ConvoGraph *
app_test_graph (const char *kind, char **id)
{
  g_autoptr(ConvoGraph) empty = convo_graph_new ("test"), with_input = NULL, with_conv = NULL, wired = NULL, added = NULL;
  g_autofree char *input = NULL, *conv = NULL;
  const ConvoKind *k = convo_kind_find (kind);
  g_autoptr(GError) error = NULL;

  with_input = convo_graph_add (empty, "input", 0, 0, &input, &error);
  g_assert_no_error (error);
  if (k->flags & CONVO_KIND_SOURCE)
    {
      *id = g_steal_pointer (&input);
      return g_steal_pointer (&with_input);
    }
  with_conv = convo_graph_add (with_input, "conv", 0, 100, &conv, &error);
  g_assert_no_error (error);
  wired = convo_graph_connect (with_conv, input, conv, 0, &error);
  g_assert_no_error (error);
  added = convo_graph_add (wired, kind, 0, 200, id, &error);
  g_assert_no_error (error);
  for (int port = 0; port < k->min_inputs; port++)
    {
      ConvoGraph *next = convo_graph_connect (added, conv, *id, port, &error);

      g_assert_no_error (error);
      convo_graph_unref (added);
      added = next;
    }
  return g_steal_pointer (&added);
}
