/* Advice by four principles of design: no bottleneck early, small kernels instead of large ones, aggregation on narrow
 * maps, depth and width in balance. Source: Szegedy, Vanhoucke, Ioffe, Shlens, Wojna, Rethinking the Inception
 * Architecture for Computer Vision, 2015, section 2. */
#include "suggest-private.h"
#include "compose.h"
#include "numbers.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

#define SQUEEZE 8                /* times fewer values are "hard" */
#define WIDER 8                  /* times the channels are no change of the same layer any more */
#define DEEP 20                  /* layers in a chain without shortcuts */
#define WIDE 128                 /* channels for each layer of depth */

static const ConvoGraph *
graph_of (const Adviser *self)
{
  return convo_report_graph (self->report);
}

static ConvoGraph *
set_int (const Adviser *self, const char *path, const char *key, gint64 value)
{
  return convo_cure_set (convo_graph_ref (graph_of (self)), path, key, convo_cure_int (value));
}

/* ---- 1: no bottleneck early ---- */

static void
offer_less_squeeze (Adviser *self, ConvoAdvice *advice, int index, const ConvoSite *site)
{
  const ConvoNetNode *node = convo_net_node (self->net, index);
  const ConvoAxes *stride = convo_adviser_field (node, "stride", CONVO_PROP_AXES);
  const gint64 *channels = convo_adviser_field (node, "channels", CONVO_PROP_INT);
  const gint64 area = convo_shape_count (&site->out) / site->out.dim[0];

  if (stride != NULL && stride->n == 1 && stride->at[0] > 1)
    convo_adviser_offer (self, advice, set_int (self, node->path, "stride", (stride->at[0] + 1) / 2),
                         g_strdup_printf (_("%s, %s: %" PRId64 " → %" PRId64), convo_path_id (node->path), _("Stride"),
                                          stride->at[0], (stride->at[0] + 1) / 2));
  if (channels != NULL)
    {
      const gint64 more = (convo_shape_count (&site->in[0]) + 4 * area - 1) / (4 * area);

      if (more <= WIDER * *channels)
        convo_adviser_offer (self, advice, set_int (self, node->path, "channels", more),
                             g_strdup_printf (_("%s, %s: %" PRId64 " → %" PRId64), convo_path_id (node->path), _("Channels"),
                                              *channels, more));
    }
}

static void
advise_bottleneck (Adviser *self, int index)
{
  const ConvoNetNode *node = convo_net_node (self->net, index);
  const int before = self->rank[index] - (convo_report_node (self->report, index)->macs > 0);
  g_autofree char *from = NULL, *to = NULL;
  ConvoAdvice *advice;
  ConvoWindow w;
  ConvoSite site;

  if (node->n_inputs != 1 || !self->alone[index] || self->n_weighted < 3 || 3 * (before + 1) > self->n_weighted
      || !convo_adviser_window (self, index, 2, &w) || convo_adviser_said (self, CONVO_ADVICE_BOTTLENECK, index))
    return;
  convo_report_site (self->report, index, &site);
  if (convo_shape_count (&site.out) * SQUEEZE >= convo_shape_count (&site.in[0]))
    return;
  from = convo_number_exact (convo_shape_count (&site.in[0]));
  to = convo_number_exact (convo_shape_count (&site.out));
  advice = convo_adviser_say (self, CONVO_ADVICE_BOTTLENECK, index,
    /* translators: numbers of values, a factor, and numbers of layers */
    g_strdup_printf (_("It squeezes %s values into %s, %d times fewer, after %d of %d layers with weights. What is lost so "
                       "early no later layer brings back."), from, to,
                     (int) (convo_shape_count (&site.in[0]) / convo_shape_count (&site.out)), before, self->n_weighted));
  offer_less_squeeze (self, advice, index, &site);
}

/* ---- 2: small kernels instead of large ones ---- */

static gint64
power (gint64 base, int exponent)
{
  gint64 result = 1;

  for (int i = 0; i < exponent; i++)
    result *= base;
  return result;
}

/* The kernel of a layer that a stack can replace: equal along all axes, odd, at least 5, stride 1; 0: it is not one */
static gint64
stackable_kernel (const Adviser *self, int index, const ConvoSite *site)
{
  const ConvoNetNode *node = convo_net_node (self->net, index);
  const gint64 *groups = convo_adviser_field (node, "groups", CONVO_PROP_INT);
  const ConvoAxes *kernel = convo_adviser_field (node, "kernel", CONVO_PROP_AXES);
  const ConvoAxes *padding = convo_adviser_field (node, "padding", CONVO_PROP_AXES);
  ConvoWindow w;

  if (groups == NULL || *groups != 1 || kernel == NULL || kernel->n != 1 || padding == NULL || padding->n != 1
      || strcmp (node->kind->name, "conv") != 0 || !convo_adviser_window (self, index, 2, &w))
    return 0;
  return w.stride == 1 && w.dilation == 1 && w.kernel >= 5 && w.kernel % 2 == 1 && 2 * w.pad <= w.kernel - 1 ? w.kernel : 0;
}

/* All but the last 3×3 go before the layer, each with the activation that follows it; zeros at the edges as before */
static ConvoGraph *
stack (const Adviser *self, int index, int n)
{
  const ConvoNetNode *node = convo_net_node (self->net, index);
  const ConvoNetNode *reader = self->readers[index] == 1 ? convo_net_node (self->net, self->reader[index]) : NULL;
  const char *activation = reader != NULL && strcmp (reader->kind->family, "activation") == 0 ? reader->kind->name : "relu";
  const gint64 padding = ((const ConvoAxes *) convo_adviser_field (node, "padding", CONVO_PROP_AXES))->at[0];
  const gboolean bias = *(const gboolean *) convo_adviser_field (node, "bias", CONVO_PROP_BOOL);
  ConvoGraph *graph = convo_cure_set (convo_graph_ref (graph_of (self)), node->path, "kernel", convo_cure_int (3)), *next;

  graph = convo_cure_set (graph, node->path, "padding", convo_cure_int (padding >= n));
  for (int i = 1; i < n && graph != NULL; i++)
    {
      g_autofree char *made = NULL, *bent = NULL;

      next = convo_cure_insert (graph, node->path, 0, node->kind->name, &made);
      next = convo_cure_set (next, made, "channels", convo_cure_int (convo_report_node (self->report, index)->out.dim[0]));
      next = convo_cure_set (next, made, "kernel", convo_cure_int (3));
      next = convo_cure_set (next, made, "padding", convo_cure_int (i <= padding));
      next = convo_cure_set (next, made, "bias", json_node_init_boolean (json_node_alloc (), bias));
      convo_graph_unref (graph);
      graph = next != NULL ? convo_cure_insert (next, node->path, 0, activation, &bent) : NULL;
      g_clear_pointer (&next, convo_graph_unref);
    }
  return graph;
}

static void
advise_kernel (Adviser *self, int index)
{
  const ConvoNodeReport *numbers = convo_report_node (self->report, index);
  g_autofree char *old = NULL, *new = NULL;
  gint64 kernel, stacked, out;
  ConvoSite site;
  int n, axes;

  convo_report_site (self->report, index, &site);
  kernel = stackable_kernel (self, index, &site);
  if (kernel == 0 || convo_adviser_said (self, CONVO_ADVICE_LARGE_KERNEL, index))
    return;
  n = (kernel - 1) / 2;
  axes = site.in[0].rank - 1;
  out = site.out.dim[0];
  stacked = out * (site.in[0].dim[0] + (n - 1) * out) * power (3, axes);
  if (out * site.in[0].dim[0] * power (kernel, axes) * 8 < stacked * 10)   /* less than a fifth is not worth a word */
    return;
  old = convo_number_exact (out * site.in[0].dim[0] * power (kernel, axes));
  new = convo_number_exact (stacked);
  convo_adviser_offer (self, convo_adviser_say (self, CONVO_ADVICE_LARGE_KERNEL, index,
    /* translators: a number of layers, kernel extents, numbers of weights, per cent */
    g_strdup_printf (_("%d kernels of 3 in a row see as much as one of %" PRId64 ", with %s weights instead of %s: %d %% less, "
                       "and more activations between."), n, kernel, new, old,
                     (int) (100 - 100.0 * stacked / (out * site.in[0].dim[0] * power (kernel, axes))))),
    numbers->parameters > 0 ? stack (self, index, n) : NULL,
    /* translators: a layer, a number of layers, the extent of their kernels: "conv1 as 2 convolutions of 3×3" */
    g_strdup_printf (_("%s as %d convolutions of %s"), convo_path_id (convo_net_node (self->net, index)->path), n,
                     axes == 1 ? "3" : axes == 2 ? "3×3" : "3×3×3"));
}

/* ---- 3: aggregation on narrow maps ---- */

/* The pool that reads @index through layers that work value by value; -1 */
static int
pool_behind (const Adviser *self, int index)
{
  for (int at = index; self->readers[at] == 1;)
    {
      const ConvoNodeReport *next = convo_report_node (self->report, self->reader[at]);
      ConvoWindow w;

      at = self->reader[at];
      if (convo_net_node (self->net, at)->n_inputs != 1)
        return -1;
      if (convo_adviser_window (self, at, 2, &w))
        return next->parameters == 0 && w.stride > 1 ? at : -1;
      if (!convo_shape_equal (&next->out, &convo_report_node (self->report, index)->out))
        return -1;
    }
  return -1;
}

/* Whether nothing with weights is between the layer and a pool before it: two pools in a row are one large pool */
static gboolean
is_pooled (const Adviser *self, int index)
{
  int at = convo_net_node (self->net, index)->inputs[0];

  while (at >= 0 && convo_net_node (self->net, at)->n_inputs == 1 && convo_report_node (self->report, at)->macs == 0)
    {
      ConvoWindow w;

      if (convo_adviser_window (self, at, 2, &w) && w.stride > 1)
        return TRUE;
      at = convo_net_node (self->net, at)->inputs[0];
    }
  return FALSE;
}

static void
advise_pool_first (Adviser *self, int index)
{
  const ConvoNetNode *node = convo_net_node (self->net, index);
  const ConvoNodeReport *numbers = convo_report_node (self->report, index);
  const int pool = numbers->macs > 0 && node->n_inputs == 1 && self->rank[index] > 1 ? pool_behind (self, index) : -1;
  g_autofree char *old = NULL, *new = NULL;
  g_autoptr(ConvoReport) after = NULL;
  ConvoGraph *graph;
  const char *path;
  ConvoWindow w;
  ConvoSite site;
  int now;

  convo_report_site (self->report, index, &site);
  if (pool < 0 || !convo_adviser_window (self, index, 2, &w) || w.stride != 1 || site.out.dim[0] < 2 * site.in[0].dim[0]
      || is_pooled (self, index)
      || numbers->macs < convo_report_totals (self->report)->macs / 20
      || convo_adviser_said (self, CONVO_ADVICE_POOL_FIRST, index))
    return;
  path = convo_net_node (self->net, pool)->path;
  graph = convo_graph_insert (graph_of (self), path, node->path, 0, NULL);
  after = graph != NULL ? convo_report_new (graph) : NULL;
  now = after != NULL ? convo_net_find (convo_report_net (after), node->path) : -1;
  if (now < 0 || !convo_report_check (after, NULL))
    {
      g_clear_pointer (&graph, convo_graph_unref);
      return;
    }
  old = convo_number_short (numbers->macs);
  new = convo_number_short (convo_report_node (after, now)->macs);
  convo_adviser_offer (self, convo_adviser_say (self, CONVO_ADVICE_POOL_FIRST, index,
    /* translators: numbers of channels, a layer, numbers of multiply-accumulates */
    g_strdup_printf (_("It widens %" PRId64 " channels to %" PRId64 " on large maps, and %s throws most of that away. Pooling "
                       "first, on the narrow maps, takes %s instead of %s MACs; it also forgets earlier, so compare both."),
                     site.in[0].dim[0], site.out.dim[0], path, new, old)), graph,
    g_strdup_printf (_("%s before %s"), convo_path_id (path), convo_path_id (node->path)));
}

/* ---- 4: depth and width in balance ---- */

/* A convolution that looks at each channel alone is a part of the one that mixes them. */
static gboolean
is_depthwise (const Adviser *self, int index)
{
  const gint64 *groups = convo_adviser_field (convo_net_node (self->net, index), "groups", CONVO_PROP_INT);
  ConvoSite site;

  convo_report_site (self->report, index, &site);
  return groups != NULL && *groups > 1 && *groups == site.in[0].dim[0];
}

static void
advise_balance (Adviser *self)
{
  gint64 widest = 0, parameters = 0;
  int depth = 0, at = -1;
  gboolean merges = FALSE;
  g_autofree char *all = NULL;

  for (int i = 0; i < self->n; i++)
    {
      const ConvoNodeReport *numbers = convo_report_node (self->report, i);
      ConvoWindow w;

      merges = merges || (convo_net_node (self->net, i)->n_inputs > 1
                          && !(convo_net_node (self->net, i)->kind->flags & CONVO_KIND_LOSS));
      if (numbers->macs == 0 || !convo_adviser_window (self, i, 2, &w))
        continue;
      depth += !is_depthwise (self, i);
      parameters += numbers->parameters;
      if (numbers->out.dim[0] > widest)
        {
          widest = numbers->out.dim[0];
          at = i;
        }
    }
  if (depth > DEEP && !merges)
    convo_adviser_say (self, CONVO_ADVICE_DEPTH, -1,
      g_strdup_printf (ngettext_ ("%d convolution in one chain: beyond about %d, deeper chains train worse, not better. "
                                  "Shortcuts around every two or three of them keep gradients alive.",
                                  "%d convolutions in one chain: beyond about %d, deeper chains train worse, not better. "
                                  "Shortcuts around every two or three of them keep gradients alive.", depth), depth, DEEP));
  all = convo_number_exact (parameters);
  if (depth > 0 && widest >= (gint64) WIDE * depth)
    convo_adviser_say (self, CONVO_ADVICE_WIDTH, at,
      /* translators: channels, a number of convolutions, a number of parameters */
      g_strdup_printf (ngettext_ ("%" PRId64 " channels, but only %d convolution with %s parameters: width without depth. "
                                  "Twice as many layers of half the channels have about half the parameters, and bend more.",
                                  "%" PRId64 " channels, but only %d convolutions with %s parameters: width without depth. "
                                  "Twice as many layers of half the channels have about half the parameters, and bend more.",
                                  depth), widest, depth, all));
}

/** convo_advise_design: adds what follows from the principles */
void
convo_advise_design (Adviser *self)
{
  for (int i = 0; i < self->n; i++)
    {
      advise_bottleneck (self, i);
      advise_kernel (self, i);
      advise_pool_first (self, i);
    }
  advise_balance (self);
}
