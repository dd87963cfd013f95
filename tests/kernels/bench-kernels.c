/* How fast convolutions and dense layers run on one thread: GFLOP/s of forward, data gradient, weight gradient.
 *
 *     bench-kernels [images]...
 *
 * Not a test. CONVO_ISA=base|avx2|avx512 chooses the instruction set. */
#include "conv-case.h"
#include "cpu.h"
#include "dense.h"
#include "aligned.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct
{
  const char *name;
  int ci, co, in, kernel, stride, pad, groups;
} layers[] = {
  { "lenet conv1 5x5 1>6 28", 1, 6, 28, 5, 1, 2, 1 },
  { "lenet conv2 5x5 6>16 14", 6, 16, 14, 5, 1, 0, 1 },
  { "lenet fc1 400>120", 16, 120, 5, 0, 1, 0, 1 },
  { "lenet fc2 120>84", 120, 84, 1, 0, 1, 0, 1 },
  { "lenet fc3 84>10", 84, 10, 1, 0, 1, 0, 1 },
  { "cnn1 conv1 3x3 3>32 32", 3, 32, 32, 3, 1, 1, 1 },
  { "cnn1 conv2 3x3 32>64 16", 32, 64, 16, 3, 1, 1, 1 },
  { "cnn1 fc 4096>10", 64, 10, 8, 0, 1, 0, 1 },
  { "resnet 3x3 3>16 32", 3, 16, 32, 3, 1, 1, 1 },
  { "resnet 3x3 16>16 32", 16, 16, 32, 3, 1, 1, 1 },
  { "resnet 3x3 16>32 32 /2", 16, 32, 32, 3, 2, 1, 1 },
  { "resnet 3x3 32>32 16", 32, 32, 16, 3, 1, 1, 1 },
  { "resnet 3x3 64>64 8", 64, 64, 8, 3, 1, 1, 1 },
  { "vgg 3x3 64>64 112", 64, 64, 112, 3, 1, 1, 1 },
  { "vgg 3x3 512>512 14", 512, 512, 14, 3, 1, 1, 1 },
  { "resnet50 1x1 256>64 56", 256, 64, 56, 1, 1, 0, 1 },
  { "alexnet 11x11 3>64 224 /4", 3, 64, 224, 11, 4, 2, 1 },
  { "depthwise 3x3 64 56", 64, 64, 56, 3, 1, 1, 64 },
  { "alexnet fc 9216>4096", 256, 4096, 6, 0, 1, 0, 1 },
};

static ConvoConv
conv_of (int i)
{
  const gint64 n = layers[i].in;
  ConvoConv c = { .groups = layers[i].groups, .ci = layers[i].ci / layers[i].groups,
                  .co = layers[i].co / layers[i].groups, .in = { 1, n, n }, .out = { 1, 1, 1 },
                  .kernel = { 1, layers[i].kernel, layers[i].kernel },
                  .stride = { 1, layers[i].stride, layers[i].stride },
                  .pad = { 0, layers[i].pad, layers[i].pad }, .dilation = { 1, 1, 1 } };

  if (layers[i].kernel == 0)
    return convo_dense_conv (layers[i].ci, c.in, layers[i].co);
  c.out[1] = c.out[2] = (n + 2 * layers[i].pad - layers[i].kernel) / layers[i].stride + 1;
  return c;
}

static void
call (ConvCase *c, int what, gboolean dense, float *packed)
{
  if (what == 0)
    convo_conv_forward (&c->conv, packed, c->bias, &c->x, &c->y, 0, c->images);
  else if (what == 1 && dense)
    convo_dense_backward_data (&c->conv, packed, &c->dy, &c->dx, 0, c->images, FALSE);
  else if (what == 1)
    convo_conv_backward_data (&c->conv, packed, &c->dy, &c->dx, 0, c->images, FALSE);
  else if (what == 2)
    convo_conv_backward_weight (&c->conv, &c->x, &c->dy, c->dw, 0, c->images);
  else if (what == 3)
    convo_conv_backward_bias (&c->dy, c->db, 0, c->images, (ConvoShare) { 0 });
  else
    (dense ? convo_dense_pack : convo_conv_pack) (&c->conv, c->weight, packed, TRUE);
}

/* Seconds of one call: the best of several bursts of at least two milliseconds */
static double
seconds (ConvCase *c, int what, gboolean dense, float *packed)
{
  double best = 1e9;
  int n = 1;

  for (int burst = 0; burst < 6; burst++)
    {
      gint64 start = g_get_monotonic_time (), took;

      for (int i = 0; i < n; i++)
        call (c, what, dense, packed);
      took = g_get_monotonic_time () - start;
      best = MIN (best, took * 1e-6 / n);
      if (took < 2000)
        n *= took > 20 ? 2000 / took + 1 : 100;
    }
  return best;
}

static void
bench (int i, int images)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (1);
  ConvoConv conv = conv_of (i);
  gboolean dense = layers[i].kernel == 0;
  g_autoptr(ConvCase) c = conv_case_new (&conv, images, rand, FALSE);
  g_autoptr(float) packed = NULL;
  double flop = 2.0 * images * c->n_weight * conv.out[1] * conv.out[2], bias;

  packed = convo_aligned_new (dense ? convo_dense_packed_size (&conv, TRUE) : convo_conv_packed_size (&conv, TRUE));
  (dense ? convo_dense_pack : convo_conv_pack) (&conv, c->weight, packed, TRUE);
  memset (c->dw, 0, c->n_weight * sizeof (float));
  printf ("%-28s %4d", layers[i].name, images);
  for (int what = 0; what < 3; what++)
    {
      double time = seconds (c, what, dense, packed);

      printf ("  %6.1f (%8.1f us)", flop / time * 1e-9, time * 1e6);
    }
  bias = seconds (c, 3, dense, packed);
  printf ("  bias %7.1f us  pack %7.1f us\n", bias * 1e6, seconds (c, 4, dense, packed) * 1e6);
}

int
main (int argc, char **argv)
{
  const int usual[] = { 1, 16 };
  const char *only = g_getenv ("ONLY");

  printf ("%s; GFLOP/s: forward, data gradient, weight gradient\n", convo_cpu_isa_name ());
  for (int i = 0; i < (int) G_N_ELEMENTS (layers); i++)
    if (only == NULL || strstr (layers[i].name, only) != NULL)
      for (int j = 0; j < (argc > 1 ? argc - 1 : 2); j++)
        bench (i, argc > 1 ? atoi (argv[j + 1]) : usual[j]);
  return 0;
}
