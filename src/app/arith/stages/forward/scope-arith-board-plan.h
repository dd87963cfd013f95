/* How the blackboard of the stage "Forward" is laid out in a given room. */
#pragma once
#include "scope-arith-board.h"

G_BEGIN_DECLS

#define SCOPE_BOARD_GAP 16
#define SCOPE_BOARD_SMALL_GAP 18      /* the arrow to the output goes up in it */
#define SCOPE_BOARD_ROW_GAP 10

typedef enum { SIDE_BY_SIDE, STACKED, ONE_ABOVE_THE_OTHER } ScopeBoardOrder;

/** ScopeBoardPlan: pixels a cell, widths and heights of the parts */
typedef struct
{
  ScopeBoardOrder order;
  int n;                     /* channels */
  int x, w, p, y;            /* pixels a cell */
  int x_width, x_height, w_width, w_height, p_width, p_height, y_width, y_height;
  int sum_width, sum_height, side_width, side_height, equals_width;
  int spare;                 /* between the parts */
  int lens;                  /* its size, where cells have no digits; 0: none */
} ScopeBoardPlan;

/** ScopeBoardParts: what is to be laid out */
typedef struct
{
  ScopeArithRow   *rows;
  GtkWidget       *side, *y_box;
  ScopeNumberGrid *y;
} ScopeBoardParts;

ScopeBoardPlan scope_board_plan        (const ScopeBoardParts *parts,
                                        int                    channels,
                                        int                    width,
                                        int                    height);
int            scope_board_plan_middle (const ScopeBoardPlan  *plan);

G_END_DECLS
