/* What can be known of the graph and of each definition before expansion: order, cycles, nesting, least size. */
#include "expand.h"

#include <string.h>

#define SATURATED (G_GINT64_CONSTANT (1) << 40)

static int
definition_index (GHashTable *indices, const ConvoGraph *graph, const char *name)
{
  const ConvoDefinition *definition = convo_graph_find_definition (graph, name);

  return definition != NULL ? GPOINTER_TO_INT (g_hash_table_lookup (indices, definition)) - 1 : -1;
}

static void
level_init (ConvoLevel *level, const ConvoGraph *graph, ConvoNode *const *nodes, int n, GHashTable *index)
{
  *level = (ConvoLevel) { .n = n, .nodes = nodes, .index = index };
  level->order = g_new (int, n);
  level->on_cycle = g_new (gboolean, n);
  level->offset = g_new (int, n + 1);
  level->n_order = convo_nodes_sort (nodes, n, index, level->order, level->on_cycle);
  level->offset[0] = 0;
  for (int i = 0; i < n; i++)
    {
      const ConvoDefinition *definition =
        nodes[i]->kind == NULL ? convo_graph_find_definition (graph, nodes[i]->type) : NULL;

      level->offset[i + 1] = level->offset[i] + (definition != NULL ? convo_definition_n_outputs (definition) : 1);
    }
}

/* All that @level contains is settled: its height and least size follow. */
static void
settle (ConvoLevel *level, const ConvoLevel *levels, const ConvoGraph *graph, GHashTable *indices)
{
  level->settled = TRUE;
  level->height = 1;
  for (int i = 0; i < level->n; i++)
    {
      const ConvoNode *node = level->nodes[i];
      int below = node->kind == NULL ? definition_index (indices, graph, node->type) : -1;
      gint64 copies = MAX (convo_node_repeat (node), 1), least = 1;

      if (below >= 0)
        {
          level->height = MAX (level->height, levels[below].height + 1);
          least = levels[below].least;
        }
      if (node->special[NODE_CONDITION] == NULL)
        level->least = MIN (SATURATED, level->least + (copies > SATURATED / MAX (least, 1) ? SATURATED : copies * least));
    }
}

typedef struct { int user, next; } Use;

/* Bottom up (Kahn's order over "contains"): what never becomes ready contains itself. */
static void
settle_all (ConvoLevel *levels, int n, const ConvoGraph *graph, GHashTable *indices)
{
  g_autofree int *pending = g_new0 (int, n), *first = g_new (int, n), *queue = g_new (int, n);
  g_autoptr(GArray) uses = g_array_new (FALSE, FALSE, sizeof (Use));
  int head = 0, tail = 0;

  for (int d = 0; d < n; d++)
    first[d] = -1;
  for (int d = 0; d < n; d++)
    for (int i = 0; i < levels[d].n; i++)
      {
        int below = levels[d].nodes[i]->kind == NULL ? definition_index (indices, graph, levels[d].nodes[i]->type) : -1;

        if (below < 0)
          continue;
        g_array_append_vals (uses, &(Use) { d, first[below] }, 1);
        first[below] = uses->len - 1;
        pending[d]++;
      }
  for (int d = 0; d < n; d++)
    if (pending[d] == 0)
      queue[tail++] = d;
  while (head < tail)
    {
      int d = queue[head++];

      settle (&levels[d], levels, graph, indices);
      for (int use = first[d]; use >= 0; use = g_array_index (uses, Use, use).next)
        if (--pending[g_array_index (uses, Use, use).user] == 0)
          queue[tail++] = g_array_index (uses, Use, use).user;
    }
}

/** convo_levels_new: Returns: (transfer full): one level for each definition, then one for the graph */
ConvoLevel *
convo_levels_new (const ConvoGraph *graph)
{
  int n = graph->definitions->len;
  ConvoLevel *levels = g_new0 (ConvoLevel, n + 1);
  g_autoptr(GHashTable) indices = g_hash_table_new (NULL, NULL);

  for (int d = 0; d < n; d++)
    {
      const ConvoDefinition *definition = graph->definitions->pdata[d];

      g_hash_table_insert (indices, (gpointer) definition, GINT_TO_POINTER (d + 1));
      level_init (&levels[d], graph, definition->nodes, definition->n_nodes, definition->index);
    }
  level_init (&levels[n], graph, graph->nodes, graph->n_nodes, graph->index);
  settle_all (levels, n + 1, graph, indices);
  return levels;
}

/** convo_levels_free: frees what convo_levels_new() made */
void
convo_levels_free (ConvoLevel *levels, const ConvoGraph *graph)
{
  for (guint d = 0; d <= graph->definitions->len; d++)
    {
      g_free (levels[d].order);
      g_free (levels[d].on_cycle);
      g_free (levels[d].offset);
    }
  g_free (levels);
}
