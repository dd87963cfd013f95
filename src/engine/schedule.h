#pragma once
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define CONVO_MAX_MILESTONES 16

/**
 * ConvoScheduleKind:
 * @CONVO_SCHEDULE_CONSTANT: the rate stays
 * @CONVO_SCHEDULE_STEP: × factor every so many epochs
 * @CONVO_SCHEDULE_MILESTONES: × factor at each of the named epochs
 * @CONVO_SCHEDULE_EXPONENTIAL: × factor after every epoch
 * @CONVO_SCHEDULE_COSINE: half a cosine down to @floor. Loshchilov, Hutter, "SGDR", 2017
 * @CONVO_SCHEDULE_ONE_CYCLE: up from 1/25 of the rate to it, then down to 1/10,000 of that. Smith, Topin, 2017
 * @CONVO_SCHEDULE_PLATEAU: ÷ divisor when the test loss has not improved for @patience epochs
 */
typedef enum
{
  CONVO_SCHEDULE_CONSTANT,
  CONVO_SCHEDULE_STEP,
  CONVO_SCHEDULE_MILESTONES,
  CONVO_SCHEDULE_EXPONENTIAL,
  CONVO_SCHEDULE_COSINE,
  CONVO_SCHEDULE_ONE_CYCLE,
  CONVO_SCHEDULE_PLATEAU,
} ConvoScheduleKind;

/**
 * ConvoSchedule:
 * @kind: see #ConvoScheduleKind
 * @warm_up: epochs over which the rate rises linearly from 0, before and besides @kind
 * @every: epochs a step
 * @factor: of a step, milestone or epoch; the divisor of a plateau
 * @milestones: epochs, rising
 * @n_milestones: how many
 * @floor: least rate of the cosine, as a fraction of the rate
 * @patience: epochs without improvement before a plateau divides
 */
typedef struct
{
  ConvoScheduleKind kind;
  double warm_up, factor, floor;
  int every, patience;
  double milestones[CONVO_MAX_MILESTONES];
  int n_milestones;
} ConvoSchedule;

/** ConvoPlateau: what a plateau has seen: the best test loss, epochs since, and how often it has divided */
typedef struct
{
  double best;
  int waited, divisions;
} ConvoPlateau;

gboolean convo_schedule_from_json (ConvoSchedule       *schedule,
                                   JsonNode            *node,
                                   GError             **error);
double   convo_schedule_factor    (const ConvoSchedule *schedule,
                                   const ConvoPlateau  *plateau,
                                   double               epoch,
                                   int                  epochs);
void     convo_plateau_see        (ConvoPlateau        *plateau,
                                   const ConvoSchedule *schedule,
                                   double               test_loss);

G_END_DECLS
