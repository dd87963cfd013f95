/* Predict mode: what is hidden, what opens it, what the table of results says; and that no formula tells what is hidden. */
#include "convo-file.h"
#include "layers.h"
#include "predict.h"

#include <string.h>

static ConvoDocument *
open_model (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("CONVO_SOURCE_DIR"), "models", name, NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GError) error = NULL;
  ConvoGraph *graph = convo_graph_load (file, NULL, &error);

  g_assert_no_error (error);
  return convo_document_new (graph);
}

static void
count (int *n)
{
  (*n)++;
}

/* Every number of every layer opens with the answer of its own question, and with nothing before it */
static void
test_all (gconstpointer name)
{
  static const ConvoNumber asked[] = { CONVO_NUMBER_SHAPE, CONVO_NUMBER_PARAMETERS, CONVO_NUMBER_MACS, CONVO_NUMBER_FIELD };
  g_autoptr(ConvoDocument) document = open_model (name);
  ConvoPredict *predict = convo_predict_of (document);
  const ConvoNet *net = convo_report_net (convo_document_report (document));
  int hidden = 0;

  convo_predict_set_active (predict, TRUE);
  for (int i = 0; i < convo_net_n_nodes (net); i++)
    for (gsize k = 0; k < G_N_ELEMENTS (asked); k++)
      {
        const char *path = convo_net_node (net, i)->path;
        g_autofree char *key = convo_predict_ask (predict, path, asked[k]), *answer = NULL;

        g_assert_cmpint (key != NULL, ==, convo_predict_hides (predict, path, asked[k]));
        if (key == NULL)
          continue;
        g_assert_false (convo_predict_explains (predict, path, asked[k]));
        answer = convo_question_answer_text (convo_predict_question (predict, key));
        g_assert_cmpint (convo_predict_answer (predict, key, answer, NULL), ==, CONVO_VERDICT_RIGHT);
        g_assert_false (convo_predict_hides (predict, path, asked[k]));
        hidden++;
      }
  g_assert_cmpint (hidden, >, 20);
  g_assert_false (convo_predict_hides (predict, NULL, CONVO_NUMBER_BYTES));
  g_assert_true (convo_predict_hides (predict, NULL, CONVO_NUMBER_PARAMETERS));
  for (int i = 0; i < convo_net_n_nodes (net); i++)
    for (gsize k = 0; k < G_N_ELEMENTS (asked); k++)
      g_assert_true (convo_predict_explains (predict, convo_net_node (net, i)->path, asked[k]));
}

/* Whatever is asked of any layer: a slip is told as this slip, and is never right */
static void
test_slips_of_all (gconstpointer name)
{
  static const ConvoNumber asked[] = { CONVO_NUMBER_SHAPE, CONVO_NUMBER_PARAMETERS, CONVO_NUMBER_MACS, CONVO_NUMBER_FIELD };
  g_autoptr(ConvoDocument) document = open_model (name);
  const ConvoReport *report = convo_document_report (document);
  int slips = 0;

  for (int i = 0; i < convo_net_n_nodes (convo_report_net (report)); i++)
    for (gsize k = 0; k < G_N_ELEMENTS (asked); k++)
      {
        ConvoQuestion *question = convo_question_from_report (report, convo_net_node (convo_report_net (report), i)->path, asked[k]);

        for (guint s = 0; question != NULL && s < question->slips->len; s++, slips++)
          {
            const ConvoSlip *slip = question->slips->pdata[s];
            g_autoptr(GString) typed = g_string_new (NULL);

            for (int n = 0; n < slip->n_answers; n++)
              g_string_append_printf (typed, "%s%.17g", n > 0 ? " " : "", slip->answer[n]);
            g_assert_cmpint (convo_question_check (question, typed->str, NULL), ==,
                             slip->convention ? CONVO_VERDICT_CONVENTION : CONVO_VERDICT_SLIP);
          }
        g_clear_pointer (&question, convo_question_free);
      }
  g_assert_cmpint (slips, >, 50);
}

static ConvoVerdict
try (ConvoPredict *predict, const char *path, ConvoNumber what, const char *typed, char **words)
{
  g_autofree char *key = convo_predict_ask (predict, path, what);

  g_assert_nonnull (key);
  return convo_predict_answer (predict, key, typed, words);
}

static void
assert_slip (ConvoPredict *predict, const char *path, ConvoNumber what, const char *typed, ConvoVerdict wanted, const char *word)
{
  g_autofree char *words = NULL;

  g_assert_cmpint (try (predict, path, what, typed, &words), ==, wanted);
  g_assert_nonnull (words);
  if (strstr (words, word) == NULL)
    g_error ("%s %s: “%s” says nothing of “%s”", path, typed, words, word);
}

static void
test_slips (void)
{
  g_autoptr(ConvoDocument) document = open_model ("lenet5.convo");
  ConvoPredict *predict = convo_predict_of (document);

  convo_predict_set_active (predict, TRUE);
  assert_slip (predict, "conv1", CONVO_NUMBER_SHAPE, "6×24×24", CONVO_VERDICT_SLIP, "padding");
  assert_slip (predict, "conv1", CONVO_NUMBER_SHAPE, "24 24 6", CONVO_VERDICT_SLIP, "padding");
  assert_slip (predict, "conv1", CONVO_NUMBER_SHAPE, "6×50×50", CONVO_VERDICT_WRONG, "height");
  assert_slip (predict, "conv1", CONVO_NUMBER_SHAPE, "7×28×28", CONVO_VERDICT_WRONG, "channels");
  assert_slip (predict, "conv1", CONVO_NUMBER_SHAPE, "28", CONVO_VERDICT_UNREAD, "3");
  assert_slip (predict, "pool1", CONVO_NUMBER_SHAPE, "6×27×27", CONVO_VERDICT_SLIP, "stride");
  assert_slip (predict, "conv2", CONVO_NUMBER_PARAMETERS, "416", CONVO_VERDICT_SLIP, "input channel");
  assert_slip (predict, "conv2", CONVO_NUMBER_MACS, "480000", CONVO_VERDICT_CONVENTION, "FLOP");
  assert_slip (predict, "fc1", CONVO_NUMBER_PARAMETERS, "204", CONVO_VERDICT_SLIP, "added");
  assert_slip (predict, "fc1", CONVO_NUMBER_PARAMETERS, "10080", CONVO_VERDICT_CONVENTION, "biases");
  assert_slip (predict, "conv2", CONVO_NUMBER_FIELD, "10", CONVO_VERDICT_SLIP, "jump");
  assert_slip (predict, NULL, CONVO_NUMBER_PARAMETERS, "61470", CONVO_VERDICT_CONVENTION, "biases");
}

/* What is never asked for, what is asked for once, and what is hidden with it */
static void
test_rules (void)
{
  g_autoptr(ConvoDocument) document = open_model ("lenet5.convo");
  ConvoPredict *predict = convo_predict_of (document);
  int changes = 0;

  g_assert_true (predict == convo_predict_of (document));
  g_assert_false (convo_predict_hides (predict, "conv1", CONVO_NUMBER_SHAPE));
  g_signal_connect_swapped (predict, "changed", G_CALLBACK (count), &changes);
  convo_predict_set_active (predict, TRUE);
  g_assert_cmpint (changes, ==, 1);
  g_assert_false (convo_predict_hides (predict, "input", CONVO_NUMBER_SHAPE));
  g_assert_false (convo_predict_hides (predict, "tanh1", CONVO_NUMBER_PARAMETERS));
  g_assert_true (convo_predict_hides (predict, "tanh1", CONVO_NUMBER_SHAPE));
  g_assert_true (convo_predict_hides (predict, "conv1", CONVO_NUMBER_BYTES));
  g_assert_true (convo_predict_hides_input (predict, "pool1"));
  g_assert_false (convo_predict_hides_input (predict, "conv1"));
  try (predict, "tanh1", CONVO_NUMBER_SHAPE, "6×28×28", NULL);
  g_assert_false (convo_predict_hides (predict, "conv1", CONVO_NUMBER_SHAPE));
  g_assert_false (convo_predict_hides (predict, "conv1", CONVO_NUMBER_BYTES));
  g_assert_false (convo_predict_hides_input (predict, "pool1"));
  g_assert_true (convo_predict_hides (predict, "conv1", CONVO_NUMBER_MACS));
  g_assert_cmpint (changes, ==, 2);
  convo_predict_set_kinds (predict, CONVO_PREDICT_SHAPES);
  g_assert_false (convo_predict_hides (predict, "conv1", CONVO_NUMBER_MACS));
  g_assert_true (convo_predict_hides (predict, "conv2", CONVO_NUMBER_SHAPE));
}

/* A number that an edit changes is hidden again; undo gives back what was known */
static void
test_edit (void)
{
  g_autoptr(ConvoDocument) document = open_model ("lenet5.convo");
  ConvoPredict *predict = convo_predict_of (document);
  g_autoptr(JsonNode) two = json_node_init_int (json_node_alloc (), 2);
  g_autoptr(GError) error = NULL;

  convo_predict_set_active (predict, TRUE);
  try (predict, "conv1", CONVO_NUMBER_SHAPE, "6×28×28", NULL);
  convo_document_apply (document, convo_graph_set_property (convo_document_graph (document), "conv1", "stride", two, &error), "stride", NULL);
  g_assert_no_error (error);
  g_assert_true (convo_predict_hides (predict, "conv1", CONVO_NUMBER_SHAPE));
  convo_document_undo (document);
  g_assert_false (convo_predict_hides (predict, "conv1", CONVO_NUMBER_SHAPE));
}

/* Of a block the shape is that of its last layer; what a sum holds is not told before all of it is known */
static void
test_block (void)
{
  g_autoptr(ConvoDocument) document = open_model ("resnet18.convo");
  ConvoPredict *predict = convo_predict_of (document);
  const ConvoReport *report = convo_document_report (document);
  const char *block = NULL;
  g_autofree char *key = NULL, *answer = NULL;

  for (int i = 0; i < convo_graph_n_nodes (convo_document_graph (document)) && block == NULL; i++)
    if (convo_node_is_block (convo_graph_node (convo_document_graph (document), i)))
      block = convo_node_id (convo_graph_node (convo_document_graph (document), i));
  g_assert_nonnull (block);
  convo_predict_set_active (predict, TRUE);
  g_assert_true (convo_predict_hides (predict, block, CONVO_NUMBER_SHAPE));
  key = convo_predict_ask (predict, block, CONVO_NUMBER_SHAPE);
  answer = convo_question_answer_text (convo_predict_question (predict, key));
  convo_predict_answer (predict, key, answer, NULL);
  g_assert_false (convo_predict_hides (predict, block, CONVO_NUMBER_SHAPE));
  g_assert_false (convo_predict_hides (predict, convo_net_node (convo_report_net (report), convo_net_output_at (convo_report_net (report), block))->path,
                                       CONVO_NUMBER_SHAPE));
  g_clear_pointer (&key, g_free);
  key = convo_predict_ask (predict, block, CONVO_NUMBER_PARAMETERS);
  convo_predict_show (predict, key);
  g_assert_false (convo_predict_hides (predict, block, CONVO_NUMBER_PARAMETERS));
  g_assert_false (convo_predict_explains (predict, block, CONVO_NUMBER_PARAMETERS));
}

static void
test_table (void)
{
  g_autoptr(ConvoDocument) document = open_model ("lenet5.convo");
  ConvoPredict *predict = convo_predict_of (document);
  g_autofree char *csv = NULL, *key = NULL;
  g_auto(GStrv) lines = NULL;
  double points;
  int answered;

  convo_predict_set_active (predict, TRUE);
  try (predict, "conv1", CONVO_NUMBER_SHAPE, "6×28×28", NULL);
  try (predict, "conv2", CONVO_NUMBER_PARAMETERS, "1", NULL);
  try (predict, "conv2", CONVO_NUMBER_PARAMETERS, "2416", NULL);
  key = convo_predict_ask (predict, "pool1", CONVO_NUMBER_SHAPE);
  convo_predict_show (predict, key);
  g_free (convo_predict_ask (predict, "pool2", CONVO_NUMBER_SHAPE));
  convo_predict_score (predict, &points, &answered);
  g_assert_cmpfloat (points, ==, 1.5);
  g_assert_cmpint (answered, ==, 3);
  convo_predict_set_person (predict, "Ada");
  csv = convo_predict_csv (predict);
  lines = g_strsplit (csv, "\r\n", -1);
  g_assert_cmpint (g_strv_length (lines), ==, 5);
  g_assert_true (g_regex_match_simple ("^\"Ada\",\"LeNet-5\",\"\",\"conv1-shape\",\"[- :0-9]{19}\",\"\\d+\",\"1\",\"right\",\"right\",\"no\",\"1\",\"6×28×28\",\"28×28×6\"",
                                       lines[1], 0, 0));
  g_assert_nonnull (strstr (lines[2], "\"2\",\"wrong\",\"right\",\"no\",\"0.5\",\"2416\""));
  g_assert_nonnull (strstr (lines[3], "\"0\",\"\",\"\",\"yes\",\"0\""));
}

/* Numbers of sentences go, digits of names stay; once everything is known nothing is veiled */
static void
test_veil (void)
{
  static const char *const pairs[][2] = {
    { "conv2: the window 5×5 does not fit into 6×3×3.", "conv2: the window ? does not fit into ?." },
    { "ResNet-18 has 11,689,512 parameters, 1.82 G MAC", "ResNet-18 has ? parameters, ? G MAC" },
    { "block.2.conv reads 48 120 values", "block.2.conv reads ? ? values" },
    { "Ядро 7 не помещается в карту 3×3.", "Ядро ? не помещается в карту ?." },
    { "2·28²", "?·?²" },
    { "", "" },
  };
  g_autoptr(ConvoDocument) document = open_model ("lenet5.convo");
  ConvoPredict *predict = convo_predict_of (document);
  g_autofree char *open = convo_predict_veil (predict, "it has 7 values"), *veiled = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *said = convo_veil_numbers (pairs[i][0]);

      g_assert_cmpstr (said, ==, pairs[i][1]);
    }
  g_assert_cmpstr (open, ==, "it has 7 values");
  g_assert_false (convo_predict_hides_any (predict));
  convo_predict_set_active (predict, TRUE);
  g_assert_true (convo_predict_hides_any (predict));
  veiled = convo_predict_veil (predict, "it has 7 values");
  g_assert_cmpstr (veiled, ==, "it has ? values");
  convo_predict_set_kinds (predict, CONVO_PREDICT_SUMS);
  g_assert_false (convo_predict_hides_any (predict));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_data_func ("/predict/all/lenet5", "lenet5.convo", test_all);
  g_test_add_data_func ("/predict/all/resnet18", "resnet18.convo", test_all);
  g_test_add_data_func ("/predict/slips/lenet5", "lenet5.convo", test_slips_of_all);
  g_test_add_data_func ("/predict/slips/mobilenet", "mobilenet-v1.convo", test_slips_of_all);
  g_test_add_data_func ("/predict/slips/inception", "inception-bottleneck.convo", test_slips_of_all);
  g_test_add_func ("/predict/slips", test_slips);
  g_test_add_func ("/predict/rules", test_rules);
  g_test_add_func ("/predict/edit", test_edit);
  g_test_add_func ("/predict/veil", test_veil);
  g_test_add_func ("/predict/block", test_block);
  g_test_add_func ("/predict/table", test_table);
  return g_test_run ();
}
