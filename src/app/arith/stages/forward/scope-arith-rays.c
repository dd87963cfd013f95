/* Rays and arrows between the grids of the arithmetic view: a small drawing each, made anew only when an end moves. */
#include "scope-arith-rays.h"

#include <math.h>
#include <string.h>

#include "scope-grid-paint.h"
#include "scope-palette.h"

enum { FAN = 0, ARROW = 3, RESULT = 8, LENS = 9 };      /* places in ScopeArithRays.ray */

typedef void (*Draw) (cairo_t *cr, const float *at);

/* The drawing of place @which: the old one, if both ends are where they were. */
static void
append (ScopeArithRays *rays, GtkSnapshot *snapshot, int which, const float at[12], Draw draw)
{
  if (rays->ray[which].node == NULL || memcmp (rays->ray[which].at, at, sizeof rays->ray[which].at) != 0)
    {
      float left = at[0], right = at[0], top = at[1], bottom = at[1];
      cairo_t *cr;

      for (int i = 2; i < 12; i += 2)
        {
          left = MIN (left, at[i]);
          right = MAX (right, at[i]);
          top = MIN (top, at[i + 1]);
          bottom = MAX (bottom, at[i + 1]);
        }
      g_clear_pointer (&rays->ray[which].node, gsk_render_node_unref);
      memcpy (rays->ray[which].at, at, sizeof rays->ray[which].at);
      rays->ray[which].node = gsk_cairo_node_new (&GRAPHENE_RECT_INIT (floorf (left) - 6, floorf (top) - 6, ceilf (right - left) + 12,
                                                                       ceilf (bottom - top) + 12));
      cr = gsk_cairo_node_get_draw_context (rays->ray[which].node);
      draw (cr, at);
      cairo_destroy (cr);
    }
  gtk_snapshot_append_node (snapshot, rays->ray[which].node);
}

static void
set_color (cairo_t *cr, ScopeColor color, double alpha)
{
  const GdkRGBA faint = scope_paint_faint (scope_palette_color (color), alpha);

  gdk_cairo_set_source_rgba (cr, &faint);
}

/* at: two corners of the window, the two of the kernel that they go to */
static void
draw_fan (cairo_t *cr, const float *at)
{
  cairo_move_to (cr, at[0], at[1]);
  cairo_line_to (cr, at[4], at[5]);
  cairo_line_to (cr, at[6], at[7]);
  cairo_line_to (cr, at[2], at[3]);
  cairo_close_path (cr);
  set_color (cr, SCOPE_COLOR_INPUT, 0.09);
  cairo_fill (cr);
  set_color (cr, SCOPE_COLOR_INPUT, 0.45);
  cairo_set_line_width (cr, 1);
  cairo_move_to (cr, at[0], at[1]);
  cairo_line_to (cr, at[4], at[5]);
  cairo_move_to (cr, at[2], at[3]);
  cairo_line_to (cr, at[6], at[7]);
  cairo_stroke (cr);
}

static void
draw_arrow (cairo_t *cr, const float *at)
{
  set_color (cr, SCOPE_COLOR_DIM, 1);
  cairo_set_line_width (cr, 1.2);
  scope_paint_arrow (cr, at[0], at[1], at[2], at[3]);
}

/* at: begin, the two bends, end */
static void
draw_result (cairo_t *cr, const float *at)
{
  set_color (cr, SCOPE_COLOR_OUTPUT, 1);
  cairo_set_line_width (cr, 2);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_move_to (cr, at[0], at[1]);
  cairo_line_to (cr, at[2], at[3]);
  cairo_line_to (cr, at[4], at[5]);
  cairo_stroke (cr);
  scope_paint_arrow (cr, at[4], at[5], at[6], at[7]);
}

/* at: as for the fan, then the square that is looked at */
static void
draw_lens (cairo_t *cr, const float *at)
{
  set_color (cr, SCOPE_COLOR_INPUT, 0.9);
  cairo_set_line_width (cr, 1.2);
  cairo_move_to (cr, at[0], at[1]);
  cairo_line_to (cr, at[4], at[5]);
  cairo_move_to (cr, at[2], at[3]);
  cairo_line_to (cr, at[6], at[7]);
  cairo_rectangle (cr, at[8], at[9], at[10] - at[8], at[11] - at[9]);
  cairo_stroke (cr);
}

/** scope_arith_rays_fan: from the window's side to the kernel's; @down: the kernel is below */
void
scope_arith_rays_fan (ScopeArithRays *rays, GtkSnapshot *snapshot, int row, const graphene_rect_t *window, const graphene_rect_t *kernel,
                      gboolean down)
{
  const float right = window->origin.x + window->size.width, bottom = window->origin.y + window->size.height;
  const float kernel_right = kernel->origin.x + kernel->size.width, kernel_bottom = kernel->origin.y + kernel->size.height;
  const float across[12] = { right, window->origin.y, right, bottom, kernel->origin.x, kernel->origin.y, kernel->origin.x, kernel_bottom,
                             right, bottom, right, bottom };
  const float downwards[12] = { window->origin.x, bottom, right, bottom, kernel->origin.x, kernel->origin.y, kernel_right, kernel->origin.y,
                                right, bottom, right, bottom };

  if (down ? kernel->origin.y > bottom : kernel->origin.x > right)
    append (rays, snapshot, FAN + row, down ? downwards : across, draw_fan);
}

/** scope_arith_rays_arrow: a short arrow from the edge of one thing to that of the next, the shorter way */
void
scope_arith_rays_arrow (ScopeArithRays *rays, GtkSnapshot *snapshot, int which, const graphene_rect_t *from, const graphene_rect_t *to)
{
  const float gap = 3, right = from->origin.x + from->size.width, bottom = from->origin.y + from->size.height;
  const float x = to->origin.x + to->size.width / 2, y = to->origin.y + to->size.height / 2;
  const float to_bottom = to->origin.y + to->size.height;
  float at[12];

  if (to->origin.x >= right)
    memcpy (at, (float[4]) { right + gap, y, to->origin.x - gap, y }, 4 * sizeof (float));
  else if (to->origin.y >= bottom)
    memcpy (at, (float[4]) { x, bottom + gap, x, to->origin.y - gap }, 4 * sizeof (float));
  else if (from->origin.y >= to_bottom)
    memcpy (at, (float[4]) { x, from->origin.y - gap, x, to_bottom + gap }, 4 * sizeof (float));
  else
    return;
  if (hypotf (at[2] - at[0], at[3] - at[1]) < 5)
    return;
  for (int i = 4; i < 12; i++)
    at[i] = at[i - 2];
  append (rays, snapshot, ARROW + which, at, draw_arrow);
}

/** scope_arith_rays_result: from the bias to the row of the output that is being written */
void
scope_arith_rays_result (ScopeArithRays *rays, GtkSnapshot *snapshot, const graphene_rect_t *from, const graphene_rect_t *cell,
                         const graphene_rect_t *grid)
{
  const float right = from->origin.x + from->size.width + 3, middle = from->origin.y + from->size.height / 2;
  const float row = cell->origin.y + cell->size.height / 2, end = grid->origin.x - 4;
  const float bend = MAX (right + (end - right) / 2, end - 14), x = cell->origin.x + cell->size.width / 2;

  if (end - right > 8)
    append (rays, snapshot, RESULT, (float[12]) { right, middle, bend, middle, bend, row, end, row, end, row, end, row }, draw_result);
  else if (grid->origin.y - (from->origin.y + from->size.height) > 8)
    {
      const float top = from->origin.y + from->size.height + 2, start = from->origin.x + from->size.width / 2, turn = MIN (top + 6, grid->origin.y - 14);

      append (rays, snapshot, RESULT, (float[12]) { start, top, start, turn, x, turn, x, grid->origin.y - 3, x, turn, x, turn }, draw_result);
    }
}

/** scope_arith_rays_lens: two lines from the square that is looked at to the lens, right of it or left */
void
scope_arith_rays_lens (ScopeArithRays *rays, GtkSnapshot *snapshot, const graphene_rect_t *source, const graphene_rect_t *lens)
{
  const float right = source->origin.x + source->size.width, bottom = source->origin.y + source->size.height;

  append (rays, snapshot, LENS,
          (float[12]) { right, source->origin.y, right, bottom, lens->origin.x, lens->origin.y, lens->origin.x, lens->origin.y + lens->size.height,
                        source->origin.x, source->origin.y, right, bottom },
          draw_lens);
}

/** scope_arith_rays_drop: frees all drawings: their colours have changed */
void
scope_arith_rays_drop (ScopeArithRays *rays)
{
  for (int i = 0; i < SCOPE_ARITH_MAX_RAYS; i++)
    g_clear_pointer (&rays->ray[i].node, gsk_render_node_unref);
}
