/* Where everything of the history map stands: a pure calculation, without widgets. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/**
 * ScopeHistoryPoint:
 * @year: of the paper
 * @value: on the logarithmic axis; above 0
 * @size: parameters; 0: not counted
 * @label_width: in pixels
 * @label_height: likewise
 * @x: (out): centre
 * @y: (out): centre
 * @radius: (out): area grows with @size
 * @label_x: (out): left edge of the label
 * @label_y: (out): top edge
 * @label_shown: (out): FALSE where no place was free: it shows when hovered
 */
typedef struct
{
  int year;
  double value, size;
  double label_width, label_height;
  double x, y, radius;
  double label_x, label_y;
  gboolean label_shown;
} ScopeHistoryPoint;

/**
 * ScopeHistoryYear:
 * @year: 0 for the gap of years without a network
 * @x: left edge of its column
 * @width: grows with the number of points
 */
typedef struct
{
  int year;
  double x, width;
} ScopeHistoryYear;

/**
 * ScopeHistoryLayout:
 * @left: of the plot, right of the numbers of the axis
 * @top: of the plot
 * @right: of the plot
 * @bottom: of the plot, above the years
 * @low: value at the bottom
 * @high: value at the top
 * @years: (element-type ScopeHistoryYear)
 * @ticks: (element-type double): round values of the axis, downwards
 */
typedef struct
{
  double left, top, right, bottom;
  double low, high;
  GArray *years, *ticks;
} ScopeHistoryLayout;

void   scope_history_layout_init   (ScopeHistoryLayout *layout);
void   scope_history_layout_clear  (ScopeHistoryLayout *layout);
void   scope_history_layout_update (ScopeHistoryLayout *layout,
                                    ScopeHistoryPoint  *points,
                                    int                 n,
                                    double              width,
                                    double              height);
double scope_history_layout_y      (const ScopeHistoryLayout *layout,
                                    double                    value);
gboolean scope_history_layout_is_free (const ScopeHistoryLayout *layout,
                                    const ScopeHistoryPoint  *points,
                                    int                       n,
                                    double                    x,
                                    double                    y,
                                    double                    width,
                                    double                    height);

G_END_DECLS
