/* What the arithmetic view looks at: one operation with its settings and numbers, and the cell that is played. */
#include "scope-arith-state.h"

#include <glib/gi18n.h>
#include <string.h>

#include "filling.h"

#define MAX_UNDO 100


struct _ScopeArithState
{
  GObject     parent_instance;

  ConvoTrace *trace;
  char       *title;
  gboolean    free_standing, large;
  char       *problem;
  GPtrArray  *fixes;
  GQueue      undo, redo;        /* of ConvoTrace, newest first */
  gint64      cell, weight, pixel;
  int         kernel, channel, slice;
};

G_DEFINE_FINAL_TYPE (ScopeArithState, scope_arith_state, G_TYPE_OBJECT)

static guint settings_signal, moved_signal, illegal_signal;

static gint64
spatial_count (const ConvoShape *shape)
{
  return shape->rank == 0 ? 0 : convo_shape_count (shape) / shape->dim[0];
}

/* ---- another trace ---- */

static void
clear_queue (GQueue *queue)
{
  g_queue_clear_full (queue, (GDestroyNotify) convo_trace_free);
}

static void
clamp_places (ScopeArithState *self)
{
  const ConvoTrace *trace = self->trace;
  const int weight = convo_trace_weight (trace);

  self->kernel = CLAMP (self->kernel, 0, scope_arith_state_n_kernels (self) - 1);
  self->channel = CLAMP (self->channel, 0, scope_arith_state_n_channels (self) - 1);
  self->cell = CLAMP (self->cell, 0, MAX (scope_arith_state_n_cells (self) - 1, 0));
  self->pixel = CLAMP (self->pixel, 0, MAX (convo_shape_count (&trace->in[0]) - 1, 0));
  self->weight = weight < 0 ? 0 : CLAMP (self->weight, 0, MAX (convo_param_count (&trace->spec[weight]) - 1, 0));
  self->slice = CLAMP (self->slice, -1, trace->in[0].rank == 4 ? trace->in[0].dim[1] - 1 : -1);
}

/* Takes @trace and keeps the old one for undo. */
static void
replace (ScopeArithState *self, ConvoTrace *trace, gboolean undoable)
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
  clamp_places (self);
  g_signal_emit (self, settings_signal, 0);
}

static void
fill_all (ConvoTrace *trace)
{
  ConvoFilling picture, kernel;

  if (convo_picture_preset (0, &picture))
    convo_fill_picture (trace, picture.name, 1, NULL);
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
  fill_all (trace);
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
  replace (self, trace, TRUE);
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
  replace (self, copy, TRUE);
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

/** scope_arith_state_set_delta: writes one number of the upstream gradient */
void
scope_arith_state_set_delta (ScopeArithState *self, gint64 index, double value)
{
  ConvoTrace *copy = copy_trace (self);

  set_number (self, copy, &copy->dy[index], value);
}

/** scope_arith_state_set_training: batch normalisation with the statistics of this picture, as while training */
void
scope_arith_state_set_training (ScopeArithState *self, gboolean training)
{
  ConvoTrace *copy;

  if (self->trace->training == training)
    return;
  copy = copy_trace (self);
  copy->training = training;
  convo_trace_run (copy);
  replace (self, copy, TRUE);
}

/** scope_arith_state_set_picture: fills the free-standing input with a picture of convo_picture_preset() */
void
scope_arith_state_set_picture (ScopeArithState *self, const char *name)
{
  ConvoTrace *copy = copy_trace (self);

  convo_fill_picture (copy, name, 1, NULL);
  convo_trace_run (copy);
  replace (self, copy, TRUE);
}

/** scope_arith_state_set_weights: fills the kernels with one of convo_kernel_preset() */
void
scope_arith_state_set_weights (ScopeArithState *self, const char *name)
{
  ConvoTrace *copy = copy_trace (self);

  convo_fill_kernel (copy, name, 1, NULL);
  convo_trace_run (copy);
  replace (self, copy, TRUE);
}

static gboolean
travel (ScopeArithState *self, GQueue *from, GQueue *to)
{
  ConvoTrace *trace = g_queue_pop_head (from);

  if (trace == NULL)
    return FALSE;
  g_queue_push_head (to, g_steal_pointer (&self->trace));
  replace (self, trace, FALSE);
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

static void
begin (ScopeArithState *self, const char *title, gboolean free_standing)
{
  clear_queue (&self->undo);
  clear_queue (&self->redo);
  g_free (self->title);
  self->title = g_strdup (title);
  self->free_standing = free_standing;
  self->cell = self->weight = self->pixel = 0;
  self->kernel = self->channel = 0;
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
  begin (self, _(kind->title), TRUE);
  g_clear_pointer (&self->trace, convo_trace_free);
  trace = trace_for (self, &arith, NULL);
  g_return_if_fail (trace != NULL);
  replace (self, trace, FALSE);
}

static void
copy_values (ConvoTrace *trace, const ConvoNetNode *node, const ConvoSnapshot *snapshot)
{
  for (int i = 0; snapshot != NULL && i < trace->n_in; i++)
    {
      const ConvoValues *values = i < node->n_inputs && node->inputs[i] >= 0 ? convo_snapshot_find (snapshot, node->inputs[i]) : NULL;

      if (values != NULL && convo_shape_equal (&values->shape, &trace->in[i]))
        memcpy (trace->x[i], values->data, convo_shape_count (&values->shape) * sizeof (float));
    }
}

/** scope_arith_state_open_layer:
 * @report: of the network
 * @node: index in its net
 * @snapshot: (nullable): the numbers of the present picture; its weights, if they are those of @node
 * @error: why the layer cannot be shown
 *
 * Returns: whether the layer is shown now
 */
gboolean
scope_arith_state_open_layer (ScopeArithState *self, const ConvoReport *report, int node, ConvoSnapshot *snapshot, GError **error)
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
  fill_all (trace);
  copy_values (trace, net_node, snapshot);
  for (int i = 0; snapshot != NULL && snapshot->weights_node == node && i < trace->n_params; i++)
    if (snapshot->params[i] != NULL)
      memcpy (trace->param[i], snapshot->params[i], convo_param_count (&trace->spec[i]) * sizeof (float));
  convo_trace_run (trace);
  begin (self, net_node->path, FALSE);
  replace (self, trace, FALSE);
  return TRUE;
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

/* ---- where we are ---- */

gint64
scope_arith_state_n_cells (ScopeArithState *self)
{
  return spatial_count (&self->trace->out);
}

gint64
scope_arith_state_cell (ScopeArithState *self)
{
  return self->cell;
}

static void
moved (ScopeArithState *self)
{
  clamp_places (self);
  g_signal_emit (self, moved_signal, 0);
}

/** scope_arith_state_go: shows output position @cell; beyond the ends it stops there */
void
scope_arith_state_go (ScopeArithState *self, gint64 cell)
{
  const gint64 before = self->cell;

  self->cell = CLAMP (cell, 0, MAX (scope_arith_state_n_cells (self) - 1, 0));
  self->slice = -1;
  if (self->cell != before)
    moved (self);
}

int
scope_arith_state_kernel (ScopeArithState *self)
{
  return self->kernel;
}

int
scope_arith_state_n_kernels (ScopeArithState *self)
{
  return (int) self->trace->out.dim[0];
}

void
scope_arith_state_set_kernel (ScopeArithState *self, int kernel)
{
  self->kernel = kernel;
  moved (self);
}

int
scope_arith_state_channel (ScopeArithState *self)
{
  return self->channel;
}

int
scope_arith_state_n_channels (ScopeArithState *self)
{
  return (int) self->trace->in[0].dim[0];
}

void
scope_arith_state_set_channel (ScopeArithState *self, int channel)
{
  self->channel = channel;
  moved (self);
}

/** scope_arith_state_slice: Returns: slice of a 3-D input; −1: the first that the window reads */
int
scope_arith_state_slice (ScopeArithState *self)
{
  return self->slice;
}

void
scope_arith_state_set_slice (ScopeArithState *self, int slice)
{
  self->slice = slice;
  moved (self);
}

/** scope_arith_state_output: Returns: index in the output of the cell that is shown */
gint64
scope_arith_state_output (ScopeArithState *self)
{
  return self->kernel * scope_arith_state_n_cells (self) + self->cell;
}

gint64
scope_arith_state_weight (ScopeArithState *self)
{
  return self->weight;
}

void
scope_arith_state_set_weight (ScopeArithState *self, gint64 weight)
{
  self->weight = weight;
  moved (self);
}

gint64
scope_arith_state_pixel (ScopeArithState *self)
{
  return self->pixel;
}

void
scope_arith_state_set_pixel (ScopeArithState *self, gint64 pixel)
{
  self->pixel = pixel;
  moved (self);
}

/* ---- life ---- */

static void
scope_arith_state_finalize (GObject *object)
{
  ScopeArithState *self = SCOPE_ARITH_STATE (object);

  clear_queue (&self->undo);
  clear_queue (&self->redo);
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
}

static void
scope_arith_state_init (ScopeArithState *self)
{
  g_queue_init (&self->undo);
  g_queue_init (&self->redo);
}

/** scope_arith_state_new: Returns: (transfer full): a free-standing convolution */
ScopeArithState *
scope_arith_state_new (void)
{
  ScopeArithState *self = g_object_new (SCOPE_TYPE_ARITH_STATE, NULL);

  scope_arith_state_open_kind (self, convo_kind_find ("conv"));
  return self;
}
