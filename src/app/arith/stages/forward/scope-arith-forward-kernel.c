/* The stage "Forward": the kernel of one channel and its products with what lies in the window. */
#include "scope-arith-forward-private.h"

#include "scope-arith-lit.h"

/** scope_arith_forward_place: Returns: where a term stands in the kernel as it acts; −1 if it does not belong to this row */
int
scope_arith_forward_place (const ConvoTrace *trace, const ScopeArithRow *row, const ConvoTerm *term, const ScopeGridWindow *window, int slice)
{
  gint64 r = term->at[1], c = term->at[2];

  if (trace->in[0].rank == 1)
    return (int) term->channel;
  if (term->channel != row->channel || (trace->in[0].rank == 4 && term->at[0] != slice))
    return -1;
  if (!convo_arith_windows (&trace->arith) && trace->in[0].rank > 2)      /* a weight for every value: the whole map */
    return (int) (r * trace->in[0].dim[trace->in[0].rank - 1] + c);
  if (window == NULL)
    return (int) (term->tap[1] * trace->arith.kernel[2] + term->tap[2]);
  if (scope_spread_is (trace))
    scope_spread_place (trace, &r, &c);
  r = trace->in[0].rank < 3 ? 0 : (r - window->row) / window->row_step;
  return (int) (r * window->columns + (c - window->column) / window->column_step);
}

/* Every weight of the kernel as it acts, also those that meet a zero between spread values. */
static void
take_weights (ScopeArithForward *self, const ScopeArithRow *row, int rows, int columns, gint64 depth, float *weights)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const float *all = trace->param[convo_trace_weight (trace)];

  for (int i = 0; i < rows * columns; i++)
    {
      const gint64 tap[3] = { depth, trace->in[0].rank < 3 ? 0 : i / columns, i % columns };
      const gint64 at = convo_trace_acting_weight (trace, scope_arith_state_kernel (self->state), row->channel, tap);

      if (at >= 0)
        weights[i] = all[at];
    }
}

/** scope_arith_forward_show_kernel: the weights of one input channel for the present kernel, as they act: turned if the convolution is a true one; and its products */
void
scope_arith_forward_show_kernel (ScopeArithForward *self, ScopeArithRow *row, const ConvoSum *sum, const ScopeGridWindow *window, int slice)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const ScopePlane plane = scope_plane_of (&trace->in[0]);
  const gboolean whole = !convo_arith_windows (&trace->arith);
  const gboolean global = window != NULL && window->rows * window->columns > trace->arith.kernel[1] * trace->arith.kernel[2];
  const int rows = whole ? plane.rows : global ? window->rows : trace->in[0].rank < 3 ? 1 : (int) trace->arith.kernel[1];
  const int columns = whole ? plane.columns : global ? window->columns : (int) trace->arith.kernel[2];
  const gboolean has = convo_trace_weight (trace) >= 0 && sum->rule == CONVO_RULE_PRODUCTS && rows * columns <= 4096;
  const gboolean large = scope_arith_state_large (self->state);
  const gboolean factors = sum->rule == CONVO_RULE_PRODUCTS || sum->rule == CONVO_RULE_WEIGHTED;
  g_autofree float *weights = g_new0 (float, MAX (rows * columns, 1)), *products = g_new0 (float, MAX (rows * columns, 1));
  g_autofree char **above = g_new0 (char *, rows * columns + 1);
  gboolean any = has && scope_spread_is (trace);

  if (has && scope_spread_is (trace))
    take_weights (self, row, rows, columns, 0, weights);
  for (guint i = 0; i < sum->terms->len; i++)
    {
      const ConvoTerm *term = &g_array_index (sum->terms, ConvoTerm, i);
      const int at = scope_arith_forward_place (trace, row, term, window, slice);

      if (at < 0 || at >= rows * columns)
        continue;
      weights[at] = (float) term->b;
      products[at] = (float) (factors ? term->product : term->a);
      if (above[at] == NULL && factors)
        above[at] = scope_arith_factors (term, sum->rule);
      any = TRUE;
    }
  for (int i = 0; i < rows * columns; i++)
    if (above[i] == NULL)
      above[i] = g_strdup ("");
  gtk_widget_set_visible (row->w_box, has && any);
  gtk_widget_set_visible (row->equals, has && any && !large);
  gtk_widget_set_visible (row->p_box, any && !large && rows * columns <= 121 && (has || !whole));
  scope_number_grid_set_values (row->w, rows, columns, weights);
  scope_number_grid_set_texts (row->p, rows, columns, (const char *const *) above, products);
  for (int i = 0; i < rows * columns; i++)
    g_free (above[i]);
}
