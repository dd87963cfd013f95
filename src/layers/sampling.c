/* What padding, cropping and upsampling share: every output pixel is a weighted sum of at most two input pixels along
 * each axis. */
#include "sampling.h"
#include "common.h"
#include "pointwise.h"

/* Calls @work for every output pixel and each of the up to eight input pixels that it takes from */
static void
each_tap (const void *state, const ConvoPass *pass, ConvoSampleFunc sample,
          void (*work) (const ConvoPass *pass, int image, const gint64 in[3], const gint64 out[3], float weight))
{
  const ConvoSite *site = pass->site;
  gint64 o[3], extent[3];

  for (int axis = 0; axis < 3; axis++)
    extent[axis] = convo_shape_spatial (&site->out, axis);
  for (int image = pass->first; image < pass->first + pass->count; image++)
    for (o[0] = 0; o[0] < extent[0]; o[0]++)
      for (o[1] = 0; o[1] < extent[1]; o[1]++)
        {
          ConvoSample z = sample (state, site, 0, o[0]), y = sample (state, site, 1, o[1]);

          for (o[2] = 0; o[2] < extent[2]; o[2]++)
            {
              ConvoSample x = sample (state, site, 2, o[2]);

              for (int i = 0; i < 8; i++)
                {
                  const gint64 in[3] = { z.at[i >> 2], y.at[i >> 1 & 1], x.at[i & 1] };
                  float weight = z.weight[i >> 2] * y.weight[i >> 1 & 1] * x.weight[i & 1];

                  if (weight != 0)
                    work (pass, image, in, o, weight);
                }
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
