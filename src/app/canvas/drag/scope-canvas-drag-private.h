/* What the files of one drag gesture know of each other. */
#pragma once
#include "scope-canvas-private.h"

G_BEGIN_DECLS

/* scope-canvas-drag.c */
void scope_canvas_drag_reset  (ScopeCanvas *self);

/* scope-canvas-edge.c */
void scope_canvas_edge_watch  (ScopeCanvas *self);
void scope_canvas_edge_stop   (ScopeCanvas *self);

/* scope-canvas-drag-move.c */
void scope_canvas_move_begin  (ScopeCanvas *self);
void scope_canvas_move_update (ScopeCanvas *self,
                               double       x,
                               double       y,
                               gboolean     free);
void scope_canvas_move_end    (ScopeCanvas *self);

/* scope-canvas-drag-copy.c */
void scope_canvas_copy_end    (ScopeCanvas *self);

/* scope-canvas-drag-wire.c */
void scope_canvas_wire_begin  (ScopeCanvas *self);
void scope_canvas_wire_update (ScopeCanvas *self,
                               double       x,
                               double       y);
void scope_canvas_wire_end    (ScopeCanvas *self);

G_END_DECLS
