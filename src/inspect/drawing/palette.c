/* A palette for drawings: their flat colours stay exactly as they are, the many shades along the edges of letters share what
 * is left. Nothing is dithered. */
#include "export-private.h"

#define EXACT_SHARE 0.6      /* of the palette, for the most frequent colours */
#define CANDIDATES 4096      /* rarer ones are not asked when the rest is shared out */

typedef struct
{
  guint32 colour;
  guint64 count;
  int away;                  /* squared distance from the nearest colour of the palette */
} Tally;

struct _ConvoPalette
{
  int n, used;
  guint8 (*colours)[3];
  GHashTable *tally;         /* colour → Tally */
  GHashTable *found;         /* colour → index + 1 */
  Tally *last;               /* neighbours mostly have one colour */
  guint32 last_colour;
  int last_index;            /* of @last_colour; −1: none yet */
};

/** convo_palette_new: @n: colours, at most 256. Returns: (transfer full): an empty palette */
ConvoPalette *
convo_palette_new (int n)
{
  ConvoPalette *palette = g_new0 (ConvoPalette, 1);

  palette->n = n;
  palette->last_index = -1;
  palette->colours = g_malloc0 (n * sizeof *palette->colours);
  palette->tally = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  palette->found = g_hash_table_new (NULL, NULL);
  return palette;
}

void
convo_palette_free (ConvoPalette *palette)
{
  g_hash_table_unref (palette->tally);
  g_hash_table_unref (palette->found);
  g_free (palette->colours);
  g_free (palette);
}

/** convo_palette_count: one more pixel of @colour, 0xRRGGBB */
void
convo_palette_count (ConvoPalette *palette, guint32 colour)
{
  Tally *tally = palette->last;

  if (tally == NULL || tally->colour != colour)
    tally = g_hash_table_lookup (palette->tally, GUINT_TO_POINTER (colour));
  if (tally == NULL)
    {
      tally = g_new (Tally, 1);
      *tally = (Tally) { .colour = colour, .away = G_MAXINT };
      g_hash_table_insert (palette->tally, GUINT_TO_POINTER (colour), tally);
    }
  tally->count++;
  palette->last = tally;
}

static int
distance (guint32 a, guint32 b)
{
  int sum = 0;

  for (int shift = 0; shift <= 16; shift += 8)
    {
      int away = (int) (a >> shift & 255) - (int) (b >> shift & 255);

      sum += away * away;
    }
  return sum;
}

static guint32
colour_at (const ConvoPalette *palette, int i)
{
  return (guint32) palette->colours[i][0] << 16 | (guint32) palette->colours[i][1] << 8 | palette->colours[i][2];
}

static int
more_frequent (gconstpointer a, gconstpointer b)
{
  const Tally *x = *(const Tally *const *) a, *y = *(const Tally *const *) b;

  return y->count != x->count ? (y->count > x->count) - (y->count < x->count) : (x->colour > y->colour) - (x->colour < y->colour);
}

static void
take (ConvoPalette *palette, GPtrArray *candidates, guint32 colour)
{
  for (int c = 0; c < 3; c++)
    palette->colours[palette->used][c] = colour >> (16 - 8 * c) & 255;
  g_hash_table_insert (palette->found, GUINT_TO_POINTER (colour), GINT_TO_POINTER (++palette->used));
  for (guint i = 0; i < candidates->len; i++)
    {
      Tally *tally = candidates->pdata[i];

      tally->away = MIN (tally->away, distance (tally->colour, colour));
    }
}

/* The colour whose pixels suffer most from not being there */
static const Tally *
most_missed (GPtrArray *candidates)
{
  const Tally *worst = candidates->pdata[0];

  for (guint i = 1; i < candidates->len; i++)
    {
      const Tally *tally = candidates->pdata[i];

      if ((double) tally->away * tally->count > (double) worst->away * worst->count)
        worst = tally;
    }
  return worst;
}

/** convo_palette_fix: chooses the colours; none is counted afterwards */
void
convo_palette_fix (ConvoPalette *palette)
{
  g_autoptr(GPtrArray) all = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer tally;
  const int exact = palette->n * EXACT_SHARE;

  g_hash_table_iter_init (&iter, palette->tally);
  while (g_hash_table_iter_next (&iter, NULL, &tally))
    g_ptr_array_add (all, tally);
  g_ptr_array_sort (all, more_frequent);
  g_ptr_array_set_size (all, MIN (all->len, CANDIDATES));
  for (int i = 0; i < MIN (exact, (int) all->len); i++)
    take (palette, all, ((const Tally *) all->pdata[i])->colour);
  while (palette->used < MIN (palette->n, (int) all->len) && most_missed (all)->away > 0)
    take (palette, all, most_missed (all)->colour);
  palette->last = NULL;
  g_hash_table_remove_all (palette->tally);
}

/** convo_palette_bytes: Returns: (transfer none): red, green and blue of every colour */
const guint8 *
convo_palette_bytes (const ConvoPalette *palette)
{
  return &palette->colours[0][0];
}

static int
find (ConvoPalette *palette, guint32 colour)
{
  int found = GPOINTER_TO_INT (g_hash_table_lookup (palette->found, GUINT_TO_POINTER (colour)));

  if (found > 0)
    return found - 1;
  for (int i = 1; i < palette->used; i++)
    if (distance (colour_at (palette, i), colour) < distance (colour_at (palette, found), colour))
      found = i;
  g_hash_table_insert (palette->found, GUINT_TO_POINTER (colour), GINT_TO_POINTER (found + 1));
  return found;
}

/** convo_palette_find: Returns: index of the nearest colour */
int
convo_palette_find (ConvoPalette *palette, guint32 colour)
{
  if (palette->last_index < 0 || palette->last_colour != colour)
    {
      palette->last_index = find (palette, colour);
      palette->last_colour = colour;
    }
  return palette->last_index;
}
