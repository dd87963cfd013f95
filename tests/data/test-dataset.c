/* Limits, fitting to a network's input, and opening by name. */
#include "open.h"
#include "dataset-private.h"
#include "errors.h"
#include "idx-bytes.h"

#include <string.h>

/* @n pictures in either part; value k of all is (7k + 3) mod 256. */
static ConvoDataset *
make (int channels, int height, int width, guint n)
{
  static const char *const classes[] = { "a", "b", "c", NULL };
  ConvoShape shape = CONVO_SHAPE (channels, height, width);
  g_autoptr(GByteArray) file = idx_images (n * channels, height, width);
  g_autoptr(GBytes) bytes = g_bytes_new (file->data + 16, file->len - 16);
  ConvoDataset *dataset = convo_dataset_new_memory ("made", "made", &shape, classes, FALSE, bytes, bytes);

  for (int part = 0; part < 2; part++)
    {
      gint32 *labels = g_new (gint32, n);

      for (guint i = 0; i < n; i++)
        labels[i] = i % 3;
      convo_dataset_set_labels (dataset, part, labels, n);
    }
  return dataset;
}

static guint8
value (gsize k)
{
  return (guint8) (7 * k + 3);
}

static ConvoDataset *
fit (ConvoDataset *dataset, int channels, int height, int width)
{
  ConvoShape input = CONVO_SHAPE (channels, height, width);
  g_autoptr(GError) error = NULL;
  ConvoDataset *fitted = convo_dataset_fit (dataset, &input, 3, &error);

  g_assert_no_error (error);
  g_assert_true (convo_shape_equal (convo_dataset_shape (fitted), &input));
  return fitted;
}

static void
test_limit (void)
{
  g_autoptr(ConvoDataset) dataset = make (1, 4, 4, 30);
  g_autoptr(ConvoDataset) all = convo_dataset_limit (dataset, 0);
  g_autoptr(ConvoDataset) more = convo_dataset_limit (dataset, 31);
  g_autoptr(ConvoDataset) few = convo_dataset_limit (dataset, 7);
  g_autoptr(ConvoDataset) fewer = convo_dataset_limit (few, 3);
  g_autoptr(ConvoDataset) fitted = fit (fewer, 3, 6, 6);
  guint8 pixels[16];

  g_assert_true (all == dataset && more == dataset);
  g_assert_cmpuint (convo_dataset_count (few, FALSE), ==, 7);
  g_assert_cmpuint (convo_dataset_count (few, TRUE), ==, 7);
  g_assert_cmpuint (convo_dataset_count (fitted, FALSE), ==, 3);
  convo_dataset_pixels (few, FALSE, 6, pixels);
  g_assert_cmpuint (pixels[5], ==, value (6 * 16 + 5));
}

/* LeNet's 28 → 32: two black pixels on every side. */
static void
test_pad (void)
{
  g_autoptr(ConvoDataset) dataset = make (1, 28, 28, 4);
  g_autoptr(ConvoDataset) fitted = fit (dataset, 1, 32, 32);
  const guint32 indices[] = { 3, 1 };
  g_autofree float *values = g_new (float, 2 * 32 * 32);
  gint32 labels[2];

  convo_dataset_read (fitted, FALSE, indices, 2, values, labels);
  g_assert_cmpint (labels[0], ==, 0);
  g_assert_cmpint (labels[1], ==, 1);
  for (int i = 0; i < 2; i++)
    for (int y = 0; y < 32; y++)
      for (int x = 0; x < 32; x++)
        {
          gboolean inside = x >= 2 && x < 30 && y >= 2 && y < 30;
          guint8 expected = inside ? value (indices[i] * 784 + (y - 2) * 28 + x - 2) : 0;

          g_assert_cmpfloat (values[(i * 32 + y) * 32 + x], ==, expected / 255.0f);
        }
}

static void
test_channels (void)
{
  g_autoptr(ConvoDataset) grey = make (1, 5, 6, 2);
  g_autoptr(ConvoDataset) rgb = fit (grey, 3, 5, 6);
  g_autoptr(ConvoDataset) colour = make (3, 5, 6, 2);
  g_autoptr(ConvoDataset) mixed = fit (colour, 1, 5, 6);
  guint8 pixels[90];

  convo_dataset_pixels (rgb, TRUE, 1, pixels);
  for (int k = 0; k < 90; k++)
    g_assert_cmpuint (pixels[k], ==, value (30 + k % 30));
  convo_dataset_pixels (mixed, TRUE, 1, pixels);
  for (int k = 0; k < 30; k++)
    {
      double luma = 0.299 * value (90 + k) + 0.587 * value (120 + k) + 0.114 * value (150 + k);

      g_assert_cmpfloat_with_epsilon (pixels[k], luma, 0.51);
    }
}

/* A flat picture stays flat at any size; a ramp stays a ramp. */
static void
test_resample (void)
{
  ConvoShape shape = CONVO_SHAPE (1, 20, 20);
  static const char *const classes[] = { "flat", "ramp", NULL };
  guint8 bytes[800];
  g_autoptr(GBytes) pictures = NULL;
  g_autoptr(ConvoDataset) dataset = NULL;
  static const int sizes[] = { 1, 7, 10, 19, 33, 100 };

  for (int k = 0; k < 400; k++)
    bytes[k] = 200, bytes[400 + k] = 10 * (k % 20) + 5;
  pictures = g_bytes_new (bytes, sizeof bytes);
  dataset = convo_dataset_new_memory ("x", "x", &shape, classes, FALSE, pictures, pictures);
  for (int part = 0; part < 2; part++)
    convo_dataset_set_labels (dataset, part, g_new0 (gint32, 2), 2);
  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      int size = sizes[s];
      g_autoptr(ConvoDataset) fitted = fit (dataset, 1, size, size);
      g_autofree guint8 *pixels = g_malloc (size * size);

      convo_dataset_pixels (fitted, FALSE, 0, pixels);
      for (int k = 0; k < size * size; k++)
        g_assert_cmpuint (pixels[k], ==, 200);
      convo_dataset_pixels (fitted, FALSE, 1, pixels);
      for (int k = 0; k < size * size; k++)
        g_assert_cmpfloat_with_epsilon (pixels[k], (k % size + 0.5) * 200.0 / size, size < 20 ? 4 : 5.1);
    }
}

static void
test_features (void)
{
  g_autoptr(ConvoDataset) dataset = make (1, 6, 5, 2);
  ConvoShape input = CONVO_SHAPE (30);
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoDataset) fitted = convo_dataset_fit (dataset, &input, 3, &error);
  guint8 pixels[30];

  g_assert_no_error (error);
  convo_dataset_pixels (fitted, FALSE, 1, pixels);
  for (int k = 0; k < 30; k++)
    g_assert_cmpuint (pixels[k], ==, value (30 + k));
}

static void
refuse (ConvoDataset *dataset, ConvoShape input, int n_classes, int code)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (convo_dataset_fit (dataset, &input, n_classes, &error));
  assert_sentence (error, CONVO_ERROR, code);
}

static void
test_refused (void)
{
  g_autoptr(ConvoDataset) dataset = make (3, 8, 8, 3);
  g_autoptr(ConvoDataset) same = NULL;

  refuse (dataset, CONVO_SHAPE (3, 8, 8), 2, CONVO_ERROR_DATA);       /* fewer outputs than classes */
  refuse (dataset, CONVO_SHAPE (4, 8, 8), 3, CONVO_ERROR_DATA);
  refuse (dataset, CONVO_SHAPE (191), 3, CONVO_ERROR_DATA);
  refuse (dataset, CONVO_SHAPE (3, 8), 3, CONVO_ERROR_DATA);
  refuse (dataset, CONVO_SHAPE (3, 4, 8, 8), 3, CONVO_ERROR_DATA);
  refuse (dataset, CONVO_SHAPE (3, 8, 100000), 3, CONVO_ERROR_DATA);
  refuse (dataset, CONVO_SHAPE (3, 0, 8), 3, CONVO_ERROR_SHAPE);
  same = convo_dataset_fit (dataset, NULL, 1000, NULL);               /* more outputs than classes are fine */
  g_assert_true (same == dataset);
}

static void
test_open (void)
{
  ConvoShape input = CONVO_SHAPE (3, 32, 32), features = CONVO_SHAPE (784);
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoDataset) shapes = convo_dataset_open ("shapes", &input, 10, NULL, &error);
  g_autoptr(ConvoDataset) flat = convo_dataset_open ("shapes", &features, 4, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (convo_dataset_count (shapes, FALSE), ==, 12000);
  g_assert_cmpuint (convo_dataset_n_classes (shapes), ==, 6);
  g_assert_cmpstr (convo_dataset_class_name (shapes, 5), ==, "ring");
  g_assert_cmpuint (convo_dataset_n_classes (flat), ==, 4);
  g_assert_true (convo_shape_equal (convo_dataset_shape (flat), &features));
  g_assert_null (convo_dataset_open ("no such data", &input, 10, NULL, &error));
  assert_sentence (error, CONVO_ERROR, CONVO_ERROR_DATA);
  g_assert_nonnull (strstr (error->message, "no such data"));
  g_assert_nonnull (strstr (error->message, "fashion-mnist, shapes"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dataset/limit", test_limit);
  g_test_add_func ("/dataset/fit/pad", test_pad);
  g_test_add_func ("/dataset/fit/channels", test_channels);
  g_test_add_func ("/dataset/fit/resample", test_resample);
  g_test_add_func ("/dataset/fit/features", test_features);
  g_test_add_func ("/dataset/fit/refused", test_refused);
  g_test_add_func ("/dataset/open", test_open);
  return g_test_run ();
}
