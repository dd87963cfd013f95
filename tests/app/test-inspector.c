/* The inspector: a row for every property of every kind, edits, refusals, undo. */
#include "app-test.h"
#include "convo-file.h"
#include "errors.h"
#include "registry.h"
#include "scope-expression-row.h"
#include "scope-inspector.h"
#include "scope-prop-row.h"
#include "scope-properties-page.h"
#include "scope-training-page.h"

typedef struct
{
  ScopeSession  *session;
  ConvoDocument *document;
  GtkWidget     *window, *page;
  char          *id;
} Fixture;

static void
open_page (Fixture *f, const char *kind)
{
  f->session = scope_session_new ();
  f->document = scope_session_document (f->session);
  convo_document_reset (f->document, app_test_graph (kind, &f->id), NULL);
  f->page = scope_properties_page_new (f->session);
  f->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (f->window), f->page);
  gtk_window_present (GTK_WINDOW (f->window));
  scope_properties_page_set (SCOPE_PROPERTIES_PAGE (f->page), f->id);
  app_test_turn ();
}

static void
close_page (Fixture *f)
{
  gpointer page = f->page, session = f->session;

  g_object_add_weak_pointer (G_OBJECT (f->page), &page);
  g_object_add_weak_pointer (G_OBJECT (f->session), &session);
  gtk_window_destroy (GTK_WINDOW (f->window));
  g_object_unref (f->session);
  app_test_turn ();
  g_assert_null (page);
  g_assert_null (session);
  g_free (f->id);
}

static ScopePropRow *
find_row (GtkListBox *list, const char *key)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (list)); row != NULL; row = gtk_widget_get_next_sibling (row))
    if (SCOPE_IS_PROP_ROW (row) && g_str_equal (scope_prop_row_prop (SCOPE_PROP_ROW (row))->key, key))
      return SCOPE_PROP_ROW (row);
  return NULL;
}

static void
press_other_value (const ConvoProp *prop, GtkWidget *editor)
{
  switch (prop->type)
    {
    case CONVO_PROP_BOOL:
      gtk_switch_set_active (GTK_SWITCH (editor), !gtk_switch_get_active (GTK_SWITCH (editor)));
      break;
    case CONVO_PROP_CHOICE:
      gtk_drop_down_set_selected (GTK_DROP_DOWN (editor), gtk_drop_down_get_selected (GTK_DROP_DOWN (editor)) == 0 ? 1 : 0);
      break;
    case CONVO_PROP_SHAPE:
      gtk_editable_set_text (GTK_EDITABLE (editor), "2x9x9");
      g_signal_emit_by_name (editor, "activate");
      break;
    default:
      gtk_spin_button_spin (GTK_SPIN_BUTTON (editor),
                            gtk_spin_button_get_value (GTK_SPIN_BUTTON (editor)) < prop->max ? GTK_SPIN_STEP_FORWARD
                                                                                             : GTK_SPIN_STEP_BACKWARD, 0);
    }
}

/* Every kind: as many rows as properties; each row changes its property, is undone, and shows the old value again. */
static void
test_rows (gconstpointer data)
{
  const ConvoKind *kind = data;
  Fixture f = { 0 };
  GtkListBox *list;

  open_page (&f, kind->name);
  list = scope_properties_page_list (SCOPE_PROPERTIES_PAGE (f.page));
  for (int i = 0; i < kind->n_props; i++)
    {
      ScopePropRow *row = find_row (list, kind->props[i].key);
      ConvoGraph *before = convo_document_graph (f.document);

      g_assert_nonnull (row);
      press_other_value (&kind->props[i], scope_prop_row_editor (row));
      if (scope_prop_row_error (row) != NULL)          /* a legal refusal, in words */
        {
          g_assert_true (convo_document_graph (f.document) == before);
          g_test_message ("%s: %s", kind->props[i].key, scope_prop_row_error (row));
          continue;
        }
      g_assert_true (convo_document_graph (f.document) != before);
      g_assert_nonnull (strstr (convo_document_undo_label (f.document), f.id));
      g_assert_true (convo_document_undo (f.document));
      g_assert_true (convo_document_graph (f.document) == before);
    }
  close_page (&f);
}

static guint
n_children (GtkWidget *widget)
{
  guint n = 0;

  for (GtkWidget *w = gtk_widget_get_first_child (widget); w != NULL; w = gtk_widget_get_next_sibling (w))
    n++;
  return n;
}

/* The arithmetic says what the report says, also after an edit. */
static void
test_ledger (void)
{
  Fixture f = { 0 };
  g_autoptr(GPtrArray) rows = NULL;
  ConvoReport *report;
  int index;

  open_page (&f, "conv");
  report = convo_document_report (f.document);
  index = convo_net_find (convo_report_net (report), f.id);
  rows = convo_report_explain (report, index);
  g_assert_cmpuint (rows->len, >, 2);
  g_assert_cmpuint (n_children (GTK_WIDGET (scope_properties_page_ledger (SCOPE_PROPERTIES_PAGE (f.page)))), ==, rows->len);
  close_page (&f);
}

/* One spin held down is one step of undo; another property is another. */
static void
test_merge (void)
{
  Fixture f = { 0 };
  ConvoGraph *before;
  GtkListBox *list;

  open_page (&f, "conv");
  before = convo_document_graph (f.document);
  list = scope_properties_page_list (SCOPE_PROPERTIES_PAGE (f.page));
  for (int i = 0; i < 5; i++)
    gtk_spin_button_spin (GTK_SPIN_BUTTON (scope_prop_row_editor (find_row (list, "channels"))), GTK_SPIN_STEP_FORWARD, 0);
  gtk_spin_button_spin (GTK_SPIN_BUTTON (scope_prop_row_editor (find_row (list, "padding"))), GTK_SPIN_STEP_FORWARD, 0);
  g_assert_true (convo_document_undo (f.document));
  g_assert_true (convo_document_graph (f.document) != before);
  g_assert_true (convo_document_undo (f.document));
  g_assert_true (convo_document_graph (f.document) == before);
  close_page (&f);
}

static gboolean
refuse (const ConvoProp *prop, JsonNode *value, gpointer data, GError **error)
{
  g_set_error_literal (error, CONVO_ERROR, CONVO_ERROR_PROPERTY, "Groups must divide the channels.");
  return FALSE;
}

/* A refused value leaves its sentence under the row until a value is accepted. */
static void
test_refusal (void)
{
  static const ConvoProp prop = { .key = "groups", .type = CONVO_PROP_INT, .label = "Groups", .min = 1, .max = 64, .soft_max = 8 };
  const gint64 state = 1;
  GtkWidget *row = g_object_ref_sink (scope_prop_row_new (&prop, refuse, NULL));

  scope_prop_row_set_state (SCOPE_PROP_ROW (row), &state, 2);
  g_assert_null (scope_prop_row_error (SCOPE_PROP_ROW (row)));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (scope_prop_row_editor (SCOPE_PROP_ROW (row))), 3);
  g_assert_cmpstr (scope_prop_row_error (SCOPE_PROP_ROW (row)), ==, "Groups must divide the channels.");
  scope_prop_row_set_state (SCOPE_PROP_ROW (row), &state, 2);
  g_assert_null (scope_prop_row_error (SCOPE_PROP_ROW (row)));
  g_object_unref (row);
}

/* Training settings are the document's and can be undone. */
static void
test_training (void)
{
  g_autoptr(ScopeSession) session = scope_session_new ();
  ConvoDocument *document = scope_session_document (session);
  ConvoGraph *before = convo_document_graph (document);
  GtkWidget *page = g_object_ref_sink (scope_training_page_new (session));
  GtkListBox *list = scope_training_page_list (SCOPE_TRAINING_PAGE (page));
  ConvoTraining training;

  gtk_spin_button_set_value (GTK_SPIN_BUTTON (scope_prop_row_editor (find_row (list, "learning-rate"))), 0.125);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (scope_prop_row_editor (find_row (list, "optimizer"))),
                              CONVO_OPTIMIZER_ADAM);
  scope_session_training (session, &training);
  g_assert_cmpint (training.optimizer.kind, ==, CONVO_OPTIMIZER_ADAM);
  g_assert_cmpfloat (training.optimizer.learning_rate, ==, 0.125);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (find_row (list, "momentum"))));
  g_assert_true (convo_document_undo (document));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (find_row (list, "momentum"))));
  g_assert_true (convo_document_undo (document));
  g_assert_true (convo_document_graph (document) == before);
  g_object_unref (page);
}

/* Every schedule can be chosen and is one that trainings understand; the warm-up stays when another is chosen. */
static void
test_schedule (void)
{
  static const double late[] = { 1, 0.1, 0.1, 0.4634, 0.1465, 0.2831, 1 };   /* less than so much after 15 of 20 epochs */
  g_autoptr(ScopeSession) session = scope_session_new ();
  ConvoDocument *document = scope_session_document (session);
  GtkWidget *page = g_object_ref_sink (scope_training_page_new (session));
  GtkListBox *list = scope_training_page_list (SCOPE_TRAINING_PAGE (page));
  const ConvoPlateau plateau = { 0 };
  ConvoTraining training;

  gtk_spin_button_set_value (GTK_SPIN_BUTTON (scope_prop_row_editor (find_row (list, "epochs"))), 20);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (scope_prop_row_editor (find_row (list, "warm-up"))), 2);
  for (int kind = CONVO_SCHEDULE_PLATEAU; kind >= 0; kind--)
    {
      gtk_drop_down_set_selected (GTK_DROP_DOWN (scope_prop_row_editor (find_row (list, "schedule"))), kind);
      scope_session_training (session, &training);
      g_assert_cmpint (training.schedule.kind, ==, kind);
      g_assert_cmpfloat (training.schedule.warm_up, ==, 2);
      g_assert_cmpfloat (convo_schedule_factor (&training.schedule, &plateau, 1, 20), <=, 0.5);
      g_assert_cmpfloat (convo_schedule_factor (&training.schedule, &plateau, 15, 20), <=, late[kind] + 1e-3);
    }
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (scope_prop_row_editor (find_row (list, "warm-up"))), 0);
  g_assert_false (json_object_has_member (json_node_get_object (convo_graph_training (convo_document_graph (document))),
                                          "schedule"));
  g_object_unref (page);
}

#define REPEATED \
  "{\"format\": \"convo\", \"version\": 1, \"name\": \"Repeated\", \"definitions\": {" \
  "\"stage\": {\"arguments\": {\"channels\": 8}, \"nodes\": [{\"id\": \"conv\", \"kind\": \"conv\", " \
  "\"channels\": \"=channels\"}]}}," \
  "\"nodes\": [{\"id\": \"input\", \"kind\": \"input\", \"shape\": [3, 32, 32]}," \
  "{\"id\": \"stages\", \"block\": \"stage\", \"repeat\": 3}]}"

static ScopeExpressionRow *
find_override (Fixture *f, const char *which)
{
  GtkListBox *list = scope_properties_page_list (SCOPE_PROPERTIES_PAGE (f->page));

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (list)); row != NULL; row = gtk_widget_get_next_sibling (row))
    if (SCOPE_IS_EXPRESSION_ROW (row) && g_strcmp0 (scope_expression_row_which (SCOPE_EXPRESSION_ROW (row)), which) == 0)
      return SCOPE_EXPRESSION_ROW (row);
  return NULL;
}

static gint64
channels_of (Fixture *f, const char *path)
{
  ConvoNodeReport node;

  g_assert_true (convo_report_at (convo_document_report (f->document), path, &node));
  return node.out.dim[0];
}

/* The first and the last copy of a repeat take arguments of their own, and give them back. */
static void
test_overrides (void)
{
  static const struct { const char *which, *copy; } ends[] = { { "first", "stages.0.conv" }, { "last", "stages.2.conv" } };
  Fixture f = { 0 };

  open_page (&f, "conv");
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr(GError) error = NULL;
      ScopeExpressionRow *row;
      ConvoGraph *before;

      convo_document_reset (f.document, convo_graph_parse (REPEATED, -1, &error), NULL);
      g_assert_no_error (error);
      scope_properties_page_set (SCOPE_PROPERTIES_PAGE (f.page), "stages");
      before = convo_document_graph (f.document);
      row = find_override (&f, ends[i].which);
      g_assert_nonnull (row);
      gtk_editable_set_text (GTK_EDITABLE (scope_expression_row_entry (row)), "24");
      g_signal_emit_by_name (scope_expression_row_entry (row), "activate");
      g_assert_cmpint (channels_of (&f, ends[i].copy), ==, 24);
      g_assert_cmpint (channels_of (&f, "stages.1.conv"), ==, 8);
      g_assert_true (convo_document_undo (f.document));
      g_assert_true (convo_document_graph (f.document) == before);
      g_assert_true (convo_document_redo (f.document));
      g_signal_emit_by_name (scope_expression_row_entry (find_override (&f, ends[i].which)), "icon-release",
                             GTK_ENTRY_ICON_SECONDARY);
      g_assert_cmpint (channels_of (&f, ends[i].copy), ==, 8);
    }
  close_page (&f);
}

/* The pane follows the selection: a layer, several, none. */
static void
test_selection (void)
{
  g_autoptr(ScopeSession) session = scope_session_new ();
  ConvoDocument *document = scope_session_document (session);
  GtkWidget *window = gtk_window_new ();
  g_autofree char *id = NULL;

  convo_document_reset (document, app_test_graph ("add", &id), NULL);
  gtk_window_set_child (GTK_WINDOW (window), scope_inspector_new (session));
  gtk_window_present (GTK_WINDOW (window));
  convo_document_select_one (document, id);
  app_test_turn ();
  convo_document_toggle (document, convo_node_id (convo_graph_node (convo_document_graph (document), 0)));
  app_test_turn ();
  convo_document_select_one (document, NULL);
  app_test_turn ();
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char *argv[])
{
  const ConvoKind *const *kinds;
  int n;

  app_test_init (&argc, &argv);
  kinds = convo_kinds (&n);
  for (int i = 0; i < n; i++)
    {
      g_autofree char *path = g_strconcat ("/inspector/rows/", kinds[i]->name, NULL);

      g_test_add_data_func (path, kinds[i], test_rows);
    }
  g_test_add_func ("/inspector/ledger", test_ledger);
  g_test_add_func ("/inspector/merge", test_merge);
  g_test_add_func ("/inspector/refusal", test_refusal);
  g_test_add_func ("/inspector/training", test_training);
  g_test_add_func ("/inspector/schedule", test_schedule);
  g_test_add_func ("/inspector/overrides", test_overrides);
  g_test_add_func ("/inspector/selection", test_selection);
  return g_test_run ();
}
