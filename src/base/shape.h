#pragma once
#include <glib.h>

G_BEGIN_DECLS

#define CONVO_MAX_RANK 4
#define CONVO_MAX_AXES 3
#define CONVO_MAX_EXTENT (G_GINT64_CONSTANT (1) << 48)

/**
 * ConvoShape:
 * @rank: number of extents: 1 for features, 2 for C×W, 3 for C×H×W, 4 for C×D×H×W; 0 for "unknown"
 * @dim: the extents, channels first, then the spatial axes from slowest to fastest
 *
 * The shape of one image's value (no batch axis), in elements.
 */
typedef struct
{
  int rank;
  gint64 dim[CONVO_MAX_RANK];
} ConvoShape;

#define CONVO_SHAPE(...) convo_shape_make ((const gint64[]) { __VA_ARGS__ }, \
                                           sizeof ((const gint64[]) { __VA_ARGS__ }) / sizeof (gint64))

ConvoShape convo_shape_make      (const gint64     *dim,
                                  int               rank);
gboolean   convo_shape_equal     (const ConvoShape *a,
                                  const ConvoShape *b);
gint64     convo_shape_count     (const ConvoShape *shape);
gint64     convo_shape_spatial   (const ConvoShape *shape,
                                  int               axis);
int        convo_shape_n_spatial (const ConvoShape *shape);
gboolean   convo_shape_valid     (const ConvoShape *shape,
                                  GError          **error);
char      *convo_shape_to_string (const ConvoShape *shape);
gboolean   convo_shape_parse     (const char       *text,
                                  ConvoShape       *shape,
                                  GError          **error);

gboolean   convo_mul_checked     (gint64  a,
                                  gint64  b,
                                  gint64 *out);

G_END_DECLS
