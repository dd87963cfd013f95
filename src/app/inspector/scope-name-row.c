/* A row with a name to edit, and a place for the sentence that says why a name cannot be had. */
#include "scope-name-row.h"

#define LONG_NAME 24                                        /* characters that fit beside the longest label */

/**
 * scope_name_row_new:
 * @label: what the name is of, translated
 * @tooltip: what it may be made of
 * @done: called with @object when the name is entered or the focus leaves
 * @entry: (out) (transfer none): the entry
 * @error: (out) (optional) (transfer none): a hidden label below
 *
 * Returns: (transfer full): a row for a list box
 */
GtkWidget *
scope_name_row_new (const char *label, const char *tooltip, GCallback done, gpointer object, GtkWidget **entry,
                    GtkWidget **error)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *title = gtk_label_new (label);
  GtkWidget *below = gtk_label_new (NULL);
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_widget_add_css_class (line, "line");
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_box_append (GTK_BOX (line), title);
  *entry = gtk_entry_new ();
  gtk_editable_set_alignment (GTK_EDITABLE (*entry), 1);
  gtk_editable_set_width_chars (GTK_EDITABLE (*entry), 14);
  gtk_widget_set_hexpand (*entry, TRUE);                   /* names are longer than what they are of */
  gtk_widget_set_valign (*entry, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (*entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_tooltip_text (*entry, tooltip);
  g_signal_connect_swapped (*entry, "activate", done, object);
  g_signal_connect_swapped (focus, "leave", done, object);
  gtk_widget_add_controller (*entry, focus);
  gtk_box_append (GTK_BOX (line), *entry);
  gtk_box_append (GTK_BOX (box), line);
  gtk_label_set_wrap (GTK_LABEL (below), TRUE);
  gtk_label_set_xalign (GTK_LABEL (below), 0);
  gtk_widget_add_css_class (below, "row-error");
  gtk_widget_add_css_class (below, "error-text");
  gtk_widget_set_visible (below, FALSE);
  gtk_box_append (GTK_BOX (box), below);
  g_object_set (row, "child", box, "activatable", FALSE, "focusable", FALSE, NULL);
  if (error != NULL)
    *error = below;
  return row;
}

/**
 * scope_name_row_make_room:
 * @entry: that of a row
 *
 * Gives a long name a line of its own below what it is of, and a tooltip with all of it. To be called when the name changes.
 */
void
scope_name_row_make_room (GtkWidget *entry)
{
  const char *name = gtk_editable_get_text (GTK_EDITABLE (entry));
  const gboolean is_long = g_utf8_strlen (name, -1) > LONG_NAME;
  GtkWidget *line = gtk_widget_get_parent (entry);

  g_object_set (line, "orientation", is_long ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL,
                "spacing", is_long ? 0 : 6, NULL);
  gtk_widget_set_margin_top (gtk_widget_get_first_child (line), is_long ? 6 : 0);
  gtk_editable_set_alignment (GTK_EDITABLE (entry), is_long ? 0 : 1);
  gtk_widget_set_tooltip_text (entry, name);
}
