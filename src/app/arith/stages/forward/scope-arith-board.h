/* The blackboard of the stage "Forward": input, kernel, products, sums and output in their places, rays and arrows between. */
#pragma once
#include "scope-arith-flight.h"
#include "scope-number-grid.h"
#include "scope-view.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_ARITH_BOARD (scope_arith_board_get_type ())
G_DECLARE_FINAL_TYPE (ScopeArithBoard, scope_arith_board, SCOPE, ARITH_BOARD, ScopeView)

#define SCOPE_ARITH_ROWS 2     /* channels at once; the others by ↑ ↓ */

/**
 * ScopeArithRow:
 *
 * One input channel on the board: three grids with their titles, and the sum of its products.
 */
typedef struct
{
  GtkWidget       *x_box, *w_box, *p_box, *equals;
  ScopeNumberGrid *x, *w, *p;
  GtkWidget       *x_title, *w_title, *p_title, *sum;
  int              input;      /* of the layer, which its channel is of */
  int              channel;    /* −1: hidden */
} ScopeArithRow;

GtkWidget *scope_arith_board_new    (ScopeArithRow   *rows,
                                     GtkWidget       *side,
                                     ScopeNumberGrid *bias,
                                     GtkWidget       *y_box,
                                     ScopeNumberGrid *y,
                                     GtkWidget       *lens);
int        scope_arith_board_fits   (ScopeArithBoard *self,
                                     int              channels);
void       scope_arith_board_set_flight (ScopeArithBoard        *self,
                                         const ScopeArithFlight *flight);

G_END_DECLS
