/* Maximum pooling in one, two or three dimensions. Padding never wins; of equal values the first in row order does. */
#include "activation.h"
#include "pooling.h"
#include "text.h"

static const ConvoProp props[] = {
  CONVO_POOLING_PROPS_,
  CONVO_PROP_AXES_ (ConvoPooling, dilation, "dilation", N_("Dilation"), N_("Distance between the window's elements"),
                    1, 1, 65536, 1, 4),
};

static gboolean
infer (const void *state, const ConvoShape *in, int n_in, ConvoShape *out, GError **error)
{
  return convo_pooling_infer (state, _("Max pooling"), in, out, error);
}

static gsize
saved_size (const void *state, const ConvoSite *site)
{
  ConvoWindow windows[3];

  convo_pooling_windows (state, &site->in[0], windows);
  return convo_pool_saved_size (windows, convo_shape_count (&site->out));
}

static void
forward (const void *state, ConvoPass *pass)
{
  ConvoPoolJob job;

  convo_pooling_job (state, pass, &job);
  convo_pool (pass->x[0].channels)->max (&job, &pass->x[0], pass->y, pass->saved, pass->saved_pitch);
}

static void
backward (const void *state, ConvoPass *pass)
{
  ConvoPoolJob job;

  if (pass->dx[0].data == NULL)
    return;
  if (pass->relu)
    convo_activation_mask (CONVO_RELU, 0, pass);
  convo_pooling_job (state, pass, &job);
  convo_pool (pass->dx[0].channels)->max_backward (&job, pass->dy, &pass->dx[0], pass->saved,
                                                       pass->saved_pitch, pass->dx_add[0]);
}

const ConvoKind convo_kind_max_pool = {
  .name = "max-pool",
  .title = N_("Max pooling"),
  .family = "pooling",
  .prefix = "pool",
  .doc = N_("Takes the largest value of each window. The map shrinks, and small shifts of the picture change little."),
  .accel = "m",
  .onnx = "MaxPool(kernel_shape={kernel}, strides={stride}, pads={padding}, dilations={dilation}, ceil_mode={ceil})",
  .torch = "nn.MaxPool{n}d({kernel}, stride={stride}, padding={padding}, dilation={dilation}, ceil_mode={ceil})",
  .keras = "layers.MaxPooling{n}D({kernel}, strides={stride}, padding={padding})",
  .flags = CONVO_KIND_SHARES_FORWARD | CONVO_KIND_THIN | CONVO_KIND_MAXIMUM,
  .min_inputs = 1,
  .max_inputs = 1,
  .state_size = sizeof (ConvoPooling),
  .props = props,
  .n_props = G_N_ELEMENTS (props),
  .infer = infer,
  .reach = convo_pooling_reach,
  .saved_size = saved_size,
  .scratch_size = convo_pooling_scratch_size,
  .describe = convo_pooling_describe,
  .explain = convo_pooling_explain,
  .forward = forward,
  .backward = backward,
};
