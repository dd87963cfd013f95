/* The fast convolution against its definition, on random shapes and for every instruction set of the machine. */
#include "conv-case.h"
#include "cpu.h"
#include "dense.h"
#include "reference-conv.h"

#include <math.h>
#include <string.h>

#define TOLERANCE 1e-4   /* of the largest value */
#define GAP 7.5f
#define TRIALS 540

/* Reference results, NHWC without halo */
typedef struct
{
  double *y, *dx, *dw, *db;
} Expected;

static void
expected_free (Expected *e)
{
  g_free (e->y);
  g_free (e->dx);
  g_free (e->dw);
  g_free (e->db);
}

static void
read_map (const ConvoMap *map, int images, double *to)
{
  for (int n = 0; n < images; n++)
    for (gint64 z = 0; z < map->extent[0]; z++)
      for (gint64 y = 0; y < map->extent[1]; y++)
        for (gint64 x = 0; x < map->extent[2]; x++)
          for (gint64 c = 0; c < map->channels; c++)
            *to++ = convo_map_pixel (map, n, z, y, x)[c];
}

static Expected
expect (ConvCase *c)
{
  Expected e = { g_new0 (double, c->n_out * c->images), g_new0 (double, c->n_in * c->images),
                 g_new0 (double, c->n_weight), g_new0 (double, c->y.channels) };

  convo_reference_conv_forward (&c->conv, c->weight, c->bias, &c->x, &c->y, 0, c->images);
  read_map (&c->y, c->images, e.y);
  convo_reference_conv_backward (&c->conv, c->weight, &c->x, &c->dy, e.dx, e.dw, e.db, 0, c->images);
  return e;
}

static char *
conv_to_string (const ConvoConv *c)
{
#define THREE(a) (int) a[0], (int) a[1], (int) a[2]
  return g_strdup_printf ("groups %d ci %d co %d in %d,%d,%d kernel %d,%d,%d stride %d,%d,%d pad %d,%d,%d "
                          "dilation %d,%d,%d",
                          (int) c->groups, (int) c->ci, (int) c->co, THREE (c->in), THREE (c->kernel),
                          THREE (c->stride), THREE (c->pad), THREE (c->dilation));
}

/* @base: what was there before, added to the expected values */
static void
compare (const ConvCase *c, const char *what, const double *expected, const double *got, gsize n, double base)
{
  double largest = 1e-3, worst = 0;

  for (gsize i = 0; i < n; i++)
    {
      largest = fmax (largest, fabs (expected[i]));
      worst = fmax (worst, isfinite (got[i]) ? fabs (expected[i] + base - got[i]) : INFINITY);
    }
  if (worst > TOLERANCE * largest)
    {
      g_autofree char *text = conv_to_string (&c->conv);

      g_error ("%s, %s: off by %g of %g; %s, %d images", convo_cpu_isa_name (), what, worst, largest, text, c->images);
    }
}

static void
compare_map (const ConvCase *c, const char *what, const double *expected, const ConvoMap *map, gsize n, double base)
{
  g_autofree double *got = g_new (double, n * c->images);

  read_map (map, c->images, got);
  compare (c, what, expected, got, n * c->images, base);
  g_assert_true (conv_halo_clean (map, c->images, GAP));
}

static void
compare_floats (const ConvCase *c, const char *what, const double *expected, const float *values, gsize n, double base)
{
  g_autofree double *got = g_new (double, n);

  for (gsize i = 0; i < n; i++)
    got[i] = values[i];
  compare (c, what, expected, got, n, base);
}

static void
set_map (const ConvoMap *map, int images, float value)
{
  for (int n = 0; n < images; n++)
    for (gint64 z = 0; z < map->extent[0]; z++)
      for (gint64 y = 0; y < map->extent[1]; y++)
        for (gint64 x = 0; x < map->extent[2]; x++)
          for (gint64 c = 0; c < map->channels; c++)
            convo_map_pixel (map, n, z, y, x)[c] = value;
}

/* In two calls, so that images are not always counted from 0 */
static void
run (ConvCase *c, const float *packed, gboolean dense, gboolean add, int split)
{
  for (int part = 0; part < 2; part++)
    {
      int first = part == 0 ? 0 : split, count = part == 0 ? split : c->images - split;

      convo_conv_forward (&c->conv, packed, c->bias, &c->x, &c->y, first, count);
      if (dense)
        convo_dense_backward_data (&c->conv, packed, &c->dy, &c->dx, first, count, add);
      else
        convo_conv_backward_data (&c->conv, packed, &c->dy, &c->dx, first, count, add);
      convo_conv_backward_weight (&c->conv, &c->x, &c->dy, c->dw, first, count);
      convo_conv_backward_bias (&c->dy, c->db, first, count, (ConvoShare) { 0 });
    }
}

static void
check (ConvCase *c, const Expected *e, const float *packed, gboolean dense, gboolean add, int split)
{
  for (gsize i = 0; i < c->n_weight; i++)
    c->dw[i] = 0.5f;
  for (gint64 i = 0; i < c->y.channels; i++)
    c->db[i] = -0.25f;
  set_map (&c->y, c->images, NAN);
  set_map (&c->dx, c->images, add ? 2 : NAN);
  run (c, packed, dense, add, split);
  compare_map (c, "forward", e->y, &c->y, c->n_out, 0);
  compare_map (c, "data gradient", e->dx, &c->dx, c->n_in, add ? 2 : 0);
  compare_floats (c, "weight gradient", e->dw, c->dw, c->n_weight, 0.5);
  compare_floats (c, "bias gradient", e->db, c->db, c->y.channels, -0.25);
}

static void
for_each_isa (void (*body) (gpointer), gpointer data)
{
  ConvoIsa best = convo_cpu_isa ();

  for (int isa = CONVO_ISA_BASE; isa <= (int) best; isa++)
    {
      convo_cpu_set_isa (isa);
      body (data);
    }
  convo_cpu_set_isa (best);
}

typedef struct
{
  ConvCase *c;
  Expected expected;
  GRand *rand;
} Trial;

static void
check_conv (gpointer data)
{
  Trial *t = data;

  convo_conv_pack (&t->c->conv, t->c->weight, t->c->packed, TRUE);
  check (t->c, &t->expected, t->c->packed, FALSE, g_rand_boolean (t->rand),
         g_rand_int_range (t->rand, 0, t->c->images + 1));
}

/* Packed for the widest vectors: 16 lanes, so the buffer of a case fits every instruction set. */
static void
test_random (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (20);

  for (int trial = 0; trial < TRIALS; trial++)
    {
      ConvoConv conv = conv_case_random (rand, trial);
      g_autoptr(ConvCase) c = conv_case_new (&conv, g_rand_int_range (rand, 1, 5), rand, trial % 2);
      Trial t = { c, expect (c), rand };

      for_each_isa (check_conv, &t);
      expected_free (&t.expected);
    }
}

static void
check_dense (gpointer data)
{
  Trial *t = data;
  g_autofree float *packed = g_malloc (convo_dense_packed_size (&t->c->conv, TRUE) + 256);

  convo_dense_pack (&t->c->conv, t->c->weight, packed, TRUE);
  check (t->c, &t->expected, packed, TRUE, g_rand_boolean (t->rand), g_rand_int_range (t->rand, 0, t->c->images + 1));
}

static void
test_dense (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (21);

  for (int trial = 0; trial < 60; trial++)
    {
      const gint64 in[3] = { trial % 3 == 2 ? 2 : 1, g_rand_int_range (rand, 1, 6), g_rand_int_range (rand, 1, 8) };
      ConvoConv conv = convo_dense_conv (g_rand_int_range (rand, 1, 40), in, g_rand_int_range (rand, 1, 90));
      g_autoptr(ConvCase) c = conv_case_new (&conv, g_rand_int_range (rand, 1, 40), rand, trial % 2);
      Trial t = { c, expect (c), rand };

      for_each_isa (check_dense, &t);
      expected_free (&t.expected);
    }
}

/* Shapes that take the ways of large layers: weights passed panel by panel, gradients row by row or in blocks of rows,
 * sums too long for a list, pixels that alias in the cache. */
static void
test_large (void)
{
  static const struct
  {
    int images, ci, co, height, width, kernel, stride;
  } cases[] = {
    { 2, 130, 200, 7, 9, 3, 1 },      /* 234,000 weights, a sum of 1,170 */
    { 3, 520, 70, 3, 3, 3, 2 },       /* few pixels */
    { 1, 3, 5, 700, 200, 3, 1 },      /* blocks of rows */
    { 9, 1024, 66, 2, 2, 1, 1 },      /* aliased */
    { 2, 8, 8, 40, 300, 5, 3 },
  };
  g_autoptr(GRand) rand = g_rand_new_with_seed (23);

  for (int i = 0; i < (int) G_N_ELEMENTS (cases); i++)
    {
      const gint64 k = cases[i].kernel, s = cases[i].stride, p = k / 2;
      ConvoConv conv = { .groups = 1, .ci = cases[i].ci, .co = cases[i].co,
                         .in = { 1, cases[i].height, cases[i].width },
                         .out = { 1, (cases[i].height + 2 * p - k) / s + 1, (cases[i].width + 2 * p - k) / s + 1 },
                         .kernel = { 1, k, k }, .stride = { 1, s, s }, .pad = { 0, p, p }, .dilation = { 1, 1, 1 } };
      g_autoptr(ConvCase) c = conv_case_new (&conv, cases[i].images, rand, FALSE);
      Trial t = { c, expect (c), rand };

      for_each_isa (check_conv, &t);
      expected_free (&t.expected);
    }
}

static void
test_large_dense (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (24);
  const gint64 in[3] = { 1, 4, 4 };
  ConvoConv conv = convo_dense_conv (512, in, 150);
  g_autoptr(ConvCase) c = conv_case_new (&conv, 20, rand, FALSE);
  Trial t = { c, expect (c), rand };

  for_each_isa (check_dense, &t);
  expected_free (&t.expected);
}

/* The same bits, whether images are done together or one by one */
static void
check_grouping (gpointer data)
{
  Trial *t = data;
  ConvCase *c = t->c;
  g_autofree double *y = g_new (double, c->n_out * c->images), *again = g_new (double, c->n_out * c->images);
  g_autofree double *dx = g_new (double, c->n_in * c->images), *dx_again = g_new (double, c->n_in * c->images);
  g_autofree float *dw = NULL;

  convo_conv_pack (&c->conv, c->weight, c->packed, TRUE);
  memset (c->dw, 0, c->n_weight * sizeof (float));
  run (c, c->packed, FALSE, FALSE, c->images);
  read_map (&c->y, c->images, y);
  read_map (&c->dx, c->images, dx);
  dw = g_memdup2 (c->dw, c->n_weight * sizeof (float));
  memset (c->dw, 0, c->n_weight * sizeof (float));
  for (int n = 0; n < c->images; n++)
    {
      convo_conv_forward (&c->conv, c->packed, c->bias, &c->x, &c->y, n, 1);
      convo_conv_backward_data (&c->conv, c->packed, &c->dy, &c->dx, n, 1, FALSE);
      convo_conv_backward_weight (&c->conv, &c->x, &c->dy, c->dw, n, 1);
    }
  read_map (&c->y, c->images, again);
  read_map (&c->dx, c->images, dx_again);
  g_assert_cmpmem (y, c->n_out * c->images * sizeof (double), again, c->n_out * c->images * sizeof (double));
  g_assert_cmpmem (dx, c->n_in * c->images * sizeof (double), dx_again, c->n_in * c->images * sizeof (double));
  g_assert_cmpmem (dw, c->n_weight * sizeof (float), c->dw, c->n_weight * sizeof (float));
}

static void
test_grouping (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (22);

  for (int trial = 0; trial < 60; trial++)
    {
      ConvoConv conv = conv_case_random (rand, trial);
      g_autoptr(ConvCase) c = conv_case_new (&conv, 6, rand, FALSE);
      Trial t = { .c = c };

      for_each_isa (check_grouping, &t);
    }
}

/* Everything once, in @n shares */
static void
run_shares (ConvCase *c, const float *packed, gboolean dense, int n)
{
  memset (c->dw, 0, c->n_weight * sizeof (float));
  memset (c->db, 0, c->y.channels * sizeof (float));
  set_map (&c->y, c->images, NAN);
  set_map (&c->dx, c->images, NAN);
  for (int i = n - 1; i >= 0; i--)
    {
      ConvoConv conv = c->conv;

      conv.share = (ConvoShare) { i, n };
      convo_conv_forward (&conv, packed, c->bias, &c->x, &c->y, 0, c->images);
      if (dense)
        convo_dense_backward_data (&conv, packed, &c->dy, &c->dx, 0, c->images, FALSE);
      else
        convo_conv_backward_data (&conv, packed, &c->dy, &c->dx, 0, c->images, FALSE);
      convo_conv_backward_weight (&conv, &c->x, &c->dy, c->dw, 0, c->images);
      convo_conv_backward_bias (&c->dy, c->db, 0, c->images, conv.share);
    }
}

/* The same bits, however the work is shared out: every value is in one share, whole */
static void
compare_shares (ConvCase *c, const float *packed, gboolean dense)
{
  const gsize y_size = c->n_out * c->images * sizeof (double), dx_size = c->n_in * c->images * sizeof (double);
  g_autofree double *y = g_malloc (y_size), *y_again = g_malloc (y_size);
  g_autofree double *dx = g_malloc (dx_size), *dx_again = g_malloc (dx_size);
  g_autofree float *dw = NULL, *db = NULL;

  run_shares (c, packed, dense, 1);
  read_map (&c->y, c->images, y);
  read_map (&c->dx, c->images, dx);
  dw = g_memdup2 (c->dw, c->n_weight * sizeof (float));
  db = g_memdup2 (c->db, c->y.channels * sizeof (float));
  for (int n = 2; n <= 7; n += n == 3 ? 4 : 1)
    {
      run_shares (c, packed, dense, n);
      read_map (&c->y, c->images, y_again);
      read_map (&c->dx, c->images, dx_again);
      g_assert_cmpmem (y, y_size, y_again, y_size);
      g_assert_cmpmem (dx, dx_size, dx_again, dx_size);
      g_assert_cmpmem (dw, c->n_weight * sizeof (float), c->dw, c->n_weight * sizeof (float));
      g_assert_cmpmem (db, c->y.channels * sizeof (float), c->db, c->y.channels * sizeof (float));
      g_assert_true (conv_halo_clean (&c->y, c->images, GAP));
    }
}

static void
check_shares (gpointer data)
{
  ConvCase *c = ((Trial *) data)->c;

  convo_conv_pack (&c->conv, c->weight, c->packed, TRUE);
  compare_shares (c, c->packed, FALSE);
}

static void
check_dense_shares (gpointer data)
{
  ConvCase *c = ((Trial *) data)->c;
  g_autofree float *packed = g_malloc (convo_dense_packed_size (&c->conv, TRUE) + 256);

  convo_dense_pack (&c->conv, c->weight, packed, TRUE);
  compare_shares (c, packed, TRUE);
}

static void
test_shares (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (25);

  for (int trial = 0; trial < 100; trial++)
    {
      const gint64 in[3] = { 1, g_rand_int_range (rand, 1, 6), g_rand_int_range (rand, 1, 8) };
      ConvoConv conv = trial % 4 < 3 ? conv_case_random (rand, trial)
                                     : convo_dense_conv (g_rand_int_range (rand, 1, 90), in, g_rand_int_range (rand, 1, 300));
      g_autoptr(ConvCase) c = conv_case_new (&conv, g_rand_int_range (rand, 1, 3), rand, trial % 2);
      Trial t = { .c = c };

      for_each_isa (trial % 4 < 3 ? check_shares : check_dense_shares, &t);
    }
}

/* Weights so many that threads share out the channels, not the rows */
static void
test_large_shares (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (26);
  const ConvoConv conv = { .groups = 1, .ci = 130, .co = 200, .in = { 1, 7, 9 }, .out = { 1, 7, 9 }, .kernel = { 1, 3, 3 },
                           .stride = { 1, 1, 1 }, .pad = { 0, 1, 1 }, .dilation = { 1, 1, 1 } };
  g_autoptr(ConvCase) c = conv_case_new (&conv, 2, rand, FALSE);
  Trial t = { .c = c };

  for_each_isa (check_shares, &t);
}

/* Windows of 3×3, channel by channel, with stride 1 and 2: tiles of several rows and pixels, and what is left of them */
static void
test_depthwise (void)
{
  static const int channels[] = { 2, 5, 16, 17, 33, 64 };
  g_autoptr(GRand) rand = g_rand_new_with_seed (27);

  for (int trial = 0; trial < 60; trial++)
    {
      const gint64 s = 1 + trial % 2;
      ConvoConv conv = { .groups = channels[trial % G_N_ELEMENTS (channels)], .ci = 1, .co = 1, .in = { 1 }, .out = { 1 },
                         .kernel = { 1, 3, 3 }, .stride = { 1, s, s }, .dilation = { 1, 1, 1 } };
      g_autoptr(ConvCase) c = NULL;
      Trial t = { NULL, { NULL }, rand };

      for (int a = 1; a < 3; a++)
        {
          conv.pad[a] = g_rand_int_range (rand, 0, 2);
          conv.in[a] = g_rand_int_range (rand, 3, 24);
          conv.out[a] = (conv.in[a] + 2 * conv.pad[a] - 3) / s + 1;
        }
      c = conv_case_new (&conv, g_rand_int_range (rand, 1, 4), rand, trial % 3 == 0);
      t.c = c;
      t.expected = expect (c);
      for_each_isa (check_conv, &t);
      for_each_isa (check_shares, &t);
      expected_free (&t.expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernels/conv/random", test_random);
  g_test_add_func ("/kernels/conv/dense", test_dense);
  g_test_add_func ("/kernels/conv/large", test_large);
  g_test_add_func ("/kernels/conv/depthwise", test_depthwise);
  g_test_add_func ("/kernels/conv/large-dense", test_large_dense);
  g_test_add_func ("/kernels/conv/grouping", test_grouping);
  g_test_add_func ("/kernels/conv/shares", test_shares);
  g_test_add_func ("/kernels/conv/large-shares", test_large_shares);
  return g_test_run ();
}
