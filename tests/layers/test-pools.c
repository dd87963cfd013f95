/* Every pooling kind against its definition, written as plain loops in double, on random shapes and settings, with
 * narrow and wide maps, for every instruction set of the machine. */
#include "cpu.h"
#include "layers.h"
#include "pooling.h"
#include "random-site.h"

#include <math.h>
#include <string.h>

#define SITES 400   /* a kind, rank and instruction set */

typedef enum { MAX_POOL, AVERAGE, NORM, DISTANCE, ADAPTIVE, GLOBAL_MEAN, GLOBAL_MAX } Sort;

/* One output: what it has seen so far */
typedef struct
{
  double most, sum, weights, powers;
  gint64 n, padded;
} Tally;

/* Elements of output @o along one axis: positions from + i·step, i in [0, n); those outside do not count */
typedef struct
{
  gint64 from, step, n, padded;
} Line;

static Line
line_of (Sort sort, const ConvoPooling *pooling, const TestSite *site, int axis, gint64 o)
{
  gint64 in = convo_shape_spatial (&site->in[0], axis), out = convo_shape_spatial (&site->site.out, axis);
  ConvoWindow w[3];

  if (sort >= ADAPTIVE)   /* global pooling is adaptive to one */
    {
      gint64 from = o * in / out, to = ((o + 1) * in + out - 1) / out;

      return (Line) { from, 1, to - from, to - from };
    }
  convo_pooling_windows (pooling, &site->in[0], w);
  return (Line) { o * w[axis].stride - w[axis].pad, w[axis].dilation, w[axis].kernel,
                  MIN (o * w[axis].stride - w[axis].pad + w[axis].kernel, in + w[axis].pad) -
                  (o * w[axis].stride - w[axis].pad) };
}

static void
see (Tally *tally, double value, double square, double p)
{
  double weight = exp2 (-square);

  tally->most = tally->n == 0 ? value : MAX (tally->most, value);
  tally->sum += value;
  tally->weights += weight;
  tally->powers += pow (fabs (value), p);
  tally->n++;
}

/* @map: one channel of one image, D×H×W */
static Tally
look (Sort sort, const TestSite *site, const float *map, const Line line[3], double p)
{
  const ConvoShape *in = &site->in[0];
  gint64 d = convo_shape_spatial (in, 0), h = convo_shape_spatial (in, 1), w = convo_shape_spatial (in, 2);
  Tally tally = { 0 };

  for (gint64 k = 0; k < line[0].n * line[1].n * line[2].n; k++)
    {
      gint64 i[3] = { k / line[2].n / line[1].n, k / line[2].n % line[1].n, k % line[2].n };
      gint64 z = line[0].from + i[0] * line[0].step, y = line[1].from + i[1] * line[1].step;
      gint64 x = line[2].from + i[2] * line[2].step;
      double square = 0;

      if (z < 0 || z >= d || y < 0 || y >= h || x < 0 || x >= w)
        continue;
      for (int axis = 0; axis < 3; axis++)
        square += pow (i[axis] - (line[axis].n - 1) / 2.0, 2);
      see (&tally, map[(z * h + y) * w + x] * (sort == DISTANCE ? exp2 (-square) : 1), square, p);
    }
  tally.padded = line[0].padded * line[1].padded * line[2].padded;
  return tally;
}

static double
expected (Sort sort, const TestSite *site, const float *map, const gint64 o[3])
{
  const ConvoPooling *pooling = site->state;
  double p = sort == NORM ? *(const double *) ((const char *) site->state +
                                               convo_kind_prop (site->kind, "p")->offset) : 1;
  Line line[3];
  Tally tally;

  for (int axis = 0; axis < 3; axis++)
    line[axis] = line_of (sort, pooling, site, axis, o[axis]);
  tally = look (sort, site, map, line, p);
  switch (sort)
    {
    case MAX_POOL:
    case GLOBAL_MAX: return tally.most;
    case AVERAGE: return tally.sum / (pooling->count_padding ? tally.padded : tally.n);
    case NORM: return pow (tally.powers, 1 / p);
    case DISTANCE: return tally.sum / tally.weights;
    default: return tally.sum / tally.n;
    }
}

static void
check (Sort sort, TestSite *site)
{
  const ConvoShape *out = &site->site.out;
  gint64 extent[3], pixels = convo_shape_count (out) / out->dim[0];
  gint64 in_pixels = convo_shape_count (&site->in[0]) / out->dim[0];

  for (int axis = 0; axis < 3; axis++)
    extent[axis] = convo_shape_spatial (out, axis);
  test_site_forward (site);
  for (gint64 i = 0; i < test_site_count (site, -1); i++)
    {
      gint64 at = i % pixels;
      const gint64 o[3] = { at / extent[2] / extent[1], at / extent[2] % extent[1], at % extent[2] };
      double value = expected (sort, site, site->x[0] + i / pixels * in_pixels, o);

      if (!(fabs (site->y[i] - value) <= 1e-5 * MAX (1, fabs (value))))
        {
          g_autofree char *text = test_site_describe (site);
          g_error ("%s (%s): y[%" G_GINT64_FORMAT "] is %.9g, not %.9g", text, convo_cpu_isa_name (), i, site->y[i],
                   value);
        }
    }
}

static void
test_kind (gconstpointer data)
{
  static const char *const names[] = { "max-pool", "average-pool", "lp-pool", "distance-pool",
                                       "adaptive-average-pool", "global-average-pool", "global-max-pool" };
  Sort sort = GPOINTER_TO_INT (data);
  ConvoRandom random = convo_random_stream (11, sort, 0);
  ConvoIsa best = convo_cpu_isa ();
  int n = 0;

  for (ConvoIsa isa = CONVO_ISA_BASE; isa <= best; isa++)
    for (int rank = 2; rank <= CONVO_MAX_RANK; rank++)
      for (int i = 0; i < SITES; i++)
        {
          g_autoptr(TestSite) site = test_random_site (convo_kind_find (names[sort]), &random, rank, 2);

          if (site == NULL)
            continue;
          n++;
          convo_cpu_set_isa (isa);
          test_site_randomize (site, i);
          test_site_set_layout (site, i % 3, i % 5);
          check (sort, site);
        }
  convo_cpu_set_isa (best);
  g_assert_cmpint (n, >=, SITES);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_data_func ("/pools/max", GINT_TO_POINTER (MAX_POOL), test_kind);
  g_test_add_data_func ("/pools/average", GINT_TO_POINTER (AVERAGE), test_kind);
  g_test_add_data_func ("/pools/norm", GINT_TO_POINTER (NORM), test_kind);
  g_test_add_data_func ("/pools/distance", GINT_TO_POINTER (DISTANCE), test_kind);
  g_test_add_data_func ("/pools/adaptive", GINT_TO_POINTER (ADAPTIVE), test_kind);
  g_test_add_data_func ("/pools/global-mean", GINT_TO_POINTER (GLOBAL_MEAN), test_kind);
  g_test_add_data_func ("/pools/global-max", GINT_TO_POINTER (GLOBAL_MAX), test_kind);
  return g_test_run ();
}
