/* What the matrix (scope-confusion.c) and its drawing (scope-confusion-draw.c) share. */
#pragma once
#include "scope-confusion.h"

G_BEGIN_DECLS

struct _ScopeConfusion
{
  ScopeView parent_instance;

  int      n;
  gint64  *counts;                  /* [true, predicted] */
  gint64  *row_sums;                /* [true] */
  char   **names;
  int      row, column;             /* the cell cursor; −1: none */
  gboolean by_key;                  /* the cursor was moved by keys: no tooltip will tell */

  GskRenderNode *node;              /* the cells */
  int      node_width, node_height;
};

typedef struct
{
  int left, top;                    /* of the first cell */
  int cell_width, cell_height;
  gboolean upright;                 /* column names read upwards */
} ScopeConfusionLayout;

static inline gint64
scope_confusion_count_at (ScopeConfusion *self, int row, int column)
{
  return self->counts[(gsize) row * self->n + column];
}

static inline double
scope_confusion_share_at (ScopeConfusion *self, int row, int column)
{
  return self->row_sums[row] > 0 ? (double) scope_confusion_count_at (self, row, column) / self->row_sums[row] : 0;
}

ScopeConfusionLayout scope_confusion_layout   (ScopeConfusion *self);
void                 scope_confusion_snapshot (GtkWidget      *widget,
                                               GtkSnapshot    *snapshot);
void                 scope_confusion_measure  (GtkWidget      *widget,
                                               GtkOrientation  orientation,
                                               int             for_size,
                                               int            *minimum,
                                               int            *natural,
                                               int            *minimum_baseline,
                                               int            *natural_baseline);

G_END_DECLS
