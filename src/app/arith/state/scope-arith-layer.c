/* A layer of a network in the arithmetic view: its numbers of one picture, and δ typed or from the loss. */
#include "scope-arith-state-private.h"

/** scope_arith_state_forget_layer: what belonged to the layer that was shown */
void
scope_arith_state_forget_layer (ScopeArithState *self)
{
  g_clear_pointer (&self->pass, convo_net_trace_unref);
  g_clear_pointer (&self->branches, g_ptr_array_unref);
  g_clear_pointer (&self->typed, g_free);
  g_clear_pointer (&self->why_not, g_free);
  g_clear_pointer (&self->label_name, g_free);
  self->drawn = NULL;
  self->has_loss = self->waiting = FALSE;
}

/**
 * scope_arith_state_open_layer:
 * @report: of the network
 * @node: index in its net
 * @waiting: its numbers will come, see scope_arith_state_take(); they are 0 until then. If not, small whole numbers are shown
 * @error: why the layer cannot be shown
 *
 * Returns: whether the layer is shown now
 */
gboolean
scope_arith_state_open_layer (ScopeArithState *self, const ConvoReport *report, int node, gboolean waiting, GError **error)
{
  const ConvoNetNode *net_node = convo_net_node (convo_report_net (report), node);
  ConvoArith arith;
  ConvoSite site;
  ConvoTrace *trace;

  convo_report_site (report, node, &site);
  convo_arith_from_layer (&arith, net_node->kind, net_node->state, &site);
  trace = convo_trace_new (&arith, error);
  if (trace == NULL)
    return FALSE;
  if (!waiting)
    {
      scope_arith_state_fill (trace);
      convo_trace_run (trace);
    }
  scope_arith_state_begin (self, net_node->path, FALSE);
  self->waiting = waiting;
  self->node = node;
  scope_arith_state_replace (self, trace, FALSE);
  return TRUE;
}

/** scope_arith_state_take: shows the numbers of a pass; places stay where they are */
void
scope_arith_state_take (ScopeArithState *self, const ScopeArithTake *take)
{
  float *typed = take->typed ? NULL : scope_arith_state_typed (self, &take->trace->out);

  scope_arith_state_forget_layer (self);
  self->typed = typed;
  self->typed_shape = take->trace->out;
  self->shows_typed = take->typed;
  self->pass = take->pass;
  self->node = take->node;
  self->branches = take->branches;
  self->has_loss = take->has_loss;
  self->label_name = take->label_name;
  self->drawn = take->drawn;
  self->training = convo_net_trace_training (take->pass);
  scope_arith_state_clear_undo (self);
  scope_arith_state_replace (self, take->trace, FALSE);
}

/** scope_arith_state_set_why_not: @message: why no numbers come; those that are shown are examples, or old */
void
scope_arith_state_set_why_not (ScopeArithState *self, const char *message)
{
  g_free (self->why_not);
  self->why_not = g_strdup (message);
  self->waiting = FALSE;
  scope_arith_state_emit_settings (self);
}

/** scope_arith_state_why_not: Returns: (nullable): why the numbers are not the network's */
const char *
scope_arith_state_why_not (ScopeArithState *self)
{
  return self->why_not;
}

/** scope_arith_state_waiting: Returns: whether the first numbers of the layer are being computed */
gboolean
scope_arith_state_waiting (ScopeArithState *self)
{
  return self->waiting;
}

/** scope_arith_state_pass: Returns: (nullable) (transfer none): where the numbers come from */
ConvoNetTrace *
scope_arith_state_pass (ScopeArithState *self)
{
  return self->pass;
}

/** scope_arith_state_node: Returns: index of the layer in the net of the pass */
int
scope_arith_state_node (ScopeArithState *self)
{
  return self->node;
}

GPtrArray *
scope_arith_state_branches (ScopeArithState *self)
{
  return self->branches;
}

/** scope_arith_state_label_name: Returns: (nullable): name of the picture's class */
const char *
scope_arith_state_label_name (ScopeArithState *self)
{
  return self->label_name;
}

/** scope_arith_state_drawn: Returns: (nullable): name of the preset that goes through the network instead of a picture of the data */
const char *
scope_arith_state_drawn (ScopeArithState *self)
{
  return self->drawn;
}

/** scope_arith_state_has_loss: Returns: whether there is a δ from the loss */
gboolean
scope_arith_state_has_loss (ScopeArithState *self)
{
  return self->pass != NULL && self->has_loss;
}

/** scope_arith_state_is_real: Returns: whether δ is the gradient of the network's own loss */
gboolean
scope_arith_state_is_real (ScopeArithState *self)
{
  return scope_arith_state_has_loss (self) && !self->shows_typed;
}

/** scope_arith_state_from_loss: Returns: which δ is wanted, whether there is one or not */
gboolean
scope_arith_state_from_loss (ScopeArithState *self)
{
  return self->from_loss;
}

/** scope_arith_state_set_from_loss: wants the other δ; what was typed is remembered */
void
scope_arith_state_set_from_loss (ScopeArithState *self, gboolean from_loss)
{
  if (self->from_loss == from_loss)
    return;
  if (from_loss)
    {
      float *typed = scope_arith_state_typed (self, &self->trace->out);

      g_free (self->typed);
      self->typed = typed;
      self->typed_shape = self->trace->out;
    }
  self->from_loss = from_loss;
  scope_arith_state_emit_wanted (self);
}

/** scope_arith_state_typed: Returns: (transfer full) (nullable): δ as it was typed, for an output of @shape; %NULL: never */
float *
scope_arith_state_typed (ScopeArithState *self, const ConvoShape *shape)
{
  const gboolean shown = self->pass != NULL && self->shows_typed;
  const float *from = shown ? self->trace->dy : self->typed;

  if (from == NULL || !convo_shape_equal (shown ? &self->trace->out : &self->typed_shape, shape))
    return NULL;
  return g_memdup2 (from, convo_shape_count (shape) * sizeof (float));
}

/** scope_arith_state_wants_training: Returns: whether the network is to be run as while training */
gboolean
scope_arith_state_wants_training (ScopeArithState *self)
{
  return self->training;
}
