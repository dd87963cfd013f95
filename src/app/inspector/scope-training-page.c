/* The inspector without a selection: how the network is trained. Settings belong to the document and can be undone. */
#include "scope-training-page.h"

#include <glib/gi18n.h>

#include "numbers.h"
#include "scope-name-row.h"
#include "scope-prop-row.h"

#define SEAL_DELAY 1500

typedef struct
{
  gint64 epochs, batch, seed, threads, patience;
  int optimizer, init, schedule;
  double learning_rate, momentum, weight_decay, init_value, warm_up;
  gboolean keep_best;
} Settings;

static const char *optimizers[CONVO_N_OPTIMIZERS + 1], *optimizer_labels[CONVO_N_OPTIMIZERS + 1];   /* the engine's */
/* In the order of ConvoScheduleKind. What a choice writes; its numbers may be changed in the document. */
static const char *const schedules[] = { "constant", "step", "milestones", "exponential", "cosine", "one-cycle",
                                         "divide-on-plateau", NULL };
static const char *const schedule_labels[] = { N_("Constant rate"), N_("÷ 10 every 10 epochs"), N_("÷ 10 at milestones"),
                                               N_("× 0.95 each epoch"), N_("Cosine"), N_("One cycle"),
                                               N_("÷ 10 on a plateau"), NULL };
static const char *const schedule_json[] = { NULL, "{\"step\": 10}", "{\"milestones\": [10, 20]}", "{\"exponential\": 0.95}",
                                             "{\"cosine\": 0}", "{\"one-cycle\": true}",
                                             "{\"divide-on-plateau\": 10, \"patience\": 3}" };
/* In the order of the rows. Keys and ranges are those of documents. */
static const ConvoProp props[] = {
  CONVO_PROP_INT_ (Settings, epochs, "epochs", N_("Epochs"), N_("How often the training set is gone through"), 10, 1, 1000000, 1, 100),
  CONVO_PROP_INT_ (Settings, batch, "batch", N_("Batch"), N_("Pictures per step"), 64, 1, 65536, 1, 256),
  { .key = "optimizer", .type = CONVO_PROP_CHOICE, .offset = G_STRUCT_OFFSET (Settings, optimizer), .label = N_("Optimizer"),
    .help = N_("The rule that turns gradients into steps"), .choices = optimizers, .choice_labels = optimizer_labels },
  CONVO_PROP_REAL_ (Settings, learning_rate, "learning-rate", N_("Learning rate"),
                    N_("Size of a step; may be changed while the network trains"), 0.01, 0, 1000, 0, 1),
  CONVO_PROP_REAL_ (Settings, momentum, "momentum", N_("Momentum"), N_("Part of the last step that is kept"), 0.9, 0, 1, 0, 1),
  CONVO_PROP_REAL_ (Settings, weight_decay, "weight-decay", N_("Weight decay"), N_("Pulls weights towards zero (L2)"), 0, 0, 1000, 0, 0.1),
  { .key = "schedule", .type = CONVO_PROP_CHOICE, .offset = G_STRUCT_OFFSET (Settings, schedule), .label = N_("Schedule"),
    .help = N_("How the learning rate changes from epoch to epoch"), .choices = schedules, .choice_labels = schedule_labels },
  CONVO_PROP_REAL_ (Settings, warm_up, "warm-up", N_("Warm-up"),
                    N_("Epochs over which the learning rate rises from zero, before the schedule"), 0, 0, 1000000, 0, 10),
  { .key = "initializer", .type = CONVO_PROP_CHOICE, .offset = G_STRUCT_OFFSET (Settings, init), .label = N_("Initializer"),
    .help = N_("How the weights begin"), .choices = convo_init_choices + 1, .choice_labels = convo_init_labels + 1 },
  CONVO_PROP_REAL_ (Settings, init_value, "initializer-value", N_("Value"), CONVO_INIT_VALUE_HELP, 0.01, -1000, 1000, 0, 1),
  CONVO_PROP_INT_ (Settings, patience, "early-stopping", N_("Early stopping"),
                   N_("Stop after so many epochs without a better test loss; 0: never"), 0, 0, 1000000, 0, 50),
  CONVO_PROP_BOOL_ (Settings, keep_best, "keep-best", N_("Keep the best"),
                    N_("End with the weights of the epoch that had the best test loss"), FALSE),
  CONVO_PROP_INT_ (Settings, seed, "seed", N_("Seed"), N_("The same seed gives the same training, on any number of threads"), 1, 0, 9007199254740992.0, 0, 100),
  CONVO_PROP_INT_ (Settings, threads, "threads", N_("Threads"), N_("0 takes what the preferences say, or all cores"), 0, 0, 1024, 0, 16),
};

struct _ScopeTrainingPage
{
  AdwBin        parent_instance;
  ScopeSession *session;
  GtkWidget    *list, *note, *name;
  guint         seal_source;
};

G_DEFINE_FINAL_TYPE (ScopeTrainingPage, scope_training_page, ADW_TYPE_BIN)

/** scope_training_page_list: Returns: (transfer none): the rows */
GtkListBox *
scope_training_page_list (ScopeTrainingPage *self)
{
  return GTK_LIST_BOX (self->list);
}

/* Acts on a training that runs */
static gboolean
is_live (const char *key)
{
  return g_str_equal (key, "learning-rate") || g_str_equal (key, "momentum") || g_str_equal (key, "weight-decay");
}

static gboolean
seal (gpointer data)
{
  ScopeTrainingPage *self = data;

  self->seal_source = 0;
  convo_document_seal (scope_session_document (self->session));
  return G_SOURCE_REMOVE;
}

static JsonNode *
schedule_of (const char *name)
{
  for (gsize i = 1; i < G_N_ELEMENTS (schedule_json); i++)
    if (g_strcmp0 (schedules[i], name) == 0)
      return json_from_string (schedule_json[i], NULL);
  return NULL;
}

/* The document's schedule with another kind (@name) or another warm-up (@epochs, not negative); %NULL: none at all */
static JsonNode *
schedule_with (ScopeTrainingPage *self, const char *name, double epochs)
{
  JsonNode *training = convo_graph_training (convo_document_graph (scope_session_document (self->session)));
  JsonNode *old = training != NULL ? json_object_get_member (json_node_get_object (training), "schedule") : NULL;
  JsonNode *node = name != NULL ? schedule_of (name) : old != NULL ? json_node_copy (old) : NULL;
  g_autoptr(JsonObject) object = NULL;

  if (epochs < 0 && old != NULL && JSON_NODE_HOLDS_OBJECT (old))
    epochs = json_object_get_double_member_with_default (json_node_get_object (old), "warm-up", 0);
  object = json_object_new ();
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObjectIter iter;
      const char *key;
      JsonNode *member;

      json_object_iter_init_ordered (&iter, json_node_get_object (node));
      while (json_object_iter_next_ordered (&iter, &key, &member))
        if (!g_str_equal (key, "warm-up"))
          json_object_set_member (object, key, json_node_copy (member));
    }
  g_clear_pointer (&node, json_node_unref);
  if (epochs > 0)
    json_object_set_double_member (object, "warm-up", epochs);
  if (json_object_get_size (object) == 0)
    return NULL;
  node = json_node_new (JSON_NODE_OBJECT);
  json_node_set_object (node, object);
  return node;
}

static gboolean
edit (const ConvoProp *prop, JsonNode *value, gpointer data, GError **error)
{
  ScopeTrainingPage *self = data;
  ConvoDocument *document = scope_session_document (self->session);
  g_autofree char *merge = g_strdup_printf ("training %s", prop->key);
  g_autoptr(JsonNode) written = NULL;
  const char *key = prop->key;
  ConvoTraining training;
  g_autofree char *name = g_utf8_strdown (_(prop->label), -1);
  /* translators: an undo step: "Change learning rate" */
  g_autofree char *label = g_strdup_printf (_("Change %s"), name);

  if (g_str_equal (prop->key, "schedule"))
    value = written = schedule_with (self, json_node_get_string (value), -1);
  else if (g_str_equal (prop->key, "warm-up"))
    {
      value = written = schedule_with (self, NULL, json_node_get_double (value));
      key = "schedule";
    }
  convo_document_apply (document, convo_graph_set_training (convo_document_graph (document), key, value), label, merge);
  if (is_live (prop->key) && scope_session_active (self->session))
    {
      scope_session_training (self->session, &training);
      convo_trainer_set_optimizer (scope_session_trainer (self->session), &training.optimizer);
    }
  g_clear_handle_id (&self->seal_source, g_source_remove);
  self->seal_source = g_timeout_add (SEAL_DELAY, seal, self);
  return TRUE;
}

static void
rename_done (ScopeTrainingPage *self)
{
  ConvoDocument *document;
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name))));

  if (self->session == NULL || *name == '\0')
    return;
  document = scope_session_document (self->session);
  if (!g_str_equal (convo_graph_name (convo_document_graph (document)), name))
    convo_document_apply (document, convo_graph_set_name (convo_document_graph (document), name), _("Rename the network"), NULL);
}

/* The document's own settings: unlike a run's, threads here are 0 when the document leaves them open. */
static void
read_settings (ScopeTrainingPage *self, Settings *settings, ConvoTraining *t)
{
  JsonNode *object = convo_graph_training (convo_document_graph (scope_session_document (self->session)));

  convo_training_defaults (t);
  if (object != NULL && !convo_training_from_json (t, object, NULL))
    convo_training_defaults (t);
  *settings = (Settings) { t->epochs, t->batch, t->seed, t->threads, t->patience, t->optimizer.kind, t->init, t->schedule.kind,
                           t->optimizer.learning_rate, t->optimizer.momentum, t->optimizer.weight_decay, t->init_value,
                           t->schedule.warm_up, t->keep_best };
}

static void
update_note (ScopeTrainingPage *self, const ConvoTraining *t)
{
  ConvoDataset *data = scope_session_fitted (self->session);
  const char *problem = scope_session_data_problem (self->session);
  g_autofree char *text = NULL;

  if (data != NULL)
    {
      const guint n = convo_dataset_count (data, FALSE), steps = (n + t->batch - 1) / t->batch;
      g_autofree char *pictures = convo_number_exact (n), *each = convo_number_exact (steps);
      g_autofree char *all = convo_number_exact ((gint64) steps * t->epochs);

      text = g_strdup_printf (_("%s: %s pictures, %s steps an epoch, %s steps in all."), convo_dataset_name (data), pictures,
                              each, all);
    }
  gtk_label_set_label (GTK_LABEL (self->note), text != NULL ? text : problem != NULL ? problem : _("No data set is chosen."));
}

static void
update (ScopeTrainingPage *self)
{
  Settings settings;
  ConvoTraining training;
  gboolean active = scope_session_active (self->session);
  const char *name = convo_graph_name (convo_document_graph (scope_session_document (self->session)));

  read_settings (self, &settings, &training);
  if (!gtk_widget_has_focus (GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (self->name)))))
    gtk_editable_set_text (GTK_EDITABLE (self->name), name);
  scope_name_row_make_room (self->name);
  for (GtkWidget *row = gtk_widget_get_first_child (self->list); row != NULL; row = gtk_widget_get_next_sibling (row))
    {
      const char *key;

      if (!SCOPE_IS_PROP_ROW (row))
        continue;
      key = scope_prop_row_prop (SCOPE_PROP_ROW (row))->key;
      scope_prop_row_set_state (SCOPE_PROP_ROW (row), &settings, 1);
      if (g_str_equal (key, "momentum"))
        gtk_widget_set_visible (row, convo_optimizer_rule (settings.optimizer)->uses_momentum);
      if (g_str_equal (key, "initializer-value"))
        gtk_widget_set_visible (row, convo_init_has_value (settings.init));
      scope_prop_row_set_note (SCOPE_PROP_ROW (row), active && is_live (key) ? _("live") : NULL);
    }
  update_note (self, &training);
}

static void
scope_training_page_dispose (GObject *object)
{
  ScopeTrainingPage *self = SCOPE_TRAINING_PAGE (object);

  g_clear_handle_id (&self->seal_source, g_source_remove);
  G_OBJECT_CLASS (scope_training_page_parent_class)->dispose (object);
  g_clear_object (&self->session);
}

static void
scope_training_page_class_init (ScopeTrainingPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = scope_training_page_dispose;
  for (int i = 0; i < CONVO_N_OPTIMIZERS; i++)
    {
      optimizers[i] = convo_optimizer_rule (i)->name;
      optimizer_labels[i] = convo_optimizer_rule (i)->title;
    }
}

static void
scope_training_page_init (ScopeTrainingPage *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  gtk_widget_add_css_class (box, "page");
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_widget_add_css_class (self->list, "tight");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Training"), -1);
  gtk_list_box_append (GTK_LIST_BOX (self->list),
                       scope_name_row_new (_("Network"), _("Name of the network"), G_CALLBACK (rename_done), self,
                                           &self->name, NULL));
  gtk_entry_set_max_length (GTK_ENTRY (self->name), 80);
  for (gsize i = 0; i < G_N_ELEMENTS (props); i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list), scope_prop_row_new (&props[i], edit, self));
  gtk_box_append (GTK_BOX (box), self->list);
  self->note = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->note), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->note), 0);
  gtk_widget_add_css_class (self->note, "dim-text");
  gtk_widget_add_css_class (self->note, "small-text");
  gtk_box_append (GTK_BOX (box), self->note);
  g_object_set (scrolled, "hscrollbar-policy", GTK_POLICY_NEVER, "child", box, "vexpand", TRUE, NULL);
  adw_bin_set_child (ADW_BIN (self), scrolled);
}

/** scope_training_page_new: Returns: (transfer full): rows over the document's training settings */
GtkWidget *
scope_training_page_new (ScopeSession *session)
{
  ScopeTrainingPage *self = g_object_new (SCOPE_TYPE_TRAINING_PAGE, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (scope_session_document (session), "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "data-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (scope_session_trainer (session), "state-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
