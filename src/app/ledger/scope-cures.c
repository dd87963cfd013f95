/* Buttons for cures: what each changes, and what it costs. The first choice is filled. */
#include "scope-cures.h"

#include <glib/gi18n.h>

#include "numbers.h"
#include "predict.h"

typedef struct
{
  ConvoDocument *document;
  ConvoGraph    *before, *after;
  char          *label;
} Change;

static void
change_free (gpointer data, GClosure *closure)
{
  Change *change = data;

  g_object_unref (change->document);
  convo_graph_unref (change->before);
  convo_graph_unref (change->after);
  g_free (change->label);
  g_free (change);
}

/* A cure is made for one graph: if the document has gone on meanwhile, nothing may be overwritten. */
static void
clicked (GtkButton *button, gpointer data)
{
  Change *change = data;
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_POPOVER);
  g_autoptr(ConvoDocument) document = g_object_ref (change->document);
  g_autoptr(ConvoGraph) after = convo_graph_ref (change->after);
  g_autofree char *label = g_strdup (change->label);
  const gboolean current = convo_document_graph (document) == change->before;

  if (popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (popover));
  if (current && convo_document_apply (document, g_steal_pointer (&after), label, NULL))
    convo_document_seal (document);
}

/* Returns: (nullable): what the cure costs; none while the counts are to be predicted */
static char *
cost_text (ConvoDocument *document, const ConvoCure *cure)
{
  g_autofree char *parameters = convo_number_short (ABS (cure->parameters)), *macs = convo_number_short (ABS (cure->macs));
  g_autofree char *first = NULL, *second = NULL;

  if (convo_predict_hides_any (convo_predict_of (document)))
    return NULL;
  if (cure->parameters == 0 && cure->macs == 0)
    return g_strdup (_("no parameters, no MACs"));
  /* translators: a sign (+ or −) and a number */
  first = g_strdup_printf (_("%s%s parameters"), cure->parameters < 0 ? "−" : "+", parameters);
  /* translators: a sign (+ or −) and a number */
  second = g_strdup_printf (_("%s%s MACs"), cure->macs < 0 ? "−" : "+", macs);
  return g_strdup_printf ("%s, %s", first, second);
}

static GtkWidget *
button_new (ConvoDocument *document, const ConvoCure *cure)
{
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *label;
  g_autofree char *words = convo_predict_veil (convo_predict_of (document), cure->label);
  Change *change = g_new0 (Change, 1);
  g_autofree char *cost = cost_text (document, cure);

  *change = (Change) { g_object_ref (document), convo_graph_ref (convo_document_graph (document)),
                       convo_graph_ref (cure->graph), g_strdup (cure->label) };
  label = gtk_label_new (words);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 40);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (box), label);
  if (cost != NULL)
    {
      GtkWidget *small = gtk_label_new (cost);

      gtk_label_set_xalign (GTK_LABEL (small), 0);
      gtk_widget_add_css_class (small, "small-text");
      gtk_box_append (GTK_BOX (box), small);
    }
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "cure");
  if (cure->recommended)
    gtk_widget_add_css_class (button, "suggested-action");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, cost != NULL ? cost : "", -1);
  g_signal_connect_data (button, "clicked", G_CALLBACK (clicked), change, change_free, 0);
  return button;
}

/** scope_cures_new: Returns: (transfer floating) (nullable): a button for each of @cures, made for the document's graph */
GtkWidget *
scope_cures_new (ConvoDocument *document, ConvoCures *cures)
{
  GtkWidget *box;

  if (cures->len == 0)
    return NULL;
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  for (guint i = 0; i < cures->len; i++)
    gtk_box_append (GTK_BOX (box), button_new (document, cures->pdata[i]));
  return box;
}

/** scope_cures_for_problem: Returns: (transfer floating) (nullable): buttons for what cures @problem of the document */
GtkWidget *
scope_cures_for_problem (ConvoDocument *document, const ConvoProblem *problem)
{
  g_autoptr(GPtrArray) cures = convo_cures_new (convo_document_report (document), problem);

  return scope_cures_new (document, cures);
}
