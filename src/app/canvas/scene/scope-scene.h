/* A graph as geometry: which block stands where, which slices are snapped under it, where ports and wires
 * are. No widgets. */
#pragma once
#include <graphene.h>
#include "compose.h"
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
#define SCOPE_MOST_CORNERS 14
#define SCOPE_FRAME_HEADER 36
#define SCOPE_FRAME_PADDING 24

/**
 * ScopeItem:
 * @node: (transfer none): the node, of the document or of a definition
 * @path: of the node: its name, or "layer3.0.conv2" where a composite is unfolded or looked into
 * @parent: the frame that it is in, −1
 * @level: index of the #ScopeLevel that it stands in
 * @host: the item that it is snapped under; its own index if it stands alone
 * @row: 0, or which slice under the host: 1, 2, …
 * @next: the slice under this one, −1
 * @rows: of a host: how many slices are under it
 * @consumers: wires that leave it
 * @first_wire: index of the first wire into it; the others follow
 * @n_wires: how many wires go into it
 * @x: left edge
 * @y: top edge
 * @width: its own
 * @height: its own, without slices; of a frame: all of it
 * @middle: where its first ports are, from its left edge
 * @n_in: input ports of an instance
 * @n_out: output ports
 * @composite: an instance of a named block
 * @frame: it is unfolded: its definition's nodes stand in it
 */
typedef struct
{
  const ConvoNode *node;
  char *path;
  int parent, level;
  int host, row, next, rows;
  int consumers, first_wire, n_wires;
  double x, y, width, height, middle;
  int n_in, n_out;
  gboolean composite, frame;
} ScopeItem;

/**
 * ScopeLevel:
 * @graph: (nullable): the document, or a definition as convo_graph_enter() gives it; %NULL for what is around the one block
 *   that is looked into
 * @path: "" for the document, else the instance that it is seen through, with the number of a copy
 * @frame: the item that it is in, −1
 * @n: how many nodes
 * @items: [n] the items of the graph's nodes
 * @dx: what stands at x in the definition stands at x + @dx, measured from the frame's corner
 * @dy: likewise
 *
 * Nodes that stand together, in one frame.
 */
typedef struct
{
  ConvoGraph *graph;
  char *path;
  int frame, n;
  int *items;
  double dx, dy;
} ScopeLevel;

/**
 * ScopeWire:
 * @from: producing item
 * @to: consuming item
 * @port: its input port, from 0
 * @out: which output of @from, from 0
 * @level: where it is
 * @from_port: it begins at input @out of the frame @from, inside
 * @to_port: it ends at output @port of the frame @to, inside
 * @inner: inside a stack: not drawn
 * @labelled: a lane or a change of column: its shape is written at @label
 * @around: no simple way was free, so it goes on a detour
 * @hard: the way is not free of blocks and other wires
 * @moved: it lies elsewhere since this was cleared
 * @bus: of a wire into a bundle: the height at which they come together
 * @n: corners, at least 2
 * @at: corners; neighbours share x or y
 * @bounds: of all corners
 */
typedef struct
{
  int from, to, port, out, level;
  gboolean from_port, to_port, inner, labelled, around, hard, moved;
  float bus;
  int n;
  graphene_point_t at[SCOPE_MOST_CORNERS];
  graphene_point_t label;
  graphene_rect_t bounds;
} ScopeWire;

/**
 * ScopeScene:
 *
 * @base: the instance that is looked into, "" for the document; @levels: (element-type ScopeLevel), outer ones first;
 * @items: [n_items], in the graph's order, a frame before what is in it; @order: indices, producers first; @wires: (element-type ScopeWire)
 */
typedef struct
{
  ConvoGraph *graph;
  char *base;
  GArray *levels;
  GHashTable *index;             /* path → item + 1 */
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
  SCOPE_HIT_FOLD,                /* the triangle of a composite */
  SCOPE_HIT_INSIDE,              /* an input port of a frame, seen from inside */
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
                                         const char             *base,
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
gboolean        scope_item_is_bundled   (const ScopeItem        *item);
gboolean        scope_wire_is_bundled   (const ScopeScene       *self,
                                         const ScopeWire        *wire);
gboolean        scope_wire_in_bundle    (const ScopeScene       *self,
                                         const ScopeWire        *wire,
                                         double                  y);
double          scope_port_x            (int                     port,
                                         int                     n_ports);
graphene_point_t scope_scene_input      (const ScopeScene       *self,
                                         int                     item,
                                         int                     port);
graphene_point_t scope_scene_output     (const ScopeScene       *self,
                                         int                     item,
                                         int                     port);
graphene_point_t scope_scene_inside     (const ScopeScene       *self,
                                         int                     frame,
                                         int                     port);
char           *scope_scene_wire_source (const ScopeScene       *self,
                                         const ScopeWire        *wire);
char           *scope_scene_wire_target (const ScopeScene       *self,
                                         const ScopeWire        *wire);
char           *scope_scene_free_output (const ScopeScene       *self,
                                         int                     item);
char           *scope_scene_port_name   (const ScopeScene       *self,
                                         int                     frame,
                                         gboolean                out,
                                         int                     port);
int             scope_scene_level_at    (const ScopeScene       *self,
                                         double                  x,
                                         double                  y);
void            scope_scene_to_level    (const ScopeScene       *self,
                                         int                     level,
                                         double                 *x,
                                         double                 *y);
gboolean        scope_scene_level_placed (const ScopeScene      *self,
                                         int                     level);
int             scope_scene_host_near   (const ScopeScene       *self,
                                         const char             *path);
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

#define scope_scene_id(self, i) ((self)->items[(i)].path)
#define scope_scene_level(self, i) (&g_array_index ((self)->levels, ScopeLevel, (i)))
#define scope_scene_wire(self, i) (&g_array_index ((self)->wires, ScopeWire, (i)))

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ScopeScene, scope_scene_free)

G_END_DECLS
