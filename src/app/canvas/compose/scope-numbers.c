/* Numbers of what is shown, at any depth: by the paths of a scene's items. */
#include "scope-numbers.h"

/** scope_scene_path: Returns: (transfer none): what reports call the item: a block that is looked into speaks of the copy that
 * is looked at */
const char *
scope_scene_path (const ScopeScene *self, int item)
{
  return item == 0 && self->base[0] != '\0' ? self->base : self->items[item].path;
}

/** scope_scene_numbers: @out: (out): zeroes if not known. Returns: whether the item is in the expanded network */
gboolean
scope_scene_numbers (const ScopeScene *self, const ConvoReport *report, int item, ConvoNodeReport *out)
{
  return convo_report_at (report, scope_scene_path (self, item), out);
}

/** scope_scene_before: @out: (out): zeroes if not known. Returns: whether the item was in what is compared with */
gboolean
scope_scene_before (const ScopeScene *self, const ConvoReportDiff *diff, int item, ConvoNodeReport *out)
{
  return convo_report_diff_at (diff, scope_scene_path (self, item), out);
}

/** scope_scene_problem: Returns: (nullable) (transfer none): the gravest problem of the item, or of anything in it */
const ConvoProblem *
scope_scene_problem (const ScopeScene *self, const ConvoReport *report, int item)
{
  return convo_report_problem_at (report, scope_scene_path (self, item));
}

/** scope_scene_state: Returns: (nullable): the layer's properties with the arguments of the instance put in */
const void *
scope_scene_state (const ScopeScene *self, const ConvoReport *report, int item)
{
  const ConvoNet *net = convo_report_net (report);
  const int index = self->items[item].parent >= 0 ? convo_net_find (net, self->items[item].path) : -1;

  return index >= 0 ? convo_net_node (net, index)->state : convo_node_state (self->items[item].node);
}

/** scope_scene_is_absent: Returns: whether its condition leaves the item out of the instance that it is seen in */
gboolean
scope_scene_is_absent (const ScopeScene *self, const ConvoReport *report, int item)
{
  ConvoNodeReport numbers;

  return convo_node_get (self->items[item].node, "if") != NULL && !scope_scene_numbers (self, report, item, &numbers);
}

static gboolean
input_shape (const ConvoReport *report, const char *path, int port, ConvoShape *shape)
{
  const int index = convo_net_find (convo_report_net (report), path);
  ConvoSite site;

  if (index < 0 || convo_report_node (report, index)->status != CONVO_STATUS_OK)
    return FALSE;
  convo_report_site (report, index, &site);
  if (port >= site.n_in)
    return FALSE;
  *shape = site.in[port];
  return TRUE;
}

static char *
further_output (const ConvoReport *report, const char *path, int out)
{
  g_autofree char *name = g_strdup_printf ("%s:%d", path, out + 1);
  const int index = convo_net_output_at (convo_report_net (report), name);
  const ConvoNodeReport *numbers = index >= 0 ? convo_report_node (report, index) : NULL;

  return numbers != NULL && numbers->status == CONVO_STATUS_OK ? convo_shape_to_string (&numbers->out) : NULL;
}

/** scope_scene_wire_shape: Returns: (transfer full) (nullable): what flows through a wire; %NULL if it is not known */
char *
scope_scene_wire_shape (const ScopeScene *self, const ConvoReport *report, const ScopeWire *wire)
{
  ConvoNodeReport numbers;
  ConvoShape shape;
  int outer;

  if ((wire->from_port || wire->out > 0) && !wire->to_port
      && input_shape (report, self->items[wire->to].path, wire->port, &shape))
    return convo_shape_to_string (&shape);
  if (wire->from_port)
    {
      outer = scope_scene_wire_into (self, wire->from, wire->out);
      return outer >= 0 && self->items[wire->from].parent < 0 ? scope_scene_wire_shape (self, report, scope_scene_wire (self, outer))
                                                              : NULL;
    }
  if (wire->out > 0)
    return further_output (report, scope_scene_path (self, wire->from), wire->out);
  if (!scope_scene_numbers (self, report, wire->from, &numbers) || numbers.status != CONVO_STATUS_OK)
    return NULL;
  return convo_shape_to_string (&numbers.out);
}

/** scope_scene_wire_hidden: Returns: whether what flows through a wire is to be predicted */
gboolean
scope_scene_wire_hidden (const ScopeScene *self, const ConvoReport *report, ConvoPredict *predict, const ScopeWire *wire)
{
  const ConvoNet *net = convo_report_net (report);
  const int to = wire->to_port ? -1 : convo_net_find (net, self->items[wire->to].path);
  const ConvoNetNode *reader = to >= 0 ? convo_net_node (net, to) : NULL;

  if (predict == NULL)
    return FALSE;
  if (wire->from_port && reader != NULL && wire->port < reader->n_inputs && reader->inputs[wire->port] >= 0)
    return convo_predict_hides (predict, convo_net_node (net, reader->inputs[wire->port])->path, CONVO_NUMBER_SHAPE);
  return wire->from_port ? convo_predict_hides_input (predict, scope_scene_path (self, wire->from))
                         : convo_predict_hides (predict, scope_scene_path (self, wire->from), CONVO_NUMBER_SHAPE);
}
