/* Shapes of one image's value: channels first, at most three spatial axes. */
#include "shape.h"
#include "errors.h"
#include "text.h"

#include <string.h>

/**
 * convo_shape_make:
 * @dim: @rank extents, channels first
 * @rank: 0 to %CONVO_MAX_RANK
 *
 * Returns: the shape
 */
ConvoShape
convo_shape_make (const gint64 *dim, int rank)
{
  ConvoShape shape = { .rank = rank };

  g_return_val_if_fail (rank >= 0 && rank <= CONVO_MAX_RANK, shape);
  for (int i = 0; i < rank; i++)
    shape.dim[i] = dim[i];
  return shape;
}

/** convo_shape_equal: Returns: whether rank and all extents agree */
gboolean
convo_shape_equal (const ConvoShape *a, const ConvoShape *b)
{
  if (a->rank != b->rank)
    return FALSE;
  for (int i = 0; i < a->rank; i++)
    if (a->dim[i] != b->dim[i])
      return FALSE;
  return TRUE;
}

/** convo_shape_count: Returns: the number of elements, 0 for an unknown shape. The shape must be valid */
gint64
convo_shape_count (const ConvoShape *shape)
{
  gint64 count = shape->rank > 0 ? 1 : 0;

  for (int i = 0; i < shape->rank; i++)
    count *= shape->dim[i];
  return count;
}

/** convo_shape_n_spatial: Returns: the number of spatial axes, 0 for features */
int
convo_shape_n_spatial (const ConvoShape *shape)
{
  return MAX (shape->rank - 1, 0);
}

/**
 * convo_shape_spatial:
 * @axis: 0 for depth, 1 for height, 2 for width, whatever the rank
 *
 * Returns: the extent along that axis; 1 where the shape has no such axis (1-D is 2-D of height 1)
 */
gint64
convo_shape_spatial (const ConvoShape *shape, int axis)
{
  int index = axis - CONVO_MAX_AXES + shape->rank;   /* the last extent is the width */

  return shape->rank > 1 && index >= 1 ? shape->dim[index] : 1;
}

/**
 * convo_mul_checked:
 * @out: (out): a·b; unset on failure
 *
 * Returns: %FALSE if either factor is negative or the product passes %CONVO_MAX_EXTENT (2^48)
 */
gboolean
convo_mul_checked (gint64 a, gint64 b, gint64 *out)
{
  gint64 product;

  if (a < 0 || b < 0 || __builtin_mul_overflow (a, b, &product) || product > CONVO_MAX_EXTENT)
    return FALSE;
  *out = product;
  return TRUE;
}

/**
 * convo_shape_valid:
 * @error: return location; %CONVO_ERROR_SHAPE
 *
 * Checks that every extent is at least 1 and that the element count stays within 2^48.
 *
 * Returns: %TRUE if so
 */
gboolean
convo_shape_valid (const ConvoShape *shape, GError **error)
{
  gint64 count = 1;

  for (int i = 0; i < shape->rank; i++)
    if (shape->dim[i] < 1)
      {
        g_autofree char *text = convo_shape_to_string (shape);
        g_set_error (error, CONVO_ERROR, CONVO_ERROR_SHAPE,
                     _("The shape %s has an extent below 1; every extent must be at least 1."), text);
        return FALSE;
      }
  for (int i = 0; i < shape->rank; i++)
    if (!convo_mul_checked (count, shape->dim[i], &count))
      {
        g_autofree char *text = convo_shape_to_string (shape);
        g_set_error (error, CONVO_ERROR, CONVO_ERROR_SHAPE,
                     _("The shape %s has more than 2^48 values; use smaller extents."), text);
        return FALSE;
      }
  return TRUE;
}

/** convo_shape_to_string: Returns: (transfer full): "16×28×28"; "?" for an unknown shape */
char *
convo_shape_to_string (const ConvoShape *shape)
{
  GString *text = g_string_new (NULL);

  for (int i = 0; i < shape->rank; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? "×" : "", shape->dim[i]);
  if (shape->rank == 0)
    g_string_append (text, "?");
  return g_string_free (text, FALSE);
}

/**
 * convo_shape_parse:
 * @text: extents separated by "x", "×" or ",", channels first, e.g. "1x28x28"
 * @shape: (out): the shape; unset on failure
 * @error: return location; %CONVO_ERROR_SHAPE
 *
 * Returns: %TRUE on success
 */
gboolean
convo_shape_parse (const char *text, ConvoShape *shape, GError **error)
{
  g_auto(GStrv) parts = g_regex_split_simple ("x|X|×|,", text, 0, 0);
  ConvoShape parsed = { 0 };

  for (guint i = 0; parts[i] != NULL; i++)
    {
      gint64 extent;

      if (i >= CONVO_MAX_RANK ||
          !g_ascii_string_to_signed (g_strstrip (parts[i]), 10, 1, CONVO_MAX_EXTENT, &extent, NULL))
        {
          g_set_error (error, CONVO_ERROR, CONVO_ERROR_SHAPE,
                       _("“%s” is not a shape; write one to four whole numbers like 3x224x224."), text);
          return FALSE;
        }
      parsed.dim[parsed.rank++] = extent;
    }
  if (!convo_shape_valid (&parsed, error))
    return FALSE;
  *shape = parsed;
  return TRUE;
}
