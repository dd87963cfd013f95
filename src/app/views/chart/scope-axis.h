/* One axis of a chart: from values to places, and where to put the ticks. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/**
 * ScopeAxis:
 * @min: value at place 0
 * @max: value at place 1; greater than @min
 * @log: whether places are even in the logarithm; then @min is positive
 */
typedef struct
{
  double   min, max;
  gboolean log;
} ScopeAxis;

#define SCOPE_AXIS_MAX_TICKS 16

double    scope_axis_place (const ScopeAxis *axis,
                            double           value);
double    scope_axis_value (const ScopeAxis *axis,
                            double           place);
ScopeAxis scope_axis_fit   (double           min,
                            double           max,
                            gboolean         log_scale,
                            int              most);
int       scope_axis_ticks (const ScopeAxis *axis,
                            int              most,
                            double          *ticks);
char     *scope_axis_label (const ScopeAxis *axis,
                            double           tick,
                            int              most);

G_END_DECLS
