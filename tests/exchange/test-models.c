/* The models that come with the program, against the oracle's exact numbers, layer by layer. */
#include "about.h"
#include "build.h"
#include "convo-file.h"
#include "layers.h"
#include "load-model.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/**
 * Case:
 * @scale: what the oracle calls our scale layer
 * @shuffled: branches are listed in another order there: the layers are compared as a set
 * @module: one module of a network: the mean behind it is ours
 * @no_merges: joins are made of other operations there: merges are left out
 */
typedef struct
{
  const char *model, *oracle;
  const char *scale;
  gboolean shuffled, module, no_merges;
} Case;

static const Case cases[] = {
  { "lenet5", "lenet5_classic" },
  { "alexnet", "alexnet_lecture_ungrouped" },
  { "alexnet-2012", "alexnet_2012_grouped_lrn" },
  { "zfnet", "zfnet" },
  { "vgg-a", "vgg11" },
  { "vgg-a-lrn", "vgg_a_lrn" },
  { "vgg-d", "vgg_d_paper" },
  { "vgg-e", "vgg19" },
  { "googlenet", "googlenet_2014_aux" },
  { "inception-naive", "inception_module_naive_lecture", .module = TRUE },
  { "inception-bottleneck", "inception_module_bottleneck_lecture", .module = TRUE },
  { "inception-v3", "inception_v3_aux", .shuffled = TRUE },
  { "inception-resnet-v2", "inception_resnet_v2", .no_merges = TRUE },
  { "resnet18", "resnet18" },
  { "resnet50", "resnet50" },
  { "resnet152", "resnet152" },
  { "resnet18-preact", "preact_resnet18" },
  { "plain20", "cifar_plain20" },
  { "resnet20", "cifar_resnet20" },
  { "resnet56", "cifar_resnet56" },
  { "wide-resnet-28-10", "wrn_28_10" },
  { "wide-resnet50-2", "wide_resnet50_2" },
  { "resnext50-32x4d", "resnext50_32x4d" },
  { "fractalnet-20", "fractalnet_20", .no_merges = TRUE },
  { "xception", "xception" },
  { "mobilenet-v1", "mobilenet_v1" },
  { "mobilenet-v2", "mobilenet_v2" },
  { "nasnet-a-mobile", "nasnet_a_mobile" },
  { "densenet121", "densenet121" },
  { "densenet201", "densenet201" },
  { "densenet-bc-100-12", "densenet_bc_100_12" },
  { "highway-fc", "highway_fc_10x50", .scale = "sub" },
  { "highway-conv", "highway_conv_example", .scale = "sub" },
  { "se-resnet50", "se_resnet50" },
  { "squeezenet", "squeezenet1_0" },
  { "efficientnet-b0", "efficientnet_b0" },
  { "fcnn-1", "unn_fcnn_1" },
  { "fcnn-3", "unn_fcnn_3" },
  { "cnn-1", "unn_cnn_1" },
  { "cnn-2", "unn_cnn_2" },
  { "resnet18-unn", "unn_resnet18" },
};

/* Our kinds and what the oracle calls them; kinds of ours that it does not count are not here */
static const char *const kinds[][2] = {
  { "conv", "conv2d" }, { "linear", "linear" }, { "max-pool", "maxpool" }, { "average-pool", "avgpool" },
  { "global-average-pool", "adaptiveavgpool" }, { "batch-norm", "batchnorm" }, { "lrn", "lrn" }, { "relu", "relu" },
  { "relu6", "relu6" }, { "elu", "elu" }, { "silu", "silu" }, { "tanh", "tanh" }, { "sigmoid", "sigmoid" },
  { "softmax", "softmax" }, { "add", "add" }, { "multiply", "mul" }, { "concatenate", "cat" }, { "scale", "mul" },
  { "fractal-join", "mean" }, { "dropout", "dropout" }, { "drop-path", "stochasticdepth" }, { "subsample", "getitem" },
  { "crop", "getitem" }, { "pad", "pad" }, { "pad-channels", "pad" },
};

static const char *
oracle_kind (const Case *c, const char *kind)
{
  if (c->scale != NULL && strcmp (kind, "scale") == 0)
    return c->scale;
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i][0], kind) == 0)
      return kinds[i][1];
  return NULL;
}

static gboolean
keeps_shape (JsonObject *layer)
{
  JsonArray *out = json_object_get_array_member (layer, "out");
  JsonArray *in = json_array_get_array_element (json_object_get_array_member (layer, "inputs"), 0);

  for (guint i = 0; i < json_array_get_length (out); i++)
    if (json_array_get_int_element (out, i) != json_array_get_int_element (in, i))
      return FALSE;
  return TRUE;
}

/* The oracle's own name, where it has two for one operation; NULL for what computes nothing */
static const char *
canonical (JsonObject *layer)
{
  const char *kind = json_object_get_string_member (layer, "kind");
  gboolean lone = json_array_get_length (json_object_get_array_member (layer, "inputs")) == 1;

  if (strcmp (kind, "flatten") == 0 || strcmp (kind, "identity") == 0 || (lone && strcmp (kind, "cat") == 0))
    return NULL;
  if (strcmp (kind, "adaptiveavgpool") == 0 && keeps_shape (layer))
    return NULL;   /* of another size only for other pictures */
  if (strcmp (kind, "adaptive_avg_pool2d") == 0
      || (strcmp (kind, "avgpool") == 0 && json_object_get_null_member (layer, "rf")))
    return "adaptiveavgpool";   /* an average over the whole map */
  return kind;
}

static gboolean
is_merge (const char *kind)
{
  return strcmp (kind, "add") == 0 || strcmp (kind, "mul") == 0 || strcmp (kind, "mean") == 0;
}

/* One layer as a line: kind, shape, counts, receptive field. The oracle counts no field for slices and pads */
static char *
line (const char *kind, const char *shape, gint64 parameters, gint64 statistics, gint64 macs, const char *field)
{
  gboolean counts = strcmp (kind, "getitem") != 0 && strcmp (kind, "pad") != 0;

  return g_strdup_printf ("%s → %s, %" PRId64 " + %" PRId64 ", %" PRId64 " MACs, field %s", kind, shape, parameters,
                          statistics, macs, counts ? field : "");
}

/* The oracle flattens before some dropouts; the values are the same */
static char *
shape_text (const ConvoShape *shape)
{
  ConvoShape flat = CONVO_SHAPE (shape->dim[0]);

  return convo_shape_to_string (convo_shape_count (shape) == shape->dim[0] ? &flat : shape);
}

static char *
our_line (const ConvoReport *report, int index, const char *kind)
{
  const ConvoNodeReport *numbers = convo_report_node (report, index);
  g_autofree char *shape = shape_text (&numbers->out);
  g_autofree char *field =
    numbers->has_field ? g_strdup_printf ("%" PRId64 "×%" PRId64 " / %" PRId64 "×%" PRId64, numbers->field[1],
                                          numbers->field[2], numbers->jump[1], numbers->jump[2]) : g_strdup ("none");

  return line (kind, shape, numbers->parameters, numbers->statistics, numbers->macs, field);
}

static gint64
element (JsonObject *layer, const char *key, guint index)
{
  return json_array_get_int_element (json_object_get_array_member (layer, key), index);
}

static char *
oracle_line (JsonObject *layer, const char *kind)
{
  ConvoShape out = { .rank = json_array_get_length (json_object_get_array_member (layer, "out")) };
  g_autofree char *shape = NULL, *field = NULL;

  for (int i = 0; i < out.rank; i++)
    out.dim[i] = element (layer, "out", i);
  shape = shape_text (&out);
  field = json_object_get_null_member (layer, "rf")
            ? g_strdup ("none")
            : g_strdup_printf ("%" PRId64 "×%" PRId64 " / %" PRId64 "×%" PRId64, element (layer, "rf", 0),
                               element (layer, "rf", 1), element (layer, "jump", 0), element (layer, "jump", 1));
  return line (kind, shape, json_object_get_int_member (layer, "params"), json_object_get_int_member (layer, "buffers"),
               json_object_get_int_member (layer, "macs"), field);
}

static JsonNode *
load_oracle (const char *name)
{
  const char *chosen = g_getenv ("CONVO_ORACLE");
  g_autofree char *folder = chosen != NULL ? g_strdup (chosen)
                                           : g_build_filename (g_getenv ("CONVO_SOURCE_DIR"), "tests", "oracle", NULL);
  g_autofree char *file = g_strdup_printf ("%s/models/%s.json", folder, name);
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GError) error = NULL;

  json_parser_load_from_file (parser, file, &error);
  g_assert_no_error (error);
  return json_parser_steal_root (parser);
}

static int
by_text (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static GPtrArray *
our_lines (const Case *c, const ConvoReport *report)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  const ConvoNet *net = convo_report_net (report);

  for (int i = 0; i < convo_net_n_nodes (net); i++)
    {
      const char *kind = oracle_kind (c, convo_net_node (net, i)->kind->name);

      if (kind != NULL && !(c->no_merges && is_merge (kind)) && !(c->module && strcmp (kind, "adaptiveavgpool") == 0))
        g_ptr_array_add (lines, our_line (report, i, kind));
    }
  return lines;
}

static GPtrArray *
oracle_lines (const Case *c, JsonArray *layers)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < json_array_get_length (layers); i++)
    {
      JsonObject *layer = json_array_get_object_element (layers, i);
      const char *kind = canonical (layer);

      if (kind != NULL && !(c->no_merges && is_merge (kind)))
        g_ptr_array_add (lines, oracle_line (layer, kind));
    }
  return lines;
}

static void
compare_totals (const ConvoTotals *totals, JsonObject *sums)
{
  JsonNode *field = json_object_get_member (sums, "rf_before_global_pool");

  g_assert_cmpint (totals->parameters, ==, json_object_get_int_member (sums, "params"));
  g_assert_cmpint (totals->statistics, ==, json_object_get_int_member (sums, "buffers"));
  g_assert_cmpint (totals->macs, ==, json_object_get_int_member (sums, "macs"));
  g_assert_cmpint (totals->weight_bytes, ==, json_object_get_int_member (sums, "weight_bytes_f32"));
  if (field != NULL && JSON_NODE_HOLDS_ARRAY (field))
    for (int axis = 0; axis < 2; axis++)
      g_assert_cmpint (totals->field[axis + 1], ==, json_array_get_int_element (json_node_get_array (field), axis));
}

/* Layers of the report and of the oracle; flatten, identity, input and loss are on one side only */
static void
test_oracle (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(ConvoReport) report = load_model (c->model);
  g_autoptr(JsonNode) oracle = load_oracle (c->oracle);
  JsonObject *root = json_node_get_object (oracle);
  g_autoptr(GPtrArray) ours = our_lines (c, report);
  g_autoptr(GPtrArray) theirs = oracle_lines (c, json_object_get_array_member (root, "layers"));

  g_assert_true (convo_report_check (report, NULL));
  if (c->shuffled)
    {
      g_ptr_array_sort (ours, by_text);
      g_ptr_array_sort (theirs, by_text);
    }
  for (guint i = 0; i < MIN (ours->len, theirs->len); i++)
    g_assert_cmpstr (ours->pdata[i], ==, theirs->pdata[i]);
  g_assert_cmpint (ours->len, ==, theirs->len);
  compare_totals (convo_report_totals (report), json_object_get_object_member (root, "totals"));
}

/* Models without a row in the oracle: counted by hand from those that have one, or block by block */
static void
test_counted (void)
{
  static const struct { const char *model; gint64 parameters, macs; } all[] = {
    /* VGG-A and convolutions 64 → 64 and 128 → 128; the MACs are those of the oracle's vgg13_bn */
    { "vgg-b", 132863336 + 36928 + 147584, 11308466176 },
    /* VGG-B and convolutions 1×1 at 56², 28², 14² */
    { "vgg-c", 133047848 + 65792 + 2 * 262656, 11308466176 + 205520896 + 205520896 + 51380224 },
    /* the published weights; the oracle's plain34 and three projections of 6,422,528 MACs */
    { "resnet34", 21797672, 3644493824 + 3 * 6422528 },
    /* the published weights; ResNet-50 and seventeen blocks more in the third stage */
    { "resnet101", 25557032 + 17 * G_GINT64_CONSTANT (1117184), 4089184256 + 17 * G_GINT64_CONSTANT (218365952) },
    /* the shortcuts of ResNet-56 have no parameters */
    { "plain56", 853018, 125485696 },
    /* ResNet-56 and nine blocks more in each stage: 2·(9c² + 2c) parameters, 4,718,592 MACs each */
    { "resnet110", 853018 + 9 * (4672 + 18560 + 73984), 125485696 + 27 * 4718592 },
    /* 111 blocks a stage: 2i + ic + 2c + 9c² + 2c + 4c², i channels in, and i·4c for the first */
    { "resnet1001", 10327706, 1490995712 },
    /* 82 layers: 2c + 128c + 256 + 36,864, three transitions; the published weights have as many */
    { "densenet169", 14149480, 3359843328 },
    { "fcnn-2", 49152 * 128 + 128 + 128 * 64 + 64 + 64 * 2 + 2, 49152 * 128 + 128 * 64 + 64 * 2 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_autoptr(ConvoReport) report = load_model (all[i].model);

      g_test_message ("%s", all[i].model);
      g_assert_cmpint (convo_report_totals (report)->parameters, ==, all[i].parameters);
      g_assert_cmpint (convo_report_totals (report)->macs, ==, all[i].macs);
    }
}

/* GoogLeNet without its side exits is the oracle's other row */
static void
test_side_exits (void)
{
  g_autoptr(ConvoReport) report = load_model ("googlenet");
  const ConvoTotals *totals = convo_report_totals (report);
  g_autoptr(JsonNode) oracle = load_oracle ("googlenet_2014_main");
  JsonObject *sums = json_object_get_object_member (json_node_get_object (oracle), "totals");
  const ConvoNet *net = convo_report_net (report);
  double weights = 0;

  g_assert_cmpint (totals->parameters - totals->training_parameters, ==, json_object_get_int_member (sums, "params"));
  g_assert_cmpint (totals->macs - totals->training_macs, ==, json_object_get_int_member (sums, "macs"));
  for (int i = 0; i < convo_net_n_nodes (net); i++)
    if ((convo_net_node (net, i)->kind->flags & CONVO_KIND_LOSS) && convo_net_node (net, i)->training_only)
      weights += convo_net_node (net, i)->weight;
  g_assert_cmpfloat_with_epsilon (weights, 2 * 0.3, 1e-12);
}

/* The names that lectures link to */
static void
test_names (void)
{
  static const char names[] =
    "lenet5 alexnet alexnet-2012 zfnet vgg-a vgg-a-lrn vgg-b vgg-c vgg-d vgg-e googlenet inception-naive "
    "inception-bottleneck inception-v3 inception-resnet-v2 resnet18 resnet34 resnet50 resnet101 resnet152 "
    "resnet18-preact plain20 plain56 resnet20 resnet56 resnet110 resnet1001 wide-resnet-28-10 wide-resnet50-2 "
    "resnext50-32x4d fractalnet-20 xception mobilenet-v1 mobilenet-v2 nasnet-a-mobile densenet121 densenet169 "
    "densenet201 densenet-bc-100-12 highway-fc highway-conv se-resnet50 squeezenet efficientnet-b0 fcnn-1 fcnn-2 "
    "fcnn-3 cnn-1 cnn-2 resnet18-unn";
  g_auto(GStrv) all = g_strsplit (names, " ", -1);

  for (int i = 0; all[i] != NULL; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GFile) file = convo_model_find (all[i], &error);

      g_assert_no_error (error);
      g_assert_nonnull (file);
    }
}

/* Every model that comes with the program can be trained: no problem in it, and a loss */
static void
test_whole (void)
{
  g_autoptr(GPtrArray) files = convo_model_list ();

  g_assert_cmpint (files->len, >, 0);
  for (guint i = 0; i < files->len; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(ConvoGraph) graph = convo_graph_load (g_ptr_array_index (files, i), NULL, &error);
      g_autoptr(ConvoReport) report = NULL;

      g_assert_no_error (error);
      report = convo_report_new (graph);
      g_assert_true (convo_report_check (report, &error));
      g_assert_no_error (error);
      g_assert_cmpint (convo_report_totals (report)->n_classes, >=, 2);
    }
}

/* Saving an unchanged model changes no byte */
static void
test_bytes (void)
{
  g_autoptr(GPtrArray) files = convo_model_list ();

  for (guint i = 0; i < files->len; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *text = NULL, *again = NULL;
      g_autoptr(ConvoGraph) graph = NULL;

      g_file_load_contents (g_ptr_array_index (files, i), NULL, &text, NULL, NULL, &error);
      g_assert_no_error (error);
      graph = convo_graph_parse (text, -1, &error);
      g_assert_no_error (error);
      again = convo_graph_to_text (graph);
      g_assert_cmpstr (text, ==, again);
    }
}

static void
check_lineage (const ConvoAbout *about)
{
  for (int i = 0; i < about->n_roots; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GFile) root = convo_model_find (about->roots[i].model, &error);
      g_autoptr(ConvoGraph) graph = root != NULL ? convo_graph_load (root, NULL, &error) : NULL;
      g_autoptr(ConvoAbout) older = NULL;

      g_assert_no_error (error);
      older = convo_about_new (graph, NULL);
      g_assert_cmpint (older->year, <=, about->year);
      g_assert_nonnull (about->roots[i].idea);
      g_assert_nonnull (about->roots[i].source);
    }
}

/* Every model tells of itself in both languages, and grew out of models that are there and not younger */
static void
test_about (void)
{
  static const char *const languages[][2] = { { "en", NULL }, { "ru", NULL } };
  g_autoptr(GPtrArray) files = convo_model_list ();

  for (guint i = 0; i < files->len; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(ConvoGraph) graph = convo_graph_load (g_ptr_array_index (files, i), NULL, &error);
      g_autoptr(ConvoAbout) about = NULL, russian = NULL;

      g_assert_no_error (error);
      g_test_message ("%s", convo_graph_name (graph));
      about = convo_about_new (graph, languages[0]);
      russian = convo_about_new (graph, languages[1]);
      g_assert_cmpstr (about->text, !=, russian->text);
      g_assert_cmpstr (about->brought, !=, russian->brought);
      g_assert_true ((about->notes == NULL) == (russian->notes == NULL));
      g_assert_nonnull (about->authors);
      g_assert_nonnull (about->family);
      g_assert_true (about->labelled);
      for (int k = 0; k < about->n_errors; k++)
        g_assert_true (about->errors[k].top1 > 0 || about->errors[k].top5 > 0);
      check_lineage (about);
    }
}

/* The definition of that name in @graph, as JSON text */
static char *
definition_text (const ConvoGraph *graph, const char *name)
{
  JsonNode *definitions = convo_graph_definitions (graph);
  JsonObject *all = definitions != NULL ? json_node_get_object (definitions) : NULL;

  return all != NULL && json_object_has_member (all, name) ? json_to_string (json_object_get_member (all, name), FALSE) : NULL;
}

/* A block of the library, wherever it is used, is the same */
static void
check_uses (const char *name, const char *text)
{
  g_autoptr(GPtrArray) models = convo_model_list (), blocks = convo_block_list ();

  g_ptr_array_extend_and_steal (models, g_steal_pointer (&blocks));
  for (guint i = 0; i < models->len; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(ConvoGraph) graph = convo_graph_load (models->pdata[i], NULL, &error);
      g_autofree char *own = NULL;

      g_assert_no_error (error);
      own = definition_text (graph, name);
      if (own != NULL)
        g_assert_cmpstr (own, ==, text);
    }
}

/* Every block of the library is the last definition of its document, works, and tells of itself in both languages */
static void
test_blocks (void)
{
  static const char *const languages[][2] = { { "en", NULL }, { "ru", NULL } };
  g_autoptr(GPtrArray) files = convo_block_list ();

  g_assert_cmpint (files->len, >, 0);
  for (guint i = 0; i < files->len; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(ConvoGraph) graph = convo_graph_load (files->pdata[i], NULL, &error);
      g_autoptr(ConvoReport) report = NULL;
      g_autoptr(ConvoAbout) about = NULL, russian = NULL;
      g_autofree char *file = g_file_get_basename (files->pdata[i]), *expected = NULL, *text = NULL;
      const char *name;

      g_assert_no_error (error);
      name = convo_definition_name (convo_graph_definition (graph, convo_graph_n_definitions (graph) - 1));
      expected = g_strconcat (name, ".convo", NULL);
      g_assert_cmpstr (file, ==, expected);
      report = convo_report_new (graph);
      g_assert_true (convo_report_check (report, &error));
      g_assert_no_error (error);
      about = convo_about_new (graph, languages[0]);
      russian = convo_about_new (graph, languages[1]);
      g_assert_cmpstr (about->title, !=, russian->title);
      g_assert_cmpstr (about->text, !=, russian->text);
      text = definition_text (graph, name);
      check_uses (name, text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/models/", cases[i].model, NULL);
      g_test_add_data_func (path, &cases[i], test_oracle);
    }
  g_test_add_func ("/models/counted", test_counted);
  g_test_add_func ("/models/side-exits", test_side_exits);
  g_test_add_func ("/models/names", test_names);
  g_test_add_func ("/models/whole", test_whole);
  g_test_add_func ("/models/bytes", test_bytes);
  g_test_add_func ("/models/about", test_about);
  g_test_add_func ("/models/blocks", test_blocks);
  return g_test_run ();
}
