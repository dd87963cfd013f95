/* The drawer's page "Memory": the parts of the plan in a row for inference and for training, what counting every output
 * gives, and the largest batch that fits this computer. Plans are estimated beside the main thread. */
#include "scope-memory.h"

#include <glib/gi18n.h>

#include "budget.h"
#include "numbers.h"
#include "predict.h"
#include "workers.h"

#define PAUSE 250                /* milliseconds without an edit before plans are estimated */

typedef struct
{
  ConvoReport       *report;
  int                batch, threads;
  ConvoOptimizerKind optimizer;
  ConvoBudget        budgets[2];
  int                largest[2];
  gboolean           known;
} Estimate;

struct _ScopeMemory
{
  AdwBin        parent_instance;
  ScopeSession *session;
  GtkGrid      *grid;
  GtkLabel     *words[2];
  GtkLabel     *cells[10][2];
  guint         source;
  GCancellable *running;
};

G_DEFINE_FINAL_TYPE (ScopeMemory, scope_memory, ADW_TYPE_BIN)

static const struct
{
  const char *title, *help;
  gsize       offset;
} parts[] = {
  { N_("Input pictures"), N_("The batch itself, 4 bytes for each value"), G_STRUCT_OFFSET (ConvoBudget, pictures) },
  { N_("Weights"), N_("Parameters and running values, 4 bytes each"), G_STRUCT_OFFSET (ConvoBudget, weights) },
  { N_("Gradients of the weights"), N_("For each part of the batch that is computed apart"),
    G_STRUCT_OFFSET (ConvoBudget, weight_gradients) },
  { N_("State of the optimizer"), N_("What its rule remembers of each parameter"), G_STRUCT_OFFSET (ConvoBudget, optimizer) },
  { N_("Activations"), N_("Maps that stay until others have read them; for training with what the way back needs"),
    G_STRUCT_OFFSET (ConvoBudget, activations) },
  { N_("Gradients of the activations"), N_("On the way back"), G_STRUCT_OFFSET (ConvoBudget, activation_gradients) },
  { N_("Maps used up at once"), N_("Maps and gradients that a thread makes and reads before the next ones take their place"),
    G_STRUCT_OFFSET (ConvoBudget, fleeting) },
  { N_("Workspace"), N_("Packed weights, and what the threads hold while they compute"),
    G_STRUCT_OFFSET (ConvoBudget, workspace) },
  { N_("Total"), N_("As the engine plans it: memory is used again as soon as nobody needs it"), G_STRUCT_OFFSET (ConvoBudget, total) },
  { N_("Counting every output"), N_("As on paper: every output kept, for training its gradient too"),
    G_STRUCT_OFFSET (ConvoBudget, by_hand) },
};

static void
estimate_free (gpointer data)
{
  Estimate *estimate = data;

  convo_report_unref (estimate->report);
  g_free (estimate);
}

static void
estimate_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Estimate *e = data;

  e->known = TRUE;
  for (int training = 0; training < 2 && e->known && !g_cancellable_is_cancelled (cancellable); training++)
    {
      e->known = convo_budget (e->report, training, e->batch, e->threads, e->optimizer, &e->budgets[training], NULL);
      if (e->known)
        e->largest[training] = convo_budget_largest (e->report, training, e->threads, e->optimizer);
    }
  g_task_return_boolean (task, e->known);
}

static char *
fit_text (const Estimate *e, int training)
{
  const ConvoBudget *budget = &e->budgets[training];
  g_autofree char *free_bytes = convo_number_bytes (budget->available), *number = convo_number_exact (e->largest[training]);
  g_autofree char *batch = g_strconcat (e->largest[training] == CONVO_BUDGET_MOST ? "≥ " : "", number, NULL);

  if (budget->available == 0)
    return g_strdup (_("This system does not say how much memory is free."));
  if (e->largest[training] == 0)
    return g_strdup_printf (_("Does not fit this computer: %s are free."), free_bytes);
  return convo_budget_fits (budget)
    ? g_strdup_printf (_("Fits this computer: %s are free, a tenth of them is left to other programs. Largest batch: %s"), free_bytes, batch)
    : g_strdup_printf (_("Does not fit this computer: %s are free, a tenth of them is left to other programs. Largest batch: %s"), free_bytes, batch);
}

static void
show (ScopeMemory *self, const Estimate *e)
{
  ConvoPredict *predict = convo_predict_of (scope_session_document (self->session));
  const gboolean hidden = convo_predict_hides (predict, NULL, CONVO_NUMBER_BYTES)
                          || convo_predict_hides (predict, NULL, CONVO_NUMBER_PARAMETERS);

  for (int training = 0; training < 2; training++)
    {
      g_autofree char *words = hidden ? g_strdup (_("Hidden in predict mode")) : e->known ? fit_text (e, training) : g_strdup (_("Not known before the problems are solved"));

      gtk_label_set_label (self->words[training], words);
      if (e->known && e->budgets[training].available > 0 && !convo_budget_fits (&e->budgets[training]))
        gtk_widget_add_css_class (GTK_WIDGET (self->words[training]), "error-text");
      else
        gtk_widget_remove_css_class (GTK_WIDGET (self->words[training]), "error-text");
      for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
        {
          const gsize bytes = *(const gsize *) ((const char *) &e->budgets[training] + parts[i].offset);
          g_autofree char *text = hidden ? g_strdup (C_("number", "?")) : e->known ? convo_number_bytes (bytes) : g_strdup ("–");

          gtk_label_set_label (self->cells[i][training], text);
        }
    }
}

static void
estimated (GObject *object, GAsyncResult *result, gpointer unused)
{
  ScopeMemory *self = SCOPE_MEMORY (object);

  if (g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    return;
  g_clear_object (&self->running);
  show (self, g_task_get_task_data (G_TASK (result)));
}

static gboolean
estimate (gpointer data)
{
  ScopeMemory *self = data;
  Estimate *e = g_new0 (Estimate, 1);
  g_autoptr(GTask) task = NULL;
  ConvoTraining training;

  self->source = 0;
  scope_session_training (self->session, &training);
  e->report = convo_report_ref (convo_document_report (scope_session_document (self->session)));
  e->batch = MAX (training.batch, 1);
  e->threads = training.threads > 0 ? training.threads : convo_cores ();
  e->optimizer = training.optimizer.kind;
  self->running = g_cancellable_new ();
  task = g_task_new (self, self->running, estimated, NULL);
  g_task_set_task_data (task, e, estimate_free);
  g_task_run_in_thread (task, estimate_worker);
  return G_SOURCE_REMOVE;
}

/* Only while somebody looks: an estimate of a large network takes a while */
static void
update (ScopeMemory *self)
{
  if (self->running != NULL)
    g_cancellable_cancel (self->running);
  g_clear_object (&self->running);
  g_clear_handle_id (&self->source, g_source_remove);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->source = g_timeout_add (PAUSE, estimate, self);
}

static void
scope_memory_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (scope_memory_parent_class)->map (widget);
  update (SCOPE_MEMORY (widget));
}

static GtkLabel *
cell_new (ScopeMemory *self, const char *text, int column, int row, float xalign)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_grid_attach (self->grid, label, column, row, 1, 1);
  return GTK_LABEL (label);
}

static void
fill_grid (ScopeMemory *self)
{
  static const char *const titles[] = { N_("Inference"), N_("Training") };

  for (int training = 0; training < 2; training++)
    gtk_widget_add_css_class (GTK_WIDGET (cell_new (self, _(titles[training]), 1 + training, 0, 1)), "heading");
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      GtkLabel *help;

      gtk_widget_add_css_class (GTK_WIDGET (cell_new (self, _(parts[i].title), 0, 1 + i, 0)),
                                parts[i].offset == G_STRUCT_OFFSET (ConvoBudget, total) ? "heading" : "dim-text");
      for (int training = 0; training < 2; training++)
        {
          self->cells[i][training] = cell_new (self, "–", 1 + training, 1 + i, 1);
          gtk_widget_add_css_class (GTK_WIDGET (self->cells[i][training]), "numeric");
          if (parts[i].offset == G_STRUCT_OFFSET (ConvoBudget, total))
            gtk_widget_add_css_class (GTK_WIDGET (self->cells[i][training]), "heading");
        }
      help = cell_new (self, _(parts[i].help), 3, 1 + i, 0);
      gtk_label_set_ellipsize (help, PANGO_ELLIPSIZE_END);
      gtk_widget_set_hexpand (GTK_WIDGET (help), TRUE);
      gtk_widget_set_tooltip_text (GTK_WIDGET (help), _(parts[i].help));
      gtk_widget_add_css_class (GTK_WIDGET (help), "dim-text");
    }
  for (int training = 0; training < 2; training++)
    {
      GtkWidget *label = gtk_label_new ("");

      self->words[training] = GTK_LABEL (label);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      cell_new (self, _(titles[training]), 0, 11 + training, 0);
      gtk_grid_attach (self->grid, label, 1, 11 + training, 3, 1);
    }
}

static void
scope_memory_dispose (GObject *object)
{
  ScopeMemory *self = SCOPE_MEMORY (object);

  if (self->running != NULL)
    g_cancellable_cancel (self->running);
  g_clear_object (&self->running);
  g_clear_handle_id (&self->source, g_source_remove);
  G_OBJECT_CLASS (scope_memory_parent_class)->dispose (object);
  g_clear_object (&self->session);
}

static void
scope_memory_class_init (ScopeMemoryClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = scope_memory_dispose;
  GTK_WIDGET_CLASS (klass)->map = scope_memory_map;
}

static void
scope_memory_init (ScopeMemory *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (self->grid, 24);
  gtk_grid_set_row_spacing (self->grid, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->grid), "memory");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->grid), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Memory"), -1);
  fill_grid (self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);   /* what it says wraps */
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->grid));
  adw_bin_set_child (ADW_BIN (self), scrolled);
}

/** scope_memory_new: Returns: (transfer full): the page, following the session's document, its batch and its optimizer */
GtkWidget *
scope_memory_new (ScopeSession *session)
{
  ScopeMemory *self = g_object_new (SCOPE_TYPE_MEMORY, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (scope_session_document (session), "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (convo_predict_of (scope_session_document (session)), "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
