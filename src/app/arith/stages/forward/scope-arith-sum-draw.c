/* The sum as it stands on the page: columns that line up, the total below. */
#include "scope-arith-sum-private.h"

#include <glib/gi18n.h>

#define PADDING 18
#define GAP 14                /* left and right of a plus */

/** scope_sum_line_height: Returns: of one channel, in pixels */
int
scope_sum_line_height (ScopeArithSum *self)
{
  return scope_view_text_height (SCOPE_VIEW (self), SCOPE_TEXT_BOLD) + scope_view_text_height (SCOPE_VIEW (self), SCOPE_TEXT_CAPTION) + 2;
}

static int
width_of (ScopeArithSum *self, const char *text, ScopeTextStyle style)
{
  return text == NULL || *text == '\0' ? 0 : scope_view_text_width (SCOPE_VIEW (self), text, style);
}

static int
piece_width (ScopeArithSum *self, const ScopeSumPiece *piece)
{
  const ScopeTextStyle style = piece->zero ? SCOPE_TEXT_BODY : SCOPE_TEXT_BOLD;

  return MAX (width_of (self, piece->a, style) + width_of (self, piece->b, style), width_of (self, piece->below, SCOPE_TEXT_CAPTION));
}

/** scope_sum_columns: Returns: where the pieces of every line stand */
ScopeSumColumns
scope_sum_columns (ScopeArithSum *self)
{
  ScopeSumColumns c = { .zeros = TRUE };
  int widest = 0, most = 0, name = 0, result = 0;
  double room;

  for (guint i = 0; i < self->lines->len; i++)
    {
      const ScopeSumLine *line = self->lines->pdata[i];

      name = MAX (name, width_of (self, line->name, SCOPE_TEXT_BOLD));
      result = MAX (result, width_of (self, line->result, SCOPE_TEXT_BOLD));
      most = MAX (most, (int) line->pieces->len);
      for (guint k = 0; k < line->pieces->len; k++)
        widest = MAX (widest, piece_width (self, line->pieces->pdata[k]));
    }
  c.left = PADDING + name + (name > 0 ? 2 * GAP : 0);
  c.result = MAX (result, 40) + 3 * GAP;
  room = gtk_widget_get_width (GTK_WIDGET (self)) - PADDING - c.left - c.result;
  c.column = CLAMP (room / MAX (most, 1), widest + 2 * GAP, 130);
  c.zeros = c.column * most <= room;
  return c;
}

static void
draw_piece (ScopeArithSum *self, GtkSnapshot *snapshot, const ScopeSumPiece *piece, double x, double y, double column)
{
  ScopeView *view = SCOPE_VIEW (self);
  const ScopeTextStyle style = piece->zero ? SCOPE_TEXT_BODY : SCOPE_TEXT_BOLD;
  const GdkRGBA *dim = scope_palette_color (SCOPE_COLOR_DIM);
  const int a = width_of (self, piece->a, style), b = width_of (self, piece->b, style);
  const double left = x + (column - 2 * GAP - a - b) / 2;

  scope_view_append_text (view, snapshot, piece->a, style, left, y, 0,
                          piece->zero ? dim : scope_palette_color (piece->b != NULL ? SCOPE_COLOR_INPUT : SCOPE_COLOR_TEXT));
  if (piece->b != NULL)
    scope_view_append_text (view, snapshot, piece->b, style, left + a, y, 0, piece->zero ? dim : scope_palette_color (SCOPE_COLOR_KERNEL));
  scope_view_append_text (view, snapshot, piece->below, SCOPE_TEXT_CAPTION, x + (column - 2 * GAP) / 2,
                          y + scope_view_text_height (view, SCOPE_TEXT_BOLD), 0.5, dim);
}

static void
draw_line (ScopeArithSum *self, GtkSnapshot *snapshot, const ScopeSumLine *line, const ScopeSumColumns *c, double y)
{
  ScopeView *view = SCOPE_VIEW (self);
  const GdkRGBA *dim = scope_palette_color (SCOPE_COLOR_DIM), *text = scope_palette_color (SCOPE_COLOR_TEXT);
  const double end = gtk_widget_get_width (GTK_WIDGET (self)) - PADDING - c->result;
  double x = c->left;
  guint left_out = 0, written = 0;
  gboolean all = TRUE;

  scope_view_append_text (view, snapshot, line->name, SCOPE_TEXT_BOLD, PADDING, y, 0, text);
  for (guint i = 0; i < line->pieces->len; i++)
    {
      const ScopeSumPiece *piece = line->pieces->pdata[i];

      if ((!c->zeros && piece->zero) || x + c->column - GAP > end + 1)
        {
          left_out++;
          continue;
        }
      if (self->written >= 0 && (guint) self->written < piece->end)      /* its place stays free */
        {
          all = FALSE;
          x += c->column;
          continue;
        }
      if (written++ > 0)
        scope_view_append_text (view, snapshot, "+", SCOPE_TEXT_BODY, x - GAP, y, 0.5, dim);
      draw_piece (self, snapshot, piece, x, y, c->column);
      x += c->column;
    }
  if (!all)
    return;
  scope_view_append_text (view, snapshot, left_out > 0 && written > 0 ? "…  =" : written > 0 ? "=" : "", SCOPE_TEXT_BODY, x, y, 0, dim);
  scope_view_append_text (view, snapshot, line->result, SCOPE_TEXT_BOLD, x + width_of (self, left_out > 0 && written > 0 ? "…  =" : "=", SCOPE_TEXT_BODY) + 8, y, 0, text);
}

static void
draw_total (ScopeArithSum *self, GtkSnapshot *snapshot, double y)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  const int width = gtk_widget_get_width (GTK_WIDGET (self));
  const char *note = _("small figures: the running sum");
  int w, h;

  pango_layout_set_markup (layout, self->written < 0 ? self->total : self->begun, -1);
  pango_layout_set_width (layout, (width - 2 * PADDING) * PANGO_SCALE);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_height (layout, -2);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_MIDDLE);
  pango_layout_get_pixel_size (layout, &w, &h);
  y += (gtk_widget_get_height (GTK_WIDGET (self)) - y - h) / 2;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (PADDING, (int) y));
  gtk_snapshot_append_layout (snapshot, layout, scope_palette_color (SCOPE_COLOR_TEXT));
  gtk_snapshot_restore (snapshot);
  if (self->running && w + width_of (self, note, SCOPE_TEXT_CAPTION) + 3 * PADDING < width)
    scope_view_append_text (SCOPE_VIEW (self), snapshot, note, SCOPE_TEXT_CAPTION, width - PADDING,
                            y + (h - scope_view_text_height (SCOPE_VIEW (self), SCOPE_TEXT_CAPTION)) / 2.0, 1, scope_palette_color (SCOPE_COLOR_DIM));
  g_object_unref (layout);
}

/** scope_sum_snapshot: draws all lines and the total */
void
scope_sum_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ScopeArithSum *self = SCOPE_ARITH_SUM (widget);
  ScopeSumColumns columns;
  double y = 10;

  if (self->total == NULL)
    return;
  columns = scope_sum_columns (self);
  for (guint i = 0; i < self->lines->len; i++, y += scope_sum_line_height (self))
    draw_line (self, snapshot, self->lines->pdata[i], &columns, y);
  draw_total (self, snapshot, y);
}
