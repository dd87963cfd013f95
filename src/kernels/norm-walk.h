/* Walking channels and rows of a map, for the normalisation kernels.
 *
 * Channels lie one behind another, so a run of pixels repeats its coefficients every C values. Where C is small the
 * coefficients are repeated up to a multiple of a vector ("period"), and the inner loops are long whatever C is. */
#pragma once
#include "elementary.h"
#include "norm.h"

#define BLOCK 512      /* most values of a period; wider channels are done block by block */
#define THIN 64        /* channels below this are repeated */
#define LONG 128       /* to at least so many values, and a multiple of 16 */
#define SHORT 1024     /* rows of fewer values are joined */

typedef struct
{
  gint64 c0, channels;    /* channels of this block */
  gint64 repeat;          /* pixels of a period */
  gint64 length;          /* values of a period */
} Period;

static inline gboolean
period_next (Period *period, gint64 channels, gboolean dense, gint64 width)
{
  gint64 repeat = 1;

  period->c0 += period->channels;
  if (period->c0 >= channels)
    return FALSE;
  period->channels = MIN (channels - period->c0, BLOCK);
  if (dense && channels < THIN)
    {
      while (repeat * channels % 16 != 0)
        repeat++;
      if (repeat * channels > BLOCK)          /* an odd number above 32: better alone than more than there is room for */
        repeat = 1;
      while (repeat * channels < LONG && 4 * repeat <= width)
        repeat *= 2;
    }
  period->repeat = repeat;
  period->length = repeat * period->channels;
  return TRUE;
}

static inline void
repeat_into (const Period *period, const float *by_channel, float *out)
{
  for (gint64 i = 0; i < period->length; i++)
    out[i] = by_channel[period->c0 + i % period->channels];
}

static inline gboolean
is_dense (const ConvoMap *map)
{
  return map->pixel_pitch == map->channels;
}

/* Makes one long row of each plane's rows where these are short and lie one behind another in all @n maps */
static inline void
join_rows (ConvoMap *maps, int n)
{
  gint64 width = maps[0].extent[2], height = maps[0].extent[1];

  if (width * maps[0].channels >= SHORT)
    return;
  for (int i = 0; i < n; i++)
    if (maps[i].row_pitch != width * maps[i].pixel_pitch)
      return;
  for (int i = 0; i < n; i++)
    {
      maps[i].extent[2] = width * height;
      maps[i].extent[1] = 1;
      maps[i].row_pitch = maps[i].plane_pitch;
    }
}

/* Rows of all planes of an image are numbered through */
static ALWAYS_INLINE float *
row_of (const ConvoMap *map, gint64 image, gint64 row)
{
  return convo_map_pixel (map, image, row / map->extent[1], row % map->extent[1], 0);
}
