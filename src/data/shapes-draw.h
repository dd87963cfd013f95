/* Drawing one picture of Shapes. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CONVO_FIGURE_DISC,
  CONVO_FIGURE_SQUARE,
  CONVO_FIGURE_TRIANGLE,
  CONVO_FIGURE_CROSS,
  CONVO_FIGURE_STAR,
  CONVO_FIGURE_RING,
  CONVO_N_FIGURES,
} ConvoFigure;

/**
 * ConvoScene:
 * @x: centre, in pixels from the left edge of the picture
 * @y: centre, in pixels from its top edge
 * @radius: of the circle around the figure, in pixels
 * @cosine: of the angle by which the figure is turned
 * @paper: background of each channel at the picture's centre, 0 to 1
 * @ink: the figure in each channel
 * @slope_x: how much the background brightens from the left to the right edge
 * @noise: standard deviation
 * @noise_key: the stream of random numbers it is taken from
 *
 * All that chance decides about one picture.
 */
typedef struct
{
  ConvoFigure figure;
  int channels, height, width;
  float x, y, radius, cosine, sine;
  float paper[3], ink[3];
  float slope_x, slope_y;
  float noise;
  guint64 noise_key;
} ConvoScene;

void convo_scene_init (ConvoScene       *scene,
                       ConvoFigure       figure,
                       int               channels,
                       int               height,
                       int               width,
                       guint64           seed,
                       guint64           part,
                       guint64           index);
void convo_scene_mask (const ConvoScene *scene,
                       guint8           *mask);
void convo_scene_draw (const ConvoScene *scene,
                       guint8           *pixels);

G_END_DECLS
