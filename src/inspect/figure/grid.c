/* Grids of numbers: cells with digits as long as they are large enough, colour alone below that. */
#include "grid.h"
#include "trace.h"

#include "text.h"

#include <inttypes.h>
#include <math.h>

#define MOST_UNIT 12        /* 10⁻¹² */
#define READABLE 12         /* px: a number gives up decimals before its letters get smaller */

/** convo_grid_fit: Returns: width of a cell such that @cells fit @box, at most @most, at least 3 px */
double
convo_grid_fit (double most, double box, gint64 cells)
{
  return CLAMP (floor (box / MAX (cells, 1)), 3, most);
}

static double
height_of (const ConvoGrid *grid)
{
  return grid->cell_height > 0 ? grid->cell_height : grid->cell;
}

/** convo_grid_right: Returns: the right edge */
double
convo_grid_right (const ConvoGrid *grid)
{
  return grid->x + grid->columns * grid->cell;
}

/** convo_grid_bottom: Returns: the lower edge */
double
convo_grid_bottom (const ConvoGrid *grid)
{
  return grid->y + grid->rows * height_of (grid);
}

/** convo_mix: Returns: the colour at @share (0 to 1) of the way from one to the other */
int
convo_mix (int from, int to, double share)
{
  int mixed = 0;

  for (int shift = 0; shift <= 16; shift += 8)
    {
      double a = (from >> shift) & 255, b = (to >> shift) & 255;

      mixed |= (int) lround (a + (b - a) * CLAMP (share, 0, 1)) << shift;
    }
  return mixed;
}

/** convo_shade: Returns: grey from white to the colour of a 3 on the blackboard, by |@value| / @most */
int
convo_shade (double value, double most)
{
  return convo_mix (CONVO_WHITE, 0xd3d3d9, most > 0 && isfinite (value) ? fabs (value) / most : 0);
}

/** convo_signed: Returns: violet below zero, orange above, by @value / @most */
int
convo_signed (double value, double most)
{
  const double share = most > 0 && isfinite (value) ? value / most : 0;

  return share < 0 ? convo_mix (0xf2e9e4, 0x613583, -share) : convo_mix (0xf2e9e4, CONVO_INK_W, share);
}

/* Letters small enough for the cell's width */
static double
size_for (const ConvoGrid *grid, const char *text)
{
  double size = grid->size > 0 ? grid->size : MIN (grid->cell * 0.48, 20);
  gsize length = MAX (g_utf8_strlen (text, -1), 1);

  return MIN (size, (grid->cell - 4) / ((grid->bold ? 0.7 : 0.6) * length));
}

/** convo_grid_cell: @text: (nullable): its words */
void
convo_grid_cell (ConvoScene *scene, const ConvoGrid *grid, gint64 row, gint64 column, int fill, const char *text)
{
  double h = height_of (grid), x = grid->x + column * grid->cell, y = grid->y + row * h;
  gboolean digits = text != NULL && grid->cell >= CONVO_DIGITS_FROM;

  convo_scene_box (scene, x, y, grid->cell, h, fill,
                   grid->ink != CONVO_NONE ? convo_mix (CONVO_WHITE, grid->ink, 0.3) : CONVO_LINE_SOFT,
                   grid->cell >= 8 ? 1 : 0.3);
  if (digits && size_for (grid, text) >= 6)
    convo_scene_words (scene, x + grid->cell / 2, y + h / 2, 0, size_for (grid, text),
                       fill == CONVO_HATCH_PAD || fill == CONVO_BETWEEN ? CONVO_WORD_SOFT : grid->word, grid->bold, "%s", text);
}

/** convo_grid_number: Returns: (transfer full): @value with as many decimals, at most three, as a cell can show */
char *
convo_grid_number (const ConvoGrid *grid, double value)
{
  char *text;

  value *= pow (10, grid->unit);
  text = convo_trace_number (value);

  for (double unit = 100; unit >= 1 && value != round (value) && size_for (grid, text) < READABLE; unit /= 10)
    {
      g_free (text);
      text = convo_trace_number (round (value * unit) / unit);
    }
  return text;
}

/** convo_unit: Returns: 0, 3, 6, …: in units of 10 to the minus that the largest of a gradient is at least 0.3 */
int
convo_unit (const float *values, gint64 n)
{
  const double largest = convo_largest (values, n);
  int unit = 0;

  while (largest > 0 && largest * pow (10, unit) < 0.3 && unit < MOST_UNIT)
    unit += 3;
  return unit;
}

/** convo_unit_text: Returns: (transfer full): what to write behind a heading: ", in 10⁻³"; empty for plain numbers */
char *
convo_unit_text (int unit)
{
  static const char *const powers[] = { "", "10⁻³", "10⁻⁶", "10⁻⁹", "10⁻¹²" };

  if (unit == 0)
    return g_strdup ("");
  /* translators: the unit of all numbers of a grid: ", in 10⁻³" */
  return g_strdup_printf (_(", in %s"), powers[unit / 3]);
}

/** convo_grid_same_size: all of @n numbers get letters as large as the longest of them allows */
void
convo_grid_same_size (ConvoGrid *grid, const float *values, gint64 n)
{
  double size = MIN (grid->cell * 0.48, 20);

  if (grid->cell < CONVO_DIGITS_FROM)
    return;
  for (gint64 i = 0; i < n; i++)
    {
      g_autofree char *text = convo_grid_number (grid, values[i]);

      size = MIN (size, size_for (grid, text));
    }
  grid->size = size;
}

/** convo_largest: Returns: the largest |value| that is a number; 0 if there is none */
double
convo_largest (const float *values, gint64 n)
{
  double most = 0;

  for (gint64 i = 0; i < n; i++)
    if (isfinite (values[i]))
      most = MAX (most, fabs (values[i]));
  return most;
}

/** convo_grid_value: a number in a cell */
void
convo_grid_value (ConvoScene *scene, const ConvoGrid *grid, gint64 row, gint64 column, int fill, double value)
{
  g_autofree char *text = grid->cell >= CONVO_DIGITS_FROM ? convo_grid_number (grid, value) : NULL;

  convo_grid_cell (scene, grid, row, column, fill, text);
}

/** convo_grid_frame: around some cells */
void
convo_grid_frame (ConvoScene *scene, const ConvoGrid *grid, gint64 row, gint64 column, gint64 rows, gint64 columns, int ink,
                  double width, gboolean dashed)
{
  double h = height_of (grid);

  convo_scene_frame (scene, grid->x + column * grid->cell, grid->y + row * h, columns * grid->cell, rows * h, ink, width,
                     dashed);
}

/** convo_grid_close: outer frame, and rulers that count the inner cells from 1 */
void
convo_grid_close (ConvoScene *scene, const ConvoGrid *grid, gboolean rulers, gint64 row_lead, gint64 column_lead,
                  gint64 row_count, gint64 column_count)
{
  double h = height_of (grid);

  if (grid->ink != CONVO_NONE)
    convo_scene_box (scene, grid->x, grid->y, grid->columns * grid->cell, grid->rows * h, CONVO_NONE, grid->ink, 2);
  if (!rulers || grid->cell < CONVO_DIGITS_FROM)
    return;
  for (gint64 i = 0; i < column_count; i++)
    convo_scene_words (scene, grid->x + (i + column_lead + 0.5) * grid->cell, grid->y - 10, 0, 11, CONVO_WORD_SOFT, FALSE,
                       "%" PRId64, i + 1);
  for (gint64 i = 0; row_count > 1 && i < row_count; i++)
    convo_scene_words (scene, grid->x - 7, grid->y + (i + row_lead + 0.5) * h, 1, 11, CONVO_WORD_SOFT, FALSE,
                       "%" PRId64, i + 1);
}
