/* A question about one number of a network: of a layer, of a block, or of all of it; with what its likely slips give. */
#include "question.h"
#include "text.h"

#include <string.h>

static ConvoAsk
ask_of (ConvoNumber what)
{
  return what == CONVO_NUMBER_SHAPE ? CONVO_ASK_SHAPE : what == CONVO_NUMBER_PARAMETERS ? CONVO_ASK_PARAMETERS
         : what == CONVO_NUMBER_MACS ? CONVO_ASK_MACS : CONVO_ASK_NUMBERS;
}

/* Of a layer, a block, or for no @path of the whole network, which has no shape. FALSE: not known */
static gboolean
numbers_of (const ConvoReport *report, const char *path, ConvoNodeReport *numbers)
{
  const ConvoTotals *totals = convo_report_totals (report);

  if (path != NULL)
    return convo_report_at (report, path, numbers) && numbers->status == CONVO_STATUS_OK;
  *numbers = (ConvoNodeReport) { .parameters = totals->parameters, .statistics = totals->statistics, .macs = totals->macs,
                                 .has_field = totals->has_field };
  memcpy (numbers->field, totals->field, sizeof numbers->field);
  return totals->complete;
}

static gboolean
answer (ConvoQuestion *question, const ConvoNodeReport *numbers, ConvoNumber what)
{
  const ConvoShape *out = &numbers->out;

  question->n_answers = 1;
  switch (what)
    {
    case CONVO_NUMBER_SHAPE:
      for (int axis = 1; axis < out->rank; axis++)        /* channels last, as convo_question_check() turns them */
        question->answer[axis - 1] = (double) out->dim[axis];
      if (out->rank > 0)
        question->answer[out->rank - 1] = (double) out->dim[0];
      question->n_answers = out->rank;
      return out->rank > 0;
    case CONVO_NUMBER_PARAMETERS:
      question->answer[0] = (double) numbers->parameters;
      return TRUE;
    case CONVO_NUMBER_MACS:
      question->answer[0] = (double) numbers->macs;
      return TRUE;
    case CONVO_NUMBER_FIELD:
      question->answer[0] = (double) numbers->field[1];
      question->answer[1] = (double) numbers->field[2];
      question->n_answers = numbers->field[1] == numbers->field[2] ? 1 : 2;
      if (numbers->field[1] == 1)                          /* one axis only */
        question->answer[0] = (double) numbers->field[2], question->n_answers = 1;
      return numbers->has_field;
    default:
      return FALSE;
    }
}

static char *
text_of (const ConvoReport *report, const char *path, ConvoNumber what, int rank)
{
  const int index = path != NULL ? convo_net_find (convo_report_net (report), path) : -1;
  const ConvoNetNode *node = index >= 0 ? convo_net_node (convo_report_net (report), index) : NULL;
  g_autofree char *summary = node != NULL ? convo_kind_summary (node->kind, node->state) : NULL, *name = NULL;
  const char *title = path == NULL ? _("The whole network") : path;

  if (node == NULL)
    name = g_strdup (title);
  else
    name = g_strdup_printf ("%s · %s%s%s", title, _(node->kind->title), *summary != '\0' ? " " : "", summary);
  switch ((int) what)
    {
    case CONVO_NUMBER_SHAPE:
      /* translators: each of the four: a layer */
      return rank == 1 ? g_strdup_printf (_("%s: how many values come out?"), name)
             : rank == 3 ? g_strdup_printf (_("%s: channels × height × width of the output?"), name)
             : g_strdup_printf (_("%s: shape of the output, channels first?"), name);
    case CONVO_NUMBER_PARAMETERS: return g_strdup_printf (_("%s: how many parameters, with biases?"), name);
    case CONVO_NUMBER_MACS: return g_strdup_printf (_("%s: how many multiply-accumulates for one picture?"), name);
    default: return g_strdup_printf (_("%s: how many pixels wide is the receptive field?"), name);
    }
}

/* The formula with numbers for afterwards, and without them as a hint */
static void
take_formulas (ConvoQuestion *question, const ConvoReport *report, const char *path, ConvoNumber what)
{
  const int index = path != NULL ? convo_net_find (convo_report_net (report), path) : -1;
  g_autoptr(GPtrArray) ledger = index >= 0 ? convo_report_explain (report, index) : convo_report_explain_block (report, path);
  g_autoptr(GString) how = g_string_new (NULL), hint = g_string_new (NULL);

  for (guint i = 0; i < ledger->len; i++)
    {
      const ConvoLedgerRow *row = ledger->pdata[i];

      if (row->what != what)
        continue;
      if (*row->formula != '\0')
        g_string_append_printf (how, "%s%s = %s", how->len > 0 ? "; " : "", row->formula, row->value);
      if (index >= 0 && row->general != NULL && strstr (hint->str, row->general) == NULL)
        g_string_append_printf (hint, "%s%s", hint->len > 0 ? "; " : "", row->general);
    }
  g_free (question->how);                       /* what the layer alone says: the network says it for this place */
  question->how = g_strdup (how->str);
  if (question->hint == NULL && hint->len > 0)
    question->hint = g_strdup (hint->str);
  if (question->hint == NULL && index < 0 && what != CONVO_NUMBER_SHAPE && what != CONVO_NUMBER_FIELD)
    question->hint = g_strdup (_("the sum over its layers"));
}

static void
add_field_slips (ConvoQuestion *question, const ConvoReport *report, int index, const ConvoArith *layer)
{
  const ConvoNetNode *node = convo_net_node (convo_report_net (report), index);
  const ConvoNodeReport *self = convo_report_node (report, index), *before;
  ConvoWindow w;
  double span;

  if (question->n_answers != 1 || node->n_inputs < 1 || node->inputs[0] < 0 || !convo_arith_windows (layer))
    return;
  before = convo_report_node (report, node->inputs[0]);
  convo_arith_window (layer, 2, &w);
  span = (double) convo_window_span (&w);
  if (!before->has_field)
    return;
  convo_question_add_slip (question, span, _("That is the window of this layer alone, in the values that it reads."));
  convo_question_add_slip (question, (double) before->field[2] + span - 1,
                           _("The jump was forgotten: a step of this layer is as many pixels as the strides before it multiply to."));
  convo_question_add_slip (question, (double) before->field[2] + span * (double) before->jump[2],
                           _("One too many: k windows lie k − 1 jumps apart."));
  convo_question_add_slip (question, (double) before->field[2] + (span - 1) * (double) self->jump[2],
                           _("The stride of this layer was used: it counts for the next one only."));
}

/* A normalisation has a factor and a term for each channel */
static void
add_norm_slips (ConvoQuestion *question, const ConvoNetNode *node)
{
  if (question->ask == CONVO_ASK_PARAMETERS && strcmp (node->kind->name, "batch-norm") == 0)
    convo_question_add_slip (question, question->answer[0] / 2, _("Each channel has a scale and a shift: two parameters."));
}

/* What another way of counting gives, of any layer or sum of layers */
static void
add_conventions (ConvoQuestion *question, const ConvoNodeReport *numbers)
{
  if (question->ask == CONVO_ASK_PARAMETERS && numbers->statistics > 0)
    convo_question_add_convention (question, (double) (numbers->parameters + numbers->statistics),
                                   _("The running statistics were counted; they are not trained."));
  if (question->ask == CONVO_ASK_MACS)
    convo_question_add_convention (question, 2 * (double) numbers->macs,
                                   _("These are FLOPs: one multiply-accumulate is two of them."));
}

static double
biases_of (const ConvoReport *report, const char *path)
{
  const ConvoNet *net = convo_report_net (report);
  const gsize length = path != NULL ? strlen (path) : 0;
  double biases = 0;

  for (int i = 0; i < convo_net_n_nodes (net); i++)
    {
      const ConvoNetNode *node = convo_net_node (net, i);
      ConvoParamSpec specs[CONVO_MAX_PARAMS];
      ConvoSite site;

      if (path != NULL && !(g_str_has_prefix (node->path, path) && (node->path[length] == '.' || node->path[length] == '\0')))
        continue;
      convo_report_site (report, i, &site);
      for (int k = 0, n = convo_kind_params (node->kind, node->state, &site, specs); k < n; k++)
        if (specs[k].role == CONVO_ROLE_BIAS)
          biases += (double) convo_param_count (&specs[k]);
    }
  return biases;
}

static void
add_slips (ConvoQuestion *question, const ConvoReport *report, const char *path, const ConvoNodeReport *numbers)
{
  const int index = path != NULL ? convo_net_find (convo_report_net (report), path) : -1;
  const ConvoNetNode *node = index >= 0 ? convo_net_node (convo_report_net (report), index) : NULL;

  if (node != NULL && convo_arith_supports (node->kind))
    {
      ConvoQuestion check = { .ask = question->ask };
      ConvoArith layer;
      ConvoSite site;

      convo_report_site (report, index, &site);
      convo_arith_from_layer (&layer, node->kind, node->state, &site);
      if (question->ask == CONVO_ASK_NUMBERS)
        add_field_slips (question, report, index, &layer);
      else if (convo_question_solve (&check, &layer) && check.n_answers == question->n_answers
               && memcmp (check.answer, question->answer, check.n_answers * sizeof (double)) == 0)
        convo_question_add_slips (question, &layer);
    }
  if (node != NULL)
    add_norm_slips (question, node);
  if (question->ask == CONVO_ASK_PARAMETERS && biases_of (report, path) > 0)
    convo_question_add_convention (question, question->answer[0] - biases_of (report, path), _("The biases were left out."));
  add_conventions (question, numbers);
}

/**
 * convo_question_from_report:
 * @path: (nullable): a layer or a block; %NULL for the whole network
 * @what: shape, parameters, MACs or receptive field
 *
 * Asks for the number that the report gives; its slips are those of a layer with these settings.
 *
 * Returns: (transfer full) (nullable): belongs into a set, which frees it; %NULL if the number is not known, or is none that
 * can be asked for
 */
ConvoQuestion *
convo_question_from_report (const ConvoReport *report, const char *path, ConvoNumber what)
{
  static const char *const names[CONVO_N_NUMBERS] = {
    [CONVO_NUMBER_SHAPE] = "shape", [CONVO_NUMBER_PARAMETERS] = "parameters", [CONVO_NUMBER_MACS] = "macs",
    [CONVO_NUMBER_BYTES] = "bytes", [CONVO_NUMBER_FIELD] = "field", [CONVO_NUMBER_OTHER] = "other",
  };
  g_autofree char *id = g_strdup_printf ("%s-%s", path != NULL ? path : "network", names[what]), *text = NULL;
  ConvoQuestion *question;
  ConvoNodeReport numbers;

  if (!numbers_of (report, path, &numbers))
    return NULL;
  text = text_of (report, path, what, numbers.out.rank);
  question = convo_question_new (id, ask_of (what), text);
  if (!answer (question, &numbers, what))
    {
      convo_question_free (question);
      return NULL;
    }
  add_slips (question, report, path, &numbers);
  take_formulas (question, report, path, what);
  return question;
}

/* Of a question about a shape its first extent: windows are the same along all axes, or a row tells its own axis */
static void
take_extent_slips (ConvoQuestion *question, const ConvoArith *layer)
{
  ConvoQuestion *shape = convo_question_new ("shape", CONVO_ASK_SHAPE, "");

  if (convo_question_solve (shape, layer))
    {
      int axis = 0;

      while (axis < shape->n_answers - 1 && shape->answer[axis] != question->answer[0])
        axis++;
      convo_question_add_slips (shape, layer);
      for (guint i = 0; i < shape->slips->len; i++)
        convo_question_add_slip (question, ((const ConvoSlip *) shape->slips->pdata[i])->answer[axis],
                                 ((const ConvoSlip *) shape->slips->pdata[i])->reason);
    }
  convo_question_free (shape);
}

/**
 * convo_question_from_row:
 * @layer: what the ledger is of
 * @row: one of its rows
 *
 * Returns: (transfer full) (nullable): asks for the row's result; %NULL if it is no whole number
 */
ConvoQuestion *
convo_question_from_row (const ConvoArith *layer, const ConvoLedgerRow *row)
{
  g_autofree char *id = g_strdup_printf ("%s-%s", layer->kind->name, row->title), *text = NULL;
  ConvoQuestion *question, check = { .ask = ask_of (row->what) };

  if (row->result < 0)
    return NULL;
  text = g_strdup_printf ("%s?", row->title);
  question = convo_question_new (id, row->what == CONVO_NUMBER_SHAPE ? CONVO_ASK_NUMBERS : ask_of (row->what), text);
  question->n_answers = 1;
  question->answer[0] = (double) row->result;
  question->how = g_strdup (row->formula);
  question->hint = g_strdup (row->general);
  if (row->what == CONVO_NUMBER_SHAPE)
    take_extent_slips (question, layer);
  else if (check.ask != CONVO_ASK_NUMBERS && convo_question_solve (&check, layer) && check.answer[0] == question->answer[0])
    convo_question_add_slips (question, layer);
  return question;
}
