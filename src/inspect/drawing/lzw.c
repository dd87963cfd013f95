/* LZW with codes of growing width, in blocks of at most 255 bytes, for bytes.
 * Source: Graphics Interchange Format, version 89a, CompuServe 1990, appendix F. */
#include "export-private.h"

#include <string.h>

#define MAX_CODE 4096

typedef struct
{
  GByteArray *out;
  guint8 block[255];
  int n;
  guint32 bits;
  int n_bits;
} Codes;

static void
put_byte (GByteArray *out, int byte)
{
  guint8 b = byte;

  g_byte_array_append (out, &b, 1);
}

static void
flush_block (Codes *codes)
{
  if (codes->n == 0)
    return;
  put_byte (codes->out, codes->n);
  g_byte_array_append (codes->out, codes->block, codes->n);
  codes->n = 0;
}

static void
put_code (Codes *codes, int code, int width)
{
  codes->bits |= (guint32) code << codes->n_bits;
  for (codes->n_bits += width; codes->n_bits >= 8; codes->n_bits -= 8, codes->bits >>= 8)
    {
      codes->block[codes->n++] = codes->bits & 255;
      if (codes->n == 255)
        flush_block (codes);
    }
}

/** convo_lzw_append: see export-private.h. The dictionary is a trie: child[code][pixel] */
void
convo_lzw_append (GByteArray *out, const guint8 *pixels, gsize n)
{
  const int clear = 256, end = 257;
  Codes codes = { .out = out };
  g_autofree guint16 *child = g_new0 (guint16, MAX_CODE * 256);
  int next = end + 1, width = 9, prefix = pixels[0];

  put_byte (out, 8);
  put_code (&codes, clear, width);
  for (gsize i = 1; i < n; i++)
    {
      guint16 *entry = &child[prefix * 256 + pixels[i]];

      if (*entry != 0)
        {
          prefix = *entry;
          continue;
        }
      put_code (&codes, prefix, width);
      if (next < MAX_CODE)
        {
          width += next == 1 << width;
          *entry = next++;
        }
      else
        {
          put_code (&codes, clear, width);
          memset (child, 0, sizeof (guint16) * MAX_CODE * 256);
          next = end + 1;
          width = 9;
        }
      prefix = pixels[i];
    }
  put_code (&codes, prefix, width);
  width += next == 1 << width && width < 12;
  put_code (&codes, end, width);
  put_code (&codes, 0, 7);      /* what is left of the last byte */
  flush_block (&codes);
  put_byte (out, 0);
}
