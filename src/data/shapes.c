/* Shapes: labelled pictures of our own, drawn when they are read, with boxes and masks. */
#include "shapes.h"
#include "dataset-private.h"
#include "errors.h"
#include "random.h"
#include "shapes-draw.h"
#include "text.h"

#include <string.h>

#define CACHE_MOST ((gsize) 64 << 20)        /* bytes: 85,000 pictures of 28×28; larger data are drawn at each read */
#define MAX_SIDE 8192

enum { STREAM_LABELS, STREAM_PICTURES = 2 };  /* + 1 for the test part */
enum { ABSENT, BUSY, READY };

static const char *const class_names[] = {
  NC_ ("class", "disc"), NC_ ("class", "square"), NC_ ("class", "triangle"),
  NC_ ("class", "cross"), NC_ ("class", "star"), NC_ ("class", "ring"), NULL,
};

typedef struct
{
  int channels, height, width, n_classes;
  guint n[2];
  guint64 seed;
  gsize count;              /* bytes of a picture */
  gint32 *labels[2];        /* owned by the data set */
  guint8 *cache;            /* n[0] + n[1] pictures, or NULL */
  int *state;               /* of each: ABSENT, BUSY in one thread, READY */
} Shapes;

/* Every n pictures hold each class once, in random order: any first part is balanced. */
static gint32 *
make_labels (const Shapes *shapes, gboolean test)
{
  gint32 *labels = g_new (gint32, MAX (shapes->n[test], 1));
  guint32 order[CONVO_SHAPES_CLASSES] = { 0 };

  for (guint i = 0; i < shapes->n[test]; i++)
    {
      int at = i % shapes->n_classes;

      if (at == 0)
        {
          ConvoRandom random = convo_random_stream (shapes->seed, STREAM_LABELS + test, i / shapes->n_classes);

          for (int c = 0; c < shapes->n_classes; c++)
            order[c] = c;
          convo_random_permute (&random, order, shapes->n_classes);
        }
      labels[i] = order[at];
    }
  return labels;
}

static void
scene_of (const Shapes *shapes, gboolean test, guint32 index, ConvoScene *scene)
{
  convo_scene_init (scene, (ConvoFigure) shapes->labels[test][index], shapes->channels, shapes->height, shapes->width,
                    shapes->seed, STREAM_PICTURES + test, index);
}

static void
shapes_pixels (gpointer self, gboolean test, guint32 index, guint8 *pixels)
{
  ConvoScene scene;

  scene_of (self, !!test, index, &scene);
  convo_scene_draw (&scene, pixels);
}

/* The first reader of a picture draws it into the cache. A thread that meets it half drawn draws its own copy:
 * nobody waits. */
static const guint8 *
shapes_peek (gpointer self, gboolean test, guint32 index)
{
  Shapes *shapes = self;
  gsize slot = index + (test ? shapes->n[0] : 0);
  guint8 *bytes;

  if (shapes->cache == NULL)
    return NULL;
  bytes = shapes->cache + slot * shapes->count;
  if (g_atomic_int_get (&shapes->state[slot]) == READY)
    return bytes;
  if (!g_atomic_int_compare_and_exchange (&shapes->state[slot], ABSENT, BUSY))
    return NULL;
  shapes_pixels (shapes, test, index, bytes);
  g_atomic_int_set (&shapes->state[slot], READY);
  return bytes;
}

static ConvoDataset *
shapes_refit (gpointer self, const ConvoShape *input, int n_classes, GError **error)
{
  const Shapes *shapes = self;
  int classes = n_classes > 0 ? MIN (n_classes, shapes->n_classes) : shapes->n_classes;

  return convo_dataset_new_shapes (input, classes, shapes->n[0], shapes->n[1], shapes->seed, error);
}

static void
shapes_free (gpointer self)
{
  Shapes *shapes = self;

  g_free (shapes->cache);
  g_free (shapes->state);
  g_free (shapes);
}

static const ConvoDataSource shapes_source = {
  .peek = shapes_peek, .pixels = shapes_pixels, .refit = shapes_refit, .free = shapes_free,
};

static gboolean
check (const ConvoShape *shape, int n_classes, GError **error)
{
  g_autofree char *text = convo_shape_to_string (shape);

  if (!convo_shape_valid (shape, error))
    return FALSE;
  if (shape->rank != 3 || (shape->dim[0] != 1 && shape->dim[0] != 3))
    g_set_error (error, CONVO_ERROR, CONVO_ERROR_DATA,
                 _("Shapes are pictures with 1 or 3 channels, and the network's input is %s; "
                   "give the input layer a shape like 1×28×28."), text);
  else if (MIN (shape->dim[1], shape->dim[2]) < CONVO_SHAPES_LEAST || MAX (shape->dim[1], shape->dim[2]) > MAX_SIDE)
    g_set_error (error, CONVO_ERROR, CONVO_ERROR_DATA,
                 _("Shapes are drawn in pictures of %d to %d pixels a side, and the network's input is %s; "
                   "choose another size at the input layer."), CONVO_SHAPES_LEAST, MAX_SIDE, text);
  else if (n_classes < 2)
    g_set_error (error, CONVO_ERROR, CONVO_ERROR_DATA,
                 _("Shapes need at least 2 classes, and the network's last layer gives %d; "
                   "set the last layer to 2 or more outputs."), n_classes);
  else
    return TRUE;
  return FALSE;
}

static void
make_cache (Shapes *shapes)
{
  gsize n = (gsize) shapes->n[0] + shapes->n[1];

  if (n == 0 || shapes->count > CACHE_MOST / n)
    return;
  shapes->cache = g_try_malloc0 (n * shapes->count);     /* pages that nobody draws cost nothing */
  shapes->state = g_new0 (int, n);
}

/**
 * convo_dataset_new_shapes:
 * @shape: 1×H×W or 3×H×W, 8 to 8192 pixels a side
 * @n_classes: 2 to %CONVO_SHAPES_CLASSES: the first so many of disc, square, triangle, cross, star, ring;
 *   more gives all six
 * @n_train: number of training pictures
 * @n_test: number of test pictures, other than these
 * @seed: picture i of a seed, shape and number of classes is always the same
 * @error: return location; %CONVO_ERROR_DATA, or %CONVO_ERROR_SHAPE for an impossible shape
 *
 * One figure a picture, anywhere, of any size and angle, brighter or darker than its background, with noise.
 * Returns at once; pictures are drawn when first read (28×28: about 10 µs) and kept if all fit in 64 MiB.
 *
 * Returns: (transfer full): the data set "shapes", or %NULL with @error set
 */
ConvoDataset *
convo_dataset_new_shapes (const ConvoShape *shape, int n_classes, guint n_train, guint n_test, guint64 seed,
                          GError **error)
{
  const char *names[CONVO_SHAPES_CLASSES + 1] = { NULL };
  ConvoDataset *dataset;
  Shapes *shapes;

  g_return_val_if_fail (shape != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);
  n_classes = MIN (n_classes, CONVO_SHAPES_CLASSES);
  if (!check (shape, n_classes, error))
    return NULL;
  memcpy (names, class_names, n_classes * sizeof *names);
  shapes = g_new0 (Shapes, 1);
  *shapes = (Shapes) {
    .channels = shape->dim[0], .height = shape->dim[1], .width = shape->dim[2], .n_classes = n_classes,
    .n = { n_train, n_test }, .seed = seed, .count = convo_shape_count (shape),
  };
  make_cache (shapes);
  dataset = convo_dataset_new ("shapes", NC_ ("data set", "Shapes"), shape, names, TRUE, &shapes_source, shapes);
  for (int part = 0; part < 2; part++)
    {
      shapes->labels[part] = make_labels (shapes, part);
      convo_dataset_set_labels (dataset, part, shapes->labels[part], shapes->n[part]);
    }
  return dataset;
}

static void
bound (const guint8 *mask, int height, int width, ConvoBox *box)
{
  int left = width, right = -1, top = height, bottom = -1;

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      if (mask[(gsize) y * width + x] >= 128)
        {
          left = MIN (left, x);
          right = MAX (right, x);
          top = MIN (top, y);
          bottom = MAX (bottom, y);
        }
  *box = (ConvoBox) { left, top, right - left + 1, bottom - top + 1 };
}

/**
 * convo_shapes_mask:
 * @dataset: Shapes, or their first part by convo_dataset_limit()
 * @mask: (out) (optional): H×W bytes: how much of each pixel the figure covers, 0 to 255
 * @box: (out) (optional): the smallest box around all pixels covered by half or more
 *
 * Returns: %FALSE if @dataset is not Shapes, and then nothing is written
 */
gboolean
convo_shapes_mask (const ConvoDataset *dataset, gboolean test, guint32 index, guint8 *mask, ConvoBox *box)
{
  g_autofree guint8 *own = NULL;
  const Shapes *shapes;
  ConvoScene scene;

  g_return_val_if_fail (dataset != NULL && index < convo_dataset_count (dataset, test), FALSE);
  while (dataset->parent != NULL)                        /* views of Shapes keep the geometry: see refit */
    dataset = dataset->parent;
  if (dataset->source != &shapes_source)
    return FALSE;
  shapes = dataset->self;
  if (mask == NULL)
    mask = own = g_malloc ((gsize) shapes->height * shapes->width);
  scene_of (shapes, !!test, index, &scene);
  convo_scene_mask (&scene, mask);
  if (box != NULL)
    bound (mask, shapes->height, shapes->width, box);
  return TRUE;
}
