/* The one way between the outside's NCHW and the engine's layouts: NHWC with halo, and packs of images. */
#include "convert.h"
#include "thin-tile.h"

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

/**
 * convo_packs_from_nchw:
 * @map: of packs
 * @nchw: @n images, C×H×W floats each
 * @repeat: lanes without an image get the last one; else zeros
 * @first: first pack to fill
 * @count: how many
 */
void
convo_packs_from_nchw (const ConvoMap *map, const float *nchw, int n, gboolean repeat, int first, int count)
{
  const ConvoThinTile *kernels = convo_thin_tile ();
  const gint64 area = map->extent[1] * map->extent[2], values = map->extent[0] * area;
  const gint64 rows = map->halo[2] == 0 ? 1 : map->extent[1];   /* a plane without halo is one run */
  const float *from[CONVO_THIN_LANES];

  for (int pack = first; pack < first + count; pack++)
    for (gint64 plane = 0; plane < map->extent[0]; plane++)
      for (gint64 row = 0; row < rows; row++)
        {
          int lanes = MIN (n - pack * kernels->lanes, kernels->lanes);
          float *to = convo_map_pixel (map, pack, plane, row, 0);

          for (int lane = 0; lane < kernels->lanes; lane++)
            from[lane] = nchw + (pack * kernels->lanes + MIN (lane, lanes - 1)) * values + plane * area + row * map->extent[2];
          kernels->gather (to, from, area / rows);
          for (gint64 i = 0; i < area / rows && !repeat; i++)
            for (int lane = lanes; lane < kernels->lanes; lane++)
              to[i * kernels->lanes + lane] = 0;
        }
}

/** convo_pack_to_nchw: @nchw: (out caller-allocates): C×H×W floats of image @image of the batch */
void
convo_pack_to_nchw (const ConvoMap *map, int image, float *nchw)
{
  const int lanes = map->channels;

  for (gint64 z = 0; z < map->extent[0]; z++)
    for (gint64 y = 0; y < map->extent[1]; y++)
      for (gint64 x = 0; x < map->extent[2]; x++)
        *nchw++ = convo_map_pixel (map, image / lanes, z, y, x)[image % lanes];
}
