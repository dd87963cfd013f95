/* The history map, drawn: years as bands, a logarithmic axis, lines, circles, labels. */
#include "scope-history-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "numbers.h"

#define VEIL 0.75              /* opacity of what lies behind a name */

static void
set_color (cairo_t *cr, const GdkRGBA *color, double alpha)
{
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, color->alpha * alpha);
}

static gboolean
touches (ScopeHistory *self, int a, int b)
{
  const ScopeModel *selected = self->hovered >= 0 ? self->spots[self->hovered].model : self->selected;

  return selected != NULL && (self->spots[a].model == selected || self->spots[b].model == selected);
}

static void
draw_bands (ScopeHistory *self, cairo_t *cr)
{
  const ScopeHistoryLayout *layout = &self->layout;

  for (guint i = 0; i < layout->years->len; i += 2)
    {
      const ScopeHistoryYear *year = &g_array_index (layout->years, ScopeHistoryYear, i);

      set_color (cr, scope_palette_color (SCOPE_COLOR_TEXT), 0.035);
      cairo_rectangle (cr, year->x, layout->top, year->width, layout->bottom - layout->top);
      cairo_fill (cr);
    }
  set_color (cr, scope_palette_color (SCOPE_COLOR_LINE), 1);
  cairo_set_line_width (cr, 1);
  for (guint i = 0; i < layout->ticks->len; i++)
    {
      const double y = floor (scope_history_layout_y (layout, g_array_index (layout->ticks, double, i))) + 0.5;

      cairo_move_to (cr, layout->left, y);
      cairo_line_to (cr, layout->right, y);
      cairo_stroke (cr);
    }
}

static void
draw_line (ScopeHistory *self, cairo_t *cr, int from, int to)
{
  const ScopeHistoryPoint *a = &self->points[from], *b = &self->points[to];
  const double middle = (a->x + b->x) / 2, bend = fabs (b->x - a->x) < 24 ? 24 : 0;
  const gboolean lit = touches (self, from, to);

  set_color (cr, lit ? scope_history_color (self->spots[to].model->about->family) : scope_palette_color (SCOPE_COLOR_WIRE),
             lit ? 1 : 0.55);
  cairo_set_line_width (cr, lit ? 2.4 : 1.4);
  cairo_move_to (cr, a->x, a->y);
  cairo_curve_to (cr, middle + bend, a->y, middle + bend, b->y, b->x, b->y);
  cairo_stroke (cr);
}

static void
draw_lines (ScopeHistory *self, cairo_t *cr, gboolean lit)
{
  for (int to = 0; to < self->n; to++)
    {
      const ConvoAbout *about = self->spots[to].model->about;

      for (int k = 0; k < about->n_roots; k++)
        {
          const int from = scope_history_index (self, about->roots[k].model);

          if (from >= 0 && touches (self, from, to) == lit)
            draw_line (self, cr, from, to);
        }
    }
}

static void
draw_circle (ScopeHistory *self, cairo_t *cr, int i)
{
  const ScopeHistoryPoint *point = &self->points[i];
  const GdkRGBA *color = scope_history_color (self->spots[i].model->about->family);
  const GdkRGBA *paper = scope_palette_color (SCOPE_COLOR_CARD);
  const gboolean ring = self->spots[i].ring;

  cairo_new_path (cr);
  cairo_arc (cr, point->x, point->y, point->radius, 0, 2 * G_PI);
  set_color (cr, ring ? paper : color, 1);
  cairo_fill_preserve (cr);
  set_color (cr, ring ? color : paper, 1);
  cairo_set_line_width (cr, ring ? 3 : 1.5);
  cairo_stroke (cr);
  if (self->selected == self->spots[i].model)
    {
      cairo_arc (cr, point->x, point->y, point->radius + 5, 0, 2 * G_PI);
      set_color (cr, scope_palette_color (SCOPE_COLOR_ACCENT), 1);
      cairo_set_line_width (cr, 3);
      cairo_stroke (cr);
    }
}

/* A small network is never behind a large one. */
static int
larger_first (gconstpointer a, gconstpointer b, gpointer points)
{
  const double left = ((const ScopeHistoryPoint *) points)[*(const int *) a].radius;
  const double right = ((const ScopeHistoryPoint *) points)[*(const int *) b].radius;

  return (left < right) - (left > right);
}

static void
record (ScopeHistory *self)
{
  g_autofree int *order = NULL;
  cairo_t *cr;

  self->node = gsk_cairo_node_new (&GRAPHENE_RECT_INIT (0, 0, self->width, self->height));
  cr = gsk_cairo_node_get_draw_context (self->node);
  draw_bands (self, cr);
  draw_lines (self, cr, FALSE);
  draw_lines (self, cr, TRUE);
  order = g_new (int, self->n + 1);
  for (int i = 0; i < self->n; i++)
    order[i] = i;
  g_qsort_with_data (order, self->n, sizeof *order, larger_first, self->points);
  for (int i = 0; i < self->n; i++)
    draw_circle (self, cr, order[i]);
  cairo_destroy (cr);
}

static void
append_axes (ScopeHistory *self, GtkSnapshot *snapshot)
{
  static const char *const titles[] = { N_("top-5 error on ImageNet, %, logarithmic: further down is better"),
                                        N_("parameters, logarithmic"), N_("multiply-accumulates for one image, logarithmic") };
  const ScopeHistoryLayout *layout = &self->layout;
  const double height = scope_view_text_height (SCOPE_VIEW (self), SCOPE_TEXT_CAPTION);
  const GdkRGBA *dim = scope_palette_color (SCOPE_COLOR_DIM), *text = scope_palette_color (SCOPE_COLOR_TEXT);

  for (guint i = 0; i < layout->ticks->len; i++)
    {
      const double tick = g_array_index (layout->ticks, double, i);
      g_autofree char *number = self->axis == SCOPE_HISTORY_ERROR ? convo_number_plain (tick) : convo_number_short ((gint64) tick);

      scope_view_append_text (SCOPE_VIEW (self), snapshot, number, SCOPE_TEXT_CAPTION, layout->left - 8,
                              scope_history_layout_y (layout, tick) - height / 2, 1, dim);
    }
  for (guint i = 0; i < layout->years->len; i++)
    {
      const ScopeHistoryYear *year = &g_array_index (layout->years, ScopeHistoryYear, i);
      g_autofree char *number = year->year > 0 ? g_strdup_printf ("%d", year->year) : g_strdup ("…");

      scope_view_append_text (SCOPE_VIEW (self), snapshot, number, SCOPE_TEXT_CAPTION | SCOPE_TEXT_BOLD,
                              year->x + year->width / 2, layout->bottom + 8, 0.5, text);
    }
  scope_view_append_text (SCOPE_VIEW (self), snapshot, _(titles[self->axis]), SCOPE_TEXT_CAPTION, layout->left + 8,
                          layout->top + 2, 0, dim);
}

/* A name on a veil of the page, so that no grid line strikes it through. */
static void
append_label (ScopeHistory *self, GtkSnapshot *snapshot, const char *label, double x, double y)
{
  const ScopeTextStyle style = SCOPE_TEXT_CAPTION | SCOPE_TEXT_BOLD;
  const int width = scope_view_text_width (SCOPE_VIEW (self), label, style), height = scope_view_text_height (SCOPE_VIEW (self), style);
  GdkRGBA veil = *scope_palette_color (SCOPE_COLOR_FRAME);

  veil.alpha = VEIL;
  gtk_snapshot_append_color (snapshot, &veil, &GRAPHENE_RECT_INIT (x, y + 2, width, height - 4));
  scope_view_append_text (SCOPE_VIEW (self), snapshot, label, style, x, y, 0, scope_palette_color (SCOPE_COLOR_TEXT));
}

static void
append_labels (ScopeHistory *self, GtkSnapshot *snapshot)
{
  for (int i = 0; i < self->n; i++)
    {
      const ScopeHistoryPoint *point = &self->points[i];

      if (point->label_shown && i != self->hovered)
        append_label (self, snapshot, self->spots[i].label, point->label_x, point->label_y);
    }
  if (self->hovered >= 0)
    scope_view_append_bubble (SCOPE_VIEW (self), snapshot, self->spots[self->hovered].label,
                              self->points[self->hovered].x, self->points[self->hovered].y - self->points[self->hovered].radius - 6);
}

/* Where draw_line() is between its ends: the same curve */
static void
along_line (const ScopeHistoryPoint *a, const ScopeHistoryPoint *b, double t, double *x, double *y)
{
  const double middle = (a->x + b->x) / 2 + (fabs (b->x - a->x) < 24 ? 24 : 0), u = 1 - t;

  *x = u * u * u * a->x + 3 * u * t * middle + t * t * t * b->x;
  *y = u * u * (u + 3 * t) * a->y + t * t * (t + 3 * u) * b->y;
}

/* Words on a line where they cover neither names nor circles, near its middle if there is room; else they are left out. */
static void
append_idea (ScopeHistory *self, GtkSnapshot *snapshot, int from, int to, const char *idea)
{
  static const double places[] = { 0.5, 0.6, 0.4, 0.7, 0.3, 0.8, 0.2 };
  const double width = scope_view_text_width (SCOPE_VIEW (self), idea, SCOPE_TEXT_CAPTION);
  const double height = scope_view_text_height (SCOPE_VIEW (self), SCOPE_TEXT_CAPTION);

  for (gsize i = 0; i < 2 * G_N_ELEMENTS (places); i++)
    {
      double x, y;

      along_line (&self->points[from], &self->points[to], places[i / 2], &x, &y);
      y += i % 2 == 0 ? -height - 2 : 2;
      if (!scope_history_layout_is_free (&self->layout, self->points, self->n, x - width / 2, y, width, height))
        continue;
      scope_view_append_text (SCOPE_VIEW (self), snapshot, idea, SCOPE_TEXT_CAPTION, x, y, 0.5,
                              scope_palette_color (SCOPE_COLOR_DIM));
      return;
    }
}

/* What was new in the lines of what is selected. */
static void
append_ideas (ScopeHistory *self, GtkSnapshot *snapshot)
{
  for (int to = 0; to < self->n; to++)
    {
      const ConvoAbout *about = self->spots[to].model->about;

      for (int k = 0; k < about->n_roots; k++)
        {
          const int from = scope_history_index (self, about->roots[k].model);

          if (from >= 0 && about->roots[k].idea != NULL && touches (self, from, to))
            append_idea (self, snapshot, from, to, about->roots[k].idea);
        }
    }
}

/** scope_history_snapshot: draws the map; places are computed when the size changed */
void
scope_history_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ScopeHistory *self = SCOPE_HISTORY (widget);
  const double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);

  if (width != self->width || height != self->height)
    {
      self->width = width;
      self->height = height;
      scope_history_layout_update (&self->layout, self->points, self->n, width, height);
      g_clear_pointer (&self->node, gsk_render_node_unref);
    }
  if (self->node == NULL)
    record (self);
  gtk_snapshot_append_node (snapshot, self->node);
  append_axes (self, snapshot);
  append_ideas (self, snapshot);
  append_labels (self, snapshot);
  if (gtk_widget_has_visible_focus (widget))
    gtk_snapshot_render_focus (snapshot, gtk_widget_get_style_context (widget), 0, 0, width, height);
}
