/* The drawn miniature of a network, recorded once into a cairo node. */
#include "scope-model-picture.h"

struct _ScopeModelPicture
{
  ScopeView parent_instance;

  const ConvoMiniature *miniature;      /* belongs to the model, which the card keeps */
  GskRenderNode        *node;
};

G_DEFINE_FINAL_TYPE (ScopeModelPicture, scope_model_picture, SCOPE_TYPE_VIEW)

static void
set_color (cairo_t *cr, const GdkRGBA *color, double alpha)
{
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, color->alpha * alpha);
}

static void
rounded (cairo_t *cr, double x, double y, double width, double height)
{
  const double r = MIN (2, MIN (width, height) / 2);

  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - r, y + r, r, -G_PI_2, 0);
  cairo_arc (cr, x + width - r, y + height - r, r, 0, G_PI_2);
  cairo_arc (cr, x + r, y + height - r, r, G_PI_2, G_PI);
  cairo_arc (cr, x + r, y + r, r, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
}

static void
draw_bar (cairo_t *cr, const ConvoMiniBar *bar, double line)
{
  const GdkRGBA *color = scope_palette_family (bar->family);

  if (bar->side)
    {
      const double x = bar->x - 2, dash = 3;

      cairo_set_dash (cr, &dash, 1, 0);
      cairo_set_line_width (cr, 1.5);
      set_color (cr, color, 1);
      cairo_move_to (cr, x, line);
      cairo_line_to (cr, x, bar->y + bar->height / 2);
      cairo_line_to (cr, bar->x, bar->y + bar->height / 2);
      cairo_stroke (cr);
      cairo_set_dash (cr, NULL, 0, 0);
    }
  if (bar->hollow && bar->width > 3)
    {
      rounded (cr, bar->x + 0.8, bar->y + 0.8, bar->width - 1.6, bar->height - 1.6);
      set_color (cr, scope_palette_color (SCOPE_COLOR_CARD), 1);
      cairo_fill_preserve (cr);
      set_color (cr, color, 1);
      cairo_set_line_width (cr, 1.6);
      cairo_stroke (cr);
      return;
    }
  rounded (cr, bar->x, bar->y, bar->width, bar->height);
  set_color (cr, color, bar->hollow ? 0.5 : 1);
  cairo_fill (cr);
}

static void
draw_arcs (cairo_t *cr, const GArray *arcs)
{
  const double dashes[] = { 4, 2.5 };

  set_color (cr, scope_palette_family ("merge"), 1);
  for (guint i = 0; i < arcs->len; i++)
    {
      const ConvoMiniArc *arc = &g_array_index (arcs, ConvoMiniArc, i);
      const double control = arc->y - arc->rise * 4 / 3;       /* a cubic reaches 3/4 of the way to its controls */

      cairo_set_line_width (cr, arcs->len > 24 ? 1.1 : 1.6);
      cairo_set_dash (cr, dashes, arc->dashed ? 2 : 0, 0);
      cairo_move_to (cr, arc->from, arc->y);
      cairo_curve_to (cr, arc->from, control, arc->to, control, arc->to, arc->y);
      cairo_stroke (cr);
    }
  cairo_set_dash (cr, NULL, 0, 0);
}

static void
record (ScopeModelPicture *self)
{
  const ConvoMiniature *mini = self->miniature;
  cairo_t *cr;

  self->node = gsk_cairo_node_new (&GRAPHENE_RECT_INIT (0, 0, SCOPE_MODEL_PICTURE_WIDTH, SCOPE_MODEL_PICTURE_HEIGHT));
  cr = gsk_cairo_node_get_draw_context (self->node);
  set_color (cr, scope_palette_color (SCOPE_COLOR_WIRE), 1);
  cairo_set_line_width (cr, 1.5);
  cairo_move_to (cr, mini->from, mini->y);
  cairo_line_to (cr, mini->to, mini->y);
  cairo_stroke (cr);
  for (guint i = 0; i < mini->bars->len; i++)
    draw_bar (cr, &g_array_index (mini->bars, ConvoMiniBar, i), mini->y);
  draw_arcs (cr, mini->arcs);
  cairo_destroy (cr);
}

static void
scope_model_picture_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ScopeModelPicture *self = SCOPE_MODEL_PICTURE (widget);
  const double width = gtk_widget_get_width (widget);
  const float part = MIN (1, width / SCOPE_MODEL_PICTURE_WIDTH);

  if (self->node == NULL)
    record (self);
  /* where there is less room the drawing is narrower, never cut */
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((width - SCOPE_MODEL_PICTURE_WIDTH * part) / 2, 0));
  gtk_snapshot_scale (snapshot, part, 1);
  gtk_snapshot_append_node (snapshot, self->node);
}

static void
scope_model_picture_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *min, int *nat, int *b1, int *b2)
{
  *min = *nat = orientation == GTK_ORIENTATION_HORIZONTAL ? SCOPE_MODEL_PICTURE_WIDTH : SCOPE_MODEL_PICTURE_HEIGHT;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *min = 200;
}

static void
scope_model_picture_drop (ScopeView *view)
{
  g_clear_pointer (&SCOPE_MODEL_PICTURE (view)->node, gsk_render_node_unref);
  SCOPE_VIEW_CLASS (scope_model_picture_parent_class)->drop (view);
}

static void
scope_model_picture_class_init (ScopeModelPictureClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  SCOPE_VIEW_CLASS (klass)->drop = scope_model_picture_drop;
  widget_class->snapshot = scope_model_picture_snapshot;
  widget_class->measure = scope_model_picture_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
scope_model_picture_init (ScopeModelPicture *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/**
 * scope_model_picture_new:
 * @miniature: of SCOPE_MODEL_PICTURE_WIDTH × SCOPE_MODEL_PICTURE_HEIGHT; must outlive the widget
 *
 * Returns: (transfer full): the drawing; it says nothing to a screen reader, the card does
 */
GtkWidget *
scope_model_picture_new (const ConvoMiniature *miniature)
{
  ScopeModelPicture *self = g_object_new (SCOPE_TYPE_MODEL_PICTURE, NULL);

  self->miniature = miniature;
  return GTK_WIDGET (self);
}
