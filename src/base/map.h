#pragma once
#include <glib.h>

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

G_END_DECLS
