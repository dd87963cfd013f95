/* The field of one cell on every layer before it: the window of the first and of the last position on each axis, back
 * to the picture; where branches part, the rectangle around all of them. */
#include "field-lens.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

struct _ConvoFieldLens
{
  const ConvoReport *report;
  int node;
  ConvoFieldRect *rects;         /* per layer of the net */
};

/* First tap ≥ 0 of the windows of positions @from … @to: with a dilation it need not be one of the first window. */
static gint64
first_tap (const ConvoWindow *w, gint64 from, gint64 to)
{
  gint64 best = G_MAXINT64;

  for (gint64 o = from; o <= to; o++)
    {
      gint64 start = o * w->stride - w->pad, skipped = start < 0 ? (-start + w->dilation - 1) / w->dilation : 0;

      if (start >= best)
        break;
      if (skipped < w->kernel)
        best = MIN (best, start + skipped * w->dilation);
    }
  return best;
}

/* Last tap below @extent; -1 if all lie in the padding. */
static gint64
last_tap (const ConvoWindow *w, gint64 from, gint64 to, gint64 extent)
{
  gint64 best = -1;

  for (gint64 o = to; o >= from; o--)
    {
      gint64 end = o * w->stride - w->pad + convo_window_span (w) - 1;
      gint64 skipped = end >= extent ? (end - extent + w->dilation) / w->dilation : 0;

      if (end <= best)
        break;
      if (skipped < w->kernel)
        best = MAX (best, end - skipped * w->dilation);
    }
  return best;
}

/* One axis of what a layer with the rectangle @to sees on its input of @in positions, where it makes @out of them. */
static void
step_back (ConvoReach reach, const ConvoWindow *w, gint64 in, gint64 out, const ConvoFieldRect *to, int axis,
           ConvoFieldRect *from)
{
  const gint64 slack = reach == CONVO_REACH_POINT ? in - out : 0;

  from->whole |= to->whole;
  if (reach == CONVO_REACH_ALL || (in == 1 && out > 1))   /* a gate: one value before all pixels */
    {
      from->whole |= reach == CONVO_REACH_ALL && in > 1;
      from->first[axis] = from->seen_first[axis] = 0;
      from->last[axis] = from->seen_last[axis] = in - 1;
    }
  else if (reach == CONVO_REACH_WINDOW)
    {
      from->first[axis] = to->first[axis] * w->stride - w->pad;
      from->last[axis] = to->last[axis] * w->stride - w->pad + convo_window_span (w) - 1;
      from->seen_first[axis] = first_tap (w, to->seen_first[axis], to->seen_last[axis]);
      from->seen_last[axis] = last_tap (w, to->seen_first[axis], to->seen_last[axis], in);
    }
  else                            /* the same position; of maps of unequal extents that have no sees(): any that it can be */
    {
      from->first[axis] = to->first[axis] + MIN (slack, 0);
      from->last[axis] = to->last[axis] + MAX (slack, 0);
      from->seen_first[axis] = MAX (to->seen_first[axis] + MIN (slack, 0), 0);
      from->seen_last[axis] = MIN (to->seen_last[axis] + MAX (slack, 0), in - 1);
    }
}

static void
include (ConvoFieldRect *rect, const ConvoFieldRect *other)
{
  if (!rect->reached)
    {
      *rect = *other;
      rect->reached = TRUE;
      return;
    }
  rect->whole |= other->whole;
  for (int axis = 0; axis < CONVO_MAX_AXES; axis++)
    {
      rect->first[axis] = MIN (rect->first[axis], other->first[axis]);
      rect->last[axis] = MAX (rect->last[axis], other->last[axis]);
      rect->seen_first[axis] = MIN (rect->seen_first[axis], other->seen_first[axis]);
      rect->seen_last[axis] = MAX (rect->seen_last[axis], other->seen_last[axis]);
    }
}

static gboolean
sees_nothing (const ConvoFieldRect *rect)
{
  for (int axis = 0; axis < CONVO_MAX_AXES; axis++)
    if (rect->seen_first[axis] > rect->seen_last[axis])
      return TRUE;
  return FALSE;
}

/* An empty rectangle takes no part in a union. */
static void
make_empty (ConvoFieldRect *rect)
{
  for (int axis = 0; axis < CONVO_MAX_AXES; axis++)
    rect->seen_first[axis] = G_MAXINT64 / 4, rect->seen_last[axis] = -1;
}

/* A kind that says itself what it sees. FALSE: nothing, not even padding */
static gboolean
ask_kind (const ConvoNetNode *node, const ConvoSite *site, const ConvoFieldRect *to, ConvoFieldRect *from)
{
  ConvoRegion all, seen, in;

  memcpy (all.first, to->first, sizeof all.first);
  memcpy (all.last, to->last, sizeof all.last);
  node->kind->sees (node->state, site, &all, TRUE, &in);
  memcpy (from->first, in.first, sizeof in.first);
  memcpy (from->last, in.last, sizeof in.last);
  from->whole = to->whole;
  for (int axis = 0; axis < CONVO_MAX_AXES; axis++)
    if (in.first[axis] > in.last[axis])
      return FALSE;
  make_empty (from);
  if (sees_nothing (to))
    return TRUE;
  memcpy (seen.first, to->seen_first, sizeof seen.first);
  memcpy (seen.last, to->seen_last, sizeof seen.last);
  node->kind->sees (node->state, site, &seen, FALSE, &in);
  for (int axis = 0; axis < CONVO_MAX_AXES; axis++)
    {
      from->seen_first[axis] = MAX (in.first[axis], 0);
      from->seen_last[axis] = MIN (in.last[axis], convo_shape_spatial (&site->in[0], axis) - 1);
    }
  return TRUE;
}

/* What a layer with the rectangle @to sees of input @i; FALSE as in ask_kind() */
static gboolean
look_at_input (const ConvoNetNode *node, const ConvoSite *site, int i, const ConvoFieldRect *to, ConvoFieldRect *from)
{
  if (node->kind->sees != NULL && i == 0)
    return ask_kind (node, site, to, from);
  for (int axis = 0; axis < CONVO_MAX_AXES; axis++)
    {
      ConvoWindow window = { 1, 1, 0, 1, FALSE };
      ConvoReach reach = node->kind->reach != NULL ? node->kind->reach (node->state, site, axis, &window)
                                                   : CONVO_REACH_POINT;

      step_back (reach, &window, convo_shape_spatial (&site->in[i], axis), convo_shape_spatial (&site->out, axis), to,
                 axis, from);
    }
  return TRUE;
}

static void
look_through (ConvoFieldLens *lens, int index)
{
  const ConvoNetNode *node = convo_net_node (convo_report_net (lens->report), index);
  ConvoSite site;

  convo_report_site (lens->report, index, &site);
  for (int i = 0; i < site.n_in; i++)
    {
      ConvoFieldRect rect = { 0 };

      if (node->inputs[i] < 0 || !look_at_input (node, &site, i, &lens->rects[index], &rect))
        continue;
      if (sees_nothing (&rect) || sees_nothing (&lens->rects[index]))
        make_empty (&rect);
      include (&lens->rects[node->inputs[i]], &rect);
    }
}

/**
 * convo_field_lens_new:
 * @report: kept alive by the lens
 * @net_index: a layer of the expanded net whose output shape is known
 * @cell: depth, height, width of one position of its output, counted from 0; 0 where there is no such axis
 *
 * Walks the windows back to the picture. What normalisation, dropout and the like know of other positions does not
 * count, as in #ConvoNodeReport; a layer that sees everything makes everything before it `whole`.
 * A rectangle is carried, not a set: its edges are exact unless they fall on cells between that see nothing at all (holes
 * of a stride larger than the kernel, windows of nothing but padding).
 *
 * Source: Araujo, Norris and Sim, Computing Receptive Fields of Convolutional Neural Networks, 2019.
 *
 * Returns: (transfer full) (nullable): the rectangles; %NULL if the shape is not known or @cell lies outside
 */
ConvoFieldLens *
convo_field_lens_new (const ConvoReport *report, int net_index, const gint64 cell[CONVO_MAX_AXES])
{
  ConvoFieldLens *lens;
  ConvoFieldRect *own;
  const ConvoNodeReport *node;

  g_return_val_if_fail (net_index >= 0 && net_index < convo_net_n_nodes (convo_report_net (report)), NULL);
  node = convo_report_node (report, net_index);
  if (node->status != CONVO_STATUS_OK)
    return NULL;
  for (int axis = 0; axis < CONVO_MAX_AXES; axis++)
    if (cell[axis] < 0 || cell[axis] >= convo_shape_spatial (&node->out, axis))
      return NULL;
  lens = g_new (ConvoFieldLens, 1);
  lens->report = convo_report_ref (report);
  lens->node = net_index;
  lens->rects = g_new0 (ConvoFieldRect, convo_net_n_nodes (convo_report_net (report)));
  own = &lens->rects[net_index];
  own->reached = TRUE;
  for (int axis = 0; axis < CONVO_MAX_AXES; axis++)
    own->first[axis] = own->last[axis] = own->seen_first[axis] = own->seen_last[axis] = cell[axis];
  for (int i = net_index; i >= 0; i--)
    if (lens->rects[i].reached)
      look_through (lens, i);
  return lens;
}

/** convo_field_lens_free: frees a lens; %NULL is fine */
void
convo_field_lens_free (ConvoFieldLens *lens)
{
  if (lens == NULL)
    return;
  convo_report_unref (lens->report);
  g_free (lens->rects);
  g_free (lens);
}

/** convo_field_lens_report: Returns: (transfer none): what the lens was made for */
const ConvoReport *
convo_field_lens_report (const ConvoFieldLens *lens)
{
  return lens->report;
}

/** convo_field_lens_node: Returns: the layer whose cell it is */
int
convo_field_lens_node (const ConvoFieldLens *lens)
{
  return lens->node;
}

/** convo_field_lens_rect: Returns: (transfer none): what the cell sees of the output of layer @net_index */
const ConvoFieldRect *
convo_field_lens_rect (const ConvoFieldLens *lens, int net_index)
{
  g_return_val_if_fail (net_index >= 0 && net_index < convo_net_n_nodes (convo_report_net (lens->report)), NULL);
  return &lens->rects[net_index];
}

/** convo_field_lens_input: Returns: the first picture that the cell sees, an index in the net; -1 if there is none */
int
convo_field_lens_input (const ConvoFieldLens *lens)
{
  const ConvoNet *net = convo_report_net (lens->report);

  for (int i = 0; i <= lens->node; i++)
    if (lens->rects[i].reached && (convo_net_node (net, i)->kind->flags & CONVO_KIND_SOURCE))
      return i;
  return -1;
}

/* ---- words ---- */

/* Positions count from 1 on the screen, so the padding begins at 0. */
static void
append_range (GString *text, const char *noun, gint64 first, gint64 last)
{
  const gint64 ends[] = { first + 1, last + 1 };

  g_string_append_printf (text, "%s ", noun);
  for (int i = 0; i < (first == last ? 1 : 2); i++)
    g_string_append_printf (text, "%s%s%" PRId64, i > 0 ? "–" : "", ends[i] < 0 ? "−" : "", ABS (ends[i]));
}

static void
append_padding (GString *text, const ConvoFieldRect *rect, const ConvoShape *shape)
{
  gboolean any = FALSE;

  for (int axis = CONVO_MAX_AXES - convo_shape_n_spatial (shape); axis < CONVO_MAX_AXES; axis++)
    {
      const gint64 extent = convo_shape_spatial (shape, axis);
      const gint64 outside = MAX (MIN (rect->last[axis], -1) - rect->first[axis] + 1, 0)
                             + MAX (rect->last[axis] - MAX (rect->first[axis], extent) + 1, 0);

      if (outside == 0)
        continue;
      g_string_append (text, any ? ", " : ": ");
      any = TRUE;
      g_string_append_printf (text, axis == 2 ? ngettext_ ("%" PRId64 " column lies in the padding",
                                                          "%" PRId64 " columns lie in the padding", outside)
                                    : axis == 1 ? ngettext_ ("%" PRId64 " row lies in the padding",
                                                            "%" PRId64 " rows lie in the padding", outside)
                                                : ngettext_ ("%" PRId64 " slice lies in the padding",
                                                            "%" PRId64 " slices lie in the padding", outside), outside);
    }
}

static void
append_size (GString *text, const ConvoShape *shape, const gint64 size[CONVO_MAX_AXES])
{
  const int first = CONVO_MAX_AXES - convo_shape_n_spatial (shape);

  for (int axis = first; axis < CONVO_MAX_AXES; axis++)
    g_string_append_printf (text, "%s%" PRId64, axis > first ? "×" : "", size[axis]);
}

/** convo_field_lens_name: Returns: (transfer full): the cell itself: "conv2, row 3, column 12", counted from 1 */
char *
convo_field_lens_name (const ConvoFieldLens *lens)
{
  /* translators: one position of a map; %d counts from 1 */
  const char *nouns[] = { _(", slice %d"), _(", row %d"), _(", column %d") };
  const ConvoShape *shape = &convo_report_node (lens->report, lens->node)->out;
  GString *text = g_string_new (convo_net_node (convo_report_net (lens->report), lens->node)->path);

  for (int axis = CONVO_MAX_AXES - convo_shape_n_spatial (shape); axis < CONVO_MAX_AXES; axis++)
    g_string_append_printf (text, nouns[axis], (int) lens->rects[lens->node].first[axis] + 1);
  return g_string_free (text, FALSE);
}

/**
 * convo_field_lens_size:
 * @net_index: a layer before the cell
 *
 * Returns: (transfer full) (nullable): "14×14", the padding with it; %NULL if the cell sees nothing of that layer, or all
 */
char *
convo_field_lens_size (const ConvoFieldLens *lens, int net_index)
{
  const ConvoFieldRect *rect = convo_field_lens_rect (lens, net_index);
  const ConvoShape *shape = &convo_report_node (lens->report, net_index)->out;
  g_autoptr(GString) text = g_string_new (NULL);
  gint64 extent[CONVO_MAX_AXES];

  if (!rect->reached || rect->whole || convo_shape_n_spatial (shape) == 0)
    return NULL;
  for (int axis = 0; axis < CONVO_MAX_AXES; axis++)
    extent[axis] = rect->last[axis] - rect->first[axis] + 1;
  append_size (text, shape, extent);
  return g_strdup (text->str);
}

/**
 * convo_field_lens_describe:
 * @net_index: a layer before the cell, such as convo_field_lens_input()
 *
 * Returns: (transfer full) (nullable): "Field 14×14 at rows 3–16, columns −1–12 of input: 2 columns lie in the padding.
 * Jump 4×4.", counted from 1; %NULL if the cell sees nothing of that layer or the layer has no positions
 */
char *
convo_field_lens_describe (const ConvoFieldLens *lens, int net_index)
{
  const ConvoFieldRect *rect = convo_field_lens_rect (lens, net_index);
  const ConvoShape *shape = &convo_report_node (lens->report, net_index)->out;
  const ConvoNodeReport *cell = convo_report_node (lens->report, lens->node);
  const char *path = convo_net_node (convo_report_net (lens->report), net_index)->path;
  const char *nouns[] = { _("slices"), _("rows"), _("columns") };
  g_autofree char *size = convo_field_lens_size (lens, net_index);
  g_autoptr(GString) places = g_string_new (NULL), padding = g_string_new (NULL);
  g_autoptr(GString) jump = g_string_new (NULL), text = g_string_new (NULL);
  const int first = CONVO_MAX_AXES - convo_shape_n_spatial (shape);

  if (!rect->reached || convo_shape_n_spatial (shape) == 0)
    return NULL;
  if (rect->whole)
    return g_strdup_printf (_("Sees all of %s: a layer between looks at the whole map."), path);
  for (int axis = first; axis < CONVO_MAX_AXES; axis++)
    {
      g_string_append (places, axis > first ? ", " : "");
      append_range (places, nouns[axis], rect->first[axis], rect->last[axis]);
    }
  append_padding (padding, rect, shape);
  /* translators: "Field 14×14 at rows 3–16, columns −1–12 of input: 2 columns lie in the padding." */
  g_string_printf (text, _("Field %s at %s of %s%s."), size, places->str, path, padding->str);
  if (cell->has_field && (convo_net_node (convo_report_net (lens->report), net_index)->kind->flags & CONVO_KIND_SOURCE))
    {
      append_size (jump, shape, cell->jump);
      /* translators: distance in pixels of the picture between the fields of neighbouring cells: "4×4" */
      g_string_append_printf (text, _(" Jump %s."), jump->str);
    }
  return g_strdup (text->str);
}
