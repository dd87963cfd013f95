/* The stage "Backward" under the pointer and while predicting: what is pointed at is taken apart, what is typed is a guess. */
#include "scope-arith-backward-private.h"

#include <math.h>

/* ---- predicting ---- */

static gboolean
hides_weight (ScopeArithBackward *self, gint64 weight)
{
  return scope_arith_backward_param (scope_arith_state_trace (self->state)) >= 0
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

/** scope_arith_backward_hide: the gradients that nobody has answered yet are question marks, and can be typed */
void
scope_arith_backward_hide (ScopeArithBackward *self)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const int input = scope_arith_state_input (self->state);
  const gint64 weight = scope_arith_state_weight (self->state), pixel = scope_arith_state_pixel (self->state);
  const ScopePlane in = scope_plane_of (&trace->in[input]);
  g_autofree char *pixels = scope_arith_backward_pixel_name (trace, input, pixel);
  int rows, columns, channel, slice, unused;
  gint64 begin;

  scope_arith_backward_weight_plane (trace, weight, &rows, &columns, &begin);
  hide_cells (self, self->dw, begin, rows * columns, hides_weight);
  scope_plane_place (&trace->in[input], pixel, &channel, &slice, &unused, &unused);
  hide_cells (self, self->dx, scope_plane_index (&trace->in[input], channel, slice, 0, 0), in.rows * in.columns, hides_pixel);
  if (hides_weight (self, weight))
    {
      g_autofree char *weights = scope_arith_backward_weight_name (trace, weight);

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

/* ---- pointing ---- */

static void
weight_chosen (ScopeArithBackward *self, int row, int column)
{
  int rows, columns;
  gint64 begin;

  scope_arith_backward_weight_plane (scope_arith_state_trace (self->state), scope_arith_state_weight (self->state), &rows, &columns, &begin);
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
  const int param = scope_arith_backward_param (trace);

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

/** scope_arith_backward_connect: makes both gradient grids and the choice of the input answer; once */
void
scope_arith_backward_connect (ScopeArithBackward *self)
{
  g_signal_connect_swapped (self->dw, "pressed", G_CALLBACK (weight_chosen), self);
  g_signal_connect_swapped (self->dx, "pressed", G_CALLBACK (pixel_chosen), self);
  g_signal_connect_swapped (self->dw, "edited", G_CALLBACK (weight_guessed), self);
  g_signal_connect_swapped (self->dx, "edited", G_CALLBACK (pixel_guessed), self);
  g_signal_connect_swapped (self->input, "notify::selected", G_CALLBACK (input_chosen), self);
}
