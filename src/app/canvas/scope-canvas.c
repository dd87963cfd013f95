/* The canvas widget: its properties, signals and life; blocks, wires, gestures and edits have files of their own. */
#include "scope-canvas.h"

#include <glib/gi18n.h>
#include "scope-canvas-private.h"
#include "scope-compose.h"
#include "scope-palette.h"

enum { PROP_0, PROP_DOCUMENT, PROP_ZOOM, PROP_RUNNING, PROP_TEXT_STATISTIC, PROP_BAR_STATISTIC, N_PROPS };
enum { STATUS, OPEN_INSPECTOR, LOOKED, CELL_CHANGED, N_SIGNALS };

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ScopeCanvas, scope_canvas, GTK_TYPE_WIDGET)

ScopeScene *
scope_canvas_scene (ScopeCanvas *self)
{
  return scope_world_get_scene (self->world);
}

/** scope_canvas_say: shows a sentence to the user, through whoever listens */
void
scope_canvas_say (ScopeCanvas *self, const char *text)
{
  g_signal_emit (self, signals[STATUS], 0, text);
}

/** scope_canvas_emit_cell: tells whoever listens which cell of a small map is pointed at */
void
scope_canvas_emit_cell (ScopeCanvas *self, const char *id, int depth, int row, int column)
{
  g_signal_emit (self, signals[CELL_CHANGED], 0, id, depth, row, column);
}
/** scope_canvas_emit_open: whoever listens shows the properties of the block @id */
void
scope_canvas_emit_open (ScopeCanvas *self, const char *id)
{
  g_signal_emit (self, signals[OPEN_INSPECTOR], 0, id);
}

/** scope_canvas_emit_looked: another level is shown now */
void
scope_canvas_emit_looked (ScopeCanvas *self)
{
  g_signal_emit (self, signals[LOOKED], 0, self->base);
}

static void
scope_canvas_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                      int *minimum_baseline, int *natural_baseline)
{
  ScopeCanvas *self = SCOPE_CANVAS (widget);
  GtkWidget *const parts[] = { GTK_WIDGET (self->world), self->legend, self->flow_legend, self->zoom_box, self->minimap, self->path_bar };
  int part;

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    gtk_widget_measure (parts[i], orientation, -1, &part, NULL, NULL, NULL);
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 240 : 180;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 840 : 600;
}

static void
scope_canvas_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ScopeCanvas *self = SCOPE_CANVAS (widget);
  graphene_rect_t view;
  GskTransform *transform;

  if (self->needs_fit && width > 1 && height > 1)
    {
      self->needs_fit = FALSE;
      g_hash_table_remove_all (self->places);
      scope_canvas_refresh (self);
      self->needs_fit = FALSE;
      scope_canvas_fit (self, FALSE);
    }
  scope_canvas_fit_again (self, width, height);
  transform = gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT (self->pan_x, self->pan_y));
  transform = gsk_transform_scale (transform, self->zoom, self->zoom);
  gtk_widget_measure (GTK_WIDGET (self->world), GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_allocate (GTK_WIDGET (self->world), 1, 1, -1, transform);
  scope_canvas_view_rect (self, &view);
  scope_world_set_view (self->world, &view, self->zoom);
  scope_canvas_furniture_allocate (self, width, height);
  if (self->popover != NULL)
    gtk_popover_present (GTK_POPOVER (self->popover));
}

static void
scope_canvas_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  gtk_snapshot_append_color (snapshot, scope_palette_color (SCOPE_COLOR_CANVAS),
                             &GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget), gtk_widget_get_height (widget)));
  GTK_WIDGET_CLASS (scope_canvas_parent_class)->snapshot (widget, snapshot);
}

static void
scope_canvas_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (scope_canvas_parent_class)->css_changed (widget, change);
  gtk_widget_queue_draw (widget);
}

static void
scope_canvas_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  ScopeCanvas *self = SCOPE_CANVAS (object);

  switch (id)
    {
    case PROP_DOCUMENT: g_value_set_object (value, self->document); break;
    case PROP_ZOOM: g_value_set_double (value, self->zoom); break;
    case PROP_RUNNING: g_value_set_boolean (value, self->running); break;
    case PROP_TEXT_STATISTIC: g_value_set_int (value, self->words.text); break;
    case PROP_BAR_STATISTIC: g_value_set_int (value, self->words.bar); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
scope_canvas_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  ScopeCanvas *self = SCOPE_CANVAS (object);

  switch (id)
    {
    case PROP_DOCUMENT: scope_canvas_set_document (self, g_value_get_object (value)); break;
    case PROP_ZOOM: scope_canvas_set_zoom (self, g_value_get_double (value)); break;
    case PROP_RUNNING: scope_canvas_set_running (self, g_value_get_boolean (value)); break;
    case PROP_TEXT_STATISTIC: self->words.text = g_value_get_int (value); scope_canvas_update_words (self); break;
    case PROP_BAR_STATISTIC: self->words.bar = g_value_get_int (value); scope_canvas_update_words (self); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
scope_canvas_dispose (GObject *object)
{
  ScopeCanvas *self = SCOPE_CANVAS (object);
  GtkWidget *child;

  if (self->document != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->document, self);
      g_signal_handlers_disconnect_by_data (convo_predict_of (self->document), self);
    }
  scope_canvas_drag_free (self);
  self->popover = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);                          /* a popover that was just closed is among them */
  self->world = NULL;
  g_clear_object (&self->glide);
  g_clear_object (&self->document);
  g_clear_pointer (&self->graph, convo_graph_unref);
  g_clear_pointer (&self->snapshot, convo_snapshot_unref);
  g_clear_pointer (&self->places, g_hash_table_unref);
  g_clear_pointer (&self->picture, g_free);
  g_clear_pointer (&self->source, g_free);
  g_clear_pointer (&self->caption, g_free);
  g_clear_pointer (&self->result, g_free);
  g_clear_pointer (&self->diff_name, g_free);
  g_clear_pointer (&self->diff, convo_report_diff_unref);
  g_clear_pointer (&self->timing, convo_timing_unref);
  g_clear_pointer (&self->base, g_free);
  g_clear_pointer (&self->shown_base, g_free);
  g_clear_pointer (&self->cell.id, g_free);
  G_OBJECT_CLASS (scope_canvas_parent_class)->dispose (object);
}

static void
install_properties (GObjectClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  props[PROP_DOCUMENT] = g_param_spec_object ("document", NULL, NULL, CONVO_TYPE_DOCUMENT, flags);
  props[PROP_ZOOM] = g_param_spec_double ("zoom", NULL, NULL, 0.05, 4, 1, flags);
  props[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, flags);
  props[PROP_TEXT_STATISTIC] = g_param_spec_int ("text-statistic", NULL, NULL, SCOPE_STATISTIC_OFF,
                                                 SCOPE_STATISTIC_TIME,
                                                 SCOPE_STATISTIC_PARAMETERS, flags);
  props[PROP_BAR_STATISTIC] = g_param_spec_int ("bar-statistic", NULL, NULL, SCOPE_STATISTIC_OFF,
                                                SCOPE_STATISTIC_TIME, SCOPE_STATISTIC_MACS, flags);
  g_object_class_install_properties (klass, N_PROPS, props);
}

static void
scope_canvas_class_init (ScopeCanvasClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = scope_canvas_dispose;
  object_class->get_property = scope_canvas_get_property;
  object_class->set_property = scope_canvas_set_property;
  widget_class->measure = scope_canvas_measure;
  widget_class->size_allocate = scope_canvas_size_allocate;
  widget_class->snapshot = scope_canvas_snapshot;
  widget_class->css_changed = scope_canvas_css_changed;
  gtk_widget_class_set_css_name (widget_class, "canvas");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  install_properties (object_class);
  scope_canvas_actions_install (widget_class);
  signals[STATUS] = g_signal_new ("status", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[LOOKED] = g_signal_new ("looked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[OPEN_INSPECTOR] = g_signal_new ("open-inspector", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[CELL_CHANGED] = g_signal_new ("cell-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 4, G_TYPE_STRING, G_TYPE_INT, G_TYPE_INT, G_TYPE_INT);
}

static void
scope_canvas_init (ScopeCanvas *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->zoom = 1;
  self->wire = -1;
  self->measuring = -1;
  self->pointer_x = self->pointer_y = -1;
  self->needs_fit = TRUE;
  self->words.text = SCOPE_STATISTIC_PARAMETERS;
  self->words.bar = SCOPE_STATISTIC_MACS;
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_hexpand (widget, TRUE);
  gtk_widget_set_vexpand (widget, TRUE);
  self->world = SCOPE_WORLD (scope_world_new ());
  gtk_widget_set_parent (GTK_WIDGET (self->world), widget);
  scope_canvas_furniture_init (self);
  scope_canvas_compose_init (self);
  scope_canvas_view_init (self);
  scope_canvas_drag_init (self);
  scope_canvas_pointer_init (self);
  scope_canvas_drop_init (self);
  scope_canvas_keys_init (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Network canvas"), -1);
}

/** scope_canvas_new: @document: what is shown and edited */
GtkWidget *
scope_canvas_new (ConvoDocument *document)
{
  return g_object_new (SCOPE_TYPE_CANVAS, "document", document, NULL);
}

/** scope_canvas_get_document: Returns: (transfer none): the document */
ConvoDocument *
scope_canvas_get_document (ScopeCanvas *self)
{
  g_return_val_if_fail (SCOPE_IS_CANVAS (self), NULL);
  return self->document;
}

/** scope_canvas_set_document: @document: another document; the view is fitted to it */
void
scope_canvas_set_document (ScopeCanvas *self, ConvoDocument *document)
{
  g_return_if_fail (SCOPE_IS_CANVAS (self));
  g_return_if_fail (CONVO_IS_DOCUMENT (document));
  if (self->document == document)
    return;
  if (self->document != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->document, self);
      g_signal_handlers_disconnect_by_data (convo_predict_of (self->document), self);
    }
  g_set_object (&self->document, document);
  self->words.predict = convo_predict_of (document);
  g_signal_connect_object (self->words.predict, "changed", G_CALLBACK (scope_canvas_update_words), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "changed", G_CALLBACK (scope_canvas_document_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "selection-changed", G_CALLBACK (scope_canvas_update_selection), self, G_CONNECT_SWAPPED);
  g_hash_table_remove_all (self->places);
  self->needs_fit = TRUE;
  scope_canvas_refresh (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DOCUMENT]);
}

/** scope_canvas_set_running: @running: a training runs */
void
scope_canvas_set_running (ScopeCanvas *self, gboolean running)
{
  g_return_if_fail (SCOPE_IS_CANVAS (self));
  if (self->running == running)
    return;
  self->running = running;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RUNNING]);
}
