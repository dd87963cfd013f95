/* Where one is when looking into blocks: "ResNet-18 › layer2 ×2 › conv1", each a way back. */
#include "scope-path-bar.h"

#include <glib/gi18n.h>
#include <string.h>

struct _ScopePathBar
{
  GtkWidget parent_instance;
  GtkWidget *box;
  char *chosen;                  /* where a button that was clicked leads */
};

enum { GO, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ScopePathBar, scope_path_bar, GTK_TYPE_WIDGET)

static gboolean
go (gpointer data)
{
  ScopePathBar *self = data;
  g_autofree char *base = g_steal_pointer (&self->chosen);

  if (self->box != NULL && base != NULL)
    g_signal_emit (self, signals[GO], 0, base);
  g_object_unref (self);
  return G_SOURCE_REMOVE;
}

/* All buttons are made anew: not before this one's own gesture is over. */
static void
clicked (GtkButton *button, gpointer data)
{
  ScopePathBar *self = data;

  g_free (self->chosen);
  self->chosen = g_strdup (g_object_get_data (G_OBJECT (button), "base"));
  g_idle_add (go, g_object_ref (self));
}

static GtkWidget *
button_new (ScopePathBar *self, const char *text, const char *base, const char *tooltip)
{
  GtkWidget *button = gtk_button_new_with_label (text);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, tooltip);
  g_object_set_data_full (G_OBJECT (button), "base", g_strdup (base), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (clicked), self);
  gtk_box_append (GTK_BOX (self->box), button);
  return button;
}

/* Which copy of a repeat is looked at, with the way to its neighbours */
static void
add_copies (ScopePathBar *self, const char *instance, gint64 copy, int copies)
{
  g_autofree char *before = g_strdup_printf ("%s.%d", instance, (int) MAX (0, copy - 1));
  g_autofree char *after = g_strdup_printf ("%s.%d", instance, (int) MIN (copies - 1, copy + 1));
  /* translators: which copy of a repeated block is shown: "1 of 3" */
  g_autofree char *text = g_strdup_printf (_("%d of %d"), (int) copy + 1, copies);
  GtkWidget *left = button_new (self, "‹", before, _("Copy before this one")), *label = gtk_label_new (text), *right;

  gtk_widget_set_sensitive (left, copy > 0);
  gtk_widget_add_css_class (label, "numeric");
  gtk_box_append (GTK_BOX (self->box), label);
  right = button_new (self, "›", after, _("Copy after this one"));
  gtk_widget_set_sensitive (right, copy + 1 < copies);
}

/** scope_path_bar_set: @base: the level that is shown, as a path with the numbers of copies; "" hides the bar */
void
scope_path_bar_set (ScopePathBar *self, const ConvoGraph *graph, const char *base)
{
  g_auto(GStrv) parts = g_strsplit (base, ".", -1);
  g_autoptr(GString) path = g_string_new (NULL);
  GtkWidget *child;

  gtk_widget_set_visible (GTK_WIDGET (self), base[0] != '\0');
  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  if (base[0] == '\0')
    return;
  button_new (self, *convo_graph_name (graph) != '\0' ? convo_graph_name (graph) : _("Network"), "", _("The whole network"));
  for (int i = 0; parts[i] != NULL; i++)
    {
      const ConvoNode *node;
      g_autofree char *title = NULL, *instance = NULL;

      g_string_append_printf (path, "%s%s", path->len > 0 ? "." : "", parts[i]);
      node = convo_graph_find (graph, path->str);
      if (node == NULL)
        continue;
      instance = g_strdup (path->str);
      title = convo_node_repeat (node) > 1 ? g_strdup_printf ("%s ×%d", parts[i], convo_node_repeat (node)) : g_strdup (parts[i]);
      if (convo_node_get (node, "repeat") != NULL && parts[i + 1] != NULL)
        g_string_append_printf (path, ".%s", parts[++i]);
      gtk_box_append (GTK_BOX (self->box), gtk_label_new ("/"));
      button_new (self, title, path->str, convo_node_type (node));
      if (convo_node_repeat (node) > 1)
        add_copies (self, instance, g_ascii_strtoll (parts[i], NULL, 10), convo_node_repeat (node));
    }
}

static void
scope_path_bar_dispose (GObject *object)
{
  g_clear_pointer (&SCOPE_PATH_BAR (object)->box, gtk_widget_unparent);
  g_clear_pointer (&SCOPE_PATH_BAR (object)->chosen, g_free);
  G_OBJECT_CLASS (scope_path_bar_parent_class)->dispose (object);
}

static void
scope_path_bar_class_init (ScopePathBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = scope_path_bar_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "pathbar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  signals[GO] = g_signal_new ("go", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
scope_path_bar_init (ScopePathBar *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "canvas-furniture");
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Path of the block that is shown"), -1);
}

GtkWidget *
scope_path_bar_new (void)
{
  return g_object_new (SCOPE_TYPE_PATH_BAR, NULL);
}
