/* The steps of stepper.h. Each includes the way of the pictures from NCHW into the engine's order. */
#include "stepper.h"
#include "errors.h"
#include "text.h"

#include <time.h>

struct _CliStepper
{
  CliStepMode mode;
  int batch;
  gint64 macs;
  float *pictures;
  gint32 *labels;
  ConvoRun *run;             /* training */
  ConvoWeights *weights;     /* or, for the other modes: */
  ConvoWorkers *workers;
  ConvoPlan *plan;
};

static gboolean
make_plan (CliStepper *s, const ConvoReport *report, int n_threads, GError **error)
{
  ConvoPlanMode mode = s->mode == CLI_STEP_FORWARD ? CONVO_PLAN_INFERENCE : CONVO_PLAN_GRADIENTS;
  ConvoTraining defaults;

  convo_training_defaults (&defaults);
  if (!convo_plan_estimate (report, mode, s->batch, n_threads, NULL, error))
    return FALSE;
  s->weights = convo_weights_new (report, error);
  if (s->weights == NULL)
    return FALSE;
  convo_weights_init (s->weights, defaults.init, defaults.init_value, defaults.seed);
  s->workers = convo_workers_new (n_threads);
  s->plan = convo_plan_new (report, s->weights, mode, s->batch, s->workers, error);
  return s->plan != NULL;
}

static gboolean
make_run (CliStepper *s, const ConvoReport *report, int n_threads, GError **error)
{
  ConvoTraining training;

  convo_training_defaults (&training);
  training.batch = s->batch;
  training.threads = n_threads;
  training.optimizer.learning_rate = 1e-3;
  training.optimizer.momentum = 0.9;
  s->run = convo_run_new (report, &training, NULL, error);
  return s->run != NULL;
}

/**
 * cli_stepper_new:
 * @n_threads: 0 for all cores
 * @error: return location; %CONVO_ERROR_MEMORY and what the report has to say
 *
 * Returns: (transfer full): a network with random weights and pictures, or %NULL with @error set
 */
CliStepper *
cli_stepper_new (const ConvoReport *report, CliStepMode mode, int batch, int n_threads, GError **error)
{
  g_autoptr(CliStepper) s = g_new0 (CliStepper, 1);
  int threads = n_threads > 0 ? n_threads : convo_cores ();

  s->mode = mode;
  s->batch = batch;
  s->macs = convo_report_totals (report)->macs;
  if (!convo_report_check (report, error)
      || !(mode == CLI_STEP_TRAIN ? make_run : make_plan) (s, report, threads, error))
    return NULL;
  s->pictures = cli_random_pictures (report, batch, 1, &s->labels);
  return g_steal_pointer (&s);
}

/** cli_stepper_free: %NULL is allowed */
void
cli_stepper_free (CliStepper *s)
{
  if (s == NULL)
    return;
  convo_run_free (s->run);
  convo_plan_free (s->plan);
  convo_workers_free (s->workers);
  convo_weights_free (s->weights);
  g_free (s->pictures);
  g_free (s->labels);
  g_free (s);
}

/** cli_stepper_step: one step. Returns: %FALSE with @error set if training diverged */
gboolean
cli_stepper_step (CliStepper *s, GError **error)
{
  if (s->mode == CLI_STEP_TRAIN)
    return convo_run_step (s->run, s->pictures, s->labels, s->batch, NULL, NULL, error);
  convo_plan_set_input (s->plan, s->pictures, s->batch);
  if (s->mode == CLI_STEP_FORWARD)
    convo_plan_forward (s->plan, s->batch, FALSE, NULL, 0);
  else
    convo_plan_step (s->plan, s->batch, FALSE, s->labels, 0);
  return TRUE;
}

/** cli_stepper_flop: Returns: floating point operations of a step: 2 a MAC, backward twice as many as forward */
double
cli_stepper_flop (const CliStepper *s)
{
  return 2.0 * s->macs * s->batch * (s->mode == CLI_STEP_FORWARD ? 1 : 3);
}

/** cli_cpu_time: Returns: processor time of all threads of this process, in µs */
gint64
cli_cpu_time (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

/** cli_stepper_plan: Returns: (transfer none): the plan of its steps */
ConvoPlan *
cli_stepper_plan (CliStepper *s)
{
  return s->mode == CLI_STEP_TRAIN ? convo_run_plan (s->run) : s->plan;
}

/** cli_stepper_profile: see stepper.h */
void
cli_stepper_profile (CliStepper *s, double *forward, double *backward)
{
  ConvoPlan *plan = cli_stepper_plan (s);

  convo_plan_set_input (plan, s->pictures, s->batch);
  convo_plan_profile (plan, s->batch, s->mode == CLI_STEP_TRAIN, s->mode == CLI_STEP_FORWARD ? NULL : s->labels, forward,
                      backward);
}
