/* What the files of the world share: for scope-world.c and scope-world-draw.c only. */
#pragma once
#include "scope-world.h"
#include "scope-motion.h"

G_BEGIN_DECLS

struct _ScopeWorld
{
  GtkWidget parent_instance;
  ScopeScene *scene;
  ConvoReport *report;
  ConvoPredict *predict;            /* of the document; NULL: nothing is hidden */
  ScopeFlow *flow;                  /* of a training; NULL: wires are plain */
  ScopeMotion *motion;              /* while blocks make room; NULL: all stand in their places */
  GPtrArray *blocks;                /* ScopeBlock, by item; the children */
  GHashTable *by_id;                /* id (of the block's info) → ScopeBlock */
  GPtrArray *wire_nodes;            /* GskRenderNode or NULL, by wire */
  GPtrArray *label_nodes;           /* the same for the shapes written on them, above all wires */
  graphene_rect_t view, drawn;      /* what is seen; what the last snapshot covers */
  double zoom;
  ScopeDetail detail;

  int hover_item, hover_wire, hover_bundle, selected_wire, hidden_wire;
  gboolean has_slot, has_rubber, has_wire;
  graphene_rect_t slot, rubber;
  PangoLayout *slot_text;
  graphene_point_t from, to;
  ScopeWireLook look;
  GArray *homes;                    /* graphene_rect_t */
  GArray *copied;                   /* int: stacks that are shown once more, so far from their places: */
  graphene_point_t copied_by;
};

void scope_world_drop_wires (ScopeWorld      *self);
void scope_world_drop_wire  (ScopeWorld      *self,
                             int              wire);
void scope_world_build_wire (ScopeWorld      *self,
                             int              index);
void scope_world_place_of   (ScopeWorld      *self,
                             int              item,
                             graphene_rect_t *rect);
void scope_world_snapshot   (GtkWidget       *widget,
                             GtkSnapshot     *snapshot);

G_END_DECLS
