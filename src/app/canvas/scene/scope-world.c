/* The canvas's only transformed child: blocks as widgets, wires as colour nodes, and what is drawn while dragging. */
#include "scope-world.h"

#include <glib/gi18n.h>
#include <math.h>
#include "numbers.h"
#include "scope-draw.h"
#include "scope-motion.h"
#include "scope-numbers.h"
#include "scope-palette.h"
#include "scope-wire-draw.h"
#include "scope-wires.h"

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
};

G_DEFINE_FINAL_TYPE (ScopeWorld, scope_world, GTK_TYPE_WIDGET)

static void
node_unref (gpointer node)
{
  if (node != NULL)
    gsk_render_node_unref (node);
}

static void
drop_wires (ScopeWorld *self)
{
  const int n = self->scene != NULL ? (int) self->scene->wires->len : 0;

  g_ptr_array_set_size (self->wire_nodes, 0);
  g_ptr_array_set_size (self->wire_nodes, n);
  g_ptr_array_set_size (self->label_nodes, 0);
  g_ptr_array_set_size (self->label_nodes, n);
}

static void
drop_wire (ScopeWorld *self, int wire)
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

static void
build_wire (ScopeWorld *self, int index)
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

  drop_wire (self, index);
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
    build_wire (self, w);
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

/* Where a block is now: on its way while things make room, else in its place */
static void
place_of (ScopeWorld *self, int item, graphene_rect_t *rect)
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

      place_of (self, (int) i, &rect);
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
  graphene_point_t at[6];
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

static void
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
  if (self->has_wire)
    draw_drag_wire (self, snapshot);
  if (self->has_rubber)
    {
      gtk_snapshot_append_color (snapshot, scope_palette_color (SCOPE_COLOR_SELECTION), &self->rubber);
      scope_draw_edge (snapshot, &self->rubber, 0, 0, 1 / self->zoom, scope_palette_color (SCOPE_COLOR_ACCENT));
    }
}

static void
scope_world_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ScopeWorld *self = SCOPE_WORLD (widget);

  for (guint i = 0; i < self->blocks->len; i++)
    {
      graphene_rect_t rect;

      place_of (self, (int) i, &rect);
      gtk_widget_allocate (self->blocks->pdata[i], (int) rect.size.width, (int) rect.size.height, -1,
                           gsk_transform_translate (NULL, &rect.origin));
    }
}

static void
scope_world_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                     int *minimum_baseline, int *natural_baseline)
{
  ScopeWorld *self = SCOPE_WORLD (widget);
  int child;

  for (guint i = 0; i < self->blocks->len; i++)          /* GTK wants everything measured before it is allocated */
    gtk_widget_measure (self->blocks->pdata[i], orientation, -1, &child, NULL, NULL, NULL);
  *minimum = *natural = 1;
}

/* Tab goes along the network, producers first, and out of it at its ends. */
static gboolean
scope_world_focus (GtkWidget *widget, GtkDirectionType direction)
{
  ScopeWorld *self = SCOPE_WORLD (widget);
  const int step = direction == GTK_DIR_TAB_FORWARD ? 1 : -1;
  int at = -1;

  if ((direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_TAB_BACKWARD) || self->scene == NULL
      || self->blocks->len == 0)
    return FALSE;
  for (int k = 0; k < self->scene->n_items; k++)
    if (gtk_widget_is_focus (self->blocks->pdata[self->scene->order[k]]))
      at = k;
  at = at < 0 ? (step > 0 ? 0 : self->scene->n_items - 1) : at + step;
  if (at < 0 || at >= self->scene->n_items)
    return FALSE;
  gtk_widget_activate_action (widget, "canvas.reveal", "s",
                              scope_scene_id (self->scene, self->scene->order[at]));
  return gtk_widget_grab_focus (self->blocks->pdata[self->scene->order[at]]);
}

static void
scope_world_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (scope_world_parent_class)->css_changed (widget, change);
  drop_wires (SCOPE_WORLD (widget));
  gtk_widget_queue_draw (widget);
}

static void
scope_world_dispose (GObject *object)
{
  ScopeWorld *self = SCOPE_WORLD (object);

  for (guint i = 0; i < self->blocks->len; i++)
    gtk_widget_unparent (self->blocks->pdata[i]);
  g_ptr_array_set_size (self->blocks, 0);
  g_hash_table_remove_all (self->by_id);
  g_ptr_array_set_size (self->wire_nodes, 0);
  g_clear_pointer (&self->scene, scope_scene_free);
  g_clear_pointer (&self->report, convo_report_unref);
  g_clear_pointer (&self->motion, scope_motion_free);
  g_clear_pointer (&self->flow, scope_flow_free);
  g_clear_object (&self->slot_text);
  G_OBJECT_CLASS (scope_world_parent_class)->dispose (object);
}

static void
scope_world_finalize (GObject *object)
{
  ScopeWorld *self = SCOPE_WORLD (object);

  g_ptr_array_unref (self->blocks);
  g_ptr_array_unref (self->wire_nodes);
  g_ptr_array_unref (self->label_nodes);
  g_hash_table_unref (self->by_id);
  g_array_unref (self->homes);
  G_OBJECT_CLASS (scope_world_parent_class)->finalize (object);
}

static void
scope_world_class_init (ScopeWorldClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = scope_world_dispose;
  G_OBJECT_CLASS (klass)->finalize = scope_world_finalize;
  widget_class->snapshot = scope_world_snapshot;
  widget_class->size_allocate = scope_world_size_allocate;
  widget_class->measure = scope_world_measure;
  widget_class->css_changed = scope_world_css_changed;
  widget_class->focus = scope_world_focus;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
  gtk_widget_class_set_css_name (widget_class, "world");
}

static void
scope_world_init (ScopeWorld *self)
{
  self->blocks = g_ptr_array_new ();
  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->wire_nodes = g_ptr_array_new_with_free_func (node_unref);
  self->label_nodes = g_ptr_array_new_with_free_func (node_unref);
  self->homes = g_array_new (FALSE, FALSE, sizeof (graphene_rect_t));
  self->hover_item = self->hover_wire = self->hover_bundle = self->selected_wire = self->hidden_wire = -1;
  self->zoom = 1;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Blocks of the network"), -1);
}

GtkWidget *
scope_world_new (void)
{
  return g_object_new (SCOPE_TYPE_WORLD, NULL);
}

/* Blocks follow their names, so that focus and caches survive an edit. */
static void
match_blocks (ScopeWorld *self)
{
  g_autoptr(GHashTable) old = g_steal_pointer (&self->by_id);
  GHashTableIter iter;
  gpointer block;

  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_ptr_array_set_size (self->blocks, 0);
  for (int i = 0; i < self->scene->n_items; i++)
    {
      const char *id = scope_scene_id (self->scene, i);

      block = g_hash_table_lookup (old, id);
      if (block != NULL)
        g_hash_table_remove (old, id);
      else
        {
          block = scope_block_new ();
          scope_block_set_detail (block, self->detail, 1, scope_letters_of_zoom (self->zoom));
          gtk_widget_set_parent (block, GTK_WIDGET (self));
        }
      g_ptr_array_add (self->blocks, block);
      g_hash_table_insert (self->by_id, g_strdup (id), block);
    }
  g_hash_table_iter_init (&iter, old);
  while (g_hash_table_iter_next (&iter, NULL, &block))
    gtk_widget_unparent (block);
}

/* A frame of the motion: wires follow the blocks, the scene itself stays where all will come to rest. */
static gboolean
step (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  ScopeWorld *self = SCOPE_WORLD (widget);

  drop_wires (self);
  if (self->motion == data && scope_motion_step (self->motion, gdk_frame_clock_get_frame_time (clock)))
    {
      scope_motion_begin_wires (self->motion, self->scene);
      for (guint w = 0; w < self->wire_nodes->len; w++)
        if (!scope_scene_wire (self->scene, w)->inner)
          build_wire (self, (int) w);
      scope_motion_end_wires (self->motion, self->scene);
    }
  else if (self->motion == data)
    g_clear_pointer (&self->motion, scope_motion_free);
  gtk_widget_queue_allocate (widget);
  gtk_widget_queue_draw (widget);
  return self->motion == data && data != NULL ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* What moved goes there in 200 ms, unless the desktop asks for no motion, or it is too much to be followed. */
static void
set_off (ScopeWorld *self, ScopeScene *old)
{
  g_clear_pointer (&self->motion, scope_motion_free);
  if (old != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)) && adw_get_enable_animations (GTK_WIDGET (self)))
    self->motion = scope_motion_new (old, self->scene);
  if (self->motion != NULL)
    gtk_widget_add_tick_callback (GTK_WIDGET (self), step, self->motion, NULL);
}

/** scope_world_set_scene: @scene: (transfer full): @report: of its graph @glide: blocks go to their new places */
void
scope_world_set_scene (ScopeWorld *self, ScopeScene *scene, ConvoReport *report, const ScopeBlockWords *words, gboolean glide)
{
  ScopeScene *old = self->scene;

  g_clear_pointer (&self->flow, scope_flow_free);          /* its wires are others */
  g_clear_pointer (&self->report, convo_report_unref);
  self->scene = scene;
  self->report = convo_report_ref (report);
  self->hover_item = self->hover_wire = self->hover_bundle = self->selected_wire = self->hidden_wire = -1;
  match_blocks (self);
  set_off (self, glide ? old : NULL);
  scope_scene_free (old);
  for (guint i = 0; i < self->blocks->len; i++)
    scope_block_set_state (self->blocks->pdata[i], SCOPE_BLOCK_HOVER | SCOPE_BLOCK_PORTS | SCOPE_BLOCK_ENDS, FALSE);
  drop_wires (self);
  scope_world_set_words (self, words);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/** scope_world_set_words: tells every block again what to say; those that say the same stay as they are */
void
scope_world_set_words (ScopeWorld *self, const ScopeBlockWords *words)
{
  ConvoPredict *predict = words->predict != NULL && convo_predict_active (words->predict) ? words->predict : NULL;

  if (self->predict != NULL || predict != NULL)
    {
      drop_wires (self);                                   /* shapes are written on some */
      gtk_widget_queue_draw (GTK_WIDGET (self));
    }
  self->predict = predict;
  for (guint i = 0; i < self->blocks->len; i++)
    scope_block_set_info (self->blocks->pdata[i], scope_block_info_new (self->scene, self->report, (int) i, words));
}

static gboolean
looks_other (const ScopeFlow *a, const ScopeFlow *b, int wire)
{
  double p, q;

  return scope_flow_at (a, wire, &p) != scope_flow_at (b, wire, &q) || floor (p * 64) != floor (q * 64);
}

/** scope_world_set_flow: @flow: (transfer full) (nullable): of the present scene; wires that look the same stay as they are */
void
scope_world_set_flow (ScopeWorld *self, ScopeFlow *flow)
{
  g_autoptr(ScopeFlow) old = self->flow;
  gboolean any = FALSE;

  self->flow = flow;
  for (guint w = 0; w < self->wire_nodes->len; w++)
    if (looks_other (old, flow, (int) w))
      {
        drop_wire (self, (int) w);
        any = TRUE;
      }
  if (any)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** scope_world_get_flow: Returns: (transfer none) (nullable): what flows back through the wires */
const ScopeFlow *
scope_world_get_flow (ScopeWorld *self)
{
  return self->flow;
}

ScopeScene *
scope_world_get_scene (ScopeWorld *self)
{
  return self->scene;
}

ScopeBlock *
scope_world_get_block (ScopeWorld *self, int item)
{
  return item >= 0 && item < (int) self->blocks->len ? self->blocks->pdata[item] : NULL;
}

/** scope_world_find: Returns: the item of a block widget, −1 */
int
scope_world_find (ScopeWorld *self, GtkWidget *block)
{
  guint index;

  return g_ptr_array_find (self->blocks, block, &index) ? (int) index : -1;
}

/** scope_world_set_view: @view: what is seen, in canvas units */
void
scope_world_set_view (ScopeWorld *self, const graphene_rect_t *view, double zoom)
{
  const ScopeDetail detail = scope_detail_of_zoom (zoom);
  const int scale = (int) MAX (1, zoom * gtk_widget_get_scale_factor (GTK_WIDGET (self)) + 0.49);
  const gboolean redraw = detail != self->detail || !graphene_rect_contains_rect (&self->drawn, view)
                          || view->size.width < self->view.size.width * 0.5;

  self->view = *view;
  if (detail != self->detail || (MIN (zoom, self->zoom) < 0.7 && zoom != self->zoom))   /* lines keep their width */
    drop_wires (self);
  self->zoom = zoom;
  self->detail = detail;
  for (guint i = 0; i < self->blocks->len; i++)
    scope_block_set_detail (self->blocks->pdata[i], detail, scale, scope_letters_of_zoom (zoom));
  if (redraw)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** scope_world_move: stacks are somewhere else while they are being dragged; few are routed alone, many all at once */
void
scope_world_move (ScopeWorld *self, const int *hosts, const graphene_point_t *places, int n)
{
  gboolean frames = FALSE;

  g_clear_pointer (&self->motion, scope_motion_free);
  for (int i = 0; i < n; i++)
    {
      scope_scene_put (self->scene, hosts[i], places[i].x, places[i].y);
      frames |= self->scene->items[hosts[i]].frame;
    }
  if (frames)
    n = 9;
  if (n > 8)
    scope_wires_route (self->scene, -1);
  for (int i = 0; i < n && n <= 8; i++)
    {
      scope_wires_route (self->scene, hosts[i]);
      for (guint w = 0; w < self->wire_nodes->len; w++)
        if (self->scene->items[scope_scene_wire (self->scene, w)->from].host == hosts[i]
            || self->scene->items[scope_scene_wire (self->scene, w)->to].host == hosts[i])
          drop_wire (self, (int) w);
    }
  if (n > 8)
    drop_wires (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
mark_hover (ScopeWorld *self, int item, gboolean on)
{
  if (item < 0 || item >= (int) self->blocks->len)
    return;
  scope_block_set_state (self->blocks->pdata[item], SCOPE_BLOCK_HOVER, on);
  scope_block_set_state (self->blocks->pdata[self->scene->items[item].host], SCOPE_BLOCK_PORTS, on);
  scope_block_set_state (self->blocks->pdata[scope_scene_last (self->scene, item)], SCOPE_BLOCK_PORTS, on);
}

static void
mark_end (ScopeWorld *self, int item, gboolean on)
{
  scope_block_set_state (self->blocks->pdata[self->scene->items[item].host], SCOPE_BLOCK_ENDS, on);
}

/* A wire, or all of a bundle: other colour and width, and the blocks at its ends are ringed. */
static void
mark_wires (ScopeWorld *self, int wire, int bundle, gboolean on)
{
  const int first = bundle >= 0 ? self->scene->items[bundle].first_wire : wire;
  const int last = bundle >= 0 ? first + self->scene->items[bundle].n_wires - 1 : wire;

  for (int w = MAX (first, 0); w <= last && w < (int) self->wire_nodes->len; w++)
    {
      drop_wire (self, w);
      mark_end (self, scope_scene_wire (self->scene, w)->from, on);
      mark_end (self, scope_scene_wire (self->scene, w)->to, on);
    }
}

/** scope_world_set_hover: @item: −1 for none @wire: −1 for none @bundle: the item whose wires are all meant, −1 */
void
scope_world_set_hover (ScopeWorld *self, int item, int wire, int bundle)
{
  if (item != self->hover_item)
    {
      mark_hover (self, self->hover_item, FALSE);
      mark_hover (self, item, TRUE);
      self->hover_item = item;
    }
  if (wire != self->hover_wire || bundle != self->hover_bundle)
    {
      mark_wires (self, self->hover_wire, self->hover_bundle, FALSE);
      self->hover_wire = wire;
      self->hover_bundle = bundle;
      mark_wires (self, wire, bundle, TRUE);
      gtk_widget_queue_draw (GTK_WIDGET (self));
    }
}

void
scope_world_set_selected_wire (ScopeWorld *self, int wire)
{
  if (wire == self->selected_wire)
    return;
  drop_wire (self, self->selected_wire);
  drop_wire (self, wire);
  self->selected_wire = wire;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** scope_world_set_slot: @rect: (nullable): none */
void
scope_world_set_slot (ScopeWorld *self, const graphene_rect_t *rect, const char *text)
{
  if (rect == NULL && !self->has_slot)
    return;
  self->has_slot = rect != NULL;
  g_clear_object (&self->slot_text);
  if (rect != NULL)
    {
      self->slot = *rect;
      self->slot_text = scope_draw_text_new (GTK_WIDGET (self), text, 12, TRUE);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** scope_world_set_rubber: @rect: (nullable): none */
void
scope_world_set_rubber (ScopeWorld *self, const graphene_rect_t *rect)
{
  self->has_rubber = rect != NULL;
  if (rect != NULL)
    self->rubber = *rect;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** scope_world_set_drag_wire: @hidden_wire: a wire that is being taken off, −1 */
void
scope_world_set_drag_wire (ScopeWorld *self, const graphene_point_t *from, const graphene_point_t *to,
                           ScopeWireLook look,
                           int hidden_wire)
{
  self->has_wire = TRUE;
  self->from = *from;
  self->to = *to;
  self->look = look;
  self->hidden_wire = hidden_wire;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** scope_world_add_home: the place that a dragged stack came from stays dashed */
void
scope_world_add_home (ScopeWorld *self, const graphene_rect_t *rect)
{
  g_array_append_val (self->homes, *rect);
}

/** scope_world_clear_drag: forgets all that is shown only while dragging */
void
scope_world_clear_drag (ScopeWorld *self)
{
  g_array_set_size (self->homes, 0);
  self->has_slot = self->has_rubber = self->has_wire = FALSE;
  self->hidden_wire = -1;
  for (guint i = 0; i < self->blocks->len; i++)
    scope_block_set_state (self->blocks->pdata[i], SCOPE_BLOCK_GHOST | SCOPE_BLOCK_DIM | SCOPE_BLOCK_TARGET, FALSE);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
