/* What the figures of the single operations share: maps as grids, headings, lines of an equation, proofs. */
#include "figure-private.h"
#include "numbers.h"
#include "text.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#define MAX_PARTS 40   /* terms of a written sum */
#define COLUMN 16      /* features in a column; more stand in several */

/* A setting along the axes that there are: "2", "3×3", "1×2" */
static char *
along_axes (const ConvoTrace *trace, const gint64 *values, gboolean extents)
{
  const int n = convo_shape_n_spatial (&trace->in[0]);
  GString *text = g_string_new (NULL);
  gboolean equal = !extents;

  for (int axis = 3 - n; axis < 3; axis++)
    equal &= values[axis] == values[2];
  for (int axis = equal ? 2 : 3 - n; axis < 3; axis++)
    g_string_append_printf (text, "%s%" PRId64, text->len > 0 ? "×" : "", values[axis]);
  return g_string_free (text, FALSE);
}

static void
append_setting (GString *title, ConvoArithField field, const char *value)
{
  g_autofree char *name = g_utf8_strdown (convo_arith_field_title (field), -1);

  g_string_append_printf (title, ", %s %s", name, value);
}

/* What is not as usual, and always the kernel */
static void
append_settings (GString *title, const ConvoTrace *trace)
{
  const ConvoArith *arith = &trace->arith;
  const struct { ConvoArithField field; const gint64 *values; gint64 usual; } axes[] = {
    { CONVO_ARITH_KERNEL, arith->kernel, 0 }, { CONVO_ARITH_STRIDE, arith->stride, 1 }, { CONVO_ARITH_PADDING, arith->before, 0 },
    { CONVO_ARITH_DILATION, arith->dilation, 1 }, { CONVO_ARITH_OUTPUT_PADDING, arith->output_padding, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (axes); i++)
    {
      g_autofree char *value = along_axes (trace, axes[i].values, i == 0), *behind = along_axes (trace, arith->after, FALSE);
      g_autofree char *usual = g_strdup_printf ("%" PRId64, axes[i].usual);

      if (!convo_arith_has (arith, axes[i].field))
        continue;
      if (axes[i].field == CONVO_ARITH_PADDING && strcmp (arith->kind->name, "conv") == 0 && strcmp (value, behind) != 0)
        {
          g_autofree char *both = g_strdup_printf ("%s + %s", value, behind);

          append_setting (title, axes[i].field, both);
        }
      else if (strcmp (value, usual) != 0)
        append_setting (title, axes[i].field, value);
    }
  if (convo_arith_has (arith, CONVO_ARITH_GROUPS) && arith->groups > 1)
    {
      g_autofree char *groups = g_strdup_printf ("%" PRId64, arith->groups);

      append_setting (title, CONVO_ARITH_GROUPS, groups);
    }
}

/** figure_title: Returns: (transfer full): "Convolution: 1×5×5 → 1×3×3, kernel 3×3, stride 2" */
char *
figure_title (const ConvoTrace *trace)
{
  g_autofree char *out = convo_shape_to_string (&trace->out);
  g_autoptr(GString) title = g_string_new (_(trace->arith.kind->title));

  for (int i = 0; i < trace->n_in; i++)
    {
      g_autofree char *in = convo_shape_to_string (&trace->in[i]);

      g_string_append_printf (title, "%s%s", i == 0 ? ": " : " + ", in);
    }
  g_string_append_printf (title, " → %s", out);
  append_settings (title, trace);
  return g_string_free (g_steal_pointer (&title), FALSE);
}

/** figure_map_x: Returns: input @input around value @at */
FigureMap
figure_map_x (const ConvoTrace *trace, int input, gint64 at)
{
  return (FigureMap) { .shape = &trace->in[input], .values = trace->x[input], .at = at, .until = -1, .word = CONVO_WORD_X,
                       .ink = CONVO_INK_X, .fill = 0xeef4fc, .box = 290, .cell = 44 };
}

/** figure_map_y: Returns: the output around value @at */
FigureMap
figure_map_y (const ConvoTrace *trace, gint64 at)
{
  return (FigureMap) { .shape = &trace->out, .values = trace->y, .at = at, .until = -1, .word = CONVO_WORD_Y,
                       .ink = CONVO_INK_Y, .fill = 0xf0faf4, .box = 290, .cell = 44 };
}

/** figure_map_delta: Returns: δ around output value @at */
FigureMap
figure_map_delta (const ConvoTrace *trace, gint64 at)
{
  return (FigureMap) { .shape = &trace->out, .values = trace->dy, .at = at, .until = -1, .word = CONVO_WORD_DELTA,
                       .ink = CONVO_INK_DELTA, .fill = 0xfdeff5, .box = 290, .cell = 44,
                       .unit = convo_unit (trace->dy, convo_shape_count (&trace->out)) };
}

/** figure_map_dx: Returns: the gradient of input @input around value @at */
FigureMap
figure_map_dx (const ConvoTrace *trace, int input, gint64 at)
{
  return (FigureMap) { .shape = &trace->in[input], .values = trace->dx[input], .at = at, .until = -1,
                       .word = CONVO_WORD_X, .ink = CONVO_INK_X, .fill = 0xeef4fc, .box = 290, .cell = 44,
                       .unit = convo_unit (trace->dx[input], convo_shape_count (&trace->in[input])) };
}

/** figure_map_size: Returns: the grid of @map at (0, 0) */
ConvoGrid
figure_map_size (const FigureMap *map)
{
  ConvoGrid grid = { .rows = convo_shape_spatial (map->shape, 1), .columns = convo_shape_spatial (map->shape, 2),
                     .word = map->word, .ink = map->ink, .bold = TRUE, .unit = map->unit };

  if (map->shape->rank == 1)
    {
      grid.rows = MIN (map->shape->dim[0], COLUMN);
      grid.columns = (map->shape->dim[0] + COLUMN - 1) / COLUMN;
      grid.cell = CLAMP (map->box / grid.columns, 4, 64);
      grid.cell_height = 28;
      return grid;
    }
  grid.cell = convo_grid_fit (map->cell, map->box, MAX (grid.rows, grid.columns));
  return grid;
}

/** figure_map_cell: Returns: whether value @index is in the drawn channel and slice; then @row and @column are set */
gboolean
figure_map_cell (const FigureMap *map, gint64 index, gint64 *row, gint64 *column)
{
  gint64 channel, at[3], other, there[3];

  if (map->shape->rank == 1)
    {
      *row = index % COLUMN;
      *column = index / COLUMN;
      return TRUE;
    }
  convo_index_place (map->shape, map->at, &channel, at);
  convo_index_place (map->shape, index, &other, there);
  *row = there[1];
  *column = there[2];
  return channel == other && at[0] == there[0];
}

/** figure_map_draw: Returns: the grid, its upper left corner at (@x, @y) */
ConvoGrid
figure_map_draw (ConvoScene *scene, const FigureMap *map, double x, double y)
{
  ConvoGrid grid = figure_map_size (map);
  gint64 channel, at[3], first, row, column, area = grid.rows * grid.columns;

  const double most = grid.cell < CONVO_DIGITS_FROM ? MAX (convo_largest (map->values, convo_shape_count (map->shape)), 1e-30) : 1;

  grid.x = x;
  grid.y = y;
  convo_index_place (map->shape, map->at, &channel, at);
  at[1] = at[2] = 0;
  first = map->shape->rank == 1 ? 0 : convo_place_index (map->shape, channel, at);
  area = MIN (first + area, convo_shape_count (map->shape)) - first;
  convo_grid_same_size (&grid, map->values + first, area);
  for (gint64 i = first; i < first + area; i++)
    {
      figure_map_cell (map, i, &row, &column);
      if (map->until >= 0 && i > map->until)
        convo_grid_cell (scene, &grid, row, column, CONVO_WHITE, "·");
      else if (grid.cell < CONVO_DIGITS_FROM)
        convo_grid_cell (scene, &grid, row, column,
                         convo_mix (CONVO_WHITE, map->ink, 0.8 * fabs (map->values[i]) / most), NULL);
      else
        convo_grid_value (scene, &grid, row, column, map->values[i] == 0 ? CONVO_WHITE : map->fill, map->values[i]);
    }
  convo_grid_close (scene, &grid, map->shape->rank > 1, 0, 0, grid.rows, grid.columns);
  return grid;
}

/** figure_map_light: a frame around value @index, if it is drawn */
void
figure_map_light (ConvoScene *scene, const FigureMap *map, const ConvoGrid *grid, gint64 index, int ink, double width)
{
  gint64 row, column;

  if (index >= 0 && figure_map_cell (map, index, &row, &column))
    convo_grid_frame (scene, grid, row, column, 1, 1, ink, width, FALSE);
}

static char *
channel_of (const FigureMap *map, const char *name)
{
  gint64 channel, at[3];

  convo_index_place (map->shape, map->at, &channel, at);
  if (map->shape->rank == 1 || (map->shape->rank < 4 && map->shape->dim[0] == 1))
    return g_strdup (name);
  if (map->shape->rank == 4)
    /* translators: "Input, channel 2, slice 3" */
    return g_strdup_printf (_("%s, channel %" PRId64 ", slice %" PRId64), name, channel + 1, at[0] + 1);
  /* translators: "Input, channel 2 of 3" */
  return g_strdup_printf (_("%s, channel %" PRId64 " of %" PRId64), name, channel + 1, map->shape->dim[0]);
}

/** figure_map_channel: Returns: (transfer full): @name (translated), which channel and slice of it is drawn, and the unit */
char *
figure_map_channel (const FigureMap *map, const char *name)
{
  g_autofree char *channel = channel_of (map, name);
  g_autofree char *unit = convo_unit_text (figure_map_size (map).cell >= CONVO_DIGITS_FROM ? map->unit : 0);

  return g_strconcat (channel, unit, NULL);
}

/** figure_head: the letter of a role and what it is, over a grid whose upper edge is @y */
void
figure_head (ConvoScene *scene, double x, double y, const char *letter, int word, const char *text)
{
  convo_scene_words (scene, x, y - 34, -1, 15, word, TRUE, "%s", letter);
  if (text != NULL)
    convo_scene_words (scene, x + 8 + convo_words_width (letter, 15, TRUE), y - 34, -1, 13, CONVO_WORD, TRUE, "%s", text);
}

/* What stands between the terms: sums have a plus, the values of a maximum a semicolon */
static const char *
separator (const char *equation)
{
  return strstr (equation, " + ") == NULL ? "; " : " + ";
}

/* At most MAX_PARTS terms: those behind the first are counted, the last one (with the result) stays */
static GPtrArray *
parts_of (const char *equation)
{
  g_auto(GStrv) all = g_strsplit (equation, separator (equation), -1);
  GPtrArray *parts = g_ptr_array_new_with_free_func (g_free);
  const guint n = g_strv_length (all), left_out = n > MAX_PARTS ? n - MAX_PARTS : 0;

  for (guint i = 0; i < n; i++)
    if (left_out == 0 || i < MAX_PARTS - 1 || i == n - 1)
      g_ptr_array_add (parts, g_strdup (all[i]));
    else if (i == MAX_PARTS - 1)
      g_ptr_array_add (parts, g_strdup_printf (ngettext_ ("… (%u more term)", "… (%u more terms)", left_out), left_out));
  return parts;
}

/**
 * figure_equation:
 * @x: where it begins
 * @most: px that a line may be wide
 * @left: "∂L/∂w"
 * @word: its colour
 * @equation: what it equals; broken between its terms
 *
 * Returns: where the next line goes
 */
double
figure_equation (ConvoScene *scene, double x, double y, double most, const char *left, int word, const char *equation)
{
  const double indent = convo_words_width (left, 16, TRUE) + 30;
  const char *between = separator (equation);
  g_autoptr(GPtrArray) parts = parts_of (equation);
  g_autoptr(GString) line = g_string_new (NULL);

  convo_scene_words (scene, x, y, -1, 16, word, TRUE, "%s =", left);
  for (guint i = 0; i < parts->len; i++)
    {
      const char *part = parts->pdata[i];

      if (line->len > 0 && convo_words_width (line->str, 16, FALSE) + convo_words_width (part, 16, FALSE) > most - indent)
        {
          convo_scene_words (scene, x + indent, y, -1, 16, CONVO_WORD, FALSE, "%s", line->str);
          g_string_truncate (line, 0);
          y += 24;
        }
      g_string_append_printf (line, "%s%s", part, i + 1 < parts->len ? between : "");
    }
  convo_scene_words (scene, x + indent, y, -1, 16, CONVO_WORD, FALSE, "%s", line->str);
  return y + 28;
}
