/* Pictures made to fit a network's input while they are read: padding, resampling, grey and colour. */
#include "dataset-private.h"
#include "errors.h"
#include "text.h"

#include <math.h>
#include <string.h>

#define PAD_MOST 8        /* 28 → 32 is padded, as LeNet's authors did; 28 → 64 is resampled */

#define MAX_EXTENT 8192

/* Weights along one axis: output @o is the weighted sum of @taps inputs from first[o] on. */
typedef struct
{
  guint out, taps;
  guint *first;
  float *weight;          /* out × taps; unused taps weigh 0 */
} Axis;

typedef struct
{
  ConvoDataset *parent;   /* not owned: the view holds it */
  int channels, height, width;
  int to_channels, to_height, to_width;
  gboolean pad;
  Axis rows, columns;     /* if not @pad */
} Fit;

/* A triangle as wide as the larger of the two pixel sizes: bilinear when enlarging, an average when shrinking. */
static void
axis_init (Axis *axis, guint in, guint out)
{
  double scale = (double) in / out, reach = MAX (scale, 1);

  axis->out = out;
  axis->taps = MIN ((guint) ceil (2 * reach) + 1, in);
  axis->first = g_new0 (guint, out);
  axis->weight = g_new0 (float, (gsize) out * axis->taps);
  for (guint o = 0; o < out; o++)
    {
      double centre = (o + 0.5) * scale, sum = 0;
      int first = CLAMP ((int) floor (centre - reach), 0, (int) (in - axis->taps));
      float *weight = axis->weight + (gsize) o * axis->taps;

      axis->first[o] = first;
      for (guint t = 0; t < axis->taps; t++)
        sum += weight[t] = MAX (0, 1 - fabs (first + t + 0.5 - centre) / reach);
      for (guint t = 0; t < axis->taps; t++)
        weight[t] /= sum;
    }
}

static void
axis_clear (Axis *axis)
{
  g_free (axis->first);
  g_free (axis->weight);
}

/* from is height×width, to is to_height×to_width; middle holds height × to_width floats. */
static void
resample_plane (const Fit *fit, const guint8 *from, float *middle, guint8 *to)
{
  const Axis *columns = &fit->columns, *rows = &fit->rows;

  for (int y = 0; y < fit->height; y++)
    for (guint x = 0; x < columns->out; x++)
      {
        const guint8 *in = from + (gsize) y * fit->width + columns->first[x];
        const float *weight = columns->weight + (gsize) x * columns->taps;
        float sum = 0;

        for (guint t = 0; t < columns->taps; t++)
          sum += weight[t] * in[t];
        middle[(gsize) y * columns->out + x] = sum;
      }
  for (guint y = 0; y < rows->out; y++)
    for (guint x = 0; x < columns->out; x++)
      {
        const float *in = middle + (gsize) rows->first[y] * columns->out + x;
        const float *weight = rows->weight + (gsize) y * rows->taps;
        float sum = 0.5f;

        for (guint t = 0; t < rows->taps; t++)
          sum += weight[t] * in[(gsize) t * columns->out];
        to[(gsize) y * columns->out + x] = (guint8) CLAMP (sum, 0, 255);
      }
}

static void
pad_plane (const Fit *fit, const guint8 *from, guint8 *to)
{
  int top = (fit->to_height - fit->height) / 2, left = (fit->to_width - fit->width) / 2;

  memset (to, 0, (gsize) fit->to_height * fit->to_width);
  for (int y = 0; y < fit->height; y++)
    memcpy (to + (gsize) (top + y) * fit->to_width + left, from + (gsize) y * fit->width, fit->width);
}

/* ITU-R BT.601 luma, the weights of every grey-scale conversion a student meets. In place: @to may be @from. */
static void
mix_to_grey (const guint8 *from, gsize plane, guint8 *to)
{
  for (gsize i = 0; i < plane; i++)
    to[i] = (299 * from[i] + 587 * from[plane + i] + 114 * from[2 * plane + i] + 500) / 1000;
}

static void
fit_pixels (gpointer self, gboolean test, guint32 index, guint8 *pixels)
{
  const Fit *fit = self;
  gsize plane = (gsize) fit->height * fit->width, to_plane = (gsize) fit->to_height * fit->to_width;
  gboolean to_grey = fit->channels == 3 && fit->to_channels == 1;
  g_autofree guint8 *scratch = g_malloc (fit->channels * plane);
  g_autofree float *middle = fit->pad ? NULL : g_new (float, (gsize) fit->height * fit->to_width);
  const guint8 *from = convo_dataset_peek (fit->parent, test, index, scratch);

  if (to_grey)
    {
      mix_to_grey (from, plane, scratch);
      from = scratch;
    }
  for (int c = 0; c < (to_grey ? 1 : fit->channels); c++)
    if (fit->pad)
      pad_plane (fit, from + c * plane, pixels + c * to_plane);
    else
      resample_plane (fit, from + c * plane, middle, pixels + c * to_plane);
  if (fit->channels == 1)
    for (int c = 1; c < fit->to_channels; c++)
      memcpy (pixels + c * to_plane, pixels, to_plane);
}

static void
fit_free (gpointer self)
{
  Fit *fit = self;

  axis_clear (&fit->rows);
  axis_clear (&fit->columns);
  g_free (fit);
}

static const ConvoDataSource fit_source = { .pixels = fit_pixels, .free = fit_free };

/**
 * convo_dataset_has_outputs:
 * @n_classes: how many values the network's last layer gives; 0 if nobody knows
 * @error: return location; %CONVO_ERROR_DATA
 *
 * Returns: %TRUE if the network has an output for every class of the data
 */
gboolean
convo_dataset_has_outputs (const ConvoDataset *dataset, int n_classes, GError **error)
{
  if (n_classes <= 0 || (guint) n_classes >= dataset->n_classes)
    return TRUE;
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_DATA,
               /* translators: a data set's name, its number of classes, the number of outputs, classes again */
               _("The data “%s” need %u classes, and the network's last layer gives only %d; "
                 "set the last layer to %u outputs, or choose other data."),
               convo_dataset_name (dataset), dataset->n_classes, n_classes, dataset->n_classes);
  return FALSE;
}

static gboolean
check_input (const ConvoDataset *dataset, const ConvoShape *input, GError **error)
{
  g_autofree char *wanted = convo_shape_to_string (input);
  g_autofree char *have = convo_shape_to_string (&dataset->shape);
  gint64 from = dataset->shape.dim[0], to = input->dim[0];

  if (!convo_shape_valid (input, error))
    return FALSE;
  if (input->rank != 3 || dataset->shape.rank != 3)
    g_set_error (error, CONVO_ERROR, CONVO_ERROR_DATA,
                 _("The network's input is %s, and the pictures of “%s” are %s; "
                   "give the input layer the shape of a picture: channels, height, width."),
                 wanted, convo_dataset_name (dataset), have);
  else if (MAX (MAX (input->dim[1], input->dim[2]), to) > MAX_EXTENT ||
           !(from == to || from == 1 || (from == 3 && to == 1)))
    g_set_error (error, CONVO_ERROR, CONVO_ERROR_DATA,
                 _("Pictures of “%s” are %s and cannot be made into the network's input %s; "
                   "give the input layer the shape %s."),
                 convo_dataset_name (dataset), have, wanted, have);
  else
    return TRUE;
  return FALSE;
}

static Fit *
fit_new (ConvoDataset *parent, const ConvoShape *to)
{
  Fit *fit = g_new0 (Fit, 1);
  const ConvoShape *from = &parent->shape;
  gint64 taller = to->dim[1] - from->dim[1], wider = to->dim[2] - from->dim[2];

  fit->parent = parent;
  fit->channels = from->dim[0];
  fit->height = from->dim[1];
  fit->width = from->dim[2];
  fit->to_channels = to->dim[0];
  fit->to_height = to->dim[1];
  fit->to_width = to->dim[2];
  fit->pad = taller >= 0 && taller <= PAD_MOST && wider >= 0 && wider <= PAD_MOST;
  if (!fit->pad)
    {
      axis_init (&fit->rows, fit->height, fit->to_height);
      axis_init (&fit->columns, fit->width, fit->to_width);
    }
  return fit;
}

static ConvoDataset *
fit_picture (ConvoDataset *dataset, const ConvoShape *input, int n_classes, GError **error)
{
  gboolean same = convo_shape_equal (input, &dataset->shape);
  ConvoDataset *fitted;

  if (same && convo_dataset_has_outputs (dataset, n_classes, NULL))
    return convo_dataset_ref (dataset);
  if (dataset->source->refit != NULL)
    return dataset->source->refit (dataset->self, input, n_classes, error);
  if (!convo_dataset_has_outputs (dataset, n_classes, error) || !check_input (dataset, input, error))
    return NULL;
  fitted = convo_dataset_view (dataset, &fit_source, fit_new (dataset, input));
  fitted->shape = *input;
  return fitted;
}

/**
 * convo_dataset_fit:
 * @input: (nullable): the shape of the network's input, C×H×W or [F]; %NULL or an unknown shape keeps the data's own
 * @n_classes: how many values the network's last layer gives; 0 if nobody knows
 * @error: return location; %CONVO_ERROR_DATA, or %CONVO_ERROR_SHAPE for an impossible shape
 *
 * Adapts data to a network. Grey is repeated over the channels, colour mixed to grey (ITU-R BT.601). A picture
 * up to 8 pixels smaller than the input is centred on black, any other size resampled (bilinear, averaging when it
 * shrinks). An input [F] takes the values of C×H×W in that order if there are F. Generated data are drawn anew at
 * the size asked. The work is done while reading, so nothing is copied now.
 *
 * Returns: (transfer full): data of the input's shape: @dataset itself if it fits already; %NULL with @error set
 */
ConvoDataset *
convo_dataset_fit (ConvoDataset *dataset, const ConvoShape *input, int n_classes, GError **error)
{
  g_autoptr(ConvoDataset) picture = NULL;
  ConvoDataset *features;

  g_return_val_if_fail (dataset != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);
  if (input == NULL || input->rank == 0)
    input = &dataset->shape;
  if (input->rank != 1 || input->dim[0] != convo_shape_count (&dataset->shape))
    return fit_picture (dataset, input, n_classes, error);
  picture = fit_picture (dataset, &dataset->shape, n_classes, error);
  if (picture == NULL || convo_shape_equal (input, &picture->shape))
    return g_steal_pointer (&picture);
  features = convo_dataset_view (picture, NULL, NULL);
  features->shape = *input;
  return features;
}
