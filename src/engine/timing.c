/* How long each layer takes: the engine's own steps with a look at the clock between layers, on one thread, on noise. The
 * least of several passes counts: other programs only ever add to it. */
#include "timing.h"
#include "errors.h"
#include "random.h"
#include "text.h"
#include "training.h"

#include <string.h>

#define FLOP_MOST 100e9          /* of a pass: a second here, some seconds on a slow computer */
#define PASSES 12
#define PASSES_LEAST 2
#define SECONDS_MOST 4.0         /* of all passes together, once there are PASSES_LEAST */

struct _ConvoTiming
{
  gatomicrefcount refs;
  ConvoReport *report;
  int batch;
  gboolean backward;
  double *least;                 /* [2 × n] seconds a pass: forward of all layers, then backward of all */
};

/* What a pass needs */
typedef struct
{
  ConvoWeights *weights;
  ConvoWorkers *workers;
  ConvoPlan *plan;
  float *pictures;
  gint32 *labels;
} Bench;

static void
bench_clear (Bench *bench)
{
  convo_plan_free (bench->plan);
  convo_workers_free (bench->workers);
  convo_weights_free (bench->weights);
  g_free (bench->pictures);
  g_free (bench->labels);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Bench, bench_clear)

static gboolean
has_loss (const ConvoReport *report)
{
  const ConvoNet *net = convo_report_net (report);

  for (int i = 0; i < convo_net_n_nodes (net); i++)
    if (convo_net_node (net, i)->kind->flags & CONVO_KIND_LOSS)
      return TRUE;
  return FALSE;
}

/* Without a loss there is no way back; then every value is kept, so that no layer disappears in the one before */
static ConvoPlanMode
mode_of (const ConvoTiming *timing)
{
  return timing->backward ? CONVO_PLAN_TRAINING : CONVO_PLAN_INSPECT;
}

/* As many pictures as are wanted, or fewer where a pass would take long or would not fit */
static int
fit_batch (const ConvoTiming *timing, int batch)
{
  const double flop = (timing->backward ? 6.0 : 2.0) * convo_report_totals (timing->report)->macs;

  while (batch > 1 && (flop * batch > FLOP_MOST || !convo_plan_estimate (timing->report, mode_of (timing), batch, 1, NULL, NULL)))
    batch /= 2;
  return batch;
}

static void
make_noise (Bench *bench, const ConvoReport *report, int batch)
{
  const ConvoTotals *totals = convo_report_totals (report);
  const gint64 n = convo_shape_count (&totals->input) * batch;
  ConvoRandom stream = convo_random_stream (1, 1, 2);

  bench->pictures = g_new (float, n);
  bench->labels = g_new (gint32, batch);
  for (gint64 i = 0; i < n; i++)
    bench->pictures[i] = convo_random_normal (&stream);
  for (int i = 0; i < batch; i++)
    bench->labels[i] = convo_random_below (&stream, MAX (totals->n_classes, 1));
}

static gboolean
bench_init (Bench *bench, const ConvoTiming *timing, GError **error)
{
  ConvoTraining defaults;

  if (!convo_plan_estimate (timing->report, mode_of (timing), timing->batch, 1, NULL, error))
    return FALSE;
  convo_training_defaults (&defaults);
  bench->weights = convo_weights_new (timing->report, error);
  if (bench->weights == NULL)
    return FALSE;
  convo_weights_init (bench->weights, defaults.init, defaults.init_value, defaults.seed);
  bench->workers = convo_workers_new (1);
  bench->plan = convo_plan_new (timing->report, bench->weights, mode_of (timing), timing->batch, bench->workers, error);
  if (bench->plan == NULL)
    return FALSE;
  make_noise (bench, timing->report, timing->batch);
  convo_plan_set_input (bench->plan, bench->pictures, timing->batch);
  return TRUE;
}

static gboolean
cancelled (const gint *cancel)
{
  return cancel != NULL && g_atomic_int_get (cancel) != 0;
}

/* The first pass only warms caches and memory up */
static void
run_passes (ConvoTiming *timing, Bench *bench, const gint *cancel, ConvoTimingProgress progress, gpointer user_data)
{
  const int n = convo_net_n_nodes (convo_report_net (timing->report));
  const gint64 start = g_get_monotonic_time ();
  g_autofree double *now = g_new0 (double, 2 * n);

  convo_plan_set_cancel (bench->plan, cancel);
  for (int pass = 0; pass <= PASSES && !cancelled (cancel); pass++)
    {
      const double seconds = (g_get_monotonic_time () - start) / 1e6;

      if (progress != NULL)
        progress (MIN (1, MAX ((double) pass / (PASSES + 1), pass > 0 ? seconds / SECONDS_MOST : 0)), user_data);
      if (pass > PASSES_LEAST && seconds > SECONDS_MOST)
        return;
      memset (now, 0, 2 * n * sizeof *now);
      convo_plan_profile (bench->plan, timing->batch, timing->backward, timing->backward ? bench->labels : NULL, now, now + n);
      for (int i = 0; i < 2 * n && pass > 0; i++)
        timing->least[i] = pass == 1 ? now[i] : MIN (timing->least[i], now[i]);
    }
}

/**
 * convo_timing_measure:
 * @batch: pictures a pass, at least 1; fewer where so many would take long or do not fit, see convo_timing_batch()
 * @cancel: (nullable): not 0 as soon as nobody wants the answer any more
 * @progress: (nullable): between passes
 * @error: return location; the report's first problem, %CONVO_ERROR_MEMORY, %CONVO_ERROR_CANCELLED
 *
 * Blocks for some seconds, mostly less than one: call it from a worker. Weights are the initialiser's, pictures are
 * noise: what they are does not change the time.
 *
 * Returns: (transfer full): seconds of every layer, or %NULL with @error set
 */
ConvoTiming *
convo_timing_measure (const ConvoReport *report, int batch, const gint *cancel, ConvoTimingProgress progress,
                      gpointer user_data, GError **error)
{
  g_autoptr(ConvoTiming) timing = NULL;
  g_auto(Bench) bench = { 0 };

  g_return_val_if_fail (batch > 0, NULL);
  if (!convo_report_check (report, error))
    return NULL;
  timing = g_new0 (ConvoTiming, 1);
  g_atomic_ref_count_init (&timing->refs);
  timing->report = convo_report_ref (report);
  timing->backward = has_loss (report);
  timing->batch = fit_batch (timing, batch);
  timing->least = g_new0 (double, 2 * convo_net_n_nodes (convo_report_net (report)));
  if (!bench_init (&bench, timing, error))
    return NULL;
  run_passes (timing, &bench, cancel, progress, user_data);
  if (cancelled (cancel))
    {
      g_set_error_literal (error, CONVO_ERROR, CONVO_ERROR_CANCELLED, _("The measurement was cancelled."));
      return NULL;
    }
  return g_steal_pointer (&timing);
}

/** convo_timing_ref: Returns: (transfer full): @timing */
ConvoTiming *
convo_timing_ref (const ConvoTiming *timing)
{
  g_atomic_ref_count_inc ((gatomicrefcount *) &timing->refs);
  return (ConvoTiming *) timing;
}

/** convo_timing_unref: gives one reference back */
void
convo_timing_unref (const ConvoTiming *timing)
{
  ConvoTiming *self = (ConvoTiming *) timing;

  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  convo_report_unref (self->report);
  g_free (self->least);
  g_free (self);
}

/** convo_timing_report: Returns: (transfer none): of the network that was measured */
const ConvoReport *
convo_timing_report (const ConvoTiming *timing)
{
  return timing->report;
}

/** convo_timing_batch: Returns: pictures that the seconds are of */
int
convo_timing_batch (const ConvoTiming *timing)
{
  return timing->batch;
}

/** convo_timing_has_backward: Returns: whether the network has a loss, so that there is a way back */
gboolean
convo_timing_has_backward (const ConvoTiming *timing)
{
  return timing->backward;
}

/**
 * convo_timing_at:
 * @path: of a layer or a block
 * @forward: (out): seconds for the batch; of a block the sum of its layers. 0 for a layer done together with the one before it
 * @backward: (out): likewise
 *
 * Returns: %FALSE if nothing of that name was measured
 */
gboolean
convo_timing_at (const ConvoTiming *timing, const char *path, double *forward, double *backward)
{
  const ConvoNet *net = convo_report_net (timing->report);
  const int n = convo_net_n_nodes (net), exact = convo_net_find (net, path);
  const gsize length = strlen (path);
  gboolean any = FALSE;

  *forward = *backward = 0;
  for (int i = MAX (exact, 0); i < (exact >= 0 ? exact + 1 : n); i++)
    {
      const char *at = convo_net_node (net, i)->path;

      if (exact < 0 && (strncmp (at, path, length) != 0 || at[length] != '.'))
        {
          if (any)
            break;                                         /* the layers of a block stand together */
          continue;
        }
      any = TRUE;
      *forward += timing->least[i];
      *backward += timing->least[n + i];
    }
  return any;
}

/** convo_timing_total: Returns: seconds of all layers, forward and backward */
double
convo_timing_total (const ConvoTiming *timing)
{
  double sum = 0;

  for (int i = 0; i < 2 * convo_net_n_nodes (convo_report_net (timing->report)); i++)
    sum += timing->least[i];
  return sum;
}
