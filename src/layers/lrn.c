/* Local response normalisation: y = x / (k + α / size·Σ x²)^β over neighbouring channels, α divided by the size as in
 * Caffe, ONNX and PyTorch. Source: Krizhevsky, Sutskever, Hinton, ImageNet Classification, 2012. */
#include "common.h"
#include "norm.h"
#include "numbers.h"
#include "text.h"

#include <math.h>

typedef struct
{
  gint64 size;
  double alpha, beta, k;
} Lrn;

static const ConvoProp props[] = {
  CONVO_PROP_INT_ (Lrn, size, "size", N_("Size"), N_("Neighbouring channels that count, itself included"),
                   5, 1, 65536, 1, 15),
  CONVO_PROP_REAL_ (Lrn, alpha, "alpha", N_("Alpha"), N_("Weight of the mean square of the neighbours"),
                    1e-4, 0, 1000, 1e-5, 1),
  CONVO_PROP_REAL_ (Lrn, beta, "beta", N_("Beta"), N_("Exponent"), 0.75, 0, 10, 0.25, 1),
  CONVO_PROP_REAL_ (Lrn, k, "k", N_("Bias k"), N_("Added to the sum; AlexNet has 2"), 1, 1e-6, 1000, 1, 2),
};

static gsize
scratch_size (const void *state, const ConvoSite *site, int images, gboolean backward)
{
  return 3 * (site->in[0].dim[0] + ((const Lrn *) state)->size) * sizeof (float);
}

static void
describe (const void *state, GString *text)
{
  g_string_append_printf (text, "%" G_GINT64_FORMAT, ((const Lrn *) state)->size);
}

static char *
small_number (double value)
{
  return fabs (value) < 1e-3 ? convo_number_power (value, 1) : convo_number_plain (value);
}

static void
explain (const void *state, const ConvoSite *site, ConvoLedger *ledger)
{
  const Lrn *lrn = state;
  g_autofree char *alpha = small_number (lrn->alpha), *share = small_number (lrn->alpha / lrn->size);

  convo_ledger_add (ledger, _("Weight of each square"), _("alpha is divided by the number of channels that count"),
                    share, "%s / %" G_GINT64_FORMAT, alpha, lrn->size);
}

static ConvoLrn
settings_of (const Lrn *lrn)
{
  return (ConvoLrn) { .size = lrn->size, .alpha = lrn->alpha / lrn->size, .beta = lrn->beta, .k = lrn->k };
}

static void
forward (const void *state, ConvoPass *pass)
{
  const ConvoMap *x = &pass->x[0];
  ConvoLrn settings = settings_of (state);

  CONVO_FOR_EACH_PIXEL (pass, x, i, z, h, w)
    convo_norm ()->lrn (convo_map_pixel (pass->y, i, z, h, w), convo_map_pixel (x, i, z, h, w), x->channels, &settings,
                        pass->scratch);
}

static void
backward (const void *state, ConvoPass *pass)
{
  const ConvoMap *x = &pass->x[0];
  ConvoLrn settings = settings_of (state);

  if (pass->dx[0].data == NULL)
    return;
  CONVO_FOR_EACH_PIXEL (pass, x, i, z, h, w)
    convo_norm ()->lrn_backward (convo_map_pixel (&pass->dx[0], i, z, h, w), convo_map_pixel (x, i, z, h, w),
                                 convo_map_pixel (pass->dy, i, z, h, w), x->channels, &settings, pass->scratch,
                                 pass->dx_add[0]);
}

const ConvoKind convo_kind_lrn = {
  .name = "lrn",
  .title = N_("Local response normalisation"),
  .family = "normalisation",
  .prefix = "lrn",
  .doc = N_("Divides each value by the strength of neighbouring channels at its position, so that they compete. "
            "Used by AlexNet and GoogLeNet, before batch normalisation."),
  .onnx = "LRN(size={size}, alpha={alpha}, beta={beta}, bias={k})",
  .torch = "nn.LocalResponseNorm({size}, alpha={alpha}, beta={beta}, k={k})",
  .keras = "layers.Lambda(lambda x: tf.nn.lrn(x, {size} // 2, {k}, {alpha} / {size}, {beta}))",
  .flags = CONVO_KIND_SLICE | CONVO_KIND_READS_X,
  .min_inputs = 1,
  .max_inputs = 1,
  .state_size = sizeof (Lrn),
  .props = props,
  .n_props = G_N_ELEMENTS (props),
  .infer = convo_infer_same,
  .scratch_size = scratch_size,
  .describe = describe,
  .explain = explain,
  .forward = forward,
  .backward = backward,
};
