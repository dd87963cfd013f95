/* Pan and zoom: only the transform of the world changes. */
#include <math.h>
#include "scope-canvas-private.h"

#define MIN_ZOOM 0.05
#define MAX_ZOOM 4.0
#define MARGIN 24.0
#define KEEP 48.0
#define FURNITURE 60.0          /* legend and zoom box at the lower edge */
#define PATH_BAR 42.0           /* and the path at the upper one, inside of blocks */

/** scope_canvas_keep: @pan_x, @pan_y: (inout): moved so that some of @bounds (canvas units) stays in view: nobody gets lost */
void
scope_canvas_keep (ScopeCanvas *self, const graphene_rect_t *bounds, double *pan_x, double *pan_y, double zoom)
{
  const double width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));

  if (width < 2 * KEEP || height < 2 * KEEP)
    return;
  *pan_x = CLAMP (*pan_x, KEEP - (bounds->origin.x + bounds->size.width) * zoom, width - KEEP - bounds->origin.x * zoom);
  *pan_y = CLAMP (*pan_y, KEEP - (bounds->origin.y + bounds->size.height) * zoom, height - KEEP - bounds->origin.y * zoom);
}

/** scope_canvas_place: sets the view; @pan_x, @pan_y: pixels from the widget's corner to the world's origin */
void
scope_canvas_place (ScopeCanvas *self, double pan_x, double pan_y, double zoom)
{
  const gboolean zoomed = zoom != self->zoom;
  graphene_rect_t bounds;

  if (scope_canvas_scene (self) != NULL && scope_scene_bounds (scope_canvas_scene (self), &bounds))
    scope_canvas_keep (self, &bounds, &pan_x, &pan_y, zoom);
  self->pan_x = round (pan_x);
  self->pan_y = round (pan_y);
  self->zoom = CLAMP (zoom, MIN_ZOOM, MAX_ZOOM);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (self->minimap);
  if (zoomed)
    {
      scope_canvas_furniture_update (self);
      g_object_notify (G_OBJECT (self), "zoom");
    }
}

void
scope_canvas_zoom_at (ScopeCanvas *self, double factor, double x, double y)
{
  double zoom = CLAMP (self->zoom * factor, MIN_ZOOM, MAX_ZOOM);

  if (fabs (zoom - 1) < 0.04 && fabs (self->zoom - 1) >= 0.04)
    zoom = 1;                                             /* 100 % is easy to come back to */
  scope_canvas_place (self, x - (x - self->pan_x) * zoom / self->zoom, y - (y - self->pan_y) * zoom / self->zoom, zoom);
}

void
scope_canvas_to_world (ScopeCanvas *self, double x, double y, graphene_point_t *point)
{
  graphene_point_init (point, (x - self->pan_x) / self->zoom, (y - self->pan_y) / self->zoom);
}

void
scope_canvas_to_widget (ScopeCanvas *self, const graphene_rect_t *rect, GdkRectangle *out)
{
  out->x = (int) (rect->origin.x * self->zoom + self->pan_x);
  out->y = (int) (rect->origin.y * self->zoom + self->pan_y);
  out->width = (int) (rect->size.width * self->zoom);
  out->height = (int) (rect->size.height * self->zoom);
}

/** scope_canvas_view_rect: @rect: (out): what is seen, in canvas units */
void
scope_canvas_view_rect (ScopeCanvas *self, graphene_rect_t *rect)
{
  graphene_rect_init (rect, -self->pan_x / self->zoom, -self->pan_y / self->zoom,
                      gtk_widget_get_width (GTK_WIDGET (self)) / self->zoom,
                      gtk_widget_get_height (GTK_WIDGET (self)) / self->zoom);
}

/** scope_canvas_layout_height: Returns: how high columns may become, in canvas units */
double
scope_canvas_layout_height (ScopeCanvas *self)
{
  return MAX (420, gtk_widget_get_height (GTK_WIDGET (self)) - 2 * MARGIN - FURNITURE);
}

static void
glide (double value, gpointer data)
{
  ScopeCanvas *self = data;

  scope_canvas_place (self, self->glide_from[0] + (self->glide_to[0] - self->glide_from[0]) * value,
                      self->glide_from[1] + (self->glide_to[1] - self->glide_from[1]) * value,
                      self->glide_from[2] + (self->glide_to[2] - self->glide_from[2]) * value);
}

/* 200 ms, or at once with reduced motion (libadwaita sees to that). */
static void
glide_to (ScopeCanvas *self, double pan_x, double pan_y, double zoom)
{
  AdwAnimationTarget *target;

  self->glide_from[0] = self->pan_x, self->glide_from[1] = self->pan_y, self->glide_from[2] = self->zoom;
  self->glide_to[0] = pan_x, self->glide_to[1] = pan_y, self->glide_to[2] = zoom;
  if (self->glide != NULL)
    adw_animation_pause (self->glide);
  g_clear_object (&self->glide);
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      scope_canvas_place (self, pan_x, pan_y, zoom);
      return;
    }
  target = adw_callback_animation_target_new (glide, self, NULL);
  self->glide = adw_timed_animation_new (GTK_WIDGET (self), 0, 1, 200, target);
  adw_timed_animation_set_easing (ADW_TIMED_ANIMATION (self->glide), ADW_EASE_OUT_CUBIC);
  adw_animation_play (self->glide);
}

/** scope_canvas_fit: shows everything, not larger than 100 % */
void
scope_canvas_fit (ScopeCanvas *self, gboolean animate)
{
  const double width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));
  graphene_rect_t bounds;
  double zoom, x, y, room;
  const double above = self->base[0] != '\0' ? PATH_BAR : 0;

  if (width < 1 || scope_canvas_scene (self) == NULL || !scope_scene_bounds (scope_canvas_scene (self), &bounds))
    return;
  room = height - 2 * MARGIN - above;
  zoom = MIN ((width - 2 * MARGIN) / bounds.size.width, room / bounds.size.height);
  if (bounds.size.height * MIN (zoom, 1) > room - FURNITURE)
    zoom = MIN (zoom, (room - FURNITURE) / bounds.size.height);
  zoom = CLAMP (zoom, MIN_ZOOM, 1);
  if (bounds.size.width + 16 <= width && bounds.size.height + 16 <= height - FURNITURE - above)
    zoom = 1;                                             /* narrower margins rather than 97 % and blurred text */
  x = (width - bounds.size.width * zoom) / 2 - bounds.origin.x * zoom;
  y = CLAMP ((room - FURNITURE - bounds.size.height * zoom) / 2 + MARGIN, MARGIN, 2 * MARGIN) + above
      - bounds.origin.y * zoom;
  self->fitted.width = gtk_widget_get_width (GTK_WIDGET (self));
  self->fitted.height = gtk_widget_get_height (GTK_WIDGET (self));
  self->fitted.x = round (x), self->fitted.y = round (y), self->fitted.zoom = zoom;
  if (animate)
    glide_to (self, round (x), round (y), zoom);
  else
    scope_canvas_place (self, round (x), round (y), zoom);
}

/**
 * scope_canvas_fit_again:
 *
 * Where everything was shown and nobody has moved the view since, everything is still shown in a canvas of another size: the
 * panes fold, and the network fills the projector.
 */
void
scope_canvas_fit_again (ScopeCanvas *self, int width, int height)
{
  if ((self->fitted.width != width || self->fitted.height != height) && self->fitted.width > 0
      && self->pan_x == self->fitted.x && self->pan_y == self->fitted.y && self->zoom == self->fitted.zoom)
    scope_canvas_fit (self, FALSE);
}

/** scope_canvas_reveal_item: moves the view as little as needed, once */
void
scope_canvas_reveal_item (ScopeCanvas *self, int item)
{
  const double width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));
  double x = self->pan_x, y = self->pan_y;
  graphene_rect_t rect;
  GdkRectangle at;

  scope_scene_rect (scope_canvas_scene (self), item, &rect);
  scope_canvas_to_widget (self, &rect, &at);
  if (at.x < MARGIN)
    x += MARGIN - at.x;
  else if (at.x + at.width > width - MARGIN)
    x -= at.x + at.width - (width - MARGIN);
  if (at.y < MARGIN)
    y += MARGIN - at.y;
  else if (at.y + at.height > height - FURNITURE)
    y -= at.y + at.height - (height - FURNITURE);
  if (width > 1 && (x != self->pan_x || y != self->pan_y))
    glide_to (self, round (x), round (y), self->zoom);
}

/** scope_canvas_get_zoom: Returns: 1 for 100 % */
double
scope_canvas_get_zoom (ScopeCanvas *self)
{
  g_return_val_if_fail (SCOPE_IS_CANVAS (self), 1);
  return self->zoom;
}

static void
zoom_about_centre (ScopeCanvas *self, double factor)
{
  scope_canvas_zoom_at (self, factor, gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
                        gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);
}

/** scope_canvas_set_zoom: @zoom: 0.05 … 4; the centre stays */
void
scope_canvas_set_zoom (ScopeCanvas *self, double zoom)
{
  g_return_if_fail (SCOPE_IS_CANVAS (self));
  zoom_about_centre (self, zoom / self->zoom);
}

/** scope_canvas_zoom_in: a step, about the centre */
void
scope_canvas_zoom_in (ScopeCanvas *self)
{
  zoom_about_centre (self, 1.2);
}

/** scope_canvas_zoom_out: a step, about the centre */
void
scope_canvas_zoom_out (ScopeCanvas *self)
{
  zoom_about_centre (self, 1 / 1.2);
}

/** scope_canvas_zoom_reset: to 100 % */
void
scope_canvas_zoom_reset (ScopeCanvas *self)
{
  scope_canvas_set_zoom (self, 1);
}

/** scope_canvas_zoom_fit: shows everything, not larger than 100 % */
void
scope_canvas_zoom_fit (ScopeCanvas *self)
{
  g_return_if_fail (SCOPE_IS_CANVAS (self));
  scope_canvas_fit (self, TRUE);
}

static gboolean
scrolled (GtkEventControllerScroll *scroll, double dx, double dy, gpointer data)
{
  ScopeCanvas *self = data;
  const GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (scroll));
  const gboolean wheel = gtk_event_controller_scroll_get_unit (scroll) == GDK_SCROLL_UNIT_WHEEL;
  const double step = wheel ? 48 : 1;

  if (state & GDK_CONTROL_MASK)
    {
      scope_canvas_zoom_at (self, pow (1.2, -(wheel ? dy : dy / 48)), MAX (0, self->pointer_x),
                            MAX (0, self->pointer_y));
      scope_canvas_drag_follow (self);
      return TRUE;
    }
  if ((state & GDK_SHIFT_MASK) && dx == 0)
    dx = dy, dy = 0;
  scope_canvas_place (self, self->pan_x - dx * step, self->pan_y - dy * step, self->zoom);
  scope_canvas_drag_follow (self);
  return TRUE;
}

static void
pinched (GtkGestureZoom *gesture, double scale, gpointer data)
{
  ScopeCanvas *self = data;
  double x, y;

  if (gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y))
    scope_canvas_zoom_at (self, self->glide_from[2] * scale / self->zoom, x, y);
}

static void
pinch_begins (GtkGesture *gesture, GdkEventSequence *sequence, gpointer data)
{
  SCOPE_CANVAS (data)->glide_from[2] = SCOPE_CANVAS (data)->zoom;
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

void
scope_canvas_view_init (ScopeCanvas *self)
{
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkGesture *pinch = gtk_gesture_zoom_new ();

  g_signal_connect (scroll, "scroll", G_CALLBACK (scrolled), self);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
  g_signal_connect (pinch, "begin", G_CALLBACK (pinch_begins), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (pinched), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (pinch));
}
