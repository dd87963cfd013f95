/* Drops from the palette: a kind's name as a string. */
#include <glib/gi18n.h>
#include "registry.h"
#include "scope-canvas-private.h"
#include "scope-compose.h"

/** scope_canvas_drop_words: Returns: (transfer full): what stands in the slot: "link under conv1" */
char *
scope_canvas_drop_words (ScopeCanvas *self, const ScopeDrop *drop, const ConvoKind *kind)
{
  ScopeScene *scene = scope_canvas_scene (self);

  if (drop->type == SCOPE_DROP_WIRE)
    return g_strdup (_("insert here"));
  if (drop->type == SCOPE_DROP_EMPTY)
    return g_strdup (kind != NULL ? _(kind->title) : _("new block"));
  if (kind != NULL && (kind->flags & CONVO_KIND_SLICE) && scene->items[drop->index].consumers <= 1)
    return g_strdup_printf (_("snap under %s"), scope_scene_id (scene, drop->index));
  return g_strdup_printf (_("link under %s"), scope_scene_id (scene, drop->index));
}

static const char *
dragged_kind (GtkDropTarget *target)
{
  const GValue *value = gtk_drop_target_get_value (target);

  return value != NULL && G_VALUE_HOLDS_STRING (value) ? g_value_get_string (value) : NULL;
}

static GdkDragAction
over (GtkDropTarget *target, double x, double y, gpointer data)
{
  ScopeCanvas *self = data;
  const char *name = dragged_kind (target);
  const ConvoKind *kind = name != NULL ? convo_kind_find (name) : NULL;
  g_autofree char *words = NULL;
  graphene_point_t at;
  ScopeDrop drop;

  if (scope_canvas_scene (self) == NULL || (kind == NULL && (name == NULL || !scope_library_knows (self, name))))
    return name == NULL ? GDK_ACTION_COPY : 0;            /* not yet known: may be one */
  self->pointer_x = x;
  self->pointer_y = y;
  scope_canvas_to_world (self, x, y, &at);
  drop = scope_scene_drop (scope_canvas_scene (self), at.x, at.y, kind, -1);
  words = scope_canvas_drop_words (self, &drop, kind);
  scope_world_set_slot (self->world, &drop.slot, words);
  return GDK_ACTION_COPY;
}

static void
leave (GtkDropTarget *target, gpointer data)
{
  scope_world_set_slot (SCOPE_CANVAS (data)->world, NULL, NULL);
}

static gboolean
dropped (GtkDropTarget *target, const GValue *value, double x, double y, gpointer data)
{
  ScopeCanvas *self = data;
  const char *name = g_value_get_string (value);
  const ConvoKind *kind = name != NULL ? convo_kind_find (name) : NULL;
  graphene_point_t at;
  ScopeDrop drop;
  gboolean done;

  scope_world_set_slot (self->world, NULL, NULL);
  if (kind == NULL && (name == NULL || !scope_library_knows (self, name)))
    {
      g_autofree char *text = g_strdup_printf (_("There is no kind of layer “%s”."), name != NULL ? name : "");

      scope_canvas_say (self, text);
      return FALSE;
    }
  scope_canvas_to_world (self, x, y, &at);
  drop = scope_scene_drop (scope_canvas_scene (self), at.x, at.y, kind, -1);
  done = scope_canvas_add_at (self, name, NULL, &drop);
  if (done)
    scope_canvas_focus_on (self, scope_canvas_current (self));
  return done;
}

void
scope_canvas_drop_init (ScopeCanvas *self)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_STRING, GDK_ACTION_COPY);

  gtk_drop_target_set_preload (target, TRUE);
  g_signal_connect (target, "enter", G_CALLBACK (over), self);
  g_signal_connect (target, "motion", G_CALLBACK (over), self);
  g_signal_connect (target, "leave", G_CALLBACK (leave), self);
  g_signal_connect (target, "drop", G_CALLBACK (dropped), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}
