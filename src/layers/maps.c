/* Walking over maps, and what several layer kinds do on the way: copy, scale, clear. */
#include "common.h"
#include "pointwise.h"

#include <string.h>

/* How the values of all maps can be joined: length of a run, and how many runs along z, y, x */
static gint64
joined (const ConvoMap *const *maps, int n, gint64 runs[3])
{
  gint64 length = maps[0]->channels;
  gboolean dense = TRUE;

  for (int i = 0; i < n; i++)
    dense = dense && maps[i]->pixel_pitch == length;
  for (int axis = 2; axis >= 0; axis--)
    {
      gint64 extent = maps[0]->extent[axis];

      runs[axis] = dense ? 1 : extent;
      if (!dense)
        continue;
      length *= extent;
      for (int i = 0; i < n; i++)
        dense = dense && (axis == 2 ? maps[i]->row_pitch : axis == 1 ? maps[i]->plane_pitch : length) == length;
    }
  return length;
}

/**
 * convo_maps_walk:
 * @maps: @n maps, at most 4, of equal extents and channels
 * @work: gets one pointer per map and the number of values behind each
 *
 * Visits every value of the images once, in runs as long as halos and pitches allow.
 */
void
convo_maps_walk (const ConvoMap *const *maps, int n, int first, int count, ConvoRunFunc work, gconstpointer data)
{
  gint64 runs[3], length = joined (maps, n, runs);
  float *at[4];

  for (int image = first; image < first + count; image++)
    for (gint64 z = 0; z < runs[0]; z++)
      for (gint64 y = 0; y < runs[1]; y++)
        for (gint64 x = 0; x < runs[2]; x++)
          {
            for (int i = 0; i < n; i++)
              at[i] = convo_map_pixel (maps[i], image, z, y, x);
            work (at, length, data);
          }
}

static void
clear_run (float *const *at, gint64 length, gconstpointer data)
{
  memset (at[0], 0, length * sizeof (float));
}

/** convo_maps_clear: sets channels [@c, @c + @n) of images [@first, @first + @count) to 0 */
void
convo_maps_clear (const ConvoMap *map, gint64 c, gint64 n, int first, int count)
{
  ConvoMap part = *map;
  const ConvoMap *maps[] = { &part };

  part.data += c;
  part.channels = n;
  if (n > 0)
    convo_maps_walk (maps, 1, first, count, clear_run, NULL);
}

static void
copy_run (float *const *at, gint64 length, gconstpointer data)
{
  if (GPOINTER_TO_INT (data))
    convo_pointwise ()->add (at[0], at[0], at[1], length);
  else
    memcpy (at[0], at[1], length * sizeof (float));
}

/**
 * convo_maps_copy:
 * @to_c: first channel written
 * @from_c: first channel read
 * @n: channels
 * @add: add to what is there
 *
 * Copies a run of channels of images [first, first + count) between maps of equal extents.
 */
void
convo_maps_copy (const ConvoMap *to, gint64 to_c, const ConvoMap *from, gint64 from_c, gint64 n, int first, int count,
                 gboolean add)
{
  ConvoMap part = *to, source = *from;
  const ConvoMap *maps[] = { &part, &source };

  part.data += to_c;
  part.channels = n;
  source.data += from_c;
  source.channels = n;
  if (part.data == source.data && !add)   /* in place */
    return;
  convo_maps_walk (maps, 2, first, count, copy_run, GINT_TO_POINTER (add));
}

typedef struct
{
  float factor;
  gboolean add;
} Scaling;

static void
scale_run (float *const *at, gint64 length, gconstpointer data)
{
  const Scaling *scaling = data;

  convo_pointwise ()->scale (at[0], at[1], length, scaling->factor, scaling->add);
}

/**
 * convo_maps_scale:
 * @factor: of every value; 0 multiplies too, so that NaN passes
 * @add: add to what is there
 *
 * Multiplies images [first, first + count) of maps of equal extents and channels.
 */
void
convo_maps_scale (const ConvoMap *to, const ConvoMap *from, int first, int count, float factor, gboolean add)
{
  const ConvoMap *maps[] = { to, from };
  const Scaling scaling = { factor, add };

  convo_maps_walk (maps, 2, first, count, scale_run, &scaling);
}
