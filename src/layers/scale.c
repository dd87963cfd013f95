/* Scale: y = factor·x + offset with two fixed numbers: damps a residual branch, or makes 1 − t of a gate t. */
#include "common.h"
#include "numbers.h"
#include "pointwise.h"
#include "text.h"

typedef struct
{
  double factor, offset;
} Scale;

static const ConvoProp props[] = {
  CONVO_PROP_REAL_ (Scale, factor, "factor", N_("Factor"), N_("Every value is multiplied by it"), 1, -1e6, 1e6, -2, 2),
  CONVO_PROP_REAL_ (Scale, offset, "offset", N_("Offset"), N_("Added to every value"), 0, -1e6, 1e6, -2, 2),
};

static void
describe (const void *state, GString *text)
{
  const Scale *scale = state;
  g_autofree char *factor = convo_number_plain (scale->factor), *offset = convo_number_plain (scale->offset);

  g_string_append_printf (text, "×%s", factor);
  if (scale->offset != 0)
    g_string_append_printf (text, "%s%s", scale->offset > 0 ? " + " : " ", offset);
}

typedef struct
{
  float factor, offset;
  gboolean add;
} Work;

static void
scale_run (float *const *at, gint64 length, gconstpointer data)
{
  const Work *work = data;

  convo_pointwise ()->scale (at[0], at[1], length, work->factor, work->add);
  for (gint64 i = 0; work->offset != 0 && i < length; i++)
    at[0][i] += work->offset;
}

static void
scale_maps (const ConvoPass *pass, const ConvoMap *to, const ConvoMap *from, Work work)
{
  const ConvoMap *maps[] = { to, from };

  convo_maps_walk (maps, 2, pass->first, pass->count, scale_run, &work);
}

static void
forward (const void *state, ConvoPass *pass)
{
  const Scale *scale = state;

  scale_maps (pass, pass->y, &pass->x[0], (Work) { scale->factor, scale->offset, FALSE });
}

static void
backward (const void *state, ConvoPass *pass)
{
  if (pass->dx[0].data != NULL)
    scale_maps (pass, &pass->dx[0], pass->dy, (Work) { ((const Scale *) state)->factor, 0, pass->dx_add[0] });
}

const ConvoKind convo_kind_scale = {
  .name = "scale",
  .title = N_("Scale"),
  .family = "shape",
  .prefix = "scale",
  .doc = N_("Multiplies every value by a fixed factor and adds a fixed offset; nothing is learned."),
  .onnx = "Mul({factor}), Add({offset})",
  .torch = "x * {factor} + {offset}",
  .keras = "layers.Rescaling({factor}, {offset})",
  .flags = CONVO_KIND_SIGNED,
  .min_inputs = 1,
  .max_inputs = 1,
  .state_size = sizeof (Scale),
  .props = props,
  .n_props = G_N_ELEMENTS (props),
  .infer = convo_infer_same,
  .describe = describe,
  .forward = forward,
  .backward = backward,
};
