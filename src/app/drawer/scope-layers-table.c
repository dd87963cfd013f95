/* The drawer's page "Layers": every number of every block and layer, selected together with the canvas. */
#include "scope-layers-table.h"

#include <glib/gi18n.h>

#include <string.h>

#include "scope-layer-row.h"
#include "scope-layers-column.h"
#include "predict.h"
#include "scope-ledger.h"

struct _ScopeLayersTable
{
  AdwBin             parent_instance;
  ScopeSession      *session;
  GListStore        *rows;               /* of the document; what is in a block is below its row */
  GtkTreeListModel  *tree;
  GtkMultiSelection *selection;
  GtkColumnView     *view;
  GtkWidget         *menu;
  GtkColumnViewColumn *columns[CONVO_N_COLUMNS];
  gboolean           shown[CONVO_N_COLUMNS];
  guint              pending;            /* source that will show another document */
  gboolean           updating;           /* the table follows the document, not the other way round */
};

G_DEFINE_FINAL_TYPE (ScopeLayersTable, scope_layers_table, ADW_TYPE_BIN)

/* The row at @position of the table as it is sorted and unfolded */
static ScopeLayerRow *
row_at (ScopeLayersTable *self, guint position)
{
  g_autoptr(GtkTreeListRow) tree_row = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  return tree_row != NULL ? gtk_tree_list_row_get_item (tree_row) : NULL;
}

/* The longest bar is that of a block of the document */
static gint64
most_macs (GPtrArray *table)
{
  gint64 most = 0;

  for (guint i = 0; i < table->len; i++)
    most = MAX (most, ((ConvoTableRow *) table->pdata[i])->numbers.macs);
  return most;
}

/* Selects in the table what is selected in the document; a part stays selected with its block */
static void
follow_selection (ScopeLayersTable *self)
{
  ConvoDocument *document = scope_session_document (self->session);
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  g_autoptr(GtkBitset) selected = gtk_bitset_new_empty (), mask = gtk_bitset_new_range (0, n);

  if (self->updating)
    return;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(ScopeLayerRow) row = row_at (self, i);
      const char *path = scope_layer_row_path (row);
      g_autofree char *id = scope_layer_row_id (row);

      if (convo_document_is_selected (document, path)
          || (!g_str_equal (id, path) && convo_document_is_selected (document, id)
              && gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->selection), i)))
        gtk_bitset_add (selected, i);
    }
  self->updating = TRUE;
  gtk_selection_model_set_selection (GTK_SELECTION_MODEL (self->selection), selected, mask);
  self->updating = FALSE;
}

static void
hide_cell (ConvoTableRow *row, ConvoColumn column)
{
  convo_table_row_hide (row, column, C_("number", "?"));
}

/* What is to be predicted is neither shown nor sorted by, drawn as a bar, or copied */
static void
hide_row (ConvoTableRow *row, ConvoPredict *predict)
{
  static const ConvoColumn of_shape[] = { CONVO_COLUMN_OUTPUT, CONVO_COLUMN_ACTIVATIONS };
  static const ConvoColumn of_count[] = { CONVO_COLUMN_PARAMETERS, CONVO_COLUMN_STATISTICS, CONVO_COLUMN_WEIGHT_BYTES };
  static const ConvoColumn of_macs[] = { CONVO_COLUMN_MACS, CONVO_COLUMN_FLOP, CONVO_COLUMN_SHARE };
  static const ConvoColumn of_field[] = { CONVO_COLUMN_FIELD, CONVO_COLUMN_JUMP };
  static const struct { ConvoNumber what; const ConvoColumn *columns; gsize n; } hidden[] = {
    { CONVO_NUMBER_SHAPE, of_shape, G_N_ELEMENTS (of_shape) }, { CONVO_NUMBER_PARAMETERS, of_count, G_N_ELEMENTS (of_count) },
    { CONVO_NUMBER_MACS, of_macs, G_N_ELEMENTS (of_macs) }, { CONVO_NUMBER_FIELD, of_field, G_N_ELEMENTS (of_field) },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (hidden); i++)
    {
      if (!convo_predict_hides (predict, row->path, hidden[i].what))
        continue;
      for (gsize k = 0; k < hidden[i].n; k++)
        hide_cell (row, hidden[i].columns[k]);
      switch ((int) hidden[i].what)
        {
        case CONVO_NUMBER_SHAPE: row->numbers.activation_bytes = 0, row->numbers.out = (ConvoShape) { 0 }; break;
        case CONVO_NUMBER_PARAMETERS: row->numbers.parameters = row->numbers.statistics = 0; break;
        case CONVO_NUMBER_MACS: row->numbers.macs = 0; break;
        default: memset (row->numbers.field, 0, sizeof row->numbers.field), memset (row->numbers.jump, 0, sizeof row->numbers.jump);
        }
    }
  if (convo_predict_hides (predict, NULL, CONVO_NUMBER_MACS))
    hide_cell (row, CONVO_COLUMN_SHARE);                   /* of a sum that is hidden itself */
  if (convo_predict_hides_input (predict, row->path))
    {
      hide_cell (row, CONVO_COLUMN_INPUT);
      row->input = (ConvoShape) { 0 };
    }
}

static void
fill (ScopeLayersTable *self)
{
  ConvoDocument *document = scope_session_document (self->session);
  g_autoptr(GPtrArray) table = convo_tabulate (convo_document_report (document));

  for (guint i = 0; convo_predict_active (convo_predict_of (document)) && i < table->len; i++)
    hide_row (table->pdata[i], convo_predict_of (document));
  self->updating = TRUE;
  scope_layer_rows_set (self->rows, table, most_macs (table));
  self->updating = FALSE;
  follow_selection (self);
}

static gboolean
fill_later (gpointer data)
{
  SCOPE_LAYERS_TABLE (data)->pending = 0;
  fill (data);
  return G_SOURCE_REMOVE;
}

/* Whoever reads the table reads the document as it is */
static void
fill_now (ScopeLayersTable *self)
{
  if (self->pending == 0)
    return;
  g_clear_handle_id (&self->pending, g_source_remove);
  fill (self);
}

/* Edits are shown at once. Of another document all rows are new, which takes as long as all the rest of the window: that is drawn
 * first, so that neither holds the other up. */
static void
follow_document (ScopeLayersTable *self)
{
  ConvoDocument *document = scope_session_document (self->session);
  const gboolean another = convo_document_undo_label (document) == NULL && convo_document_redo_label (document) == NULL;

  if (another && gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      if (self->pending == 0)
        self->pending = g_idle_add (fill_later, self);
      return;
    }
  g_clear_handle_id (&self->pending, g_source_remove);
  fill (self);
}

/** scope_layers_table_model: Returns: (transfer none): tree rows of #ScopeLayerRow, and which are selected */
GtkSelectionModel *
scope_layers_table_model (ScopeLayersTable *self)
{
  fill_now (self);
  return GTK_SELECTION_MODEL (self->selection);
}

/* Selects in the document what was selected in the table: of a part its block. */
static void
selection_changed (ScopeLayersTable *self)
{
  g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GtkBitset) selected = NULL;
  GtkBitsetIter iter;
  guint position;

  if (self->updating)
    return;
  selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  for (gboolean more = gtk_bitset_iter_init_first (&iter, selected, &position); more; more = gtk_bitset_iter_next (&iter, &position))
    {
      g_autoptr(ScopeLayerRow) row = row_at (self, position);

      g_ptr_array_add (ids, scope_layer_row_id (row));
    }
  g_ptr_array_add (ids, NULL);
  self->updating = TRUE;
  convo_document_select (scope_session_document (self->session), (const char *const *) ids->pdata);
  self->updating = FALSE;
}

/* Enter or a double click: the ledger of the row */
static void
activated (ScopeLayersTable *self, guint position)
{
  g_autoptr(ScopeLayerRow) row = row_at (self, position);

  if (row != NULL)
    scope_ledger_popup (GTK_WIDGET (self->view), NULL, scope_session_document (self->session), scope_layer_row_path (row), CONVO_NUMBER_SHAPE);
}

static GListModel *
children_of (gpointer item, gpointer unused)
{
  GListModel *children = scope_layer_row_children (item);

  return children != NULL ? g_object_ref (children) : NULL;
}

/* GTK 4.8 aligns every title to the left; titles of numbers belong over the numbers. */
static void
align_titles (ScopeLayersTable *self)
{
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (self->view)), *title = gtk_widget_get_first_child (header);

  for (int column = 0; column < CONVO_N_COLUMNS && title != NULL; column++)
    {
      if (!self->shown[column])
        continue;
      if (convo_column_is_number (column) && column != CONVO_COLUMN_SHARE && gtk_widget_get_first_child (title) != NULL)
        gtk_widget_set_halign (gtk_widget_get_first_child (title), GTK_ALIGN_END);
      title = gtk_widget_get_next_sibling (title);
    }
}

/* GTK 4.8 gives room to columns that are not visible, so that those that are not shown are taken out. */
static void
show_column (ScopeLayersTable *self, ConvoColumn column, gboolean show)
{
  guint position = 0;

  if (self->shown[column] == show)
    return;
  for (int i = 0; i < (int) column; i++)
    position += self->shown[i];
  self->shown[column] = show;
  if (show)
    gtk_column_view_insert_column (self->view, position, self->columns[column]);
  else
    gtk_column_view_remove_column (self->view, self->columns[column]);
  align_titles (self);
}

static void
toggle_column (GSimpleAction *action, GVariant *value, gpointer data)
{
  const ConvoColumn column = g_ascii_strtoll (g_action_get_name (G_ACTION (action)) + strlen ("column"), NULL, 10);

  show_column (data, column, g_variant_get_boolean (value));
  g_simple_action_set_state (action, value);
}

/** scope_layers_table_text: Returns: (transfer full): the table as text, with the columns that are shown, selected rows or all */
char *
scope_layers_table_text (ScopeLayersTable *self, ConvoTableFormat format)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new ();
  g_autoptr(GPtrArray) all = g_ptr_array_new ();
  guint mask = 0, n;

  fill_now (self);
  n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  for (int column = 0; column < CONVO_N_COLUMNS; column++)
    mask |= self->shown[column] ? 1u << column : 0;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(ScopeLayerRow) row = row_at (self, i);

      g_ptr_array_add (all, (gpointer) scope_layer_row_numbers (row));
      if (gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->selection), i))
        g_ptr_array_add (rows, (gpointer) scope_layer_row_numbers (row));
    }
  return convo_table_text (rows->len > 1 ? rows : all, mask, format);
}

static void
copy (GSimpleAction *action, GVariant *format, gpointer data)
{
  ScopeLayersTable *self = data;
  g_autofree char *text = scope_layers_table_text (self, g_variant_get_int32 (format));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

static void
unfold_all (GSimpleAction *action, GVariant *unfold, gpointer data)
{
  ScopeLayersTable *self = data;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->tree)); i++)
    {
      g_autoptr(GtkTreeListRow) row = gtk_tree_list_model_get_row (self->tree, i);

      gtk_tree_list_row_set_expanded (row, g_variant_get_boolean (unfold));
    }
}

static void
add_action (GSimpleActionGroup *group, const char *name, const char *type, GVariant *state, GCallback callback,
            const char *signal, gpointer data)
{
  g_autoptr(GVariantType) parameter = type != NULL ? g_variant_type_new (type) : NULL;
  g_autoptr(GSimpleAction) action = state != NULL ? g_simple_action_new_stateful (name, NULL, state)
                                                  : g_simple_action_new (name, parameter);

  g_signal_connect (action, signal, callback, data);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
}

/* Which columns are shown, and the table as text */
static void
init_menu (ScopeLayersTable *self)
{
  g_autoptr(GMenu) menu = g_menu_new (), text = g_menu_new (), rows = g_menu_new (), shown = g_menu_new ();
  g_autoptr(GSimpleActionGroup) group = g_simple_action_group_new ();

  g_menu_append (text, _("Copy for Spreadsheets"), "layers.copy(0)");
  g_menu_append (text, _("Copy as Markdown"), "layers.copy(1)");
  g_menu_append (text, _("Copy as LaTeX"), "layers.copy(2)");
  g_menu_append (rows, _("Unfold All Blocks"), "layers.unfold(true)");
  g_menu_append (rows, _("Fold All Blocks"), "layers.unfold(false)");
  add_action (group, "copy", "i", NULL, G_CALLBACK (copy), "activate", self);
  add_action (group, "unfold", "b", NULL, G_CALLBACK (unfold_all), "activate", self);
  for (int column = CONVO_COLUMN_KIND; column < CONVO_N_COLUMNS; column++)
    {
      g_autofree char *name = g_strdup_printf ("column%d", column), *full = g_strconcat ("layers.", name, NULL);

      add_action (group, name, NULL, g_variant_new_boolean (!scope_layers_column_hidden (column)), G_CALLBACK (toggle_column), "change-state",
                  self);
      g_menu_append (shown, convo_column_title (column), full);
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (text));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (rows));
  g_menu_append_section (menu, _("Columns"), G_MENU_MODEL (shown));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "layers", G_ACTION_GROUP (group));
  self->menu = gtk_menu_button_new ();
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->menu), G_MENU_MODEL (menu));
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->menu), "view-more-symbolic");
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (self->menu), GTK_ARROW_UP);
  gtk_widget_set_tooltip_text (self->menu, _("Columns, and copying the table"));
  gtk_widget_add_css_class (self->menu, "flat");
  gtk_widget_set_valign (self->menu, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Columns, and copying the table"), -1);
}

static void
scope_layers_table_dispose (GObject *object)
{
  ScopeLayersTable *self = SCOPE_LAYERS_TABLE (object);

  g_clear_handle_id (&self->pending, g_source_remove);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  G_OBJECT_CLASS (scope_layers_table_parent_class)->dispose (object);
  for (int i = 0; i < CONVO_N_COLUMNS; i++)
    g_clear_object (&self->columns[i]);
  g_clear_object (&self->selection);
  g_clear_object (&self->tree);
  g_clear_object (&self->rows);
  g_clear_object (&self->session);
}

static void
scope_layers_table_class_init (ScopeLayersTableClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = scope_layers_table_dispose;
}

static void
scope_layers_table_init (ScopeLayersTable *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkSorter *sorter;
  GtkSortListModel *sorted;

  self->rows = g_list_store_new (SCOPE_TYPE_LAYER_ROW);
  self->tree = gtk_tree_list_model_new (G_LIST_MODEL (g_object_ref (self->rows)), FALSE, FALSE, children_of, NULL, NULL);
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  for (int i = 0; i < CONVO_N_COLUMNS; i++)
    {
      self->columns[i] = scope_layers_column_new (self, i);
      show_column (self, i, !scope_layers_column_hidden (i));
    }
  /* blocks are sorted among blocks, and the layers of each within it */
  sorter = GTK_SORTER (gtk_tree_list_row_sorter_new (g_object_ref (gtk_column_view_get_sorter (self->view))));
  sorted = gtk_sort_list_model_new (G_LIST_MODEL (g_object_ref (self->tree)), sorter);
  self->selection = gtk_multi_selection_new (G_LIST_MODEL (sorted));
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "layers");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Layers"), -1);
  init_menu (self);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->view));
  gtk_widget_set_hexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_box_append (GTK_BOX (box), self->menu);
  adw_bin_set_child (ADW_BIN (self), box);
}

/** scope_layers_table_new: Returns: (transfer full): the table, following the session's document */
GtkWidget *
scope_layers_table_new (ScopeSession *session)
{
  ScopeLayersTable *self = g_object_new (SCOPE_TYPE_LAYERS_TABLE, NULL);
  ConvoDocument *document = scope_session_document (session);

  self->session = g_object_ref (session);
  g_signal_connect_object (document, "changed", G_CALLBACK (follow_document), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (convo_predict_of (document), "changed", G_CALLBACK (follow_document), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "selection-changed", G_CALLBACK (follow_selection), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->selection, "selection-changed", G_CALLBACK (selection_changed), self);
  g_signal_connect_swapped (self->view, "activate", G_CALLBACK (activated), self);
  follow_document (self);
  return GTK_WIDGET (self);
}

/** scope_layers_table_session: Returns: (transfer none): what it shows */
ScopeSession *
scope_layers_table_session (ScopeLayersTable *self)
{
  return self->session;
}
