/* What the stages take from a sum: which cells its terms touch, and the short words beside them. */
#include "scope-arith-lit.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>

#include "scope-arith-plane.h"

#define MAX_REST 6            /* channels named beside the stage; the others in one number */

/* ---- words ---- */

static char *
bracketed (double value)
{
  g_autofree char *text = scope_number_text (value);

  return value < 0 ? g_strdup_printf ("(%s)", text) : g_steal_pointer (&text);
}

/** scope_arith_factors: Returns: (transfer full): "3·(−1)", or the value alone where there is no weight */
char *
scope_arith_factors (const ConvoTerm *term, ConvoRule rule)
{
  g_autofree char *a = scope_number_text (term->a), *b = bracketed (term->b);

  return rule == CONVO_RULE_PRODUCTS || rule == CONVO_RULE_WEIGHTED ? g_strdup_printf ("%s·%s", a, b) : g_strdup (a);
}

static const ConvoChannelSum *
channel_sum (const ConvoSum *sum, int channel)
{
  for (guint i = 0; i < sum->channels->len; i++)
    if (g_array_index (sum->channels, ConvoChannelSum, i).channel == channel)
      return &g_array_index (sum->channels, ConvoChannelSum, i);
  return NULL;
}

/** scope_arith_show_channel_sum: writes "Σ 7" where the rule adds products */
void
scope_arith_show_channel_sum (GtkWidget *label, const ConvoSum *sum, int channel)
{
  const ConvoChannelSum *one = channel_sum (sum, channel);
  g_autofree char *text = NULL;

  if (one == NULL || sum->rule != CONVO_RULE_PRODUCTS)
    {
      gtk_inscription_set_text (GTK_INSCRIPTION (label), "");
      return;
    }
  text = scope_number_text (one->sum);
  scope_arith_inscribe (label, "<small>Σ</small> <b>%s</b>", text);
}

static int
by_magnitude (const void *a, const void *b)
{
  const double left = fabs ((*(const ConvoChannelSum *const *) a)->sum), right = fabs ((*(const ConvoChannelSum *const *) b)->sum);

  return (left < right) - (left > right);
}

/** scope_arith_show_rest: the sums of the channels that are not on the stage, the largest first */
void
scope_arith_show_rest (GtkWidget *label, const ConvoSum *sum, int shown0, int shown1)
{
  g_autofree const ConvoChannelSum **others = g_new (const ConvoChannelSum *, MAX (sum->channels->len, 1));
  g_autoptr(GString) text = g_string_new (NULL);
  double left = 0;
  int n = 0;

  for (guint i = 0; i < sum->channels->len; i++)
    {
      const ConvoChannelSum *one = &g_array_index (sum->channels, ConvoChannelSum, i);

      if (one->channel != shown0 && one->channel != shown1)
        others[n++] = one;
    }
  gtk_widget_set_visible (label, n > 0 && sum->rule == CONVO_RULE_PRODUCTS);
  qsort (others, n, sizeof *others, by_magnitude);
  for (int i = 0; i < n; i++)
    {
      g_autofree char *number = scope_number_text (others[i]->sum);

      if (i < MAX_REST)               /* translators: sum of one channel, on the stage of the arithmetic view */
        g_string_append_printf (text, _("channel %d: <b>%s</b>\n"), (int) others[i]->channel + 1, number);
      else
        left += others[i]->sum;
    }
  if (n > MAX_REST)
    {
      g_autofree char *number = scope_number_text (left);

      g_string_append_printf (text, ngettext ("%d more: <b>%s</b>", "%d more: <b>%s</b>", n - MAX_REST), n - MAX_REST, number);
    }
  n = MIN (n, MAX_REST + 1);
  if ((int) gtk_inscription_get_nat_lines (GTK_INSCRIPTION (label)) != n)
    {
      gtk_inscription_set_min_lines (GTK_INSCRIPTION (label), n);
      gtk_inscription_set_nat_lines (GTK_INSCRIPTION (label), n);
    }
  gtk_inscription_set_markup (GTK_INSCRIPTION (label), g_strchomp (text->str));
}

/* ---- cells ---- */

/** scope_arith_lit_terms: Returns: (transfer full) (nullable): the cells of one grid, of input @input, that @sum reads */
guint8 *
scope_arith_lit_terms (const ConvoShape *shape, const ConvoSum *sum, int input, int plane, int slice)
{
  const ScopePlane p = scope_plane_of (shape);
  guint8 *lit = g_new0 (guint8, MAX ((gsize) p.rows * p.columns, 1));

  for (guint i = 0; i < sum->terms->len; i++)
    {
      const ConvoTerm *term = &g_array_index (sum->terms, ConvoTerm, i);
      int at, in_slice, row, column;

      if (term->x < 0 || term->input != input)
        continue;
      scope_plane_place (shape, term->x, &at, &in_slice, &row, &column);
      if (at == plane && in_slice == slice)
        lit[row * p.columns + column] = 1;
    }
  return lit;
}

/** scope_arith_lit_outputs: Returns: (transfer full): the outputs of @terms on the grid that shows @output */
guint8 *
scope_arith_lit_outputs (const ConvoShape *shape, GArray *terms, gint64 output)
{
  const ScopePlane p = scope_plane_of (shape);
  guint8 *lit = g_new0 (guint8, MAX ((gsize) p.rows * p.columns, 1));
  int plane, slice, row, column, at, in_slice;

  scope_plane_place (shape, output, &plane, &slice, &row, &column);
  for (guint i = 0; i < terms->len; i++)
    {
      scope_plane_place (shape, g_array_index (terms, ConvoTerm, i).y, &at, &in_slice, &row, &column);
      if (at == plane && in_slice == slice)
        lit[row * p.columns + column] = 1;
    }
  return lit;
}

/** scope_arith_lit_inputs: Returns: (transfer full): the inputs of @terms on the padded grid of @channel */
guint8 *
scope_arith_lit_inputs (const ConvoTrace *trace, GArray *terms, int channel)
{
  const ConvoArith *arith = &trace->arith;
  const ScopePlane p = scope_plane_of (&trace->in[0]);
  const gboolean padded = convo_arith_windows (arith) && trace->in[0].rank > 1 && !convo_arith_has (arith, CONVO_ARITH_OUTPUT_PADDING);
  const int top = padded && trace->in[0].rank > 2 ? (int) arith->before[1] : 0, left = padded ? (int) arith->before[2] : 0;
  const int rows = p.rows + (padded && trace->in[0].rank > 2 ? (int) (arith->before[1] + arith->after[1]) : 0);
  const int columns = p.columns + (padded ? (int) (arith->before[2] + arith->after[2]) : 0);
  guint8 *lit = g_new0 (guint8, MAX ((gsize) rows * columns, 1));

  for (guint i = 0; i < terms->len; i++)
    {
      const ConvoTerm *term = &g_array_index (terms, ConvoTerm, i);
      const gint64 row = trace->in[0].rank > 2 ? term->at[1] + top : 0;
      const gint64 column = trace->in[0].rank == 1 ? term->channel : term->at[2] + left;

      if ((trace->in[0].rank == 1 || term->channel == channel) && row >= 0 && row < rows && column >= 0 && column < columns)
        lit[row * columns + column] = 1;
    }
  return lit;
}
