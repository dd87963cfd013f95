/* One picture through random small networks and back: traces of layers, the engine's own training step and finite differences of
 * the network's own loss agree; what several readers send back adds up; kinks are told from mistakes. */
#include "convo-file.h"
#include "layers.h"
#include "net-trace.h"
#include "random.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

#define NETS 240
#define LAYERS 7
#define CLASSES 4
#define PROBES 2
#define LARGEST 600

/* ---- random networks ---- */

typedef struct
{
  ConvoRandom random;
  GString *text;
  GPtrArray *ids;
  int n;
} Maker;

static int
below (Maker *maker, int bound)
{
  return convo_random_below (&maker->random, bound);
}

static const char *
some_id (Maker *maker)
{
  return maker->ids->pdata[below (maker, 3) == 0 ? below (maker, maker->ids->len) : (int) maker->ids->len - 1];
}

/* Kind and settings; ' stands for " */
static const char *const kinds[] = {
  "'conv', 'channels': 4, 'kernel': 3, 'padding': 1",
  "'conv', 'channels': 6, 'kernel': 2, 'stride': 2",
  "'conv', 'channels': 4, 'kernel': 3, 'padding': 2, 'dilation': 2, 'groups': 2",
  "'conv', 'channels': 8, 'kernel': 1, 'bias': false",
  "'conv', 'channels': 4, 'kernel': 3, 'padding': 1, 'groups': 4",
  "'transposed-conv', 'channels': 4, 'kernel': 2, 'stride': 2",
  "'transposed-conv', 'channels': 4, 'kernel': 3, 'stride': 2, 'padding': 1, 'output-padding': 1, 'groups': 2",
  "'max-pool', 'kernel': 2, 'stride': 2",
  "'max-pool', 'kernel': 3, 'stride': 1, 'padding': 1",
  "'average-pool', 'kernel': 2, 'stride': 2",
  "'average-pool', 'kernel': 3, 'stride': 1, 'padding': 1, 'count-padding': true",
  "'lp-pool', 'kernel': 2, 'stride': 2, 'p': 2",
  "'lp-pool', 'kernel': 2, 'stride': 1, 'p': 3",
  "'distance-pool', 'kernel': 3, 'stride': 2",
  "'relu'", "'leaky-relu', 'slope': 0.2", "'elu'", "'tanh'", "'sigmoid'", "'softplus'", "'silu'", "'gelu'", "'relu6'", "'selu'",
  "'hard-sigmoid'", "'hard-swish'", "'prelu'", "'batch-norm'", "'batch-norm'", "'layer-norm'", "'layer-norm', 'over': 'channels'",
  "'layer-norm', 'over': 'last', 'affine': false", "'group-norm', 'groups': 2", "'instance-norm'", "'lrn', 'alpha': 0.5",
  "'dropout', 'probability': 0.3", "'drop-path', 'probability': 0.2", "'add'", "'add'", "'concatenate'", "'concatenate'", "'multiply'",
  "'softmax'", "'log-softmax'", "'flatten'", "'upsample', 'factor': 2", "'adaptive-average-pool', 'size': 2",
  "'channel-shuffle', 'groups': 2", "'scale', 'factor': 0.5, 'offset': 0.3", "'global-average-pool'", "'global-max-pool'",
  "'linear', 'features': 6", "'identity'", "'subsample', 'stride': 2", "'pad'", "'slice', 'start': 1, 'count': 2",
};

static gboolean
takes_two (const char *kind)
{
  return g_str_has_prefix (kind, "'add'") || g_str_has_prefix (kind, "'concat") || g_str_has_prefix (kind, "'multiply");
}

static char *
with_end (Maker *maker, const char *loss)
{
  char *text = g_strdup_printf ("{'format': 'convo', 'version': 1, 'name': 'test', 'nodes': [%s,\n"
                                "{'id': 'fc', 'kind': 'linear', 'features': %d},\n{'id': 'loss', 'kind': %s}]}",
                                maker->text->str, CLASSES, loss);

  return g_strdelimit (text, "'", '"');
}

/* The variance of a single value is 0, and what is divided by it is nothing but rounding */
static gboolean
is_degenerate (const ConvoReport *report, int node)
{
  const char *kind = convo_net_node (convo_report_net (report), node)->kind->name;
  const ConvoShape *shape = &convo_report_node (report, node)->out;
  const gint64 pixels = convo_shape_count (shape) / shape->dim[0];

  return ((g_str_equal (kind, "batch-norm") || g_str_equal (kind, "instance-norm")) && pixels < 4)
         || (g_str_equal (kind, "layer-norm") && shape->dim[shape->rank - 1] < 3);
}

/* Whether it can be trained, and is small */
static gboolean
is_whole (const char *text)
{
  g_autoptr(ConvoGraph) graph = convo_graph_parse (text, -1, NULL);
  g_autoptr(ConvoReport) report = graph != NULL ? convo_report_new (graph) : NULL;

  if (report == NULL || !convo_report_check (report, NULL))
    return FALSE;
  for (int i = 0; i < convo_net_n_nodes (convo_report_net (report)); i++)
    if (convo_shape_count (&convo_report_node (report, i)->out) > LARGEST || is_degenerate (report, i))
      return FALSE;
  return TRUE;
}

/* Adds a layer if the network is still one that can be trained */
static void
try_layer (Maker *maker, const char *loss)
{
  const char *kind = kinds[below (maker, G_N_ELEMENTS (kinds))];
  g_autofree char *id = g_strdup_printf ("n%d", maker->n++), *whole = NULL;
  const gsize before = maker->text->len;

  g_string_append_printf (maker->text, ",\n{'id': '%s', 'kind': %s, 'from': ['%s'", id, kind, some_id (maker));
  if (takes_two (kind))
    g_string_append_printf (maker->text, ", '%s'", some_id (maker));
  g_string_append (maker->text, "]}");
  whole = with_end (maker, loss);
  if (is_whole (whole))
    g_ptr_array_add (maker->ids, g_steal_pointer (&id));
  else
    g_string_truncate (maker->text, before);
}

static ConvoReport *
random_net (guint64 seed, char **text)
{
  static const char *const shapes[] = { "2, 7", "4, 6, 5", "2, 4, 5, 4", "4, 8, 8" };
  static const char *const losses[] = {
    "'softmax-cross-entropy'", "'softmax-cross-entropy', 'label-smoothing': 0.1, 'weight': 0.5",
    "'mean-squared-error'", "'binary-cross-entropy'", "'hinge'",
  };
  Maker maker = { .random = convo_random_stream (seed, 1, 0), .text = g_string_new (NULL),
                  .ids = g_ptr_array_new_with_free_func (g_free) };
  const char *loss = losses[below (&maker, G_N_ELEMENTS (losses))];
  g_autoptr(ConvoGraph) graph = NULL;
  g_autoptr(GError) error = NULL;

  g_string_printf (maker.text, "\n{'id': 'input', 'kind': 'input', 'shape': [%s]}", shapes[below (&maker, G_N_ELEMENTS (shapes))]);
  g_ptr_array_add (maker.ids, g_strdup ("input"));
  for (int tries = 0; maker.ids->len < LAYERS && tries < 60; tries++)
    try_layer (&maker, loss);
  *text = with_end (&maker, loss);
  g_string_free (maker.text, TRUE);
  g_ptr_array_unref (maker.ids);
  graph = convo_graph_parse (*text, -1, &error);
  g_assert_no_error (error);
  return convo_report_new (graph);
}

/* ---- a pass through one of them, and the engine's own step beside it ---- */

typedef struct
{
  ConvoReport *report;
  ConvoNetTrace *trace;
  ConvoWeights *weights;
  ConvoWorkers *workers;
  ConvoPlan *plan;
  float *picture;
  double loss;
  gint32 label;
  gboolean training;
  char *text;
  guint proofs, kinks;
} Pass;

/* Running statistics and scales that are not what they were at the start, so that they count */
static void
shake (ConvoWeights *weights, guint64 seed)
{
  ConvoRandom random = convo_random_stream (seed, 3, 0);

  convo_weights_init (weights, CONVO_INIT_KAIMING, 0, seed);
  for (int i = 0; i < convo_weights_n (weights); i++)
    {
      ConvoTensor *tensor = convo_weights_get (weights, i);

      for (gint64 k = 0; tensor->spec.role != CONVO_ROLE_WEIGHT && k < tensor->count; k++)
        tensor->data[k] += 0.3 * convo_random_unit (&random);
    }
  convo_weights_changed (weights);
}

static void
pass_begin (Pass *pass, guint64 seed, gboolean training)
{
  ConvoRandom random = convo_random_stream (seed, 2, 0);
  g_autoptr(GError) error = NULL;
  gint64 n;

  pass->report = random_net (seed, &pass->text);
  g_assert_true (convo_report_check (pass->report, NULL));
  n = convo_shape_count (&convo_report_totals (pass->report)->input);
  pass->picture = g_new (float, n);
  for (gint64 i = 0; i < n; i++)
    pass->picture[i] = convo_random_normal (&random);
  pass->label = convo_random_below (&random, CLASSES);
  pass->training = training;
  pass->weights = convo_weights_new (pass->report, &error);
  g_assert_no_error (error);
  shake (pass->weights, seed);
  pass->trace = convo_net_trace_new (pass->report, convo_weights_copy (pass->weights), pass->picture, pass->label, training, NULL, &error);
  g_assert_no_error (error);
  pass->workers = convo_workers_new (1);
  pass->plan = convo_plan_new (pass->report, pass->weights, CONVO_PLAN_TRAINING, 1, pass->workers, &error);
  g_assert_no_error (error);
  convo_plan_set_input (pass->plan, pass->picture, 1);
  pass->loss = convo_plan_step (pass->plan, 1, training, &pass->label, CONVO_NET_TRACE_KEY);
}

static void
pass_end (Pass *pass)
{
  convo_plan_free (pass->plan);
  convo_workers_free (pass->workers);
  convo_weights_free (pass->weights);
  convo_net_trace_unref (pass->trace);
  convo_report_unref (pass->report);
  g_free (pass->picture);
  g_free (pass->text);
}

static void
assert_near (const Pass *pass, const char *path, const char *what, double a, double b, double scale)
{
  if (fabs (a - b) <= 2e-4 * scale + 2e-5)
    return;
  g_printerr ("%s\ntraining %d: %s of %s: %g and %g\n", pass->text, pass->training, what, path, a, b);
  g_assert_not_reached ();
}

static double
largest (const float *values, gint64 n)
{
  double most = 0;

  for (gint64 i = 0; i < n; i++)
    most = MAX (most, fabs (values[i]));
  return most;
}

/* What the trace says of every weight is what the training step computed */
static void
check_gradients (const Pass *pass, const ConvoTrace *trace, int node, const char *path)
{
  for (int p = 0; p < trace->n_params; p++)
    {
      const gint64 n = convo_param_count (&trace->spec[p]);
      const float *engine = convo_plan_gradient (pass->plan, node, p);
      g_autofree float *file = g_new (float, n);

      if (trace->grad[p] == NULL)
        continue;
      g_assert_nonnull (engine);
      convo_param_to_file (&trace->spec[p], engine, file);
      for (gint64 i = 0; i < n; i++)
        assert_near (pass, path, trace->spec[p].name, trace->grad[p][i], file[i], largest (file, n));
    }
}

static void
check_branches (const Pass *pass, const ConvoTrace *trace, int node, const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) branches = convo_net_trace_branches (pass->trace, node, &error);
  const gint64 n = convo_shape_count (&trace->out);

  g_assert_no_error (error);
  for (gint64 i = 0; i < n; i++)
    {
      double sum = 0, size = 0;

      for (guint b = 0; b < branches->len; b++)
        {
          const ConvoBranch *branch = branches->pdata[b];

          sum += branch->delta[i];
          size += fabs (branch->delta[i]);
        }
      assert_near (pass, path, "sum of branches", sum, trace->dy[i], size);
    }
}

static void
prove (Pass *pass, const ConvoNudge *nudge, const char *path, const char *what)
{
  g_autoptr(GError) error = NULL;
  ConvoProof proof;

  g_assert_true (convo_net_trace_prove (pass->trace, nudge, NULL, &proof, &error));
  g_assert_no_error (error);
  assert_near (pass, path, "loss", proof.loss, pass->loss, MAX (fabs (pass->loss), 1));
  pass->proofs++;
  pass->kinks += proof.kink;
  if (proof.agrees || proof.kink)
    return;
  g_printerr ("%s\ntraining %d: %s of %s[%d, %d]: terms %.9g, engine %.9g, nudging %.9g (%.9g left, %.9g right, h %g), tolerance %g\n", pass->text,
              pass->training, what, path, nudge->which, (int) nudge->index, proof.formula, proof.engine, proof.slope, proof.left, proof.right, proof.h, proof.tolerance);
  g_assert_not_reached ();
}

static void
check_proofs (Pass *pass, const ConvoTrace *trace, int node, const char *path, ConvoRandom *random)
{
  for (int k = 0; k < PROBES; k++)
    {
      ConvoNudge nudge = { .node = node, .which = convo_random_below (random, trace->n_in) };
      g_autoptr(ConvoSum) sum = NULL;

      nudge.index = convo_random_below (random, convo_shape_count (&trace->in[nudge.which]));
      sum = convo_trace_input_gradient (trace, nudge.which, nudge.index);
      convo_nudge_set (&nudge, sum);
      assert_near (pass, path, "terms", sum->sum, sum->engine, nudge.size);
      prove (pass, &nudge, path, "input");
    }
  for (int p = 0; p < trace->n_params; p++)
    for (int k = 0; trace->grad[p] != NULL && k < PROBES; k++)
      {
        ConvoNudge nudge = { .node = node, .is_param = TRUE, .which = p };
        g_autoptr(ConvoSum) sum = NULL;

        nudge.index = convo_random_below (random, convo_param_count (&trace->spec[p]));
        sum = convo_trace_weight_gradient (trace, p, nudge.index);
        convo_nudge_set (&nudge, sum);
        prove (pass, &nudge, path, "parameter");
      }
}

static int
check_layers (Pass *pass, guint64 seed)
{
  const ConvoNet *net = convo_report_net (pass->report);
  ConvoRandom random = convo_random_stream (seed, 4, 0);
  int shown = 0;

  for (int i = 0; i < convo_net_n_nodes (net); i++)
    {
      const ConvoNetNode *node = convo_net_node (net, i);
      g_autoptr(ConvoTrace) trace = NULL;
      g_autoptr(GError) error = NULL;

      if (!convo_arith_supports (node->kind) || !convo_net_trace_reaches (pass->trace, i))
        continue;
      trace = convo_net_trace_layer (pass->trace, i, &error);
      g_assert_no_error (error);
      check_gradients (pass, trace, i, node->path);
      check_branches (pass, trace, i, node->path);
      check_proofs (pass, trace, i, node->path, &random);
      shown++;
    }
  return shown;
}

static void
test_random (gconstpointer data)
{
  int layers = 0, proofs = 0, kinks = 0;

  for (guint64 seed = 0; seed < NETS; seed++)
    for (int training = 0; training < 2; training++)
      {
        Pass pass = { 0 };

        pass_begin (&pass, seed, training);
        assert_near (&pass, "the net", "loss", convo_net_trace_loss (pass.trace), pass.loss, MAX (fabs (pass.loss), 1));
        layers += check_layers (&pass, seed);
        proofs += pass.proofs;
        kinks += pass.kinks;
        pass_end (&pass);
      }
  g_test_message ("%d layers, %d proofs, %d kinks", layers, proofs, kinks);
  g_assert_cmpint (layers, >, 1000);
  g_assert_cmpint (kinks, <, proofs / 50);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_data_func ("/net-trace/random", NULL, test_random);
  return g_test_run ();
}
