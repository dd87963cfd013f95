/* What is alive on the blocks: maps of the latest snapshot, the picture, the result, the statistics. */
#include "scope-canvas-private.h"
#include "scope-map-texture.h"
#include "scope-numbers.h"

/* Snapshot and shown graph need not be the same version: blocks are matched by name and shape. */
static const ConvoValues *
values_of (ScopeCanvas *self, int item)
{
  ConvoReport *report = convo_document_report (self->document);
  const ConvoValues *values;
  ConvoNodeReport now;
  int node;

  if (self->snapshot == NULL || !scope_scene_numbers (scope_canvas_scene (self), report, item, &now)
      || now.status != CONVO_STATUS_OK)
    return NULL;
  node = convo_net_output_at (convo_report_net (self->snapshot->report), scope_scene_id (scope_canvas_scene (self), item));
  values = node >= 0 ? convo_snapshot_find (self->snapshot, node) : NULL;
  return values != NULL && convo_shape_equal (&values->shape, &now.out) ? values : NULL;
}

static int
flags_of (const ScopeScene *scene, int item, const ConvoValues *values)
{
  const ConvoKind *kind = convo_node_kind (scene->items[item].node);

  if (kind != NULL && (kind->flags & CONVO_KIND_PROBABILITIES))
    return SCOPE_THUMBNAIL_PROBABILITIES;
  return values->shape.rank == 1 ? SCOPE_THUMBNAIL_BARS : SCOPE_THUMBNAIL_NONE;
}

static void
update_value (ScopeCanvas *self, ScopeScene *scene, int item)
{
  const ConvoKind *kind = convo_node_kind (scene->items[item].node);
  ScopeBlock *block = scope_world_get_block (self->world, item);
  const int last = scope_scene_last (scene, item);
  const ConvoValues *values;

  if (scene->items[item].row > 0)
    return;
  if (kind != NULL && (kind->flags & CONVO_KIND_SOURCE) && self->picture != NULL)
    {
      scope_block_set_picture (block, self->picture, &self->picture_shape);
      return;
    }
  if (kind != NULL && (kind->flags & CONVO_KIND_LOSS) && self->snapshot != NULL && self->snapshot->scores != NULL)
    {
      const ConvoShape shape = CONVO_SHAPE (self->snapshot->n_scores);

      scope_block_set_values (block, self->snapshot, self->snapshot->scores, &shape, SCOPE_THUMBNAIL_PROBABILITIES);
      return;
    }
  values = values_of (self, last);
  if (values != NULL)
    scope_block_set_values (block, self->snapshot, values->data, &values->shape, flags_of (scene, last, values));
  else
    scope_block_set_values (block, NULL, NULL, NULL, 0);
}

void
scope_canvas_update_values (ScopeCanvas *self)
{
  ScopeScene *scene = scope_canvas_scene (self);

  for (int i = 0; scene != NULL && i < scene->n_items; i++)
    update_value (self, scene, i);
  scope_canvas_update_flow (self);
}

/** scope_canvas_measure_bars: full scale and sum of the bars, and the words of picture and result */
void
scope_canvas_measure_bars (ScopeCanvas *self, const ScopeScene *scene, ConvoReport *report)
{
  self->words.bar_full = self->words.bar_total = 0;
  for (int i = 0; i < scene->n_items; i++)
    if (scene->items[i].row == 0 && !scene->items[i].frame)
      {
        const double value = scope_statistic_of_stack (scene, report, i, self->words.bar, self->timing);

        self->words.bar_full = MAX (self->words.bar_full, value);
        if (self->words.diff != NULL)
          self->words.bar_full = MAX (self->words.bar_full,
                                      scope_statistic_before (scene, self->words.diff, i, self->words.bar));
        self->words.bar_total += value;
      }
  self->words.source = self->source;
  self->words.caption = self->caption;
  self->words.result = self->result;
}

/** scope_canvas_update_words: tells the blocks again what to say */
void
scope_canvas_update_words (ScopeCanvas *self)
{
  ScopeScene *scene = scope_canvas_scene (self);

  if (scene == NULL)
    return;
  scope_canvas_measure_bars (self, scene, convo_document_report (self->document));
  scope_world_set_words (self->world, &self->words);
  scope_canvas_furniture_update (self);
}

/** scope_canvas_set_snapshot: @snapshot: (nullable): outputs of all layers for the watched picture, for
 * the thumbnails */
void
scope_canvas_set_snapshot (ScopeCanvas *self, ConvoSnapshot *snapshot)
{
  g_return_if_fail (SCOPE_IS_CANVAS (self));
  if (snapshot != NULL)
    convo_snapshot_ref (snapshot);
  g_clear_pointer (&self->snapshot, convo_snapshot_unref);
  self->snapshot = snapshot;
  scope_canvas_update_values (self);
}

/**
 * scope_canvas_set_sample:
 * @shape: (nullable): C×H×W of @picture; %NULL for no picture
 * @picture: (nullable): values in 0…1, channels first; copied
 * @source: (nullable): second line of the input block: "Fashion-MNIST"
 * @caption: (nullable): its last line: "test picture 1,204"
 */
void
scope_canvas_set_sample (ScopeCanvas *self, const ConvoShape *shape, const float *picture, const char *source,
                         const char *caption)
{
  g_return_if_fail (SCOPE_IS_CANVAS (self));
  g_clear_pointer (&self->picture, g_free);
  if (shape != NULL && picture != NULL)
    {
      self->picture = g_memdup2 (picture, (gsize) convo_shape_count (shape) * sizeof (float));
      self->picture_shape = *shape;
    }
  g_free (self->source);
  self->source = g_strdup (source);
  g_free (self->caption);
  self->caption = g_strdup (caption);
  scope_canvas_update_words (self);
  scope_canvas_update_values (self);
}

/** scope_canvas_set_result: @text: (nullable): last line of the loss block: "pullover 93 %" */
void
scope_canvas_set_result (ScopeCanvas *self, const char *text)
{
  g_return_if_fail (SCOPE_IS_CANVAS (self));
  if (g_strcmp0 (self->result, text) == 0)
    return;
  g_free (self->result);
  self->result = g_strdup (text);
  scope_canvas_update_words (self);
}

/* An edit is announced to those who compare and measure before the canvas hears of it: then a whole refresh follows */
static void
update_words_only (ScopeCanvas *self)
{
  if (self->graph == convo_document_graph (self->document))
    scope_canvas_update_words (self);
}

/**
 * scope_canvas_set_diff:
 * @diff: (nullable): what the numbers are compared with; %NULL for nothing
 * @name: (nullable): how that is called: "before", "AlexNet"
 * @other: it is another model: what it has not is not new
 *
 * Bars get a ghost of what the block cost there.
 */
void
scope_canvas_set_diff (ScopeCanvas *self, ConvoReportDiff *diff, const char *name, gboolean other)
{
  g_return_if_fail (SCOPE_IS_CANVAS (self));
  if (diff == NULL && self->diff == NULL)
    return;
  if (diff != NULL)
    convo_report_diff_ref (diff);
  g_clear_pointer (&self->diff, convo_report_diff_unref);
  self->words.diff = self->diff = diff;
  g_free (self->diff_name);
  self->words.diff_name = self->diff_name = g_strdup (name);
  self->words.diff_other = other;
  update_words_only (self);
}

/**
 * scope_canvas_set_timing:
 * @timing: (nullable): how long the layers take
 * @stale: the network was edited since
 * @fraction: how far a new measurement is, 0…1; −1 if none is under way
 */
void
scope_canvas_set_timing (ScopeCanvas *self, ConvoTiming *timing, gboolean stale, double fraction)
{
  const gboolean same = self->timing == timing && self->words.timing_stale == stale;

  g_return_if_fail (SCOPE_IS_CANVAS (self));
  self->measuring = fraction;
  if (timing != NULL)
    convo_timing_ref (timing);
  g_clear_pointer (&self->timing, convo_timing_unref);
  self->words.timing = self->timing = timing;
  self->words.timing_stale = stale;
  if (same)
    scope_canvas_furniture_update (self);
  else
    update_words_only (self);
}
