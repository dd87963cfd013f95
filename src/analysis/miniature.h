/* A network as a small drawing: bars for what computes, arcs for shortcuts; the picture of a model's card. */
#pragma once
#include "report.h"

G_BEGIN_DECLS

/**
 * ConvoMiniBar:
 * @x: left edge; all measures are in the units of the asked width and height
 * @y: top edge
 * @width: grows with the logarithm of the channels
 * @height: grows with the logarithm of the height of the picture there
 * @family: of the kind, as in #ConvoKind
 * @hollow: a depthwise convolution: as many groups as channels
 * @side: an auxiliary classifier, which hangs below the picture
 */
typedef struct
{
  double x, y, width, height;
  const char *family;
  gboolean hollow, side;
} ConvoMiniBar;

/**
 * ConvoMiniArc:
 * @from: where the shortcut leaves
 * @to: where it joins again
 * @y: height of its feet
 * @rise: height of its top above the feet
 * @dashed: the shortcut has a projection (a 1×1 convolution)
 */
typedef struct
{
  double from, to, y, rise;
  gboolean dashed;
} ConvoMiniArc;

/**
 * ConvoMiniature:
 * @bars: (element-type ConvoMiniBar): in order of depth
 * @arcs: (element-type ConvoMiniArc): over the bars
 * @from: left end of the line that joins the bars
 * @to: right end
 * @y: of that line
 */
typedef struct
{
  GArray *bars, *arcs;
  double from, to, y;
} ConvoMiniature;

ConvoMiniature *convo_miniature_new  (const ConvoReport *report,
                                      double             width,
                                      double             height);
void            convo_miniature_free (ConvoMiniature    *miniature);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConvoMiniature, convo_miniature_free)

G_END_DECLS
