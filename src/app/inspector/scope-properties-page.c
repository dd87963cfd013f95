/* The inspector's page "Properties": name, properties, inputs and arithmetic of one layer. */
#include "scope-properties-page.h"

#include <glib/gi18n.h>

#include "compose.h"
#include "scope-argument-rows.h"
#include "scope-block-props.h"
#include "scope-inputs-table.h"
#include "predict.h"
#include "scope-ledger.h"
#include "scope-ledger-list.h"
#include "scope-name-row.h"
#include "scope-prop-row.h"

#define SEAL_DELAY 1500          /* ms without an edit: the next one is an undo step of its own */

struct _ScopePropertiesPage
{
  AdwBin           parent_instance;

  ScopeSession    *session;
  char            *id;                 /* the node that is shown */
  char            *type;               /* its kind or definition: rows fit this */
  ScopeBlockProps *block;              /* arguments of an instance, as properties */
  guint            seal_source;
  gboolean         updating;

  GtkWidget       *problem, *problem_label;
  GtkWidget       *list, *name;
  GtkWidget       *name_error;
  GtkWidget       *inputs_title, *inputs_card;
  GtkGrid         *inputs;
  GtkWidget       *ledger_title, *ledger;
};

G_DEFINE_FINAL_TYPE (ScopePropertiesPage, scope_properties_page, ADW_TYPE_BIN)

/** scope_properties_page_list: Returns: (transfer none): the rows of properties */
GtkListBox *
scope_properties_page_list (ScopePropertiesPage *self)
{
  return GTK_LIST_BOX (self->list);
}

/** scope_properties_page_ledger: Returns: (transfer none): the rows of the arithmetic */
GtkListBox *
scope_properties_page_ledger (ScopePropertiesPage *self)
{
  return GTK_LIST_BOX (self->ledger);
}

static ConvoDocument *
document_of (ScopePropertiesPage *self)
{
  return scope_session_document (self->session);
}

static const ConvoNode *
node_of (ScopePropertiesPage *self)
{
  return self->id != NULL ? convo_graph_find (convo_document_graph (document_of (self)), self->id) : NULL;
}

/* ---- edits ---- */

static gboolean
seal (gpointer data)
{
  ScopePropertiesPage *self = data;

  self->seal_source = 0;
  convo_document_seal (document_of (self));
  return G_SOURCE_REMOVE;
}

static gboolean
edit (const ConvoProp *prop, JsonNode *value, gpointer data, GError **error)
{
  ScopePropertiesPage *self = data;
  ConvoGraph *graph = convo_graph_set_property (convo_document_graph (document_of (self)), self->id, prop->key, value, error);
  g_autofree char *merge = g_strdup_printf ("property %s %s", self->id, prop->key);
  g_autofree char *name = g_utf8_strdown (_(prop->label), -1);
  /* translators: an undo step: "Change kernel of conv2" */
  g_autofree char *label = g_strdup_printf (_("Change %s of %s"), name, self->id);

  if (graph == NULL)
    return FALSE;
  convo_document_apply (document_of (self), graph, label, merge);
  g_clear_handle_id (&self->seal_source, g_source_remove);
  self->seal_source = g_timeout_add (SEAL_DELAY, seal, self);
  return TRUE;
}

/* What depends on arguments, or belongs to the first or last copy of a repeat */
static gboolean
edit_argument (const char *which, const char *key, JsonNode *value, gpointer data, GError **error)
{
  ScopePropertiesPage *self = data;
  ConvoGraph *graph = convo_graph_set_argument (convo_document_graph (document_of (self)), self->id, which, key, value, error);
  g_autofree char *label = g_strdup_printf (_("Change %s of %s"), key, self->id);

  if (graph == NULL)
    return FALSE;
  convo_document_apply (document_of (self), graph, label, NULL);
  return TRUE;
}

static void
rename_done (ScopePropertiesPage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->name));
  g_autofree char *old = g_strdup (self->id), *new_id = g_strstrip (g_strdup (text));
  g_autofree char *level = old != NULL ? convo_path_level (old) : NULL, *path = level != NULL ? convo_path_join (level, new_id) : NULL;
  g_autoptr(GError) error = NULL;
  ConvoGraph *graph;

  if (self->updating || old == NULL || g_strcmp0 (old, path) == 0)
    return;
  graph = convo_graph_rename (convo_document_graph (document_of (self)), old, new_id, &error);
  gtk_label_set_label (GTK_LABEL (self->name_error), error != NULL ? error->message : "");
  gtk_widget_set_visible (self->name_error, error != NULL);
  if (graph != NULL)
    {
      g_autofree char *label = g_strdup_printf (_("Rename %s to %s"), old, new_id);
      GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
      GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
      const gboolean typing = focus != NULL && (focus == self->name || gtk_widget_is_ancestor (focus, self->name));

      g_free (self->id);
      self->id = g_strdup (path);        /* before the document says that it changed */
      convo_document_apply (document_of (self), graph, label, NULL);
      convo_document_select_one (document_of (self), path);
      if (typing)                        /* for a moment nothing was selected, this page was hidden and lost it */
        gtk_widget_grab_focus (self->name);
    }
}

/** scope_properties_page_rename: puts the cursor into the name, all of it selected */
void
scope_properties_page_rename (ScopePropertiesPage *self)
{
  gtk_widget_grab_focus (self->name);
  gtk_editable_select_region (GTK_EDITABLE (self->name), 0, -1);
}

/* ---- rows ---- */

static void
rebuild (ScopePropertiesPage *self, const ConvoNode *node)
{
  const ConvoKind *kind = convo_node_kind (node);
  const ConvoProp *props = kind != NULL ? kind->props : NULL;
  int n = kind != NULL ? kind->n_props : 0;
  GtkWidget *old;

  while ((old = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), old);
  g_clear_pointer (&self->block, scope_block_props_free);
  g_free (self->type);
  self->type = scope_argument_rows_shape (convo_document_graph (document_of (self)), self->id);
  if (kind == NULL)
    {
      self->block = scope_block_props_new (convo_document_graph (document_of (self)), node);
      props = scope_block_props_table (self->block, &n);
    }
  gtk_list_box_append (GTK_LIST_BOX (self->list),
                       scope_name_row_new (_("Name"), _("Name of the layer: letters, digits, “_” and “-”"),
                                           G_CALLBACK (rename_done), self, &self->name, &self->name_error));
  for (int i = 0; i < n; i++)
    if (!scope_argument_rows_take (self->id, &props[i]))
      gtk_list_box_append (GTK_LIST_BOX (self->list), scope_prop_row_new (&props[i], edit, self));
  scope_argument_rows_append (GTK_LIST_BOX (self->list), convo_document_graph (document_of (self)), self->id, edit_argument, self);
}

/* How many axes the layer's input has: that of its output if the input is not known. */
static int
n_spatial_of (ScopePropertiesPage *self, const ConvoNode *node)
{
  ConvoReport *report = convo_document_report (document_of (self));
  const int index = convo_net_output_at (convo_report_net (report), self->id);
  ConvoSite site = { 0 };

  if (index >= 0 && convo_report_node (report, index)->status == CONVO_STATUS_OK)
    convo_report_site (report, index, &site);
  if (site.n_in > 0 && site.in[0].rank > 1)
    return convo_shape_n_spatial (&site.in[0]);
  return 2;
}

/* The value beside an initialiser is shown for those that take one */
static gboolean
matters (const ConvoProp *prop, const ConvoNode *node, const void *state)
{
  const ConvoProp *init = convo_node_kind (node) != NULL ? convo_kind_prop (convo_node_kind (node), "initializer") : NULL;
  int choice;

  if (init == NULL || !g_str_equal (prop->key, "initializer-value"))
    return TRUE;
  choice = *(const int *) ((const char *) state + init->offset);
  return choice > 0 && convo_init_has_value (choice - 1);
}

static void
update_rows (ScopePropertiesPage *self, const ConvoNode *node)
{
  const ConvoGraph *graph = convo_document_graph (document_of (self));
  const void *state = convo_node_kind (node) != NULL ? convo_node_state (node) : scope_block_props_state (self->block, graph, node);
  const int n_spatial = n_spatial_of (self, node);

  self->updating = TRUE;
  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->name)), convo_node_id (node)) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->name), convo_node_id (node));
  gtk_widget_set_visible (self->name_error, FALSE);
  self->updating = FALSE;
  for (GtkWidget *row = gtk_widget_get_first_child (self->list); row != NULL; row = gtk_widget_get_next_sibling (row))
    if (SCOPE_IS_PROP_ROW (row) && state != NULL)
      {
        scope_prop_row_set_state (SCOPE_PROP_ROW (row), state, n_spatial);
        gtk_widget_set_visible (row, matters (scope_prop_row_prop (SCOPE_PROP_ROW (row)), node, state));
      }
  scope_argument_rows_update (GTK_LIST_BOX (self->list), convo_document_report (document_of (self)), self->id);
}

static void
update_problem (ScopePropertiesPage *self, const ConvoReport *report)
{
  const ConvoProblem *problem = convo_report_problem_at (report, self->id);
  g_autofree char *message = problem != NULL ? convo_predict_veil (convo_predict_of (document_of (self)), problem->message) : NULL;

  gtk_widget_set_visible (self->problem, problem != NULL);
  if (problem == NULL)
    return;
  gtk_label_set_label (GTK_LABEL (self->problem_label), message);
  if (problem->warning)
    gtk_widget_add_css_class (self->problem, "warning");
  else
    gtk_widget_remove_css_class (self->problem, "warning");
}

static void
update (ScopePropertiesPage *self)
{
  const ConvoNode *node = node_of (self);
  ConvoReport *report = convo_document_report (document_of (self));
  g_autoptr(GPtrArray) ledger = NULL;
  g_autofree char *rows = NULL;
  ConvoNodeReport numbers;
  gboolean merge;
  int index;

  if (node == NULL)
    return;
  rows = scope_argument_rows_shape (convo_document_graph (document_of (self)), self->id);
  if (g_strcmp0 (self->type, rows) != 0)
    rebuild (self, node);
  update_rows (self, node);
  update_problem (self, report);
  merge = scope_inputs_table_set (self->inputs, report, node, self->id)
          && !convo_predict_hides_input (convo_predict_of (document_of (self)), self->id);
  gtk_widget_set_visible (self->inputs_title, merge);
  gtk_widget_set_visible (self->inputs_card, merge);
  index = convo_net_output_at (convo_report_net (report), self->id);
  if (index >= 0 && convo_report_node (report, index)->status == CONVO_STATUS_OK && !convo_node_is_block (node))
    ledger = convo_report_explain (report, index);
  else if (convo_node_is_block (node) && convo_report_at (report, self->id, &numbers) && numbers.status == CONVO_STATUS_OK)
    ledger = convo_report_explain_block (report, self->id);
  scope_ledger_list_set (GTK_LIST_BOX (self->ledger), ledger, convo_predict_of (document_of (self)), self->id);
  gtk_widget_set_visible (self->ledger_title, ledger != NULL && ledger->len > 0);
}

/** scope_properties_page_set: @id: (nullable): the node to show */
void
scope_properties_page_set (ScopePropertiesPage *self, const char *id)
{
  if (g_strcmp0 (self->id, id) == 0)
    return;
  g_clear_handle_id (&self->seal_source, g_source_remove);
  g_free (self->id);
  self->id = g_strdup (id);
  g_clear_pointer (&self->type, g_free);     /* a node of the same kind gets rows without the old one's refusals */
  update (self);
}

/* ---- life ---- */

static GtkWidget *
title_new (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "section");
  return label;
}

static void
build_problem (ScopePropertiesPage *self, GtkWidget *box)
{
  self->problem = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_add_css_class (self->problem, "problem-card");
  self->problem_label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->problem_label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->problem_label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (self->problem_label), 0);
  gtk_box_append (GTK_BOX (self->problem), self->problem_label);
  gtk_widget_set_visible (self->problem, FALSE);
  gtk_box_append (GTK_BOX (box), self->problem);
}

/* Beside the row, where it came from */
static void
explain (ScopePropertiesPage *self, GtkListBoxRow *row)
{
  if (self->id != NULL)
    scope_ledger_popup (GTK_WIDGET (row), NULL, document_of (self), self->id,
                        scope_ledger_list_number (row));
}

static void
build (ScopePropertiesPage *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  gtk_widget_add_css_class (box, "page");
  build_problem (self, box);
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_widget_add_css_class (self->list, "tight");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Properties"), -1);
  gtk_box_append (GTK_BOX (box), self->list);
  self->inputs_title = title_new (_("Inputs"));
  gtk_box_append (GTK_BOX (box), self->inputs_title);
  self->inputs_card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_add_css_class (self->inputs_card, "card");
  self->inputs = GTK_GRID (gtk_grid_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->inputs), "inputs");
  gtk_box_append (GTK_BOX (self->inputs_card), GTK_WIDGET (self->inputs));
  gtk_box_append (GTK_BOX (box), self->inputs_card);
  self->ledger_title = title_new (_("Arithmetic"));
  gtk_box_append (GTK_BOX (box), self->ledger_title);
  self->ledger = scope_ledger_list_new ();
  g_signal_connect_swapped (self->ledger, "row-activated", G_CALLBACK (explain), self);
  gtk_box_append (GTK_BOX (box), self->ledger);
  g_object_set (scrolled, "hscrollbar-policy", GTK_POLICY_NEVER, "child", box, "vexpand", TRUE, NULL);
  adw_bin_set_child (ADW_BIN (self), scrolled);
}

static void
scope_properties_page_dispose (GObject *object)
{
  ScopePropertiesPage *self = SCOPE_PROPERTIES_PAGE (object);

  g_clear_handle_id (&self->seal_source, g_source_remove);
  g_clear_pointer (&self->id, g_free);
  G_OBJECT_CLASS (scope_properties_page_parent_class)->dispose (object);
  g_clear_pointer (&self->type, g_free);
  g_clear_pointer (&self->block, scope_block_props_free);
  g_clear_object (&self->session);
}

static void
scope_properties_page_class_init (ScopePropertiesPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = scope_properties_page_dispose;
}

static void
scope_properties_page_init (ScopePropertiesPage *self)
{
  build (self);
}

/** scope_properties_page_new: Returns: (transfer full): the page; it shows nothing yet */
GtkWidget *
scope_properties_page_new (ScopeSession *session)
{
  ScopePropertiesPage *self = g_object_new (SCOPE_TYPE_PROPERTIES_PAGE, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (scope_session_document (session), "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (convo_predict_of (scope_session_document (session)), "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
