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

/* One axis: convolution by groups, pooling, normalisation without a barrier */
#define LINE DOCUMENT ( \
  "{\"id\": \"input\", \"kind\": \"input\", \"shape\": [4, 40]},\n" \
  "{\"id\": \"conv1\", \"kind\": \"conv\", \"channels\": 12, \"kernel\": 5, \"padding\": 2, \"groups\": 2},\n" \
  "{\"id\": \"gn\", \"kind\": \"group-norm\", \"groups\": 3},\n" \
  "{\"id\": \"gelu\", \"kind\": \"gelu\"},\n" \
  "{\"id\": \"pool\", \"kind\": \"average-pool\", \"kernel\": 3},\n" \
  "{\"id\": \"single\", \"kind\": \"conv\", \"channels\": 12, \"groups\": 12, \"dilation\": 2},\n" \
  "{\"id\": \"fc\", \"kind\": \"linear\", \"features\": 5},\n" \
  "{\"id\": \"loss\", \"kind\": \"hinge\"}")

/* Three axes */
#define VOLUME DOCUMENT ( \
  "{\"id\": \"input\", \"kind\": \"input\", \"shape\": [2, 6, 8, 7]},\n" \
  "{\"id\": \"conv1\", \"kind\": \"conv\", \"channels\": 8, \"padding\": 1},\n" \
  "{\"id\": \"bn\", \"kind\": \"batch-norm\"},\n" \
  "{\"id\": \"relu\", \"kind\": \"relu\"},\n" \
  "{\"id\": \"pool\", \"kind\": \"max-pool\"},\n" \
  "{\"id\": \"conv2\", \"kind\": \"conv\", \"channels\": 6, \"kernel\": 2},\n" \
  "{\"id\": \"all\", \"kind\": \"global-average-pool\"},\n" \
  "{\"id\": \"fc\", \"kind\": \"linear\", \"features\": 5},\n" \
  "{\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\"}")

/* An autoencoder with a second head: transposed convolution, local response and layer normalisation, gates, dropout */
#define MIXED DOCUMENT ( \
  "{\"id\": \"input\", \"kind\": \"input\", \"shape\": [3, 12, 12]},\n" \
  "{\"id\": \"conv1\", \"kind\": \"conv\", \"channels\": 20, \"padding\": 1},\n" \
  "{\"id\": \"lrn\", \"kind\": \"lrn\"},\n" \
  "{\"id\": \"prelu\", \"kind\": \"prelu\"},\n" \
  "{\"id\": \"squeeze\", \"kind\": \"global-average-pool\"},\n" \
  "{\"id\": \"gate\", \"kind\": \"linear\", \"features\": 20},\n" \
  "{\"id\": \"open\", \"kind\": \"sigmoid\"},\n" \
  "{\"id\": \"gated\", \"kind\": \"multiply\", \"from\": [\"prelu\", \"open\"]},\n" \
  "{\"id\": \"down\", \"kind\": \"conv\", \"channels\": 20, \"stride\": 2, \"padding\": 1},\n" \
  "{\"id\": \"ln\", \"kind\": \"layer-norm\"},\n" \
  "{\"id\": \"drop\", \"kind\": \"dropout\"},\n" \
  "{\"id\": \"up\", \"kind\": \"transposed-conv\", \"channels\": 3},\n" \
  "{\"id\": \"picture\", \"kind\": \"mean-squared-error\", \"from\": [\"up\", \"input\"], \"weight\": 0.5},\n" \
  "{\"id\": \"fc\", \"kind\": \"linear\", \"features\": 5, \"from\": [\"drop\"], \"when\": \"training\"},\n" \
  "{\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\", \"label-smoothing\": 0.1}")

#define BATCH 32

static int
allocations_of (ConvoRun *run, gint64 floats)
{
  g_autofree float *pictures = g_new (float, floats * BATCH);
  gint32 labels[BATCH];
  gboolean ok = TRUE;

  random_batch (pictures, floats, labels, BATCH, 5, 1);
  g_assert_true (convo_run_step (run, pictures, labels, BATCH, NULL, NULL, NULL));   /* threads start, libraries load */
  __atomic_store_n (&allocations, 0, __ATOMIC_RELAXED);
  __atomic_store_n (&counting, 1, __ATOMIC_RELAXED);
  for (int i = 0; i < 40; i++)   /* long enough to keep good weights on the way */
    {
      convo_run_set_epoch (run, i / 10.0);
      ok &= convo_run_step (run, pictures, labels, i % 2 ? BATCH : BATCH - 5, NULL, NULL, NULL);
    }
  __atomic_store_n (&counting, 0, __ATOMIC_RELAXED);
  g_assert_true (ok);
  return allocations;
}

static void
check (const char *text, const ConvoTraining *training)
{
  g_autoptr(ConvoReport) report = report_from_text (text);
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoRun) run = convo_run_new (report, training, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (allocations_of (run, convo_shape_count (&convo_report_totals (report)->input)), ==, 0);
}

static gboolean
can_count (void)
{
  if (!COUNTED)
    g_test_skip ("the sanitizer has an allocator of its own");
  return COUNTED;
}

static void
test_net (gconstpointer text)
{
  ConvoTraining training;

  convo_training_defaults (&training);
  training.batch = BATCH;
  training.threads = 2;
  if (can_count ())
    check (text, &training);
}

/* With everything that a step can have besides: decay, clipping, a schedule */
static void
test_optimizer (gconstpointer kind)
{
  ConvoTraining training;

  convo_training_defaults (&training);
  convo_optimizer_defaults (&training.optimizer, GPOINTER_TO_INT (kind));
  training.optimizer.weight_decay = 1e-3;
  training.optimizer.clip_norm = 5;
  training.optimizer.clip_value = 1;
  training.schedule = (ConvoSchedule) { .kind = CONVO_SCHEDULE_COSINE, .warm_up = 1 };
  training.batch = BATCH;
  training.threads = 3;
  if (can_count ())
    check (RESIDUAL, &training);
}

int
main (int argc, char **argv)
{
  static const struct { const char *path, *text; } nets[] = {
    { "/allocations/net/lenet", LENET }, { "/allocations/net/residual", RESIDUAL }, { "/allocations/net/in-place", IN_PLACE },
    { "/allocations/net/line", LINE }, { "/allocations/net/volume", VOLUME }, { "/allocations/net/mixed", MIXED },
  };

  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/allocations/counter", test_counter);
  for (gsize i = 0; i < G_N_ELEMENTS (nets); i++)
    g_test_add_data_func (nets[i].path, nets[i].text, test_net);
  for (int kind = 0; kind < CONVO_N_OPTIMIZERS; kind++)
    {
      g_autofree char *path = g_strconcat ("/allocations/optimizer/", convo_optimizer_rule (kind)->name, NULL);

      g_test_add_data_func (path, GINT_TO_POINTER (kind), test_optimizer);
    }
  return g_test_run ();
}
