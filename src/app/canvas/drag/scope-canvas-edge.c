/* While something is held at an edge of the canvas, the view slides that way, and what is held stays under the pointer. */
#include "scope-canvas-drag-private.h"

#include <math.h>

#define MARGIN 32.0      /* of the canvas, in pixels, where it begins */
#define SPEED 700.0      /* right at the edge and beyond, in pixels a second */
#define LONGEST 0.1      /* of one frame, in seconds: after a pause it does not jump */

/* How fast the view slides along one axis of @extent, with the pointer at @at, in pixels a second. What was pressed near an
 * edge, at @start, does not slide for that: only nearer to the edge. */
static double
speed_at (double at, double start, double extent)
{
  const double low = CLAMP (start, 0, MARGIN), high = CLAMP (extent - start, 0, MARGIN);

  if (extent < 4 * MARGIN)
    return 0;
  if (at < low)
    return SPEED * MIN (1, (low - at) / MARGIN);
  if (at > extent - high)
    return -SPEED * MIN (1, (at - extent + high) / MARGIN);
  return 0;
}

/* Whether the view is to slide, and how fast. */
static gboolean
speed (ScopeCanvas *self, double *vx, double *vy)
{
  const ScopeDragMode mode = self->drag.mode;

  *vx = *vy = 0;
  if (mode != SCOPE_DRAG_MOVE && mode != SCOPE_DRAG_WIRE && mode != SCOPE_DRAG_RUBBER)
    return FALSE;
  *vx = speed_at (self->drag.x, self->drag.start_x, gtk_widget_get_width (GTK_WIDGET (self)));
  *vy = speed_at (self->drag.y, self->drag.start_y, gtk_widget_get_height (GTK_WIDGET (self)));
  return *vx != 0 || *vy != 0;
}

/* The whole pixels of @way, and what @rest is left of the frames before */
static double
whole (double way, double *rest)
{
  const double pixels = trunc (way + *rest);

  *rest = way == 0 ? 0 : way + *rest - pixels;
  return pixels;
}

static gboolean
slide (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  ScopeCanvas *self = SCOPE_CANVAS (widget);
  const gint64 now = gdk_frame_clock_get_frame_time (clock);
  const double seconds = self->drag.slid_at > 0 ? CLAMP ((now - self->drag.slid_at) / 1e6, 0, LONGEST) : 0;
  const double pan_x = self->pan_x, pan_y = self->pan_y;
  double vx, vy, x, y;

  if (!speed (self, &vx, &vy))
    {
      self->drag.edge = 0;
      return G_SOURCE_REMOVE;
    }
  self->drag.slid_at = now;
  x = pan_x + whole (vx * seconds, &self->drag.rest_x);
  y = pan_y + whole (vy * seconds, &self->drag.rest_y);
  scope_canvas_keep (self, &self->drag.home, &x, &y, self->zoom);   /* what is held goes with the view: it does not count */
  if (round (x) == pan_x && round (y) == pan_y)
    return G_SOURCE_CONTINUE;
  scope_canvas_place (self, x, y, self->zoom);
  self->drag.slid = TRUE;
  scope_canvas_drag_follow (self);
  return G_SOURCE_CONTINUE;
}

/** scope_canvas_edge_watch: the pointer is elsewhere: begins to slide if that is at an edge */
void
scope_canvas_edge_watch (ScopeCanvas *self)
{
  double vx, vy;

  if (self->drag.edge != 0 || !speed (self, &vx, &vy))
    return;
  self->drag.slid_at = 0;
  self->drag.rest_x = self->drag.rest_y = 0;
  self->drag.edge = gtk_widget_add_tick_callback (GTK_WIDGET (self), slide, NULL, NULL);
}

/** scope_canvas_edge_stop: nothing is dragged any longer */
void
scope_canvas_edge_stop (ScopeCanvas *self)
{
  if (self->drag.edge != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->drag.edge);
  self->drag.edge = 0;
}
