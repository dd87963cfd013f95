/* Convolution and dense layers in the thin layout against their definition, on random shapes, any number of images, and
 * for every instruction set of the machine. Whatever lies around the maps is NaN, so who reads too far is found. */
#include "aligned.h"
#include "conv-case.h"
#include "cpu.h"
#include "dense.h"
#include "reference-conv.h"
#include "thin.h"

#include <math.h>

#define TOLERANCE 1e-4   /* of the largest value */
#define TRIALS 400

typedef struct
{
  ConvCase *c;
  gboolean dense, add, relu;
  int split;
  GArray *y;                   /* of the reference */
  double *dx, *dw, *db;
} Trial;

/* A map of packs; planes have a gap */
static ConvoMap
thin_map (const ConvoMap *map, int images, gint64 halo, float **memory)
{
  const gint64 lanes = convo_thin_lanes (), packs = (images + lanes - 1) / lanes;
  ConvoMap thin = { .channels = lanes, .extent = { map->channels, map->extent[1], map->extent[2] },
                    .halo = { 0, 0, halo }, .pixel_pitch = lanes };

  thin.row_pitch = (map->extent[2] + 2 * halo) * lanes;
  thin.plane_pitch = map->extent[1] * thin.row_pitch + lanes;
  thin.image_pitch = map->channels * thin.plane_pitch + 16;
  *memory = convo_aligned_floats (packs * thin.image_pitch + 32);
  for (gint64 i = 0; i < packs * thin.image_pitch + 32; i++)
    (*memory)[i] = NAN;
  thin.data = *memory + 16 + halo * lanes;
  for (int p = 0; p < packs; p++)
    for (gint64 c = 0; c < thin.extent[0]; c++)
      for (gint64 y = 0; y < thin.extent[1]; y++)
        for (gint64 x = -halo; x < thin.extent[2] + halo; x++)
          for (gint64 lane = 0; lane < lanes && (x < 0 || x >= thin.extent[2]); lane++)
            convo_map_pixel (&thin, p, c, y, x)[lane] = 0;
  return thin;
}

#define FOR_EACH(map, images, n, y, x, c) \
  for (int n = 0; n < (images); n++) \
    for (gint64 y = 0; y < (map)->extent[1]; y++) \
      for (gint64 x = 0; x < (map)->extent[2]; x++) \
        for (gint64 c = 0; c < (map)->channels; c++)

static float *
thin_at (const ConvoMap *thin, int image, gint64 c, gint64 y, gint64 x)
{
  return convo_map_pixel (thin, image / thin->channels, c, y, x) + image % thin->channels;
}

/* @rest: what lanes without an image hold */
static void
fill (const ConvoMap *thin, const ConvoMap *from, int images, float rest)
{
  const int all = (images + thin->channels - 1) / thin->channels * thin->channels;

  FOR_EACH (from, all, n, y, x, c)
    *thin_at (thin, n, c, y, x) = n < images ? convo_map_pixel (from, n, 0, y, x)[c] : rest;
}

static void
set (const ConvoMap *thin, const ConvoMap *shape, int images, float value)
{
  const int all = (images + thin->channels - 1) / thin->channels * thin->channels;

  FOR_EACH (shape, all, n, y, x, c)
    *thin_at (thin, n, c, y, x) = value;
}

static void
compare (const Trial *t, const char *what, const double *expected, const double *got, gsize n, double base)
{
  const ConvoConv *c = &t->c->conv;
  double largest = 1e-3, worst = 0;

  for (gsize i = 0; i < n; i++)
    {
      largest = fmax (largest, fabs (expected[i]));
      worst = fmax (worst, isfinite (got[i]) ? fabs (expected[i] + base - got[i]) : INFINITY);
    }
  if (worst > TOLERANCE * largest)
    g_error ("%s, %s: off by %g of %g; %d images, groups %d ci %d co %d in %d,%d kernel %d,%d stride %d,%d pad %d,%d "
             "dilation %d,%d", convo_cpu_isa_name (), what, worst, largest, t->c->images, (int) c->groups, (int) c->ci,
             (int) c->co, (int) c->in[1], (int) c->in[2], (int) c->kernel[1], (int) c->kernel[2], (int) c->stride[1],
             (int) c->stride[2], (int) c->pad[1], (int) c->pad[2], (int) c->dilation[1], (int) c->dilation[2]);
}

static void
compare_map (const Trial *t, const char *what, const double *expected, const ConvoMap *thin, const ConvoMap *shape,
             double base)
{
  g_autoptr(GArray) got = g_array_new (FALSE, FALSE, sizeof (double));

  FOR_EACH (shape, t->c->images, n, y, x, c)
    {
      double value = *thin_at (thin, n, c, y, x);

      g_array_append_val (got, value);
    }
  compare (t, what, expected, (double *) got->data, got->len, base);
}

static void
compare_floats (const Trial *t, const char *what, const double *expected, const float *values, gsize n, double base)
{
  g_autofree double *got = g_new (double, n);

  for (gsize i = 0; i < n; i++)
    got[i] = values[i];
  compare (t, what, expected, got, n, base);
}

static void
run_conv (const Trial *t, const ConvoConv *conv, const ConvoMap *x, const ConvoMap *y, const ConvoMap *dx,
          const ConvoMap *dy, int first, int count)
{
  ConvCase *c = t->c;

  convo_thin_forward (conv, c->weight, c->bias, x, y, first, count);
  convo_thin_backward_data (conv, c->weight, dy, dx, first, count, t->add);
  convo_thin_backward_weight (conv, x, dy, c->dw, first, count);
  convo_thin_backward_bias (dy, c->db, first, count);
}

static void
run_dense (const Trial *t, const ConvoConv *conv, const ConvoMap *x, const ConvoMap *y, const ConvoMap *dx,
           const ConvoMap *dy, int packs)
{
  ConvCase *c = t->c;
  const gsize pitch = convo_thin_dense_saved (conv) + 64;
  g_autoptr(float) saved = convo_aligned_floats (packs * pitch / sizeof (float));

  for (int pack = 0; pack < packs; pack++)
    {
      convo_thin_dense_forward (conv, c->weight, c->bias, x, y, pack, 1);
      convo_thin_dense_data (conv, c->weight, dy, dx, pack, 1, t->add);
      convo_thin_dense_save (conv, dy, saved, pitch, pack, 1);
    }
  for (int part = convo_thin_dense_parts (conv) - 1; part >= 0; part--)
    convo_thin_dense_weight (conv, x, saved, pitch, c->dw, c->db, packs, part);
}

static void
check (Trial *t)
{
  ConvCase *c = t->c;
  const int images = c->images, packs = (images + convo_thin_lanes () - 1) / convo_thin_lanes ();
  const double start = t->dense ? 0 : 0.5;   /* what the gradients held: dense ones are written, not added to */
  gint64 halo_x[3] = { 0 }, halo_dy[3] = { 0 };
  ConvoConv conv = c->conv;
  float *memory[4];
  ConvoMap x, y, dx, dy;

  conv.relu = t->relu;
  if (!t->dense)
    convo_thin_halo (&conv, TRUE, halo_x, halo_dy);
  x = thin_map (&c->x, images, halo_x[2], &memory[0]);
  y = thin_map (&c->y, images, 0, &memory[1]);
  dx = thin_map (&c->dx, images, 0, &memory[2]);
  dy = thin_map (&c->dy, images, halo_dy[2], &memory[3]);
  fill (&x, &c->x, images, 3);
  fill (&dy, &c->dy, images, 0);
  set (&dx, &c->dx, images, t->add ? 2 : NAN);
  for (gsize i = 0; i < c->n_weight; i++)
    c->dw[i] = t->dense ? NAN : start;
  for (gint64 i = 0; i < c->y.channels; i++)
    c->db[i] = t->dense ? NAN : start;
  if (t->dense)
    run_dense (t, &conv, &x, &y, &dx, &dy, packs);
  else
    {
      int split = MIN (t->split, packs);

      run_conv (t, &conv, &x, &y, &dx, &dy, 0, split);
      run_conv (t, &conv, &x, &y, &dx, &dy, split, packs - split);
    }
  compare_map (t, "forward", (double *) t->y->data, &y, &c->y, 0);
  compare_map (t, "data gradient", t->dx, &dx, &c->dx, t->add ? 2 : 0);
  compare_floats (t, "weight gradient", t->dw, c->dw, c->n_weight, start);
  compare_floats (t, "bias gradient", t->db, c->db, c->y.channels, start);
  for (int i = 0; i < 4; i++)
    convo_aligned_free (memory[i]);
}

static void
for_each_isa (Trial *t)
{
  ConvoIsa best = convo_cpu_isa ();

  for (int isa = CONVO_ISA_BASE; isa <= (int) best; isa++)
    {
      convo_cpu_set_isa (isa);
      check (t);
    }
  convo_cpu_set_isa (best);
}

static void
try (const ConvoConv *conv, int images, gboolean dense, GRand *rand)
{
  g_autoptr(ConvCase) c = conv_case_new (conv, images, rand, FALSE);
  Trial t = { c, dense, g_rand_boolean (rand), g_rand_boolean (rand), g_rand_int_range (rand, 0, 4),
              g_array_new (FALSE, FALSE, sizeof (double)), g_new0 (double, c->n_in * images),
              g_new0 (double, c->n_weight), g_new0 (double, c->y.channels) };

  convo_reference_conv_forward (conv, c->weight, c->bias, &c->x, &c->y, 0, images);
  FOR_EACH (&c->y, images, n, y, x, k)
    {
      double value = convo_map_pixel (&c->y, n, 0, y, x)[k];

      value = t.relu ? MAX (value, 0) : value;
      g_array_append_val (t.y, value);
    }
  convo_reference_conv_backward (conv, c->weight, &c->x, &c->dy, t.dx, t.dw, t.db, 0, images);
  for_each_isa (&t);
  g_array_unref (t.y);
  g_free (t.dx);
  g_free (t.dw);
  g_free (t.db);
}

/* One and two axes, strides, dilation, groups, depthwise, much padding */
static void
test_random (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (30);

  for (int trial = 0; trial < TRIALS; trial++)
    {
      ConvoConv conv = conv_case_random (rand, trial);

      if (conv.in[0] == 1 && conv.out[0] == 1 && conv.kernel[0] == 1)
        try (&conv, g_rand_int_range (rand, 1, 40), FALSE, rand);
    }
}

static void
test_dense (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (31);

  for (int trial = 0; trial < 60; trial++)
    {
      const gint64 in[3] = { 1, g_rand_int_range (rand, 1, 6), g_rand_int_range (rand, 1, 12) };
      ConvoConv conv = convo_dense_conv (g_rand_int_range (rand, 1, 40), in, g_rand_int_range (rand, 1, 90));

      g_assert_true (convo_thin_is_dense (&conv));
      try (&conv, g_rand_int_range (rand, 1, 40), TRUE, rand);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernels/thin/random", test_random);
  g_test_add_func ("/kernels/thin/dense", test_dense);
  return g_test_run ();
}
