/* What the activations share: each value for itself, backward from the output where that tells the slope. */
#include "activation.h"
#include "common.h"

typedef struct
{
  ConvoActivation function;
  float alpha;
  gboolean add;
} Work;

static void
run_forward (float *const *at, gint64 length, gconstpointer data)
{
  const Work *work = data;

  convo_pointwise ()->forward[work->function] (at[0], at[1], length, work->alpha);
}

static void
run_backward (float *const *at, gint64 length, gconstpointer data)
{
  const Work *work = data;

  convo_pointwise ()->backward[work->function] (at[0], at[1], at[2], length, work->alpha, work->add);
}

/** convo_activation_forward: y = f (x), parameter @alpha */
void
convo_activation_forward (ConvoActivation function, float alpha, ConvoPass *pass)
{
  const ConvoMap *maps[] = { pass->y, &pass->x[0] };
  Work work = { function, alpha, FALSE };

  convo_maps_walk (maps, 2, pass->first, pass->count, run_forward, &work);
}

/** convo_activation_in_place: y = f (y), parameter @alpha */
void
convo_activation_in_place (ConvoActivation function, float alpha, ConvoPass *pass)
{
  const ConvoMap *maps[] = { pass->y, pass->y };
  Work work = { function, alpha, FALSE };

  convo_maps_walk (maps, 2, pass->first, pass->count, run_forward, &work);
}

/** convo_activation_backward: dx = dy·f′, read off y, or off x where the kind says CONVO_KIND_READS_X */
void
convo_activation_backward (ConvoActivation function, float alpha, ConvoPass *pass)
{
  const ConvoMap *maps[] = { &pass->dx[0], function >= CONVO_GELU ? &pass->x[0] : pass->y, pass->dy };
  Work work = { function, alpha, pass->dx_add[0] };

  if (pass->dx[0].data != NULL)
    convo_maps_walk (maps, 3, pass->first, pass->count, run_backward, &work);
}

/** convo_activation_mask: dy = dy·f′, read off y: what a function before this layer would do to its part of the gradient */
void
convo_activation_mask (ConvoActivation function, float alpha, ConvoPass *pass)
{
  const ConvoMap *maps[] = { pass->dy, pass->y, pass->dy };
  Work work = { function, alpha, FALSE };

  convo_maps_walk (maps, 3, pass->first, pass->count, run_backward, &work);
}
