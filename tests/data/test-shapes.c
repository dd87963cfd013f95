/* Shapes: the same pictures always, balanced classes, boxes around masks, any size, fitted by drawing anew. */
#include "shapes.h"
#include "errors.h"
#include "idx-bytes.h"
#include "shapes-draw.h"

#include <string.h>

static ConvoDataset *
shapes (int channels, int height, int width, int n_classes, guint64 seed)
{
  ConvoShape shape = CONVO_SHAPE (channels, height, width);
  g_autoptr(GError) error = NULL;
  ConvoDataset *dataset = convo_dataset_new_shapes (&shape, n_classes, 240, 60, seed, &error);

  g_assert_no_error (error);
  return dataset;
}

static guint8 *
bytes_of (ConvoDataset *dataset, gboolean test)
{
  gsize count = convo_shape_count (convo_dataset_shape (dataset));
  guint n = convo_dataset_count (dataset, test);
  guint8 *bytes = g_malloc (n * count);

  for (guint i = n; i-- > 0;)            /* backwards: the order of reading must not matter */
    convo_dataset_pixels (dataset, test, i, bytes + i * count);
  return bytes;
}

static void
test_same (void)
{
  g_autoptr(ConvoDataset) a = shapes (3, 20, 24, 6, 5);
  g_autoptr(ConvoDataset) b = shapes (3, 20, 24, 6, 5);
  g_autoptr(ConvoDataset) other = shapes (3, 20, 24, 6, 6);
  gsize size = 240 * 3 * 20 * 24, test_size = size / 4, same = 0;
  g_autofree guint8 *first = bytes_of (a, FALSE);
  g_autofree guint8 *again = bytes_of (a, FALSE);          /* from the cache */
  g_autofree guint8 *second = bytes_of (b, FALSE);
  g_autofree guint8 *third = bytes_of (other, FALSE);
  g_autofree guint8 *test = bytes_of (a, TRUE);

  g_assert_cmpmem (first, size, again, size);
  g_assert_cmpmem (first, size, second, size);
  g_assert_cmpmem (convo_dataset_labels (a, FALSE), 240 * 4, convo_dataset_labels (b, FALSE), 240 * 4);
  for (gsize i = 0; i < size; i++)
    same += first[i] == third[i];
  g_assert_cmpuint (same, <, size / 20);
  g_assert_true (memcmp (first, test, test_size) != 0);
}

static gpointer
read_all (gpointer data)
{
  return bytes_of (data, FALSE);
}

/* Two threads that draw into the same cache see the same pictures. */
static void
test_threads (void)
{
  g_autoptr(ConvoDataset) a = shapes (1, 28, 28, 6, 1);
  GThread *thread = g_thread_new ("reader", read_all, a);
  g_autofree guint8 *mine = bytes_of (a, FALSE);
  g_autofree guint8 *theirs = g_thread_join (thread);

  g_assert_cmpmem (mine, 240 * 784, theirs, 240 * 784);
}

static void
test_balance (void)
{
  for (int n_classes = 2; n_classes <= 8; n_classes++)
    {
      g_autoptr(ConvoDataset) dataset = shapes (1, 12, 12, n_classes, 1);
      guint seen[6] = { 0 }, n = MIN (n_classes, 6);

      g_assert_cmpuint (convo_dataset_n_classes (dataset), ==, n);
      for (guint i = 0; i < 240; i++)
        {
          guint least = 240, most = 0;

          seen[convo_dataset_labels (dataset, FALSE)[i]]++;
          for (guint c = 0; c < n; c++)
            least = MIN (least, seen[c]), most = MAX (most, seen[c]);
          g_assert_cmpuint (most - least, <=, 1);          /* any first part is balanced */
        }
    }
}

/* Every covered pixel is in the box, the box touches it on all sides, and the figure is brighter than the rest. */
static void
check_picture (ConvoDataset *dataset, guint32 index, int channels, int height, int width)
{
  g_autofree guint8 *mask = g_malloc (height * width);
  g_autofree guint8 *pixels = g_malloc (channels * height * width);
  int left = width, right = -1, top = height, bottom = -1;
  double sum[2] = { 0 }, n[2] = { 0 };
  ConvoBox box;

  g_assert_true (convo_shapes_mask (dataset, FALSE, index, mask, &box));
  convo_dataset_pixels (dataset, FALSE, index, pixels);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        int in = mask[y * width + x] >= 128;

        if (in)
          left = MIN (left, x), right = MAX (right, x), top = MIN (top, y), bottom = MAX (bottom, y);
        for (int c = 0; c < channels; c++)
          sum[in] += pixels[(c * height + y) * width + x], n[in]++;
      }
  g_assert_cmpint (box.width, >, 1);
  g_assert_cmpint (box.x, ==, left);
  g_assert_cmpint (box.y, ==, top);
  g_assert_cmpint (box.x + box.width - 1, ==, right);
  g_assert_cmpint (box.y + box.height - 1, ==, bottom);
  g_assert_cmpint (right, <, width);
  g_assert_cmpfloat (sum[1] / n[1], >, sum[0] / n[0]);
}

static void
test_masks (void)
{
  static const struct { int channels, height, width; } sizes[] = {
    { 1, 8, 8 }, { 3, 8, 40 }, { 1, 28, 28 }, { 3, 64, 32 },
  };

  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      g_autoptr(ConvoDataset) dataset = shapes (sizes[s].channels, sizes[s].height, sizes[s].width, 6, 3);

      for (guint32 i = 0; i < 240; i++)
        check_picture (dataset, i, sizes[s].channels, sizes[s].height, sizes[s].width);
    }
}

/* Areas of the figures in a circle of radius 1, by geometry: the mask must be the figure it is named after. */
static void
test_areas (void)
{
  static const double area[] = { G_PI, 2, 1.2990, 1.9716, 1.2343, 2.1564 };
  g_autofree guint8 *mask = g_malloc (200 * 200);

  for (guint32 i = 0; i < 60; i++)
    {
      ConvoScene scene;
      double covered = 0;

      convo_scene_init (&scene, i % 6, 1, 200, 200, 9, 2, i);
      convo_scene_mask (&scene, mask);
      for (int k = 0; k < 200 * 200; k++)
        covered += mask[k] / 255.0;
      g_assert_cmpfloat_with_epsilon (covered / (scene.radius * scene.radius), area[i % 6], 0.01 * area[i % 6]);
    }
}

static void
test_fit (void)
{
  g_autoptr(ConvoDataset) dataset = shapes (1, 28, 28, 6, 1);
  g_autoptr(ConvoDataset) few = convo_dataset_limit (dataset, 30);
  ConvoShape larger = CONVO_SHAPE (3, 48, 40), flat = CONVO_SHAPE (784);
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoDataset) fitted = convo_dataset_fit (few, &larger, 3, &error);
  g_autoptr(ConvoDataset) features = convo_dataset_fit (dataset, &flat, 10, &error);

  g_assert_no_error (error);
  g_assert_true (convo_shape_equal (convo_dataset_shape (fitted), &larger));
  g_assert_cmpuint (convo_dataset_n_classes (fitted), ==, 3);
  g_assert_cmpuint (convo_dataset_count (fitted, FALSE), ==, 30);
  g_assert_cmpuint (convo_dataset_count (fitted, TRUE), ==, 30);
  for (guint32 i = 0; i < 30; i++)                     /* drawn anew, so masks belong to the larger pictures */
    check_picture (fitted, i, 3, 48, 40);
  g_assert_cmpint (convo_dataset_shape (features)->rank, ==, 1);
  g_assert_true (convo_shapes_mask (features, TRUE, 0, NULL, NULL));
}

static void
refuse (int channels, int height, int width, int n_classes)
{
  ConvoShape shape = CONVO_SHAPE (channels, height, width);
  g_autoptr(GError) error = NULL;

  g_assert_null (convo_dataset_new_shapes (&shape, n_classes, 10, 10, 1, &error));
  assert_sentence (error, CONVO_ERROR, CONVO_ERROR_DATA);
}

static void
test_refused (void)
{
  refuse (2, 28, 28, 6);
  refuse (1, 7, 28, 6);
  refuse (1, 28, 100000, 6);
  refuse (1, 28, 28, 1);
}

/* Pictures too large for a cache are drawn at each read, and cost no memory. */
static void
test_large (void)
{
  ConvoShape shape = CONVO_SHAPE (3, 128, 128);
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoDataset) dataset = convo_dataset_new_shapes (&shape, 6, 1000000, 2000, 1, &error);
  g_autofree guint8 *first = g_malloc (3 * 128 * 128);
  g_autofree guint8 *again = g_malloc (3 * 128 * 128);

  g_assert_no_error (error);
  convo_dataset_pixels (dataset, FALSE, 999999, first);
  convo_dataset_pixels (dataset, FALSE, 999999, again);
  g_assert_cmpmem (first, 3 * 128 * 128, again, 3 * 128 * 128);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shapes/same", test_same);
  g_test_add_func ("/shapes/threads", test_threads);
  g_test_add_func ("/shapes/balance", test_balance);
  g_test_add_func ("/shapes/masks", test_masks);
  g_test_add_func ("/shapes/areas", test_areas);
  g_test_add_func ("/shapes/fit", test_fit);
  g_test_add_func ("/shapes/refused", test_refused);
  g_test_add_func ("/shapes/large", test_large);
  return g_test_run ();
}
