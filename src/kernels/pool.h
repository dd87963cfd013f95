/* Pooling: maximum, averages of several sorts, Lp norm. */
#pragma once
#include "map.h"
#include "window.h"

G_BEGIN_DECLS

/**
 * ConvoPoolTap:
 * one element of a window: @offset in floats and @x in pixels from the window's start; @number in row order
 */
typedef struct
{
  gint64 offset;
  gint32 number, x;
} ConvoPoolTap;

/**
 * ConvoPoolJob:
 * @window: along depth, height, width
 * @taps: work space for one window: kernel depth × height × width taps
 * @weight: one for each element of the window, for weighted means
 * @count_padding: averages divide by the padded window (what ceil mode adds beyond the padding never counts)
 * @first: first image
 * @count: images
 * @share: forward: which rows of the output
 */
typedef struct
{
  ConvoWindow window[3];
  ConvoPoolTap *taps;
  const float *weight;
  gboolean count_padding;
  int first, count;
  ConvoShare share;
} ConvoPoolJob;

/**
 * ConvoPool:
 * @max: maximum over the part of the window inside the map; the first of equal values wins, NaN wins over all.
 *   Writes which element it was to @saved, convo_pool_saved_size() bytes an image, @saved_pitch apart
 * @max_backward: dx at that element takes dy; += if @add
 * @average: mean over the window
 * @average_backward: every element of the window takes its part of dy; += if @add
 * @global: mean over the whole map
 * @global_backward: the same, backward
 * @weighted: Σ weight·x / Σ weight over the part of the window inside the map
 * @weighted_backward: the same, backward
 * @norm: (Σ |x|ᵖ)^(1/p) over the part of the window inside the map
 * @norm_backward: dx takes dy·(|x| / y)ᵖ⁻¹ with the sign of x; += if @add
 * @adaptive: mean over [⌊o·in/out⌋, ⌈(o + 1)·in/out⌉) along each axis, for each output o
 * @adaptive_backward: the same, backward
 */
typedef struct
{
  void (*max) (const ConvoPoolJob *job, const ConvoMap *x, const ConvoMap *y, guint8 *saved, gsize saved_pitch);
  void (*max_backward) (const ConvoPoolJob *job, const ConvoMap *dy, const ConvoMap *dx, const guint8 *saved,
                        gsize saved_pitch, gboolean add);
  void (*average) (const ConvoPoolJob *job, const ConvoMap *x, const ConvoMap *y);
  void (*average_backward) (const ConvoPoolJob *job, const ConvoMap *dy, const ConvoMap *dx, gboolean add);
  void (*global) (const ConvoMap *x, const ConvoMap *y, int first, int count);
  void (*global_backward) (const ConvoMap *dy, const ConvoMap *dx, int first, int count, gboolean add);
  void (*weighted) (const ConvoPoolJob *job, const ConvoMap *x, const ConvoMap *y);
  void (*weighted_backward) (const ConvoPoolJob *job, const ConvoMap *dy, const ConvoMap *dx, gboolean add);
  void (*norm) (const ConvoPoolJob *job, const ConvoMap *x, const ConvoMap *y, float p);
  void (*norm_backward) (const ConvoPoolJob *job, const ConvoMap *dy, const ConvoMap *x, const ConvoMap *y,
                         const ConvoMap *dx, float p, gboolean add);
  void (*adaptive) (const ConvoMap *x, const ConvoMap *y, int first, int count);
  void (*adaptive_backward) (const ConvoMap *dy, const ConvoMap *dx, int first, int count, gboolean add);
} ConvoPool;

const ConvoPool *convo_pool (gint64 channels);   /* for the instruction set in use and maps of so many channels */

gsize convo_pool_taps_size  (const ConvoWindow window[3]);
gsize convo_pool_saved_size (const ConvoWindow window[3],
                             gint64            outputs);

G_END_DECLS
