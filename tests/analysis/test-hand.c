/* The oracle's hand-made questions, answered through graphs and reports; what reports cannot answer is counted and named. */
#include "convo-file.h"
#include "hand-nets.h"
#include "layers.h"
#include "optimizer.h"
#include "oracle-json.h"

#include <math.h>
#include <string.h>

typedef JsonNode *(*Answer) (void);

static JsonNode *
read_answer (char *text)
{
  JsonNode *node = json_from_string (text, NULL);

  g_assert_nonnull (node);
  g_free (text);
  return node;
}

/* Formats an answer as JSON. */
#define ANSWER(...) read_answer (g_strdup_printf (__VA_ARGS__))
#define I G_GINT64_FORMAT

/* The questions have height, width, channels. */
static char *
shape_text (const ConvoShape *shape)
{
  return g_strdup_printf ("[%" I ", %" I ", %" I "]", shape->dim[1], shape->dim[2], shape->dim[0]);
}

static gint64
weights (const ConvoNodeReport *layer)
{
  return layer->parameters - layer->out.dim[0];   /* without one bias a channel */
}

static gint64
values (const ConvoNodeReport *layer)
{
  return layer->activation_bytes / 4;
}

static JsonNode *
alex_conv1_shape (void)
{
  g_autoptr(ConvoReport) net = hand_alexnet (2);

  return read_answer (shape_text (&hand_layer (net, "conv1")->out));
}

static JsonNode *
alex_conv1_w (void)
{
  g_autoptr(ConvoReport) net = hand_alexnet (2);

  return ANSWER ("%" I, weights (hand_layer (net, "conv1")));
}

static JsonNode *
alex_conv1_wb (void)
{
  g_autoptr(ConvoReport) net = hand_alexnet (2);

  return ANSWER ("%" I, hand_layer (net, "conv1")->parameters);
}

static JsonNode *
alex_conv1_macs (void)
{
  g_autoptr(ConvoReport) net = hand_alexnet (2);

  return ANSWER ("%" I, hand_layer (net, "conv1")->macs);
}

static JsonNode *
alex_pool1 (void)
{
  g_autoptr(ConvoReport) net = hand_alexnet (2);
  g_autofree char *shape = shape_text (&hand_layer (net, "pool1")->out);

  return ANSWER ("[%s, %" I "]", shape, hand_layer (net, "pool1")->parameters);
}

static JsonNode *
alex_conv2 (void)
{
  g_autoptr(ConvoReport) net = hand_alexnet (2);
  const ConvoNodeReport *conv = hand_layer (net, "conv2");
  g_autofree char *shape = shape_text (&conv->out);

  return ANSWER ("[%s, %" I ", %" I "]", shape, weights (conv), conv->parameters);
}

static JsonNode *
alex_pool2 (void)
{
  g_autoptr(ConvoReport) net = hand_alexnet (2);

  return read_answer (shape_text (&hand_layer (net, "pool2")->out));
}

static JsonNode *
alex_conv3 (void)
{
  g_autoptr(ConvoReport) net = hand_alexnet (2);

  return ANSWER ("%" I, weights (hand_layer (net, "conv3")));
}

static JsonNode *
alex_fc6 (void)
{
  g_autoptr(ConvoReport) net = hand_alexnet (2);

  return ANSWER ("%" I, hand_layer (net, "fc6")->parameters);
}

static JsonNode *
alex_total (void)
{
  g_autoptr(ConvoReport) two = hand_alexnet (2), one = hand_alexnet (1), tower = hand_alexnet_one_tower ();

  return ANSWER ("[%" I ", %" I ", %" I "]", convo_report_totals (two)->parameters,
                 convo_report_totals (one)->parameters, convo_report_totals (tower)->parameters);
}

static JsonNode *
alex_fc_share (void)
{
  g_autoptr(ConvoReport) net = hand_alexnet (2);
  double share = hand_layer (net, "fc6")->parameters + hand_layer (net, "fc7")->parameters
                 + hand_layer (net, "fc8")->parameters;

  return ANSWER ("%.4f", share / convo_report_totals (net)->parameters);
}

/* The ledger of the triple conv1, relu1, pool1; the second number leaves out the activation's own output */
static JsonNode *
triple_alex1 (void)
{
  g_autoptr(ConvoReport) net = hand_alexnet (2);
  g_autoptr(GPtrArray) triples = convo_report_explain_triples (net);
  const ConvoLedgerRow *row = triples->pdata[0];

  g_assert_cmpstr (row->title, ==, "conv1 + relu1 + pool1");
  return ANSWER ("[%" I ", %" I "]", row->result, row->result - values (hand_layer (net, "relu1")));
}

static JsonNode *
triple_formula (void)
{
  g_autoptr(ConvoReport) net = hand_alexnet (2);
  g_autoptr(GPtrArray) triples = convo_report_explain_triples (net);
  const ConvoLedgerRow *row = triples->pdata[0];
  g_autoptr(ConvoWorking) theirs = convo_formula_work ("2·H·H·k + h·h·k", (const ConvoSymbol *) row->symbols->data,
                                                       row->symbols->len);

  g_assert_cmpint (theirs->result, ==, row->result);
  return ANSWER ("\"2*H*W*k + h*w*k\"");
}

/* Values that the rules keep for each parameter: "", "N", "2N" */
static JsonNode *
sgd_state (void)
{
  static const char *const words[] = { "", "N", "2N" };

  return ANSWER ("[\"%s\", \"%s\"]", words[convo_optimizer_rule (CONVO_OPTIMIZER_SGD)->n_states],
                 words[convo_optimizer_rule (CONVO_OPTIMIZER_ADAM)->n_states]);
}

/* Values of all layers whose kind is in @kinds */
static gint64
sum_values (const ConvoReport *report, const char *const *kinds)
{
  gint64 sum = 0;

  for (int i = 0; i < convo_net_n_nodes (convo_report_net (report)); i++)
    if (g_strv_contains (kinds, convo_net_node (convo_report_net (report), i)->kind->name))
      sum += values (convo_report_node (report, i));
  return sum;
}

static JsonNode *
memory_answer (gint64 n)
{
  return ANSWER ("[%" I ", %" I ", %.1f]", n, 4 * n, 4 * n / 1048576.0);
}

static JsonNode *
vgg16_mem_true (void)
{
  g_autoptr(ConvoReport) net = hand_vgg16 (FALSE);

  return memory_answer (sum_values (net, (const char *const[]) { "input", "conv", "max-pool", "linear", NULL }));
}

static JsonNode *
vgg16_mem_all (void)
{
  g_autoptr(ConvoReport) net = hand_vgg16 (FALSE);

  return memory_answer (convo_report_totals (net)->activation_bytes / 4 - values (hand_layer (net, "input")));
}

static JsonNode *
vgg16_params (void)
{
  g_autoptr(ConvoReport) with = hand_vgg16 (FALSE), without = hand_vgg16 (TRUE);

  return ANSWER ("[%" I ", %" I "]", convo_report_totals (with)->parameters, convo_report_totals (without)->parameters);
}

static JsonNode *
vgg16_fc1 (void)
{
  g_autoptr(ConvoReport) net = hand_vgg16 (TRUE);

  return ANSWER ("%" I, hand_layer (net, "fc1")->parameters);
}

static JsonNode *
vgg_first_conv (void)
{
  g_autoptr(ConvoReport) net = hand_vgg16 (TRUE);

  return ANSWER ("%" I, hand_layer (net, "conv1_2")->parameters);
}

static JsonNode *
vgg16_rf (void)
{
  g_autoptr(ConvoReport) net = hand_vgg16 (TRUE);

  return ANSWER ("%" I, hand_layer (net, "pool5")->field[1]);
}

static JsonNode *
incep_naive_branches (void)
{
  g_autoptr(ConvoReport) net = hand_inception (FALSE);

  return ANSWER ("[%" I ", %" I ", %" I "]", hand_layer (net, "one")->macs, hand_layer (net, "three")->macs,
                 hand_layer (net, "five")->macs);
}

static JsonNode *
incep_naive_total (void)
{
  g_autoptr(ConvoReport) net = hand_inception (FALSE);

  return ANSWER ("%" I, convo_report_totals (net)->macs);
}

static JsonNode *
incep_naive_weights (void)
{
  g_autoptr(ConvoReport) net = hand_inception (FALSE);

  return ANSWER ("%" I, convo_report_totals (net)->parameters);
}

static JsonNode *
incep_bott_total (void)
{
  g_autoptr(ConvoReport) net = hand_inception (TRUE);

  return ANSWER ("%" I, convo_report_totals (net)->macs);
}

static JsonNode *
incep_bott_out (void)
{
  g_autoptr(ConvoReport) net = hand_inception (TRUE);

  return read_answer (shape_text (&hand_layer (net, "concat")->out));
}

static JsonNode *
incep_bott_weights (void)
{
  g_autoptr(ConvoReport) net = hand_inception (TRUE);

  return ANSWER ("%" I, convo_report_totals (net)->parameters);
}

static JsonNode *
lenet_params (void)
{
  g_autoptr(ConvoReport) net = hand_lenet ();
  static const char *const layers[] = { "c1", "c3", "c5", "f6", "out" };
  gint64 n[5];

  for (int i = 0; i < 5; i++)
    n[i] = hand_layer (net, layers[i])->parameters;
  return ANSWER ("[[%" I ", %" I ", %" I ", %" I ", %" I "], %" I "]", n[0], n[1], n[2], n[3], n[4],
                 convo_report_totals (net)->parameters);
}

static JsonNode *
dw_rule (void)
{
  GString *text = hand_begin (512, 14, 14);
  g_autoptr(ConvoReport) net = NULL;

  hand_conv (text, "depthwise", (HandConv) { 512, 3, 1, 1, 512, TRUE });
  hand_conv (text, "pointwise", (HandConv) { 512, 1, 1, 0, 1, TRUE });
  net = hand_end (text);
  return ANSWER ("[%" I ", %" I "]", hand_layer (net, "depthwise")->parameters, hand_layer (net, "pointwise")->parameters);
}

static JsonNode *
resnet_plain_cmp (void)
{
  GString *text = hand_begin (64, 56, 56);
  g_autoptr(ConvoReport) net = NULL;

  hand_conv (text, "a", (HandConv) { 64, 3, 1, 1, 1, TRUE });
  hand_conv (text, "b", (HandConv) { 64, 3, 1, 1, 1, TRUE });
  net = hand_end (text);
  return ANSWER ("%" I, convo_report_totals (net)->parameters);
}

static JsonNode *
pool_ceil (void)
{
  gint64 extent[2];

  for (int ceil = 0; ceil < 2; ceil++)
    {
      GString *text = hand_begin (64, 112, 112);
      g_autoptr(ConvoReport) net = NULL;

      hand_pool (text, "pool", 3, 2, 0, ceil);
      net = hand_end (text);
      extent[ceil] = hand_layer (net, "pool")->out.dim[1];
    }
  return ANSWER ("[%" I ", %" I "]", extent[0], extent[1]);
}

static JsonNode *
wrong_concat (void)
{
  GString *text = hand_begin (64, 28, 28);
  g_autoptr(ConvoReport) net = NULL;

  hand_conv (text, "smaller", (HandConv) { 32, 2 });
  hand_add (text, "concat", "concatenate", "\"input\", \"smaller\"");
  net = hand_end (text);
  g_assert_cmpint (hand_layer (net, "smaller")->out.dim[1], ==, 27);
  return ANSWER ("%s", hand_layer (net, "concat")->status == CONVO_STATUS_ERROR ? "\"error\"" : "\"fine\"");
}

static JsonNode *
cifar_resnet_blocks (void)
{
  static const int depths[] = { 20, 56, 110 };
  int answer[3] = { 0 };

  for (int n = 1; n < 20; n++)
    {
      g_autoptr(ConvoReport) net = hand_cifar_resnet (n);
      int depth = convo_net_n_nodes (convo_report_net (net)) - 1;   /* without the input */

      for (int i = 0; i < 3; i++)
        if (depth == depths[i])
          answer[i] = n;
    }
  return ANSWER ("[%d, %d, %d]", answer[0], answer[1], answer[2]);
}

static JsonNode *
keras_vs_torch (void)
{
  g_autoptr(ConvoReport) net = hand_mobilenet ();
  const ConvoTotals *totals = convo_report_totals (net);

  return ANSWER ("[%" I ", %" I "]", totals->parameters, totals->parameters + totals->statistics);
}

/* Keras drops the scale of each batch normalisation and counts its running mean and variance */
static JsonNode *
keras_noscale (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = convo_model_find ("inception-v3", &error);
  g_autoptr(ConvoGraph) graph = file != NULL ? convo_graph_load (file, NULL, &error) : NULL;
  g_autoptr(ConvoReport) report = NULL;
  const ConvoTotals *totals;
  gint64 parameters, channels = 0;

  g_assert_no_error (error);
  report = convo_report_new (graph);
  totals = convo_report_totals (report);
  parameters = totals->parameters - totals->training_parameters;
  for (int i = 0; i < convo_net_n_nodes (convo_report_net (report)); i++)
    if (!convo_net_node (convo_report_net (report), i)->training_only)
      channels += convo_report_node (report, i)->statistics / 2;
  return ANSWER ("[%" I ", %" I "]", parameters, parameters - channels + 2 * channels);
}

/* 7×7, 3×3, stride 3: the lecture says it does not fit. We floor it, as PyTorch does, and the ledger warns. */
static JsonNode *
cs_7x7_s3 (void)
{
  GString *text = hand_begin (1, 7, 7);
  g_autoptr(ConvoReport) net = NULL;
  g_autoptr(GPtrArray) ledger = NULL;
  gboolean warned = FALSE;

  hand_conv (text, "conv", (HandConv) { 1, 3, 3 });
  net = hand_end (text);
  g_assert_cmpint (hand_layer (net, "conv")->out.dim[1], ==, 2);
  ledger = convo_report_explain (net, 1);
  for (guint i = 0; i < ledger->len; i++)
    warned |= ((ConvoLedgerRow *) ledger->pdata[i])->note != NULL
              && strstr (((ConvoLedgerRow *) ledger->pdata[i])->formula, "⌊") != NULL;
  return ANSWER ("%s", warned ? "\"does not fit: (7-3)/3+1=2.33\"" : "\"fits\"");
}

/* Whether the ledger's formula of a layer and the oracle's, in its own spelling, agree for these and for other values */
static JsonNode *
general_formula (const char *layer, ConvoNumber what, const char *theirs, const char *answer)
{
  GString *text = hand_begin (12, 33, 33);
  g_autoptr(ConvoReport) net = NULL;
  g_autoptr(GPtrArray) ledger = NULL;
  const ConvoLedgerRow *row = NULL;

  g_string_append (text, ",\n{\"id\": \"conv\", \"kind\": \"conv\", \"channels\": 8, \"kernel\": 3, \"stride\": 2, "
                         "\"padding\": 2, \"dilation\": 3, \"groups\": 4},"
                         "{\"id\": \"up\", \"kind\": \"transposed-conv\", \"channels\": 8, \"kernel\": 3, \"stride\": 3, "
                         "\"padding\": 1, \"output-padding\": 2, \"dilation\": 2}");
  net = hand_end (text);
  ledger = convo_report_explain (net, convo_net_find (convo_report_net (net), layer));
  for (guint i = 0; i < ledger->len && row == NULL; i++)
    if (((ConvoLedgerRow *) ledger->pdata[i])->what == what)
      row = ledger->pdata[i];
  for (int turn = 0; turn < 50; turn++)
    {
      g_autoptr(GArray) symbols = g_array_new (FALSE, FALSE, sizeof (ConvoSymbol));
      g_autoptr(ConvoWorking) ours = NULL, other = NULL;

      for (guint i = 0; i < row->symbols->len; i++)
        {
          ConvoSymbol symbol = g_array_index (row->symbols, ConvoSymbol, i);

          symbol.value = turn == 0 ? symbol.value : strcmp (symbol.name, "n") == 0 ? 40 + 3 * turn
                         : strcmp (symbol.name, "C") == 0 ? 12 * turn : strcmp (symbol.name, "g") == 0 ? 1 + turn % 4
                         : 1 + (turn * (int) (i + 3)) % 5;
          g_array_append_val (symbols, symbol);
        }
      ours = convo_formula_work (row->general, (const ConvoSymbol *) symbols->data, symbols->len);
      other = convo_formula_work (theirs, (const ConvoSymbol *) symbols->data, symbols->len);
      g_assert_true (ours->known && other->known);
      g_assert_cmpint (ours->result, ==, other->result);
    }
  return ANSWER ("\"%s\"", answer);
}

/* The oracle's formulas in our signs: floor ( ) is ⌊ ⌋, * is ·; k filters of w×h are M kernels of k×k */
static JsonNode *
conv_general (void)
{
  return general_formula ("conv", CONVO_NUMBER_SHAPE, "⌊(n + 2·p − d·(k − 1) − 1) / s⌋ + 1",
                          "floor((n + 2p - d*(k-1) - 1)/s) + 1");
}

static JsonNode *
convt_general (void)
{
  return general_formula ("up", CONVO_NUMBER_SHAPE, "(n − 1)·s − 2·p + d·(k − 1) + a + 1",
                          "(n-1)*s - 2p + d*(k-1) + output_padding + 1");
}

static JsonNode *
param_rule (void)
{
  return general_formula ("conv", CONVO_NUMBER_PARAMETERS, "M·(k·k·C / g + 1)",
                          "k*(w*h*c/g + 1)");
}

#define QUESTION(name) { #name, name }
static const struct { const char *id; Answer answer; } answers[] = {
  QUESTION (alex_conv1_shape), QUESTION (alex_conv1_w), QUESTION (alex_conv1_wb), QUESTION (alex_conv1_macs),
  QUESTION (alex_pool1), QUESTION (alex_conv2), QUESTION (alex_pool2), QUESTION (alex_conv3), QUESTION (alex_fc6),
  QUESTION (alex_total), QUESTION (alex_fc_share), QUESTION (triple_alex1), QUESTION (vgg16_mem_true),
  QUESTION (vgg16_mem_all), QUESTION (vgg16_params), QUESTION (vgg16_fc1), QUESTION (vgg_first_conv),
  QUESTION (vgg16_rf), QUESTION (incep_naive_branches), QUESTION (incep_naive_total), QUESTION (incep_naive_weights),
  QUESTION (incep_bott_total), QUESTION (incep_bott_out), QUESTION (incep_bott_weights), QUESTION (lenet_params),
  QUESTION (dw_rule), QUESTION (resnet_plain_cmp), QUESTION (pool_ceil), QUESTION (wrong_concat),
  QUESTION (cifar_resnet_blocks), QUESTION (keras_vs_torch), QUESTION (keras_noscale), QUESTION (cs_7x7_s3),
  QUESTION (triple_formula), QUESTION (sgd_state), QUESTION (conv_general), QUESTION (convt_general), QUESTION (param_rule),
};

static gboolean
same (JsonNode *ours, JsonNode *theirs)
{
  if (JSON_NODE_HOLDS_ARRAY (ours) && JSON_NODE_HOLDS_ARRAY (theirs))
    {
      JsonArray *a = json_node_get_array (ours), *b = json_node_get_array (theirs);

      if (json_array_get_length (a) != json_array_get_length (b))
        return FALSE;
      for (guint i = 0; i < json_array_get_length (a); i++)
        if (!same (json_array_get_element (a, i), json_array_get_element (b, i)))
          return FALSE;
      return TRUE;
    }
  if (!JSON_NODE_HOLDS_VALUE (ours) || !JSON_NODE_HOLDS_VALUE (theirs))
    return FALSE;
  if (json_node_get_value_type (ours) == G_TYPE_STRING || json_node_get_value_type (theirs) == G_TYPE_STRING)
    return g_strcmp0 (json_node_get_string (ours), json_node_get_string (theirs)) == 0;
  return json_node_get_double (ours) == json_node_get_double (theirs);
}

static Answer
answer_of (const char *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    if (strcmp (answers[i].id, id) == 0)
      return answers[i].answer;
  return NULL;
}

static void
test_questions (void)
{
  g_autoptr(JsonNode) root = oracle_json ("hand", "hand_oracles.json");
  JsonArray *questions = json_node_get_array (root);
  g_autoptr(GString) open = g_string_new (NULL);
  guint answered = 0;

  for (guint i = 0; i < json_array_get_length (questions); i++)
    {
      JsonObject *question = json_array_get_object_element (questions, i);
      const char *id = json_object_get_string_member (question, "id");
      Answer answer = answer_of (id);
      g_autoptr(JsonNode) ours = answer != NULL ? answer () : NULL;
      g_autofree char *text = ours != NULL ? json_to_string (ours, FALSE) : NULL;

      if (answer == NULL)
        g_string_append_printf (open, " %s", id);
      else if (!same (ours, json_object_get_member (question, "a")))
        {
          g_autofree char *theirs = json_to_string (json_object_get_member (question, "a"), FALSE);

          g_test_message ("%s: %s, expected %s", id, text, theirs);
          g_test_fail ();
        }
      else
        answered++;
    }
  g_print ("# %u questions answered; no report answers:%s\n", answered, open->str);
  g_assert_cmpuint (answered, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/analysis/hand", test_questions);
  return g_test_run ();
}
