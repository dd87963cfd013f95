/* Lp pooling: y = (Σ |x|ᵖ)^(1/p) over each window. p = 1 sums sizes, p = 2 is the Euclidean norm, large p nears the
 * largest size. Padding counts as zeros, so it adds nothing. */
#include "numbers.h"
#include "pooling.h"
#include "text.h"

typedef struct
{
  ConvoPooling pooling;   /* first: what the pooling layers share reads it */
  double p;
} LpPool;

static const ConvoProp props[] = {
  CONVO_PROP_REAL_ (LpPool, p, "p", N_("Power"),
                    N_("The p of the norm: 1 sums, 2 is Euclidean, more nears the maximum"), 2, 1, 64, 1, 8),
  CONVO_POOLING_PROPS_,
};

static gboolean
infer (const void *state, const ConvoShape *in, int n_in, ConvoShape *out, GError **error)
{
  return convo_pooling_infer (state, _("Lp pooling"), in, out, error);
}

static void
describe (const void *state, GString *text)
{
  g_autofree char *p = convo_number_plain (((const LpPool *) state)->p);

  g_string_append_printf (text, "L%s, ", p);
  convo_pooling_describe (state, text);
}

static void
forward (const void *state, ConvoPass *pass)
{
  ConvoPoolJob job;

  convo_pooling_job (state, pass, &job);
  convo_pool (pass->site->in[0].dim[0])->norm (&job, &pass->x[0], pass->y, ((const LpPool *) state)->p);
}

static void
backward (const void *state, ConvoPass *pass)
{
  ConvoPoolJob job;

  if (pass->dx[0].data == NULL)
    return;
  convo_pooling_job (state, pass, &job);
  convo_pool (pass->site->in[0].dim[0])->norm_backward (&job, pass->dy, &pass->x[0], pass->y, &pass->dx[0],
                                                      ((const LpPool *) state)->p, pass->dx_add[0]);
}

const ConvoKind convo_kind_lp_pool = {
  .name = "lp-pool",
  .title = N_("Lp pooling"),
  .family = "pooling",
  .prefix = "pool",
  .doc = N_("Takes the norm of each window: between the sum (p = 1) and the largest absolute value (large p)."),
  .onnx = "LpPool(kernel_shape={kernel}, strides={stride}, pads={padding}, p={p}, ceil_mode={ceil})",
  .torch = "nn.LPPool{n}d({p}, {kernel}, stride={stride}, ceil_mode={ceil})",
  .flags = CONVO_KIND_READS_X | CONVO_KIND_READS_Y,
  .min_inputs = 1,
  .max_inputs = 1,
  .state_size = sizeof (LpPool),
  .props = props,
  .n_props = G_N_ELEMENTS (props),
  .infer = infer,
  .reach = convo_pooling_reach,
  .scratch_size = convo_pooling_scratch_size,
  .describe = describe,
  .explain = convo_pooling_explain,
  .forward = forward,
  .backward = backward,
};
