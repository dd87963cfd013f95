/* The drawer's page "Training": loss, accuracy and learning rate of the run, side by side or one at a time. */
#include "scope-curves.h"

#include <glib/gi18n.h>

#define SIDE_BY_SIDE 1100        /* pixels: below, one chart with a switcher */
#define FIRST_EPOCHS 10          /* a longer training shows these first */

struct _ScopeCurves
{
  GtkWidget     parent_instance;
  ScopeSession *session;
  GtkWidget    *switcher;                  /* drop-down: which chart is shown when there is room for one */
  GtkWidget    *chart[3];                  /* loss, accuracy, learning rate */
  guint         loss_train, loss_test, accuracy_train, accuracy_test, rate;
  gboolean      narrow;
  int           epochs, shown_epochs;
};

G_DEFINE_FINAL_TYPE (ScopeCurves, scope_curves, GTK_TYPE_WIDGET)

/** scope_curves_loss: Returns: (transfer none): the chart of the loss */
ScopeChart *
scope_curves_loss (ScopeCurves *self)
{
  return SCOPE_CHART (self->chart[0]);
}

/** scope_curves_set_smoothing: @smoothing: 0 (raw) to 0.99 */
void
scope_curves_set_smoothing (ScopeCurves *self, double smoothing)
{
  for (int i = 0; i < 2; i++)
    scope_chart_set_smoothing (SCOPE_CHART (self->chart[i]), smoothing);
}

/* A long training begins with its first epochs, so that there is something to see, and the axis doubles when it is full. */
static void
show_epochs (ScopeCurves *self, int epochs)
{
  self->shown_epochs = epochs;
  for (int i = 0; i < 3; i++)
    scope_chart_set_x_range (SCOPE_CHART (self->chart[i]), 0, epochs);
}

static void
on_run_started (ScopeCurves *self)
{
  ConvoTraining training;

  scope_session_training (self->session, &training);
  for (int i = 0; i < 3; i++)
    {
      scope_chart_clear (SCOPE_CHART (self->chart[i]));
      scope_chart_clear_marks (SCOPE_CHART (self->chart[i]));
    }
  self->epochs = training.epochs;
  show_epochs (self, MIN (training.epochs, FIRST_EPOCHS));
}

static void
on_point (ScopeCurves *self, const ConvoPoint *point)
{
  if (point->epoch >= self->shown_epochs && self->shown_epochs < self->epochs)
    show_epochs (self, MIN (2 * self->shown_epochs, self->epochs));
  scope_chart_append (SCOPE_CHART (self->chart[0]), self->loss_train, point->epoch, point->loss);
  scope_chart_append (SCOPE_CHART (self->chart[1]), self->accuracy_train, point->epoch, 100 * point->accuracy);
  scope_chart_append (SCOPE_CHART (self->chart[2]), self->rate, point->epoch, point->learning_rate);
}

static void
on_epoch (ScopeCurves *self, const ConvoEpochEnd *end)
{
  scope_chart_append (SCOPE_CHART (self->chart[0]), self->loss_test, end->epoch, end->test_loss);
  scope_chart_append (SCOPE_CHART (self->chart[1]), self->accuracy_test, end->epoch, end->top1);
}

/* ---- layout: three charts, or one of them under a switcher ---- */

static gboolean
shown (ScopeCurves *self, int chart)
{
  return !self->narrow || (int) gtk_drop_down_get_selected (GTK_DROP_DOWN (self->switcher)) == chart;
}

static void
scope_curves_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *min, int *nat, int *b1, int *b2)
{
  *min = orientation == GTK_ORIENTATION_HORIZONTAL ? 200 : 60;
  *nat = orientation == GTK_ORIENTATION_HORIZONTAL ? 900 : 190;
}

static void
scope_curves_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  static const double shares[] = { 0.38, 0.38, 0.24 };
  ScopeCurves *self = SCOPE_CURVES (widget);
  int x = 0, top = 0;

  self->narrow = width < SIDE_BY_SIDE;
  gtk_widget_set_child_visible (self->switcher, self->narrow);
  if (self->narrow)
    {
      int min_width, min_height;

      gtk_widget_measure (self->switcher, GTK_ORIENTATION_HORIZONTAL, -1, &min_width, NULL, NULL, NULL);
      gtk_widget_measure (self->switcher, GTK_ORIENTATION_VERTICAL, -1, &min_height, NULL, NULL, NULL);
      gtk_widget_size_allocate (self->switcher, &(GtkAllocation) { 8, 3, MAX (150, min_width), min_height }, -1);
      top = min_height + 3;
    }
  for (int i = 0; i < 3; i++)
    {
      const int w = self->narrow ? width : (int) (width * shares[i]), margin = 12;

      gtk_widget_set_child_visible (self->chart[i], shown (self, i));
      if (!shown (self, i))
        continue;
      gtk_widget_measure (self->chart[i], GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
      gtk_widget_size_allocate (self->chart[i], &(GtkAllocation) { x + margin, top, MAX (w - 2 * margin, 1), MAX (height - top, 1) }, -1);
      x += self->narrow ? 0 : w;
    }
}

static void
scope_curves_dispose (GObject *object)
{
  ScopeCurves *self = SCOPE_CURVES (object);

  g_clear_pointer (&self->switcher, gtk_widget_unparent);
  for (int i = 0; i < 3; i++)
    g_clear_pointer (&self->chart[i], gtk_widget_unparent);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (scope_curves_parent_class)->dispose (object);
}

static void
scope_curves_class_init (ScopeCurvesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = scope_curves_dispose;
  widget_class->measure = scope_curves_measure;
  widget_class->size_allocate = scope_curves_size_allocate;
}

static GtkWidget *
chart_new (ScopeCurves *self, const char *title, ScopeChartScale scale)
{
  GtkWidget *chart = scope_chart_new (title);

  scope_chart_set_y_scale (SCOPE_CHART (chart), scale);
  scope_chart_set_x_unit (SCOPE_CHART (chart), _("epoch"), 1);
  gtk_widget_set_parent (chart, GTK_WIDGET (self));
  return chart;
}

static void
scope_curves_init (ScopeCurves *self)
{
  const char *const titles[] = { _("Loss"), _("Accuracy"), _("Learning rate"), NULL };

  self->switcher = gtk_drop_down_new_from_strings (titles);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->switcher), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Which curve"), -1);
  gtk_widget_set_parent (self->switcher, GTK_WIDGET (self));
  g_signal_connect_swapped (self->switcher, "notify::selected", G_CALLBACK (gtk_widget_queue_resize), self);
  self->chart[0] = chart_new (self, titles[0], SCOPE_CHART_LOG);
  self->chart[1] = chart_new (self, titles[1], SCOPE_CHART_PERCENT);
  self->chart[2] = chart_new (self, titles[2], SCOPE_CHART_LINEAR);
  self->loss_train = scope_chart_add_series (SCOPE_CHART (self->chart[0]), _("train"), SCOPE_COLOR_TRAIN, SCOPE_SERIES_NONE);
  self->loss_test = scope_chart_add_series (SCOPE_CHART (self->chart[0]), _("test"), SCOPE_COLOR_TEST,
                                            SCOPE_SERIES_DASHED | SCOPE_SERIES_EXACT);
  self->accuracy_train = scope_chart_add_series (SCOPE_CHART (self->chart[1]), _("train"), SCOPE_COLOR_TRAIN, SCOPE_SERIES_NONE);
  self->accuracy_test = scope_chart_add_series (SCOPE_CHART (self->chart[1]), _("test"), SCOPE_COLOR_TEST,
                                                SCOPE_SERIES_DASHED | SCOPE_SERIES_EXACT);
  self->rate = scope_chart_add_series (SCOPE_CHART (self->chart[2]), _("learning rate"), SCOPE_COLOR_INK, SCOPE_SERIES_EXACT);
}

/** scope_curves_new: Returns: (transfer full): charts that follow the session's run */
GtkWidget *
scope_curves_new (ScopeSession *session)
{
  ScopeCurves *self = g_object_new (SCOPE_TYPE_CURVES, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "run-started", G_CALLBACK (on_run_started), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "point", G_CALLBACK (on_point), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "epoch", G_CALLBACK (on_epoch), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
