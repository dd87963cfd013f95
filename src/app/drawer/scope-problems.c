/* The drawer's page "Problems": which block, why, and what to do. */
#include "scope-problems.h"

#include <glib/gi18n.h>

struct _ScopeProblems
{
  AdwBin        parent_instance;
  ScopeSession *session;
  GtkStack     *stack;
  GtkListBox   *list;
  guint         errors, warnings;
};

G_DEFINE_FINAL_TYPE (ScopeProblems, scope_problems, ADW_TYPE_BIN)

enum { COUNTED, CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

/** scope_problems_count: how many errors and warnings the network has */
void
scope_problems_count (ScopeProblems *self, guint *errors, guint *warnings)
{
  *errors = self->errors;
  *warnings = self->warnings;
}

static GtkWidget *
row_new (const ConvoProblem *problem, const char *id)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *icon = gtk_image_new_from_icon_name (problem->warning ? "dialog-warning-symbolic" : "dialog-error-symbolic");
  GtkWidget *name = gtk_label_new (id != NULL ? id : _("Network")), *message = gtk_label_new (problem->message);

  gtk_widget_add_css_class (icon, problem->warning ? "warning-text" : "error-text");
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  problem->warning ? _("Warning") : _("Error"), -1);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_width_chars (GTK_LABEL (name), 12);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (name), 12);
  gtk_widget_add_css_class (name, "heading");
  gtk_box_append (GTK_BOX (box), name);
  gtk_label_set_xalign (GTK_LABEL (message), 0);
  gtk_label_set_wrap (GTK_LABEL (message), TRUE);
  gtk_widget_set_hexpand (message, TRUE);
  gtk_box_append (GTK_BOX (box), message);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data_full (G_OBJECT (row), "id", g_strdup (id), g_free);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), id != NULL);
  return row;
}

static void
update (ScopeProblems *self)
{
  ConvoReport *report = convo_document_report (scope_session_document (self->session));
  GPtrArray *problems = convo_report_problems (report);
  GtkWidget *old;

  self->errors = self->warnings = 0;
  while ((old = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, old);
  for (guint i = 0; i < problems->len; i++)
    {
      const ConvoProblem *problem = problems->pdata[i];
      const ConvoNode *node = problem->top >= 0 ? convo_graph_node (convo_report_graph (report), problem->top) : NULL;

      problem->warning ? self->warnings++ : self->errors++;
      gtk_list_box_append (self->list, row_new (problem, node != NULL ? convo_node_id (node) : NULL));
    }
  gtk_stack_set_visible_child_name (self->stack, problems->len > 0 ? "list" : "none");
  g_signal_emit (self, signals[COUNTED], 0, self->errors, self->warnings);
}

static void
activated (GtkListBox *list, GtkListBoxRow *row, ScopeProblems *self)
{
  const char *id = g_object_get_data (G_OBJECT (row), "id");

  if (id == NULL)
    return;
  convo_document_select_one (scope_session_document (self->session), id);
  g_signal_emit (self, signals[CHOSEN], 0, id);
}

static void
scope_problems_dispose (GObject *object)
{
  G_OBJECT_CLASS (scope_problems_parent_class)->dispose (object);
  g_clear_object (&SCOPE_PROBLEMS (object)->session);
}

static void
scope_problems_class_init (ScopeProblemsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = scope_problems_dispose;
  signals[COUNTED] = g_signal_new ("counted", SCOPE_TYPE_PROBLEMS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                   G_TYPE_UINT, G_TYPE_UINT);
  signals[CHOSEN] = g_signal_new ("chosen", SCOPE_TYPE_PROBLEMS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                  G_TYPE_STRING);
}

static void
scope_problems_init (ScopeProblems *self)
{
  GtkWidget *none = gtk_label_new (_("No problems. The network can be trained.")), *scrolled = gtk_scrolled_window_new ();

  self->stack = GTK_STACK (gtk_stack_new ());
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "problems");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Problems"), -1);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (activated), self);
  gtk_widget_add_css_class (none, "dim-text");
  gtk_stack_add_named (self->stack, none, "none");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->list));
  gtk_stack_add_named (self->stack, scrolled, "list");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->stack));
}

/** scope_problems_new: Returns: (transfer full): the list, following the session's document */
GtkWidget *
scope_problems_new (ScopeSession *session)
{
  ScopeProblems *self = g_object_new (SCOPE_TYPE_PROBLEMS, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (scope_session_document (session), "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
