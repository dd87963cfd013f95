/* What the world draws: frames, wires with the words on them, blocks, and what is shown while dragging. */
#include "scope-world-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include "numbers.h"
#include "scope-draw.h"
#include "scope-numbers.h"
#include "scope-palette.h"
#include "scope-wire-draw.h"
#include "scope-wires.h"

/** scope_world_drop_wires: all wires are built again when they are drawn next */
void
scope_world_drop_wires (ScopeWorld *self)
{
  const int n = self->scene != NULL ? (int) self->scene->wires->len : 0;

  g_ptr_array_set_size (self->wire_nodes, 0);
  g_ptr_array_set_size (self->wire_nodes, n);
  g_ptr_array_set_size (self->label_nodes, 0);
  g_ptr_array_set_size (self->label_nodes, n);
}

/** scope_world_drop_wire: @wire: built again when it is drawn next; −1 for none */
void
scope_world_drop_wire (ScopeWorld *self, int wire)
{
  if (wire < 0 || wire >= (int) self->wire_nodes->len)
    return;
  g_clear_pointer ((GskRenderNode **) &self->wire_nodes->pdata[wire], gsk_render_node_unref);
  g_clear_pointer ((GskRenderNode **) &self->label_nodes->pdata[wire], gsk_render_node_unref);
}

static gboolean
is_faulty (ScopeWorld *self, const ScopeWire *wire)
{
  const ConvoProblem *problem = wire->to_port ? NULL : scope_scene_problem (self->scene, self->report, wire->to);

  return problem != NULL && !problem->warning && g_strcmp0 (problem->path, scope_scene_id (self->scene, wire->to)) == 0
         && (problem->port == wire->port || (problem->port < 0 && self->scene->items[wire->to].n_wires > 1));
}

/* (transfer full) (nullable): what is out of the scale is written on the wire, where it leaves a block that has room. */
static char *
norm_words (ScopeWorld *self, int index, ScopeFlowState flow)
{
  g_autofree char *number = NULL;

  if (flow != SCOPE_FLOW_DEAD && flow != SCOPE_FLOW_EXPLODING)
    return NULL;
  number = isfinite (self->flow->norms[index]) ? convo_number_plain (self->flow->norms[index]) : g_strdup ("∞");
  return flow == SCOPE_FLOW_DEAD ? g_strdup ("∇ 0") : g_strconcat ("∇ ", number, NULL);
}

/** scope_world_build_wire: makes the nodes of a wire and of the words on it, with its present colour and width */
void
scope_world_build_wire (ScopeWorld *self, int index)
{
  const ScopeWire *wire = scope_scene_wire (self->scene, index);
  g_autofree char *shape = scope_scene_wire_hidden (self->scene, self->report, self->predict, wire)
                           ? g_strdup (C_("number", "?")) : scope_scene_wire_shape (self->scene, self->report, wire);
  const gboolean bundle = self->hover_bundle >= 0 && wire->to == self->hover_bundle && !wire->to_port;
  double place;
  const ScopeFlowState flow = scope_flow_at (self->flow, index, &place);
  g_autofree char *norm = norm_words (self, index, flow);
  const ScopeWireStyle style = {
    .flow = flow, .place = place, .norm = norm,
    .hover = index == self->hover_wire || bundle, .bundle = bundle,
    .selected = index == self->selected_wire, .faulty = is_faulty (self, wire), .shape = shape,
    .detail = self->detail, .zoom = self->zoom,
  };

  scope_world_drop_wire (self, index);
  self->wire_nodes->pdata[index] = scope_wire_draw (self->scene, index, &style);
  self->label_nodes->pdata[index] = scope_wire_draw_label (GTK_WIDGET (self), self->scene, index, &style);
}

static void
draw_wire (ScopeWorld *self, GtkSnapshot *snapshot, int w)
{
  const ScopeWire *wire = scope_scene_wire (self->scene, w);

  if (wire->inner || w == self->hidden_wire || !graphene_rect_intersection (&wire->bounds, &self->drawn, NULL))
    return;
  if (self->wire_nodes->pdata[w] == NULL)
    scope_world_build_wire (self, w);
  if (self->wire_nodes->pdata[w] != NULL)
    gtk_snapshot_append_node (snapshot, self->wire_nodes->pdata[w]);
}

/* The one that is pointed at lies over the others of its bundle. */
static void
draw_wires (ScopeWorld *self, GtkSnapshot *snapshot)
{
  const int n = (int) self->wire_nodes->len;

  for (int w = 0; w < n; w++)
    if (w != self->hover_wire && w != self->selected_wire)
      draw_wire (self, snapshot, w);
  if (self->selected_wire >= 0 && self->selected_wire < n)
    draw_wire (self, snapshot, self->selected_wire);
  if (self->hover_wire >= 0 && self->hover_wire < n && self->hover_wire != self->selected_wire)
    draw_wire (self, snapshot, self->hover_wire);
  for (int w = 0; w < n; w++)
    if (self->label_nodes->pdata[w] != NULL && w != self->hidden_wire && !scope_scene_wire (self->scene, w)->inner
        && graphene_rect_intersection (&scope_scene_wire (self->scene, w)->bounds, &self->drawn, NULL))
      gtk_snapshot_append_node (snapshot, self->label_nodes->pdata[w]);
}

/** scope_world_place_of: @rect: (out): where a block is now: on its way while things make room, else in its place */
void
scope_world_place_of (ScopeWorld *self, int item, graphene_rect_t *rect)
{
  if (self->motion == NULL || !scope_motion_at (self->motion, item, rect))
    scope_scene_rect (self->scene, item, rect);
}

/* Frames lie under the wires, blocks over them. */
static void
draw_blocks (ScopeWorld *self, GtkSnapshot *snapshot, gboolean frames, gboolean ghosts)
{
  for (guint i = 0; i < self->blocks->len; i++)
    {
      ScopeBlock *block = self->blocks->pdata[i];
      graphene_rect_t rect;

      scope_world_place_of (self, (int) i, &rect);
      graphene_rect_inset (&rect, -16, -16);
      if (self->scene->items[i].frame == frames
          && (frames || ((scope_block_get_state (block) & SCOPE_BLOCK_GHOST) != 0) == ghosts)
          && graphene_rect_intersection (&rect, &self->drawn, NULL))
        gtk_widget_snapshot_child (GTK_WIDGET (self), GTK_WIDGET (block), snapshot);
    }
}

static void
draw_drag_wire (ScopeWorld *self, GtkSnapshot *snapshot)
{
  graphene_point_t at[SCOPE_MOST_CORNERS];
  const int n = scope_wires_elbow (self->from, self->to, at);
  const gboolean refused = self->look == SCOPE_WIRE_REFUSED;
  const GdkRGBA *color = scope_palette_color (refused ? SCOPE_COLOR_ERROR : SCOPE_COLOR_ACCENT);

  for (int i = 1; i < n; i++)
    scope_draw_line (snapshot, at[i - 1].x, at[i - 1].y, at[i].x, at[i].y,
                     self->look == SCOPE_WIRE_TAKEN ? 3 : 2, refused, color);
  scope_draw_port (snapshot, self->from.x, self->from.y, color, color);
  scope_draw_port (snapshot, self->to.x, self->to.y, color,
                   self->look == SCOPE_WIRE_FREE ? scope_palette_color (SCOPE_COLOR_CARD) : color);
}

/* What copies of a drag with Ctrl will look like: as dense as what is dragged without it. */
static void
draw_copies (ScopeWorld *self, GtkSnapshot *snapshot)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &self->copied_by);
  gtk_snapshot_push_opacity (snapshot, SCOPE_GHOST_OPACITY);
  for (guint h = 0; h < self->copied->len; h++)
    for (int i = g_array_index (self->copied, int, h); i >= 0; i = self->scene->items[i].next)
      gtk_widget_snapshot_child (GTK_WIDGET (self), self->blocks->pdata[i], snapshot);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_restore (snapshot);
}

/** scope_world_snapshot: homes and frames, wires, blocks, what is being dragged, the rubber band */
void
scope_world_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ScopeWorld *self = SCOPE_WORLD (widget);

  if (self->scene == NULL)
    return;
  self->drawn = self->view;
  graphene_rect_inset (&self->drawn, -self->view.size.width / 4, -self->view.size.height / 4);
  for (guint i = 0; i < self->homes->len; i++)
    scope_draw_dashes (snapshot, &g_array_index (self->homes, graphene_rect_t, i), 1,
                       scope_palette_color (SCOPE_COLOR_WIRE));
  draw_blocks (self, snapshot, TRUE, FALSE);
  draw_wires (self, snapshot);
  draw_blocks (self, snapshot, FALSE, FALSE);
  if (self->has_slot)
    scope_draw_slot (snapshot, &self->slot, self->slot_text);
  draw_blocks (self, snapshot, FALSE, TRUE);
  if (self->copied->len > 0)
    draw_copies (self, snapshot);
  if (self->has_wire)
    draw_drag_wire (self, snapshot);
  if (self->has_rubber)
    {
      gtk_snapshot_append_color (snapshot, scope_palette_color (SCOPE_COLOR_SELECTION), &self->rubber);
      scope_draw_edge (snapshot, &self->rubber, 0, 0, 1 / self->zoom, scope_palette_color (SCOPE_COLOR_ACCENT));
    }
}
