/* The columns of the Layers table: how wide they are, what their cells look like, how they are sorted, what a click does. */
#include "scope-layers-column.h"

#include "scope-glyph.h"
#include "scope-layer-row.h"
#include "scope-ledger.h"
#include "scope-share-bar.h"

static const struct
{
  int         width;                     /* as drawn; the name's column takes what is left */
  gboolean    dim, hidden;
  ConvoNumber number;                    /* what a click on a cell explains */
} looks[CONVO_N_COLUMNS] = {
  [CONVO_COLUMN_NAME]         = { 170, FALSE, FALSE, CONVO_NUMBER_SHAPE },
  [CONVO_COLUMN_KIND]         = { 194, TRUE, FALSE, CONVO_NUMBER_SHAPE },
  [CONVO_COLUMN_INPUT]        = { 124, TRUE, TRUE, CONVO_NUMBER_SHAPE },
  [CONVO_COLUMN_OUTPUT]       = { 138, FALSE, FALSE, CONVO_NUMBER_SHAPE },
  [CONVO_COLUMN_ARGUMENTS]    = { 132, TRUE, FALSE, CONVO_NUMBER_SHAPE },
  [CONVO_COLUMN_PARAMETERS]   = { 108, FALSE, FALSE, CONVO_NUMBER_PARAMETERS },
  [CONVO_COLUMN_STATISTICS]   = { 110, TRUE, TRUE, CONVO_NUMBER_PARAMETERS },
  [CONVO_COLUMN_WEIGHT_BYTES] = { 90, TRUE, TRUE, CONVO_NUMBER_PARAMETERS },
  [CONVO_COLUMN_MACS]         = { 128, FALSE, FALSE, CONVO_NUMBER_MACS },
  [CONVO_COLUMN_FLOP]         = { 130, FALSE, TRUE, CONVO_NUMBER_MACS },
  [CONVO_COLUMN_SHARE]        = { 170, TRUE, FALSE, CONVO_NUMBER_MACS },
  [CONVO_COLUMN_ACTIVATIONS]  = { 100, FALSE, FALSE, CONVO_NUMBER_BYTES },
  [CONVO_COLUMN_FIELD]        = { 98, FALSE, FALSE, CONVO_NUMBER_FIELD },
  [CONVO_COLUMN_JUMP]         = { 62, TRUE, FALSE, CONVO_NUMBER_FIELD },
};

/** scope_layers_column_hidden: Returns: whether the column is not shown until it is asked for */
gboolean
scope_layers_column_hidden (ConvoColumn column)
{
  return looks[column].hidden;
}

static GtkWidget *
label_new (ConvoColumn column)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), convo_column_is_number (column) && column != CONVO_COLUMN_SHARE ? 1 : 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  if (looks[column].dim)
    gtk_widget_add_css_class (label, "dim-text");
  return label;
}

static ConvoColumn
column_of (gpointer object)
{
  return GPOINTER_TO_INT (g_object_get_data (object, "column"));
}

/* A number that is clicked opens its ledger; rows are selected by the press all the same */
static void
clicked (GtkGestureClick *gesture, int n_press, double x, double y, ScopeLayersTable *self)
{
  GtkListItem *item = g_object_get_data (G_OBJECT (gesture), "item");
  GtkWidget *label = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  g_autoptr(ScopeLayerRow) row = gtk_tree_list_row_get_item (gtk_list_item_get_item (item));

  if (n_press == 1 && *gtk_label_get_label (GTK_LABEL (label)) != '\0')
    scope_ledger_popup (label, NULL, scope_session_document (scope_layers_table_session (self)), scope_layer_row_path (row), looks[column_of (item)].number);
}

static void
open_on_click (ScopeLayersTable *self, GtkWidget *label, GtkListItem *item, ConvoColumn column)
{
  GtkGesture *click = gtk_gesture_click_new ();

  g_object_set_data (G_OBJECT (click), "item", item);
  g_signal_connect (click, "released", G_CALLBACK (clicked), self);
  gtk_widget_add_controller (label, GTK_EVENT_CONTROLLER (click));
  gtk_widget_set_cursor_from_name (label, "pointer");
}

static void
setup (GtkSignalListItemFactory *factory, GtkListItem *item, ScopeLayersTable *self)
{
  const ConvoColumn column = column_of (factory);
  GtkWidget *label = label_new (column), *box, *expander;

  g_object_set_data (G_OBJECT (item), "column", GINT_TO_POINTER (column));
  if (convo_column_is_number (column) || column == CONVO_COLUMN_OUTPUT || column == CONVO_COLUMN_SHARE)
    open_on_click (self, label, item, column);
  if (column != CONVO_COLUMN_NAME && column != CONVO_COLUMN_SHARE)
    {
      gtk_list_item_set_child (item, label);
      return;
    }
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 7);
  gtk_box_append (GTK_BOX (box), column == CONVO_COLUMN_SHARE ? scope_share_bar_new () : adw_bin_new ());
  gtk_box_append (GTK_BOX (box), label);
  if (column == CONVO_COLUMN_SHARE)
    {
      gtk_list_item_set_child (item, box);
      return;
    }
  expander = gtk_tree_expander_new ();
  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), box);
  gtk_list_item_set_child (item, expander);
}

static void
show_cell (ScopeLayerRow *row, GtkListItem *item)
{
  GtkWidget *child = gtk_list_item_get_child (item), *label = child;
  const ConvoColumn column = column_of (item);
  const ConvoTableRow *numbers = scope_layer_row_numbers (row);

  if (column == CONVO_COLUMN_NAME)
    child = gtk_tree_expander_get_child (GTK_TREE_EXPANDER (child));
  if (column == CONVO_COLUMN_NAME || column == CONVO_COLUMN_SHARE)
    label = gtk_widget_get_last_child (child);
  if (column == CONVO_COLUMN_NAME)
    adw_bin_set_child (ADW_BIN (gtk_widget_get_first_child (child)),
                       scope_glyph_image_new (numbers->kind != NULL ? scope_glyph_of_kind (numbers->kind)
                                                                    : SCOPE_GLYPH_COMPOSITE,
                                              numbers->kind != NULL ? numbers->kind->family : "composite"));
  if (column == CONVO_COLUMN_SHARE)
    scope_share_bar_set (SCOPE_SHARE_BAR (gtk_widget_get_first_child (child)), scope_layer_row_share (row));
  gtk_label_set_label (GTK_LABEL (label), convo_table_row_cell (numbers, column));
  if (column == CONVO_COLUMN_OUTPUT && numbers->numbers.status == CONVO_STATUS_ERROR)
    gtk_widget_add_css_class (label, "error-text");
  else
    gtk_widget_remove_css_class (label, "error-text");
}

static void
bind (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer unused)
{
  GtkTreeListRow *tree_row = gtk_list_item_get_item (item);
  g_autoptr(ScopeLayerRow) row = gtk_tree_list_row_get_item (tree_row);

  if (column_of (factory) == CONVO_COLUMN_NAME)
    gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (gtk_list_item_get_child (item)), tree_row);
  g_signal_connect (row, "changed", G_CALLBACK (show_cell), item);
  show_cell (row, item);
  g_object_set_data_full (G_OBJECT (item), "row", g_steal_pointer (&row), g_object_unref);   /* a row that goes has lost it */
}

static void
unbind (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer unused)
{
  ScopeLayerRow *row = g_object_get_data (G_OBJECT (item), "row");

  g_signal_handlers_disconnect_by_func (row, show_cell, item);
  g_object_set_data (G_OBJECT (item), "row", NULL);
}

static int
compare_rows (gconstpointer a, gconstpointer b, gpointer data)
{
  const ConvoColumn column = GPOINTER_TO_INT (data);
  const ConvoTableRow *first = scope_layer_row_numbers ((gpointer) a), *second = scope_layer_row_numbers ((gpointer) b);

  if (convo_column_is_number (column) || column == CONVO_COLUMN_OUTPUT || column == CONVO_COLUMN_INPUT)
    {
      const gint64 x = convo_table_row_number (first, column), y = convo_table_row_number (second, column);

      return (x > y) - (x < y);
    }
  return g_utf8_collate (convo_table_row_cell (first, column), convo_table_row_cell (second, column));
}

/** scope_layers_column_new: Returns: (transfer full): the column of @table, whose cells are texts, bars and glyphs */
GtkColumnViewColumn *
scope_layers_column_new (ScopeLayersTable *table, ConvoColumn column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr(GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (compare_rows, GINT_TO_POINTER (column), NULL));
  GtkColumnViewColumn *made;

  g_object_set_data (G_OBJECT (factory), "column", GINT_TO_POINTER (column));
  g_signal_connect (factory, "setup", G_CALLBACK (setup), table);
  g_signal_connect (factory, "bind", G_CALLBACK (bind), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind), NULL);
  made = gtk_column_view_column_new (convo_column_title (column), factory);
  gtk_column_view_column_set_fixed_width (made, looks[column].width);
  gtk_column_view_column_set_resizable (made, TRUE);
  gtk_column_view_column_set_sorter (made, sorter);
  gtk_column_view_column_set_expand (made, column == CONVO_COLUMN_NAME || column == CONVO_COLUMN_ARGUMENTS);
  return made;
}
