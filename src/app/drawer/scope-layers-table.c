/* The drawer's page "Layers": every number of every block, selected together with the canvas. */
#include "scope-layers-table.h"

#include <glib/gi18n.h>

#include "scope-glyph.h"
#include "scope-layer-row.h"
#include "scope-share-bar.h"

struct _ScopeLayersTable
{
  AdwBin             parent_instance;
  ScopeSession      *session;
  GListStore        *rows;
  GtkMultiSelection *selection;
  GtkColumnView     *view;
  gboolean           updating;           /* the table follows the document, not the other way round */
};

G_DEFINE_FINAL_TYPE (ScopeLayersTable, scope_layers_table, ADW_TYPE_BIN)

static const struct
{
  const char *title;
  int         width;                     /* as drawn; the name's column takes what is left */
  gboolean    number, dim;
} columns[SCOPE_N_LAYER_COLUMNS] = {
  [SCOPE_LAYER_NAME]        = { N_("Layer"), 150, FALSE, FALSE },
  [SCOPE_LAYER_KIND]        = { N_("Kind"), 172, FALSE, TRUE },
  [SCOPE_LAYER_OUTPUT]      = { N_("Output"), 124, FALSE, FALSE },
  [SCOPE_LAYER_ARGUMENTS]   = { N_("Arguments"), 132, FALSE, TRUE },
  [SCOPE_LAYER_PARAMETERS]  = { N_("Parameters"), 100, TRUE, FALSE },
  [SCOPE_LAYER_MACS]        = { N_("MACs"), 104, TRUE, FALSE },
  [SCOPE_LAYER_SHARE]       = { N_("Share of MACs"), 170, FALSE, TRUE },
  [SCOPE_LAYER_ACTIVATIONS] = { N_("Activations"), 100, TRUE, FALSE },
  [SCOPE_LAYER_FIELD]       = { N_("Field"), 80, TRUE, FALSE },
  [SCOPE_LAYER_JUMP]        = { N_("Jump"), 62, TRUE, TRUE },
};

/** scope_layers_table_model: Returns: (transfer none): rows (#ScopeLayerRow) and which are selected */
GtkSelectionModel *
scope_layers_table_model (ScopeLayersTable *self)
{
  return GTK_SELECTION_MODEL (self->selection);
}

/* ---- cells ---- */

static GtkWidget *
label_new (ScopeLayerColumn column)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), columns[column].number ? 1 : 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  if (columns[column].dim)
    gtk_widget_add_css_class (label, "dim-text");
  return label;
}

static ScopeLayerColumn
column_of (GtkSignalListItemFactory *factory)
{
  return GPOINTER_TO_INT (g_object_get_data (G_OBJECT (factory), "column"));
}

static void
setup (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer unused)
{
  const ScopeLayerColumn column = column_of (factory);
  GtkWidget *label = label_new (column), *box;

  if (column != SCOPE_LAYER_NAME && column != SCOPE_LAYER_SHARE)
    {
      gtk_list_item_set_child (item, label);
      return;
    }
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 7);
  if (column == SCOPE_LAYER_SHARE)
    gtk_box_append (GTK_BOX (box), scope_share_bar_new ());
  else
    gtk_box_append (GTK_BOX (box), adw_bin_new ());
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_item_set_child (item, box);
}

static void
show_cell (ScopeLayerRow *row, GtkListItem *item)
{
  GtkWidget *child = gtk_list_item_get_child (item), *label = child;
  const ScopeLayerColumn column = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (item), "column"));
  const ConvoKind *kind = scope_layer_row_kind (row);

  if (column == SCOPE_LAYER_NAME || column == SCOPE_LAYER_SHARE)
    label = gtk_widget_get_last_child (child);
  if (column == SCOPE_LAYER_NAME)
    adw_bin_set_child (ADW_BIN (gtk_widget_get_first_child (child)),
                       scope_glyph_image_new (kind != NULL ? scope_glyph_of_kind (kind) : SCOPE_GLYPH_COMPOSITE,
                                              kind != NULL ? kind->family : "composite"));
  if (column == SCOPE_LAYER_SHARE)
    scope_share_bar_set (SCOPE_SHARE_BAR (gtk_widget_get_first_child (child)), scope_layer_row_share (row));
  gtk_label_set_label (GTK_LABEL (label), scope_layer_row_text (row, column));
  if (column == SCOPE_LAYER_OUTPUT && scope_layer_row_status (row) == CONVO_STATUS_ERROR)
    gtk_widget_add_css_class (label, "error-text");
  else
    gtk_widget_remove_css_class (label, "error-text");
}

static void
bind (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer unused)
{
  ScopeLayerRow *row = gtk_list_item_get_item (item);

  g_object_set_data (G_OBJECT (item), "column", GINT_TO_POINTER (column_of (factory)));
  g_signal_connect (row, "changed", G_CALLBACK (show_cell), item);
  show_cell (row, item);
}

static void
unbind (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer unused)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), show_cell, item);
}

/* ---- rows ---- */

static gint64
most_macs (const ConvoReport *report)
{
  const int n = convo_graph_n_nodes (convo_report_graph (report));
  gint64 most = 0;

  for (int i = 0; i < n; i++)
    most = MAX (most, convo_report_top (report, i)->macs);
  return most;
}

/* Selects in the table what is selected in the document. */
static void
follow_selection (ScopeLayersTable *self)
{
  ConvoDocument *document = scope_session_document (self->session);
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->rows));
  g_autoptr(GtkBitset) selected = gtk_bitset_new_empty (), mask = gtk_bitset_new_range (0, n);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(ScopeLayerRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), i);

      if (convo_document_is_selected (document, scope_layer_row_id (row)))
        gtk_bitset_add (selected, i);
    }
  self->updating = TRUE;
  gtk_selection_model_set_selection (GTK_SELECTION_MODEL (self->selection), selected, mask);
  self->updating = FALSE;
}

/* Rows are updated in place, so that a drag of a spin button makes no new widgets. */
static void
follow_document (ScopeLayersTable *self)
{
  ConvoReport *report = convo_document_report (scope_session_document (self->session));
  const guint n = convo_graph_n_nodes (convo_report_graph (report)), old = g_list_model_get_n_items (G_LIST_MODEL (self->rows));
  const gint64 most = most_macs (report);
  g_autoptr(GPtrArray) more = g_ptr_array_new_with_free_func (g_object_unref);

  self->updating = TRUE;
  for (guint i = 0; i < MIN (n, old); i++)
    {
      g_autoptr(ScopeLayerRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), i);

      scope_layer_row_set (row, report, i, most);
    }
  for (guint i = old; i < n; i++)
    g_ptr_array_add (more, scope_layer_row_new (report, i, most));
  if (n != old)
    g_list_store_splice (self->rows, MIN (n, old), old > n ? old - n : 0, more->pdata, more->len);
  self->updating = FALSE;
  follow_selection (self);
}

/* Selects in the document what was selected in the table. */
static void
selection_changed (ScopeLayersTable *self)
{
  g_autoptr(GPtrArray) ids = g_ptr_array_new ();
  g_autoptr(GtkBitset) selected = NULL;
  GtkBitsetIter iter;
  guint position;

  if (self->updating)
    return;
  selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  for (gboolean more = gtk_bitset_iter_init_first (&iter, selected, &position); more; more = gtk_bitset_iter_next (&iter, &position))
    {
      g_autoptr(ScopeLayerRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), position);

      g_ptr_array_add (ids, (gpointer) scope_layer_row_id (row));
    }
  g_ptr_array_add (ids, NULL);
  convo_document_select (scope_session_document (self->session), (const char *const *) ids->pdata);
}

/* ---- life ---- */

static void
append_column (ScopeLayersTable *self, ScopeLayerColumn column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr(GtkColumnViewColumn) made = NULL;

  g_object_set_data (G_OBJECT (factory), "column", GINT_TO_POINTER (column));
  g_signal_connect (factory, "setup", G_CALLBACK (setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind), NULL);
  made = gtk_column_view_column_new (_(columns[column].title), factory);
  gtk_column_view_column_set_fixed_width (made, columns[column].width);
  gtk_column_view_column_set_resizable (made, TRUE);
  gtk_column_view_column_set_expand (made, column == SCOPE_LAYER_NAME || column == SCOPE_LAYER_ARGUMENTS);
  gtk_column_view_append_column (self->view, made);
}

/* GTK 4.8 aligns every title to the left; titles of numbers belong over the numbers. */
static void
align_titles (ScopeLayersTable *self)
{
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (self->view)), *title;
  int column = 0;

  for (title = gtk_widget_get_first_child (header); title != NULL; title = gtk_widget_get_next_sibling (title), column++)
    if (columns[column].number && gtk_widget_get_first_child (title) != NULL)
      gtk_widget_set_halign (gtk_widget_get_first_child (title), GTK_ALIGN_END);
}

static void
scope_layers_table_dispose (GObject *object)
{
  ScopeLayersTable *self = SCOPE_LAYERS_TABLE (object);

  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  G_OBJECT_CLASS (scope_layers_table_parent_class)->dispose (object);
  g_clear_object (&self->selection);
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
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->rows = g_list_store_new (SCOPE_TYPE_LAYER_ROW);
  self->selection = gtk_multi_selection_new (G_LIST_MODEL (g_object_ref (self->rows)));
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection))));
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "layers");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Layers"), -1);
  for (int i = 0; i < SCOPE_N_LAYER_COLUMNS; i++)
    append_column (self, i);
  align_titles (self);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->view));
  adw_bin_set_child (ADW_BIN (self), scrolled);
}

/** scope_layers_table_new: Returns: (transfer full): the table, following the session's document */
GtkWidget *
scope_layers_table_new (ScopeSession *session)
{
  ScopeLayersTable *self = g_object_new (SCOPE_TYPE_LAYERS_TABLE, NULL);
  ConvoDocument *document = scope_session_document (session);

  self->session = g_object_ref (session);
  g_signal_connect_object (document, "changed", G_CALLBACK (follow_document), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "selection-changed", G_CALLBACK (follow_selection), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->selection, "selection-changed", G_CALLBACK (selection_changed), self);
  follow_document (self);
  return GTK_WIDGET (self);
}
