/* IDX, the form of MNIST: a big-endian header, then unsigned bytes; plain or gzipped.
 * Source: LeCun, Cortes, Burges, "The MNIST database", section "File formats"; gzip by zlib (RFC 1952). */
#include "idx.h"
#include "dataset-private.h"
#include "errors.h"
#include "text.h"

#include <string.h>
#include <zlib.h>

#define MAX_SIDE 4096
#define MAX_BYTES ((guint64) 2 << 30)
#define DEFLATE_BEST 1032            /* deflate never shrinks more than this many times */
#define CHUNK ((gsize) 256 << 10)

/* Bytes go in by chunks of any length. The header is checked as soon as it is there, before room is made. */
typedef struct
{
  const char *name;                  /* of the file, for sentences */
  gboolean labels;
  guint64 file_size;                 /* in bytes, as stored; 0 if unknown */
  gboolean started, gzip, inflating, ended;
  z_stream z;
  guint8 header[16];
  gsize header_filled;
  guint32 dim[3];
  guint8 *values;
  gsize total, filled;
  guint8 surplus;                    /* where a byte too many goes */
} Decoder;

static gsize
header_size (const Decoder *d)
{
  return d->labels ? 8 : 16;
}

static guint32
word (const guint8 *bytes)
{
  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];
}

static gboolean
fail_short (const Decoder *d, GError **error)
{
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_FORMAT,
               _("%s ends too early; the file is not complete. Fetch it again."), d->name);
  return FALSE;
}

static gboolean
fail_long (const Decoder *d, GError **error)
{
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_FORMAT,
               _("%s holds more bytes than its header says; the file is damaged. Fetch it again."), d->name);
  return FALSE;
}

static gboolean
check_magic (const Decoder *d, GError **error)
{
  guint32 magic = word (d->header), wanted = d->labels ? 0x801 : 0x803;

  if (magic == wanted)
    return TRUE;
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_FORMAT,
               d->labels ? _("%s is not an IDX file of labels: it begins with 0x%08x, not 0x%08x. Choose another file.")
                         : _("%s is not an IDX file of pictures: it begins with 0x%08x, not 0x%08x. "
                             "Choose another file."),
               d->name, magic, wanted);
  return FALSE;
}

static gboolean
check_extents (const Decoder *d, GError **error)
{
  if (d->dim[0] == 0 || d->dim[1] == 0 || d->dim[2] == 0)
    g_set_error (error, CONVO_ERROR, CONVO_ERROR_FORMAT,
                 d->labels ? _("%s holds no labels. Choose another file.")
                           : _("%s holds no pictures. Choose another file."), d->name);
  else if (d->dim[1] > MAX_SIDE || d->dim[2] > MAX_SIDE)
    g_set_error (error, CONVO_ERROR, CONVO_ERROR_LIMIT,
                 _("%s says its pictures are %u×%u pixels; at most %d×%d can be read. Choose another file."),
                 d->name, d->dim[1], d->dim[2], MAX_SIDE, MAX_SIDE);
  else if ((guint64) d->dim[0] * d->dim[1] * d->dim[2] > MAX_BYTES)
    g_set_error (error, CONVO_ERROR, CONVO_ERROR_LIMIT,
                 _("%s says it holds more than 2 GiB of pixels, which cannot be read. Choose a smaller file."),
                 d->name);
  else
    return TRUE;
  return FALSE;
}

/* Nothing is allocated for a header that the file's own size proves wrong. */
static gboolean
header_done (Decoder *d, GError **error)
{
  if (!check_magic (d, error))
    return FALSE;
  for (int i = 0; i < 3; i++)
    d->dim[i] = i == 0 || !d->labels ? word (d->header + 4 + 4 * i) : 1;
  if (!check_extents (d, error))
    return FALSE;
  d->total = (gsize) d->dim[0] * d->dim[1] * d->dim[2];
  if (d->file_size > 0 && d->gzip && d->total / DEFLATE_BEST > d->file_size)
    return fail_short (d, error);
  if (d->file_size > 0 && !d->gzip && d->total + header_size (d) > d->file_size)
    return fail_short (d, error);
  if (d->file_size > 0 && !d->gzip && d->total + header_size (d) < d->file_size)
    return fail_long (d, error);
  d->values = g_try_malloc (d->total);
  if (d->values != NULL)
    return TRUE;
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_MEMORY,
               _("There is too little memory for the pictures of %s; close other programs."), d->name);
  return FALSE;
}

/* Where the next decoded bytes belong: the header, the values, and after these one byte that must stay empty. */
static gsize
room (Decoder *d, guint8 **to)
{
  if (d->header_filled < header_size (d))
    {
      *to = d->header + d->header_filled;
      return header_size (d) - d->header_filled;
    }
  if (d->filled < d->total)
    {
      *to = d->values + d->filled;
      return d->total - d->filled;
    }
  *to = &d->surplus;
  return 1;
}

static gboolean
wrote (Decoder *d, gsize n, GError **error)
{
  if (n == 0)
    return TRUE;
  if (d->header_filled < header_size (d))
    {
      d->header_filled += n;
      return d->header_filled < header_size (d) || header_done (d, error);
    }
  if (d->filled == d->total)
    return fail_long (d, error);
  d->filled += n;
  return TRUE;
}

static gboolean
feed_plain (Decoder *d, const guint8 *data, gsize size, GError **error)
{
  while (size > 0)
    {
      guint8 *to;
      gsize n = MIN (room (d, &to), size);

      memcpy (to, data, n);
      data += n;
      size -= n;
      if (!wrote (d, n, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
fail_gzip (const Decoder *d, GError **error)
{
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_FORMAT,
               _("%s is a damaged gzip file (%s). Fetch it again."),
               d->name, d->z.msg != NULL ? d->z.msg : "zlib");
  return FALSE;
}

/* One call of inflate; *idle when it wants more input. A gzip file may be several members in a row. */
static gboolean
inflate_some (Decoder *d, gboolean *idle, GError **error)
{
  guint8 *to;
  gsize n = MIN (room (d, &to), G_MAXUINT32);
  int status;

  d->z.next_out = to;
  d->z.avail_out = n;
  status = inflate (&d->z, Z_NO_FLUSH);
  if (!wrote (d, n - d->z.avail_out, error))
    return FALSE;
  *idle = status == Z_BUF_ERROR || (d->z.avail_in == 0 && d->z.avail_out > 0);
  if (status == Z_STREAM_END)
    {
      d->ended = TRUE;
      *idle = d->z.avail_in == 0;
      if (!*idle && inflateReset (&d->z) != Z_OK)
        return fail_gzip (d, error);
      d->ended = *idle;
    }
  else if (status != Z_OK && status != Z_BUF_ERROR)
    return fail_gzip (d, error);
  return TRUE;
}

static gboolean
feed_gzip (Decoder *d, const guint8 *data, gsize size, GError **error)
{
  while (size > 0)
    {
      gsize n = MIN (size, CHUNK);
      gboolean idle = FALSE;

      if (d->ended && inflateReset (&d->z) != Z_OK)
        return fail_gzip (d, error);
      d->ended = FALSE;
      d->z.next_in = (guint8 *) data;
      d->z.avail_in = n;
      while (!idle)
        if (!inflate_some (d, &idle, error))
          return FALSE;
      data += n;
      size -= n;
    }
  return TRUE;
}

/* The first chunk must hold two bytes or be the whole file. */
static gboolean
feed (Decoder *d, const guint8 *data, gsize size, GError **error)
{
  if (!d->started)
    {
      d->started = TRUE;
      d->gzip = size >= 2 && data[0] == 0x1f && data[1] == 0x8b;
      if (d->gzip && inflateInit2 (&d->z, 15 + 16) != Z_OK)
        return fail_gzip (d, error);
      d->inflating = d->gzip;
    }
  return d->gzip ? feed_gzip (d, data, size, error) : feed_plain (d, data, size, error);
}

static ConvoIdx *
finish (Decoder *d, GError **error)
{
  ConvoIdx *idx;

  if (d->header_filled < header_size (d) || d->filled < d->total || (d->gzip && !d->ended))
    {
      fail_short (d, error);
      return NULL;
    }
  idx = g_new0 (ConvoIdx, 1);
  *idx = (ConvoIdx) { d->dim[0], d->dim[1], d->dim[2], g_bytes_new_take (g_steal_pointer (&d->values), d->total) };
  return idx;
}

static void
decoder_clear (Decoder *d)
{
  if (d->inflating)
    inflateEnd (&d->z);
  g_free (d->values);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Decoder, decoder_clear)

static ConvoIdx *
parse (const guint8 *data, gsize size, const char *name, gboolean labels, GError **error)
{
  g_auto(Decoder) decoder = { .name = name, .labels = labels, .file_size = size };

  return feed (&decoder, data, size, error) ? finish (&decoder, error) : NULL;
}

/**
 * convo_idx_parse_images:
 * @data: (array length=size): a file of pictures (magic 0x00000803), plain or gzipped
 * @name: the file's name, for the sentences
 * @error: return location; %CONVO_ERROR_FORMAT, %CONVO_ERROR_LIMIT or %CONVO_ERROR_MEMORY
 *
 * Pictures of at most 4096×4096 pixels, at most 2 GiB together. Checked against @size before anything is
 * allocated, so a few bytes cannot ask for gigabytes.
 *
 * Returns: (transfer full): the pictures, or %NULL with @error set
 */
ConvoIdx *
convo_idx_parse_images (const guint8 *data, gsize size, const char *name, GError **error)
{
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);
  return parse (data, size, name, FALSE, error);
}

/** convo_idx_parse_labels: Returns: (transfer full): as convo_idx_parse_images(), for labels (magic 0x00000801) */
ConvoIdx *
convo_idx_parse_labels (const guint8 *data, gsize size, const char *name, GError **error)
{
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);
  return parse (data, size, name, TRUE, error);
}

static gboolean
feed_stream (Decoder *d, GInputStream *in, GCancellable *cancellable, GError **error)
{
  g_autofree guint8 *chunk = g_malloc (CHUNK);
  gsize n;

  do
    {
      if (!g_input_stream_read_all (in, chunk, CHUNK, &n, cancellable, error))
        return FALSE;
      if (n > 0 && !feed (d, chunk, n, error))
        return FALSE;
    }
  while (n == CHUNK);
  return TRUE;
}

static ConvoIdx *
load (GFile *file, gboolean labels, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = g_file_get_path (file), *name = convo_dataset_shown_name (path != NULL ? path : "", 1);
  g_auto(Decoder) decoder = { .name = name, .labels = labels };
  g_autoptr(GFileInputStream) in = NULL;
  g_autoptr(GFileInfo) info = NULL;

  in = g_file_read (file, cancellable, error);
  if (in == NULL)
    return NULL;
  info = g_file_input_stream_query_info (in, G_FILE_ATTRIBUTE_STANDARD_SIZE, cancellable, NULL);
  if (info != NULL)
    decoder.file_size = g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_STANDARD_SIZE);
  return feed_stream (&decoder, G_INPUT_STREAM (in), cancellable, error) ? finish (&decoder, error) : NULL;
}

/**
 * convo_idx_load_images:
 * @error: return location; as convo_idx_parse_images(), and %G_IO_ERROR (cancelled, unreadable)
 *
 * Reads and decompresses in chunks. Blocks: call it from a worker.
 *
 * Returns: (transfer full): the pictures, or %NULL with @error set
 */
ConvoIdx *
convo_idx_load_images (GFile *file, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (G_IS_FILE (file), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);
  return load (file, FALSE, cancellable, error);
}

/** convo_idx_load_labels: Returns: (transfer full): as convo_idx_load_images(), for a file of labels */
ConvoIdx *
convo_idx_load_labels (GFile *file, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (G_IS_FILE (file), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);
  return load (file, TRUE, cancellable, error);
}

/** convo_idx_free: Frees @idx; %NULL is allowed */
void
convo_idx_free (ConvoIdx *idx)
{
  if (idx == NULL)
    return;
  g_bytes_unref (idx->values);
  g_free (idx);
}
