/* Ticks below a slider that do not catch it: a mark of GtkScale would, and cells between two marks could not be reached. */
#include "scope-arith-ticks.h"

#include <math.h>

#include "scope-grid-paint.h"

#define HEIGHT 8               /* pixels */
#define TALL 6
#define SHORT 4

struct _ScopeArithTicks
{
  ScopeView parent_instance;
  GtkRange *range;             /* stands above, as wide; lives as long */
  gint64    every;             /* positions from tick to tick; 0: none */
};

G_DEFINE_FINAL_TYPE (ScopeArithTicks, scope_arith_ticks, SCOPE_TYPE_VIEW)

/* Where the slider's middle is at @value: it goes from one end of the trough to the other, and stands out over both. */
static double
place (ScopeArithTicks *self, double value)
{
  GtkAdjustment *adjustment = gtk_range_get_adjustment (self->range);
  const double lower = gtk_adjustment_get_lower (adjustment), upper = gtk_adjustment_get_upper (adjustment);
  const double share = (value - lower) / MAX (upper - lower, 1);
  GdkRectangle trough;

  gtk_range_get_range_rect (self->range, &trough);
  return trough.x + trough.width * (gtk_widget_get_direction (GTK_WIDGET (self->range)) == GTK_TEXT_DIR_RTL ? 1 - share : share);
}

static void
scope_arith_ticks_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ScopeArithTicks *self = SCOPE_ARITH_TICKS (widget);
  GtkAdjustment *adjustment = gtk_range_get_adjustment (self->range);
  const GdkRGBA color = scope_paint_faint (scope_palette_color (SCOPE_COLOR_TEXT), 0.55);
  graphene_point_t origin;

  if (self->every <= 0 || !gtk_widget_compute_point (GTK_WIDGET (self->range), widget, &GRAPHENE_POINT_INIT (0, 0), &origin))
    return;
  for (double value = gtk_adjustment_get_lower (adjustment); value <= gtk_adjustment_get_upper (adjustment); value += self->every)
    scope_paint_fill (snapshot, round (origin.x + place (self, value)), 0, 1,
                      value == gtk_adjustment_get_lower (adjustment) ? TALL : SHORT, &color);
}

static void
scope_arith_ticks_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *min, int *nat, int *b1, int *b2)
{
  *min = *nat = orientation == GTK_ORIENTATION_HORIZONTAL ? 0 : HEIGHT;
}

static void
scope_arith_ticks_class_init (ScopeArithTicksClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = scope_arith_ticks_snapshot;
  widget_class->measure = scope_arith_ticks_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);      /* the slider says where it is */
}

static void
scope_arith_ticks_init (ScopeArithTicks *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

/** scope_arith_ticks_new: @range: a horizontal slider, stands above; Returns: (transfer full): no ticks yet */
GtkWidget *
scope_arith_ticks_new (GtkRange *range)
{
  ScopeArithTicks *self = g_object_new (SCOPE_TYPE_ARITH_TICKS, NULL);

  self->range = range;
  return GTK_WIDGET (self);
}

/** scope_arith_ticks_set: @every: positions from tick to tick, the first at the beginning; 0: none */
void
scope_arith_ticks_set (ScopeArithTicks *self, gint64 every)
{
  self->every = every;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
