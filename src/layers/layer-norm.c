/* Layer normalisation: y = γ·(x − mean) / √(variance + ε) + β over the values of one image: all of them, the channels
 * of each position (ConvNeXt, transformers), or each row along the last axis. γ and β have one value for each of
 * those that are normalised together. Source: Ba, Kiros, Hinton 2016; PyTorch's LayerNorm over the last axes. */
#include "common.h"
#include "norm.h"
#include "pointwise.h"
#include "text.h"

#include <math.h>
#include <string.h>

enum { OVER_ALL, OVER_CHANNELS, OVER_LAST };
enum { WEIGHT, BIAS, N_PARAMS };

typedef struct
{
  int over;
  double epsilon;
  gboolean affine;
} LayerNorm;

static const char *const overs[] = { "all", "channels", "last", NULL };
static const char *const over_labels[] = { N_("All values"), N_("Channels of each position"), N_("Last axis"), NULL };

static const ConvoProp props[] = {
  { .key = "over", .type = CONVO_PROP_CHOICE, .offset = G_STRUCT_OFFSET (LayerNorm, over), .label = N_("Over"),
    .help = N_("Which values share a mean and a variance"), .choices = overs, .choice_labels = over_labels },
  CONVO_PROP_REAL_ (LayerNorm, epsilon, "epsilon", N_("Epsilon"), N_("Added to the variance, against division by zero"),
                    1e-5, 1e-12, 1, 1e-6, 1e-2),
  CONVO_PROP_BOOL_ (LayerNorm, affine, "affine", N_("Scale and shift"), N_("Learn a scale and a shift afterwards"),
                    TRUE),
};

/* What is normalised together, as a shape. Features have one axis, so that the three are one */
static ConvoShape
unit_shape (const LayerNorm *norm, const ConvoShape *in)
{
  if (norm->over == OVER_ALL)
    return *in;
  return CONVO_SHAPE (norm->over == OVER_CHANNELS ? in->dim[0] : in->dim[in->rank - 1]);
}

static int
params (const void *state, const ConvoSite *site, ConvoParamSpec *specs)
{
  const LayerNorm *norm = state;
  ConvoShape unit = unit_shape (norm, &site->in[0]);

  if (!norm->affine)
    return 0;
  specs[WEIGHT] = (ConvoParamSpec) {
    .name = "weight", .role = CONVO_ROLE_SCALE, .rank = unit.rank,
    .n_view = 4, .view = { unit.dim[0], convo_shape_spatial (&unit, 0), convo_shape_spatial (&unit, 1),
                           convo_shape_spatial (&unit, 2) },
    .order = { 1, 2, 3, 0 }, .fan_in = 1, .fan_out = 1,
  };
  memcpy (specs[WEIGHT].dim, unit.dim, sizeof unit.dim);
  specs[BIAS] = specs[WEIGHT];
  specs[BIAS].name = "bias";
  specs[BIAS].role = CONVO_ROLE_SHIFT;
  return N_PARAMS;
}

/* Values, their gradients, and an image's gradients of γ and β */
static gsize
scratch_size (const void *state, const ConvoSite *site, int images, gboolean backward)
{
  ConvoShape unit = unit_shape (state, &site->in[0]);

  return 4 * convo_shape_count (&unit) * sizeof (float);
}

static ConvoReach
reach (const void *state, const ConvoSite *site, int axis, ConvoWindow *window)
{
  const LayerNorm *norm = state;
  gint64 extent = convo_shape_spatial (&site->in[0], axis);

  *window = (ConvoWindow) { extent, 1, 0, 1, FALSE };
  if (extent == 1 || norm->over == OVER_CHANNELS || (norm->over == OVER_LAST && axis != 2))
    return CONVO_REACH_POINT;
  return CONVO_REACH_ALL;
}

static void
describe (const void *state, GString *text)
{
  const LayerNorm *norm = state;

  if (norm->over != OVER_ALL)
    g_string_append (text, norm->over == OVER_CHANNELS ? _("over channels") : _("over the last axis"));
}

static void
explain (const void *state, const ConvoSite *site, ConvoLedger *ledger)
{
  const LayerNorm *norm = state;
  ConvoShape unit = unit_shape (norm, &site->in[0]);

  convo_shape_explain (&unit, _("Values in each mean"), ledger);
  if (norm->affine)
    convo_norm_explain (convo_shape_count (&unit), _("scale and shift of every value that is normalised together"), ledger);
}

/* The values of @map that unit number @u of an image has, as a map */
static ConvoMap
unit_of (const LayerNorm *norm, const ConvoPass *pass, const ConvoMap *map, gint64 u)
{
  const gint64 *extent = map->extent;
  ConvoMap view = *map;

  if (norm->over == OVER_ALL)
    return view;
  view.extent[0] = view.extent[1] = view.extent[2] = 1;
  if (norm->over == OVER_CHANNELS || pass->site->in[0].rank == 1)
    view.data = convo_map_pixel (map, 0, u / extent[2] / extent[1], u / extent[2] % extent[1], u % extent[2]);
  else
    {
      gint64 row = u / map->channels;

      view.data = convo_map_pixel (map, 0, row / extent[1], row % extent[1], 0) + u % map->channels;
      view.channels = 1;
      view.extent[2] = extent[2];
    }
  return view;
}

static void
load_run (float *const *at, gint64 length, gconstpointer data)
{
  float **to = (float **) data;

  memcpy (*to, at[0], length * sizeof (float));
  *to += length;
}

static void
load (const ConvoMap *from, int image, float *to)
{
  convo_maps_walk (&from, 1, image, 1, load_run, &to);
}

typedef struct
{
  const float *from;
  gboolean add;
} Store;

static void
store_run (float *const *at, gint64 length, gconstpointer data)
{
  Store *store = (Store *) data;

  convo_pointwise ()->scale (at[0], store->from, length, 1, store->add);
  store->from += length;
}

static void
store (const ConvoMap *to, int image, const float *from, gboolean add)
{
  Store data = { from, add };

  convo_maps_walk (&to, 1, image, 1, store_run, &data);
}

/* x becomes (x − mean)·scale. Returns: scale = 1 / √(variance + ε) */
static float
standardize (float *x, gint64 n, double epsilon)
{
  const ConvoNorm *norm = convo_norm ();
  float scale;

  norm->standardize (x, n, norm->sum (x, n) / n, 1);
  scale = 1 / sqrt (norm->dot (x, x, n) / n + epsilon);
  norm->standardize (x, n, 0, scale);
  return scale;
}

static void
forward (const void *state, ConvoPass *pass)
{
  const LayerNorm *norm = state;
  ConvoShape unit = unit_shape (norm, &pass->site->in[0]);
  gint64 n = convo_shape_count (&unit), units = convo_shape_count (&pass->site->in[0]) / n;
  float *values = pass->scratch;

  for (int image = pass->first; image < pass->first + pass->count; image++)
    for (gint64 u = 0; u < units; u++)
      {
        ConvoMap x = unit_of (norm, pass, &pass->x[0], u), y = unit_of (norm, pass, pass->y, u);

        load (&x, image, values);
        standardize (values, n, norm->epsilon);
        if (norm->affine)
          {
            convo_pointwise ()->multiply (values, values, pass->params[WEIGHT], n, FALSE);
            convo_pointwise ()->add (values, values, pass->params[BIAS], n);
          }
        store (&y, image, values, FALSE);
      }
}

/* One unit. @h: its x; @g: its dy; becomes dx. @sums: this image's gradients of γ, then β */
static void
backward_unit (const LayerNorm *norm, ConvoPass *pass, float *h, float *g, float *sums, gint64 n)
{
  float scale = standardize (h, n, norm->epsilon);

  if (norm->affine)
    {
      convo_pointwise ()->multiply (sums, g, h, n, TRUE);
      convo_pointwise ()->add (sums + n, sums + n, g, n);
      convo_pointwise ()->multiply (g, g, pass->params[WEIGHT], n, FALSE);
    }
  convo_norm ()->standardize_backward (g, h, n, scale, convo_norm ()->sum (g, n) / n,
                                       convo_norm ()->dot (g, h, n) / n);
}

static void
backward (const void *state, ConvoPass *pass)
{
  const LayerNorm *norm = state;
  ConvoShape unit = unit_shape (norm, &pass->site->in[0]);
  gint64 n = convo_shape_count (&unit), units = convo_shape_count (&pass->site->in[0]) / n;
  float *h = pass->scratch, *g = h + n, *sums = g + n;

  for (int image = pass->first; image < pass->first + pass->count; image++)
    {
      memset (sums, 0, 2 * n * sizeof (float));
      for (gint64 u = 0; u < units; u++)
        {
          ConvoMap x = unit_of (norm, pass, &pass->x[0], u), dy = unit_of (norm, pass, pass->dy, u);

          load (&x, image, h);
          load (&dy, image, g);
          backward_unit (norm, pass, h, g, sums, n);
          if (pass->dx[0].data != NULL)
            {
              ConvoMap dx = unit_of (norm, pass, &pass->dx[0], u);

              store (&dx, image, g, pass->dx_add[0]);
            }
        }
      for (int i = 0; norm->affine && i < N_PARAMS; i++)
        if (pass->grads[i] != NULL)
          convo_pointwise ()->add (pass->grads[i], pass->grads[i], sums + i * n, n);
    }
}

const ConvoKind convo_kind_layer_norm = {
  .name = "layer-norm",
  .title = N_("Layer normalisation"),
  .family = "normalisation",
  .prefix = "ln",
  .doc = N_("Brings the values of each image to mean 0 and variance 1, then scales and shifts every one. "
            "Does not depend on the batch; usual in transformers."),
  .onnx = "LayerNormalization(axis={over}, epsilon={epsilon})",
  .torch = "nn.LayerNorm(shape, eps={epsilon}, elementwise_affine={affine})",
  .keras = "layers.LayerNormalization(epsilon={epsilon}, center={affine}, scale={affine})",
  .flags = CONVO_KIND_SLICE | CONVO_KIND_READS_X | CONVO_KIND_SIGNED,
  .min_inputs = 1,
  .max_inputs = 1,
  .state_size = sizeof (LayerNorm),
  .props = props,
  .n_props = G_N_ELEMENTS (props),
  .infer = convo_infer_same,
  .params = params,
  .reach = reach,
  .scratch_size = scratch_size,
  .describe = describe,
  .explain = explain,
  .forward = forward,
  .backward = backward,
};
