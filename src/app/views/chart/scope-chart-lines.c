/* The curves of a chart: one column of pixels stands for all points that fall in it, so length costs nothing. */
#include "scope-chart-private.h"

#include <math.h>

double
scope_chart_place_x (ScopeChart *self, double x)
{
  return self->plot.origin.x + scope_axis_place (&self->x_axis, x) * self->plot.size.width;
}

/* NaN where there is no place; values outside stop at the edge of what is clipped anyway. */
double
scope_chart_place_y (ScopeChart *self, double y)
{
  const double place = scope_axis_place (&self->y_axis, y);

  return isnan (place) ? NAN
         : self->plot.origin.y + (1 - CLAMP (place, -0.5, 1.5)) * self->plot.size.height;
}

/* The points of pixel column c are [edge (c), edge (c + 1)); the last column takes the end of the axis, too. */
static gsize
edge (ScopeChart *self, ScopePyramid *curve, int column)
{
  const double x = scope_axis_value (&self->x_axis, column / (double) self->plot.size.width);

  return scope_pyramid_find (curve, column >= (int) self->plot.size.width ? nextafter (x, G_MAXDOUBLE) : x);
}

static gboolean
is_dense (ScopeChart *self, ScopeSeries *series)
{
  const int columns = (int) self->plot.size.width;

  return edge (self, series->curve, columns) - edge (self, series->curve, 0) > (gsize) columns;
}

/* What all points of a column span, pale, behind the line. */
static void
append_band (ScopeChart *self, GtkSnapshot *snapshot, ScopeSeries *series)
{
  const int columns = (int) self->plot.size.width;
  const double top = self->plot.origin.y, bottom = top + self->plot.size.height;
  GdkRGBA color = *scope_palette_color (series->color);
  gsize begin = edge (self, series->curve, 0), end;

  color.alpha = 0.32f;
  for (int c = 0; c < columns; c++, begin = end)
    {
      ScopeRange range;
      double y0, y1;

      end = edge (self, series->curve, c + 1);
      range = scope_pyramid_range (series->curve, begin, end);
      if (range.count == 0)
        continue;
      y0 = scope_chart_place_y (self, range.max);
      y1 = scope_chart_place_y (self, range.min);
      y1 = isnan (y1) ? bottom : MIN (y1, bottom);
      y0 = MAX (y0, top);
      if (!isnan (y0) && y0 < bottom)
        gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT (self->plot.origin.x + c, y0, 1,
                                                                          MAX (1, y1 - y0)));
    }
}

static void
add_point (cairo_t *cr, double x, double y, gboolean *pen_down)
{
  if (isnan (y))
    *pen_down = FALSE;
  else if (*pen_down)
    cairo_line_to (cr, x, y);
  else
    {
      cairo_move_to (cr, x, y);
      cairo_line_to (cr, x, y);                             /* a lone point is a round dot */
      *pen_down = TRUE;
    }
}

/* One point a column: the mean of the line's values there. Columns without points are bridged, those with only NaN
 * are not. */
static void
trace_columns (ScopeChart *self, cairo_t *cr, ScopeSeries *series)
{
  const int columns = (int) self->plot.size.width;
  gsize begin = edge (self, series->curve, 0), end;
  gboolean pen_down = FALSE;

  for (int c = 0; c < columns; c++, begin = end)
    {
      ScopeRange range;

      end = edge (self, series->curve, c + 1);
      if (end == begin)
        continue;
      range = scope_pyramid_range (series->curve, begin, end);
      add_point (cr, self->plot.origin.x + c + 0.5, range.count > 0 ? scope_chart_place_y (self, range.mean) : NAN, &pen_down);
    }
}

static void
trace_points (ScopeChart *self, cairo_t *cr, ScopeSeries *series, gboolean smoothed)
{
  const gsize begin = edge (self, series->curve, 0);
  const gsize end = MIN (edge (self, series->curve, (int) self->plot.size.width) + 1,
                         scope_pyramid_length (series->curve));
  gboolean pen_down = FALSE;

  for (gsize i = begin > 0 ? begin - 1 : 0; i < end; i++)
    {
      const double y = scope_pyramid_y (series->curve, i);

      add_point (cr, scope_chart_place_x (self, scope_pyramid_x (series->curve, i)),
                 !isfinite (y) ? NAN : scope_chart_place_y (self, smoothed ? scope_pyramid_smoothed (series->curve, i) : y),
                 &pen_down);
    }
}

/* After the first epoch a test curve is one point: a dot, or nobody would see it. */
static void
append_lone_point (ScopeChart *self, cairo_t *cr, ScopeSeries *series)
{
  double x, y;

  if (scope_pyramid_length (series->curve) != 1)
    return;
  x = scope_chart_place_x (self, scope_pyramid_x (series->curve, 0)), y = scope_chart_place_y (self, scope_pyramid_y (series->curve, 0));
  if (isnan (x) || isnan (y))
    return;
  x = CLAMP (x, self->plot.origin.x + 1, self->plot.origin.x + self->plot.size.width - 1);
  cairo_arc (cr, x, y, 3, 0, 2 * G_PI);
  cairo_fill (cr);
}

static void
append_lines (ScopeChart *self, GtkSnapshot *snapshot)
{
  graphene_rect_t area = self->plot;
  cairo_t *cr;

  graphene_rect_inset (&area, -2, -2);
  cr = gtk_snapshot_append_cairo (snapshot, &area);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (guint i = 0; i < self->series->len; i++)
    {
      ScopeSeries *series = self->series->pdata[i];
      const GdkRGBA *color = scope_palette_color (series->color);
      const gboolean dense = is_dense (self, series);

      cairo_set_dash (cr, NULL, 0, 0);
      cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
      if (!dense && self->smoothing > 0 && !(series->flags & SCOPE_SERIES_EXACT))
        {
          cairo_set_source_rgba (cr, color->red, color->green, color->blue, 0.4);
          cairo_set_line_width (cr, 1.5);
          trace_points (self, cr, series, FALSE);
          cairo_stroke (cr);
        }
      gdk_cairo_set_source_rgba (cr, color);
      cairo_set_line_width (cr, 2);
      if (series->flags & SCOPE_SERIES_DASHED && scope_pyramid_length (series->curve) > 1)
        {
          cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
          cairo_set_dash (cr, (double[]) { 5, 3 }, 2, 0);
        }
      if (dense)
        trace_columns (self, cr, series);
      else
        trace_points (self, cr, series, TRUE);
      cairo_stroke (cr);
      append_lone_point (self, cr, series);
    }
  cairo_destroy (cr);
}

/** scope_chart_append_curves: the range of each curve, pale, and all lines in front of it */
void
scope_chart_append_curves (ScopeChart *self, GtkSnapshot *snapshot)
{
  for (guint i = 0; i < self->series->len; i++)
    {
      ScopeSeries *series = self->series->pdata[i];

      if (!(series->flags & SCOPE_SERIES_EXACT) && is_dense (self, series))
        append_band (self, snapshot, series);
    }
  append_lines (self, snapshot);
}

/* Height of the line in front at point @at; NaN where it is not drawn. */
static double
line_y (ScopeChart *self, ScopeSeries *series, gsize at)
{
  const double x = scope_pyramid_x (series->curve, at);
  const int column = (int) (scope_chart_place_x (self, x) - self->plot.origin.x);
  double y = scope_pyramid_smoothed (series->curve, at);

  if (!isfinite (scope_pyramid_y (series->curve, at)))
    return NAN;
  if (is_dense (self, series))
    {
      const ScopeRange range = scope_pyramid_range (series->curve, edge (self, series->curve, column),
                                                    edge (self, series->curve, column + 1));
      y = range.count > 0 ? range.mean : y;
    }
  return scope_chart_place_y (self, y);
}

/** scope_chart_append_dot: where the crosshair stands on the line of @series */
void
scope_chart_append_dot (ScopeChart *self, GtkSnapshot *snapshot, ScopeSeries *series)
{
  const gsize at = scope_chart_nearest (series, self->crosshair);
  GskRoundedRect dot;
  double x, y;

  if (scope_pyramid_length (series->curve) == 0)
    return;
  x = scope_chart_place_x (self, scope_pyramid_x (series->curve, at)), y = line_y (self, series, at);
  if (isnan (y) || y < self->plot.origin.y || y > self->plot.origin.y + self->plot.size.height)
    return;
  gsk_rounded_rect_init_from_rect (&dot, &GRAPHENE_RECT_INIT (x - 3.5, y - 4, 8, 8), 4);
  gtk_snapshot_push_rounded_clip (snapshot, &dot);
  gtk_snapshot_append_color (snapshot, scope_palette_color (series->color), &dot.bounds);
  gtk_snapshot_pop (snapshot);
}
