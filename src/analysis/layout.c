/* Places for all blocks: layers from top to bottom, the main path straight, branches to its right, columns when it is
 * taller than the view. Stacks (a block with the slices snapped under it) are placed as one. */
#include "layout.h"

#include <math.h>
#include <string.h>

#define GRID 6.0
#define STACK_GAP 30.0      /* between layers */
#define BRANCH_GAP 42.0     /* between branches */
#define LANE 24.0           /* a wire that passes a layer */
#define COLUMN_GAP 66.0     /* between columns: the wire from one to the next rises here */
#define COLUMN_PITCH 240.0
#define VIEW_ASPECT 1.75    /* width to height of the canvas between its panes */
#define LONGEST_LANE 64     /* layers; longer wires reserve no room */

typedef struct
{
  int node;                  /* index of the block; -1 for the lane of a wire */
  int component, layer;
  double width, height, middle, x;
  int first_in, n_in;        /* in `ins`: stacks, later also lanes, that feed it */
  int last_layer;            /* of its readers */
  gboolean is_main;          /* leads to the last layer of its component */
} Stack;

typedef struct
{
  const ConvoGraph *graph;
  ConvoBox *boxes;
  int *host;                 /* per node: the node at the top of its stack */
  int *stack_of;             /* per node: index of its stack */
  GArray *stacks, *ins;
  int n_stacks, n_layers;    /* n_stacks: without lanes */
  double *layer_height;
  double *layer_gap;         /* below each layer */
  double *layer_width;       /* of its stacks beside each other */
  int *crossings;            /* wires between a layer and the next one, counted once a source */
} Layout;

static Stack *
stack_at (Layout *self, int index)
{
  return &g_array_index (self->stacks, Stack, index);
}

static int
source_node (const ConvoGraph *graph, const ConvoNode *node, int port)
{
  const char *wire = convo_node_input (node, port);
  g_autofree char *id = NULL;

  return wire != NULL && convo_wire_parse (wire, &id, NULL) ? convo_graph_index (graph, id) : -1;
}

/* The top of the stack that a slice is snapped under; a slice whose block is no stack stands alone. */
static void
find_hosts (Layout *self)
{
  int n = convo_graph_n_nodes (self->graph);

  for (int i = 0; i < n; i++)
    {
      int at = i;

      for (int steps = 0; self->boxes[at].attached && steps <= n; steps++)
        {
          int above = source_node (self->graph, convo_graph_node (self->graph, at), 0);

          if (above < 0 || steps == n)
            {
              at = i;
              break;
            }
          at = above;
        }
      self->host[i] = at;
    }
}

static void
add_inputs (Layout *self, int node, int stack)
{
  const ConvoNode *it = convo_graph_node (self->graph, node);

  for (int port = 0; port < convo_node_n_inputs (it); port++)
    {
      int source = source_node (self->graph, it, port);

      if (source >= 0 && self->stack_of[self->host[source]] != stack)
        g_array_append_val (self->ins, self->stack_of[self->host[source]]);
    }
}

static void
make_stacks (Layout *self)
{
  int n = convo_graph_n_nodes (self->graph);

  for (int i = 0; i < n; i++)
    if (self->host[i] == i)
      {
        Stack stack = { .node = i, .width = self->boxes[i].width, .height = self->boxes[i].height };

        stack.middle = self->boxes[i].middle > 0 ? self->boxes[i].middle : stack.width / 2;
        self->stack_of[i] = self->stacks->len;
        g_array_append_val (self->stacks, stack);
      }
  self->n_stacks = self->stacks->len;
  for (int s = 0; s < self->n_stacks; s++)
    {
      Stack *stack = stack_at (self, s);

      stack->first_in = self->ins->len;
      add_inputs (self, stack->node, s);
      stack->n_in = self->ins->len - stack->first_in;
    }
}

static int
input_of (Layout *self, const Stack *stack, int port)
{
  return g_array_index (self->ins, int, stack->first_in + port);
}

static int
root_of (int *parent, int at)
{
  while (parent[at] != at)
    at = parent[at] = parent[parent[at]];
  return at;
}

/* Stacks with their sources first (Kahn); those on a cycle, an error elsewhere, come last. */
static int *
top_down (Layout *self)
{
  int n = self->n_stacks, head = 0, tail = 0;
  int *order = g_new (int, n + 1);
  g_autofree int *pending = g_new0 (int, n + 1), *first = g_new0 (int, n + 2), *readers = g_new (int, self->ins->len + 1);

  for (guint i = 0; i < self->ins->len; i++)
    first[g_array_index (self->ins, int, i) + 1]++;
  for (int s = 0; s < n; s++)
    first[s + 1] += first[s];
  for (int s = n - 1; s >= 0; s--)
    {
      pending[s] = stack_at (self, s)->n_in;
      for (int port = 0; port < stack_at (self, s)->n_in; port++)
        readers[--first[input_of (self, stack_at (self, s), port) + 1]] = s;
    }
  for (int s = 0; s < n; s++)   /* first[s + 1] has become where the readers of s begin */
    if (pending[s] == 0)
      order[tail++] = s;
  for (; head < tail; head++)
    for (int r = first[order[head] + 1]; r < (order[head] + 1 < n ? first[order[head] + 2] : (int) self->ins->len); r++)
      if (--pending[readers[r]] == 0)
        order[tail++] = readers[r];
  for (int s = 0; s < n; s++)
    if (pending[s] > 0)
      order[tail++] = s;
  return order;
}

static void
find_components (Layout *self, int *parent)
{
  for (int s = 0; s < self->n_stacks; s++)
    parent[s] = s;
  for (int s = 0; s < self->n_stacks; s++)
    for (int port = 0; port < stack_at (self, s)->n_in; port++)
      {
        int a = root_of (parent, s), b = root_of (parent, input_of (self, stack_at (self, s), port));

        parent[MAX (a, b)] = MIN (a, b);
      }
  for (int s = 0; s < self->n_stacks; s++)
    stack_at (self, s)->component = root_of (parent, s);
}

/* Layers by the longest path; components are laid one under the other. */
static void
assign_layers (Layout *self, const int *order)
{
  int n = self->n_stacks, base = 0;
  g_autofree int *parent = g_new (int, n + 1), *deepest = g_new0 (int, n + 1), *above = g_new0 (int, n + 1);

  find_components (self, parent);
  for (int i = 0; i < n; i++)
    {
      Stack *stack = stack_at (self, order[i]);

      for (int port = 0; port < stack->n_in; port++)
        stack->layer = MAX (stack->layer, stack_at (self, input_of (self, stack, port))->layer + 1);
      deepest[stack->component] = MAX (deepest[stack->component], stack->layer);
    }
  for (int c = 0; c < n; c++)
    if (parent[c] == c)
      {
        above[c] = base;
        base += deepest[c] + 1;
      }
  for (int s = 0; s < n; s++)
    {
      Stack *stack = stack_at (self, s);

      stack->is_main = stack->layer == deepest[stack->component];
      stack->layer += above[stack->component];
    }
  self->n_layers = base;
}

/* Every stack sinks to just above its first reader, so that a short branch stands beside the end of the long one. */
static void
sink (Layout *self, const int *order)
{
  g_autofree int *nearest = g_new (int, self->n_stacks + 1);

  for (int s = 0; s < self->n_stacks; s++)
    nearest[s] = G_MAXINT;
  for (int i = self->n_stacks - 1; i >= 0; i--)
    {
      Stack *stack = stack_at (self, order[i]);

      if (nearest[order[i]] != G_MAXINT)
        stack->layer = MAX (stack->layer, nearest[order[i]] - 1);
      stack->last_layer = MAX (stack->last_layer, stack->layer);
      for (int port = 0; port < stack->n_in; port++)
        {
          int source = input_of (self, stack, port);
          Stack *from = stack_at (self, source);

          nearest[source] = MIN (nearest[source], stack->layer);
          from->last_layer = MAX (from->last_layer, stack->layer);
          from->is_main |= stack->is_main;
        }
    }
}

static void
measure_layers (Layout *self)
{
  self->layer_height = g_new0 (double, self->n_layers + 1);
  self->layer_gap = g_new0 (double, self->n_layers + 1);
  self->layer_width = g_new0 (double, self->n_layers + 1);
  self->crossings = g_new0 (int, self->n_layers + 2);
  for (int s = 0; s < self->n_stacks; s++)
    {
      const Stack *stack = stack_at (self, s);

      self->layer_height[stack->layer] = MAX (self->layer_height[stack->layer], stack->height);
      self->layer_width[stack->layer] += stack->width + (self->layer_width[stack->layer] > 0 ? BRANCH_GAP : 0);
      self->layer_gap[stack->layer] = MAX (self->layer_gap[stack->layer], self->boxes[stack->node].below);
      if (stack->layer > 0)
        self->layer_gap[stack->layer - 1] = MAX (self->layer_gap[stack->layer - 1], self->boxes[stack->node].above);
      self->crossings[stack->layer]++;
      self->crossings[stack->last_layer]--;
    }
  for (int l = 1; l < self->n_layers; l++)
    self->crossings[l] += self->crossings[l - 1];
  for (int l = 0; l < self->n_layers; l++)
    self->layer_gap[l] += STACK_GAP;
}

/* The layer at which a column that begins at @first ends (exclusive): at most @height high, cut where one wire passes. */
static int
column_end (Layout *self, int first, double height)
{
  double sum = 0;
  int best = -1, l;

  for (l = first; l < self->n_layers; l++)
    {
      sum += self->layer_height[l] + (l > first ? self->layer_gap[l - 1] : 0);
      if (sum > height && l > first && (best > 0 || sum > 2 * height))
        break;
      if (self->crossings[l] <= 1)
        {
          best = l + 1;
          if (sum > height)
            return best;
        }
    }
  if (l == self->n_layers)
    return l;
  return best > 0 ? best : l;
}

static int
count_columns (Layout *self, double height)
{
  int n = 0;

  for (int l = 0; l < self->n_layers; l = column_end (self, l, height))
    n++;
  return n;
}

/* The least height that needs no more columns than the view does, so that columns are about equal. */
static double
balance (Layout *self, double height)
{
  int n = count_columns (self, height);
  double low = 0, high = height;

  for (int i = 0; i < 16 && high - low > GRID; i++)
    {
      double middle = (low + high) / 2;

      if (count_columns (self, middle) <= n)
        high = middle;
      else
        low = middle;
    }
  return high;
}

/* About how wide all columns are together */
static double
width_of (Layout *self, double height)
{
  double sum = 0;

  for (int first = 0, end; first < self->n_layers; first = end)
    {
      double widest = 0;

      end = column_end (self, first, height);
      for (int l = first; l < end; l++)
        widest = MAX (widest, self->layer_width[l]);
      sum += MAX (COLUMN_PITCH, widest + LANE * 2);
    }
  return sum;
}

/* The height to wrap at: the view's, or more where columns of that height would not fit beside each other, so that the
 * whole network is as large on the screen as it can be. */
static double
fit (Layout *self, double view_height)
{
  double height = view_height;

  while (width_of (self, height) > VIEW_ASPECT * height && count_columns (self, height) > 1)
    height *= 1.125;
  return balance (self, height);
}

/* Wires that pass layers within a column get a lane in each of them. */
static void
add_lanes (Layout *self, const int *column)
{
  for (int s = 0; s < self->n_stacks; s++)
    for (int port = 0; port < stack_at (self, s)->n_in; port++)
      {
        int to = stack_at (self, s)->layer, last = input_of (self, stack_at (self, s), port);
        int from = stack_at (self, last)->layer;

        if (to - from > LONGEST_LANE || column[from] != column[to])
          continue;
        for (int l = from + 1; l < to; l++)
          {
            Stack lane = { .node = -1, .layer = l, .width = LANE, .middle = LANE / 2, .first_in = self->ins->len, .n_in = 1 };

            g_array_append_val (self->ins, last);
            last = self->stacks->len;
            g_array_append_val (self->stacks, lane);
          }
        g_array_index (self->ins, int, stack_at (self, s)->first_in + port) = last;
      }
}

typedef struct { double wanted; int index; gboolean lane, side; } Entry;

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const Entry *p = a, *q = b;

  if (p->wanted != q->wanted)
    return p->wanted < q->wanted ? -1 : 1;
  if (p->lane != q->lane)
    return p->lane - q->lane;
  return p->side != q->side ? p->side - q->side : p->index - q->index;
}

/* Everything stands under the leftmost thing that feeds it, port under port, or as near to the right of that as there is
 * room. What nothing feeds stands at 0. */
static void
place_layer (Layout *self, GArray *entries, const int *column)
{
  double right = 0;

  for (guint i = 0; i < entries->len; i++)
    {
      Entry *entry = &g_array_index (entries, Entry, i);
      const Stack *stack = stack_at (self, entry->index);

      entry->wanted = G_MAXDOUBLE;
      for (int port = 0; port < stack->n_in; port++)
        {
          const Stack *from = stack_at (self, input_of (self, stack, port));

          if (from->layer < stack->layer && column[from->layer] == column[stack->layer])
            entry->wanted = MIN (entry->wanted, from->x + from->middle);
        }
      if (entry->wanted == G_MAXDOUBLE)
        entry->wanted = 0;
    }
  g_array_sort (entries, compare_entries);
  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = &g_array_index (entries, Entry, i);
      Stack *stack = stack_at (self, entry->index);
      const double wanted = entry->wanted - stack->middle, gap = entry->lane ? LANE : BRANCH_GAP;

      stack->x = i == 0 ? wanted : ceil (MAX (wanted, right + gap) / GRID) * GRID;
      right = stack->x + stack->width;
    }
}

/* Puts the layers from @first to @end under each other, their leftmost thing at @left. Returns: their right edge */
static double
place_column (Layout *self, GArray **layers, const int *column, int first, int end, double left)
{
  double least = G_MAXDOUBLE, right = left, y = 0;

  for (int l = first; l < end; l++)
    {
      place_layer (self, layers[l], column);
      for (guint i = 0; i < layers[l]->len; i++)
        least = MIN (least, stack_at (self, g_array_index (layers[l], Entry, i).index)->x);
    }
  least = floor (least / GRID) * GRID;
  for (int l = first; l < end; l++)
    {
      for (guint i = 0; i < layers[l]->len; i++)
        {
          const Stack *stack = stack_at (self, g_array_index (layers[l], Entry, i).index);
          const double x = stack->x - least + left;

          right = MAX (right, ceil ((x + stack->width) / GRID) * GRID);
          if (stack->node < 0)
            continue;
          self->boxes[stack->node].x = x;
          self->boxes[stack->node].y = y;
        }
      y = ceil ((y + self->layer_height[l] + self->layer_gap[l]) / GRID) * GRID;
    }
  return right;
}

static void
place_all (Layout *self, const int *column)
{
  g_autofree GArray **layers = g_new (GArray *, self->n_layers + 1);
  double left = 0;

  for (int l = 0; l < self->n_layers; l++)
    layers[l] = g_array_new (FALSE, FALSE, sizeof (Entry));
  for (guint s = 0; s < self->stacks->len; s++)
    {
      const Stack *stack = stack_at (self, s);
      Entry entry = { 0, s, stack->node < 0, !stack->is_main };

      g_array_append_val (layers[stack->layer], entry);
    }
  for (int first = 0, end; first < self->n_layers; first = end)
    {
      double right;

      for (end = first; end < self->n_layers && column[end] == column[first];)
        end++;
      right = place_column (self, layers, column, first, end, left);
      left = MAX (right + COLUMN_GAP, left + COLUMN_PITCH);
    }
  for (int l = 0; l < self->n_layers; l++)
    g_array_unref (layers[l]);
}

/* Slices lie one under the other at the bottom of their stack. */
static void
place_slices (Layout *self)
{
  int n = convo_graph_n_nodes (self->graph);
  g_autofree double *below = g_new0 (double, n + 1);

  for (int i = 0; i < n; i++)
    if (self->host[i] != i)
      below[self->host[i]] += self->boxes[i].height;
  for (int i = 0; i < n; i++)
    if (self->host[i] != i)
      {
        const ConvoBox *host = &self->boxes[self->host[i]];
        int depth = 0;

        for (int at = i; at != self->host[i]; at = source_node (self->graph, convo_graph_node (self->graph, at), 0))
          depth++;
        self->boxes[i].x = host->x;
        self->boxes[i].y = host->y + host->height - below[self->host[i]] + (depth - 1) * self->boxes[i].height;
      }
}

/**
 * convo_layout_arrange:
 * @boxes: (inout): one for each node of @graph: sizes, room and `attached` are read, places are written
 * @view_height: height to wrap columns at, in canvas units; 0 for one column. A network that would be wider than such
 *   a view wraps at a greater height: then it is scaled down to fit, but no more than it must be
 *
 * A block's height includes its slices; an attached slice's own height is that of the slice. No two stacks overlap;
 * everything is on a grid of 6. Takes time in proportion to nodes, wires and the layers that wires pass.
 */
void
convo_layout_arrange (const ConvoGraph *graph, ConvoBox *boxes, double view_height)
{
  int n = convo_graph_n_nodes (graph);
  g_autofree int *host = g_new0 (int, n + 1), *stack_of = g_new0 (int, n + 1), *column = NULL, *order = NULL;
  Layout self = { .graph = graph, .boxes = boxes, .host = host, .stack_of = stack_of };
  double height = G_MAXDOUBLE / 4;
  int n_columns = 0;

  if (n == 0)
    return;
  self.stacks = g_array_new (FALSE, FALSE, sizeof (Stack));
  self.ins = g_array_new (FALSE, FALSE, sizeof (int));
  find_hosts (&self);
  make_stacks (&self);
  order = top_down (&self);
  assign_layers (&self, order);
  sink (&self, order);
  measure_layers (&self);
  if (view_height > 0)
    height = fit (&self, view_height);
  column = g_new0 (int, self.n_layers + 1);
  for (int l = 0, end; l < self.n_layers; l = end, n_columns++)
    {
      end = column_end (&self, l, height);
      for (int k = l; k < end; k++)
        column[k] = n_columns;
    }
  add_lanes (&self, column);
  place_all (&self, column);
  place_slices (&self);
  g_array_unref (self.stacks);
  g_array_unref (self.ins);
  g_free (self.layer_height);
  g_free (self.layer_gap);
  g_free (self.layer_width);
  g_free (self.crossings);
}
