/* The stage "Backward": what arrives, the gradient of one weight, the gradient of one pixel, each with its proof. */
#include "scope-arith-backward.h"

#include <glib/gi18n.h>
#include <math.h>

#include "scope-arith-arrival.h"
#include "scope-arith-card.h"
#include "scope-arith-plane.h"
#include "scope-arith-route.h"
#include "scope-arith-sum.h"

#define NUDGE 1e-2             /* of typed δ, in floats: smaller differences drown, and a convolution is exact at any */

struct _ScopeArithBackward
{
  AdwBin             parent_instance;

  ScopeArithState   *state;
  ScopeArithPredict *predict;
  ScopeArithArrival *arrival;
  ScopeNumberGrid   *x, *dw, *spread, *dx;
  GtkWidget         *x_title, *dw_title, *spread_title, *dx_title;
  GtkDropDown       *input;
  ScopeArithCard     weight, pixel;
  GCancellable      *proof;            /* proofs that are being computed */
  gboolean           updating;
};

G_DEFINE_FINAL_TYPE (ScopeArithBackward, scope_arith_backward, ADW_TYPE_BIN)

/* ---- one weight ---- */

/* Which parameter the first card is about: the weights, or the scales of batch normalisation; −1: none */
static int
shown_param (const ConvoTrace *trace)
{
  const gboolean scales = trace->n_params > 0 && trace->grad[0] != NULL;

  return convo_trace_weight (trace) >= 0 ? convo_trace_weight (trace) : scales ? 0 : -1;
}

/* The weights that are one grid: those of a kernel and channel, of a linear layer's map or features, all scales */
static void
weight_plane (const ConvoTrace *trace, gint64 weight, int *rows, int *columns, gint64 *begin)
{
  const ScopePlane in = scope_plane_of (&trace->in[0]);

  if (convo_trace_weight (trace) < 0)
    {
      *rows = 1;
      *columns = (int) convo_param_count (&trace->spec[0]);
    }
  else if (!convo_arith_windows (&trace->arith))
    {
      *rows = in.rows;
      *columns = in.columns;
    }
  else
    {
      *rows = trace->in[0].rank < 3 ? 1 : (int) trace->arith.kernel[1];
      *columns = (int) trace->arith.kernel[2];
    }
  *begin = weight / MAX (*rows * *columns, 1) * (*rows * *columns);
}

/* Which channel of the input the weight reads, and where in the grid of weights it stands; the words of both */
static int
weight_channel (const ConvoTrace *trace, gint64 weight, int unit, GtkWidget *title)
{
  g_autofree char *unit_text = scope_plane_unit_text (unit);
  gint64 out_channel, in_channel, at[3];

  if (convo_trace_weight (trace) < 0)
    {
      scope_arith_markup (title, _("γ, one for each channel%s"), unit_text);
      return (int) weight;
    }
  convo_trace_weight_place (trace, weight, &out_channel, &in_channel, at);
  if (!convo_arith_windows (&trace->arith))
    convo_index_place (&trace->in[0], in_channel, &in_channel, at);
  if (trace->in[0].rank == 1)
    in_channel = 0;
  scope_arith_markup (title, _("kernel %d, channel %d%s"), (int) out_channel + 1, (int) in_channel + 1, unit_text);
  return (int) in_channel;
}

/* Every cell of a channel: what a scale touches */
static GArray *
whole_channel (const ConvoTrace *trace, gint64 channel)
{
  const gint64 n = convo_shape_count (&trace->in[0]) / trace->in[0].dim[0];
  GArray *terms = g_array_new (FALSE, FALSE, sizeof (ConvoTerm));

  for (gint64 i = channel * n; i < (channel + 1) * n; i++)
    {
      ConvoTerm term = { .x = i, .w = channel, .y = i };

      convo_index_place (&trace->in[0], i, &term.channel, term.at);
      g_array_append_val (terms, term);
    }
  return terms;
}

static void
show_weight_grids (ScopeArithBackward *self, int param)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const gint64 weight = scope_arith_state_weight (self->state);
  const ScopePlane plane = scope_plane_of (&trace->in[0]);
  const int unit = scope_arith_state_is_real (self->state) ? scope_plane_unit (trace->grad[param], convo_param_count (&trace->spec[param])) : 0;
  const int channel = weight_channel (trace, weight, unit, self->dw_title);
  g_autoptr(GArray) uses = convo_trace_weight (trace) >= 0 ? convo_trace_uses (trace, weight) : whole_channel (trace, weight);
  g_autofree guint8 *lit = scope_arith_lit_inputs (trace, uses, channel);
  const ConvoTerm *first = uses->len > 0 ? &g_array_index (uses, ConvoTerm, 0) : NULL;
  const int slice = first != NULL && trace->in[0].rank == 4 ? (int) CLAMP (first->at[0], 0, plane.slices - 1) : 0;
  int rows, columns;
  gint64 begin;

  scope_number_grid_set_values (self->x, plane.rows, plane.columns, scope_plane_values (&trace->in[0], trace->x[0], channel, slice));
  scope_plane_padding (self->x, trace);
  scope_number_grid_set_unread (self->x, 0, 0);
  scope_number_grid_set_lit (self->x, lit);
  scope_arith_markup (self->x_title, ngettext ("the %u cell that this weight touched", "the %u cells that this weight touched", uses->len),
                      uses->len);
  weight_plane (trace, weight, &rows, &columns, &begin);
  if (rows * columns > 0)
    scope_plane_show (self->dw, rows, columns, trace->grad[param] + begin, unit);
  scope_number_grid_set_current (self->dw, (int) ((weight - begin) / MAX (columns, 1)), (int) ((weight - begin) % MAX (columns, 1)));
}

static char *
weight_name (const ConvoTrace *trace, gint64 weight)
{
  int rows, columns;
  gint64 begin;

  weight_plane (trace, weight, &rows, &columns, &begin);
  if (convo_trace_weight (trace) < 0)
    return g_strdup_printf ("∂L/∂γ[%d]", (int) weight + 1);
  if (rows == 1)
    return g_strdup_printf ("∂L/∂w[%d]", (int) (weight - begin) + 1);
  return g_strdup_printf ("∂L/∂w[%d, %d]", (int) ((weight - begin) / columns) + 1, (int) ((weight - begin) % columns) + 1);
}

/* Returns: whether there is a weight; @nudge: (out): what to prove of it */
static gboolean
show_weight (ScopeArithBackward *self, ConvoNudge *nudge)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const int param = shown_param (trace);
  const gint64 weight = scope_arith_state_weight (self->state);
  g_autoptr(ConvoSum) sum = NULL;
  g_autofree char *name = NULL, *said = NULL;

  gtk_widget_set_visible (self->weight.card, param >= 0);
  if (param < 0)
    return FALSE;
  gtk_label_set_label (GTK_LABEL (self->weight.title), scope_arith_route_weight_title (trace));
  gtk_label_set_label (GTK_LABEL (self->weight.formula), scope_arith_route_weight_formula (trace));
  show_weight_grids (self, param);
  sum = convo_trace_weight_gradient (trace, param, weight);
  name = weight_name (trace, weight);
  scope_arith_card_show_sum (&self->weight, sum, name);
  said = convo_trace_say_weight_gradient (trace, param, weight);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->weight.card), GTK_ACCESSIBLE_PROPERTY_LABEL, said, -1);
  *nudge = (ConvoNudge) { .node = scope_arith_state_node (self->state), .is_param = TRUE, .which = param, .index = weight };
  convo_nudge_set (nudge, sum);
  return TRUE;
}

/* ---- one pixel ---- */

static void
show_pixel_grids (ScopeArithBackward *self, int input, gint64 pixel)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const ScopePlane in = scope_plane_of (&trace->in[input]), out = scope_plane_of (&trace->out);
  g_autoptr(GArray) feeds = convo_trace_feeds (trace, input, pixel);
  g_autofree guint8 *lit = scope_arith_lit_outputs (&trace->out, feeds, scope_arith_state_output (self->state));
  const gboolean real = scope_arith_state_is_real (self->state);
  const int unit = real ? scope_plane_unit (trace->dx[input], convo_shape_count (&trace->in[input])) : 0;
  const int delta_unit = real ? scope_plane_unit (trace->dy, convo_shape_count (&trace->out)) : 0;
  g_autofree char *unit_text = scope_plane_unit_text (unit);
  int channel, slice, row, column, out_channel, out_slice, unused;

  scope_plane_place (&trace->in[input], pixel, &channel, &slice, &row, &column);
  scope_plane_place (&trace->out, scope_arith_state_output (self->state), &out_channel, &out_slice, &unused, &unused);
  scope_plane_show (self->dx, in.rows, in.columns, scope_plane_values (&trace->in[input], trace->dx[input], channel, slice), unit);
  scope_number_grid_set_current (self->dx, row, column);
  scope_plane_show (self->spread, out.rows, out.columns, scope_plane_values (&trace->out, trace->dy, out_channel, out_slice), delta_unit);
  scope_number_grid_set_lit (self->spread, lit);
  scope_arith_markup (self->spread_title, ngettext ("%u output read this pixel", "%u outputs read this pixel", feeds->len), feeds->len);
  scope_arith_markup (self->dx_title, _("channel %d of %d%s"), channel + 1, in.planes, unit_text);
}

static char *
pixel_name (const ConvoTrace *trace, int input, gint64 pixel)
{
  const ScopePlane in = scope_plane_of (&trace->in[input]);
  int channel, slice, row, column;

  scope_plane_place (&trace->in[input], pixel, &channel, &slice, &row, &column);
  if (in.rows == 1)
    return g_strdup_printf ("∂L/∂x[%d]", column + 1);
  if (in.slices > 1)
    return g_strdup_printf ("∂L/∂x[%d, %d, %d]", slice + 1, row + 1, column + 1);
  return g_strdup_printf ("∂L/∂x[%d, %d]", row + 1, column + 1);
}

static void
show_inputs (ScopeArithBackward *self)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const guint shown = g_list_model_get_n_items (gtk_drop_down_get_model (self->input));

  gtk_widget_set_visible (GTK_WIDGET (self->input), trace->n_in > 1);
  if ((int) shown != trace->n_in)
    {
      g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);

      for (int i = 0; i < trace->n_in; i++)
        {
          g_autofree char *name = g_strdup_printf (_("Input %d of %d"), i + 1, trace->n_in);

          gtk_string_list_append (names, name);
        }
      gtk_drop_down_set_model (self->input, G_LIST_MODEL (names));
    }
  gtk_drop_down_set_selected (self->input, scope_arith_state_input (self->state));
}

static void
show_pixel (ScopeArithBackward *self, ConvoNudge *nudge)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const gint64 pixel = scope_arith_state_pixel (self->state);
  const int input = scope_arith_state_input (self->state);
  g_autoptr(ConvoSum) sum = convo_trace_input_gradient (trace, input, pixel);
  g_autofree char *name = pixel_name (trace, input, pixel), *words = scope_arith_route_words (trace, sum, input, pixel);
  g_autofree char *said = convo_trace_say_input_gradient (trace, input, pixel);

  show_inputs (self);
  show_pixel_grids (self, input, pixel);
  scope_arith_card_show_sum (&self->pixel, sum, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->pixel.card), GTK_ACCESSIBLE_PROPERTY_LABEL, said, -1);
  gtk_label_set_label (GTK_LABEL (self->pixel.title), scope_arith_route_title (trace));
  gtk_label_set_label (GTK_LABEL (self->pixel.formula), scope_arith_route_formula (trace));
  gtk_label_set_label (GTK_LABEL (self->pixel.words), words != NULL ? words : "");
  gtk_widget_set_visible (self->pixel.words, words != NULL);
  *nudge = (ConvoNudge) { .node = scope_arith_state_node (self->state), .which = input, .index = pixel };
  convo_nudge_set (nudge, sum);
}

/* ---- proofs ---- */

static void
proved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(ScopeArithBackward) self = data;
  g_autoptr(GError) error = NULL;
  const ConvoProof *proofs = scope_arith_prove_finish (result, &error);
  const gboolean weighted = gtk_widget_get_visible (self->weight.card);

  if (proofs == NULL || g_task_get_cancellable (G_TASK (result)) != self->proof)
    return;
  if (weighted)
    scope_arith_card_show_proof (&self->weight, &proofs[0], TRUE);
  scope_arith_card_show_proof (&self->pixel, &proofs[weighted], TRUE);
}

/* By the network's own loss: the rest of the net is run on a thread */
static void
prove_network (ScopeArithBackward *self, const ConvoNudge *nudges, int n)
{
  self->proof = g_cancellable_new ();
  scope_arith_card_wait (&self->weight);
  scope_arith_card_wait (&self->pixel);
  scope_arith_prove_async (scope_arith_state_pass (self->state), nudges, n, self->proof, proved, g_object_ref (self));
}

/* By Σ δ·y: the layer itself is enough */
static void
prove_layer (ScopeArithBackward *self, const ConvoNudge *nudges, int n)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);

  for (int i = 0; i < n; i++)
    {
      ConvoProof proof;

      if (nudges[i].is_param)
        convo_trace_prove_weight (trace, nudges[i].which, nudges[i].index, NUDGE, &proof);
      else
        convo_trace_prove_input (trace, nudges[i].which, nudges[i].index, NUDGE, &proof);
      scope_arith_card_show_proof (nudges[i].is_param ? &self->weight : &self->pixel, &proof, FALSE);
    }
}

/* ---- predicting ---- */

static gboolean
hides_weight (ScopeArithBackward *self, gint64 weight)
{
  return shown_param (scope_arith_state_trace (self->state)) >= 0
         && scope_arith_predict_hides_at (self->predict, SCOPE_ASKED_WEIGHT, weight);
}

static gboolean
hides_pixel (ScopeArithBackward *self, gint64 pixel)
{
  return scope_arith_predict_hides_at (self->predict, SCOPE_ASKED_PIXEL, scope_arith_predict_pixel (self->predict, pixel));
}

/* Sum and proof would give the gradient away. */
static void
hide_card (ScopeArithCard *card, const char *name)
{
  scope_arith_markup (card->equation, "%s  =  <b>?</b>", name);
  gtk_widget_set_visible (card->words, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (card->card), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
show_proofs (ScopeArithCard *card, gboolean show)
{
  GtkWidget *const proofs[] = { card->above, card->below, card->slope, card->verdict };

  for (gsize i = 0; i < G_N_ELEMENTS (proofs); i++)
    gtk_widget_set_visible (proofs[i], show);
}

static void
hide_cells (ScopeArithBackward *self, ScopeNumberGrid *grid, gint64 first, int n, gboolean (*hides) (ScopeArithBackward *, gint64))
{
  const gboolean active = scope_arith_predict_active (self->predict);
  g_autofree guint8 *hidden = active ? g_new0 (guint8, MAX (n, 1)) : NULL;

  for (int i = 0; active && i < n; i++)
    hidden[i] = hides (self, first + i);
  scope_number_grid_set_hidden (grid, hidden);
  scope_number_grid_set_editable (grid, active);
}

/* The gradients that nobody has answered yet are question marks, and can be typed. */
static void
hide_unanswered (ScopeArithBackward *self)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const int input = scope_arith_state_input (self->state);
  const gint64 weight = scope_arith_state_weight (self->state), pixel = scope_arith_state_pixel (self->state);
  const ScopePlane in = scope_plane_of (&trace->in[input]);
  g_autofree char *pixels = pixel_name (trace, input, pixel);
  int rows, columns, channel, slice, unused;
  gint64 begin;

  weight_plane (trace, weight, &rows, &columns, &begin);
  hide_cells (self, self->dw, begin, rows * columns, hides_weight);
  scope_plane_place (&trace->in[input], pixel, &channel, &slice, &unused, &unused);
  hide_cells (self, self->dx, scope_plane_index (&trace->in[input], channel, slice, 0, 0), in.rows * in.columns, hides_pixel);
  if (hides_weight (self, weight))
    {
      g_autofree char *weights = weight_name (trace, weight);

      hide_card (&self->weight, weights);
    }
  if (hides_pixel (self, pixel))
    hide_card (&self->pixel, pixels);
  show_proofs (&self->weight, !hides_weight (self, weight));
  show_proofs (&self->pixel, !hides_pixel (self, pixel));
}

/* What is typed is in the unit that the grid shows */
static void
guess (ScopeArithBackward *self, ScopeArithAsked what, gint64 index, double value, const float *shown, gint64 n)
{
  const int unit = scope_arith_state_is_real (self->state) ? scope_plane_unit (shown, n) : 0;
  g_autofree char *typed = g_strdup_printf (unit > 0 ? "%.10f" : "%.10g", value * pow (10, -unit));

  scope_arith_predict_answer_at (self->predict, what, index, typed);
}

static void
update (ScopeArithBackward *self)
{
  ConvoNudge nudges[2];
  int n = 0;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))      /* proofs run the layer twice: only for someone who looks */
    return;
  if (self->proof != NULL)
    g_cancellable_cancel (self->proof);
  g_clear_object (&self->proof);
  self->updating = TRUE;
  scope_arith_arrival_update (self->arrival, scope_arith_predict_active (self->predict));
  n += show_weight (self, &nudges[n]);
  show_pixel (self, &nudges[n++]);
  hide_unanswered (self);
  self->updating = FALSE;
  if (scope_arith_state_is_real (self->state))
    prove_network (self, nudges, n);
  else
    prove_layer (self, nudges, n);
}

/* ---- pointing ---- */

static void
weight_chosen (ScopeArithBackward *self, int row, int column)
{
  int rows, columns;
  gint64 begin;

  weight_plane (scope_arith_state_trace (self->state), scope_arith_state_weight (self->state), &rows, &columns, &begin);
  if (row >= 0 && column >= 0 && row < rows && column < columns)
    {
      scope_arith_predict_look (self->predict, SCOPE_ASKED_WEIGHT);
      scope_arith_state_set_weight (self->state, begin + row * columns + column);
    }
}

static void
weight_guessed (ScopeArithBackward *self, int row, int column, double value)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const int param = shown_param (trace);

  weight_chosen (self, row, column);
  if (param >= 0)
    guess (self, SCOPE_ASKED_WEIGHT, scope_arith_state_weight (self->state), value, trace->grad[param],
           convo_param_count (&trace->spec[param]));
}

static void
pixel_chosen (ScopeArithBackward *self, int row, int column)
{
  const ConvoShape *shape = &scope_arith_state_trace (self->state)->in[scope_arith_state_input (self->state)];
  const ScopePlane plane = scope_plane_of (shape);
  int channel, slice, unused;

  scope_plane_place (shape, scope_arith_state_pixel (self->state), &channel, &slice, &unused, &unused);
  if (row >= 0 && column >= 0 && row < plane.rows && column < plane.columns)
    {
      scope_arith_predict_look (self->predict, SCOPE_ASKED_PIXEL);
      scope_arith_state_set_pixel (self->state, scope_plane_index (shape, channel, slice, row, column));
    }
}

static void
pixel_guessed (ScopeArithBackward *self, int row, int column, double value)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const int input = scope_arith_state_input (self->state);

  pixel_chosen (self, row, column);
  guess (self, SCOPE_ASKED_PIXEL, scope_arith_predict_pixel (self->predict, scope_arith_state_pixel (self->state)), value, trace->dx[input],
         convo_shape_count (&trace->in[input]));
}

static void
input_chosen (ScopeArithBackward *self)
{
  if (!self->updating)
    scope_arith_state_set_input (self->state, (int) gtk_drop_down_get_selected (self->input));
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

  if (self->proof != NULL)
    g_cancellable_cancel (self->proof);
  g_clear_object (&self->proof);
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
make_cards (ScopeArithBackward *self, GtkBox *box)
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
  gtk_box_append (box, self->weight.card);
  gtk_box_append (box, self->pixel.card);
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
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 16);

  self->state = g_object_ref (state);
  self->predict = g_object_ref (predict);
  self->arrival = SCOPE_ARITH_ARRIVAL (scope_arith_arrival_new (state));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->arrival));
  make_cards (self, GTK_BOX (box));
  gtk_widget_add_css_class (box, "arith-stage");
  adw_bin_set_child (ADW_BIN (self), box);
  g_signal_connect_swapped (self->dw, "pressed", G_CALLBACK (weight_chosen), self);
  g_signal_connect_swapped (self->dx, "pressed", G_CALLBACK (pixel_chosen), self);
  g_signal_connect_swapped (self->dw, "edited", G_CALLBACK (weight_guessed), self);
  g_signal_connect_swapped (self->dx, "edited", G_CALLBACK (pixel_guessed), self);
  g_signal_connect_object (predict, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->input, "notify::selected", G_CALLBACK (input_chosen), self);
  g_signal_connect_object (state, "settings", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (state, "moved", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
