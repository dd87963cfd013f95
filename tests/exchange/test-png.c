/* Maps as PNG grids and pictures as inputs. */
#include "errors.h"
#include "png.h"
#include "scratch.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <math.h>

static void
test_grid (void)
{
  char *folder = scratch_new ();
  g_autoptr(GFile) file = scratch_file (folder, "maps.png");
  ConvoShape shape = CONVO_SHAPE (5, 20, 20);
  g_autofree float *values = g_new (float, 5 * 400);
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkPixbuf) picture = NULL;
  const guint8 *pixels;

  for (int i = 0; i < 5 * 400; i++)
    values[i] = i / 400;
  values[0] = NAN;
  g_assert_true (convo_png_save_maps (values, &shape, FALSE, file, NULL, &error));
  g_assert_no_error (error);
  picture = gdk_pixbuf_new_from_file (g_file_peek_path (file), &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_pixbuf_get_width (picture), ==, 3 * 21 - 1);
  g_assert_cmpint (gdk_pixbuf_get_height (picture), ==, 2 * 21 - 1);
  pixels = gdk_pixbuf_read_pixels (picture);
  g_assert_cmpint (pixels[0], ==, 0);
  g_assert_cmpint (pixels[3 * 20], ==, 255);        /* the gap */
  g_assert_cmpint (pixels[3 * 21], ==, 64);         /* the second map: 1 of 0…4 */
  scratch_free (folder);
}

static void
test_features (void)
{
  char *folder = scratch_new ();
  g_autoptr(GFile) file = scratch_file (folder, "fc.png");
  const float values[4] = { -1, 0, 0.5, 1 };
  ConvoShape shape = CONVO_SHAPE (4);
  g_autoptr(GdkPixbuf) picture = NULL;
  const guint8 *pixels;

  g_assert_true (convo_png_save_maps (values, &shape, TRUE, file, NULL, NULL));
  picture = gdk_pixbuf_new_from_file (g_file_peek_path (file), NULL);
  g_assert_cmpint (gdk_pixbuf_get_width (picture), ==, 33);
  pixels = gdk_pixbuf_read_pixels (picture);
  g_assert_cmpint (pixels[0], ==, 0);
  g_assert_cmpint (pixels[3 * 17], ==, 128);
  scratch_free (folder);
}

static void
test_load (void)
{
  char *folder = scratch_new ();
  g_autoptr(GFile) file = scratch_file (folder, "p.png"), text = scratch_file (folder, "t.png");
  g_autoptr(GdkPixbuf) picture = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 40, 30);
  ConvoShape grey = CONVO_SHAPE (1, 28, 28), colour = CONVO_SHAPE (3, 8, 8), odd = CONVO_SHAPE (2, 8, 8);
  g_autofree float *a = NULL, *b = NULL;
  g_autoptr(GError) error = NULL;

  gdk_pixbuf_fill (picture, 0xff0000ff);
  g_assert_true (gdk_pixbuf_save (picture, g_file_peek_path (file), "png", NULL, NULL));
  a = convo_png_load (g_file_peek_path (file), &grey, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (a[100], 0.299, 0.01);
  b = convo_png_load (g_file_peek_path (file), &colour, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (b[10], ==, 1);
  g_assert_cmpfloat (b[64 + 10], ==, 0);
  g_assert_null (convo_png_load (g_file_peek_path (file), &odd, &error));
  g_assert_error (error, CONVO_ERROR, CONVO_ERROR_SHAPE);
  g_clear_error (&error);
  scratch_write (text, "no picture", 10);
  g_assert_null (convo_png_load (g_file_peek_path (text), &grey, &error));
  g_assert_error (error, CONVO_ERROR, CONVO_ERROR_DATA);
  scratch_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/png/grid", test_grid);
  g_test_add_func ("/png/features", test_features);
  g_test_add_func ("/png/load", test_load);
  return g_test_run ();
}
