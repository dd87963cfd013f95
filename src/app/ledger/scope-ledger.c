/* The ledger popover: all numbers of a layer, a block or the network, the one that was asked for first. */
#include "scope-ledger.h"

#include <glib/gi18n.h>

#include "arith.h"
#include "scope-ledger-section.h"
#include "scope-predict-ask.h"

#define WIDTH 716
#define HEIGHT 600               /* of what scrolls, if there is room */
#define LEAST 140                /* of it, where there is none */
#define AROUND 104               /* head, arrow and borders */

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

/* Where the popover is: it follows the document, so that undo is seen in it */
typedef struct
{
  GtkWidget     *popover;
  ConvoDocument *document;
  char          *path;
  ConvoNumber    first;
  GtkWidget     *title, *copy, *box;
} Ledger;

static void
ledger_free (gpointer data)
{
  Ledger *self = data;

  g_object_unref (self->document);
  g_free (self->path);
  g_free (self);
}

/* The layer itself, in the document and not in a block's definition; %NULL if there is none */
static const ConvoNode *
own_node (Ledger *self)
{
  return self->path != NULL ? convo_graph_find (convo_document_graph (self->document), self->path) : NULL;
}

static gboolean
can_change (Ledger *self, const char *setting)
{
  const ConvoNode *node = own_node (self);
  const ConvoKind *kind = node != NULL ? convo_node_kind (node) : NULL;
  const ConvoProp *prop = kind != NULL && setting != NULL ? convo_kind_prop (kind, setting) : NULL;

  return prop != NULL && prop->type == CONVO_PROP_BOOL;
}

static void
append_sections (Ledger *self, ConvoLedger *ledger)
{
  for (int pass = 0; pass < 2; pass++)
    for (guint i = 0; i < ledger->len; i++)
      {
        const ConvoLedgerRow *row = ledger->pdata[i];

        if ((row->what == self->first) != (pass == 0))
          continue;
        if (gtk_widget_get_first_child (self->box) != NULL)
          gtk_box_append (GTK_BOX (self->box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
        gtk_box_append (GTK_BOX (self->box), scope_ledger_section_new (row, pass == 0, can_change (self, row->setting)));
      }
}

static void
fill (Ledger *self)
{
  const ConvoReport *report = convo_document_report (self->document);
  g_autoptr(GPtrArray) ledger = ledger_of (report, self->path);
  g_autofree char *name = kind_of (report, self->path), *label = g_strdup_printf (_("Ledger of %s"), name);
  const char *nothing = ledger->len == 0 ? _("Its numbers are not known before the problems are solved.")
                                         : _("Their formulas open when the numbers in them are predicted.");
  GtkWidget *child;

  scope_ledger_drop_hidden (ledger, self->document, self->path);
  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  append_sections (self, ledger);
  if (ledger->len == 0)
    {
      GtkWidget *unknown = gtk_label_new (nothing);

      gtk_widget_add_css_class (unknown, "ledger-section");
      gtk_box_append (GTK_BOX (self->box), unknown);
    }
  gtk_label_set_label (GTK_LABEL (self->title), name);
  gtk_button_set_label (GTK_BUTTON (self->copy), _("Copy"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->popover), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/* ---- what its buttons do ---- */

static void
copy (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Ledger *self = data;
  g_autofree char *text = scope_ledger_text (self->document, self->path);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (self->popover), text);
  gtk_button_set_label (GTK_BUTTON (self->copy), _("Copied"));
}

/* Puts a yes-or-no property the other way, as one undo step */
static void
change (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Ledger *self = data;
  const char *key = g_variant_get_string (parameter, NULL);
  const ConvoNode *node = own_node (self);
  g_autoptr(JsonNode) value = NULL;
  g_autofree char *name = NULL, *label = NULL;
  ConvoGraph *graph;
  gboolean now;

  if (!can_change (self, key))
    return;
  now = *(const gboolean *) ((const char *) convo_node_state (node) + convo_kind_prop (convo_node_kind (node), key)->offset);
  value = json_node_init_boolean (json_node_alloc (), !now);
  json_node_seal (value);
  name = g_utf8_strdown (_(convo_kind_prop (convo_node_kind (node), key)->label), -1);
  label = g_strdup_printf (_("Change %s of %s"), name, self->path);
  graph = convo_graph_set_property (convo_document_graph (self->document), self->path, key, value, NULL);
  if (graph != NULL && convo_document_apply (self->document, graph, label, NULL))
    convo_document_seal (self->document);
}

static void
arithmetic (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Ledger *self = data;
  GtkWidget *parent = gtk_widget_get_parent (self->popover);
  g_autofree char *path = g_strdup (self->path);

  if (parent == NULL)
    return;
  g_object_ref (parent);
  gtk_popover_popdown (GTK_POPOVER (self->popover));       /* which may free it */
  gtk_widget_activate_action (parent, "win.arithmetic-of", "s", path);
  g_object_unref (parent);
}

static gboolean
has_arithmetic (Ledger *self)
{
  const ConvoReport *report = convo_document_report (self->document);
  const int index = self->path != NULL ? convo_net_find (convo_report_net (report), self->path) : -1;

  return index >= 0 && convo_report_node (report, index)->status == CONVO_STATUS_OK
         && convo_arith_supports (convo_net_node (convo_report_net (report), index)->kind);
}

/* ---- the popover ---- */

static GtkWidget *
button_new (const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  return button;
}

static GtkWidget *
head_new (Ledger *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->title = gtk_label_new (NULL);
  self->copy = button_new (_("Copy"), "ledger.copy");
  gtk_label_set_xalign (GTK_LABEL (self->title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->title, TRUE);
  gtk_widget_add_css_class (self->title, "heading");
  gtk_box_append (GTK_BOX (head), self->title);
  gtk_box_append (GTK_BOX (head), self->copy);
  if (has_arithmetic (self))
    gtk_box_append (GTK_BOX (head), button_new (_("Open arithmetic"), "ledger.arithmetic"));
  gtk_widget_add_css_class (head, "ledger-head");
  return head;
}

static void
install_actions (Ledger *self)
{
  static const GActionEntry entries[] = { { .name = "copy", .activate = copy },
                                          { .name = "change", .activate = change, .parameter_type = "s" },
                                          { .name = "arithmetic", .activate = arithmetic } };
  g_autoptr(GSimpleActionGroup) actions = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (self->popover, "ledger", G_ACTION_GROUP (actions));
}

static void
document_changed (GtkWidget *popover)
{
  fill (g_object_get_data (G_OBJECT (popover), "ledger"));
}

static GtkWidget *
ledger_new (ConvoDocument *document, const char *path, ConvoNumber first)
{
  GtkWidget *outer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *scrolled = gtk_scrolled_window_new ();
  Ledger *self = g_new0 (Ledger, 1);

  *self = (Ledger) { gtk_popover_new (), g_object_ref (document), g_strdup (path), first, NULL, NULL,
                     gtk_box_new (GTK_ORIENTATION_VERTICAL, 0) };
  g_object_set_data_full (G_OBJECT (self->popover), "ledger", self, ledger_free);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->box);
  gtk_widget_set_size_request (scrolled, WIDTH, -1);
  g_object_set_data (G_OBJECT (self->popover), "scrolled", scrolled);
  gtk_box_append (GTK_BOX (outer), head_new (self));
  gtk_box_append (GTK_BOX (outer), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (outer), scrolled);
  gtk_popover_set_child (GTK_POPOVER (self->popover), outer);
  gtk_widget_add_css_class (self->popover, "ledger-popover");
  install_actions (self);
  fill (self);
  g_signal_connect_object (document, "changed", G_CALLBACK (document_changed), self->popover, G_CONNECT_SWAPPED);
  return self->popover;
}

/**
 * scope_ledger_new:
 * @document: whose numbers are explained; what it changes meanwhile is seen
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

/**
 * scope_ledger_fit:
 * @popover: any; only a ledger is changed
 * @parent: which it will belong to
 * @at: (nullable): what it points to in @parent; %NULL for all of it
 *
 * Makes a ledger no higher than the larger part of the window above or below of what it points to: GTK puts a popover that
 * fits nowhere beyond the edge of the screen.
 */
void
scope_ledger_fit (GtkWidget *popover, GtkWidget *parent, const GdkRectangle *at)
{
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (parent));
  GtkWidget *scrolled = g_object_get_data (G_OBJECT (popover), "scrolled");
  const int top = at != NULL ? at->y : 0, bottom = at != NULL ? at->y + at->height : gtk_widget_get_height (parent);
  double x, above, below;

  if (scrolled == NULL || root == NULL || !gtk_widget_translate_coordinates (parent, root, 0, top, &x, &above))
    return;
  below = gtk_widget_get_height (root) - above - (bottom - top);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled),
                                              CLAMP ((int) MAX (above, below) - AROUND, LEAST, HEIGHT));
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
  scope_ledger_fit (popover, parent, at);
  g_signal_connect (popover, "closed", G_CALLBACK (closed), NULL);
  g_signal_connect_object (parent, "unmap", G_CALLBACK (parent_gone), popover, 0);
  gtk_popover_popup (GTK_POPOVER (popover));
}

/** scope_ledger_is_ledger: Returns: whether scope_ledger_new() made it: such a popover may stay open when the document changes */
gboolean
scope_ledger_is_ledger (GtkWidget *popover)
{
  return g_object_get_data (G_OBJECT (popover), "ledger") != NULL;
}
