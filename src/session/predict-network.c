/* Predict mode of the numbers of a network: which are hidden, what hides with them, and the question for each. */
#include "predict-private.h"
#include "text.h"

#include <string.h>

static ConvoReport *
report_of (ConvoPredict *self)
{
  return convo_document_report (self->document);
}

static const ConvoNetNode *
net_node (ConvoPredict *self, const char *path)
{
  const ConvoNet *net = convo_report_net (report_of (self));
  const int index = path != NULL ? convo_net_find (net, path) : -1;

  return index >= 0 ? convo_net_node (net, index) : NULL;
}

/* Shape and field of a block are those of its last layer, and slices leave them as they are: each is asked for once */
static const char *
asked_path (ConvoPredict *self, const char *path, ConvoNumber what)
{
  const ConvoNet *net = convo_report_net (report_of (self));
  const int last = path != NULL && (what == CONVO_NUMBER_SHAPE || what == CONVO_NUMBER_FIELD) ? convo_net_output_at (net, path) : -1;
  const ConvoNetNode *node = last >= 0 ? convo_net_node (net, last) : net_node (self, path);

  if (last >= 0)
    path = node->path;
  while (what != CONVO_NUMBER_PARAMETERS && what != CONVO_NUMBER_MACS && node != NULL
         && (node->kind->flags & CONVO_KIND_SLICE) && node->n_inputs == 1 && node->inputs[0] >= 0)
    {
      node = convo_net_node (net, node->inputs[0]);
      path = node->path;
    }
  return path;
}

/* Memory is not asked for: it is the shape, times four bytes */
static ConvoNumber
asked_number (const char *path, ConvoNumber what)
{
  return what == CONVO_NUMBER_BYTES || what == CONVO_NUMBER_OTHER ? (path != NULL ? CONVO_NUMBER_SHAPE : CONVO_NUMBER_BYTES)
                                                                  : what;
}

static char *
key_of (ConvoPredict *self, const char *path, ConvoNumber what)
{
  const ConvoTotals *totals = convo_report_totals (report_of (self));
  const char *name = convo_graph_name (convo_report_graph (report_of (self)));
  ConvoNodeReport n;

  if (path == NULL)
    return g_strdup_printf ("net %s %d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, name, what,
                            totals->parameters, totals->macs, totals->has_field ? totals->field[1] * 65536 + totals->field[2] : 0);
  if (!convo_report_at (report_of (self), path, &n))
    return NULL;
  if (what == CONVO_NUMBER_SHAPE)
    {
      g_autofree char *shape = convo_shape_to_string (&n.out);

      return g_strdup_printf ("layer %s %s %d %s", name, path, what, shape);
    }
  return g_strdup_printf ("layer %s %s %d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, name, path, what,
                          what == CONVO_NUMBER_PARAMETERS ? n.parameters : what == CONVO_NUMBER_MACS ? n.macs : n.field[1],
                          what == CONVO_NUMBER_FIELD ? n.field[2] : 0);
}

/* What is never a secret: the picture's shape, a loss, a slice without parameters, what is not known itself */
static gboolean
is_plain (ConvoPredict *self, const char *path, ConvoNumber what)
{
  const ConvoNetNode *node = net_node (self, path);
  ConvoNodeReport n;

  if (path == NULL)
    return !convo_report_totals (report_of (self))->complete
           || (what == CONVO_NUMBER_FIELD && !convo_report_totals (report_of (self))->has_field);
  if (!convo_report_at (report_of (self), path, &n) || n.status != CONVO_STATUS_OK)
    return TRUE;
  if (node != NULL && (node->kind->flags & (CONVO_KIND_SOURCE | CONVO_KIND_LOSS)))
    return TRUE;
  if (node != NULL && (node->kind->flags & CONVO_KIND_SLICE)
      && ((what == CONVO_NUMBER_PARAMETERS && n.parameters == 0) || (what == CONVO_NUMBER_MACS && n.macs == 0)))
    return TRUE;
  return what == CONVO_NUMBER_FIELD ? !n.has_field : what == CONVO_NUMBER_SHAPE && n.out.rank == 0;
}

static gboolean hides_part (ConvoPredict *self, const char *path, ConvoNumber what);

/**
 * convo_predict_hides:
 * @path: (nullable): a layer or a block; %NULL for the whole network
 * @what: which of its numbers; memory is hidden with the shape
 *
 * Returns: whether the number must not be seen yet
 */
gboolean
convo_predict_hides (ConvoPredict *self, const char *path, ConvoNumber what)
{
  const gboolean count = what == CONVO_NUMBER_PARAMETERS || what == CONVO_NUMBER_MACS;
  g_autofree char *key = NULL;

  g_return_val_if_fail (CONVO_IS_PREDICT (self), FALSE);
  if (!self->active || !(self->kinds & (count ? CONVO_PREDICT_COUNTS : CONVO_PREDICT_SHAPES)))
    return FALSE;
  what = asked_number (path, what);
  if (what == CONVO_NUMBER_BYTES)
    return hides_part (self, path, CONVO_NUMBER_SHAPE);
  path = asked_path (self, path, what);
  if (is_plain (self, path, what))
    return FALSE;
  key = key_of (self, path, what);
  return key != NULL && !convo_predict_knows (self, key);
}

/* Whether the number of any layer of the block, or of the network, is hidden: their sum would tell it */
static gboolean
hides_part (ConvoPredict *self, const char *path, ConvoNumber what)
{
  const ConvoNet *net = convo_report_net (report_of (self));
  const gsize length = path != NULL ? strlen (path) : 0;

  for (int i = 0; i < convo_net_n_nodes (net); i++)
    {
      const char *part = convo_net_node (net, i)->path;

      if ((path == NULL || (g_str_has_prefix (part, path) && part[length] == '.')) && convo_predict_hides (self, part, what))
        return TRUE;
    }
  return FALSE;
}

/** convo_predict_hides_input: Returns: whether the shape of anything that @path reads is hidden */
gboolean
convo_predict_hides_input (ConvoPredict *self, const char *path)
{
  const ConvoNet *net = convo_report_net (report_of (self));
  const ConvoNetNode *node = net_node (self, path);
  const ConvoNode *block = node == NULL && path != NULL ? convo_graph_find (convo_report_graph (report_of (self)), path) : NULL;

  g_return_val_if_fail (CONVO_IS_PREDICT (self), FALSE);
  for (int i = 0; node != NULL && i < node->n_inputs; i++)
    if (node->inputs[i] >= 0 && convo_predict_hides (self, convo_net_node (net, node->inputs[i])->path, CONVO_NUMBER_SHAPE))
      return TRUE;
  for (int i = 0; block != NULL && i < convo_node_n_inputs (block); i++)
    if (convo_node_input (block, i) != NULL && convo_predict_hides (self, convo_node_input (block, i), CONVO_NUMBER_SHAPE))
      return TRUE;
  return node == NULL && block == NULL && path != NULL && convo_predict_hides (self, path, CONVO_NUMBER_SHAPE);
}

/** convo_predict_explains: Returns: whether the formula of the number may be seen with its values: none of them is hidden */
gboolean
convo_predict_explains (ConvoPredict *self, const char *path, ConvoNumber what)
{
  if (!self->active)
    return TRUE;
  if (convo_predict_hides (self, path, what))
    return FALSE;
  if (net_node (self, path) == NULL && what != CONVO_NUMBER_FIELD
      && hides_part (self, path, what == CONVO_NUMBER_OTHER || what == CONVO_NUMBER_BYTES ? CONVO_NUMBER_SHAPE : what))
    return FALSE;
  if (path == NULL)
    return TRUE;
  if (what != CONVO_NUMBER_FIELD && convo_predict_hides_input (self, path))
    return FALSE;
  return what != CONVO_NUMBER_MACS || !convo_predict_hides (self, path, CONVO_NUMBER_SHAPE);
}

/**
 * convo_predict_ask:
 *
 * Puts the question for a hidden number of the network.
 *
 * Returns: (transfer full) (nullable): its key; %NULL if the number is not hidden, or cannot be asked for
 */
char *
convo_predict_ask (ConvoPredict *self, const char *path, ConvoNumber what)
{
  const gboolean block = net_node (self, path) == NULL;
  ConvoQuestion *question;
  g_autofree char *key = NULL;

  if (!convo_predict_hides (self, path, what))
    return NULL;
  what = asked_number (path, what);
  key = key_of (self, asked_path (self, path, what), what);
  if (!block)
    path = asked_path (self, path, what);
  if (convo_predict_question (self, key) != NULL)
    return g_steal_pointer (&key);
  question = convo_question_from_report (report_of (self), path, what);
  if (question == NULL)
    return NULL;
  convo_predict_put (self, key, convo_graph_name (convo_document_graph (self->document)), question);
  return g_steal_pointer (&key);
}
