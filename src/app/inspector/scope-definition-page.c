/* The inspector's page for a named block itself: its name, its arguments with their defaults, copies of it. */
#include "scope-definition-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "compose.h"
#include "scope-default-row.h"
#include "scope-define.h"
#include "scope-expression-row.h"
#include "scope-name-row.h"

struct _ScopeDefinitionPage
{
  AdwBin        parent_instance;

  ScopeSession *session;
  char         *name, *instance; /* the definition; the instance it is looked at through, NULL for none */
  int           index, count;    /* of the definition, of all: an undo may call it otherwise */
  gboolean      updating;

  GtkWidget    *uses;
  GtkWidget    *entry, *entry_error;
  GtkWidget    *arguments, *add;
  GtkWidget    *own, *copy, *remove, *error;
};

G_DEFINE_FINAL_TYPE (ScopeDefinitionPage, scope_definition_page, ADW_TYPE_BIN)

static ConvoDocument *
document_of (ScopeDefinitionPage *self)
{
  return scope_session_document (self->session);
}

static int
index_of (const ConvoGraph *graph, const char *name)
{
  for (int i = 0; name != NULL && i < convo_graph_n_definitions (graph); i++)
    if (strcmp (convo_definition_name (convo_graph_definition (graph, i)), name) == 0)
      return i;
  return -1;
}

/* The definition that is shown. If it is gone and as many are left, the one in its place is it: an undo renamed it. */
static const ConvoDefinition *
definition_of (ScopeDefinitionPage *self)
{
  const ConvoGraph *graph = convo_document_graph (document_of (self));
  const int index = index_of (graph, self->name);

  if (index >= 0)
    return convo_graph_definition (graph, index);
  return self->name != NULL && self->count == convo_graph_n_definitions (graph) ? convo_graph_definition (graph, self->index) : NULL;
}

static void
say (GtkWidget *label, const GError *error)
{
  gtk_label_set_label (GTK_LABEL (label), error != NULL ? error->message : "");
  gtk_widget_set_visible (label, error != NULL);
}

/* ---- edits ---- */

static void
rename_done (ScopeDefinitionPage *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  g_autofree char *old = g_strdup (self->name);
  g_autoptr(GError) error = NULL;

  if (self->updating || old == NULL || strcmp (name, old) == 0)
    return;
  g_free (self->name);
  self->name = g_strdup (name);                            /* before the document says that it changed */
  if (!scope_define_rename (document_of (self), old, name, &error))
    {
      g_free (self->name);
      self->name = g_steal_pointer (&old);
    }
  say (self->entry_error, error);
}

static gboolean
edit_argument (ScopeDefaultVerb verb, const char *argument, const char *text, gpointer data, GError **error)
{
  ScopeDefinitionPage *self = data;
  g_autofree char *name = g_strdup (self->name);
  g_autoptr(JsonNode) value = NULL;

  if (name == NULL)                                        /* the window is closing */
    return TRUE;
  if (verb == SCOPE_DEFAULT_RENAME)
    return scope_define_rename_argument (document_of (self), name, argument, text, error);
  if (verb == SCOPE_DEFAULT_REMOVE)
    return scope_define_remove_argument (document_of (self), name, argument, error);
  value = scope_expression_value (text);
  return scope_define_set_default (document_of (self), name, argument, value, error);
}

/* The new one is the last row: its name is waiting to be typed. */
static void
add_clicked (ScopeDefinitionPage *self)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *argument = scope_define_add_argument (document_of (self), self->name, &error);
  GtkWidget *row = argument != NULL ? gtk_widget_get_prev_sibling (self->add) : NULL;

  say (self->error, error);
  if (row != NULL)
    scope_default_row_focus (SCOPE_DEFAULT_ROW (row));
}

static void
own_clicked (ScopeDefinitionPage *self)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *as = scope_define_own (document_of (self), self->instance, &error);

  say (self->error, error);
  if (as != NULL)
    scope_definition_page_rename (self);
}

static void
copy_clicked (ScopeDefinitionPage *self)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *as G_GNUC_UNUSED = scope_define_copy (document_of (self), self->name, &error);

  say (self->error, error);
}

static void
remove_clicked (ScopeDefinitionPage *self)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *name = g_strdup (self->name);

  scope_define_remove (document_of (self), name, &error);
  say (self->error, error);
}

/** scope_definition_page_rename: puts the cursor into the name, all of it selected */
void
scope_definition_page_rename (ScopeDefinitionPage *self)
{
  gtk_widget_grab_focus (self->entry);
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
}

/* ---- what is shown ---- */

static void
update_arguments (ScopeDefinitionPage *self, const ConvoDefinition *definition)
{
  const int n = convo_definition_n_arguments (definition);
  GtkWidget *row = gtk_widget_get_first_child (self->arguments);

  for (int i = 0; i < n; i++)
    {
      if (row == self->add)
        {
          row = scope_default_row_new (edit_argument, self);
          gtk_list_box_insert (GTK_LIST_BOX (self->arguments), row, i);
        }
      scope_default_row_set (SCOPE_DEFAULT_ROW (row), convo_definition_argument (definition, i),
                             convo_definition_default (definition, i));
      row = gtk_widget_get_next_sibling (row);
    }
  while (row != self->add)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (row);

      gtk_list_box_remove (GTK_LIST_BOX (self->arguments), row);
      row = next;
    }
}

static void
update (ScopeDefinitionPage *self)
{
  const ConvoGraph *graph = convo_document_graph (document_of (self));
  const ConvoDefinition *definition = definition_of (self);
  g_autofree char *text = NULL;
  int uses;

  if (definition == NULL)
    return;
  if (strcmp (self->name, convo_definition_name (definition)) != 0)
    {
      g_free (self->name);
      self->name = g_strdup (convo_definition_name (definition));
    }
  self->index = index_of (graph, self->name);
  self->count = convo_graph_n_definitions (graph);
  uses = convo_graph_definition_uses (graph, self->name);
  text = uses == 0 ? g_strdup (_("Nothing is made of this block. Drag it from the page “Blocks”, or delete it."))
    : g_strdup_printf (ngettext ("%d block is made of it.", "%d blocks are made of it; what changes here changes in all of them.",
                                 uses), uses);
  self->updating = TRUE;
  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->entry)), self->name) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->entry), self->name);
  self->updating = FALSE;
  gtk_label_set_label (GTK_LABEL (self->uses), text);
  say (self->entry_error, NULL);
  say (self->error, NULL);
  update_arguments (self, definition);
  gtk_widget_set_visible (self->own, uses > 1 && self->instance != NULL);
  gtk_widget_set_visible (self->remove, uses == 0);
}

/** scope_definition_page_name: Returns: (nullable): the definition that is shown; %NULL if it is gone */
const char *
scope_definition_page_name (ScopeDefinitionPage *self)
{
  const ConvoDefinition *definition = definition_of (self);

  return definition != NULL ? convo_definition_name (definition) : NULL;
}

/** scope_definition_page_set: @name: (nullable): the definition @instance: (nullable): path that it is looked at through */
void
scope_definition_page_set (ScopeDefinitionPage *self, const char *name, const char *instance)
{
  if (g_strcmp0 (self->instance, instance) != 0)
    {
      g_free (self->instance);
      self->instance = g_strdup (instance);
    }
  if (g_strcmp0 (self->name, name) != 0)
    {
      g_free (self->name);
      self->name = g_strdup (name);
    }
  update (self);
}

/* ---- life ---- */

static GtkWidget *
list_new (const char *label)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_add_css_class (list, "tight");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return list;
}

static GtkWidget *
label_new (const char *text, const char *css)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, css);
  return label;
}

static GtkWidget *
button_new (ScopeDefinitionPage *self, GtkWidget *box, const char *label, const char *tooltip, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_tooltip_text (button, tooltip);
  g_signal_connect_swapped (button, "clicked", clicked, self);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

/* The last row of the list adds one. */
static GtkWidget *
add_row_new (ScopeDefinitionPage *self)
{
  GtkWidget *row = gtk_list_box_row_new (), *button = gtk_button_new ();
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_append (GTK_BOX (content), gtk_image_new_from_icon_name ("list-add-symbolic"));
  gtk_box_append (GTK_BOX (content), gtk_label_new (_("Add an Argument")));
  gtk_widget_set_halign (content, GTK_ALIGN_CENTER);
  gtk_button_set_child (GTK_BUTTON (button), content);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Add an Argument"), -1);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (add_clicked), self);
  g_object_set (row, "child", button, "activatable", FALSE, "focusable", FALSE, NULL);
  return row;
}

static void
build (ScopeDefinitionPage *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9), *list;

  gtk_widget_add_css_class (box, "page");
  list = list_new (_("Named block"));
  gtk_list_box_append (GTK_LIST_BOX (list),
                       scope_name_row_new (_("Name"), _("Name of the block: letters, digits, “_” and “-”"),
                                           G_CALLBACK (rename_done), self, &self->entry, &self->entry_error));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Name of the block"), -1);
  gtk_box_append (GTK_BOX (box), list);
  self->uses = label_new (NULL, "dim-text");
  gtk_box_append (GTK_BOX (box), self->uses);
  gtk_box_append (GTK_BOX (box), label_new (_("Arguments and their defaults"), "section"));
  self->arguments = list_new (_("Arguments and their defaults"));
  self->add = add_row_new (self);
  gtk_list_box_append (GTK_LIST_BOX (self->arguments), self->add);
  gtk_box_append (GTK_BOX (box), self->arguments);
  gtk_box_append (GTK_BOX (box), label_new (_("Properties of the layers may name them: “=2*channels”."), "dim-text"));
  self->error = label_new (NULL, "error-text");
  gtk_widget_set_visible (self->error, FALSE);
  gtk_box_append (GTK_BOX (box), self->error);
  self->own = button_new (self, box, _("Make This Instance Its Own"), _("The instance gets a copy of the block for itself: "
                          "what changes in it changes nowhere else"), G_CALLBACK (own_clicked));
  self->copy = button_new (self, box, _("Duplicate"), _("A copy under another name, on the page “Blocks”"), G_CALLBACK (copy_clicked));
  self->remove = button_new (self, box, _("Delete the Block"), _("Nothing is made of it"), G_CALLBACK (remove_clicked));
  gtk_widget_add_css_class (self->remove, "destructive-action");
  g_object_set (scrolled, "hscrollbar-policy", GTK_POLICY_NEVER, "child", box, "vexpand", TRUE, NULL);
  adw_bin_set_child (ADW_BIN (self), scrolled);
}

static void
scope_definition_page_dispose (GObject *object)
{
  ScopeDefinitionPage *self = SCOPE_DEFINITION_PAGE (object);

  g_clear_pointer (&self->name, g_free);                   /* fields that lose the focus now change nothing */
  G_OBJECT_CLASS (scope_definition_page_parent_class)->dispose (object);
  g_clear_pointer (&self->instance, g_free);
  g_clear_object (&self->session);
}

static void
scope_definition_page_class_init (ScopeDefinitionPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = scope_definition_page_dispose;
}

static void
scope_definition_page_init (ScopeDefinitionPage *self)
{
  build (self);
}

/** scope_definition_page_new: Returns: (transfer full): the page; it shows nothing yet */
GtkWidget *
scope_definition_page_new (ScopeSession *session)
{
  ScopeDefinitionPage *self = g_object_new (SCOPE_TYPE_DEFINITION_PAGE, NULL);

  self->session = g_object_ref (session);
  return GTK_WIDGET (self);
}
