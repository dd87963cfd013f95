/* What padding, cropping and upsampling share: every output pixel is a weighted sum of at most two input pixels along
 * each axis. */
#include "sampling.h"
#include "common.h"
#include "pointwise.h"
#include "text.h"

typedef void (*TapFunc) (const ConvoPass *pass, int image, const gint64 in[3], const gint64 out[3], float weight);

/* One row of outputs with one row of inputs, whose weight is @weight */
static void
each_tap_of_row (const void *state, const ConvoPass *pass, ConvoSampleFunc sample, TapFunc work, int image,
                 gint64 in[3], gint64 out[3], float weight)
{
  gint64 width = convo_shape_spatial (&pass->site->out, 2);

  for (out[2] = 0; out[2] < width; out[2]++)
    {
      ConvoSample x = sample (state, pass->site, 2, out[2]);

      for (int i = 0; i < 2; i++)
        if (x.weight[i] != 0)
          {
            in[2] = x.at[i];
            work (pass, image, in, out, weight * x.weight[i]);
          }
    }
}

/* Calls @work for every output pixel and each of the up to eight input pixels that it takes from */
static void
each_tap (const void *state, const ConvoPass *pass, ConvoSampleFunc sample, TapFunc work)
{
  const ConvoSite *site = pass->site;
  gint64 o[3], in[3];

  for (int image = pass->first; image < pass->first + pass->count; image++)
    for (o[0] = 0; o[0] < convo_shape_spatial (&site->out, 0); o[0]++)
      for (o[1] = 0; o[1] < convo_shape_spatial (&site->out, 1); o[1]++)
        {
          ConvoSample z = sample (state, site, 0, o[0]), y = sample (state, site, 1, o[1]);

          for (int i = 0; i < 4; i++)
            if (z.weight[i / 2] != 0 && y.weight[i % 2] != 0)
              {
                in[0] = z.at[i / 2];
                in[1] = y.at[i % 2];
                each_tap_of_row (state, pass, sample, work, image, in, o, z.weight[i / 2] * y.weight[i % 2]);
              }
        }
}

static void
take (const ConvoPass *pass, int image, const gint64 in[3], const gint64 out[3], float weight)
{
  convo_pointwise ()->scale (convo_map_pixel (pass->y, image, out[0], out[1], out[2]),
                             convo_map_pixel (&pass->x[0], image, in[0], in[1], in[2]), pass->y->channels, weight,
                             TRUE);
}

static void
give (const ConvoPass *pass, int image, const gint64 in[3], const gint64 out[3], float weight)
{
  convo_pointwise ()->scale (convo_map_pixel (&pass->dx[0], image, in[0], in[1], in[2]),
                             convo_map_pixel (pass->dy, image, out[0], out[1], out[2]), pass->dy->channels, weight,
                             TRUE);
}

/** convo_sampling_sees: from the weights themselves, so that it says what forward does */
void
convo_sampling_sees (const void *state, const ConvoSite *site, ConvoSampleFunc sample, const ConvoRegion *out, ConvoRegion *in)
{
  for (int axis = 0; axis < CONVO_MAX_AXES; axis++)
    {
      in->first[axis] = G_MAXINT64, in->last[axis] = -1;
      for (gint64 o = out->first[axis]; o <= out->last[axis]; o++)
        {
          const ConvoSample from = sample (state, site, axis, o);

          for (int i = 0; i < 2; i++)
            if (from.weight[i] != 0)
              {
                in->first[axis] = MIN (in->first[axis], from.at[i]);
                in->last[axis] = MAX (in->last[axis], from.at[i]);
              }
        }
    }
}

/** convo_sampling_forward: y = Σ weight·x; 0 where no weight counts */
void
convo_sampling_forward (const void *state, ConvoPass *pass, ConvoSampleFunc sample)
{
  convo_maps_clear (pass->y, 0, pass->y->channels, pass->first, pass->count);
  each_tap (state, pass, sample, take);
}

/** convo_sampling_backward: the adjoint: every input pixel gathers from the outputs that took from it */
void
convo_sampling_backward (const void *state, ConvoPass *pass, ConvoSampleFunc sample)
{
  const ConvoMap *dx = &pass->dx[0];

  if (dx->data == NULL)
    return;
  if (!pass->dx_add[0])
    convo_maps_clear (dx, 0, dx->channels, pass->first, pass->count);
  each_tap (state, pass, sample, give);
}

gint64
convo_border_side (const ConvoAxes *axes, const ConvoShape *in, int axis)
{
  int n = convo_shape_n_spatial (in);

  return axis < CONVO_MAX_AXES - n ? 0 : convo_axes_get (axes, axis, n);
}

/** convo_border_explain: each extent of the output by @formula of n, the input, a before and b after it */
void
convo_border_explain (const ConvoAxes *before, const ConvoAxes *after, const char *formula, const ConvoSite *site,
                      ConvoLedger *ledger)
{
  ConvoSymbol symbols[CONVO_MAX_AXES * 3];

  for (int i = 1; i < site->out.rank; i++)
    {
      const int axis = i + CONVO_MAX_AXES - site->out.rank;
      ConvoSymbol *at = symbols + (i - 1) * 3;

      at[0] = (ConvoSymbol) { "n", site->in[0].dim[i], _("input") };
      at[1] = (ConvoSymbol) { "a", convo_border_side (before, &site->in[0], axis), _("before") };
      at[2] = (ConvoSymbol) { "b", convo_border_side (after, &site->in[0], axis), _("after") };
    }
  convo_axes_explain (&site->out, formula, symbols, 3, ledger);
}
