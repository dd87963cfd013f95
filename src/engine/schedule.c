/* Schedules: a factor on the learning rate, as a function of the epoch (a real number, so it moves within epochs). */
#include "schedule.h"
#include "errors.h"
#include "text.h"

#include <math.h>
#include <string.h>

static const char *const names[] = { "constant", "step", "milestones", "exponential", "cosine", "one-cycle",
                                     "divide-on-plateau" };

static double
stepped (const ConvoSchedule *s, double epoch)
{
  int passed = 0;

  if (s->kind == CONVO_SCHEDULE_STEP)
    passed = floor (epoch / MAX (s->every, 1));
  else
    while (passed < s->n_milestones && epoch >= s->milestones[passed])
      passed++;
  return pow (s->factor, passed);
}

/* Cosine both ways, as PyTorch's OneCycleLR with its defaults: 30 % up from 1/25, then down to 1/10,000 of the start. */
static double
one_cycle (double progress)
{
  const double top = 0.3, low = 1 / 25.0, end = low / 1e4;

  if (progress < top)
    return low + (1 - low) * (1 - cos (G_PI * progress / top)) / 2;
  return end + (1 - end) * (1 + cos (G_PI * (progress - top) / (1 - top))) / 2;
}

/**
 * convo_schedule_factor:
 * @plateau: what has been seen so far; only %CONVO_SCHEDULE_PLATEAU reads it
 * @epoch: epochs done, with their fraction
 * @epochs: of the whole training, at least 1
 *
 * Returns: what to multiply the learning rate with now
 */
double
convo_schedule_factor (const ConvoSchedule *schedule, const ConvoPlateau *plateau, double epoch, int epochs)
{
  double progress = CLAMP (epoch / MAX (epochs, 1), 0, 1);
  double warm = epoch < schedule->warm_up ? epoch / schedule->warm_up : 1;

  switch (schedule->kind)
    {
    case CONVO_SCHEDULE_STEP:
    case CONVO_SCHEDULE_MILESTONES:
      return warm * stepped (schedule, epoch);
    case CONVO_SCHEDULE_EXPONENTIAL:
      return warm * pow (schedule->factor, floor (epoch));
    case CONVO_SCHEDULE_COSINE:
      return warm * (schedule->floor + (1 - schedule->floor) * (1 + cos (G_PI * progress)) / 2);
    case CONVO_SCHEDULE_ONE_CYCLE:
      return one_cycle (progress);
    case CONVO_SCHEDULE_PLATEAU:
      return warm * pow (schedule->factor, -plateau->divisions);
    default:
      return warm;
    }
}

/**
 * convo_plateau_see:
 * @plateau: (inout): zero before the first epoch
 * @test_loss: of the epoch that ended
 */
void
convo_plateau_see (ConvoPlateau *plateau, const ConvoSchedule *schedule, double test_loss)
{
  if (plateau->best == 0 || test_loss < plateau->best * (1 - 1e-4))   /* PyTorch's relative threshold */
    {
      plateau->best = test_loss;
      plateau->waited = 0;
    }
  else if (++plateau->waited > schedule->patience)
    {
      plateau->divisions++;
      plateau->waited = 0;
    }
}

static gboolean
number_of (JsonNode *node, double min, double max, double *value)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) == G_TYPE_STRING)
    return FALSE;
  *value = json_node_get_double (node);
  return *value >= min && *value <= max;
}

static gboolean
read_milestones (ConvoSchedule *s, JsonNode *node)
{
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = array != NULL ? json_array_get_length (array) : 0;

  if (n < 1 || n > CONVO_MAX_MILESTONES)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!number_of (json_array_get_element (array, i), i > 0 ? s->milestones[i - 1] : 0, 1e6, &s->milestones[i]))
      return FALSE;
  s->n_milestones = n;
  return TRUE;
}

static gboolean
read_kind (ConvoSchedule *s, JsonObject *object, ConvoScheduleKind kind, JsonNode *value)
{
  double number;

  s->kind = kind;
  s->factor = 0.1;
  switch (kind)
    {
    case CONVO_SCHEDULE_STEP:
      if (!number_of (value, 1, 1e6, &number))
        return FALSE;
      s->every = number;
      break;
    case CONVO_SCHEDULE_MILESTONES:
      if (!read_milestones (s, value))
        return FALSE;
      break;
    case CONVO_SCHEDULE_EXPONENTIAL:
      s->factor = 0.95;
      return number_of (value, 0, 1, &s->factor);
    case CONVO_SCHEDULE_COSINE:
      return number_of (value, 0, 1, &s->floor);
    case CONVO_SCHEDULE_PLATEAU:
      s->patience = 10;
      if (json_object_has_member (object, "patience"))
        {
          if (!number_of (json_object_get_member (object, "patience"), 0, 1e6, &number))
            return FALSE;
          s->patience = number;
        }
      return number_of (value, 1, 1e6, &s->factor);
    default:
      return TRUE;
    }
  return !json_object_has_member (object, "factor") || number_of (json_object_get_member (object, "factor"), 0, 10, &s->factor);
}

/**
 * convo_schedule_from_json:
 * @schedule: (inout): unchanged on failure
 * @node: (nullable): the "schedule" of a document's training object: {"warm-up": 5, "milestones": [60, 120], "factor": 0.2},
 * {"step": 30}, {"exponential": 0.95}, {"cosine": 0}, {"one-cycle": true}, {"divide-on-plateau": 10, "patience": 5}
 * @error: return location; %CONVO_ERROR_PROPERTY
 *
 * Returns: %TRUE on success; no schedule at all is constant
 */
gboolean
convo_schedule_from_json (ConvoSchedule *schedule, JsonNode *node, GError **error)
{
  ConvoSchedule read = { .factor = 0.1 };
  JsonObject *object;
  int kinds = 0;

  if (node == NULL)
    return TRUE;
  object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  for (gsize i = 0; object != NULL && i < G_N_ELEMENTS (names); i++)
    if (json_object_has_member (object, names[i]))
      {
        kinds++;
        if (!read_kind (&read, object, i, json_object_get_member (object, names[i])))
          object = NULL;
      }
  if (object != NULL && json_object_has_member (object, "warm-up")
      && !number_of (json_object_get_member (object, "warm-up"), 0, 1e6, &read.warm_up))
    object = NULL;
  if (object == NULL || kinds > 1)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_PROPERTY,
                   _("The training setting “schedule” is not understood; write one of step, milestones, exponential, cosine, "
                     "one-cycle or divide-on-plateau with its number, and warm-up if wanted."));
      return FALSE;
    }
  *schedule = read;
  return TRUE;
}
