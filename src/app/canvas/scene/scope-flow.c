/* What flows back through the wires: norms of gradients, from the layers of a training to the wires of a scene. */
#include "scope-flow.h"

#include <math.h>

#define DEAD 1e-10               /* what is left of a gradient that single precision has lost */
#define EXPLODING 1e3            /* a step would throw the weights anywhere */

/* Squares of the norms of all that stands in an item, copies that are not shown included; NaN without parameters. */
static double *
sums_of_items (const ScopeScene *scene, const ConvoReport *report, const double *norms)
{
  const ConvoNet *net = convo_report_net (report);
  double *sums = g_new (double, scene->n_items + 1);

  for (int i = 0; i < scene->n_items; i++)
    sums[i] = NAN;
  for (int k = 0; k < convo_net_n_nodes (net); k++)
    {
      int item = isnan (norms[k]) ? -1 : scope_scene_host_near (scene, convo_net_node (net, k)->path);

      if (item >= 0)
        item = scene->items[item].host;
      for (; item >= 0; item = scene->items[item].parent)
        sums[item] = (isnan (sums[item]) ? 0 : sums[item]) + norms[k] * norms[k];
    }
  return sums;
}

static const ScopeWire *
first_wire (const ScopeScene *scene, int item, int port)
{
  const int w = scope_scene_wire_into (scene, item, port);

  return w >= 0 ? scope_scene_wire (scene, w) : NULL;
}

/* What leaves a wire's begin: of the block itself, else of what comes before it, found once for every item. */
static double
norm_of (const ScopeScene *scene, const double *sums, const ScopeWire *wire)
{
  for (int steps = 0; wire != NULL && steps <= scene->n_items; steps++)
    {
      const int host = scene->items[wire->from].host;

      if (!wire->from_port && !isnan (sums[host]))
        return sqrt (sums[host]);
      wire = first_wire (scene, wire->from_port ? wire->from : host, wire->from_port ? wire->out : 0);
    }
  return NAN;
}

/* The next of 1, 2, 5, 10, … at or above @value, or at or below it */
static double
rounded (double value, gboolean up)
{
  static const double steps[] = { 1, 2, 5, 10 };
  const double power = pow (10, floor (log10 (value)));

  for (int i = up ? 0 : 3; i >= 0 && i < 4; i += up ? 1 : -1)
    if (up ? steps[i] * power >= value * 0.999 : steps[i] * power <= value * 1.001)
      return steps[i] * power;
  return up ? 10 * power : power;
}

/* Of the wires that are seen: not of those inside of stacks */
static void
find_scale (ScopeFlow *self, const ScopeScene *scene)
{
  double least = G_MAXDOUBLE, most = 0;

  for (int w = 0; w < self->n; w++)
    {
      const double norm = self->norms[w];

      if (isnan (norm) || scope_scene_wire (scene, w)->inner)
        continue;
      self->n_dead += norm < DEAD;
      self->n_exploding += norm > EXPLODING;
      if (norm >= DEAD && norm <= EXPLODING)
        least = MIN (least, norm), most = MAX (most, norm);
    }
  if (most == 0)
    least = most = 1;
  self->low = rounded (least, FALSE);
  self->high = MAX (rounded (most, TRUE), 2 * self->low);
}

/**
 * scope_flow_new:
 * @report: of the net that @norms belong to, perhaps of an older version: layers are matched by their paths
 * @norms: one for each node of its net, NaN for none
 *
 * Returns: (transfer full): norms of all wires
 */
ScopeFlow *
scope_flow_new (const ScopeScene *scene, const ConvoReport *report, const double *norms)
{
  g_autofree double *sums = sums_of_items (scene, report, norms);
  ScopeFlow *self = g_new0 (ScopeFlow, 1);

  self->n = (int) scene->wires->len;
  self->norms = g_new (double, self->n + 1);
  for (int w = 0; w < self->n; w++)
    self->norms[w] = norm_of (scene, sums, scope_scene_wire (scene, w));
  find_scale (self, scene);
  return self;
}

void
scope_flow_free (ScopeFlow *self)
{
  if (self == NULL)
    return;
  g_free (self->norms);
  g_free (self);
}

/** scope_flow_at: @self: (nullable) @place: (out): on the scale, 0…1. Returns: how a wire is */
ScopeFlowState
scope_flow_at (const ScopeFlow *self, int wire, double *place)
{
  const double norm = self != NULL && wire < self->n ? self->norms[wire] : NAN;

  *place = 0;
  if (isnan (norm))
    return SCOPE_FLOW_NONE;
  if (norm < DEAD)
    return SCOPE_FLOW_DEAD;
  if (norm > EXPLODING)
    return SCOPE_FLOW_EXPLODING;
  *place = CLAMP (log (norm / self->low) / log (self->high / self->low), 0, 1);
  return SCOPE_FLOW_ALIVE;
}
