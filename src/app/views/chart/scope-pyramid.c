/* A growing curve that answers "smallest, largest and mean between two points" in logarithmic time. */
#include "scope-pyramid.h"

#include <math.h>

#define FAN 8                       /* points of one level under a point of the next */
#define MAX_LEVELS 12

typedef struct
{
  double min, max;                  /* min > max: no finite point below */
  double sum;                       /* of the smoothed values; a sum per span, because a difference of running
                                     * sums would lose all digits after one huge value */
  gsize  count;                     /* finite points */
} Span;

typedef struct
{
  double x, y;
  double smoothed;                  /* last smoothed value; NaN before the first finite point */
} Point;

struct _ScopePyramid
{
  GArray *points;
  GArray *levels[MAX_LEVELS];       /* levels[k][i] spans points i·8^(k+1) … (i+1)·8^(k+1) − 1 */
  double  smoothing;
  double  state, weight;            /* of the running mean, not yet divided */
};

#define POINT(self, i) (g_array_index ((self)->points, Point, i))

/** scope_pyramid_new: Returns: (transfer full): a curve without points */
ScopePyramid *
scope_pyramid_new (void)
{
  ScopePyramid *self = g_new0 (ScopePyramid, 1);

  self->points = g_array_new (FALSE, FALSE, sizeof (Point));
  for (int k = 0; k < MAX_LEVELS; k++)
    self->levels[k] = g_array_new (FALSE, FALSE, sizeof (Span));
  return self;
}

/** scope_pyramid_free: frees @self and its points */
void
scope_pyramid_free (ScopePyramid *self)
{
  g_array_unref (self->points);
  for (int k = 0; k < MAX_LEVELS; k++)
    g_array_unref (self->levels[k]);
  g_free (self);
}

/** scope_pyramid_clear: forgets all points, keeps the smoothing */
void
scope_pyramid_clear (ScopePyramid *self)
{
  g_array_set_size (self->points, 0);
  for (int k = 0; k < MAX_LEVELS; k++)
    g_array_set_size (self->levels[k], 0);
  self->state = self->weight = 0;
}

/* Exponential mean s ← a·s + (1 − a)·y, divided by 1 − aⁿ so that the first points are not pulled to zero. */
static void
smooth (ScopePyramid *self, gsize i)
{
  Point *p = &POINT (self, i);
  gsize block = i;

  p->smoothed = i > 0 ? POINT (self, i - 1).smoothed : NAN;
  if (!isfinite (p->y))
    return;
  self->state = self->smoothing * self->state + (1 - self->smoothing) * p->y;
  self->weight = self->smoothing * self->weight + (1 - self->smoothing);
  p->smoothed = self->state / self->weight;
  for (int k = 0; k < MAX_LEVELS; k++)
    g_array_index (self->levels[k], Span, block /= FAN).sum += p->smoothed;
}

/* Makes room for point @i on every level and widens the spans above it. */
static void
widen_spans (ScopePyramid *self, gsize i, double y)
{
  gsize block = i;

  for (int k = 0; k < MAX_LEVELS; k++)
    {
      Span *span;

      block /= FAN;
      if (block >= self->levels[k]->len)
        {
          const Span none = { G_MAXDOUBLE, -G_MAXDOUBLE };

          g_array_append_val (self->levels[k], none);
        }
      if (!isfinite (y))
        continue;
      span = &g_array_index (self->levels[k], Span, block);
      span->min = MIN (span->min, y);
      span->max = MAX (span->max, y);
      span->count++;
    }
}

/**
 * scope_pyramid_append:
 * @self: a curve
 * @x: place of the point; one before the last is moved to the last
 * @y: its value; what is not finite is a gap
 */
void
scope_pyramid_append (ScopePyramid *self, double x, double y)
{
  const gsize i = self->points->len;
  Point point = { .x = x, .y = y };

  if (i > 0 && !(x >= POINT (self, i - 1).x))
    point.x = POINT (self, i - 1).x;
  else if (!isfinite (x))
    point.x = 0;
  g_array_append_val (self->points, point);
  widen_spans (self, i, y);
  smooth (self, i);
}

/** scope_pyramid_set_smoothing: @smoothing from 0 (the points themselves) to 0.95 (about the last 20 points) */
void
scope_pyramid_set_smoothing (ScopePyramid *self, double smoothing)
{
  self->smoothing = CLAMP (smoothing, 0, 0.99);
  self->state = self->weight = 0;
  for (int k = 0; k < MAX_LEVELS; k++)
    for (gsize i = 0; i < self->levels[k]->len; i++)
      g_array_index (self->levels[k], Span, i).sum = 0;
  for (gsize i = 0; i < self->points->len; i++)
    smooth (self, i);
}

/** scope_pyramid_length: Returns: how many points there are, gaps included */
gsize
scope_pyramid_length (ScopePyramid *self)
{
  return self->points->len;
}

/** scope_pyramid_x: Returns: the place of point @i, which must exist */
double
scope_pyramid_x (ScopePyramid *self, gsize i)
{
  return POINT (self, i).x;
}

/** scope_pyramid_y: Returns: the value of point @i as it was appended, which may be no number */
double
scope_pyramid_y (ScopePyramid *self, gsize i)
{
  return POINT (self, i).y;
}

/** scope_pyramid_smoothed: Returns: the running mean at point @i; that before it where y is no number;
 * NaN at the beginning */
double
scope_pyramid_smoothed (ScopePyramid *self, gsize i)
{
  return POINT (self, i).smoothed;
}

/** scope_pyramid_find: Returns: the first point at or after @x, or the length */
gsize
scope_pyramid_find (ScopePyramid *self, double x)
{
  gsize low = 0, high = self->points->len;

  while (low < high)
    {
      const gsize middle = low + (high - low) / 2;

      if (POINT (self, middle).x < x)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/**
 * scope_pyramid_range:
 * @self: a curve
 * @begin: first point
 * @end: one after the last point; cut to the length
 *
 * Takes single points up to the next whole block, then blocks of growing and again of shrinking size.
 *
 * Returns: what lies in between; with a count of 0 the rest is meaningless
 */
ScopeRange
scope_pyramid_range (ScopePyramid *self, gsize begin, gsize end)
{
  Span all = { G_MAXDOUBLE, -G_MAXDOUBLE };
  gsize i = begin;

  end = MIN (end, self->points->len);
  while (i < end)
    {
      const Point *p = &POINT (self, i);
      Span span = { p->y, p->y, p->smoothed, 1 };
      gsize size = 1;

      for (int k = 0; k < MAX_LEVELS && i % (size * FAN) == 0 && i + size * FAN <= end; k++)
        {
          size *= FAN;
          span = g_array_index (self->levels[k], Span, i / size);
        }
      i += size;
      if (size == 1 && !isfinite (p->y))
        continue;
      all.min = MIN (all.min, span.min);
      all.max = MAX (all.max, span.max);
      all.sum += span.sum;
      all.count += span.count;
    }
  return (ScopeRange) { all.count, all.min, all.max, all.count > 0 ? all.sum / all.count : 0 };
}
