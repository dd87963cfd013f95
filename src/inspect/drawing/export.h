/* Drawings as files. */
#pragma once
#include <gio/gio.h>
#include "scene.h"

G_BEGIN_DECLS

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

gboolean  convo_format_from_name (const char        *path,
                                  ConvoFormat       *format,
                                  GError           **error);
/* One drawing as a file; GIF: one frame */
GBytes   *convo_scene_export     (const ConvoScene  *scene,
                                  ConvoFormat        format,
                                  double             scale,
                                  GError           **error);

/**
 * ConvoGif:
 *
 * An endless animation, written frame by frame so that only two of them are in memory. First show convo_gif_sample() some of
 * the frames, from which the palette is taken, then convo_gif_add() all of them in their order.
 */
typedef struct _ConvoGif ConvoGif;

ConvoGif *convo_gif_new          (double             width,
                                  double             height,
                                  double             scale,
                                  GError           **error);
void      convo_gif_free         (ConvoGif          *gif);
gboolean  convo_gif_sample       (ConvoGif          *gif,
                                  const ConvoScene  *scene,
                                  GError           **error);
/* @delay: hundredths of a second */
gboolean  convo_gif_add          (ConvoGif          *gif,
                                  const ConvoScene  *scene,
                                  int                delay,
                                  GError           **error);
GBytes   *convo_gif_finish       (ConvoGif          *gif);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConvoGif, convo_gif_free)

G_END_DECLS
