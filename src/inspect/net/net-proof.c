/* Finite differences of the network's own loss: one number of one layer aside, and the rest of the net run anew. */
#include "net-private.h"

#include <gio/gio.h>
#include <math.h>

#define STEP 1e-4
#define LEAST_STEP 1e-7
#define FLOAT_STEP 0.015625    /* 2⁻⁶, where a layer is computed in floats */
#define FLOAT_NOISE 4e-7
#define TOLERANCE 1e-3
#define ROUNDING 1e-5          /* of the engine's floats, relative to what was added up */
#define LEAST 1e-6             /* of the engine's floats, where all that comes back is small */

static gboolean
loss_at (ConvoTail *tail, const ConvoNudge *nudge, double h, const gint *cancel, double *loss)
{
  TailLayer *first = convo_tail_first (tail);
  double *x = nudge->is_param ? NULL : &convo_tail_input (tail, nudge->which)[nudge->index];
  const double before = x != NULL ? *x : 0;
  gboolean done;

  first->nudged_param = nudge->is_param ? nudge->which : -1;
  first->nudged = nudge->index;
  first->nudge = h;
  if (x != NULL)
    *x = before + h;
  done = convo_tail_run (tail, cancel, loss);
  if (x != NULL)
    *x = before;
  first->nudged_param = -1;
  return done;
}

static double
value_of (ConvoTail *tail, const ConvoNudge *nudge)
{
  return nudge->is_param ? convo_tail_first (tail)->params[nudge->which][nudge->index]
                         : convo_tail_input (tail, nudge->which)[nudge->index];
}

static gboolean
measure (ConvoTail *tail, const ConvoNudge *nudge, double h, const gint *cancel, ConvoProof *proof)
{
  const double noise = convo_tail_exact (tail) ? 1e-14 : FLOAT_NOISE;
  double size;

  proof->h = h;
  if (!loss_at (tail, nudge, h, cancel, &proof->above) || !loss_at (tail, nudge, -h, cancel, &proof->below))
    return FALSE;
  proof->slope = (proof->above - proof->below) / (2 * h);
  proof->right = (proof->above - proof->loss) / h;
  proof->left = (proof->loss - proof->below) / h;
  size = MAX (fabs (proof->slope), fabs (nudge->engine));
  proof->tolerance = TOLERANCE * size + ROUNDING * nudge->size + noise * MAX (fabs (proof->loss), 1) / h + LEAST;
  proof->agrees = fabs (proof->slope - nudge->engine) <= proof->tolerance;
  proof->kink = fabs (proof->right - proof->left) > 4 * proof->tolerance;
  return TRUE;
}

static gboolean
prepare_tail (ConvoNetTrace *self, int node, GError **error)
{
  if (self->tail != NULL && self->tail_node == node)
    return TRUE;
  g_clear_pointer (&self->tail, convo_tail_free);
  self->tail = convo_tail_new (self->report, self->plan, node, self->training, self->label, CONVO_NET_TRACE_KEY, error);
  self->tail_node = node;
  return self->tail != NULL;
}

/* Nearer and nearer, as long as the loss bends on the way. What still bends at the very number is shown at the first step */
static void
approach (ConvoTail *tail, const ConvoNudge *nudge, const gint *cancel, ConvoProof *proof)
{
  double h = STEP;

  if (!convo_tail_exact (tail))
    return;
  while ((!proof->agrees || proof->kink) && h > 2 * LEAST_STEP && measure (tail, nudge, h /= 10, cancel, proof))
    ;
  if (proof->kink && measure (tail, nudge, STEP, cancel, proof))
    proof->kink = TRUE;
}

/**
 * convo_net_trace_prove:
 * @nudge: what to move, and the gradient to compare with
 * @cancel: (nullable): not 0: give up
 * @proof: (out): the finite difference beside formula and engine
 * @error: return location; %CONVO_ERROR_MEMORY, or %G_IO_ERROR_CANCELLED
 *
 * Runs the layer and the rest of the net with the number a little larger and a little smaller. If the loss bends between
 * the two (a ReLU opens, another value becomes the greatest), nearer ones are taken; what bends at the very number is a
 * kink: there is no slope, only one to each side. Takes twice the time of the forward pass behind the layer, or more.
 *
 * Returns: %FALSE with @error set if it could not be done
 */
gboolean
convo_net_trace_prove (ConvoNetTrace *self, const ConvoNudge *nudge, const gint *cancel, ConvoProof *proof, GError **error)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);
  double h;

  *proof = (ConvoProof) { .formula = nudge->formula, .engine = nudge->engine };
  if (!prepare_tail (self, nudge->node, error))
    return FALSE;
  h = convo_tail_exact (self->tail) ? STEP : FLOAT_STEP;
  proof->value = value_of (self->tail, nudge);
  if (loss_at (self->tail, nudge, 0, cancel, &proof->loss) && measure (self->tail, nudge, h, cancel, proof))
    {
      approach (self->tail, nudge, cancel, proof);
      if (cancel == NULL || g_atomic_int_get (cancel) == 0)
        return TRUE;
    }
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  return FALSE;
}
