/* Fresh questions about the receptive field: how wide it is behind some layers, how far its cells are apart, where it begins. */
#include "question-private.h"
#include "registry.h"
#include "text.h"

#include <inttypes.h>

#define MOST_LAYERS 4

/* What the answer and its slips are made of */
typedef struct
{
  gint64 extent, span, stride, padding, dilation, before;   /* before: the jump of what the layer reads */
} Step;

static void
steps_of (const ConvoArith *layers, int n, Step *steps)
{
  gint64 jump = 1;

  for (int i = 0; i < n; i++)
    {
      ConvoWindow w;

      convo_arith_window (&layers[i], 2, &w);
      steps[i] = (Step) { w.kernel, convo_window_span (&w), w.stride, layers[i].before[2], w.dilation, jump };
      jump *= w.stride;
    }
}

/* "Convolution 3×3, stride 2 → Max pooling 2×2, stride 2" */
static char *
chain_text (const ConvoArith *layers, int n)
{
  GString *text = g_string_new (NULL);

  for (int i = 0; i < n; i++)
    {
      g_autofree char *layer = convo_question_describe (&layers[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? " → " : "", layer);
    }
  return g_string_free (text, FALSE);
}

static ConvoQuestion *
question_new (const char *id, const char *text, double answer, const char *hint, GString *how)
{
  ConvoQuestion *question = convo_question_new (id, CONVO_ASK_NUMBERS, text);
  g_autofree char *number = convo_trace_number (answer);

  question->n_answers = 1;
  question->answer[0] = answer;
  question->hint = g_strdup (hint);
  g_string_append_printf (how, " = %s", number);
  question->how = g_string_free (how, FALSE);
  return question;
}

static void
add_field_slips (ConvoQuestion *question, const Step *steps, int n)
{
  double flat = 1, own = 1, many = 1, plain = 1, product = 1, wide = 1;

  for (int i = 0; i < n; i++)
    {
      const Step *s = &steps[i];

      flat += s->span - 1;
      own += (s->span - 1) * s->before * s->stride;
      many += s->span * s->before;
      plain += (s->extent - 1) * s->before;
      wide += (s->dilation * s->extent - 1) * s->before;
      product *= s->span;
    }
  convo_question_add_slip (question, plain, _("The dilation was forgotten: the window spans d·(k − 1) + 1 cells."));
  convo_question_add_slip (question, wide, _("A dilated window spans d·(k − 1) + 1 cells, not d·k."));
  convo_question_add_slip (question, flat, _("The jump was forgotten: a step of a layer is as many pixels as the strides before it multiply to."));
  convo_question_add_slip (question, own, _("The stride of a layer counts for the next ones only, not for its own window."));
  convo_question_add_slip (question, many, _("One too many: k windows lie k − 1 jumps apart."));
  convo_question_add_slip (question, many - 1, _("One too many: k windows lie k − 1 jumps apart."));
  convo_question_add_slip (question, product, _("The windows were multiplied: each adds (k − 1) times the jump."));
  convo_question_add_slip (question, steps[n - 1].span, _("That is the window of the last layer alone, in the values that it reads."));
  convo_question_add_slip (question, question->answer[0] - 1, _("The 1 was forgotten: the cell itself counts."));
}

static ConvoQuestion *
ask_field (const char *id, const Step *steps, int n, const char *chain)
{
  /* translators: layers, one behind the other */
  g_autofree char *text = g_strdup_printf (_("%s: how many pixels wide is the receptive field of a value of the last layer?"), chain);
  GString *how = g_string_new ("1");
  ConvoQuestion *question;
  double field = 1;

  for (int i = 0; i < n; i++)
    {
      field += (steps[i].span - 1) * steps[i].before;
      g_string_append_printf (how, " + %" PRId64 "·%" PRId64, steps[i].span - 1, steps[i].before);
    }
  question = question_new (id, text, field, "1 + Σ d·(k − 1)·j", how);
  add_field_slips (question, steps, n);
  return question;
}

static ConvoQuestion *
ask_jump (const char *id, const Step *steps, int n, const char *chain)
{
  /* translators: layers, one behind the other */
  g_autofree char *text = g_strdup_printf (_("%s: how many pixels apart are the fields of two neighbouring values of the last layer?"), chain);
  GString *how = g_string_new (NULL);
  double jump = 1, sum = 0, kernels = 1;
  ConvoQuestion *question;

  for (int i = 0; i < n; i++)
    {
      jump *= steps[i].stride;
      sum += steps[i].stride;
      kernels *= steps[i].extent;
      g_string_append_printf (how, "%s%" PRId64, i > 0 ? "·" : "", steps[i].stride);
    }
  question = question_new (id, text, jump, "Π s", how);
  convo_question_add_slip (question, sum, _("The strides were added: they multiply."));
  convo_question_add_slip (question, jump / steps[n - 1].stride, _("The stride of the last layer was forgotten."));
  convo_question_add_slip (question, steps[n - 1].stride, _("That is the stride of the last layer alone, in the values that it reads."));
  convo_question_add_slip (question, kernels, _("Those are the windows: the strides multiply."));
  convo_question_add_slip (question, jump * steps[n - 1].dilation, _("The dilation has no part in it: it spreads the window, not its steps."));
  return question;
}

static ConvoQuestion *
ask_start (const char *id, const Step *steps, int n, const char *chain)
{
  /* translators: layers, one behind the other */
  g_autofree char *text = g_strdup_printf (_("%s: at which pixel does the field of the first value of the last layer begin? The picture begins at 0, the padding before it is negative."), chain);
  GString *how = g_string_new (NULL);
  double start = 0, flat = 0, own = 0;
  ConvoQuestion *question;

  for (int i = 0; i < n; i++)
    {
      start -= steps[i].padding * steps[i].before;
      flat -= steps[i].padding;
      own -= steps[i].padding * steps[i].before * steps[i].stride;
      g_string_append_printf (how, "%s%" PRId64 "·%" PRId64, i > 0 ? " − " : "0 − ", steps[i].padding, steps[i].before);
    }
  question = question_new (id, text, start, "−Σ p·j", how);
  convo_question_add_slip (question, 0, _("The padding was forgotten: the first window begins in it."));
  convo_question_add_slip (question, -start, _("The padding lies before the picture: the sign is turned."));
  convo_question_add_slip (question, flat, _("The jump was forgotten: a cell of padding is as many pixels as the strides before it multiply to."));
  convo_question_add_slip (question, own, _("The stride of a layer counts for the next ones only, not for its own padding."));
  convo_question_add_slip (question, -(double) steps[n - 1].padding, _("That is the padding of the last layer alone, in the values that it reads."));
  convo_question_add_slip (question, 2 * start, _("Padding at one end only lies before the picture: p, not 2·p."));
  return question;
}

/**
 * convo_question_from_chain:
 * @id: of the question
 * @layers: with windows, one behind the other, the first one reads the picture; of their inputs only the rank matters
 * @n: how many, 1 to 4
 * @what: field, jump or start, of the last layer, along its last axis
 *
 * Source of the recurrences: Araujo, Norris and Sim, Computing Receptive Fields.
 *
 * Returns: (transfer full): the question; belongs into a set, which frees it
 */
ConvoQuestion *
convo_question_from_chain (const char *id, const ConvoArith *layers, int n, ConvoChainAsk what)
{
  g_autofree char *chain = NULL;
  Step steps[MOST_LAYERS];

  g_return_val_if_fail (n >= 1 && n <= MOST_LAYERS, NULL);
  steps_of (layers, n, steps);
  chain = chain_text (layers, n);
  return what == CONVO_CHAIN_FIELD ? ask_field (id, steps, n, chain) : what == CONVO_CHAIN_JUMP ? ask_jump (id, steps, n, chain)
                                                                                          : ask_start (id, steps, n, chain);
}

static void
draw_layer (ConvoRandom *random, ConvoArith *layer, gboolean padded)
{
  const gboolean pool = convo_question_pick (random, 0, 2) == 0;
  const gint64 kernel = pool ? convo_question_pick (random, 2, 3) : 2 * convo_question_pick (random, 1, 3) + 1;
  const gint64 dilation = pool || convo_question_pick (random, 0, 3) > 0 ? 1 : 2;
  const ConvoShape in = CONVO_SHAPE (8, 64, 64);

  convo_arith_init (layer, convo_kind_find (pool ? "max-pool" : "conv"), &in);
  convo_arith_set (layer, CONVO_ARITH_KERNEL, kernel);
  convo_arith_set (layer, CONVO_ARITH_STRIDE, pool ? 2 : convo_question_pick (random, 1, 2));
  convo_arith_set (layer, CONVO_ARITH_PADDING, padded ? convo_question_pick (random, pool ? 0 : 1, kernel / 2) : 0);
  convo_arith_set (layer, CONVO_ARITH_DILATION, dilation);
  layer->kernels = 8;
}

/** convo_question_fresh_field: Returns: (transfer full): about field, jump or start behind two to four layers */
ConvoQuestion *
convo_question_fresh_field (ConvoRandom *random, int number)
{
  static const char *const names[] = { "field", "jump", "start" };
  const int n = (int) convo_question_pick (random, 2, MOST_LAYERS), drawn = (int) convo_question_pick (random, 0, 3);
  const ConvoChainAsk what = drawn == 3 ? CONVO_CHAIN_FIELD : (ConvoChainAsk) drawn;
  g_autofree char *id = g_strdup_printf ("fresh-%d-%s", number, names[what]);
  ConvoQuestion *question = NULL;
  ConvoArith layers[MOST_LAYERS];

  do                                             /* without any padding, or with strides of 1, nothing is asked */
    {
      g_clear_pointer (&question, convo_question_free);
      for (int i = 0; i < n; i++)
        draw_layer (random, &layers[i], what == CONVO_CHAIN_START);
      question = convo_question_from_chain (id, layers, n, what);
    }
  while (question->slips->len < 2);
  return question;
}
