/* The one way between the outside's NCHW and the engine's NHWC with halo. */
#include "convert.h"

#include <string.h>

static void
row_from (const ConvoMap *map, float *to, const float *from, gint64 channel_step)
{
  gint64 width = map->extent[2];

  if (map->channels == 1 && map->pixel_pitch == 1)
    memcpy (to, from, width * sizeof (float));
  else
    for (gint64 c = 0; c < map->channels; c++)
      for (gint64 x = 0; x < width; x++)
        to[x * map->pixel_pitch + c] = from[c * channel_step + x];
}

/**
 * convo_map_from_nchw:
 * @nchw: @count images, C×D×H×W floats each
 * @first: index of the first image in the map
 * @count: how many
 * @share: of the rows
 */
void
convo_map_from_nchw (const ConvoMap *map, const float *nchw, int first, int count, ConvoShare share)
{
  gint64 area = map->extent[0] * map->extent[1] * map->extent[2], from, to;

  convo_share_range (share, map->extent[1], 1, &from, &to);
  for (int i = 0; i < count; i++)
    for (gint64 z = 0; z < map->extent[0]; z++)
      for (gint64 y = from; y < to; y++)
        row_from (map, convo_map_pixel (map, first + i, z, y, 0),
                  nchw + i * map->channels * area + (z * map->extent[1] + y) * map->extent[2], area);
}

/**
 * convo_map_to_nchw:
 * @image: which image of the map
 * @nchw: (out caller-allocates): C×D×H×W floats
 */
void
convo_map_to_nchw (const ConvoMap *map, int image, float *nchw)
{
  gint64 area = map->extent[0] * map->extent[1] * map->extent[2];

  for (gint64 z = 0; z < map->extent[0]; z++)
    for (gint64 y = 0; y < map->extent[1]; y++)
      {
        const float *from = convo_map_pixel (map, image, z, y, 0);
        float *to = nchw + (z * map->extent[1] + y) * map->extent[2];

        for (gint64 x = 0; x < map->extent[2]; x++)
          for (gint64 c = 0; c < map->channels; c++)
            to[c * area + x] = from[x * map->pixel_pitch + c];
      }
}
