/* Flatten: C×H×W to features, row-major with channels slowest, as PyTorch numbers them. */
#include "common.h"
#include "pointwise.h"
#include "text.h"

#include <string.h>

static gboolean
infer (const void *state, const ConvoShape *in, int n_in, ConvoShape *out, GError **error)
{
  *out = (ConvoShape) { .rank = 1, .dim = { convo_shape_count (in) } };
  return TRUE;
}

static ConvoReach
reach (const void *state, const ConvoSite *site, int axis, ConvoWindow *window)
{
  *window = (ConvoWindow) { convo_shape_spatial (&site->in[0], axis), 1, 0, 1, FALSE };
  return site->in[0].rank > 1 ? CONVO_REACH_ALL : CONVO_REACH_POINT;
}

static void
explain (const void *state, const ConvoSite *site, ConvoLedger *ledger)
{
  convo_shape_explain (&site->in[0], _("Features"), ledger);
  ((ConvoLedgerRow *) ledger->pdata[ledger->len - 1])->what = CONVO_NUMBER_SHAPE;
}

/* In packs the values have the order of the features already; only halos and pitches differ */
static void
flatten_packs (const ConvoPass *pass, const ConvoMap *map, const ConvoMap *flat, gboolean back)
{
  const gint64 width = flat->plane_pitch == flat->channels ? map->extent[2] : 1;   /* values of a row, or one */
  const gint64 parts = map->extent[2] / width, run = width * map->channels;

  for (int pack = pass->first; pack < pass->first + pass->count; pack++)
    for (gint64 i = 0; i < map->extent[0] * map->extent[1] * parts; i++)
      {
        const gint64 row = i / parts;
        float *a = convo_map_pixel (map, pack, row / map->extent[1], row % map->extent[1], i % parts);
        float *b = convo_map_pixel (flat, pack, i * width, 0, 0);

        if (!back)
          memcpy (b, a, run * sizeof (float));
        else if (pass->dx_add[0])
          convo_pointwise ()->add (a, a, b, run);
        else
          memcpy (a, b, run * sizeof (float));
      }
}

/* Pixels of channels to channels of pixels: the inner loop walks the features, which lie together */
static void
forward (const void *state, ConvoPass *pass)
{
  const ConvoMap *x = &pass->x[0];
  gint64 width = x->extent[2], rows = x->extent[0] * x->extent[1], pixels = rows * width;

  if (pass->site->lanes > 0)
    {
      flatten_packs (pass, x, pass->y, FALSE);
      return;
    }
  for (int image = pass->first; image < pass->first + pass->count; image++)
    for (gint64 row = 0; row < rows; row++)
      {
        const float *from = convo_map_pixel (x, image, row / x->extent[1], row % x->extent[1], 0);
        float *to = convo_map_pixel (pass->y, image, 0, 0, 0) + row * width;

        for (gint64 c = 0; c < x->channels; c++)
          for (gint64 w = 0; w < width; w++)
            to[c * pixels + w] = from[w * x->pixel_pitch + c];
      }
}

static void
backward (const void *state, ConvoPass *pass)
{
  const ConvoMap *dx = &pass->dx[0];
  gint64 width = dx->extent[2], rows = dx->extent[0] * dx->extent[1], pixels = rows * width;
  gboolean add = pass->dx_add[0];

  if (dx->data == NULL)
    return;
  if (pass->site->lanes > 0)
    {
      flatten_packs (pass, dx, pass->dy, TRUE);
      return;
    }
  for (int image = pass->first; image < pass->first + pass->count; image++)
    for (gint64 row = 0; row < rows; row++)
      {
        float *to = convo_map_pixel (dx, image, row / dx->extent[1], row % dx->extent[1], 0);
        const float *from = convo_map_pixel (pass->dy, image, 0, 0, 0) + row * width;

        for (gint64 c = 0; c < dx->channels; c++)
          for (gint64 w = 0; w < width; w++)
            {
              float *at = to + w * dx->pixel_pitch + c;

              *at = (add ? *at : 0) + from[c * pixels + w];
            }
      }
}

const ConvoKind convo_kind_flatten = {
  .name = "flatten",
  .title = N_("Flatten"),
  .family = "shape",
  .prefix = "flatten",
  .doc = N_("Lays all values of a map in one row, channel after channel. Linear layers do this by themselves."),
  .accel = "j",
  .onnx = "Flatten(axis=1)",
  .torch = "nn.Flatten()",
  .keras = "layers.Flatten()",
  .flags = CONVO_KIND_THIN,
  .min_inputs = 1,
  .max_inputs = 1,
  .infer = infer,
  .reach = reach,
  .explain = explain,
  .forward = forward,
  .backward = backward,
};
