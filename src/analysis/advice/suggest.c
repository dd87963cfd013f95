/* Who advises: what is known of the network before the single pieces of advice look at it. */
#include "suggest-private.h"
#include "compose.h"

#include <string.h>

#define MOST 24                  /* pieces of advice; more are not read */

static void
advice_free (gpointer data)
{
  ConvoAdvice *advice = data;

  g_free (advice->path);
  g_free (advice->message);
  g_ptr_array_unref (advice->cures);
  g_free (advice);
}

gboolean
convo_adviser_said (const Adviser *self, ConvoAdviceKind kind, int index)
{
  const char *path = convo_net_node (self->net, index)->path;

  for (guint i = 0; i < self->all->len; i++)
    {
      const ConvoAdvice *advice = self->all->pdata[i];

      if (advice->kind == kind && advice->path != NULL && convo_path_alike (advice->path, path, FALSE))
        return TRUE;
    }
  return self->all->len >= MOST;
}

ConvoAdvice *
convo_adviser_say (Adviser *self, ConvoAdviceKind kind, int index, char *message)
{
  ConvoAdvice *advice = g_new0 (ConvoAdvice, 1);
  const ConvoNetNode *node = index >= 0 ? convo_net_node (self->net, index) : NULL;

  advice->kind = kind;
  advice->top = node != NULL ? node->top : -1;
  advice->path = node != NULL ? g_strdup (node->path) : NULL;
  advice->message = message;
  advice->cures = g_ptr_array_new_with_free_func ((GDestroyNotify) convo_cure_free);
  g_ptr_array_add (self->all, advice);
  return advice;
}

void
convo_adviser_offer (Adviser *self, ConvoAdvice *advice, ConvoGraph *graph, char *label)
{
  if (convo_cure_offer (advice->cures, self->report, graph, label))
    ((ConvoCure *) advice->cures->pdata[0])->recommended = TRUE;
  g_free (label);
}

gboolean
convo_adviser_window (const Adviser *self, int index, int axis, ConvoWindow *window)
{
  const ConvoNetNode *node = convo_net_node (self->net, index);
  ConvoSite site;

  convo_report_site (self->report, index, &site);
  *window = (ConvoWindow) { 1, 1, 0, 1, FALSE };
  return node->kind->reach != NULL && site.n_in > 0 && axis >= CONVO_MAX_AXES - convo_shape_n_spatial (&site.in[0])
         && node->kind->reach (node->state, &site, axis, window) == CONVO_REACH_WINDOW;
}

/** convo_adviser_field: Returns: (nullable): the layer's property of that key, if it has one of that type */
const void *
convo_adviser_field (const ConvoNetNode *node, const char *key, ConvoPropType type)
{
  const ConvoProp *prop = convo_kind_prop (node->kind, key);

  return prop != NULL && prop->type == type ? (const char *) node->state + prop->offset : NULL;
}

static void
look_around (Adviser *self)
{
  int farthest = 0;

  for (int i = 0; i < self->n; i++)
    self->reader[i] = -1;
  for (int i = 0; i < self->n; i++)
    {
      const ConvoNetNode *node = convo_net_node (self->net, i);

      for (int port = 0; port < node->n_inputs; port++)
        {
          self->readers[node->inputs[port]]++;
          self->reader[node->inputs[port]] = i;
        }
      self->n_weighted += convo_report_node (self->report, i)->macs > 0;
      self->rank[i] = self->n_weighted;
    }
  for (int i = 0; i < self->n; i++)
    {
      self->alone[i] = farthest <= i;
      farthest = MAX (farthest, self->reader[i]);
    }
}

/**
 * convo_advise:
 * @report: of any graph
 *
 * Looks for common slips and for the design principles of Szegedy and others, Rethinking the Inception Architecture for
 * Computer Vision (2015). A network with errors gets no advice: its errors come first.
 *
 * Returns: (transfer full) (element-type ConvoAdvice): the advice; may be empty
 */
GPtrArray *
convo_advise (const ConvoReport *report)
{
  Adviser self = { .report = report, .net = convo_report_net (report), .all = g_ptr_array_new_with_free_func (advice_free) };

  self.n = convo_net_n_nodes (self.net);
  if (self.n == 0 || !convo_report_totals (report)->complete || !convo_report_check (report, NULL))
    return self.all;
  self.readers = g_new0 (int, self.n);
  self.reader = g_new0 (int, self.n);
  self.rank = g_new0 (int, self.n);
  self.alone = g_new0 (gboolean, self.n);
  look_around (&self);
  convo_advise_slips (&self);
  convo_advise_extents (&self);
  convo_advise_design (&self);
  g_free (self.readers);
  g_free (self.reader);
  g_free (self.rank);
  g_free (self.alone);
  return self.all;
}
