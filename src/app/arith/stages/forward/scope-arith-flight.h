/* What flies over the board while the show is slow: a value and its weight into their product, the sum into the output. */
#pragma once
#include "scope-view.h"

G_BEGIN_DECLS

/**
 * ScopeArithFlight:
 * @row: of the board; −1: the result flies into the output
 * @x_row: cell of the input that @a comes from, without padding
 * @x_column: likewise
 * @place: cell of the kernel and of the products, counted through
 * @progress: 0 … 1
 * @a: the value, or the result
 * @b: the weight; empty: there is none
 */
typedef struct
{
  int    row, x_row, x_column, place;
  double progress;
  char   a[24], b[24];
} ScopeArithFlight;

void scope_arith_flight_draw (ScopeView             *view,
                              GtkSnapshot           *snapshot,
                              double                 progress,
                              const char            *text,
                              ScopeColor             role,
                              const graphene_rect_t *from,
                              const graphene_rect_t *to,
                              double                 side);

G_END_DECLS
