/* Labelled pictures kept as bytes, read as floats; limiting them to the first few. Fitting is in fit.c. */
#include "dataset-private.h"
#include "errors.h"
#include "text.h"

#include <string.h>

/** convo_dataset_ref: Returns: (transfer full): @dataset */
ConvoDataset *
convo_dataset_ref (ConvoDataset *dataset)
{
  g_return_val_if_fail (dataset != NULL, NULL);
  g_atomic_ref_count_inc (&dataset->refs);
  return dataset;
}

/** convo_dataset_unref: Drops one reference; %NULL is allowed */
void
convo_dataset_unref (ConvoDataset *dataset)
{
  if (dataset == NULL || !g_atomic_ref_count_dec (&dataset->refs))
    return;
  if (dataset->source->free != NULL)
    dataset->source->free (dataset->self);
  for (int part = 0; part < 2; part++)
    g_clear_pointer (&dataset->labels[part], g_bytes_unref);
  g_strfreev (dataset->class_names);
  g_free (dataset->id);
  g_free (dataset->name);
  convo_dataset_unref (dataset->parent);
  g_free (dataset);
}

/**
 * convo_dataset_new:
 * @id: "fashion-mnist", "shapes" or a folder's path
 * @name: what people call it; a message id if @translate
 * @shape: the shape of one picture
 * @class_names: (array zero-terminated=1): copied; message ids of the context "class" if @translate
 * @source: where the pictures come from
 * @self: (transfer full): the source's own data
 *
 * Returns: (transfer full): a data set that still needs convo_dataset_set_labels() for both parts
 */
ConvoDataset *
convo_dataset_new (const char *id, const char *name, const ConvoShape *shape, const char *const *class_names,
                   gboolean translate, const ConvoDataSource *source, gpointer self)
{
  ConvoDataset *dataset = g_new0 (ConvoDataset, 1);

  g_atomic_ref_count_init (&dataset->refs);
  dataset->id = g_strdup (id);
  dataset->name = g_strdup (name);
  dataset->shape = *shape;
  dataset->class_names = g_strdupv ((char **) class_names);
  dataset->n_classes = g_strv_length (dataset->class_names);
  dataset->translate = translate;
  dataset->source = source;
  dataset->self = self;
  return dataset;
}

/** convo_dataset_set_labels: Gives a part its @n pictures' @labels (transfer full); once, before anyone shares it */
void
convo_dataset_set_labels (ConvoDataset *dataset, gboolean test, gint32 *labels, guint n)
{
  g_return_if_fail (dataset->labels[!!test] == NULL);
  dataset->labels[!!test] = g_bytes_new_take (labels, n * sizeof *labels);
  dataset->count[!!test] = n;
}

/** convo_dataset_name: Returns: what people call it: "Fashion-MNIST", "Shapes", the folder's base name */
const char *
convo_dataset_name (const ConvoDataset *dataset)
{
  g_return_val_if_fail (dataset != NULL, NULL);
  return dataset->translate ? C_ ("data set", dataset->name) : dataset->name;
}

/** convo_dataset_id: Returns: what convo_dataset_open() opens it by: "fashion-mnist", "shapes", or a folder's path */
const char *
convo_dataset_id (const ConvoDataset *dataset)
{
  g_return_val_if_fail (dataset != NULL, NULL);
  return dataset->id;
}

/** convo_dataset_shape: Returns: the shape of one picture, C×H×W (or [F] after fitting to a network of features) */
const ConvoShape *
convo_dataset_shape (const ConvoDataset *dataset)
{
  g_return_val_if_fail (dataset != NULL, NULL);
  return &dataset->shape;
}

/** convo_dataset_n_classes: Returns: the number of classes; labels run from 0 to one below it */
guint
convo_dataset_n_classes (const ConvoDataset *dataset)
{
  g_return_val_if_fail (dataset != NULL, 0);
  return dataset->n_classes;
}

/** convo_dataset_class_name: Returns: the name of class @index, in the user's language for the built-in data */
const char *
convo_dataset_class_name (const ConvoDataset *dataset, guint index)
{
  g_return_val_if_fail (dataset != NULL && index < dataset->n_classes, NULL);
  return dataset->translate ? C_ ("class", dataset->class_names[index]) : dataset->class_names[index];
}

/** convo_dataset_count: Returns: the number of training pictures, or of test pictures if @test */
guint
convo_dataset_count (const ConvoDataset *dataset, gboolean test)
{
  g_return_val_if_fail (dataset != NULL, 0);
  return dataset->count[!!test];
}

/** convo_dataset_labels: Returns: (transfer none): the classes of all convo_dataset_count() pictures of a part */
const gint32 *
convo_dataset_labels (const ConvoDataset *dataset, gboolean test)
{
  g_return_val_if_fail (dataset != NULL, NULL);
  return g_bytes_get_data (dataset->labels[!!test], NULL);
}

/**
 * convo_dataset_pixels:
 * @index: which picture of the part, below convo_dataset_count()
 * @pixels: (out): as many bytes as the shape counts, C×H×W; 0 is black
 *
 * The bytes of one picture, for thumbnails.
 */
void
convo_dataset_pixels (const ConvoDataset *dataset, gboolean test, guint32 index, guint8 *pixels)
{
  const guint8 *bytes;

  g_return_if_fail (dataset != NULL && index < dataset->count[!!test]);
  bytes = convo_dataset_peek (dataset, test, index, pixels);
  if (bytes != pixels)
    memcpy (pixels, bytes, convo_shape_count (&dataset->shape));
}

/** convo_dataset_peek: Returns: the bytes of a picture: where they lie, or else written to @scratch */
const guint8 *
convo_dataset_peek (const ConvoDataset *dataset, gboolean test, guint32 index, guint8 *scratch)
{
  const guint8 *bytes = NULL;

  if (dataset->source->peek != NULL)
    bytes = dataset->source->peek (dataset->self, test, index);
  if (bytes != NULL)
    return bytes;
  dataset->source->pixels (dataset->self, test, index, scratch);
  return scratch;
}

/**
 * convo_dataset_read:
 * @indices: (array length=n): which pictures of the part
 * @values: (out): @n×C×H×W floats from 0 to 1 (byte / 255), channels first, no halo
 * @labels: (out) (optional): the @n classes
 *
 * Reads a batch.
 */
void
convo_dataset_read (const ConvoDataset *dataset, gboolean test, const guint32 *indices, guint n,
                    float *values, gint32 *labels)
{
  g_autofree guint8 *scratch = NULL;
  const gint32 *classes;
  gsize count;

  g_return_if_fail (dataset != NULL && (n == 0 || (indices != NULL && values != NULL)));
  classes = convo_dataset_labels (dataset, test);
  count = convo_shape_count (&dataset->shape);
  scratch = g_malloc (count);
  for (guint i = 0; i < n; i++)
    {
      const guint8 *bytes;
      float *value = values + i * count;

      g_return_if_fail (indices[i] < dataset->count[!!test]);
      bytes = convo_dataset_peek (dataset, test, indices[i], scratch);
      for (gsize k = 0; k < count; k++)
        value[k] = bytes[k] / 255.0f;      /* divided, not multiplied: the values others' loaders give */
      if (labels != NULL)
        labels[i] = classes[indices[i]];
    }
}

/* Pictures in memory. */

typedef struct
{
  GBytes *bytes[2];
  const guint8 *start[2];
  gsize count;
} Memory;

static const guint8 *
memory_peek (gpointer self, gboolean test, guint32 index)
{
  const Memory *memory = self;

  return memory->start[!!test] + index * memory->count;
}

static void
memory_free (gpointer self)
{
  Memory *memory = self;

  g_bytes_unref (memory->bytes[0]);
  g_bytes_unref (memory->bytes[1]);
  g_free (memory);
}

static const ConvoDataSource memory_source = { .peek = memory_peek, .free = memory_free };

/**
 * convo_dataset_new_memory:
 * @train: the training pictures, one after the other, each C×H×W bytes; a reference is taken
 * @test: the test pictures
 *
 * Returns: (transfer full): as convo_dataset_new()
 */
ConvoDataset *
convo_dataset_new_memory (const char *id, const char *name, const ConvoShape *shape, const char *const *class_names,
                          gboolean translate, GBytes *train, GBytes *test)
{
  Memory *memory = g_new0 (Memory, 1);

  memory->bytes[0] = g_bytes_ref (train);
  memory->bytes[1] = g_bytes_ref (test);
  memory->start[0] = g_bytes_get_data (train, NULL);
  memory->start[1] = g_bytes_get_data (test, NULL);
  memory->count = convo_shape_count (shape);
  return convo_dataset_new (id, name, shape, class_names, translate, &memory_source, memory);
}

/* The same bytes as another data set's: fewer of them, or under another shape. */

static const guint8 *
same_peek (gpointer self, gboolean test, guint32 index)
{
  const ConvoDataset *parent = self;

  return parent->source->peek != NULL ? parent->source->peek (parent->self, test, index) : NULL;
}

static void
same_pixels (gpointer self, gboolean test, guint32 index, guint8 *pixels)
{
  convo_dataset_pixels (self, test, index, pixels);
}

static const ConvoDataSource same_source = { .peek = same_peek, .pixels = same_pixels };

/**
 * convo_dataset_view:
 * @source: (nullable): where the pictures come from; %NULL for the bytes of @parent
 * @self: (transfer full): the source's own data
 *
 * Returns: (transfer full): a data set like @parent, whose pictures @source makes. Holds a reference on @parent
 */
ConvoDataset *
convo_dataset_view (ConvoDataset *parent, const ConvoDataSource *source, gpointer self)
{
  ConvoDataset *dataset = convo_dataset_new (parent->id, parent->name, &parent->shape,
                                             (const char *const *) parent->class_names, parent->translate,
                                             source != NULL ? source : &same_source,
                                             source != NULL ? self : parent);

  for (int part = 0; part < 2; part++)
    {
      dataset->labels[part] = g_bytes_ref (parent->labels[part]);
      dataset->count[part] = parent->count[part];
    }
  dataset->parent = convo_dataset_ref (parent);
  return dataset;
}

/* A limit keeps its number beside its parent, so that it can be put on the parent's successor. */
typedef struct
{
  ConvoDataset *parent;   /* not owned: the view holds it */
  guint n;
} Limit;

static const guint8 *
limit_peek (gpointer self, gboolean test, guint32 index)
{
  return same_peek (((const Limit *) self)->parent, test, index);
}

static void
limit_pixels (gpointer self, gboolean test, guint32 index, guint8 *pixels)
{
  same_pixels (((const Limit *) self)->parent, test, index, pixels);
}

static ConvoDataset *
limit_refit (gpointer self, const ConvoShape *input, int n_classes, GError **error)
{
  const Limit *limit = self;
  g_autoptr(ConvoDataset) fitted = convo_dataset_fit (limit->parent, input, n_classes, error);

  return fitted != NULL ? convo_dataset_limit (fitted, limit->n) : NULL;
}

static const ConvoDataSource limit_source = {
  .peek = limit_peek, .pixels = limit_pixels, .refit = limit_refit, .free = g_free,
};

/**
 * convo_dataset_limit:
 * @n: how many pictures to keep; 0 keeps all
 *
 * Keeps the first @n training pictures, and the whole test part unless that is larger than @n: then its
 * first @n.
 *
 * Returns: (transfer full): the smaller data set; @dataset itself if nothing is cut
 */
ConvoDataset *
convo_dataset_limit (ConvoDataset *dataset, guint n)
{
  ConvoDataset *limited;
  Limit *limit;

  g_return_val_if_fail (dataset != NULL, NULL);
  if (n == 0 || (n >= dataset->count[0] && n >= dataset->count[1]))
    return convo_dataset_ref (dataset);
  limit = g_new0 (Limit, 1);
  *limit = (Limit) { dataset, n };
  limited = convo_dataset_view (dataset, &limit_source, limit);
  limited->count[0] = MIN (n, dataset->count[0]);
  limited->count[1] = MIN (n, dataset->count[1]);
  return limited;
}

/**
 * convo_dataset_shown_name:
 * @path: of a file or a folder
 * @n_parts: how much of its end to show: 1 is the name alone, 2 with the folder that it is in
 *
 * Sentences name what they are about; a whole path would bury the sentence.
 *
 * Returns: (transfer full): to be shown, in UTF-8
 */
char *
convo_dataset_shown_name (const char *path, int n_parts)
{
  g_autofree char *name = g_path_get_basename (path), *folder = g_path_get_dirname (path);

  if (n_parts > 1 && !g_str_equal (folder, ".") && !g_str_equal (folder, G_DIR_SEPARATOR_S))
    {
      g_autofree char *inner = g_path_get_basename (folder), *both = g_build_filename (inner, name, NULL);

      return g_filename_display_name (both);
    }
  return g_filename_display_name (name);
}
