/* The right answer of a question about a layer, and the wrong ones that known slips give. */
#include "question-private.h"
#include "text.h"

#include <math.h>
#include <string.h>

static void
slip_free (ConvoSlip *slip)
{
  g_free (slip->reason);
  g_free (slip);
}

/** convo_question_free: frees a question that is in no set */
void
convo_question_free (ConvoQuestion *question)
{
  g_free (question->id);
  g_free (question->text);
  g_free (question->how);
  g_free (question->hint);
  g_free (question->note);
  g_ptr_array_unref (question->choices);
  g_ptr_array_unref (question->slips);
  g_free (question);
}

/** convo_question_new: Returns: (transfer full): a question without an answer; freed by its set */
ConvoQuestion *
convo_question_new (const char *id, ConvoAsk ask, const char *text)
{
  ConvoQuestion *question = g_new0 (ConvoQuestion, 1);

  question->id = g_strdup (id);
  question->ask = ask;
  question->text = g_strdup (text);
  question->choices = g_ptr_array_new_with_free_func (g_free);
  question->slips = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_free);
  return question;
}

void
convo_question_set_free (ConvoQuestionSet *set)
{
  for (guint i = 0; i < set->questions->len; i++)
    convo_question_free (set->questions->pdata[i]);
  g_ptr_array_unref (set->questions);
  g_free (set->name);
  g_free (set->title);
  g_free (set);
}

/* What is asked for, of a layer with these settings */
static gboolean
solve (ConvoAsk ask, const ConvoArith *layer, double *answer, int *n)
{
  g_autofree void *state = NULL;
  ConvoSite site = { .in = &layer->in, .n_in = 1 };
  ConvoArith plain = *layer;

  plain.bias = ask == CONVO_ASK_PARAMETERS && layer->bias;
  if (!convo_arith_infer (&plain, &site.out, NULL))
    return FALSE;
  state = convo_arith_state (&plain);
  *n = 1;
  if (ask == CONVO_ASK_MACS)
    answer[0] = convo_kind_macs (plain.kind, state, &site);
  else if (ask != CONVO_ASK_SHAPE)
    answer[0] = convo_kind_n_parameters (plain.kind, state, &site);
  else
    {
      for (int axis = 4 - site.out.rank; axis < 3; axis++)
        answer[axis - 4 + site.out.rank] = convo_shape_spatial (&site.out, axis);
      answer[site.out.rank - 1] = site.out.dim[0];
      *n = site.out.rank;
    }
  return TRUE;
}

/** convo_question_solve: sets the answer from a layer. Returns: %FALSE if its settings are illegal */
gboolean
convo_question_solve (ConvoQuestion *question, const ConvoArith *layer)
{
  return solve (question->ask, layer, question->answer, &question->n_answers);
}

static gboolean
same (const double *a, const double *b, int n)
{
  for (int i = 0; i < n; i++)
    if (a[i] != b[i])
      return FALSE;
  return TRUE;
}

static void
add (ConvoQuestion *question, const double *answer, int n, gboolean convention, const char *reason)
{
  ConvoSlip *slip;

  if (convo_question_is_right (question, answer, n))
    return;
  for (guint i = 0; i < question->slips->len; i++)
    {
      const ConvoSlip *other = question->slips->pdata[i];

      if (other->n_answers == n && same (other->answer, answer, n))
        return;      /* the first reason is the likelier one */
    }
  slip = g_new0 (ConvoSlip, 1);
  memcpy (slip->answer, answer, n * sizeof *answer);
  slip->n_answers = n;
  slip->convention = convention;
  slip->reason = g_strdup (reason);
  g_ptr_array_add (question->slips, slip);
}

/** convo_question_add_slip: @answer: one wrong number; nothing happens if it is the right one, or known already */
void
convo_question_add_slip (ConvoQuestion *question, double answer, const char *reason)
{
  const double answers[CONVO_QUESTION_MAX_ANSWERS] = { answer };

  add (question, answers, 1, FALSE, reason);
}

/** convo_question_add_convention: @answer: right if one counts in another way than was asked for: half right */
void
convo_question_add_convention (ConvoQuestion *question, double answer, const char *reason)
{
  const double answers[CONVO_QUESTION_MAX_ANSWERS] = { answer };

  add (question, answers, 1, TRUE, reason);
}

/* The answer that somebody gets who takes other settings */
static void
add_settings (ConvoQuestion *question, const ConvoArith *taken, const char *reason)
{
  double answer[CONVO_QUESTION_MAX_ANSWERS] = { 0 };
  int n;

  if (solve (question->ask, taken, answer, &n))
    add (question, answer, n, FALSE, reason);
}

/* Extents changed by a rule of their own; channels stay. @up: rounded up; @less: without the + 1 */
static void
add_extents (ConvoQuestion *question, const ConvoArith *layer, gboolean up, gboolean less, const char *reason)
{
  double answer[CONVO_QUESTION_MAX_ANSWERS];
  int n = question->n_answers;

  if (question->ask != CONVO_ASK_SHAPE || strcmp (layer->kind->name, "transposed-conv") == 0)
    return;
  memcpy (answer, question->answer, n * sizeof *answer);
  for (int axis = 4 - layer->in.rank; axis < 3; axis++)
    {
      ConvoWindow w;
      gint64 over;

      convo_arith_window (layer, axis, &w);
      over = convo_shape_spatial (&layer->in, axis) + layer->before[axis] + layer->after[axis] - convo_window_span (&w);
      answer[axis - 4 + layer->in.rank] += (up && over % w.stride != 0) - less;
    }
  add (question, answer, n, FALSE, reason);
}

/* Extents with windows of d·k cells; channels stay */
static void
add_dilated (ConvoQuestion *question, const ConvoArith *layer)
{
  double answer[CONVO_QUESTION_MAX_ANSWERS];
  gboolean dilated = FALSE;

  if (question->ask != CONVO_ASK_SHAPE || strcmp (layer->kind->name, "transposed-conv") == 0)
    return;
  memcpy (answer, question->answer, sizeof answer);
  for (int axis = 4 - layer->in.rank; axis < 3; axis++)
    {
      ConvoWindow w;

      convo_arith_window (layer, axis, &w);
      dilated |= w.dilation > 1 && w.kernel > 1;
      answer[axis - 4 + layer->in.rank] = floor ((double) (convo_shape_spatial (&layer->in, axis) + layer->before[axis] + layer->after[axis]
                                                           - w.dilation * w.kernel) / w.stride) + 1;
    }
  if (dilated)
    add (question, answer, question->n_answers, FALSE, _("A dilated window spans d·(k − 1) + 1 cells, not d·k."));
}

/* The formula of the other direction: of a transposed convolution for a convolution, or the reverse */
static void
add_other_way (ConvoQuestion *question, const ConvoArith *layer)
{
  const gboolean up = strcmp (layer->kind->name, "transposed-conv") == 0;
  double answer[CONVO_QUESTION_MAX_ANSWERS], wide[CONVO_QUESTION_MAX_ANSWERS];

  if (question->ask != CONVO_ASK_SHAPE || (!up && strcmp (layer->kind->name, "conv") != 0))
    return;
  memcpy (answer, question->answer, sizeof answer);
  memcpy (wide, question->answer, sizeof wide);
  for (int axis = 4 - layer->in.rank; axis < 3; axis++)
    {
      const double n = (double) convo_shape_spatial (&layer->in, axis), p = (double) (layer->before[axis] + layer->after[axis]);
      const double s = (double) layer->stride[axis], span = (double) (layer->dilation[axis] * (layer->kernel[axis] - 1) + 1);
      const int at = axis - 4 + layer->in.rank;

      answer[at] = up ? floor ((n + p - span) / s) + 1 : (n - 1) * s - p + span;
      wide[at] = (n - 1) * s + p + span + (double) layer->output_padding[axis];
    }
  add (question, answer, question->n_answers, FALSE, up ? _("That is the formula of the convolution: a transposed one makes maps larger.")
                                                        : _("That is the formula of the transposed convolution."));
  if (up)
    add (question, wide, question->n_answers, FALSE, _("The padding was added: a transposed convolution cuts it off, so it is − 2·p."));
}

/* How many channels come out is a question of its own */
static void
add_channel_slips (ConvoQuestion *question, const ConvoArith *layer)
{
  const int last = question->n_answers - 1;
  double answer[CONVO_QUESTION_MAX_ANSWERS];

  if (question->ask != CONVO_ASK_SHAPE || last < 1)
    return;
  memcpy (answer, question->answer, sizeof answer);
  if (convo_arith_has (layer, CONVO_ARITH_KERNELS))
    {
      answer[last] = (double) layer->in.dim[0];
      add (question, answer, last + 1, FALSE, _("Those are the channels that come in: there go out as many as there are kernels."));
      answer[last] = (double) (layer->in.dim[0] * layer->kernels);
      add (question, answer, last + 1, FALSE, _("Channels were multiplied: every kernel sums over all that come in and writes one."));
    }
  else if (layer->in.dim[0] % 2 == 0)
    {
      answer[last] = (double) layer->in.dim[0] / 2;
      add (question, answer, last + 1, FALSE, _("Pooling keeps the number of channels: it halves the extents only."));
    }
}

static void
add_window_slips (ConvoQuestion *question, const ConvoArith *layer)
{
  ConvoArith taken = *layer;

  convo_arith_set (&taken, CONVO_ARITH_PADDING, 0);
  add_settings (question, &taken, _("The padding was forgotten: it is added at both ends."));
  taken = *layer;
  for (int axis = 0; axis < 3; axis++)      /* p instead of 2p */
    taken.before[axis] = 0;
  add_settings (question, &taken, _("The padding was added at one end only: it is 2·p."));
  add_extents (question, layer, TRUE, FALSE, _("Rounded up: a last window that does not fit is left out, so round down."));
  add_extents (question, layer, FALSE, TRUE, _("The + 1 was forgotten: the first window counts too."));
  taken = *layer;
  convo_arith_set (&taken, CONVO_ARITH_STRIDE, 1);
  add_settings (question, &taken, _("The stride was forgotten."));
  taken = *layer;
  convo_arith_set (&taken, CONVO_ARITH_DILATION, 1);
  add_settings (question, &taken, _("The dilation was forgotten: the window spans d·(k − 1) + 1 cells."));
  add_dilated (question, layer);
  add_other_way (question, layer);
  add_channel_slips (question, layer);
}

/* What a count gets from one who forgets an extent, counts places twice or not at all, or adds biases */
static void
add_place_slips (ConvoQuestion *question, const ConvoArith *layer)
{
  const gboolean up = strcmp (layer->kind->name, "transposed-conv") == 0;
  const double answer = question->answer[0], area = (double) layer->kernel[1] * layer->kernel[2];
  double places = 1, others = 1, biases;
  ConvoShape out;

  if (!convo_arith_infer (layer, &out, NULL))
    return;
  for (int axis = 4 - layer->in.rank; axis < 3; axis++)
    {
      places *= (double) convo_shape_spatial (up ? &layer->in : &out, axis);
      others *= (double) convo_shape_spatial (up ? &out : &layer->in, axis);
    }
  biases = (double) convo_shape_count (&out);
  if (question->ask == CONVO_ASK_MACS)
    {
      convo_question_add_convention (question, answer + biases, _("The biases were counted: they are added, not multiplied."));
      convo_question_add_slip (question, answer / places, _("Those are the weights: each multiplies at every place of the map."));
      convo_question_add_slip (question, answer / places * others, up ? _("A transposed convolution multiplies at every place of its input, not of its output.")
                                                                      : _("The places of the input were counted: a window stands at every place of the output."));
    }
  if (question->ask == CONVO_ASK_PARAMETERS && layer->bias)
    {
      convo_question_add_slip (question, answer - (double) layer->kernels + 1, _("One bias was counted: each kernel has its own."));
      convo_question_add_slip (question, answer - (double) layer->kernels + (double) layer->in.dim[0],
                               _("One bias for each input was counted: there is one for each output."));
    }
  if (question->ask != CONVO_ASK_MACS && layer->in.rank == 3 && area > 1)
    {
      const double bias = question->ask == CONVO_ASK_PARAMETERS && layer->bias ? (double) layer->kernels : 0;

      convo_question_add_slip (question, (answer - bias) / layer->kernel[1] + bias, _("A window of k×k has k² weights for each channel, not k."));
    }
}

static void
add_count_slips (ConvoQuestion *question, const ConvoArith *layer)
{
  double answer[CONVO_QUESTION_MAX_ANSWERS] = { question->answer[0] };
  gint64 channels = layer->in.dim[0];
  ConvoArith taken = *layer;

  if (question->ask == CONVO_ASK_WEIGHTS)
    answer[0] += layer->kernels;
  else if (question->ask == CONVO_ASK_PARAMETERS && layer->bias)
    answer[0] -= layer->kernels;
  add (question, answer, 1, TRUE, question->ask == CONVO_ASK_WEIGHTS
       ? _("The biases were counted; the question is about the weights alone.") : _("The biases were left out."));
  answer[0] = 2 * question->answer[0];
  if (question->ask == CONVO_ASK_MACS)
    add (question, answer, 1, TRUE, _("These are FLOPs: one multiply-accumulate is two of them."));
  taken.groups = 1;
  add_settings (question, &taken, _("The groups were forgotten: a kernel sees the channels of its group only."));
  taken = *layer;
  taken.in.dim[0] = taken.groups = 1;
  if (channels > 1)
    add_settings (question, &taken, _("One input channel only was counted: a kernel is as deep as its input."));
  taken = *layer;
  taken.kernels = layer->groups;
  if (layer->kernels > layer->groups)
    add_settings (question, &taken, _("One kernel only was counted."));
}

/* A linear layer has no window: its inputs and outputs are all there is to forget */
static void
add_linear_slips (ConvoQuestion *question, const ConvoArith *layer)
{
  const double in = (double) convo_shape_count (&layer->in), out = (double) layer->kernels;

  if (question->ask == CONVO_ASK_PARAMETERS && layer->bias)
    convo_question_add_convention (question, in * out, _("The biases were left out."));
  if (question->ask == CONVO_ASK_WEIGHTS)
    convo_question_add_convention (question, in * out + out, _("The biases were counted; the question is about the weights alone."));
  if (question->ask == CONVO_ASK_MACS)
    {
      convo_question_add_convention (question, 2 * in * out, _("These are FLOPs: one multiply-accumulate is two of them."));
      convo_question_add_convention (question, in * out + out, _("The biases were counted: they are added, not multiplied."));
    }
  if (question->ask != CONVO_ASK_SHAPE)
    {
      convo_question_add_slip (question, in + out, _("Inputs and outputs were added: each output has a weight for every input, so multiply."));
      convo_question_add_slip (question, in * out + in, _("One bias for each input was counted: there is one for each output."));
    }
  else
    convo_question_add_slip (question, in, _("These are its inputs."));
}

/* Returns: (transfer full) (nullable): with the layer's numbers, as its ledger has them: "(28 + 2·2 − 5) / 1 + 1 = 28" */
static char *
formula_of (ConvoAsk ask, const ConvoArith *layer)
{
  const ConvoNumber what = ask == CONVO_ASK_SHAPE ? CONVO_NUMBER_SHAPE : ask == CONVO_ASK_MACS ? CONVO_NUMBER_MACS : CONVO_NUMBER_PARAMETERS;
  g_autoptr(GPtrArray) ledger = convo_ledger_new ();
  g_autoptr(GString) text = g_string_new (NULL);
  ConvoSite site = { .in = &layer->in, .n_in = 1 };
  ConvoArith plain = *layer;
  g_autofree void *state = NULL;

  plain.bias = ask == CONVO_ASK_PARAMETERS && layer->bias;
  if (plain.kind->explain == NULL || ask == CONVO_ASK_NUMBERS || !convo_arith_infer (&plain, &site.out, NULL))
    return NULL;
  state = convo_arith_state (&plain);
  plain.kind->explain (state, &site, ledger);
  for (guint i = 0; i < ledger->len; i++)
    {
      const ConvoLedgerRow *row = ledger->pdata[i];

      if (row->what == what && *row->formula != '\0')
        g_string_append_printf (text, "%s%s = %s", text->len > 0 ? "; " : "", row->formula, row->value);
    }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/** convo_question_add_slips: see question.h */
void
convo_question_add_slips (ConvoQuestion *question, const ConvoArith *layer)
{
  if (question->ask == CONVO_ASK_SHAPE || question->ask == CONVO_ASK_MACS)
    add_window_slips (question, layer);
  if (question->ask != CONVO_ASK_SHAPE && strstr (layer->kind->name, "conv") != NULL)
    {
      add_count_slips (question, layer);
      add_place_slips (question, layer);
    }
  if (strcmp (layer->kind->name, "linear") == 0)
    add_linear_slips (question, layer);
  if (question->hint == NULL)
    question->hint = g_strdup (convo_question_hint (question->ask, layer));
  if (question->how == NULL)
    question->how = formula_of (question->ask, layer);
}

/** convo_question_hint: Returns: (nullable) (transfer none): the formula that answers @ask for such a layer, in symbols only */
const char *
convo_question_hint (ConvoAsk ask, const ConvoArith *layer)
{
  const gboolean up = strcmp (layer->kind->name, "transposed-conv") == 0, linear = strcmp (layer->kind->name, "linear") == 0;

  if (ask == CONVO_ASK_SUM)
    return "Σ x·w + b";
  if (linear)
    return ask == CONVO_ASK_PARAMETERS ? "M·(N + 1)" : ask == CONVO_ASK_SHAPE ? "M" : "M·N";
  if (!convo_arith_windows (layer))
    return NULL;
  if (ask == CONVO_ASK_SHAPE)
    return up ? "(n − 1)·s − 2·p + d·(k − 1) + 1 + o" : "⌊(n + 2·p − d·(k − 1) − 1) / s⌋ + 1";
  if (!convo_arith_has (layer, CONVO_ARITH_KERNELS))
    return NULL;
  return ask == CONVO_ASK_WEIGHTS ? "M·(C / g)·k²" : ask == CONVO_ASK_PARAMETERS ? "M·((C / g)·k² + 1)"
         : up ? "n²·C·(M / g)·k²" : "o²·M·(C / g)·k²";
}
