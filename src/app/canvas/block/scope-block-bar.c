/* The bar of a block: its length, what it is compared with, and both in words. */
#include "scope-block-info.h"

#include <glib/gi18n.h>
#include "numbers.h"
#include "scope-numbers.h"

static char *
bar_number (ScopeStatistic statistic, double value)
{
  return statistic == SCOPE_STATISTIC_ACTIVATIONS ? convo_number_bytes ((gint64) value) : convo_number_short ((gint64) value);
}

/* "before: 2,304, now +1,152 (+50 %)" */
static char *
change_in_words (const ScopeBlockWords *words, double before, double value)
{
  const gint64 then = (gint64) before, now = (gint64) value;
  g_autofree char *number = bar_number (words->bar, before), *percent = convo_difference_percent (then, now);
  g_autofree char *difference = words->bar == SCOPE_STATISTIC_ACTIVATIONS ? convo_difference_bytes (then, now)
                                                                          : convo_difference_number (then, now);

  if (then == now)
    /* translators: what is compared with ("before", "AlexNet"), a number */
    return g_strdup_printf (_("%s: %s, the same"), words->diff_name, number);
  if (percent == NULL)
    /* translators: what is compared with ("before", "AlexNet"), a number, a difference with its sign */
    return g_strdup_printf (_("%s: %s, here %s"), words->diff_name, number, difference);
  /* translators: likewise, and the difference in per cent */
  return g_strdup_printf (_("%s: %s, here %s (%s)"), words->diff_name, number, difference, percent);
}

static void
fill_ghost (ScopeBlockInfo *info, const ScopeScene *scene, int item, const ScopeBlockWords *words, double value)
{
  const double before = scope_statistic_before (scene, words->diff, item, words->bar);

  info->ghost = before < 0 ? 0 : words->bar_full > 0 ? before / words->bar_full : 0;
  info->change = before < 0 ? words->diff_other ? g_strdup_printf (_("not in %s"), words->diff_name) : g_strdup (_("new"))
                            : change_in_words (words, before, value);
}

/* Time is of a measurement, which may be missing or older than the network */
static void
fill_time (ScopeBlockInfo *info, const ScopeScene *scene, int item, const ScopeBlockWords *words)
{
  g_autofree char *there = NULL, *back = NULL, *percent = NULL, *where = NULL;
  double forward, backward;
  int batch;

  if (!scope_statistic_time (scene, item, words->timing, &forward, &backward))
    {
      info->share = 0;
      info->bar_text = g_strdup (words->timing != NULL ? _("not measured: it is newer than the measurement") : _("time is not measured yet"));
      return;
    }
  info->share = words->bar_full > 0 ? (forward + backward) / words->bar_full : 0;
  info->stale = words->timing_stale;
  there = convo_number_seconds (forward);
  back = convo_number_seconds (backward);
  percent = convo_number_real (words->bar_total > 0 ? 100 * (forward + backward) / words->bar_total : 0, 1);
  info->bar_text = convo_timing_has_backward (words->timing)
    ? g_strdup_printf (_("%s forward, %s backward, %s %%"), there, back, percent)
    : g_strdup_printf (_("%s forward, %s %%"), there, percent);
  batch = convo_timing_batch (words->timing);
  where = g_strdup_printf (ngettext ("measured on this computer: batch of %d, 1 thread",
                                     "measured on this computer: batch of %d, 1 thread", batch), batch);
  info->change = words->timing_stale ? g_strdup_printf (_("%s, before the network was edited"), where) : g_steal_pointer (&where);
}

/** scope_block_info_fill_bar: the part of @info that tells of words->bar */
void
scope_block_info_fill_bar (ScopeBlockInfo *info, const ScopeScene *scene, ConvoReport *report, int item, const ScopeBlockWords *words)
{
  const double value = scope_statistic_of_stack (scene, report, item, words->bar, words->timing);
  g_autofree char *number = NULL, *percent = NULL;

  info->share = info->ghost = -1;
  if (words->predict != NULL && words->bar != SCOPE_STATISTIC_OFF
      && (convo_predict_hides (words->predict, NULL, scope_statistic_number (words->bar))
          || convo_predict_hides (words->predict, scope_scene_path (scene, item), scope_statistic_number (words->bar))))
    return;                                                /* lengths tell numbers, and each other */
  if (words->bar == SCOPE_STATISTIC_OFF || info->row > 0 || info->source || info->frame || info->status != CONVO_STATUS_OK)
    return;
  if (words->bar == SCOPE_STATISTIC_TIME)
    {
      fill_time (info, scene, item, words);
      return;
    }
  info->share = words->bar_full > 0 ? value / words->bar_full : 0;
  number = bar_number (words->bar, value);
  if (words->diff != NULL)
    fill_ghost (info, scene, item, words, value);
  if (words->bar == SCOPE_STATISTIC_FIELD || words->bar == SCOPE_STATISTIC_OUTPUT)   /* a share of a sum would mean nothing */
    {
      info->bar_text = g_strdup_printf (words->bar == SCOPE_STATISTIC_FIELD ? _("field of %s pixels")
                                                                            : _("%s values of the output"), number);
      return;
    }
  percent = convo_number_real (words->bar_total > 0 ? 100 * value / words->bar_total : 0, 1);
  info->bar_text = g_strdup_printf (words->bar == SCOPE_STATISTIC_MACS ? C_("statistic", "%s MAC, %s %%")
                                    : words->bar == SCOPE_STATISTIC_PARAMETERS ? _("%s parameters, %s %%")
                                    : C_("statistic", "%s of activations, %s %%"), number, percent);
}
