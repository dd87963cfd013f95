/* The arithmetic of a layer: a row a number, with the formula that gives it. */
#include "scope-ledger-list.h"

#include <glib/gi18n.h>

#define ONE_LINE 34              /* characters of title, formula and value that fit beside each other */

static GtkWidget *
label_new (const char *text, const char *css_class, float xalign)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), FALSE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
row_new (const ConvoLedgerRow *row, gboolean hidden, gboolean bare)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *title = label_new (row->title, "dim-text", 0), *value = label_new (hidden ? C_("number", "?") : row->value, hidden ? "to-predict" : "value", 1);
  const gboolean formula = !hidden && !bare && row->formula != NULL && *row->formula != '\0';
  const glong length = g_utf8_strlen (row->title, -1) + g_utf8_strlen (row->value, -1)
                       + (formula ? g_utf8_strlen (row->formula, -1) + 3 : 0);
  g_autofree char *equation = formula ? g_strdup_printf ("%s =", row->formula) : NULL;
  GtkWidget *result = gtk_list_box_row_new ();

  gtk_widget_set_hexpand (title, TRUE);
  gtk_box_append (GTK_BOX (line), title);
  if (formula && length <= ONE_LINE)
    gtk_box_append (GTK_BOX (line), label_new (equation, "numeric", 1));
  gtk_widget_add_css_class (value, "numeric");
  gtk_box_append (GTK_BOX (line), value);
  gtk_box_append (GTK_BOX (box), line);
  if (formula && length > ONE_LINE)
    {
      GtkWidget *line_of_its_own = label_new (row->formula, "numeric", 0);

      gtk_widget_add_css_class (line_of_its_own, "formula");
      gtk_box_append (GTK_BOX (box), line_of_its_own);
    }
  if (!hidden && !bare && row->note != NULL && *row->note != '\0')
    {
      GtkWidget *note = label_new (row->note, "dim-text", 0);

      gtk_widget_add_css_class (note, "small-text");
      gtk_box_append (GTK_BOX (box), note);
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (result), box);
  g_object_set_data (G_OBJECT (result), "number", GINT_TO_POINTER (row->what));
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (result), FALSE);
  return result;
}

/** scope_ledger_list_new: Returns: (transfer full): an empty #GtkListBox, drawn as a card */
GtkWidget *
scope_ledger_list_new (void)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_add_css_class (list, "tight");
  gtk_widget_add_css_class (list, "ledger");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Arithmetic"), -1);
  gtk_widget_set_tooltip_text (list, _("Click a number to see where it comes from"));
  return list;
}

/** scope_ledger_list_number: Returns: which number @row explains */
ConvoNumber
scope_ledger_list_number (GtkListBoxRow *row)
{
  return GPOINTER_TO_INT (g_object_get_data (G_OBJECT (row), "number"));
}

/**
 * scope_ledger_list_set:
 * @ledger: (nullable): the rows to show; the list hides without any
 * @predict: hides numbers, and formulas that hold such
 * @path: of the layer or block
 */
void
scope_ledger_list_set (GtkListBox *list, const ConvoLedger *ledger, ConvoPredict *predict, const char *path)
{
  GtkWidget *old;

  while ((old = gtk_widget_get_first_child (GTK_WIDGET (list))) != NULL)
    gtk_list_box_remove (list, old);
  for (guint i = 0; ledger != NULL && i < ledger->len; i++)
    {
      const ConvoNumber what = ((const ConvoLedgerRow *) ledger->pdata[i])->what;

      gtk_list_box_append (list, row_new (ledger->pdata[i], convo_predict_hides (predict, path, what),
                                          !convo_predict_explains (predict, path, what)));
    }
  gtk_widget_set_visible (GTK_WIDGET (list), ledger != NULL && ledger->len > 0);
}
