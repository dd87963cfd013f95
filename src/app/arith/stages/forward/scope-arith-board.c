/* The blackboard of the stage "Forward": everything in the place that scope-arith-board-plan.c found for it, with rays and
 * arrows between. */
#include "scope-arith-board.h"

#include "scope-arith-board-plan.h"
#include "scope-arith-rays.h"
#include "scope-grid-lens.h"

struct _ScopeArithBoard
{
  ScopeView        parent_instance;
  ScopeBoardParts  parts;
  GtkWidget       *lens;
  ScopeNumberGrid *bias;
  ScopeBoardPlan             plan;
  ScopeArithRays   rays;
  ScopeArithFlight flight;
  gboolean         flies;
  guint            idle;
  int              width, height;
};

G_DEFINE_FINAL_TYPE (ScopeArithBoard, scope_arith_board, SCOPE_TYPE_VIEW)

static guint resized_signal;

/** scope_arith_board_fits: Returns: how many of @channels have room with digits; at least one */
int
scope_arith_board_fits (ScopeArithBoard *self, int channels)
{
  const int width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));

  channels = CLAMP (channels, 1, SCOPE_ARITH_ROWS);
  return width > 0 && height > 0 ? scope_board_plan (&self->parts, channels, width, height).n : channels;
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
place_side_by_side (ScopeArithBoard *self, const ScopeBoardPlan *plan, int width, int height)
{
  const int part = (height - (plan->n - 1) * SCOPE_BOARD_ROW_GAP) / plan->n, sums = MAX (plan->sum_width, plan->side_width);
  const int all = plan->x_width + scope_board_plan_middle (plan) + plan->y_width + 2 * (SCOPE_BOARD_GAP + plan->spare);
  double left = MAX ((width - all) / 2, 0), x = left;

  for (int i = 0; i < plan->n; i++)
    {
      const ScopeArithRow *row = &self->parts.rows[i];
      const double top = i * (part + SCOPE_BOARD_ROW_GAP), middle = top + (top + plan->x_height > height ? part : plan->x_height) / 2.0 + 12;

      x = left;
      place (row->x_box, x, top, plan->x_width, plan->x_height);
      x += plan->x_width + SCOPE_BOARD_GAP + plan->spare;
      place (row->w_box, x, middle - plan->w_height / 2.0 - 12, plan->w_width, plan->w_height);
      x += plan->w_width + (plan->w_width > 0 ? SCOPE_BOARD_GAP : 0);
      place (row->equals, x, middle - 12, plan->equals_width, 24);
      x += plan->equals_width + (plan->p_width > 0 ? SCOPE_BOARD_GAP : 0);
      place (row->p_box, x, middle - plan->p_height / 2.0 - 12, plan->p_width, plan->p_height);
      x += plan->p_width + (plan->p_width > 0 ? SCOPE_BOARD_GAP : 0);
      place (row->sum, x + (plan->n > 1 ? (sums - plan->sum_width) / 2 : 0), middle - plan->sum_height / 2.0, plan->sum_width, plan->sum_height);
    }
  height = plan->n > 1 ? (int) (part + SCOPE_BOARD_ROW_GAP + plan->x_height) : MAX (plan->x_height, MIN (plan->y_height, height));
  if (plan->n > 1)
    place (self->parts.side, x + (sums - plan->side_width) / 2, (height - plan->side_height) / 2.0 + 12, plan->side_width, plan->side_height);
  else
    place (self->parts.side, x + plan->sum_width + (plan->sum_width > 0 ? SCOPE_BOARD_GAP : 0), (plan->x_height - plan->side_height) / 2.0 + 12, plan->side_width, plan->side_height);
  x = left + all - plan->y_width;
  place (self->parts.y_box, x, MAX ((height - plan->y_height) / 2.0, 0), plan->y_width, plan->y_height);
}

/* Σ and bias below the kernel; beside a lens there is room for both in a row. */
static void
place_sums (ScopeArithBoard *self, const ScopeBoardPlan *plan, double centre, double y)
{
  GtkWidget *sum = self->parts.rows[0].sum;
  GtkWidget *bias = gtk_widget_get_parent (GTK_WIDGET (self->bias));
  const int both = plan->sum_width + plan->side_width + SCOPE_BOARD_GAP;
  int beside = plan->side_height;

  if (plan->lens > 0)
    {
      if (gtk_widget_get_visible (bias))      /* not beside the middle of a long list of channels below it */
        gtk_widget_measure (bias, GTK_ORIENTATION_VERTICAL, -1, NULL, &beside, NULL, NULL);
      place (sum, centre - both / 2.0, y + (beside - plan->sum_height) / 2.0 + 8, plan->sum_width, plan->sum_height);
      place (self->parts.side, plan->sum_width > 0 ? centre + both / 2.0 - plan->side_width : centre - plan->side_width / 2.0, y, plan->side_width,
             plan->side_height);
      return;
    }
  place (sum, centre - plan->sum_width / 2.0, y, plan->sum_width, plan->sum_height);
  y += plan->sum_height + (plan->sum_height > 0 ? SCOPE_BOARD_ROW_GAP + 6 : 0);
  place (self->parts.side, centre - plan->side_width / 2.0, y, plan->side_width, plan->side_height);
}

static void
place_stacked (ScopeArithBoard *self, const ScopeBoardPlan *plan, int width, int height)
{
  const ScopeArithRow *row = &self->parts.rows[0];
  const int middle = scope_board_plan_middle (plan), all = plan->x_width + middle + plan->y_width + 2 * SCOPE_BOARD_SMALL_GAP;
  const int spare = CLAMP ((width - all) / 2, 0, 130), lens = plan->lens > 0 ? plan->lens + SCOPE_BOARD_ROW_GAP : 0;
  const double left = MAX ((width - all - 2 * spare) / 2, 0), at = left + plan->x_width + SCOPE_BOARD_SMALL_GAP + spare, centre = at + middle / 2.0;
  const int sums = plan->lens > 0 ? MAX (plan->sum_height, plan->side_height) : plan->sum_height + plan->side_height + 2 * SCOPE_BOARD_ROW_GAP;
  const int least = lens + plan->w_height + sums + SCOPE_BOARD_ROW_GAP;
  const gboolean products = plan->p_height > 0 && least + plan->p_height + SCOPE_BOARD_ROW_GAP <= height;
  double y = CLAMP ((plan->x_height - least - (products ? plan->p_height + SCOPE_BOARD_ROW_GAP : 0)) / 2.0, 0, 120);

  gtk_widget_set_child_visible (self->lens, plan->lens > 0);
  gtk_widget_set_child_visible (row->p_box, products);
  place (row->x_box, left, 0, plan->x_width, plan->x_height);
  place (self->parts.y_box, left + plan->x_width + middle + 2 * (SCOPE_BOARD_SMALL_GAP + spare), MAX ((plan->x_height - plan->y_height) / 2.0, 0),
         plan->y_width, plan->y_height);
  place (self->lens, centre - plan->lens / 2.0, y, plan->lens, plan->lens);
  y += lens;
  place (row->w_box, centre - plan->w_width / 2.0, y, plan->w_width, plan->w_height);
  y += plan->w_height + SCOPE_BOARD_ROW_GAP;
  if (products)
    {
      place (row->p_box, centre - plan->p_width / 2.0, y, plan->p_width, plan->p_height);
      y += plan->p_height + SCOPE_BOARD_ROW_GAP + 6;
    }
  place_sums (self, plan, centre, y);
}

static void
place_one_above_the_other (ScopeArithBoard *self, const ScopeBoardPlan *plan, int width, int height)
{
  const int tall = MAX (MAX (plan->w_height, plan->p_height), plan->sum_height);
  const int middle = plan->w_width + plan->equals_width + plan->p_width + plan->sum_width + 3 * SCOPE_BOARD_GAP;
  const double beside = (width - plan->y_width) / 2.0 - plan->side_width - 2 * SCOPE_BOARD_GAP;
  double y = 0, sums = 0;

  for (int i = 0; i < plan->n; i++)
    {
      const ScopeArithRow *row = &self->parts.rows[i];
      double x = MAX ((width - middle) / 2, 0);

      place (row->x_box, (width - plan->x_width) / 2, y, plan->x_width, plan->x_height);
      y += plan->x_height;
      place (row->w_box, x, y + (tall - plan->w_height) / 2.0, plan->w_width, plan->w_height);
      x += plan->w_width + SCOPE_BOARD_GAP;
      place (row->equals, x, y + tall / 2.0, plan->equals_width, 24);
      x += plan->equals_width + SCOPE_BOARD_GAP;
      place (row->p_box, x, y + (tall - plan->p_height) / 2.0, plan->p_width, plan->p_height);
      x += plan->p_width + SCOPE_BOARD_GAP;
      place (row->sum, x, y + (tall - plan->sum_height) / 2.0 + 12, plan->sum_width, plan->sum_height);
      sums = x + plan->sum_width + SCOPE_BOARD_GAP;
      y += tall + SCOPE_BOARD_ROW_GAP;
    }
  if (beside < 0)
    y = MAX (y, plan->side_height + SCOPE_BOARD_ROW_GAP);
  place (self->parts.y_box, (width - plan->y_width) / 2, y, plan->y_width, plan->y_height);
  if (beside >= 0)
    place (self->parts.side, beside, y, plan->side_width, plan->side_height);
  else                                   /* a long output takes the whole width: above it, after the sums */
    place (self->parts.side, MIN (sums, width - plan->side_width), y - SCOPE_BOARD_ROW_GAP - plan->side_height, plan->side_width,
           plan->side_height);
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

  while (n < SCOPE_ARITH_ROWS && self->parts.rows[n].channel >= 0)
    n++;
  return MAX (n, 1);
}

static void
show_parts (ScopeArithBoard *self)
{
  gtk_widget_set_child_visible (self->lens, FALSE);
  for (int i = 0; i < SCOPE_ARITH_ROWS; i++)
    {
      const ScopeArithRow *row = &self->parts.rows[i];
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
  self->plan = scope_board_plan (&self->parts, shown, width, height);
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
  ScopeArithRow *row = &self->parts.rows[i];
  const gboolean down = self->plan.order == ONE_ABOVE_THE_OTHER;
  graphene_rect_t inside, window, kernel, products, sum, bias;

  if (!self->plan.lens && scope_number_grid_window_rect (row->x, &inside) && bounds_in (self, row->x, &inside, &window) && cells_in (self, row->w, &kernel))
    scope_arith_rays_fan (&self->rays, snapshot, i, &window, &kernel, down);
  if (widget_in (self, row->sum, &sum) && cells_in (self, row->p, &products) && row->channel >= 0)
    scope_arith_rays_arrow (&self->rays, snapshot, i, &products, &sum);
  if (widget_in (self, row->sum, &sum) && !down
      && widget_in (self, i == 0 ? gtk_widget_get_parent (GTK_WIDGET (self->bias)) : self->parts.side, &bias))
    scope_arith_rays_arrow (&self->rays, snapshot, SCOPE_ARITH_ROWS + i, &sum, &bias);
}

static void
draw_result (ScopeArithBoard *self, GtkSnapshot *snapshot)
{
  graphene_rect_t from, inside, cell, all;
  ScopeArithRow *row = &self->parts.rows[0];
  int left, top;

  if (!scope_number_grid_current_rect (self->parts.y, &inside) || !bounds_in (self, self->parts.y, &inside, &cell) || !cells_in (self, self->parts.y, &all))
    return;
  scope_number_grid_rulers (self->parts.y, &left, &top);
  graphene_rect_init (&all, all.origin.x - left, all.origin.y - top, all.size.width + left, all.size.height + top);
  if (self->plan.order == ONE_ABOVE_THE_OTHER && widget_in (self, self->parts.side, &from) && from.origin.y + from.size.height < all.origin.y)
    scope_arith_rays_result (&self->rays, snapshot, &from, &cell, &all);       /* not through what stands below the bias */
  else if (cells_in (self, self->bias, &from) || (self->plan.lens > 0 && widget_in (self, self->parts.side, &from) && from.size.height > 4)      /* sums beside Σ */
           || widget_in (self, row->sum, &from) || cells_in (self, row->p, &from))
    scope_arith_rays_result (&self->rays, snapshot, &from, &cell, &all);
}

static void
draw_lens (ScopeArithBoard *self, GtkSnapshot *snapshot)
{
  graphene_rect_t inside, source, lens;

  if (widget_in (self, self->lens, &lens) && scope_grid_lens_source (SCOPE_GRID_LENS (self->lens), &inside)
      && bounds_in (self, self->parts.rows[0].x, &inside, &source))
    scope_arith_rays_lens (&self->rays, snapshot, &source, &lens);
}

/* Into the product, or, where products have no room, onto the weight. */
static void
fly_product (ScopeArithBoard *self, GtkSnapshot *snapshot)
{
  const ScopeArithFlight *flight = &self->flight;
  const ScopeArithRow *row = &self->parts.rows[flight->row];
  graphene_rect_t inside, x, w, to;
  int rows, columns, side;
  gboolean weighted;

  scope_number_grid_get_size (row->w, &rows, &columns);
  columns = MAX (columns, 1);
  weighted = flight->b[0] != '\0' && scope_number_grid_cell_rect (row->w, flight->place / columns, flight->place % columns, &inside)
             && bounds_in (self, row->w, &inside, &w);
  if (!scope_number_grid_cell_rect (row->x, flight->x_row, flight->x_column, &inside) || !bounds_in (self, row->x, &inside, &x))
    return;
  scope_number_grid_get_size (row->p, &rows, &columns);
  columns = MAX (columns, 1);
  if (!scope_number_grid_cell_rect (row->p, flight->place / columns, flight->place % columns, &inside) || !bounds_in (self, row->p, &inside, &to))
    {
      if (weighted)
        scope_arith_flight_draw (SCOPE_VIEW (self), snapshot, flight->progress, flight->a, SCOPE_COLOR_INPUT, &x, &w, 0);
      return;
    }
  side = weighted ? scope_view_text_width (SCOPE_VIEW (self), flight->a, SCOPE_TEXT_BOLD) / 2 + 8 : 0;
  scope_arith_flight_draw (SCOPE_VIEW (self), snapshot, flight->progress, flight->a, SCOPE_COLOR_INPUT, &x, &to, -side);
  if (weighted)
    scope_arith_flight_draw (SCOPE_VIEW (self), snapshot, flight->progress, flight->b, SCOPE_COLOR_KERNEL, &w, &to,
                             scope_view_text_width (SCOPE_VIEW (self), flight->b, SCOPE_TEXT_BOLD) / 2 + 8);
}

static void
fly_result (ScopeArithBoard *self, GtkSnapshot *snapshot)
{
  const ScopeArithRow *row = &self->parts.rows[0];
  graphene_rect_t inside, from, to;

  if ((cells_in (self, self->bias, &from) || widget_in (self, row->sum, &from) || cells_in (self, row->p, &from) || cells_in (self, row->x, &from))
      && scope_number_grid_current_rect (self->parts.y, &inside) && bounds_in (self, self->parts.y, &inside, &to))
    scope_arith_flight_draw (SCOPE_VIEW (self), snapshot, self->flight.progress, self->flight.a, SCOPE_COLOR_OUTPUT, &from, &to, 0);
}

/** scope_arith_board_set_flight: @flight: (nullable): what flies over the board now */
void
scope_arith_board_set_flight (ScopeArithBoard *self, const ScopeArithFlight *flight)
{
  if (flight == NULL && !self->flies)
    return;
  self->flies = flight != NULL;
  if (flight != NULL)
    self->flight = *flight;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
scope_arith_board_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ScopeArithBoard *self = SCOPE_ARITH_BOARD (widget);

  GTK_WIDGET_CLASS (scope_arith_board_parent_class)->snapshot (widget, snapshot);
  for (int i = 0; i < SCOPE_ARITH_ROWS; i++)
    if (self->parts.rows[i].channel >= 0)
      draw_row (self, snapshot, i);
  draw_result (self, snapshot);
  draw_lens (self, snapshot);
  if (self->flies && self->flight.row >= 0)
    fly_product (self, snapshot);
  else if (self->flies)
    fly_result (self, snapshot);
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

  self->parts.rows = rows;
  self->parts.side = side;
  self->bias = bias;
  self->parts.y_box = y_box;
  self->parts.y = y;
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
