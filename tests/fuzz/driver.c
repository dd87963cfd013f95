/* Runs a fuzz target without libFuzzer: every seed as it is, then a fixed number of mutations of each, the same ones every
 * time. usage: PROGRAM MUTATIONS FILE-OR-FOLDER… */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_SIZE (1 << 16)

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* splitmix64 */
static guint64
next (guint64 *state)
{
  guint64 z = *state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static gsize
below (guint64 *state, gsize bound)
{
  return bound > 0 ? next (state) % bound : 0;
}

static const char *const words[] = { "{", "}", "[", "]", ",", ":", "\"", "\"from\"", "\"if\"", "\"=a*b\"", "\"=1/0\"", "\"@in\"",
                                     "null", "-1", "1e308", "9223372036854775807", "\\ud800", "\"repeat\"", "\n", "0" };

/* One small change of @bytes */
static void
mutate (GByteArray *bytes, guint64 *state)
{
  gsize at = below (state, bytes->len + 1), run = 1 + below (state, 16);
  const char *word = words[below (state, G_N_ELEMENTS (words))];

  switch (below (state, 7))
    {
    case 0:                                                     /* change a bit */
      if (at < bytes->len)
        bytes->data[at] ^= 1 << below (state, 8);
      break;
    case 1:                                                     /* change a byte */
      if (at < bytes->len)
        bytes->data[at] = next (state);
      break;
    case 2:                                                     /* leave some out */
      if (at < bytes->len)
        g_byte_array_remove_range (bytes, at, MIN (run, bytes->len - at));
      break;
    case 3:                                                     /* cut off */
      g_byte_array_set_size (bytes, at);
      break;
    case 4:                                                     /* change a digit */
      for (; at < bytes->len; at++)
        if (g_ascii_isdigit (bytes->data[at]))
          {
            bytes->data[at] = '0' + below (state, 10);
            break;
          }
      break;
    default:                                                    /* put in a word, or a copy of some bytes */
      {
        gsize from = below (state, bytes->len + 1), rest = bytes->len - at;
        gboolean own = below (state, 2) == 0;
        gsize n = own ? MIN (run * 8, bytes->len - from) : strlen (word);
        g_autofree guint8 *copy = g_memdup2 (own ? bytes->data + from : (const guint8 *) word, n);

        if (n == 0)
          break;

        g_byte_array_set_size (bytes, bytes->len + n);   /* after @copy: the array may move */
        memmove (bytes->data + at + n, bytes->data + at, rest);
        memcpy (bytes->data + at, copy, n);
      }
    }
}

static void
run (const guint8 *data, gsize size)
{
  g_autofree guint8 *exact = g_malloc (MAX (size, 1));   /* exactly as large: ASan sees a reader that goes past the end */

  if (size > 0)
    memcpy (exact, data, size);
  LLVMFuzzerTestOneInput (exact, size);
}

static guint
run_file (const char *path, guint mutations)
{
  guint64 state = 1;
  char *seed;
  gsize size;

  if (!g_file_get_contents (path, &seed, &size, NULL))
    g_error ("%s cannot be read", path);
  run ((const guint8 *) seed, size);
  for (guint i = 0; i < mutations; i++)
    {
      g_autoptr(GByteArray) bytes = g_byte_array_new ();
      gsize changes = 1 + below (&state, 4);

      g_byte_array_append (bytes, (const guint8 *) seed, MIN (size, (gsize) MAX_SIZE));
      for (gsize k = 0; k < changes; k++)
        mutate (bytes, &state);
      run (bytes->data, bytes->len);
    }
  g_free (seed);
  return mutations + 1;
}

static guint
run_path (const char *path, guint mutations)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint n = 0;

  if (dir == NULL)
    return run_file (path, mutations);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (strcmp (name, "meson.build") != 0)
      {
        g_autofree char *child = g_build_filename (path, name, NULL);

        n += run_path (child, mutations);   /* folders too */
      }
  return n;
}

int
main (int argc, char **argv)
{
  guint n = 0;

  if (argc < 3)
    {
      fprintf (stderr, "usage: %s MUTATIONS FILE-OR-FOLDER...\n", argv[0]);
      return 2;
    }
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
  for (int i = 2; i < argc; i++)
    n += run_path (argv[i], strtoul (argv[1], NULL, 10));
  printf ("%u runs\n", n);
  return 0;
}
