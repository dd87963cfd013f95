/* Batch normalisation: y = γ·(x − mean) / √(variance + ε) + β, by channel. Source: Ioffe, Szegedy 2015; PyTorch's
 * running statistics (unbiased variance). Shapes: γ, β, statistics (C). */
#include "common.h"
#include "norm.h"
#include "numbers.h"
#include "text.h"

#include <math.h>

typedef struct
{
  double epsilon, momentum;
} BatchNorm;

enum { WEIGHT, BIAS, RUNNING_MEAN, RUNNING_VAR, N_PARAMS };

/* What the passes need, rows of C floats: in pass->kept while training, in the scratch otherwise.
 * y = (x − MEAN)·SCALE + SHIFT;  dx = SCALE·dy + SLOPE·(x − MEAN) + OFFSET.
 * MEAN is the mean rounded to float and REST what rounding took away, so a large mean costs no digits. */
enum { MEAN, REST, INVERSE, SCALE, SHIFT, SLOPE, OFFSET, N_ROWS };

/* Channels that backward does together: the same with and without shares, so that sums have the same bits */
#define CHANNELS(all) ((all) >= 256 ? 128 : 32)

typedef struct
{
  double count;       /* values a channel in this step */
  double unused;      /* keeps the rows aligned */
  float rows[];       /* N_ROWS × C */
} Kept;

static const ConvoProp props[] = {
  CONVO_PROP_REAL_ (BatchNorm, epsilon, "epsilon", N_("Epsilon"), N_("Added to the variance, against division by zero"),
                    1e-5, 1e-12, 1, 1e-6, 1e-2),
  CONVO_PROP_REAL_ (BatchNorm, momentum, "momentum", N_("Momentum"),
                    N_("Weight of the newest batch in the running statistics"), 0.1, 0, 1, 0.01, 0.5),
};

static int
params (const void *state, const ConvoSite *site, ConvoParamSpec *specs)
{
  static const struct { const char *name; ConvoRole role; } all[N_PARAMS] = {
    { "weight", CONVO_ROLE_SCALE }, { "bias", CONVO_ROLE_SHIFT },
    { "running_mean", CONVO_ROLE_MEAN }, { "running_var", CONVO_ROLE_VARIANCE },
  };

  for (int i = 0; i < N_PARAMS; i++)
    specs[i] = (ConvoParamSpec) { .name = all[i].name, .role = all[i].role, .rank = 1, .dim = { site->in[0].dim[0] },
                                  .fan_in = 1, .fan_out = 1 };
  return N_PARAMS;
}

static gsize
kept_size (const void *state, const ConvoSite *site)
{
  return sizeof (Kept) + N_ROWS * site->in[0].dim[0] * sizeof (float);
}

static gsize
scratch_size (const void *state, const ConvoSite *site, int images, gboolean backward)
{
  return kept_size (state, site) + sizeof (double) + 2 * site->in[0].dim[0] * sizeof (double);
}

static int
n_sums (const void *state, const ConvoSite *site)
{
  return 1 + 2 * site->in[0].dim[0];
}

static void
describe (const void *state, GString *text)
{
  const BatchNorm *norm = state;
  g_autofree char *epsilon = convo_number_plain (norm->epsilon);

  if (norm->epsilon != props[0].initial)
    g_string_append_printf (text, "ε %s", epsilon);
}

static void
explain (const void *state, const ConvoSite *site, ConvoLedger *ledger)
{
  convo_norm_explain (site->in[0].dim[0], _("scale and shift of every channel; the running statistics are not counted"),
                      ledger);
}

static float *
row (Kept *kept, const ConvoPass *pass, int which)
{
  return kept->rows + which * pass->x[0].channels;
}

static void
fill_channel (Kept *kept, const ConvoPass *pass, gint64 c, double mean, double variance, double epsilon)
{
  double inverse = 1 / sqrt (variance + epsilon), scale = pass->params[WEIGHT][c] * inverse;
  float rounded = mean;
  double rest = mean - rounded;

  row (kept, pass, MEAN)[c] = rounded;
  row (kept, pass, REST)[c] = rest;
  row (kept, pass, INVERSE)[c] = inverse;
  row (kept, pass, SCALE)[c] = scale;
  row (kept, pass, SHIFT)[c] = pass->params[BIAS][c] - rest * scale;
  row (kept, pass, SLOPE)[c] = 0;
  row (kept, pass, OFFSET)[c] = 0;
}

static void
affine (const void *state, const ConvoSite *site, float *const *params, float *scale, float *shift)
{
  const BatchNorm *norm = state;

  for (gint64 c = 0; c < site->in[0].dim[0]; c++)
    {
      double factor = params[WEIGHT][c] / sqrt (params[RUNNING_VAR][c] + norm->epsilon);

      scale[c] = factor;
      shift[c] = params[BIAS][c] - factor * params[RUNNING_MEAN][c];
    }
}

/* Training: what reduce left. Evaluation: from the running statistics, into the scratch */
static Kept *
coefficients (const BatchNorm *norm, ConvoPass *pass)
{
  Kept *kept = pass->scratch;

  if (pass->training)
    return pass->kept;
  for (gint64 c = 0; c < pass->x[0].channels; c++)
    fill_channel (kept, pass, c, pass->params[RUNNING_MEAN][c], pass->params[RUNNING_VAR][c], norm->epsilon);
  return kept;
}

static void
sums_forward (const void *state, ConvoPass *pass)
{
  convo_norm ()->moments (&pass->x[0], pass->first, pass->count, pass->sums);
}

static void
reduce_forward (const void *state, ConvoPass *pass, double *const *sums, int n_slices)
{
  const BatchNorm *norm = state;
  gint64 channels = pass->x[0].channels;
  Kept *kept = pass->kept;
  double *all = sums[0];

  for (int s = 1; s < n_slices; s++)
    convo_norm_merge (all, sums[s], channels);
  kept->count = all[0];
  for (gint64 c = 0; c < channels; c++)
    {
      double mean = all[1 + c], square = all[1 + channels + c];
      float *running_mean = &pass->params[RUNNING_MEAN][c], *running_var = &pass->params[RUNNING_VAR][c];

      fill_channel (kept, pass, c, mean, square / kept->count, norm->epsilon);
      *running_mean += norm->momentum * (mean - *running_mean);
      *running_var += norm->momentum * (square / MAX (kept->count - 1, 1) - *running_var);
    }
}

static void
forward (const void *state, ConvoPass *pass)
{
  Kept *kept = coefficients (state, pass);
  const ConvoMap y = convo_map_share (pass->y, pass->share), x = convo_map_share (&pass->x[0], pass->share);

  convo_norm ()->normalize (&y, &x, pass->first, pass->count, row (kept, pass, MEAN),
                            row (kept, pass, SCALE), row (kept, pass, SHIFT), pass->relu);
}

static void
sums_backward (const void *state, ConvoPass *pass)
{
  convo_norm ()->sums (pass->dy, pass->y, &pass->x[0], pass->first, pass->count, row (pass->kept, pass, MEAN), pass->relu,
                       pass->sums);
}

/* dγ = Σ dy·x̂, dβ = Σ dy; sums are Σ dy and Σ dy·(x − MEAN) of channels [from, from + n) */
static void
add_gradients (ConvoPass *pass, Kept *kept, const double *sums, gint64 from, gint64 n)
{
  float *weight = pass->grads[WEIGHT], *bias = pass->grads[BIAS];

  for (gint64 i = 0; i < n; i++)
    {
      gint64 c = from + i;
      double dot = sums[n + i] - row (kept, pass, REST)[c] * sums[i];

      if (weight != NULL)
        weight[c] += dot * row (kept, pass, INVERSE)[c];
      if (bias != NULL)
        bias[c] += sums[i];
    }
}

static void
reduce_backward (const void *state, ConvoPass *pass, double *const *sums, int n_slices)
{
  gint64 channels = pass->x[0].channels;
  Kept *kept = pass->kept;
  double *all = sums[0];

  for (int s = 1; s < n_slices; s++)
    for (gint64 i = 0; i < 2 * channels; i++)
      all[i] += sums[s][i];
  add_gradients (pass, kept, all, 0, channels);
  for (gint64 c = 0; c < channels; c++)
    {
      double scale = row (kept, pass, SCALE)[c], inverse = row (kept, pass, INVERSE)[c];
      double rest = row (kept, pass, REST)[c], dot = all[channels + c] - rest * all[c];
      double slope = -scale * inverse * inverse * dot / kept->count;

      row (kept, pass, SLOPE)[c] = slope;
      row (kept, pass, OFFSET)[c] = -scale * all[c] / kept->count - slope * rest;
    }
}

/* In evaluation the statistics are constants, and γ, β get their gradients here, image by image */
static void
add_evaluation_gradients (ConvoPass *pass, Kept *kept, gint64 from, gint64 to)
{
  const ConvoMap x = convo_map_channels (&pass->x[0], from, to), y = convo_map_channels (pass->y, from, to);
  const ConvoMap dy = convo_map_channels (pass->dy, from, to);
  gint64 channels = pass->x[0].channels, n = to - from;
  double *sums = (double *) ((char *) pass->scratch + sizeof (Kept) + (N_ROWS * channels + 1) / 2 * 2 * sizeof (float));

  if (pass->grads[WEIGHT] == NULL && pass->grads[BIAS] == NULL)
    return;
  for (int image = pass->first; image < pass->first + pass->count; image++)
    {
      for (gint64 i = 0; i < 2 * n; i++)
        sums[i] = 0;
      convo_norm ()->sums (&dy, &y, &x, image, 1, row (kept, pass, MEAN) + from, FALSE, sums);
      add_gradients (pass, kept, sums, from, n);
    }
}

static void
backward_channels (ConvoPass *pass, Kept *kept, gint64 from, gint64 to)
{
  const ConvoMap x = convo_map_channels (&pass->x[0], from, to), dy = convo_map_channels (pass->dy, from, to);
  const ConvoMap dx = convo_map_channels (&pass->dx[0], from, to);

  if (dx.data == NULL || from >= to)
    return;
  if (!pass->training && !pass->dx_add[0])   /* the statistics are constants: dx = SCALE·dy; SLOPE and OFFSET are rows of zeros */
    convo_norm ()->normalize (&dx, &dy, pass->first, pass->count, row (kept, pass, SLOPE), row (kept, pass, SCALE) + from,
                              row (kept, pass, OFFSET), FALSE);
  else
    convo_norm ()->backward (&dx, &dy, &x, pass->first, pass->count, row (kept, pass, MEAN) + from,
                             row (kept, pass, SCALE) + from, row (kept, pass, SLOPE) + from,
                             row (kept, pass, OFFSET) + from, pass->dx_add[0]);
}

/* Shares are of channels: sums over all rows come first, and dx may lie where dy lies. */
static void
backward (const void *state, ConvoPass *pass)
{
  Kept *kept = coefficients (state, pass);
  const gint64 step = CHANNELS (pass->dy->channels);
  gint64 from, to;

  convo_share_range (pass->share, pass->dy->channels, step, &from, &to);
  for (gint64 at = from; at < to && !pass->training; at += step)
    add_evaluation_gradients (pass, kept, at, MIN (at + step, to));
  backward_channels (pass, kept, from, to);
}

const ConvoKind convo_kind_batch_norm = {
  .name = "batch-norm",
  .title = N_("Batch normalisation"),
  .family = "normalisation",
  .prefix = "bn",
  .doc = N_("Brings every channel to mean 0 and variance 1 over the batch, then scales and shifts it. "
            "Deep networks train faster and more surely. Evaluation uses running statistics."),
  .accel = "b",
  .onnx = "BatchNormalization(epsilon={epsilon}, momentum={momentum})",
  .torch = "nn.BatchNorm{n}d({channels}, eps={epsilon}, momentum={momentum})",
  .keras = "layers.BatchNormalization(epsilon={epsilon}, momentum={momentum})",
  .flags = CONVO_KIND_SLICE | CONVO_KIND_REMOVES_MEAN | CONVO_KIND_READS_X | CONVO_KIND_SIGNED | CONVO_KIND_IN_PLACE |
           CONVO_KIND_FUSES_RELU | CONVO_KIND_SHARES_FORWARD | CONVO_KIND_SHARES_BACKWARD | CONVO_KIND_AGAIN,
  .min_inputs = 1,
  .max_inputs = 1,
  .state_size = sizeof (BatchNorm),
  .props = props,
  .n_props = G_N_ELEMENTS (props),
  .infer = convo_infer_same,
  .params = params,
  .kept_size = kept_size,
  .scratch_size = scratch_size,
  .n_sums = n_sums,
  .describe = describe,
  .explain = explain,
  .affine = affine,
  .sums_forward = sums_forward,
  .reduce_forward = reduce_forward,
  .forward = forward,
  .sums_backward = sums_backward,
  .reduce_backward = reduce_backward,
  .backward = backward,
};
