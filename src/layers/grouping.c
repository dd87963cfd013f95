/* What group and instance normalisation share: y = γ·(x − mean) / √(variance + ε) + β, the statistics over a group of
 * channels and all pixels of one image. Training and evaluation are the same. Source: Wu, He, Group Normalization,
 * 2018. */
#include "grouping.h"
#include "norm.h"

#include <math.h>
#include <string.h>

enum { WEIGHT, BIAS, N_PARAMS };

/* Saved for every group of an image */
typedef struct
{
  double mean, inverse;   /* inverse: 1 / √(variance + ε) */
} Statistics;

/* The scratch: sums in double, then rows of C coefficients. mean is rounded to float, rest is what that took away */
typedef struct
{
  double *sums;
  float *mean, *rest, *a, *b, *c;
} Rows;

/** convo_grouping_params: γ and β, one each a channel */
int
convo_grouping_params (const ConvoSite *site, ConvoParamSpec *specs)
{
  specs[WEIGHT] = (ConvoParamSpec) { .name = "weight", .role = CONVO_ROLE_SCALE, .rank = 1,
                                     .dim = { site->in[0].dim[0] }, .fan_in = 1, .fan_out = 1 };
  specs[BIAS] = specs[WEIGHT];
  specs[BIAS].name = "bias";
  specs[BIAS].role = CONVO_ROLE_SHIFT;
  return N_PARAMS;
}

gsize
convo_grouping_saved_size (gint64 groups)
{
  return groups * sizeof (Statistics);
}

gsize
convo_grouping_scratch_size (gint64 channels)
{
  return (1 + 2 * channels) * sizeof (double) + 5 * channels * sizeof (float);
}

static Rows
rows_of (const ConvoPass *pass)
{
  gint64 channels = pass->site->in[0].dim[0];
  Rows rows = { .sums = pass->scratch };

  rows.mean = (float *) (rows.sums + 1 + 2 * channels);
  rows.rest = rows.mean + channels;
  rows.a = rows.rest + channels;
  rows.b = rows.a + channels;
  rows.c = rows.b + channels;
  memset (rows.sums, 0, (1 + 2 * channels) * sizeof (double));
  return rows;
}

static Statistics *
statistics_of (const ConvoPass *pass, int image)
{
  return (Statistics *) (pass->saved + image * pass->saved_pitch);
}

static void
set_mean (const Rows *rows, gint64 c, double mean)
{
  rows->mean[c] = mean;
  rows->rest[c] = mean - rows->mean[c];
}

/* Joins the moments of the channels of a group: count, means and Σ (x − mean)² as ConvoNorm.moments left them */
static Statistics
join (const double *sums, gint64 channels, gint64 from, gint64 n, double epsilon)
{
  const double *mean = sums + 1 + from, *square = sums + 1 + channels + from;
  Statistics s = { 0 };
  double spread = 0;

  for (gint64 c = 0; c < n; c++)
    s.mean += mean[c] / n;
  for (gint64 c = 0; c < n; c++)
    spread += square[c] + sums[0] * (mean[c] - s.mean) * (mean[c] - s.mean);
  s.inverse = 1 / sqrt (spread / (sums[0] * n) + epsilon);
  return s;
}

/**
 * convo_grouping_forward:
 * @groups: divides the channels
 * @affine: whether there are γ and β
 *
 * Leaves the statistics in pass->saved.
 */
void
convo_grouping_forward (ConvoPass *pass, gint64 groups, double epsilon, gboolean affine)
{
  gint64 channels = pass->x[0].channels, n = channels / groups;

  for (int image = pass->first; image < pass->first + pass->count; image++)
    {
      Rows rows = rows_of (pass);

      convo_norm ()->moments (&pass->x[0], image, 1, rows.sums);
      for (gint64 c = 0; c < channels; c++)
        {
          Statistics *s = &statistics_of (pass, image)[c / n];

          if (c % n == 0)
            *s = join (rows.sums, channels, c, n, epsilon);
          set_mean (&rows, c, s->mean);
          rows.a[c] = (affine ? pass->params[WEIGHT][c] : 1) * s->inverse;
          rows.b[c] = (affine ? pass->params[BIAS][c] : 0) - rows.rest[c] * rows.a[c];
        }
      convo_norm ()->normalize (pass->y, &pass->x[0], image, 1, rows.mean, rows.a, rows.b, FALSE);
    }
}

/* dγ = Σ dy·x̂, dβ = Σ dy; and the sums become those of γ·dy, about the mean itself */
static void
take_sums (ConvoPass *pass, const Rows *rows, const Statistics *statistics, gint64 n, gboolean affine)
{
  gint64 channels = pass->site->in[0].dim[0];
  double *sum = rows->sums, *dots = rows->sums + channels;

  for (gint64 c = 0; c < channels; c++)
    {
      dots[c] -= rows->rest[c] * sum[c];
      if (!affine)
        continue;
      if (pass->grads[WEIGHT] != NULL)
        pass->grads[WEIGHT][c] += dots[c] * statistics[c / n].inverse;
      if (pass->grads[BIAS] != NULL)
        pass->grads[BIAS][c] += sum[c];
      sum[c] *= pass->params[WEIGHT][c];
      dots[c] *= pass->params[WEIGHT][c];
    }
}

/* dx = inverse·(γ·dy − mean (γ·dy) − x̂·mean (γ·dy·x̂)), as a·dy + b·(x − mean) + c */
static void
set_slopes (const ConvoPass *pass, const Rows *rows, const Statistics *s, gint64 from, gint64 n, gboolean affine)
{
  gint64 channels = pass->site->in[0].dim[0];
  double values = (double) n * (convo_shape_count (&pass->site->in[0]) / channels), sum = 0, dot = 0, slope;

  for (gint64 c = from; c < from + n; c++)
    {
      sum += rows->sums[c];
      dot += rows->sums[channels + c];
    }
  slope = -s->inverse * s->inverse * s->inverse * dot / values;
  for (gint64 c = from; c < from + n; c++)
    {
      rows->a[c] = (affine ? pass->params[WEIGHT][c] : 1) * s->inverse;
      rows->b[c] = slope;
      rows->c[c] = -s->inverse * sum / values - slope * rows->rest[c];
    }
}

/** convo_grouping_backward: reads what convo_grouping_forward() saved; += gradients of γ and β */
void
convo_grouping_backward (ConvoPass *pass, gint64 groups, gboolean affine)
{
  gint64 channels = pass->site->in[0].dim[0], n = channels / groups;

  for (int image = pass->first; image < pass->first + pass->count; image++)
    {
      const Statistics *statistics = statistics_of (pass, image);
      Rows rows = rows_of (pass);

      for (gint64 c = 0; c < channels; c++)
        set_mean (&rows, c, statistics[c / n].mean);
      convo_norm ()->sums (pass->dy, pass->y, &pass->x[0], image, 1, rows.mean, FALSE, rows.sums);
      take_sums (pass, &rows, statistics, n, affine);
      if (pass->dx[0].data == NULL)
        continue;
      for (gint64 g = 0; g < groups; g++)
        set_slopes (pass, &rows, &statistics[g], g * n, n, affine);
      convo_norm ()->backward (&pass->dx[0], pass->dy, &pass->x[0], image, 1, rows.mean, rows.a, rows.b, rows.c,
                               pass->dx_add[0]);
    }
}
