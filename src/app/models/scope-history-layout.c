/* Where everything of the history map stands. Years are columns as wide as what they hold; within a year the points are spread
 * by value, so that neighbours in value are far apart; labels take the first of eight places around their point where they
 * cover nothing. */
#include "scope-history-layout.h"

#include <math.h>
#include <stdlib.h>

#define LEFT 64
#define TOP 12
#define RIGHT 24
#define BOTTOM 34
#define GAP_WIDTH 0.35        /* of a year with one network */
#define LARGEST 26.0          /* radius of the largest, in pixels, at 138 M parameters, in a plot of ROOMY × ROOMY */
#define ROOMY 800.0
#define SMALLEST 4.0
#define MANY 138e6

/** scope_history_layout_init: an empty plot */
void
scope_history_layout_init (ScopeHistoryLayout *layout)
{
  *layout = (ScopeHistoryLayout) { .low = 1, .high = 10 };
  layout->years = g_array_new (FALSE, FALSE, sizeof (ScopeHistoryYear));
  layout->ticks = g_array_new (FALSE, FALSE, sizeof (double));
}

/** scope_history_layout_clear: frees what scope_history_layout_init() made */
void
scope_history_layout_clear (ScopeHistoryLayout *layout)
{
  g_clear_pointer (&layout->years, g_array_unref);
  g_clear_pointer (&layout->ticks, g_array_unref);
}

/** scope_history_layout_y: Returns: vertical place of @value, larger values higher up */
double
scope_history_layout_y (const ScopeHistoryLayout *layout, double value)
{
  return layout->top + (layout->bottom - layout->top) * log (layout->high / value) / log (layout->high / layout->low);
}

/* The range, with a margin, and round ticks: 1, 2, 5 of each power; between them 3, 4, 7 … where there is room. */
static void
choose_axis (ScopeHistoryLayout *layout, const ScopeHistoryPoint *points, int n)
{
  static const double fine[] = { 1, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8 }, coarse[] = { 1, 2, 5 };
  double low = INFINITY, high = 0;
  gboolean narrow;

  for (int i = 0; i < n; i++)
    {
      low = MIN (low, points[i].value);
      high = MAX (high, points[i].value);
    }
  if (n == 0)
    low = 1, high = 10;
  layout->low = low / pow (high / low * 2, 0.07);
  layout->high = high * pow (high / low * 2, 0.07);
  narrow = layout->high / layout->low < 40;
  g_array_set_size (layout->ticks, 0);
  for (int power = (int) floor (log10 (layout->low)); power <= (int) ceil (log10 (layout->high)); power++)
    for (gsize i = 0; i < (narrow ? G_N_ELEMENTS (fine) : G_N_ELEMENTS (coarse)); i++)
      {
        const double tick = (narrow ? fine[i] : coarse[i]) * pow (10, power);

        if (tick >= layout->low && tick <= layout->high)
          g_array_prepend_val (layout->ticks, tick);
      }
}

static int
points_in (const ScopeHistoryPoint *points, int n, int year)
{
  int count = 0;

  for (int i = 0; i < n; i++)
    count += points[i].year == year;
  return count;
}

static void
choose_years (ScopeHistoryLayout *layout, const ScopeHistoryPoint *points, int n)
{
  int first = G_MAXINT, last = G_MININT;
  double total = 0, x = layout->left;

  for (int i = 0; i < n; i++)
    {
      first = MIN (first, points[i].year);
      last = MAX (last, points[i].year);
    }
  g_array_set_size (layout->years, 0);
  for (int year = first; n > 0 && year <= last; year++)
    {
      const int count = points_in (points, n, year);
      ScopeHistoryYear entry = { count > 0 ? year : 0, 0, count > 0 ? 0.6 + 0.4 * count : GAP_WIDTH };

      if (count == 0 && layout->years->len > 0
          && g_array_index (layout->years, ScopeHistoryYear, layout->years->len - 1).year == 0)
        continue;                /* one gap, however long */
      total += entry.width;
      g_array_append_val (layout->years, entry);
    }
  for (guint i = 0; i < layout->years->len; i++)
    {
      ScopeHistoryYear *entry = &g_array_index (layout->years, ScopeHistoryYear, i);

      entry->width *= (layout->right - layout->left) / total;
      entry->x = x;
      x += entry->width;
    }
}

static int
by_value (const void *a, const void *b)
{
  const ScopeHistoryPoint *left = *(ScopeHistoryPoint *const *) a, *right = *(ScopeHistoryPoint *const *) b;

  return (left->value < right->value) - (left->value > right->value);
}

/* Every second of them from the left, the others between: equal values never touch. */
static void
place_year (const ScopeHistoryLayout *layout, const ScopeHistoryYear *year, ScopeHistoryPoint *points, int n)
{
  g_autofree ScopeHistoryPoint **inside = g_new (ScopeHistoryPoint *, n);
  const double room = MIN (layout->right - layout->left, layout->bottom - layout->top);
  const double largest = LARGEST * CLAMP (room / ROOMY, 0.6, 1.4);
  int count = 0;

  for (int i = 0; i < n; i++)
    if (points[i].year == year->year)
      inside[count++] = &points[i];
  qsort (inside, count, sizeof *inside, by_value);
  for (int i = 0; i < count; i++)
    {
      const int half = (count + 1) / 2, slot = i % 2 == 0 ? i / 2 : half + i / 2;

      inside[i]->x = year->x + year->width * (slot + 0.5) / count;
      inside[i]->y = scope_history_layout_y (layout, inside[i]->value);
      inside[i]->radius = inside[i]->size > 0 ? MAX (SMALLEST, largest * sqrt (inside[i]->size / MANY)) : SMALLEST + 2;
      inside[i]->radius = MIN (inside[i]->radius, largest * 1.3);
    }
}

static gboolean
overlap (double x0, double y0, double w0, double h0, double x1, double y1, double w1, double h1)
{
  return x0 < x1 + w1 && x1 < x0 + w0 && y0 < y1 + h1 && y1 < y0 + h0;
}

static gboolean
is_free (const ScopeHistoryLayout *layout, const ScopeHistoryPoint *points, int n, int self, double x, double y, double width,
         double height)
{
  if (x < layout->left - 30 || x + width > layout->right + RIGHT || y < layout->top || y + height > layout->bottom)
    return FALSE;
  for (int i = 0; i < n; i++)
    {
      const ScopeHistoryPoint *other = &points[i];

      if (i != self && overlap (x, y, width, height, other->x - other->radius, other->y - other->radius,
                                2 * other->radius, 2 * other->radius))
        return FALSE;
      if (i != self && other->label_shown
          && overlap (x, y, width, height, other->label_x, other->label_y, other->label_width, other->label_height))
        return FALSE;
    }
  return TRUE;
}

/** scope_history_layout_is_free: Returns: whether a rectangle is inside of the plot and covers neither a point nor a label */
gboolean
scope_history_layout_is_free (const ScopeHistoryLayout *layout, const ScopeHistoryPoint *points, int n,
                              double x, double y, double width, double height)
{
  return is_free (layout, points, n, -1, x, y, width, height);
}

static void
place_label (const ScopeHistoryLayout *layout, ScopeHistoryPoint *points, int n, int self)
{
  static const double side[][2] = { { 0, -1 }, { 0, 1 }, { 1, 0 }, { -1, 0 }, { 0.7, -0.8 }, { 0.7, 0.8 }, { -0.7, -0.8 }, { -0.7, 0.8 } };
  ScopeHistoryPoint *point = &points[self];

  for (gsize k = 0; k < G_N_ELEMENTS (side); k++)
    {
      const double away = point->radius + 4;
      const double x = point->x + side[k][0] * (away + point->label_width / 2) - point->label_width / 2;
      const double y = point->y + side[k][1] * (away + point->label_height / 2) - point->label_height / 2;

      if (!is_free (layout, points, n, self, x, y, point->label_width, point->label_height))
        continue;
      point->label_x = x;
      point->label_y = y;
      point->label_shown = TRUE;
      return;
    }
  point->label_x = CLAMP (point->x - point->label_width / 2, layout->left, layout->right - point->label_width);
  point->label_y = point->y - point->radius - 4 - point->label_height;
}

/**
 * scope_history_layout_update:
 * @layout: the plot
 * @points: years, values, sizes and label sizes are read; places are written
 * @n: how many
 * @width: of the whole drawing, in pixels
 * @height: likewise
 */
void
scope_history_layout_update (ScopeHistoryLayout *layout, ScopeHistoryPoint *points, int n, double width, double height)
{
  layout->left = LEFT;
  layout->top = TOP;
  layout->right = MAX (width - RIGHT, LEFT + 1);
  layout->bottom = MAX (height - BOTTOM, TOP + 1);
  choose_axis (layout, points, n);
  choose_years (layout, points, n);
  for (guint i = 0; i < layout->years->len; i++)
    place_year (layout, &g_array_index (layout->years, ScopeHistoryYear, i), points, n);
  for (int i = 0; i < n; i++)
    points[i].label_shown = FALSE;
  for (int i = 0; i < n; i++)
    place_label (layout, points, n, i);
}
