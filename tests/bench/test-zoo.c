/* How much work the deepest models are: an edit of the open document, and a whole process of convo describe. Prints the times;
 * in a build without sanitizers they must stay within bounds. */
#include "convo-file.h"
#include "document.h"
#include "layers.h"
#include "../work.h"

#include <sys/resource.h>

#define ROUNDS 40
#define EDIT_MS 5.0              /* promised; a tenth of it is usual */
#define DESCRIBE_MS 50.0

static void
say (const char *what, double ms, double limit)
{
  g_test_message ("%s: %.2f ms (at most %.0f)", what, ms, limit);
#ifdef CONVO_BOUNDS
  g_assert_cmpfloat (ms, <, limit);
#endif
}

/* What the processes that this one has waited for have worked, in µs. */
static gint64
work_of_children (void)
{
  struct rusage usage;

  getrusage (RUSAGE_CHILDREN, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * G_USEC_PER_SEC + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

/* An edit of one property: at the end, at the beginning, so that every shape after it changes, or of a definition, so that every
 * copy does */
typedef struct
{
  const char *model, *path, *key;
  int values[2];
} Edit;

static const Edit edits[] = {
  { "resnet1001", "fc", "features", { 100, 1000 } },
  { "resnet1001", "conv1", "stride", { 2, 1 } },
  { "resnet1001", "stage2.7.conv2", "channels", { 24, 32 } },
  { "nasnet-a-mobile", "fc", "features", { 100, 1000 } },
  { "nasnet-a-mobile", "conv1", "padding", { 1, 0 } },
  { "densenet201", "fc", "features", { 100, 1000 } },
  { "densenet201", "conv1", "stride", { 1, 2 } },
};

/* The best of some rounds: what the computer can do while others leave it alone. All of it that happens before the window hears
 * of the edit: the new graph, its report, the history */
static void
test_edit (gconstpointer data)
{
  const Edit *edit = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = convo_model_find (edit->model, &error);
  g_autoptr(ConvoDocument) document = convo_document_new (convo_graph_load (file, NULL, &error));
  g_autofree char *what = g_strdup_printf ("%s, %s of %s", edit->model, edit->key, edit->path);
  double best = G_MAXDOUBLE;

  g_assert_no_error (error);
  for (int round = 0; round < ROUNDS; round++)
    {
      g_autoptr(JsonNode) value = json_node_init_int (json_node_alloc (), edit->values[round % 2]);
      gint64 start = work_of_process ();
      ConvoGraph *edited = convo_graph_set_property (convo_document_graph (document), edit->path, edit->key, value, &error);

      g_assert_no_error (error);
      g_assert_true (convo_document_apply (document, edited, "edit", NULL));
      best = MIN (best, (work_of_process () - start) / 1000.0);
      g_assert_true (convo_report_totals (convo_document_report (document))->complete);
    }
  say (what, best, EDIT_MS);
}

static void
test_describe (void)
{
  g_autofree char *program = g_build_filename (g_getenv ("CONVO_BINARY"), NULL);
  g_autofree char *model = g_build_filename (g_getenv ("CONVO_SOURCE_DIR"), "models", "resnet152.convo", NULL);
  const char *const argv[] = { program, "describe", model, NULL };
  double best = G_MAXDOUBLE;

  for (int round = 0; round < 10; round++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GSubprocess) process = NULL;
      g_autofree char *output = NULL;
      gint64 start = work_of_children ();

      process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
      g_assert_no_error (error);
      g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error));
      g_assert_true (g_subprocess_get_successful (process));
      best = MIN (best, (work_of_children () - start) / 1000.0);
      g_assert_nonnull (g_strstr_len (output, -1, "60,192,808"));
    }
  say ("convo describe resnet152", best, DESCRIBE_MS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  for (gsize i = 0; i < G_N_ELEMENTS (edits); i++)
    {
      g_autofree char *path = g_strdup_printf ("/zoo/edit/%s/%s", edits[i].model, edits[i].path);

      g_test_add_data_func (path, &edits[i], test_edit);
    }
  g_test_add_func ("/zoo/describe", test_describe);
  return g_test_run ();
}
