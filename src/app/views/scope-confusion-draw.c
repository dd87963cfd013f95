/* Draws a confusion matrix. */
#include "numbers.h"
#include "scope-confusion-private.h"

#include <glib/gi18n.h>
#include <math.h>

#define MAX_CELL_WIDTH  76
#define MAX_CELL_HEIGHT 44
#define MAX_LABEL       120         /* longer class names are cut with "…" */

/* translators: the corner of a confusion matrix: rows are true, columns predicted classes */
#define CORNER _("true ↓ predicted →")

/* Width of the longest class name, cut. Bold, because that is how a name under the pointer is written. */
static int
name_width (ScopeConfusion *self)
{
  int width = 0;

  for (int i = 0; i < self->n; i++)
    width = MAX (width, scope_view_text_width (SCOPE_VIEW (self), self->names[i],
                                               SCOPE_TEXT_CAPTION | SCOPE_TEXT_BOLD));
  return MIN (width, MAX_LABEL);
}

/** scope_confusion_layout: Returns: where the cells are, for the present size */
ScopeConfusionLayout
scope_confusion_layout (ScopeConfusion *self)
{
  ScopeView *view = SCOPE_VIEW (self);
  const int width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));
  const int line = scope_view_text_height (view, SCOPE_TEXT_CAPTION), name = name_width (self);
  ScopeConfusionLayout layout = { .left = MAX (name, scope_view_text_width (view, CORNER, SCOPE_TEXT_CAPTION)) + 8,
                    .top = line + 6 };

  if (self->n == 0)
    return layout;
  layout.cell_width = CLAMP ((width - layout.left - 2) / self->n, 2, MAX_CELL_WIDTH);
  layout.upright = name + 6 > layout.cell_width;
  if (layout.upright)
    layout.top = MAX (name, line) + 6;
  layout.cell_height = CLAMP ((height - layout.top - 2) / self->n, 2, MAX_CELL_HEIGHT);
  layout.cell_width = MIN (layout.cell_width, MAX (layout.cell_height * 3, 24));
  if (!layout.upright)
    layout.cell_width = MAX (layout.cell_width, MIN (name + 6, (width - layout.left - 2) / self->n));
  return layout;
}

/** scope_confusion_measure: what the names and readable cells need */
void
scope_confusion_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                         int *minimum_baseline, int *natural_baseline)
{
  ScopeConfusion *self = SCOPE_CONFUSION (widget);
  const int n = MAX (self->n, 1), line = scope_view_text_height (SCOPE_VIEW (self), SCOPE_TEXT_CAPTION);
  const int name = name_width (self), corner = scope_view_text_width (SCOPE_VIEW (self), CORNER, SCOPE_TEXT_CAPTION);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MAX (name, corner) + 10 + n * 10;
      *natural = MAX (name, corner) + 10 + n * 44;
    }
  else
    {
      *minimum = line + 8 + n * 10;
      *natural = MAX (name, line) + 8 + n * 26;
    }
  *minimum = MIN (*minimum, 400);                           /* a hundred classes shrink to pixels instead */
  *natural = MAX (*minimum, MIN (*natural, 800));
}

static GdkRGBA
blend (const GdkRGBA *under, const GdkRGBA *over, float part)
{
  return (GdkRGBA) { under->red + (over->red - under->red) * part, under->green + (over->green - under->green) * part,
                     under->blue + (over->blue - under->blue) * part, 1 };
}

/* The diagonal by its share; mistakes stronger than their share, because one in ten is much. Never so strong that
 * a number on it is hard to read. */
static GdkRGBA
shade_of (ScopeConfusion *self, int row, int column)
{
  const double share = scope_confusion_share_at (self, row, column);
  const gboolean dark = scope_palette_theme () & 1;
  const float part = row == column ? (dark ? 0.42 : 0.6) * share : MIN (0.8, 1.4 * sqrt (share));

  return blend (scope_palette_color (SCOPE_COLOR_CARD),
                scope_palette_color (row == column ? SCOPE_COLOR_TRAIN : SCOPE_COLOR_TEST), share > 0 ? part : 0);
}

/* Black or white: one of them always has a contrast of 4.5. */
static const GdkRGBA *
ink_on (const GdkRGBA *background)
{
  const GdkRGBA *black = scope_palette_color_in (SCOPE_THEME_LIGHT_CONTRAST, SCOPE_COLOR_TEXT);
  const GdkRGBA *white = scope_palette_color_in (SCOPE_THEME_DARK_CONTRAST, SCOPE_COLOR_TEXT);

  return scope_palette_contrast (black, background) > scope_palette_contrast (white, background) ? black : white;
}

static graphene_rect_t
cell_rect (const ScopeConfusionLayout *layout, int row, int column)
{
  const int gap = MIN (layout->cell_width, layout->cell_height) >= 8 ? 1 : 0;   /* else the grid would hide the cells */

  return GRAPHENE_RECT_INIT (layout->left + 1 + column * layout->cell_width,
                             layout->top + 1 + row * layout->cell_height,
                             layout->cell_width - gap, layout->cell_height - gap);
}

static void
append_cells (ScopeConfusion *self, GtkSnapshot *snapshot, const ScopeConfusionLayout *layout)
{
  const int line = scope_view_text_height (SCOPE_VIEW (self), SCOPE_TEXT_CAPTION);
  gint64 most = 0;
  gboolean numbers;
  g_autofree char *widest = NULL;

  for (int i = 0; i < self->n * self->n; i++)
    most = MAX (most, self->counts[i]);
  widest = convo_number_exact (most);
  numbers = layout->cell_height > line
            && layout->cell_width > scope_view_text_width (SCOPE_VIEW (self), widest, SCOPE_TEXT_CAPTION) + 4;
  gtk_snapshot_append_color (snapshot, scope_palette_color (SCOPE_COLOR_LINE),
                             &GRAPHENE_RECT_INIT (layout->left, layout->top, self->n * layout->cell_width + 1,
                                                  self->n * layout->cell_height + 1));
  for (int i = 0; i < self->n; i++)
    for (int j = 0; j < self->n; j++)
      {
        const graphene_rect_t cell = cell_rect (layout, i, j);
        const GdkRGBA shade = shade_of (self, i, j);
        g_autofree char *count = NULL;

        gtk_snapshot_append_color (snapshot, &shade, &cell);
        if (!numbers || scope_confusion_count_at (self, i, j) == 0)
          continue;
        count = convo_number_exact (scope_confusion_count_at (self, i, j));
        scope_view_append_text (SCOPE_VIEW (self), snapshot, count, SCOPE_TEXT_CAPTION,
                                cell.origin.x + cell.size.width / 2, cell.origin.y + (cell.size.height - line) / 2,
                                0.5, ink_on (&shade));
      }
}

/* A class name, cut to @room; at (0, 0) of the present transform, its right or left end there. */
static void
append_name (ScopeConfusion *self, GtkSnapshot *snapshot, int index, gboolean strong, int room, double xalign)
{
  PangoLayout *layout = scope_view_layout (SCOPE_VIEW (self), self->names[index],
                                           SCOPE_TEXT_CAPTION | (strong ? SCOPE_TEXT_BOLD : 0));
  int width;

  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_width (layout, -1);
  pango_layout_get_pixel_size (layout, &width, NULL);
  if (width > room)
    pango_layout_set_width (layout, room * PANGO_SCALE);
  pango_layout_get_pixel_size (layout, &width, NULL);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((int) (-width * xalign), 0));
  gtk_snapshot_append_layout (snapshot, layout, scope_palette_color (strong ? SCOPE_COLOR_TEXT : SCOPE_COLOR_DIM));
}

static void
append_names (ScopeConfusion *self, GtkSnapshot *snapshot, const ScopeConfusionLayout *layout)
{
  const int line = scope_view_text_height (SCOPE_VIEW (self), SCOPE_TEXT_CAPTION);
  /* names that would overlap are left out */
  const int step_y = MAX (1, (int) ceil ((double) line / layout->cell_height));
  const int step_x = layout->upright ? MAX (1, (int) ceil ((double) line / layout->cell_width)) : 1;

  scope_view_append_text (SCOPE_VIEW (self), snapshot, CORNER, SCOPE_TEXT_CAPTION, layout->left - 8,
                          layout->top - line - 2, 1, scope_palette_color (SCOPE_COLOR_DIM));
  for (int i = 0; i < self->n; i++)
    {
      const graphene_rect_t cell = cell_rect (layout, i, i);
      const int row_y = (int) (cell.origin.y + (cell.size.height - line) / 2);

      if (i % step_y == 0 || i == self->row)
        {
          gtk_snapshot_save (snapshot);
          gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (layout->left - 8, row_y));
          append_name (self, snapshot, i, i == self->row, layout->left - 8, 1);
          gtk_snapshot_restore (snapshot);
        }
      if (i % step_x != 0 && i != self->column)
        continue;
      gtk_snapshot_save (snapshot);
      if (layout->upright)
        {
          gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((int) (cell.origin.x + (cell.size.width - line) / 2),
                                                                  layout->top - 4));
          gtk_snapshot_rotate (snapshot, -90);
          append_name (self, snapshot, i, i == self->column, MAX_LABEL, 0);
        }
      else
        {
          gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((int) (cell.origin.x + cell.size.width / 2), 1));
          append_name (self, snapshot, i, i == self->column, layout->cell_width, 0.5);
        }
      gtk_snapshot_restore (snapshot);
    }
}

static void
append_ring (GtkSnapshot *snapshot, graphene_rect_t rect, float width, const GdkRGBA *color)
{
  GskRoundedRect ring;

  gsk_rounded_rect_init_from_rect (&ring, &rect, 3);
  gtk_snapshot_append_border (snapshot, &ring, (float[4]) { width, width, width, width },
                              (GdkRGBA[4]) { *color, *color, *color, *color });
}

/** scope_confusion_snapshot: draws the matrix; its cells are kept until something of them changes */
void
scope_confusion_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ScopeConfusion *self = SCOPE_CONFUSION (widget);
  const ScopeConfusionLayout layout = scope_confusion_layout (self);
  const int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);

  if (self->n == 0)
    return;
  if (self->node == NULL || width != self->node_width || height != self->node_height)
    {
      GtkSnapshot *still = gtk_snapshot_new ();

      append_cells (self, still, &layout);
      g_clear_pointer (&self->node, gsk_render_node_unref);
      self->node = gtk_snapshot_free_to_node (still);
      self->node_width = width, self->node_height = height;
    }
  gtk_snapshot_append_node (snapshot, self->node);
  append_names (self, snapshot, &layout);
  if (self->row >= 0)
    {
      graphene_rect_t cell = cell_rect (&layout, self->row, self->column);

      graphene_rect_inset (&cell, -2, -2);
      append_ring (snapshot, cell, 2, scope_palette_color (SCOPE_COLOR_TEXT));
      if (self->by_key)
        scope_view_append_bubble (SCOPE_VIEW (self), snapshot, scope_view_get_hover_text (SCOPE_VIEW (self)),
                                  cell.origin.x + cell.size.width, cell.origin.y + cell.size.height + 22);
    }
  if (gtk_widget_has_visible_focus (widget))
    append_ring (snapshot, GRAPHENE_RECT_INIT (layout.left - 2, layout.top - 2, self->n * layout.cell_width + 5,
                                               self->n * layout.cell_height + 5),
                 2, scope_palette_color (SCOPE_COLOR_FOCUS));
}
