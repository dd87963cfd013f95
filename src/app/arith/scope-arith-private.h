/* What the files of the arithmetic view share. */
#pragma once
#include "scope-arith-forward.h"
#include "scope-arith-lecture.h"
#include "scope-arith-net.h"
#include "scope-arith-predict.h"
#include "scope-arith-ticks.h"
#include "scope-arith.h"

G_BEGIN_DECLS

struct _ScopeArith
{
  AdwBin           parent_instance;

  ScopeArithState *state;
  ScopeArithNet   *net;              /* NULL: no network to follow */
  AdwWindowTitle  *title;
  AdwFlap         *flap;
  AdwBin          *panel_bin;
  GtkStack        *stack;
  GtkWidget       *tools, *flip_box, *play_bar;
  GtkButton       *back, *export_button, *previous, *play, *next;
  GtkToggleButton *panel_button, *straight, *flipped, *predict_button;
  AdwBin          *predict_bin;
  ScopeArithPredict *predict;
  GtkOverlay      *overlay;
  GtkWidget       *header;
  GtkButton       *lecture_button;
  ScopeArithLecture *lecture;
  GtkDropDown     *kind, *picture, *weights;
  GtkScale        *scrub, *speed;
  GtkBox          *scrub_box;
  ScopeArithTicks *ticks;
  GtkInscription  *where;             /* its room does not depend on its words: no new layout at every step */
  GtkLabel        *speed_text;

  GPtrArray       *kinds;             /* (element-type ConvoKind), as in the drop-down */
  guint            tick;
  gint64           last;              /* frame, in µs of its clock */
  double           beat;              /* 0 … 1: how much of its time the present cell has had; −1: it is complete */
  ScopeArithForward *forward;         /* moves with the beat */
  int              row_length;        /* that the ticks of the slider show */
  gboolean         updating;
};

/* scope-arith.c */
gboolean scope_arith_may_be_seen (ScopeArith *self,
                                  GtkWidget  *stage);

void scope_arith_export_state (ScopeArith *self);

/* scope-arith-play.c */
void scope_arith_connect_play (ScopeArith *self);
void scope_arith_stop         (ScopeArith *self);
void scope_arith_play         (ScopeArith *self);
void scope_arith_step         (ScopeArith *self,
                               int         by);
void scope_arith_moved        (ScopeArith *self);
int  scope_arith_row_length   (ScopeArith *self);

/* scope-arith-keys.c */
void scope_arith_connect_keys (ScopeArith *self);

G_END_DECLS
