/* A folder that the user names: MNIST's four files, or a subfolder of PNG and JPEG pictures for every class. */
#include "folder.h"
#include "aligned.h"
#include "dataset-private.h"
#include "errors.h"
#include "mnist.h"
#include "numbers.h"
#include "picture.h"
#include "random.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

#define MAX_FILES 200000
#define MAX_CLASSES 10000
#define MAX_BYTES ((gint64) 8 << 30)
#define TEST_EVERY 5                    /* of the pictures of a class, if the folder has no test part */
#define REPORT_EVERY 64
#define MIX_SEED G_GUINT64_CONSTANT (0x666f6c64)

typedef struct
{
  char *path;
  gint32 label;
} Picture;

typedef struct
{
  GPtrArray *classes;                   /* names, sorted */
  GArray *pictures[2];                  /* Picture */
} Listing;

static void
picture_clear (gpointer data)
{
  g_free (((Picture *) data)->path);
}

static void
listing_init (Listing *listing)
{
  listing->classes = g_ptr_array_new_with_free_func (g_free);
  for (int part = 0; part < 2; part++)
    {
      listing->pictures[part] = g_array_new (FALSE, FALSE, sizeof (Picture));
      g_array_set_clear_func (listing->pictures[part], picture_clear);
    }
}

static void
listing_clear (Listing *listing)
{
  g_clear_pointer (&listing->classes, g_ptr_array_unref);
  for (int part = 0; part < 2; part++)
    g_clear_pointer (&listing->pictures[part], g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Listing, listing_clear)

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* The names in @folder that are folders, or else pictures; sorted by byte, so the same on every computer. */
static GPtrArray *
list (const char *folder, gboolean folders, GCancellable *cancellable, GError **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, error);
  const char *name;

  if (dir == NULL)
    return NULL;
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      if (*name == '.' || (folders ? !g_file_test (path, G_FILE_TEST_IS_DIR) : !convo_picture_named (name)))
        continue;
      if (names->len >= MAX_FILES)
        {
          g_autofree char *shown = convo_dataset_shown_name (folder, 1);

          g_set_error (error, CONVO_ERROR, CONVO_ERROR_LIMIT,
                       _("The folder %s holds more than %d files; at most so many can be read. Use a part of them."),
                       shown, MAX_FILES);
          return NULL;
        }
      g_ptr_array_add (names, g_strdup (name));
    }
  g_ptr_array_sort (names, compare_names);
  return g_steal_pointer (&names);
}

static void
add_picture (Listing *listing, int part, const char *folder, const char *name, gint32 label)
{
  Picture picture = { g_build_filename (folder, name, NULL), label };

  g_array_append_val (listing->pictures[part], picture);
}

/* Which class a subfolder is; a new one while the training part is listed. */
static gint32
class_of (Listing *listing, const char *name, gboolean may_add)
{
  guint index;

  if (g_ptr_array_find_with_equal_func (listing->classes, name, g_str_equal, &index))
    return index;
  if (!may_add)
    return -1;
  g_ptr_array_add (listing->classes, g_strdup (name));
  return listing->classes->len - 1;
}

static gboolean
add_class (Listing *listing, const char *folder, const char *name, gboolean test, gboolean split,
           GCancellable *cancellable, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *shown = convo_dataset_shown_name (path, 2);
  g_autoptr(GPtrArray) files = list (path, FALSE, cancellable, error);
  gint32 label;

  if (files == NULL)
    return FALSE;
  if (files->len == 0)                  /* a folder without pictures is no class */
    return TRUE;
  label = class_of (listing, name, !test);
  if (label < 0)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_DATA,
                   _("The class of the test folder %s has no training pictures; "
                     "add some to the training folder, or remove the class."), shown);
      return FALSE;
    }
  for (guint i = 0; i < files->len; i++)
    add_picture (listing, split ? i % TEST_EVERY == TEST_EVERY - 1 : test, path, files->pdata[i], label);
  if (listing->pictures[0]->len + listing->pictures[1]->len <= MAX_FILES && listing->classes->len <= MAX_CLASSES)
    return TRUE;
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_LIMIT,
               _("With the folder %s there are more than %d pictures or %d classes; at most so many can be read. "
                 "Use a part of them."), shown, MAX_FILES, MAX_CLASSES);
  return FALSE;
}

static gboolean
add_part (Listing *listing, const char *folder, gboolean test, gboolean split,
          GCancellable *cancellable, GError **error)
{
  g_autoptr(GPtrArray) names = list (folder, TRUE, cancellable, error);

  if (names == NULL)
    return FALSE;
  for (guint i = 0; i < names->len; i++)
    if (!add_class (listing, folder, names->pdata[i], test, split, cancellable, error))
      return FALSE;
  return TRUE;
}

static char *
test_folder (const char *folder)
{
  static const char *const names[] = { "test", "val", "valid", "validation" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        return g_steal_pointer (&path);
    }
  return NULL;
}

/* Pictures may be in FOLDER/CLASS, FOLDER/train/CLASS, or FOLDER/train/CLASS and FOLDER/test/CLASS. */
static gboolean
list_folder (const char *folder, Listing *listing, GCancellable *cancellable, GError **error)
{
  g_autofree char *train = g_build_filename (folder, "train", NULL);
  g_autofree char *test = test_folder (folder);
  g_autofree char *shown = convo_dataset_shown_name (folder, 1);
  g_autoptr(GPtrArray) inside = list (train, TRUE, cancellable, NULL);
  gboolean has_train = inside != NULL && inside->len > 0;
  gboolean parted = has_train && test != NULL;

  if (!add_part (listing, has_train ? train : folder, FALSE, !parted, cancellable, error) ||
      (parted && !add_part (listing, test, TRUE, FALSE, cancellable, error)))
    return FALSE;
  if (listing->classes->len >= 2 && listing->pictures[0]->len > 0 && listing->pictures[1]->len > 0)
    return TRUE;
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_DATA,
               _("The folder %s is not a data set. It needs a subfolder with at least %d PNG or JPEG pictures for "
                 "each of two or more classes (or the same inside train and test), or the four files of MNIST."),
               shown, TEST_EVERY);
  return FALSE;
}

/* Files come class by class; any first part of the data must hold all classes. */
static void
mix (GArray *pictures, guint64 part)
{
  ConvoRandom random = convo_random_stream (MIX_SEED, part, 0);

  for (gsize i = pictures->len; i > 1; i--)
    {
      gsize j = convo_random_below (&random, i);
      Picture last = g_array_index (pictures, Picture, i - 1);

      g_array_index (pictures, Picture, i - 1) = g_array_index (pictures, Picture, j);
      g_array_index (pictures, Picture, j) = last;
    }
}

static gboolean
choose_shape (const Listing *listing, const ConvoShape *input, ConvoShape *shape, GError **error)
{
  gint64 n = (gint64) listing->pictures[0]->len + listing->pictures[1]->len, bytes;
  g_autofree char *size = NULL;

  if (input != NULL && input->rank == 3 && (input->dim[0] == 1 || input->dim[0] == 3))
    *shape = *input;
  else if (!convo_picture_shape (g_array_index (listing->pictures[0], Picture, 0).path, shape, error))
    return FALSE;
  if (!convo_shape_valid (shape, error))
    return FALSE;
  if (shape->dim[1] > G_MAXINT16 || shape->dim[2] > G_MAXINT16 ||
      !convo_mul_checked (n, convo_shape_count (shape), &bytes) || bytes > MAX_BYTES)
    {
      g_autofree char *text = convo_shape_to_string (shape);

      g_set_error (error, CONVO_ERROR, CONVO_ERROR_LIMIT,
                   _("%" PRId64 " pictures of %s are more than the 8 GiB that can be kept; "
                     "give the input layer a smaller shape, or use fewer pictures."), n, text);
      return FALSE;
    }
  if (convo_memory_available () == 0 || bytes <= (gint64) convo_memory_available ())
    return TRUE;
  size = convo_number_bytes (bytes);
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_MEMORY,
               _("%" PRId64 " pictures need %s of memory, and this computer has less; "
                 "give the input layer a smaller shape, or use fewer pictures."), n, size);
  return FALSE;
}

typedef struct
{
  ConvoDataProgress call;
  gpointer user_data;
  guint done, total;
} Progress;

static GBytes *
decode_part (GArray *pictures, const ConvoShape *shape, Progress *progress, GCancellable *cancellable, GError **error)
{
  gsize count = convo_shape_count (shape);
  g_autofree guint8 *pixels = g_try_malloc (count * pictures->len);

  if (pixels == NULL)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_MEMORY,
                   _("There is too little memory for %u pictures; use fewer, or a smaller input shape."),
                   pictures->len);
      return NULL;
    }
  for (guint i = 0; i < pictures->len; i++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !convo_picture_load (g_array_index (pictures, Picture, i).path, shape, pixels + i * count, error))
        return NULL;
      if (++progress->done % REPORT_EVERY == 0 && progress->call != NULL)
        progress->call ((double) progress->done / progress->total, progress->user_data);
    }
  return g_bytes_new_take (g_steal_pointer (&pixels), count * pictures->len);
}

static void
set_labels (ConvoDataset *dataset, gboolean test, const GArray *pictures)
{
  gint32 *labels = g_new (gint32, pictures->len);

  for (guint i = 0; i < pictures->len; i++)
    labels[i] = g_array_index (pictures, Picture, i).label;
  convo_dataset_set_labels (dataset, test, labels, pictures->len);
}

static ConvoDataset *
decode_all (const char *folder, Listing *listing, const ConvoShape *shape, Progress *progress,
            GCancellable *cancellable, GError **error)
{
  g_autofree char *name = g_filename_display_basename (folder);
  g_autoptr(GPtrArray) classes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GBytes) train = NULL;
  g_autoptr(GBytes) test = NULL;
  ConvoDataset *dataset;

  train = decode_part (listing->pictures[0], shape, progress, cancellable, error);
  if (train == NULL)
    return NULL;
  test = decode_part (listing->pictures[1], shape, progress, cancellable, error);
  if (test == NULL)
    return NULL;
  for (guint i = 0; i < listing->classes->len; i++)
    g_ptr_array_add (classes, g_filename_display_name (listing->classes->pdata[i]));
  g_ptr_array_add (classes, NULL);
  dataset = convo_dataset_new_memory (folder, name, shape, (const char *const *) classes->pdata, FALSE, train, test);
  set_labels (dataset, FALSE, listing->pictures[0]);
  set_labels (dataset, TRUE, listing->pictures[1]);
  return dataset;
}

/**
 * convo_dataset_load_folder:
 * @folder: MNIST's four files (convo_dataset_load_mnist()), or a subfolder of PNG and JPEG pictures for every class,
 *   directly or inside `train` and `test`; without `test`, every fifth picture of a class is for testing
 * @input: (nullable): the shape to read the pictures at, 1×H×W or 3×H×W; %NULL or another shape takes that of
 *   the first picture. MNIST's files keep their own
 * @progress: (nullable) (scope call): told how far it is
 * @error: return location; %CONVO_ERROR_DATA, %CONVO_ERROR_LIMIT, %CONVO_ERROR_MEMORY, %G_FILE_ERROR, %G_IO_ERROR
 *
 * At most 200,000 pictures and 8 GiB. Classes are named after the subfolders, in the order of their bytes. Blocks:
 * call it from a worker.
 *
 * Returns: (transfer full): the data set, or %NULL with @error set
 */
ConvoDataset *
convo_dataset_load_folder (const char *folder, const ConvoShape *input, ConvoDataProgress progress, gpointer user_data,
                           GCancellable *cancellable, GError **error)
{
  g_auto(Listing) listing = { 0 };
  Progress state = { progress, user_data, 0, 0 };
  ConvoShape shape;

  g_return_val_if_fail (folder != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);
  if (convo_mnist_present (folder))
    return convo_dataset_load_mnist (folder, cancellable, error);
  listing_init (&listing);
  if (!list_folder (folder, &listing, cancellable, error))
    return NULL;
  for (int part = 0; part < 2; part++)
    mix (listing.pictures[part], part);
  if (!choose_shape (&listing, input, &shape, error))
    return NULL;
  state.total = listing.pictures[0]->len + listing.pictures[1]->len;
  return decode_all (folder, &listing, &shape, &state, cancellable, error);
}
