/* The cells of a grid with their numbers, drawn once and kept until a number changes; below twelve pixels only colours. */
#include "scope-number-grid-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "numbers.h"
#include "scope-grid-paint.h"

#define SMALLEST_DIGITS 8.5     /* pixels: smaller cannot be read on a projector */
#define TINIEST_DIGITS 7.0      /* where a cell would be left empty otherwise */
#define STEP 0.95               /* from one size that is tried to the next */
#define MAX_DIGITS 3000         /* layouts kept: a runaway of changing numbers must not grow for ever */

/** scope_number_grid_color: Returns: (transfer none): colour of the role */
const GdkRGBA *
scope_number_grid_color (ScopeNumberGrid *self)
{
  switch (self->role)
    {
    case SCOPE_GRID_INPUT: return scope_palette_color (SCOPE_COLOR_INPUT);
    case SCOPE_GRID_KERNEL: return scope_palette_color (SCOPE_COLOR_KERNEL);
    case SCOPE_GRID_OUTPUT: return scope_palette_color (SCOPE_COLOR_OUTPUT);
    case SCOPE_GRID_DELTA: return scope_palette_family ("regularisation");
    default: return scope_palette_color (SCOPE_COLOR_TEXT);
    }
}

/* What the cell is: padding around the grid, or what the owner says of it. */
static ScopeGridEmpty
emptiness (ScopeNumberGrid *self, int row, int column)
{
  if (row < 0 || column < 0 || row >= self->rows || column >= self->columns)
    return SCOPE_GRID_PADDING;
  return self->empty != NULL ? self->empty[row * self->columns + column] : SCOPE_GRID_FULL;
}

/* ---- digits ---- */

/* A layout of @text, @size pixels high; figures are tabular. */
static PangoLayout *
digits_layout (ScopeNumberGrid *self, const char *text, double size, gboolean bold)
{
  g_autofree char *key = g_strdup_printf ("%d%c%s", (int) (size * 4), bold ? 'b' : 'n', text);
  PangoLayout *layout = g_hash_table_lookup (self->digits, key);
  PangoAttrList *attributes;

  if (layout != NULL)
    return layout;
  if (g_hash_table_size (self->digits) > MAX_DIGITS)
    g_hash_table_remove_all (self->digits);
  layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  attributes = pango_attr_list_new ();
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_attr_list_insert (attributes, pango_attr_size_new_absolute ((int) (size * PANGO_SCALE)));
  if (bold)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  g_hash_table_insert (self->digits, g_steal_pointer (&key), layout);
  return layout;
}

static int
digits_width (ScopeNumberGrid *self, const char *text, double size, gboolean bold)
{
  int width;

  pango_layout_get_pixel_size (digits_layout (self, text, size, bold), &width, NULL);
  return width;
}

/** scope_number_grid_digits: writes @text into the middle of a rectangle */
void
scope_number_grid_digits (ScopeNumberGrid *self, GtkSnapshot *snapshot, const char *text, double x, double y, double width,
                          double height, double size, gboolean bold, const GdkRGBA *color)
{
  PangoLayout *layout = digits_layout (self, text, size, bold);
  int w, h;

  pango_layout_get_pixel_size (layout, &w, &h);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((int) (x + (width - w) / 2.0 + 0.5), (int) (y + (height - h) / 2.0 + 0.5)));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

/* ".19" for "0.19": engineers' shorthand where a cell is too narrow for more. */
static char *
without_zero (char *text)
{
  g_autofree char *zero = g_strconcat ("0", C_("decimal sign", "."), NULL);
  const char *found = strstr (text, zero);
  char *result;

  if (found == NULL || (found != text && g_ascii_isdigit (found[-1])))
    return text;
  result = g_strdup_printf ("%.*s%s", (int) (found - text), text, found + 1);
  g_free (text);
  return result;
}

/* Height of digits for a cell, in pixels. */
static double
digits_size (double cell)
{
  if (cell < 22)
    return cell * 0.6;
  return cell > 50 ? cell * 0.42 : CLAMP (cell * 0.5, 13, 20);
}

/* Room for digits: what is written must not touch its neighbour. */
static double
digits_room (double cell)
{
  return cell - CLAMP (cell * 0.12, 3, 7);
}

/* Widths grow with the size, so that sizes far too large need not be tried: each would load a font. Two steps are left for
 * rounding, one for the loop. */
static double
hopeless_steps (double width, double room)
{
  return MAX (0, floor (log (MAX (room, 1) / width) / log (STEP)) - 3);
}

/* The largest size at which @text fits the cell; 0: none that can be read. A number cut in half would be another one.
 * @least: room for the smallest digits */
static double
fit_digits (ScopeNumberGrid *self, const char *text, double size, gboolean bold, double cell, double least)
{
  for (double s = size; s >= MIN (size, SMALLEST_DIGITS); s *= STEP)
    {
      const int width = digits_width (self, text, s, bold);

      if (width <= digits_room (cell))
        return s;
      s *= pow (STEP, hopeless_steps (width, digits_room (cell)));
    }
  for (double s = SMALLEST_DIGITS; s >= TINIEST_DIGITS; s -= 0.5)
    if (digits_width (self, text, s, bold) <= least)
      return s;
  return 0;
}

/* About how wide scope_number_text() is, in halves of a figure; asks no layout, for a grid has thousands of cells. */
static int
text_breadth (double value)
{
  const double size = fabs (value);
  const int decimals = scope_number_decimals (value);

  if (!isfinite (value) || (size < 0.005 && size > 0))
    return 4;
  return 2 * (size < 10 ? 1 : 1 + (int) log10 (size)) + (value < 0 ? 3 : 0) + (decimals > 0 ? 1 + 2 * decimals : 0);
}

/* All numbers of a grid are as large as its widest allows; 0: that one cannot be read, each number is on its own. */
static double
common_size (ScopeNumberGrid *self, double cell)
{
  const gboolean bold = cell >= 24 && self->role != SCOPE_GRID_INPUT;
  const int n = self->rows * self->columns;
  g_autofree char *text = NULL;
  int widest = 0, breadth = 0;

  for (int i = 0; i < n; i++)
    if (text_breadth (self->values[i]) > breadth)
      breadth = text_breadth (self->values[widest = i]);
  if (n == 0)
    return 0;
  text = scope_number_text (self->values[widest]);
  return fit_digits (self, text, digits_size (cell), bold, cell, cell - 2);      /* "0.21" beside "0.51" is not "0.210.51" */
}

/* Where the widest number cannot be read: each without its zero, then with fewer decimals; no cell stays empty that has room
 * for the whole part. @value: NAN if @text is no number */
static double
squeeze (ScopeNumberGrid *self, char **text, double value, gboolean bold, double cell)
{
  const double most = MIN (digits_size (cell), SMALLEST_DIGITS * 1.1);      /* the short ones not larger than the long */
  double size;

  *text = without_zero (*text);
  size = fit_digits (self, *text, most, bold, cell, cell);
  for (int decimals = isfinite (value) ? scope_number_decimals (value) - 1 : -1; size == 0 && decimals >= 0; decimals--)
    {
      g_autofree char *number = convo_number_real (fabs (value), decimals);

      g_free (*text);
      *text = strpbrk (number, "123456789") == NULL ? g_strdup ("≈0")
                                                    : without_zero (g_strconcat (value < 0 ? "−" : "", number, NULL));
      size = fit_digits (self, *text, most, bold, cell, cell);
    }
  return size;
}

/* "3·(−1)": the value in the colour of the input, the weight in that of the kernel, both pale if nothing comes of it. */
static void
draw_factors (ScopeNumberGrid *self, GtkSnapshot *snapshot, const char *text, double x, double y, double cell, double height,
              gboolean zero)
{
  const char *dot = strstr (text, "·");
  const GdkRGBA *dim = scope_palette_color (SCOPE_COLOR_DIM);
  double size = CLAMP (cell * 0.24, 10, 20), left;
  int width;

  while (size > SMALLEST_DIGITS && digits_width (self, text, size, FALSE) > cell - 2)
    size *= 0.95;
  width = digits_width (self, text, size, FALSE);
  if (width > cell)
    return;
  if (dot == NULL || zero)
    {
      scope_number_grid_digits (self, snapshot, text, x, y, cell, height, size, FALSE, dim);
      return;
    }
  else
    {
      g_autofree char *a = g_strndup (text, dot - text);
      const int before = digits_width (self, a, size, FALSE);

      left = x + (cell - width) / 2;
      scope_number_grid_digits (self, snapshot, a, left, y, before, height, size, FALSE, scope_palette_color (SCOPE_COLOR_INPUT));
      scope_number_grid_digits (self, snapshot, dot, left + before, y, width - before, height, size, FALSE,
                                scope_palette_color (SCOPE_COLOR_KERNEL));
    }
}

static char *
typed_text (ScopeNumberGrid *self)
{
  g_auto(GStrv) parts = g_strsplit (self->typed->str, ".", 2);
  g_autofree char *number = g_strjoinv (C_("decimal sign", "."), parts);

  return g_strconcat (number, "▏", NULL);
}

static void
draw_number (ScopeNumberGrid *self, GtkSnapshot *snapshot, int row, int column, double x, double y, double cell)
{
  const gboolean padding = row < 0 || column < 0 || row >= self->rows || column >= self->columns;
  const gboolean frozen = self->cells == NULL;       /* what is typed is drawn over the frozen cells, not into them */
  const gboolean typed = !frozen && self->typed != NULL && row == self->cursor_row && column == self->cursor_column;
  const gboolean hidden = !typed && scope_number_grid_is_hidden (self, row, column);
  const double value = scope_number_grid_value (self, row, column);
  const gboolean bold = hidden || (cell >= 24 && !padding && value != 0 && self->role != SCOPE_GRID_INPUT);
  const char *above = self->above != NULL && !padding && !typed ? self->above[row * self->columns + column] : NULL;
  g_autofree char *text = typed ? typed_text (self) : hidden ? g_strdup ("?") : scope_number_text (value);
  const GdkRGBA *color = hidden ? scope_number_grid_color (self)
                         : padding || value == 0 ? scope_palette_color (SCOPE_COLOR_DIM)
                         : self->role == SCOPE_GRID_INPUT ? scope_palette_color (SCOPE_COLOR_TEXT) : scope_number_grid_color (self);
  const gboolean two_lines = above != NULL && *above != '\0' && cell >= 34;
  double size = self->digits_size * (two_lines ? 0.9 : 1);

  if (size == 0)
    size = squeeze (self, &text, typed || hidden ? NAN : value, bold, cell);
  else if (typed)
    size = fit_digits (self, text, size, bold, cell, cell);
  if (two_lines)
    draw_factors (self, snapshot, above, x, y + cell * 0.08, cell, cell * 0.4, value == 0);
  if (size > 0)
    scope_number_grid_digits (self, snapshot, text, x, two_lines ? y + cell * 0.46 : y, cell, two_lines ? cell * 0.46 : cell, size,
                              bold, color);
}

/* ---- cells ---- */

/* Shade of a value within the range of the grid: grey for plain and input, the role's colour else. */
static GdkRGBA
shade (ScopeNumberGrid *self, double value, gboolean digits)
{
  const double range = MAX (fabs (self->low), fabs (self->high)), t = range > 0 ? MIN (fabs (value) / range, 1) : 0;
  const GdkRGBA *role = scope_number_grid_color (self);

  if (self->role == SCOPE_GRID_PLAIN)
    return scope_paint_faint (role, 0);
  if (!digits && self->role == SCOPE_GRID_INPUT && self->low >= 0)
    return scope_paint_faint (scope_palette_color (SCOPE_COLOR_TEXT), t);      /* a picture, in ink */
  if (!digits)                         /* colour alone carries the number: full range, and nothing for zero */
    return scope_paint_faint (value < 0 ? scope_palette_family ("dense") : role, 0.85 * t);
  if (self->role == SCOPE_GRID_INPUT)
    return scope_paint_faint (scope_palette_color (SCOPE_COLOR_TEXT), 0.26 * t);
  return scope_paint_faint (role, 0.05 + (self->role == SCOPE_GRID_KERNEL ? 0.1 : 0.16) * t);
}

/** scope_number_grid_cell_at: draws one cell: its ground, hatch if it is padding or never read, its number */
void
scope_number_grid_cell_at (ScopeNumberGrid *self, GtkSnapshot *snapshot, int row, int column, double x, double y, double cell)
{
  const ScopeGridEmpty empty = emptiness (self, row, column);
  const int columns = self->left + self->columns + self->right, rows = self->top + self->rows + self->bottom;
  const double value = scope_number_grid_is_hidden (self, row, column) ? 0 : scope_number_grid_value (self, row, column);
  const GdkRGBA color = shade (self, value, cell >= SCOPE_GRID_DIGITS_FROM);

  if (empty == SCOPE_GRID_BETWEEN)
    {
      const GdkRGBA dash = scope_paint_faint (scope_palette_color (SCOPE_COLOR_TEXT), 0.3);

      if (cell >= SCOPE_GRID_PIXELS_BELOW)
        scope_paint_dashes (snapshot, x + 2, y + 2, cell - 3, cell - 3, 1, &dash);
    }
  else if (empty == SCOPE_GRID_PADDING)
    {
      const GdkRGBA lines = scope_paint_faint (scope_palette_color (SCOPE_COLOR_TEXT), 0.14);

      scope_paint_hatch (snapshot, x, y, cell, cell, &lines);
    }
  else
    scope_paint_fill (snapshot, x, y, cell, cell, &color);
  if (row + self->top >= rows - self->unread_rows || column + self->left >= columns - self->unread_columns)
    {
      const GdkRGBA amber = scope_paint_faint (scope_palette_color (SCOPE_COLOR_WARNING), 0.55);

      scope_paint_hatch (snapshot, x, y, cell, cell, &amber);
    }
  if (cell >= SCOPE_GRID_DIGITS_FROM)
    draw_number (self, snapshot, row, column, x, y, cell);
}

static GskRenderNode *
draw_cells (ScopeNumberGrid *self, int cell)
{
  const int columns = self->left + self->columns + self->right, rows = self->top + self->rows + self->bottom;
  const GdkRGBA thin = scope_paint_faint (scope_palette_color (SCOPE_COLOR_TEXT), 0.16);
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  self->digits_size = cell >= SCOPE_GRID_DIGITS_FROM ? common_size (self, cell) : 0;
  scope_paint_fill (snapshot, 0, 0, columns * cell, rows * cell, scope_palette_color (SCOPE_COLOR_CARD));
  for (int i = 0; i < rows * columns; i++)
    scope_number_grid_cell_at (self, snapshot, i / columns - self->top, i % columns - self->left, i % columns * cell,
                               i / columns * cell, cell);
  for (int i = 0; i <= rows; i++)
    scope_paint_fill (snapshot, 0, i * cell, columns * cell, 1, &thin);
  for (int i = 0; i <= columns; i++)
    scope_paint_fill (snapshot, i * cell, 0, 1, rows * cell, &thin);
  return gtk_snapshot_free_to_node (snapshot);
}

/* Every cell as a square of its own pixels, written straight into the image. */
static GskRenderNode *
draw_pixels (ScopeNumberGrid *self, int cell)
{
  const int columns = self->left + self->columns + self->right, rows = self->top + self->rows + self->bottom;
  const GdkRGBA *paper = scope_palette_color (SCOPE_COLOR_CARD);
  cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_RGB24, columns * cell, rows * cell);
  guchar *data = cairo_image_surface_get_data (image);
  const int stride = cairo_image_surface_get_stride (image);

  for (int i = 0; data != NULL && i < rows * columns; i++)
    {
      const GdkRGBA ink = shade (self, scope_number_grid_value (self, i / columns - self->top, i % columns - self->left), FALSE);
      const guint32 pixel = (guint32) (255 * (paper->red * (1 - ink.alpha) + ink.red * ink.alpha)) << 16
                            | (guint32) (255 * (paper->green * (1 - ink.alpha) + ink.green * ink.alpha)) << 8
                            | (guint32) (255 * (paper->blue * (1 - ink.alpha) + ink.blue * ink.alpha));

      for (int y = 0; y < cell; y++)
        {
          guint32 *line = (guint32 *) (void *) (data + (gsize) (i / columns * cell + y) * stride) + i % columns * cell;

          for (int x = 0; x < cell; x++)
            line[x] = pixel;
        }
    }
  cairo_surface_mark_dirty (image);
  return scope_paint_image (image, columns * cell, rows * cell);
}

/** scope_number_grid_cells: Returns: (transfer none): all cells at @cell pixels each, from 0, 0 on */
GskRenderNode *
scope_number_grid_cells (ScopeNumberGrid *self, int cell)
{
  const int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  const int columns = self->left + self->columns + self->right, rows = self->top + self->rows + self->bottom;

  if (self->cells != NULL && self->cells_size == cell && self->cells_scale == scale)
    return self->cells;
  g_clear_pointer (&self->cells, gsk_render_node_unref);
  self->cells_size = cell;
  self->cells_scale = scale;
  self->cells = cell < SCOPE_GRID_PIXELS_BELOW ? draw_pixels (self, cell)
                                    : scope_paint_freeze (draw_cells (self, cell), columns * cell + 1, rows * cell + 1, scale);
  return self->cells;
}
