/* Rows for what depends on arguments: properties within a definition, and what the first and the last copy of a
 * repeat have of their own. */
#include "scope-argument-rows.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "compose.h"

/** scope_argument_rows_take: Returns: whether the property of a node at @path is edited as an expression */
gboolean
scope_argument_rows_take (const char *path, const ConvoProp *prop)
{
  return strchr (path, '.') != NULL && (prop->type == CONVO_PROP_INT || prop->type == CONVO_PROP_AXES);
}

/** scope_argument_rows_shape: Returns: (transfer full): differs whenever the page needs other rows for the node at @path */
char *
scope_argument_rows_shape (const ConvoGraph *graph, const char *path)
{
  const ConvoNode *node = convo_graph_find (graph, path);
  const ConvoDefinition *definition = convo_graph_definition_at (graph, path);
  GString *shape = g_string_new (convo_node_type (node));

  g_string_append_printf (shape, " %d %d", strchr (path, '.') != NULL, convo_node_repeat (node) > 1);
  for (int i = 0; definition != NULL && i < convo_definition_n_arguments (definition); i++)
    g_string_append_printf (shape, " %s", convo_definition_argument (definition, i));
  return g_string_free (shape, FALSE);
}

static void
append_kind (GtkListBox *list, const ConvoKind *kind, const char *path, ScopeExpressionEdit edit, gpointer data)
{
  for (int i = 0; i < kind->n_props; i++)
    if (scope_argument_rows_take (path, &kind->props[i]))
      gtk_list_box_append (list, scope_expression_row_new (NULL, kind->props[i].key, _(kind->props[i].label),
                                                           _("A number, or an expression over the arguments of the block"),
                                                           edit, data));
}

/* What one copy of a repeat has of its own */
static void
append_overrides (GtkListBox *list, const ConvoDefinition *definition, gboolean last, ScopeExpressionEdit edit, gpointer data)
{
  for (int i = 0; i < convo_definition_n_arguments (definition); i++)
    {
      const char *argument = convo_definition_argument (definition, i);
      /* translators: an argument of the first copy of a repeated block: "first · stride" */
      g_autofree char *label = last ? g_strdup_printf (_("last · %s"), argument) : g_strdup_printf (_("first · %s"), argument);

      gtk_list_box_append (list, scope_expression_row_new (last ? "last" : "first", argument, label,
                                                           last ? _("What the last copy has of its own; empty: as the others")
                                                                : _("What the first copy has of its own; empty: as the others"),
                                                           edit, data));
    }
}

/* Arguments of an instance within a definition, and those of the first and last copy wherever it stands */
static void
append_arguments (GtkListBox *list, const ConvoDefinition *definition, gboolean nested, gboolean repeated,
                  ScopeExpressionEdit edit, gpointer data)
{
  if (nested)
    gtk_list_box_append (list, scope_expression_row_new (NULL, "repeat", _("Repeat"),
                                                         _("How many copies stand one behind the other"), edit, data));
  for (int i = 0; nested && i < convo_definition_n_arguments (definition); i++)
    gtk_list_box_append (list, scope_expression_row_new (NULL, convo_definition_argument (definition, i),
                                                         convo_definition_argument (definition, i),
                                                         _("A number, or an expression over the arguments of the block"),
                                                         edit, data));
  for (int last = 0; repeated && last < 2; last++)
    append_overrides (list, definition, last, edit, data);
}

/** scope_argument_rows_append: adds the rows that the node at @path needs besides the ordinary ones */
void
scope_argument_rows_append (GtkListBox *list, const ConvoGraph *graph, const char *path, ScopeExpressionEdit edit, gpointer data)
{
  const ConvoNode *node = convo_graph_find (graph, path);
  const ConvoDefinition *definition = convo_node_is_block (node) ? convo_graph_find_definition (graph, convo_node_type (node)) : NULL;

  if (convo_node_kind (node) != NULL)
    append_kind (list, convo_node_kind (node), path, edit, data);
  else if (definition != NULL)
    append_arguments (list, definition, strchr (path, '.') != NULL, convo_node_repeat (node) > 1, edit, data);
}

static char *
field_text (const ConvoProp *prop, const void *state)
{
  const void *field = (const char *) state + prop->offset;

  if (prop->type == CONVO_PROP_AXES)
    return convo_axes_to_string (field);
  return g_strdup_printf ("%" PRId64, *(const gint64 *) field);
}

/* What a definition says of an argument, or the other copies do */
static char *
initial_of (const ConvoDefinition *definition, const ConvoNode *node, const char *which, const char *key)
{
  JsonNode *value = which != NULL ? convo_node_get (node, key) : NULL;

  for (int i = 0; value == NULL && definition != NULL && i < convo_definition_n_arguments (definition); i++)
    if (strcmp (convo_definition_argument (definition, i), key) == 0)
      value = convo_definition_default (definition, i);
  if (value == NULL)
    return g_strdup (strcmp (key, "repeat") == 0 ? "1" : "");
  return JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING
         ? g_strdup (json_node_get_string (value)) : json_to_string (value, FALSE);
}

static void
update_row (ScopeExpressionRow *row, const ConvoReport *report, const ConvoNode *node, const char *path)
{
  const ConvoGraph *graph = convo_report_graph (report);
  const char *key = scope_expression_row_key (row), *which = scope_expression_row_which (row);
  const ConvoKind *kind = convo_node_kind (node);
  const ConvoProp *prop = kind != NULL ? convo_kind_prop (kind, key) : NULL;
  const int index = convo_net_find (convo_report_net (report), path);
  JsonNode *object = which != NULL ? convo_node_get (node, which) : NULL, *value = convo_node_get (node, key);
  g_autofree char *initial = NULL, *result = NULL;

  if (which != NULL)
    value = object != NULL ? json_object_get_member (json_node_get_object (object), key) : NULL;
  initial = prop != NULL ? field_text (prop, convo_node_state (node))
                         : initial_of (convo_graph_find_definition (graph, convo_node_type (node)), node, which, key);
  if (prop != NULL && index >= 0 && value != NULL && JSON_NODE_HOLDS_VALUE (value)
      && json_node_get_value_type (value) == G_TYPE_STRING)
    result = field_text (prop, convo_net_node (convo_report_net (report), index)->state);
  scope_expression_row_set (row, value, initial, result);
}

/** scope_argument_rows_update: shows what the document says of the node at @path, and what expressions give there */
void
scope_argument_rows_update (GtkListBox *list, const ConvoReport *report, const char *path)
{
  const ConvoNode *node = convo_graph_find (convo_report_graph (report), path);

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (list)); row != NULL; row = gtk_widget_get_next_sibling (row))
    if (SCOPE_IS_EXPRESSION_ROW (row))
      update_row (SCOPE_EXPRESSION_ROW (row), report, node, path);
}
