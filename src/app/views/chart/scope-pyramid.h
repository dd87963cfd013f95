/* A growing curve that answers "smallest, largest and mean between two points" in logarithmic time. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef struct _ScopePyramid ScopePyramid;

/**
 * ScopeRange:
 * @count: how many of the points are finite
 * @min: smallest finite y
 * @max: largest finite y
 * @mean: mean of the smoothed y of the finite points
 */
typedef struct
{
  gsize count;
  double min;
  double max;
  double mean;
} ScopeRange;

ScopePyramid *scope_pyramid_new           (void);
void          scope_pyramid_free          (ScopePyramid *self);
void          scope_pyramid_clear         (ScopePyramid *self);
void          scope_pyramid_append        (ScopePyramid *self,
                                           double        x,
                                           double        y);
void          scope_pyramid_set_smoothing (ScopePyramid *self,
                                           double        smoothing);
gsize         scope_pyramid_length        (ScopePyramid *self);
double        scope_pyramid_x             (ScopePyramid *self,
                                           gsize         i);
double        scope_pyramid_y             (ScopePyramid *self,
                                           gsize         i);
double        scope_pyramid_smoothed      (ScopePyramid *self,
                                           gsize         i);
gsize         scope_pyramid_find          (ScopePyramid *self,
                                           double        x);
ScopeRange    scope_pyramid_range         (ScopePyramid *self,
                                           gsize         begin,
                                           gsize         end);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ScopePyramid, scope_pyramid_free)

G_END_DECLS
