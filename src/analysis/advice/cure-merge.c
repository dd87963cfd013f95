/* Cures for a merge whose inputs do not match: what brings one branch to the shape of the other. */
#include "cures-private.h"
#include "compose.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

#define FAR_BACK 12              /* layers of a branch that are looked at */

/* One input that differs from the one that the others should be like */
typedef struct
{
  CureSearch *search;
  int port;
  const ConvoShape *have, *want;
} Mismatch;

static const ConvoGraph *
graph_of (const Mismatch *m)
{
  return convo_report_graph (m->search->report);
}

/* The step that makes the larger extent the smaller one; 0 if no whole one does. Rounded: ⌈56 / 2⌉ = 28, ⌈7 / 2⌉ = 4 */
static gint64
ratio (gint64 larger, gint64 smaller)
{
  const gint64 step = smaller > 0 ? (larger + smaller - 1) / smaller : 0;

  return step > 0 && (larger + step - 1) / step == smaller ? step : 0;
}

/* Steps along every axis from @from to @to; n = 0 if there is none */
static ConvoAxes
steps_between (const ConvoShape *from, const ConvoShape *to)
{
  ConvoAxes steps = { .n = MAX (from->rank - 1, 1), .at = { 1, 1, 1 } };
  gboolean same = TRUE;

  if (from->rank != to->rank)
    return (ConvoAxes) { 0 };
  for (int i = 1; i < from->rank; i++)
    {
      steps.at[i - 1] = ratio (from->dim[i], to->dim[i]);
      if (steps.at[i - 1] == 0)
        return (ConvoAxes) { 0 };
      same = same && steps.at[i - 1] == steps.at[0];
    }
  if (same)
    steps.n = 1;
  return steps;
}

static gboolean
is_unit (const ConvoAxes *steps)
{
  return steps->n == 1 && steps->at[0] == 1;
}

static ConvoGraph *
insert (const Mismatch *m, const ConvoGraph *graph, const char *kind, char **made)
{
  return convo_cure_insert (graph, m->search->path, m->port, kind, made);
}

/* The projection of a residual network */
static void
try_projection (const Mismatch *m)
{
  const ConvoAxes steps = steps_between (m->have, m->want);
  g_autofree char *made = NULL, *stride = NULL;
  ConvoGraph *graph;

  if (steps.n == 0 || m->have->rank < 2)
    return;
  stride = convo_axes_to_string (&steps);
  graph = insert (m, graph_of (m), "conv", &made);
  graph = convo_cure_set (graph, made, "kernel", convo_cure_int (1));
  graph = convo_cure_set (graph, made, "channels", convo_cure_int (m->want->dim[0]));
  graph = convo_cure_set (graph, made, "stride", convo_cure_axes (&steps));
  graph = convo_cure_set (graph, made, "bias", json_node_init_boolean (json_node_alloc (), FALSE));
  if (is_unit (&steps))
    convo_cure_try (m->search, graph, _("1×1 convolution, %" PRId64 " channels, on input %d"), m->want->dim[0], m->port + 1);
  else
    convo_cure_try (m->search, graph, _("1×1 convolution, %" PRId64 " channels, stride %s, on input %d"), m->want->dim[0],
                    stride, m->port + 1);
}

/* The shortcut without parameters: every so-many-th pixel, and channels of zeros */
static void
try_padding (const Mismatch *m)
{
  const ConvoAxes steps = steps_between (m->have, m->want);
  const gint64 missing = m->want->dim[0] - m->have->dim[0];
  g_autofree char *sub = NULL, *padded = NULL;
  ConvoGraph *graph = convo_graph_ref (graph_of (m)), *next;

  if (steps.n == 0 || missing < 0 || m->have->rank < 2)
    {
      convo_graph_unref (graph);
      return;
    }
  if (!is_unit (&steps))
    {
      next = insert (m, graph, "subsample", &sub);
      next = convo_cure_set (next, sub, "stride", convo_cure_axes (&steps));
      convo_graph_unref (graph);
      graph = next;
    }
  if (graph != NULL && missing > 0)
    {
      next = insert (m, graph, "pad-channels", &padded);
      next = convo_cure_set (next, padded, "before", convo_cure_int (missing / 2));
      next = convo_cure_set (next, padded, "after", convo_cure_int (missing - missing / 2));
      convo_graph_unref (graph);
      graph = next;
    }
  convo_cure_try (m->search, graph, missing == 0 ? _("Subsample input %d, no parameters")
                                    : is_unit (&steps) ? _("Fill input %d with channels of zeros, no parameters")
                                    : _("Subsample input %d and fill it with channels of zeros, no parameters"), m->port + 1);
}

/* A stride or a width of a layer in the branch that is not in the other: "conv3, stride: 2 → 1" */
static void
try_ancestor (const Mismatch *m, int index)
{
  const ConvoNetNode *node = convo_net_node (convo_report_net (m->search->report), index);
  const ConvoAxes down = steps_between (m->have, m->want), up = steps_between (m->want, m->have);
  ConvoGraph *graph = convo_graph_ref (graph_of (m));

  for (int i = 0; i < node->kind->n_props; i++)
    {
      const ConvoProp *prop = &node->kind->props[i];
      const void *field = (const char *) node->state + prop->offset;
      const ConvoAxes *old = field;
      gint64 now = 0;

      if (prop->type == CONVO_PROP_AXES && strcmp (prop->key, "stride") == 0 && old->n == 1)
        {
          if (up.n == 1 && up.at[0] > 1 && old->at[0] % up.at[0] == 0)
            now = old->at[0] / up.at[0];
          else if (down.n == 1 && down.at[0] > 1)
            now = old->at[0] * down.at[0];
          if (now > 0)
            convo_cure_try (m->search, convo_cure_set (convo_graph_ref (graph), node->path, prop->key, convo_cure_int (now)),
                            /* translators: a layer, a property and its two values: "conv3, Stride: 2 → 1" */
                            _("%s, %s: %" PRId64 " → %" PRId64), node->path, _(prop->label), old->at[0], now);
        }
      else if (prop->type == CONVO_PROP_INT && m->want->dim[0] != m->have->dim[0]
               && (strcmp (prop->key, "channels") == 0 || strcmp (prop->key, "features") == 0))
        convo_cure_try (m->search, convo_cure_set (convo_graph_ref (graph), node->path, prop->key,
                                                   convo_cure_int (m->want->dim[0])),
                        _("%s, %s: %" PRId64 " → %" PRId64), node->path, _(prop->label), *(const gint64 *) field,
                        m->want->dim[0]);
    }
  convo_graph_unref (graph);
}

static void
try_branch (const Mismatch *m)
{
  const ConvoNet *net = convo_report_net (m->search->report);
  int at = convo_net_node (net, m->search->index)->inputs[m->port];

  for (int steps = 0; at >= 0 && steps < FAR_BACK; steps++)
    {
      try_ancestor (m, at);
      at = convo_net_node (net, at)->n_inputs == 1 ? convo_net_node (net, at)->inputs[0] : -1;
    }
}

/* A few rows too many or too few: cut them off, or add zeros */
static void
try_edges (const Mismatch *m, const char *kind, gboolean cut)
{
  ConvoAxes after = { .n = m->have->rank - 1 };
  g_autofree char *made = NULL, *text = NULL;
  ConvoGraph *graph;

  if (m->have->rank < 2 || m->have->rank != m->want->rank)
    return;
  for (int i = 1; i < m->have->rank; i++)
    {
      after.at[i - 1] = cut ? m->have->dim[i] - m->want->dim[i] : m->want->dim[i] - m->have->dim[i];
      if (after.at[i - 1] < 0 || after.at[i - 1] > MAX (m->have->dim[i] / 8, 1))   /* more than an edge is no cure */
        return;
    }
  text = convo_axes_to_string (&after);
  graph = insert (m, graph_of (m), kind, &made);
  graph = convo_cure_set (graph, made, "before", convo_cure_int (0));
  graph = convo_cure_set (graph, made, "after", convo_cure_axes (&after));
  if (cut)
    convo_cure_try (m->search, graph, _("Cut %s off input %d at its far edges"), text, m->port + 1);
  else
    convo_cure_try (m->search, graph, _("Pad input %d by %s at its far edges"), m->port + 1, text);
}

static void
try_scale (const Mismatch *m)
{
  const ConvoAxes down = steps_between (m->have, m->want), up = steps_between (m->want, m->have);
  g_autofree char *made = NULL, *text = NULL;
  ConvoGraph *graph;

  if (down.n > 0 && !is_unit (&down))
    {
      text = convo_axes_to_string (&down);
      graph = insert (m, graph_of (m), "max-pool", &made);
      graph = convo_cure_set (graph, made, "kernel", convo_cure_axes (&down));
      graph = convo_cure_set (graph, made, "stride", convo_cure_axes (&down));
      convo_cure_try (m->search, graph, _("Max pooling by %s on input %d"), text, m->port + 1);
    }
  else if (up.n > 0 && !is_unit (&up))
    {
      text = convo_axes_to_string (&up);
      graph = insert (m, graph_of (m), "upsample", &made);
      graph = convo_cure_set (graph, made, "factor", convo_cure_axes (&up));
      convo_cure_try (m->search, graph, _("Upsample input %d by %s"), m->port + 1, text);
    }
}

static gboolean
same_extents (const ConvoShape *a, const ConvoShape *b)
{
  return a->rank == b->rank && memcmp (a->dim + 1, b->dim + 1, (a->rank - 1) * sizeof (gint64)) == 0;
}

/* Only extents are wrong: what leaves the channels alone */
static void
mend_extents (const Mismatch *m)
{
  if (same_extents (m->have, m->want))
    return;
  try_scale (m);
  try_edges (m, "crop", TRUE);
  try_edges (m, "pad", FALSE);
}

/* In the order in which a person would try; @m is the shortcut, @back asks it the other way round. Merges that join
 * channels want equal extents only: a projection would change channels that are well */
static void
mend (const Mismatch *m, const Mismatch *back, gboolean joins)
{
  if (!joins)
    {
      try_projection (m);
      try_padding (m);
    }
  else
    {
      mend_extents (m);
      mend_extents (back);
    }
  try_branch (m);
  try_branch (back);
  if (joins)
    return;
  mend_extents (m);
  mend_extents (back);
  try_projection (back);
}

/* The input that runs through most layers is the main path; shortcuts are mended before it is */
static int
main_port (const ConvoNetNode *node)
{
  int port = 0;

  for (int i = 1; i < node->n_inputs; i++)
    if (node->inputs[i] > node->inputs[port])
      port = i;
  return port;
}

static gboolean
joins_channels (const ConvoNetNode *node, const ConvoShape *in)
{
  const ConvoShape wider[] = { { in->rank, { in->dim[0] + 1, in->dim[1], in->dim[2], in->dim[3] } }, *in };
  ConvoShape out;

  return convo_kind_infer (node->kind, node->state, wider, 2, &out, NULL);
}

/** convo_cure_merge: adds what can cure a merge of two branches; of more, every one that differs from the main one alone */
void
convo_cure_merge (CureSearch *search)
{
  const ConvoNetNode *node = convo_net_node (convo_report_net (search->report), search->index);
  const int reference = main_port (node);
  gboolean joins;
  ConvoSite site;

  convo_report_site (search->report, search->index, &site);
  if (site.n_in < 2)
    return;
  for (int i = 0; i < site.n_in; i++)
    if (site.in[i].rank == 0)
      return;
  joins = joins_channels (node, &site.in[0]);
  for (int port = 0; port < site.n_in; port++)
    {
      const Mismatch m = { search, port, &site.in[port], &site.in[reference] };
      const Mismatch back = { search, reference, &site.in[reference], &site.in[port] };

      if (port != reference && (joins ? !same_extents (m.have, m.want) : !convo_shape_equal (m.have, m.want)))
        mend (&m, &back, joins);
    }
}
