/* Folders of pictures: classes from subfolders, the two ways of dividing, sizes, colours, and what is refused. */
#include "folder.h"
#include "errors.h"
#include "idx-bytes.h"
#include "open.h"
#include "picture.h"
#include "scratch-dir.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

static void
write_picture (const char *folder, const char *sub, int number, int width, int height, guint32 rgba)
{
  g_autoptr(GdkPixbuf) picture = gdk_pixbuf_new (GDK_COLORSPACE_RGB, TRUE, 8, width, height);
  g_autofree char *path = g_build_filename (folder, sub, NULL);
  g_autofree char *name = g_strdup_printf ("%s/%03d.png", path, number);
  g_autoptr(GError) error = NULL;

  gdk_pixbuf_fill (picture, rgba);
  g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
  gdk_pixbuf_save (picture, name, "png", &error, NULL);
  g_assert_no_error (error);
}

/* Two classes of ten grey pictures, brightness by number. */
static char *
make_folder (void)
{
  char *folder = scratch_dir ();

  for (int i = 0; i < 10; i++)
    {
      write_picture (folder, "cats", i, 6, 5, (guint32) (i * 0x01010100) | 0xff);
      write_picture (folder, "dogs", i, 6, 5, (guint32) ((100 + i) * 0x01010100) | 0xff);
    }
  return folder;
}

static void
count_calls (double fraction, gpointer data)
{
  g_assert_cmpfloat (fraction, <=, 1);
  ++*(int *) data;
}

static void
test_split (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *empty = g_build_filename (folder, "empty", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoDataset) dataset = NULL;
  ConvoShape shape = CONVO_SHAPE (1, 5, 6);
  gboolean seen[2][10] = { 0 };

  g_assert_cmpint (g_mkdir (empty, 0700), ==, 0);          /* a folder without pictures is no class */
  dataset = convo_dataset_load_folder (folder, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (convo_shape_equal (convo_dataset_shape (dataset), &shape));
  g_assert_cmpuint (convo_dataset_n_classes (dataset), ==, 2);
  g_assert_cmpstr (convo_dataset_class_name (dataset, 1), ==, "dogs");
  g_assert_cmpuint (convo_dataset_count (dataset, FALSE), ==, 16);
  g_assert_cmpuint (convo_dataset_count (dataset, TRUE), ==, 4);
  for (int part = 0; part < 2; part++)
    for (guint i = 0; i < convo_dataset_count (dataset, part); i++)
      {
        guint8 pixels[30];
        gint32 label = convo_dataset_labels (dataset, part)[i];

        convo_dataset_pixels (dataset, part, i, pixels);
        pixels[0] -= 100 * label;
        g_assert_cmpuint (pixels[0], <, 10);
        g_assert_cmpint (part, ==, pixels[0] % 5 == 4);   /* every fifth is for testing */
        g_assert_false (seen[label][pixels[0]]);
        seen[label][pixels[0]] = TRUE;
      }
  remove_tree (folder);
}

static void
test_parts (void)
{
  g_autofree char *folder = scratch_dir ();
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoDataset) dataset = NULL;
  ConvoShape input = CONVO_SHAPE (3, 4, 4);
  guint8 pixels[48];
  int calls = 0;

  for (int i = 0; i < 70; i++)
    write_picture (folder, i % 2 ? "train/a" : "train/b", i, 9, 9, 0xff8000ff);
  write_picture (folder, "test/b", 0, 3, 3, 0x00000080);   /* half transparent black: grey on white */
  dataset = convo_dataset_load_folder (folder, &input, count_calls, &calls, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (calls, ==, 1);
  g_assert_true (convo_shape_equal (convo_dataset_shape (dataset), &input));
  g_assert_cmpuint (convo_dataset_count (dataset, FALSE), ==, 70);
  g_assert_cmpuint (convo_dataset_count (dataset, TRUE), ==, 1);
  g_assert_cmpint (convo_dataset_labels (dataset, TRUE)[0], ==, 1);
  convo_dataset_pixels (dataset, FALSE, 0, pixels);
  g_assert_cmpuint (pixels[0], ==, 0xff);
  g_assert_cmpuint (pixels[16], ==, 0x80);
  g_assert_cmpuint (pixels[47], ==, 0);
  convo_dataset_pixels (dataset, TRUE, 0, pixels);
  g_assert_cmpuint (pixels[20], ==, 127);
  write_picture (folder, "test/c", 0, 3, 3, 0);
  g_assert_null (convo_dataset_load_folder (folder, &input, NULL, NULL, NULL, &error));
  assert_sentence (error, CONVO_ERROR, CONVO_ERROR_DATA);
  remove_tree (folder);
}

static void
refuse (const char *folder, const ConvoShape *input, GQuark domain, int code)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (convo_dataset_load_folder (folder, input, NULL, NULL, NULL, &error));
  g_assert_error (error, domain, code);
  if (domain == CONVO_ERROR)
    assert_sentence (error, domain, code);
}

static void
test_refused (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *nothing = scratch_dir ();
  g_autofree char *cats = g_build_filename (folder, "cats", NULL);
  g_autoptr(GByteArray) no_picture = idx_labels (40, 3);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  ConvoShape huge = CONVO_SHAPE (3, 30000, 30000);

  refuse ("/nowhere/at/all", NULL, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  refuse (nothing, NULL, CONVO_ERROR, CONVO_ERROR_DATA);
  refuse (cats, NULL, CONVO_ERROR, CONVO_ERROR_DATA);      /* pictures, but no classes */
  refuse (folder, &huge, CONVO_ERROR, CONVO_ERROR_LIMIT);
  g_cancellable_cancel (cancellable);
  g_assert_null (convo_dataset_load_folder (folder, NULL, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  write_bytes (cats, "zz.png", no_picture);
  refuse (folder, NULL, CONVO_ERROR, CONVO_ERROR_DATA);
  g_byte_array_set_size (no_picture, 0);
  g_byte_array_append (no_picture, (const guint8 *) "GIF89a\1\0\1\0\0\0\0;", 14);
  write_bytes (cats, "zz.png", no_picture);                /* another form under the ending of PNG */
  refuse (folder, NULL, CONVO_ERROR, CONVO_ERROR_DATA);
  remove_tree (folder);
  remove_tree (nothing);
}

/* A PNG that declares 60,000 × 60,000 pixels in its header is refused before it is decoded. */
static void
test_bomb (void)
{
  static const guint8 head[] = {
    0x89, 'P', 'N', 'G', 13, 10, 26, 10,
    0, 0, 0, 13, 'I', 'H', 'D', 'R', 0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60, 8, 0, 0, 0, 0,
  };
  g_autofree char *folder = scratch_dir ();
  g_autofree char *path = g_build_filename (folder, "bomb.png", NULL);
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_autoptr(GError) error = NULL;
  ConvoShape shape = CONVO_SHAPE (1, 28, 28);
  guint8 pixels[784];

  g_byte_array_append (bytes, head, sizeof head);
  put_word (bytes, crc32 (crc32 (0, NULL, 0), head + 12, 17));
  g_byte_array_append (bytes, (const guint8 *) "\0\0\1\0IDATx\332\355\301", 12);
  write_bytes (folder, "bomb.png", bytes);
  g_assert_false (convo_picture_load (path, &shape, pixels, &error));
  assert_sentence (error, CONVO_ERROR, CONVO_ERROR_LIMIT);
  remove_tree (folder);
}

static void
test_open (void)
{
  g_autofree char *folder = make_folder ();
  ConvoShape input = CONVO_SHAPE (1, 28, 28);
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoDataset) dataset = convo_dataset_open (folder, &input, 10, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (convo_shape_equal (convo_dataset_shape (dataset), &input));
  g_assert_cmpstr (convo_dataset_id (dataset), ==, folder);
  g_assert_null (convo_dataset_open (folder, &input, 1, NULL, &error));
  assert_sentence (error, CONVO_ERROR, CONVO_ERROR_DATA);
  remove_tree (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/folder/split", test_split);
  g_test_add_func ("/folder/parts", test_parts);
  g_test_add_func ("/folder/refused", test_refused);
  g_test_add_func ("/folder/bomb", test_bomb);
  g_test_add_func ("/folder/open", test_open);
  return g_test_run ();
}
