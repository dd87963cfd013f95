/* What the arithmetic view looks at: one operation with its settings and numbers, and the cell that is played. */
#include "scope-arith-state-private.h"

#include <glib/gi18n.h>

#include "filling.h"

#define MAX_UNDO 100

G_DEFINE_FINAL_TYPE (ScopeArithState, scope_arith_state, G_TYPE_OBJECT)

static guint settings_signal, moved_signal, illegal_signal, wanted_signal;

/* ---- another trace ---- */

static void
clear_queue (GQueue *queue)
{
  g_queue_clear_full (queue, (GDestroyNotify) convo_trace_free);
}

/** scope_arith_state_clear_undo: nothing can be taken back any more */
void
scope_arith_state_clear_undo (ScopeArithState *self)
{
  clear_queue (&self->undo);
  clear_queue (&self->redo);
}

/** scope_arith_state_emit_moved: another place is shown */
void
scope_arith_state_emit_moved (ScopeArithState *self)
{
  g_signal_emit (self, moved_signal, 0);
}

/** scope_arith_state_emit_settings: everything may be another */
void
scope_arith_state_emit_settings (ScopeArithState *self)
{
  g_signal_emit (self, settings_signal, 0);
}

/** scope_arith_state_emit_wanted: another pass through the network is wanted, or the other δ */
void
scope_arith_state_emit_wanted (ScopeArithState *self)
{
  g_signal_emit (self, wanted_signal, 0);
}

/** scope_arith_state_replace: takes @trace; if @undoable the old one is kept for undo */
void
scope_arith_state_replace (ScopeArithState *self, ConvoTrace *trace, gboolean undoable)
{
  if (self->trace != NULL && undoable)
    {
      g_queue_push_head (&self->undo, self->trace);
      clear_queue (&self->redo);
      while (self->undo.length > MAX_UNDO)
        convo_trace_free (g_queue_pop_tail (&self->undo));
    }
  else
    g_clear_pointer (&self->trace, convo_trace_free);
  self->trace = trace;
  g_clear_pointer (&self->problem, g_free);
  g_clear_pointer (&self->fixes, g_ptr_array_unref);
  scope_arith_state_clamp (self);
  g_signal_emit (self, settings_signal, 0);
}

/* Activations say something about negative values too. */
static const char *
first_picture (const ConvoKind *kind)
{
  return g_strcmp0 (kind->family, "activation") == 0 ? "signed" : "random";
}

/** scope_arith_state_fill: small numbers for the blackboard: picture, kernels, δ */
void
scope_arith_state_fill (ConvoTrace *trace)
{
  ConvoFilling kernel;

  convo_fill_picture (trace, first_picture (trace->arith.kind), 1, NULL);
  if (convo_kernel_preset (0, &kernel))
    convo_fill_kernel (trace, kernel.name, 1, NULL);
  convo_fill_delta (trace, 1);
}

/* Seeds every number of a new trace; what exists in the old one at the same place stays. */
static ConvoTrace *
trace_for (ScopeArithState *self, const ConvoArith *arith, GError **error)
{
  ConvoTrace *trace = convo_trace_new (arith, error);

  if (trace == NULL)
    return NULL;
  scope_arith_state_fill (trace);
  if (self->trace != NULL && self->trace->arith.kind == arith->kind)
    {
      convo_trace_take_over (trace, self->trace);
      trace->training = self->trace->training;
    }
  convo_trace_run (trace);
  return trace;
}

static void
refuse (ScopeArithState *self, const ConvoArith *arith, const GError *error)
{
  g_clear_pointer (&self->fixes, g_ptr_array_unref);
  g_free (self->problem);
  self->problem = g_strdup (error->message);
  self->fixes = convo_arith_fixes (arith);
  g_signal_emit (self, illegal_signal, 0);
}

/** scope_arith_state_set_arith: Returns: whether @arith is legal; if not, nothing changes but the problem */
gboolean
scope_arith_state_set_arith (ScopeArithState *self, const ConvoArith *arith)
{
  g_autoptr(GError) error = NULL;
  ConvoTrace *trace = trace_for (self, arith, &error);

  if (trace == NULL)
    {
      refuse (self, arith, error);
      return FALSE;
    }
  scope_arith_state_replace (self, trace, TRUE);
  return TRUE;
}

/** scope_arith_state_set: Returns: whether @value is legal for @field; see scope_arith_state_set_arith() */
gboolean
scope_arith_state_set (ScopeArithState *self, ConvoArithField field, gint64 value)
{
  ConvoArith arith = self->trace->arith;

  if (convo_arith_get (&arith, field) == value)
    return TRUE;
  convo_arith_set (&arith, field, value);
  return scope_arith_state_set_arith (self, &arith);
}

/** scope_arith_state_set_flip: true convolution, with the kernel turned by 180° */
void
scope_arith_state_set_flip (ScopeArithState *self, gboolean flip)
{
  ConvoArith arith = self->trace->arith;

  if (arith.flip == flip)
    return;
  arith.flip = flip;
  scope_arith_state_set_arith (self, &arith);
}

/* A copy with the same settings and numbers, to change one of them. */
static ConvoTrace *
copy_trace (ScopeArithState *self)
{
  ConvoTrace *copy = convo_trace_new (&self->trace->arith, NULL);

  convo_trace_take_over (copy, self->trace);
  copy->training = self->trace->training;
  return copy;
}

static void
set_number (ScopeArithState *self, ConvoTrace *copy, float *where, double value)
{
  *where = (float) value;
  convo_trace_run (copy);
  scope_arith_state_replace (self, copy, TRUE);
}

/** scope_arith_state_set_x: writes one number of an input */
void
scope_arith_state_set_x (ScopeArithState *self, int input, gint64 index, double value)
{
  ConvoTrace *copy = copy_trace (self);

  set_number (self, copy, &copy->x[input][index], value);
}

/** scope_arith_state_set_param: writes one number of a weight or bias */
void
scope_arith_state_set_param (ScopeArithState *self, int param, gint64 index, double value)
{
  ConvoTrace *copy = copy_trace (self);

  set_number (self, copy, &copy->param[param][index], value);
}

/** scope_arith_state_set_delta: writes one number of the upstream gradient, which then is a typed one */
void
scope_arith_state_set_delta (ScopeArithState *self, gint64 index, double value)
{
  ConvoTrace *copy = copy_trace (self);

  self->from_loss = FALSE;
  self->shows_typed = TRUE;
  set_number (self, copy, &copy->dy[index], value);
}

/**
 * scope_arith_state_set_training:
 *
 * Batch normalisation with the statistics of this picture, as while training. Of a layer of a network the whole network is
 * run so, which is only asked for here: see the signal "wanted".
 */
void
scope_arith_state_set_training (ScopeArithState *self, gboolean training)
{
  ConvoTrace *copy;

  if (self->pass != NULL && self->training != training)
    {
      self->training = training;
      scope_arith_state_emit_wanted (self);
    }
  if (self->pass != NULL || self->trace->training == training)
    return;
  copy = copy_trace (self);
  copy->training = training;
  convo_trace_run (copy);
  scope_arith_state_replace (self, copy, TRUE);
}

/** scope_arith_state_set_picture: fills the free-standing input with a picture of convo_picture_preset() */
void
scope_arith_state_set_picture (ScopeArithState *self, const char *name)
{
  ConvoTrace *copy = copy_trace (self);

  convo_fill_picture (copy, name, 1, NULL);
  self->picture = g_intern_string (name);
  convo_trace_run (copy);
  scope_arith_state_replace (self, copy, TRUE);
}

/** scope_arith_state_set_weights: fills the kernels with one of convo_kernel_preset() */
void
scope_arith_state_set_weights (ScopeArithState *self, const char *name)
{
  ConvoTrace *copy = copy_trace (self);

  convo_fill_kernel (copy, name, 1, NULL);
  self->weights = g_intern_string (name);
  convo_trace_run (copy);
  scope_arith_state_replace (self, copy, TRUE);
}

static gboolean
travel (ScopeArithState *self, GQueue *from, GQueue *to)
{
  ConvoTrace *trace = g_queue_pop_head (from);

  if (trace == NULL)
    return FALSE;
  g_queue_push_head (to, g_steal_pointer (&self->trace));
  scope_arith_state_replace (self, trace, FALSE);
  return TRUE;
}

/** scope_arith_state_undo: Returns: whether there was a change to take back */
gboolean
scope_arith_state_undo (ScopeArithState *self)
{
  return travel (self, &self->undo, &self->redo);
}

/** scope_arith_state_redo: Returns: whether there was a change to make again */
gboolean
scope_arith_state_redo (ScopeArithState *self)
{
  return travel (self, &self->redo, &self->undo);
}

/* ---- where it comes from ---- */

/** scope_arith_state_begin: everything at its start, before another operation is shown */
void
scope_arith_state_begin (ScopeArithState *self, const char *title, gboolean free_standing)
{
  scope_arith_state_clear_undo (self);
  scope_arith_state_forget_layer (self);
  g_free (self->title);
  self->title = g_strdup (title);
  self->free_standing = free_standing;
  self->cell = self->weight = self->pixel = 0;
  self->kernel = self->channel = self->input = 0;
  self->slice = -1;
}

/** scope_arith_state_open_kind: a free-standing operation with small whole numbers */
void
scope_arith_state_open_kind (ScopeArithState *self, const ConvoKind *kind)
{
  ConvoShape in = CONVO_SHAPE (2, 7, 7);
  ConvoArith arith;
  ConvoTrace *trace;

  convo_arith_init (&arith, kind, &in);
  if (convo_kind_prop (kind, "channels") != NULL)
    {
      arith.kernels = 3;
      convo_arith_set (&arith, CONVO_ARITH_STRIDE, 2);
      convo_arith_set (&arith, CONVO_ARITH_PADDING, 1);
    }
  scope_arith_state_begin (self, _(kind->title), TRUE);
  g_clear_pointer (&self->trace, convo_trace_free);
  trace = trace_for (self, &arith, NULL);
  g_return_if_fail (trace != NULL);
  self->picture = first_picture (kind);
  self->weights = NULL;
  scope_arith_state_replace (self, trace, FALSE);
}

/** scope_arith_state_fillings: @picture: (out): @weights: (out) (nullable): the presets that were filled in last; %NULL: the first */
void
scope_arith_state_fillings (ScopeArithState *self, const char **picture, const char **weights)
{
  *picture = self->picture;
  *weights = self->weights;
}

/* ---- reading ---- */

const ConvoTrace *
scope_arith_state_trace (ScopeArithState *self)
{
  return self->trace;
}

const ConvoArith *
scope_arith_state_arith (ScopeArithState *self)
{
  return &self->trace->arith;
}

/** scope_arith_state_title: Returns: name of the layer, or of the operation */
const char *
scope_arith_state_title (ScopeArithState *self)
{
  return self->title;
}

/** scope_arith_state_is_free: Returns: whether it is free-standing: sliders act, numbers may be typed */
gboolean
scope_arith_state_is_free (ScopeArithState *self)
{
  return self->free_standing;
}

/** scope_arith_state_large: Returns: whether it is drawn for the last row of a lecture hall */
gboolean
scope_arith_state_large (ScopeArithState *self)
{
  return self->large;
}

void
scope_arith_state_set_large (ScopeArithState *self, gboolean large)
{
  self->large = large;
  g_signal_emit (self, settings_signal, 0);
}

/** scope_arith_state_problem: Returns: (nullable): why the settings asked for last are illegal */
const char *
scope_arith_state_problem (ScopeArithState *self)
{
  return self->problem;
}

/** scope_arith_state_fixes: Returns: (nullable): the nearest legal settings */
GPtrArray *
scope_arith_state_fixes (ScopeArithState *self)
{
  return self->fixes;
}

/* ---- life ---- */

static void
scope_arith_state_finalize (GObject *object)
{
  ScopeArithState *self = SCOPE_ARITH_STATE (object);

  scope_arith_state_clear_undo (self);
  scope_arith_state_forget_layer (self);
  g_clear_pointer (&self->trace, convo_trace_free);
  g_clear_pointer (&self->fixes, g_ptr_array_unref);
  g_free (self->problem);
  g_free (self->title);
  G_OBJECT_CLASS (scope_arith_state_parent_class)->finalize (object);
}

static guint
signal_new (const char *name)
{
  return g_signal_new (name, SCOPE_TYPE_ARITH_STATE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
scope_arith_state_class_init (ScopeArithStateClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = scope_arith_state_finalize;
  settings_signal = signal_new ("settings");
  moved_signal = signal_new ("moved");
  illegal_signal = signal_new ("illegal");
  wanted_signal = signal_new ("wanted");
}

static void
scope_arith_state_init (ScopeArithState *self)
{
  g_queue_init (&self->undo);
  g_queue_init (&self->redo);
  self->from_loss = TRUE;
}

/** scope_arith_state_new: Returns: (transfer full): a free-standing convolution */
ScopeArithState *
scope_arith_state_new (void)
{
  ScopeArithState *self = g_object_new (SCOPE_TYPE_ARITH_STATE, NULL);

  scope_arith_state_open_kind (self, convo_kind_find ("conv"));
  return self;
}
