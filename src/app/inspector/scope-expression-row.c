/* One row of the inspector for a value that may be an expression over the arguments of a block: "=4*channels". */
#include "scope-expression-row.h"

#include <glib/gi18n.h>
#include <string.h>

struct _ScopeExpressionRow
{
  GtkListBoxRow parent_instance;
  char *which, *key;
  ScopeExpressionEdit edit;
  gpointer data;
  GtkWidget *entry, *result, *error;
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (ScopeExpressionRow, scope_expression_row, GTK_TYPE_LIST_BOX_ROW)

/** scope_expression_row_key: Returns: the property or argument it edits */
const char *
scope_expression_row_key (ScopeExpressionRow *self)
{
  return self->key;
}

/** scope_expression_row_which: Returns: (nullable): "first" or "last" for that copy of a repeat */
const char *
scope_expression_row_which (ScopeExpressionRow *self)
{
  return self->which;
}

/** scope_expression_row_entry: Returns: (transfer none): where the value is typed */
GtkWidget *
scope_expression_row_entry (ScopeExpressionRow *self)
{
  return self->entry;
}

/** scope_expression_text: Returns: (transfer full): what is shown of a value: "128", "=channels", "3×1"; "" of %NULL */
char *
scope_expression_text (JsonNode *value)
{
  g_autoptr(GString) text = NULL;

  if (value == NULL)
    return g_strdup ("");
  if (JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (value));
  if (!JSON_NODE_HOLDS_ARRAY (value))
    return json_to_string (value, FALSE);
  text = g_string_new (NULL);
  for (guint i = 0; i < json_array_get_length (json_node_get_array (value)); i++)
    {
      g_autofree char *item = scope_expression_text (json_array_get_element (json_node_get_array (value), i));

      g_string_append_printf (text, "%s%s", i > 0 ? "×" : "", item);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/** scope_expression_value: Returns: (transfer full) (nullable): what was typed; a word is taken as an expression, whether
 * "=" stands before it or not; %NULL of nothing */
JsonNode *
scope_expression_value (const char *text)
{
  g_autofree char *plain = g_strstrip (g_strdup (text)), *whole = NULL;
  g_auto(GStrv) parts = NULL;
  g_autoptr(JsonArray) array = NULL;
  gboolean number = TRUE;

  if (plain[0] == '\0')
    return NULL;
  parts = g_strsplit_set (plain, "x", -1);
  if (strstr (plain, "×") != NULL)
    {
      g_strfreev (parts);
      parts = g_strsplit (plain, "×", -1);
    }
  for (int i = 0; parts[i] != NULL; i++)
    number &= parts[i][0] != '\0' && strspn (parts[i], "-0123456789") == strlen (parts[i]);
  if (number && parts[1] == NULL)
    return json_node_init_int (json_node_alloc (), g_ascii_strtoll (plain, NULL, 10));
  if (number)
    {
      array = json_array_new ();
      for (int i = 0; parts[i] != NULL; i++)
        json_array_add_int_element (array, g_ascii_strtoll (parts[i], NULL, 10));
      return json_node_init_array (json_node_alloc (), array);
    }
  whole = plain[0] == '=' ? g_strdup (plain) : g_strconcat ("=", plain, NULL);
  return json_node_init_string (json_node_alloc (), whole);
}

static void
show_error (ScopeExpressionRow *self, const char *message)
{
  gtk_label_set_label (GTK_LABEL (self->error), message != NULL ? message : "");
  gtk_widget_set_visible (self->error, message != NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID,
                               message != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static void
commit (ScopeExpressionRow *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autoptr(JsonNode) value = NULL;
  g_autoptr(GError) error = NULL;

  if (self->updating || g_strcmp0 (text, g_object_get_data (G_OBJECT (self->entry), "shown")) == 0)
    return;
  value = scope_expression_value (text);
  g_object_ref (self);                                     /* the edit may rebuild the page */
  if (self->edit (self->which, self->key, value, self->data, &error))
    show_error (self, NULL);
  else
    show_error (self, error != NULL ? error->message : NULL);
  g_object_unref (self);
}

/**
 * scope_expression_row_set:
 * @value: (nullable): what the document says
 * @initial: (nullable): what holds if it says nothing; shown dim
 * @result: (nullable): what the expression gives here; shown beside it
 */
void
scope_expression_row_set (ScopeExpressionRow *self, JsonNode *value, const char *initial, const char *result)
{
  g_autofree char *text = scope_expression_text (value), *note = result != NULL ? g_strdup_printf ("= %s", result) : NULL;

  self->updating = TRUE;
  if (g_strcmp0 (text, gtk_editable_get_text (GTK_EDITABLE (self->entry))) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  g_object_set_data_full (G_OBJECT (self->entry), "shown", g_strdup (text), g_free);
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), initial);
  gtk_label_set_label (GTK_LABEL (self->result), note != NULL ? note : "");
  gtk_widget_set_visible (self->result, note != NULL);
  if (self->which != NULL)
    gtk_entry_set_icon_from_icon_name (GTK_ENTRY (self->entry), GTK_ENTRY_ICON_SECONDARY,
                                       value != NULL ? "edit-clear-symbolic" : NULL);
  show_error (self, NULL);
  self->updating = FALSE;
}

static void
clear_clicked (ScopeExpressionRow *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  commit (self);
}

static void
scope_expression_row_finalize (GObject *object)
{
  g_free (SCOPE_EXPRESSION_ROW (object)->which);
  g_free (SCOPE_EXPRESSION_ROW (object)->key);
  G_OBJECT_CLASS (scope_expression_row_parent_class)->finalize (object);
}

static void
scope_expression_row_class_init (ScopeExpressionRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = scope_expression_row_finalize;
}

static void
scope_expression_row_init (ScopeExpressionRow *self)
{
}

/**
 * scope_expression_row_new:
 * @which: (nullable): "first" or "last": that copy of a repeat; what it has of its own can be cleared at a click
 * @key: property or argument
 * @label: for people
 * @help: (nullable): one sentence
 * @edit: called when another value was entered
 * @data: for @edit
 */
GtkWidget *
scope_expression_row_new (const char *which, const char *key, const char *label, const char *help, ScopeExpressionEdit edit,
                          gpointer data)
{
  ScopeExpressionRow *self = g_object_new (SCOPE_TYPE_EXPRESSION_ROW, "activatable", FALSE, "selectable", FALSE,
                                           "focusable", FALSE, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *title = gtk_label_new (label);
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->which = g_strdup (which);
  self->key = g_strdup (key);
  self->edit = edit;
  self->data = data;
  gtk_widget_add_css_class (line, "line");
  gtk_widget_set_hexpand (title, TRUE);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  self->entry = gtk_entry_new ();
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 9);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->entry), 11);
  gtk_editable_set_alignment (GTK_EDITABLE (self->entry), 1);
  gtk_widget_set_valign (self->entry, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  self->result = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->result, "dim-text");
  gtk_widget_add_css_class (self->result, "numeric");
  self->error = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->error), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->error), 0);
  gtk_widget_add_css_class (self->error, "row-error");
  gtk_widget_add_css_class (self->error, "error-text");
  gtk_widget_set_visible (self->error, FALSE);
  gtk_box_append (GTK_BOX (line), title);
  gtk_box_append (GTK_BOX (line), self->entry);
  gtk_box_append (GTK_BOX (line), self->result);
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), self->error);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), help);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (commit), self);
  g_signal_connect_swapped (self->entry, "icon-release", G_CALLBACK (clear_clicked), self);
  if (which != NULL)
    gtk_entry_set_icon_tooltip_text (GTK_ENTRY (self->entry), GTK_ENTRY_ICON_SECONDARY, _("As the other copies"));
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (commit), self);
  gtk_widget_add_controller (self->entry, focus);
  return GTK_WIDGET (self);
}
