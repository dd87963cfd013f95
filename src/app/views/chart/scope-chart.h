/* Live curves: raw range pale behind, a smoothed line in front, values under the pointer. */
#pragma once
#include "scope-view.h"

G_BEGIN_DECLS

/**
 * ScopeChart:
 *
 * Several curves that grow while a network trains. Appending is cheap (no drawing); the widget repaints at
 * most 30 times a second. 100,000 points cost no more to draw than 1,000. NaN and infinity leave a gap; on a log
 * scale so do values that are not positive.
 *
 * Property `hover-text` of #ScopeView: the values at the crosshair, which the bubble shows too. With the focus
 * on the chart, Left, Right, Home, End move the crosshair and Escape hides it.
 */
#define SCOPE_TYPE_CHART (scope_chart_get_type ())
G_DECLARE_FINAL_TYPE (ScopeChart, scope_chart, SCOPE, CHART, ScopeView)

/**
 * ScopeChartScale:
 * @SCOPE_CHART_LINEAR: y on an even scale
 * @SCOPE_CHART_LOG: y on a logarithmic scale
 * @SCOPE_CHART_PERCENT: y is in percent, 0 to 100, on an even scale
 */
typedef enum
{
  SCOPE_CHART_LINEAR,
  SCOPE_CHART_LOG,
  SCOPE_CHART_PERCENT,
} ScopeChartScale;

/**
 * ScopeSeriesFlags:
 * @SCOPE_SERIES_DASHED: dashed line (the test set)
 * @SCOPE_SERIES_EXACT: never smoothed and without the pale range (few points, or exact ones such as a learning rate)
 */
typedef enum
{
  SCOPE_SERIES_NONE   = 0,
  SCOPE_SERIES_DASHED = 1 << 0,
  SCOPE_SERIES_EXACT  = 1 << 1,
} ScopeSeriesFlags;

GtkWidget *scope_chart_new           (const char       *title);
void       scope_chart_set_title     (ScopeChart       *self,
                                      const char       *title);
guint      scope_chart_add_series    (ScopeChart       *self,
                                      const char       *name,
                                      ScopeColor        color,
                                      ScopeSeriesFlags  flags);
void       scope_chart_append        (ScopeChart       *self,
                                      guint             series,
                                      double            x,
                                      double            y);
void       scope_chart_append_many   (ScopeChart       *self,
                                      guint             series,
                                      const double     *x,
                                      const double     *y,
                                      gsize             n);
void       scope_chart_clear         (ScopeChart       *self);
gsize      scope_chart_get_length    (ScopeChart       *self,
                                      guint             series);
void       scope_chart_set_smoothing (ScopeChart       *self,
                                      double            smoothing);
void       scope_chart_set_y_scale   (ScopeChart       *self,
                                      ScopeChartScale   scale);
void       scope_chart_set_y_range   (ScopeChart       *self,
                                      double            min,
                                      double            max);
void       scope_chart_set_x_range   (ScopeChart       *self,
                                      double            min,
                                      double            max);
void       scope_chart_set_x_unit    (ScopeChart       *self,
                                      const char       *unit,
                                      double            size);
void       scope_chart_add_mark      (ScopeChart       *self,
                                      double            x,
                                      const char       *text);
void       scope_chart_clear_marks   (ScopeChart       *self);
char      *scope_chart_dup_values_at (ScopeChart       *self,
                                      double            x);

G_END_DECLS
