/* How the blackboard of the stage "Forward" is laid out in a given room.
 *
 * Side by side, a channel a row: input, kernel, products, Σ, bias, output. Where cells of the input would be too small for
 * digits, one channel at a time, and kernel, products and Σ stand one above the other, so that input and output get the
 * width. An input of one row lies above its kernel and its output. */
#include "scope-arith-board-plan.h"

#include "scope-grid-lens.h"

#define LEGIBLE 20             /* pixels a cell: digits that can be read from the last row */
#define KERNEL 230             /* pixels for a kernel, products */
#define PRODUCTS 260
#define STACKED_PRODUCTS 160   /* what stands between two large maps takes little of the width */
#define SPARE 130              /* at most this much more between the parts than they need */
#define LENS_KERNEL 120        /* beside a lens */
#define LEAST_LENS 130
#define LARGEST_ROW 64         /* pixels a cell, where there is but one row */

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
size_kernel (const ScopeArithRow *row, ScopeBoardPlan *plan, int width, int height)
{
  int rows, columns, kernel = MIN (KERNEL, width * 13 / 100), products = MIN (PRODUCTS, width * 18 / 100);

  scope_number_grid_get_size (row->w, &rows, &columns);
  rows = MAX (rows, 1);
  columns = MAX (columns, 1);
  if (plan->order == STACKED)
    kernel = products = plan->lens > 0 ? LENS_KERNEL : STACKED_PRODUCTS;
  plan->w = CLAMP (MIN (kernel / MAX (rows, columns), (height - 30) * (plan->order == SIDE_BY_SIDE ? 4 : 6) / 6 / rows), 12, scope_number_grid_get_largest (row->w));
  plan->p = CLAMP (MIN (products / MAX (rows, columns), (height - 30) * (plan->order == SIDE_BY_SIDE ? 5 : 6) / 6 / rows), 12, scope_number_grid_get_largest (row->p));
  plan->w_width = gtk_widget_get_visible (row->w_box) ? widest (row->w_box, row->w, columns * plan->w + 6) : 0;
  plan->p_width = gtk_widget_get_visible (row->p_box) ? widest (row->p_box, row->p, columns * plan->p + 6) : 0;
  plan->w_height = plan->w_width > 0 ? rows * plan->w + 6 + around (row->w_box, row->w) : 0;
  plan->p_height = plan->p_width > 0 ? rows * plan->p + 6 + around (row->p_box, row->p) : 0;
  plan->equals_width = natural (row->equals, GTK_ORIENTATION_HORIZONTAL, -1);
  plan->sum_width = natural (row->sum, GTK_ORIENTATION_HORIZONTAL, -1);
  plan->sum_height = natural (row->sum, GTK_ORIENTATION_VERTICAL, -1);
}

/** scope_board_plan_middle: Returns: width of everything between input and output */
int
scope_board_plan_middle (const ScopeBoardPlan *plan)
{
  const int sums = plan->n > 1 || (plan->order == STACKED && plan->lens == 0) ? MAX (plan->sum_width, plan->side_width)
                               : plan->sum_width + plan->side_width + (plan->sum_width > 0 && plan->side_width > 0 ? SCOPE_BOARD_GAP : 0);

  if (plan->order == STACKED)
    return MAX (MAX (plan->w_width, plan->p_width), MAX (sums, plan->lens));
  return plan->w_width + plan->p_width + sums + plan->equals_width + SCOPE_BOARD_GAP * ((plan->w_width > 0) + 2 * (plan->p_width > 0) + (sums > 0));
}

/* Room for the rulers of input and output; none where they would be beside small cells. */
typedef struct
{
  int x_left, x_top, y_left, y_top;
} Rulers;

/* Cells of input and output: as large as the height allows, then smaller in the same proportion until both fit the width. */
static void
fit_maps (const ScopeBoardParts *parts, ScopeBoardPlan *plan, int width, int height, const Rulers *rulers)
{
  const ScopeArithRow *row = &parts->rows[0];
  const int below_x = around (row->x_box, row->x) + 8 + rulers->x_top, below_y = around (parts->y_box, parts->y) + 8 + rulers->y_top;
  const int part = (height - (plan->n - 1) * SCOPE_BOARD_ROW_GAP) / plan->n;
  const int gap = plan->order == STACKED ? SCOPE_BOARD_SMALL_GAP : SCOPE_BOARD_GAP;
  int xr, xc, yr, yc, room;
  double needed;

  scope_number_grid_get_size (row->x, &xr, &xc);
  scope_number_grid_get_size (parts->y, &yr, &yc);
  xr = MAX (xr, 1), xc = MAX (xc, 1), yr = MAX (yr, 1), yc = MAX (yc, 1);
  room = MAX (width - scope_board_plan_middle (plan) - 2 * gap - 12 - rulers->x_left - rulers->y_left, 40);
  plan->x = CLAMP ((part - below_x) / xr, 1, scope_number_grid_get_largest (row->x));
  plan->y = CLAMP ((height - below_y) / yr, 1, scope_number_grid_get_largest (parts->y));
  if (plan->order == ONE_ABOVE_THE_OTHER)
    {
      plan->x = CLAMP (MIN ((width - 8 - rulers->x_left) / xc, height), 1, LARGEST_ROW);
      plan->y = CLAMP (MIN ((width - 8 - rulers->y_left) / yc, height), 1, LARGEST_ROW);
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
  plan->y_width = widest (parts->y_box, parts->y, yc * plan->y + 6 + rulers->y_left);
  plan->y_height = yr * plan->y + below_y;
  if (plan->order != ONE_ABOVE_THE_OTHER)      /* words may be wider than their grid */
    plan->x = MAX (MIN (plan->x, (width - scope_board_plan_middle (plan) - plan->y_width - 2 * gap - 6 - rulers->x_left) / xc), 1);
  plan->x_width = widest (row->x_box, row->x, xc * plan->x + 6 + rulers->x_left);
  plan->x_height = xr * plan->x + below_x;
  plan->spare = CLAMP ((width - scope_board_plan_middle (plan) - plan->x_width - plan->y_width - 2 * SCOPE_BOARD_GAP) / 3, 0, SPARE);
}

/* With rulers, or, if that leaves an input or output without them, with larger cells instead. */
static void
size_maps (const ScopeBoardParts *parts, ScopeBoardPlan *plan, int width, int height)
{
  Rulers rulers;
  int unused;

  scope_number_grid_ruler_room (parts->rows[0].x, G_MAXINT, &rulers.x_left, &rulers.x_top);
  scope_number_grid_ruler_room (parts->y, G_MAXINT, &rulers.y_left, &rulers.y_top);
  fit_maps (parts, plan, width, height, &rulers);
  if (!scope_number_grid_ruler_room (parts->rows[0].x, plan->x, &unused, &unused)
      || !scope_number_grid_ruler_room (parts->y, plan->y, &unused, &unused))
    fit_maps (parts, plan, width, height, &(Rulers) { 0 });
}

static ScopeBoardPlan
plan_for (const ScopeBoardParts *parts, ScopeBoardOrder order, int n, int lens, int width, int height)
{
  ScopeBoardPlan plan = { .order = order, .n = n, .lens = lens };
  const int part = (height - (n - 1) * SCOPE_BOARD_ROW_GAP) / n;

  plan.side_width = natural (parts->side, GTK_ORIENTATION_HORIZONTAL, -1);
  plan.side_height = natural (parts->side, GTK_ORIENTATION_VERTICAL, -1);
  if (order == ONE_ABOVE_THE_OTHER)      /* two lines of cells a channel, one for the output, words above each */
    height = CLAMP ((height - 100 - 80 * n) / (2 * n + 1), 30, LARGEST_ROW);
  size_kernel (&parts->rows[0], &plan, width, order == STACKED ? (height - (lens > 0 ? 160 : 182)) / 2 : order == SIDE_BY_SIDE ? part : height + 30);
  size_maps (parts, &plan, width, height);
  return plan;
}

/* Height of everything when an input of one row lies above its kernel. */
static int
total_height (const ScopeBoardPlan *plan)
{
  return plan->n * (plan->x_height + MAX (MAX (plan->w_height, plan->p_height), plan->sum_height) + SCOPE_BOARD_ROW_GAP) + plan->y_height
         + MAX (plan->side_height - plan->y_height, 0);
}

/**
 * scope_board_plan:
 * @parts: what is to be laid out; the grids have their rows and columns
 * @channels: channels wanted, at least 1
 * @width: of the board, in pixels
 * @height: likewise
 *
 * Returns: the plan with the most channels whose cells have digits that can be read
 */
ScopeBoardPlan
scope_board_plan (const ScopeBoardParts *parts, int channels, int width, int height)
{
  int rows, columns;
  ScopeBoardPlan best, other;

  scope_number_grid_get_size (parts->rows[0].x, &rows, &columns);
  if (rows == 1)
    {
      best = plan_for (parts, ONE_ABOVE_THE_OTHER, channels, 0, width, height);
      return channels == 1 || total_height (&best) <= height ? best : plan_for (parts, ONE_ABOVE_THE_OTHER, 1, 0, width, height);
    }
  for (int n = channels; n >= 1; n--)
    {
      best = plan_for (parts, SIDE_BY_SIDE, n, 0, width, height);
      if (MIN (best.x, best.y) >= LEGIBLE)
        return best;
    }
  other = plan_for (parts, STACKED, 1, 0, width, height);
  if (!scope_number_grid_digits_fit (other.x))
    other = plan_for (parts, STACKED, 1, CLAMP (height - 330, LEAST_LENS, SCOPE_GRID_LENS_SIZE), width, height);
  return other.x > best.x || other.lens > 0 ? other : best;
}
