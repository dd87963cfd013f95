/* What flies over the board while the show is slow: a value and its weight into their product, the sum into the output. */
#include "scope-arith-flight.h"

#include <adwaita.h>

#include "scope-grid-paint.h"

#define PADDING 5              /* around the digits of a chip, in pixels */
#define ARRIVED 0.75           /* of the flight: the rest of its time the chips lie on their product */

/* A number on a chip of its role's colour, its middle at @x, @y. */
static void
draw_chip (ScopeView *view, GtkSnapshot *snapshot, const char *text, ScopeColor role, double x, double y)
{
  const int width = scope_view_text_width (view, text, SCOPE_TEXT_BOLD) + 2 * PADDING;
  const int height = scope_view_text_height (view, SCOPE_TEXT_BOLD) + 4;
  const double left = x - width / 2.0, top = y - height / 2.0;

  scope_paint_fill (snapshot, left, top, width, height, scope_palette_color (SCOPE_COLOR_CARD));
  scope_paint_frame (snapshot, left, top, width, height, 2, scope_palette_color (role));
  scope_view_append_text (view, snapshot, text, SCOPE_TEXT_BOLD, x, top + 2, 0.5, scope_palette_color (role));
}

static double
between (double from, double to, double t)
{
  return from + (to - from) * t;
}

/**
 * scope_arith_flight_draw:
 * @view: over which it flies
 * @progress: 0: at its start, 1: it has arrived
 * @text: the number
 * @role: its colour
 * @from: where it starts, in @view
 * @to: where it goes
 * @side: pixels beside the middle of @to where it ends, so that two chips lie side by side
 */
void
scope_arith_flight_draw (ScopeView *view, GtkSnapshot *snapshot, double progress, const char *text, ScopeColor role,
                         const graphene_rect_t *from, const graphene_rect_t *to, double side)
{
  const double t = adw_easing_ease (ADW_EASE_IN_OUT_CUBIC, MIN (progress / ARRIVED, 1));

  draw_chip (view, snapshot, text, role,
             between (from->origin.x + from->size.width / 2, to->origin.x + to->size.width / 2 + side, t),
             between (from->origin.y + from->size.height / 2, to->origin.y + to->size.height / 2, t));
}
