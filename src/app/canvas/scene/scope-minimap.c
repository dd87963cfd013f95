/* The whole network small, with the part that is seen: click or drag to go there. */
#include "scope-minimap.h"

#include <glib/gi18n.h>
#include "scope-draw.h"
#include "scope-palette.h"

#define WIDTH 154
#define HEIGHT 92
#define INSET 6

struct _ScopeMinimap
{
  GtkWidget parent_instance;
  ScopeMinimapScene scene;
  ScopeMinimapView view;
  ScopeMinimapFault fault;
  ScopeMinimapGo go;
  gpointer data;
  double scale, x, y;            /* how the world was last drawn */
  gboolean held;                 /* while dragging the map stands still under the pointer */
};

G_DEFINE_FINAL_TYPE (ScopeMinimap, scope_minimap, GTK_TYPE_WIDGET)

static void
map_rect (ScopeMinimap *self, graphene_rect_t *rect)
{
  graphene_rect_init (rect, rect->origin.x * self->scale + self->x, rect->origin.y * self->scale + self->y,
                      rect->size.width * self->scale, rect->size.height * self->scale);
}

static void
measure_world (ScopeMinimap *self, const ScopeScene *scene, const graphene_rect_t *view)
{
  const double width = WIDTH - 2 * INSET - 4, height = HEIGHT - 2 * INSET - 4;
  graphene_rect_t all;

  scope_scene_bounds (scene, &all);
  graphene_rect_inset (&all, -48, -48);
  if (view->size.width < 4 * all.size.width)               /* a view far larger than the network does not shrink it */
    graphene_rect_union (&all, view, &all);
  self->scale = MIN (width / all.size.width, height / all.size.height);
  self->x = INSET + 2 + (width - all.size.width * self->scale) / 2 - all.origin.x * self->scale;
  self->y = INSET + 2 + (height - all.size.height * self->scale) / 2 - all.origin.y * self->scale;
}

static void
scope_minimap_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ScopeMinimap *self = SCOPE_MINIMAP (widget);
  const ScopeScene *scene = self->scene (self->data);
  const graphene_rect_t area = GRAPHENE_RECT_INIT (INSET, INSET, WIDTH - 2 * INSET, HEIGHT - 2 * INSET);
  graphene_rect_t view, rect;

  if (scene == NULL || scene->n_items == 0)
    return;
  self->view (self->data, &view);
  if (!self->held)
    measure_world (self, scene, &view);
  map_rect (self, &view);
  gtk_snapshot_push_clip (snapshot, &area);
  graphene_rect_intersection (&view, &area, &view);
  gtk_snapshot_append_color (snapshot, scope_palette_color (SCOPE_COLOR_SELECTION), &view);
  for (int i = 0; i < scene->n_items; i++)
    {
      const ConvoKind *kind = convo_node_kind (scene->items[i].node);

      if (scene->items[i].row > 0 || scene->items[i].frame)
        continue;
      scope_scene_stack_rect (scene, i, &rect);
      map_rect (self, &rect);
      gtk_snapshot_append_color (snapshot, self->fault (i, self->data) ? scope_palette_color (SCOPE_COLOR_ERROR)
                                           : scope_palette_family (kind != NULL ? kind->family : "composite"), &rect);
    }
  scope_draw_edge (snapshot, &view, 4, 4, 2, scope_palette_color (SCOPE_COLOR_ACCENT));
  gtk_snapshot_pop (snapshot);
}

static void
scope_minimap_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                       int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
}

static void
scope_minimap_class_init (ScopeMinimapClass *klass)
{
  GTK_WIDGET_CLASS (klass)->snapshot = scope_minimap_snapshot;
  GTK_WIDGET_CLASS (klass)->measure = scope_minimap_measure;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "minimap");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_IMG);
}

static void
go_there (ScopeMinimap *self, double x, double y)
{
  if (self->scale > 0)
    self->go (self->data, (x - self->x) / self->scale, (y - self->y) / self->scale);
}

static void
drag_begins (GtkGestureDrag *gesture, double x, double y, gpointer data)
{
  SCOPE_MINIMAP (data)->held = TRUE;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  go_there (data, x, y);
}

static void
let_go (ScopeMinimap *self)
{
  self->held = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
drag_updates (GtkGestureDrag *gesture, double dx, double dy, gpointer data)
{
  double x, y;

  if (gtk_gesture_drag_get_start_point (gesture, &x, &y))
    go_there (data, x + dx, y + dy);
}

static void
scope_minimap_init (ScopeMinimap *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begins), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_updates), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (let_go), self);
  g_signal_connect_swapped (drag, "cancel", G_CALLBACK (let_go), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (GTK_WIDGET (self), "canvas-furniture");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Overview of the network"), -1);
}

/** scope_minimap_new: @scene, @view, @fault: asked while drawing @go: centre the view there, in canvas units */
GtkWidget *
scope_minimap_new (ScopeMinimapScene scene, ScopeMinimapView view, ScopeMinimapFault fault, ScopeMinimapGo go,
                   gpointer data)
{
  ScopeMinimap *self = g_object_new (SCOPE_TYPE_MINIMAP, NULL);

  self->scene = scene;
  self->view = view;
  self->fault = fault;
  self->go = go;
  self->data = data;
  return GTK_WIDGET (self);
}
