/* Places for blocks that have none: an own layered layout (longest path, main path straight), flowing down. */
#pragma once
#include "graph.h"

G_BEGIN_DECLS

/**
 * ConvoBox:
 * @width: of the block, in canvas units, slices included
 * @height: likewise
 * @middle: where its first ports are, from its left edge; 0 for half its width
 * @above: room that its wires want above it beyond the usual gap
 * @below: likewise below it
 * @x: (out): left edge
 * @y: (out): top edge
 * @attached: snapped under the block before it: it takes no place of its own
 */
typedef struct
{
  double width, height, middle;
  double above, below;
  double x, y;
  gboolean attached;
} ConvoBox;

void convo_layout_arrange (const ConvoGraph *graph,
                           ConvoBox         *boxes,
                           double            view_height);

G_END_DECLS
