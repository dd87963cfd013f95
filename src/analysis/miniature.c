/* A network as a small drawing. Layers that compute (convolution, pooling, dense) stand in columns by their depth, which is
 * the longest way from the picture; layers of equal depth share a column. Activations, normalisation and merges take no
 * place. A value that is read twice, and joins again further on, is a shortcut and becomes an arc. */
#include "miniature.h"

#include <math.h>
#include <string.h>

#define MAX_COLUMNS 110       /* more are thinner than a pixel on a card: every k-th is drawn then */
#define GAP 0.7               /* between columns, as a share of the mean width of a column */
#define MAX_SCALE 1.9
#define SHORTEST 0.1          /* bar of 1 × 1, as a share of the height */
#define TALLEST 0.7

typedef struct
{
  gboolean shown;             /* has a bar */
  int column;                 /* of its bar, or of the deepest bar before it; −1: none */
  int readers;
} Place;

typedef struct
{
  const ConvoReport *report;
  const ConvoNet *net;
  Place *places;
  int n, n_columns;
  double width, height;
  int *drawn;                 /* column → place in the drawing */
  double *left, *right;       /* edges of what is drawn */
} Drawing;

static gboolean
family_is (const ConvoNetNode *node, const char *family)
{
  return strcmp (node->kind->family, family) == 0;
}

static gboolean
is_source (const ConvoNetNode *node)
{
  return (node->kind->flags & CONVO_KIND_SOURCE) != 0;
}

/* Value of a whole-number property on the first axis; @missing if the kind has none. */
static gint64
property_value (const ConvoNetNode *node, const char *key, gint64 missing)
{
  const ConvoProp *prop = convo_kind_prop (node->kind, key);
  const char *field = prop == NULL ? NULL : (const char *) node->state + prop->offset;

  if (field == NULL)
    return missing;
  if (prop->type == CONVO_PROP_INT)
    return *(const gint64 *) field;
  if (prop->type == CONVO_PROP_AXES)
    return ((const ConvoAxes *) field)->at[0];
  return missing;
}

static gboolean
computes (const ConvoNetNode *node)
{
  return is_source (node) || family_is (node, "convolution") || family_is (node, "dense")
         || family_is (node, "pooling");
}

static gint64
channels_in (const Drawing *drawing, const ConvoNetNode *node)
{
  const int from = node->n_inputs > 0 ? node->inputs[0] : -1;
  const ConvoNodeReport *report = from < 0 ? NULL : convo_report_node (drawing->report, from);

  return report == NULL || report->out.rank == 0 ? 0 : report->out.dim[0];
}

/* Depth first of all without shortcuts' projections, which then are arcs and not bars. */
static void
find_columns (Drawing *drawing)
{
  for (int i = 0; i < drawing->n; i++)
    {
      const ConvoNetNode *node = convo_net_node (drawing->net, i);
      Place *place = &drawing->places[i];

      place->column = -1;
      for (int k = 0; k < node->n_inputs; k++)
        if (node->inputs[k] >= 0)
          {
            place->column = MAX (place->column, drawing->places[node->inputs[k]].column);
            drawing->places[node->inputs[k]].readers++;
          }
      place->shown = computes (node);
      if (place->shown)
        place->column++;
      if (!node->training_only)
        drawing->n_columns = MAX (drawing->n_columns, place->column + 1);
    }
}

/* Where a branch begins to compute: back from its end @i over layers that do not, up to one that does or is read twice. */
static int
behind (const Drawing *drawing, int i)
{
  while (i >= 0 && !drawing->places[i].shown && drawing->places[i].readers < 2)
    {
      const ConvoNetNode *node = convo_net_node (drawing->net, i);

      if (node->n_inputs != 1)
        return -1;
      i = node->inputs[0];
    }
  return i;
}

/* A 1×1 convolution alone on its branch of a sum, beside a longer one. */
static int
projection (const Drawing *drawing, const ConvoNetNode *merge, int tip, int deepest)
{
  const int at = behind (drawing, tip);
  const ConvoNetNode *node = at < 0 ? NULL : convo_net_node (drawing->net, at);

  if (strcmp (merge->kind->name, "add") != 0 || node == NULL || !drawing->places[at].shown || !family_is (node, "convolution")
      || drawing->places[at].column >= deepest || property_value (node, "kernel", 3) != 1 || node->inputs[0] < 0)
    return -1;
  return drawing->places[node->inputs[0]].column == drawing->places[at].column - 1
         && drawing->places[node->inputs[0]].readers > 1 ? at : -1;
}

static double
share_of_height (const Drawing *drawing, gint64 extent, gint64 largest)
{
  const double share = largest > 1 ? log2 (MAX (extent, 1)) / log2 (largest) : 1;

  return drawing->height * (SHORTEST + (TALLEST - SHORTEST) * CLAMP (share, 0, 1));
}

static double
bar_width (const ConvoNetNode *node, const ConvoShape *out)
{
  if (is_source (node) || family_is (node, "dense"))
    return 5;
  if (family_is (node, "pooling"))
    return 4;
  return 2 + 1.5 * log2 (MAX (out->dim[0], 2));
}

static double
bar_height (const Drawing *drawing, const ConvoNetNode *node, const ConvoShape *out, gint64 largest)
{
  if (family_is (node, "dense"))
    return drawing->height * (0.1 + 0.038 * log2 (MAX (out->dim[0], 1)));
  return share_of_height (drawing, convo_shape_n_spatial (out) > 0 ? convo_shape_spatial (out, 1) : 1, largest);
}

/* Which columns are drawn, and how wide each is before scaling. */
static int
choose_columns (Drawing *drawing, double *widths)
{
  const int step = (drawing->n_columns + MAX_COLUMNS - 1) / MAX_COLUMNS;
  int n = 0;

  for (int c = 0; c < drawing->n_columns; c++)
    {
      const gboolean kept = c % step == 0 || c < 3 || c >= drawing->n_columns - 2;

      drawing->drawn[c] = kept ? n++ : MAX (n - 1, 0);
    }
  for (int i = 0; i < drawing->n; i++)
    {
      const ConvoNetNode *node = convo_net_node (drawing->net, i);
      const ConvoNodeReport *report = convo_report_node (drawing->report, i);
      const Place *place = &drawing->places[i];

      if (place->shown && !node->training_only && report->out.rank > 0 && place->column < drawing->n_columns)
        widths[drawing->drawn[place->column]] = MAX (widths[drawing->drawn[place->column]], bar_width (node, &report->out));
    }
  return n;
}

static void
spread_columns (Drawing *drawing, const double *widths, int n)
{
  double sum = 0, gap, scale, x;

  for (int c = 0; c < n; c++)
    sum += widths[c];
  gap = n > 0 ? MIN (GAP * sum / n, 8) : 0;
  scale = sum > 0 ? MIN ((drawing->width * 0.94) / (sum + gap * (n - 1)), MAX_SCALE) : 1;
  x = (drawing->width - scale * (sum + gap * MAX (n - 1, 0))) / 2;
  for (int c = 0; c < n; c++)
    {
      drawing->left[c] = x;
      drawing->right[c] = x + scale * widths[c];
      x += scale * (widths[c] + gap);
    }
}

/* Bars of one column share its height, in the order of the file. */
static void
stack_column (Drawing *drawing, ConvoMiniature *mini, const int *nodes, int n, gint64 largest)
{
  double tallest = 0, y;
  const int column = n > 0 ? drawing->drawn[drawing->places[nodes[0]].column] : 0;

  for (int k = 0; k < n; k++)
    tallest = MAX (tallest, bar_height (drawing, convo_net_node (drawing->net, nodes[k]),
                                        &convo_report_node (drawing->report, nodes[k])->out, largest));
  if (n > 1)
    tallest = MAX (tallest, MIN (5.0 * n, drawing->height * TALLEST));
  y = mini->y - tallest / 2;
  for (int k = 0; k < n; k++)
    {
      const ConvoNetNode *node = convo_net_node (drawing->net, nodes[k]);
      const gint64 groups = property_value (node, "groups", 1);
      const double height = tallest / n, gap = n > 1 ? MIN (2, height * 0.25) : 0;
      ConvoMiniBar bar = { drawing->left[column], y + k * height + gap / 2, drawing->right[column] - drawing->left[column],
                           height - gap, node->kind->family, FALSE, FALSE };

      bar.hollow = groups > 1 && groups == channels_in (drawing, node);
      g_array_append_val (mini->bars, bar);
    }
}

static void
draw_bars (Drawing *drawing, ConvoMiniature *mini, gint64 largest)
{
  g_autofree int *nodes = g_new (int, MAX (drawing->n, 1));
  g_autofree int *first = g_new0 (int, drawing->n_columns + 2), *filled = g_new0 (int, drawing->n_columns + 1);
  int last = -1;

  for (int pass = 0; pass < 2; pass++)         /* count, then fill: nodes sorted by column */
    {
      for (int i = 0; i < drawing->n; i++)
        {
          const int column = drawing->places[i].column;

          if (!drawing->places[i].shown || convo_net_node (drawing->net, i)->training_only
              || convo_report_node (drawing->report, i)->out.rank == 0)
            continue;
          if (pass == 0)
            first[column + 1]++;
          else
            nodes[first[column] + filled[column]++] = i;
        }
      for (int c = 0; pass == 0 && c < drawing->n_columns; c++)
        first[c + 1] += first[c];
    }
  for (int c = 0; c < drawing->n_columns; c++)
    if (drawing->drawn[c] != last && filled[c] > 0)
      {
        last = drawing->drawn[c];
        stack_column (drawing, mini, nodes + first[c], filled[c], largest);
      }
}

/* Top of the bars between two columns, where an arc stands. */
static double
top_between (const ConvoMiniature *mini, double from, double to)
{
  double top = mini->y;

  for (guint i = 0; i < mini->bars->len; i++)
    {
      const ConvoMiniBar *bar = &g_array_index (mini->bars, ConvoMiniBar, i);

      if (bar->x + bar->width > from && bar->x < to)
        top = MIN (top, bar->y);
    }
  return top;
}

static void
add_arc (Drawing *drawing, ConvoMiniature *mini, int from, int to, gboolean dashed)
{
  const int a = drawing->drawn[MAX (from, 0)], b = drawing->drawn[to];
  const double x0 = drawing->right[a], x1 = drawing->right[b] + 1;
  ConvoMiniArc arc = { x0, x1, 0, 0, dashed };

  if (a >= b)
    return;
  for (guint i = mini->arcs->len; i-- > 0 && i + 8 >= mini->arcs->len;)
    if (g_array_index (mini->arcs, ConvoMiniArc, i).from == x0 && g_array_index (mini->arcs, ConvoMiniArc, i).to == x1)
      return;
  arc.y = top_between (mini, x0, x1) - 2;
  arc.rise = CLAMP (8 + 0.12 * (x1 - x0), 4, MAX (arc.y - 2, 4));
  g_array_append_val (mini->arcs, arc);
}

/* Arcs of one merge: every input that is also read elsewhere, and every projection beside a longer branch. */
static void
find_shortcuts (Drawing *drawing, const ConvoNetNode *merge, GArray *found)
{
  int deepest = -1;

  for (int k = 0; k < merge->n_inputs; k++)
    if (merge->inputs[k] >= 0)
      deepest = MAX (deepest, drawing->places[merge->inputs[k]].column);
  for (int k = 0; k < merge->n_inputs; k++)
    {
      const int tip = merge->inputs[k], at = tip < 0 ? -1 : projection (drawing, merge, tip, deepest);
      const int origin = tip < 0 ? -1 : behind (drawing, tip);
      int arc[3] = { 0, deepest, at >= 0 || origin != tip };      /* padding or thinning changes the shape as a projection does */

      if (tip < 0 || drawing->places[tip].column >= deepest
          || (at < 0 && (origin < 0 || drawing->places[origin].readers < 2)))
        continue;
      arc[0] = at >= 0 ? drawing->places[at].column - 1 : drawing->places[tip].column;
      if (at >= 0)
        drawing->places[at].shown = FALSE;
      g_array_append_vals (found, arc, 3);
    }
}

/* Auxiliary classifiers hang below the place where they branch off. */
static void
draw_sides (Drawing *drawing, ConvoMiniature *mini)
{
  for (int i = 0; i < drawing->n; i++)
    {
      const ConvoNetNode *node = convo_net_node (drawing->net, i);
      const int from = node->n_inputs > 0 ? node->inputs[0] : -1;
      ConvoMiniBar bar = { 0, drawing->height * 0.86, 8, 8, "dense", FALSE, TRUE };

      if (!node->training_only || from < 0 || convo_net_node (drawing->net, from)->training_only
          || drawing->places[from].column < 0 || drawing->places[from].column >= drawing->n_columns)
        continue;
      bar.x = drawing->right[drawing->drawn[drawing->places[from].column]] + 2;
      g_array_append_val (mini->bars, bar);
    }
}

static gint64
largest_extent (const Drawing *drawing)
{
  gint64 largest = 1;

  for (int i = 0; i < drawing->n; i++)
    {
      const ConvoShape *out = &convo_report_node (drawing->report, i)->out;

      if (out->rank > 1)
        largest = MAX (largest, convo_shape_spatial (out, 1));
    }
  return largest;
}

/**
 * convo_miniature_new:
 * @report: a network; layers without a shape are left out
 * @width: of the drawing, in any unit
 * @height: likewise
 *
 * Draws the expanded network small. Deep networks are thinned to every k-th column, which keeps their outline.
 *
 * Returns: (transfer full): bars and arcs, from left to right
 */
ConvoMiniature *
convo_miniature_new (const ConvoReport *report, double width, double height)
{
  const ConvoNet *net = convo_report_net (report);
  const int n = convo_net_n_nodes (net);
  g_autofree Place *places = g_new0 (Place, MAX (n, 1));
  Drawing drawing = { report, net, places, n, 0, width, height, NULL, NULL, NULL };
  g_autoptr(GArray) found = g_array_new (FALSE, FALSE, sizeof (int));
  g_autofree double *widths = NULL, *left = NULL, *right = NULL;
  g_autofree int *drawn = NULL;
  ConvoMiniature *mini = g_new0 (ConvoMiniature, 1);
  int shown;

  find_columns (&drawing);
  for (int i = 0; i < n; i++)
    if (family_is (convo_net_node (net, i), "merge") && !convo_net_node (net, i)->training_only)
      find_shortcuts (&drawing, convo_net_node (net, i), found);
  drawing.drawn = drawn = g_new0 (int, drawing.n_columns + 1);
  widths = g_new0 (double, drawing.n_columns + 1);
  drawing.left = left = g_new0 (double, drawing.n_columns + 1);
  drawing.right = right = g_new0 (double, drawing.n_columns + 1);
  shown = choose_columns (&drawing, widths);
  spread_columns (&drawing, widths, shown);
  mini->bars = g_array_new (FALSE, FALSE, sizeof (ConvoMiniBar));
  mini->arcs = g_array_new (FALSE, FALSE, sizeof (ConvoMiniArc));
  mini->y = height * 0.52;
  mini->from = shown > 0 ? left[0] : 0;
  mini->to = shown > 0 ? right[shown - 1] : 0;
  draw_bars (&drawing, mini, largest_extent (&drawing));
  for (guint i = 0; i + 2 < found->len; i += 3)
    add_arc (&drawing, mini, g_array_index (found, int, i), g_array_index (found, int, i + 1),
             g_array_index (found, int, i + 2) != 0);
  draw_sides (&drawing, mini);
  return mini;
}

void
convo_miniature_free (ConvoMiniature *miniature)
{
  g_array_unref (miniature->bars);
  g_array_unref (miniature->arcs);
  g_free (miniature);
}
