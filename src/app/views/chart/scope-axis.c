/* One axis of a chart: from values to places, and where to put the ticks. */
#include "scope-axis.h"
#include "numbers.h"

#include <math.h>

/* The smallest of 1, 2, 5 · 10ᵏ that is at least @least. */
static double
nice_above (double least)
{
  const double decade = pow (10, floor (log10 (least)));

  for (int i = 0; i < 3; i++)
    if (decade * (const int[]) { 1, 2, 5 }[i] >= least * (1 - 1e-9))
      return decade * (const int[]) { 1, 2, 5 }[i];
  return decade * 10;
}

/* The greatest of 1, 2, 5 · 10ᵏ that is at most @most. */
static double
nice_below (double most)
{
  const double decade = pow (10, floor (log10 (most) + 1e-12));

  for (int i = 2; i > 0; i--)
    if (decade * (const int[]) { 1, 2, 5 }[i] <= most * (1 + 1e-9))
      return decade * (const int[]) { 1, 2, 5 }[i];
  return decade;
}

static double
step_of (const ScopeAxis *axis, int most)
{
  return nice_above ((axis->max - axis->min) / MAX (most, 1));
}

/** scope_axis_place: Returns: 0 at the lower end, 1 at the upper; NaN if @value has no place on the axis */
double
scope_axis_place (const ScopeAxis *axis, double value)
{
  if (!isfinite (value) || (axis->log && !(value > 0)))
    return NAN;
  if (axis->log)
    return log (value / axis->min) / log (axis->max / axis->min);
  return (value - axis->min) / (axis->max - axis->min);
}

/** scope_axis_value: Returns: the value at @place, the inverse of scope_axis_place() */
double
scope_axis_value (const ScopeAxis *axis, double place)
{
  if (axis->log)
    return axis->min * pow (axis->max / axis->min, place);
  return axis->min + place * (axis->max - axis->min);
}

/**
 * scope_axis_fit:
 * @min: smallest value to be shown
 * @max: largest value to be shown
 * @log_scale: whether the axis is logarithmic; then only positive values can be shown
 * @most: about how many ticks
 *
 * Widens the range to round values, so that the axis rests while values creep. Zero is included if it is near.
 *
 * Returns: an axis that is never empty
 */
ScopeAxis
scope_axis_fit (double min, double max, gboolean log_scale, int most)
{
  ScopeAxis axis = { min, max, log_scale };
  double step;

  if (!isfinite (min) || !isfinite (max) || min > max || (log_scale && !(max > 0)))
    return (ScopeAxis) { log_scale ? 0.1 : 0, 1, log_scale };
  if (log_scale)
    {
      axis.min = nice_below (CLAMP (min, max * 1e-12, max));
      axis.max = nice_above (max);
      if (axis.max <= axis.min * 1.5)
        axis.max = nice_above (axis.min * 1.6);
      return axis;
    }
  if (min > 0 && min < max / 2)
    axis.min = 0;
  if (!(axis.max - axis.min > fabs (axis.max) * 1e-9))
    {
      axis.max += fabs (axis.max) > 0 ? fabs (axis.max) / 2 : 1;
      axis.min -= fabs (axis.min) / 2;
    }
  step = step_of (&axis, most);
  axis.min = floor (axis.min / step + 1e-9) * step;
  axis.max = ceil (axis.max / step - 1e-9) * step;
  return axis;
}

static int
linear_ticks (const ScopeAxis *axis, int most, double *ticks)
{
  const double step = step_of (axis, most);
  int n = 0;

  for (double k = ceil (axis->min / step - 1e-6); k * step <= axis->max + step * 1e-6; k++)
    if (n < SCOPE_AXIS_MAX_TICKS)
      ticks[n++] = k * step;
  return n;
}

/**
 * scope_axis_ticks:
 * @axis: an axis
 * @most: at most so many, as a wish
 * @ticks: (out caller-allocates): room for %SCOPE_AXIS_MAX_TICKS
 *
 * Returns: how many ticks there are; round values in rising order
 */
int
scope_axis_ticks (const ScopeAxis *axis, int most, double *ticks)
{
  const double decades = axis->log ? log10 (axis->max / axis->min) : 0;
  const int skip = MAX (1, (int) ceil (decades / MAX (most, 1)));
  const gboolean fine = decades * 3 <= most + 1.5;          /* room for 1, 2, 5 in each decade */
  int n = 0;

  if (!axis->log || decades < 0.6)
    return linear_ticks (axis, most, ticks);
  for (int k = (int) floor (log10 (axis->min) + 1e-9); k <= (int) ceil (log10 (axis->max)); k++)
    for (int i = 0; i < (fine ? 3 : 1); i++)
      {
        const double tick = pow (10, k) * (const int[]) { 1, 2, 5 }[i];

        if (tick >= axis->min * (1 - 1e-9) && tick <= axis->max * (1 + 1e-9) && (fine || k % skip == 0)
            && n < SCOPE_AXIS_MAX_TICKS)
          ticks[n++] = tick;
      }
  return n;
}

/** scope_axis_label: Returns: (transfer full): @tick with as many decimals as its neighbours need */
char *
scope_axis_label (const ScopeAxis *axis, double tick, int most)
{
  const double step = axis->log && axis->max / axis->min >= 4 ? fabs (tick) : step_of (axis, most);
  const double size = MAX (fabs (tick), step);

  if (fabs (tick) < step * 1e-6)
    return g_strdup ("0");
  if (size >= 1e5 || size < 1e-3)
    return convo_number_plain (tick);
  return convo_number_real (tick, CLAMP ((int) -floor (log10 (step) + 1e-9), 0, 6));
}
