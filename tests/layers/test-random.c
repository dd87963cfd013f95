/* The fast kernels against the definitions of their layers, on thousands of random shapes: forward value by value, and
 * backward as the derivative of the definition in random directions. The instruction set is the one that CONVO_ISA names. */
#include "cpu.h"
#include "layers.h"
#include "random-site.h"
#include "reference.h"

#include <math.h>

#define SHAPES 2400            /* at least, over all kinds; several times as many settings are drawn and refused */
#define CONVOLUTIONS 700       /* of them */
#define STEP 1e-6              /* of a direction; the definitions are in double, so it may be small */

static int n_checked;

static double
largest (const double *values, gint64 n)
{
  double most = 0.05;   /* below, what is left is rounding */

  for (gint64 i = 0; i < n; i++)
    most = MAX (most, fabs (values[i]));
  return most;
}

static void
check_forward (const TestSite *site, const Reference *r)
{
  const gint64 n = test_site_count (site, -1);
  const double tolerance = 2e-5 * largest (r->y, n);

  for (gint64 i = 0; i < n; i++)
    if (!(fabs (site->y[i] - r->y[i]) <= tolerance))
      {
        g_autofree char *text = test_site_describe (site);

        g_error ("%s, %s: y[%" G_GINT64_FORMAT "] is %.9g, by definition %.9g", convo_cpu_isa_name (), text, i,
                 (double) site->y[i], r->y[i]);
      }
}

/* ±1 or 0, so that single wrong values cannot hide among many; all of few values move */
static void
draw_direction (ConvoRandom *random, double *direction, gint64 n)
{
  for (gint64 i = 0; i < n; i++)
    direction[i] = n > 8 && convo_random_below (random, 2) == 0 ? 0 : convo_random_below (random, 2) * 2.0 - 1;
}

static double
product_of (Reference *r)
{
  double sum = 0;

  reference_forward (r);
  for (gint64 i = 0, n = test_site_count (r->site, -1); i < n; i++)
    sum += r->y[i] * r->site->dy[i];
  return sum;
}

/* @gradient: what backward found for @values, in the same order */
static void
check_direction (Reference *r, ConvoRandom *random, double *values, const float *gradient, gint64 n, const char *what)
{
  g_autofree double *direction = g_new (double, MAX (n, 1)), *kept = g_memdup2 (values, MAX (n, 1) * sizeof (double));
  double found = 0, size = 0, sides[2];

  draw_direction (random, direction, n);
  for (gint64 i = 0; i < n; i++)
    {
      found += direction[i] * gradient[i];
      size += fabs (direction[i] * gradient[i]);
    }
  for (int side = 0; side < 2; side++)
    {
      for (gint64 i = 0; i < n; i++)
        values[i] = kept[i] + (side ? STEP : -STEP) * direction[i];
      sides[side] = product_of (r);
    }
  for (gint64 i = 0; i < n; i++)
    values[i] = kept[i];
  if (!(fabs ((sides[1] - sides[0]) / (2 * STEP) - found) <= 5e-5 * size + 2e-4))
    {
      g_autofree char *text = test_site_describe (r->site);

      g_error ("%s, %s: the derivative by %s is %.9g, by definition %.9g", convo_cpu_isa_name (), text, what, found,
               (sides[1] - sides[0]) / (2 * STEP));
    }
}

static void
check_backward (TestSite *site, Reference *r, ConvoRandom *random)
{
  for (int i = 0; i < site->site.n_in; i++)
    check_direction (r, random, r->x[i], site->dx[i], test_site_count (site, i), "x");
  for (int i = 0; i < site->n_params; i++)
    if (convo_param_trainable (&site->specs[i]))
      {
        g_autofree float *file = g_new (float, convo_param_count (&site->specs[i]));

        convo_param_to_file (&site->specs[i], site->grads[i], file);
        check_direction (r, random, r->params[i], file, convo_param_count (&site->specs[i]), site->specs[i].name);
      }
}

/* Values that are nearly equal make a variance of which float has no digits; a few times in a thousand shapes */
static gboolean
too_flat (const TestSite *site, const Reference *r)
{
  const ConvoProp *epsilon = convo_kind_prop (site->kind, "epsilon");

  return epsilon != NULL && (test_site_count (site, 0) / site->batch < 6
                             || largest (r->y, test_site_count (site, -1)) < 0.05);
}

static void
check (TestSite *site, ConvoRandom *random, int trial)
{
  g_autoptr(Reference) r = NULL;

  test_site_randomize (site, convo_random_next (random));
  for (int i = 0; i < site->site.n_in; i++)   /* in ±4, where activations bend */
    for (gint64 k = 0; g_str_equal (site->kind->family, "activation") && k < test_site_count (site, i); k++)
      site->x[i][k] *= 4;
  site->training = trial % 3 > 0;
  if (trial % 2 == 1)
    test_site_set_layout (site, 1, 3);
  site->group = convo_random_below (random, 3);
  test_site_forward (site);
  r = reference_new (site);
  reference_forward (r);
  if (too_flat (site, r))
    return;
  check_forward (site, r);
  test_site_backward (site);
  check_backward (site, r, random);
  n_checked++;
}

/* Says what was tested, for people and for whoever counts */
static void
report (const char *what, int before)
{
  g_print ("# %s: %d random shapes on %s\n", what, n_checked - before, convo_cpu_isa_name ());
}

static void
test_kind (gconstpointer data)
{
  const ConvoKind *kind = data;
  ConvoRandom random = convo_random_stream (11, g_str_hash (kind->name), 1);
  const int before = n_checked;
  int wanted = 0;

  for (int n = 0, i = 0; i < 1; i++)
    {
      const ConvoKind *const *kinds = convo_kinds (&n);

      for (int k = 0; k < n; k++)
        wanted += reference_exists (kinds[k]) && !g_str_equal (kinds[k]->name, "conv");
    }
  wanted = (SHAPES - CONVOLUTIONS) / wanted + 1;
  for (int trial = 0; n_checked - before < wanted; trial++)
    {
      g_autoptr(TestSite) site = test_random_site (kind, &random, trial % CONVO_MAX_RANK + 1,
                                                   1 + convo_random_below (&random, 4));

      if (site != NULL)
        check (site, &random, trial);
      g_assert_cmpint (trial, <, 40 * wanted);
    }
  report (kind->name, before);
}

static gint64
one_of (ConvoRandom *random, const gint64 *values, int n)
{
  return values[convo_random_below (random, n)];
}

static void
draw_axis (ConvoRandom *random, ConvoAxes *axes, int axis, gint64 from, gint64 to)
{
  axes->at[axis] = from + convo_random_below (random, to - from + 1);
}

/* Channels from one to more than a vector has; depthwise, grouped, dilated; every third the shape that Winograd takes */
static TestSite *
draw_conv (const ConvoKind *kind, ConvoRandom *random, int trial)
{
  static const gint64 channels[] = { 1, 2, 3, 5, 8, 15, 16, 17, 24, 31, 33, 48 };
  const int axes = trial % 3 + 1, largest = axes == 1 ? 30 : axes == 2 ? 12 : 4;
  gboolean winograd = axes == 2 && trial % 2 == 0;
  gint64 groups = trial % 5 == 0 ? 1 + convo_random_below (random, 6) : 1;
  gint64 ci = winograd ? 16 + convo_random_below (random, 20) : one_of (random, channels, G_N_ELEMENTS (channels));
  gint64 co = winograd ? 16 + convo_random_below (random, 20) : one_of (random, channels, G_N_ELEMENTS (channels));
  ConvoShape in = { .rank = axes + 1, .dim = { ci * groups } };
  ConvoAxes kernel = { axes }, stride = { axes }, padding = { axes }, dilation = { axes };
  void *state = convo_kind_new_state (kind);

  if (trial % 7 == 0 && !winograd)   /* one kernel a channel */
    {
      groups = in.dim[0] = ci;
      co = 1;
    }
  else if (groups > 1)
    in.dim[0] = MIN (ci, 12) * groups;
  for (int a = 0; a < axes; a++)
    {
      draw_axis (random, &kernel, a, 1, axes == 3 ? 3 : 5);
      draw_axis (random, &stride, a, 1, convo_random_below (random, 3) == 0 ? 3 : 1);
      draw_axis (random, &padding, a, 0, 2);
      draw_axis (random, &dilation, a, 1, convo_random_below (random, 3) == 0 ? 2 : 1);
      if (winograd)
        kernel.at[a] = 3, stride.at[a] = dilation.at[a] = 1;
      in.dim[a + 1] = (winograd ? 5 : 1) + convo_random_below (random, largest);
    }
  test_state_set (kind, state, "channels", groups > 1 ? MIN (co, 12) * groups : co);
  test_state_set (kind, state, "groups", groups);
  test_state_set (kind, state, "bias", convo_random_below (random, 2));
  test_state_set_axes (kind, state, "kernel", axes, kernel.at);
  test_state_set_axes (kind, state, "stride", axes, stride.at);
  test_state_set_axes (kind, state, "padding", axes, padding.at);
  test_state_set_axes (kind, state, "dilation", axes, dilation.at);
  return test_site_new (kind, state, &in, 1, 1 + convo_random_below (random, 3), NULL);
}

static void
test_conv (gconstpointer data)
{
  ConvoRandom random = convo_random_stream (12, 1, 1);
  const int before = n_checked;
  int winograd = 0;

  for (int trial = 0; n_checked - before < CONVOLUTIONS; trial++)
    {
      g_autoptr(TestSite) site = draw_conv (data, &random, trial);

      if (site == NULL)
        continue;
      winograd += g_str_has_prefix (site->kind->algorithm (site->state, &site->site), "Winograd");
      check (site, &random, trial);
    }
  g_print ("# of them by Winograd's way: %d\n", winograd);
  if (g_strcmp0 (g_getenv ("CONVO_LAYOUT"), "thin") != 0)   /* there, convolutions work by images */
    g_assert_cmpint (winograd, >=, 20);
  report ("conv", before);
}

static void
test_total (void)
{
  g_print ("# all kinds: %d random shapes on %s\n", n_checked, convo_cpu_isa_name ());
  g_assert_cmpint (n_checked, >=, 2000);
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
      g_autofree char *path = g_strdup_printf ("/random/%s", kinds[i]->name);

      if (reference_exists (kinds[i]))
        g_test_add_data_func (path, kinds[i], g_str_equal (kinds[i]->name, "conv") ? test_conv : test_kind);
    }
  g_test_add_func ("/total/random", test_total);
  return g_test_run ();
}
