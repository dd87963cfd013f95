/* How soon a network learns: from the start of a process to LeNet-5's first trained batch, and what memory that takes. The
 * test starts itself several times, and the best counts: other programs may be busy. */
#include "convo-file.h"
#include "layers.h"
#include "open.h"
#include "training.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define MOST_SECONDS 0.2
#define MOST_MIB 40.0
#define STARTS 7

#if defined (__SANITIZE_ADDRESS__)
#define MEASURED FALSE
#elif defined (__has_feature)
#define MEASURED !__has_feature (address_sanitizer)
#else
#define MEASURED TRUE
#endif

static int
child (void)
{
  g_autoptr(GFile) file = convo_model_find ("lenet5", NULL);
  g_autoptr(ConvoGraph) graph = convo_graph_load (file, NULL, NULL);
  g_autoptr(ConvoReport) report = NULL;
  g_autoptr(ConvoDataset) data = NULL;
  g_autoptr(ConvoRun) run = NULL;
  g_autofree float *pictures = g_new (float, 64 * 784);
  ConvoTraining training;
  gint32 labels[64];
  guint32 indices[64];
  double loss;

  convo_training_defaults (&training);
  g_assert_nonnull (graph);
  report = convo_report_new (graph);
  data = convo_dataset_open ("shapes", &convo_report_totals (report)->input, 10, NULL, NULL);
  run = convo_run_new (report, &training, NULL, NULL);
  g_assert_true (data != NULL && run != NULL);
  for (int i = 0; i < 64; i++)
    indices[i] = i;
  convo_dataset_read (data, FALSE, indices, 64, pictures, labels);
  g_assert_true (convo_run_step (run, pictures, labels, 64, &loss, NULL, NULL));
  return loss > 0 ? 0 : 1;
}

/* Wall time and greatest resident memory of one start */
static void
measure (const char *program, double *seconds, double *mebibytes)
{
  g_autofree char *command = g_strdup_printf ("'%s' --child", program);
  struct rusage usage;
  gint64 started = g_get_monotonic_time ();
  int status = system (command);

  *seconds = (g_get_monotonic_time () - started) / 1e6;
  g_assert_cmpint (status, ==, 0);
  getrusage (RUSAGE_CHILDREN, &usage);
  *mebibytes = usage.ru_maxrss / 1024.0;   /* of the largest so far */
}

static void
test_start (gconstpointer program)
{
  double best = G_MAXDOUBLE, memory = 0;

  if (!MEASURED)
    {
      g_test_skip ("a sanitizer takes time and memory of its own");
      return;
    }
  for (int i = 0; i < STARTS; i++)
    {
      double seconds;

      measure (program, &seconds, &memory);
      best = MIN (best, seconds);
    }
  g_print ("# first trained batch after %.3f s, %.1f MiB\n", best, memory);
  g_assert_cmpfloat (best, <, MOST_SECONDS);
  g_assert_cmpfloat (memory, <, MOST_MIB);
}

int
main (int argc, char **argv)
{
  convo_layers_register ();
  if (argc > 1 && strcmp (argv[1], "--child") == 0)
    return child ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/start/lenet5", argv[0], test_start);
  return g_test_run ();
}
