/* A side pane of a width of its own, which its inner edge changes. */
#include "scope-pane.h"

#include <glib/gi18n.h>

#define HANDLE 8                 /* pixels that take the pointer; nothing is drawn there */
#define KEY_STEP 12

struct _ScopePane
{
  GtkWidget  parent_instance;
  GtkWidget *child;
  GtkWidget *handle;
  int        extent, least, most;
  gboolean   at_end;             /* right of the canvas: the handle is on the left edge */
};

static void scope_pane_buildable_init (GtkBuildableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ScopePane, scope_pane, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE, scope_pane_buildable_init))

enum { PROP_EXTENT = 1, PROP_LEAST, PROP_MOST, PROP_AT_END, N_PROPS };
static GParamSpec *props[N_PROPS];

/** scope_pane_set_extent: @extent: width in pixels, taken into the legal range */
void
scope_pane_set_extent (ScopePane *self, int extent)
{
  extent = CLAMP (extent, self->least, MAX (self->least, self->most));
  if (extent == self->extent)
    return;
  self->extent = extent;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EXTENT]);
}

/** scope_pane_get_extent: Returns: width in pixels */
int
scope_pane_get_extent (ScopePane *self)
{
  return self->extent;
}

/* Which way the pane grows on the screen: the writing direction turns panes around. */
static int
direction (ScopePane *self)
{
  return self->at_end == (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL) ? 1 : -1;
}

static void
drag_begin (GtkGestureDrag *drag, double x, double y, ScopePane *self)
{
  gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_CLAIMED);
}

/* The handle moves with the edge: only coordinates of the pane mean anything. */
static void
drag_update (GtkGestureDrag *drag, double x, double y, ScopePane *self)
{
  double start, inner, pane_x;

  gtk_gesture_drag_get_start_point (drag, &start, &inner);
  gtk_widget_translate_coordinates (self->handle, GTK_WIDGET (self), start + x, 0, &pane_x, &inner);
  if (direction (self) > 0)
    scope_pane_set_extent (self, (int) (pane_x + HANDLE / 2));
  else
    scope_pane_set_extent (self, (int) (gtk_widget_get_width (GTK_WIDGET (self)) - pane_x + HANDLE / 2));
}

static gboolean
key_pressed (GtkEventControllerKey *key, guint keyval, guint code, GdkModifierType state, ScopePane *self)
{
  if (keyval != GDK_KEY_Left && keyval != GDK_KEY_Right)
    return GDK_EVENT_PROPAGATE;
  scope_pane_set_extent (self, self->extent + direction (self) * (keyval == GDK_KEY_Right ? KEY_STEP : -KEY_STEP));
  return GDK_EVENT_STOP;
}

static void
scope_pane_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *min, int *nat, int *b1, int *b2)
{
  ScopePane *self = SCOPE_PANE (widget);

  *min = *nat = orientation == GTK_ORIENTATION_HORIZONTAL ? self->extent : 0;
  if (self->child != NULL)
    {
      int child_min, child_nat;

      gtk_widget_measure (self->child, orientation, orientation == GTK_ORIENTATION_VERTICAL ? self->extent : -1,
                          &child_min, &child_nat, NULL, NULL);
      if (orientation == GTK_ORIENTATION_VERTICAL)
        *min = child_min, *nat = child_nat;
    }
}

static void
scope_pane_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ScopePane *self = SCOPE_PANE (widget);
  const int x = direction (self) > 0 ? width - HANDLE : 0;
  int min = 0;

  if (self->child != NULL)
    {
      gtk_widget_measure (self->child, GTK_ORIENTATION_HORIZONTAL, -1, &min, NULL, NULL, NULL);
      gtk_widget_allocate (self->child, MAX (width, min), height, -1, NULL);
    }
  gtk_widget_measure (self->handle, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_size_allocate (self->handle, &(GtkAllocation) { x, 0, HANDLE, height }, -1);
}

static void
scope_pane_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ScopePane *self = SCOPE_PANE (object);

  switch (id)
    {
    case PROP_EXTENT:
      scope_pane_set_extent (self, g_value_get_int (value));
      break;
    case PROP_LEAST:
      self->least = g_value_get_int (value);
      break;
    case PROP_MOST:
      self->most = g_value_get_int (value);
      break;
    default:
      self->at_end = g_value_get_boolean (value);
      break;
    }
}

static void
scope_pane_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_int (value, SCOPE_PANE (object)->extent);
}

static void
scope_pane_add_child (GtkBuildable *buildable, GtkBuilder *builder, GObject *child, const char *type)
{
  ScopePane *self = SCOPE_PANE (buildable);

  g_return_if_fail (GTK_IS_WIDGET (child) && self->child == NULL);
  self->child = GTK_WIDGET (child);
  gtk_widget_insert_before (self->child, GTK_WIDGET (self), self->handle);
}

static void
scope_pane_buildable_init (GtkBuildableIface *iface)
{
  iface->add_child = scope_pane_add_child;
}

static void
scope_pane_dispose (GObject *object)
{
  ScopePane *self = SCOPE_PANE (object);

  g_clear_pointer (&self->child, gtk_widget_unparent);
  g_clear_pointer (&self->handle, gtk_widget_unparent);
  G_OBJECT_CLASS (scope_pane_parent_class)->dispose (object);
}

static void
scope_pane_class_init (ScopePaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = scope_pane_dispose;
  object_class->set_property = scope_pane_set_property;
  object_class->get_property = scope_pane_get_property;
  widget_class->measure = scope_pane_measure;
  widget_class->size_allocate = scope_pane_size_allocate;
  props[PROP_LEAST] = g_param_spec_int ("least", NULL, NULL, 0, G_MAXINT, 0, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_MOST] = g_param_spec_int ("most", NULL, NULL, 0, G_MAXINT, 4096, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_EXTENT] = g_param_spec_int ("extent", NULL, NULL, 0, G_MAXINT, 0,
                                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  props[PROP_AT_END] = g_param_spec_boolean ("at-end", NULL, NULL, FALSE, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_set_css_name (widget_class, "scopepane");
}

static void
scope_pane_init (ScopePane *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *key = gtk_event_controller_key_new ();

  self->most = 4096;
  self->handle = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_SEPARATOR, "focusable", TRUE, NULL);
  gtk_widget_add_css_class (self->handle, "pane-handle");
  gtk_widget_set_cursor_from_name (self->handle, "col-resize");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->handle), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Width of the pane"), -1);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update), self);
  g_signal_connect (key, "key-pressed", G_CALLBACK (key_pressed), self);
  gtk_widget_add_controller (self->handle, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (self->handle, key);
  gtk_widget_set_parent (self->handle, GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}
