/* Advice on common slips: softmax twice, a bent score, a bias that is taken away again. */
#include "report-private.h"
#include "suggest-private.h"
#include "compose.h"
#include "numbers.h"
#include "text.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* The layer that makes the scores of a loss; what only moves them, or drops some in training, is passed over */
static int
scores_of (const Adviser *self, int loss)
{
  int at = convo_net_node (self->net, loss)->inputs[0];

  while (at >= 0)
    {
      const ConvoNetNode *node = convo_net_node (self->net, at);

      if (strcmp (node->kind->family, "shape") != 0 && strcmp (node->kind->family, "regularisation") != 0)
        break;
      at = node->n_inputs == 1 ? node->inputs[0] : -1;
    }
  return at;
}

static ConvoGraph *
without (const Adviser *self, const char *path)
{
  return convo_graph_remove (convo_report_graph (self->report), (const char *const[]) { path, NULL }, TRUE, NULL);
}

static void
advise_scores (Adviser *self, int loss)
{
  const int index = scores_of (self, loss);
  const ConvoNetNode *node = index >= 0 ? convo_net_node (self->net, index) : NULL;
  const gboolean probabilities = node != NULL && (node->kind->flags & CONVO_KIND_PROBABILITIES);
  const ConvoAdviceKind kind = probabilities ? CONVO_ADVICE_TWICE_SOFTMAX : CONVO_ADVICE_LAST_ACTIVATION;
  const double classes = index >= 0 ? convo_report_node (self->report, index)->out.dim[0] : 0;
  g_autofree char *least = convo_number_real (log (G_E + classes - 1) - 1, 2);
  char *message;

  if (node == NULL || strcmp (node->kind->family, "activation") != 0 || convo_adviser_said (self, kind, index))
    return;
  if (probabilities)
    /* translators: a loss, a number of classes, the least value of the loss */
    message = g_strdup_printf (_("%s makes probabilities of its input itself. Of probabilities it makes flat ones: with %d "
                                 "classes it cannot fall below %s, and its gradients stay small."),
                               convo_net_node (self->net, loss)->path, (int) classes, least);
  else
    message = g_strdup_printf (_("%s takes scores of any size and sign, but all %d of them pass through %s first; what it "
                                 "cuts off no class can use to stand out."),
                               convo_net_node (self->net, loss)->path, (int) classes, _(node->kind->title));
  convo_adviser_offer (self, convo_adviser_say (self, kind, index, message), without (self, node->path),
                       g_strdup_printf (_("Remove %s"), convo_path_id (node->path)));
}

/* A bias is one number a channel; a normalisation that subtracts each channel's mean subtracts it */
static void
advise_bias (Adviser *self, int index)
{
  const ConvoNetNode *node = convo_net_node (self->net, index);
  const gboolean *bias = convo_adviser_field (node, "bias", CONVO_PROP_BOOL);
  const ConvoNetNode *reader = self->readers[index] == 1 ? convo_net_node (self->net, self->reader[index]) : NULL;
  const gint64 channels = convo_report_node (self->report, index)->out.dim[0];
  ConvoGraph *graph;
  char *message;

  if (bias == NULL || !*bias || reader == NULL || !(reader->kind->flags & CONVO_KIND_REMOVES_MEAN)
      || convo_adviser_said (self, CONVO_ADVICE_LOST_BIAS, index))
    return;
  message = g_strdup_printf (ngettext_ ("%s subtracts the mean of each channel, and with it the bias of this layer; its own "
                                        "shift does that work. %" PRId64 " parameter learns nothing.",
                                        "%s subtracts the mean of each channel, and with it the bias of this layer; its own "
                                        "shift does that work. %" PRId64 " parameters learn nothing.", (gulong) channels),
                             reader->path, channels);
  graph = convo_cure_set (convo_graph_ref (convo_report_graph (self->report)), node->path, "bias",
                          json_node_init_boolean (json_node_alloc (), FALSE));
  convo_adviser_offer (self, convo_adviser_say (self, CONVO_ADVICE_LOST_BIAS, index, message), graph,
                       g_strdup_printf (_("%s without bias"), convo_path_id (node->path)));
}

/* The loss with the most scores that no label asks for; -1 if none has any */
static int
spare_loss (const ConvoReport *report)
{
  gint64 most = report->n_classes;
  int at = -1;

  for (int i = 0; i < convo_net_n_nodes (convo_report_net (report)); i++)
    if (convo_report_scores (report, i) > most || (at >= 0 && convo_report_scores (report, i) == most
                                                   && !convo_net_node (convo_report_net (report), i)->training_only))
      {
        most = convo_report_scores (report, i);
        at = i;
      }
  return at;
}

/* Scores that no label asks for: harmless, but they cost. Side heads count as well */
static void
advise_classes (Adviser *self)
{
  const ConvoReport *report = self->report;
  const int loss = report->n_classes > 0 && report->class_problem == NULL ? spare_loss (report) : -1;
  const int scorer = loss >= 0 ? convo_report_scorer (report, loss, NULL) : -1;
  g_autoptr(GPtrArray) cures = loss >= 0 ? convo_cures_classes (report, report->n_classes) : NULL;
  int spare;
  char *message;

  if (loss < 0 || cures->len == 0)
    return;
  spare = convo_report_scores (report, loss) - report->n_classes;
  message = g_strdup_printf (ngettext_ ("%s has %d classes, the network gives %d score more. It trains all the same, and learns never "
                                        "to answer with that one.",
                                        "%s has %d classes, the network gives %d scores more. It trains all the same, and learns never "
                                        "to answer with those.", spare), report->data, report->n_classes, spare);
  g_ptr_array_extend_and_steal (convo_adviser_say (self, CONVO_ADVICE_SPARE_SCORES, scorer >= 0 ? scorer : loss, message)->cures,
                                g_steal_pointer (&cures));
}

/** convo_advise_slips: adds what concerns the loss and biases */
void
convo_advise_slips (Adviser *self)
{
  for (int i = 0; i < self->n; i++)
    if (convo_net_node (self->net, i)->kind->flags & CONVO_KIND_TAKES_SCORES)
      advise_scores (self, i);
    else
      advise_bias (self, i);
  advise_classes (self);
}
