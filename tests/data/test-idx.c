/* The IDX reader: what is written comes back, plain and gzipped; whatever is damaged gives one sentence. */
#include "idx.h"
#include "errors.h"
#include "idx-bytes.h"
#include "scratch-dir.h"

#include <string.h>

static void
assert_values (const ConvoIdx *idx)
{
  gsize size;
  const guint8 *values = g_bytes_get_data (idx->values, &size);

  g_assert_cmpuint (size, ==, (gsize) idx->n * idx->height * idx->width);
  for (gsize k = 0; k < size; k++)
    g_assert_cmpuint (values[k], ==, (guint8) (7 * k + 3));
}

static void
test_images (gconstpointer zip)
{
  g_autoptr(GByteArray) plain = idx_images (5, 4, 3);
  g_autoptr(GByteArray) bytes = zip != NULL ? gzipped (plain) : g_byte_array_ref (plain);
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoIdx) idx = convo_idx_parse_images (bytes->data, bytes->len, "x", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (idx->n, ==, 5);
  g_assert_cmpuint (idx->height, ==, 4);
  g_assert_cmpuint (idx->width, ==, 3);
  assert_values (idx);
}

static void
test_labels (gconstpointer zip)
{
  g_autoptr(GByteArray) plain = idx_labels (300, 256);
  g_autoptr(GByteArray) bytes = zip != NULL ? gzipped (plain) : g_byte_array_ref (plain);
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoIdx) idx = convo_idx_parse_labels (bytes->data, bytes->len, "x", &error);
  const guint8 *values;

  g_assert_no_error (error);
  g_assert_cmpuint (idx->n, ==, 300);
  g_assert_cmpuint (idx->height * idx->width, ==, 1);
  values = g_bytes_get_data (idx->values, NULL);
  g_assert_cmpuint (values[255], ==, 255);
  g_assert_cmpuint (values[299], ==, 43);
}

/* RFC 1952: a gzip file may be several members, one after the other. */
static void
test_members (void)
{
  g_autoptr(GByteArray) plain = idx_images (2, 8, 8);
  GByteArray head = { .data = plain->data, .len = 50 };
  GByteArray tail = { .data = plain->data + 50, .len = plain->len - 50 };
  g_autoptr(GByteArray) bytes = gzipped (&head);
  g_autoptr(GByteArray) second = gzipped (&tail);
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoIdx) idx = NULL;

  g_byte_array_append (bytes, second->data, second->len);
  idx = convo_idx_parse_images (bytes->data, bytes->len, "x", &error);
  g_assert_no_error (error);
  assert_values (idx);
}

static void
refuse (const GByteArray *bytes, int code)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoIdx) idx = convo_idx_parse_images (bytes->data, bytes->len, "pictures.gz", &error);

  g_assert_null (idx);
  assert_sentence (error, CONVO_ERROR, code);
  g_assert_true (g_str_has_prefix (error->message, "pictures.gz "));
}

/* Every shorter file is refused, plain and gzipped; so is one with a byte more. */
static void
test_length (void)
{
  g_autoptr(GByteArray) plain = idx_images (2, 3, 3);
  g_autoptr(GByteArray) zip = gzipped (plain);
  GByteArray part;

  for (guint size = 0; size < plain->len; size++)
    {
      part = (GByteArray) { .data = plain->data, .len = size };
      refuse (&part, CONVO_ERROR_FORMAT);
    }
  for (guint size = 0; size < zip->len; size++)
    {
      part = (GByteArray) { .data = zip->data, .len = size };
      refuse (&part, CONVO_ERROR_FORMAT);
    }
  g_byte_array_append (plain, (const guint8 *) "x", 1);
  refuse (plain, CONVO_ERROR_FORMAT);
  g_byte_array_unref (zip);
  zip = gzipped (plain);
  refuse (zip, CONVO_ERROR_FORMAT);
  g_byte_array_append (zip, (const guint8 *) "trailing", 8);
  refuse (zip, CONVO_ERROR_FORMAT);
}

/* A flipped bit either is in the gzip header's unread fields, or is caught by zlib or by the header's checks. */
static void
test_damaged_gzip (void)
{
  g_autoptr(GByteArray) plain = idx_images (4, 9, 9);
  g_autoptr(GByteArray) zip = gzipped (plain);

  for (guint i = 10; i < zip->len; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(ConvoIdx) idx = NULL;

      zip->data[i] ^= 0x10;
      idx = convo_idx_parse_images (zip->data, zip->len, "x", &error);
      g_assert_null (idx);
      g_assert_nonnull (error);
      zip->data[i] ^= 0x10;
    }
}

static void
refuse_header (guint32 magic, guint32 n, guint32 height, guint32 width, int code)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_autoptr(GByteArray) zip = NULL;

  put_word (bytes, magic);
  put_word (bytes, n);
  put_word (bytes, height);
  put_word (bytes, width);
  for (int k = 0; k < 100; k++)
    g_byte_array_append (bytes, (const guint8 *) "\7", 1);
  refuse (bytes, code);
  zip = gzipped (bytes);
  refuse (zip, code);
}

static void
test_headers (void)
{
  refuse_header (0x801, 100, 1, 1, CONVO_ERROR_FORMAT);          /* labels where pictures belong */
  refuse_header (0x0d03, 25, 1, 1, CONVO_ERROR_FORMAT);          /* floats */
  refuse_header (0x89504e47, 1, 10, 10, CONVO_ERROR_FORMAT);     /* a PNG */
  refuse_header (0x803, 0, 10, 10, CONVO_ERROR_FORMAT);
  refuse_header (0x803, 10, 0, 10, CONVO_ERROR_FORMAT);
  refuse_header (0x803, 1, 4097, 1, CONVO_ERROR_LIMIT);
  refuse_header (0x803, 1, 1, 0xffffffff, CONVO_ERROR_LIMIT);
  refuse_header (0x803, 0xffffffff, 4096, 4096, CONVO_ERROR_LIMIT);
  refuse_header (0x803, 129, 4096, 4096, CONVO_ERROR_LIMIT);     /* just over 2 GiB */
  refuse_header (0x803, 128, 4096, 4096, CONVO_ERROR_FORMAT);    /* 2 GiB said, 100 bytes there */
}

static void
test_file (void)
{
  g_autofree char *folder = scratch_dir ();
  g_autofree char *path = g_build_filename (folder, "pictures.gz", NULL);
  g_autoptr(GByteArray) plain = idx_images (3000, 28, 28);       /* many chunks */
  g_autoptr(GByteArray) zip = gzipped (plain);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoIdx) idx = NULL;

  g_assert_null (convo_idx_load_images (file, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  write_bytes (folder, "pictures.gz", zip);
  idx = convo_idx_load_images (file, NULL, &error);
  g_assert_no_error (error);
  assert_values (idx);
  g_cancellable_cancel (cancellable);
  g_assert_null (convo_idx_load_images (file, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_byte_array_set_size (zip, zip->len / 2);
  write_bytes (folder, "pictures.gz", zip);
  g_assert_null (convo_idx_load_images (file, NULL, &error));
  assert_sentence (error, CONVO_ERROR, CONVO_ERROR_FORMAT);
  g_assert_true (g_str_has_prefix (error->message, "pictures.gz "));   /* its name, not the path */
  remove_tree (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/idx/images/plain", NULL, test_images);
  g_test_add_data_func ("/idx/images/gzip", "gzip", test_images);
  g_test_add_data_func ("/idx/labels/plain", NULL, test_labels);
  g_test_add_data_func ("/idx/labels/gzip", "gzip", test_labels);
  g_test_add_func ("/idx/members", test_members);
  g_test_add_func ("/idx/length", test_length);
  g_test_add_func ("/idx/damaged-gzip", test_damaged_gzip);
  g_test_add_func ("/idx/headers", test_headers);
  g_test_add_func ("/idx/file", test_file);
  return g_test_run ();
}
