/* The left pane's page "Blocks": every registered kind by family, the named blocks that come with the program, and those
 * of the document, to be dragged or activated. */
#include "scope-block-palette.h"

#include <glib/gi18n.h>
#include <string.h>
#include "registry.h"
#include "scope-library.h"
#include "scope-palette-row.h"

struct _ScopeBlockPalette
{
  GtkWidget parent_instance;
  GtkWidget *box, *entry, *list, *menu;
  GHashTable *folded;            /* family names */
  char *needle, *own;            /* names of the document's definitions */
  guint filling;                 /* source: the library is read when the window is up */
  double scrolled_to;
};

enum { ADD, DEFINE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ScopeBlockPalette, scope_block_palette, GTK_TYPE_WIDGET)

static const struct { const char *family, *title; } families[] = {
  { "convolution", N_("Convolution") }, { "pooling", N_("Pooling") }, { "dense", N_("Dense") },
  { "normalisation", N_("Normalisation") }, { "activation", N_("Activation") }, { "merge", N_("Merge") },
  { "regularisation", N_("Regularisation") }, { "shape", N_("Shape") }, { "io", N_("Input and Output") },
};

#define LIBRARY "blocks"         /* the family of named blocks that come with the program */

static gboolean
finds (const char *needle, const ScopePaletteEntry *entry)
{
  g_autofree char *title = g_utf8_casefold (entry->title, -1), *name = g_utf8_casefold (entry->name, -1);

  return strstr (title, needle) != NULL || strstr (name, needle) != NULL;
}

/* A search shows all that match, folded or not; a family row shows when one of its kinds does. */
static gboolean
is_shown (GtkListBoxRow *row, gpointer data)
{
  ScopeBlockPalette *self = data;
  const ScopePaletteEntry *entry = scope_palette_row_entry (row);
  const char *family = scope_palette_row_family (row);
  const gboolean searching = self->needle != NULL && *self->needle != '\0';

  if (entry != NULL)
    return searching ? finds (self->needle, entry) : !g_hash_table_contains (self->folded, entry->family);
  if (!searching)
    return TRUE;
  for (int i = 0; (row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), i)) != NULL; i++)
    if (scope_palette_row_entry (row) != NULL && strcmp (scope_palette_row_entry (row)->family, family) == 0 && finds (self->needle, scope_palette_row_entry (row)))
      return TRUE;
  return FALSE;
}

static void
search_changed (GtkEditable *entry, gpointer data)
{
  ScopeBlockPalette *self = data;

  g_free (self->needle);
  self->needle = g_utf8_casefold (gtk_editable_get_text (entry), -1);
  gtk_list_box_invalidate_filter (GTK_LIST_BOX (self->list));
}

static void
search_activated (GtkEntry *entry, gpointer data)
{
  ScopeBlockPalette *self = data;
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), i)) != NULL; i++)
    if (scope_palette_row_entry (row) != NULL && gtk_widget_get_child_visible (GTK_WIDGET (row)))
      {
        g_signal_emit (self, signals[ADD], 0, scope_palette_row_entry (row)->name);
        return;
      }
}

static void
fold (ScopeBlockPalette *self, GtkListBoxRow *row)
{
  const char *family = scope_palette_row_family (row);
  const gboolean open = g_hash_table_contains (self->folded, family);

  gtk_widget_grab_focus (GTK_WIDGET (row));               /* a focused kind may be about to hide: nothing must scroll */
  if (open)
    g_hash_table_remove (self->folded, family);
  else
    g_hash_table_add (self->folded, (gpointer) family);
  scope_palette_row_set_open (row, open);
  gtk_list_box_invalidate_filter (GTK_LIST_BOX (self->list));
}

static void
row_activated (GtkListBox *list, GtkListBoxRow *row, gpointer data)
{
  ScopeBlockPalette *self = data;

  if (scope_palette_row_entry (row) != NULL)
    {
      g_autofree char *name = g_strdup (scope_palette_row_entry (row)->name);   /* the row may go with the edit */

      g_signal_emit (self, signals[ADD], 0, name);
    }
  else
    fold (self, row);
}

/* Families fold at one click, although kinds want two. */
static void
family_clicked (GtkGestureClick *gesture, int n_press, double x, double y, gpointer data)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  fold (data, GTK_LIST_BOX_ROW (row));
}

/* The context menu of a row */

static void
append_item (GMenu *menu, const char *label, const char *action, const char *name)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", name);
  g_menu_append_item (menu, item);
}

static void
popup_menu (ScopeBlockPalette *self, GtkListBoxRow *row, const GdkRectangle *at)
{
  const ScopePaletteEntry *entry = row != NULL ? scope_palette_row_entry (row) : NULL;
  g_autoptr(GMenu) menu = g_menu_new (), define = g_menu_new ();

  if (entry == NULL)
    return;
  append_item (menu, _("Add to the Network"), "palette.add", entry->name);
  if (strcmp (entry->family, SCOPE_PALETTE_OWN) == 0)
    {
      append_item (define, _("Name and Arguments…"), "palette.edit", entry->name);
      append_item (define, _("Look Inside"), "palette.look", entry->name);
      append_item (define, _("Duplicate"), "palette.duplicate", entry->name);
      append_item (define, _("Delete"), "palette.delete", entry->name);
      g_menu_append_section (menu, NULL, G_MENU_MODEL (define));
    }
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  self->menu = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), at);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
secondary_clicked (GtkGestureClick *gesture, int n_press, double x, double y, gpointer data)
{
  ScopeBlockPalette *self = data;
  GtkListBoxRow *row = gtk_list_box_get_row_at_y (GTK_LIST_BOX (self->list), (int) y);
  double left, top;

  if (gtk_widget_translate_coordinates (self->list, GTK_WIDGET (self), x, y, &left, &top))
    popup_menu (self, row, &(GdkRectangle) { (int) left, (int) top, 1, 1 });
}

/* From the keyboard: at the row that has the focus */
static gboolean
popup_at_focus (ScopeBlockPalette *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  graphene_rect_t rect;

  if (focus == NULL || !GTK_IS_LIST_BOX_ROW (focus) || !gtk_widget_compute_bounds (focus, GTK_WIDGET (self), &rect))
    return FALSE;
  popup_menu (self, GTK_LIST_BOX_ROW (focus), &(GdkRectangle) { (int) rect.origin.x + 24, (int) (rect.origin.y + rect.size.height), 1, 1 });
  return TRUE;
}

static void
menu_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autofree char *name = g_variant_dup_string (parameter, NULL);   /* the row may go with the edit */

  if (g_str_equal (action, "palette.add"))
    g_signal_emit (widget, signals[ADD], 0, name);
  else
    g_signal_emit (widget, signals[DEFINE], 0, action + strlen ("palette."), name);
}

static GtkWidget *
family_row_new (ScopeBlockPalette *self, const char *family, const char *title, int count)
{
  GtkWidget *row = scope_palette_family_row_new (family, title, count);
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect (click, "pressed", G_CALLBACK (family_clicked), self);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (click));
  return row;
}

static void
append_family (ScopeBlockPalette *self, const char *family, const char *title)
{
  int n, count = 0;
  const ConvoKind *const *kinds = convo_kinds (&n);

  for (int i = 0; i < n; i++)
    count += strcmp (kinds[i]->family, family) == 0;
  if (count == 0)
    return;
  gtk_list_box_append (GTK_LIST_BOX (self->list), family_row_new (self, family, title, count));
  for (int i = 0; i < n; i++)
    if (strcmp (kinds[i]->family, family) == 0)
      gtk_list_box_append (GTK_LIST_BOX (self->list), scope_palette_kind_row_new (kinds[i]));
}

static void
append_library (ScopeBlockPalette *self)
{
  GPtrArray *blocks = scope_library_blocks ();

  if (blocks->len == 0)
    return;
  gtk_list_box_append (GTK_LIST_BOX (self->list), family_row_new (self, LIBRARY, _("Named blocks"), (int) blocks->len));
  for (guint i = 0; i < blocks->len; i++)
    {
      const ScopeLibraryBlock *block = blocks->pdata[i];

      gtk_list_box_append (GTK_LIST_BOX (self->list), scope_palette_block_row_new (LIBRARY, block->name, block->title, block->text));
    }
}

static gboolean
fill_library (gpointer data)
{
  ScopeBlockPalette *self = data;

  self->filling = 0;
  append_library (self);
  return G_SOURCE_REMOVE;
}

/** scope_block_palette_set_graph: lists the definitions of @graph, first of all; nothing happens while they are the same */
void
scope_block_palette_set_graph (ScopeBlockPalette *self, const ConvoGraph *graph)
{
  const int n = convo_graph_n_definitions (graph);
  g_autoptr(GString) names = g_string_new (NULL);
  GtkListBoxRow *row;

  g_return_if_fail (SCOPE_IS_BLOCK_PALETTE (self));
  for (int i = 0; i < n; i++)
    g_string_append_printf (names, "%s ", convo_definition_name (convo_graph_definition (graph, i)));
  if (g_strcmp0 (names->str, self->own) == 0)
    return;
  g_free (self->own);
  self->own = g_strdup (names->str);
  while ((row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), 0)) != NULL
         && g_strcmp0 (scope_palette_row_entry (row) != NULL ? scope_palette_row_entry (row)->family : scope_palette_row_family (row), SCOPE_PALETTE_OWN) == 0)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), GTK_WIDGET (row));
  if (n > 0)
    gtk_list_box_insert (GTK_LIST_BOX (self->list), family_row_new (self, SCOPE_PALETTE_OWN, _("Of this network"), n), 0);
  for (int i = 0; i < n; i++)
    {
      const char *name = convo_definition_name (convo_graph_definition (graph, i));
      const ScopeLibraryBlock *known = self->filling == 0 ? scope_library_find (name) : NULL;

      gtk_list_box_insert (GTK_LIST_BOX (self->list),
                           scope_palette_block_row_new (SCOPE_PALETTE_OWN, name, name, known != NULL ? known->text : NULL), i + 1);
    }
}

static gboolean
back_to (gpointer data)
{
  ScopeBlockPalette *self = data;

  if (self->list != NULL)
    gtk_adjustment_set_value (gtk_list_box_get_adjustment (GTK_LIST_BOX (self->list)), self->scrolled_to);
  g_object_unref (self);
  return G_SOURCE_REMOVE;
}

/* The whole list is one stop of Tab; arrows move within it. From its last row Tab leads out, and nothing scrolls. */
static gboolean
leave_list (GtkEventControllerKey *controller, guint key, guint keycode, GdkModifierType state, gpointer data)
{
  ScopeBlockPalette *self = data;
  GtkListBoxRow *row, *end = NULL;

  if (key == GDK_KEY_Menu || (key == GDK_KEY_F10 && (state & GDK_SHIFT_MASK)))
    return popup_at_focus (self);
  if (key != GDK_KEY_Tab && key != GDK_KEY_ISO_Left_Tab && key != GDK_KEY_KP_Tab)
    return FALSE;
  for (int i = 0; (row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), i)) != NULL; i++)
    if (gtk_widget_get_child_visible (GTK_WIDGET (row)))
      {
        end = row;
        if (key == GDK_KEY_ISO_Left_Tab || (state & GDK_SHIFT_MASK))
          break;
      }
  self->scrolled_to = gtk_adjustment_get_value (gtk_list_box_get_adjustment (GTK_LIST_BOX (self->list)));
  if (end != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (end));
  g_idle_add (back_to, g_object_ref (self));
  return FALSE;
}

static void
scope_block_palette_dispose (GObject *object)
{
  ScopeBlockPalette *self = SCOPE_BLOCK_PALETTE (object);

  g_clear_handle_id (&self->filling, g_source_remove);
  self->list = NULL;
  g_clear_pointer (&self->own, g_free);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->folded, g_hash_table_unref);
  g_clear_pointer (&self->needle, g_free);
  G_OBJECT_CLASS (scope_block_palette_parent_class)->dispose (object);
}

static void
scope_block_palette_class_init (ScopeBlockPaletteClass *klass)
{
  static const char *const actions[] = { "palette.add", "palette.edit", "palette.look", "palette.duplicate", "palette.delete" };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = scope_block_palette_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "blockpalette");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  signals[ADD] = g_signal_new ("add", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[DEFINE] = g_signal_new ("define", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i], "s", menu_action);
}

static void
scope_block_palette_init (ScopeBlockPalette *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  scope_palette_rows_style ();
  self->folded = g_hash_table_new (g_str_hash, g_str_equal);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->entry = gtk_search_entry_new ();
  gtk_widget_set_margin_start (self->entry, 8);
  gtk_widget_set_margin_end (self->entry, 8);
  gtk_widget_set_margin_top (self->entry, 8);
  gtk_widget_set_margin_bottom (self->entry, 4);
  g_object_set (self->entry, "placeholder-text", _("Search blocks"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Search blocks"), -1);
  g_signal_connect (self->entry, "search-changed", G_CALLBACK (search_changed), self);
  g_signal_connect (self->entry, "activate", G_CALLBACK (search_activated), self);
  self->list = gtk_list_box_new ();
  gtk_list_box_set_activate_on_single_click (GTK_LIST_BOX (self->list), FALSE);
  gtk_list_box_set_filter_func (GTK_LIST_BOX (self->list), is_shown, self, NULL);
  gtk_widget_add_css_class (self->list, "block-palette");
  gtk_widget_add_css_class (self->list, "background");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Blocks"), -1);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (row_activated), self);
  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    append_family (self, families[i].family, _(families[i].title));
  self->filling = g_idle_add_full (G_PRIORITY_LOW, fill_library, self, NULL);
  g_signal_connect (key, "key-pressed", G_CALLBACK (leave_list), self);
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (self->list, key);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (secondary_clicked), self);
  gtk_widget_add_controller (self->list, GTK_EVENT_CONTROLLER (click));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->list);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (self->box), self->entry);
  gtk_box_append (GTK_BOX (self->box), scrolled);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/** scope_block_palette_new: shows the kinds that are registered now */
GtkWidget *
scope_block_palette_new (void)
{
  return g_object_new (SCOPE_TYPE_BLOCK_PALETTE, NULL);
}

/** scope_block_palette_focus_search: for the key that leads to the search */
void
scope_block_palette_focus_search (ScopeBlockPalette *self)
{
  g_return_if_fail (SCOPE_IS_BLOCK_PALETTE (self));
  gtk_widget_grab_focus (self->entry);
}

/** scope_block_palette_find_row: Returns: (transfer none) (nullable): the row of a kind */
GtkWidget *
scope_block_palette_find_row (ScopeBlockPalette *self, const char *kind)
{
  GtkListBoxRow *row;

  g_return_val_if_fail (SCOPE_IS_BLOCK_PALETTE (self), NULL);
  for (int i = 0; (row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), i)) != NULL; i++)
    if (scope_palette_row_entry (row) != NULL && strcmp (scope_palette_row_entry (row)->name, kind) == 0)
      return GTK_WIDGET (row);
  return NULL;
}
