/* Live curves: raw range pale behind, a smoothed line in front, values under the pointer. */
#include "scope-chart-private.h"

#include <glib/gi18n.h>
#include <math.h>

#define FRAME_US   33000            /* at most 30 pictures a second */
#define DESCRIBE_MS 1000            /* a screen reader is told at most once a second */

G_DEFINE_FINAL_TYPE (ScopeChart, scope_chart, SCOPE_TYPE_VIEW)

static void
series_free (gpointer data)
{
  ScopeSeries *series = data;

  g_free (series->name);
  scope_pyramid_free (series->curve);
  g_free (series);
}

static void
mark_clear (gpointer data)
{
  g_free (((ScopeMark *) data)->text);
}

/* ---- when to draw, when to speak ---- */

/** scope_chart_describe: tells a screen reader what the curves say now */
void
scope_chart_describe (ScopeChart *self)
{
  GString *text = g_string_new (NULL);
  double last = 0;

  for (guint i = 0; i < self->series->len; i++)
    {
      ScopeSeries *series = self->series->pdata[i];
      const gsize n = scope_pyramid_length (series->curve);
      const ScopeRange range = scope_pyramid_range (series->curve, 0, n);
      g_autofree char *now = NULL, *low = NULL, *high = NULL;

      if (range.count == 0)
        continue;
      now = scope_chart_dup_number (self, scope_chart_latest (series));
      low = scope_chart_dup_number (self, range.min);
      high = scope_chart_dup_number (self, range.max);
      last = MAX (last, scope_pyramid_x (series->curve, n - 1));
      /* translators: curve name, latest value, smallest and largest value */
      g_string_append_printf (text, _("%s %s, between %s and %s. "), series->name, now, low, high);
    }
  if (text->len == 0)
    g_string_assign (text, _("No values yet."));
  else
    {
      g_autofree char *x = scope_chart_dup_x (self, last);

      g_string_append_printf (text, _("Up to %s."), x);
    }
  scope_view_describe (SCOPE_VIEW (self), self->title != NULL ? self->title : _("Chart"), text->str);
  g_string_free (text, TRUE);
}

static gboolean
describe_now (gpointer data)
{
  ScopeChart *self = data;

  self->describe_id = 0;
  scope_chart_describe (self);
  return G_SOURCE_REMOVE;
}

static gboolean
draw_now (gpointer data)
{
  ScopeChart *self = data;

  self->draw_id = 0;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return G_SOURCE_REMOVE;
}

/* Data came. Draws at once if the last picture is old enough, else when it is. */
static void
touch (ScopeChart *self)
{
  const gint64 age = g_get_monotonic_time () - self->drawn;

  self->stale = TRUE;
  if (self->describe_id == 0)
    self->describe_id = g_timeout_add (DESCRIBE_MS, describe_now, self);
  if (self->draw_id != 0)
    return;
  if (age >= FRAME_US)
    gtk_widget_queue_draw (GTK_WIDGET (self));
  else
    self->draw_id = g_timeout_add ((guint) ((FRAME_US - age) / 1000 + 1), draw_now, self);
}

/* A setting changed: the next picture is built anew whatever its age. */
static void
restyle (ScopeChart *self)
{
  g_clear_pointer (&self->node, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  scope_chart_describe (self);
}

static void
scope_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ScopeChart *self = SCOPE_CHART (widget);
  const int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  const gint64 now = g_get_monotonic_time ();

  if (width < 40 || height < 40)
    return;
  if (self->stale && now - self->drawn >= FRAME_US)
    g_clear_pointer (&self->node, gsk_render_node_unref);
  if (self->node == NULL || width != self->node_width || height != self->node_height)
    {
      g_clear_pointer (&self->node, gsk_render_node_unref);
      self->node = scope_chart_build_node (self, width, height);
      self->node_width = width, self->node_height = height;
      self->stale = FALSE;
      self->drawn = now;
    }
  else if (self->stale && self->draw_id == 0)               /* drawn early for the crosshair: come back */
    self->draw_id = g_timeout_add (FRAME_US / 1000, draw_now, self);
  gtk_snapshot_append_node (snapshot, self->node);
  if (!isnan (self->crosshair))
    scope_chart_append_crosshair (self, snapshot);
  if (gtk_widget_has_visible_focus (widget))
    {
      const GdkRGBA *focus = scope_palette_color (SCOPE_COLOR_FOCUS);
      graphene_rect_t around = self->plot;
      GskRoundedRect ring;

      graphene_rect_inset (&around, -2, -2);
      gsk_rounded_rect_init_from_rect (&ring, &around, 3);
      gtk_snapshot_append_border (snapshot, &ring, (float[4]) { 2, 2, 2, 2 },
                                  (GdkRGBA[4]) { *focus, *focus, *focus, *focus });
    }
}

static void
scope_chart_drop (ScopeView *view)
{
  g_clear_pointer (&SCOPE_CHART (view)->node, gsk_render_node_unref);
  SCOPE_VIEW_CLASS (scope_chart_parent_class)->drop (view);
}

static void
scope_chart_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                     int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 160 : 110;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 330 : 180;
}

/* ---- public ---- */

/** scope_chart_new: Returns: (transfer floating): a chart without curves, headed @title */
GtkWidget *
scope_chart_new (const char *title)
{
  GtkWidget *self = g_object_new (SCOPE_TYPE_CHART, NULL);

  scope_chart_set_title (SCOPE_CHART (self), title);
  return self;
}

/** scope_chart_set_title: @title (nullable) stands at the top left and names the chart for a screen reader */
void
scope_chart_set_title (ScopeChart *self, const char *title)
{
  g_return_if_fail (SCOPE_IS_CHART (self));
  if (title != self->title)
    {
      g_free (self->title);
      self->title = g_strdup (title);
    }
  restyle (self);
}

/**
 * scope_chart_add_series:
 * @self: a chart
 * @name: translated name for the legend, short
 * @color: role of its colour
 * @flags: how it is drawn
 *
 * Later series are drawn over earlier ones.
 *
 * Returns: its number for scope_chart_append()
 */
guint
scope_chart_add_series (ScopeChart *self, const char *name, ScopeColor color, ScopeSeriesFlags flags)
{
  ScopeSeries *series;

  g_return_val_if_fail (SCOPE_IS_CHART (self) && name != NULL, 0);
  series = g_new0 (ScopeSeries, 1);
  *series = (ScopeSeries) { g_strdup (name), color, flags, scope_pyramid_new () };
  if (!(flags & SCOPE_SERIES_EXACT))
    scope_pyramid_set_smoothing (series->curve, self->smoothing);
  g_ptr_array_add (self->series, series);
  restyle (self);
  return self->series->len - 1;
}

/**
 * scope_chart_append:
 * @self: a chart
 * @series: number of a series
 * @x: place, usually the training step; not before the last one of this series
 * @y: value; NaN and infinity leave a gap
 *
 * Cheap: call it for every step.
 */
void
scope_chart_append (ScopeChart *self, guint series, double x, double y)
{
  scope_chart_append_many (self, series, &x, &y, 1);
}

/** scope_chart_append_many: as scope_chart_append(), @n points at once */
void
scope_chart_append_many (ScopeChart *self, guint series, const double *x, const double *y, gsize n)
{
  ScopeSeries *s;

  g_return_if_fail (SCOPE_IS_CHART (self) && series < self->series->len);
  s = self->series->pdata[series];
  for (gsize i = 0; i < n; i++)
    scope_pyramid_append (s->curve, x[i], y[i]);
  touch (self);
}

/** scope_chart_clear: forgets all points and marks; keeps series and settings */
void
scope_chart_clear (ScopeChart *self)
{
  g_return_if_fail (SCOPE_IS_CHART (self));
  for (guint i = 0; i < self->series->len; i++)
    scope_pyramid_clear (((ScopeSeries *) self->series->pdata[i])->curve);
  g_array_set_size (self->marks, 0);
  scope_chart_set_crosshair (self, NAN);
  restyle (self);
}

/** scope_chart_get_length: Returns: how many points @series has */
gsize
scope_chart_get_length (ScopeChart *self, guint series)
{
  g_return_val_if_fail (SCOPE_IS_CHART (self) && series < self->series->len, 0);
  return scope_pyramid_length (((ScopeSeries *) self->series->pdata[series])->curve);
}

/** scope_chart_set_smoothing: @smoothing from 0 (none) to 0.95: the part that each point keeps of its predecessor */
void
scope_chart_set_smoothing (ScopeChart *self, double smoothing)
{
  g_return_if_fail (SCOPE_IS_CHART (self));
  self->smoothing = CLAMP (smoothing, 0, 0.95);
  for (guint i = 0; i < self->series->len; i++)
    {
      ScopeSeries *series = self->series->pdata[i];

      if (!(series->flags & SCOPE_SERIES_EXACT))
        scope_pyramid_set_smoothing (series->curve, self->smoothing);
    }
  restyle (self);
}

/** scope_chart_set_y_scale: how y is spread and written; linear by default */
void
scope_chart_set_y_scale (ScopeChart *self, ScopeChartScale scale)
{
  g_return_if_fail (SCOPE_IS_CHART (self));
  self->scale = scale;
  restyle (self);
}

/** scope_chart_set_y_range: fixes the ends of the y axis; NaN for an end that follows the data (default) */
void
scope_chart_set_y_range (ScopeChart *self, double min, double max)
{
  g_return_if_fail (SCOPE_IS_CHART (self));
  self->y_min = min, self->y_max = max;
  restyle (self);
}

/** scope_chart_set_x_range: fixes the x axis, in the units of the points; with @max not above @min it
 * grows (default) */
void
scope_chart_set_x_range (ScopeChart *self, double min, double max)
{
  g_return_if_fail (SCOPE_IS_CHART (self));
  self->x_min = min, self->x_max = max;
  restyle (self);
}

/**
 * scope_chart_set_x_unit:
 * @self: a chart
 * @unit: translated name of what the x axis counts: "epoch"; the default is "step"
 * @size: how much x one unit is: steps in an epoch; positive
 */
void
scope_chart_set_x_unit (ScopeChart *self, const char *unit, double size)
{
  g_return_if_fail (SCOPE_IS_CHART (self) && unit != NULL && size > 0);
  if (unit != self->unit)
    {
      g_free (self->unit);
      self->unit = g_strdup (unit);
    }
  self->unit_size = size;
  restyle (self);
}

/** scope_chart_add_mark: a vertical line at @x, with @text (nullable) beside its top */
void
scope_chart_add_mark (ScopeChart *self, double x, const char *text)
{
  const ScopeMark mark = { x, g_strdup (text) };

  g_return_if_fail (SCOPE_IS_CHART (self));
  g_array_append_val (self->marks, mark);
  restyle (self);
}

/** scope_chart_clear_marks: forgets all marks; set them again to move one */
void
scope_chart_clear_marks (ScopeChart *self)
{
  g_return_if_fail (SCOPE_IS_CHART (self));
  g_array_set_size (self->marks, 0);
  restyle (self);
}

/**
 * scope_chart_dup_values_at:
 * @self: a chart
 * @x: a place, in the units of the points
 *
 * Returns: (transfer full) (nullable): a line for the place and one for each curve, "train 0.188 (measured 0.201)";
 *   %NULL when there is no point
 */
char *
scope_chart_dup_values_at (ScopeChart *self, double x)
{
  GString *text;
  gboolean any = FALSE;
  g_autofree char *place = NULL;

  g_return_val_if_fail (SCOPE_IS_CHART (self), NULL);
  if (!isfinite (x))
    return NULL;
  place = scope_chart_dup_x (self, x);
  text = g_string_new (place);
  for (guint i = 0; i < self->series->len; i++)
    {
      ScopeSeries *series = self->series->pdata[i];
      const gsize at = scope_chart_nearest (series, x);
      g_autofree char *raw = NULL, *line = NULL;

      if (scope_pyramid_length (series->curve) == 0)
        continue;
      any = TRUE;
      raw = scope_chart_dup_number (self, scope_pyramid_y (series->curve, at));
      line = scope_chart_dup_number (self, scope_pyramid_smoothed (series->curve, at));
      if (self->smoothing > 0 && !(series->flags & SCOPE_SERIES_EXACT))
        /* translators: curve name, its smoothed value, its value as measured: "train 0.188 (measured 0.201)" */
        g_string_append_printf (text, _("\n%s %s (measured %s)"), series->name, line, raw);
      else
        g_string_append_printf (text, "\n%s %s", series->name, raw);
      if (fabs (scope_pyramid_x (series->curve, at) - x) > 0.005 * self->unit_size)
        {
          g_autofree char *there = scope_chart_dup_x (self, scope_pyramid_x (series->curve, at));

          g_string_append_printf (text, " · %s", there);   /* this curve has no point here: say where */
        }
    }
  return g_string_free (text, !any);
}

static void
scope_chart_dispose (GObject *object)
{
  ScopeChart *self = SCOPE_CHART (object);

  g_clear_handle_id (&self->draw_id, g_source_remove);
  g_clear_handle_id (&self->describe_id, g_source_remove);
  G_OBJECT_CLASS (scope_chart_parent_class)->dispose (object);
}

static void
scope_chart_finalize (GObject *object)
{
  ScopeChart *self = SCOPE_CHART (object);

  g_ptr_array_unref (self->series);
  g_array_unref (self->marks);
  g_free (self->title);
  g_free (self->unit);
  G_OBJECT_CLASS (scope_chart_parent_class)->finalize (object);
}

static void
scope_chart_class_init (ScopeChartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = scope_chart_dispose;
  object_class->finalize = scope_chart_finalize;
  widget_class->snapshot = scope_chart_snapshot;
  widget_class->measure = scope_chart_measure;
  SCOPE_VIEW_CLASS (klass)->drop = scope_chart_drop;
  gtk_widget_class_set_css_name (widget_class, "chart");
}

static void
scope_chart_init (ScopeChart *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  self->series = g_ptr_array_new_with_free_func (series_free);
  self->marks = g_array_new (FALSE, FALSE, sizeof (ScopeMark));
  g_array_set_clear_func (self->marks, mark_clear);
  self->y_min = self->y_max = self->crosshair = NAN;
  self->unit = g_strdup (_("step"));
  self->unit_size = 1;
  self->x_axis = self->y_axis = (ScopeAxis) { 0, 1, FALSE };
  self->plot = GRAPHENE_RECT_INIT (0, 0, 1, 1);
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_has_tooltip (widget, FALSE);               /* the bubble says it */
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  scope_chart_add_controllers (self);
}
