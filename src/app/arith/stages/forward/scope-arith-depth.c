/* The window of a 3-D convolution as a stack: its slices side by side, each with its weights and its part of the sum. So
 * the sum over all three axes is seen whole, while the board below takes one slice apart. */
#include "scope-arith-depth.h"

#include <glib/gi18n.h>
#include <math.h>

#include "scope-grid-paint.h"
#include "scope-number-grid.h"

#define LARGEST 26             /* of a cell, in pixels */
#define SMALLEST 6
#define SUM 62                 /* for "= −1.25" */
#define GAP 26                 /* from slice to slice, with a plus in it */
#define PADDING 10

/* One slice of the window: terms [first, end) of the sum. */
typedef struct
{
  int    depth;                /* in the input; outside: padding */
  guint  first, end;
  double sum;
} Slice;

struct _ScopeArithDepth
{
  ScopeView parent_instance;
  GArray   *slices;            /* of Slice */
  GArray   *terms;             /* of ConvoTerm, of this channel */
  guint     begin;             /* index of the first of them in the sum */
  int       rows, columns;     /* of the kernel */
  int       n;                 /* slices of the input */
  int       shown, written, channel;
  double    total;
};

G_DEFINE_FINAL_TYPE (ScopeArithDepth, scope_arith_depth, SCOPE_TYPE_VIEW)

static guint chosen_signal;

/* ---- what is shown ---- */

static void
take_slices (ScopeArithDepth *self)
{
  g_array_set_size (self->slices, 0);
  for (guint i = 0; i < self->terms->len; i++)
    {
      const ConvoTerm *term = &g_array_index (self->terms, ConvoTerm, i);
      Slice *last = self->slices->len > 0 ? &g_array_index (self->slices, Slice, self->slices->len - 1) : NULL;

      if (last == NULL || last->depth != term->at[0])
        {
          const Slice slice = { (int) term->at[0], i, i, 0 };

          g_array_append_val (self->slices, slice);
          last = &g_array_index (self->slices, Slice, self->slices->len - 1);
        }
      last->end = i + 1;
      last->sum += term->product;
    }
}

static void
describe (ScopeArithDepth *self)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *total = scope_number_text (self->total);

  for (guint i = 0; i < self->slices->len; i++)
    {
      const Slice *slice = &g_array_index (self->slices, Slice, i);
      g_autofree char *sum = scope_number_text (slice->sum), *name = g_strdup_printf (_("slice %d"), slice->depth + 1);

      g_string_append_printf (text, "%s: %s; ", slice->depth < 0 || slice->depth >= self->n ? _("padding") : name, sum);
    }
  /* translators: after the sums of all slices of a window: "slice 1: 3; slice 2: −1; together 2" */
  g_string_append_printf (text, _("together %s"), total);
  scope_view_describe (SCOPE_VIEW (self), _("Slices of the window"), text->str);
}

/**
 * scope_arith_depth_show:
 * @sum: of an output
 * @channel: of the input
 * @slice: that the board takes apart, from 0
 *
 * Hides itself where there is no stack: other ranks, a kernel of one slice, rules without products.
 */
void
scope_arith_depth_show (ScopeArithDepth *self, const ConvoTrace *trace, const ConvoSum *sum, int channel, int slice)
{
  const ConvoChannelSum *one = NULL;

  for (guint i = 0; i < sum->channels->len; i++)
    if (g_array_index (sum->channels, ConvoChannelSum, i).channel == channel)
      one = &g_array_index (sum->channels, ConvoChannelSum, i);
  gtk_widget_set_visible (GTK_WIDGET (self), one != NULL && trace->in[0].rank == 4 && convo_arith_windows (&trace->arith)
                                             && trace->arith.kernel[0] > 1 && sum->rule == CONVO_RULE_PRODUCTS);
  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return;
  if (self->rows != trace->arith.kernel[1])
    gtk_widget_queue_resize (GTK_WIDGET (self));
  self->rows = (int) trace->arith.kernel[1];
  self->columns = (int) trace->arith.kernel[2];
  self->n = (int) trace->in[0].dim[1];
  self->shown = slice;
  self->channel = channel;
  self->total = one->sum;
  self->begin = one->first;
  g_array_set_size (self->terms, 0);
  g_array_append_vals (self->terms, &g_array_index (sum->terms, ConvoTerm, one->first), one->n);
  take_slices (self);
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** scope_arith_depth_set_written: @written: terms of the sum that are added up so far; −1: all */
void
scope_arith_depth_set_written (ScopeArithDepth *self, int written)
{
  if (self->written == written)
    return;
  self->written = written;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* ---- drawing ---- */

static double
slice_width (ScopeArithDepth *self)
{
  return (gtk_widget_get_width (GTK_WIDGET (self)) - 2 * PADDING - SUM) / (double) MAX (self->slices->len, 1);
}

/* Pixels a cell: two grids, a dot between them and a sum must fit. */
static double
cell_size (ScopeArithDepth *self)
{
  return floor (CLAMP ((slice_width (self) - SUM - GAP - 12) / (2 * MAX (self->columns, 1)), SMALLEST, LARGEST));
}

/* One grid of a slice: what lies in the window, or the weights; @x, @y: its corner. */
static void
draw_grid (ScopeArithDepth *self, GtkSnapshot *snapshot, const Slice *slice, gboolean weights, double x, double y, double cell)
{
  ScopeView *view = SCOPE_VIEW (self);
  const GdkRGBA *role = scope_palette_color (weights ? SCOPE_COLOR_KERNEL : SCOPE_COLOR_INPUT);
  const GdkRGBA thin = scope_paint_faint (scope_palette_color (SCOPE_COLOR_TEXT), 0.16), ground = scope_paint_faint (role, 0.1);
  const GdkRGBA hatch = scope_paint_faint (scope_palette_color (SCOPE_COLOR_TEXT), 0.14);
  const int height = scope_view_text_height (view, SCOPE_TEXT_CAPTION);

  scope_paint_fill (snapshot, x, y, self->columns * cell, self->rows * cell, &ground);
  for (guint i = slice->first; i < slice->end; i++)
    {
      const ConvoTerm *term = &g_array_index (self->terms, ConvoTerm, i);
      const double value = weights ? term->b : term->a;
      const int at = (int) (i - slice->first), row = at / self->columns, column = at % self->columns;
      g_autofree char *text = scope_number_text (value);

      if (!weights && term->x < 0)
        scope_paint_hatch (snapshot, x + column * cell, y + row * cell, cell, cell, &hatch);
      scope_paint_fill (snapshot, x + column * cell, y + row * cell, 1, cell, &thin);
      scope_paint_fill (snapshot, x + column * cell, y + row * cell, cell, 1, &thin);
      if (scope_view_text_width (view, text, SCOPE_TEXT_CAPTION) <= cell - 1)
        scope_view_append_text (view, snapshot, text, SCOPE_TEXT_CAPTION, x + (column + 0.5) * cell, y + row * cell + (cell - height) / 2, 0.5,
                                value == 0 ? scope_palette_color (SCOPE_COLOR_DIM) : weights ? role : scope_palette_color (SCOPE_COLOR_TEXT));
    }
  scope_paint_frame (snapshot, x, y, self->columns * cell + 1, self->rows * cell + 1, 1.5, role);
}

static void
draw_slice (ScopeArithDepth *self, GtkSnapshot *snapshot, const Slice *slice, double x, double cell)
{
  ScopeView *view = SCOPE_VIEW (self);
  const GdkRGBA *dim = scope_palette_color (SCOPE_COLOR_DIM);
  const int line = scope_view_text_height (view, SCOPE_TEXT_CAPTION);
  const double top = PADDING + line + 3, width = self->columns * cell, middle = top + (self->rows * cell - line) / 2;
  const gboolean padding = slice->depth < 0 || slice->depth >= self->n, shown = slice->depth == self->shown;
  const gboolean known = self->written < 0 || (guint) self->written >= self->begin + slice->end;
  g_autofree char *name = g_strdup_printf (_("slice %d"), slice->depth + 1), *number = scope_number_text (slice->sum);
  g_autofree char *sum = g_strdup_printf ("= %s", known ? number : "…");

  scope_view_append_text (view, snapshot, padding ? _("padding") : name, SCOPE_TEXT_CAPTION | (shown ? SCOPE_TEXT_BOLD : 0), x, PADDING - 2, 0,
                          shown ? scope_palette_color (SCOPE_COLOR_INPUT) : dim);
  draw_grid (self, snapshot, slice, FALSE, x, top, cell);
  scope_view_append_text (view, snapshot, "·", SCOPE_TEXT_BOLD, x + width + 6, middle, 0.5, dim);
  draw_grid (self, snapshot, slice, TRUE, x + width + 12, top, cell);
  scope_view_append_text (view, snapshot, sum, SCOPE_TEXT_BOLD, x + 2 * width + 18, middle, 0, scope_palette_color (SCOPE_COLOR_TEXT));
  if (shown)
    scope_paint_fill (snapshot, x, top + self->rows * cell + 3, 2 * width + 12, 2, scope_palette_color (SCOPE_COLOR_INPUT));
}

static void
scope_arith_depth_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ScopeArithDepth *self = SCOPE_ARITH_DEPTH (widget);
  ScopeView *view = SCOPE_VIEW (self);
  const double cell = cell_size (self), width = MIN (slice_width (self), 2 * self->columns * cell + 12 + SUM + GAP);
  const int line = scope_view_text_height (view, SCOPE_TEXT_CAPTION);
  const double middle = PADDING + line + 3 + (self->rows * cell - line) / 2;
  const gboolean known = self->written < 0 || (guint) self->written >= self->begin + self->terms->len;
  g_autofree char *number = scope_number_text (self->total), *total = g_strdup_printf ("Σ = %s", known ? number : "…");

  for (guint i = 0; i < self->slices->len; i++)
    {
      draw_slice (self, snapshot, &g_array_index (self->slices, Slice, i), PADDING + i * width, cell);
      if (i > 0)
        scope_view_append_text (view, snapshot, "+", SCOPE_TEXT_BOLD, PADDING + i * width - GAP / 2.0, middle, 0.5, scope_palette_color (SCOPE_COLOR_DIM));
    }
  scope_view_append_text (view, snapshot, total, SCOPE_TEXT_BOLD, PADDING + self->slices->len * width, middle, 0, scope_palette_color (SCOPE_COLOR_TEXT));
}

static void
scope_arith_depth_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *min, int *nat, int *b1, int *b2)
{
  ScopeArithDepth *self = SCOPE_ARITH_DEPTH (widget);

  *min = *nat = orientation == GTK_ORIENTATION_HORIZONTAL
                ? 200 : 2 * PADDING + scope_view_text_height (SCOPE_VIEW (self), SCOPE_TEXT_CAPTION) + 3 + self->rows * MIN (LARGEST, 130 / MAX (self->rows, 1));
}

/* A click on a slice of the input takes it to the board. */
static void
pressed (ScopeArithDepth *self, int n, double x, double y, GtkGesture *gesture)
{
  const double width = MIN (slice_width (self), 2 * self->columns * cell_size (self) + 12 + SUM + GAP);
  const int at = (int) ((x - PADDING) / MAX (width, 1));

  if (x >= PADDING && at < (int) self->slices->len)
    {
      const int depth = g_array_index (self->slices, Slice, at).depth;

      if (depth >= 0 && depth < self->n)
        g_signal_emit (self, chosen_signal, 0, depth);
    }
}

/* ---- life ---- */

static void
scope_arith_depth_finalize (GObject *object)
{
  g_array_unref (SCOPE_ARITH_DEPTH (object)->slices);
  g_array_unref (SCOPE_ARITH_DEPTH (object)->terms);
  G_OBJECT_CLASS (scope_arith_depth_parent_class)->finalize (object);
}

static void
scope_arith_depth_class_init (ScopeArithDepthClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = scope_arith_depth_finalize;
  widget_class->snapshot = scope_arith_depth_snapshot;
  widget_class->measure = scope_arith_depth_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  chosen_signal = g_signal_new ("chosen", SCOPE_TYPE_ARITH_DEPTH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
scope_arith_depth_init (ScopeArithDepth *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  self->written = -1;
  self->slices = g_array_new (FALSE, FALSE, sizeof (Slice));
  self->terms = g_array_new (FALSE, FALSE, sizeof (ConvoTerm));
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

/** scope_arith_depth_new: Returns: (transfer full): an empty stack */
GtkWidget *
scope_arith_depth_new (void)
{
  return g_object_new (SCOPE_TYPE_ARITH_DEPTH, NULL);
}
