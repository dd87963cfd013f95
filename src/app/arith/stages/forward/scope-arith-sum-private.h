/* What the files of the written sum share. */
#pragma once
#include "scope-arith-sum.h"

G_BEGIN_DECLS

#define SCOPE_SUM_LINES 2      /* channels written out; the others only in the total */
#define SCOPE_SUM_PIECES 12    /* of a line; longer sums are written by rows of the kernel */

/* One product "3·(−1)" over its running sum, or one row of a large kernel: its sum over its name. */
typedef struct
{
  char    *a, *b, *below;
  gboolean zero;
  guint    end;                /* the terms before this one are needed */
} ScopeSumPiece;

typedef struct
{
  char      *name, *result;
  GPtrArray *pieces;           /* (element-type ScopeSumPiece) */
} ScopeSumLine;

/* Where the columns of all lines begin and how wide they are; a line too long for the page leaves out its zeros. */
typedef struct
{
  double   left, column, result;
  gboolean zeros;
} ScopeSumColumns;

struct _ScopeArithSum
{
  ScopeView  parent_instance;
  GPtrArray *lines;            /* (element-type ScopeSumLine) */
  char      *total, *begun;    /* markup: the last line, and how it begins */
  int        written;          /* terms that are added up so far; −1: all */
  guint      n_lines;          /* that there is room for */
  gboolean   running;          /* the small figures are running sums */
  int        open;             /* row of a large kernel that is written out; −1: none */
  ConvoSum  *sum;              /* that is shown; its terms are needed when a row opens */
};

/* scope-arith-sum-words.c */
void            scope_sum_line_free  (gpointer               line);
void            scope_sum_write      (GPtrArray             *lines,
                                      const ConvoSum        *sum,
                                      int                    open);
char           *scope_sum_begun      (const ConvoTrace      *trace,
                                      gint64                 y);
char           *scope_sum_total      (const ConvoTrace      *trace,
                                      gint64                 y,
                                      const ConvoSum        *sum);

/* scope-arith-sum-draw.c */
int             scope_sum_line_height (ScopeArithSum        *self);
ScopeSumColumns scope_sum_columns     (ScopeArithSum        *self);
void            scope_sum_snapshot    (GtkWidget            *widget,
                                       GtkSnapshot          *snapshot);

G_END_DECLS
