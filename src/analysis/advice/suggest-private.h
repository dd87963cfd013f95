/* How advice is collected: for analysis/ only. */
#pragma once
#include "cures-private.h"
#include "suggest.h"

G_BEGIN_DECLS

/**
 * Adviser:
 * @report: of a network without errors
 * @net: its layers
 * @readers: [n] how many read each layer
 * @reader: [n] the last that does; -1
 * @alone: [n] whether no wire goes past the layer: all that the network knows passes through it
 * @rank: [n] layers with weights up to here, this one included
 * @n_weighted: layers with weights
 * @all: (element-type ConvoAdvice): what was said
 */
typedef struct
{
  const ConvoReport *report;
  const ConvoNet *net;
  int n;
  int *readers, *reader, *rank;
  gboolean *alone;
  int n_weighted;
  GPtrArray *all;
} Adviser;

/* Whether the same was said of the same node of a definition; a repeated block is advised once */
gboolean     convo_adviser_said   (const Adviser   *self,
                                   ConvoAdviceKind  kind,
                                   int              index);
/* Takes @message. @index: -1 for the network */
ConvoAdvice *convo_adviser_say    (Adviser         *self,
                                   ConvoAdviceKind  kind,
                                   int              index,
                                   char            *message);
/* Takes @graph and @label */
void         convo_adviser_offer  (Adviser         *self,
                                   ConvoAdvice     *advice,
                                   ConvoGraph      *graph,
                                   char            *label);
/* The window along an axis that the layer has; FALSE if it has none there */
gboolean     convo_adviser_window (const Adviser   *self,
                                   int              index,
                                   int              axis,
                                   ConvoWindow     *window);
const void  *convo_adviser_field  (const ConvoNetNode *node,
                                   const char      *key,
                                   ConvoPropType    type);

void         convo_advise_slips   (Adviser         *self);
void         convo_advise_extents (Adviser         *self);
void         convo_advise_design  (Adviser         *self);

G_END_DECLS
