/* One layer of a report: its shape, its costs and its receptive field, or what is wrong with it. */
#include "report-private.h"
#include "field.h"
#include "text.h"

#include <string.h>

static void
refuse (ConvoReport *report, int index, int port, const char *message)
{
  const ConvoNetNode *node = convo_net_node (report->net, index);

  report->nodes[index].status = CONVO_STATUS_ERROR;
  convo_report_complain (report, node->top, node->path, port, FALSE, message);
}

static gint64
plus (gint64 a, gint64 b)
{
  gint64 out;

  return __builtin_add_overflow (a, b, &out) ? G_MAXINT64 : out;
}

/* Gathers the shapes of the inputs. FALSE if one is not known; @free_port (out): first free port, or -1 */
static gboolean
gather (ConvoReport *report, int index, int *free_port)
{
  const ConvoNetNode *node = convo_net_node (report->net, index);
  gboolean known = !convo_net_broken (report->net, index);

  *free_port = -1;
  for (int port = 0; port < node->n_inputs; port++)
    {
      int source = node->inputs[port];

      if (source < 0 && *free_port < 0)
        *free_port = port;
      if (source >= 0)
        report->shapes[report->first[index] + port] = report->nodes[source].out;
      known &= source >= 0 && report->nodes[source].status == CONVO_STATUS_OK;
    }
  return known;
}

static void
say_free_port (ConvoReport *report, int index, int port)
{
  g_autofree char *message = g_strdup_printf (_("Input %d is free; connect a wire to it."), port + 1);

  refuse (report, index, port, message);
}

static void
count (ConvoReport *report, int index)
{
  const ConvoNetNode *node = convo_net_node (report->net, index);
  ConvoNodeReport *self = &report->nodes[index];
  ConvoParamSpec specs[CONVO_MAX_PARAMS];
  ConvoSite site;
  int n;

  convo_report_site (report, index, &site);
  n = convo_kind_params (node->kind, node->state, &site, specs);
  for (int i = 0; i < n; i++)
    if (convo_param_trainable (&specs[i]))
      self->parameters = plus (self->parameters, convo_param_count (&specs[i]));
    else
      self->statistics = plus (self->statistics, convo_param_count (&specs[i]));
  self->macs = convo_kind_macs (node->kind, node->state, &site);
  self->activation_bytes = convo_shape_count (&self->out) * (gint64) sizeof (float);
}

static void
measure_field (ConvoReport *report, int index)
{
  const ConvoNetNode *node = convo_net_node (report->net, index);
  const ConvoNodeReport *few[8];
  g_autofree const ConvoNodeReport **many = NULL;
  const ConvoNodeReport **inputs = few;
  ConvoSite site;

  if (node->n_inputs > (int) G_N_ELEMENTS (few))
    inputs = many = g_new (const ConvoNodeReport *, node->n_inputs);
  for (int i = 0; i < node->n_inputs; i++)
    inputs[i] = &report->nodes[node->inputs[i]];
  convo_report_site (report, index, &site);
  convo_field_step (node, &site, inputs, &report->nodes[index]);
}

/* Whether the layer before it in @latest that has the same kind and state reads the same shapes too: its numbers are the same then */
static const ConvoNodeReport *
find_alike (const ConvoReport *report, int index, const int *latest)
{
  const int like = latest[convo_net_node (report->net, index)->like] - 1;
  const int n = report->first[index + 1] - report->first[index];

  if (like < 0 || report->first[like + 1] - report->first[like] != n)
    return NULL;
  for (int port = 0; port < n; port++)
    if (!convo_shape_equal (&report->shapes[report->first[like] + port], &report->shapes[report->first[index] + port]))
      return NULL;
  return &report->nodes[like];
}

/**
 * convo_report_examine:
 * @latest: (inout): per layer: 1 + index of the latest layer that is like it and has numbers; 0 if there is none yet
 *
 * Fills in the numbers of the layer at @index, whose sources are examined already, or complains.
 */
void
convo_report_examine (ConvoReport *report, int index, int *latest)
{
  const ConvoNetNode *node = convo_net_node (report->net, index);
  ConvoNodeReport *self = &report->nodes[index];
  g_autoptr(GError) error = NULL;
  const ConvoNodeReport *alike;
  int free_port;
  gboolean known = gather (report, index, &free_port);

  self->status = CONVO_STATUS_UNKNOWN;
  alike = known ? find_alike (report, index, latest) : NULL;
  if (alike != NULL)
    {
      *self = *alike;
      measure_field (report, index);
      return;
    }
  if (!convo_kind_check (node->kind, node->state, &error))
    {
      refuse (report, index, -1, error->message);
      return;
    }
  if (free_port >= 0 && !convo_net_broken (report->net, index))
    {
      say_free_port (report, index, free_port);
      return;
    }
  if (!known)
    return;
  if (!convo_kind_infer (node->kind, node->state, report->shapes + report->first[index], node->n_inputs, &self->out, &error))
    {
      memset (&self->out, 0, sizeof self->out);
      refuse (report, index, node->n_inputs < node->kind->min_inputs ? node->n_inputs : -1, error->message);
      return;
    }
  self->status = CONVO_STATUS_OK;
  count (report, index);
  measure_field (report, index);
  latest[node->like] = index + 1;
}

