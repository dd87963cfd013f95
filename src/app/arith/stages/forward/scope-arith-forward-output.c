/* The stage "Forward": the output with its bias; while predicting, only what has been answered. */
#include "scope-arith-forward-private.h"

#include <glib/gi18n.h>

/* While predicting, the cells that nobody has answered yet are question marks. */
static void
hide_unanswered (ScopeArithForward *self, const ScopePlane *plane, int channel, int slice)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  g_autofree guint8 *hidden = NULL;

  if (scope_arith_predict_active (self->predict))
    {
      hidden = g_new0 (guint8, MAX ((gsize) plane->rows * plane->columns, 1));
      for (int i = 0; i < plane->rows * plane->columns; i++)
        hidden[i] = scope_arith_predict_hides (self->predict, scope_plane_index (&trace->out, channel, slice, i / plane->columns,
                                                                                 i % plane->columns));
    }
  scope_number_grid_set_hidden (self->y, hidden);
}

/* How many cells of the shown channel and slice are written; −1: all, where they are not written one by one. */
static int
known_cells (ScopeArithForward *self, const ScopePlane *plane)
{
  const int written = (int) (scope_arith_state_cell (self->state) % MAX (plane->rows * plane->columns, 1));

  if (scope_arith_predict_active (self->predict) || scope_arith_state_trace (self->state)->out.rank == 1)
    return -1;
  return written + scope_arith_forward_is_written (self);
}

/* While the shape is to be predicted, a grid would let its cells be counted: only the present one is shown. */
static void
show_one_cell (ScopeArithForward *self)
{
  const gint64 shown = scope_arith_forward_shown (self);
  const guint8 hidden = scope_arith_predict_hides (self->predict, shown);

  scope_number_grid_set_values (self->y, 1, 1, &scope_arith_state_trace (self->state)->y[shown]);
  scope_number_grid_set_hidden (self->y, &hidden);
  scope_number_grid_set_known (self->y, -1);
  scope_number_grid_set_current (self->y, 0, 0);
}

/** scope_arith_forward_show_output: the output as far as it is written, and the bias */
void
scope_arith_forward_show_output (ScopeArithForward *self, const ConvoSum *sum)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const ScopePlane plane = scope_plane_of (&trace->out);
  int channel, slice, row, column;

  scope_plane_place (&trace->out, scope_arith_forward_shown (self), &channel, &slice, &row, &column);
  if (scope_arith_predict_hides_shape (self->predict))
    show_one_cell (self);
  else
    {
      scope_number_grid_set_values (self->y, plane.rows, plane.columns, scope_plane_values (&trace->out, trace->y, channel, slice));
      hide_unanswered (self, &plane, channel, slice);
      scope_number_grid_set_known (self->y, known_cells (self, &plane));
      scope_number_grid_set_current (self->y, row, column);
    }
  scope_number_grid_set_lit (self->y, NULL);
  if (scope_arith_predict_hides_shape (self->predict))
    scope_arith_markup (self->y_title, _("<b>Output</b>, its first value"));
  else
    scope_arith_markup (self->y_title, _("<b>Output</b>, channel %d of %d"), channel + 1, plane.planes);
  scope_arith_inscribe (self->where, _("row %d, column %d"), row + 1, column + 1);
  gtk_widget_set_visible (self->bias_box, sum->has_bias);
  if (sum->has_bias)
    {
      const float bias = (float) sum->bias;

      scope_number_grid_set_values (self->bias, 1, 1, &bias);
    }
}

/** scope_arith_forward_hide_sums: while predicting, products and sums would give the answer away */
void
scope_arith_forward_hide_sums (ScopeArithForward *self)
{
  const gboolean hidden = scope_arith_predict_hides (self->predict, scope_arith_forward_shown (self));

  gtk_widget_set_visible (GTK_WIDGET (self->sum), !hidden);
  for (int i = 0; hidden && i < SCOPE_ARITH_ROWS; i++)
    {
      gtk_widget_set_visible (self->rows[i].p_box, FALSE);
      gtk_widget_set_visible (self->rows[i].equals, FALSE);
      gtk_widget_set_visible (self->rows[i].sum, FALSE);
    }
  if (hidden)
    {
      gtk_widget_set_visible (self->rest, FALSE);
      gtk_widget_set_visible (GTK_WIDGET (self->depth), FALSE);
    }
}
