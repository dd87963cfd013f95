/* How a wire looks: lines, bundles, and the words that are written on it. */
#pragma once
#include "scope-block.h"
#include "scope-scene.h"

G_BEGIN_DECLS

/**
 * ScopeWireStyle:
 * @hover: under the pointer
 * @bundle: all of its bundle is
 * @selected: by the user
 * @faulty: what it carries does not fit
 * @shape: (nullable): what it carries; dashed if it is not known
 * @detail: how much is worth drawing
 * @zoom: 1 for 100 %
 */
typedef struct
{
  gboolean hover, bundle, selected, faulty;
  const char *shape;
  ScopeDetail detail;
  double zoom;
} ScopeWireStyle;

GskRenderNode *scope_wire_draw       (const ScopeScene     *scene,
                                      int                   wire,
                                      const ScopeWireStyle *style);
GskRenderNode *scope_wire_draw_label (GtkWidget            *widget,
                                      const ScopeScene     *scene,
                                      int                   wire,
                                      const ScopeWireStyle *style);

G_END_DECLS
