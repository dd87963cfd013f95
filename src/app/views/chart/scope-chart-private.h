/* What the parts of the chart share: the widget (scope-chart.c), pointer and keys (-input), the curves (-lines) and what
 * is drawn around them (-draw). */
#pragma once
#include "scope-axis.h"
#include "scope-chart.h"
#include "scope-pyramid.h"

G_BEGIN_DECLS

typedef struct
{
  char             *name;
  ScopeColor        color;
  ScopeSeriesFlags  flags;
  ScopePyramid     *curve;
} ScopeSeries;

typedef struct
{
  double  x;
  char   *text;
} ScopeMark;

struct _ScopeChart
{
  ScopeView parent_instance;

  char            *title;
  GPtrArray       *series;          /* ScopeSeries */
  GArray          *marks;           /* ScopeMark */
  double           smoothing;
  ScopeChartScale  scale;
  double           y_min, y_max;    /* NaN: found */
  double           x_min, x_max;    /* x_max not greater: grows with the data */
  char            *unit;
  double           unit_size;

  GskRenderNode   *node;            /* all but the crosshair */
  int              node_width, node_height;
  gboolean         stale;           /* data came since the node was built */
  gint64           drawn;           /* when the node was built; µs, monotonic */
  guint            draw_id, describe_id;

  ScopeAxis        x_axis, y_axis;  /* of the node */
  graphene_rect_t  plot;
  double           crosshair;       /* in data units; NaN: none */
};

void           scope_chart_add_controllers  (ScopeChart  *self);
void           scope_chart_set_crosshair    (ScopeChart  *self,
                                             double       x);
void           scope_chart_describe         (ScopeChart  *self);
GskRenderNode *scope_chart_build_node       (ScopeChart  *self,
                                             int          width,
                                             int          height);
void           scope_chart_append_crosshair (ScopeChart  *self,
                                             GtkSnapshot *snapshot);
void           scope_chart_append_curves    (ScopeChart  *self,
                                             GtkSnapshot *snapshot);
void           scope_chart_append_dot       (ScopeChart  *self,
                                             GtkSnapshot *snapshot,
                                             ScopeSeries *series);
double         scope_chart_place_x          (ScopeChart  *self,
                                             double       x);
double         scope_chart_place_y          (ScopeChart  *self,
                                             double       y);
char          *scope_chart_dup_number       (ScopeChart  *self,
                                             double       value);
double         scope_chart_latest           (ScopeSeries *series);
gsize          scope_chart_nearest          (ScopeSeries *series,
                                             double       x);
char          *scope_chart_dup_x            (ScopeChart  *self,
                                             double       x);

G_END_DECLS
