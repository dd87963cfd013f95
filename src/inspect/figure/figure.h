/* The stages of the arithmetic view as drawings, and drawings as files. */
#pragma once
#include <gio/gio.h>
#include "scene.h"
#include "trace.h"

G_BEGIN_DECLS

/* Forward: the window of output @y, its products, their sum; outputs behind @y are not written yet. @y of −1: all written */
ConvoScene *convo_figure_forward  (const ConvoTrace *trace,
                                   gint64            y);
/* Backward: how the gradients of weight @w (−1: none) and input value @x arise, with their finite differences */
ConvoScene *convo_figure_backward (const ConvoTrace *trace,
                                   gint64            w,
                                   gint64            x);
/* im2col and Toeplitz of a convolution, output @y lit; NULL for other layers and for more than 4,000 cells */
ConvoScene *convo_figure_matrix   (const ConvoTrace *trace,
                                   gint64            y);

/**
 * ConvoFormat: what files can be written
 */
typedef enum
{
  CONVO_FORMAT_SVG,
  CONVO_FORMAT_PDF,
  CONVO_FORMAT_PNG,
  CONVO_FORMAT_TIKZ,
  CONVO_FORMAT_GIF,
} ConvoFormat;

gboolean convo_format_from_name (const char        *path,
                                 ConvoFormat       *format,
                                 GError           **error);
/* One drawing as a file; GIF: one frame */
GBytes  *convo_scene_export     (const ConvoScene  *scene,
                                 ConvoFormat        format,
                                 double             scale,
                                 GError           **error);
/* @scenes: (element-type ConvoScene): an endless GIF, @delay hundredths of a second each */
GBytes  *convo_scenes_to_gif    (GPtrArray         *scenes,
                                 double             scale,
                                 int                delay,
                                 GError           **error);

G_END_DECLS
