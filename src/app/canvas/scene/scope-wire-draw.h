/* How a wire looks: lines, bundles, and the words that are written on it. */
#pragma once
#include "scope-block.h"
#include "scope-flow.h"
#include "scope-scene.h"

G_BEGIN_DECLS

/**
 * ScopeWireStyle:
 * @hover: under the pointer
 * @bundle: all of its bundle is
 * @selected: by the user
 * @faulty: what it carries does not fit
 * @shape: (nullable): what it carries; dashed if it is not known
 * @flow: what flows back through it
 * @place: on the scale of what flows, 0…1
 * @norm: (nullable): in words, where it is out of the scale
 * @detail: how much is worth drawing
 * @zoom: 1 for 100 %
 */
typedef struct
{
  gboolean hover, bundle, selected, faulty;
  const char *shape, *norm;
  ScopeFlowState flow;
  double place;
  ScopeDetail detail;
  double zoom;
} ScopeWireStyle;

GskRenderNode *scope_wire_draw       (const ScopeScene     *scene,
                                      int                   wire,
                                      const ScopeWireStyle *style);
void           scope_wire_heat       (double                place,
                                      GdkRGBA              *rgba);
double         scope_wire_width      (double                place);
GskRenderNode *scope_wire_draw_label (GtkWidget            *widget,
                                      const ScopeScene     *scene,
                                      int                   wire,
                                      const ScopeWireStyle *style);

G_END_DECLS
