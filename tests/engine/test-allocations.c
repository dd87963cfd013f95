/* A training step allocates nothing, on any thread: malloc and its kin are counted while steps run. */
#include "nets.h"
#include "training.h"

#include <stdlib.h>

#if defined (__SANITIZE_ADDRESS__)
#define COUNTED 0
#elif defined (__has_feature)
#define COUNTED !__has_feature (address_sanitizer)
#else
#define COUNTED 1
#endif

static gint counting, allocations;

#if COUNTED
/* glibc's own, under the names that programs may replace */
extern void *__libc_malloc (size_t size);
extern void *__libc_calloc (size_t n, size_t size);
extern void *__libc_realloc (void *memory, size_t size);

static void
count (void)
{
  if (__atomic_load_n (&counting, __ATOMIC_RELAXED))
    __atomic_add_fetch (&allocations, 1, __ATOMIC_RELAXED);
}

void *
malloc (size_t size)
{
  count ();
  return __libc_malloc (size);
}

void *
calloc (size_t n, size_t size)
{
  count ();
  return __libc_calloc (n, size);
}

void *
realloc (void *memory, size_t size)
{
  count ();
  return __libc_realloc (memory, size);
}
#endif

/* The counter counts: else the tests below could not fail. */
static void
test_counter (void)
{
  __atomic_store_n (&counting, COUNTED, __ATOMIC_RELAXED);
  g_free (g_strdup ("one"));
  __atomic_store_n (&counting, 0, __ATOMIC_RELAXED);
  g_assert_cmpint (allocations, ==, COUNTED);
}

typedef struct
{
  const char *text;
  int floats, classes;
} Net;

static void
test_steps (gconstpointer data)
{
  const Net *net = data;
  g_autoptr(ConvoReport) report = report_from_text (net->text);
  g_autoptr(ConvoRun) run = NULL;
  g_autofree float *pictures = g_new (float, net->floats * 32);
  ConvoTraining training;
  gint32 labels[32];

  if (!COUNTED)
    {
      g_test_skip ("the sanitizer has an allocator of its own");
      return;
    }
  convo_training_defaults (&training);
  training.batch = 32;
  training.threads = 2;
  run = convo_run_new (report, &training, NULL, NULL);
  random_batch (pictures, net->floats, labels, 32, net->classes, 1);
  g_assert_true (convo_run_step (run, pictures, labels, 32, NULL, NULL, NULL));   /* threads start, libraries load */
  __atomic_store_n (&allocations, 0, __ATOMIC_RELAXED);
  __atomic_store_n (&counting, 1, __ATOMIC_RELAXED);
  for (int i = 0; i < 40; i++)   /* long enough to keep good weights on the way */
    convo_run_step (run, pictures, labels, i % 2 ? 32 : 27, NULL, NULL, NULL);
  __atomic_store_n (&counting, 0, __ATOMIC_RELAXED);
  g_assert_cmpint (allocations, ==, 0);
}

int
main (int argc, char **argv)
{
  static const Net lenet = { LENET, 784, 10 }, residual = { RESIDUAL, 432, 5 };

  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/allocations/counter", test_counter);
  g_test_add_data_func ("/allocations/lenet", &lenet, test_steps);
  g_test_add_data_func ("/allocations/residual", &residual, test_steps);
  return g_test_run ();
}
