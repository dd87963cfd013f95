/* The left pane's page "Models": the networks that come with the program, one click away. */
#include "scope-models-page.h"

#include <glib/gi18n.h>

#include "numbers.h"
#include "scope-catalog.h"

struct _ScopeModelsPage
{
  AdwBin        parent_instance;
  GtkListBox   *list;
  ScopeCatalog *catalog;
  gboolean      veiled;          /* counts are to be predicted */
};

G_DEFINE_FINAL_TYPE (ScopeModelsPage, scope_models_page, ADW_TYPE_BIN)

static guint open_signal;

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

static ScopeModel *
model_of (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "model");
}

/* What a model brought tells its counts, too: while they are to be predicted, its name and its input are all that is said */
static void
fill_row (ScopeModelsPage *self, GtkListBoxRow *row)
{
  const ScopeModel *model = model_of (row);
  g_autofree char *parameters = convo_number_short (model->totals.parameters);
  g_autofree char *shape = convo_shape_to_string (&model->totals.input);
  g_autofree char *facts = self->veiled ? g_strdup (shape) : g_strdup_printf (_("%s · %s parameters"), shape, parameters);
  const char *text = self->veiled ? NULL : model->about->brought != NULL ? model->about->brought : model->about->text;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2), *words = label_new (facts, "dim-text");

  gtk_box_append (GTK_BOX (box), label_new (model->name, "heading"));
  gtk_widget_add_css_class (words, "small-text");
  gtk_box_append (GTK_BOX (box), words);
  if (text != NULL)
    {
      words = label_new (text, "small-text");
      gtk_label_set_lines (GTK_LABEL (words), 3);
      gtk_label_set_ellipsize (GTK_LABEL (words), PANGO_ELLIPSIZE_END);
      gtk_box_append (GTK_BOX (box), words);
    }
  gtk_widget_set_tooltip_text (GTK_WIDGET (row), text != NULL ? model->about->text : NULL);
  gtk_list_box_row_set_child (row, box);
}

static void
add_row (ScopeModelsPage *self, ScopeModel *model)
{
  GtkWidget *row = gtk_list_box_row_new ();

  g_object_set_data_full (G_OBJECT (row), "model", g_object_ref (model), g_object_unref);
  fill_row (self, GTK_LIST_BOX_ROW (row));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, model->name, -1);
  gtk_list_box_append (self->list, row);
}

/* The smallest first: what a lesson begins with, and what trains here. */
static int
compare_rows (GtkListBoxRow *a, GtkListBoxRow *b, gpointer data)
{
  const ScopeModel *left = model_of (a), *right = model_of (b);
  const gint64 difference = left->totals.macs - right->totals.macs;

  return difference != 0 ? (difference > 0) - (difference < 0) : g_utf8_collate (left->name, right->name);
}

static void
activated (GtkListBox *list, GtkListBoxRow *row, ScopeModelsPage *self)
{
  g_signal_emit (self, open_signal, 0, model_of (row)->file);
}

static void
scope_models_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (scope_models_page_parent_class)->map (widget);
  scope_catalog_start (SCOPE_MODELS_PAGE (widget)->catalog);
}

static void
scope_models_page_dispose (GObject *object)
{
  ScopeModelsPage *self = SCOPE_MODELS_PAGE (object);

  if (self->catalog != NULL)
    g_signal_handlers_disconnect_by_data (self->catalog, self);
  g_clear_object (&self->catalog);
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

static GtkWidget *
all_button_new (void)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_("_All Models and Their History…"));

  gtk_label_set_wrap (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), TRUE);   /* the pane is narrow */
  gtk_label_set_justify (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), GTK_JUSTIFY_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.models");
  gtk_widget_set_margin_start (button, 10);
  gtk_widget_set_margin_end (button, 10);
  gtk_widget_set_margin_top (button, 8);
  return button;
}

static void
scope_models_page_init (ScopeModelsPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *scrolled = gtk_scrolled_window_new ();

  self->catalog = scope_catalog_get ();
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_list_box_set_activate_on_single_click (self->list, TRUE);
  gtk_list_box_set_sort_func (self->list, compare_rows, NULL, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "models");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Models"), -1);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (activated), self);
  g_object_set (scrolled, "hscrollbar-policy", GTK_POLICY_NEVER, "vexpand", TRUE, "child", self->list, NULL);
  gtk_box_append (GTK_BOX (box), all_button_new ());
  gtk_box_append (GTK_BOX (box), scrolled);
  adw_bin_set_child (ADW_BIN (self), box);
  g_signal_connect_object (self->catalog, "added", G_CALLBACK (add_row), self, G_CONNECT_SWAPPED);
  for (guint i = 0; i < scope_catalog_all (self->catalog)->len; i++)
    add_row (self, scope_catalog_all (self->catalog)->pdata[i]);
}

/** scope_models_page_new: Returns: (transfer full): the page; the models are read when it is first seen */
GtkWidget *
scope_models_page_new (void)
{
  return g_object_new (SCOPE_TYPE_MODELS_PAGE, NULL);
}

/** scope_models_page_set_veiled: whether the counts of the models are to be predicted, and not shown */
void
scope_models_page_set_veiled (ScopeModelsPage *self, gboolean veiled)
{
  GtkListBoxRow *row;

  g_return_if_fail (SCOPE_IS_MODELS_PAGE (self));
  if (self->veiled == veiled)
    return;
  self->veiled = veiled;
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    fill_row (self, row);
}
