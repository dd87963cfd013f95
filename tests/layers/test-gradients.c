/* Backward must equal the central difference of Σ y·dy, for every registered kind, in training and in evaluation; and
 * neither slices, groups, layouts nor who asks for which gradient may change a result. */
#include "cpu.h"
#include "layers.h"
#include "random-site.h"

#include <math.h>
#include <string.h>

#define H 4e-3f
#define STEP (2.5 * H) /* distance of neighbouring inputs: no two change order within a difference */
#define SITES 8        /* a rank */

/* Kinks (ReLU at 0, equal maxima) are never within reach: no input is near 0, and none are near one another unless the
 * kind reads values in backward, which bends; those spread over ±3 */
static void
spread_inputs (TestSite *site, ConvoRandom *random)
{
  for (int i = 0; i < site->site.n_in; i++)
    {
      gboolean bends = (site->kind->flags & (CONVO_KIND_READS_X | CONVO_KIND_READS_Y)) != 0;
      gint64 n = test_site_count (site, i), levels = bends ? 601 : n;
      g_autofree guint32 *order = g_new (guint32, n);

      for (gint64 k = 0; k < n; k++)
        order[k] = k;
      convo_random_permute (random, order, n);
      for (gint64 k = 0; k < n; k++)
        site->x[i][k] = STEP * ((gint64) order[k] % levels * MAX (levels / n, 1) - levels / 2 + 0.5);
    }
}

static double
slope_at (TestSite *site, float *value)
{
  const float at = *value;
  double rise = 0;

  for (int side = -1; side <= 1; side += 2)
    {
      *value = at + side * H;
      test_site_forward (site);
      rise += side * test_site_product (site);
    }
  *value = at;
  return rise / (2.0 * H);
}

static double
largest (const float *values, gint64 n)
{
  double most = 1;

  for (gint64 i = 0; i < n; i++)
    most = MAX (most, fabs (values[i]));
  return most;
}

/* At most 40 of the values, spread over all */
static void
check_slopes (TestSite *site, float *values, const float *gradient, gint64 n, const char *what)
{
  g_autofree char *text = test_site_describe (site);
  g_autofree float *found = g_memdup2 (gradient, MAX (n, 1) * sizeof (float));
  double tolerance = 2e-3 * largest (found, n);

  for (gint64 i = 0; i < n; i += MAX (n / 40, 1))
    {
      double expected = slope_at (site, &values[i]);

      if (!(fabs (expected - found[i]) <= tolerance))
        g_error ("%s: gradient of %s[%" G_GINT64_FORMAT "] is %g, difference gives %g", text, what, i, found[i],
                 expected);
    }
}

/* Values that share a mean and a variance; none if there is no such thing */
static gint64
values_together (const TestSite *site)
{
  const ConvoKind *kind = site->kind;
  const ConvoShape *in = &site->in[0];
  gint64 all = convo_shape_count (in), pixels = all / in->dim[0];

  if (kind->n_sums != NULL)
    return site->batch * pixels;
  if (g_str_equal (kind->name, "instance-norm"))
    return pixels;
  if (g_str_equal (kind->name, "group-norm"))
    return all / *(const gint64 *) ((const char *) site->state + convo_kind_prop (kind, "groups")->offset);
  if (g_str_equal (kind->name, "layer-norm"))
    {
      int over = *(const int *) ((const char *) site->state + convo_kind_prop (kind, "over")->offset);

      return over == 0 ? all : in->dim[over == 1 ? 0 : in->rank - 1];
    }
  return G_MAXINT64;
}

/* A variance of few values bends too sharply */
static gboolean
too_few (const TestSite *site)
{
  return site->site.n_in > 0 && values_together (site) < 8;
}

static void
check_site (TestSite *site, ConvoRandom *random, gboolean training)
{
  test_site_randomize (site, convo_random_next (random));
  spread_inputs (site, random);
  site->training = training;
  test_site_forward (site);
  test_site_backward (site);
  for (int i = 0; i < site->site.n_in; i++)
    check_slopes (site, site->x[i], site->dx[i], test_site_count (site, i), "x");
  for (int i = 0; i < site->n_params; i++)
    if (convo_param_trainable (&site->specs[i]))
      check_slopes (site, site->params[i], site->grads[i], convo_param_count (&site->specs[i]), site->specs[i].name);
}

/* Calls @check for several random sites of each rank that the kind accepts */
static void
for_random_sites (const ConvoKind *kind, int batch, void (*check) (TestSite *, ConvoRandom *, gboolean))
{
  ConvoRandom random = convo_random_stream (7, g_str_hash (kind->name), batch);
  int accepted = 0;

  for (int rank = 1; rank <= CONVO_MAX_RANK && kind->min_inputs > 0; rank++)
    for (int i = 0; i < SITES; i++)
      {
        g_autoptr(TestSite) site = test_random_site (kind, &random, rank, batch);

        if (site == NULL || too_few (site))
          continue;
        accepted++;
        if (i % 2 == 1)
          test_site_set_layout (site, 1, 3);
        check (site, &random, TRUE);
        check (site, &random, FALSE);
      }
  if (kind->min_inputs > 0)
    g_assert_cmpint (accepted, >=, SITES / 2);
}

static void
test_gradient (gconstpointer data)
{
  for_random_sites (data, 2, check_site);
  for_random_sites (data, 5, check_site);
}

typedef struct
{
  float *y, *dx[TEST_MAX_INPUTS], *grads[CONVO_MAX_PARAMS];
} Result;

static void
run_all (TestSite *site, int n_slices, int group, Result *result)
{
  site->n_slices = n_slices;
  site->group = group;
  test_site_forward (site);
  test_site_backward (site);
  result->y = g_memdup2 (site->y, test_site_count (site, -1) * sizeof (float));
  for (int i = 0; i < site->site.n_in; i++)
    result->dx[i] = g_memdup2 (site->dx[i], test_site_count (site, i) * sizeof (float));
  for (int i = 0; i < site->n_params; i++)
    result->grads[i] = g_memdup2 (site->grads[i], convo_param_count (&site->specs[i]) * sizeof (float));
}

static void
result_clear (Result *result)
{
  g_free (result->y);
  for (int i = 0; i < TEST_MAX_INPUTS; i++)
    g_free (result->dx[i]);
  for (int i = 0; i < CONVO_MAX_PARAMS; i++)
    g_free (result->grads[i]);
}

static void
assert_close (const TestSite *site, const char *what, const float *a, const float *b, gint64 n, double tolerance)
{
  double scale = largest (a, n);

  for (gint64 i = 0; i < n; i++)
    if (!(fabs (a[i] - (double) b[i]) <= tolerance * scale))
      {
        g_autofree char *text = test_site_describe (site);
        g_error ("%s: %s[%" G_GINT64_FORMAT "] is %.9g and %.9g (%d slices, groups of %d)", text, what, i, a[i], b[i],
                 site->n_slices, site->group);
      }
}

static void
assert_results (const TestSite *site, const Result *a, const Result *b, double tolerance)
{
  assert_close (site, "y", a->y, b->y, test_site_count (site, -1), tolerance);
  for (int i = 0; i < site->site.n_in; i++)
    assert_close (site, "dx", a->dx[i], b->dx[i], test_site_count (site, i), tolerance);
  for (int i = 0; i < site->n_params; i++)
    if (convo_param_trainable (&site->specs[i]))
      assert_close (site, site->specs[i].name, a->grads[i], b->grads[i], convo_param_count (&site->specs[i]),
                    MAX (tolerance, 1e-5));
}

/* Same bits for any groups; for any slices too, unless sums over the batch are part of the result */
static void
check_slices (TestSite *site, ConvoRandom *random, gboolean training)
{
  static const int ways[][2] = { { 1, 0 }, { 1, 1 }, { 1, 2 }, { 3, 2 }, { 5, 1 }, { 3, 1 } };
  Result first = { 0 };

  test_site_randomize (site, convo_random_next (random));
  site->training = training;
  run_all (site, 1, 0, &first);
  for (gsize i = 1; i < G_N_ELEMENTS (ways); i++)
    {
      gboolean exact = ways[i][0] == 1 || site->kind->n_sums == NULL || !training;
      Result other = { 0 };

      run_all (site, ways[i][0], ways[i][1], &other);
      assert_results (site, &first, &other, exact ? 0 : 1e-6);
      result_clear (&other);
    }
  test_site_set_layout (site, 2, 5);
  site->prepare_backward = TRUE;
  {
    Result other = { 0 };

    run_all (site, 1, 0, &other);
    assert_results (site, &first, &other, 1e-5);
    result_clear (&other);
  }
  result_clear (&first);
}

static void
test_slices (gconstpointer data)
{
  for_random_sites (data, 5, check_slices);
}

/* dx += where asked, untouched where not wanted */
static void
check_dx_add (TestSite *site, ConvoRandom *random, gboolean training)
{
  Result plain = { 0 }, added = { 0 };
  int skip = site->site.n_in > 1 ? convo_random_below (random, site->site.n_in) : -1;

  for (int i = 0; i < site->site.n_in; i++)
    site->add_dx[i] = site->skip_dx[i] = FALSE;
  test_site_randomize (site, convo_random_next (random));
  site->training = training;
  run_all (site, 2, 1, &plain);
  for (int i = 0; i < site->site.n_in; i++)
    {
      site->add_dx[i] = TRUE;
      site->skip_dx[i] = i == skip;
      for (gint64 k = 0; k < test_site_count (site, i); k++)
        {
          site->dx[i][k] = convo_random_unit (random) - 0.5;
          plain.dx[i][k] = site->dx[i][k] + (i == skip ? 0 : plain.dx[i][k]);
        }
    }
  run_all (site, 2, 1, &added);
  assert_results (site, &plain, &added, 1e-5);
  result_clear (&plain);
  result_clear (&added);
}

static void
test_dx_add (gconstpointer data)
{
  for_random_sites (data, 3, check_dx_add);
}

int
main (int argc, char **argv)
{
  const ConvoKind *const *kinds;
  int n;

  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  kinds = convo_kinds (&n);
  for (int i = 0; i < n; i++)
    {
      g_autofree char *gradient = g_strdup_printf ("/gradient/%s", kinds[i]->name);
      g_autofree char *slices = g_strdup_printf ("/slices/%s", kinds[i]->name);
      g_autofree char *dx_add = g_strdup_printf ("/dx-add/%s", kinds[i]->name);

      g_test_add_data_func (gradient, kinds[i], test_gradient);
      g_test_add_data_func (slices, kinds[i], test_slices);
      g_test_add_data_func (dx_add, kinds[i], test_dx_add);
    }
  return g_test_run ();
}
