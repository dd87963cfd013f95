/* The stage "Backward": the cards of one weight and one pixel: their grids, their sums, their names. */
#include "scope-arith-backward-private.h"

#include <glib/gi18n.h>

#include "scope-arith-lit.h"
#include "scope-arith-route.h"

/* ---- one weight ---- */

/** scope_arith_backward_param: Returns: which parameter the first card is about: the weights, or the scales of batch normalisation; −1: none */
int
scope_arith_backward_param (const ConvoTrace *trace)
{
  const gboolean scales = trace->n_params > 0 && trace->grad[0] != NULL;

  return convo_trace_weight (trace) >= 0 ? convo_trace_weight (trace) : scales ? 0 : -1;
}

/**
 * scope_arith_backward_weight_plane:
 * @weight: index among the weights
 * @rows: (out): of its grid
 * @columns: (out): likewise
 * @begin: (out): index of the grid's first weight
 *
 * The weights that are one grid: those of a kernel and channel, of a linear layer's map or features, all scales.
 */
void
scope_arith_backward_weight_plane (const ConvoTrace *trace, gint64 weight, int *rows, int *columns, gint64 *begin)
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
  scope_arith_backward_weight_plane (trace, weight, &rows, &columns, &begin);
  if (rows * columns > 0)
    scope_plane_show (self->dw, rows, columns, trace->grad[param] + begin, unit);
  scope_number_grid_set_current (self->dw, (int) ((weight - begin) / MAX (columns, 1)), (int) ((weight - begin) % MAX (columns, 1)));
}

/** scope_arith_backward_weight_name: Returns: (transfer full): "∂L/∂w[2, 3]": its place in its grid */
char *
scope_arith_backward_weight_name (const ConvoTrace *trace, gint64 weight)
{
  int rows, columns;
  gint64 begin;

  scope_arith_backward_weight_plane (trace, weight, &rows, &columns, &begin);
  if (convo_trace_weight (trace) < 0)
    return g_strdup_printf ("∂L/∂γ[%d]", (int) weight + 1);
  if (rows == 1)
    return g_strdup_printf ("∂L/∂w[%d]", (int) (weight - begin) + 1);
  return g_strdup_printf ("∂L/∂w[%d, %d]", (int) ((weight - begin) / columns) + 1, (int) ((weight - begin) % columns) + 1);
}

/** scope_arith_backward_show_weight: @nudge: (out): what to prove of the weight; Returns: whether there is one */
gboolean
scope_arith_backward_show_weight (ScopeArithBackward *self, ConvoNudge *nudge)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const int param = scope_arith_backward_param (trace);
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
  name = scope_arith_backward_weight_name (trace, weight);
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

/** scope_arith_backward_pixel_name: Returns: (transfer full): "∂L/∂x[2, 3]": its place in its grid */
char *
scope_arith_backward_pixel_name (const ConvoTrace *trace, int input, gint64 pixel)
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

/** scope_arith_backward_show_pixel: @nudge: (out): what to prove of the pixel */
void
scope_arith_backward_show_pixel (ScopeArithBackward *self, ConvoNudge *nudge)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const gint64 pixel = scope_arith_state_pixel (self->state);
  const int input = scope_arith_state_input (self->state);
  g_autoptr(ConvoSum) sum = convo_trace_input_gradient (trace, input, pixel);
  g_autofree char *name = scope_arith_backward_pixel_name (trace, input, pixel), *words = scope_arith_route_words (trace, sum, input, pixel);
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
