/* Confusion matrix: which classes a network takes for which. */
#include "scope-confusion.h"
#include "numbers.h"
#include "scope-text.h"

#include <glib/gi18n.h>
#include <math.h>

#define MAX_CELL_WIDTH  76
#define MAX_CELL_HEIGHT 44
#define MAX_LABEL       120         /* longer class names are cut with "…" */

struct _ScopeConfusion
{
  ScopeView parent_instance;

  int      n;
  gint64  *counts;                  /* [true, predicted] */
  gint64  *row_sums;                /* [true] */
  char   **names;
  int      row, column;             /* the cell cursor; −1: none */
  gboolean by_key;                  /* the cursor was moved by keys: no tooltip will tell */

  GskRenderNode *node;              /* the cells */
  int      node_width, node_height;
};

enum { CELL_ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ScopeConfusion, scope_confusion, SCOPE_TYPE_VIEW)

typedef struct
{
  int left, top;                    /* of the first cell */
  int cell_width, cell_height;
  gboolean upright;                 /* column names read upwards */
} Layout;

/* translators: the corner of a confusion matrix: rows are true, columns predicted classes */
#define CORNER _("true ↓ predicted →")

static gint64
count_at (ScopeConfusion *self, int row, int column)
{
  return self->counts[(gsize) row * self->n + column];
}

static double
share_at (ScopeConfusion *self, int row, int column)
{
  return self->row_sums[row] > 0 ? (double) count_at (self, row, column) / self->row_sums[row] : 0;
}

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

static Layout
layout_of (ScopeConfusion *self)
{
  ScopeView *view = SCOPE_VIEW (self);
  const int width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));
  const int line = scope_view_text_height (view, SCOPE_TEXT_CAPTION), name = name_width (self);
  Layout layout = { .left = MAX (name, scope_view_text_width (view, CORNER, SCOPE_TEXT_CAPTION)) + 8,
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

/* ---- words ---- */

/**
 * scope_confusion_dup_cell:
 * @self: a matrix
 * @true_class: row, from 0
 * @predicted_class: column, from 0
 *
 * Returns: (transfer full): "true pullover, predicted coat: 104 of 1000 (10.4 %)"
 */
char *
scope_confusion_dup_cell (ScopeConfusion *self, int true_class, int predicted_class)
{
  g_autofree char *count = NULL, *sum = NULL, *share = NULL;

  g_return_val_if_fail (SCOPE_IS_CONFUSION (self), NULL);
  g_return_val_if_fail (true_class >= 0 && true_class < self->n, NULL);
  g_return_val_if_fail (predicted_class >= 0 && predicted_class < self->n, NULL);
  count = convo_number_exact (count_at (self, true_class, predicted_class));
  sum = convo_number_exact (self->row_sums[true_class]);
  share = scope_text_percent (share_at (self, true_class, predicted_class));
  return g_strdup_printf (_("true %s, predicted %s: %s of %s (%s)"), self->names[true_class],
                          self->names[predicted_class], count, sum, share);
}

/** scope_confusion_get_accuracy: Returns: share of the diagonal in 0…1; NaN while there are no counts */
double
scope_confusion_get_accuracy (ScopeConfusion *self)
{
  gint64 right = 0, all = 0;

  g_return_val_if_fail (SCOPE_IS_CONFUSION (self), NAN);
  for (int i = 0; i < self->n; i++)
    right += count_at (self, i, i), all += self->row_sums[i];
  return all > 0 ? (double) right / all : NAN;
}

static void
describe (ScopeConfusion *self)
{
  const double accuracy = scope_confusion_get_accuracy (self);
  int row = -1, column = -1;
  g_autofree char *share = NULL, *worst = NULL, *text = NULL;

  if (self->by_key && self->row >= 0)                       /* where the reader is comes before the whole */
    {
      scope_view_describe (SCOPE_VIEW (self), NULL, scope_view_get_hover_text (SCOPE_VIEW (self)));
      return;
    }
  for (int i = 0; i < self->n; i++)
    for (int j = 0; j < self->n; j++)
      if (i != j && count_at (self, i, j) > 0 && (row < 0 || share_at (self, i, j) > share_at (self, row, column)))
        row = i, column = j;
  if (isnan (accuracy))
    {
      scope_view_describe (SCOPE_VIEW (self), _("Confusion matrix"), _("No predictions yet."));
      return;
    }
  share = scope_text_percent (accuracy);
  if (row >= 0)
    {
      worst = scope_confusion_dup_cell (self, row, column);
      text = g_strdup_printf (_("Accuracy %s. Worst confusion: %s."), share, worst);
    }
  else
    text = g_strdup_printf (_("Accuracy %s. No mistakes."), share);
  scope_view_describe (SCOPE_VIEW (self), _("Confusion matrix"), text);
}

/* ---- drawing ---- */

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
  const double share = share_at (self, row, column);
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
cell_rect (const Layout *layout, int row, int column)
{
  const int gap = MIN (layout->cell_width, layout->cell_height) >= 8 ? 1 : 0;   /* else the grid would hide the cells */

  return GRAPHENE_RECT_INIT (layout->left + 1 + column * layout->cell_width,
                             layout->top + 1 + row * layout->cell_height,
                             layout->cell_width - gap, layout->cell_height - gap);
}

static void
append_cells (ScopeConfusion *self, GtkSnapshot *snapshot, const Layout *layout)
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
        if (!numbers || count_at (self, i, j) == 0)
          continue;
        count = convo_number_exact (count_at (self, i, j));
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
append_names (ScopeConfusion *self, GtkSnapshot *snapshot, const Layout *layout)
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

static void
scope_confusion_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ScopeConfusion *self = SCOPE_CONFUSION (widget);
  const Layout layout = layout_of (self);
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

static void
scope_confusion_drop (ScopeView *view)
{
  g_clear_pointer (&SCOPE_CONFUSION (view)->node, gsk_render_node_unref);
  SCOPE_VIEW_CLASS (scope_confusion_parent_class)->drop (view);
}

static void
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

/* ---- input ---- */

static void
set_cursor (ScopeConfusion *self, int row, int column)
{
  g_autofree char *text = row >= 0 && column >= 0 ? scope_confusion_dup_cell (self, row, column) : NULL;

  if (row == self->row && column == self->column)
    return;
  self->row = text != NULL ? row : -1, self->column = text != NULL ? column : -1;
  scope_view_set_hover_text (SCOPE_VIEW (self), text);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
cell_at (ScopeConfusion *self, double x, double y, int *row, int *column)
{
  const Layout layout = layout_of (self);

  if (self->n == 0 || x < layout.left || y < layout.top)
    return FALSE;
  *row = (int) (y - layout.top) / layout.cell_height;
  *column = (int) (x - layout.left) / layout.cell_width;
  return *row < self->n && *column < self->n;
}

static void
moved (ScopeConfusion *self, double x, double y)
{
  int row, column;

  self->by_key = FALSE;
  if (cell_at (self, x, y, &row, &column))
    set_cursor (self, row, column);
  else
    set_cursor (self, -1, -1);
}

static void
left (ScopeConfusion *self)
{
  self->by_key = FALSE;
  set_cursor (self, -1, -1);
  describe (self);
}

static void
pressed (ScopeConfusion *self, int n_press, double x, double y)
{
  int row, column;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (cell_at (self, x, y, &row, &column))
    g_signal_emit (self, signals[CELL_ACTIVATED], 0, row, column);
}

static gboolean
key_pressed (ScopeConfusion *self, guint key, guint code, GdkModifierType state)
{
  int row = MAX (self->row, 0), column = MAX (self->column, 0);

  if (self->n == 0 || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)))
    return GDK_EVENT_PROPAGATE;
  switch (key)
    {
    case GDK_KEY_Left: case GDK_KEY_KP_Left:   column--; break;
    case GDK_KEY_Right: case GDK_KEY_KP_Right: column++; break;
    case GDK_KEY_Up: case GDK_KEY_KP_Up:       row--; break;
    case GDK_KEY_Down: case GDK_KEY_KP_Down:   row++; break;
    case GDK_KEY_Home: case GDK_KEY_KP_Home:   column = 0; break;
    case GDK_KEY_End: case GDK_KEY_KP_End:     column = self->n - 1; break;
    case GDK_KEY_Return: case GDK_KEY_KP_Enter: case GDK_KEY_space:
      if (self->row >= 0)
        g_signal_emit (self, signals[CELL_ACTIVATED], 0, self->row, self->column);
      return self->row >= 0;
    default:
      return GDK_EVENT_PROPAGATE;
    }
  if (self->row < 0)
    row = column = 0;
  if (row < 0 || column < 0 || row >= self->n || column >= self->n)
    return GDK_EVENT_PROPAGATE;
  self->by_key = TRUE;
  set_cursor (self, row, column);
  describe (self);
  return GDK_EVENT_STOP;
}

/* ---- public ---- */

/** scope_confusion_new: Returns: (transfer floating): an empty matrix */
GtkWidget *
scope_confusion_new (void)
{
  return g_object_new (SCOPE_TYPE_CONFUSION, NULL);
}

/**
 * scope_confusion_set_counts:
 * @self: a matrix
 * @counts: (nullable): [@n, @n] counts, rows are the true classes; copied
 * @n: classes; 0 empties the matrix
 * @names: (array length=n) (nullable): translated class names; numbers from 0 without them, as data sets label them
 */
void
scope_confusion_set_counts (ScopeConfusion *self, const gint64 *counts, int n, const char * const *names)
{
  g_return_if_fail (SCOPE_IS_CONFUSION (self));
  g_return_if_fail (n == 0 || (n > 0 && n <= 4096 && counts != NULL));
  if (n != self->n)
    {
      set_cursor (self, -1, -1);
      gtk_widget_queue_resize (GTK_WIDGET (self));
    }
  g_free (self->counts);
  g_free (self->row_sums);
  g_strfreev (self->names);
  self->n = n;
  self->counts = g_memdup2 (counts, sizeof *counts * n * n);
  self->row_sums = g_new0 (gint64, MAX (n, 1));
  self->names = g_new0 (char *, n + 1);
  for (int i = 0; i < n; i++)
    {
      self->names[i] = names != NULL ? g_strdup (names[i]) : g_strdup_printf ("%d", i);
      for (int j = 0; j < n; j++)
        self->row_sums[i] += counts[(gsize) i * n + j];
    }
  g_clear_pointer (&self->node, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (self->row >= 0)
    {
      g_autofree char *text = scope_confusion_dup_cell (self, self->row, self->column);
      scope_view_set_hover_text (SCOPE_VIEW (self), text);
    }
  describe (self);
}

static void
scope_confusion_finalize (GObject *object)
{
  ScopeConfusion *self = SCOPE_CONFUSION (object);

  g_free (self->counts);
  g_free (self->row_sums);
  g_strfreev (self->names);
  G_OBJECT_CLASS (scope_confusion_parent_class)->finalize (object);
}

static void
scope_confusion_class_init (ScopeConfusionClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = scope_confusion_finalize;
  widget_class->snapshot = scope_confusion_snapshot;
  widget_class->measure = scope_confusion_measure;
  SCOPE_VIEW_CLASS (klass)->drop = scope_confusion_drop;
  gtk_widget_class_set_css_name (widget_class, "confusion");
  signals[CELL_ACTIVATED] = g_signal_new ("cell-activated", SCOPE_TYPE_CONFUSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT);
}

static void
scope_confusion_init (ScopeConfusion *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new (), *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->row = self->column = -1;
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (moved), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (left), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed), self);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (left), self);
  gtk_widget_add_controller (widget, focus);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, keys);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  describe (self);
}
