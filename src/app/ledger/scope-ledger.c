/* The ledger popover: all numbers of a layer, a block or the network, the one that was asked for first. */
#include "scope-ledger.h"

#include <glib/gi18n.h>

#include "scope-ledger-section.h"
#include "scope-predict-ask.h"

#define WIDTH 620
#define HEIGHT 520

static ConvoLedger *
ledger_of (const ConvoReport *report, const char *path)
{
  const int index = path != NULL ? convo_net_find (convo_report_net (report), path) : -1;

  return index >= 0 ? convo_report_explain (report, index) : convo_report_explain_block (report, path);
}

static char *
kind_of (const ConvoReport *report, const char *path)
{
  const int index = path != NULL ? convo_net_find (convo_report_net (report), path) : -1;
  const ConvoNetNode *node = index >= 0 ? convo_net_node (convo_report_net (report), index) : NULL;
  g_autofree char *summary = node != NULL ? convo_kind_summary (node->kind, node->state) : NULL;

  if (path == NULL)
    return g_strdup (convo_graph_name (convo_report_graph (report)));
  if (node == NULL)
    return g_strdup (path);
  return g_strdup_printf ("%s · %s%s%s", path, _(node->kind->title), *summary != '\0' ? " " : "", summary);
}

/** scope_ledger_drop_hidden: @ledger: (nullable): loses the rows that would tell a number that is to be predicted */
void
scope_ledger_drop_hidden (ConvoLedger *ledger, ConvoDocument *document, const char *path)
{
  ConvoPredict *predict = convo_predict_of (document);

  for (guint i = ledger != NULL ? ledger->len : 0; i > 0; i--)
    if (!convo_predict_explains (predict, path, ((const ConvoLedgerRow *) ledger->pdata[i - 1])->what))
      g_ptr_array_remove_index (ledger, i - 1);
}

/** scope_ledger_text: Returns: (transfer full): the whole ledger as text, a line a number */
char *
scope_ledger_text (ConvoDocument *document, const char *path)
{
  const ConvoReport *report = convo_document_report (document);
  g_autoptr(GPtrArray) ledger = ledger_of (report, path);
  g_autofree char *name = kind_of (report, path);
  GString *text = g_string_new (name);

  scope_ledger_drop_hidden (ledger, document, path);
  for (guint i = 0; i < ledger->len; i++)
    {
      g_autofree char *line = scope_ledger_row_text (ledger->pdata[i]);

      g_string_append_printf (text, "\n%s", line);
    }
  return g_string_free (text, FALSE);
}

static void
copy (GtkButton *button, gpointer unused)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (button)), g_object_get_data (G_OBJECT (button), "text"));
  gtk_button_set_label (button, _("Copied"));
}

static GtkWidget *
head_new (ConvoDocument *document, const char *path)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *button = gtk_button_new_with_label (_("Copy"));
  g_autofree char *name = kind_of (convo_document_report (document), path);
  GtkWidget *title = gtk_label_new (name);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_add_css_class (title, "heading");
  g_object_set_data_full (G_OBJECT (button), "text", scope_ledger_text (document, path), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (copy), NULL);
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), button);
  gtk_widget_add_css_class (head, "ledger-head");
  return head;
}

static void
append_sections (GtkWidget *box, ConvoLedger *ledger, ConvoNumber first)
{
  for (int pass = 0; pass < 2; pass++)
    for (guint i = 0; i < ledger->len; i++)
      {
        const ConvoLedgerRow *row = ledger->pdata[i];

        if ((row->what == first) != (pass == 0))
          continue;
        if (gtk_widget_get_first_child (box) != NULL)
          gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
        gtk_box_append (GTK_BOX (box), scope_ledger_section_new (row, pass == 0));
      }
}

static GtkWidget *
ledger_new (ConvoDocument *document, const char *path, ConvoNumber first)
{
  GtkWidget *popover = gtk_popover_new (), *outer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scrolled = gtk_scrolled_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autoptr(GPtrArray) ledger = ledger_of (convo_document_report (document), path);
  g_autofree char *name = kind_of (convo_document_report (document), path), *label = NULL;

  const char *nothing = ledger->len == 0 ? _("Its numbers are not known before the problems are solved.")
                                         : _("Their formulas open when the numbers in them are predicted.");

  scope_ledger_drop_hidden (ledger, document, path);
  append_sections (box, ledger, first);
  if (ledger->len == 0)
    {
      GtkWidget *unknown = gtk_label_new (nothing);

      gtk_widget_add_css_class (unknown, "ledger-section");
      gtk_box_append (GTK_BOX (box), unknown);
    }
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), box);
  gtk_widget_set_size_request (scrolled, WIDTH, -1);
  gtk_box_append (GTK_BOX (outer), head_new (document, path));
  gtk_box_append (GTK_BOX (outer), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (outer), scrolled);
  gtk_popover_set_child (GTK_POPOVER (popover), outer);
  gtk_widget_add_css_class (popover, "ledger-popover");
  label = g_strdup_printf (_("Ledger of %s"), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (popover), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return popover;
}

/**
 * scope_ledger_new:
 * @path: (nullable): a layer or a block; %NULL for the whole network
 * @first: the number that was asked for
 *
 * Returns: (transfer floating): a #GtkPopover; says so if the numbers are not known. While predict mode hides the number it
 * asks for it instead
 */
GtkWidget *
scope_ledger_new (ConvoDocument *document, const char *path, ConvoNumber first)
{
  g_autofree char *asked = convo_predict_ask (convo_predict_of (document), path, first);

  return asked != NULL ? scope_predict_ask_new (convo_predict_of (document), asked) : ledger_new (document, path, first);
}

static gboolean
unparent_later (gpointer widget)
{
  if (gtk_widget_get_parent (widget) != NULL)
    gtk_widget_unparent (widget);
  g_object_unref (widget);
  return G_SOURCE_REMOVE;
}

static void
closed (GtkPopover *popover, gpointer unused)
{
  g_idle_add (unparent_later, g_object_ref (popover));     /* it is still inside of its own signal */
}

static void
parent_gone (GtkWidget *parent, gpointer popover)
{
  if (gtk_widget_get_parent (popover) == parent)
    gtk_widget_unparent (popover);
}

/** scope_ledger_popup: @at: (nullable): what it points to in @parent; %NULL for all of it */
void
scope_ledger_popup (GtkWidget *parent, const GdkRectangle *at, ConvoDocument *document, const char *path,
                    ConvoNumber first)
{
  GtkWidget *popover = scope_ledger_new (document, path, first);

  gtk_widget_set_parent (popover, parent);
  if (at != NULL)
    gtk_popover_set_pointing_to (GTK_POPOVER (popover), at);
  g_signal_connect (popover, "closed", G_CALLBACK (closed), NULL);
  g_signal_connect_object (parent, "unmap", G_CALLBACK (parent_gone), popover, 0);
  gtk_popover_popup (GTK_POPOVER (popover));
}
