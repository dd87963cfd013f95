/* The canvas widget: follows the document, tells every block what to say, and carries the actions. */
#include "scope-canvas.h"

#include <glib/gi18n.h>
#include <string.h>
#include "scope-canvas-private.h"
#include "scope-compose.h"
#include "scope-ledger.h"
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

static void
update_selection (ScopeCanvas *self)
{
  ScopeScene *scene = scope_canvas_scene (self);
  gboolean any = FALSE;

  for (int i = 0; scene != NULL && i < scene->n_items; i++)
    {
      const gboolean selected = convo_document_is_selected (self->document, scope_scene_id (scene, i));

      scope_block_set_state (scope_world_get_block (self->world, i), SCOPE_BLOCK_SELECTED, selected);
      any |= selected;
    }
  if (any)
    scope_world_set_selected_wire (self->world, self->wire = -1);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "canvas.rename", any);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "canvas.open", any);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "canvas.ledger", any);
}

static void
show (ScopeCanvas *self, ScopeScene *scene, gboolean glide)
{
  ConvoReport *report = convo_document_report (self->document);
  graphene_rect_t view;

  scope_canvas_measure_bars (self, scene, report);
  scope_world_set_scene (self->world, scene, report, &self->words, glide);
  self->wire = -1;
  update_selection (self);
  scope_canvas_update_values (self);
  scope_canvas_view_rect (self, &view);
  scope_world_set_view (self->world, &view, self->zoom);
  scope_canvas_furniture_update (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/** scope_canvas_preview: @graph: one that differs from the document's in places only, while something is
 * being dragged */
void
scope_canvas_preview (ScopeCanvas *self, ConvoGraph *graph)
{
  show (self, scope_scene_new (graph, self->base, self->places, scope_canvas_layout_height (self), FALSE), FALSE);
}

/** scope_canvas_refresh: shows the document as it is */
void
scope_canvas_refresh (ScopeCanvas *self)
{
  ConvoGraph *graph = convo_document_graph (self->document);
  const gboolean another = self->graph != graph && convo_document_undo_label (self->document) == NULL
                           && convo_document_redo_label (self->document) == NULL;

  const gboolean same_base = g_strcmp0 (self->base, self->shown_base) == 0;
  g_autofree char *before = g_steal_pointer (&self->shown_base);
  ScopeScene *scene;
  gboolean moved;

  self->shown_base = g_strdup (self->base);
  if (another)
    {
      g_free (self->base);
      self->base = g_strdup ("");
    }
  if (another || gtk_widget_get_height (GTK_WIDGET (self)) == 0)
    {
      g_hash_table_remove_all (self->places);
      self->needs_fit = TRUE;
    }
  g_clear_pointer (&self->graph, convo_graph_unref);
  self->graph = convo_graph_ref (graph);
  scene = scope_scene_new (graph, self->base, self->places, scope_canvas_layout_height (self), FALSE);
  moved = strcmp (scene->base, self->base) != 0;
  if (moved)
    {
      g_free (self->base);                                 /* what was looked into is gone */
      self->base = g_strdup (scene->base);
      self->needs_fit = TRUE;
    }
  show (self, scene, !another && !moved && !self->needs_fit && same_base);
  scope_path_bar_set (SCOPE_PATH_BAR (self->path_bar), graph, self->base);
  if (g_strcmp0 (before, self->base) != 0)
    g_signal_emit (self, signals[LOOKED], 0, self->base);
}

static void
document_changed (ScopeCanvas *self)
{
  const int had_focus = scope_canvas_focus_item (self);

  if (self->drag.mode != SCOPE_DRAG_NONE)
    scope_canvas_drag_cancel (self);
  if (self->popover == NULL || !scope_ledger_is_ledger (self->popover))   /* which follows the document itself */
    scope_canvas_close_popover (self);
  scope_canvas_refresh (self);
  if (had_focus >= 0 && scope_canvas_focus_item (self) < 0)
    gtk_widget_grab_focus (GTK_WIDGET (self));              /* its block is gone: keys must not die with it */
}

/** scope_canvas_focus_item: Returns: the item with the keyboard focus, −1 */
int
scope_canvas_focus_item (ScopeCanvas *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && SCOPE_IS_BLOCK (focus) ? scope_world_find (self->world, focus) : -1;
}

/** scope_canvas_current: Returns: the item that commands mean: the last selected, else the focused one, −1 */
int
scope_canvas_current (ScopeCanvas *self)
{
  GPtrArray *selection = convo_document_selection (self->document);

  if (selection->len > 0)
    return scope_scene_index (scope_canvas_scene (self), selection->pdata[selection->len - 1]);
  return scope_canvas_focus_item (self);
}

void
scope_canvas_focus_on (ScopeCanvas *self, int item)
{
  ScopeBlock *block = scope_world_get_block (self->world, item);

  gtk_widget_grab_focus (block != NULL ? GTK_WIDGET (block) : GTK_WIDGET (self));
}

gboolean
scope_canvas_has_badge (int item, gpointer data)
{
  const ScopeBlockInfo *info = scope_block_get_info (scope_world_get_block (SCOPE_CANVAS (data)->world, item));

  return info != NULL && info->problem != NULL;
}

static void
select_named (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ScopeCanvas *self = SCOPE_CANVAS (widget);
  const char *id = g_variant_get_string (parameter, NULL);
  const int item = scope_scene_index (scope_canvas_scene (self), id);

  if (item < 0)
    return;
  if (g_str_equal (name, "canvas.reveal"))
    {
      scope_canvas_reveal_item (self, item);
      return;
    }
  convo_document_select_one (self->document, id);
  scope_canvas_focus_on (self, item);
  if (g_str_equal (name, "canvas.open-block") && scope_canvas_scene (self)->items[item].composite
      && !(item == 0 && self->base[0] != '\0'))
    scope_canvas_look_into (self, item);
  else if (g_str_equal (name, "canvas.open-block"))
    g_signal_emit (self, signals[OPEN_INSPECTOR], 0, id);
}

static void
edit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ScopeCanvas *self = SCOPE_CANVAS (widget);
  const int item = scope_canvas_current (self);

  if (g_str_equal (name, "canvas.delete"))
    scope_canvas_delete (self, FALSE);
  else if (g_str_equal (name, "canvas.delete-reconnect"))
    scope_canvas_delete (self, TRUE);
  else if (g_str_equal (name, "canvas.select-all"))
    scope_canvas_select_all (self);
  else if (g_str_equal (name, "canvas.arrange"))
    scope_canvas_arrange (self);
  else if (g_str_equal (name, "canvas.add-link"))
    scope_canvas_popup_link (self);
  else if (g_str_equal (name, "canvas.rename"))
    scope_canvas_popup_rename (self);
  else if (g_str_equal (name, "canvas.open") && item >= 0 && scope_canvas_scene (self)->items[item].composite
           && !(item == 0 && self->base[0] != '\0'))
    scope_canvas_look_into (self, item);
  else if (g_str_equal (name, "canvas.ledger"))
    {
      if (item >= 0 && !scope_canvas_ask_next (self, item))
        scope_canvas_popup_ledger (self, item, CONVO_NUMBER_SHAPE);
    }
  else if (g_str_equal (name, "canvas.open") && item >= 0)
    {
      if (!scope_canvas_ask_next (self, item))
        g_signal_emit (self, signals[OPEN_INSPECTOR], 0, scope_scene_id (scope_canvas_scene (self), item));
    }
  else if (g_str_equal (name, "canvas.branch") && item < 0)
    scope_canvas_say (self, _("Select a block first."));
  else
    {
      scope_canvas_popup_quick_add (self, !g_str_equal (name, "canvas.quick-add"));
      self->branching = g_str_equal (name, "canvas.branch");
    }
}

static void
view_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ScopeCanvas *self = SCOPE_CANVAS (widget);

  if (g_str_equal (name, "canvas.fit"))
    scope_canvas_zoom_fit (self);
  else if (g_str_equal (name, "canvas.zoom-in"))
    scope_canvas_zoom_in (self);
  else if (g_str_equal (name, "canvas.zoom-out"))
    scope_canvas_zoom_out (self);
  else
    scope_canvas_zoom_reset (self);
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
install_actions (GtkWidgetClass *klass)
{
  static const char *const edits[] = { "delete", "delete-reconnect", "select-all", "arrange", "add-link", "rename",
                                       "quick-add", "insert", "branch", "open", "ledger" };
  static const char *const views[] = { "fit", "zoom-in", "zoom-out", "zoom-reset" };

  for (gsize i = 0; i < G_N_ELEMENTS (edits); i++)
    {
      g_autofree char *name = g_strconcat ("canvas.", edits[i], NULL);

      gtk_widget_class_install_action (klass, name, NULL, edit_action);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (views); i++)
    {
      g_autofree char *name = g_strconcat ("canvas.", views[i], NULL);

      gtk_widget_class_install_action (klass, name, NULL, view_action);
    }
  scope_canvas_compose_install (klass);
  gtk_widget_class_install_action (klass, "canvas.select", "s", select_named);
  gtk_widget_class_install_action (klass, "canvas.open-block", "s", select_named);
  gtk_widget_class_install_action (klass, "canvas.reveal", "s", select_named);
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
  install_actions (widget_class);
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
  g_signal_connect_object (document, "changed", G_CALLBACK (document_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "selection-changed", G_CALLBACK (update_selection), self, G_CONNECT_SWAPPED);
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

/** scope_canvas_reveal: scrolls to the block @id if it is not wholly in view */
void
scope_canvas_reveal (ScopeCanvas *self, const char *id)
{
  int item;

  g_return_if_fail (SCOPE_IS_CANVAS (self));
  item = scope_scene_host_near (scope_canvas_scene (self), id);
  if (item < 0 && self->base[0] != '\0' && convo_graph_find (self->graph, id) != NULL)
    {
      scope_canvas_look (self, "");                        /* it is not in what is looked into */
      item = scope_scene_host_near (scope_canvas_scene (self), id);
    }
  if (item >= 0)
    scope_canvas_reveal_item (self, item);
}

/** scope_canvas_show_problem: scrolls to the block @id and opens its first problem */
void
scope_canvas_show_problem (ScopeCanvas *self, const char *id)
{
  int item;

  g_return_if_fail (SCOPE_IS_CANVAS (self));
  scope_canvas_reveal (self, id);
  item = scope_scene_host_near (scope_canvas_scene (self), id);
  if (item < 0)
    return;
  if (scope_canvas_has_badge (item, self))
    scope_canvas_popup_problem (self, item);
}

/** scope_canvas_locate: @area: (out): where the block @id is, in pixels of the widget. Returns: whether
 * there is such a block */
gboolean
scope_canvas_locate (ScopeCanvas *self, const char *id, graphene_rect_t *area)
{
  graphene_rect_t rect;
  int item;

  g_return_val_if_fail (SCOPE_IS_CANVAS (self), FALSE);
  item = scope_scene_index (scope_canvas_scene (self), id);
  if (item < 0)
    return FALSE;
  scope_scene_rect (scope_canvas_scene (self), item, &rect);
  *area = GRAPHENE_RECT_INIT (rect.origin.x * self->zoom + self->pan_x, rect.origin.y * self->zoom + self->pan_y,
                              rect.size.width * self->zoom, rect.size.height * self->zoom);
  return TRUE;
}
