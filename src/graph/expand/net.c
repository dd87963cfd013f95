/* The expanded graph as analysis and engine see it. */
#include "net.h"
#include "expand.h"

#define MOST_PROBLEMS 1000   /* a repeat of a broken block has one for each copy; nobody reads more */

/** convo_problem_free: frees a problem; %NULL is fine */
void
convo_problem_free (ConvoProblem *problem)
{
  if (problem == NULL)
    return;
  g_free (problem->path);
  g_free (problem->message);
  g_free (problem);
}

/** convo_net_complain: adds an error of the node @path that came from the top-level node @top */
void
convo_net_complain (ConvoNet *net, int top, const char *path, int port, const char *message)
{
  ConvoProblem *problem;

  net->n_complaints++;
  if (net->problems->len >= MOST_PROBLEMS)
    return;
  problem = g_new0 (ConvoProblem, 1);
  problem->top = top;
  problem->path = g_strdup (path);
  problem->port = port;
  problem->message = g_strdup (message);
  g_ptr_array_add (net->problems, problem);
}

static ConvoNet *
expand (const ConvoGraph *graph, gboolean plain)
{
  ConvoNet *net = g_new0 (ConvoNet, 1);
  ConvoLevel *levels = convo_levels_new (graph);

  g_atomic_ref_count_init (&net->refs);
  net->graph = convo_graph_ref (graph);
  net->arena = convo_arena_new ();
  net->nodes = g_array_new (FALSE, FALSE, sizeof (ConvoNetNode));
  net->blocks = g_array_new (FALSE, FALSE, sizeof (ConvoNetBlock));
  net->outputs = g_new (int, MAX (graph->n_nodes, 1));
  net->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) convo_problem_free);
  convo_net_expand (net, levels, plain);
  convo_levels_free (levels, graph);
  return net;
}

/**
 * convo_net_new:
 *
 * Expands @graph. Whatever cannot be expanded is left out and becomes a problem; what reads it has inputs of -1.
 * Definitions that contain themselves, huge repeats and cycles of wires are found before anything is expanded.
 *
 * Returns: (transfer full): the layers, every input before its readers, otherwise in the order of the document
 */
ConvoNet *
convo_net_new (const ConvoGraph *graph)
{
  return expand (graph, FALSE);
}

/** convo_net_new_plain: Returns: (transfer full): the same by the slow way, without any use of what copies have in common; for tests */
ConvoNet *
convo_net_new_plain (const ConvoGraph *graph)
{
  return expand (graph, TRUE);
}

/** convo_net_ref: Returns: (transfer full): @net */
ConvoNet *
convo_net_ref (const ConvoNet *net)
{
  g_atomic_ref_count_inc ((gatomicrefcount *) &net->refs);
  return (ConvoNet *) net;
}

/** convo_net_unref: gives one reference back */
void
convo_net_unref (const ConvoNet *net)
{
  ConvoNet *self = (ConvoNet *) net;

  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_clear_pointer (&self->paths, g_hash_table_unref);
  g_clear_pointer (&self->by_block, g_hash_table_unref);
  g_array_unref (self->nodes);
  g_array_unref (self->blocks);
  convo_arena_free (self->arena);
  g_ptr_array_unref (self->problems);
  convo_graph_unref (self->graph);
  g_free (self->outputs);
  g_clear_pointer (&self->whole, convo_net_unref);
  g_free (self);
}

/** convo_net_graph: Returns: (transfer none): the graph it is the expansion of */
const ConvoGraph *
convo_net_graph (const ConvoNet *net)
{
  return net->graph;
}

/** convo_net_n_nodes: Returns: how many layers */
int
convo_net_n_nodes (const ConvoNet *net)
{
  return net->nodes->len;
}

/** convo_net_node: Returns: (transfer none): the layer at @index */
const ConvoNetNode *
convo_net_node (const ConvoNet *net, int index)
{
  g_return_val_if_fail (index >= 0 && (guint) index < net->nodes->len, NULL);
  return &g_array_index (net->nodes, ConvoNetNode, index);
}

/* Many nets are never asked for a path: those tried for advice, those of an edit that the next edit follows */
static const ConvoNet *
indexed (const ConvoNet *net)
{
  ConvoNet *self = (ConvoNet *) net;

  if (!g_once_init_enter (&self->indexed))
    return net;
  self->paths = g_hash_table_new (g_str_hash, g_str_equal);
  self->by_block = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < net->nodes->len; i++)
    g_hash_table_insert (self->paths, (gpointer) g_array_index (net->nodes, ConvoNetNode, i).path, GINT_TO_POINTER (i + 1));
  for (guint i = 0; i < net->blocks->len; i++)
    {
      const ConvoNetBlock *block = &g_array_index (net->blocks, ConvoNetBlock, i);

      g_hash_table_insert (self->by_block, (gpointer) block->path, GINT_TO_POINTER (block->output + 1));
    }
  g_once_init_leave (&self->indexed, 1);
  return net;
}

/** convo_net_find: Returns: index of the layer @path, or -1 */
int
convo_net_find (const ConvoNet *net, const char *path)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (indexed (net)->paths, path)) - 1;
}

/** convo_net_output_at: Returns: index of the layer @path, or of the first output of the instance (or copy) @path, "path:2"
 * of the second, or -1 */
int
convo_net_output_at (const ConvoNet *net, const char *path)
{
  int index = convo_net_find (net, path);

  return index >= 0 ? index : GPOINTER_TO_INT (g_hash_table_lookup (indexed (net)->by_block, path)) - 1;
}

/** convo_net_output_of: Returns: index of the layer that gives the (first) output of the top-level node @top, or -1 */
int
convo_net_output_of (const ConvoNet *net, int top)
{
  g_return_val_if_fail (top >= 0 && top < net->graph->n_nodes, -1);
  return net->outputs[top];
}

/** convo_net_broken: Returns: whether an input of the layer comes from something that could not be expanded */
gboolean
convo_net_broken (const ConvoNet *net, int index)
{
  g_return_val_if_fail (index >= 0 && (guint) index < net->nodes->len, FALSE);
  return g_array_index (net->nodes, ConvoNetNode, index).broken;
}

/** convo_net_problems: Returns: (transfer none) (element-type ConvoProblem): what could not be expanded */
GPtrArray *
convo_net_problems (const ConvoNet *net)
{
  return net->problems;
}
