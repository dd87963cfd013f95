/* What the two files of the stage "Forward" share. */
#pragma once
#include "scope-arith-forward.h"
#include "scope-arith-plane.h"
#include "scope-arith-predict.h"
#include "scope-arith-sum.h"

G_BEGIN_DECLS

#define SCOPE_ARITH_ROWS 2     /* channels at once; the others by ↑ ↓ */

typedef struct
{
  GtkWidget       *x_box, *w_box, *p_box, *equals;
  ScopeNumberGrid *x, *w, *p;
  GtkWidget       *x_title, *w_title, *p_title, *sum;
  int              channel;    /* −1: hidden */
} ScopeArithRow;

struct _ScopeArithForward
{
  AdwBin           parent_instance;

  ScopeArithState *state;
  ScopeArithRow    rows[SCOPE_ARITH_ROWS];
  ScopeNumberGrid *y;
  GtkWidget       *y_title, *bias_box, *bias_title, *kernels, *where, *rest, *slice_box, *slice_words;
  GtkRange        *slices;
  ScopeNumberGrid *bias;       /* one cell, typed like a weight */
  gboolean         updating;
  ScopeArithSum   *sum;
  ScopeArithPredict *predict;
  gint64           peek;       /* output position under the pointer; −1: none */
};

void   scope_arith_forward_update  (ScopeArithForward *self);
gint64 scope_arith_forward_shown   (ScopeArithForward *self);
void   scope_arith_forward_connect (ScopeArithForward *self);

G_END_DECLS
