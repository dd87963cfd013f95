/* Parameters and running statistics of a net: allocation, copies, names. */
#include "weights.h"
#include "initialize.h"
#include "aligned.h"
#include "errors.h"
#include "numbers.h"
#include "text.h"

#include <math.h>
#include <string.h>

struct _ConvoWeights
{
  int n, n_nodes;
  ConvoTensor *tensors;
  int *first;          /* [n_nodes + 1]: index of each node's first tensor */
  gint64 floats;
  guint version;       /* one more after every change; never 0 */
  float *data;         /* all tensors, each on a cache line of its own */
};

static gint64
padded (gint64 count)
{
  return (count + 15) / 16 * 16;
}

static void
list_tensors (ConvoWeights *weights, const ConvoReport *report)
{
  const ConvoNet *net = convo_report_net (report);
  GArray *tensors = g_array_new (FALSE, TRUE, sizeof (ConvoTensor));

  weights->n_nodes = convo_net_n_nodes (net);
  weights->first = g_new0 (int, weights->n_nodes + 1);
  for (int i = 0; i < weights->n_nodes; i++)
    {
      const ConvoNetNode *node = convo_net_node (net, i);
      ConvoParamSpec specs[CONVO_MAX_PARAMS];
      ConvoSite site;
      int n = 0;

      weights->first[i] = tensors->len;
      if (convo_report_node (report, i)->status == CONVO_STATUS_OK)
        {
          convo_report_site (report, i, &site);
          n = convo_kind_params (node->kind, node->state, &site, specs);
        }
      for (int p = 0; p < n; p++)
        {
          ConvoTensor tensor = { g_strconcat (node->path, ".", specs[p].name, NULL), i, p, specs[p],
                                 convo_param_count (&specs[p]), NULL };
          weights->floats += padded (tensor.count);
          g_array_append_val (tensors, tensor);
        }
    }
  weights->first[weights->n_nodes] = tensors->len;
  weights->n = tensors->len;
  weights->tensors = (ConvoTensor *) g_array_free (tensors, FALSE);
}

static gboolean
allocate (ConvoWeights *weights)
{
  gint64 at = 0;

  weights->data = convo_aligned_floats (weights->floats);
  if (weights->data == NULL)
    return FALSE;
  for (int i = 0; i < weights->n; i++)
    {
      weights->tensors[i].data = weights->data + at;
      at += padded (weights->tensors[i].count);
    }
  return TRUE;
}

/**
 * convo_weights_new:
 * @error: return location; %CONVO_ERROR_MEMORY
 *
 * Returns: (transfer full) (nullable): all tensors of the net, zero (running variance: 1, scale: 1)
 */
ConvoWeights *
convo_weights_new (const ConvoReport *report, GError **error)
{
  g_autoptr(ConvoWeights) weights = g_new0 (ConvoWeights, 1);
  gsize available = convo_memory_available ();

  list_tensors (weights, report);
  if ((available > 0 && weights->floats * sizeof (float) > available) || !allocate (weights))
    {
      g_autofree char *bytes = convo_number_bytes (weights->floats * sizeof (float));

      g_set_error (error, CONVO_ERROR, CONVO_ERROR_MEMORY,
                   _("The weights of this network need %s of memory; use fewer channels or features."), bytes);
      return NULL;
    }
  convo_weights_init (weights, CONVO_INIT_CONSTANT, 0, 0);
  return g_steal_pointer (&weights);
}

/** convo_weights_free: %NULL is allowed */
void
convo_weights_free (ConvoWeights *weights)
{
  if (weights == NULL)
    return;
  for (int i = 0; i < weights->n; i++)
    g_free (weights->tensors[i].name);
  convo_aligned_free (weights->data);
  g_free (weights->tensors);
  g_free (weights->first);
  g_free (weights);
}

/** convo_weights_copy: Returns: (transfer full) (nullable): a copy; %NULL if memory does not suffice */
ConvoWeights *
convo_weights_copy (const ConvoWeights *weights)
{
  g_autoptr(ConvoWeights) copy = g_new0 (ConvoWeights, 1);

  *copy = *weights;
  copy->data = NULL;
  copy->tensors = g_memdup2 (weights->tensors, weights->n * sizeof (ConvoTensor));
  copy->first = g_memdup2 (weights->first, (weights->n_nodes + 1) * sizeof (int));
  for (int i = 0; i < copy->n; i++)
    copy->tensors[i].name = g_strdup (weights->tensors[i].name);
  if (!allocate (copy))
    return NULL;
  convo_weights_assign (copy, weights);
  return g_steal_pointer (&copy);
}

/** convo_weights_assign: copies all values; both must be of the same net */
void
convo_weights_assign (ConvoWeights *weights, const ConvoWeights *from)
{
  g_return_if_fail (weights->floats == from->floats);
  memcpy (weights->data, from->data, weights->floats * sizeof (float));
  convo_weights_changed (weights);
}

/* Whether values of the one mean the same as values of the other, in the same order */
static gboolean
same_spec (const ConvoParamSpec *a, const ConvoParamSpec *b)
{
  return a->rank == b->rank && memcmp (a->dim, b->dim, a->rank * sizeof *a->dim) == 0 && a->n_view == b->n_view
         && memcmp (a->view, b->view, a->n_view * sizeof *a->view) == 0
         && memcmp (a->order, b->order, a->n_view * sizeof *a->order) == 0;
}

/**
 * convo_weights_inherit:
 * @weights: of a net
 * @from: of any net
 *
 * Copies the tensors that have the same name and shape in both; the others stay as they are.
 *
 * Returns: how many were copied
 */
int
convo_weights_inherit (ConvoWeights *weights, const ConvoWeights *from)
{
  g_autoptr(GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  int n = 0;

  for (int i = 0; i < from->n; i++)
    g_hash_table_insert (names, from->tensors[i].name, &from->tensors[i]);
  for (int i = 0; i < weights->n; i++)
    {
      const ConvoTensor *old = g_hash_table_lookup (names, weights->tensors[i].name);

      if (old == NULL || !same_spec (&old->spec, &weights->tensors[i].spec))
        continue;
      memcpy (weights->tensors[i].data, old->data, old->count * sizeof (float));
      n++;
    }
  convo_weights_changed (weights);
  return n;
}

/**
 * convo_weights_init:
 * @init: initialiser of weights and biases, but for layers that have their own
 * @value: for those that take one
 * @seed: the same seed gives the same weights on every machine
 *
 * Scales start at 1, shifts at 0, slopes at 0.25, running means at 0, running variances at 1.
 */
void
convo_weights_init (ConvoWeights *weights, ConvoInit init, double value, guint64 seed)
{
  for (int i = 0; i < weights->n; i++)
    convo_tensor_init (&weights->tensors[i], init, value, seed, i);
  convo_weights_changed (weights);
}

/** convo_weights_changed: see weights.h */
void
convo_weights_changed (ConvoWeights *weights)
{
  weights->version = weights->version == G_MAXUINT ? 1 : weights->version + 1;
}

/** convo_weights_version: Returns: a number that is another after every change; never 0 */
guint
convo_weights_version (const ConvoWeights *weights)
{
  return weights->version;
}

/** convo_weights_n: Returns: the number of tensors */
int
convo_weights_n (const ConvoWeights *weights)
{
  return weights->n;
}

/** convo_weights_get: Returns: (transfer none): tensor @index */
ConvoTensor *
convo_weights_get (const ConvoWeights *weights, int index)
{
  g_return_val_if_fail (index >= 0 && index < weights->n, NULL);
  return &weights->tensors[index];
}

/** convo_weights_find: Returns: (nullable) (transfer none): the tensor of that name ("conv1.weight") */
ConvoTensor *
convo_weights_find (const ConvoWeights *weights, const char *name)
{
  for (int i = 0; i < weights->n; i++)
    if (strcmp (weights->tensors[i].name, name) == 0)
      return &weights->tensors[i];
  return NULL;
}

/** convo_weights_param: Returns: (nullable): values of a parameter of a node, engine order */
float *
convo_weights_param (const ConvoWeights *weights, int node, int param)
{
  int index = weights->first[node] + param;

  return index < weights->first[node + 1] ? weights->tensors[index].data : NULL;
}

/** convo_weights_finite: Returns: whether no value is NaN or infinite */
gboolean
convo_weights_finite (const ConvoWeights *weights)
{
  for (int i = 0; i < weights->n; i++)
    for (gint64 k = 0; k < weights->tensors[i].count; k++)
      if (!isfinite (weights->tensors[i].data[k]))
        return FALSE;
  return TRUE;
}
