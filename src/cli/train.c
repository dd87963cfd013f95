/* convo train: trains a network on labelled pictures, a line an epoch. */
#include "batcher.h"
#include "checkpoint.h"
#include "cli.h"
#include "errors.h"
#include "numbers.h"
#include "open.h"
#include "progress.h"
#include "safetensors.h"
#include "text.h"

#include <math.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* Values of options that were not given */
#define UNSET G_MININT

typedef struct
{
  char *data, *optimizer, *save, *checkpoint;
  int epochs, batch, threads, limit;
  gint64 seed;
  double rate, momentum, decay;
  gboolean json, resume;
} Options;

/* One training: the data, a batch, and what the current epoch has brought */
typedef struct
{
  ConvoDataset *dataset;
  ConvoBatcher *batcher;
  ConvoRun *run;
  float *pictures;
  gint32 *labels;
  int epochs;
  gboolean json;
  CliProgress progress;
  double loss_sum;     /* of losses times pictures */
  gint64 seen, before; /* pictures of the epoch; of them, those that an earlier run of the program saw */
  GFile *checkpoint;   /* written after every epoch and when stopped; NULL: none */
  ConvoPosition from;  /* where a resumed training stood */
} Training;

static volatile sig_atomic_t interrupted;

static void
on_interrupt (int number)
{
  interrupted = TRUE;
}

/* The first Ctrl-C stops after the step; the second ends the program as always */
static void
catch_interrupt (void)
{
  struct sigaction action = { .sa_handler = on_interrupt, .sa_flags = (int) SA_RESETHAND | SA_RESTART };

  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
}

static gboolean
check_options (const Options *o)
{
  return (o->epochs == UNSET || cli_in_range ("--epochs", o->epochs, 1, 1000000))
         && (o->batch == UNSET || cli_in_range ("--batch", o->batch, 1, 65536))
         && (o->threads == UNSET || cli_in_range ("--threads", o->threads, 1, 1024))
         && (o->limit == UNSET || cli_in_range ("--limit", o->limit, 1, G_MAXINT))
         && (o->seed == UNSET || cli_in_range ("--seed", o->seed, 0, 9007199254740992.0))
         && (o->rate == UNSET || cli_in_range ("--lr", o->rate, 0, 1000))
         && (o->momentum == UNSET || cli_in_range ("--momentum", o->momentum, 0, 1))
         && (o->decay == UNSET || cli_in_range ("--weight-decay", o->decay, 0, 1000));
}

static gboolean
parse (int *argc, char **argv, Options *o)
{
  ConvoOptimizerKind kind;
  const GOptionEntry options[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &o->data, N_("Pictures: fashion-mnist, shapes, or a folder"), N_("DATA") },
    { "epochs", 0, 0, G_OPTION_ARG_INT, &o->epochs, N_("Passes over all pictures"), "N" },
    { "batch", 0, 0, G_OPTION_ARG_INT, &o->batch, N_("Pictures a step"), "N" },
    { "optimizer", 0, 0, G_OPTION_ARG_STRING, &o->optimizer,
      N_("sgd, nesterov, adam, adamw, rmsprop, adagrad or adadelta"), N_("NAME") },
    { "lr", 0, 0, G_OPTION_ARG_DOUBLE, &o->rate, N_("Learning rate"), "X" },
    { "momentum", 0, 0, G_OPTION_ARG_DOUBLE, &o->momentum, N_("Momentum of sgd, nesterov and rmsprop"), "X" },
    { "weight-decay", 0, 0, G_OPTION_ARG_DOUBLE, &o->decay, N_("Weight decay"), "X" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &o->seed, N_("The same seed gives the same numbers"), "N" },
    { "threads", 0, 0, G_OPTION_ARG_INT, &o->threads, N_("Threads; all cores if not given"), "N" },
    { "limit", 0, 0, G_OPTION_ARG_INT, &o->limit, N_("Use only the first N pictures"), "N" },
    { "save", 0, 0, G_OPTION_ARG_FILENAME, &o->save, N_("Save the weights there"), N_("W.safetensors") },
    { "checkpoint", 0, 0, G_OPTION_ARG_FILENAME, &o->checkpoint, N_("Keep a checkpoint there"), N_("C.safetensors") },
    { "resume", 0, 0, G_OPTION_ARG_NONE, &o->resume, N_("Go on from the checkpoint"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &o->json, N_("Print JSON, a line an epoch"), NULL },
    { NULL }
  };

  if (!cli_parse (argc, argv, N_("MODEL"), N_("Trains a network. Settings that are not given are those of the document."),
                  options, 1))
    return FALSE;
  if (o->data == NULL)
    {
      cli_wrong_usage (_("--data is missing: fashion-mnist, shapes, or a folder."));
      return FALSE;
    }
  if (o->optimizer != NULL && !convo_optimizer_from_name (o->optimizer, &kind))
    {
      g_autofree char *names = convo_optimizer_names ();

      cli_wrong_usage (_("There is no optimizer “%s”; use one of %s."), o->optimizer, names);
      return FALSE;
    }
  if (o->resume && o->checkpoint == NULL)
    {
      cli_wrong_usage (_("--resume needs --checkpoint and the file that it names."));
      return FALSE;
    }
  return check_options (o);
}

/* The document's settings, then those of the command line */
static gboolean
settle (const Options *o, const ConvoReport *report, ConvoTraining *t, GError **error)
{
  convo_training_defaults (t);
  if (!convo_training_from_json (t, convo_graph_training (convo_report_graph (report)), error))
    return FALSE;
  if (o->optimizer != NULL)
    {
      ConvoOptimizerKind kind = t->optimizer.kind;

      if (convo_optimizer_from_name (o->optimizer, &kind) && kind != t->optimizer.kind)   /* a rate that suits one does not suit the other */
        convo_optimizer_defaults (&t->optimizer, kind);
    }
  t->epochs = o->epochs != UNSET ? o->epochs : t->epochs;
  t->batch = o->batch != UNSET ? o->batch : t->batch;
  t->threads = o->threads != UNSET ? o->threads : t->threads;
  t->seed = o->seed != UNSET ? (guint64) o->seed : t->seed;
  t->optimizer.learning_rate = o->rate != UNSET ? o->rate : t->optimizer.learning_rate;
  t->optimizer.momentum = o->momentum != UNSET ? o->momentum : t->optimizer.momentum;
  t->optimizer.weight_decay = o->decay != UNSET ? o->decay : t->optimizer.weight_decay;
  return TRUE;
}

/* Before hours are spent: the folder must be there and writable */
static gboolean
check_save (const char *path, GError **error)
{
  g_autofree char *folder = path != NULL ? g_path_get_dirname (path) : NULL;

  if (folder == NULL || access (folder, W_OK) == 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
               _("The weights cannot be saved as %s: the folder does not exist, or writing there is not allowed."), path);
  return FALSE;
}

static void
show_progress (Training *t, int epoch, guint step, gint64 start)
{
  guint steps = convo_batcher_steps (t->batcher);
  double elapsed = (g_get_monotonic_time () - start) / 1e6, left = elapsed / (step + 1) * (steps - step - 1);
  g_autofree char *before = NULL, *after = NULL, *loss = NULL, *speed = NULL;

  if (!cli_progress_due (&t->progress))
    return;
  loss = convo_number_real (t->loss_sum / t->seen, 4);
  speed = convo_number_exact ((t->seen - t->before) / elapsed);
  before = g_strdup_printf (_("Epoch %d/%d"), epoch + 1, t->epochs);
  /* translators: loss, pictures a second, time left */
  after = g_strdup_printf (_("loss %s  %s pictures/s  %d:%02d left"), loss, speed, (int) left / 60, (int) left % 60);
  cli_progress_show (&t->progress, (step + 1.0) / steps, before, after);
}

static gboolean
keep (Training *t, int epoch, int step, GError **error)
{
  ConvoPosition position = { epoch, step, t->loss_sum, 0 };

  return t->checkpoint == NULL || convo_checkpoint_save (t->run, &position, t->checkpoint, NULL, error);
}

/* Returns: FALSE if training diverged, or the checkpoint could not be written */
static gboolean
train_epoch (Training *t, int epoch, GError **error)
{
  guint steps = convo_batcher_steps (t->batcher), first = 0;
  gint64 start = g_get_monotonic_time ();

  convo_batcher_epoch (t->batcher, epoch);
  t->loss_sum = t->seen = t->before = 0;
  if (epoch == t->from.epoch && t->from.step > 0)
    {
      first = t->from.step;
      t->loss_sum = t->from.loss_sum;
      t->seen = MIN ((gint64) first * convo_run_training (t->run)->batch, convo_dataset_count (t->dataset, FALSE));
      t->before = t->seen;
    }
  for (guint step = first; step < steps; step++)
    {
      if (interrupted)
        return keep (t, epoch, step, error);
      const guint32 *indices;
      double loss;
      guint n;

      convo_batcher_get (t->batcher, step, &indices, &n);
      convo_dataset_read (t->dataset, FALSE, indices, n, t->pictures, t->labels);
      convo_run_set_epoch (t->run, epoch + (double) step / steps);
      if (!convo_run_step (t->run, t->pictures, t->labels, n, &loss, NULL, error))
        return FALSE;
      t->loss_sum += loss * n;
      t->seen += n;
      show_progress (t, epoch, step, start);
    }
  return !interrupted || keep (t, epoch, steps, error);
}

static void
evaluate (Training *t, ConvoScore *score)
{
  guint count = convo_dataset_count (t->dataset, TRUE), batch = convo_run_training (t->run)->batch;
  g_autofree guint32 *indices = g_new (guint32, batch);

  for (guint first = 0; first < count; first += batch)
    {
      guint n = MIN (batch, count - first);

      for (guint i = 0; i < n; i++)
        indices[i] = first + i;
      convo_dataset_read (t->dataset, TRUE, indices, n, t->pictures, t->labels);
      convo_run_evaluate (t->run, t->pictures, t->labels, n, score);
    }
  convo_score_finish (score);
  convo_run_see_epoch (t->run, score);
}

static void
json_real (JsonBuilder *b, const char *key, double value)
{
  json_builder_set_member_name (b, key);
  json_builder_add_double_value (b, value);
}

static void
report_json (const Training *t, int epoch, const ConvoScore *score, double speed, double seconds)
{
  g_autoptr(JsonBuilder) b = json_builder_new ();

  json_builder_begin_object (b);
  json_builder_set_member_name (b, "epoch");
  json_builder_add_int_value (b, epoch + 1);
  json_real (b, "train_loss", t->loss_sum / t->seen);
  json_real (b, "test_loss", score->loss);
  json_real (b, "top1", round (score->top1 * 1e4) / 1e4);
  json_real (b, "top5", round (score->top5 * 1e4) / 1e4);
  json_real (b, "images_per_second", round (speed * 10) / 10);
  json_real (b, "seconds", round (seconds * 1000) / 1000);
  json_builder_end_object (b);
  cli_print_json (b);
}

static void
report_text (const Training *t, int epoch, const ConvoScore *score, double speed, double seconds)
{
  g_autofree char *train = convo_number_real (t->loss_sum / t->seen, 4), *test = convo_number_real (score->loss, 4);
  g_autofree char *top1 = convo_number_real (score->top1, 2), *top5 = convo_number_real (score->top5, 2);
  g_autofree char *pace = convo_number_exact (speed), *time = convo_number_real (seconds, 1);

  /* translators: epoch, of how many, losses, percents, pictures a second, seconds */
  g_print (_("Epoch %d/%d  loss %s  test loss %s  top-1 %s %%  top-5 %s %%  %s pictures/s  %s s"),
           epoch + 1, t->epochs, train, test, top1, top5, pace, time);
  g_print ("\n");
}

static gboolean
run_epochs (Training *t, GError **error)
{
  for (int epoch = t->from.epoch; epoch < t->epochs && !interrupted && !convo_run_should_stop (t->run); epoch++)
    {
      gint64 start = g_get_monotonic_time ();
      ConvoScore score = { 0 };
      gboolean ok = train_epoch (t, epoch, error);
      gboolean whole = ok && !interrupted;
      double trained = (g_get_monotonic_time () - start) / 1e6;

      if (whole)
        evaluate (t, &score);
      cli_progress_clear (&t->progress);
      if (whole)
        (t->json ? report_json : report_text) (t, epoch, &score, (t->seen - t->before) / trained,
                                               (g_get_monotonic_time () - start) / 1e6);
      convo_score_clear (&score);
      if (!ok || (whole && !keep (t, epoch + 1, 0, error)))
        return FALSE;
    }
  if (!interrupted)
    convo_run_take_best (t->run);
  return TRUE;
}

/* The checkpoint knows learning rate, momentum and weight decay; what is asked for now wins */
static gboolean
resume (Training *t, const Options *o, GError **error)
{
  ConvoOptimizerSettings *optimizer;

  if (!convo_checkpoint_load (t->run, &t->from, t->checkpoint, NULL, error))
    return FALSE;
  optimizer = &convo_run_training (t->run)->optimizer;
  optimizer->learning_rate = o->rate != UNSET ? o->rate : optimizer->learning_rate;
  optimizer->momentum = o->momentum != UNSET ? o->momentum : optimizer->momentum;
  optimizer->weight_decay = o->decay != UNSET ? o->decay : optimizer->weight_decay;
  return TRUE;
}

static gboolean
prepare (Training *t, const Options *o, const ConvoReport *report, GError **error)
{
  const ConvoTotals *totals = convo_report_totals (report);
  g_autoptr(ConvoDataset) all = NULL;
  ConvoTraining settings;

  if (!convo_report_check (report, error) || !settle (o, report, &settings, error) || !check_save (o->save, error)
      || !check_save (o->checkpoint, error))
    return FALSE;
  all = convo_dataset_open (o->data, &totals->input, totals->n_classes, NULL, error);
  if (all == NULL)
    return FALSE;
  t->dataset = o->limit != UNSET ? convo_dataset_limit (all, o->limit) : convo_dataset_ref (all);
  t->run = convo_run_new (report, &settings, NULL, error);
  if (t->run == NULL)
    return FALSE;
  t->batcher = convo_batcher_new (convo_dataset_count (t->dataset, FALSE), settings.batch, settings.seed);
  t->pictures = g_new (float, convo_shape_count (&totals->input) * settings.batch);
  t->labels = g_new (gint32, settings.batch);
  t->epochs = settings.epochs;
  t->json = o->json;
  t->checkpoint = o->checkpoint != NULL ? g_file_new_for_path (o->checkpoint) : NULL;
  cli_progress_init (&t->progress);
  return !o->resume || resume (t, o, error);
}

static void
training_clear (Training *t)
{
  convo_run_free (t->run);
  convo_batcher_free (t->batcher);
  convo_dataset_unref (t->dataset);
  g_clear_object (&t->checkpoint);
  g_free (t->pictures);
  g_free (t->labels);
}

static int
train (const Options *o, const char *model)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoReport) report = cli_load_report (model, NULL, &error);
  g_autoptr(GFile) file = o->save != NULL ? g_file_new_for_path (o->save) : NULL;
  Training t = { 0 };
  int status = CLI_DONE;

  if (report == NULL || !prepare (&t, o, report, &error))
    {
      training_clear (&t);
      return cli_fail (g_steal_pointer (&error));
    }
  catch_interrupt ();
  if (!run_epochs (&t, &error))
    status = cli_fail (g_steal_pointer (&error));   /* diverged: the last good weights are saved */
  else if (interrupted)
    g_printerr ("%s\n", _("Stopped."));
  if (file != NULL && !convo_weights_save (convo_run_weights (t.run), file, NULL, &error))
    status = cli_fail (g_steal_pointer (&error));
  training_clear (&t);
  return status;
}

/** cli_train: the subcommand `train` */
int
cli_train (int argc, char **argv)
{
  Options o = { .epochs = UNSET, .batch = UNSET, .threads = UNSET, .limit = UNSET, .seed = UNSET, .rate = UNSET,
                .momentum = UNSET, .decay = UNSET };
  int status = parse (&argc, argv, &o) ? train (&o, argv[1]) : CLI_USAGE;

  g_free (o.data);
  g_free (o.optimizer);
  g_free (o.save);
  g_free (o.checkpoint);
  return status;
}
