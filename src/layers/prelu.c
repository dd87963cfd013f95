/* PReLU: y = x where x > 0, a·x elsewhere, with a learned slope a for each channel. Source: He et al., Delving Deep
 * into Rectifiers, 2015. */
#include "kind.h"
#include "pointwise.h"
#include "text.h"

#include <string.h>

static int
params (const void *state, const ConvoSite *site, ConvoParamSpec *specs)
{
  specs[0] = (ConvoParamSpec) { .name = "weight", .role = CONVO_ROLE_SLOPE, .rank = 1, .dim = { site->in[0].dim[0] },
                                .fan_in = 1, .fan_out = 1 };
  return 1;
}

static gsize
scratch_size (const void *state, const ConvoSite *site, int images, gboolean backward)
{
  return site->in[0].dim[0] * sizeof (float);   /* an image's gradient of the slopes */
}

static void
explain (const void *state, const ConvoSite *site, ConvoLedger *ledger)
{
  const ConvoSymbol symbols[] = { { "C", site->in[0].dim[0], _("channels") } };

  convo_ledger_note (convo_ledger_work (ledger, CONVO_NUMBER_PARAMETERS, _("Parameters"), "C", symbols, 1),
                     _("one slope a channel"));
}

#define FOR_EACH_PIXEL(map, image, z, h, w) \
  for (gint64 z = 0; z < (map)->extent[0]; z++) \
    for (gint64 h = 0; h < (map)->extent[1]; h++) \
      for (gint64 w = 0; w < (map)->extent[2]; w++)

static void
forward (const void *state, ConvoPass *pass)
{
  const ConvoMap *x = &pass->x[0], *y = pass->y;

  for (int image = pass->first; image < pass->first + pass->count; image++)
    FOR_EACH_PIXEL (x, image, z, h, w)
      convo_pointwise ()->prelu (convo_map_pixel (y, image, z, h, w), convo_map_pixel (x, image, z, h, w),
                                 pass->params[0], x->channels);
}

/* Sums of an image first, then those of all images: long sums lose no digits */
static void
add_slopes (ConvoPass *pass, int image)
{
  const ConvoMap *x = &pass->x[0];
  float *sum = pass->scratch;

  memset (sum, 0, x->channels * sizeof (float));
  FOR_EACH_PIXEL (x, image, z, h, w)
    convo_pointwise ()->prelu_slopes (sum, convo_map_pixel (x, image, z, h, w),
                                      convo_map_pixel (pass->dy, image, z, h, w), x->channels);
  convo_pointwise ()->add (pass->grads[0], pass->grads[0], sum, x->channels);
}

static void
backward (const void *state, ConvoPass *pass)
{
  const ConvoMap *x = &pass->x[0], *dx = &pass->dx[0];

  for (int image = pass->first; image < pass->first + pass->count; image++)
    {
      if (pass->grads[0] != NULL)
        add_slopes (pass, image);
      if (dx->data != NULL)
        FOR_EACH_PIXEL (x, image, z, h, w)
          convo_pointwise ()->prelu_backward (convo_map_pixel (dx, image, z, h, w),
                                              convo_map_pixel (x, image, z, h, w),
                                              convo_map_pixel (pass->dy, image, z, h, w), pass->params[0],
                                              x->channels, pass->dx_add[0]);
    }
}

const ConvoKind convo_kind_prelu = {
  .name = "prelu",
  .title = N_("PReLU"),
  .family = "activation",
  .prefix = "prelu",
  .doc = N_("A leaky ReLU that learns the slope of negative values, one for each channel."),
  .onnx = "PRelu()",
  .torch = "nn.PReLU({channels})",
  .keras = "layers.PReLU(shared_axes=[1, 2])",
  .flags = CONVO_KIND_SLICE | CONVO_KIND_READS_X | CONVO_KIND_SIGNED,
  .min_inputs = 1,
  .max_inputs = 1,
  .infer = convo_infer_same,
  .params = params,
  .scratch_size = scratch_size,
  .explain = explain,
  .forward = forward,
  .backward = backward,
};
