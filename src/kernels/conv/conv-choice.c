/* Which algorithm a convolution runs by, and the calls that follow the choice. */
#include "conv-choice.h"
#include "cpu.h"
#include "winograd.h"

#include <string.h>

/* The least extent of a map from which on Winograd's forward is faster than the direct one, by channels (8, 16, … 512; the
 * fewer of both sides count); 0: nowhere. Measured with tests/kernels/bench-choice on a Xeon with AVX-512, for 1 and 8
 * images: the larger of both, but nothing below 6, where tiles are mostly cut off, nor below 8 where weights are so many that
 * inside a net they come from far (ResNet-18 at batch 1: 7 loses 8 %). */
#define CLASSES 7
static const gint8 least_extent[][CLASSES] = {
  [CONVO_ISA_BASE] = { 7, 7, 6, 6, 6, 6, 6 },
  [CONVO_ISA_AVX2] = { 0, 7, 7, 7, 7, 8, 8 },
  [CONVO_ISA_AVX512] = { 0, 7, 7, 7, 8, 8, 8 },
};

/* The weight gradient must pass its 36 planes for each block of tiles: it needs small planes that stay in the cache
 * over a slice of the batch, or many tiles an image to pay for them. */
#define SMALL_PLANES (1536 * 1024)   /* bytes */
#define MANY_TILES 49

/* Begins what was packed; weights follow. One cache line. */
typedef struct
{
  ConvoConvAlgorithm algorithm;
  char unused[60];
} Head;

G_STATIC_ASSERT (sizeof (Head) == 64);

static int direct_only = -1;   /* every thread that finds −1 writes the same value */

/**
 * convo_conv_set_direct:
 * @direct: whether all convolutions whose weights are prepared from now on run by the direct algorithm
 *
 * For tests and inspection that want exact sums. The environment variable CONVO_DIRECT=1 does the same.
 */
void
convo_conv_set_direct (gboolean direct)
{
  g_atomic_int_set (&direct_only, direct);
}

/** convo_conv_get_direct: Returns: whether only the direct algorithm is used */
gboolean
convo_conv_get_direct (void)
{
  int direct = g_atomic_int_get (&direct_only);

  if (direct < 0)
    {
      direct = g_strcmp0 (g_getenv ("CONVO_DIRECT"), "1") == 0;
      g_atomic_int_set (&direct_only, direct);
    }
  return direct;
}

static gboolean
winograd_pays (const ConvoConv *conv)
{
  const gint64 channels = MIN (conv->ci, conv->co);
  const gint64 extent = MIN (MIN (conv->out[1], conv->out[2]), MIN (conv->in[1], conv->in[2]));
  int class = 0, least;

  if (!convo_winograd_fits (conv) || channels < 8)
    return FALSE;
  while (class + 1 < CLASSES && channels >= 16 << class)
    class++;
  least = least_extent[convo_cpu_isa ()][class];
  return least > 0 && extent >= least;
}

/* Whether the weight gradient is gathered over a slice */
static gboolean
gathers (const ConvoConv *conv)
{
  return winograd_pays (conv) && convo_winograd_gathered_floats (conv) * sizeof (float) <= SMALL_PLANES;
}

/* Whether it is gathered over a call, planes in the scratch */
static gboolean
gathers_by_call (const ConvoConv *conv)
{
  return winograd_pays (conv) && !gathers (conv) && (conv->out[1] / 4) * (conv->out[2] / 4) >= MANY_TILES;
}

/** convo_conv_choose: Returns: the algorithm for forward and data gradient */
ConvoConvAlgorithm
convo_conv_choose (const ConvoConv *conv)
{
  return !convo_conv_get_direct () && winograd_pays (conv) ? CONVO_CONV_WINOGRAD : CONVO_CONV_DIRECT;
}

/** convo_choice_packed_size: @backward: for the data gradient too. Returns: bytes that convo_choice_pack() may write */
gsize
convo_choice_packed_size (const ConvoConv *conv, gboolean backward)
{
  gsize size = convo_conv_packed_size (conv, backward);

  if (winograd_pays (conv))
    size = MAX (size, convo_winograd_packed_floats (conv, backward) * sizeof (float));
  return sizeof (Head) + size;
}

/** convo_choice_scratch_size: Returns: bytes of scratch that any pass may need */
gsize
convo_choice_scratch_size (const ConvoConv *conv)
{
  gsize floats = 0;

  if (winograd_pays (conv))
    floats = convo_winograd_scratch_floats (conv);
  if (gathers_by_call (conv))
    floats += convo_winograd_gathered_floats (conv);
  return floats * sizeof (float);
}

/** convo_choice_gathered_size: Returns: bytes that gather the weight gradient of a slice; 0: it is not gathered */
gsize
convo_choice_gathered_size (const ConvoConv *conv)
{
  return gathers (conv) ? convo_winograd_gathered_floats (conv) * sizeof (float) : 0;
}

/** convo_choice_pack: chooses, and brings weights into the order that was chosen; see convo_conv_pack() */
void
convo_choice_pack (const ConvoConv *conv, const float *weight, void *packed, gboolean backward)
{
  Head *head = packed;
  float *to = (float *) (head + 1);

  head->algorithm = convo_conv_choose (conv);
  if (head->algorithm == CONVO_CONV_WINOGRAD)
    convo_winograd_pack (conv, weight, to, backward);
  else
    convo_conv_pack (conv, weight, to, backward);
}

/** convo_choice_forward: see convo_conv_forward(); @scratch: convo_choice_scratch_size() */
void
convo_choice_forward (const ConvoConv *conv, const void *packed, const float *bias, const ConvoMap *x,
                      const ConvoMap *y, int first, int count, void *scratch)
{
  const Head *head = packed;
  const float *weights = (const float *) (head + 1);

  if (head->algorithm == CONVO_CONV_WINOGRAD)
    convo_winograd_forward (conv, weights, bias, x, y, first, count, scratch);
  else
    convo_conv_forward (conv, weights, bias, x, y, first, count);
}

/** convo_choice_backward_data: see convo_conv_backward_data(); @scratch: convo_choice_scratch_size() */
void
convo_choice_backward_data (const ConvoConv *conv, const void *packed, const ConvoMap *dy, const ConvoMap *dx,
                            int first, int count, gboolean add, void *scratch)
{
  const Head *head = packed;
  const float *weights = (const float *) (head + 1);

  if (head->algorithm == CONVO_CONV_WINOGRAD)
    convo_winograd_backward_data (conv, weights, dy, dx, first, count, add, scratch);
  else
    convo_conv_backward_data (conv, weights, dy, dx, first, count, add);
}

/**
 * convo_choice_backward_weight:
 * @dw: weight gradient; added to, at once or by convo_choice_gather()
 * @gathered: (nullable): convo_choice_gathered_size(), zeros before the first call
 * @scratch: convo_choice_scratch_size()
 */
void
convo_choice_backward_weight (const ConvoConv *conv, const void *packed, const ConvoMap *x, const ConvoMap *dy,
                              float *dw, float *gathered, int first, int count, void *scratch)
{
  const Head *head = packed;

  if (head->algorithm == CONVO_CONV_WINOGRAD && gathered != NULL)
    convo_winograd_gather (conv, x, dy, gathered, first, count, scratch);
  else if (head->algorithm == CONVO_CONV_WINOGRAD && gathers_by_call (conv))
    {
      const gsize floats = convo_winograd_gathered_floats (conv);
      float *planes = scratch;

      memset (planes, 0, floats * sizeof (float));
      convo_winograd_gather (conv, x, dy, planes, first, count, planes + floats);
      convo_winograd_fold (conv, planes, dw);
    }
  else
    convo_conv_backward_weight (conv, x, dy, dw, first, count);
}

/** convo_choice_gather: adds to @dw what convo_choice_backward_weight() gathered, once all images of a slice are in */
void
convo_choice_gather (const ConvoConv *conv, const void *packed, const float *gathered, float *dw)
{
  const Head *head = packed;

  if (head->algorithm == CONVO_CONV_WINOGRAD)
    convo_winograd_fold (conv, gathered, dw);
}
