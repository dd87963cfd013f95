/* One block or slice on the canvas: a leaf widget, so that a screen reader, the focus and tests find it. */
#pragma once
#include "field-lens.h"
#include "scope-block-info.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_BLOCK (scope_block_get_type ())
G_DECLARE_FINAL_TYPE (ScopeBlock, scope_block, SCOPE, BLOCK, GtkWidget)

/**
 * ScopeBlockState:
 * @SCOPE_BLOCK_SELECTED: accent edge
 * @SCOPE_BLOCK_HOVER: under the pointer
 * @SCOPE_BLOCK_PORTS: its stack is under the pointer: ports are filled
 * @SCOPE_BLOCK_GHOST: being dragged
 * @SCOPE_BLOCK_DIM: cannot take the wire that is being dragged
 * @SCOPE_BLOCK_TARGET: would take it, or is in the frame that is being drawn
 */
#define SCOPE_GHOST_OPACITY 0.82    /* of what is being dragged */
#define SCOPE_LEAST_LETTERS 11.5   /* pixels of the screen that a title is high at least, while it is shown */

typedef enum
{
  SCOPE_BLOCK_SELECTED = 1 << 0,
  SCOPE_BLOCK_HOVER = 1 << 1,
  SCOPE_BLOCK_PORTS = 1 << 2,
  SCOPE_BLOCK_GHOST = 1 << 3,
  SCOPE_BLOCK_DIM = 1 << 4,
  SCOPE_BLOCK_TARGET = 1 << 5,
  SCOPE_BLOCK_ENDS = 1 << 6,     /* a wire of it is pointed at */
  SCOPE_BLOCK_TAKES = 1 << 7,    /* can take the wire that is being dragged: its inputs are filled */
} ScopeBlockState;

/**
 * ScopeDetail:
 * @SCOPE_DETAIL_FULL: everything; zoom 0.5 and more
 * @SCOPE_DETAIL_CARD: a card with name and shape; 0.3 to 0.5
 * @SCOPE_DETAIL_RECTANGLE: a rectangle in the family's colour
 */
typedef enum
{
  SCOPE_DETAIL_FULL,
  SCOPE_DETAIL_CARD,
  SCOPE_DETAIL_RECTANGLE,
} ScopeDetail;

ScopeDetail           scope_detail_of_zoom    (double           zoom);
int                   scope_letters_of_zoom   (double           zoom);
GtkWidget            *scope_block_new         (void);
void                  scope_block_set_info    (ScopeBlock      *self,
                                               ScopeBlockInfo  *info);
const ScopeBlockInfo *scope_block_get_info    (ScopeBlock      *self);
void                  scope_block_set_state   (ScopeBlock      *self,
                                               ScopeBlockState  mask,
                                               gboolean         on);
ScopeBlockState       scope_block_get_state   (ScopeBlock      *self);
void                  scope_block_set_detail  (ScopeBlock      *self,
                                               ScopeDetail      detail,
                                               int              scale,
                                               int              letters);
void                  scope_block_set_values  (ScopeBlock      *self,
                                               ConvoSnapshot   *snapshot,
                                               const float     *values,
                                               const ConvoShape *shape,
                                               int              flags);
void                  scope_block_set_picture (ScopeBlock      *self,
                                               const float     *values,
                                               const ConvoShape *shape);
void                  scope_block_set_field   (ScopeBlock      *self,
                                               const ConvoFieldRect *field,
                                               const char      *words);
gboolean              scope_block_has_cells   (ScopeBlock      *self);
gboolean              scope_block_cell_at     (ScopeBlock      *self,
                                               double           x,
                                               double           y,
                                               gint64           cell[CONVO_MAX_AXES]);
const ConvoShape     *scope_block_get_shape   (ScopeBlock      *self);
gboolean              scope_block_has_values  (ScopeBlock      *self);

G_END_DECLS
