/* The blackboard of the stage "Forward": everything in its place, as large as the page allows, with rays and arrows between.
 *
 * Side by side, a channel a row: input, kernel, products, Σ, bias, output. Where cells of the input would be too small for
 * digits, one channel at a time, and kernel, products and Σ stand one above the other, so that input and output get the
 * width. An input of one row lies above its kernel and its output. */
#include "scope-arith-board.h"

#include <math.h>

#include "scope-arith-rays.h"
#include "scope-grid-lens.h"

#define GAP 16
#define SMALL_GAP 10
#define ROW_GAP 10
#define LEGIBLE 20             /* pixels a cell: digits that can be read from the last row */
#define KERNEL 230             /* pixels for a kernel, products */
#define PRODUCTS 260
#define STACKED_PRODUCTS 160   /* what stands between two large maps takes little of the width */
#define SPARE 130              /* at most this much more between the parts than they need */

typedef enum { SIDE_BY_SIDE, STACKED, ONE_ABOVE_THE_OTHER } Order;

/* How everything is laid out in a given size: pixels a cell, widths and heights of the parts. */
typedef struct
{
  Order order;
  int   n;                     /* channels */
  int   x, w, p, y;            /* pixels a cell */
  int   x_width, x_height, w_width, w_height, p_width, p_height, y_width, y_height;
  int   sum_width, sum_height, side_width, side_height, equals_width;
  int   spare;                 /* between the parts */
  gboolean lens;               /* cells have no digits */
} Plan;

struct _ScopeArithBoard
{
  ScopeView        parent_instance;
  ScopeArithRow   *rows;
  GtkWidget       *side, *y_box, *lens;
  ScopeNumberGrid *bias, *y;
  Plan             plan;
  ScopeArithRays   rays;
  guint            idle;
  int              width, height;
};

G_DEFINE_FINAL_TYPE (ScopeArithBoard, scope_arith_board, SCOPE_TYPE_VIEW)

static guint resized_signal;

/* ---- sizes ---- */

static int
natural (GtkWidget *widget, GtkOrientation orientation, int for_size)
{
  int result = 0;

  if (gtk_widget_get_visible (widget))
    gtk_widget_measure (widget, orientation, for_size, NULL, &result, NULL, NULL);
  return result;
}

/* What stands in @box besides @grid: titles above, words below. */
static int
around (GtkWidget *box, ScopeNumberGrid *grid)
{
  int height = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (child != GTK_WIDGET (grid) && gtk_widget_get_visible (child))
      height += natural (child, GTK_ORIENTATION_VERTICAL, -1) + gtk_box_get_spacing (GTK_BOX (box));
  return height;
}

static int
widest (GtkWidget *box, ScopeNumberGrid *grid, int width)
{
  for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (child != GTK_WIDGET (grid))
      width = MAX (width, natural (child, GTK_ORIENTATION_HORIZONTAL, -1));
  return width;
}

/* Kernel and products: their cells depend on their own number only. */
static void
size_kernel (const ScopeArithRow *row, Plan *plan, int height)
{
  int rows, columns;

  scope_number_grid_get_size (row->w, &rows, &columns);
  rows = MAX (rows, 1);
  columns = MAX (columns, 1);
  plan->w = CLAMP (MIN ((plan->order == STACKED ? STACKED_PRODUCTS : KERNEL) / MAX (rows, columns), (height - 30) / rows), 12, scope_number_grid_get_largest (row->w));
  plan->p = CLAMP (MIN ((plan->order == STACKED ? STACKED_PRODUCTS : PRODUCTS) / MAX (rows, columns), (height - 30) / rows), 12, scope_number_grid_get_largest (row->p));
  plan->w_width = gtk_widget_get_visible (row->w_box) ? widest (row->w_box, row->w, columns * plan->w + 6) : 0;
  plan->p_width = gtk_widget_get_visible (row->p_box) ? widest (row->p_box, row->p, columns * plan->p + 6) : 0;
  plan->w_height = plan->w_width > 0 ? rows * plan->w + 6 + around (row->w_box, row->w) : 0;
  plan->p_height = plan->p_width > 0 ? rows * plan->p + 6 + around (row->p_box, row->p) : 0;
  plan->equals_width = natural (row->equals, GTK_ORIENTATION_HORIZONTAL, -1);
  plan->sum_width = natural (row->sum, GTK_ORIENTATION_HORIZONTAL, -1);
  plan->sum_height = natural (row->sum, GTK_ORIENTATION_VERTICAL, -1);
}

static int
middle_width (ScopeArithBoard *self, const Plan *plan)
{
  const int sums = plan->n > 1 || plan->order == STACKED ? MAX (plan->sum_width, plan->side_width)
                               : plan->sum_width + plan->side_width + (plan->sum_width > 0 && plan->side_width > 0 ? GAP : 0);

  if (plan->order == STACKED)
    return MAX (MAX (plan->w_width, plan->p_width), MAX (sums, plan->lens ? SCOPE_GRID_LENS_SIZE : 0));
  return plan->w_width + plan->p_width + sums + plan->equals_width + GAP * ((plan->w_width > 0) + 2 * (plan->p_width > 0) + (sums > 0));
}

/* Cells of input and output: as large as the height allows, then smaller in the same proportion until both fit the width. */
static void
size_maps (ScopeArithBoard *self, Plan *plan, int width, int height)
{
  const ScopeArithRow *row = &self->rows[0];
  const int below_x = around (row->x_box, row->x) + 8, below_y = around (self->y_box, self->y) + 8;
  const int part = (height - (plan->n - 1) * ROW_GAP) / plan->n;
  int xr, xc, yr, yc, room;
  double needed;

  scope_number_grid_get_size (row->x, &xr, &xc);
  scope_number_grid_get_size (self->y, &yr, &yc);
  xr = MAX (xr, 1), xc = MAX (xc, 1), yr = MAX (yr, 1), yc = MAX (yc, 1);
  room = MAX (width - middle_width (self, plan) - 2 * (plan->order == STACKED ? SMALL_GAP : GAP) - 12, 40);
  plan->x = CLAMP ((part - below_x) / xr, 1, scope_number_grid_get_largest (row->x));
  plan->y = CLAMP ((height - below_y) / yr, 1, scope_number_grid_get_largest (self->y));
  if (plan->order == ONE_ABOVE_THE_OTHER)
    {
      plan->x = CLAMP ((width - 8) / xc, 1, plan->x);
      plan->y = CLAMP ((width - 8) / yc, 1, plan->y);
    }
  needed = xc * plan->x + yc * plan->y;
  if (plan->order != ONE_ABOVE_THE_OTHER && needed > room)
    {
      const int larger = MIN (plan->x, plan->y), even = room / (xc + yc);

      plan->x = MAX ((int) (plan->x * room / needed), 1);
      plan->y = MAX ((int) (plan->y * room / needed), 1);
      if (MIN (plan->x, plan->y) < LEGIBLE && even > MIN (plan->x, plan->y))       /* rather both a little smaller */
        plan->x = plan->y = MAX (MIN (even, larger), 1);
    }
  plan->x_width = widest (row->x_box, row->x, xc * plan->x + 6);
  plan->x_height = xr * plan->x + below_x;
  plan->y_width = widest (self->y_box, self->y, yc * plan->y + 6);
  plan->y_height = yr * plan->y + below_y;
  plan->spare = CLAMP ((width - middle_width (self, plan) - plan->x_width - plan->y_width - 2 * GAP) / 3, 0, SPARE);
}

static Plan
plan_for (ScopeArithBoard *self, Order order, int n, gboolean lens, int width, int height)
{
  Plan plan = { .order = order, .n = n, .lens = lens };
  const int part = (height - (n - 1) * ROW_GAP) / n;

  plan.side_width = natural (self->side, GTK_ORIENTATION_HORIZONTAL, -1);
  plan.side_height = natural (self->side, GTK_ORIENTATION_VERTICAL, -1);
  size_kernel (&self->rows[0], &plan, order == STACKED ? (height - 160) / 2 : order == SIDE_BY_SIDE ? part : 160);
  size_maps (self, &plan, width, order == ONE_ABOVE_THE_OTHER ? 160 : height);
  return plan;
}

/* Height of everything when an input of one row lies above its kernel. */
static int
total_height (const Plan *plan)
{
  return plan->n * (plan->x_height + MAX (MAX (plan->w_height, plan->p_height), plan->sum_height) + ROW_GAP) + plan->y_height
         + MAX (plan->side_height - plan->y_height, 0);
}

static Plan
best_plan (ScopeArithBoard *self, int channels, int width, int height)
{
  int rows, columns;
  Plan best, other;

  scope_number_grid_get_size (self->rows[0].x, &rows, &columns);
  if (rows == 1)
    {
      best = plan_for (self, ONE_ABOVE_THE_OTHER, channels, FALSE, width, height);
      return channels == 1 || total_height (&best) <= height ? best : plan_for (self, ONE_ABOVE_THE_OTHER, 1, FALSE, width, height);
    }
  for (int n = channels; n >= 1; n--)
    {
      best = plan_for (self, SIDE_BY_SIDE, n, FALSE, width, height);
      if (MIN (best.x, best.y) >= LEGIBLE)
        return best;
    }
  other = plan_for (self, STACKED, 1, FALSE, width, height);
  if (!scope_number_grid_digits_fit (other.x))
    other = plan_for (self, STACKED, 1, TRUE, width, height);
  return other.x > best.x || other.lens ? other : best;
}

/** scope_arith_board_fits: Returns: how many of @channels have room with digits; at least one */
int
scope_arith_board_fits (ScopeArithBoard *self, int channels)
{
  const int width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));

  channels = CLAMP (channels, 1, SCOPE_ARITH_ROWS);
  return width > 0 && height > 0 ? best_plan (self, channels, width, height).n : channels;
}

/* ---- places ---- */

static void
place (GtkWidget *widget, double x, double y, int width, int height)
{
  GtkAllocation where = { (int) x, (int) y, width, height };
  int least;

  if (!gtk_widget_should_layout (widget))
    return;
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  where.width = MAX (where.width, least);
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, where.width, &least, NULL, NULL, NULL);
  where.height = MAX (where.height, least);
  gtk_widget_size_allocate (widget, &where, -1);
}

static void
place_side_by_side (ScopeArithBoard *self, const Plan *plan, int width, int height)
{
  const int part = (height - (plan->n - 1) * ROW_GAP) / plan->n, sums = MAX (plan->sum_width, plan->side_width);
  const int all = plan->x_width + middle_width (self, plan) + plan->y_width + 2 * (GAP + plan->spare);
  double left = MAX ((width - all) / 2, 0), x = left;

  for (int i = 0; i < plan->n; i++)
    {
      const ScopeArithRow *row = &self->rows[i];
      const double top = i * (part + ROW_GAP), middle = top + (top + plan->x_height > height ? part : plan->x_height) / 2.0 + 12;

      x = left;
      place (row->x_box, x, top, plan->x_width, plan->x_height);
      x += plan->x_width + GAP + plan->spare;
      place (row->w_box, x, middle - plan->w_height / 2.0 - 12, plan->w_width, plan->w_height);
      x += plan->w_width + (plan->w_width > 0 ? GAP : 0);
      place (row->equals, x, middle - 12, plan->equals_width, 24);
      x += plan->equals_width + (plan->p_width > 0 ? GAP : 0);
      place (row->p_box, x, middle - plan->p_height / 2.0 - 12, plan->p_width, plan->p_height);
      x += plan->p_width + (plan->p_width > 0 ? GAP : 0);
      place (row->sum, x + (plan->n > 1 ? (sums - plan->sum_width) / 2 : 0), middle - plan->sum_height / 2.0, plan->sum_width, plan->sum_height);
    }
  height = plan->n > 1 ? (int) (part + ROW_GAP + plan->x_height) : MAX (plan->x_height, MIN (plan->y_height, height));
  if (plan->n > 1)
    place (self->side, x + (sums - plan->side_width) / 2, (height - plan->side_height) / 2.0 + 12, plan->side_width, plan->side_height);
  else
    place (self->side, x + plan->sum_width + (plan->sum_width > 0 ? GAP : 0), (plan->x_height - plan->side_height) / 2.0 + 12, plan->side_width, plan->side_height);
  x = left + all - plan->y_width;
  place (self->y_box, x, MAX ((height - plan->y_height) / 2.0, 0), plan->y_width, plan->y_height);
}

static void
place_stacked (ScopeArithBoard *self, const Plan *plan, int width, int height)
{
  const ScopeArithRow *row = &self->rows[0];
  const int middle = middle_width (self, plan), all = plan->x_width + middle + plan->y_width + 2 * SMALL_GAP;
  const int spare = CLAMP ((width - all) / 2, 0, SPARE), lens_height = plan->lens ? SCOPE_GRID_LENS_SIZE + ROW_GAP : 0;
  const double left = MAX ((width - all - 2 * spare) / 2, 0), at = left + plan->x_width + SMALL_GAP + spare, centre = at + middle / 2.0;
  const int sums = plan->sum_height + plan->side_height + 2 * ROW_GAP, least = lens_height + plan->w_height + sums + ROW_GAP;
  const gboolean products = plan->p_height > 0 && least + plan->p_height + ROW_GAP <= height;
  double y = CLAMP ((plan->x_height - least - (products ? plan->p_height + ROW_GAP : 0)) / 2.0, 0, 120);

  gtk_widget_set_child_visible (self->lens, plan->lens);
  gtk_widget_set_child_visible (row->p_box, products);
  place (row->x_box, left, 0, plan->x_width, plan->x_height);
  place (self->y_box, left + plan->x_width + middle + 2 * (SMALL_GAP + spare), MAX ((plan->x_height - plan->y_height) / 2.0, 0), plan->y_width, plan->y_height);
  place (self->lens, centre - SCOPE_GRID_LENS_SIZE / 2, y, SCOPE_GRID_LENS_SIZE, SCOPE_GRID_LENS_SIZE);
  y += lens_height;
  place (row->w_box, centre - plan->w_width / 2.0, y, plan->w_width, plan->w_height);
  y += plan->w_height + ROW_GAP;
  if (products)
    {
      place (row->p_box, centre - plan->p_width / 2.0, y, plan->p_width, plan->p_height);
      y += plan->p_height + ROW_GAP + 6;
    }
  place (row->sum, centre - plan->sum_width / 2.0, y, plan->sum_width, plan->sum_height);
  y += plan->sum_height + (plan->sum_height > 0 ? ROW_GAP + 6 : 0);
  place (self->side, centre - plan->side_width / 2.0, y, plan->side_width, plan->side_height);
}

static void
place_one_above_the_other (ScopeArithBoard *self, const Plan *plan, int width, int height)
{
  const int tall = MAX (MAX (plan->w_height, plan->p_height), plan->sum_height);
  const int middle = plan->w_width + plan->equals_width + plan->p_width + plan->sum_width + 3 * GAP;
  double y = 0;

  for (int i = 0; i < plan->n; i++)
    {
      const ScopeArithRow *row = &self->rows[i];
      double x = MAX ((width - middle) / 2, 0);

      place (row->x_box, (width - plan->x_width) / 2, y, plan->x_width, plan->x_height);
      y += plan->x_height;
      place (row->w_box, x, y + (tall - plan->w_height) / 2.0, plan->w_width, plan->w_height);
      x += plan->w_width + GAP;
      place (row->equals, x, y + tall / 2.0, plan->equals_width, 24);
      x += plan->equals_width + GAP;
      place (row->p_box, x, y + (tall - plan->p_height) / 2.0, plan->p_width, plan->p_height);
      x += plan->p_width + GAP;
      place (row->sum, x, y + (tall - plan->sum_height) / 2.0 + 12, plan->sum_width, plan->sum_height);
      y += tall + ROW_GAP;
    }
  place (self->y_box, (width - plan->y_width) / 2, y, plan->y_width, plan->y_height);
  place (self->side, MAX ((width - plan->y_width) / 2 - plan->side_width - 2 * GAP, 0), y, plan->side_width, plan->side_height);
}

static gboolean
tell_resized (gpointer data)
{
  SCOPE_ARITH_BOARD (data)->idle = 0;
  g_signal_emit (data, resized_signal, 0);
  return G_SOURCE_REMOVE;
}

static int
shown_channels (ScopeArithBoard *self)
{
  int n = 0;

  while (n < SCOPE_ARITH_ROWS && self->rows[n].channel >= 0)
    n++;
  return MAX (n, 1);
}

static void
show_parts (ScopeArithBoard *self)
{
  gtk_widget_set_child_visible (self->lens, FALSE);
  for (int i = 0; i < SCOPE_ARITH_ROWS; i++)
    {
      const ScopeArithRow *row = &self->rows[i];
      const gboolean shown = i < self->plan.n;

      gtk_widget_set_child_visible (row->x_box, shown);
      gtk_widget_set_child_visible (row->w_box, shown);
      gtk_widget_set_child_visible (row->p_box, shown);
      gtk_widget_set_child_visible (row->sum, shown);
      gtk_widget_set_child_visible (row->equals, shown && self->plan.order != STACKED);
    }
}

static void
scope_arith_board_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ScopeArithBoard *self = SCOPE_ARITH_BOARD (widget);
  const int shown = shown_channels (self);
  const gboolean resized = width != self->width || height != self->height;

  self->width = width;
  self->height = height;
  self->plan = best_plan (self, shown, width, height);
  show_parts (self);
  if (self->plan.order == SIDE_BY_SIDE)
    place_side_by_side (self, &self->plan, width, height);
  else if (self->plan.order == STACKED)
    place_stacked (self, &self->plan, width, height);
  else
    place_one_above_the_other (self, &self->plan, width, height);
  if (self->idle == 0 && (resized || self->plan.n != shown))
    self->idle = g_idle_add (tell_resized, self);
}

static void
scope_arith_board_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *min, int *nat, int *b1, int *b2)
{
  *min = *nat = orientation == GTK_ORIENTATION_HORIZONTAL ? 640 : 300;
}

/* ---- rays and arrows ---- */

static gboolean
bounds_in (ScopeArithBoard *self, ScopeNumberGrid *grid, const graphene_rect_t *inside, graphene_rect_t *rect)
{
  graphene_point_t origin;

  if (!gtk_widget_get_mapped (GTK_WIDGET (grid))
      || !gtk_widget_compute_point (GTK_WIDGET (grid), GTK_WIDGET (self), &inside->origin, &origin))
    return FALSE;
  graphene_rect_init (rect, origin.x, origin.y, inside->size.width, inside->size.height);
  return TRUE;
}

/* All cells of a grid without its margins. */
static gboolean
cells_in (ScopeArithBoard *self, ScopeNumberGrid *grid, graphene_rect_t *rect)
{
  graphene_rect_t cell;
  int rows, columns;

  scope_number_grid_get_size (grid, &rows, &columns);
  if (!scope_number_grid_cell_rect (grid, 0, 0, &cell))
    return FALSE;
  cell.size.width *= columns;
  cell.size.height *= rows;
  return bounds_in (self, grid, &cell, rect);
}

static gboolean
widget_in (ScopeArithBoard *self, GtkWidget *widget, graphene_rect_t *rect)
{
  return gtk_widget_get_mapped (widget) && gtk_widget_compute_bounds (widget, GTK_WIDGET (self), rect);
}

static void
draw_row (ScopeArithBoard *self, GtkSnapshot *snapshot, int i)
{
  ScopeArithRow *row = &self->rows[i];
  const gboolean down = self->plan.order == ONE_ABOVE_THE_OTHER;
  graphene_rect_t inside, window, kernel, products, sum, bias;

  if (!self->plan.lens && scope_number_grid_window_rect (row->x, &inside) && bounds_in (self, row->x, &inside, &window) && cells_in (self, row->w, &kernel))
    scope_arith_rays_fan (&self->rays, snapshot, i, &window, &kernel, down);
  if (widget_in (self, row->sum, &sum) && cells_in (self, row->p, &products) && row->channel >= 0)
    scope_arith_rays_arrow (&self->rays, snapshot, i, &products, &sum);
  if (widget_in (self, row->sum, &sum) && widget_in (self, gtk_widget_get_parent (GTK_WIDGET (self->bias)), &bias) && !down)
    scope_arith_rays_arrow (&self->rays, snapshot, SCOPE_ARITH_ROWS + i, &sum, &bias);
}

static void
draw_result (ScopeArithBoard *self, GtkSnapshot *snapshot)
{
  graphene_rect_t from, inside, cell, all;
  ScopeArithRow *row = &self->rows[0];

  if (!scope_number_grid_current_rect (self->y, &inside) || !bounds_in (self, self->y, &inside, &cell) || !cells_in (self, self->y, &all))
    return;
  if (cells_in (self, self->bias, &from) || widget_in (self, row->sum, &from) || cells_in (self, row->p, &from))
    scope_arith_rays_result (&self->rays, snapshot, &from, &cell, &all);
}

static void
draw_lens (ScopeArithBoard *self, GtkSnapshot *snapshot)
{
  graphene_rect_t inside, source, lens;

  if (widget_in (self, self->lens, &lens) && scope_grid_lens_source (SCOPE_GRID_LENS (self->lens), &inside)
      && bounds_in (self, self->rows[0].x, &inside, &source))
    scope_arith_rays_lens (&self->rays, snapshot, &source, &lens);
}

static void
scope_arith_board_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ScopeArithBoard *self = SCOPE_ARITH_BOARD (widget);

  GTK_WIDGET_CLASS (scope_arith_board_parent_class)->snapshot (widget, snapshot);
  for (int i = 0; i < SCOPE_ARITH_ROWS; i++)
    if (self->rows[i].channel >= 0)
      draw_row (self, snapshot, i);
  draw_result (self, snapshot);
  draw_lens (self, snapshot);
}

/* ---- life ---- */

static void
scope_arith_board_drop (ScopeView *view)
{
  scope_arith_rays_drop (&SCOPE_ARITH_BOARD (view)->rays);
  SCOPE_VIEW_CLASS (scope_arith_board_parent_class)->drop (view);
}

static void
scope_arith_board_dispose (GObject *object)
{
  GtkWidget *child;

  g_clear_handle_id (&SCOPE_ARITH_BOARD (object)->idle, g_source_remove);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (scope_arith_board_parent_class)->dispose (object);
}

static void
scope_arith_board_class_init (ScopeArithBoardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = scope_arith_board_dispose;
  SCOPE_VIEW_CLASS (klass)->drop = scope_arith_board_drop;
  widget_class->size_allocate = scope_arith_board_size_allocate;
  widget_class->measure = scope_arith_board_measure;
  widget_class->snapshot = scope_arith_board_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  resized_signal = g_signal_new ("resized", SCOPE_TYPE_ARITH_BOARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
scope_arith_board_init (ScopeArithBoard *self)
{
}

/**
 * scope_arith_board_new:
 * @rows: [SCOPE_ARITH_ROWS] the channels, with their widgets; they stay with the caller
 * @side: (transfer full): bias and what the other channels add
 * @bias: in @side
 * @y_box: (transfer full): the output with its words
 * @y: in @y_box
 * @lens: (transfer full): over the input of the first row
 *
 * Returns: (transfer full): all of them in their places
 */
GtkWidget *
scope_arith_board_new (ScopeArithRow *rows, GtkWidget *side, ScopeNumberGrid *bias, GtkWidget *y_box, ScopeNumberGrid *y, GtkWidget *lens)
{
  ScopeArithBoard *self = g_object_new (SCOPE_TYPE_ARITH_BOARD, NULL);
  GtkWidget *widget = GTK_WIDGET (self);

  self->rows = rows;
  self->side = side;
  self->bias = bias;
  self->y_box = y_box;
  self->y = y;
  self->lens = lens;
  for (int i = 0; i < SCOPE_ARITH_ROWS; i++)
    {
      GtkWidget *const parts[] = { rows[i].x_box, rows[i].w_box, rows[i].equals, rows[i].p_box, rows[i].sum };

      for (gsize k = 0; k < G_N_ELEMENTS (parts); k++)
        gtk_widget_set_parent (parts[k], widget);
    }
  gtk_widget_set_parent (side, widget);
  gtk_widget_set_parent (y_box, widget);
  gtk_widget_set_parent (lens, widget);
  return widget;
}
