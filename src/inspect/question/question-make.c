/* Fresh questions from a seed: the same seed gives the same questions on every machine. */
#include "question-private.h"
#include "filling.h"
#include "random.h"
#include "registry.h"
#include "text.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/** convo_question_pick: Returns: a number from @from to @to, both of them possible */
gint64
convo_question_pick (ConvoRandom *random, gint64 from, gint64 to)
{
  return from + convo_random_below (random, to - from + 1);
}

#define MOST 4000000.0     /* an answer that is still worked out by hand */

/* Convolution, pooling or transposed convolution on a map of 5 to 64; no window stands in the padding alone */
static void
draw_layer (ConvoRandom *random, ConvoArith *layer)
{
  static const char *const kinds[] = { "conv", "conv", "conv", "max-pool", "average-pool", "transposed-conv" };
  const char *kind = kinds[convo_random_below (random, G_N_ELEMENTS (kinds))];
  gint64 n = convo_question_pick (random, 5, 64), channels = convo_question_pick (random, 1, 8) * 8;
  ConvoShape in = CONVO_SHAPE (channels, n, n), out;

  do
    {
      gboolean pool = strstr (kind, "pool") != NULL;
      gint64 kernel = pool ? convo_question_pick (random, 2, 3) : 2 * convo_question_pick (random, 0, 3) + 1;

      convo_arith_init (layer, convo_kind_find (kind), &in);
      convo_arith_set (layer, CONVO_ARITH_KERNEL, kernel);
      convo_arith_set (layer, CONVO_ARITH_STRIDE, convo_question_pick (random, 1, 3));
      convo_arith_set (layer, CONVO_ARITH_PADDING, convo_question_pick (random, 0, kernel / 2));
      convo_arith_set (layer, CONVO_ARITH_DILATION, pool || kernel == 1 || convo_question_pick (random, 0, 3) > 0 ? 1 : 2);
      layer->groups = strcmp (kind, "conv") == 0 && convo_question_pick (random, 0, 3) == 0 ? 4 : 1;
      layer->kernels = convo_question_pick (random, 1, 8) * 8;
    }
  while (!convo_arith_infer (layer, &out, NULL));
}

/** convo_question_describe: Returns: (transfer full): "Convolution 3×3, 16, stride 2" */
char *
convo_question_describe (const ConvoArith *layer)
{
  g_autofree void *state = convo_arith_state (layer);
  g_autofree char *summary = convo_kind_summary (layer->kind, state);

  return g_strdup_printf ("%s %s", _(layer->kind->title), summary);
}

static gboolean
is_small (ConvoAsk ask, const ConvoArith *layer)
{
  ConvoQuestion asked = { .ask = ask };

  return convo_question_solve (&asked, layer) && asked.answer[0] <= MOST;
}

static ConvoQuestion *
about_linear (ConvoRandom *random, int number)
{
  const ConvoShape in = CONVO_SHAPE (8 * convo_question_pick (random, 1, 64));
  const ConvoAsk ask = convo_question_pick (random, 0, 1) ? CONVO_ASK_PARAMETERS : CONVO_ASK_MACS;
  g_autofree char *id = g_strdup_printf ("fresh-%d", number), *text = NULL;
  ConvoQuestion *question;
  ConvoArith layer;

  convo_arith_init (&layer, convo_kind_find ("linear"), &in);
  layer.kernels = 10 * convo_question_pick (random, 1, 20);
  layer.bias = TRUE;
  text = g_strdup_printf (ask == CONVO_ASK_MACS ? _("A linear layer from %d values to %d: multiply-accumulates for one picture?")
                                                : _("A linear layer from %d values to %d: parameters, with biases?"),
                          (int) in.dim[0], (int) layer.kernels);
  question = convo_question_new (id, ask, text);
  convo_question_solve (question, &layer);
  convo_question_add_slips (question, &layer);
  return question;
}

static ConvoQuestion *
about_layer (ConvoRandom *random, int number)
{
  static const ConvoAsk asks[] = { CONVO_ASK_SHAPE, CONVO_ASK_WEIGHTS, CONVO_ASK_PARAMETERS, CONVO_ASK_MACS };
  ConvoArith layer;
  ConvoAsk ask;
  g_autofree char *id = g_strdup_printf ("fresh-%d", number), *text = NULL, *name = NULL;
  ConvoQuestion *question;
  int n;

  ask = asks[convo_random_below (random, 4)];
  do
    draw_layer (random, &layer);
  while (!is_small (ask, &layer) || (ask != CONVO_ASK_SHAPE && strstr (layer.kind->name, "pool") != NULL));
  name = convo_question_describe (&layer);
  n = layer.in.dim[1];
  if (ask == CONVO_ASK_SHAPE)
    /* translators: a layer; an extent twice; channels */
    text = g_strdup_printf (_("%s on %d×%d×%d: height, width and channels of the output?"), name, n, n, (int) layer.in.dim[0]);
  else if (ask == CONVO_ASK_MACS)
    text = g_strdup_printf (_("%s on %d×%d×%d: multiply-accumulates for one picture?"), name, n, n, (int) layer.in.dim[0]);
  else if (ask == CONVO_ASK_WEIGHTS)
    text = g_strdup_printf (_("%s on %d channels: weights, without biases?"), name, (int) layer.in.dim[0]);
  else
    text = g_strdup_printf (_("%s on %d channels: parameters, with biases?"), name, (int) layer.in.dim[0]);
  question = convo_question_new (id, ask, text);
  convo_question_solve (question, &layer);
  convo_question_add_slips (question, &layer);
  return question;
}

/** convo_question_rows: Returns: (transfer full): "1 0 2; 3 1 0": rows of a window or kernel */
char *
convo_question_rows (const float *values, gint64 rows, gint64 columns)
{
  GString *text = g_string_new (NULL);

  for (gint64 r = 0; r < rows; r++)
    for (gint64 c = 0; c < columns; c++)
      {
        g_autofree char *number = convo_trace_number (values[r * columns + c]);

        g_string_append_printf (text, "%s%s", c > 0 ? " " : r > 0 ? "; " : "", number);
      }
  return g_string_free (text, FALSE);
}

/* One window of 3×3 with its kernel and bias: the sum */
static ConvoQuestion *
about_sum (ConvoRandom *random, int number)
{
  const ConvoShape in = CONVO_SHAPE (1, 3, 3);
  g_autoptr(ConvoTrace) trace = NULL;
  g_autofree char *id = g_strdup_printf ("fresh-%d", number), *text = NULL, *x = NULL, *w = NULL, *b = NULL;
  ConvoQuestion *question;
  ConvoArith layer;

  convo_arith_init (&layer, convo_kind_find ("conv"), &in);
  trace = convo_trace_new (&layer, NULL);
  convo_fill_picture (trace, "random", convo_random_next (random), NULL);
  convo_fill_kernel (trace, "integer", convo_random_next (random), NULL);
  convo_trace_run (trace);
  x = convo_question_rows (trace->x[0], 3, 3);
  w = convo_question_rows (trace->param[0], 3, 3);
  b = convo_trace_number (trace->param[1][0]);
  /* translators: rows of numbers, rows of numbers, a number */
  text = g_strdup_printf (_("The window holds %s; the kernel %s; the bias is %s. Which value is written?"), x, w, b);
  question = convo_question_new (id, CONVO_ASK_SUM, text);
  question->n_answers = 1;
  question->answer[0] = trace->y[0];
  {
    g_autoptr(ConvoSum) sum = convo_trace_output (trace, 0);

    question->how = convo_sum_equation (sum, FALSE);
    convo_question_add_product_slips (question, trace, sum);
  }
  question->hint = g_strdup (convo_question_hint (CONVO_ASK_SUM, &layer));
  return question;
}

static ConvoQuestion *
fresh (ConvoRandom *random, int number)
{
  switch (number % 12)
    {
    case 0: case 6: return convo_question_fresh_gradient (random, number);
    case 3: case 9: return convo_question_fresh_field (random, number);
    case 4: case 8: return about_sum (random, number);
    case 5: return about_linear (random, number);
    default: return about_layer (random, number);
    }
}

/**
 * convo_question_set_generate:
 * @seed: the same questions for the same seed
 * @n: how many
 *
 * Of twelve, six are about a layer (shape, weights, parameters, multiply-accumulates; one of them is linear), two about one
 * output value, two about a gradient, two about the receptive field.
 *
 * Returns: (transfer full): fresh questions about shapes, counts, sums, gradients and fields
 */
ConvoQuestionSet *
convo_question_set_generate (guint64 seed, int n)
{
  ConvoQuestionSet *set = g_new0 (ConvoQuestionSet, 1);
  ConvoRandom random = convo_random_stream (seed, 21, 0);

  set->name = g_strdup_printf ("fresh-%" PRIu64, (uint64_t) seed);
  set->seeded = TRUE;
  set->seed = seed;
  set->title = g_strdup (_("Fresh questions"));
  set->questions = g_ptr_array_new ();
  for (int i = 1; i <= n; i++)
    g_ptr_array_add (set->questions, fresh (&random, i));
  return set;
}
