/* Draws a chart: one column of pixels stands for all points that fall in it, so length costs nothing. */
#include "numbers.h"
#include "scope-chart-private.h"
#include "scope-text.h"

#include <glib/gi18n.h>
#include <math.h>

#define TICKS_X     6
#define SAMPLE      20              /* a piece of line in the legend */
#define SPACE       12

/** scope_chart_dup_number: Returns: (transfer full): a value of the y axis in words */
char *
scope_chart_dup_number (ScopeChart *self, double value)
{
  g_autofree char *number = NULL;

  if (self->scale != SCOPE_CHART_PERCENT)
    return scope_text_value (value);
  number = convo_number_real (value, 1);
  return g_strdup_printf (_("%s %%"), number);
}

/** scope_chart_latest: Returns: the last value of the line in front; NaN before the first */
double
scope_chart_latest (ScopeSeries *series)
{
  const gsize n = scope_pyramid_length (series->curve);

  return n > 0 ? scope_pyramid_smoothed (series->curve, n - 1) : NAN;
}

/** scope_chart_nearest: Returns: the point nearest to @x; 0 in an empty series */
gsize
scope_chart_nearest (ScopeSeries *series, double x)
{
  const gsize n = scope_pyramid_length (series->curve), at = scope_pyramid_find (series->curve, x);

  if (n == 0 || at == 0)
    return 0;
  if (at == n || x - scope_pyramid_x (series->curve, at - 1) <= scope_pyramid_x (series->curve, at) - x)
    return at - 1;
  return at;
}

/** scope_chart_dup_x: Returns: (transfer full): "epoch 3.41" */
char *
scope_chart_dup_x (ScopeChart *self, double x)
{
  const double value = x / self->unit_size;
  g_autofree char *number = self->unit_size == 1 && value == rint (value) ? convo_number_exact ((gint64) value)
                                                                          : convo_number_real (value, 2);

  /* translators: name of a unit and a number: "epoch 3.41" */
  return g_strdup_printf (_("%s %s"), self->unit, number);
}

/* ---- axes ---- */

/* About one tick in 36 px: dense enough to read, far enough apart for the labels. */
static int
ticks_y (ScopeChart *self)
{
  return CLAMP (gtk_widget_get_height (GTK_WIDGET (self)) / 36, 2, 7);
}

static void
fit_axes (ScopeChart *self)
{
  double min = G_MAXDOUBLE, max = -G_MAXDOUBLE, x_max = 0;

  for (guint i = 0; i < self->series->len; i++)
    {
      ScopePyramid *curve = ((ScopeSeries *) self->series->pdata[i])->curve;
      const gsize n = scope_pyramid_length (curve);
      const ScopeRange range = scope_pyramid_range (curve, 0, n);

      if (range.count > 0)
        min = MIN (min, range.min), max = MAX (max, range.max);
      if (n > 0)
        x_max = MAX (x_max, scope_pyramid_x (curve, n - 1));
    }
  if (self->x_max > self->x_min)
    self->x_axis = (ScopeAxis) { self->x_min, self->x_max, FALSE };
  else
    self->x_axis = (ScopeAxis) { self->x_min, MAX (x_max, self->x_min + self->unit_size * 1e-3), FALSE };
  if (self->scale == SCOPE_CHART_PERCENT)
    self->y_axis = (ScopeAxis) { max >= min ? CLAMP (floor (min / 10) * 10, 0, 90) : 0, 100, FALSE };
  else
    self->y_axis = scope_axis_fit (min, max, self->scale == SCOPE_CHART_LOG, ticks_y (self));
  if (isfinite (self->y_min) && !(self->y_axis.log && self->y_min <= 0))
    self->y_axis.min = self->y_min;
  if (isfinite (self->y_max) && self->y_max > self->y_axis.min)
    self->y_axis.max = self->y_max;
  if (!(self->y_axis.max > self->y_axis.min))
    self->y_axis.max = self->y_axis.log ? self->y_axis.min * 10 : self->y_axis.min + 1;
}

static double
place_x (ScopeChart *self, double x)
{
  return self->plot.origin.x + scope_axis_place (&self->x_axis, x) * self->plot.size.width;
}

/* NaN where there is no place; values outside stop at the edge of what is clipped anyway. */
static double
place_y (ScopeChart *self, double y)
{
  const double place = scope_axis_place (&self->y_axis, y);

  return isnan (place) ? NAN
         : self->plot.origin.y + (1 - CLAMP (place, -0.5, 1.5)) * self->plot.size.height;
}

static int
tick_labels (ScopeChart *self, double *ticks, char **labels)
{
  const int n = scope_axis_ticks (&self->y_axis, ticks_y (self), ticks);

  for (int i = 0; i < n; i++)
    {
      labels[i] = scope_axis_label (&self->y_axis, ticks[i], ticks_y (self));
      if (self->scale == SCOPE_CHART_PERCENT && i == n - 1)
        {
          g_autofree char *number = g_steal_pointer (&labels[i]);

          labels[i] = g_strdup_printf (_("%s %%"), number);
        }
    }
  return n;
}

static void
append_y_axis (ScopeChart *self, GtkSnapshot *snapshot, int width, int height)
{
  ScopeView *view = SCOPE_VIEW (self);
  const int line = scope_view_text_height (view, SCOPE_TEXT_CAPTION);
  const int head = scope_view_text_height (view, SCOPE_TEXT_BOLD) + line / 2 + 4;
  double ticks[SCOPE_AXIS_MAX_TICKS];
  char *labels[SCOPE_AXIS_MAX_TICKS];
  const int n = tick_labels (self, ticks, labels);
  int margin = scope_view_text_width (view, "0.00", SCOPE_TEXT_CAPTION);

  for (int i = 0; i < n; i++)
    margin = MAX (margin, scope_view_text_width (view, labels[i], SCOPE_TEXT_CAPTION));
  self->plot = GRAPHENE_RECT_INIT (margin + 6, head, MAX (1, width - margin - 6 - 2),
                                   MAX (1, height - head - line - 6));
  for (int i = 0; i < n; i++)
    {
      const double y = rint (place_y (self, ticks[i]));

      gtk_snapshot_append_color (snapshot, scope_palette_color (SCOPE_COLOR_LINE),
                                 &GRAPHENE_RECT_INIT (self->plot.origin.x, y, self->plot.size.width, 1));
      scope_view_append_text (view, snapshot, labels[i], SCOPE_TEXT_CAPTION, margin, y - line / 2.0, 1,
                              scope_palette_color (SCOPE_COLOR_DIM));
      g_free (labels[i]);
    }
}

static void
append_x_axis (ScopeChart *self, GtkSnapshot *snapshot)
{
  ScopeView *view = SCOPE_VIEW (self);
  const GdkRGBA *dim = scope_palette_color (SCOPE_COLOR_DIM);
  const ScopeAxis axis = { self->x_axis.min / self->unit_size, self->x_axis.max / self->unit_size, FALSE };
  const double y = self->plot.origin.y + self->plot.size.height + 3;
  const double right = self->plot.origin.x + self->plot.size.width;
  const int most = CLAMP ((int) (self->plot.size.width / 50), 2, TICKS_X);
  double ticks[SCOPE_AXIS_MAX_TICKS], free_to;
  g_autofree char *end = NULL;
  int n = scope_axis_ticks (&axis, most, ticks);

  if (self->x_max > self->x_min)
    {
      g_autofree char *number = scope_axis_label (&axis, axis.max, most);

      end = g_strdup_printf (_("%s %s"), self->unit, number);
    }
  else
    end = g_strdup (self->unit);
  scope_view_append_text (view, snapshot, end, SCOPE_TEXT_CAPTION, right, y, 1, dim);
  free_to = right - scope_view_text_width (view, end, SCOPE_TEXT_CAPTION) - 8;
  for (int i = 0; i < n; i++)
    {
      const double x = place_x (self, ticks[i] * self->unit_size);
      g_autofree char *label = scope_axis_label (&axis, ticks[i], most);

      if (x + scope_view_text_width (view, label, SCOPE_TEXT_CAPTION) / 2.0 < free_to)
        scope_view_append_text (view, snapshot, label, SCOPE_TEXT_CAPTION, x, y, 0.5, dim);
    }
}

/* ---- head line ---- */

static void
append_sample (ScopeSeries *series, GtkSnapshot *snapshot, double x, double y)
{
  const GdkRGBA *color = scope_palette_color (series->color);

  if (series->flags & SCOPE_SERIES_DASHED)
    for (int i = 0; i < SAMPLE; i += 8)
      gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (x + i, y, MIN (5, SAMPLE - i), 2));
  else
    gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (x, y, SAMPLE, 2));
}

/* Title at the left, the latest values at the right; what does not fit goes in the order samples, names, all. */
static void
append_head (ScopeChart *self, GtkSnapshot *snapshot, int width)
{
  ScopeView *view = SCOPE_VIEW (self);
  const int line = scope_view_text_height (view, SCOPE_TEXT_CAPTION);
  const gboolean named = self->series->len > 1;
  double x = 0, names = 0, values = 0, room;
  gboolean samples;

  if (self->title != NULL)
    {
      scope_view_append_text (view, snapshot, self->title, SCOPE_TEXT_BOLD, 0, 0, 0,
                              scope_palette_color (SCOPE_COLOR_TEXT));
      x = scope_view_text_width (view, self->title, SCOPE_TEXT_BOLD) + SPACE;
    }
  for (guint i = 0; i < self->series->len; i++)
    {
      ScopeSeries *series = self->series->pdata[i];
      g_autofree char *value = scope_chart_dup_number (self, scope_chart_latest (series));

      names += scope_view_text_width (view, series->name, SCOPE_TEXT_CAPTION) + 5;
      values += scope_view_text_width (view, value, SCOPE_TEXT_CAPTION | SCOPE_TEXT_BOLD) + SPACE;
    }
  room = width - x;
  samples = named && names + values + self->series->len * (SAMPLE + 5) <= room;
  if (values - SPACE > room)
    return;
  x = width;
  for (guint i = self->series->len; i > 0; i--)
    {
      ScopeSeries *series = self->series->pdata[i - 1];
      const double latest = scope_chart_latest (series);
      g_autofree char *value = isfinite (latest) ? scope_chart_dup_number (self, latest) : g_strdup ("—");

      scope_view_append_text (view, snapshot, value, SCOPE_TEXT_CAPTION | SCOPE_TEXT_BOLD, x, 2, 1,
                              scope_palette_color (series->color));
      x -= scope_view_text_width (view, value, SCOPE_TEXT_CAPTION | SCOPE_TEXT_BOLD) + 5;
      if (named && names + values <= room)
        {
          scope_view_append_text (view, snapshot, series->name, SCOPE_TEXT_CAPTION, x, 2, 1,
                                  scope_palette_color (SCOPE_COLOR_DIM));
          x -= scope_view_text_width (view, series->name, SCOPE_TEXT_CAPTION) + 5;
        }
      if (samples)
        {
          append_sample (series, snapshot, x - SAMPLE, 1 + rint (line / 2.0));
          x -= SAMPLE;
        }
      x -= SPACE;
    }
}

/* ---- curves ---- */

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
      y0 = place_y (self, range.max);
      y1 = place_y (self, range.min);
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
      add_point (cr, self->plot.origin.x + c + 0.5, range.count > 0 ? place_y (self, range.mean) : NAN, &pen_down);
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

      add_point (cr, place_x (self, scope_pyramid_x (series->curve, i)),
                 !isfinite (y) ? NAN : place_y (self, smoothed ? scope_pyramid_smoothed (series->curve, i) : y),
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
  x = place_x (self, scope_pyramid_x (series->curve, 0)), y = place_y (self, scope_pyramid_y (series->curve, 0));
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

static void
append_marks (ScopeChart *self, GtkSnapshot *snapshot)
{
  for (guint i = 0; i < self->marks->len; i++)
    {
      const ScopeMark *mark = &g_array_index (self->marks, ScopeMark, i);
      const double x = rint (place_x (self, mark->x));

      if (!(x >= self->plot.origin.x && x <= self->plot.origin.x + self->plot.size.width))
        continue;
      gtk_snapshot_append_color (snapshot, scope_palette_color (SCOPE_COLOR_WIRE),
                                 &GRAPHENE_RECT_INIT (x, self->plot.origin.y, 1, self->plot.size.height));
      if (mark->text != NULL)
        {
          const gboolean fits = x + 4 + scope_view_text_width (SCOPE_VIEW (self), mark->text, SCOPE_TEXT_CAPTION)
                                <= self->plot.origin.x + self->plot.size.width;

          scope_view_append_text (SCOPE_VIEW (self), snapshot, mark->text, SCOPE_TEXT_CAPTION, fits ? x + 4 : x - 4,
                                  self->plot.origin.y, fits ? 0 : 1, scope_palette_color (SCOPE_COLOR_DIM));
        }
    }
}

/** scope_chart_build_node: Returns: (transfer full): everything but the crosshair; also sets the axes and the place of
 * the plot */
GskRenderNode *
scope_chart_build_node (ScopeChart *self, int width, int height)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  fit_axes (self);
  append_y_axis (self, snapshot, width, height);
  append_x_axis (self, snapshot);
  append_head (self, snapshot, width);
  append_marks (self, snapshot);
  for (guint i = 0; i < self->series->len; i++)
    {
      ScopeSeries *series = self->series->pdata[i];

      if (!(series->flags & SCOPE_SERIES_EXACT) && is_dense (self, series))
        append_band (self, snapshot, series);
    }
  append_lines (self, snapshot);
  return gtk_snapshot_free_to_node (snapshot);
}

/* Height of the line in front at point @at; NaN where it is not drawn. */
static double
line_y (ScopeChart *self, ScopeSeries *series, gsize at)
{
  const double x = scope_pyramid_x (series->curve, at);
  const int column = (int) (place_x (self, x) - self->plot.origin.x);
  double y = scope_pyramid_smoothed (series->curve, at);

  if (!isfinite (scope_pyramid_y (series->curve, at)))
    return NAN;
  if (is_dense (self, series))
    {
      const ScopeRange range = scope_pyramid_range (series->curve, edge (self, series->curve, column),
                                                    edge (self, series->curve, column + 1));
      y = range.count > 0 ? range.mean : y;
    }
  return place_y (self, y);
}

static void
append_dot (ScopeChart *self, GtkSnapshot *snapshot, ScopeSeries *series)
{
  const gsize at = scope_chart_nearest (series, self->crosshair);
  GskRoundedRect dot;
  double x, y;

  if (scope_pyramid_length (series->curve) == 0)
    return;
  x = place_x (self, scope_pyramid_x (series->curve, at)), y = line_y (self, series, at);
  if (isnan (y) || y < self->plot.origin.y || y > self->plot.origin.y + self->plot.size.height)
    return;
  gsk_rounded_rect_init_from_rect (&dot, &GRAPHENE_RECT_INIT (x - 3.5, y - 4, 8, 8), 4);
  gtk_snapshot_push_rounded_clip (snapshot, &dot);
  gtk_snapshot_append_color (snapshot, scope_palette_color (series->color), &dot.bounds);
  gtk_snapshot_pop (snapshot);
}

/** scope_chart_append_crosshair: draws the line under the pointer, a dot on each curve and the values in a bubble */
void
scope_chart_append_crosshair (ScopeChart *self, GtkSnapshot *snapshot)
{
  const double x = place_x (self, self->crosshair), top = self->plot.origin.y;
  g_autofree char *text = NULL;

  if (!(x >= self->plot.origin.x - 1 && x <= self->plot.origin.x + self->plot.size.width + 1))
    return;
  gtk_snapshot_append_color (snapshot, scope_palette_color (SCOPE_COLOR_DIM),
                             &GRAPHENE_RECT_INIT (rint (x), top, 1, self->plot.size.height));
  for (guint i = 0; i < self->series->len; i++)
    append_dot (self, snapshot, self->series->pdata[i]);
  text = scope_chart_dup_values_at (self, self->crosshair);
  if (text != NULL)
    scope_view_append_bubble (SCOPE_VIEW (self), snapshot, text, x, top + self->plot.size.height / 2);
}
