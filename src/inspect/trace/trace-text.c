/* A trace in words: equations with this window's numbers, and the sentence that a screen reader speaks after each step. */
#include "trace-private.h"
#include "numbers.h"
#include "text.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#define MAX_SPOKEN 64      /* terms; longer sums are told by channel */

/**
 * convo_trace_number:
 *
 * Whole numbers as they are, others with up to three decimals, small ones with two digits that count; a real minus.
 *
 * Returns: (transfer full): for people to read
 */
char *
convo_trace_number (double value)
{
  int digits = 0;
  g_autofree char *text = NULL;

  if (!isfinite (value))
    return convo_number_real (value, 0);
  if (fabs (value) >= 1e9)
    return convo_number_power (value, 3);
  if (fabs (value) < 1e-4 && value != 0)
    return convo_number_power (value, 1);
  if (fabs (value) < 0.01 && fabs (value * 1000 - round (value * 1000)) > 1e-6)
    digits = (int) -floor (log10 (fabs (value))) + 1;
  if (digits > 0)
    {
      text = convo_number_real (fabs (value), digits);
      return g_strconcat (value < 0 ? "−" : "", text, NULL);
    }
  for (double scaled = fabs (value); digits < 3 && fabs (scaled - round (scaled)) > 5e-4 * pow (10, digits - 0.0); digits++)
    scaled *= 10;
  text = convo_number_real (fabs (value), digits);
  if (value < 0 && strpbrk (text, "123456789") != NULL)
    return g_strconcat ("−", text, NULL);
  return g_steal_pointer (&text);
}

static void
append_number (GString *text, double value, gboolean bracket)
{
  g_autofree char *number = convo_trace_number (value);

  if (bracket && value < 0)
    g_string_append_printf (text, "(%s)", number);
  else
    g_string_append (text, number);
}

static gboolean
is_zero (const ConvoTerm *term)
{
  return term->product == 0;
}

/* "3×1 + 2×2"; returns how many were left out because they are zero */
static guint
append_products (GString *text, const ConvoSum *sum, guint first, guint n, gboolean all)
{
  guint zeros = 0, written = 0;

  for (guint i = first; i < first + n; i++)
    {
      const ConvoTerm *term = &g_array_index (sum->terms, ConvoTerm, i);

      if (!all && is_zero (term))
        {
          zeros++;
          continue;
        }
      if (written++ > 0)
        g_string_append (text, " + ");
      append_number (text, term->a, TRUE);
      g_string_append (text, "×");
      append_number (text, term->b, TRUE);
    }
  if (written == 0)
    g_string_append (text, "0");
  return zeros;
}

/* "3 + 8 + 3"; only values inside the map */
static void
append_values (GString *text, const ConvoSum *sum, const char *between, const char *behind)
{
  gboolean first = TRUE;

  for (guint i = 0; i < sum->terms->len; i++)
    {
      const ConvoTerm *term = &g_array_index (sum->terms, ConvoTerm, i);
      double a = sum->rule == CONVO_RULE_NORM ? pow (term->a, 1 / sum->detail[1]) : term->a;

      if (term->x < 0 && sum->rule != CONVO_RULE_SUM)
        continue;
      if (!first)
        g_string_append (text, between);
      append_number (text, a, TRUE);
      g_string_append (text, behind);
      first = FALSE;
    }
}

static void
append_weighted (GString *text, const ConvoSum *sum)
{
  gboolean first = TRUE;

  g_string_append (text, "(");
  for (guint i = 0; i < sum->terms->len; i++)
    {
      const ConvoTerm *term = &g_array_index (sum->terms, ConvoTerm, i);

      if (term->product == 0)
        continue;
      g_string_append (text, first ? "" : " + ");
      append_number (text, term->a, TRUE);
      g_string_append (text, "×");
      append_number (text, term->b * sum->detail[0], FALSE);
      first = FALSE;
    }
  g_string_append (text, first ? "0) / " : ") / ");
  append_number (text, sum->detail[0], FALSE);
}

static void
append_normalised (GString *text, const ConvoSum *sum)
{
  const double *d = sum->detail;
  g_autofree char *epsilon = d[2] < 1e-3 ? convo_number_power (d[2], 0) : convo_number_plain (d[2]);

  g_string_append (text, "(");
  append_number (text, sum->terms->len > 0 ? g_array_index (sum->terms, ConvoTerm, 0).a : 0, FALSE);
  g_string_append (text, " − ");
  append_number (text, d[0], TRUE);
  g_string_append (text, ") / √(");
  append_number (text, d[1], FALSE);
  g_string_append_printf (text, " + %s)×", epsilon);
  append_number (text, d[3], TRUE);
  g_string_append (text, " + ");
  append_number (text, d[4], TRUE);
}

/* "²", "^2.5" */
static char *
power_text (double power)
{
  g_autofree char *number = NULL;

  if (power == round (power) && fabs (power) < 1000)
    return convo_number_raised ((gint64) power);
  number = convo_trace_number (power);
  return g_strconcat ("^", number, NULL);
}

/* "exp (1 − 3) / 1.14": the largest score is taken off all of them, as the engine does */
static void
append_softmax (GString *text, const ConvoSum *sum)
{
  g_string_append (text, "exp (");
  append_number (text, sum->sum > 0 ? sum->detail[0] + log (sum->sum * sum->detail[1]) : -INFINITY, FALSE);
  g_string_append (text, " − ");
  append_number (text, sum->detail[0], TRUE);
  g_string_append (text, ") / ");
  append_number (text, sum->detail[1], FALSE);
}

static void
append_rule (GString *text, const ConvoSum *sum)
{
  switch (sum->rule)
    {
    case CONVO_RULE_MAXIMUM:
      g_string_append (text, "max (");
      append_values (text, sum, "; ", "");
      g_string_append (text, ")");
      break;
    case CONVO_RULE_MEAN:
      g_string_append (text, "(");
      append_values (text, sum, " + ", "");
      g_string_append (text, ") / ");
      append_number (text, sum->detail[0], FALSE);
      break;
    case CONVO_RULE_WEIGHTED:
      append_weighted (text, sum);
      break;
    case CONVO_RULE_NORM:
      {
        g_autofree char *power = power_text (sum->detail[1]);

        g_string_append (text, sum->detail[1] == 2 ? "√(" : "(");
        append_values (text, sum, " + ", power);
        g_string_append (text, ")");
        if (sum->detail[1] != 2)
          {
            g_autofree char *root = convo_trace_number (sum->detail[1]);

            g_string_append_printf (text, "^(1/%s)", root);
          }
        break;
      }
    case CONVO_RULE_NORMALISE:
      append_normalised (text, sum);
      break;
    case CONVO_RULE_SOFTMAX:
      append_softmax (text, sum);
      break;
    case CONVO_RULE_FUNCTION:
      g_string_append (text, "f (");
      if (sum->terms->len > 0)
        append_number (text, g_array_index (sum->terms, ConvoTerm, 0).a, FALSE);
      g_string_append (text, ")");
      break;
    default:
      append_values (text, sum, " + ", "");
    }
}

/**
 * convo_sum_equation:
 * @all: write products that are zero too
 *
 * Returns: (transfer full): one line: "3×1 + 2×2 + 1 = 8"; the bias stands last, without a sign of its own
 */
char *
convo_sum_equation (const ConvoSum *sum, gboolean all)
{
  GString *text = g_string_new (NULL);

  if (sum->rule == CONVO_RULE_PRODUCTS)
    append_products (text, sum, 0, sum->terms->len, all);
  else
    append_rule (text, sum);
  if (sum->has_bias)
    {
      g_string_append (text, " + ");
      append_number (text, sum->bias, TRUE);
    }
  g_string_append (text, " = ");
  append_number (text, sum->sum, FALSE);
  return g_string_free (text, FALSE);
}

/* At most @most products, the rest as one number */
static void
append_some (GString *text, const ConvoSum *sum, guint most)
{
  guint written = 0, left = 0;
  double rest = 0;

  for (guint i = 0; i < sum->terms->len; i++)
    {
      const ConvoTerm *term = &g_array_index (sum->terms, ConvoTerm, i);

      if (is_zero (term))
        continue;
      if (written >= most)
        {
          left++;
          rest += term->product;
          continue;
        }
      g_string_append (text, written++ > 0 ? " + " : "");
      append_number (text, term->a, TRUE);
      g_string_append (text, "×");
      append_number (text, term->b, TRUE);
    }
  if (written == 0)
    g_string_append (text, "0");
  if (left == 0)
    return;
  g_string_append (text, " + ");
  append_number (text, rest, TRUE);
  /* translators: follows a number: the sum of so many further products */
  g_string_append_printf (text, ngettext_ (" (%u more product)", " (%u more products)", left), left);
}

/**
 * convo_gradient_equation:
 * @sum: of convo_trace_weight_gradient() or convo_trace_input_gradient()
 * @most: write no more products than that, and the rest as one number; products that are zero are left out
 *
 * Batch normalisation's gradient is the sum of its three paths.
 *
 * Returns: (transfer full): one line: "3×1 + 2×(−2) = −1"
 */
char *
convo_gradient_equation (const ConvoSum *sum, guint most)
{
  GString *text = g_string_new (NULL);

  if (sum->rule == CONVO_RULE_NORMALISE)
    for (int path = 0; path < 3; path++)
      {
        g_string_append (text, path > 0 ? " + " : "");
        append_number (text, sum->detail[path], TRUE);
      }
  else
    append_some (text, sum, most);
  g_string_append (text, " = ");
  append_number (text, sum->sum, FALSE);
  return g_string_free (text, FALSE);
}

/**
 * convo_sum_equation_short:
 * @most: write no more products than that, and the rest as one number; products that are zero are left out
 *
 * Returns: (transfer full): one line as of convo_sum_equation(), of a length that can be read
 */
char *
convo_sum_equation_short (const ConvoSum *sum, guint most)
{
  GString *text;

  if (sum->rule != CONVO_RULE_PRODUCTS)
    return convo_sum_equation (sum, FALSE);
  text = g_string_new (NULL);
  append_some (text, sum, most);
  if (sum->has_bias)
    {
      g_string_append (text, " + ");
      append_number (text, sum->bias, TRUE);
    }
  g_string_append (text, " = ");
  append_number (text, sum->sum, FALSE);
  return g_string_free (text, FALSE);
}

/** convo_trace_say_place: Returns: (transfer full): "channel 2, row 3, column 4"; the channel only where there are several */
char *
convo_trace_say_place (const ConvoShape *shape, gint64 index)
{
  g_autoptr(GString) text = g_string_new (NULL);
  gint64 channel, at[3];

  convo_index_place (shape, index, &channel, at);
  if (shape->rank == 1)
    return g_strdup_printf (_("value %" PRId64), channel + 1);
  if (shape->dim[0] > 1)
    g_string_append_printf (text, _("channel %" PRId64 ", "), channel + 1);
  if (shape->rank == 4)
    g_string_append_printf (text, _("slice %" PRId64 ", "), at[0] + 1);
  if (shape->rank == 2)
    g_string_append_printf (text, _("position %" PRId64), at[2] + 1);
  else
    g_string_append_printf (text, _("row %" PRId64 ", column %" PRId64), at[1] + 1, at[2] + 1);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* "channel 1, 3×1 + 2×2 = 7; " for each channel; returns how many products are zero */
static guint
append_channels (GString *text, const ConvoSum *sum)
{
  guint zeros = 0;

  for (guint i = 0; i < sum->channels->len; i++)
    {
      const ConvoChannelSum *channel = &g_array_index (sum->channels, ConvoChannelSum, i);

      g_string_append_printf (text, _("channel %" PRId64 ", "), channel->channel + 1);
      if (sum->terms->len <= MAX_SPOKEN)
        {
          zeros += append_products (text, sum, channel->first, channel->n, FALSE);
          g_string_append (text, " = ");
        }
      append_number (text, channel->sum, FALSE);
      g_string_append (text, "; ");
    }
  return zeros;
}

static void
append_zeros (GString *text, guint zeros)
{
  if (zeros == 0)
    return;
  g_string_append (text, "; ");
  g_string_append_printf (text, ngettext_ ("%u product is zero", "%u products are zero", zeros), zeros);
}

static guint
count_ties (const ConvoSum *sum)
{
  guint ties = 0;

  for (guint i = 0; i < sum->terms->len; i++)
    ties += g_array_index (sum->terms, ConvoTerm, i).tied;
  return ties;
}

static void
append_sum (GString *text, const ConvoSum *sum)
{
  guint zeros = 0, ties;

  if (sum->rule == CONVO_RULE_PRODUCTS && sum->channels->len > 1)
    {
      zeros = append_channels (text, sum);
      if (sum->has_bias)
        {
          g_autofree char *bias = convo_trace_number (sum->bias);

          g_string_append_printf (text, _("bias %s; "), bias);
        }
      g_string_append (text, _("sum "));
      append_number (text, sum->sum, FALSE);
    }
  else
    {
      g_autofree char *equation = convo_sum_equation (sum, FALSE);

      g_string_append (text, equation);
      for (guint i = 0; sum->rule == CONVO_RULE_PRODUCTS && i < sum->terms->len; i++)
        zeros += is_zero (&g_array_index (sum->terms, ConvoTerm, i));
    }
  append_zeros (text, zeros);
  ties = count_ties (sum);
  if (ties > 0)
    {
      g_string_append (text, "; ");
      g_string_append_printf (text, ngettext_ ("%u more value is as large: the first one wins",
                                               "%u more values are as large: the first one wins", ties), ties);
    }
}

/**
 * convo_trace_say_output:
 *
 * Returns: (transfer full): "output row 2, column 4: channel 1, 3×1 + 2×2 = 7; …; bias 1; sum 12; 12 products are zero"
 */
char *
convo_trace_say_output (const ConvoTrace *trace, gint64 y)
{
  g_autoptr(ConvoSum) sum = convo_trace_output (trace, y);
  g_autofree char *place = convo_trace_say_place (&trace->out, y);
  GString *text = g_string_new (NULL);

  /* translators: %s is a place: "row 2, column 4" */
  g_string_append_printf (text, _("output %s: "), place);
  append_sum (text, sum);
  return g_string_free (text, FALSE);
}

static char *
say_weight (const ConvoTrace *trace, int param, gint64 index)
{
  gint64 out, in, tap[3];
  g_autoptr(GString) text = g_string_new (NULL);

  if (param != convo_trace_weight (trace))
    return g_strdup_printf (_("%s of channel %" PRId64), trace->spec[param].name, index + 1);
  convo_trace_weight_place (trace, index, &out, &in, tap);
  g_string_append_printf (text, _("weight of output channel %" PRId64 ", input channel %" PRId64), out + 1, in + 1);
  if (trace->in[0].rank == 4)
    g_string_append_printf (text, _(", slice %" PRId64), tap[0] + 1);
  if (trace->in[0].rank >= 3)
    g_string_append_printf (text, _(", row %" PRId64), tap[1] + 1);
  if (trace->in[0].rank >= 2)
    g_string_append_printf (text, _(", column %" PRId64), tap[2] + 1);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/** convo_trace_say_weight_gradient: Returns: (transfer full): "gradient of the weight …: 2×0 + 2×(−1) + … = 10" */
char *
convo_trace_say_weight_gradient (const ConvoTrace *trace, int param, gint64 index)
{
  g_autoptr(ConvoSum) sum = convo_trace_weight_gradient (trace, param, index);
  g_autofree char *place = say_weight (trace, param, index);
  GString *text = g_string_new (NULL);

  /* translators: %s: "weight of output channel 1, …" */
  g_string_append_printf (text, _("gradient of the %s: "), place);
  append_sum (text, sum);
  return g_string_free (text, FALSE);
}

static void
append_paths (GString *text, const ConvoSum *sum)
{
  g_autofree char *own = convo_trace_number (sum->detail[0]), *mean = convo_trace_number (sum->detail[1]);
  g_autofree char *variance = convo_trace_number (sum->detail[2]), *all = convo_trace_number (sum->sum);

  /* translators: the three ways on which a gradient passes batch normalisation */
  g_string_append_printf (text, _("straight through %s; through the mean %s; through the variance %s; sum %s"), own, mean,
                          variance, all);
}

/** convo_trace_say_input_gradient: Returns: (transfer full): "gradient of input row 4, column 4: …" */
char *
convo_trace_say_input_gradient (const ConvoTrace *trace, int input, gint64 x)
{
  g_autoptr(ConvoSum) sum = convo_trace_input_gradient (trace, input, x);
  g_autofree char *place = convo_trace_say_place (&trace->in[input], x);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, _("gradient of input %s: "), place);
  if (sum->rule == CONVO_RULE_NORMALISE)
    append_paths (text, sum);
  else
    {
      ConvoRule rule = sum->rule;

      sum->rule = CONVO_RULE_PRODUCTS;     /* backwards every layer multiplies δ by its share */
      append_sum (text, sum);
      sum->rule = rule;
    }
  return g_string_free (text, FALSE);
}

/** convo_trace_ledger: Returns: (transfer full): formulas with their numbers, as everywhere in the application */
ConvoLedger *
convo_trace_ledger (const ConvoTrace *trace)
{
  ConvoLedger *ledger = convo_ledger_new ();
  g_autofree void *state = convo_arith_state (&trace->arith);

  if (trace->arith.kind->explain != NULL)
    trace->arith.kind->explain (state, convo_solo_site (trace->p->solo), ledger);
  return ledger;
}
