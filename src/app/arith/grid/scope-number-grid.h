/* A grid of numbers as on a blackboard: one map, kernel or gradient, with padding, a window over it, and cells that can be
 * pointed at and typed into. */
#pragma once
#include "scope-view.h"

G_BEGIN_DECLS

/**
 * ScopeNumberGrid: signals
 *   "hovered" (int row, int column): pointer or cursor; −1, −1: nothing. Counted without padding: may be negative in it
 *   "pressed" (int row, int column): clicked, or Space on the cursor
 *   "edited" (int row, int column, double value): a number was typed, or drawn with the pointer
 */
#define SCOPE_TYPE_NUMBER_GRID (scope_number_grid_get_type ())
G_DECLARE_FINAL_TYPE (ScopeNumberGrid, scope_number_grid, SCOPE, NUMBER_GRID, ScopeView)

/**
 * ScopeGridRole:
 * @SCOPE_GRID_INPUT: x, blue
 * @SCOPE_GRID_KERNEL: w, orange
 * @SCOPE_GRID_OUTPUT: y, green
 * @SCOPE_GRID_DELTA: δ, magenta
 * @SCOPE_GRID_PLAIN: no role: products
 */
typedef enum
{
  SCOPE_GRID_INPUT,
  SCOPE_GRID_KERNEL,
  SCOPE_GRID_OUTPUT,
  SCOPE_GRID_DELTA,
  SCOPE_GRID_PLAIN,
} ScopeGridRole;

/**
 * ScopeGridWindow:
 * @row: first row, without padding; may be negative
 * @column: first column
 * @rows: elements downwards; 0: no window
 * @columns: elements across
 * @row_step: distance of elements (dilation)
 * @column_step: likewise
 */
typedef struct
{
  int row, column, rows, columns, row_step, column_step;
} ScopeGridWindow;

/**
 * ScopeGridEmpty: what a cell without a value of its own is; its number is 0
 * @SCOPE_GRID_FULL: it has one
 * @SCOPE_GRID_PADDING: beyond the edge: hatched
 * @SCOPE_GRID_BETWEEN: between values that lie apart: dashed
 */
typedef enum { SCOPE_GRID_FULL, SCOPE_GRID_PADDING, SCOPE_GRID_BETWEEN } ScopeGridEmpty;

GtkWidget *scope_number_grid_new          (ScopeGridRole          role,
                                           const char            *name);
void       scope_number_grid_set_name     (ScopeNumberGrid       *self,
                                           const char            *name);
void       scope_number_grid_set_values   (ScopeNumberGrid       *self,
                                           int                    rows,
                                           int                    columns,
                                           const float           *values);
void       scope_number_grid_set_texts    (ScopeNumberGrid       *self,
                                           int                    rows,
                                           int                    columns,
                                           const char *const     *above,
                                           const float           *values);
void       scope_number_grid_set_padding  (ScopeNumberGrid       *self,
                                           int                    top,
                                           int                    left,
                                           int                    bottom,
                                           int                    right);
void       scope_number_grid_set_window   (ScopeNumberGrid       *self,
                                           const ScopeGridWindow *window);
void       scope_number_grid_set_slide    (ScopeNumberGrid       *self,
                                           const ScopeGridWindow *before,
                                           double                 progress);
gboolean   scope_number_grid_window_rect  (ScopeNumberGrid       *self,
                                           graphene_rect_t       *rect);
void       scope_number_grid_set_unread   (ScopeNumberGrid       *self,
                                           int                    rows,
                                           int                    columns);
void       scope_number_grid_set_lit      (ScopeNumberGrid       *self,
                                           const guint8          *lit);
void       scope_number_grid_set_empty    (ScopeNumberGrid       *self,
                                           const guint8          *empty);
void       scope_number_grid_set_current  (ScopeNumberGrid       *self,
                                           int                    row,
                                           int                    column);
void       scope_number_grid_set_rulers   (ScopeNumberGrid       *self,
                                           gboolean               rulers,
                                           gboolean               large);
void       scope_number_grid_set_numbering (ScopeNumberGrid      *self,
                                           int                    lead_rows,
                                           int                    every_row,
                                           int                    lead_columns,
                                           int                    every_column);
gboolean   scope_number_grid_ruler_room   (ScopeNumberGrid       *self,
                                           int                    cell,
                                           int                   *left,
                                           int                   *top);
void       scope_number_grid_rulers       (ScopeNumberGrid       *self,
                                           int                   *left,
                                           int                   *top);
void       scope_number_grid_set_pulse    (ScopeNumberGrid       *self,
                                           double                 pulse);
void       scope_number_grid_set_known    (ScopeNumberGrid       *self,
                                           int                    known);
void       scope_number_grid_set_hidden   (ScopeNumberGrid       *self,
                                           const guint8          *hidden);
void       scope_number_grid_set_editable (ScopeNumberGrid       *self,
                                           gboolean               editable);
void       scope_number_grid_set_follow   (ScopeNumberGrid       *self,
                                           gboolean               follow);
void       scope_number_grid_set_drawable (ScopeNumberGrid       *self,
                                           gboolean               drawable);
void       scope_number_grid_set_cell     (ScopeNumberGrid       *self,
                                           int                    smallest,
                                           int                    largest);
void       scope_number_grid_get_size     (ScopeNumberGrid       *self,
                                           int                   *rows,
                                           int                   *columns);
gboolean   scope_number_grid_digits_fit   (int                    cell);
int        scope_number_grid_get_largest  (ScopeNumberGrid       *self);
gboolean   scope_number_grid_current_rect (ScopeNumberGrid       *self,
                                           graphene_rect_t       *rect);
gboolean   scope_number_grid_cell_rect    (ScopeNumberGrid       *self,
                                           int                    row,
                                           int                    column,
                                           graphene_rect_t       *rect);
double     scope_number_grid_value        (ScopeNumberGrid       *self,
                                           int                    row,
                                           int                    column);
int        scope_number_decimals          (double                 value);
char      *scope_number_text              (double                 value);

G_END_DECLS
