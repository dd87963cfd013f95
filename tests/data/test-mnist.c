/* Folders of four IDX files: made ones, damaged ones, and the real Fashion-MNIST where it is installed. */
#include "mnist.h"
#include "errors.h"
#include "idx-bytes.h"
#include "scratch-dir.h"

#include <string.h>

/* 12 training and 4 test pictures of 5×6, three classes. */
static char *
make_folder (void)
{
  char *folder = scratch_dir ();
  g_autoptr(GByteArray) train = idx_images (12, 5, 6);
  g_autoptr(GByteArray) train_labels = idx_labels (12, 3);
  g_autoptr(GByteArray) test = idx_images (4, 5, 6);
  g_autoptr(GByteArray) test_labels = idx_labels (4, 2);
  g_autoptr(GByteArray) zip = gzipped (train);

  write_bytes (folder, "train-images-idx3-ubyte.gz", zip);
  write_bytes (folder, "train-labels-idx1-ubyte", train_labels);
  write_bytes (folder, "t10k-images.idx3-ubyte", test);
  write_bytes (folder, "t10k-labels-idx1-ubyte", test_labels);
  return folder;
}

static void
test_folder (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *base = g_path_get_basename (folder);
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoDataset) dataset = NULL;
  guint8 pixels[30];
  const guint32 last = 3;
  float values[30];
  gint32 label;

  g_assert_true (convo_mnist_present (folder));
  dataset = convo_dataset_load_mnist (folder, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (convo_dataset_name (dataset), ==, base);
  g_assert_cmpstr (convo_dataset_id (dataset), ==, folder);
  g_assert_cmpuint (convo_dataset_count (dataset, FALSE), ==, 12);
  g_assert_cmpuint (convo_dataset_count (dataset, TRUE), ==, 4);
  g_assert_cmpuint (convo_dataset_n_classes (dataset), ==, 3);
  g_assert_cmpstr (convo_dataset_class_name (dataset, 2), ==, "2");
  convo_dataset_pixels (dataset, FALSE, 11, pixels);
  convo_dataset_read (dataset, TRUE, &last, 1, values, &label);
  g_assert_cmpint (label, ==, 1);
  for (int k = 0; k < 30; k++)
    {
      g_assert_cmpuint (pixels[k], ==, (guint8) (7 * (11 * 30 + k) + 3));
      g_assert_cmpfloat (values[k], ==, (guint8) (7 * (3 * 30 + k) + 3) / 255.0f);
    }
  remove_tree (folder);
}

/* Puts @bytes in place of one file, and expects one sentence that names it. */
static void
refuse (const char *name, const GByteArray *bytes, int code, const char *word)
{
  g_autofree char *folder = make_folder ();
  g_autoptr(GError) error = NULL;

  write_bytes (folder, name, bytes);
  g_assert_null (convo_dataset_load_mnist (folder, NULL, &error));
  assert_sentence (error, CONVO_ERROR, code);
  g_assert_nonnull (strstr (error->message, word));
  remove_tree (folder);
}

static void
test_damage (void)
{
  g_autoptr(GByteArray) few = idx_labels (11, 3);
  g_autoptr(GByteArray) wide = idx_images (4, 5, 7);
  g_autoptr(GByteArray) cut = idx_images (4, 5, 6);

  g_byte_array_set_size (cut, cut->len - 1);
  refuse ("train-labels-idx1-ubyte", few, CONVO_ERROR_DATA, "12 pictures");
  refuse ("t10k-images-idx3-ubyte", wide, CONVO_ERROR_DATA, "5×7");
  refuse ("t10k-images-idx3-ubyte", cut, CONVO_ERROR_FORMAT, "t10k-images-idx3-ubyte");
  refuse ("t10k-labels-idx1-ubyte", wide, CONVO_ERROR_FORMAT, "t10k-labels-idx1-ubyte");
}

static void
test_missing (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *labels = g_build_filename (folder, "t10k-labels-idx1-ubyte", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_remove (labels), ==, 0);
  g_assert_null (convo_dataset_load_mnist (folder, NULL, &error));
  assert_sentence (error, CONVO_ERROR, CONVO_ERROR_DATA);
  g_assert_nonnull (strstr (error->message, "t10k-labels"));
  g_clear_error (&error);
  g_assert_null (convo_dataset_load_fashion_mnist ("/nowhere", NULL, &error));
  assert_sentence (error, CONVO_ERROR, CONVO_ERROR_DATA);
  g_assert_nonnull (strstr (error->message, "/nowhere"));
  g_assert_nonnull (strstr (error->message, "dataset-fashion-mnist"));
  g_assert_nonnull (strstr (error->message, "Shapes"));
  remove_tree (folder);
}

/* The environment variable says where; a label above 9 is no Fashion-MNIST. */
static void
test_environment (void)
{
  g_autofree char *folder = make_folder ();
  g_autoptr(GByteArray) labels = idx_labels (12, 11);
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoDataset) dataset = NULL;

  g_setenv ("CONVO_FASHION_MNIST", folder, TRUE);
  g_assert_true (convo_fashion_mnist_present ());
  dataset = convo_dataset_load_fashion_mnist (NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (convo_dataset_id (dataset), ==, "fashion-mnist");
  g_assert_cmpstr (convo_dataset_class_name (dataset, 9), ==, "ankle boot");
  write_bytes (folder, "train-labels-idx1-ubyte", labels);
  g_assert_null (convo_dataset_load_fashion_mnist (NULL, NULL, &error));
  assert_sentence (error, CONVO_ERROR, CONVO_ERROR_DATA);
  g_unsetenv ("CONVO_FASHION_MNIST");
  remove_tree (folder);
}

/* First labels and picture sums as the files of the authors have them. */
static void
test_real (void)
{
  static const gint32 first[] = { 9, 0, 0, 3, 0, 2, 7, 2, 5, 5 };
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoDataset) dataset = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  guint seen[10] = { 0 };

  if (!convo_fashion_mnist_present ())
    {
      g_test_skip ("Fashion-MNIST is not installed");
      return;
    }
  dataset = convo_dataset_load_fashion_mnist (NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (convo_dataset_count (dataset, FALSE), ==, 60000);
  g_assert_cmpuint (convo_dataset_count (dataset, TRUE), ==, 10000);
  g_assert_cmpmem (convo_dataset_labels (dataset, FALSE), sizeof first, first, sizeof first);
  for (int i = 0; i < 60000; i++)
    seen[convo_dataset_labels (dataset, FALSE)[i]]++;
  for (int c = 0; c < 10; c++)
    g_assert_cmpuint (seen[c], ==, 6000);
  g_cancellable_cancel (cancellable);
  g_assert_null (convo_dataset_load_fashion_mnist (NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mnist/folder", test_folder);
  g_test_add_func ("/mnist/damage", test_damage);
  g_test_add_func ("/mnist/missing", test_missing);
  g_test_add_func ("/mnist/environment", test_environment);
  g_test_add_func ("/mnist/real", test_real);
  return g_test_run ();
}
