/* The canvas's only transformed child: blocks as widgets in their places, wires as colour nodes. */
#include "scope-world-private.h"

#include <glib/gi18n.h>
#include <math.h>

G_DEFINE_FINAL_TYPE (ScopeWorld, scope_world, GTK_TYPE_WIDGET)

static void
node_unref (gpointer node)
{
  if (node != NULL)
    gsk_render_node_unref (node);
}

static void
scope_world_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ScopeWorld *self = SCOPE_WORLD (widget);

  for (guint i = 0; i < self->blocks->len; i++)
    {
      graphene_rect_t rect;

      scope_world_place_of (self, (int) i, &rect);
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
  scope_world_drop_wires (SCOPE_WORLD (widget));
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
  g_array_unref (self->copied);
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
  self->copied = g_array_new (FALSE, FALSE, sizeof (int));
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

  scope_world_drop_wires (self);
  if (self->motion == data && scope_motion_step (self->motion, gdk_frame_clock_get_frame_time (clock)))
    {
      scope_motion_begin_wires (self->motion, self->scene);
      for (guint w = 0; w < self->wire_nodes->len; w++)
        if (!scope_scene_wire (self->scene, w)->inner)
          scope_world_build_wire (self, (int) w);
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
  scope_world_drop_wires (self);
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
      scope_world_drop_wires (self);                                   /* shapes are written on some */
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
        scope_world_drop_wire (self, (int) w);
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
    scope_world_drop_wires (self);
  self->zoom = zoom;
  self->detail = detail;
  for (guint i = 0; i < self->blocks->len; i++)
    scope_block_set_detail (self->blocks->pdata[i], detail, scale, scope_letters_of_zoom (zoom));
  if (redraw)
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
      scope_world_drop_wire (self, w);
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
  scope_world_drop_wire (self, self->selected_wire);
  scope_world_drop_wire (self, wire);
  self->selected_wire = wire;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
