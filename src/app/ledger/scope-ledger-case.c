/* This layer's windows beside the nearest instructive case: the division, the far end, what comes of it. */
#include "scope-ledger-case.h"

#include <glib/gi18n.h>

#include "contrast.h"
#include "scope-window-end.h"

static GtkWidget *
label_new (const char *markup, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_set_halign (label, GTK_ALIGN_START);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
column_new (const char *title, const char *lesson, const ConvoWindow *window, gint64 in, gint64 out, gboolean has_line)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  g_autofree char *quotient = convo_contrast_quotient (window, in);
  g_autofree char *heading = g_markup_printf_escaped ("<b>%s</b>  <span alpha='75%%'>%s</span>", title, quotient);
  g_autofree char *escaped = g_markup_escape_text (lesson, -1);

  gtk_box_append (GTK_BOX (box), label_new (heading, NULL));
  gtk_box_append (GTK_BOX (box), scope_window_end_new (window, in, out, has_line));
  gtk_box_append (GTK_BOX (box), label_new (escaped, convo_window_unread (window, in, out) > 0 ? "ledger-cut" : "ledger-exact"));
  gtk_widget_set_hexpand (box, TRUE);
  return box;
}

static char *
lesson_here (const ConvoLedgerRow *row)
{
  const int unread = (int) convo_window_unread (&row->window, row->in, row->out);

  return unread == 0 ? g_strdup (_("nothing dropped"))
                     : g_strdup_printf (ngettext ("%d value dropped", "%d values dropped", unread), unread);
}

/** scope_ledger_case_new: @row: has a window. Returns: (transfer floating): one column, or two if there is something to compare */
GtkWidget *
scope_ledger_case_new (const ConvoLedgerRow *row)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 28);
  g_autoptr(ConvoContrast) other = convo_contrast_new (row);
  g_autofree char *lesson = lesson_here (row), *title = g_strdup_printf (_("Here: %d"), (int) row->in);
  const gboolean has_line = row->window.stride > 1 || (other != NULL && other->window.stride > 1);

  gtk_box_set_homogeneous (GTK_BOX (box), TRUE);
  gtk_widget_add_css_class (box, "ledger-cases");
  gtk_box_append (GTK_BOX (box), column_new (title, lesson, &row->window, row->in, row->out, has_line));
  if (other != NULL)
    gtk_box_append (GTK_BOX (box), column_new (other->title, other->lesson, &other->window, other->in, other->out, has_line));
  return box;
}
