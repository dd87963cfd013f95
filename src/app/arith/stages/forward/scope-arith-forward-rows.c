/* The stage "Forward": the channels of the input, a row each, as many as have room. */
#include "scope-arith-forward-private.h"

#include <glib/gi18n.h>

#include "scope-arith-lit.h"

static gboolean
reads_slice (const ConvoSum *sum, int slice)
{
  for (guint i = 0; i < sum->terms->len; i++)
    if (g_array_index (sum->terms, ConvoTerm, i).at[0] == slice)
      return TRUE;
  return FALSE;
}

/** scope_arith_forward_show_slices: which slices of a 3-D input the window reads, and which of them is on the stage */
void
scope_arith_forward_show_slices (ScopeArithForward *self, const ConvoSum *sum)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const ScopePlane plane = scope_plane_of (&trace->in[0]);
  int first = plane.slices, last = -1, shown = scope_arith_state_slice (self->state);

  gtk_widget_set_visible (self->slice_box, plane.slices > 1);
  if (plane.slices <= 1)
    gtk_widget_set_visible (GTK_WIDGET (self->depth), FALSE);
  if (plane.slices <= 1)
    return;
  for (int slice = 0; slice < plane.slices; slice++)
    if (reads_slice (sum, slice))
      {
        first = MIN (first, slice);
        last = MAX (last, slice);
      }
  shown = shown >= 0 ? shown : CLAMP (first, 0, plane.slices - 1);
  scope_arith_depth_show (self->depth, trace, sum, scope_arith_state_channel (self->state), shown);
  self->updating = TRUE;
  gtk_range_set_range (self->slices, 1, plane.slices);
  gtk_range_set_value (self->slices, shown + 1);
  self->updating = FALSE;
  if (last < 0)
    scope_arith_markup (self->slice_words, _("slice <b>%d</b> of %d"), shown + 1, plane.slices);
  else
    scope_arith_markup (self->slice_words, _("slice <b>%d</b> of %d; this window reads slices %d to %d"), shown + 1, plane.slices,
                        first + 1, last + 1);
}

static void
show_row (ScopeArithForward *self, ScopeArithRow *row, const ConvoSum *sum)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const ScopePlane plane = scope_plane_of (&trace->in[row->input]);
  const int kernel = scope_arith_state_kernel (self->state);
  ScopeGridWindow window;
  int first = 0;
  const gboolean spread = scope_spread_is (trace), windowed = scope_arith_forward_window (self, sum, &window, &first);
  const int slice = scope_arith_state_slice (self->state) >= 0 ? scope_arith_state_slice (self->state) : first;
  const gboolean framed = windowed && (plane.slices <= 1 || reads_slice (sum, slice));
  g_autofree guint8 *lit = NULL;

  if (spread)
    scope_spread_show (row->x, trace, row->channel);
  else
    {
      scope_number_grid_set_empty (row->x, NULL);
      scope_number_grid_set_values (row->x, plane.rows, plane.columns,
                                    scope_plane_values (&trace->in[row->input], trace->x[row->input], row->channel, slice));
      scope_plane_padding (row->x, trace);
      if (scope_arith_predict_hides_shape (self->predict))
        scope_number_grid_set_unread (row->x, 0, 0);       /* cells that are left over are the remainder of the division */
    }
  scope_number_grid_set_window (row->x, framed ? &window : NULL);
  if (!windowed && sum->rule != CONVO_RULE_PRODUCTS)      /* a linear layer reads everything: no need to say it of every cell */
    lit = scope_arith_lit_terms (&trace->in[row->input], sum, row->input, row->channel, slice);
  scope_number_grid_set_lit (row->x, lit);
  if (trace->n_in > 1)
    scope_arith_markup (row->x_title, _("<b>Input %d of %d</b>, channel %d of %d"), row->input + 1, trace->n_in, row->channel + 1,
                        plane.planes);
  else if (plane.slices > 1)
    scope_arith_markup (row->x_title, _("<b>Input</b>, channel %d of %d, slice %d of %d"), row->channel + 1, plane.planes,
                        slice + 1, plane.slices);
  else
    scope_arith_markup (row->x_title, _("<b>Input</b>, channel %d of %d"), row->channel + 1, plane.planes);
  scope_arith_markup (row->w_title, _("kernel %d, channel %d"), kernel + 1, row->channel + 1);
  if (sum->rule == CONVO_RULE_PRODUCTS || sum->rule == CONVO_RULE_WEIGHTED)
    scope_arith_markup (row->p_title, _("products, channel %d"), row->channel + 1);
  else
    scope_arith_markup (row->p_title, _("in the window, channel %d"), row->channel + 1);
  scope_arith_forward_show_kernel (self, row, sum, windowed ? &window : NULL, slice);
  scope_arith_show_channel_sum (row->sum, sum, row->channel);
}

static void
show_row_visible (ScopeArithRow *row, gboolean visible)
{
  gtk_widget_set_visible (row->x_box, visible);
  gtk_widget_set_visible (row->sum, visible && gtk_inscription_get_text (GTK_INSCRIPTION (row->sum)) != NULL
                                     && gtk_inscription_get_text (GTK_INSCRIPTION (row->sum))[0] != '\0');
  if (visible)
    return;
  gtk_widget_set_visible (row->w_box, FALSE);
  gtk_widget_set_visible (row->p_box, FALSE);
  gtk_widget_set_visible (row->equals, FALSE);
  row->channel = -1;
}

/* One row for each input that the present output reads: both sides of a sum, the one that a joined channel comes from. */
static int
show_inputs (ScopeArithForward *self, const ConvoSum *sum)
{
  int n = 0;

  for (guint i = 0; i < sum->terms->len && n < SCOPE_ARITH_ROWS; i++)
    {
      const ConvoTerm *term = &g_array_index (sum->terms, ConvoTerm, i);

      self->rows[n].input = term->input;
      self->rows[n].channel = (int) term->channel;
      show_row (self, &self->rows[n], sum);
      show_row_visible (&self->rows[n++], TRUE);
    }
  return n;
}

/** scope_arith_forward_show_rows: the channels that take part in the present output, from the chosen one on */
void
scope_arith_forward_show_rows (ScopeArithForward *self, const ConvoSum *sum)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const ScopePlane plane = scope_plane_of (&trace->in[0]);
  const int wanted = scope_arith_state_channel (self->state);
  int most = MIN ((int) sum->channels->len, scope_arith_state_large (self->state) ? 1 : SCOPE_ARITH_ROWS), n = 0;

  for (int i = 0; i < SCOPE_ARITH_ROWS; i++)
    self->rows[i].input = 0;
  if (trace->n_in > 1)
    n = show_inputs (self, sum);
  else if (sum->channels->len > 0) /* one is shown before it is known how many fit: they are all of one size */
    {
      self->rows[0].channel = plane.planes > 1 ? CLAMP (wanted, 0, plane.planes - 1) : 0;
      show_row (self, &self->rows[0], sum);
      show_row_visible (&self->rows[0], TRUE);
      most = scope_arith_board_fits (self->board, most);
    }

  for (guint i = 0; trace->n_in == 1 && i < sum->channels->len && n < most; i++)
    {
      const int channel = (int) g_array_index (sum->channels, ConvoChannelSum, i).channel;

      if (channel >= plane.planes && plane.planes > 1)
        continue;
      if (channel < wanted && (int) (sum->channels->len - i) > most)
        continue;
      self->rows[n].channel = plane.planes > 1 ? channel : 0;
      show_row (self, &self->rows[n], sum);
      show_row_visible (&self->rows[n++], TRUE);
      if (plane.planes <= 1)
        break;
    }
  if (n == 0)
    {
      self->rows[0].channel = CLAMP (wanted, 0, plane.planes - 1);
      show_row (self, &self->rows[0], sum);
      show_row_visible (&self->rows[n++], TRUE);
    }
  for (; n < SCOPE_ARITH_ROWS; n++)
    show_row_visible (&self->rows[n], FALSE);
  scope_arith_show_rest (self->rest, sum, self->rows[0].channel, self->rows[1].channel);
}
