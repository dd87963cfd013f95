/* MNIST and its likes: four IDX files in a folder; Fashion-MNIST with its class names. */
#include "mnist.h"
#include "dataset-private.h"
#include "errors.h"
#include "idx.h"
#include "text.h"

#include <string.h>

/* The classes in the order of the labels. Source: Xiao, Rasul, Vollgraf, "Fashion-MNIST", 2017, table 2. */
static const char *const fashion_classes[] = {
  NC_ ("class", "T-shirt/top"), NC_ ("class", "trouser"), NC_ ("class", "pullover"), NC_ ("class", "dress"),
  NC_ ("class", "coat"), NC_ ("class", "sandal"), NC_ ("class", "shirt"), NC_ ("class", "sneaker"),
  NC_ ("class", "bag"), NC_ ("class", "ankle boot"), NULL,
};

enum { TRAIN_PICTURES, TRAIN_LABELS, TEST_PICTURES, TEST_LABELS, N_FILES };

static const struct { const char *stem; int rank; } files[N_FILES] = {
  { "train-images", 3 }, { "train-labels", 1 }, { "t10k-images", 3 }, { "t10k-labels", 1 },
};

/* One file being read; the large ones are read side by side. */
typedef struct
{
  GFile *file;
  gboolean labels;
  GCancellable *cancellable;
  ConvoIdx *idx;
  GError *error;
} Job;

static GFile *
find (const char *folder, int which)
{
  static const char *const endings[] = { "-idx%d-ubyte", "-idx%d-ubyte.gz", ".idx%d-ubyte", ".idx%d-ubyte.gz" };

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *ending = NULL, *name = NULL, *path = NULL;
      const char *mark = strchr (endings[i], '%');

      ending = g_strdup_printf ("%.*s%d%s", (int) (mark - endings[i]), endings[i], files[which].rank, mark + 2);
      name = g_strconcat (files[which].stem, ending, NULL);
      path = g_build_filename (folder, name, NULL);
      if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
        return g_file_new_for_path (path);
    }
  return NULL;
}

/** convo_mnist_present: Returns: whether @folder holds train-images-idx3-ubyte[.gz], the largest of MNIST's files */
gboolean
convo_mnist_present (const char *folder)
{
  g_autoptr(GFile) file = NULL;

  g_return_val_if_fail (folder != NULL, FALSE);
  file = find (folder, TRAIN_PICTURES);
  return file != NULL;
}

static const char *
fashion_folder (void)
{
  const char *folder = g_getenv ("CONVO_FASHION_MNIST");

  return folder != NULL && *folder != '\0' ? folder : CONVO_FASHION_MNIST_FOLDER;
}

/** convo_fashion_mnist_present: Returns: whether Fashion-MNIST is where convo_dataset_load_fashion_mnist() looks */
gboolean
convo_fashion_mnist_present (void)
{
  return convo_mnist_present (fashion_folder ());
}

static gpointer
run_job (gpointer data)
{
  Job *job = data;

  job->idx = job->labels ? convo_idx_load_labels (job->file, job->cancellable, &job->error)
                         : convo_idx_load_images (job->file, job->cancellable, &job->error);
  return NULL;
}

static void
run_jobs (Job *jobs)
{
  GThread *thread = g_thread_try_new ("data", run_job, &jobs[TRAIN_PICTURES], NULL);

  for (int i = 0; i < N_FILES; i++)
    if (i != TRAIN_PICTURES || thread == NULL)
      run_job (&jobs[i]);
  if (thread != NULL)
    g_thread_join (thread);
}

static void
clear_jobs (Job *jobs)
{
  for (int i = 0; i < N_FILES; i++)
    {
      g_clear_object (&jobs[i].file);
      g_clear_pointer (&jobs[i].idx, convo_idx_free);
      g_clear_error (&jobs[i].error);
    }
}

static gboolean
find_files (const char *folder, Job *jobs, GCancellable *cancellable, GError **error)
{
  for (int i = 0; i < N_FILES; i++)
    {
      g_autofree char *shown = NULL;

      jobs[i] = (Job) { .file = find (folder, i), .labels = files[i].rank == 1, .cancellable = cancellable };
      if (jobs[i].file != NULL)
        continue;
      shown = convo_dataset_shown_name (folder, 1);
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_DATA,
                   _("The folder %s has no file %s-idx%d-ubyte.gz; a data set needs four such files. Fetch it again."),
                   shown, files[i].stem, files[i].rank);
      return FALSE;
    }
  return TRUE;
}

static char *
shown_name (GFile *file)
{
  g_autofree char *path = g_file_get_path (file);

  return convo_dataset_shown_name (path, 1);
}

static gboolean
check_pair (const Job *jobs, int pictures, GError **error)
{
  const ConvoIdx *images = jobs[pictures].idx, *labels = jobs[pictures + 1].idx;
  g_autofree char *image_name = shown_name (jobs[pictures].file), *label_name = shown_name (jobs[pictures + 1].file);

  if (images->n != labels->n)
    g_set_error (error, CONVO_ERROR, CONVO_ERROR_DATA,
                 _("%s holds %u pictures and %s holds %u labels; the two files do not belong together. "
                   "Fetch both again."),
                 image_name, images->n, label_name, labels->n);
  else if (images->height != jobs[TRAIN_PICTURES].idx->height || images->width != jobs[TRAIN_PICTURES].idx->width)
    g_set_error (error, CONVO_ERROR, CONVO_ERROR_DATA,
                 _("The pictures of %s are %u×%u pixels, and the training pictures are %u×%u; "
                   "use files of one data set."), image_name, images->height, images->width,
                 jobs[TRAIN_PICTURES].idx->height, jobs[TRAIN_PICTURES].idx->width);
  else
    return TRUE;
  return FALSE;
}

static guint
largest_label (const ConvoIdx *idx)
{
  const guint8 *bytes = g_bytes_get_data (idx->values, NULL);
  guint largest = 0;

  for (guint32 i = 0; i < idx->n; i++)
    largest = MAX (largest, bytes[i]);
  return largest;
}

static void
set_labels (ConvoDataset *dataset, gboolean test, const ConvoIdx *idx)
{
  const guint8 *bytes = g_bytes_get_data (idx->values, NULL);
  gint32 *labels = g_new (gint32, idx->n);

  for (guint32 i = 0; i < idx->n; i++)
    labels[i] = bytes[i];
  convo_dataset_set_labels (dataset, test, labels, idx->n);
}

static GStrv
numbered_classes (guint n)
{
  GStrv names = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++)
    names[i] = g_strdup_printf ("%u", i);
  return names;
}

static ConvoDataset *
make (const Job *jobs, const char *id, const char *name, gboolean fashion, GError **error)
{
  const ConvoIdx *train = jobs[TRAIN_PICTURES].idx;
  guint n = 1 + MAX (largest_label (jobs[TRAIN_LABELS].idx), largest_label (jobs[TEST_LABELS].idx));
  g_auto(GStrv) numbered = numbered_classes (n);
  const char *const *classes = fashion ? fashion_classes : (const char *const *) numbered;
  ConvoShape shape = CONVO_SHAPE (1, train->height, train->width);
  ConvoDataset *dataset;

  if (!check_pair (jobs, TRAIN_PICTURES, error) || !check_pair (jobs, TEST_PICTURES, error))
    return NULL;
  if (fashion && n > G_N_ELEMENTS (fashion_classes) - 1)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_DATA,
                   _("A label of Fashion-MNIST is %u, and its labels run from 0 to 9; the files are damaged. "
                     "Install the package dataset-fashion-mnist again."), n - 1);
      return NULL;
    }
  dataset = convo_dataset_new_memory (id, name, &shape, classes, fashion,
                                      train->values, jobs[TEST_PICTURES].idx->values);
  set_labels (dataset, FALSE, jobs[TRAIN_LABELS].idx);
  set_labels (dataset, TRUE, jobs[TEST_LABELS].idx);
  return dataset;
}

static ConvoDataset *
load (const char *folder, const char *id, const char *name, gboolean fashion,
      GCancellable *cancellable, GError **error)
{
  Job jobs[N_FILES] = { 0 };
  ConvoDataset *dataset = NULL;
  GError *first = NULL;

  if (find_files (folder, jobs, cancellable, error))
    {
      run_jobs (jobs);
      for (int i = 0; i < N_FILES && first == NULL; i++)
        first = g_steal_pointer (&jobs[i].error);
      if (first != NULL)
        g_propagate_error (error, first);
      else
        dataset = make (jobs, id, name, fashion, error);
    }
  clear_jobs (jobs);
  return dataset;
}

/**
 * convo_dataset_load_mnist:
 * @folder: a folder with train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and
 *   t10k-labels-idx1-ubyte, each plain or with .gz
 * @error: return location; %CONVO_ERROR_DATA, those of convo_idx_load_images(), %G_IO_ERROR
 *
 * Classes are named "0", "1", …; a folder called "fashion-mnist" gets the names of Fashion-MNIST. Blocks:
 * call it from a worker.
 *
 * Returns: (transfer full): grey pictures, or %NULL with @error set
 */
ConvoDataset *
convo_dataset_load_mnist (const char *folder, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (folder != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);
  name = g_filename_display_basename (folder);
  if (g_ascii_strcasecmp (name, "fashion-mnist") == 0)
    return load (folder, folder, NC_ ("data set", "Fashion-MNIST"), TRUE, cancellable, error);
  return load (folder, folder, name, FALSE, cancellable, error);
}

/**
 * convo_dataset_load_fashion_mnist:
 * @folder: (nullable): where it is; %NULL for the environment variable CONVO_FASHION_MNIST, or else the place
 *   where the distribution's package dataset-fashion-mnist puts it
 * @error: return location; as convo_dataset_load_mnist()
 *
 * 60,000 training and 10,000 test pictures of 1×28×28. Blocks (about 0.2 s): call it from a worker.
 *
 * Returns: (transfer full): the data set "fashion-mnist", or %NULL with @error set
 */
ConvoDataset *
convo_dataset_load_fashion_mnist (const char *folder, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);
  if (folder == NULL)
    folder = fashion_folder ();
  if (!convo_mnist_present (folder))
    {
      g_autofree char *shown = g_filename_display_name (folder);

      g_set_error (error, CONVO_ERROR, CONVO_ERROR_DATA,
                   _("Fashion-MNIST is not in the folder %s; install the package dataset-fashion-mnist, "
                     "or use the built-in data Shapes."), shown);
      return NULL;
    }
  return load (folder, "fashion-mnist", NC_ ("data set", "Fashion-MNIST"), TRUE, cancellable, error);
}
