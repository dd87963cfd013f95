/* Copies that are like an earlier one: the layers of a block with the same arguments are the same under other names, so that
 * only the first of them is expanded from its definition, and the others are taken from it. */
#include "expand.h"

#include <string.h>

/* A copy that was expanded without any problem; @key comes first, for the table */
typedef struct
{
  ConvoCopy key;
  gsize prefix;                  /* bytes of its paths that another copy has otherwise */
  const int *ports;              /* layers that it reads, all different */
  const int *outputs;
  ConvoMark begin;
  guint n_layers, n_blocks;
  gint64 work;
} Pattern;

static guint
hash (gconstpointer key)
{
  const ConvoCopy *copy = key;
  guint sum = g_direct_hash (copy->definition) + copy->training_only;

  for (int i = 0; i < copy->definition->n_arguments; i++)
    sum = sum * 31 + g_int64_hash (&copy->values[i]);
  return sum;
}

static gboolean
equal (gconstpointer a, gconstpointer b)
{
  const ConvoCopy *first = a, *second = b;

  return first->definition == second->definition && first->training_only == second->training_only
         && memcmp (first->values, second->values, sizeof (gint64) * first->definition->n_arguments) == 0;
}

/** convo_patterns_new: Returns: (transfer full): a table, empty as yet */
GHashTable *
convo_patterns_new (void)
{
  return g_hash_table_new (hash, equal);
}

static gboolean
is_beyond (gpointer key, gpointer value, gpointer n_layers)
{
  const Pattern *pattern = value;

  return pattern->begin.n_layers + pattern->n_layers > GPOINTER_TO_UINT (n_layers);
}

/** convo_patterns_forget: those go whose layers are beyond @n_layers; @patterns: (nullable) */
void
convo_patterns_forget (GHashTable *patterns, guint n_layers)
{
  if (patterns != NULL)
    g_hash_table_foreach_remove (patterns, is_beyond, GUINT_TO_POINTER (n_layers));
}

/** convo_patterns_mark: Returns: where the expansion is now */
ConvoMark
convo_patterns_mark (const ConvoExpansion *self)
{
  return (ConvoMark) { self->net->nodes->len, self->net->blocks->len, self->net->n_complaints, self->work };
}

/* Whether each port reads a layer that is there in inference too: then where it leads changes nothing but indices */
static gboolean
plainly_wired (const ConvoNet *net, const int *ports, int n)
{
  for (int i = 0; i < n; i++)
    if (ports[i] < 0 || g_array_index (net->nodes, ConvoNetNode, ports[i]).training_only)
      return FALSE;
  return TRUE;
}

static gboolean
all_different (const int *ports, int n)
{
  for (int i = 0; i < n; i++)
    for (int k = 0; k < i; k++)
      if (ports[k] == ports[i])
        return FALSE;
  return TRUE;
}

static const int *
keep_indices (ConvoArena *arena, const int *indices, int n)
{
  int *kept = convo_arena_take (arena, sizeof (int) * n);

  memcpy (kept, indices, sizeof (int) * n);
  return kept;
}

/** convo_patterns_keep: @copy was expanded since @mark; if it can be, it becomes a pattern for others with the same arguments */
void
convo_patterns_keep (ConvoExpansion *self, const ConvoCopy *copy, const ConvoMark *mark, const int *ports,
                     const char *prefix, const int *outputs)
{
  const int n_ports = copy->definition->n_inputs, n_arguments = copy->definition->n_arguments;
  ConvoArena *arena = self->net->arena;
  Pattern *pattern;
  gint64 *values;

  if (self->patterns == NULL || self->net->n_complaints > mark->n_complaints || copy->definition->n_nodes == 0
      || !plainly_wired (self->net, ports, n_ports) || !all_different (ports, n_ports)
      || g_hash_table_contains (self->patterns, copy))
    return;
  values = convo_arena_take (arena, sizeof (gint64) * n_arguments);
  memcpy (values, copy->values, sizeof (gint64) * n_arguments);
  pattern = convo_arena_take (arena, sizeof *pattern);
  *pattern = (Pattern) {
    .key = { copy->definition, values, copy->training_only },
    .prefix = strlen (prefix),
    .ports = keep_indices (arena, ports, n_ports),
    .outputs = keep_indices (arena, outputs, convo_definition_n_outputs (copy->definition)),
    .begin = *mark,
    .n_layers = self->net->nodes->len - mark->n_layers,
    .n_blocks = self->net->blocks->len - mark->n_blocks,
    .work = self->work - mark->work,
  };
  g_hash_table_insert (self->patterns, &pattern->key, pattern);
}

/* Where @index of the pattern is in a copy that reads @ports and begins @shift layers later; "none" stays "none" */
static int
moved (const Pattern *pattern, const int *ports, int shift, int index)
{
  if (index >= (int) pattern->begin.n_layers)
    return index + shift;
  for (int i = 0; i < pattern->key.definition->n_inputs; i++)
    if (index == pattern->ports[i])
      return ports[i];
  return index;
}

static void
repeat_layers (ConvoExpansion *self, const Pattern *pattern, const int *ports, const char *prefix, int shift)
{
  ConvoNet *net = self->net;
  const gsize length = strlen (prefix);
  ConvoNetNode *to;

  g_array_set_size (net->nodes, net->nodes->len + pattern->n_layers);
  to = &g_array_index (net->nodes, ConvoNetNode, net->nodes->len - pattern->n_layers);
  for (guint i = 0; i < pattern->n_layers; i++)
    {
      const ConvoNetNode *from = &g_array_index (net->nodes, ConvoNetNode, pattern->begin.n_layers + i);
      int *inputs = convo_arena_take (net->arena, sizeof (int) * from->n_inputs);

      for (int port = 0; port < from->n_inputs; port++)
        inputs[port] = moved (pattern, ports, shift, from->inputs[port]);
      to[i] = *from;
      to[i].path = convo_arena_join (net->arena, prefix, length, from->path + pattern->prefix);
      to[i].inputs = inputs;
      to[i].top = self->top;
    }
}

static void
repeat_blocks (ConvoExpansion *self, const Pattern *pattern, const int *ports, const char *prefix, int shift)
{
  ConvoNet *net = self->net;

  for (guint i = 0; i < pattern->n_blocks; i++)
    {
      const ConvoNetBlock *from = &g_array_index (net->blocks, ConvoNetBlock, pattern->begin.n_blocks + i);
      ConvoNetBlock block = {
        convo_arena_join (net->arena, prefix, strlen (prefix), from->path + pattern->prefix),
        moved (pattern, ports, shift, from->output),
      };

      g_array_append_val (net->blocks, block);
    }
}

/**
 * convo_patterns_repeat:
 * @prefix: of the paths of this copy
 * @outputs: (out caller-allocates): where its outputs come from
 *
 * Appends the layers and blocks of @copy if there is a pattern of it, and they are within the limits.
 *
 * Returns: %FALSE if nothing was done: it has to be expanded
 */
gboolean
convo_patterns_repeat (ConvoExpansion *self, const ConvoCopy *copy, const int *ports, const char *prefix, int *outputs)
{
  const int n_outputs = convo_definition_n_outputs (copy->definition);
  const Pattern *pattern;
  int shift;

  if (self->patterns == NULL || !plainly_wired (self->net, ports, copy->definition->n_inputs))
    return FALSE;
  pattern = g_hash_table_lookup (self->patterns, copy);
  if (pattern == NULL || self->work + pattern->work > CONVO_LIMIT_WORK
      || self->net->nodes->len + pattern->n_layers >= CONVO_LIMIT_NODES)
    return FALSE;
  self->work += pattern->work;
  shift = self->net->nodes->len - pattern->begin.n_layers;
  repeat_layers (self, pattern, ports, prefix, shift);
  repeat_blocks (self, pattern, ports, prefix, shift);
  for (int i = 0; i < n_outputs; i++)
    outputs[i] = moved (pattern, ports, shift, pattern->outputs[i]);
  return TRUE;
}
