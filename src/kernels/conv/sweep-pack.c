/* Weights in the order in which the tiles of a sweep read them. */
#include "sweep-private.h"

#include <string.h>

/* A panel of at most so many floats a vector stays in the second cache. */
#define PANEL_FLOATS (320 * 1024)

/* Whether every channel is convolved with its own kernel alone */
gboolean
convo_sweep_is_channelwise (const ConvoSweep *sweep)
{
  return sweep->groups > 1 && sweep->ci == 1 && sweep->co == 1;
}

gint64
convo_sweep_taps (const ConvoSweep *sweep)
{
  return sweep->taps[0] * sweep->taps[1] * sweep->taps[2];
}

/* Vectors of channels in the next panel of packed weights: narrower if the sum is so long that the panel would not stay
 * in the cache. */
int
convo_sweep_panel_vectors (const ConvoSweep *sweep, gint64 channels_left)
{
  const int width = convo_tile ()->width;
  const gint64 floats = convo_sweep_taps (sweep) * sweep->ci * width;
  const gint64 most = CLAMP (PANEL_FLOATS / MAX (floats, 1), 1, CONVO_TILE_VECTORS);

  return MIN ((channels_left + width - 1) / width, most);
}

/* Few output channels leave lanes idle: then so many elements of the sum share a vector. 1 if that does not pay, or if
 * there is no run of so many. Decided when packing, when the maps are not known: for pixels without gaps. */
int
convo_sweep_split (const ConvoSweep *sweep)
{
  const ConvoTile *tile = convo_tile ();
  gint64 run = sweep->taps[2] * sweep->ci;
  int split = 1;

  if (sweep->groups > 1 || (sweep->tap_step[2] != 1 && sweep->taps[2] != 1) ||
      convo_sweep_taps (sweep) * sweep->ci > LIST_LENGTH)
    return 1;
  for (int i = 0; i < CONVO_TILE_SPLITS; i++)
    if (tile->split[i][0] != NULL && sweep->co * (2 << i) <= tile->width && (2 << i) <= run)
      split = 2 << i;
  return split;
}

/* Vectors of weights that one row of the window needs, split: the last may overlap the one before. */
gint64
convo_sweep_split_vectors (const ConvoSweep *sweep, int split)
{
  return (sweep->taps[2] * sweep->ci + split - 1) / split;
}

/* First element of vector @i of a row: the last vector ends with the row. */
gint64
convo_sweep_split_element (const ConvoSweep *sweep, int split, gint64 i)
{
  return MIN (i * split, sweep->taps[2] * sweep->ci - split);
}

static gsize
split_floats (const ConvoSweep *sweep)
{
  int split = convo_sweep_split (sweep);

  if (split == 1)
    return 0;
  return sweep->taps[0] * sweep->taps[1] * convo_sweep_split_vectors (sweep, split) * convo_tile ()->width;
}

/** convo_sweep_packed_floats: Returns: floats that convo_sweep_pack() writes, for the instruction set in use */
gsize
convo_sweep_packed_floats (const ConvoSweep *sweep)
{
  int width = convo_tile ()->width;

  if (convo_sweep_is_channelwise (sweep))
    return convo_sweep_taps (sweep) * round_up (sweep->groups, width);
  return sweep->groups * convo_sweep_taps (sweep) * sweep->ci * round_up (sweep->co, width) + split_floats (sweep);
}

static void
pack_channelwise (const ConvoSweep *sweep, const ConvoSweepWeights *w, float *packed)
{
  gint64 padded = round_up (sweep->groups, convo_tile ()->width);

  for (gint64 z = 0; z < sweep->taps[0]; z++)
    for (gint64 y = 0; y < sweep->taps[1]; y++)
      for (gint64 x = 0; x < sweep->taps[2]; x++, packed += padded)
        for (gint64 g = 0; g < padded; g++)
          packed[g] = g < sweep->groups
                      ? w->weight[g * w->group_step + z * w->tap_step[0] + y * w->tap_step[1] + x * w->tap_step[2]] : 0;
}

/* A panel: a few vectors of output channels, for all elements of the sum in order. One of the channel steps is 1. */
static float *
pack_panel (const ConvoSweep *sweep, const ConvoSweepWeights *w, const float *from, gint64 channels, gint64 width,
            float *to)
{
  for (gint64 z = 0; z < sweep->taps[0]; z++)
    for (gint64 y = 0; y < sweep->taps[1]; y++)
      for (gint64 x = 0; x < sweep->taps[2]; x++)
        {
          const float *tap = from + z * w->tap_step[0] + y * w->tap_step[1] + x * w->tap_step[2];

          if (channels < width)
            memset (to, 0, sweep->ci * width * sizeof (float));
          if (w->from_step == 1)
            convo_tile ()->transpose (channels, sweep->ci, tap, w->to_step, to, width);
          else
            for (gint64 i = 0; i < sweep->ci; i++)
              memcpy (to + i * width, tap + i * w->from_step, channels * sizeof (float));
          to += sweep->ci * width;
        }
  return to;
}

/* Lane channel·split + i holds the weight of element i of the vector, or 0 if the vector before had it already. */
static void
pack_split (const ConvoSweep *sweep, const ConvoSweepWeights *w, float *to)
{
  const int width = convo_tile ()->width, split = convo_sweep_split (sweep);

  for (gint64 z = 0; z < sweep->taps[0]; z++)
    for (gint64 y = 0; y < sweep->taps[1]; y++)
      for (gint64 v = 0; v < convo_sweep_split_vectors (sweep, split); v++, to += width)
        {
          memset (to, 0, width * sizeof (float));
          for (int i = 0; i < split; i++)
            {
              gint64 e = convo_sweep_split_element (sweep, split, v) + i;
              const float *from = w->weight + z * w->tap_step[0] + y * w->tap_step[1] +
                                  e / sweep->ci * w->tap_step[2] + e % sweep->ci * w->from_step;

              if (e >= v * split)
                for (gint64 co = 0; co < sweep->co; co++)
                  to[co * split + i] = from[co * w->to_step];
            }
        }
}

/** convo_sweep_pack: Brings weights into the order in which tiles read them, whole vectors padded with zeros */
void
convo_sweep_pack (const ConvoSweep *sweep, const ConvoSweepWeights *weights, float *packed)
{
  int width = convo_tile ()->width;

  if (convo_sweep_is_channelwise (sweep))
    {
      pack_channelwise (sweep, weights, packed);
      return;
    }
  for (gint64 g = 0; g < sweep->groups; g++)
    for (gint64 co = 0; co < sweep->co; )
      {
        gint64 panel = convo_sweep_panel_vectors (sweep, sweep->co - co) * width;

        packed = pack_panel (sweep, weights, weights->weight + g * weights->group_step + co * weights->to_step,
                             MIN (panel, sweep->co - co), panel, packed);
        co += panel;
      }
  if (convo_sweep_split (sweep) > 1)
    pack_split (sweep, weights, packed);
}
