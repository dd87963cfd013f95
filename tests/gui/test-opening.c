/* The largest models of the zoo are opened one after the other, and the deepest is edited: how long does one turn of the window's main loop take? */
#include "compose.h"
#include "layers.h"
#include "turns.h"
#include "scope-window.h"

#define LIMIT_MS 150.0           /* work on the processor; what one turn may take when everything in the window changes: half
                                    of it, on a machine that is ours alone, would be felt */
#define EDIT_MS 100.0            /* likewise after an edit, an unfolding, an undo: a part of the window changes */
#define SECONDS 4.0              /* until all of it is drawn */

static void
open_model (ScopeWindow *window, const char *name, double limit)
{
  g_autofree char *base = g_strconcat (name, ".convo", NULL);
  g_autoptr(GFile) file = g_file_new_build_filename (g_getenv ("CONVO_SOURCE_DIR"), "models", base, NULL);
  ConvoDocument *document = scope_session_document (scope_window_session (window));
  Turns *watch = turns_new ();

  g_source_set_priority (&watch->source, G_MININT);
  g_source_attach (&watch->source, NULL);
  scope_window_open_file (window, file);
  turn_for (SECONDS);
  g_assert_true (convo_document_file (document) != NULL && g_file_equal (convo_document_file (document), file));
  g_test_message ("%s: the longest turn %.1f ms of work, %.0f ms in all", name, watch->longest, watch->sum);
  g_assert_cmpfloat (watch->longest, <=, limit);
  g_source_destroy (&watch->source);
  g_source_unref (&watch->source);
}

/* An edit, a large block unfolded, and both taken back */
static void
edit_model (ScopeWindow *window, double limit)
{
  ConvoDocument *document = scope_session_document (scope_window_session (window));
  g_autoptr(JsonNode) value = json_node_init_int (json_node_alloc (), 24);
  g_autoptr(GError) error = NULL;
  Turns *watch = turns_new ();

  g_source_set_priority (&watch->source, G_MININT);
  g_source_attach (&watch->source, NULL);
  for (int what = 0; what < 4; what++)
    {
      const double before = watch->longest;

      watch->longest = 0;
      if (what == 0)
        convo_document_apply (document, convo_graph_set_property (convo_document_graph (document), "conv1", "channels", value, &error),
                              "edit", NULL);
      else if (what == 1)
        convo_document_apply (document, convo_graph_set_folded (convo_document_graph (document), "stage1", FALSE, &error),
                              "unfold", NULL);
      else
        g_assert_true (convo_document_undo (document));
      g_assert_no_error (error);
      turn_for (1);
      g_test_message ("step %d of an edit, an unfolding, and two undos: the longest turn %.1f ms of work", what, watch->longest);
      watch->longest = MAX (before, watch->longest);
    }
  g_assert_cmpfloat (watch->longest, <=, limit);
  g_source_destroy (&watch->source);
  g_source_unref (&watch->source);
}

static void
test_opening (void)
{
  ScopeWindow *window = scope_window_new (NULL);

  scope_window_open_first (window);
  gtk_window_present (GTK_WINDOW (window));
  turn_for (SECONDS);
  open_model (window, "resnet1001", LIMIT_MS);
  edit_model (window, EDIT_MS);
  open_model (window, "densenet201", LIMIT_MS);
  open_model (window, "nasnet-a-mobile", LIMIT_MS);
  open_model (window, "inception-resnet-v2", LIMIT_MS);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  convo_layers_register ();
  g_test_add_func ("/gui/opening", test_opening);
  return g_test_run ();
}
