/* Picks the copies of the vector code that fit this machine. */
#include "cpu.h"
#include "norm.h"
#include "pointwise.h"
#include "pool.h"
#include "thin-tile.h"

#define DECLARE(Type, name) \
  extern const Type name##_base; \
  extern const Type name##_avx2; \
  extern const Type name##_avx512;

DECLARE (ConvoPointwise, convo_pointwise)
DECLARE (ConvoPool, convo_pool)
DECLARE (ConvoNorm, convo_norm)
DECLARE (ConvoThinTile, convo_thin_tile)
extern const ConvoPool convo_pool_avx512_thin;

#ifdef __x86_64__
#define PICK(name) \
  (convo_cpu_isa () == CONVO_ISA_AVX512 ? &name##_avx512 : \
   convo_cpu_isa () == CONVO_ISA_AVX2 ? &name##_avx2 : &name##_base)
#else
#define PICK(name) (&name##_base)
#endif

const ConvoPointwise *
convo_pointwise (void)
{
  return PICK (convo_pointwise);
}

const ConvoPool *
convo_pool (gint64 channels)
{
#ifdef __x86_64__
  if (convo_cpu_isa () == CONVO_ISA_AVX512 && channels <= 8)
    return &convo_pool_avx512_thin;
#endif
  return PICK (convo_pool);
}

const ConvoNorm *
convo_norm (void)
{
  return PICK (convo_norm);
}

const ConvoThinTile *
convo_thin_tile (void)
{
  return PICK (convo_thin_tile);
}

/** convo_pool_taps_size: Returns: bytes of work space for #ConvoPoolJob.taps */
gsize
convo_pool_taps_size (const ConvoWindow window[3])
{
  return window[0].kernel * window[1].kernel * window[2].kernel * sizeof (ConvoPoolTap);
}

/**
 * convo_pool_saved_size:
 * @outputs: values of the output of one image
 *
 * Returns: bytes an image that max pooling keeps from forward to backward
 */
gsize
convo_pool_saved_size (const ConvoWindow window[3], gint64 outputs)
{
  gint64 volume = window[0].kernel * window[1].kernel * window[2].kernel;

  return outputs * (volume > 256 ? 4 : 1) + 64;   /* vectors run over the end */
}

/**
 * convo_norm_merge:
 * @moments: { count, mean[C], Σ (x − mean)²[C] }
 * @more: the same of other images; added
 *
 * Source: Chan, Golub, LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", 1979.
 */
void
convo_norm_merge (double *moments, const double *more, gint64 channels)
{
  double na = moments[0], nb = more[0], n = na + nb;

  if (nb == 0)
    return;
  for (gint64 c = 1; c <= channels; c++)
    {
      double delta = more[c] - moments[c];

      moments[c] += delta * (nb / n);
      moments[channels + c] += more[channels + c] + delta * delta * (na * nb / n);
    }
  moments[0] = n;
}
