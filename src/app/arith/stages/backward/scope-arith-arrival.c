/* The first card of the stage "Backward": the upstream gradient, where it comes from, the loss. */
#include "scope-arith-arrival.h"

#include <glib/gi18n.h>

#include "numbers.h"
#include "scope-arith-card.h"
#include "scope-arith-plane.h"

struct _ScopeArithArrival
{
  AdwBin           parent_instance;

  ScopeArithState *state;
  ScopeNumberGrid *delta, *y;
  GtkWidget       *delta_title, *y_title, *grids, *y_box, *source, *branches, *loss, *bias, *all, *outcome, *training;
  GtkToggleButton *from_loss, *typed;
  gboolean         updating;
};

G_DEFINE_FINAL_TYPE (ScopeArithArrival, scope_arith_arrival, ADW_TYPE_BIN)

/* ---- where δ comes from ---- */

/* Why there is no δ from the loss; NULL if there is one */
static const char *
why_not (ScopeArithArrival *self)
{
  if (scope_arith_state_waiting (self->state))
    return _("The numbers of the network are being computed…");
  if (scope_arith_state_pass (self->state) == NULL)
    return scope_arith_state_why_not (self->state);
  if (scope_arith_state_has_loss (self->state))
    return NULL;
  if (convo_net_trace_label (scope_arith_state_pass (self->state)) < 0)
    return _("The picture has no label, so the network has no loss.");
  return _("The loss does not depend on this layer.");
}

static void
show_source (ScopeArithArrival *self)
{
  const gboolean layer = !scope_arith_state_is_free (self->state);
  const char *reason = layer ? why_not (self) : NULL;

  gtk_widget_set_visible (self->source, layer);
  gtk_widget_set_sensitive (GTK_WIDGET (self->from_loss), reason == NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->from_loss), reason);
  gtk_toggle_button_set_active (scope_arith_state_from_loss (self->state) && reason == NULL ? self->from_loss : self->typed, TRUE);
  gtk_widget_set_visible (self->all, reason != NULL || !scope_arith_state_is_real (self->state));
  gtk_label_set_label (GTK_LABEL (self->all), reason != NULL ? reason : _("Type into δ; click a weight or a pixel to take its gradient apart."));
  scope_number_grid_set_editable (self->delta, !scope_arith_state_is_real (self->state) && !scope_arith_state_waiting (self->state));
}

static void
source_chosen (ScopeArithArrival *self)
{
  if (!self->updating)
    scope_arith_state_set_from_loss (self->state, gtk_toggle_button_get_active (self->from_loss));
}

static void
training_toggled (ScopeArithArrival *self)
{
  if (!self->updating)
    scope_arith_state_set_training (self->state, gtk_check_button_get_active (GTK_CHECK_BUTTON (self->training)));
}

static void
show_training (ScopeArithArrival *self)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  ConvoNetTrace *pass = scope_arith_state_pass (self->state);
  const gboolean norm = g_strcmp0 (trace->arith.kind->name, "batch-norm") == 0;

  gtk_widget_set_visible (self->training, pass != NULL ? convo_net_trace_differs (convo_net_trace_report (pass)) : norm);
  gtk_check_button_set_label (GTK_CHECK_BUTTON (self->training),
                              pass != NULL ? _("The network as while training: statistics of this picture alone, dropout as drawn once")
                                           : _("Statistics of this picture, as while training"));
  gtk_label_set_wrap (GTK_LABEL (gtk_widget_get_last_child (self->training)), TRUE);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->training), pass != NULL ? scope_arith_state_wants_training (self->state) : trace->training);
}

/* ---- numbers ---- */

static void
show_grids (ScopeArithArrival *self)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const ScopePlane plane = scope_plane_of (&trace->out);
  const int unit = scope_arith_state_is_real (self->state) ? scope_plane_unit (trace->dy, convo_shape_count (&trace->out)) : 0;
  g_autofree char *unit_text = scope_plane_unit_text (unit);
  int channel, slice, row, column;

  scope_plane_place (&trace->out, scope_arith_state_output (self->state), &channel, &slice, &row, &column);
  scope_plane_show (self->delta, plane.rows, plane.columns, scope_plane_values (&trace->out, trace->dy, channel, slice), unit);
  scope_number_grid_set_values (self->y, plane.rows, plane.columns, scope_plane_values (&trace->out, trace->y, channel, slice));
  scope_number_grid_set_current (self->delta, row, column);
  scope_number_grid_set_current (self->y, row, column);
  scope_arith_markup (self->delta_title, _("= ∂L/∂y, output channel %d of %d%s"), channel + 1, plane.planes, unit_text);
  scope_arith_markup (self->y_title, _("of the forward pass"));
}

/* δ·y over all cells: the loss whose gradient a typed δ is */
static double
typed_loss (const ConvoTrace *trace)
{
  double loss = 0;

  for (gint64 i = 0; i < convo_shape_count (&trace->out); i++)
    loss += (double) trace->dy[i] * trace->y[i];
  return loss;
}

static void
show_loss (ScopeArithArrival *self)
{
  ConvoNetTrace *pass = scope_arith_state_pass (self->state);
  const char *name = scope_arith_state_label_name (self->state);
  g_autofree char *number = NULL;

  if (!scope_arith_state_is_real (self->state))
    {
      number = scope_number_text (typed_loss (scope_arith_state_trace (self->state)));
      scope_arith_markup (self->loss, _("L = Σ δ·y = <b>%s</b>, so ∂L/∂y is δ itself"), number);
      return;
    }
  number = convo_number_real (convo_net_trace_loss (pass), 4);
  if (name != NULL)
    /* translators: the loss's value, the name of the picture's class */
    scope_arith_markup (self->loss, _("L = <b>%s</b>, the network's loss for this picture, whose label is “%s”"), number, name);
  else
    scope_arith_markup (self->loss, _("L = <b>%s</b>, the network's loss for this picture, whose label is class %d"), number,
                        convo_net_trace_label (pass) + 1);
}

/* A value that several layers read: δ of the current cell is the sum of what they send back. */
static void
show_branches (ScopeArithArrival *self)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  GPtrArray *branches = scope_arith_state_branches (self->state);
  const gint64 y = scope_arith_state_output (self->state);
  const gboolean shown = scope_arith_state_is_real (self->state) && branches != NULL && branches->len > 1;
  g_autoptr(GString) text = NULL;
  g_autofree char *place = NULL, *sum = NULL, *head = NULL, *markup = NULL;

  gtk_widget_set_visible (self->branches, shown);
  if (!shown)
    return;
  text = g_string_new (NULL);
  for (guint i = 0; i < branches->len; i++)
    {
      const ConvoBranch *branch = branches->pdata[i];
      g_autofree char *part = convo_trace_number (branch->delta[y]), *path = g_markup_escape_text (branch->path, -1);

      g_string_append_printf (text, "%s<b>%s</b> <small>%s</small>", i > 0 ? "  +  " : "", part, path);
    }
  place = convo_trace_say_place (&trace->out, y);
  sum = convo_trace_number (trace->dy[y]);
  /* translators: %u layers read an output value, whose place is %s; δ is the sum of what each of them sends back, which follows */
  head = g_strdup_printf (ngettext ("%u layer reads %s and sends its part of δ back:", "%u layers read %s, and each sends its part of δ back:",
                                    branches->len), branches->len, place);
  markup = g_strdup_printf ("%s\n%s  =  <b>%s</b>", head, text->str, sum);
  gtk_label_set_markup (GTK_LABEL (self->branches), markup);
}

static void
show_bias (ScopeArithArrival *self)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const int bias = convo_trace_bias (trace);
  g_autofree char *gradient = NULL;

  gtk_widget_set_visible (self->bias, bias >= 0);
  if (bias < 0)
    return;
  gradient = convo_trace_number (trace->grad[bias][scope_arith_state_kernel (self->state)]);
  scope_arith_markup (self->bias, _("<b>Gradient of the bias</b>\nb reaches every cell of y with factor 1:\n∂L/∂b = Σ δ = <b>%s</b>"), gradient);
}

/** scope_arith_arrival_update: shows what the state has now; @hide_outcome: outputs, loss and sums of δ are to be predicted */
void
scope_arith_arrival_update (ScopeArithArrival *self, gboolean hide_outcome)
{
  const gboolean large = scope_arith_state_large (self->state);

  scope_number_grid_set_cell (self->delta, 10, large ? 112 : 48);
  scope_number_grid_set_cell (self->y, 10, large ? 112 : 40);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->grids), large ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
  self->updating = TRUE;
  show_source (self);
  show_training (self);
  self->updating = FALSE;
  show_grids (self);
  show_loss (self);
  show_branches (self);
  show_bias (self);
  gtk_widget_set_visible (self->outcome, !hide_outcome);
  gtk_widget_set_visible (self->y_box, !hide_outcome);
}

static void
cell_chosen (ScopeArithArrival *self, int row, int column)
{
  const ScopePlane plane = scope_plane_of (&scope_arith_state_trace (self->state)->out);
  int channel, slice, unused;

  scope_plane_place (&scope_arith_state_trace (self->state)->out, scope_arith_state_output (self->state), &channel, &slice, &unused, &unused);
  if (row >= 0 && column >= 0 && row < plane.rows && column < plane.columns)
    scope_arith_state_go (self->state, ((gint64) slice * plane.rows + row) * plane.columns + column);
}

static void
delta_edited (ScopeArithArrival *self, int row, int column, double value)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  int channel, slice, unused;

  scope_plane_place (&trace->out, scope_arith_state_output (self->state), &channel, &slice, &unused, &unused);
  scope_arith_state_set_delta (self->state, scope_plane_index (&trace->out, channel, slice, row, column), value);
}

/* ---- building ---- */

static void
make_source (ScopeArithArrival *self)
{
  self->source = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  /* translators: where the upstream gradient δ comes from: the network's loss, or what was typed */
  self->from_loss = GTK_TOGGLE_BUTTON (gtk_toggle_button_new_with_label (_("δ from the loss")));
  self->typed = GTK_TOGGLE_BUTTON (gtk_toggle_button_new_with_label (_("δ typed")));
  gtk_toggle_button_set_group (self->typed, self->from_loss);
  gtk_widget_add_css_class (self->source, "linked");
  gtk_widget_set_halign (self->source, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (self->source), GTK_WIDGET (self->from_loss));
  gtk_box_append (GTK_BOX (self->source), GTK_WIDGET (self->typed));
  g_signal_connect_swapped (self->from_loss, "toggled", G_CALLBACK (source_chosen), self);
}

static ScopeNumberGrid *
grid_new (ScopeGridRole role, const char *name, int largest)
{
  ScopeNumberGrid *grid = SCOPE_NUMBER_GRID (scope_number_grid_new (role, name));

  scope_number_grid_set_cell (grid, 10, largest);
  return grid;
}

static void
scope_arith_arrival_dispose (GObject *object)
{
  g_clear_object (&SCOPE_ARITH_ARRIVAL (object)->state);
  G_OBJECT_CLASS (scope_arith_arrival_parent_class)->dispose (object);
}

static void
scope_arith_arrival_class_init (ScopeArithArrivalClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = scope_arith_arrival_dispose;
}

static void
scope_arith_arrival_init (ScopeArithArrival *self)
{
  GtkWidget *card = scope_arith_card_new (_("What arrives"));

  make_source (self);
  self->delta = grid_new (SCOPE_GRID_DELTA, _("Upstream gradient δ"), 48);
  self->y = grid_new (SCOPE_GRID_OUTPUT, _("Output"), 40);
  self->branches = scope_arith_label (NULL);
  self->loss = scope_arith_label (NULL);
  self->bias = scope_arith_label (NULL);
  self->all = scope_arith_label ("small-text");
  self->training = gtk_check_button_new_with_label ("");
  gtk_box_append (GTK_BOX (card), self->source);
  self->grids = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  self->y_box = scope_arith_card_grid ("y", "role-y", self->y, &self->y_title);
  gtk_box_set_homogeneous (GTK_BOX (self->grids), TRUE);
  gtk_box_append (GTK_BOX (self->grids), scope_arith_card_grid ("δ", "role-d", self->delta, &self->delta_title));
  gtk_box_append (GTK_BOX (self->grids), self->y_box);
  gtk_box_append (GTK_BOX (card), self->grids);
  gtk_box_append (GTK_BOX (card), self->branches);
  self->outcome = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  gtk_box_append (GTK_BOX (self->outcome), self->loss);
  gtk_box_append (GTK_BOX (self->outcome), self->bias);
  gtk_box_append (GTK_BOX (card), self->outcome);
  gtk_box_append (GTK_BOX (card), self->training);
  gtk_box_append (GTK_BOX (card), self->all);
  gtk_widget_set_size_request (card, 240, -1);
  adw_bin_set_child (ADW_BIN (self), card);
  g_signal_connect_swapped (self->training, "toggled", G_CALLBACK (training_toggled), self);
  g_signal_connect_swapped (self->delta, "pressed", G_CALLBACK (cell_chosen), self);
  g_signal_connect_swapped (self->y, "pressed", G_CALLBACK (cell_chosen), self);
  g_signal_connect_swapped (self->delta, "edited", G_CALLBACK (delta_edited), self);
}

/** scope_arith_arrival_new: Returns: (transfer full): the card; whoever has it calls scope_arith_arrival_update() */
GtkWidget *
scope_arith_arrival_new (ScopeArithState *state)
{
  ScopeArithArrival *self = g_object_new (SCOPE_TYPE_ARITH_ARRIVAL, NULL);

  self->state = g_object_ref (state);
  return GTK_WIDGET (self);
}
