/* What a block says: words and numbers of one item, from the report. */
#include "scope-block-info.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>
#include "numbers.h"
#include "scope-numbers.h"
/* The third line of a block whose number is to be predicted */
static char *
hidden_words (ScopeStatistic statistic)
{
  switch (statistic)
    {
    case SCOPE_STATISTIC_PARAMETERS: return g_strdup (_("? parameters"));
    case SCOPE_STATISTIC_MACS: return g_strdup (C_("statistic", "? MAC"));
    case SCOPE_STATISTIC_ACTIVATIONS: return g_strdup (_("? bytes"));
    case SCOPE_STATISTIC_FIELD: return g_strdup (_("field ?"));
    case SCOPE_STATISTIC_OUTPUT: return g_strdup (_("? values"));
    case SCOPE_STATISTIC_OFF:
    default: return g_strdup ("");
    }
}
/* Of an instance of a named block: "32, stride 2, residual"; the name of the block gives way first. */
static char *
arguments_of (const ConvoNode *node)
{
  g_auto(GStrv) keys = convo_node_keys (node);
  g_autoptr(GString) text = g_string_new (NULL);
  gboolean first = TRUE;

  for (int i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      JsonNode *value = convo_node_get (node, keys[i]);

      if (value == NULL || !JSON_NODE_HOLDS_VALUE (value) || json_node_get_value_type (value) != G_TYPE_INT64)
        continue;
      if (first)
        g_string_append_printf (text, "%" G_GINT64_FORMAT, json_node_get_int (value));
      else
        g_string_append_printf (text, ", %s %" G_GINT64_FORMAT, keys[i], json_node_get_int (value));
      first = FALSE;
    }
  g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", convo_node_type (node));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
properties_of (const ScopeScene *scene, const ConvoReport *report, int item)
{
  const ConvoNode *node = scene->items[item].node;
  const ConvoKind *kind = convo_node_kind (node);
  g_autofree char *summary = NULL;
  g_autoptr(GString) names = NULL;

  if (kind == NULL)
    return arguments_of (node);
  summary = convo_kind_summary (kind, scope_scene_state (scene, report, item));
  if (summary != NULL && *summary != '\0')
    return g_steal_pointer (&summary);
  if (g_strcmp0 (kind->family, "merge") != 0 || scene->items[item].n_wires < 1)
    return g_strdup (_(kind->title));
  names = g_string_new (NULL);                            /* a merge: "conv_b + shortcut"; none is left out unseen */
  for (int w = scene->items[item].first_wire; w < scene->items[item].first_wire + scene->items[item].n_wires; w++)
    {
      const int host = scene->items[scope_scene_wire (scene, w)->from].host;

      g_string_append_printf (names, "%s%s", names->len > 0 ? strcmp (kind->name, "add") == 0 ? " + " : ",\302\240" : "",
                              convo_node_id (scene->items[host].node));
    }
  return g_string_free (g_steal_pointer (&names), FALSE);
}

static char *
chip_of (const ConvoNodeReport *report)
{
  if (report == NULL || report->status == CONVO_STATUS_UNKNOWN)
    return g_strdup (C_("output shape", "?"));
  if (report->status == CONVO_STATUS_ERROR || report->out.rank == 0)
    return g_strdup (_("no output"));
  return convo_shape_to_string (&report->out);
}

/* "3.42 ms", of one layer or block */
static char *
time_in_words (const ScopeScene *scene, int item, const ScopeBlockWords *words)
{
  double forward, backward;

  if (words->timing == NULL || !convo_timing_at (words->timing, scope_scene_path (scene, item), &forward, &backward))
    return g_strdup (scene->items[item].row > 0 ? "" : _("not measured"));
  if (forward + backward == 0)
    return g_strdup (scene->items[item].row > 0 ? "" : _("no time of its own"));
  return convo_number_seconds (forward + backward);
}

static void
fill_statistic (ScopeBlockInfo *info, const ScopeScene *scene, int item, const ConvoKind *kind,
                const ConvoNodeReport *report, const ScopeBlockWords *words)
{
  if (words->text == SCOPE_STATISTIC_TIME && info->problem == NULL && !info->absent && !info->source)
    {
      info->statistic = time_in_words (scene, item, words);
      return;
    }
  if (info->row > 0)
    {
      const gboolean shown = report != NULL && (words->text == SCOPE_STATISTIC_PARAMETERS ? report->parameters > 0
                                                : words->text == SCOPE_STATISTIC_MACS ? report->macs > 0 : FALSE);

      info->hides_statistic &= shown;
      info->statistic = !shown ? g_strdup ("") : info->hides_statistic ? hidden_words (words->text)
                                               : scope_statistic_in_words (words->text, report);
      return;
    }
  if (info->hides_statistic && !info->absent && info->problem == NULL && report != NULL
      && (kind == NULL || !(kind->flags & (CONVO_KIND_SOURCE | CONVO_KIND_LOSS))))
    {
      info->statistic = hidden_words (words->text);
      return;
    }
  info->hides_statistic = FALSE;
  if (info->absent)
    info->statistic = g_strdup (_("its input passes through"));
  else if (info->problem != NULL)
    info->statistic = g_strdup (info->problem);
  else if (kind != NULL && (kind->flags & CONVO_KIND_SOURCE) && words->caption != NULL)
    info->statistic = g_strdup (words->caption);
  else if (kind != NULL && (kind->flags & CONVO_KIND_LOSS) && words->result != NULL)
    info->statistic = g_strdup (words->result);
  else if (words->text == SCOPE_STATISTIC_PARAMETERS && info->status != CONVO_STATUS_OK && kind != NULL
           && kind->params != NULL)
    info->statistic = g_strdup (_("parameters: —"));
  else
    info->statistic = report != NULL ? scope_statistic_in_words (words->text, report) : g_strdup ("");
}

/* "4,608 parameters · new": the eye finds it without a pointer */
static void
tell_new (ScopeBlockInfo *info, const ScopeScene *scene, int item, const ScopeBlockWords *words)
{
  ConvoNodeReport before;
  char *old = info->statistic;

  info->is_new = words->diff != NULL && !words->diff_other && !info->absent && !scope_scene_before (scene, words->diff, item, &before);
  if (!info->is_new || info->problem != NULL)
    return;
  info->statistic = *old != '\0' ? g_strdup_printf (_("%s · new"), old) : g_strdup (_("new"));
  g_free (old);
}

/** scope_block_info_new: @report: of the scene's graph */
ScopeBlockInfo *
scope_block_info_new (const ScopeScene *scene, ConvoReport *report, int item, const ScopeBlockWords *words)
{
  const ScopeItem *at = &scene->items[item];
  const ConvoKind *kind = convo_node_kind (at->node);
  const ConvoProblem *problem = scope_scene_problem (scene, report, item);
  ConvoNodeReport numbers;
  const ConvoNodeReport *node = scope_scene_numbers (scene, report, item, &numbers) ? &numbers : NULL;
  ScopeBlockInfo *info = g_new0 (ScopeBlockInfo, 1);

  info->id = g_strdup (at->path);
  info->copies = convo_node_repeat (at->node);
  info->absent = scope_scene_is_absent (scene, report, item);
  info->frame = at->frame;
  info->n_outputs = at->n_out;
  info->middle = at->middle;
  info->title = convo_node_repeat (at->node) > 1 ? g_strdup_printf ("%s ×%d", convo_node_id (at->node), info->copies)
                                                 : g_strdup (convo_node_id (at->node));
  info->kind = g_strdup (kind != NULL ? _(kind->title) : convo_node_type (at->node));
  info->family = kind != NULL ? kind->family : "composite";
  info->glyph = scope_glyph_of_kind (kind);
  info->source = kind != NULL && (kind->flags & CONVO_KIND_SOURCE);
  info->properties = info->source && words->source != NULL ? g_strdup (words->source) : properties_of (scene, report, item);
  info->status = node != NULL ? node->status : CONVO_STATUS_UNKNOWN;
  info->hides_chip = words->predict != NULL && !info->absent && info->status == CONVO_STATUS_OK
                     && convo_predict_hides (words->predict, scope_scene_path (scene, item), CONVO_NUMBER_SHAPE);
  info->hides_statistic = words->predict != NULL && words->text != SCOPE_STATISTIC_OFF && info->status == CONVO_STATUS_OK
                          && convo_predict_hides (words->predict, scope_scene_path (scene, item),
                                                  scope_statistic_number (words->text));
  info->chip = info->absent ? g_strdup (C_("block", "absent"))
               : info->hides_chip ? g_strdup (C_("number", "?")) : chip_of (node);
  info->problem = problem == NULL ? NULL : words->predict != NULL ? convo_predict_veil (words->predict, problem->message)
                                                                     : g_strdup (problem->message);
  info->warning = problem != NULL && problem->warning;
  info->composite = at->composite;
  info->row = at->row;
  info->rows = at->rows;
  info->n_ports = scope_item_is_bundled (at) ? 1 : scope_item_n_ports (at);
  info->has_output = scope_scene_has_output (scene, item);
  fill_statistic (info, scene, item, kind, node, words);
  scope_block_info_fill_bar (info, scene, report, item, words);
  tell_new (info, scene, item, words);
  return info;
}

void
scope_block_info_free (ScopeBlockInfo *info)
{
  if (info == NULL)
    return;
  g_free (info->id);
  g_free (info->title);
  g_free (info->kind);
  g_free (info->properties);
  g_free (info->chip);
  g_free (info->statistic);
  g_free (info->problem);
  g_free (info->bar_text);
  g_free (info->change);
  g_free (info);
}

/** scope_block_info_equal: Returns: whether both look and sound the same */
gboolean
scope_block_info_equal (const ScopeBlockInfo *a, const ScopeBlockInfo *b)
{
  return a->status == b->status && a->warning == b->warning && a->composite == b->composite
         && a->has_output == b->has_output && a->share == b->share && a->ghost == b->ghost
         && a->is_new == b->is_new && a->stale == b->stale && a->row == b->row && a->rows == b->rows
         && a->n_ports == b->n_ports && a->n_outputs == b->n_outputs && a->frame == b->frame && a->absent == b->absent
         && a->hides_chip == b->hides_chip && a->hides_statistic == b->hides_statistic && a->copies == b->copies && a->middle == b->middle && a->glyph == b->glyph && a->family == b->family
         && g_strcmp0 (a->id, b->id) == 0 && g_strcmp0 (a->title, b->title) == 0 && g_strcmp0 (a->kind, b->kind) == 0
         && g_strcmp0 (a->properties, b->properties) == 0 && g_strcmp0 (a->chip, b->chip) == 0
         && g_strcmp0 (a->statistic, b->statistic) == 0 && g_strcmp0 (a->problem, b->problem) == 0
         && g_strcmp0 (a->bar_text, b->bar_text) == 0 && g_strcmp0 (a->change, b->change) == 0;
}

/** scope_block_info_label: Returns: (transfer full): for a screen reader: "conv1, Convolution, 3×3, 6,
 * output 6×28×28, …" */
char *
scope_block_info_label (const ScopeBlockInfo *info)
{
  g_autoptr(GString) label = g_string_new (strchr (info->id, '.') != NULL ? info->id : info->title);

  g_string_append_printf (label, ", %s", info->kind);
  if (*info->properties != '\0' && strcmp (info->properties, info->kind) != 0)
    g_string_append_printf (label, ", %s", info->properties);
  if (info->absent)
    g_string_append (label, _(", absent here"));
  else if (info->hides_chip)
    g_string_append (label, _(", output to be predicted"));
  else if (info->status == CONVO_STATUS_OK)
    g_string_append_printf (label, _(", output %s"), info->chip);
  else
    g_string_append (label, info->status == CONVO_STATUS_ERROR ? _(", no output") : _(", output unknown"));
  if (info->problem == NULL && *info->statistic != '\0')
    g_string_append_printf (label, ", %s", info->statistic);
  if (info->change != NULL)
    g_string_append_printf (label, ", %s; %s", info->bar_text, info->change);
  return g_string_free (g_steal_pointer (&label), FALSE);
}

/** scope_block_info_tooltip: Returns: (transfer full): everything that may have been cut short, a line each */
char *
scope_block_info_tooltip (const ScopeBlockInfo *info)
{
  g_autoptr(GString) text = g_string_new (info->title);

  g_string_append_printf (text, " · %s", info->kind);
  if (*info->properties != '\0' && strcmp (info->properties, info->kind) != 0)
    g_string_append_printf (text, "\n%s", info->properties);
  if (info->status == CONVO_STATUS_OK)
    g_string_append_printf (text, "\n%s", info->chip);
  if (info->problem == NULL && *info->statistic != '\0')
    g_string_append_printf (text, "\n%s", info->statistic);
  if (info->bar_text != NULL)
    g_string_append_printf (text, "\n%s", info->bar_text);
  if (info->change != NULL)
    g_string_append_printf (text, "\n%s", info->change);
  if (info->problem != NULL)
    g_string_append_printf (text, "\n%s", info->problem);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* "stride 2" becomes "s 2", in any language. */
static char *
initial (const char *piece)
{
  const char *space = strrchr (piece, ' ');

  if (space == NULL || strstr (piece, " · ") != NULL || !g_unichar_isalpha (g_utf8_get_char (piece)) || !g_ascii_isdigit (space[1]))
    return g_strdup (piece);
  return g_strdup_printf ("%.*s %s", (int) (g_utf8_next_char (piece) - piece), piece, space + 1);
}

/**
 * scope_properties_shorten:
 * @step: 0: as it is; 1: words before numbers to their first letter; 2…: that many pieces
 *   less one from the end left out
 *
 * Returns: (transfer full) (nullable): the text, or %NULL when nothing more can give way
 */
char *
scope_properties_shorten (const char *text, int step)
{
  g_auto(GStrv) pieces = g_strsplit (text, ", ", -1);
  const int n = (int) g_strv_length (pieces), keep = n - MAX (0, step - 1);
  g_autoptr(GString) out = g_string_new (NULL);

  if (step == 0)
    return g_strdup (text);
  if (keep < 1)
    return NULL;
  for (int i = 0; i < keep; i++)
    {
      g_autofree char *piece = initial (pieces[i]);

      g_string_append_printf (out, "%s%s", i > 0 ? ", " : "", piece);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}
