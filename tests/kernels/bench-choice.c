/* Measures from which map on Winograd's convolution is faster than the direct one, for each instruction set, and prints the
 * table of src/kernels/conv-choice.c. Run it on a quiet machine: bench-choice [images] */
#include "aligned.h"
#include "conv-case.h"
#include "conv-choice.h"
#include "cpu.h"
#include "winograd.h"

#include <stdio.h>
#include <stdlib.h>

#define MOST_MACS 1e9
#define BURSTS 7

static const int channels[] = { 8, 16, 32, 64, 128, 256, 512 };
static const int extents[] = { 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 28 };

typedef struct
{
  ConvCase *c;
  float *packed, *scratch;
  gboolean winograd;
} Work;

static void
run (const Work *w)
{
  ConvCase *c = w->c;

  if (w->winograd)
    convo_winograd_forward (&c->conv, w->packed, c->bias, &c->x, &c->y, 0, c->images, w->scratch);
  else
    convo_conv_forward (&c->conv, w->packed, c->bias, &c->x, &c->y, 0, c->images);
}

/* Seconds of one call: the best of several bursts of at least a millisecond */
static double
seconds (const Work *w)
{
  double best = 1e9;
  int n = 1;

  for (int burst = 0; burst < BURSTS; burst++)
    {
      gint64 start = g_get_monotonic_time (), took;

      for (int i = 0; i < n; i++)
        run (w);
      took = g_get_monotonic_time () - start;
      best = MIN (best, took * 1e-6 / n);
      if (took < 1000)
        n *= took > 20 ? 1000 / took + 1 : 50;
    }
  return best;
}

/* How many times faster Winograd's is */
static double
ratio (int n_channels, int extent, int images)
{
  const ConvoConv conv = { .groups = 1, .ci = n_channels, .co = n_channels, .in = { 1, extent, extent },
                           .out = { 1, extent, extent }, .kernel = { 1, 3, 3 }, .stride = { 1, 1, 1 }, .pad = { 0, 1, 1 },
                           .dilation = { 1, 1, 1 } };
  g_autoptr(GRand) rand = g_rand_new_with_seed (1);
  g_autoptr(ConvCase) c = conv_case_new (&conv, images, rand, FALSE);
  g_autoptr(float) packed = convo_aligned_floats (convo_winograd_packed_floats (&conv, FALSE) + CONVO_SLACK);
  g_autoptr(float) scratch = convo_aligned_floats (convo_winograd_scratch_floats (&conv));

  convo_conv_pack (&conv, c->weight, c->packed, FALSE);
  convo_winograd_pack (&conv, c->weight, packed, FALSE);
  return seconds (&(Work) { c, c->packed, NULL, FALSE }) / seconds (&(Work) { c, packed, scratch, TRUE });
}

/* The least extent from which on Winograd's always wins; 0: nowhere */
static int
least_extent (int n_channels, int images, gboolean verbose)
{
  int least = 0;

  for (gsize e = 0; e < G_N_ELEMENTS (extents); e++)
    {
      double faster;

      if (9.0 * n_channels * n_channels * extents[e] * extents[e] * images > MOST_MACS)
        break;
      faster = ratio (n_channels, extents[e], images);
      if (verbose)
        printf (" %.2f", faster);
      if (faster <= 1)
        least = 0;
      else if (least == 0)
        least = extents[e];
    }
  return least;
}

int
main (int argc, char **argv)
{
  const int images = argc > 1 ? CLAMP (atoi (argv[1]), 1, 64) : 1;
  const ConvoIsa best = convo_cpu_isa ();

  printf ("%d images; columns: extents", images);
  for (gsize e = 0; e < G_N_ELEMENTS (extents); e++)
    printf (" %d", extents[e]);
  printf ("\n");
  for (int isa = CONVO_ISA_BASE; isa <= (int) best; isa++)
    {
      int least[G_N_ELEMENTS (channels)];

      convo_cpu_set_isa (isa);
      for (gsize i = 0; i < G_N_ELEMENTS (channels); i++)
        {
          printf ("%s, %d channels:", convo_cpu_isa_name (), channels[i]);
          least[i] = least_extent (channels[i], images, TRUE);
          printf ("\n");
        }
      printf ("  {");
      for (gsize i = 0; i < G_N_ELEMENTS (channels); i++)
        printf (" %d%s", least[i], i + 1 < G_N_ELEMENTS (channels) ? "," : " },\n");
    }
  return 0;
}
