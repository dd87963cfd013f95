#pragma once
#include "share.h"

G_BEGIN_DECLS

/**
 * ConvoMap:
 * @data: channel 0 of pixel (0, 0, 0) of image 0, inside the halo; %NULL for "not wanted"
 * @channels: number of channels
 * @extent: depth, height, width in pixels; 1 where the shape has no such axis
 * @halo: pixels of zeros readable before *and* after the interior, per axis
 * @pixel_pitch: floats from a pixel to the next along the width, at least @channels
 * @row_pitch: floats from a row to the next, halo included
 * @plane_pitch: floats from a plane (depth) to the next, halo included
 * @image_pitch: floats from an image to the next
 *
 * A view of a batch of activations or gradients in NHWC order (depth, height, width, channel; channel fastest)
 * with a zero halo, so that padding costs nothing and a kernel row is one contiguous run of kernel width × channels.
 * Features (rank 1) are one pixel. Whoever writes a value leaves its halo zero.
 */
typedef struct
{
  float *data;
  gint64 channels;
  gint64 extent[3];
  gint64 halo[3];
  gint64 pixel_pitch, row_pitch, plane_pitch, image_pitch;
} ConvoMap;

static inline float *
convo_map_pixel (const ConvoMap *map, gint64 image, gint64 z, gint64 y, gint64 x)
{
  return map->data + image * map->image_pitch + z * map->plane_pitch + y * map->row_pitch + x * map->pixel_pitch;
}

/* Channels [from, to) of a map */
static inline ConvoMap
convo_map_channels (const ConvoMap *map, gint64 from, gint64 to)
{
  ConvoMap part = *map;

  part.channels = to - from;
  if (part.data != NULL)
    part.data += from;
  return part;
}

/* The rows of a map that belong to a share; where there are too few rows, planes or pixels. Halo values are not meaningful.
 * Maps of equal extents are cut alike. */
static inline ConvoMap
convo_map_share (const ConvoMap *map, ConvoShare share)
{
  const gint64 pitch[3] = { map->plane_pitch, map->row_pitch, map->pixel_pitch };
  const int axis = map->extent[1] >= share.count ? 1 : map->extent[0] >= share.count ? 0 : 2;
  ConvoMap part = *map;
  gint64 from, to;

  convo_share_range (share, map->extent[axis], 1, &from, &to);
  part.extent[axis] = to - from;
  if (part.data != NULL)
    part.data += from * pitch[axis];
  return part;
}

G_END_DECLS
