/* One step of a network on random pictures, to be timed: forward, forward and backward, or a training step. */
#pragma once
#include "cli.h"
#include "plan.h"

G_BEGIN_DECLS

typedef enum
{
  CLI_STEP_FORWARD,      /* inference */
  CLI_STEP_BACKWARD,     /* forward and backward to the picture, statistics of batch normalisation as in inference */
  CLI_STEP_TRAIN,        /* forward, backward, optimiser */
} CliStepMode;

typedef struct _CliStepper CliStepper;

CliStepper *cli_stepper_new    (const ConvoReport *report,
                                CliStepMode        mode,
                                int                batch,
                                int                n_threads,
                                GError           **error);
void        cli_stepper_free   (CliStepper        *stepper);
gboolean    cli_stepper_step   (CliStepper        *stepper,
                                GError           **error);
ConvoPlan  *cli_stepper_plan   (CliStepper        *stepper);
/* One step, each layer's seconds added to @forward and @backward */
void        cli_stepper_profile (CliStepper       *stepper,
                                 double           *forward,
                                 double           *backward);
double      cli_stepper_flop   (const CliStepper  *stepper);
gint64      cli_cpu_time       (void);

gboolean    cli_bench_layers   (const ConvoReport *report,
                                CliStepMode        mode,
                                int                batch,
                                int                runs,
                                GError           **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliStepper, cli_stepper_free)

G_END_DECLS
