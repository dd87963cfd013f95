/* One table of actions: it feeds accelerators, the shortcuts window and tooltips. */
#include "scope-actions.h"

#include <glib/gi18n.h>

/* In the order of the shortcuts window. An entry without accelerators has a title for its tooltip only; one whose name
 * begins with "canvas." or "arith." is bound by the canvas or the arithmetic view itself and is listed here for people. */
static const struct
{
  const char *name;
  const char *accels[4];
  const char *title;
  const char *group;
} table[] = {
  { "win.new", { "<Primary>n" }, N_("New network"), N_("Files") },
  { "win.open", { "<Primary>o" }, N_("Open…"), N_("Files") },
  { "win.save", { "<Primary>s" }, N_("Save"), N_("Files") },
  { "win.save-as", { "<Primary><Shift>s" }, N_("Save as…"), N_("Files") },
  { "win.models", { "<Primary>m" }, N_("Models and their history"), N_("Files") },
  { "win.arithmetic", { "<Primary>t" }, N_("Arithmetic of the selected layer"), N_("Files") },
  { "win.predict", { "<Primary><Shift>p" }, N_("Questions and answers"), N_("Files") },
  { "win.load-weights", { NULL }, N_("Load weights…"), N_("Files") },
  { "win.save-weights", { NULL }, N_("Save weights…"), N_("Files") },
  { "app.new-window", { "<Primary><Shift>n" }, N_("New window"), N_("Files") },
  { "window.close", { "<Primary>w" }, N_("Close the window"), N_("Files") },
  { "app.quit", { "<Primary>q" }, N_("Quit"), N_("Files") },

  { "win.undo", { "<Primary>z" }, N_("Undo"), N_("Building") },
  { "win.redo", { "<Primary><Shift>z", "<Primary>y" }, N_("Redo"), N_("Building") },
  { "win.find-block", { "<Primary>f" }, N_("Search the blocks"), N_("Building") },
  { "canvas.quick-add", { "slash" }, N_("Add a block by typing"), N_("Building") },
  { "canvas.branch", { "backslash" }, N_("Begin a branch at the block"), N_("Building") },
  { "canvas.add-link", { "<Primary>l" }, N_("Link to another block"), N_("Building") },
  { "canvas.ledger", { "<Primary>i" }, N_("Explain the numbers of the block"), N_("Building") },
  { "canvas.delete-reconnect", { "BackSpace" }, N_("Delete and reconnect"), N_("Building") },
  { "canvas.delete", { "Delete" }, N_("Delete"), N_("Building") },
  { "canvas.select-all", { "<Primary>a" }, N_("Select all blocks"), N_("Building") },
  { "canvas.copy", { "<Primary>c" }, N_("Copy the blocks"), N_("Building") },
  { "canvas.cut", { "<Primary>x" }, N_("Cut the blocks out"), N_("Building") },
  { "canvas.paste", { "<Primary>v" }, N_("Paste after the selection"), N_("Building") },
  { "canvas.duplicate", { "<Primary>d" }, N_("Duplicate the blocks"), N_("Building") },
  { "win.rename", { "F2" }, N_("Rename the block"), N_("Building") },

  { "canvas.fold", { "period" }, N_("Fold or unfold a block"), N_("Blocks in blocks") },
  { "canvas.look-inside", { "Return" }, N_("Look inside of a block"), N_("Blocks in blocks") },
  { "canvas.up", { "Escape" }, N_("Leave the block"), N_("Blocks in blocks") },
  { "canvas.group", { "<Primary>g" }, N_("Group as a block"), N_("Blocks in blocks") },
  { "canvas.ungroup", { "<Primary><Shift>g" }, N_("Ungroup"), N_("Blocks in blocks") },
  { "canvas.repeat", { "<Primary>r" }, N_("Repeat a block"), N_("Blocks in blocks") },

  { "win.train", { "<Primary>Return" }, N_("Train or pause"), N_("Training") },
  { "win.step", { "<Primary>period" }, N_("Train one step"), N_("Training") },
  { "win.stop", { "<Primary><Shift>Return" }, N_("Stop training"), N_("Training") },
  { "win.next-picture", { "<Alt>Right" }, N_("Next test picture"), N_("Training") },
  { "win.previous-picture", { "<Alt>Left" }, N_("Previous test picture"), N_("Training") },
  { "win.random-picture", { "<Alt>Up" }, N_("Any test picture"), N_("Training") },

  { "win.left-pane", { "F9" }, N_("Blocks, models and data"), N_("View") },
  { "win.right-pane", { "<Shift>F9" }, N_("Inspector"), N_("View") },
  { "win.drawer", { "F8" }, N_("Drawer with layers, training and problems"), N_("View") },
  { "win.zoom-in", { "<Primary>plus", "<Primary>equal", "<Primary>KP_Add" }, N_("Zoom in"), N_("View") },
  { "win.zoom-out", { "<Primary>minus", "<Primary>KP_Subtract" }, N_("Zoom out"), N_("View") },
  { "win.zoom-reset", { "<Primary>0" }, N_("Natural size"), N_("View") },
  { "win.zoom-fit", { "<Primary>9" }, N_("Fit the network into the view"), N_("View") },
  { "win.arrange", { NULL }, N_("Arrange the blocks"), N_("View") },
  { "win.compare", { "<Primary>b" }, N_("Compare costs: ghosts beside the bars"), N_("View") },
  { "win.measure-time", { "<Primary><Shift>t" }, N_("Measure the time of every layer"), N_("View") },
  { "win.compare-mark", { "<Primary><Shift>b" }, N_("Mark this state to compare with it"), N_("View") },
  { "win.predict-mode", { "<Primary>p" }, N_("Predict mode: numbers hide until they are typed"), N_("View") },
  { "win.fullscreen", { "F11" }, N_("Full screen"), N_("View") },

  { "arith.play", { "space" }, N_("Play or pause"), N_("The arithmetic view") },
  { "arith.cell", { "Left", "Right" }, N_("The cell before, the next cell (Shift: a row)"), N_("The arithmetic view") },
  { "arith.channel", { "Up", "Down" }, N_("The channel before, the next channel"), N_("The arithmetic view") },
  { "arith.ends", { "Home", "End" }, N_("First and last cell"), N_("The arithmetic view") },
  { "arith.speed", { "plus", "minus" }, N_("Faster, slower"), N_("The arithmetic view") },
  { "arith.kernel", { "k" }, N_("Next kernel"), N_("The arithmetic view") },
  { "arith.flip", { "f" }, N_("True convolution: turn the kernel"), N_("The arithmetic view") },
  { "arith.predict", { "p" }, N_("Predict: hide results"), N_("The arithmetic view") },
  { "arith.page", { "<Primary>1...6" }, N_("Forward, backward, matrix, pooling, derivation, comparison"), N_("The arithmetic view") },
  { "arith.export", { "<Primary>e" }, N_("Export for slides"), N_("The arithmetic view") },
  { "arith.lecture", { "<Primary>l" }, N_("Lecture mode"), N_("The arithmetic view") },
  { "arith.card", { "c" }, N_("Next card, where not all have room (in lecture mode)"), N_("The arithmetic view") },
  { "arith.black", { "b", "n" }, N_("Black screen, notes (in lecture mode)"), N_("The arithmetic view") },

  { "win.menu", { "F10" }, N_("Main menu"), N_("Application") },
  { "app.preferences", { "<Primary>comma" }, N_("Preferences"), N_("Application") },
  { "app.shortcuts", { "<Primary>question" }, N_("Keyboard shortcuts"), N_("Application") },
};

/** scope_actions_install_accels: gives every action of windows and application its keys */
void
scope_actions_install_accels (GtkApplication *app)
{
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (table[i].accels[0] != NULL && !g_str_has_prefix (table[i].name, "canvas.")
        && !g_str_has_prefix (table[i].name, "arith."))
      gtk_application_set_accels_for_action (app, table[i].name, table[i].accels);
}

/** scope_actions_title: Returns: (nullable): the translated title of @action ("win.undo") */
const char *
scope_actions_title (const char *action)
{
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_strcmp0 (table[i].name, action) == 0)
      return _(table[i].title);
  return NULL;
}

/**
 * scope_actions_tooltip:
 * @action: name with its prefix
 * @title: (nullable): says more than the table ("Undo: change kernel of conv2")
 *
 * Returns: (transfer full) (nullable): "Undo: change kernel of conv2 (Ctrl+Z)"
 */
char *
scope_actions_tooltip (const char *action, const char *title)
{
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_strcmp0 (table[i].name, action) == 0)
      {
        guint key;
        GdkModifierType mods;
        g_autofree char *keys = NULL;

        title = title != NULL ? title : _(table[i].title);
        if (table[i].accels[0] == NULL || !gtk_accelerator_parse (table[i].accels[0], &key, &mods))
          return g_strdup (title);
        keys = gtk_accelerator_get_label (key, mods);
        /* translators: what a button does, and its keys: "Save (Ctrl+S)" */
        return g_strdup_printf (_("%s (%s)"), title, keys);
      }
  return g_strdup (title);
}

/* A button with a picture is named after the picture unless it is told otherwise. */
static void
name_after_tooltip (GtkWidget *widget, const char *tooltip)
{
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip, -1);
}

/** scope_actions_set_tooltips: names every button below @root that has an action of the table and no tooltip */
void
scope_actions_set_tooltips (GtkWidget *root)
{
  const char *action = GTK_IS_ACTIONABLE (root) ? gtk_actionable_get_action_name (GTK_ACTIONABLE (root)) : NULL;

  if (action != NULL && scope_actions_title (action) != NULL)
    {
      g_autofree char *tooltip = scope_actions_tooltip (action, NULL);

      if (gtk_widget_get_tooltip_text (root) == NULL)
        gtk_widget_set_tooltip_text (root, tooltip);
      gtk_accessible_update_property (GTK_ACCESSIBLE (root), GTK_ACCESSIBLE_PROPERTY_LABEL, scope_actions_title (action), -1);
    }
  else if (GTK_IS_MENU_BUTTON (root) && gtk_widget_get_tooltip_text (root) != NULL)
    {
      name_after_tooltip (root, gtk_widget_get_tooltip_text (root));
      name_after_tooltip (gtk_widget_get_first_child (root), gtk_widget_get_tooltip_text (root));   /* what is focused */
    }
  for (GtkWidget *w = gtk_widget_get_first_child (root); w != NULL; w = gtk_widget_get_next_sibling (w))
    scope_actions_set_tooltips (w);
}

static void
append_shortcut (GString *xml, gsize i)
{
  g_autofree char *keys = g_strjoinv (" ", (char **) table[i].accels);
  g_autofree char *text = g_markup_printf_escaped (
    "<child><object class='GtkShortcutsShortcut'><property name='title'>%s</property>"
    "<property name='accelerator'>%s</property></object></child>", _(table[i].title), keys);

  g_string_append (xml, text);
}

/* GTK 4.8 builds a shortcuts window from a description only: this writes the one that the table says. */
static char *
shortcuts_xml (void)
{
  GString *xml = g_string_new ("<interface><object class='GtkShortcutsWindow' id='window'><child>"
                               "<object class='GtkShortcutsSection'><property name='section-name'>all</property>"
                               "<property name='max-height'>14</property>");
  const char *group = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      if (table[i].accels[0] == NULL)
        continue;
      if (g_strcmp0 (group, table[i].group) != 0)
        {
          g_autofree char *open = g_markup_printf_escaped (
            "<child><object class='GtkShortcutsGroup'><property name='title'>%s</property>", _(table[i].group));

          g_string_append (xml, group != NULL ? "</object></child>" : "");
          g_string_append (xml, open);
          group = table[i].group;
        }
      append_shortcut (xml, i);
    }
  g_string_append (xml, "</object></child></object></child></object></interface>");
  return g_string_free (xml, FALSE);
}

/** scope_shortcuts_present: shows all keys, by group */
void
scope_shortcuts_present (GtkWindow *parent)
{
  g_autofree char *xml = shortcuts_xml ();
  g_autoptr(GtkBuilder) builder = gtk_builder_new_from_string (xml, -1);
  GtkWindow *window = GTK_WINDOW (gtk_builder_get_object (builder, "window"));

  gtk_window_set_transient_for (window, parent);
  gtk_window_set_modal (window, TRUE);
  gtk_window_present (window);
}
