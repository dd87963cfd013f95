/* Which cells of every earlier layer one cell of a map sees: windows walked back through the expanded net. */
#pragma once
#include "report.h"

G_BEGIN_DECLS

/**
 * ConvoFieldRect:
 * @reached: whether the layer lies before the cell at all; the other members are 0 otherwise
 * @whole: something between sees the whole map (a global pool, a linear layer): no field, all cells count
 * @first: first position seen, counted from 0; depth, height, width; negative in the padding
 * @last: the last one; at and beyond the extent it lies in the padding
 * @seen_first: the same without the padding: cells that exist; larger than @seen_last if there are none
 * @seen_last: likewise
 */
typedef struct
{
  gboolean reached, whole;
  gint64 first[CONVO_MAX_AXES], last[CONVO_MAX_AXES];
  gint64 seen_first[CONVO_MAX_AXES], seen_last[CONVO_MAX_AXES];
} ConvoFieldRect;

typedef struct _ConvoFieldLens ConvoFieldLens;

ConvoFieldLens       *convo_field_lens_new      (const ConvoReport    *report,
                                                 int                   net_index,
                                                 const gint64          cell[CONVO_MAX_AXES]);
void                  convo_field_lens_free     (ConvoFieldLens       *lens);
const ConvoReport    *convo_field_lens_report   (const ConvoFieldLens *lens);
int                   convo_field_lens_node     (const ConvoFieldLens *lens);
const ConvoFieldRect *convo_field_lens_rect     (const ConvoFieldLens *lens,
                                                 int                   net_index);
int                   convo_field_lens_input    (const ConvoFieldLens *lens);
char                 *convo_field_lens_name     (const ConvoFieldLens *lens);
char                 *convo_field_lens_size     (const ConvoFieldLens *lens,
                                                 int                   net_index);
char                 *convo_field_lens_describe (const ConvoFieldLens *lens,
                                                 int                   net_index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConvoFieldLens, convo_field_lens_free)

G_END_DECLS
