/* Many small maps in one texture, enlarged by a whole factor or averaged down, and the thumbnail of a block. */
#pragma once
#include "scope-colormap.h"

G_BEGIN_DECLS

/**
 * ScopeAtlas:
 * @tile: side of the square that each map must fit in, in device pixels
 * @columns: maps in a row
 * @gap_x: pixels between columns
 * @gap_y: pixels between rows (room for a caption)
 * @colormap: colours
 * @one_scale: all maps share one range; else each has its own
 * @min: with @one_scale the value of the first colour; equal to @max to have the range found
 * @max: with @one_scale the value of the last colour
 *
 * How to lay maps out in one texture. A map smaller than the tile is enlarged by the greatest whole factor that
 * fits; a larger one is averaged down. Ranges that are found start at zero unless a value is negative;
 * those of %SCOPE_COLORMAP_DIVERGING are symmetric about zero.
 */
typedef struct
{
  int tile;
  int columns;
  int gap_x;
  int gap_y;
  ScopeColormapKind colormap;
  gboolean one_scale;
  float min;
  float max;
} ScopeAtlas;

/**
 * ScopeThumbnailFlags:
 * @SCOPE_THUMBNAIL_SIGNED: values may be negative: diverging colours
 * @SCOPE_THUMBNAIL_PROBABILITIES: a vector in 0…1: horizontal bars, the longest accented
 * @SCOPE_THUMBNAIL_BARS: a vector of any values: horizontal bars from zero
 * @SCOPE_THUMBNAIL_PICTURE: one grey plane or three colour planes in 0…1; for another range see
 *   scope_picture_texture()
 */
typedef enum
{
  SCOPE_THUMBNAIL_NONE          = 0,
  SCOPE_THUMBNAIL_SIGNED        = 1 << 0,
  SCOPE_THUMBNAIL_PROBABILITIES = 1 << 1,
  SCOPE_THUMBNAIL_BARS          = 1 << 2,
  SCOPE_THUMBNAIL_PICTURE       = 1 << 3,
} ScopeThumbnailFlags;

/* Side of a block's thumbnail at 100 %. */
#define SCOPE_THUMBNAIL_SIZE 58

void        scope_map_range          (const float         *values,
                                      gsize                n,
                                      float               *min,
                                      float               *max);
void        scope_atlas_tile_size    (const ScopeAtlas    *atlas,
                                      int                  height,
                                      int                  width,
                                      int                 *tile_height,
                                      int                 *tile_width);
void        scope_atlas_size         (const ScopeAtlas    *atlas,
                                      int                  n,
                                      int                  height,
                                      int                  width,
                                      int                 *atlas_height,
                                      int                 *atlas_width);
GdkTexture *scope_atlas_texture      (const ScopeAtlas    *atlas,
                                      const float         *planes,
                                      int                  n,
                                      int                  height,
                                      int                  width);
int         scope_thumbnail_places   (int                  channels,
                                      int                  height,
                                      int                  width,
                                      ScopeThumbnailFlags  flags,
                                      int                  scale_factor,
                                      graphene_rect_t      places[4]);
GdkTexture *scope_picture_texture    (const float         *planes,
                                      int                  channels,
                                      int                  height,
                                      int                  width,
                                      float                min,
                                      float                max,
                                      int                  size);
GdkTexture *scope_thumbnail_texture  (const float         *planes,
                                      int                  channels,
                                      int                  height,
                                      int                  width,
                                      ScopeThumbnailFlags  flags,
                                      int                  scale_factor);

G_END_DECLS
