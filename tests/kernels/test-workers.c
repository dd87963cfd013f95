/* The pool of threads: every slice runs once, by one worker at a time, for any number of threads. */
#include "workers.h"

#include <math.h>
#include <string.h>

#define MAX_SLICES 70000

typedef struct
{
  int *runs;
  int n_threads;
  double value[64];
} Sums;

static void
count_run (gpointer data, int worker, int slice)
{
  Sums *sums = data;

  g_assert_cmpint (worker, >=, 0);
  g_assert_cmpint (worker, <, sums->n_threads);
  sums->runs[slice]++;
}

static void
test_once (gconstpointer data)
{
  static const int counts[] = { 0, 1, 2, 3, 7, 8, 100, MAX_SLICES };
  g_autoptr(ConvoWorkers) workers = convo_workers_new (GPOINTER_TO_INT (data));
  g_autofree int *runs = g_new (int, MAX_SLICES);
  Sums sums = { .runs = runs, .n_threads = convo_workers_n_threads (workers) };

  for (int i = 0; i < (int) G_N_ELEMENTS (counts); i++)
    {
      memset (runs, 0, MAX_SLICES * sizeof (int));
      convo_workers_run (workers, counts[i], count_run, &sums);
      for (int s = 0; s < MAX_SLICES; s++)
        g_assert_cmpint (runs[s], ==, s < counts[i]);
    }
}

static void
add_slice (gpointer data, int worker, int slice)
{
  Sums *sums = data;

  for (int i = 0; i < 50 * (slice % 5); i++)
    sums->value[slice] += sqrt (slice + i);
  sums->value[slice] += slice + 1;
}

/* Many short jobs, some after a pause that puts the workers to sleep: the values of a slice see all jobs in order. */
static void
test_many (gconstpointer data)
{
  g_autoptr(ConvoWorkers) workers = convo_workers_new (GPOINTER_TO_INT (data));
  Sums sums = { 0 }, expected = { 0 };

  for (int job = 0; job < 3000; job++)
    {
      int n = job % 64 + 1;

      if (job % 500 == 0)
        g_usleep (2000);
      convo_workers_run (workers, n, add_slice, &sums);
      for (int s = 0; s < n; s++)
        add_slice (&expected, 0, s);
    }
  g_assert_cmpmem (sums.value, sizeof sums.value, expected.value, sizeof expected.value);
}

static void
multiply_small (gpointer data, int worker, int slice)
{
  volatile float small = 1e-30f;

  ((float *) data)[slice] = small * 1e-10f;
}

/* Denormals are zero during a job and nowhere else */
static void
test_denormals (void)
{
#ifdef __x86_64__
  g_autoptr(ConvoWorkers) workers = convo_workers_new (2);
  float result[64], outside;

  convo_workers_run (workers, 64, multiply_small, result);
  for (int i = 0; i < 64; i++)
    g_assert_true (result[i] == 0);
  multiply_small (&outside, 0, 0);
  g_assert_true (outside > 0);
#else
  g_test_skip ("only x86");
#endif
}

int
main (int argc, char **argv)
{
  static const int threads[] = { 1, 2, 8 };

  g_test_init (&argc, &argv, NULL);
  for (int i = 0; i < (int) G_N_ELEMENTS (threads); i++)
    {
      g_autofree char *once = g_strdup_printf ("/kernels/workers/once/%d", threads[i]);
      g_autofree char *many = g_strdup_printf ("/kernels/workers/many/%d", threads[i]);

      g_test_add_data_func (once, GINT_TO_POINTER (threads[i]), test_once);
      g_test_add_data_func (many, GINT_TO_POINTER (threads[i]), test_many);
    }
  g_test_add_func ("/kernels/workers/denormals", test_denormals);
  return g_test_run ();
}
