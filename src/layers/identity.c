/* Identity: y = x; the branch of a residual or cell-based network that does nothing. */
#include "common.h"
#include "text.h"

static void
forward (const void *state, ConvoPass *pass)
{
  convo_maps_copy (pass->y, 0, &pass->x[0], 0, pass->y->channels, pass->first, pass->count, FALSE);
}

static void
backward (const void *state, ConvoPass *pass)
{
  if (pass->dx[0].data != NULL)
    convo_maps_copy (&pass->dx[0], 0, pass->dy, 0, pass->dy->channels, pass->first, pass->count, pass->dx_add[0]);
}

const ConvoKind convo_kind_identity = {
  .name = "identity",
  .title = N_("Identity"),
  .family = "shape",
  .prefix = "identity",
  .doc = N_("Passes its input on unchanged: a branch without layers, or a place for one."),
  .onnx = "Identity()",
  .torch = "nn.Identity()",
  .keras = "layers.Activation(\"linear\")",
  .flags = CONVO_KIND_SIGNED | CONVO_KIND_THIN,
  .min_inputs = 1,
  .max_inputs = 1,
  .infer = convo_infer_same,
  .forward = forward,
  .backward = backward,
};
