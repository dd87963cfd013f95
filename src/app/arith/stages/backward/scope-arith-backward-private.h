/* What the files of the stage "Backward" share. */
#pragma once
#include "scope-arith-arrival.h"
#include "scope-arith-backward.h"
#include "scope-arith-card.h"
#include "scope-arith-plane.h"
#include "scope-arith-predict.h"
#include "scope-arith-prove.h"
#include "scope-arith-slides.h"

G_BEGIN_DECLS

struct _ScopeArithBackward
{
  AdwBin             parent_instance;

  ScopeArithState   *state;
  ScopeArithPredict *predict;
  ScopeArithArrival *arrival;
  ScopeNumberGrid   *x, *dw, *spread, *dx;
  GtkWidget         *x_title, *dw_title, *spread_title, *dx_title;
  GtkDropDown       *input;
  ScopeArithCard     weight, pixel;
  ScopeArithSlides  *slides;
  GCancellable      *proof;            /* proofs that are being computed */
  GTask             *task;             /* they themselves */
  guint              progress;         /* tells how far they are */
  gboolean           updating;
};

/* scope-arith-backward-show.c */
int      scope_arith_backward_param        (const ConvoTrace   *trace);
void     scope_arith_backward_weight_plane (const ConvoTrace   *trace,
                                            gint64              weight,
                                            int                *rows,
                                            int                *columns,
                                            gint64             *begin);
char    *scope_arith_backward_weight_name  (const ConvoTrace   *trace,
                                            gint64              weight);
char    *scope_arith_backward_pixel_name   (const ConvoTrace   *trace,
                                            int                 input,
                                            gint64              pixel);
gboolean scope_arith_backward_show_weight  (ScopeArithBackward *self,
                                            ConvoNudge         *nudge);
void     scope_arith_backward_show_pixel   (ScopeArithBackward *self,
                                            ConvoNudge         *nudge);

/* scope-arith-backward-point.c */
void     scope_arith_backward_hide         (ScopeArithBackward *self);
void     scope_arith_backward_connect      (ScopeArithBackward *self);

G_END_DECLS
