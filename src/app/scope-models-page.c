/* The left pane's page "Models": the networks that come with the program, one click away. */
#include "scope-models-page.h"

#include <glib/gi18n.h>

#include "convo-file.h"
#include "numbers.h"
#include "report.h"

struct _ScopeModelsPage
{
  AdwBin       parent_instance;
  GtkListBox  *list;
  guint        source;               /* filling, a model an idle turn, so that the window is up first */
  guint        next;
  GPtrArray   *files;
};

G_DEFINE_FINAL_TYPE (ScopeModelsPage, scope_models_page, ADW_TYPE_BIN)

static guint open_signal;

/* The text of the document in the language of the person, else in English. */
static const char *
about_text (const ConvoGraph *graph)
{
  JsonNode *about = convo_graph_about (graph);
  JsonObject *texts;

  if (about == NULL || !JSON_NODE_HOLDS_OBJECT (about) || !json_object_has_member (json_node_get_object (about), "text"))
    return NULL;
  texts = json_object_get_object_member (json_node_get_object (about), "text");
  if (texts == NULL)
    return NULL;
  for (const char *const *language = g_get_language_names (); *language != NULL; language++)
    if (json_object_has_member (texts, *language))
      return json_object_get_string_member (texts, *language);
  return json_object_has_member (texts, "en") ? json_object_get_string_member (texts, "en") : NULL;
}

static GtkWidget *
label_new (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
row_new (GFile *file, const ConvoGraph *graph)
{
  g_autoptr(ConvoReport) report = convo_report_new (graph);
  const ConvoTotals *totals = convo_report_totals (report);
  g_autofree char *parameters = convo_number_short (totals->parameters), *shape = convo_shape_to_string (&totals->input);
  g_autofree char *facts = g_strdup_printf (_("%s · %s parameters"), shape, parameters);
  const char *text = about_text (graph);
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *words;

  gtk_box_append (GTK_BOX (box), label_new (convo_graph_name (graph), "heading"));
  words = label_new (facts, "dim-text");
  gtk_widget_add_css_class (words, "small-text");
  gtk_box_append (GTK_BOX (box), words);
  if (text != NULL)
    {
      words = label_new (text, "small-text");
      gtk_label_set_lines (GTK_LABEL (words), 3);
      gtk_label_set_ellipsize (GTK_LABEL (words), PANGO_ELLIPSIZE_END);
      gtk_widget_set_tooltip_text (row, text);
      gtk_box_append (GTK_BOX (box), words);
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data_full (G_OBJECT (row), "file", g_object_ref (file), g_object_unref);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, convo_graph_name (graph), -1);
  return row;
}

static gboolean
fill_one (gpointer data)
{
  ScopeModelsPage *self = data;
  g_autoptr(ConvoGraph) graph = NULL;

  if (self->files == NULL)
    self->files = convo_model_list ();
  if (self->next >= self->files->len)
    {
      self->source = 0;
      return G_SOURCE_REMOVE;
    }
  graph = convo_graph_load (self->files->pdata[self->next], NULL, NULL);   /* a model that cannot be read is not offered */
  if (graph != NULL)
    gtk_list_box_append (self->list, row_new (self->files->pdata[self->next], graph));
  self->next++;
  return G_SOURCE_CONTINUE;
}

static void
activated (GtkListBox *list, GtkListBoxRow *row, ScopeModelsPage *self)
{
  g_signal_emit (self, open_signal, 0, g_object_get_data (G_OBJECT (row), "file"));
}

static void
scope_models_page_map (GtkWidget *widget)
{
  ScopeModelsPage *self = SCOPE_MODELS_PAGE (widget);

  GTK_WIDGET_CLASS (scope_models_page_parent_class)->map (widget);
  if (self->files == NULL && self->source == 0)
    self->source = g_idle_add (fill_one, self);
}

static void
scope_models_page_dispose (GObject *object)
{
  ScopeModelsPage *self = SCOPE_MODELS_PAGE (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  G_OBJECT_CLASS (scope_models_page_parent_class)->dispose (object);
}

static void
scope_models_page_class_init (ScopeModelsPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = scope_models_page_dispose;
  GTK_WIDGET_CLASS (klass)->map = scope_models_page_map;
  open_signal = g_signal_new ("open-model", SCOPE_TYPE_MODELS_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                              G_TYPE_FILE);
}

static void
scope_models_page_init (ScopeModelsPage *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_list_box_set_activate_on_single_click (self->list, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "models");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Models"), -1);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (activated), self);
  g_object_set (scrolled, "hscrollbar-policy", GTK_POLICY_NEVER, "child", self->list, NULL);
  adw_bin_set_child (ADW_BIN (self), scrolled);
}

/** scope_models_page_new: Returns: (transfer full): the page; it reads the models when it is first seen */
GtkWidget *
scope_models_page_new (void)
{
  return g_object_new (SCOPE_TYPE_MODELS_PAGE, NULL);
}
