/* The stage "Backward": what arrives, the gradient of one weight, the gradient of one pixel, each with its proof. */
#include "scope-arith-backward.h"

#include <glib/gi18n.h>
#include <math.h>

#include "scope-arith-plane.h"
#include "scope-arith-route.h"
#include "scope-arith-sum.h"

#define NUDGE 1e-2             /* floats: smaller differences drown in rounding, and a convolution is exact at any */

typedef struct
{
  GtkWidget *card, *title, *formula, *equation, *words;
  GtkWidget *above, *below, *slope, *verdict;
} Card;

struct _ScopeArithBackward
{
  AdwBin           parent_instance;

  ScopeArithState *state;
  GtkWidget       *loss, *bias, *all, *training;
  ScopeNumberGrid *delta, *y, *x, *dw, *spread, *dx;
  GtkWidget       *delta_title, *y_title, *x_title, *dw_title, *spread_title, *dx_title;
  Card             weight, pixel;
};

G_DEFINE_FINAL_TYPE (ScopeArithBackward, scope_arith_backward, ADW_TYPE_BIN)

/* Four decimals and a true minus. */
static char *
decimal (double value)
{
  return g_strdup_printf ("%s%.4f", value < 0 ? "−" : "", fabs (value));
}

static void
show_proof (Card *card, const ConvoProof *proof)
{
  g_autofree char *above = decimal (proof->above), *below = decimal (proof->below);
  g_autofree char *slope = decimal (proof->slope), *engine = scope_number_text (proof->engine);
  g_autofree char *difference = g_strdup_printf ("%.1e", fabs (proof->slope - proof->engine));

  scope_arith_markup (card->above, "L(+h) = <b>%s</b>", above);
  scope_arith_markup (card->below, "L(−h) = <b>%s</b>", below);
  /* translators: a finite difference: (L(+h) − L(−h)) divided by 2h */
  scope_arith_markup (card->slope, _("difference ÷ 2h = <b>%s</b>"), slope);
  gtk_widget_remove_css_class (card->verdict, "success");
  gtk_widget_remove_css_class (card->verdict, "error");
  gtk_widget_add_css_class (card->verdict, proof->agrees ? "success" : "error");
  if (proof->agrees)
    scope_arith_markup (card->verdict, _("✓ formula <b>%s</b>, difference %s"), engine, difference);
  else
    scope_arith_markup (card->verdict, _("✕ formula <b>%s</b>, nudging gives <b>%s</b>"), engine, slope);
}

static void
show_sum (Card *card, const ConvoSum *sum, const char *name)
{
  g_autofree char *equation = convo_sum_equation (sum, FALSE);
  g_autofree char *escaped = g_markup_escape_text (equation, -1), *text = NULL;

  text = g_strdup_printf ("%s  =  %s", name, escaped);
  gtk_label_set_markup (GTK_LABEL (card->equation), text);
}

/* ---- what arrives ---- */

static void
show_arrival (ScopeArithBackward *self)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const ScopePlane plane = scope_plane_of (&trace->out);
  const int bias = convo_trace_bias (trace);
  double loss = 0;
  g_autofree char *number = NULL;
  int channel, slice, row, column;

  scope_plane_place (&trace->out, scope_arith_state_output (self->state), &channel, &slice, &row, &column);
  scope_number_grid_set_values (self->delta, plane.rows, plane.columns, scope_plane_values (&trace->out, trace->dy, channel, slice));
  scope_number_grid_set_values (self->y, plane.rows, plane.columns, scope_plane_values (&trace->out, trace->y, channel, slice));
  scope_arith_markup (self->delta_title, _("= ∂L/∂y, output channel %d of %d"), channel + 1, plane.planes);
  scope_arith_markup (self->y_title, _("of the forward pass"));
  for (gint64 i = 0; i < convo_shape_count (&trace->out); i++)
    loss += (double) trace->dy[i] * trace->y[i];
  number = scope_number_text (loss);
  scope_arith_markup (self->loss, _("L = Σ δ·y = <b>%s</b>, so ∂L/∂y is δ itself"), number);
  gtk_widget_set_visible (self->training, g_strcmp0 (trace->arith.kind->name, "batch-norm") == 0);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->training), trace->training);
  gtk_widget_set_visible (self->bias, bias >= 0);
  if (bias >= 0)
    {
      g_autofree char *gradient = scope_number_text (trace->grad[bias][channel]);

      scope_arith_markup (self->bias, _("<b>Gradient of the bias</b>\nb reaches every cell of y with factor 1:\n∂L/∂b = Σ δ = <b>%s</b>"),
                          gradient);
    }
}

/* ---- one weight ---- */

static void
show_weight (ScopeArithBackward *self)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const int param = convo_trace_weight (trace);
  const gint64 weight = scope_arith_state_weight (self->state);
  g_autoptr(ConvoSum) sum = NULL;
  g_autoptr(GArray) uses = NULL;
  g_autofree guint8 *lit = NULL;
  g_autofree char *name = NULL, *said = NULL;
  gint64 out_channel, in_channel, tap[3];
  ConvoProof proof;
  ScopePlane plane = scope_plane_of (&trace->in[0]);
  const int rows = trace->in[0].rank < 3 ? 1 : (int) trace->arith.kernel[1];
  const int columns = trace->in[0].rank == 1 ? (int) trace->in[0].dim[0] : (int) trace->arith.kernel[2];

  gtk_widget_set_visible (self->weight.card, param >= 0);
  if (param < 0)
    return;
  convo_trace_weight_place (trace, weight, &out_channel, &in_channel, tap);
  sum = convo_trace_weight_gradient (trace, param, weight);
  uses = convo_trace_uses (trace, weight);
  lit = scope_arith_lit_inputs (trace, uses, (int) in_channel);
  scope_number_grid_set_values (self->x, plane.rows, plane.columns,
                                scope_plane_values (&trace->in[0], trace->x[0], plane.planes > 1 ? (int) in_channel : 0, 0));
  scope_plane_padding (self->x, trace);
  scope_number_grid_set_unread (self->x, 0, 0);
  scope_number_grid_set_lit (self->x, lit);
  scope_arith_markup (self->x_title, ngettext ("the %u cell that this weight touched", "the %u cells that this weight touched", uses->len),
                      uses->len);
  if (rows * columns > 0)
    scope_number_grid_set_values (self->dw, rows, columns, trace->grad[param] + weight / (rows * columns) * (rows * columns));
  scope_number_grid_set_current (self->dw, (int) (weight % (rows * columns) / columns), (int) (weight % columns));
  scope_arith_markup (self->dw_title, _("kernel %d, channel %d"), (int) out_channel + 1, (int) in_channel + 1);
  name = g_strdup_printf ("∂L/∂w[%d, %d]", (int) (weight % (rows * columns) / columns) + 1, (int) (weight % columns) + 1);
  show_sum (&self->weight, sum, name);
  said = convo_trace_say_weight_gradient (trace, param, weight);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->weight.card), GTK_ACCESSIBLE_PROPERTY_LABEL, said, -1);
  convo_trace_prove_weight (trace, param, weight, NUDGE, &proof);
  show_proof (&self->weight, &proof);
}

/* ---- one pixel ---- */

static void
show_pixel (ScopeArithBackward *self)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const gint64 pixel = scope_arith_state_pixel (self->state);
  const ScopePlane in = scope_plane_of (&trace->in[0]), out = scope_plane_of (&trace->out);
  g_autoptr(ConvoSum) sum = convo_trace_input_gradient (trace, 0, pixel);
  g_autoptr(GArray) feeds = convo_trace_feeds (trace, 0, pixel);
  g_autofree guint8 *lit = scope_arith_lit_outputs (&trace->out, feeds, scope_arith_state_output (self->state));
  g_autofree char *name = NULL, *words = NULL, *said = convo_trace_say_input_gradient (trace, 0, pixel);
  int channel, slice, row, column, out_channel, out_slice, unused;
  ConvoProof proof;

  scope_plane_place (&trace->in[0], pixel, &channel, &slice, &row, &column);
  scope_plane_place (&trace->out, scope_arith_state_output (self->state), &out_channel, &out_slice, &unused, &unused);
  scope_number_grid_set_values (self->dx, in.rows, in.columns, scope_plane_values (&trace->in[0], trace->dx[0], channel, slice));
  scope_number_grid_set_current (self->dx, row, column);
  scope_number_grid_set_values (self->spread, out.rows, out.columns, scope_plane_values (&trace->out, trace->dy, out_channel, out_slice));
  scope_number_grid_set_lit (self->spread, lit);
  scope_arith_markup (self->spread_title, ngettext ("%u output read this pixel", "%u outputs read this pixel", feeds->len), feeds->len);
  scope_arith_markup (self->dx_title, _("channel %d of %d"), channel + 1, in.planes);
  name = g_strdup_printf ("∂L/∂x[%d, %d]", row + 1, column + 1);
  show_sum (&self->pixel, sum, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->pixel.card), GTK_ACCESSIBLE_PROPERTY_LABEL, said, -1);
  words = scope_arith_route_words (trace, sum, pixel);
  gtk_label_set_label (GTK_LABEL (self->pixel.title), scope_arith_route_title (trace));
  gtk_label_set_label (GTK_LABEL (self->pixel.formula), scope_arith_route_formula (trace));
  gtk_label_set_label (GTK_LABEL (self->pixel.words), words != NULL ? words : "");
  gtk_widget_set_visible (self->pixel.words, words != NULL);
  convo_trace_prove_input (trace, 0, pixel, NUDGE, &proof);
  show_proof (&self->pixel, &proof);
}

static void
update (ScopeArithBackward *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))      /* proofs run the layer twice: only for someone who looks */
    return;
  show_arrival (self);
  show_weight (self);
  show_pixel (self);
}

static void
settings_changed (ScopeArithBackward *self)
{
  scope_number_grid_set_editable (self->delta, TRUE);
  update (self);
}

/* ---- pointing and typing ---- */

static void
weight_chosen (ScopeArithBackward *self, int row, int column)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const int rows = trace->in[0].rank < 3 ? 1 : (int) trace->arith.kernel[1];
  const int columns = trace->in[0].rank == 1 ? (int) trace->in[0].dim[0] : (int) trace->arith.kernel[2];
  const gint64 begin = scope_arith_state_weight (self->state) / MAX (rows * columns, 1) * (rows * columns);

  if (row >= 0 && column >= 0 && row < rows && column < columns)
    scope_arith_state_set_weight (self->state, begin + row * columns + column);
}

static void
pixel_chosen (ScopeArithBackward *self, int row, int column)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const ScopePlane plane = scope_plane_of (&trace->in[0]);
  int channel, slice, unused;

  scope_plane_place (&trace->in[0], scope_arith_state_pixel (self->state), &channel, &slice, &unused, &unused);
  if (row >= 0 && column >= 0 && row < plane.rows && column < plane.columns)
    scope_arith_state_set_pixel (self->state, scope_plane_index (&trace->in[0], channel, slice, row, column));
}

static void
delta_edited (ScopeArithBackward *self, int row, int column, double value)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  int channel, slice, unused;

  scope_plane_place (&trace->out, scope_arith_state_output (self->state), &channel, &slice, &unused, &unused);
  scope_arith_state_set_delta (self->state, scope_plane_index (&trace->out, channel, slice, row, column), value);
}

static void
training_toggled (ScopeArithBackward *self)
{
  scope_arith_state_set_training (self->state, gtk_check_button_get_active (GTK_CHECK_BUTTON (self->training)));
}

/* ---- building ---- */

static GtkWidget *
card_new (const char *title)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10), *label = scope_arith_label ("heading");

  gtk_label_set_label (GTK_LABEL (label), title);
  gtk_box_append (GTK_BOX (card), label);
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "arith-card");
  gtk_widget_set_vexpand (card, TRUE);
  return card;
}

static void
make_card (Card *card, const char *title, const char *formula, GtkWidget *left, GtkWidget *right)
{
  GtkWidget *grids = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 16), *words = scope_arith_label (NULL), *proof = scope_arith_label ("heading");

  card->card = card_new (title);
  card->title = gtk_widget_get_first_child (card->card);
  card->formula = words;
  gtk_label_set_markup (GTK_LABEL (words), formula);
  gtk_box_append (GTK_BOX (card->card), words);
  gtk_widget_set_hexpand (left, TRUE);
  gtk_widget_set_hexpand (right, TRUE);
  gtk_box_append (GTK_BOX (grids), left);
  gtk_box_append (GTK_BOX (grids), right);
  gtk_widget_set_vexpand (grids, TRUE);
  gtk_box_append (GTK_BOX (card->card), grids);
  card->equation = scope_arith_label ("equation");
  card->words = scope_arith_label (NULL);
  gtk_box_append (GTK_BOX (card->card), card->equation);
  gtk_box_append (GTK_BOX (card->card), card->words);
  gtk_widget_set_visible (card->words, FALSE);
  gtk_box_append (GTK_BOX (card->card), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_label_set_markup (GTK_LABEL (proof), _("Proof by nudging <span weight=\"normal\" size=\"small\">h = 0.01, the forward pass is run twice</span>"));
  gtk_box_append (GTK_BOX (card->card), proof);
  card->above = scope_arith_label (NULL);
  card->below = scope_arith_label (NULL);
  card->slope = scope_arith_label (NULL);
  card->verdict = scope_arith_label ("verdict");
  gtk_widget_set_halign (card->verdict, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (card->card), card->above);
  gtk_box_append (GTK_BOX (card->card), card->below);
  gtk_box_append (GTK_BOX (card->card), card->slope);
  gtk_box_append (GTK_BOX (card->card), card->verdict);
}

static ScopeNumberGrid *
grid_new (ScopeGridRole role, const char *name, int largest)
{
  ScopeNumberGrid *grid = SCOPE_NUMBER_GRID (scope_number_grid_new (role, name));

  scope_number_grid_set_cell (grid, 14, largest);
  return grid;
}

static GtkWidget *
make_arrival (ScopeArithBackward *self)
{
  GtkWidget *card = card_new (_("What arrives"));

  self->delta = grid_new (SCOPE_GRID_DELTA, _("Upstream gradient δ"), 48);
  self->y = grid_new (SCOPE_GRID_OUTPUT, _("Output"), 40);
  gtk_box_append (GTK_BOX (card), scope_arith_titled ("δ", "role-d", GTK_WIDGET (self->delta), &self->delta_title));
  gtk_box_append (GTK_BOX (card), scope_arith_titled ("y", "role-y", GTK_WIDGET (self->y), &self->y_title));
  self->loss = scope_arith_label (NULL);
  self->bias = scope_arith_label (NULL);
  self->all = scope_arith_label ("small-text");
  gtk_label_set_label (GTK_LABEL (self->all), _("Type into δ; click a weight or a pixel to take its gradient apart."));
  self->training = gtk_check_button_new_with_label (_("Statistics of this picture, as while training"));
  gtk_label_set_wrap (GTK_LABEL (gtk_widget_get_last_child (self->training)), TRUE);
  g_signal_connect_swapped (self->training, "toggled", G_CALLBACK (training_toggled), self);
  gtk_box_append (GTK_BOX (card), self->training);
  gtk_box_append (GTK_BOX (card), self->loss);
  gtk_box_append (GTK_BOX (card), self->bias);
  gtk_box_append (GTK_BOX (card), self->all);
  gtk_widget_set_size_request (card, 240, -1);
  return card;
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
  g_clear_object (&SCOPE_ARITH_BACKWARD (object)->state);
  G_OBJECT_CLASS (scope_arith_backward_parent_class)->dispose (object);
}

static void
scope_arith_backward_class_init (ScopeArithBackwardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = scope_arith_backward_dispose;
  GTK_WIDGET_CLASS (klass)->map = scope_arith_backward_map;
}

static void
scope_arith_backward_init (ScopeArithBackward *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 16), *x, *dw, *spread, *dx;

  gtk_box_append (GTK_BOX (box), make_arrival (self));
  self->x = grid_new (SCOPE_GRID_INPUT, _("Input with its padding"), 34);
  self->dw = grid_new (SCOPE_GRID_KERNEL, _("Gradient of the weights"), 48);
  x = scope_arith_titled ("x", "role-x", GTK_WIDGET (self->x), &self->x_title);
  dw = scope_arith_titled ("∂L/∂w", "role-w", GTK_WIDGET (self->dw), &self->dw_title);
  make_card (&self->weight, _("1  Gradient of one weight: input correlated with δ"),
             _("∂L/∂w[u, v] = Σ x[…] · δ[i, j], over all cells that w[u, v] touched"), x, dw);
  self->spread = grid_new (SCOPE_GRID_DELTA, _("Upstream gradient δ"), 44);
  self->dx = grid_new (SCOPE_GRID_INPUT, _("Gradient of the input"), 34);
  spread = scope_arith_titled ("δ", "role-d", GTK_WIDGET (self->spread), &self->spread_title);
  dx = scope_arith_titled ("∂L/∂x", "role-x", GTK_WIDGET (self->dx), &self->dx_title);
  make_card (&self->pixel, _("2  Gradient of one pixel: δ through the turned kernel"),
             _("∂L/∂x = δ, spread out by the stride ★ w turned by 180°"), spread, dx);
  gtk_widget_set_hexpand (self->weight.card, TRUE);
  gtk_widget_set_hexpand (self->pixel.card, TRUE);
  gtk_box_append (GTK_BOX (box), self->weight.card);
  gtk_box_append (GTK_BOX (box), self->pixel.card);
  gtk_widget_add_css_class (box, "arith-stage");
  adw_bin_set_child (ADW_BIN (self), box);
  g_signal_connect_swapped (self->dw, "pressed", G_CALLBACK (weight_chosen), self);
  g_signal_connect_swapped (self->dx, "pressed", G_CALLBACK (pixel_chosen), self);
  g_signal_connect_swapped (self->delta, "edited", G_CALLBACK (delta_edited), self);
}

/** scope_arith_backward_new: Returns: (transfer full): the stage of @state */
GtkWidget *
scope_arith_backward_new (ScopeArithState *state)
{
  ScopeArithBackward *self = g_object_new (SCOPE_TYPE_ARITH_BACKWARD, NULL);

  self->state = g_object_ref (state);
  g_signal_connect_object (state, "settings", G_CALLBACK (settings_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (state, "moved", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  settings_changed (self);
  return GTK_WIDGET (self);
}
