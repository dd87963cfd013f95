/* What the files of ScopeArithState share. */
#pragma once
#include "scope-arith-state.h"

G_BEGIN_DECLS

struct _ScopeArithState
{
  GObject        parent_instance;

  ConvoTrace    *trace;
  char          *title;
  gboolean       free_standing, large, unsized;
  char          *problem;
  GPtrArray     *fixes;
  const char    *picture, *weights; /* presets that were filled in last */
  GQueue         undo, redo;        /* of ConvoTrace, newest first */
  gint64         cell, weight, pixel;
  int            kernel, channel, slice, input;

  /* a layer of a network */
  ConvoNetTrace *pass;              /* NULL until it is computed, or if it cannot be */
  int            node;
  GPtrArray     *branches;          /* (element-type ConvoBranch): who sends δ back */
  float         *typed;             /* δ as it was typed while the other is shown; NULL: never */
  ConvoShape     typed_shape;
  gboolean       shows_typed;       /* what stands in the trace */
  gboolean       from_loss;         /* which δ is wanted */
  gboolean       has_loss;          /* whether there is one from the loss */
  gboolean       training;          /* what is wanted of the pass */
  gboolean       waiting;           /* for a pass */
  char          *why_not;           /* why there is no pass */
  char          *label_name;
  const char    *drawn;             /* name of a preset, where no picture of the data fits; NULL */
};

void scope_arith_state_replace      (ScopeArithState *self,
                                     ConvoTrace      *trace,
                                     gboolean         undoable);
void scope_arith_state_clear_undo   (ScopeArithState *self);
void scope_arith_state_fill         (ConvoTrace      *trace);
void scope_arith_state_clamp        (ScopeArithState *self);
void scope_arith_state_begin        (ScopeArithState *self,
                                     const char      *title,
                                     gboolean         free_standing);
void scope_arith_state_emit_moved   (ScopeArithState *self);
void scope_arith_state_emit_wanted  (ScopeArithState *self);
void scope_arith_state_emit_settings (ScopeArithState *self);
void scope_arith_state_forget_layer (ScopeArithState *self);

G_END_DECLS
