/* Order of nodes: sources before consumers, as near to the listed order as that allows; cycles are found, not followed. */
#include "graph-private.h"

#include <string.h>

/** convo_nodes_index: Returns: (transfer full): id → index + 1; @duplicate (out): index of a node whose id is taken, or -1 */
GHashTable *
convo_nodes_index (ConvoNode *const *nodes, int n, int *duplicate)
{
  GHashTable *index = g_hash_table_new (g_str_hash, g_str_equal);

  if (duplicate != NULL)
    *duplicate = -1;
  for (int i = 0; i < n; i++)
    if (!g_hash_table_insert (index, nodes[i]->id, GINT_TO_POINTER (i + 1)) && duplicate != NULL && *duplicate < 0)
      *duplicate = i;
  return index;
}

/** convo_nodes_source: Returns: index of the node that @wire comes from, or -1 */
int
convo_nodes_source (GHashTable *index, const char *wire)
{
  const char *colon;
  char id[CONVO_LIMIT_NAME + 1];

  if (wire == NULL || wire[0] == '@')
    return -1;
  colon = strchr (wire, ':');
  if (colon == NULL)
    return GPOINTER_TO_INT (g_hash_table_lookup (index, wire)) - 1;
  if (colon - wire > CONVO_LIMIT_NAME)
    return -1;
  memcpy (id, wire, colon - wire);
  id[colon - wire] = '\0';
  return GPOINTER_TO_INT (g_hash_table_lookup (index, id)) - 1;
}

enum { WHITE, GREY, BLACK };

typedef struct
{
  ConvoNode *const *nodes;
  GHashTable *index;
  guint8 *colour;
  int *stack, *port;             /* the path from the node where the walk began, and the next port of each */
  int depth;
  gboolean *on_cycle;
} Walk;

/* Everything on the path from @node to its end is on a cycle. */
static void
mark_cycle (Walk *walk, int node)
{
  int i = walk->depth - 1;

  for (; i >= 0; i--)
    {
      walk->on_cycle[walk->stack[i]] = TRUE;
      if (walk->stack[i] == node)
        break;
    }
}

static void
push (Walk *walk, int node)
{
  walk->colour[node] = GREY;
  walk->stack[walk->depth] = node;
  walk->port[walk->depth] = 0;
  walk->depth++;
}

static int
visit (Walk *walk, int root, int *order, int done)
{
  push (walk, root);
  while (walk->depth > 0)
    {
      int at = walk->stack[walk->depth - 1], port = walk->port[walk->depth - 1]++, source;

      if (port >= walk->nodes[at]->n_inputs)
        {
          walk->colour[at] = BLACK;
          walk->depth--;
          order[done++] = at;
          continue;
        }
      source = convo_nodes_source (walk->index, walk->nodes[at]->inputs[port]);
      if (source >= 0 && walk->colour[source] == GREY)
        mark_cycle (walk, source);
      else if (source >= 0 && walk->colour[source] == WHITE)
        push (walk, source);
    }
  return done;
}

/** convo_nodes_sort: see the header. Every cycle holds at least one marked node, so what remains has no cycle. */
int
convo_nodes_sort (ConvoNode *const *nodes, int n, GHashTable *index, int *order, gboolean *on_cycle)
{
  g_autofree guint8 *colour = g_new0 (guint8, n);
  g_autofree int *stack = g_new (int, n), *port = g_new (int, n);
  Walk walk = { nodes, index, colour, stack, port, 0, on_cycle };
  int visited = 0, kept = 0;

  for (int i = 0; i < n; i++)
    on_cycle[i] = FALSE;
  for (int i = 0; i < n; i++)
    if (colour[i] == WHITE)
      visited = visit (&walk, i, order, visited);
  for (int i = 0; i < visited; i++)
    if (!on_cycle[order[i]])
      order[kept++] = order[i];
  return kept;
}
