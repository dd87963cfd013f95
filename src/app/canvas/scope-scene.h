/* A graph as geometry: which block stands where, which slices are snapped under it, where ports and wires
 * are. No widgets. */
#pragma once
#include <graphene.h>
#include "report.h"

G_BEGIN_DECLS

/* All in canvas units: pixels at 100 % */
#define SCOPE_BLOCK_WIDTH 192
#define SCOPE_BODY_HEIGHT 90
#define SCOPE_SLICE_HEIGHT 24
#define SCOPE_SHEETS_HEIGHT 6
#define SCOPE_GAP 30
#define SCOPE_STUB 15
#define SCOPE_LANE 24
#define SCOPE_PITCH 240
#define SCOPE_GRID 6
#define SCOPE_PORT_REACH 12
#define SCOPE_MAX_SLICES 6

/**
 * ScopeItem:
 * @node: (transfer none): the top-level node, at the same index as in the graph
 * @host: the item that it is snapped under; its own index if it stands alone
 * @row: 0, or which slice under the host: 1, 2, …
 * @next: the slice under this one, −1
 * @rows: of a host: how many slices are under it
 * @consumers: wires that leave it
 * @first_wire: index of the first wire into it; the others follow
 * @n_wires: how many wires go into it
 * @x: left edge
 * @y: top edge
 * @height: its own, without slices
 * @composite: an instance of a named block
 */
typedef struct
{
  const ConvoNode *node;
  int host, row, next, rows;
  int consumers, first_wire, n_wires;
  double x, y, height;
  gboolean composite;
} ScopeItem;

/**
 * ScopeWire:
 * @from: producing item
 * @to: consuming item
 * @port: its input port, from 0
 * @inner: inside a stack: not drawn
 * @labelled: a lane or a change of column: its shape is written at @label
 * @n: corners, at least 2
 * @at: corners; neighbours share x or y
 * @bounds: of all corners
 */
typedef struct
{
  int from, to, port;
  gboolean inner, labelled;
  int n;
  graphene_point_t at[6];
  graphene_point_t label;
  graphene_rect_t bounds;
} ScopeWire;

/**
 * ScopeScene:
 *
 * @items: [n_items], in the graph's order; @order: indices, producers first; @wires: (element-type ScopeWire)
 */
typedef struct
{
  ConvoGraph *graph;
  int n_items;
  ScopeItem *items;
  int *order;
  GArray *wires;
} ScopeScene;

typedef enum
{
  SCOPE_HIT_NONE,
  SCOPE_HIT_BLOCK,
  SCOPE_HIT_INPUT,
  SCOPE_HIT_OUTPUT,
  SCOPE_HIT_WIRE,
  SCOPE_HIT_BADGE,
  SCOPE_HIT_BAR,
} ScopeHitType;

/** ScopeHit: @index: of the item, or of the wire; −1 for none. @port: input port */
typedef struct
{
  ScopeHitType type;
  int index, port;
} ScopeHit;

typedef enum
{
  SCOPE_DROP_EMPTY,
  SCOPE_DROP_WIRE,
  SCOPE_DROP_UNDER,
} ScopeDropType;

/** ScopeDrop: where something new would go. @index: wire or item. @slot: the place that is shown for it */
typedef struct
{
  ScopeDropType type;
  int index;
  graphene_rect_t slot;
} ScopeDrop;

ScopeScene     *scope_scene_new         (ConvoGraph             *graph,
                                         GHashTable             *places,
                                         double                  view_height,
                                         gboolean                arrange);
void            scope_scene_free        (ScopeScene             *self);
void            scope_scene_put         (ScopeScene             *self,
                                         int                     host,
                                         double                  x,
                                         double                  y);

int             scope_scene_index       (const ScopeScene       *self,
                                         const char             *id);
double          scope_scene_stack_height (const ScopeScene      *self,
                                          int                    host);
int             scope_scene_last        (const ScopeScene       *self,
                                         int                     item);
void            scope_scene_rect        (const ScopeScene       *self,
                                         int                     item,
                                         graphene_rect_t        *rect);
void            scope_scene_stack_rect  (const ScopeScene       *self,
                                         int                     item,
                                         graphene_rect_t        *rect);
gboolean        scope_scene_bounds      (const ScopeScene       *self,
                                         graphene_rect_t        *rect);
int             scope_item_n_ports      (const ScopeItem        *item);
double          scope_port_x            (int                     port,
                                         int                     n_ports);
graphene_point_t scope_scene_input      (const ScopeScene       *self,
                                         int                     item,
                                         int                     port);
graphene_point_t scope_scene_output     (const ScopeScene       *self,
                                         int                     item);
gboolean        scope_scene_has_output  (const ScopeScene       *self,
                                         int                     item);
int             scope_scene_wire_into   (const ScopeScene       *self,
                                         int                     item,
                                         int                     port);
int             scope_scene_neighbour   (const ScopeScene       *self,
                                         int                     item,
                                         int                     dx,
                                         int                     dy);
ScopeHit        scope_scene_hit         (const ScopeScene       *self,
                                         double                  x,
                                         double                  y,
                                         double                  reach,
                                         gboolean              (*badge) (int item, gpointer data),
                                         gpointer                data);
ScopeDrop       scope_scene_drop        (const ScopeScene       *self,
                                         double                  x,
                                         double                  y,
                                         const ConvoKind        *kind,
                                         int                     except);
gboolean        scope_scene_attachable  (const ScopeScene       *self,
                                         int                     item);

#define scope_scene_id(self, i) (convo_node_id ((self)->items[(i)].node))
#define scope_scene_wire(self, i) (&g_array_index ((self)->wires, ScopeWire, (i)))

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ScopeScene, scope_scene_free)

G_END_DECLS
