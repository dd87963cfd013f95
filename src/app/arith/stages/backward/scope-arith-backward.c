/* The stage "Backward": what arrives, the gradient of one weight, the gradient of one pixel, each with its proof. */
#include "scope-arith-backward-private.h"

#include <glib/gi18n.h>

#define COMFORT 900            /* pixels that a card has in lecture mode */
#define AT_ONCE 30000          /* products of a pass: some ms */
#define TELL_EVERY 500         /* ms between two numbers of the progress */

G_DEFINE_FINAL_TYPE (ScopeArithBackward, scope_arith_backward, ADW_TYPE_BIN)

/* ---- proofs ---- */

static void
show_proofs (ScopeArithBackward *self, const ConvoProof *proofs, gboolean of_network)
{
  const gboolean weighted = gtk_widget_get_visible (self->weight.card);

  if (weighted)
    scope_arith_card_show_proof (&self->weight, &proofs[0], of_network);
  scope_arith_card_show_proof (&self->pixel, &proofs[weighted], of_network);
}

static void
show_waiting (ScopeArithBackward *self, double share)
{
  const gboolean of_network = scope_arith_state_is_real (self->state);

  scope_arith_card_wait (&self->weight, of_network, share);
  scope_arith_card_wait (&self->pixel, of_network, share);
}

/* Nobody waits for what is being computed */
static void
give_up (ScopeArithBackward *self)
{
  if (self->proof != NULL)
    g_cancellable_cancel (self->proof);
  g_clear_object (&self->proof);
  g_clear_object (&self->task);
  g_clear_handle_id (&self->progress, g_source_remove);
}

static void
proved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(ScopeArithBackward) self = data;
  g_autoptr(GError) error = NULL;
  const ConvoProof *proofs = scope_arith_prove_finish (result, &error);

  if (proofs == NULL || g_task_get_cancellable (G_TASK (result)) != self->proof)
    return;
  show_proofs (self, proofs, scope_arith_state_is_real (self->state));
  give_up (self);
}

static gboolean
progress (gpointer data)
{
  ScopeArithBackward *self = data;

  show_waiting (self, scope_arith_prove_share (self->task));
  return G_SOURCE_CONTINUE;
}

/* By the network's own loss, whose rest is run, or by Σ δ·y, for which the layer is enough. What is done before the next frame is
 * shown at once, without a flicker. */
static void
prove (ScopeArithBackward *self, const ConvoNudge *nudges, int n)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const gboolean of_network = scope_arith_state_is_real (self->state);
  ConvoProof proofs[2];
  gint64 work = 0;

  for (int i = 0; i < n; i++)
    work += convo_trace_prove_work (trace, &nudges[i]);
  if (!of_network && work <= AT_ONCE)
    {
      for (int i = 0; i < n; i++)
        convo_trace_prove (trace, &nudges[i], CONVO_PROOF_STEP, NULL, &proofs[i]);
      show_proofs (self, proofs, FALSE);
      return;
    }
  self->proof = g_cancellable_new ();
  show_waiting (self, 0);
  self->task = scope_arith_prove_async (trace, of_network ? scope_arith_state_pass (self->state) : NULL, nudges, n, self->proof, proved,
                                        g_object_ref (self));
  self->progress = g_timeout_add (TELL_EVERY, progress, self);
}

/* A projector's cells; a window's, so that three cards fit beside each other */
static void
set_sizes (ScopeArithBackward *self, gboolean large)
{
  scope_arith_slides_set_large (self->slides, large);
  scope_arith_card_set_large (&self->weight, large);
  scope_arith_card_set_large (&self->pixel, large);
  scope_number_grid_set_cell (self->x, 10, large ? 84 : 44);
  scope_number_grid_set_cell (self->dw, 10, large ? 112 : 56);
  scope_number_grid_set_cell (self->spread, 10, large ? 112 : 48);
  scope_number_grid_set_cell (self->dx, 10, large ? 84 : 44);
}

static void
update (ScopeArithBackward *self)
{
  ConvoNudge nudges[2];
  int n = 0;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))      /* proofs run the layer again: only for someone who looks */
    return;
  give_up (self);
  self->updating = TRUE;
  set_sizes (self, scope_arith_state_large (self->state));
  scope_arith_arrival_update (self->arrival, scope_arith_predict_active (self->predict));
  n += scope_arith_backward_show_weight (self, &nudges[n]);
  scope_arith_backward_show_pixel (self, &nudges[n++]);
  scope_arith_backward_hide (self);
  self->updating = FALSE;
  prove (self, nudges, n);
}

/* ---- building ---- */

static ScopeNumberGrid *
grid_new (ScopeGridRole role, const char *name, int largest)
{
  ScopeNumberGrid *grid = SCOPE_NUMBER_GRID (scope_number_grid_new (role, name));

  scope_number_grid_set_cell (grid, 10, largest);
  return grid;
}

static void
scope_arith_backward_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (scope_arith_backward_parent_class)->map (widget);
  update (SCOPE_ARITH_BACKWARD (widget));
}

static void
scope_arith_backward_dispose (GObject *object)
{
  ScopeArithBackward *self = SCOPE_ARITH_BACKWARD (object);

  give_up (self);
  g_clear_object (&self->state);
  g_clear_object (&self->predict);
  G_OBJECT_CLASS (scope_arith_backward_parent_class)->dispose (object);
}

static void
scope_arith_backward_class_init (ScopeArithBackwardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = scope_arith_backward_dispose;
  GTK_WIDGET_CLASS (klass)->map = scope_arith_backward_map;
}

static void
make_cards (ScopeArithBackward *self)
{
  GtkWidget *x, *dw, *spread, *dx;

  self->x = grid_new (SCOPE_GRID_INPUT, _("Input with its padding"), 34);
  self->dw = grid_new (SCOPE_GRID_KERNEL, _("Gradient of the weights"), 48);
  x = scope_arith_card_grid ("x", "role-x", self->x, &self->x_title);
  dw = scope_arith_card_grid ("∂L/∂w", "role-w", self->dw, &self->dw_title);
  scope_arith_card_init (&self->weight, "", "", x, dw);
  self->spread = grid_new (SCOPE_GRID_DELTA, _("Upstream gradient δ"), 44);
  self->dx = grid_new (SCOPE_GRID_INPUT, _("Gradient of the input"), 34);
  spread = scope_arith_card_grid ("δ", "role-d", self->spread, &self->spread_title);
  dx = scope_arith_card_grid ("∂L/∂x", "role-x", self->dx, &self->dx_title);
  scope_arith_card_init (&self->pixel, "", "", spread, dx);
  self->input = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (gtk_string_list_new (NULL)), NULL));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->input), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Which input"), -1);
  gtk_widget_set_halign (GTK_WIDGET (self->input), GTK_ALIGN_START);
  gtk_box_insert_child_after (GTK_BOX (self->pixel.card), GTK_WIDGET (self->input), self->pixel.formula);
  gtk_widget_set_hexpand (self->weight.card, TRUE);
  gtk_widget_set_hexpand (self->pixel.card, TRUE);
  scope_arith_slides_append (self->slides, self->weight.card);
  scope_arith_slides_append (self->slides, self->pixel.card);
}

static void
scope_arith_backward_init (ScopeArithBackward *self)
{
}

/** scope_arith_backward_new: Returns: (transfer full): the stage of @state */
GtkWidget *
scope_arith_backward_new (ScopeArithState *state, ScopeArithPredict *predict)
{
  ScopeArithBackward *self = g_object_new (SCOPE_TYPE_ARITH_BACKWARD, NULL);
  GtkWidget *box = adw_bin_new ();

  self->state = g_object_ref (state);
  self->predict = g_object_ref (predict);
  self->arrival = SCOPE_ARITH_ARRIVAL (scope_arith_arrival_new (state));
  self->slides = SCOPE_ARITH_SLIDES (scope_arith_slides_new (COMFORT));
  scope_arith_slides_append (self->slides, GTK_WIDGET (self->arrival));
  make_cards (self);
  adw_bin_set_child (ADW_BIN (box), GTK_WIDGET (self->slides));
  gtk_widget_add_css_class (box, "arith-stage");
  adw_bin_set_child (ADW_BIN (self), box);
  scope_arith_backward_connect (self);
  g_signal_connect_object (predict, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (state, "settings", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (state, "moved", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
