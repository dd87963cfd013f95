/* A grid of numbers, drawn: colour nodes and cached digits; below twelve pixels a cell one texture. */
#include "scope-number-grid-private.h"

#include <math.h>
#include <string.h>

#define DIGITS_FROM 17          /* pixels a cell: less have colour only */
#define LARGE_FROM 28

static const GdkRGBA *
role_color (ScopeGridRole role)
{
  switch (role)
    {
    case SCOPE_GRID_INPUT: return scope_palette_color (SCOPE_COLOR_INPUT);
    case SCOPE_GRID_KERNEL: return scope_palette_color (SCOPE_COLOR_KERNEL);
    case SCOPE_GRID_OUTPUT: return scope_palette_color (SCOPE_COLOR_OUTPUT);
    case SCOPE_GRID_DELTA: return scope_palette_family ("regularisation");
    default: return scope_palette_color (SCOPE_COLOR_TEXT);
    }
}

static GdkRGBA
faint (const GdkRGBA *color, double alpha)
{
  GdkRGBA result = *color;

  result.alpha *= alpha;
  return result;
}

static void
fill (GtkSnapshot *snapshot, double x, double y, double width, double height, const GdkRGBA *color)
{
  gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (x, y, width, height));
}

static void
frame (GtkSnapshot *snapshot, double x, double y, double width, double height, double thick, const GdkRGBA *color)
{
  const float widths[4] = { thick, thick, thick, thick };
  const GdkRGBA colors[4] = { *color, *color, *color, *color };
  GskRoundedRect round;

  gsk_rounded_rect_init_from_rect (&round, &GRAPHENE_RECT_INIT (x, y, width, height), 2);
  gtk_snapshot_append_border (snapshot, &round, widths, colors);
}

/* A square of dashes: here a number is awaited. */
static void
dashes (GtkSnapshot *snapshot, double x, double y, double size, const GdkRGBA *color)
{
  const double dash = size / 7;

  for (int i = 0; i < 4; i++)
    {
      fill (snapshot, x + 2 * i * dash, y, dash, 3, color);
      fill (snapshot, x + 2 * i * dash, y + size - 3, dash, 3, color);
      fill (snapshot, x, y + 2 * i * dash, 3, dash, color);
      fill (snapshot, x + size - 3, y + 2 * i * dash, 3, dash, color);
    }
}

/* Slanted lines, the old sign for "not part of it". */
static void
hatch (GtkSnapshot *snapshot, double x, double y, double width, double height, const GdkRGBA *color)
{
  const GskColorStop stops[] = { { 0, *color }, { 0.18, *color }, { 0.18, faint (color, 0) }, { 1, faint (color, 0) } };

  gtk_snapshot_append_repeating_linear_gradient (snapshot, &GRAPHENE_RECT_INIT (x, y, width, height),
                                                 &GRAPHENE_POINT_INIT (x, y), &GRAPHENE_POINT_INIT (x + 4, y + 4), stops, 4);
}

/* Shade of a value within the range of the grid: grey for plain and input, the role's colour else. */
static GdkRGBA
shade (ScopeNumberGrid *self, double value, gboolean digits)
{
  const double range = MAX (fabs (self->low), fabs (self->high)), t = range > 0 ? fabs (value) / range : 0;

  if (self->role == SCOPE_GRID_PLAIN)
    return faint (scope_palette_color (SCOPE_COLOR_TEXT), 0);
  if (!digits && self->role == SCOPE_GRID_INPUT && self->low >= 0)
    return faint (scope_palette_color (SCOPE_COLOR_TEXT), t);      /* a picture, in ink */
  if (!digits)                         /* colour alone carries the number: full range, and nothing for zero */
    return faint (value < 0 ? scope_palette_family ("dense") : role_color (self->role), 0.85 * t);
  if (self->role == SCOPE_GRID_INPUT)
    return faint (scope_palette_color (SCOPE_COLOR_TEXT), 0.32 * t);
  return faint (role_color (self->role), 0.05 + (self->role == SCOPE_GRID_KERNEL ? 0.1 : 0.16) * t);
}

static gboolean
in_padding (ScopeNumberGrid *self, int row, int column)
{
  return row < 0 || column < 0 || row >= self->rows || column >= self->columns;
}

static void
draw_cell (ScopeNumberGrid *self, GtkSnapshot *snapshot, int row, int column, double x, double y, double cell)
{
  const gboolean padding = in_padding (self, row, column);
  const int columns = self->left + self->columns + self->right, rows = self->top + self->rows + self->bottom;
  const int index = (row + self->top) * columns + column + self->left;
  const gboolean known = (self->known < 0 || row * self->columns + column < self->known)
                         && !scope_number_grid_is_hidden (self, row, column);
  const GdkRGBA color = shade (self, known ? scope_number_grid_value (self, row, column) : 0, cell >= DIGITS_FROM);
  const gboolean unread = row + self->top >= rows - self->unread_rows || column + self->left >= columns - self->unread_columns;

  if (!padding)
    fill (snapshot, x, y, cell, cell, &color);
  else
    {
      const GdkRGBA lines = faint (scope_palette_color (SCOPE_COLOR_TEXT), 0.14);

      hatch (snapshot, x, y, cell, cell, &lines);
    }
  if (unread)
    {
      const GdkRGBA amber = faint (scope_palette_color (SCOPE_COLOR_WARNING), 0.55);

      hatch (snapshot, x, y, cell, cell, &amber);
    }
  if (self->lit != NULL && self->lit[index])
    {
      const GdkRGBA tint = faint (role_color (self->role), 0.28);

      fill (snapshot, x, y, cell, cell, &tint);
    }
}

static void
draw_lines (ScopeNumberGrid *self, GtkSnapshot *snapshot, double x0, double y0, double cell)
{
  const int columns = self->left + self->columns + self->right, rows = self->top + self->rows + self->bottom;
  const GdkRGBA thin = faint (scope_palette_color (SCOPE_COLOR_TEXT), 0.16);
  const GdkRGBA *edge = self->role == SCOPE_GRID_INPUT || self->role == SCOPE_GRID_PLAIN ? scope_palette_color (SCOPE_COLOR_DIM)
                                                                                      : role_color (self->role);

  for (int i = 0; i <= rows; i++)
    fill (snapshot, x0, y0 + i * cell, columns * cell, 1, &thin);
  for (int i = 0; i <= columns; i++)
    fill (snapshot, x0 + i * cell, y0, 1, rows * cell, &thin);
  frame (snapshot, x0 + self->left * cell, y0 + self->top * cell, self->columns * cell + 1, self->rows * cell + 1, 1.5, edge);
}

/* The window: its elements tinted, its hull framed; with dilation the holes stay untinted. */
static void
draw_window (ScopeNumberGrid *self, GtkSnapshot *snapshot, double x0, double y0, double cell)
{
  const ScopeGridWindow *window = &self->window;
  const GdkRGBA tint = faint (role_color (self->role), 0.2);
  const double x = x0 + (window->column + self->left) * cell, y = y0 + (window->row + self->top) * cell;

  if (window->rows == 0)
    return;
  for (int i = 0; i < window->rows; i++)
    for (int j = 0; j < window->columns; j++)
      fill (snapshot, x + j * window->column_step * cell, y + i * window->row_step * cell, cell, cell, &tint);
  frame (snapshot, x - 1, y - 1, ((window->columns - 1) * window->column_step + 1) * cell + 3,
         ((window->rows - 1) * window->row_step + 1) * cell + 3, 3, role_color (self->role));
}

/* ".19" for "0.19": engineers' shorthand where a cell is narrow. */
static char *
without_zero (char *text)
{
  const char *zero = strstr (text, "0.");
  char *result;

  if (zero == NULL || (zero != text && g_ascii_isdigit (zero[-1])))
    return text;
  result = g_strdup_printf ("%.*s%s", (int) (zero - text), text, zero + 1);
  g_free (text);
  return result;
}

static void
draw_number (ScopeNumberGrid *self, GtkSnapshot *snapshot, int row, int column, double x, double y, double cell)
{
  const int index = row * self->columns + column;
  const gboolean padding = in_padding (self, row, column), current = row == self->current_row && column == self->current_column;
  const gboolean known = self->known < 0 || index < self->known;
  ScopeTextStyle size = cell >= LARGE_FROM ? SCOPE_TEXT_BODY : SCOPE_TEXT_CAPTION;
  const double value = scope_number_grid_value (self, row, column);
  const gboolean strong = current || (self->role != SCOPE_GRID_INPUT && !padding && value != 0);
  ScopeTextStyle style = size | (strong ? SCOPE_TEXT_BOLD : 0);
  const gboolean typing = self->typed != NULL && row == self->cursor_row && column == self->cursor_column;
  g_autofree char *text = typing ? g_strdup (self->typed->str) : padding ? g_strdup ("0")
                          : scope_number_grid_is_hidden (self, row, column) ? g_strdup (current ? "?" : "·")
                          : known ? scope_number_text (value) : g_strdup ("·");
  const GdkRGBA *color = padding || (value == 0 && self->role != SCOPE_GRID_OUTPUT) ? scope_palette_color (SCOPE_COLOR_DIM)
                         : self->role == SCOPE_GRID_INPUT ? scope_palette_color (SCOPE_COLOR_TEXT) : role_color (self->role);
  double height, top;

  if (scope_view_text_width (SCOPE_VIEW (self), text, style) > cell - 2)
    style |= SCOPE_TEXT_CAPTION;
  if (scope_view_text_width (SCOPE_VIEW (self), text, style) > cell - 2)
    text = without_zero (g_steal_pointer (&text));
  if (scope_view_text_width (SCOPE_VIEW (self), text, style) > cell + 1)
    return;                                        /* a number cut in half would be another number */
  height = scope_view_text_height (SCOPE_VIEW (self), style);
  top = y + (cell - height) / 2;
  if (self->above != NULL)
    {
      const double small = scope_view_text_height (SCOPE_VIEW (self), SCOPE_TEXT_CAPTION);

      if (scope_view_text_width (SCOPE_VIEW (self), self->above[index], SCOPE_TEXT_CAPTION) <= cell)
        {
          top = y + (cell - height - small) / 2 + small;
          scope_view_append_text (SCOPE_VIEW (self), snapshot, self->above[index], SCOPE_TEXT_CAPTION, x + cell / 2,
                                  top - small, 0.5, scope_palette_color (SCOPE_COLOR_DIM));
        }
    }
  scope_view_append_text (SCOPE_VIEW (self), snapshot, text, style, x + cell / 2, top, 0.5, color);
}

/* Every cell as a square of its own pixels: a texture of one pixel a cell would be smoothed when it is enlarged. */
static GdkTexture *
pixels_new (ScopeNumberGrid *self, int cell)
{
  const int columns = self->left + self->columns + self->right, rows = self->top + self->rows + self->bottom;
  const gsize stride = (gsize) columns * cell * 4, size = stride * rows * cell;
  const GdkRGBA *paper = scope_palette_color (SCOPE_COLOR_CARD);
  guchar *data = g_malloc (size);
  g_autoptr(GBytes) bytes = g_bytes_new_take (data, size);

  for (int i = 0; i < rows * columns; i++)
    {
      const GdkRGBA ink = shade (self, scope_number_grid_value (self, i / columns - self->top, i % columns - self->left), FALSE);
      const guchar pixel[4] = { (guchar) (255 * (paper->red * (1 - ink.alpha) + ink.red * ink.alpha)),
                                (guchar) (255 * (paper->green * (1 - ink.alpha) + ink.green * ink.alpha)),
                                (guchar) (255 * (paper->blue * (1 - ink.alpha) + ink.blue * ink.alpha)), 255 };

      for (int y = 0; y < cell; y++)
        for (int x = 0; x < cell; x++)
          memcpy (data + (i / columns * cell + y) * stride + (i % columns * cell + x) * 4, pixel, 4);
    }
  return gdk_memory_texture_new (columns * cell, rows * cell, GDK_MEMORY_R8G8B8A8, bytes, stride);
}

static void
draw_cursor (ScopeNumberGrid *self, GtkSnapshot *snapshot, double x0, double y0, double cell)
{
  if (self->current_row != G_MININT && scope_number_grid_is_hidden (self, self->current_row, self->current_column))
    dashes (snapshot, x0 + (self->current_column + self->left) * cell - 1, y0 + (self->current_row + self->top) * cell - 1,
            cell + 3, role_color (self->role));
  else if (self->current_row != G_MININT)
    frame (snapshot, x0 + (self->current_column + self->left) * cell - 1, y0 + (self->current_row + self->top) * cell - 1,
           cell + 3, cell + 3, 3, role_color (self->role));
  if (self->hover_row != G_MININT)
    frame (snapshot, x0 + (self->hover_column + self->left) * cell, y0 + (self->hover_row + self->top) * cell, cell + 1,
           cell + 1, 1.5, role_color (self->role));
  if (gtk_widget_has_visible_focus (GTK_WIDGET (self)))
    frame (snapshot, x0 + (self->cursor_column + self->left) * cell - 2, y0 + (self->cursor_row + self->top) * cell - 2,
           cell + 5, cell + 5, 2, scope_palette_color (SCOPE_COLOR_FOCUS));
}

/** scope_number_grid_snapshot: draws cells, numbers, window and frames */
void
scope_number_grid_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ScopeNumberGrid *self = SCOPE_NUMBER_GRID (widget);
  double x0, y0;
  const int cell = scope_number_grid_cell (self, &x0, &y0);
  const int columns = self->left + self->columns + self->right, rows = self->top + self->rows + self->bottom;

  if (self->values == NULL || rows * columns == 0)
    return;
  fill (snapshot, x0, y0, columns * cell, rows * cell, scope_palette_color (SCOPE_COLOR_CARD));
  if (cell < 12)
    {
      if (self->texture != NULL && gdk_texture_get_width (self->texture) != columns * cell)
        g_clear_object (&self->texture);
      if (self->texture == NULL)
        self->texture = pixels_new (self, cell);
      gtk_snapshot_append_texture (snapshot, self->texture, &GRAPHENE_RECT_INIT (x0, y0, columns * cell, rows * cell));
    }
  for (int i = 0; cell >= 12 && i < rows * columns; i++)
    draw_cell (self, snapshot, i / columns - self->top, i % columns - self->left, x0 + i % columns * cell,
               y0 + i / columns * cell, cell);
  if (cell >= 12)
    draw_lines (self, snapshot, x0, y0, cell);
  draw_window (self, snapshot, x0, y0, cell);
  for (int i = 0; cell >= DIGITS_FROM && i < rows * columns; i++)
    draw_number (self, snapshot, i / columns - self->top, i % columns - self->left, x0 + i % columns * cell,
                 y0 + i / columns * cell, cell);
  draw_cursor (self, snapshot, x0, y0, cell);
}
