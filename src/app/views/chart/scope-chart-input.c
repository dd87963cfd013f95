/* Pointer and keys over a chart: the crosshair, which stands on data. */
#include "scope-chart-private.h"

#include <math.h>

/** scope_chart_set_crosshair: moves the crosshair to @x and shows the values there; NaN takes it away */
void
scope_chart_set_crosshair (ScopeChart *self, double x)
{
  g_autofree char *text = isnan (x) ? NULL : scope_chart_dup_values_at (self, x);

  self->crosshair = text != NULL ? x : NAN;
  scope_view_set_hover_text (SCOPE_VIEW (self), text);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* The x of the point nearest to @x over all curves, so that the crosshair stands on data. */
static double
nearest (ScopeChart *self, double x)
{
  double best = NAN;

  for (guint i = 0; i < self->series->len; i++)
    {
      ScopeSeries *series = self->series->pdata[i];

      if (scope_pyramid_length (series->curve) > 0)
        {
          const double there = scope_pyramid_x (series->curve, scope_chart_nearest (series, x));

          if (isnan (best) || fabs (there - x) < fabs (best - x))
            best = there;
        }
    }
  return best;
}

static void
moved (ScopeChart *self, double x, double y)
{
  const double place = (x - self->plot.origin.x) / self->plot.size.width;

  if (!(place >= -0.02 && place <= 1.02) || y < self->plot.origin.y
      || y > self->plot.origin.y + self->plot.size.height + 4)
    scope_chart_set_crosshair (self, NAN);
  else
    scope_chart_set_crosshair (self, nearest (self, scope_axis_value (&self->x_axis, place)));
}

static void
left (ScopeChart *self)
{
  scope_chart_set_crosshair (self, NAN);
}

static void
pressed (ScopeChart *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

/* The next point of any curve after (@side 1) or before (@side −1) @x; @x itself at the end. */
static double
neighbour (ScopeChart *self, double x, int side)
{
  double best = NAN;

  for (guint i = 0; i < self->series->len; i++)
    {
      ScopePyramid *curve = ((ScopeSeries *) self->series->pdata[i])->curve;
      const gsize n = scope_pyramid_length (curve);
      const gsize at = scope_pyramid_find (curve, side > 0 ? nextafter (x, G_MAXDOUBLE) : x);

      if (side > 0 && at < n && !(scope_pyramid_x (curve, at) >= best))
        best = scope_pyramid_x (curve, at);
      if (side < 0 && at > 0 && !(scope_pyramid_x (curve, at - 1) <= best))
        best = scope_pyramid_x (curve, at - 1);
    }
  return isnan (best) ? x : best;
}

/* A hundredth of the axis to one side, or to the next point if that is farther. */
static double
step_from (ScopeChart *self, double from, int side)
{
  const double step = (self->x_axis.max - self->x_axis.min) / 100;
  const double to = nearest (self, CLAMP (from + side * step, self->x_axis.min, self->x_axis.max));

  return side * (to - from) > 0 ? to : neighbour (self, from, side);
}

/* As the pointer does, and tells a screen reader. */
static void
move_by_key (ScopeChart *self, double x)
{
  const char *text;

  scope_chart_set_crosshair (self, nearest (self, x));
  text = scope_view_get_hover_text (SCOPE_VIEW (self));
  if (text != NULL)
    scope_view_describe (SCOPE_VIEW (self), NULL, text);
}

static gboolean
key_pressed (ScopeChart *self, guint key, guint code, GdkModifierType state)
{
  const double from = isnan (self->crosshair) ? self->x_axis.max : self->crosshair;

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return GDK_EVENT_PROPAGATE;
  switch (key)
    {
    case GDK_KEY_Left: case GDK_KEY_KP_Left:   move_by_key (self, step_from (self, from, -1)); break;
    case GDK_KEY_Right: case GDK_KEY_KP_Right: move_by_key (self, step_from (self, from, 1)); break;
    case GDK_KEY_Home: case GDK_KEY_KP_Home:   move_by_key (self, self->x_axis.min); break;
    case GDK_KEY_End: case GDK_KEY_KP_End:     move_by_key (self, self->x_axis.max); break;
    case GDK_KEY_Escape:
      if (isnan (self->crosshair))
        return GDK_EVENT_PROPAGATE;
      scope_chart_set_crosshair (self, NAN);
      scope_chart_describe (self);
      break;
    default:
      return GDK_EVENT_PROPAGATE;
    }
  return GDK_EVENT_STOP;
}

/** scope_chart_add_controllers: the crosshair follows the pointer and the arrow keys */
void
scope_chart_add_controllers (ScopeChart *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new (), *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_swapped (motion, "motion", G_CALLBACK (moved), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (left), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (left), self);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed), self);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, keys);
  gtk_widget_add_controller (widget, focus);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
}
