/* Draws what is around the curves of a chart: axes, head, marks, crosshair. */
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
      const double y = rint (scope_chart_place_y (self, ticks[i]));

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
      const double x = scope_chart_place_x (self, ticks[i] * self->unit_size);
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

static void
append_marks (ScopeChart *self, GtkSnapshot *snapshot)
{
  for (guint i = 0; i < self->marks->len; i++)
    {
      const ScopeMark *mark = &g_array_index (self->marks, ScopeMark, i);
      const double x = rint (scope_chart_place_x (self, mark->x));

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
  scope_chart_append_curves (self, snapshot);
  return gtk_snapshot_free_to_node (snapshot);
}

/** scope_chart_append_crosshair: draws the line under the pointer, a dot on each curve and the values in a bubble */
void
scope_chart_append_crosshair (ScopeChart *self, GtkSnapshot *snapshot)
{
  const double x = scope_chart_place_x (self, self->crosshair), top = self->plot.origin.y;
  g_autofree char *text = NULL;

  if (!(x >= self->plot.origin.x - 1 && x <= self->plot.origin.x + self->plot.size.width + 1))
    return;
  gtk_snapshot_append_color (snapshot, scope_palette_color (SCOPE_COLOR_DIM),
                             &GRAPHENE_RECT_INIT (rint (x), top, 1, self->plot.size.height));
  for (guint i = 0; i < self->series->len; i++)
    scope_chart_append_dot (self, snapshot, self->series->pdata[i]);
  text = scope_chart_dup_values_at (self, self->crosshair);
  if (text != NULL)
    scope_view_append_bubble (SCOPE_VIEW (self), snapshot, text, x, top + self->plot.size.height / 2);
}
