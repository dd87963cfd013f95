/* Which layout a plan computes in: channels in the lanes of a vector, or images ("thin", thin.h).
 *
 * A convolution of few channels wastes most of a vector of channels; a vector of images is always full, but needs
 * whole packs of images, and a pack's maps are many times larger than one image's. What both would take is estimated
 * from the multiply-adds and the lanes that do nothing; the choice depends on the net and the batch only. */
#include "plan-private.h"
#include "thin.h"

#include <math.h>

#define CHANNELS 16            /* lanes that channels are counted by, whatever the machine: its vectors or tiles */
#define THIN_BYTES (G_GINT64_CONSTANT (4) << 20)   /* that one pack may touch: beyond, maps no longer stay in the cache */

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
lanes_used (gint64 channels)
{
  const gint64 lanes = (channels + CHANNELS - 1) / CHANNELS * CHANNELS;

  return (double) channels / lanes;
}

/* How much longer than the bare multiply-adds a convolution takes with channels in the lanes: the mean of forward and
 * data gradient. Of two layouts of equal work this one has the better algorithms (Winograd) and reads weights less
 * often, which the constant stands for. */
static double
slowness (const PlanNode *node)
{
  const ConvoSite *site = &node->site;
  const gint64 pixels = convo_shape_count (&site->out) / site->out.dim[0];
  const double full = 0.7;

  if (pixels == 1)
    return 1.5;   /* dense: weights are read for few images at a time */
  return full * 0.5 * (1 / lanes_used (site->in[0].dim[0]) + 1 / lanes_used (site->out.dim[0]));
}

static gint64
bytes_of_pack (const ConvoPlan *plan, int lanes)
{
  gint64 values = 0;

  for (int i = 0; i < plan->n_nodes; i++)
    if (plan->nodes[i].forward)
      values += 2 * convo_shape_count (&plan->nodes[i].site.out);   /* as if for training: all modes choose alike */
  return values * lanes * sizeof (float);
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
      usual += macs * plan->batch * slowness (node);
    }
  return thin < usual && bytes_of_pack (plan, lanes) <= THIN_BYTES;
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
