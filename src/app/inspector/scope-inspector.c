/* The right pane: properties, maps and weights of the selected layer; with nothing selected the named block that is looked
 * into, or training settings. */
#include "scope-inspector.h"

#include <glib/gi18n.h>

#include "compose.h"
#include "numbers.h"
#include "predict.h"
#include "scope-definition-page.h"
#include "scope-glyph.h"
#include "scope-looks-page.h"
#include "scope-properties-page.h"
#include "scope-tabs.h"
#include "scope-training-page.h"

struct _ScopeInspector
{
  GtkWidget            parent_instance;

  ScopeSession        *session;
  char                *shown;           /* the node of the pages; NULL for none */
  char                *base;            /* what the canvas looks into; "" for the whole network */
  gboolean             defining;        /* a named block is edited that nobody looks into */

  GtkWidget           *head;
  AdwBin              *glyph;
  GtkLabel            *name, *summary, *several;
  GtkWidget           *menu;
  ScopeTabs           *tabs;
  GtkStack            *outer, *pages;
  AdwBin              *properties_bin, *maps_bin, *weights_bin, *training_bin, *definition_bin;

  ScopePropertiesPage *properties;
  ScopeLooksPage      *maps, *weights;
  ScopeDefinitionPage *definition;
};

G_DEFINE_FINAL_TYPE (ScopeInspector, scope_inspector, GTK_TYPE_WIDGET)

/** scope_inspector_show: @page: "properties", "maps" or "weights" */
void
scope_inspector_show (ScopeInspector *self, const char *page)
{
  gtk_stack_set_visible_child_name (self->pages, page);
}

/** scope_inspector_rename: puts the cursor into the name of the selected layer */
void
scope_inspector_rename (ScopeInspector *self)
{
  if (self->shown == NULL && g_str_equal (gtk_stack_get_visible_child_name (self->outer), "definition"))
    scope_definition_page_rename (self->definition);
  if (self->shown == NULL)
    return;
  scope_inspector_show (self, "properties");
  scope_properties_page_rename (self->properties);
}

static void
show_head (ScopeInspector *self, GtkWidget *glyph, const char *name, const char *summary, gboolean layer)
{
  adw_bin_set_child (self->glyph, glyph);
  gtk_label_set_label (self->name, name);
  gtk_label_set_label (self->summary, summary);
  gtk_widget_set_visible (GTK_WIDGET (self->tabs), layer);
  gtk_widget_set_visible (self->menu, layer);
}

static void
show_training (ScopeInspector *self)
{
  GtkWidget *icon = gtk_image_new_from_icon_name ("media-playback-start-symbolic");

  show_head (self, icon, _("Training"), _("Select a block to see its properties"), FALSE);
  gtk_stack_set_visible_child_name (self->outer, "training");
}

static void
show_definition (ScopeInspector *self)
{
  show_head (self, scope_glyph_image_new (SCOPE_GLYPH_COMPOSITE, "composite"), scope_definition_page_name (self->definition),
             _("Named block"), FALSE);
  gtk_stack_set_visible_child_name (self->outer, "definition");
}

/* With nothing selected: the named block that is asked for, or that is looked into. Returns: whether there is one */
static gboolean
find_definition (ScopeInspector *self, const ConvoGraph *graph)
{
  const ConvoDefinition *definition = convo_graph_definition_at (graph, self->base);
  g_autofree char *instance = NULL;

  self->defining = self->defining && scope_definition_page_name (self->definition) != NULL;
  if (self->defining)
    {
      scope_definition_page_set (self->definition, scope_definition_page_name (self->definition), NULL);
      return TRUE;
    }
  if (definition == NULL)
    return FALSE;
  instance = convo_graph_find (graph, self->base) != NULL ? g_strdup (self->base) : convo_path_level (self->base);
  scope_definition_page_set (self->definition, convo_definition_name (definition), instance);
  return TRUE;
}

static void
show_several (ScopeInspector *self, GPtrArray *selection)
{
  ConvoReport *report = convo_document_report (scope_session_document (self->session));
  g_autofree char *title = g_strdup_printf (ngettext ("%u block", "%u blocks", selection->len), selection->len);
  g_autofree char *names = NULL, *parameters = NULL, *macs = NULL, *text = NULL;
  g_autoptr(GPtrArray) words = g_ptr_array_new ();
  ConvoPredict *predict = convo_predict_of (scope_session_document (self->session));
  gboolean hides_parameters = FALSE, hides_macs = FALSE;
  gint64 n_parameters = 0, n_macs = 0;

  for (guint i = 0; i < selection->len; i++)
    {
      ConvoNodeReport numbers;

      if (!convo_report_at (report, selection->pdata[i], &numbers))
        continue;
      n_parameters += numbers.parameters;
      n_macs += numbers.macs;
      hides_parameters |= convo_predict_hides (predict, selection->pdata[i], CONVO_NUMBER_PARAMETERS);
      hides_macs |= convo_predict_hides (predict, selection->pdata[i], CONVO_NUMBER_MACS);
      g_ptr_array_add (words, selection->pdata[i]);
    }
  g_ptr_array_add (words, NULL);
  names = g_strjoinv (", ", (char **) words->pdata);
  parameters = hides_parameters ? g_strdup (C_("number", "?")) : convo_number_exact (n_parameters);
  macs = hides_macs ? g_strdup (C_("number", "?")) : convo_number_exact (n_macs);
  text = g_strdup_printf (_("%s\n\nTogether %s parameters and %s MACs (1 MAC = 2 FLOP)."), names, parameters, macs);
  gtk_label_set_label (self->several, text);
  show_head (self, gtk_image_new_from_icon_name ("scope-blocks-symbolic"), title, _("Selected together"), FALSE);
  gtk_stack_set_visible_child_name (self->outer, "several");
}

static void
show_layer (ScopeInspector *self, const ConvoNode *node)
{
  const ConvoKind *kind = convo_node_kind (node);
  const char *family = kind != NULL ? kind->family : "composite", *title = kind != NULL ? _(kind->title) : convo_node_type (node);
  const ConvoNet *net = convo_report_net (convo_document_report (scope_session_document (self->session)));
  const int index = kind != NULL ? convo_net_find (net, self->shown) : -1;       /* arguments put in */
  g_autofree char *properties = kind == NULL ? NULL
    : convo_kind_summary (kind, index >= 0 ? convo_net_node (net, index)->state : convo_node_state (node));
  g_autofree char *summary = NULL;

  if (kind == NULL && convo_node_repeat (node) > 1)
    properties = g_strdup_printf ("×%d", convo_node_repeat (node));
  summary = properties != NULL && *properties != '\0' ? g_strdup_printf ("%s · %s", title, properties) : g_strdup (title);
  show_head (self, scope_glyph_image_new (kind != NULL ? scope_glyph_of_kind (kind) : SCOPE_GLYPH_COMPOSITE, family),
             convo_node_id (node), summary, TRUE);
  gtk_stack_set_visible_child_name (self->outer, "layer");
}

static void
update (ScopeInspector *self)
{
  ConvoDocument *document = scope_session_document (self->session);
  GPtrArray *selection = convo_document_selection (document);
  const char *id = selection->len == 1 ? selection->pdata[0] : NULL;
  const ConvoNode *node = id != NULL ? convo_graph_find (convo_document_graph (document), id) : NULL;

  self->defining = self->defining && selection->len == 0;
  g_free (self->shown);
  self->shown = g_strdup (node != NULL ? id : NULL);
  scope_properties_page_set (self->properties, self->shown);
  scope_looks_page_set (self->maps, self->shown);
  scope_looks_page_set (self->weights, self->shown);
  if (self->shown != NULL)
    scope_session_watch_weights (self->session, self->shown);
  if (node != NULL)
    show_layer (self, node);
  else if (selection->len > 1)
    show_several (self, selection);
  else if (find_definition (self, convo_document_graph (document)))
    show_definition (self);
  else
    show_training (self);
}

static void
scope_inspector_dispose (GObject *object)
{
  ScopeInspector *self = SCOPE_INSPECTOR (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), SCOPE_TYPE_INSPECTOR);
  g_clear_pointer (&self->shown, g_free);
  g_clear_pointer (&self->base, g_free);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (scope_inspector_parent_class)->dispose (object);
}

static void
scope_inspector_class_init (ScopeInspectorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = scope_inspector_dispose;
  g_type_ensure (SCOPE_TYPE_TABS);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/convoscope/Convoscope/ui/scope-inspector.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, ScopeInspector, name)
  BIND (head); BIND (glyph); BIND (name); BIND (summary); BIND (several); BIND (menu); BIND (tabs); BIND (outer);
  BIND (pages); BIND (properties_bin); BIND (maps_bin); BIND (weights_bin); BIND (training_bin);
  BIND (definition_bin);
#undef BIND
}

static void
scope_inspector_init (ScopeInspector *self)
{
  self->base = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Inspector"), -1);
}

/** scope_inspector_look: @base: the level that the canvas looks into: with nothing selected its block is shown; "" for none */
void
scope_inspector_look (ScopeInspector *self, const char *base)
{
  g_free (self->base);
  self->base = g_strdup (base);
  self->defining = FALSE;
  update (self);
}

/** scope_inspector_define: shows the definition @name, whether anything is made of it or not, until something is selected */
void
scope_inspector_define (ScopeInspector *self, const char *name)
{
  convo_document_select_one (scope_session_document (self->session), NULL);
  scope_definition_page_set (self->definition, name, NULL);
  self->defining = TRUE;
  update (self);
  scope_definition_page_rename (self->definition);
}

/** scope_inspector_new: Returns: (transfer full): the pane, following the selection of the session's document */
GtkWidget *
scope_inspector_new (ScopeSession *session)
{
  ScopeInspector *self = g_object_new (SCOPE_TYPE_INSPECTOR, NULL);
  ConvoDocument *document = scope_session_document (session);

  self->session = g_object_ref (session);
  self->properties = SCOPE_PROPERTIES_PAGE (scope_properties_page_new (session));
  adw_bin_set_child (self->properties_bin, GTK_WIDGET (self->properties));
  self->maps = SCOPE_LOOKS_PAGE (scope_looks_page_new (session, SCOPE_LOOK_MAPS));
  adw_bin_set_child (self->maps_bin, GTK_WIDGET (self->maps));
  self->weights = SCOPE_LOOKS_PAGE (scope_looks_page_new (session, SCOPE_LOOK_WEIGHTS));
  adw_bin_set_child (self->weights_bin, GTK_WIDGET (self->weights));
  adw_bin_set_child (self->training_bin, scope_training_page_new (session));
  self->definition = SCOPE_DEFINITION_PAGE (scope_definition_page_new (session));
  adw_bin_set_child (self->definition_bin, GTK_WIDGET (self->definition));
  scope_tabs_set_stack (self->tabs, self->pages);
  g_signal_connect_object (document, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (convo_predict_of (document), "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "selection-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
