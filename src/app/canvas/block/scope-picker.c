/* A type-ahead box: a search entry over a list, in a popover. */
#include "scope-picker.h"

#include <glib/gi18n.h>
#include <string.h>
#include "scope-compose.h"

typedef struct
{
  GtkWidget *popover, *entry, *list;
  GPtrArray *choices;
  ScopePicked picked;
  gpointer data;
  char *needle;
} Picker;

static void
choice_free (gpointer data)
{
  ScopeChoice *choice = data;

  g_free (choice->key);
  g_free (choice->title);
  g_free (choice->note);
  g_free (choice);
}

/** scope_choices_new: Returns: (transfer full) (element-type ScopeChoice): an empty list */
GPtrArray *
scope_choices_new (void)
{
  return g_ptr_array_new_with_free_func (choice_free);
}

/** scope_choices_add: @note: (nullable) */
void
scope_choices_add (GPtrArray *choices, const char *key, const char *title, const char *note, const char *family,
                   ScopeGlyph glyph)
{
  ScopeChoice *choice = g_new0 (ScopeChoice, 1);

  *choice = (ScopeChoice) { g_strdup (key), g_strdup (title), g_strdup (note), family, glyph };
  g_ptr_array_add (choices, choice);
}

static void
picker_free (gpointer data)
{
  Picker *picker = data;

  g_ptr_array_unref (picker->choices);
  g_free (picker->needle);
  g_free (picker);
}

static gboolean
matches (GtkListBoxRow *row, gpointer data)
{
  const Picker *picker = data;
  const ScopeChoice *choice = g_object_get_data (G_OBJECT (row), "choice");
  g_autofree char *title = NULL, *key = NULL;

  if (picker->needle == NULL || *picker->needle == '\0')
    return TRUE;
  title = g_utf8_casefold (choice->title, -1);
  key = g_utf8_casefold (choice->key, -1);
  return strstr (title, picker->needle) != NULL || strstr (key, picker->needle) != NULL;
}

/* What is called exactly as it is typed comes before what only contains it. */
static gboolean
is_exact (const Picker *picker, GtkListBoxRow *row)
{
  const ScopeChoice *choice = g_object_get_data (G_OBJECT (row), "choice");
  g_autofree char *title = g_utf8_casefold (choice->title, -1), *key = g_utf8_casefold (choice->key, -1);

  return g_strcmp0 (title, picker->needle) == 0 || g_strcmp0 (key, picker->needle) == 0;
}

static GtkListBoxRow *
first_match (Picker *picker)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (picker->list), i)) != NULL; i++)
    if (is_exact (picker, row))
      return row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (picker->list), i)) != NULL; i++)
    if (gtk_widget_get_child_visible (GTK_WIDGET (row)))
      return row;
  return NULL;
}

static void
search_changed (GtkEditable *entry, gpointer data)
{
  Picker *picker = data;

  g_autofree char *name = scope_command_name (gtk_editable_get_text (entry));

  g_free (picker->needle);
  picker->needle = g_utf8_casefold (name, -1);
  gtk_list_box_invalidate_filter (GTK_LIST_BOX (picker->list));
  gtk_list_box_select_row (GTK_LIST_BOX (picker->list), first_match (picker));
}

static void
activated (GtkListBox *list, GtkListBoxRow *row, gpointer data)
{
  Picker *picker = data;
  const ScopeChoice *choice = g_object_get_data (G_OBJECT (row), "choice");
  g_autofree char *key = g_strdup (choice->key);
  g_autofree char *rest = g_strdup (scope_command_rest (gtk_editable_get_text (GTK_EDITABLE (picker->entry))));
  const ScopePicked picked = picker->picked;
  const gpointer user_data = picker->data;

  gtk_popover_popdown (GTK_POPOVER (picker->popover));    /* an edit closes it too: nothing of it is used after */
  picked (key, rest, user_data);
}

static void
entry_activated (GtkEntry *entry, gpointer data)
{
  Picker *picker = data;
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (picker->list));

  if (row == NULL)
    row = first_match (picker);
  if (row != NULL)
    activated (GTK_LIST_BOX (picker->list), row, picker);
}

/* Arrows in the entry move the selection of the list. */
static gboolean
key_pressed (GtkEventControllerKey *controller, guint key, guint keycode, GdkModifierType state, gpointer data)
{
  Picker *picker = data;
  const int step = key == GDK_KEY_Down ? 1 : key == GDK_KEY_Up ? -1 : 0;
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (picker->list));

  if (step == 0)
    return FALSE;
  for (int i = row != NULL ? gtk_list_box_row_get_index (row) + step : 0;
       (row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (picker->list), i)) != NULL; i += step)
    if (gtk_widget_get_child_visible (GTK_WIDGET (row)))
      {
        GtkAdjustment *adjustment = gtk_list_box_get_adjustment (GTK_LIST_BOX (picker->list));
        graphene_rect_t at;

        gtk_list_box_select_row (GTK_LIST_BOX (picker->list), row);
        if (adjustment != NULL && gtk_widget_compute_bounds (GTK_WIDGET (row), picker->list, &at))
          gtk_adjustment_clamp_page (adjustment, at.origin.y, at.origin.y + at.size.height);
        break;
      }
  return TRUE;
}

static GtkWidget *
row_new (ScopeChoice *choice)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *title = gtk_label_new (choice->title), *note = gtk_label_new (choice->note);

  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_add_css_class (note, "dim-label");
  gtk_widget_add_css_class (note, "caption");
  gtk_box_append (GTK_BOX (box), scope_glyph_image_new (choice->glyph, choice->family));
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), note);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_size_request (row, -1, 28);
  g_object_set_data (G_OBJECT (row), "choice", choice);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, choice->title, -1);
  return row;
}

static GtkWidget *
list_new (Picker *picker)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  picker->list = gtk_list_box_new ();
  gtk_widget_add_css_class (picker->list, "navigation-sidebar");
  gtk_list_box_set_filter_func (GTK_LIST_BOX (picker->list), matches, picker, NULL);
  for (guint i = 0; i < picker->choices->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (picker->list), row_new (picker->choices->pdata[i]));
  gtk_list_box_select_row (GTK_LIST_BOX (picker->list), gtk_list_box_get_row_at_index (GTK_LIST_BOX (picker->list), 0));
  g_signal_connect (picker->list, "row-activated", G_CALLBACK (activated), picker);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 260);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), picker->list);
  return scrolled;
}

/**
 * scope_picker_new:
 * @placeholder: in the empty entry
 * @choices: (transfer full) (element-type ScopeChoice): what there is
 * @picked: called once, after the popover has closed
 *
 * Typing filters, arrows choose, Enter takes, Escape closes.
 *
 * Returns: a #GtkPopover, floating
 */
GtkWidget *
scope_picker_new (const char *placeholder, GPtrArray *choices, ScopePicked picked, gpointer data)
{
  Picker *picker = g_new0 (Picker, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkEventController *key = gtk_event_controller_key_new ();

  *picker = (Picker) { .choices = choices, .picked = picked, .data = data };
  picker->popover = gtk_popover_new ();
  g_object_set_data_full (G_OBJECT (picker->popover), "picker", picker, picker_free);
  picker->entry = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (picker->entry), placeholder);
  gtk_accessible_update_property (GTK_ACCESSIBLE (picker->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, placeholder, -1);
  g_signal_connect (picker->entry, "changed", G_CALLBACK (search_changed), picker);
  g_signal_connect (picker->entry, "activate", G_CALLBACK (entry_activated), picker);
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect (key, "key-pressed", G_CALLBACK (key_pressed), picker);
  gtk_widget_add_controller (picker->entry, key);
  gtk_box_append (GTK_BOX (box), picker->entry);
  gtk_box_append (GTK_BOX (box), list_new (picker));
  gtk_widget_set_size_request (box, 260, -1);
  gtk_popover_set_child (GTK_POPOVER (picker->popover), box);
  return picker->popover;
}
