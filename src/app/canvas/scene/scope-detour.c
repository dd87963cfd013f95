/* Detours: the shortest way of a wire around blocks that stand anywhere, for when no simple way is free.
 *
 * The ways that need be looked at run on lines beside blocks, beside other wires, and through the ports. A* goes from
 * crossing to crossing of these lines; what it pays for are length, turns, and pieces that lie on other wires. Blocks it never
 * passes. */
#include "scope-router-private.h"

#include <math.h>

#define TURN 40.0         /* a turn is worth that much of length */
#define ON_WIRE 1500.0    /* a piece on a line that is taken */
#define NEAR_WIRE 60.0    /* a piece closer to another wire than is pleasant */
#define PINCHED 12.0      /* a line close to a block */
#define MOST_LINES 420

typedef struct { double at, penalty; } Line;

typedef struct
{
  const ScopeRouter *router;
  ScopeRouterRun who;
  graphene_point_t from, to;
  double goal;                   /* where the way ends, above @to: at the port, or at the bus of a bundle */
  GArray *x, *y;                 /* Line, in order */
  int start[2], end[2];          /* indices of lines */
  float *cost;                   /* of states: (column, row, direction) */
  int *before;
  GArray *open;                  /* Node: a heap */
} Search;

typedef struct { float guess; int state; } Node;

/* Lines */

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  const double p = ((const Line *) a)->at, q = ((const Line *) b)->at;

  return (p > q) - (p < q);
}

static void
add_line (GArray *lines, double at, double penalty, double low, double high)
{
  const Line line = { at, penalty };

  if (at >= low && at <= high)
    g_array_append_val (lines, line);
}

static void
add_sides (GArray *lines, double before, double after, double near, double low, double high)
{
  const double away[] = { near, 15, SCOPE_LANE };

  for (gsize i = 0; i < G_N_ELEMENTS (away); i++)
    {
      const double penalty = i == 0 ? PINCHED : 0;

      add_line (lines, before - away[i], penalty, low, high);
      add_line (lines, after + away[i], penalty, low, high);
    }
}

/* Beside the runs of other wires that are inside the window */
static void
add_neighbours (const Search *self, ScopeDirection direction, GArray *lines, ScopeRouterBox window)
{
  const gboolean upright = direction == SCOPE_UPRIGHT;
  const double low = upright ? window.left : window.top, high = upright ? window.right : window.bottom;
  GHashTableIter iter;
  gpointer runs;

  g_hash_table_iter_init (&iter, self->router->runs[direction]);
  while (g_hash_table_iter_next (&iter, NULL, &runs))
    for (guint i = 0; i < ((GArray *) runs)->len; i++)
      {
        const ScopeRouterRun *run = &g_array_index ((GArray *) runs, ScopeRouterRun, i);

        if (run->to < (upright ? window.top : window.left) || run->from > (upright ? window.bottom : window.right))
          continue;
        for (int side = -1; side <= 1; side += 2)
          {
            add_line (lines, run->at + side * SCOPE_APART, 0, low, high);
            add_line (lines, run->at + side * (SCOPE_TIGHT + 1), PINCHED, low, high);
          }
      }
}

/* In order and once each; lines of ports stay exactly where they are. */
static void
tidy (GArray *lines, double a, double b)
{
  guint n = 0;

  g_array_sort (lines, compare_lines);
  for (guint i = 0; i < lines->len; i++)
    {
      const Line line = g_array_index (lines, Line, i);
      const gboolean port = line.at == a || line.at == b;
      Line *last = n > 0 ? &g_array_index (lines, Line, n - 1) : NULL;

      if (last == NULL || line.at - last->at >= 1 || (port && (last->at == a || last->at == b) && line.at != last->at))
        g_array_index (lines, Line, n++) = line;
      else if (port)
        *last = line;
    }
  g_array_set_size (lines, n);
}

static int
find_line (const GArray *lines, double at)
{
  for (guint i = 0; i < lines->len; i++)
    if (g_array_index (lines, Line, i).at == at)
      return (int) i;
  return -1;
}

static ScopeRouterBox
window_of (const Search *self, double margin)
{
  const ScopeRouter *router = self->router;
  const int frame = scope_scene_level (router->scene, router->level)->frame;
  ScopeRouterBox window = { MIN (self->from.x, self->to.x) - margin, MIN (self->from.y, self->to.y) - margin,
                            MAX (self->from.x, self->to.x) + margin, MAX (self->from.y, self->to.y) + margin };

  if (frame >= 0)
    {
      const ScopeItem *item = &router->scene->items[frame];

      window.top = MAX (window.top, item->y + SCOPE_FRAME_HEADER + SCOPE_TIGHT);
      window.bottom = MIN (window.bottom, item->y + item->height - SCOPE_TIGHT);
      if (router->room == NULL)                            /* else the frame grows with the wires */
        {
          window.left = MAX (window.left, item->x + SCOPE_TIGHT);
          window.right = MIN (window.right, item->x + item->width - SCOPE_TIGHT);
        }
    }
  return window;
}

static gboolean
collect_lines (Search *self, double margin, gboolean beside_wires)
{
  const ScopeRouterBox window = window_of (self, margin);

  g_array_set_size (self->x, 0);
  g_array_set_size (self->y, 0);
  for (guint i = 0; i < self->router->boxes->len; i++)
    {
      const ScopeRouterBox *box = &g_array_index (self->router->boxes, ScopeRouterBox, i);

      if (box->right < window.left || box->left > window.right || box->bottom < window.top || box->top > window.bottom)
        continue;
      add_sides (self->x, box->left, box->right, SCOPE_CLEAR_SIDE + 1, window.left, window.right);
      add_sides (self->y, box->top, box->bottom, SCOPE_CLEAR + 1, window.top, window.bottom);
    }
  if (beside_wires)
    {
      add_neighbours (self, SCOPE_UPRIGHT, self->x, window);
      add_neighbours (self, SCOPE_LEVEL, self->y, window);
    }
  for (double stub = SCOPE_TIGHT; stub <= SCOPE_LANE; stub += SCOPE_TIGHT)
    {
      add_line (self->y, self->from.y + stub, stub < SCOPE_APART ? PINCHED : 0, window.top, window.bottom);
      add_line (self->y, self->to.y - stub, stub < SCOPE_APART ? PINCHED : 0, window.top, window.bottom);
    }
  add_line (self->x, self->from.x, 0, -G_MAXDOUBLE, G_MAXDOUBLE);
  add_line (self->x, self->to.x, 0, -G_MAXDOUBLE, G_MAXDOUBLE);
  add_line (self->y, self->from.y, 0, -G_MAXDOUBLE, G_MAXDOUBLE);
  add_line (self->y, self->goal, 0, -G_MAXDOUBLE, G_MAXDOUBLE);
  tidy (self->x, self->from.x, self->to.x);
  tidy (self->y, self->from.y, self->goal);
  self->start[0] = find_line (self->x, self->from.x), self->start[1] = find_line (self->y, self->from.y);
  self->end[0] = find_line (self->x, self->to.x), self->end[1] = find_line (self->y, self->goal);
  return self->x->len <= MOST_LINES && self->y->len <= MOST_LINES && self->start[0] >= 0 && self->start[1] >= 0
         && self->end[0] >= 0 && self->end[1] >= 0;
}

/* The heap */

static void
push (GArray *heap, Node node)
{
  guint i = heap->len;

  g_array_append_val (heap, node);
  for (; i > 0 && g_array_index (heap, Node, (i - 1) / 2).guess > node.guess; i = (i - 1) / 2)
    g_array_index (heap, Node, i) = g_array_index (heap, Node, (i - 1) / 2);
  g_array_index (heap, Node, i) = node;
}

static Node
pop (GArray *heap)
{
  const Node first = g_array_index (heap, Node, 0), last = g_array_index (heap, Node, heap->len - 1);
  guint i = 0;

  g_array_set_size (heap, heap->len - 1);
  while (2 * i + 1 < heap->len)
    {
      guint child = 2 * i + 1;

      if (child + 1 < heap->len && g_array_index (heap, Node, child + 1).guess < g_array_index (heap, Node, child).guess)
        child++;
      if (g_array_index (heap, Node, child).guess >= last.guess)
        break;
      g_array_index (heap, Node, i) = g_array_index (heap, Node, child);
      i = child;
    }
  if (heap->len > 0)
    g_array_index (heap, Node, i) = last;
  return first;
}

/* The way */

#define X(self, state) ((state) / 2 % (int) (self)->x->len)
#define Y(self, state) ((state) / 2 / (int) (self)->x->len)
#define DIRECTION(state) ((ScopeDirection) ((state) % 2))
#define LINE(lines, i) g_array_index (lines, Line, i)

static float
guess_of (const Search *self, int column, int row)
{
  return (float) (fabs (LINE (self->x, column).at - self->to.x) + fabs (LINE (self->y, row).at - self->goal)
                  + (column != self->end[0] ? TURN : 0));
}

/* What a piece between two neighbouring crossings costs; below 0: there is no way */
static double
price (const Search *self, ScopeDirection direction, double at, double a, double b)
{
  double sum = fabs (b - a);

  if (scope_router_blocked (self->router, direction, at, a, b) != NULL)
    return -1;
  if (scope_router_taken (self->router, direction, at, a, b, SCOPE_TIGHT - 0.5, self->who))
    sum += ON_WIRE + 4 * fabs (b - a);
  else if (scope_router_taken (self->router, direction, at, a, b, SCOPE_APART - 1, self->who))
    sum += NEAR_WIRE;
  return sum;
}

static void
step (Search *self, int state, ScopeDirection direction, int by)
{
  const int column = X (self, state) + (direction == SCOPE_LEVEL ? by : 0);
  const int row = Y (self, state) + (direction == SCOPE_UPRIGHT ? by : 0);
  const Line x = LINE (self->x, X (self, state)), y = LINE (self->y, Y (self, state));
  const gboolean turns = direction != DIRECTION (state);
  int next;
  double sum;

  if (column < 0 || column >= (int) self->x->len || row < 0 || row >= (int) self->y->len)
    return;
  if (row == self->start[1] && column == self->start[0])
    return;
  if (direction == SCOPE_LEVEL && (Y (self, state) == self->start[1] || (row == self->end[1] && self->goal == self->to.y)))
    return;                                                /* ports are left downwards, and reached from above */
  if (direction == SCOPE_LEVEL && column == self->end[0] && LINE (self->y, row).at > self->goal)
    return;                                                /* nor is the trunk of a bundle touched below its bus */
  next = (row * (int) self->x->len + column) * 2 + (int) direction;
  sum = direction == SCOPE_UPRIGHT ? price (self, direction, x.at, y.at, LINE (self->y, row).at)
                                   : price (self, direction, y.at, x.at, LINE (self->x, column).at);
  if (sum < 0)
    return;
  sum += self->cost[state] + (turns ? TURN + (direction == SCOPE_UPRIGHT ? x.penalty : y.penalty) : 0);
  if (sum >= self->cost[next])
    return;
  self->cost[next] = (float) sum;
  self->before[next] = state;
  push (self->open, (Node) { (float) sum + guess_of (self, column, row), next });
}

/* Returns: the last state, −1 if there is no way */
static int
search (Search *self)
{
  const int n = (int) (self->x->len * self->y->len * 2);
  const int first = (self->start[1] * (int) self->x->len + self->start[0]) * 2 + SCOPE_UPRIGHT;

  self->cost = g_renew (float, self->cost, n);
  self->before = g_renew (int, self->before, n);
  for (int i = 0; i < n; i++)
    self->cost[i] = G_MAXFLOAT;
  g_array_set_size (self->open, 0);
  self->cost[first] = 0;
  self->before[first] = -1;
  step (self, first, SCOPE_UPRIGHT, 1);
  while (self->open->len > 0)
    {
      const Node node = pop (self->open);
      const int column = X (self, node.state), row = Y (self, node.state);

      if (column == self->end[0] && row == self->end[1])
        return node.state;
      if (node.guess > self->cost[node.state] + guess_of (self, column, row) + 1)
        continue;                                          /* a better way came here meanwhile */
      for (int by = -1; by <= 1; by += 2)
        {
          step (self, node.state, SCOPE_UPRIGHT, by);
          step (self, node.state, SCOPE_LEVEL, by);
        }
    }
  return -1;
}

/* The corners of @wire. Returns: %FALSE if it has too many */
static gboolean
walk_back (const Search *self, int state, ScopeWire *wire)
{
  graphene_point_t at[SCOPE_MOST_CORNERS];
  int n = 0;

  at[n++] = self->to;
  if (self->goal != self->to.y && DIRECTION (state) == SCOPE_LEVEL)
    at[n++] = GRAPHENE_POINT_INIT (self->to.x, self->goal);
  for (int before = self->before[state]; before >= 0; state = before, before = self->before[state])
    if (self->before[before] >= 0 && DIRECTION (before) != DIRECTION (state))
      {
        if (n + 1 >= SCOPE_MOST_CORNERS)
          return FALSE;
        at[n++] = GRAPHENE_POINT_INIT (LINE (self->x, X (self, before)).at, LINE (self->y, Y (self, before)).at);
      }
  at[n++] = self->from;
  wire->n = n;
  for (int i = 0; i < n; i++)
    wire->at[i] = at[n - 1 - i];
  return TRUE;
}

/** scope_router_faults: Returns: what is wrong with the way of @wire: the sum of %SCOPE_FAULT_BLOCK and %SCOPE_FAULT_WIRE of
 * its pieces */
int
scope_router_faults (const ScopeRouter *self, const ScopeWire *wire)
{
  const ScopeRouterRun who = scope_router_owner (self, wire);
  int faults = 0;

  for (int i = 1; i < wire->n; i++)
    {
      const graphene_point_t *a = &wire->at[i - 1], *b = &wire->at[i];
      const ScopeDirection direction = fabsf (a->x - b->x) >= 1 ? SCOPE_LEVEL : SCOPE_UPRIGHT;
      const double at = direction == SCOPE_LEVEL ? a->y : a->x;
      const double from = (direction == SCOPE_LEVEL ? a->x : a->y) + (i == 1 ? 2 : 0);
      const double to = (direction == SCOPE_LEVEL ? b->x : b->y) - (i == wire->n - 1 ? 2 : 0);

      if (scope_router_blocked (self, direction, at, from, to) != NULL)
        faults += SCOPE_FAULT_BLOCK;
      if (scope_router_taken (self, direction, at, from, to, SCOPE_TIGHT - 0.5, who))
        faults += SCOPE_FAULT_WIRE;
    }
  return faults;
}

/* A block right at a port leaves no way at all. */
static gboolean
is_buried (const Search *self)
{
  return scope_router_blocked (self->router, SCOPE_UPRIGHT, self->from.x, self->from.y + 2, self->from.y + SCOPE_TIGHT) != NULL
         || scope_router_blocked (self->router, SCOPE_UPRIGHT, self->to.x, self->to.y - SCOPE_TIGHT, self->to.y - 2) != NULL;
}

/* Takes the best way inside a window of @margin around the ports. Returns: how many faults are left */
static int
look_within (Search *self, double margin, gboolean beside_wires, int faults, ScopeWire *wire)
{
  ScopeWire way = *wire;
  int state, worth;

  if (!collect_lines (self, margin, beside_wires))
    return faults;
  state = search (self);
  if (state < 0 || !walk_back (self, state, &way))
    return faults;
  worth = scope_router_faults (self->router, &way);
  if (worth >= faults)
    return faults;
  *wire = way;
  return worth;
}

/**
 * scope_router_around:
 * @wire: with the best of the simple ways
 *
 * Looks for a way around blocks, away from other wires, first near its ports, then farther off.
 *
 * Returns: whether it found a better one; then @wire has its corners
 */
gboolean
scope_router_around (const ScopeRouter *self, ScopeWire *wire)
{
  static const double margins[] = { 260, 1400, 1e6 };
  const int before = scope_router_faults (self, wire);
  int faults = before;
  Search s = { .router = self, .who = scope_router_owner (self, wire), .from = scope_router_begin (self, wire),
               .to = scope_router_end (self, wire) };

  if (is_buried (&s))
    return FALSE;
  s.x = g_array_new (FALSE, FALSE, sizeof (Line));
  s.y = g_array_new (FALSE, FALSE, sizeof (Line));
  s.open = g_array_new (FALSE, FALSE, sizeof (Node));
  s.goal = scope_wire_is_bundled (self->scene, wire) ? scope_router_bus (self, wire) : s.to.y;
  for (gsize i = 0; i < G_N_ELEMENTS (margins) && faults >= (i < 2 ? SCOPE_FAULT_WIRE : SCOPE_FAULT_BLOCK); i++)
    {
      faults = look_within (&s, margins[i], FALSE, faults, wire);
      if (faults > 0 && faults < SCOPE_FAULT_BLOCK)
        faults = look_within (&s, margins[i], TRUE, faults, wire);
    }
  g_array_unref (s.x);
  g_array_unref (s.y);
  g_array_unref (s.open);
  g_free (s.cost);
  g_free (s.before);
  return faults < before;
}
