/* One number of the ledger: symbols as chips, the formula, every step, the result; for windows their picture. */
#include "scope-ledger-section.h"

#include <glib/gi18n.h>

#include "numbers.h"
#include "scope-ledger-case.h"
#include "scope-window-strip.h"

#define MOST_CHIPS 6

static GtkWidget *
label_new (const char *text, const char *css_class, gboolean wrap)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), wrap);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
chip_new (const ConvoSymbol *symbol)
{
  g_autofree char *text = NULL, *value = convo_number_exact (symbol->value);
  GtkWidget *label;

  text = g_markup_printf_escaped ("<i>%s</i> %s <b>%s</b>", symbol->name, symbol->label, value);
  label = label_new (NULL, "ledger-chip", FALSE);
  gtk_label_set_markup (GTK_LABEL (label), text);
  return label;
}

static gboolean
is_named (const ConvoLedgerRow *row)
{
  return row->symbols->len > 0 && *g_array_index (row->symbols, ConvoSymbol, 0).label != '\0';
}

static GtkWidget *
chips_new (const ConvoLedgerRow *row)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  for (guint i = 0; i < row->symbols->len; i++)
    gtk_box_append (GTK_BOX (box), chip_new (&g_array_index (row->symbols, ConvoSymbol, i)));
  return box;
}

/* "⌊(n + 2·p − k) / s⌋ + 1 = ⌊(227 + 2·0 − 11) / 4⌋ + 1 = 54 + 1 = 55" */
static char *
working_markup (const ConvoLedgerRow *row)
{
  GString *text = g_string_new (NULL);
  g_autofree char *formula = g_markup_escape_text (row->formula, -1), *value = g_markup_escape_text (row->value, -1);

  if (row->general != NULL)
    {
      g_autofree char *general = g_markup_escape_text (row->general, -1);

      g_string_append_printf (text, "<span alpha='70%%'>%s</span>  =  ", general);
    }
  if (*row->formula != '\0' && g_strcmp0 (row->formula, row->value) != 0)
    g_string_append_printf (text, "%s  =  ", formula);
  for (guint i = 0; i < row->steps->len; i++)
    {
      g_autofree char *step = g_markup_escape_text (row->steps->pdata[i], -1);

      g_string_append_printf (text, "%s  =  ", step);
    }
  g_string_append_printf (text, "<b>%s</b>", value);
  return g_string_free (text, FALSE);
}

/** scope_ledger_row_text: Returns: (transfer full): the row as lines of plain text, for the clipboard and screen readers */
char *
scope_ledger_row_text (const ConvoLedgerRow *row)
{
  GString *text = g_string_new (row->title);

  g_string_append (text, ": ");
  if (row->general != NULL)
    g_string_append_printf (text, "%s = ", row->general);
  if (*row->formula != '\0' && g_strcmp0 (row->formula, row->value) != 0)
    g_string_append_printf (text, "%s = ", row->formula);
  for (guint i = 0; i < row->steps->len; i++)
    g_string_append_printf (text, "%s = ", (const char *) row->steps->pdata[i]);
  g_string_append (text, row->value);
  if (row->note != NULL)
    g_string_append_printf (text, " (%s)", row->note);
  if (row->convention != NULL)
    g_string_append_printf (text, " [%s]", row->convention);
  return g_string_free (text, FALSE);
}

static GtkWidget *
head_new (const ConvoLedgerRow *row)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *title = label_new (row->title, "heading", TRUE);
  GtkWidget *value = label_new (row->value, "ledger-value", FALSE);

  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_add_css_class (value, "numeric");
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), value);
  return head;
}

/* How numbers are counted here: words, or a button if the layer can have it otherwise */
static GtkWidget *
convention_new (const ConvoLedgerRow *row, gboolean can_change)
{
  GtkWidget *chip;

  if (row->setting == NULL || !can_change)
    chip = label_new (row->convention, "ledger-chip", TRUE);
  else
    {
      chip = gtk_button_new_with_label (row->convention);
      gtk_widget_add_css_class (chip, "ledger-chip");
      gtk_actionable_set_action_name (GTK_ACTIONABLE (chip), "ledger.change");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (chip), "s", row->setting);
      gtk_widget_set_tooltip_text (chip, _("A property of the layer: click to have it the other way"));
    }
  gtk_widget_set_halign (chip, GTK_ALIGN_START);
  return chip;
}

/**
 * scope_ledger_section_new:
 * @large: the number that was asked for: its formula large, with its windows
 * @can_change: whether the popover's action "ledger.change" may change the settings that decide conventions
 *
 * Returns: (transfer floating): a focusable widget, named after the whole row
 */
GtkWidget *
scope_ledger_section_new (const ConvoLedgerRow *row, gboolean large, gboolean can_change)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  g_autofree char *spoken = scope_ledger_row_text (row);

  gtk_widget_add_css_class (box, "ledger-section");
  gtk_box_append (GTK_BOX (box), head_new (row));
  if (is_named (row) && row->symbols->len <= MOST_CHIPS)
    gtk_box_append (GTK_BOX (box), chips_new (row));
  if (*row->formula != '\0')
    {
      GtkWidget *formula = label_new (NULL, large ? "ledger-formula" : "ledger-line", TRUE);
      g_autofree char *markup = working_markup (row);

      gtk_label_set_markup (GTK_LABEL (formula), markup);
      gtk_widget_add_css_class (formula, "numeric");
      gtk_box_append (GTK_BOX (box), formula);
    }
  if (row->has_window && large)
    {
      gtk_box_append (GTK_BOX (box), scope_window_strip_new (&row->window, row->in, row->out));
      gtk_box_append (GTK_BOX (box), scope_ledger_case_new (row));
    }
  if (row->note != NULL && *row->note != '\0')
    gtk_box_append (GTK_BOX (box), label_new (row->note, "dim-text", TRUE));
  if (row->convention != NULL)
    gtk_box_append (GTK_BOX (box), convention_new (row, can_change));
  gtk_widget_set_focusable (box, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  return box;
}
