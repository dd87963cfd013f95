/* Average pooling in one, two or three dimensions. */
#include "pooling.h"
#include "text.h"

static const ConvoProp props[] = {
  CONVO_POOLING_PROPS_,
  CONVO_PROP_BOOL_ (ConvoPooling, count_padding, "count-padding", N_("Count padding"),
                    N_("Divide by the whole window, zeros of the padding included"), TRUE),
};

static gboolean
infer (const void *state, const ConvoShape *in, int n_in, ConvoShape *out, GError **error)
{
  return convo_pooling_infer (state, _("Average pooling"), in, out, error);
}

static void
forward (const void *state, ConvoPass *pass)
{
  ConvoPoolJob job;

  convo_pooling_job (state, pass, &job);
  convo_pool (pass->x[0].channels)->average (&job, &pass->x[0], pass->y);
}

static void
backward (const void *state, ConvoPass *pass)
{
  ConvoPoolJob job;

  if (pass->dx[0].data == NULL)
    return;
  convo_pooling_job (state, pass, &job);
  convo_pool (pass->dx[0].channels)->average_backward (&job, pass->dy, &pass->dx[0], pass->dx_add[0]);
}

const ConvoKind convo_kind_average_pool = {
  .name = "average-pool",
  .title = N_("Average pooling"),
  .family = "pooling",
  .prefix = "pool",
  .doc = N_("Takes the mean of each window. The map shrinks and becomes smoother."),
  .accel = "v",
  .onnx = "AveragePool(kernel_shape={kernel}, strides={stride}, pads={padding}, ceil_mode={ceil}, "
          "count_include_pad={count-padding})",
  .torch = "nn.AvgPool{n}d({kernel}, stride={stride}, padding={padding}, ceil_mode={ceil}, "
           "count_include_pad={count-padding})",
  .keras = "layers.AveragePooling{n}D({kernel}, strides={stride}, padding={padding})",
  .flags = CONVO_KIND_SHARES_FORWARD | CONVO_KIND_THIN,
  .min_inputs = 1,
  .max_inputs = 1,
  .state_size = sizeof (ConvoPooling),
  .props = props,
  .n_props = G_N_ELEMENTS (props),
  .infer = infer,
  .reach = convo_pooling_reach,
  .scratch_size = convo_pooling_scratch_size,
  .describe = convo_pooling_describe,
  .explain = convo_pooling_explain,
  .forward = forward,
  .backward = backward,
};
