/* Two reports side by side. Layers and blocks are matched by their paths; a node that only got another name keeps its match. */
#include "report-diff.h"
#include "numbers.h"
#include "text.h"

#include <string.h>

struct _ConvoReportDiff
{
  gatomicrefcount refs;
  ConvoReport *before, *after;
  const char *old_name, *new_name;   /* of a node that was renamed and nothing else; else NULL */
  GPtrArray *gone;                   /* paths of layers, of the net of @before */
  int n_new;
};

/* The one node of the document that has another name now, if everything else stands where it stood */
static void
find_renamed (ConvoReportDiff *diff)
{
  const ConvoGraph *before = convo_report_graph (diff->before), *after = convo_report_graph (diff->after);
  const int n = convo_graph_n_nodes (before);
  int renamed = -1;

  if (n != convo_graph_n_nodes (after))
    return;
  for (int i = 0; i < n; i++)
    {
      const ConvoNode *old = convo_graph_node (before, i), *now = convo_graph_node (after, i);

      if (strcmp (convo_node_id (old), convo_node_id (now)) == 0)
        continue;
      if (renamed >= 0 || strcmp (convo_node_type (old), convo_node_type (now)) != 0
          || convo_graph_index (after, convo_node_id (old)) >= 0 || convo_graph_index (before, convo_node_id (now)) >= 0)
        return;
      renamed = i;
    }
  if (renamed < 0)
    return;
  diff->old_name = convo_node_id (convo_graph_node (before, renamed));
  diff->new_name = convo_node_id (convo_graph_node (after, renamed));
}

/* Returns: (transfer full): @path with the name @from of its first part replaced by @to; @path if it begins otherwise */
static char *
translate (const char *path, const char *from, const char *to)
{
  const gsize length = from != NULL ? strlen (from) : 0;

  if (from == NULL || strncmp (path, from, length) != 0 || (path[length] != '\0' && path[length] != '.'))
    return g_strdup (path);
  return g_strconcat (to, path + length, NULL);
}

static void
match_layers (ConvoReportDiff *diff)
{
  const ConvoNet *before = convo_report_net (diff->before), *after = convo_report_net (diff->after);

  for (int i = 0; i < convo_net_n_nodes (before); i++)
    {
      const char *path = convo_net_node (before, i)->path;
      g_autofree char *now = translate (path, diff->old_name, diff->new_name);

      if (convo_net_find (after, now) < 0)
        g_ptr_array_add (diff->gone, (char *) path);
    }
  for (int i = 0; i < convo_net_n_nodes (after); i++)
    {
      g_autofree char *old = translate (convo_net_node (after, i)->path, diff->new_name, diff->old_name);

      diff->n_new += convo_net_find (before, old) < 0;
    }
}

/** convo_report_diff_new: Returns: (transfer full): the comparison; immutable; it keeps both reports */
ConvoReportDiff *
convo_report_diff_new (const ConvoReport *before, const ConvoReport *after)
{
  ConvoReportDiff *diff = g_new0 (ConvoReportDiff, 1);

  g_atomic_ref_count_init (&diff->refs);
  diff->before = convo_report_ref (before);
  diff->after = convo_report_ref (after);
  diff->gone = g_ptr_array_new ();
  find_renamed (diff);
  match_layers (diff);
  return diff;
}

/** convo_report_diff_ref: Returns: (transfer full): @diff */
ConvoReportDiff *
convo_report_diff_ref (const ConvoReportDiff *diff)
{
  g_atomic_ref_count_inc ((gatomicrefcount *) &diff->refs);
  return (ConvoReportDiff *) diff;
}

/** convo_report_diff_unref: gives one reference back */
void
convo_report_diff_unref (const ConvoReportDiff *diff)
{
  ConvoReportDiff *self = (ConvoReportDiff *) diff;

  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  convo_report_unref (self->before);
  convo_report_unref (self->after);
  g_ptr_array_unref (self->gone);
  g_free (self);
}

/** convo_report_diff_before: Returns: (transfer none): what is compared with */
const ConvoReport *
convo_report_diff_before (const ConvoReportDiff *diff)
{
  return diff->before;
}

/** convo_report_diff_after: Returns: (transfer none): what is compared */
const ConvoReport *
convo_report_diff_after (const ConvoReportDiff *diff)
{
  return diff->after;
}

/**
 * convo_report_diff_at:
 * @path: of a layer or a block as it is called now
 * @before: (out): its numbers then, as convo_report_at() gives them; zeroes if it is new
 *
 * Returns: %FALSE if there was nothing of that name
 */
gboolean
convo_report_diff_at (const ConvoReportDiff *diff, const char *path, ConvoNodeReport *before)
{
  g_autofree char *old = translate (path, diff->new_name, diff->old_name);

  return convo_report_at (diff->before, old, before);
}

/** convo_report_diff_gone: Returns: (transfer none) (element-type utf8): paths of layers that are not there any more */
GPtrArray *
convo_report_diff_gone (const ConvoReportDiff *diff)
{
  return diff->gone;
}

/** convo_report_diff_n_new: Returns: how many layers were not there before */
int
convo_report_diff_n_new (const ConvoReportDiff *diff)
{
  return diff->n_new;
}

static gboolean
same_numbers (const ConvoNodeReport *a, const ConvoNodeReport *b)
{
  return a->status == b->status && convo_shape_equal (&a->out, &b->out) && a->parameters == b->parameters
         && a->statistics == b->statistics && a->macs == b->macs && a->has_field == b->has_field
         && (!a->has_field || memcmp (a->field, b->field, sizeof a->field) == 0);
}

/** convo_report_diff_is_empty: Returns: whether every layer was there and had the same numbers */
gboolean
convo_report_diff_is_empty (const ConvoReportDiff *diff)
{
  const ConvoNet *after = convo_report_net (diff->after);

  if (diff->n_new > 0 || diff->gone->len > 0)
    return FALSE;
  for (int i = 0; i < convo_net_n_nodes (after); i++)
    {
      g_autofree char *old = translate (convo_net_node (after, i)->path, diff->new_name, diff->old_name);
      const int index = convo_net_find (convo_report_net (diff->before), old);

      if (!same_numbers (convo_report_node (diff->before, index), convo_report_node (diff->after, i)))
        return FALSE;
    }
  return TRUE;
}

/* ---- words ---- */

static guint64
distance (gint64 before, gint64 after)
{
  return after > before ? (guint64) after - (guint64) before : (guint64) before - (guint64) after;
}

static const char *
sign (gint64 before, gint64 after)
{
  return after > before ? "+" : after < before ? "−" : "±";
}

/** convo_difference_number: Returns: (transfer full): "+3,200", "−11.69 M", "±0" */
char *
convo_difference_number (gint64 before, gint64 after)
{
  g_autofree char *number = convo_number_short ((gint64) MIN (distance (before, after), (guint64) G_MAXINT64));

  return g_strconcat (sign (before, after), number, NULL);
}

/** convo_difference_bytes: Returns: (transfer full): "+3.20 kB" */
char *
convo_difference_bytes (gint64 before, gint64 after)
{
  g_autofree char *number = convo_number_bytes ((gint64) MIN (distance (before, after), (guint64) G_MAXINT64));

  return g_strconcat (sign (before, after), number, NULL);
}

/**
 * convo_difference_percent:
 *
 * One decimal below ten per cent, none above; from ten times on "×12" says it better.
 *
 * Returns: (transfer full) (nullable): "−12 %", "+0.4 %", "×12"; %NULL if there is no change to be seen, or
 *   nothing to compare with
 */
char *
convo_difference_percent (gint64 before, gint64 after)
{
  const double ratio = before > 0 ? (double) after / before : 0, percent = 100 * (ratio >= 1 ? ratio - 1 : 1 - ratio);
  g_autofree char *number = NULL;

  if (before <= 0 || before == after || percent < 0.05)
    return NULL;
  if (ratio >= 10)
    {
      number = convo_number_real (ratio, ratio < 100 ? 1 : 0);
      return g_strconcat ("×", number, NULL);
    }
  number = convo_number_real (percent, percent < 9.95 ? 1 : 0);
  /* translators: a sign and a number: "−12 %" */
  return g_strdup_printf (_("%s%s %%"), sign (before, after), number);
}

/* "+3,200 parameters (+12 %)"; @words: (transfer full): without the percentage */
static void
append_total (GString *text, char *words, gint64 before, gint64 after)
{
  g_autofree char *owned = words, *percent = convo_difference_percent (before, after);

  if (before == after)
    return;
  g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", owned);
  if (percent != NULL)
    g_string_append_printf (text, " (%s)", percent);
}

/**
 * convo_report_diff_totals:
 *
 * Sums that did not change are left out.
 *
 * Returns: (transfer full): "+3,200 parameters (+5.1 %), −48,000 MAC (−12 %), +1.20 kB of activations", "costs the same", or
 *   that one of the two is not whole
 */
char *
convo_report_diff_totals (const ConvoReportDiff *diff)
{
  const ConvoTotals *old = convo_report_totals (diff->before), *now = convo_report_totals (diff->after);
  g_autofree char *parameters = convo_difference_number (old->parameters, now->parameters);
  g_autofree char *macs = convo_difference_number (old->macs, now->macs);
  g_autofree char *bytes = convo_difference_bytes (old->activation_bytes, now->activation_bytes);
  GString *text = g_string_new (NULL);

  if (!old->complete || !now->complete)
    return g_string_free (g_string_append (text, !now->complete ? _("costs not known before the problems are solved")
                                                                : _("the other one has problems: no sums to compare")), FALSE);
  append_total (text, g_strdup_printf (ngettext_ ("%s parameter", "%s parameters", (gulong) distance (old->parameters, now->parameters)),
                                       parameters), old->parameters, now->parameters);
  append_total (text, g_strdup_printf (C_ ("statistic", "%s MAC"), macs), old->macs, now->macs);
  append_total (text, g_strdup_printf (_("%s of activations"), bytes), old->activation_bytes, now->activation_bytes);
  if (text->len == 0)
    g_string_append (text, _("costs the same"));
  return g_string_free (text, FALSE);
}
