/* A part of an expanded graph: some of its layers, with the same names, as a net of its own. */
#include "expand.h"

static int
moved (const int *at, int index)
{
  return index >= 0 ? at[index] : -1;
}

static void
copy_layer (ConvoNet *part, const ConvoNetNode *from, const int *at)
{
  ConvoNetNode layer = *from;

  layer.inputs = convo_arena_take (part->arena, sizeof (int) * from->n_inputs);
  for (int port = 0; port < from->n_inputs; port++)
    layer.inputs[port] = moved (at, from->inputs[port]);
  layer.like = at[from->like] >= 0 ? at[from->like] : (int) part->nodes->len;
  g_array_append_val (part->nodes, layer);
}

static void
copy_blocks (ConvoNet *part, const ConvoNet *net, const int *at)
{
  for (guint i = 0; i < net->blocks->len; i++)
    {
      ConvoNetBlock block = g_array_index (net->blocks, ConvoNetBlock, i);

      block.output = moved (at, block.output);
      g_array_append_val (part->blocks, block);
    }
  for (int i = 0; i < net->graph->n_nodes; i++)
    part->outputs[i] = moved (at, net->outputs[i]);
}

/**
 * convo_net_part:
 * @net: a net
 * @keep: [convo_net_n_nodes()] which of its layers are wanted
 *
 * Layers keep their paths and their order; an input from a layer that is left out is free, and so is a block whose output is. What
 * could not be expanded is no problem of the part.
 *
 * Returns: (transfer full): the wanted layers; it is still a net of the whole graph
 */
ConvoNet *
convo_net_part (const ConvoNet *net, const gboolean *keep)
{
  ConvoNet *part = g_new0 (ConvoNet, 1);
  g_autofree int *at = g_new (int, MAX (net->nodes->len, 1));
  int n = 0;

  g_atomic_ref_count_init (&part->refs);
  part->whole = convo_net_ref (net);
  part->graph = convo_graph_ref (net->graph);
  part->arena = convo_arena_new ();
  part->nodes = g_array_new (FALSE, FALSE, sizeof (ConvoNetNode));
  part->blocks = g_array_new (FALSE, FALSE, sizeof (ConvoNetBlock));
  part->outputs = g_new (int, MAX (net->graph->n_nodes, 1));
  part->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) convo_problem_free);
  for (guint i = 0; i < net->nodes->len; i++)
    at[i] = keep[i] ? n++ : -1;
  for (guint i = 0; i < net->nodes->len; i++)
    if (keep[i])
      copy_layer (part, &g_array_index (net->nodes, ConvoNetNode, i), at);
  copy_blocks (part, net, at);
  return part;
}
