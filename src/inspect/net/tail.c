/* The rest of a network from one layer on: which layers belong to it, and their running in order. */
#include "tail.h"
#include "random.h"

struct _ConvoTail
{
  GPtrArray *layers;           /* (element-type TailLayer), in the net's order */
  double **values;             /* [n_nodes]: outputs that come from before the tail, as they are needed */
  double **first_x;            /* inputs of the first layer: copies, to be nudged */
  int n_nodes;
  double before;               /* losses that do not depend on the first layer */
};

/** convo_tail_free: %NULL is not allowed */
void
convo_tail_free (ConvoTail *tail)
{
  const TailLayer *first = tail->layers->len > 0 ? tail->layers->pdata[0] : NULL;

  for (int i = 0; tail->first_x != NULL && i < first->site.n_in; i++)
    g_free (tail->first_x[i]);
  for (int i = 0; i < tail->n_nodes; i++)
    g_free (tail->values[i]);
  g_free (tail->values);
  g_free (tail->first_x);
  g_ptr_array_unref (tail->layers);
  g_free (tail);
}

/* Outputs of a node before the tail, as doubles */
static double *
copy_value (const ConvoReport *report, ConvoPlan *plan, int node)
{
  const gint64 n = convo_shape_count (&convo_report_node (report, node)->out);
  g_autofree float *floats = g_new0 (float, n);
  double *doubles = g_new (double, n);

  convo_plan_get_value (plan, node, 0, floats);
  for (gint64 i = 0; i < n; i++)
    doubles[i] = floats[i];
  return doubles;
}

static TailLayer *
layer_of (ConvoTail *tail, int node)
{
  for (guint i = 0; i < tail->layers->len; i++)
    if (((TailLayer *) tail->layers->pdata[i])->index == node)
      return tail->layers->pdata[i];
  return NULL;
}

/* Whether a node reads the tail */
static gboolean
belongs (ConvoTail *tail, const ConvoNetNode *node)
{
  for (int i = 0; i < node->n_inputs; i++)
    if (node->inputs[i] >= 0 && layer_of (tail, node->inputs[i]) != NULL)
      return TRUE;
  return FALSE;
}

static void
wire (ConvoTail *tail, const ConvoReport *report, ConvoPlan *plan, TailLayer *layer)
{
  for (int i = 0; i < layer->site.n_in; i++)
    {
      const int from = layer->node->inputs[i];
      const TailLayer *source = layer_of (tail, from);

      if (source == NULL && tail->values[from] == NULL)
        tail->values[from] = copy_value (report, plan, from);
      layer->x[i] = source != NULL ? source->y : tail->values[from];
    }
}

/* The layer in question reads copies of its inputs, so that a nudge is felt by nobody else */
static void
wire_first (ConvoTail *tail, const ConvoReport *report, ConvoPlan *plan, TailLayer *layer)
{
  tail->first_x = g_new0 (double *, layer->site.n_in);
  for (int i = 0; i < layer->site.n_in; i++)
    layer->x[i] = tail->first_x[i] = copy_value (report, plan, layer->node->inputs[i]);
}

static gboolean
add_layer (ConvoTail *tail, const ConvoReport *report, ConvoPlan *plan, int index, gboolean training, int label,
           guint64 random_key, GError **error)
{
  TailLayer *layer = tail_layer_new (report, index, training, label, error);

  if (layer == NULL)
    return FALSE;
  tail_layer_set_params (layer, convo_plan_weights (plan));
  if (tail->layers->len == 0)
    wire_first (tail, report, plan, layer);
  else
    wire (tail, report, plan, layer);
  g_ptr_array_add (tail->layers, layer);
  tail_layer_start (layer, convo_random_stream (random_key, index, 0).key);
  return TRUE;
}

/**
 * convo_tail_new:
 * @report: what @plan was made from; it must live as long as the tail
 * @plan: one that keeps every value, after a forward of one picture
 * @node: the first layer
 * @training: as in that forward
 * @label: as in that forward
 * @random_key: as in that forward
 * @error: return location; %CONVO_ERROR_MEMORY
 *
 * Returns: (transfer full): the layer and all that depend on it, run once; or %NULL with @error set
 */
ConvoTail *
convo_tail_new (const ConvoReport *report, ConvoPlan *plan, int node, gboolean training, int label, guint64 random_key,
                GError **error)
{
  const ConvoNet *net = convo_report_net (report);
  g_autoptr(ConvoTail) tail = g_new0 (ConvoTail, 1);

  tail->layers = g_ptr_array_new_with_free_func ((GDestroyNotify) tail_layer_free);
  tail->n_nodes = convo_net_n_nodes (net);
  tail->values = g_new0 (double *, tail->n_nodes);
  for (int i = 0; i < tail->n_nodes; i++)
    {
      const ConvoNetNode *other = convo_net_node (net, i);

      if (other->training_only && !training && i != node)
        continue;
      if (i == node || belongs (tail, other))
        {
          if (!add_layer (tail, report, plan, i, training, label, random_key, error))
            return NULL;
        }
      else if ((other->kind->flags & CONVO_KIND_LOSS) != 0)
        {
          g_autofree double *loss = copy_value (report, plan, i);

          tail->before += other->weight * loss[0];
        }
    }
  return g_steal_pointer (&tail);
}

/** convo_tail_exact: Returns: whether every layer is computed so exactly that the smallest nudges can be told */
gboolean
convo_tail_exact (const ConvoTail *tail)
{
  for (guint i = 0; i < tail->layers->len; i++)
    if (((const TailLayer *) tail->layers->pdata[i])->way == TAIL_FLOAT)
      return FALSE;
  return TRUE;
}

/** convo_tail_input: Returns: (transfer none): values of an input of the first layer, to be changed */
double *
convo_tail_input (ConvoTail *tail, int input)
{
  return tail->first_x[input];
}

/** convo_tail_first: Returns: (transfer none): the first layer, whose parameters may be nudged */
TailLayer *
convo_tail_first (ConvoTail *tail)
{
  return tail->layers->pdata[0];
}

/**
 * convo_tail_run:
 * @cancel: (nullable): not 0: give up
 * @loss: (out): weighted sum of all losses of the net
 *
 * Returns: %FALSE if it was given up
 */
gboolean
convo_tail_run (ConvoTail *tail, const gint *cancel, double *loss)
{
  *loss = tail->before;
  for (guint i = 0; i < tail->layers->len; i++)
    {
      TailLayer *layer = tail->layers->pdata[i];

      if (cancel != NULL && g_atomic_int_get (cancel) != 0)
        return FALSE;
      tail_layer_run (layer);
      if ((layer->node->kind->flags & CONVO_KIND_LOSS) != 0)
        *loss += layer->node->weight * layer->y[0];
    }
  return TRUE;
}
