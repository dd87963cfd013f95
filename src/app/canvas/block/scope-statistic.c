/* Statistics of blocks: what a number of a layer, or the sum of a stack, is and says. */
#include "scope-statistic.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include "numbers.h"
#include "scope-numbers.h"

/** scope_statistic_in_words: Returns: (transfer full): "4,608 parameters", as the third line of a block */
char *
scope_statistic_in_words (ScopeStatistic statistic, const ConvoNodeReport *report)
{
  g_autofree char *number = NULL;

  switch (statistic)
    {
    case SCOPE_STATISTIC_PARAMETERS:
      if (report->parameters == 0)
        return g_strdup (_("no parameters"));
      number = convo_number_short (report->parameters);
      return g_strdup_printf (dngettext (NULL, "%s parameter", "%s parameters", (gulong) report->parameters), number);
    case SCOPE_STATISTIC_MACS:
      number = convo_number_short (report->macs);
      return g_strdup_printf (C_("statistic", "%s MAC"), number);
    case SCOPE_STATISTIC_ACTIVATIONS:
      return convo_number_bytes (report->activation_bytes);
    case SCOPE_STATISTIC_FIELD:
      if (!report->has_field)
        return g_strdup (_("sees everything"));
      return g_strdup_printf (_("field %" PRId64 "×%" PRId64), report->field[1], report->field[2]);
    case SCOPE_STATISTIC_OUTPUT:
      if (report->out.rank == 0)
        return g_strdup ("");
      number = convo_number_short (convo_shape_count (&report->out));
      return g_strdup_printf (dngettext (NULL, "%s value", "%s values", (gulong) convo_shape_count (&report->out)), number);
    case SCOPE_STATISTIC_OFF:
    case SCOPE_STATISTIC_TIME:   /* not of the report */
    default:
      return g_strdup ("");
    }
}

static double
statistic_of (ScopeStatistic statistic, const ConvoNodeReport *report)
{
  switch ((int) statistic)
    {
    case SCOPE_STATISTIC_PARAMETERS: return (double) report->parameters;
    case SCOPE_STATISTIC_MACS: return (double) report->macs;
    case SCOPE_STATISTIC_ACTIVATIONS: return (double) report->activation_bytes;
    case SCOPE_STATISTIC_FIELD: return report->has_field ? (double) MAX (report->field[1], report->field[2]) : 0;
    case SCOPE_STATISTIC_OUTPUT: return report->out.rank > 0 ? (double) convo_shape_count (&report->out) : 0;
    default: return 0;
    }
}

/** scope_statistic_number: Returns: which number of the ledger @statistic is, or follows from */
ConvoNumber
scope_statistic_number (ScopeStatistic statistic)
{
  switch (statistic)
    {
    case SCOPE_STATISTIC_PARAMETERS: return CONVO_NUMBER_PARAMETERS;
    case SCOPE_STATISTIC_MACS: case SCOPE_STATISTIC_TIME: return CONVO_NUMBER_MACS;
    case SCOPE_STATISTIC_ACTIVATIONS: return CONVO_NUMBER_BYTES;
    case SCOPE_STATISTIC_FIELD: return CONVO_NUMBER_FIELD;
    case SCOPE_STATISTIC_OUTPUT: case SCOPE_STATISTIC_OFF:
    default: return CONVO_NUMBER_SHAPE;
    }
}

/* Costs add up; of fields the largest counts, of outputs the last */
static double
join (ScopeStatistic statistic, double before, double value)
{
  return statistic == SCOPE_STATISTIC_FIELD ? MAX (before, value) : statistic == SCOPE_STATISTIC_OUTPUT ? value
                                                                                                      : before + value;
}

/** scope_statistic_time: @forward, @backward: (out): seconds of a host and its slices. Returns: whether any of them was measured */
gboolean
scope_statistic_time (const ScopeScene *scene, int item, const ConvoTiming *timing, double *forward, double *backward)
{
  gboolean any = FALSE;

  *forward = *backward = 0;
  for (int i = scene->items[item].host; i >= 0 && timing != NULL; i = scene->items[i].next)
    {
      double there, back;

      if (!convo_timing_at (timing, scope_scene_path (scene, i), &there, &back))
        continue;
      any = TRUE;
      *forward += there;
      *backward += back;
    }
  return any;
}

/**
 * scope_statistic_of_stack:
 * @timing: (nullable): for %SCOPE_STATISTIC_TIME
 *
 * Returns: what the bar shows of a host and its slices: their sum where that has a meaning
 */
double
scope_statistic_of_stack (const ScopeScene *scene, ConvoReport *report, int item, ScopeStatistic statistic,
                          const ConvoTiming *timing)
{
  double sum = 0, forward, backward;

  if (statistic == SCOPE_STATISTIC_TIME)
    return scope_statistic_time (scene, item, timing, &forward, &backward) ? forward + backward : 0;
  for (int i = scene->items[item].host; i >= 0; i = scene->items[i].next)
    {
      ConvoNodeReport node;

      if (scope_scene_numbers (scene, report, i, &node))
        sum = join (statistic, sum, statistic_of (statistic, &node));
    }
  return sum;
}

/** scope_statistic_before: Returns: the same in what is compared with; −1 if nothing of the stack is there */
double
scope_statistic_before (const ScopeScene *scene, const ConvoReportDiff *diff, int item, ScopeStatistic statistic)
{
  double sum = 0;
  gboolean any = FALSE;

  for (int i = scene->items[item].host; i >= 0; i = scene->items[i].next)
    {
      ConvoNodeReport node;

      if (!scope_scene_before (scene, diff, i, &node))
        continue;
      any = TRUE;
      sum = join (statistic, sum, statistic_of (statistic, &node));
    }
  return any ? sum : -1;
}
