/* What the files of the stage "Forward" share. */
#pragma once
#include "scope-arith-board.h"
#include "scope-arith-depth.h"
#include "scope-arith-forward.h"
#include "scope-arith-spread.h"
#include "scope-grid-lens.h"
#include "scope-arith-plane.h"
#include "scope-arith-predict.h"
#include "scope-arith-sum.h"

G_BEGIN_DECLS

struct _ScopeArithForward
{
  AdwBin           parent_instance;

  ScopeArithState *state;
  ScopeArithRow    rows[SCOPE_ARITH_ROWS];
  ScopeNumberGrid *y;
  GtkWidget       *y_title, *bias_box, *bias_title, *kernels, *where, *rest, *slice_box, *slice_words;
  GtkRange        *slices;
  ScopeArithDepth *depth;      /* the slices of the window, side by side */
  ScopeNumberGrid *bias;       /* one cell, typed like a weight */
  gboolean         updating;
  ScopeArithSum   *sum;
  ScopeArithPredict *predict;
  gboolean         predicting; /* as the output was last told */
  gint64           peek;       /* output position under the pointer; −1: none */

  ScopeArithBoard *board;
  ScopeGridLens   *lens;
  ScopeGridWindow  window, before;     /* last shown, and the one before it; no rows: none */
  int              slice;      /* first that @window reads */

  AdwAnimation    *slide;      /* of the window, from where it was: a step by hand */
  gint64           last;       /* when that was, in µs */
  double           pace;       /* seconds a cell while the show plays; 0: it rests */
  gboolean         gliding;
  GArray          *steps;      /* the products of the shown cell, in their order */
  int              written;    /* how many of them are added up; −1: all, and the output is written */
};

/* scope-arith-forward.c */
void     scope_arith_forward_update      (ScopeArithForward     *self);
gint64   scope_arith_forward_shown       (ScopeArithForward     *self);
gboolean scope_arith_forward_window      (ScopeArithForward     *self,
                                          const ConvoSum        *sum,
                                          ScopeGridWindow       *window,
                                          int                   *slice);

/* scope-arith-forward-kernel.c */
int      scope_arith_forward_place       (const ConvoTrace      *trace,
                                          const ScopeArithRow   *row,
                                          const ConvoTerm       *term,
                                          const ScopeGridWindow *window,
                                          int                    slice);
void     scope_arith_forward_show_kernel (ScopeArithForward     *self,
                                          ScopeArithRow         *row,
                                          const ConvoSum        *sum,
                                          const ScopeGridWindow *window,
                                          int                    slice);

/* scope-arith-forward-rows.c */
void     scope_arith_forward_show_slices (ScopeArithForward     *self,
                                          const ConvoSum        *sum);
void     scope_arith_forward_show_rows   (ScopeArithForward     *self,
                                          const ConvoSum        *sum);

/* scope-arith-forward-output.c */
void     scope_arith_forward_show_output (ScopeArithForward     *self,
                                          const ConvoSum        *sum);
void     scope_arith_forward_hide_sums   (ScopeArithForward     *self);

/* scope-arith-forward-point.c */
void     scope_arith_forward_connect     (ScopeArithForward     *self);

/* scope-arith-forward-motion.c */
void     scope_arith_forward_make_slide   (ScopeArithForward     *self);
gboolean scope_arith_forward_begin_slide  (ScopeArithForward     *self);
void     scope_arith_forward_end_slide    (ScopeArithForward     *self);
void     scope_arith_forward_look         (ScopeArithForward     *self,
                                           const ScopeGridWindow *window);
void     scope_arith_forward_plan_steps   (ScopeArithForward     *self,
                                           const ConvoSum        *sum);
void     scope_arith_forward_show_written (ScopeArithForward     *self,
                                           const ConvoSum        *sum);
gboolean scope_arith_forward_is_written   (ScopeArithForward     *self);

G_END_DECLS
