/* One training: settings from the document, steps that notice disaster, evaluation. */
#include "training.h"
#include "errors.h"
#include "numbers.h"
#include "random.h"
#include "text.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#define EXPLODED 1e6   /* a mean loss above this cannot come back */

struct _ConvoRun
{
  ConvoReport *report;
  ConvoTraining training;
  ConvoWorkers *workers;
  ConvoWeights *weights;
  ConvoWeights *best;               /* of the epoch with the least test loss; NULL if they are not kept */
  double best_loss;
  int worse;                        /* epochs since */
  ConvoWeights *good, *candidate;   /* last weights that gave a finite loss; younger ones not yet tried */
  gint64 keep_every;
  ConvoPlan *plan;
  ConvoOptimizer *optimizer;
  gint64 steps;
  double epoch;
  ConvoPlateau plateau;
  const gint *cancel;
  int guilty;
  float *statistics;                /* running means and variances before the step, in case it is given up */
};

/** convo_training_defaults: @training: (out): what a new document trains with */
void
convo_training_defaults (ConvoTraining *training)
{
  *training = (ConvoTraining) { .batch = 64, .epochs = 10, .threads = 0, .seed = 1, .init = CONVO_INIT_FAN_IN,
                                .init_value = 0.01 };
  convo_optimizer_defaults (&training->optimizer, CONVO_OPTIMIZER_SGD);
}

static gboolean
read_number (JsonObject *object, const char *key, double min, double max, double *value, GError **error)
{
  JsonNode *node = json_object_get_member (object, key);
  double given;

  if (node == NULL)
    return TRUE;
  given = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) != G_TYPE_STRING
          ? json_node_get_double (node) : NAN;
  if (!(given >= min && given <= max))
    {
      g_autofree char *from = convo_number_plain (min), *to = convo_number_plain (max);

      g_set_error (error, CONVO_ERROR, CONVO_ERROR_PROPERTY,
                   /* translators: a training setting's key in the document, and its legal range */
                   _("The training setting “%s” must be a number from %s to %s."), key, from, to);
      return FALSE;
    }
  *value = given;
  return TRUE;
}

static gboolean
read_whole (JsonObject *object, const char *key, double min, double max, int *value, GError **error)
{
  double number = *value;

  if (!read_number (object, key, min, max, &number, error))
    return FALSE;
  *value = number;
  return TRUE;
}

static gboolean
read_names (ConvoTraining *training, JsonObject *object, GError **error)
{
  ConvoOptimizerKind kind;
  const char *optimizer = json_object_get_string_member_with_default (object, "optimizer", NULL);
  const char *init = json_object_get_string_member_with_default (object, "initializer", NULL);

  if (optimizer != NULL && !convo_optimizer_from_name (optimizer, &kind))
    {
      g_autofree char *names = convo_optimizer_names ();

      g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME,
                   /* translators: the name that was given; the names that exist */
                   _("There is no optimiser “%s”; use one of %s."), optimizer, names);
      return FALSE;
    }
  if (optimizer != NULL)
    convo_optimizer_defaults (&training->optimizer, kind);
  if (init != NULL && !convo_init_from_name (init, &training->init))
    {
      g_autofree char *names = convo_init_names ();

      g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME,
                   /* translators: the name that was given; the names that exist */
                   _("There is no initializer “%s”; use one of %s."), init, names);
      return FALSE;
    }
  return TRUE;
}

/**
 * convo_training_from_json:
 * @training: (inout): settings; keys that are absent keep their value
 * @object: (nullable): the "training" object of a document
 * @error: return location; %CONVO_ERROR_PROPERTY, %CONVO_ERROR_NAME
 *
 * Keys: optimizer, learning-rate, momentum, weight-decay, clip-norm, clip-value, schedule, early-stopping, keep-best, batch, epochs, seed, threads, initializer, initializer-value.
 *
 * Returns: %TRUE on success; on failure @training is unchanged
 */
gboolean
convo_training_from_json (ConvoTraining *training, JsonNode *object, GError **error)
{
  ConvoTraining read = *training;
  double seed = read.seed;
  JsonObject *o;

  if (object == NULL || !JSON_NODE_HOLDS_OBJECT (object))
    return TRUE;
  o = json_node_get_object (object);
  if (!read_names (&read, o, error) ||
      !read_number (o, "learning-rate", 0, 1000, &read.optimizer.learning_rate, error) ||
      !read_number (o, "momentum", 0, 1, &read.optimizer.momentum, error) ||
      !read_number (o, "weight-decay", 0, 1000, &read.optimizer.weight_decay, error) ||
      !read_number (o, "clip-norm", 0, 1e9, &read.optimizer.clip_norm, error) ||
      !read_number (o, "clip-value", 0, 1e9, &read.optimizer.clip_value, error) ||
      !read_number (o, "initializer-value", -1000, 1000, &read.init_value, error) ||
      !read_whole (o, "batch", 1, 65536, &read.batch, error) ||
      !read_whole (o, "epochs", 1, 1000000, &read.epochs, error) ||
      !read_whole (o, "early-stopping", 0, 1000000, &read.patience, error) ||
      !read_whole (o, "threads", 0, 1024, &read.threads, error) ||
      !convo_schedule_from_json (&read.schedule, json_object_get_member (o, "schedule"), error) ||
      !read_number (o, "seed", 0, 9007199254740992.0, &seed, error))
    return FALSE;
  read.seed = seed;
  read.keep_best = json_object_get_boolean_member_with_default (o, "keep-best", read.keep_best);
  *training = read;
  return TRUE;
}

static gboolean
has_loss (const ConvoReport *report, GError **error)
{
  const ConvoNet *net = convo_report_net (report);

  for (int i = 0; i < convo_net_n_nodes (net); i++)
    if (convo_net_node (net, i)->kind->flags & CONVO_KIND_LOSS)
      return TRUE;
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_WIRING,
               _("The network has no loss to train with; add a cross-entropy block after the last layer."));
  return FALSE;
}

/** convo_run_new: see training.h */
ConvoRun *
convo_run_new (const ConvoReport *report, const ConvoTraining *training, ConvoWeights *weights, GError **error)
{
  g_autoptr(ConvoRun) run = g_new0 (ConvoRun, 1);
  int threads = training->threads > 0 ? training->threads : convo_cores ();

  run->report = convo_report_ref (report);
  run->training = *training;
  run->weights = weights;
  if (!convo_report_check (report, error) || !has_loss (report, error) ||
      !convo_plan_estimate (report, CONVO_PLAN_TRAINING, training->batch, threads, NULL, error))
    return NULL;
  if (run->weights == NULL)
    {
      run->weights = convo_weights_new (report, error);
      if (run->weights == NULL)
        return NULL;
      convo_weights_init (run->weights, training->init, training->init_value, training->seed);
    }
  run->workers = convo_workers_new (threads);
  run->plan = convo_plan_new (report, run->weights, CONVO_PLAN_TRAINING, training->batch, run->workers, error);
  if (run->plan == NULL)
    return NULL;
  run->optimizer = convo_optimizer_new (run->weights, training->optimizer.kind, error);
  run->good = convo_weights_copy (run->weights);
  run->candidate = convo_weights_copy (run->weights);
  run->best_loss = INFINITY;
  if (training->keep_best)
    run->best = convo_weights_copy (run->weights);
  if (run->optimizer == NULL || run->good == NULL || run->candidate == NULL || (training->keep_best && run->best == NULL))
    {
      if (error != NULL && *error == NULL)
        g_set_error (error, CONVO_ERROR, CONVO_ERROR_MEMORY,
                     _("The spare copies of the weights do not fit into memory; use a smaller network."));
      return NULL;
    }
  run->guilty = -1;
  if (convo_report_totals (report)->statistics > 0)
    run->statistics = g_new (float, convo_report_totals (report)->statistics);
  run->keep_every = 16 + convo_report_totals (report)->parameters / 100000;   /* copying stays below a per cent */
  return g_steal_pointer (&run);
}

/** convo_run_free: %NULL is allowed */
void
convo_run_free (ConvoRun *run)
{
  if (run == NULL)
    return;
  convo_optimizer_free (run->optimizer);
  convo_plan_free (run->plan);
  convo_workers_free (run->workers);
  convo_weights_free (run->weights);
  convo_weights_free (run->good);
  convo_weights_free (run->candidate);
  convo_weights_free (run->best);
  convo_report_unref (run->report);
  g_free (run->statistics);
  g_free (run);
}

/** convo_run_weights: Returns: (transfer none): the weights; write them only between steps */
ConvoWeights *
convo_run_weights (ConvoRun *run)
{
  return run->weights;
}

/** convo_run_plan: Returns: (transfer none): the plan */
ConvoPlan *
convo_run_plan (ConvoRun *run)
{
  return run->plan;
}

/** convo_run_training: Returns: (transfer none): settings; learning rate, momentum and decay take effect at the next step */
ConvoTraining *
convo_run_training (ConvoRun *run)
{
  return &run->training;
}

/** convo_run_steps: Returns: training steps done */
gint64
convo_run_steps (ConvoRun *run)
{
  return run->steps;
}

/** convo_run_set_cancel: see training.h */
void
convo_run_set_cancel (ConvoRun *run, const gint *cancel)
{
  run->cancel = cancel;
  convo_plan_set_cancel (run->plan, cancel);
}

static gboolean
new_plan (ConvoRun *run, int threads, GError **error)
{
  run->workers = convo_workers_new (threads);
  run->plan = convo_plan_new (run->report, run->weights, CONVO_PLAN_TRAINING, run->training.batch, run->workers, error);
  if (run->plan == NULL)
    {
      g_clear_pointer (&run->workers, convo_workers_free);
      return FALSE;
    }
  convo_plan_set_cancel (run->plan, run->cancel);
  return TRUE;
}

/** convo_run_set_threads: see training.h */
gboolean
convo_run_set_threads (ConvoRun *run, int threads, GError **error)
{
  g_clear_pointer (&run->plan, convo_plan_free);   /* before the new one: there may not be memory for both */
  g_clear_pointer (&run->workers, convo_workers_free);
  if (new_plan (run, threads > 0 ? threads : convo_cores (), NULL))
    return TRUE;
  return new_plan (run, 1, error);   /* needs less than any other */
}

/** convo_run_threads: Returns: how many threads work on a step */
int
convo_run_threads (ConvoRun *run)
{
  return convo_workers_n_threads (run->workers);
}

/** convo_run_guilty: see training.h */
int
convo_run_guilty (ConvoRun *run)
{
  return run->guilty;
}

/* Running statistics are the only thing a step changes before its end. @back: put them back */
static void
statistics (ConvoRun *run, gboolean back)
{
  float *at = run->statistics;

  for (int i = 0; at != NULL && i < convo_weights_n (run->weights); i++)
    {
      ConvoTensor *tensor = convo_weights_get (run->weights, i);

      if (convo_param_trainable (&tensor->spec))
        continue;
      memcpy (back ? tensor->data : at, back ? at : tensor->data, tensor->count * sizeof (float));
      at += tensor->count;
    }
  if (back)
    convo_weights_changed (run->weights);
}

/** convo_run_set_epoch: see training.h */
void
convo_run_set_epoch (ConvoRun *run, double epoch)
{
  run->epoch = epoch;
}

/** convo_run_see_epoch: see training.h */
void
convo_run_see_epoch (ConvoRun *run, const ConvoScore *score)
{
  convo_plateau_see (&run->plateau, &run->training.schedule, score->loss);
  if (!(score->loss < run->best_loss))
    {
      run->worse++;
      return;
    }
  run->best_loss = score->loss;
  run->worse = 0;
  if (run->best != NULL)
    convo_weights_assign (run->best, run->weights);
}

/** convo_run_should_stop: Returns: see training.h */
gboolean
convo_run_should_stop (ConvoRun *run)
{
  return run->training.patience > 0 && run->worse >= run->training.patience;
}

/** convo_run_take_best: see training.h */
void
convo_run_take_best (ConvoRun *run)
{
  if (run->best != NULL && isfinite (run->best_loss))
    convo_weights_assign (run->weights, run->best);
}

/** convo_run_rate: see training.h */
double
convo_run_rate (ConvoRun *run)
{
  return run->training.optimizer.learning_rate
         * convo_schedule_factor (&run->training.schedule, &run->plateau, run->epoch, run->training.epochs);
}

/** convo_run_optimizer: Returns: (transfer none): the optimiser */
ConvoOptimizer *
convo_run_optimizer (ConvoRun *run)
{
  return run->optimizer;
}

/** convo_run_best: Returns: (transfer none) (nullable): see training.h */
ConvoWeights *
convo_run_best (ConvoRun *run)
{
  return run->best;
}

/** convo_run_get_state: @state: (out): see training.h */
void
convo_run_get_state (ConvoRun *run, ConvoRunState *state)
{
  *state = (ConvoRunState) { run->steps, run->plateau, run->best_loss, run->worse };
}

/** convo_run_set_state: see training.h */
void
convo_run_set_state (ConvoRun *run, const ConvoRunState *state)
{
  run->steps = state->steps;
  run->plateau = state->plateau;
  run->best_loss = state->best_loss;
  run->worse = state->worse;
  convo_optimizer_set_steps (run->optimizer, state->steps);
  convo_weights_assign (run->good, run->weights);
  convo_weights_assign (run->candidate, run->weights);
}

/* The weights of some steps ago gave a finite loss since, so they are good; the present ones have to prove it. */
static void
keep_good (ConvoRun *run)
{
  if (run->steps % run->keep_every != 0)
    return;
  convo_weights_assign (run->good, run->candidate);
  convo_weights_assign (run->candidate, run->weights);
}

static gboolean
diverged (ConvoRun *run, int n, double loss, GError **error)
{
  int node = isfinite (loss) ? -1 : convo_plan_find_nan (run->plan, n);   /* the plan still knows its labels */
  g_autofree char *rate = convo_number_plain (run->training.optimizer.learning_rate);

  run->guilty = node;
  convo_weights_assign (run->weights, run->good);
  if (node >= 0)
    g_set_error (error, CONVO_ERROR, CONVO_ERROR_DIVERGED,
                 /* translators: step number, name of a layer, learning rate */
                 _("Training diverged at step %" PRId64 ": the first value that is not a number came out of %s. "
                   "The last good weights are kept. Try a learning rate well below %s, or batch normalisation."),
                 run->steps + 1, convo_net_node (convo_report_net (run->report), node)->path, rate);
  else
    g_set_error (error, CONVO_ERROR, CONVO_ERROR_DIVERGED,
                 _("Training diverged at step %" PRId64 ": the loss exploded. The last good weights are kept. "
                   "Try a learning rate well below %s, or batch normalisation."), run->steps + 1, rate);
  return FALSE;
}

/** convo_run_step: see training.h */
gboolean
convo_run_step (ConvoRun *run, const float *pictures, const gint32 *labels, int n, double *loss, double *correct,
                GError **error)
{
  guint64 key = convo_random_at (run->training.seed ^ G_GUINT64_CONSTANT (0xd1b54a32d192ed03), run->steps);
  ConvoOptimizerSettings scheduled;
  double value;

  keep_good (run);
  statistics (run, FALSE);
  convo_plan_set_input (run->plan, pictures, n);
  value = convo_plan_step (run->plan, n, TRUE, labels, key);
  if (run->cancel != NULL && g_atomic_int_get (run->cancel) != 0)
    {
      statistics (run, TRUE);
      g_set_error_literal (error, CONVO_ERROR, CONVO_ERROR_CANCELLED, _("The training step was given up."));
      return FALSE;
    }
  if (loss != NULL)
    *loss = value;
  if (!(value < EXPLODED))
    return diverged (run, n, value, error);
  if (correct != NULL)
    *correct = convo_score_correct (run->plan, labels, n);
  scheduled = run->training.optimizer;
  scheduled.learning_rate = convo_run_rate (run);
  convo_optimizer_step (run->optimizer, run->plan, &scheduled);
  run->steps++;
  return TRUE;
}

/** convo_run_evaluate: see training.h. The sums in @score become means in convo_score_finish() */
void
convo_run_evaluate (ConvoRun *run, const float *pictures, const gint32 *labels, int n, ConvoScore *score)
{
  convo_plan_set_input (run->plan, pictures, n);
  convo_score_add (score, run->plan, labels, n, convo_plan_forward (run->plan, n, FALSE, labels, 0));
}
