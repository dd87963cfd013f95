/* A question about one output value of a trace: the right number, and those that known slips give. */
#include "question-private.h"
#include "text.h"
#include "trace.h"

#include <math.h>

#define MOST_PRODUCTS 12       /* written out in an explanation */

static double
sum_of_channel (const ConvoSum *sum, guint channel)
{
  return g_array_index (sum->channels, ConvoChannelSum, channel).sum;
}

/* Each window against the kernel from its other end: true convolution where cross-correlation is asked for, or the reverse. */
static double
turned_sum (const ConvoSum *sum)
{
  double turned = sum->has_bias ? sum->bias : 0;

  for (guint c = 0; c < sum->channels->len; c++)
    {
      const ConvoChannelSum *channel = &g_array_index (sum->channels, ConvoChannelSum, c);

      for (guint i = 0; i < channel->n; i++)
        turned += g_array_index (sum->terms, ConvoTerm, channel->first + i).a
                  * g_array_index (sum->terms, ConvoTerm, channel->first + channel->n - 1 - i).b;
    }
  return turned;
}

/** convo_question_add_product_slips: what is forgotten in a sum of products: bias, channels, turning, signs */
void
convo_question_add_product_slips (ConvoQuestion *question, const ConvoTrace *trace, const ConvoSum *sum)
{
  const double bias = sum->has_bias ? sum->bias : 0;
  double positive = bias;

  for (guint i = 0; i < sum->terms->len; i++)
    positive += fabs (g_array_index (sum->terms, ConvoTerm, i).product);
  if (sum->has_bias)
    convo_question_add_slip (question, sum->sum - bias, _("The bias was forgotten: it is added once, at the end."));
  if (sum->has_bias && sum->channels->len > 1)
    convo_question_add_slip (question, sum->sum + bias * (sum->channels->len - 1),
                             _("The bias was added for each channel: it is added once, at the end."));
  for (guint c = 0; c < sum->channels->len && sum->channels->len > 1; c++)
    convo_question_add_slip (question, sum_of_channel (sum, c) + bias,
                             _("Only one input channel was counted: the sums of all channels are added."));
  if (convo_arith_windows (&trace->arith))
    convo_question_add_slip (question, turned_sum (sum), trace->arith.flip
                             ? _("That is the cross-correlation: here the kernel is turned by 180°.")
                             : _("That is the true convolution: networks do not turn the kernel."));
  convo_question_add_slip (question, positive, _("Minus signs were lost: a negative weight takes away."));
}

static void
add_pool_slips (ConvoQuestion *question, const ConvoSum *sum)
{
  double all = 0, largest = -INFINITY;
  const guint n = sum->terms->len;

  for (guint i = 0; i < n; i++)
    {
      all += g_array_index (sum->terms, ConvoTerm, i).a;
      largest = MAX (largest, g_array_index (sum->terms, ConvoTerm, i).a);
    }
  if (sum->rule == CONVO_RULE_MAXIMUM)
    convo_question_add_slip (question, all / n, _("That is the average of the window: its greatest value is asked for."));
  else
    convo_question_add_slip (question, largest, _("That is the greatest value of the window."));
  convo_question_add_slip (question, all, _("That is the sum of the window."));
  if (sum->rule == CONVO_RULE_MEAN)
    convo_question_add_slip (question, all / n, _("The sum was divided by another number of cells."));
}

/**
 * convo_question_from_output:
 * @trace: one that has been run
 * @y: index of an output value
 *
 * Returns: (transfer full): which value is written there; belongs into a set, which frees it
 */
ConvoQuestion *
convo_question_from_output (const ConvoTrace *trace, gint64 y)
{
  g_autoptr(ConvoSum) sum = convo_trace_output (trace, y);
  g_autofree char *place = convo_trace_say_place (&trace->out, y), *text = NULL;
  g_autofree char *id = g_strdup_printf ("%s-y-%" G_GINT64_FORMAT, trace->arith.kind->name, y + 1);
  ConvoQuestion *question;

  /* translators: %s: a place: "channel 1, row 2, column 4" */
  text = g_strdup_printf (_("Which value is written into the output, %s?"), place);
  question = convo_question_new (id, CONVO_ASK_SUM, text);
  question->n_answers = 1;
  question->answer[0] = trace->y[y];
  question->how = convo_sum_equation_short (sum, MOST_PRODUCTS);
  if (sum->rule == CONVO_RULE_PRODUCTS)
    {
      question->hint = g_strdup (convo_question_hint (CONVO_ASK_SUM, &trace->arith));
      convo_question_add_product_slips (question, trace, sum);
    }
  else if (sum->terms->len > 1)
    add_pool_slips (question, sum);
  return question;
}

/** convo_question_add_gradient_slips: what is forgotten on the way back: the other factor, the other places, the signs */
void
convo_question_add_gradient_slips (ConvoQuestion *question, const ConvoSum *sum, double deltas, const char *bare)
{
  double positive = 0, first = 0;

  for (guint i = 0; i < sum->terms->len; i++)
    {
      const ConvoTerm *term = &g_array_index (sum->terms, ConvoTerm, i);

      positive += fabs (term->product);
      if (first == 0)
        first = term->product;
    }
  convo_question_add_slip (question, deltas, bare);
  if (sum->terms->len > 1)
    convo_question_add_slip (question, first, _("One place only was counted: what arrives from all places is added."));
  convo_question_add_slip (question, positive, _("Minus signs were lost: a negative weight takes away."));
  convo_question_add_slip (question, -question->answer[0], _("The sign is turned: this is the gradient, not the step against it."));
}

static ConvoQuestion *
from_gradient (const char *id, const char *text, const ConvoSum *sum, const char *hint)
{
  ConvoQuestion *question = convo_question_new (id, CONVO_ASK_SUM, text);

  question->n_answers = 1;
  question->answer[0] = sum->engine;
  question->how = convo_sum_equation_short (sum, MOST_PRODUCTS);
  question->hint = g_strdup (hint);
  return question;
}

/**
 * convo_question_from_weight:
 * @trace: one that has been run
 * @weight: index of a weight of a layer that has some; of batch normalisation, of a scale
 *
 * Returns: (transfer full): which gradient the weight gets
 */
ConvoQuestion *
convo_question_from_weight (const ConvoTrace *trace, gint64 weight)
{
  g_autoptr(ConvoSum) sum = convo_trace_weight_gradient (trace, MAX (convo_trace_weight (trace), 0), weight);
  g_autofree char *id = g_strdup_printf ("%s-dw-%" G_GINT64_FORMAT, trace->arith.kind->name, weight + 1), *text = NULL;
  ConvoQuestion *question;
  double deltas = 0;

  for (guint i = 0; i < sum->terms->len; i++)
    deltas += g_array_index (sum->terms, ConvoTerm, i).b;
  text = g_strdup_printf (_("Which gradient does weight %d get?"), (int) weight + 1);
  question = from_gradient (id, text, sum, "Σ x·δ");
  convo_question_add_gradient_slips (question, sum, deltas, _("That is the sum of δ: each is multiplied by the input that the weight met there."));
  return question;
}

/**
 * convo_question_from_pixel:
 * @trace: one that has been run
 * @pixel: index of an input value; where there are several inputs, counted through all of them
 *
 * Returns: (transfer full): which gradient the input value gets
 */
ConvoQuestion *
convo_question_from_pixel (const ConvoTrace *trace, gint64 pixel)
{
  g_autofree char *id = g_strdup_printf ("%s-dx-%" G_GINT64_FORMAT, trace->arith.kind->name, pixel + 1), *place = NULL, *text = NULL;
  g_autoptr(ConvoSum) sum = NULL;
  ConvoQuestion *question;
  double deltas = 0;
  int input = 0;

  for (; input + 1 < trace->n_in && pixel >= convo_shape_count (&trace->in[input]); input++)
    pixel -= convo_shape_count (&trace->in[input]);
  sum = convo_trace_input_gradient (trace, input, pixel);
  place = convo_trace_say_place (&trace->in[input], pixel);
  for (guint i = 0; i < sum->terms->len; i++)
    deltas += g_array_index (sum->terms, ConvoTerm, i).a;
  /* translators: %s: a place: "channel 1, row 2, column 4" */
  text = g_strdup_printf (_("Which gradient does the input get, %s?"), place);
  question = from_gradient (id, text, sum, sum->rule == CONVO_RULE_PRODUCTS ? "Σ δ·w" : "Σ δ·∂y/∂x");
  convo_question_add_gradient_slips (question, sum, deltas, _("That is the sum of δ: each is multiplied by the weight that the pixel met there."));
  return question;
}
