/* Upsample: maps larger by whole factors, by repeating pixels or by linear interpolation between their centres (in
 * PyTorch's words align_corners=False). Along one axis it is linear, along two bilinear, along three trilinear. */
#include "common.h"
#include "errors.h"
#include "sampling.h"
#include "text.h"

#include <math.h>

enum { NEAREST, BILINEAR };

typedef struct
{
  ConvoAxes factor;
  int mode;
} Upsample;

static const char *const modes[] = { "nearest", "bilinear", NULL };
static const char *const mode_labels[] = { N_("Nearest"), N_("Bilinear"), NULL };

static const ConvoProp props[] = {
  CONVO_PROP_AXES_ (Upsample, factor, "factor", N_("Factor"), N_("How many times larger the map becomes"),
                    2, 1, 1024, 1, 8),
  { .key = "mode", .type = CONVO_PROP_CHOICE, .offset = G_STRUCT_OFFSET (Upsample, mode), .label = N_("Mode"),
    .help = N_("Repeat pixels, or interpolate between them"), .choices = modes, .choice_labels = mode_labels },
};

static gint64
factor_of (const Upsample *upsample, const ConvoShape *in, int axis)
{
  int n = convo_shape_n_spatial (in);

  return axis < CONVO_MAX_AXES - n ? 1 : convo_axes_get (&upsample->factor, axis, n);
}

static gboolean
infer (const void *state, const ConvoShape *in, int n_in, ConvoShape *out, GError **error)
{
  if (!convo_needs_spatial (_("Upsampling"), in, error))
    return FALSE;
  *out = *in;
  for (int i = 1; i < in->rank; i++)
    if (!convo_mul_checked (in->dim[i], factor_of (state, in, i + CONVO_MAX_AXES - in->rank), &out->dim[i]))
      {
        g_set_error_literal (error, CONVO_ERROR, CONVO_ERROR_LIMIT,
                             _("The map would be larger than can be counted; use a smaller factor."));
        return FALSE;
      }
  return TRUE;
}

/* Neighbouring outputs see the same pixel, which a window with a whole stride cannot say */
static ConvoReach
reach (const void *state, const ConvoSite *site, int axis, ConvoWindow *window)
{
  *window = (ConvoWindow) { 1, 1, 0, 1, FALSE };
  return factor_of (state, &site->in[0], axis) > 1 ? CONVO_REACH_ALL : CONVO_REACH_POINT;
}

static void
describe (const void *state, GString *text)
{
  const Upsample *upsample = state;
  g_autofree char *factor = convo_axes_to_string (&upsample->factor);

  g_string_append_printf (text, "×%s, %s", factor, upsample->mode == NEAREST ? _("nearest") : _("bilinear"));
}

static void
explain (const void *state, const ConvoSite *site, ConvoLedger *ledger)
{
  ConvoSymbol symbols[CONVO_MAX_AXES * 2];

  for (int i = 1; i < site->out.rank; i++)
    {
      symbols[2 * i - 2] = (ConvoSymbol) { "n", site->in[0].dim[i], _("input") };
      symbols[2 * i - 1] = (ConvoSymbol) { "f", factor_of (state, &site->in[0], i + CONVO_MAX_AXES - site->out.rank),
                                           _("factor") };
    }
  convo_axes_explain (&site->out, "n·f", symbols, 2, ledger);
}

static ConvoSample
sample (const void *state, const ConvoSite *site, int axis, gint64 o)
{
  const Upsample *upsample = state;
  gint64 factor = factor_of (upsample, &site->in[0], axis), last = convo_shape_spatial (&site->in[0], axis) - 1, from;
  double centre;

  if (upsample->mode == NEAREST || factor == 1)
    return (ConvoSample) { { o / factor, 0 }, { 1, 0 } };
  centre = MAX ((o + 0.5) / factor - 0.5, 0);
  from = MIN ((gint64) centre, last);
  return (ConvoSample) { { from, MIN (from + 1, last) }, { 1 - (centre - from), centre - from } };
}

/* Beyond the map the pixels and their centres go on. */
static void
sees (const void *state, const ConvoSite *site, const ConvoRegion *out, gboolean beyond, ConvoRegion *in)
{
  const Upsample *upsample = state;

  if (!beyond)
    {
      convo_sampling_sees (state, site, sample, out, in);
      return;
    }
  for (int axis = 0; axis < CONVO_MAX_AXES; axis++)
    {
      const double factor = factor_of (upsample, &site->in[0], axis);
      const double shift = upsample->mode == NEAREST ? 0 : 0.5;      /* pixels have corners, or centres */
      const double first = (out->first[axis] + shift) / factor - shift, last = (out->last[axis] + shift) / factor - shift;

      in->first[axis] = (gint64) floor (first);
      in->last[axis] = (gint64) (upsample->mode == NEAREST ? floor (last) : ceil (last));
    }
}

static void
forward (const void *state, ConvoPass *pass)
{
  convo_sampling_forward (state, pass, sample);
}

static void
backward (const void *state, ConvoPass *pass)
{
  convo_sampling_backward (state, pass, sample);
}

const ConvoKind convo_kind_upsample = {
  .name = "upsample",
  .title = N_("Upsample"),
  .family = "shape",
  .prefix = "up",
  .doc = N_("Makes maps larger by repeating or interpolating pixels, so that a decoder gets back to the "
            "picture's size."),
  .onnx = "Resize(scales={factor}, mode={mode})",
  .torch = "nn.Upsample(scale_factor={factor}, mode={mode})",
  .keras = "layers.UpSampling{n}D({factor}, interpolation={mode})",
  .min_inputs = 1,
  .max_inputs = 1,
  .state_size = sizeof (Upsample),
  .props = props,
  .n_props = G_N_ELEMENTS (props),
  .infer = infer,
  .reach = reach,
  .sees = sees,
  .describe = describe,
  .explain = explain,
  .forward = forward,
  .backward = backward,
};
