/* Which layout a plan computes in: channels in the lanes of a vector, or images ("thin", thin.h).
 *
 * A convolution of few channels wastes part of a vector of channels; a vector of images is always full, but needs whole
 * packs of images, and a pack's maps are many times larger than one image's. What both would take is estimated from the
 * multiply-adds; the factors were fitted to steps of small nets (3×3 and 5×5, 6 to 32 channels, AVX-512 and AVX2). The
 * choice depends on the net, the batch and the instruction set, never on the number of threads. */
#include "plan-private.h"
#include "thin.h"

#define MARGIN 1.05   /* below that a change is not worth it */

static int forced = -1;        /* a ConvoPlanLayout; −1: not yet read */

static ConvoPlanLayout
layout_wanted (void)
{
  int layout = g_atomic_int_get (&forced);

  if (layout < 0)
    {
      const char *name = g_getenv ("CONVO_LAYOUT");

      layout = g_strcmp0 (name, "thin") == 0 ? CONVO_PLAN_LAYOUT_THIN
               : g_strcmp0 (name, "nhwc") == 0 ? CONVO_PLAN_LAYOUT_NHWC : CONVO_PLAN_LAYOUT_AUTO;
      g_atomic_int_set (&forced, layout);
    }
  return layout;
}

/** convo_plan_set_layout: see plan.h */
void
convo_plan_set_layout (ConvoPlanLayout layout)
{
  g_atomic_int_set (&forced, layout);
}

/** convo_plan_is_thin: Returns: see plan.h */
gboolean
convo_plan_is_thin (const ConvoPlan *plan)
{
  return plan->lanes > 1;
}

/** convo_plan_algorithm: Returns: see plan.h */
const char *
convo_plan_algorithm (const ConvoPlan *plan, int node)
{
  const PlanNode *n = &plan->nodes[node];

  return n->kind->algorithm != NULL ? n->kind->algorithm (n->state, &n->site) : "";
}

/* A label a position is not known to work on packs */
static gboolean
has_label_map (const PlanNode *node)
{
  return node->kind->flags & CONVO_KIND_LABEL_MAP &&
         (node->n_in > 1 || convo_shape_count (&node->site.in[0]) != node->site.in[0].dim[0]);
}

static gboolean
all_can_be_thin (const ConvoPlan *plan)
{
  for (int i = 0; i < plan->n_nodes; i++)
    {
      const PlanNode *node = &plan->nodes[i];

      if (node->forward && (!(node->kind->flags & CONVO_KIND_THIN) || node->site.out.rank > 3 || has_label_map (node)))
        return FALSE;
    }
  return TRUE;
}

static double
lanes_used (gint64 channels, int lanes)
{
  return (double) channels / ((channels + lanes - 1) / lanes * lanes);
}

/* Time of a layer with channels in the lanes, as a multiple of the same multiply-adds on full packs; measured, see above */
static double
slowness (const ConvoPlan *plan, const PlanNode *node, int lanes)
{
  const gint64 ci = node->site.in[0].dim[0], co = node->site.out.dim[0];
  const gboolean first = node->inputs[0] == plan->input;   /* without a data gradient the input's channels matter less */
  const double used = first ? lanes_used (co, lanes) : MIN (lanes_used (ci, lanes), lanes_used (co, lanes));
  ConvoWindow w = { 0 };

  if (convo_shape_count (&node->site.out) == co)
    return 1.5;   /* dense: weights are read again for a few images at a time */
  if (node->kind->reach != NULL)
    node->kind->reach (node->state, &node->site, CONVO_MAX_AXES - 1, &w);
  return (w.kernel == 3 && w.stride == 1 && ci >= lanes && co >= lanes ? 0.85 : 1.1) / (0.5 + 0.5 * used);
}

/* What one pack touches beyond the cache costs a tenth more a megabyte. */
static double
memory_factor (const ConvoPlan *plan, int lanes)
{
  double bytes = 0;

  for (int i = 0; i < plan->n_nodes; i++)
    if (plan->nodes[i].forward)   /* as if for training: all modes choose alike */
      bytes += 2.0 * sizeof (float) * lanes * convo_shape_count (&plan->nodes[i].site.out);
  return 1 + 0.1 * MAX (bytes - PLAN_CACHE, 0) / (1 << 20);
}

static gboolean
thin_is_faster (const ConvoPlan *plan, int lanes)
{
  const int packs = (plan->batch + lanes - 1) / lanes;
  const double images = MAX (packs, 2) * lanes;   /* one pack keeps one thread busy, others wait */
  double thin = 0, usual = 0;

  for (int i = 0; i < plan->n_nodes; i++)
    {
      const PlanNode *node = &plan->nodes[i];
      const double macs = node->forward ? convo_kind_macs (node->kind, node->state, &node->site) : 0;

      if (macs == 0)
        continue;
      thin += macs * images;
      usual += macs * plan->batch * slowness (plan, node, lanes);
    }
  return thin * memory_factor (plan, lanes) * MARGIN < usual;
}

/** convo_plan_choose_lanes: Returns: images in a pack; 1 for the usual layout */
int
convo_plan_choose_lanes (const ConvoPlan *plan)
{
  const ConvoPlanLayout layout = layout_wanted ();
  const int lanes = convo_thin_lanes ();

  if (layout == CONVO_PLAN_LAYOUT_NHWC || !all_can_be_thin (plan))
    return 1;
  return layout == CONVO_PLAN_LAYOUT_THIN || thin_is_faster (plan, lanes) ? lanes : 1;
}
