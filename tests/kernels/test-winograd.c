/* Winograd's convolution against the definition, on random shapes and for every instruction set of the machine. */
#include "aligned.h"
#include "conv-case.h"
#include "conv-choice.h"
#include "cpu.h"
#include "reference-conv.h"
#include "winograd.h"

#include <math.h>
#include <string.h>

#define TOLERANCE 1e-4   /* of the largest value; 1e-5 is usual */
#define GAP 7.5f
#define TRIALS 320

/* Values of a map, NHWC without halo */
static double *
values_of (const ConvoMap *map, int images)
{
  double *values = g_new (double, map->extent[1] * map->extent[2] * map->channels * images), *to = values;

  for (int n = 0; n < images; n++)
    for (gint64 y = 0; y < map->extent[1]; y++)
      for (gint64 x = 0; x < map->extent[2]; x++)
        for (gint64 c = 0; c < map->channels; c++)
          *to++ = convo_map_pixel (map, n, 0, y, x)[c];
  return values;
}

static void
set_map (const ConvoMap *map, int images, float value)
{
  for (int n = 0; n < images; n++)
    for (gint64 y = 0; y < map->extent[1]; y++)
      for (gint64 x = 0; x < map->extent[2]; x++)
        for (gint64 c = 0; c < map->channels; c++)
          convo_map_pixel (map, n, 0, y, x)[c] = value;
}

static double worst_of_all;

static void
compare (const ConvCase *c, const char *what, const double *expected, const double *got, gsize n, double base)
{
  const ConvoConv *v = &c->conv;
  double largest = 1e-3, worst = 0;

  for (gsize i = 0; i < n; i++)
    {
      largest = fmax (largest, fabs (expected[i]));
      worst = fmax (worst, isfinite (got[i]) ? fabs (expected[i] + base - got[i]) : INFINITY);
    }
  worst_of_all = fmax (worst_of_all, worst / largest);
  if (worst > TOLERANCE * largest)
    g_error ("%s, %s: off by %g of %g; %d to %d channels, %d×%d, padding %d, %d; %d images", convo_cpu_isa_name (), what,
             worst, largest, (int) v->ci, (int) v->co, (int) v->in[1], (int) v->in[2], (int) v->pad[1], (int) v->pad[2],
             c->images);
}

typedef struct
{
  ConvCase *c;
  double *y, *dx, *dw;       /* expected */
  gboolean add;
  int split;
} Trial;

static float *
floats (gsize n)
{
  float *memory = convo_aligned_floats (MAX (n, 1));

  g_assert_nonnull (memory);
  return memory;
}

/* In two calls, so that images are not always counted from 0 */
static void
run (ConvCase *c, gboolean add, int split, int shares)
{
  g_autoptr(float) packed = floats (convo_winograd_packed_floats (&c->conv, TRUE) + CONVO_SLACK);
  g_autoptr(float) gathered = floats (convo_winograd_gathered_floats (&c->conv));
  g_autoptr(float) scratch = floats (convo_winograd_scratch_floats (&c->conv));
  ConvoConv conv = c->conv;

  convo_winograd_pack (&c->conv, c->weight, packed, TRUE);
  memset (gathered, 0, convo_winograd_gathered_floats (&c->conv) * sizeof (float));
  for (int part = 0; part < 2; part++)
    {
      int first = part == 0 ? 0 : split, count = part == 0 ? split : c->images - split;

      for (int i = 0; i < shares; i++)
        {
          conv.share = (ConvoShare) { i, shares };
          convo_winograd_forward (&conv, packed, c->bias, &c->x, &c->y, first, count, scratch);
          convo_winograd_backward_data (&conv, packed, &c->dy, &c->dx, first, count, add, scratch);
          convo_winograd_gather (&conv, &c->x, &c->dy, gathered, first, count, scratch);
        }
    }
  for (int i = 0; i < shares; i++)
    {
      conv.share = (ConvoShare) { i, shares };
      convo_winograd_fold (&conv, gathered, c->dw);
    }
}

static void
check (Trial *t)
{
  ConvCase *c = t->c;
  g_autofree double *y = NULL, *dx = NULL, *dw = g_new (double, c->n_weight);

  for (gsize i = 0; i < c->n_weight; i++)
    c->dw[i] = 0.5f;
  set_map (&c->y, c->images, NAN);
  set_map (&c->dx, c->images, t->add ? 2 : NAN);
  run (c, t->add, t->split, 1);
  y = values_of (&c->y, c->images);
  dx = values_of (&c->dx, c->images);
  for (gsize i = 0; i < c->n_weight; i++)
    dw[i] = c->dw[i];
  compare (c, "forward", t->y, y, c->n_out * c->images, 0);
  compare (c, "data gradient", t->dx, dx, c->n_in * c->images, t->add ? 2 : 0);
  compare (c, "weight gradient", t->dw, dw, c->n_weight, 0.5);
  g_assert_true (conv_halo_clean (&c->y, c->images, GAP));
  g_assert_true (conv_halo_clean (&c->dx, c->images, GAP));
}

static ConvoConv
random_conv (GRand *rand)
{
  static const int channels[] = { 1, 3, 7, 16, 17, 20, 24, 31, 32, 33, 48, 64, 70 };
  ConvoConv conv = { .groups = 1, .in = { 1 }, .out = { 1 }, .kernel = { 1, 3, 3 }, .stride = { 1, 1, 1 },
                     .dilation = { 1, 1, 1 } };

  conv.ci = channels[g_rand_int_range (rand, 0, G_N_ELEMENTS (channels))];
  conv.co = channels[g_rand_int_range (rand, 0, G_N_ELEMENTS (channels))];
  for (int a = 1; a < 3; a++)
    {
      conv.pad[a] = g_rand_int_range (rand, 0, 3);
      conv.in[a] = g_rand_int_range (rand, 3, 23);
      conv.out[a] = conv.in[a] + 2 * conv.pad[a] - 2;
    }
  return conv;
}

static void
for_each_isa (void (*body) (Trial *t), Trial *t)
{
  ConvoIsa best = convo_cpu_isa ();

  for (int isa = CONVO_ISA_BASE; isa <= (int) best; isa++)
    {
      convo_cpu_set_isa (isa);
      body (t);
    }
  convo_cpu_set_isa (best);
}

static void
test_random (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (30);

  for (int trial = 0; trial < TRIALS; trial++)
    {
      const ConvoConv conv = random_conv (rand);
      g_autoptr(ConvCase) c = conv_case_new (&conv, g_rand_int_range (rand, 1, 4), rand, trial % 2);
      g_autofree double *dx = g_new0 (double, c->n_in * c->images), *dw = g_new0 (double, c->n_weight), *y = NULL;
      g_autofree double *db = g_new0 (double, conv.co);
      Trial t = { c, NULL, dx, dw, g_rand_boolean (rand), g_rand_int_range (rand, 0, c->images + 1) };

      g_assert_true (convo_winograd_fits (&conv));
      convo_reference_conv_forward (&conv, c->weight, c->bias, &c->x, &c->y, 0, c->images);
      t.y = y = values_of (&c->y, c->images);
      convo_reference_conv_backward (&conv, c->weight, &c->x, &c->dy, dx, dw, db, 0, c->images);
      for_each_isa (check, &t);
    }
  g_test_message ("worst error: %g of the largest value", worst_of_all);
}

/* The same bits, however images are divided into calls and calls into shares */
static void
check_grouping (Trial *t)
{
  ConvCase *c = t->c;
  g_autofree double *y = NULL, *dx = NULL, *again = NULL, *dx_again = NULL;
  g_autofree float *dw = NULL;

  memset (c->dw, 0, c->n_weight * sizeof (float));
  run (c, FALSE, c->images, 1);
  y = values_of (&c->y, c->images);
  dx = values_of (&c->dx, c->images);
  dw = g_memdup2 (c->dw, c->n_weight * sizeof (float));
  memset (c->dw, 0, c->n_weight * sizeof (float));
  set_map (&c->y, c->images, NAN);
  set_map (&c->dx, c->images, NAN);
  run (c, FALSE, t->split, 1 + t->split);
  again = values_of (&c->y, c->images);
  dx_again = values_of (&c->dx, c->images);
  g_assert_cmpmem (y, c->n_out * c->images * sizeof (double), again, c->n_out * c->images * sizeof (double));
  g_assert_cmpmem (dx, c->n_in * c->images * sizeof (double), dx_again, c->n_in * c->images * sizeof (double));
  g_assert_cmpmem (dw, c->n_weight * sizeof (float), c->dw, c->n_weight * sizeof (float));
}

static void
test_grouping (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (31);

  for (int trial = 0; trial < 40; trial++)
    {
      const ConvoConv conv = random_conv (rand);
      g_autoptr(ConvCase) c = conv_case_new (&conv, 6, rand, FALSE);
      Trial t = { .c = c, .split = 1 + trial % 5 };

      for_each_isa (check_grouping, &t);
    }
}

/* Weights so many that blocks are large and threads share out the channels */
static void
test_large (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (33);
  const ConvoConv conv = { .groups = 1, .ci = 100, .co = 90, .in = { 1, 21, 30 }, .out = { 1, 21, 30 },
                           .kernel = { 1, 3, 3 }, .stride = { 1, 1, 1 }, .pad = { 0, 1, 1 }, .dilation = { 1, 1, 1 } };
  g_autoptr(ConvCase) c = conv_case_new (&conv, 3, rand, FALSE);
  g_autofree double *dx = g_new0 (double, c->n_in * 3), *dw = g_new0 (double, c->n_weight), *db = g_new0 (double, 90);
  g_autofree double *y = NULL;
  Trial t = { c, NULL, dx, dw, TRUE, 1 };

  convo_reference_conv_forward (&conv, c->weight, c->bias, &c->x, &c->y, 0, 3);
  t.y = y = values_of (&c->y, 3);
  convo_reference_conv_backward (&conv, c->weight, &c->x, &c->dy, dx, dw, db, 0, 3);
  for_each_isa (check, &t);
  for_each_isa (check_grouping, &t);
}

/* What was chosen with the weights holds although the switch is thrown in between */
static void
test_choice (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (32);
  const ConvoConv conv = { .groups = 1, .ci = 16, .co = 32, .in = { 1, 12, 9 }, .out = { 1, 12, 9 },
                           .kernel = { 1, 3, 3 }, .stride = { 1, 1, 1 }, .pad = { 0, 1, 1 }, .dilation = { 1, 1, 1 } };
  g_autoptr(ConvCase) c = conv_case_new (&conv, 2, rand, FALSE);
  g_autoptr(float) packed = floats (convo_choice_packed_size (&conv, TRUE) / sizeof (float) + CONVO_SLACK);
  g_autoptr(float) scratch = floats (convo_choice_scratch_size (&conv) / sizeof (float));
  g_autofree double *direct = NULL, *chosen = NULL, *later = NULL;

  convo_conv_set_direct (FALSE);
  g_assert_cmpint (convo_conv_choose (&conv), ==, CONVO_CONV_WINOGRAD);
  convo_choice_pack (&conv, c->weight, packed, TRUE);
  convo_choice_forward (&conv, packed, c->bias, &c->x, &c->y, 0, 2, scratch);
  chosen = values_of (&c->y, 2);
  convo_conv_set_direct (TRUE);
  g_assert_cmpint (convo_conv_choose (&conv), ==, CONVO_CONV_DIRECT);
  convo_choice_forward (&conv, packed, c->bias, &c->x, &c->y, 0, 2, scratch);
  later = values_of (&c->y, 2);
  g_assert_cmpmem (chosen, 2 * c->n_out * sizeof (double), later, 2 * c->n_out * sizeof (double));
  convo_choice_pack (&conv, c->weight, packed, TRUE);
  convo_choice_forward (&conv, packed, c->bias, &c->x, &c->y, 0, 2, scratch);
  direct = values_of (&c->y, 2);
  convo_conv_pack (&conv, c->weight, c->packed, TRUE);
  convo_conv_forward (&conv, c->packed, c->bias, &c->x, &c->y, 0, 2);
  g_free (later);
  later = values_of (&c->y, 2);
  g_assert_cmpmem (direct, 2 * c->n_out * sizeof (double), later, 2 * c->n_out * sizeof (double));
  compare (c, "chosen", direct, chosen, 2 * c->n_out, 0);
  convo_conv_set_direct (FALSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernels/winograd/random", test_random);
  g_test_add_func ("/kernels/winograd/grouping", test_grouping);
  g_test_add_func ("/kernels/winograd/large", test_large);
  g_test_add_func ("/kernels/winograd/choice", test_choice);
  return g_test_run ();
}
