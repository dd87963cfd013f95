/* IDX files made in memory, plain and gzipped, for the tests of the readers. */
#pragma once
#include <gio/gio.h>
#include <zlib.h>

G_GNUC_UNUSED static void
put_word (GByteArray *bytes, guint32 word)
{
  guint8 big[4] = { word >> 24, word >> 16, word >> 8, word };

  g_byte_array_append (bytes, big, sizeof big);
}

/* Value k of the file is (7k + 3) mod 256. */
G_GNUC_UNUSED static GByteArray *
idx_images (guint32 n, guint32 height, guint32 width)
{
  GByteArray *bytes = g_byte_array_new ();

  put_word (bytes, 0x803);
  put_word (bytes, n);
  put_word (bytes, height);
  put_word (bytes, width);
  for (gsize k = 0; k < (gsize) n * height * width; k++)
    {
      guint8 value = 7 * k + 3;

      g_byte_array_append (bytes, &value, 1);
    }
  return bytes;
}

/* Label i is i mod @classes. */
G_GNUC_UNUSED static GByteArray *
idx_labels (guint32 n, guint classes)
{
  GByteArray *bytes = g_byte_array_new ();

  put_word (bytes, 0x801);
  put_word (bytes, n);
  for (guint32 i = 0; i < n; i++)
    {
      guint8 label = i % classes;

      g_byte_array_append (bytes, &label, 1);
    }
  return bytes;
}

G_GNUC_UNUSED static GByteArray *
gzipped (const GByteArray *plain)
{
  GByteArray *bytes = g_byte_array_new ();
  z_stream z = { .next_in = plain->data, .avail_in = plain->len };

  g_assert_cmpint (deflateInit2 (&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), ==, Z_OK);
  g_byte_array_set_size (bytes, deflateBound (&z, plain->len) + 64);
  z.next_out = bytes->data;
  z.avail_out = bytes->len;
  g_assert_cmpint (deflate (&z, Z_FINISH), ==, Z_STREAM_END);
  g_byte_array_set_size (bytes, z.total_out);
  deflateEnd (&z);
  return bytes;
}

/* A sentence: one error, not empty, ends with a full stop. */
G_GNUC_UNUSED static void
assert_sentence (GError *error, GQuark domain, int code)
{
  g_assert_error (error, domain, code);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_true (g_str_has_suffix (error->message, "."));
  g_test_message ("%s", error->message);
}
