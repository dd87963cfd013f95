/* What the arithmetic view looks at: one operation with its settings and numbers, and the cell that is played. */
#pragma once
#include <gio/gio.h>
#include "net-trace.h"
#include "registry.h"
#include "trace.h"

G_BEGIN_DECLS

/**
 * ScopeArithState: signals, in this order of weight
 *   "settings" (): other settings or numbers: shapes may have changed, the trace is another one
 *   "moved" (): another cell, kernel or channel is shown
 *   "illegal" (): the settings that were asked for do not fit: see scope_arith_state_problem(); the last legal ones stay
 *   "wanted" (): of a layer of a network, another pass or another δ is wanted: see scope_arith_state_take()
 */
#define SCOPE_TYPE_ARITH_STATE (scope_arith_state_get_type ())
G_DECLARE_FINAL_TYPE (ScopeArithState, scope_arith_state, SCOPE, ARITH_STATE, GObject)

ScopeArithState  *scope_arith_state_new         (void);
gboolean          scope_arith_state_open_layer  (ScopeArithState   *self,
                                                 const ConvoReport *report,
                                                 int                node,
                                                 gboolean           waiting,
                                                 GError           **error);
void              scope_arith_state_open_kind   (ScopeArithState   *self,
                                                 const ConvoKind   *kind);
const ConvoTrace *scope_arith_state_trace       (ScopeArithState   *self);
const ConvoArith *scope_arith_state_arith       (ScopeArithState   *self);
const char       *scope_arith_state_title       (ScopeArithState   *self);
gboolean          scope_arith_state_is_free     (ScopeArithState   *self);
const char       *scope_arith_state_problem     (ScopeArithState   *self);
GPtrArray        *scope_arith_state_fixes       (ScopeArithState   *self);   /* (element-type ConvoArithFix) (transfer none) */

/* Settings; each may be refused with "illegal" */
gboolean          scope_arith_state_set         (ScopeArithState   *self,
                                                 ConvoArithField    field,
                                                 gint64             value);
gboolean          scope_arith_state_set_arith   (ScopeArithState   *self,
                                                 const ConvoArith  *arith);
void              scope_arith_state_set_flip    (ScopeArithState   *self,
                                                 gboolean           flip);
void              scope_arith_state_fillings    (ScopeArithState   *self,
                                                 const char       **picture,
                                                 const char       **weights);
void              scope_arith_state_set_picture (ScopeArithState   *self,
                                                 const char        *name);
void              scope_arith_state_set_weights (ScopeArithState   *self,
                                                 const char        *name);
void              scope_arith_state_set_x       (ScopeArithState   *self,
                                                 int                input,
                                                 gint64             index,
                                                 double             value);
void              scope_arith_state_set_param   (ScopeArithState   *self,
                                                 int                param,
                                                 gint64             index,
                                                 double             value);
void              scope_arith_state_set_delta   (ScopeArithState   *self,
                                                 gint64             index,
                                                 double             value);
void              scope_arith_state_set_training (ScopeArithState  *self,
                                                 gboolean           training);
gboolean          scope_arith_state_large       (ScopeArithState   *self);
void              scope_arith_state_set_large   (ScopeArithState   *self,
                                                 gboolean           large);
gboolean          scope_arith_state_undo        (ScopeArithState   *self);
gboolean          scope_arith_state_redo        (ScopeArithState   *self);

/* A layer of a network: its numbers come with a pass of one picture through the whole network */

/**
 * ScopeArithTake:
 * @pass: (transfer full): through the network
 * @node: the layer in its net
 * @trace: (transfer full): of that layer, run, with the δ that was wanted
 * @branches: (transfer full) (element-type ConvoBranch): what the readers of its output send back
 * @typed: whether that is a typed one
 * @has_loss: whether the loss depends on the layer
 * @label_name: (transfer full) (nullable): name of the picture's class
 * @drawn: (nullable): name of the preset that was drawn, as no picture of the data fits; an interned string
 */
typedef struct
{
  ConvoNetTrace *pass;
  int node;
  ConvoTrace *trace;
  GPtrArray *branches;
  gboolean typed, has_loss;
  char *label_name;
  const char *drawn;
} ScopeArithTake;

void              scope_arith_state_take        (ScopeArithState      *self,
                                                 const ScopeArithTake *take);
void              scope_arith_state_set_why_not (ScopeArithState *self,
                                                 const char      *message);
const char       *scope_arith_state_why_not     (ScopeArithState *self);
gboolean          scope_arith_state_waiting     (ScopeArithState *self);
ConvoNetTrace    *scope_arith_state_pass        (ScopeArithState *self);
int               scope_arith_state_node        (ScopeArithState *self);
GPtrArray        *scope_arith_state_branches    (ScopeArithState *self);   /* (element-type ConvoBranch) (nullable) */
const char       *scope_arith_state_label_name  (ScopeArithState *self);
const char       *scope_arith_state_drawn       (ScopeArithState *self);
gboolean          scope_arith_state_has_loss    (ScopeArithState *self);
gboolean          scope_arith_state_is_real     (ScopeArithState *self);
gboolean          scope_arith_state_from_loss   (ScopeArithState *self);
void              scope_arith_state_set_from_loss (ScopeArithState *self,
                                                 gboolean         from_loss);
float            *scope_arith_state_typed       (ScopeArithState  *self,
                                                 const ConvoShape *shape);
gboolean          scope_arith_state_wants_training (ScopeArithState *self);

/* The cell that is shown: an index within one channel of the output (its positions) */
gint64            scope_arith_state_n_cells     (ScopeArithState   *self);
gint64            scope_arith_state_cell        (ScopeArithState   *self);
void              scope_arith_state_set_unsized (ScopeArithState   *self,
                                                 gboolean           unsized);
void              scope_arith_state_go          (ScopeArithState   *self,
                                                 gint64             cell);
int               scope_arith_state_kernel      (ScopeArithState   *self);
int               scope_arith_state_n_kernels   (ScopeArithState   *self);
void              scope_arith_state_set_kernel  (ScopeArithState   *self,
                                                 int                kernel);
int               scope_arith_state_channel     (ScopeArithState   *self);
int               scope_arith_state_n_channels  (ScopeArithState   *self);
void              scope_arith_state_set_channel (ScopeArithState   *self,
                                                 int                channel);
int               scope_arith_state_slice       (ScopeArithState   *self);
void              scope_arith_state_set_slice   (ScopeArithState   *self,
                                                 int                slice);
gint64            scope_arith_state_output      (ScopeArithState   *self);

/* The way back: the weight and the pixel whose gradient is taken apart */
gint64            scope_arith_state_weight      (ScopeArithState   *self);
void              scope_arith_state_set_weight  (ScopeArithState   *self,
                                                 gint64             weight);
int               scope_arith_state_input       (ScopeArithState *self);
void              scope_arith_state_set_input   (ScopeArithState *self,
                                                 int              input);
gint64            scope_arith_state_pixel       (ScopeArithState   *self);
void              scope_arith_state_set_pixel   (ScopeArithState   *self,
                                                 gint64             pixel);

G_END_DECLS
