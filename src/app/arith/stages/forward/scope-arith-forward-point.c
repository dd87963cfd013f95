/* The stage "Forward" under the pointer and the keys: what is pointed at lights up everywhere, what is typed is taken. */
#include "scope-arith-forward-private.h"

static ScopeArithRow *
row_of (ScopeArithForward *self, ScopeNumberGrid *grid)
{
  for (int i = 0; i < SCOPE_ARITH_ROWS; i++)
    if (self->rows[i].x == grid || self->rows[i].w == grid)
      return &self->rows[i];
  return NULL;
}

static void
y_hovered (ScopeArithForward *self, int row, int column)
{
  const ConvoShape *out = &scope_arith_state_trace (self->state)->out;
  const ScopePlane plane = scope_plane_of (out);
  int channel, slice, unused;

  scope_plane_place (out, scope_arith_state_output (self->state), &channel, &slice, &unused, &unused);
  if (row < 0 || column < 0 || row >= plane.rows || column >= plane.columns || scope_arith_predict_active (self->predict)
      || scope_arith_predict_hides_shape (self->predict))
    self->peek = -1;
  else if (out->rank == 1)
    self->peek = -1;
  else
    self->peek = scope_plane_index (out, 0, slice, row, column);
  scope_arith_forward_update (self);
}

static void
y_pressed (ScopeArithForward *self, int row, int column)
{
  const ConvoShape *out = &scope_arith_state_trace (self->state)->out;
  int channel, slice, unused;

  scope_plane_place (out, scope_arith_state_output (self->state), &channel, &slice, &unused, &unused);
  if (row < 0 || column < 0 || scope_arith_predict_hides_shape (self->predict))
    return;
  if (out->rank == 1)
    scope_arith_state_set_kernel (self->state, column);
  else
    scope_arith_state_go (self->state, scope_plane_index (out, 0, slice, row, column));
}

/* What is typed into the output is a guess: only while predicting. */
static void
y_edited (ScopeArithForward *self, int row, int column, double value)
{
  g_autofree char *typed = g_strdup_printf ("%.10g", value);

  if (!scope_arith_predict_active (self->predict))
    return;
  y_pressed (self, row, column);
  scope_arith_predict_answer (self->predict, typed);
}

static void
light (ScopeArithForward *self, GArray *terms)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  g_autofree guint8 *outputs = scope_arith_lit_outputs (&trace->out, terms, scope_arith_state_output (self->state));

  scope_number_grid_set_lit (self->y, scope_arith_predict_hides_shape (self->predict) ? NULL : outputs);
}

static void
x_hovered (ScopeArithForward *self, int row, int column, ScopeNumberGrid *grid)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const ScopeArithRow *shown = row_of (self, grid);
  const ConvoShape *in = &trace->in[shown->input];
  const ScopePlane plane = scope_plane_of (in);
  g_autoptr(GArray) feeds = NULL;

  if (grid == self->rows[0].x && row >= 0 && column >= 0)
    scope_grid_lens_centre (self->lens, row, column, 5);
  else if (grid == self->rows[0].x)
    scope_arith_forward_look (self, &self->window);
  gtk_widget_queue_draw (GTK_WIDGET (self->board));
  if (row >= 0 && scope_spread_is (trace) && !scope_spread_source (trace, &row, &column))
    row = -1;
  if (row < 0 || column < 0 || row >= plane.rows || column >= plane.columns || plane.slices > 1)
    {
      scope_number_grid_set_lit (self->y, NULL);
      return;
    }
  feeds = convo_trace_feeds (trace, shown->input, scope_plane_index (in, MAX (shown->channel, 0), 0, row, column));
  light (self, feeds);
}

static gint64
weight_index (ScopeArithForward *self, const ScopeArithRow *row, int r, int c)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  g_autoptr(ConvoSum) sum = convo_trace_output (trace, scope_arith_forward_shown (self));
  const gint64 tap[3] = { 0, r, c };
  ScopeGridWindow window;
  int rows, columns, slice;
  const gboolean windowed = scope_arith_forward_window (self, sum, &window, &slice);

  if (scope_spread_is (trace))
    return convo_trace_acting_weight (trace, scope_arith_state_kernel (self->state), row->channel, tap);
  slice = scope_arith_state_slice (self->state) >= 0 ? scope_arith_state_slice (self->state) : slice;
  scope_number_grid_get_size (row->w, &rows, &columns);
  for (guint i = 0; i < sum->terms->len; i++)
    {
      const ConvoTerm *term = &g_array_index (sum->terms, ConvoTerm, i);

      if (scope_arith_forward_place (trace, row, term, windowed ? &window : NULL, slice) == r * columns + c)
        return term->w;
    }
  return -1;
}

static void
w_hovered (ScopeArithForward *self, int row, int column, ScopeNumberGrid *grid)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  ScopeArithRow *channel = row_of (self, grid);
  const gint64 weight = row < 0 ? -1 : weight_index (self, channel, row, column);
  g_autoptr(GArray) uses = weight < 0 ? NULL : convo_trace_uses (trace, weight);
  g_autofree guint8 *inputs = NULL;

  if (uses == NULL || scope_arith_predict_hides_shape (self->predict))     /* what it meets can be counted */
    {
      scope_arith_forward_update (self);
      return;
    }
  if (!scope_spread_is (trace))
    {
      inputs = scope_arith_lit_inputs (trace, uses, channel->channel);
      scope_number_grid_set_window (channel->x, NULL);
      scope_number_grid_set_lit (channel->x, inputs);
    }
  light (self, uses);
}

static void
x_edited (ScopeArithForward *self, int row, int column, double value, ScopeNumberGrid *grid)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const ScopeArithRow *shown = row_of (self, grid);

  if (scope_spread_is (trace) && !scope_spread_source (trace, &row, &column))
    return;                            /* a zero between values, or beyond the edge */
  scope_arith_state_set_x (self->state, shown->input,
                           scope_plane_index (&trace->in[shown->input], MAX (shown->channel, 0), 0, row, column), value);
}

static void
w_edited (ScopeArithForward *self, int row, int column, double value, ScopeNumberGrid *grid)
{
  const gint64 weight = weight_index (self, row_of (self, grid), row, column);

  if (weight >= 0)
    scope_arith_state_set_param (self->state, convo_trace_weight (scope_arith_state_trace (self->state)), weight, value);
}

static void
bias_edited (ScopeArithForward *self, int row, int column, double value)
{
  const int bias = convo_trace_bias (scope_arith_state_trace (self->state));

  if (bias >= 0)
    scope_arith_state_set_param (self->state, bias, scope_arith_state_kernel (self->state), value);
}

/** scope_arith_forward_connect: makes every grid of the stage answer pointer and keys */
void
scope_arith_forward_connect (ScopeArithForward *self)
{
  for (int i = 0; i < SCOPE_ARITH_ROWS; i++)
    {
      ScopeArithRow *row = &self->rows[i];

      g_signal_connect_swapped (row->x, "hovered", G_CALLBACK (x_hovered), self);
      g_signal_connect_swapped (row->w, "hovered", G_CALLBACK (w_hovered), self);
      g_signal_connect_swapped (row->x, "edited", G_CALLBACK (x_edited), self);
      g_signal_connect_swapped (row->w, "edited", G_CALLBACK (w_edited), self);
    }
  g_signal_connect_swapped (self->y, "hovered", G_CALLBACK (y_hovered), self);
  g_signal_connect_swapped (self->y, "pressed", G_CALLBACK (y_pressed), self);
  g_signal_connect_swapped (self->bias, "edited", G_CALLBACK (bias_edited), self);
  g_signal_connect_swapped (self->y, "edited", G_CALLBACK (y_edited), self);
}
