/* The drawer's page "Problems": which block, why, and what to do, with cures; below them advice. */
#include "scope-problems.h"

#include <glib/gi18n.h>

#include "predict.h"
#include "scope-cures.h"
#include "suggest.h"

#define ADVICE_PAUSE 300         /* milliseconds without an edit before the network is advised on */

struct _ScopeProblems
{
  AdwBin        parent_instance;
  ScopeSession *session;
  GtkStack     *stack;
  GtkListBox   *list;
  GPtrArray    *advice;          /* ConvoAdvice of the graph that is shown; NULL while it is not known */
  guint         advice_source;
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

/* ---- cures ---- */

typedef struct
{
  ConvoDocument *document;
  ConvoReport   *report;         /* keeps what is pointed to alive */
  const ConvoProblem *problem;   /* or */
  ConvoCures    *cures;
} Offer;

static void
offer_free (gpointer data)
{
  Offer *offer = data;

  g_object_unref (offer->document);
  convo_report_unref (offer->report);
  g_clear_pointer (&offer->cures, g_ptr_array_unref);
  g_free (offer);
}

/* Cures are tried when somebody asks for them. */
static void
show_cures (GtkMenuButton *button, gpointer data)
{
  const Offer *offer = data;
  GtkWidget *popover = gtk_popover_new (), *box = NULL;

  if (convo_document_report (offer->document) == offer->report)
    box = offer->problem != NULL ? scope_cures_for_problem (offer->document, offer->problem)
                                 : scope_cures_new (offer->document, offer->cures);
  if (box == NULL)
    box = gtk_label_new (_("No single change is known that solves this."));
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_menu_button_set_popover (button, popover);
}

static GtkWidget *
cure_button (ScopeProblems *self, const ConvoProblem *problem, ConvoCures *cures)
{
  GtkWidget *button = gtk_menu_button_new ();
  Offer *offer = g_new0 (Offer, 1);
  ConvoDocument *document = scope_session_document (self->session);

  offer->document = g_object_ref (document);
  offer->report = convo_report_ref (convo_document_report (document));
  offer->problem = problem;
  offer->cures = cures != NULL ? g_ptr_array_ref (cures) : NULL;
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), problem != NULL ? _("Solve") : _("Change"));
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (button), GTK_ARROW_UP);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (button), show_cures, offer, offer_free);
  gtk_widget_add_css_class (button, "cure-button");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  return button;
}

/* ---- rows ---- */

typedef struct { const char *icon, *icon_class, *icon_label; } Look;

static const Look looks[] = {
  { "dialog-error-symbolic", "error-text", N_("Error") },
  { "dialog-warning-symbolic", "warning-text", N_("Warning") },
  { "dialog-information-symbolic", "dim-text", N_("Advice") },
};

static GtkWidget *
row_new (const Look *look, const char *id, const char *text, GtkWidget *button)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *icon = gtk_image_new_from_icon_name (look->icon);
  GtkWidget *name = gtk_label_new (id != NULL ? id : _("Network")), *message = gtk_label_new (text);

  gtk_widget_add_css_class (icon, look->icon_class);
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL, _(look->icon_label), -1);
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
  gtk_widget_set_margin_top (message, 4);                  /* two lines are higher than the row */
  gtk_widget_set_margin_bottom (message, 4);
  gtk_box_append (GTK_BOX (box), message);
  if (button != NULL)
    gtk_box_append (GTK_BOX (box), button);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data_full (G_OBJECT (row), "id", g_strdup (id), g_free);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), id != NULL);
  return row;
}

static const char *
id_of (const ConvoReport *report, int top)
{
  return top >= 0 ? convo_node_id (convo_graph_node (convo_report_graph (report), top)) : NULL;
}

static ConvoPredict *
predict_of (ScopeProblems *self)
{
  return convo_predict_of (scope_session_document (self->session));
}

static void
append_advice (ScopeProblems *self, const ConvoReport *report)
{
  for (guint i = 0; self->advice != NULL && i < self->advice->len; i++)
    {
      const ConvoAdvice *advice = self->advice->pdata[i];
      g_autofree char *message = convo_predict_veil (predict_of (self), advice->message);

      gtk_list_box_append (self->list, row_new (&looks[2], id_of (report, advice->top), message,
                                                advice->cures->len > 0 ? cure_button (self, NULL, advice->cures) : NULL));
    }
}

static gboolean
advise (gpointer data)
{
  ScopeProblems *self = data;
  ConvoReport *report = convo_document_report (scope_session_document (self->session));

  self->advice_source = 0;
  self->advice = convo_advise (report);
  append_advice (self, report);
  if (self->advice->len > 0)
    gtk_stack_set_visible_child_name (self->stack, "list");
  return G_SOURCE_REMOVE;
}

static void
update (ScopeProblems *self)
{
  ConvoReport *report = convo_document_report (scope_session_document (self->session));
  GPtrArray *problems = convo_report_problems (report);
  GtkWidget *old;

  self->errors = self->warnings = 0;
  g_clear_pointer (&self->advice, g_ptr_array_unref);
  g_clear_handle_id (&self->advice_source, g_source_remove);
  self->advice_source = g_timeout_add (ADVICE_PAUSE, advise, self);
  while ((old = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, old);
  for (guint i = 0; i < problems->len; i++)
    {
      const ConvoProblem *problem = problems->pdata[i];
      g_autofree char *message = convo_predict_veil (predict_of (self), problem->message);

      problem->warning ? self->warnings++ : self->errors++;
      gtk_list_box_append (self->list, row_new (&looks[problem->warning], id_of (report, problem->top), message,
                                                cure_button (self, problem, NULL)));
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
  g_clear_handle_id (&SCOPE_PROBLEMS (object)->advice_source, g_source_remove);
  g_clear_pointer (&SCOPE_PROBLEMS (object)->advice, g_ptr_array_unref);
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
  g_signal_connect_object (predict_of (self), "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
