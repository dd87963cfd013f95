/* One argument of a named block: its name, what it is unless an instance says otherwise, a button to remove it. */
#include "scope-default-row.h"

#include <glib/gi18n.h>

#include "scope-expression-row.h"

struct _ScopeDefaultRow
{
  GtkListBoxRow parent_instance;
  char *argument;
  ScopeDefaultEdit edit;
  gpointer data;
  GtkWidget *name, *value, *error;
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (ScopeDefaultRow, scope_default_row, GTK_TYPE_LIST_BOX_ROW)

static void
show_error (ScopeDefaultRow *self, GtkWidget *entry, const char *message)
{
  gtk_label_set_label (GTK_LABEL (self->error), message != NULL ? message : "");
  gtk_widget_set_visible (self->error, message != NULL);
  if (entry != NULL)
    gtk_accessible_update_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                                 message != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static void
do_edit (ScopeDefaultRow *self, ScopeDefaultVerb verb, GtkWidget *entry, const char *text)
{
  g_autofree char *argument = g_strdup (self->argument), *typed = g_strdup (text);
  g_autoptr(GError) error = NULL;

  g_object_ref (self);                                     /* the edit may take the row away */
  show_error (self, entry, self->edit (verb, argument, typed, self->data, &error) || error == NULL ? NULL : error->message);
  g_object_unref (self);
}

static void
commit_name (ScopeDefaultRow *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name))));

  if (!self->updating && g_strcmp0 (text, self->argument) != 0)
    do_edit (self, SCOPE_DEFAULT_RENAME, self->name, text);
}

static void
commit_value (ScopeDefaultRow *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->value));

  if (!self->updating && g_strcmp0 (text, g_object_get_data (G_OBJECT (self->value), "shown")) != 0)
    do_edit (self, SCOPE_DEFAULT_SET, self->value, text);
}

static void
remove_clicked (ScopeDefaultRow *self)
{
  do_edit (self, SCOPE_DEFAULT_REMOVE, NULL, NULL);
}

static void
put (GtkWidget *entry, const char *text)
{
  if (g_strcmp0 (text, gtk_editable_get_text (GTK_EDITABLE (entry))) != 0)
    gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

/** scope_default_row_set: @value: the default of @argument, as the definition says it */
void
scope_default_row_set (ScopeDefaultRow *self, const char *argument, JsonNode *value)
{
  g_autofree char *text = scope_expression_text (value), *label = NULL, *remove = NULL;
  GtkWidget *button = g_object_get_data (G_OBJECT (self), "remove");

  self->updating = TRUE;
  g_free (self->argument);
  self->argument = g_strdup (argument);
  put (self->name, argument);
  put (self->value, text);
  g_object_set_data_full (G_OBJECT (self->value), "shown", g_strdup (text), g_free);
  /* translators: the value of an argument of a named block if an instance gives none */
  label = g_strdup_printf (_("Default of %s"), argument);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->value), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  remove = g_strdup_printf (_("Remove %s"), argument);
  gtk_widget_set_tooltip_text (button, remove);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, remove, -1);
  show_error (self, NULL, NULL);
  self->updating = FALSE;
}

/** scope_default_row_focus: puts the cursor into the name, all of it selected */
void
scope_default_row_focus (ScopeDefaultRow *self)
{
  gtk_widget_grab_focus (self->name);
  gtk_editable_select_region (GTK_EDITABLE (self->name), 0, -1);
}

static GtkWidget *
entry_new (ScopeDefaultRow *self, int chars, float align, const char *tooltip, GCallback done)
{
  GtkWidget *entry = gtk_entry_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_editable_set_width_chars (GTK_EDITABLE (entry), chars);
  gtk_editable_set_alignment (GTK_EDITABLE (entry), align);
  gtk_widget_set_valign (entry, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (entry, tooltip);
  g_signal_connect_swapped (entry, "activate", done, self);
  g_signal_connect_swapped (focus, "leave", done, self);
  gtk_widget_add_controller (entry, focus);
  return entry;
}

static void
scope_default_row_finalize (GObject *object)
{
  g_free (SCOPE_DEFAULT_ROW (object)->argument);
  G_OBJECT_CLASS (scope_default_row_parent_class)->finalize (object);
}

static void
scope_default_row_class_init (ScopeDefaultRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = scope_default_row_finalize;
}

static void
scope_default_row_init (ScopeDefaultRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *remove = gtk_button_new_from_icon_name ("list-remove-symbolic");

  gtk_widget_add_css_class (line, "line");
  self->name = entry_new (self, 9, 0, _("Name of the argument: Latin letters, digits and “_”"), G_CALLBACK (commit_name));
  gtk_widget_set_hexpand (self->name, TRUE);
  gtk_widget_add_css_class (self->name, "row-name");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->name), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Name of the argument"), -1);
  self->value = entry_new (self, 8, 1, _("What it is unless an instance says otherwise: a number, or an expression over the "
                                         "arguments above"), G_CALLBACK (commit_value));
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_add_css_class (remove, "row-remove");
  gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
  g_object_set_data (G_OBJECT (self), "remove", remove);
  g_signal_connect_swapped (remove, "clicked", G_CALLBACK (remove_clicked), self);
  self->error = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->error), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->error), 0);
  gtk_widget_add_css_class (self->error, "row-error");
  gtk_widget_add_css_class (self->error, "error-text");
  gtk_widget_set_visible (self->error, FALSE);
  gtk_box_append (GTK_BOX (line), self->name);
  gtk_box_append (GTK_BOX (line), self->value);
  gtk_box_append (GTK_BOX (line), remove);
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), self->error);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
}

/**
 * scope_default_row_new:
 * @edit: called when another name or default was entered, or the button is clicked
 * @data: for @edit
 *
 * Returns: (transfer full): a row for a list box
 */
GtkWidget *
scope_default_row_new (ScopeDefaultEdit edit, gpointer data)
{
  ScopeDefaultRow *self = g_object_new (SCOPE_TYPE_DEFAULT_ROW, "activatable", FALSE, "selectable", FALSE, "focusable", FALSE, NULL);

  self->edit = edit;
  self->data = data;
  return GTK_WIDGET (self);
}
