/* A value that several layers read: what each of them sends back. */
#include "net-private.h"
#include "random.h"

static void
branch_free (gpointer data)
{
  ConvoBranch *branch = data;

  g_free (branch->path);
  g_free (branch->delta);
  g_free (branch);
}

typedef struct
{
  int n;
  float **x, **dx, *y, *dy, *params[CONVO_MAX_PARAMS], *grads[CONVO_MAX_PARAMS];
} Arrays;

static void
arrays_clear (Arrays *arrays)
{
  for (int i = 0; i < arrays->n; i++)
    {
      g_free (arrays->x[i]);
      g_free (arrays->dx[i]);
    }
  for (int i = 0; i < CONVO_MAX_PARAMS; i++)
    {
      g_free (arrays->params[i]);
      g_free (arrays->grads[i]);
    }
  g_free (arrays->x);
  g_free (arrays->dx);
  g_free (arrays->y);
  g_free (arrays->dy);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arrays, arrays_clear)

/* What the reader read, its parameters, and its own δ */
static void
arrays_fill (Arrays *arrays, ConvoNetTrace *self, int reader, const ConvoSite *site, ConvoSolo *solo)
{
  const ConvoNetNode *node = convo_net_node (convo_report_net (self->report), reader);

  arrays->n = site->n_in;
  arrays->x = g_new0 (float *, site->n_in);
  arrays->dx = g_new0 (float *, site->n_in);
  arrays->y = g_new0 (float, convo_shape_count (&site->out));
  arrays->dy = g_new0 (float, convo_shape_count (&site->out));
  for (int i = 0; i < site->n_in; i++)
    {
      arrays->x[i] = g_new0 (float, convo_shape_count (&site->in[i]));
      arrays->dx[i] = g_new0 (float, convo_shape_count (&site->in[i]));
      convo_plan_get_value (self->plan, node->inputs[i], 0, arrays->x[i]);
    }
  for (int i = 0; i < convo_solo_n_params (solo); i++)
    {
      const ConvoParamSpec *spec = convo_solo_spec (solo, i);

      arrays->params[i] = g_new (float, convo_param_count (spec));
      arrays->grads[i] = convo_param_trainable (spec) ? g_new (float, convo_param_count (spec)) : NULL;
      convo_param_to_file (spec, convo_weights_param (self->weights, reader, i), arrays->params[i]);
    }
  if ((node->kind->flags & CONVO_KIND_LOSS) != 0)
    arrays->dy[0] = node->weight;
  else
    convo_plan_get_gradient (self->plan, reader, 0, arrays->dy);
}

/* Runs the reader alone, forwards and backwards, and keeps what it sends to @from */
static gboolean
add_branches (ConvoNetTrace *self, int from, int reader, GPtrArray *branches, GError **error)
{
  const ConvoNetNode *node = convo_net_node (convo_report_net (self->report), reader);
  g_autoptr(ConvoSolo) solo = NULL;
  g_auto(Arrays) arrays = { 0 };
  ConvoSite site;

  convo_report_site (self->report, reader, &site);
  solo = convo_solo_new (node->kind, node->state, site.in, site.n_in, error);
  if (solo == NULL)
    return FALSE;
  arrays_fill (&arrays, self, reader, &site, solo);
  convo_solo_set_step (solo, convo_random_stream (CONVO_NET_TRACE_KEY, reader, 0).key, self->label);
  convo_solo_forward (solo, (const float *const *) arrays.x, (const float *const *) arrays.params, self->training, arrays.y);
  convo_solo_backward (solo, arrays.dy, arrays.dx, arrays.grads);
  for (int i = 0; i < site.n_in; i++)
    if (node->inputs[i] == from)
      {
        ConvoBranch *branch = g_new0 (ConvoBranch, 1);

        branch->path = g_strdup (node->path);
        branch->input = i;
        branch->delta = g_steal_pointer (&arrays.dx[i]);
        g_ptr_array_add (branches, branch);
      }
  return TRUE;
}

static gboolean
reads (ConvoNetTrace *self, int reader, int from)
{
  const ConvoNetNode *node = convo_net_node (convo_report_net (self->report), reader);

  if (node->training_only && !self->training)
    return FALSE;
  for (int i = 0; i < node->n_inputs; i++)
    if (node->inputs[i] == from)
      return TRUE;
  return FALSE;
}

/**
 * convo_net_trace_branches:
 * @node: whose output
 * @error: return location; %CONVO_ERROR_MEMORY
 *
 * δ of a value is the sum of what the layers that read it send back. A layer that reads it by two inputs sends twice.
 *
 * Returns: (transfer full) (element-type ConvoBranch): one for each input that reads it, in the net's order; or %NULL with
 *   @error set
 */
GPtrArray *
convo_net_trace_branches (ConvoNetTrace *self, int node, GError **error)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);
  g_autoptr(GPtrArray) branches = g_ptr_array_new_with_free_func (branch_free);

  for (int i = node + 1; i < convo_net_n_nodes (convo_report_net (self->report)); i++)
    if (reads (self, i, node) && !add_branches (self, node, i, branches, error))
      return NULL;
  return g_steal_pointer (&branches);
}
