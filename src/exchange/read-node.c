/* Nodes of a document: what each says, its wires resolved, its place on the canvas. */
#include "reader.h"
#include "errors.h"
#include "registry.h"
#include "text.h"

#include <string.h>

/* What one node of the document says, before it is built */
typedef struct
{
  ConvoNodeSpec spec;
  GPtrArray *keys, *values, *inputs;
  JsonNode *extras, *view;
  gboolean wired;
} Draft;

static void
draft_clear (Draft *draft)
{
  g_clear_pointer (&draft->keys, g_ptr_array_unref);
  g_clear_pointer (&draft->values, g_ptr_array_unref);
  g_clear_pointer (&draft->inputs, g_ptr_array_unref);
  g_clear_pointer (&draft->extras, json_node_unref);
  g_clear_pointer (&draft->view, json_node_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Draft, draft_clear)

static JsonNode **
own_key (Draft *draft, const char *key)
{
  if (strcmp (key, "if") == 0)
    return &draft->spec.condition;
  if (strcmp (key, "repeat") == 0)
    return &draft->spec.repeat;
  if (strcmp (key, "first") == 0)
    return &draft->spec.first;
  if (strcmp (key, "last") == 0)
    return &draft->spec.last;
  if (strcmp (key, "when") == 0)
    return &draft->spec.when;
  return strcmp (key, "weight") == 0 ? &draft->spec.weight : NULL;
}

static gboolean
read_member (ConvoReader *r, Draft *draft, const char *key, ConvoJson value)
{
  JsonNode **own = own_key (draft, key);

  if (strcmp (key, "id") == 0)
    draft->spec.id = convo_reader_want_string (r, value, key) ? json_node_get_string (value.node) : NULL;
  else if (strcmp (key, "kind") == 0 || strcmp (key, "block") == 0)
    {
      if (draft->spec.type != NULL)
        return convo_reader_refuse (r, value.at, CONVO_ERROR_FORMAT, _("A node has either “kind” or “block”, not both."));
      draft->spec.block = *key == 'b';
      draft->spec.type = convo_reader_want_string (r, value, key) ? json_node_get_string (value.node) : NULL;
    }
  else if (strcmp (key, "from") == 0)
    {
      draft->wired = TRUE;
      return convo_reader_names (r, value, key, TRUE, draft->inputs);
    }
  else if (convo_json_is_extra (key))
    convo_json_keep (&draft->extras, key, value.node);
  else if (own != NULL)
    *own = value.node;
  else
    {
      g_ptr_array_add (draft->keys, (gpointer) key);
      g_ptr_array_add (draft->values, value.node);
    }
  return *r->error == NULL;
}

static gboolean
read_place (ConvoReader *r, Draft *draft)
{
  g_autofree char *key = r->inside != NULL ? g_strconcat (r->inside, "/", draft->spec.id, NULL) : g_strdup (draft->spec.id);
  ConvoViewEntry *entry = g_hash_table_lookup (r->places, key);
  gboolean x = FALSE, y = FALSE;
  ConvoWalk walk;

  if (entry == NULL)
    return TRUE;
  entry->used = TRUE;
  if (!convo_reader_want_object (r, entry->value, key))
    return FALSE;
  convo_walk_init (&walk, r, entry->value);
  while (convo_walk_next (&walk, r))
    {
      gboolean is_x = strcmp (walk.key, "x") == 0, is_y = strcmp (walk.key, "y") == 0;

      if (is_x || is_y)
        {
          if (!convo_reader_want_number (r, walk.value, walk.key))
            return FALSE;
          *(is_x ? &draft->spec.x : &draft->spec.y) = json_node_get_double (walk.value.node);
          x |= is_x;
          y |= is_y;
        }
      else if (strcmp (walk.key, "folded") == 0 || convo_json_is_extra (walk.key))
        convo_json_keep (&draft->view, walk.key, walk.value.node);
      else
        return convo_reader_unknown_key (r, walk.value.at, walk.key, "view");
    }
  if (x != y)
    return convo_reader_refuse (r, entry->value.at, CONVO_ERROR_FORMAT, _("The place of “%s” needs both x and y."), key);
  draft->spec.placed = x;
  return TRUE;
}

/* Without `from`, the node before; sources have none */
static void
imply_from (Draft *draft, const char *previous)
{
  const ConvoKind *kind = draft->spec.block ? NULL : convo_kind_find (draft->spec.type);

  if (!draft->wired && previous != NULL && (kind == NULL || kind->max_inputs > 0))
    g_ptr_array_add (draft->inputs, (gpointer) previous);
}

static gboolean
complete (ConvoReader *r, Draft *draft, ConvoJson value, const char *previous)
{
  ConvoNodeSpec *spec = &draft->spec;

  if (spec->id == NULL)
    return convo_reader_refuse (r, value.at, CONVO_ERROR_FORMAT, _("A node has no “id”; give it a name."));
  if (spec->type == NULL)
    return convo_reader_refuse (r, value.at, CONVO_ERROR_FORMAT, _("“%s” has neither “kind” nor “block”."), spec->id);
  imply_from (draft, previous);
  if (!read_place (r, draft))
    return FALSE;
  spec->n_props = draft->keys->len;
  spec->keys = (const char *const *) draft->keys->pdata;
  spec->values = (JsonNode *const *) draft->values->pdata;
  spec->n_inputs = draft->inputs->len;
  spec->inputs = (const char *const *) draft->inputs->pdata;
  spec->extras = draft->extras;
  spec->view = draft->view;
  if (spec->extras != NULL)
    json_node_seal (spec->extras);
  if (spec->view != NULL)
    json_node_seal (spec->view);
  return TRUE;
}

static ConvoNode *
read_node (ConvoReader *r, ConvoJson value, const char *previous)
{
  g_auto(Draft) draft = { .keys = g_ptr_array_new (), .values = g_ptr_array_new (), .inputs = g_ptr_array_new () };
  ConvoNode *node;
  ConvoWalk walk;

  if (!JSON_NODE_HOLDS_OBJECT (value.node))
    {
      convo_reader_refuse (r, value.at, CONVO_ERROR_FORMAT, _("A node must be an object: {…}."));
      return NULL;
    }
  convo_walk_init (&walk, r, value);
  while (convo_walk_next (&walk, r))
    if (!read_member (r, &draft, walk.key, walk.value))
      return NULL;
  if (!complete (r, &draft, value, previous))
    return NULL;
  node = convo_node_build (&draft.spec, r->error);
  if (node == NULL)
    g_prefix_error (r->error, _("line %u: "), convo_scan_line (r->scan, value.at));
  else
    g_hash_table_insert (r->lines, node, GUINT_TO_POINTER (convo_scan_line (r->scan, value.at)));
  return node;
}

/** convo_reader_nodes: @previous: the source of a first node without `from`. Returns: (transfer full) (nullable): the nodes */
GPtrArray *
convo_reader_nodes (ConvoReader *r, ConvoJson list, const char *previous)
{
  g_autoptr(GPtrArray) nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) convo_node_unref);
  ConvoWalk walk;

  if (!convo_reader_want_array (r, list, "nodes"))
    return NULL;
  if (json_array_get_length (json_node_get_array (list.node)) > CONVO_LIMIT_NODES)
    {
      convo_reader_refuse (r, list.at, CONVO_ERROR_LIMIT, _("There are more than %d nodes."), CONVO_LIMIT_NODES);
      return NULL;
    }
  convo_walk_init (&walk, r, list);
  while (convo_walk_next (&walk, r))
    {
      ConvoNode *node = read_node (r, walk.value, previous);

      if (node == NULL)
        return NULL;
      g_ptr_array_add (nodes, node);
      previous = convo_node_id (node);
    }
  return g_steal_pointer (&nodes);
}
