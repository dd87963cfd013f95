/* A row of tabs over a GtkStack: 28 px high, with icons above the words or a badge behind them. */
#include "scope-tabs.h"

struct _ScopeTabs
{
  GtkBox    parent_instance;
  GtkStack *stack;
  gboolean  icons;
};

G_DEFINE_FINAL_TYPE (ScopeTabs, scope_tabs, GTK_TYPE_BOX)

enum { PROP_ICONS = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

static const char *
tab_page (GtkWidget *tab)
{
  return g_object_get_data (G_OBJECT (tab), "page");
}

static GtkWidget *
find_tab (ScopeTabs *self, const char *page)
{
  for (GtkWidget *w = gtk_widget_get_first_child (GTK_WIDGET (self)); w != NULL; w = gtk_widget_get_next_sibling (w))
    if (g_strcmp0 (tab_page (w), page) == 0)
      return w;
  return NULL;
}

static void
toggled (GtkToggleButton *tab, ScopeTabs *self)
{
  const gboolean active = gtk_toggle_button_get_active (tab);

  gtk_accessible_update_state (GTK_ACCESSIBLE (tab), GTK_ACCESSIBLE_STATE_SELECTED, active, -1);
  if (active && self->stack != NULL)
    gtk_stack_set_visible_child_name (self->stack, tab_page (GTK_WIDGET (tab)));
}

static void
visible_changed (ScopeTabs *self)
{
  GtkWidget *tab = find_tab (self, gtk_stack_get_visible_child_name (self->stack));

  if (tab != NULL)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (tab), TRUE);
}

static GtkWidget *
tab_new (ScopeTabs *self, GtkStackPage *page)
{
  GtkWidget *tab = g_object_new (GTK_TYPE_TOGGLE_BUTTON, "accessible-role", GTK_ACCESSIBLE_ROLE_TAB, NULL);
  GtkWidget *box = gtk_box_new (self->icons ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL, self->icons ? 2 : 6);
  GtkWidget *label = gtk_label_new (gtk_stack_page_get_title (page));
  GtkWidget *badge;

  if (self->icons)
    {
      gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (gtk_stack_page_get_icon_name (page)));
      gtk_widget_set_hexpand (tab, TRUE);
    }
  gtk_label_set_ellipsize (GTK_LABEL (label), self->icons ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
  gtk_box_append (GTK_BOX (box), label);
  badge = gtk_label_new (NULL);
  gtk_widget_add_css_class (badge, "badge");
  gtk_widget_set_visible (badge, FALSE);
  gtk_widget_set_valign (badge, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), badge);
  gtk_button_set_child (GTK_BUTTON (tab), box);
  gtk_widget_add_css_class (tab, "flat");
  g_object_set_data (G_OBJECT (tab), "badge", badge);
  g_object_set_data_full (G_OBJECT (tab), "page", g_strdup (gtk_stack_page_get_name (page)), g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (tab), GTK_ACCESSIBLE_PROPERTY_LABEL, gtk_stack_page_get_title (page), -1);
  return tab;
}

/** scope_tabs_set_stack: @stack: its pages, as they are now, become the tabs */
void
scope_tabs_set_stack (ScopeTabs *self, GtkStack *stack)
{
  g_autoptr(GtkSelectionModel) pages = NULL;
  GtkWidget *first = NULL;

  g_return_if_fail (SCOPE_IS_TABS (self) && GTK_IS_STACK (stack) && self->stack == NULL);
  self->stack = stack;
  pages = gtk_stack_get_pages (stack);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pages)); i++)
    {
      GtkStackPage *page = g_list_model_get_item (G_LIST_MODEL (pages), i);
      GtkWidget *tab = tab_new (self, page);

      if (first == NULL)
        first = tab;
      else
        gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (tab), GTK_TOGGLE_BUTTON (first));
      g_signal_connect (tab, "toggled", G_CALLBACK (toggled), self);
      gtk_box_append (GTK_BOX (self), tab);
      g_object_unref (page);
    }
  g_signal_connect_object (stack, "notify::visible-child", G_CALLBACK (visible_changed), self, G_CONNECT_SWAPPED);
  visible_changed (self);
}

/** scope_tabs_set_badge: shows @count behind the words of @page's tab (0: none), red if @error */
void
scope_tabs_set_badge (ScopeTabs *self, const char *page, guint count, gboolean error)
{
  GtkWidget *tab = find_tab (self, page);
  g_autofree char *text = g_strdup_printf ("%u", count);
  GtkWidget *badge;

  g_return_if_fail (tab != NULL);
  badge = g_object_get_data (G_OBJECT (tab), "badge");
  gtk_label_set_label (GTK_LABEL (badge), text);
  gtk_widget_set_visible (badge, count > 0);
  if (error)
    gtk_widget_add_css_class (badge, "error");
  else
    gtk_widget_remove_css_class (badge, "error");
  gtk_accessible_update_property (GTK_ACCESSIBLE (tab), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, count > 0 ? text : "", -1);
}

static void
scope_tabs_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SCOPE_TABS (object)->icons = g_value_get_boolean (value);
}

static void
scope_tabs_class_init (ScopeTabsClass *klass)
{
  G_OBJECT_CLASS (klass)->set_property = scope_tabs_set_property;
  props[PROP_ICONS] = g_param_spec_boolean ("icons", NULL, NULL, FALSE, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, props);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_TAB_LIST);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "scopetabs");
}

static void
scope_tabs_init (ScopeTabs *self)
{
}
