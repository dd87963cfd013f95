/* The maps of one way above each other: what one output cell reads, and the slices of each kernel. */
#include "scope-arith-way-private.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "numbers.h"
#include "scope-grid-paint.h"

#define SLANT 0.45             /* a row further back lies that much further to the right, in cells */
#define FLAT 0.42              /* height of a row, in cells */
#define GAP 0.9                /* least room between two maps, in cells */
#define PILE 44                /* front of a kernel, in pixels */
#define STEP 5                 /* from slice to slice */
#define SLICES 5               /* drawn of a kernel: as many as tell one from all */

/** scope_way_count_maps: @maps: (out): rows and columns of each map that one output cell depends on */
void
scope_way_count_maps (GArray *parts, ScopeWayMaps *maps)
{
  maps->n = MIN (parts->len + 1, SCOPE_WAY_MAPS);
  maps->rows[maps->n - 1] = maps->columns[maps->n - 1] = 1;
  for (int i = maps->n - 2; i >= 0; i--)
    {
      maps->rows[i] = maps->rows[i + 1] + (int) scope_way_part (parts, i)->kernel[0] - 1;
      maps->columns[i] = maps->columns[i + 1] + (int) scope_way_part (parts, i)->kernel[1] - 1;
    }
}

/** scope_way_stack_height: Returns: of all maps above each other, in cells, with the least gaps */
double
scope_way_stack_height (const ScopeWayMaps *maps)
{
  double height = (maps->n - 1) * GAP;

  for (int i = 0; i < maps->n; i++)
    height += maps->rows[i] * FLAT;
  return height;
}

/* "64 kernels", "× 64·3×3", "= 36,864" */
static void
kernel_words (const ConvoWayPart *part, char *words[3])
{
  g_autofree char *number = convo_number_exact (part->parameters);

  words[0] = g_strdup_printf (ngettext ("%d kernel", "%d kernels", part->out.dim[0]), (int) part->out.dim[0]);
  words[1] = g_strdup_printf ("× %" PRId64 "·%" PRId64 "×%" PRId64, part->weights / (part->kernel[0] * part->kernel[1]),
                              part->kernel[0], part->kernel[1]);
  words[2] = g_strdup_printf ("= %s", number);
}

/* Room for the kernels and their words at the right. */
static double
kernels_width (ScopeArithWay *self)
{
  int widest = 0;

  for (guint i = 0; i < self->parts->len; i++)
    {
      char *words[3];

      kernel_words (scope_way_part (self->parts, i), words);
      for (int k = 0; k < 3; k++)
        {
          widest = MAX (widest, scope_view_text_width (SCOPE_VIEW (self), words[k], SCOPE_TEXT_CAPTION | SCOPE_TEXT_BOLD));
          g_free (words[k]);
        }
    }
  return PILE + STEP * SLICES + 6 + widest;
}

/* ScopeWayMaps have one axis; what height is left goes between them. */
static void
place_maps (ScopeArithWay *self, ScopeWayMaps *maps)
{
  const double width = gtk_widget_get_width (GTK_WIDGET (self)) - kernels_width (self) - 3 * SCOPE_WAY_MARGIN;
  const double height = gtk_widget_get_height (GTK_WIDGET (self)) - 3 * SCOPE_WAY_MARGIN;      /* words above the topmost */
  double gap, bottom = 2 * SCOPE_WAY_MARGIN + height;

  scope_way_count_maps (self->parts, maps);
  maps->cell = MIN (MIN (SCOPE_WAY_LARGEST, height / self->tallest), width / (maps->columns[0] + SLANT * maps->rows[0]));
  gap = MIN ((height - (scope_way_stack_height (maps) - (maps->n - 1) * GAP) * maps->cell) / MAX (maps->n - 1, 1), 3.2 * maps->cell);
  bottom -= MAX (0, height - (scope_way_stack_height (maps) - (maps->n - 1) * GAP) * maps->cell - (maps->n - 1) * gap) / 2;
  for (int i = 0; i < maps->n; i++)
    {
      maps->x[i] = SCOPE_WAY_MARGIN + width / 2 - (maps->columns[i] + SLANT * maps->rows[i]) * maps->cell / 2;
      maps->y[i] = bottom;
      bottom -= maps->rows[i] * FLAT * maps->cell + gap;
    }
}

static graphene_point_t
corner (const ScopeWayMaps *maps, int map, double row, double column)
{
  return GRAPHENE_POINT_INIT (maps->x[map] + (column + SLANT * row) * maps->cell, maps->y[map] - FLAT * row * maps->cell);
}

static void
area (cairo_t *cr, const ScopeWayMaps *maps, int map, double row, double column, double rows, double columns)
{
  const graphene_point_t p[4] = { corner (maps, map, row, column), corner (maps, map, row, column + columns),
                                  corner (maps, map, row + rows, column + columns), corner (maps, map, row + rows, column) };

  cairo_new_sub_path (cr);
  for (int i = 0; i < 4; i++)
    cairo_line_to (cr, p[i].x, p[i].y);
  cairo_close_path (cr);
}

static void
set_color (cairo_t *cr, const GdkRGBA *color, double alpha)
{
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, color->alpha * alpha);
}

static void
draw_map (cairo_t *cr, const ScopeWayMaps *maps, int map, const GdkRGBA *color)
{
  area (cr, maps, map, 0, 0, maps->rows[map], maps->columns[map]);
  set_color (cr, scope_palette_color (SCOPE_COLOR_CARD), 1);
  cairo_fill_preserve (cr);
  set_color (cr, color, 0.16);
  cairo_fill (cr);
  for (int i = 0; i < maps->rows[map] * maps->columns[map]; i++)
    area (cr, maps, map, i / maps->columns[map], i % maps->columns[map], 1, 1);
  set_color (cr, color, 0.8);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

/* From the corners of a cell down to the corners of what it reads. */
static void
draw_rays (cairo_t *cr, const ScopeWayMaps *maps, int upper, double rows, double columns, double rows_below, double columns_below)
{
  for (int i = 0; i < 4; i++)
    {
      const graphene_point_t from = corner (maps, upper, i / 2 * rows, i % 2 * columns);
      const graphene_point_t to = corner (maps, upper - 1, i / 2 * rows_below, i % 2 * columns_below);

      cairo_move_to (cr, from.x, from.y);
      cairo_line_to (cr, to.x, to.y);
    }
  cairo_stroke (cr);
}

/* What map @upper reads of the one below: all of it, and the window of its first cell. */
static void
draw_reading (cairo_t *cr, const ScopeWayMaps *maps, const ConvoWayPart *part, int upper)
{
  const GdkRGBA *kernel = scope_palette_color (SCOPE_COLOR_KERNEL);
  const double dashes[2] = { 4, 3 };

  set_color (cr, scope_palette_color (SCOPE_COLOR_DIM), 0.7);
  cairo_set_line_width (cr, 1);
  cairo_set_dash (cr, dashes, 2, 0);
  draw_rays (cr, maps, upper, maps->rows[upper], maps->columns[upper], maps->rows[upper - 1], maps->columns[upper - 1]);
  cairo_set_dash (cr, NULL, 0, 0);
  area (cr, maps, upper - 1, 0, 0, part->kernel[0], part->kernel[1]);
  set_color (cr, kernel, 0.3);
  cairo_fill_preserve (cr);
  set_color (cr, kernel, 1);
  cairo_set_line_width (cr, 2);
  cairo_stroke (cr);
  cairo_set_line_width (cr, 1.5);
  draw_rays (cr, maps, upper, 1, 1, part->kernel[0], part->kernel[1]);
}

/* A kernel as a pile of slices, one for each channel; the ones it has weights for are filled. */
static void
draw_slices (cairo_t *cr, const ConvoWayPart *part, double x, double y, double cell)
{
  const GdkRGBA *kernel = scope_palette_color (SCOPE_COLOR_KERNEL);
  const double height = part->kernel[0] * cell;

  for (int i = SLICES - 1; i >= 0; i--)
    {
      const gboolean filled = !part->depthwise || i == 0;

      for (int k = 0; k < part->kernel[0] * part->kernel[1]; k++)
        cairo_rectangle (cr, x + i * STEP + k % part->kernel[1] * cell, y - height / 2 - i * STEP + k / part->kernel[1] * cell, cell, cell);
      set_color (cr, scope_palette_color (SCOPE_COLOR_CARD), 1);
      cairo_fill_preserve (cr);
      set_color (cr, filled ? kernel : scope_palette_color (SCOPE_COLOR_DIM), filled ? 0.35 : 0.06);
      cairo_fill_preserve (cr);
      set_color (cr, filled ? kernel : scope_palette_color (SCOPE_COLOR_DIM), filled ? 0.9 : 0.45);
      cairo_set_line_width (cr, 1);
      cairo_stroke (cr);
    }
}

static void
write_kernel (ScopeArithWay *self, GtkSnapshot *snapshot, const ConvoWayPart *part, double x, double y)
{
  const double line = scope_view_text_height (SCOPE_VIEW (self), SCOPE_TEXT_CAPTION);
  static const ScopeColor colors[3] = { SCOPE_COLOR_TEXT, SCOPE_COLOR_KERNEL, SCOPE_COLOR_DIM };
  char *words[3];

  kernel_words (part, words);
  for (int i = 0; i < 3; i++)
    {
      scope_view_append_text (SCOPE_VIEW (self), snapshot, words[i], i == 0 ? SCOPE_TEXT_CAPTION : SCOPE_TEXT_CAPTION | SCOPE_TEXT_BOLD,
                              x, y + (i - 1.5) * line, 0, scope_palette_color (colors[i]));
      g_free (words[i]);
    }
}

/* Rows and columns of a map: above the topmost, beside the others; on paper, for lines pass there. */
static void
write_size (ScopeArithWay *self, GtkSnapshot *snapshot, const ScopeWayMaps *maps, int map)
{
  const ScopeTextStyle style = SCOPE_TEXT_CAPTION | SCOPE_TEXT_BOLD;
  const gboolean top = map == maps->n - 1;
  const graphene_point_t end = corner (maps, map, top ? maps->rows[map] : maps->rows[map] / 2.0, top ? maps->columns[map] / 2.0 : maps->columns[map]);
  const double line = scope_view_text_height (SCOPE_VIEW (self), style);
  g_autofree char *size = g_strdup_printf ("%d×%d", maps->rows[map], maps->columns[map]);
  const int width = scope_view_text_width (SCOPE_VIEW (self), size, style);
  const double x = top ? end.x - width / 2.0 : end.x + 9, y = top ? end.y - line - 3 : end.y - line / 2;
  const GdkRGBA paper = scope_paint_faint (scope_palette_color (SCOPE_COLOR_CARD), 0.9);

  scope_paint_fill (snapshot, x - 2, y, width + 4, line, &paper);
  scope_view_append_text (SCOPE_VIEW (self), snapshot, size, style, x, y, 0,
                          scope_palette_color (map == 0 ? SCOPE_COLOR_INPUT : top ? SCOPE_COLOR_OUTPUT : SCOPE_COLOR_TEXT));
}

/* Half way between a map and the one below. */
static double
between (const ScopeWayMaps *maps, int upper)
{
  return (maps->y[upper] + maps->y[upper - 1] - maps->rows[upper - 1] * FLAT * maps->cell) / 2;
}

/** scope_way_draw_maps: layers in a row: window above window, and the slices of each kernel */
void
scope_way_draw_maps (ScopeArithWay *self, GtkSnapshot *snapshot)
{
  const int width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));
  const double left = width - kernels_width (self);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  int most = 1;
  ScopeWayMaps maps;

  place_maps (self, &maps);
  for (guint i = 0; i < self->parts->len; i++)
    most = MAX (most, (int) MAX (scope_way_part (self->parts, i)->kernel[0], scope_way_part (self->parts, i)->kernel[1]));
  for (int i = 0; i < maps.n; i++)
    {
      draw_map (cr, &maps, i, scope_palette_color (i == 0 ? SCOPE_COLOR_INPUT : i == maps.n - 1 ? SCOPE_COLOR_OUTPUT : SCOPE_COLOR_DIM));
      if (i > 0)
        draw_reading (cr, &maps, scope_way_part (self->parts, i - 1), i);
    }
  for (int i = 1; i < maps.n; i++)
    draw_slices (cr, scope_way_part (self->parts, i - 1), left, between (&maps, i) + 8, (double) PILE / MAX (most, 3));
  cairo_destroy (cr);
  for (int i = 1; i < maps.n; i++)
    write_kernel (self, snapshot, scope_way_part (self->parts, i - 1), left + PILE + STEP * SLICES + 6,
                  between (&maps, i));
  for (int i = 0; i < maps.n; i++)
    write_size (self, snapshot, &maps, i);
}
