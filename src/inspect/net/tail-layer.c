/* One layer of the rest of a network: which way it is computed, and its memory. */
#include "tail.h"

#include <string.h>

static const void *
field (const TailLayer *layer, const char *key)
{
  const ConvoProp *prop = convo_kind_prop (layer->node->kind, key);

  return prop != NULL ? (const char *) layer->node->state + prop->offset : NULL;
}

/** tail_int: Returns: a whole number among the layer's settings; @usual if it has no such */
gint64
tail_int (const TailLayer *layer, const char *key, gint64 usual)
{
  const gint64 *at = field (layer, key);

  return at != NULL ? *at : usual;
}

/** tail_real: Returns: a real number among the layer's settings; @usual if it has no such */
double
tail_real (const TailLayer *layer, const char *key, double usual)
{
  const double *at = field (layer, key);

  return at != NULL ? *at : usual;
}

/** tail_choice: Returns: the number of a choice among the layer's settings */
int
tail_choice (const TailLayer *layer, const char *key)
{
  const int *at = field (layer, key);

  return at != NULL ? *at : 0;
}

/* Kinds whose output is linear in the inputs, whatever was drawn and whatever the weights are */
static gboolean
is_linear (const ConvoKind *kind)
{
  static const char *const names[] = {
    "identity", "flatten", "reshape", "crop", "pad", "pad-channels", "slice", "channel-shuffle", "subsample", "upsample",
    "adaptive-average-pool", "mean", "dropout", "drop-path", "fractal-join", NULL,
  };

  return g_strv_contains (names, kind->name);
}

static gboolean
choose (TailLayer *layer, GError **error)
{
  static TailForward (*const choices[]) (TailLayer *) = {
    tail_window_forward, tail_point_forward, tail_norm_forward, tail_loss_forward,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (choices) && layer->forward == NULL; i++)
    layer->forward = choices[i] (layer);
  if (layer->forward != NULL)
    return TRUE;
  layer->way = is_linear (layer->node->kind) ? TAIL_LINEAR : TAIL_FLOAT;
  layer->solo = convo_solo_new (layer->node->kind, layer->node->state, layer->site.in, layer->site.n_in, error);
  return layer->solo != NULL;
}

/**
 * tail_layer_new:
 * @report: (transfer none): it must live as long as the layer
 * @index: a node that runs
 * @label: class of the picture; −1: none
 * @error: return location; %CONVO_ERROR_MEMORY
 *
 * Returns: (transfer full): the layer, without inputs and parameters; or %NULL with @error set
 */
TailLayer *
tail_layer_new (const ConvoReport *report, int index, gboolean training, int label, GError **error)
{
  g_autoptr(TailLayer) layer = g_new0 (TailLayer, 1);
  int n;

  layer->node = convo_net_node (convo_report_net (report), index);
  layer->index = index;
  layer->training = training;
  layer->label = label;
  layer->nudged_param = -1;
  convo_report_site (report, index, &layer->site);
  n = layer->site.n_in;
  layer->n_params = convo_kind_params (layer->node->kind, layer->node->state, &layer->site, layer->specs);
  layer->x = g_new0 (const double *, n);
  layer->y = g_new0 (double, convo_shape_count (&layer->site.out));
  if (!choose (layer, error))
    return NULL;
  if (layer->way == TAIL_DOUBLE)
    return g_steal_pointer (&layer);
  layer->base_y = g_new0 (double, convo_shape_count (&layer->site.out));
  layer->base_x = g_new0 (double *, n);
  layer->floats = g_new0 (float *, n + 1);
  for (int i = 0; i <= n; i++)
    layer->floats[i] = g_new0 (float, convo_shape_count (i < n ? &layer->site.in[i] : &layer->site.out));
  for (int i = 0; i < n; i++)
    layer->base_x[i] = g_new0 (double, convo_shape_count (&layer->site.in[i]));
  return g_steal_pointer (&layer);
}

void
tail_layer_free (TailLayer *layer)
{
  for (int i = 0; layer->floats != NULL && i <= layer->site.n_in; i++)
    g_free (layer->floats[i]);
  for (int i = 0; layer->base_x != NULL && i < layer->site.n_in; i++)
    g_free (layer->base_x[i]);
  for (int i = 0; i < CONVO_MAX_PARAMS; i++)
    g_free (layer->params[i]);
  g_clear_pointer (&layer->solo, convo_solo_free);
  g_free (layer->floats);
  g_free (layer->base_x);
  g_free (layer->base_y);
  g_free (layer->x);
  g_free (layer->y);
  g_free (layer);
}

/** tail_layer_set_params: copies the layer's parameters out of @weights, into file order */
void
tail_layer_set_params (TailLayer *layer, const ConvoWeights *weights)
{
  for (int i = 0; i < layer->n_params; i++)
    {
      layer->params[i] = g_new (float, convo_param_count (&layer->specs[i]));
      convo_param_to_file (&layer->specs[i], convo_weights_param (weights, layer->index, i), layer->params[i]);
    }
}

/* The engine's kernel on x − @from (x, if that is NULL) */
static void
run_engine (TailLayer *layer, double *const *from)
{
  const int n = layer->site.n_in;

  for (int i = 0; i < n; i++)
    for (gint64 k = 0; k < convo_shape_count (&layer->site.in[i]); k++)
      layer->floats[i][k] = layer->x[i][k] - (from != NULL ? from[i][k] : 0);
  convo_solo_forward (layer->solo, (const float *const *) layer->floats, (const float *const *) layer->params,
                      layer->training, layer->floats[n]);
}

/* A zero difference gives what does not depend on the inputs: the fill of a padding, a shift */
static void
note_base (TailLayer *layer)
{
  const gint64 count = convo_shape_count (&layer->site.out);

  run_engine (layer, NULL);
  for (gint64 i = 0; i < count; i++)
    layer->base_y[i] = layer->floats[layer->site.n_in][i];
  for (int i = 0; i < layer->site.n_in; i++)
    memcpy (layer->base_x[i], layer->x[i], convo_shape_count (&layer->site.in[i]) * sizeof (double));
  run_engine (layer, layer->base_x);
  for (gint64 i = 0; i < count; i++)
    {
      layer->y[i] = layer->base_y[i];
      layer->base_y[i] -= layer->floats[layer->site.n_in][i];
    }
}

/** tail_layer_start: the first run, with everything at its place. @random_key: the layer's stream in this pass */
void
tail_layer_start (TailLayer *layer, guint64 random_key)
{
  if (layer->solo != NULL)
    convo_solo_set_step (layer->solo, random_key, layer->label);
  if (layer->way == TAIL_LINEAR)
    note_base (layer);
  else
    tail_layer_run (layer);
}

/** tail_layer_run: computes the output from the inputs */
void
tail_layer_run (TailLayer *layer)
{
  const gint64 count = convo_shape_count (&layer->site.out);

  if (layer->way == TAIL_DOUBLE)
    {
      layer->forward (layer);
      return;
    }
  run_engine (layer, layer->way == TAIL_LINEAR ? layer->base_x : NULL);
  for (gint64 i = 0; i < count; i++)
    layer->y[i] = layer->floats[layer->site.n_in][i] + (layer->way == TAIL_LINEAR ? layer->base_y[i] : 0);
}
