#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ConvoIdx:
 * @n: number of pictures or labels, at least 1
 * @height: rows of a picture in pixels; 1 for labels
 * @width: columns of a picture in pixels; 1 for labels
 * @values: @n×@height×@width bytes
 *
 * What an IDX file of unsigned bytes holds.
 */
typedef struct
{
  guint32 n, height, width;
  GBytes *values;
} ConvoIdx;

ConvoIdx *convo_idx_parse_images (const guint8  *data,
                                  gsize          size,
                                  const char    *name,
                                  GError       **error);
ConvoIdx *convo_idx_parse_labels (const guint8  *data,
                                  gsize          size,
                                  const char    *name,
                                  GError       **error);
ConvoIdx *convo_idx_load_images  (GFile         *file,
                                  GCancellable  *cancellable,
                                  GError       **error);
ConvoIdx *convo_idx_load_labels  (GFile         *file,
                                  GCancellable  *cancellable,
                                  GError       **error);
void      convo_idx_free         (ConvoIdx      *idx);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConvoIdx, convo_idx_free)

G_END_DECLS
