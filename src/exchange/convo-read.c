/* From the text of a `.convo` document to a graph. Whatever is unknown is refused with its name and line. */
#include "build.h"
#include "convo-file.h"
#include "errors.h"
#include "json-scan.h"
#include "json-text.h"
#include "registry.h"
#include "text.h"

#include <string.h>

#define MAX_VALUES 4000000

typedef struct
{
  ConvoScan *scan;
  GHashTable *lines;    /* ConvoNode → line + 1 */
  GHashTable *places;   /* id → ViewEntry */
  GError **error;
} Reader;

/* A value of the document and where it stands */
typedef struct
{
  JsonNode *node;
  ConvoScanId at;
} Value;

/* One entry of "view"; @used once its node was found */
typedef struct
{
  Value value;
  gboolean used;
} ViewEntry;

/* Walks the members of an object, or the elements of an array, together with their lines */
typedef struct
{
  Value value;
  const char *key;
  JsonObjectIter members;
  JsonArray *array;
  guint index;
  ConvoScanId next;
  gboolean object;
} Walk;

static gboolean G_GNUC_PRINTF (4, 5)
refuse (Reader *r, ConvoScanId at, int code, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  /* translators: a line number, then a sentence */
  g_set_error (r->error, CONVO_ERROR, code, _("line %u: %s"), convo_scan_line (r->scan, at), message);
  return FALSE;
}

static void
walk_init (Walk *walk, Reader *r, Value of)
{
  *walk = (Walk) { .object = JSON_NODE_HOLDS_OBJECT (of.node), .next = convo_scan_first (r->scan, of.at) };
  if (walk->object)
    json_object_iter_init_ordered (&walk->members, json_node_get_object (of.node));
  else
    walk->array = json_node_get_array (of.node);
}

static gboolean
walk_next (Walk *walk, Reader *r)
{
  if (walk->object)
    {
      if (!json_object_iter_next_ordered (&walk->members, &walk->key, &walk->value.node))
        return FALSE;
    }
  else
    {
      if (walk->index >= json_array_get_length (walk->array))
        return FALSE;
      walk->value.node = json_array_get_element (walk->array, walk->index++);
    }
  walk->value.at = walk->next;
  walk->next = convo_scan_next (r->scan, walk->next);
  return TRUE;
}

static gboolean
is_string (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
}

static gboolean
is_number (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && (json_node_get_value_type (node) == G_TYPE_INT64
                                          || json_node_get_value_type (node) == G_TYPE_DOUBLE);
}

static gboolean
is_extra (const char *key)
{
  return g_str_has_prefix (key, "x-");
}

/* The object *@extras gets one more member */
static void
keep (JsonNode **extras, const char *key, JsonNode *value)
{
  if (*extras == NULL)
    *extras = json_node_init_object (json_node_alloc (), json_object_new ());
  json_object_set_member (json_node_get_object (*extras), key, json_node_ref (value));
}

static gboolean
want_object (Reader *r, Value value, const char *what)
{
  return JSON_NODE_HOLDS_OBJECT (value.node)
         || refuse (r, value.at, CONVO_ERROR_FORMAT, _("“%s” must be an object: {…}."), what);
}

static gboolean
want_array (Reader *r, Value value, const char *what)
{
  return JSON_NODE_HOLDS_ARRAY (value.node)
         || refuse (r, value.at, CONVO_ERROR_FORMAT, _("“%s” must be a list: […]."), what);
}

static gboolean
want_string (Reader *r, Value value, const char *what)
{
  return is_string (value.node) || refuse (r, value.at, CONVO_ERROR_FORMAT, _("“%s” must be a text: \"…\"."), what);
}

static gboolean
want_number (Reader *r, Value value, const char *what)
{
  return is_number (value.node) || refuse (r, value.at, CONVO_ERROR_FORMAT, _("“%s” must be a number."), what);
}

static gboolean
unknown_key (Reader *r, ConvoScanId at, const char *key, const char *where)
{
  return refuse (r, at, CONVO_ERROR_NAME, _("“%s” is not known in %s; remove it, or begin its name with x-."), key, where);
}

/* Fills @names from a list of texts; with @free_ports, null is a free port */
static gboolean
read_names (Reader *r, Value list, const char *what, gboolean free_ports, GPtrArray *names)
{
  Walk walk;

  if (!want_array (r, list, what))
    return FALSE;
  walk_init (&walk, r, list);
  while (walk_next (&walk, r))
    if (is_string (walk.value.node))
      g_ptr_array_add (names, (gpointer) json_node_get_string (walk.value.node));
    else if (free_ports && JSON_NODE_HOLDS_NULL (walk.value.node))
      g_ptr_array_add (names, NULL);
    else
      return refuse (r, walk.value.at, CONVO_ERROR_FORMAT, _("“%s” must be a list of names."), what);
  return TRUE;
}

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
read_member (Reader *r, Draft *draft, const char *key, Value value)
{
  JsonNode **own = own_key (draft, key);

  if (strcmp (key, "id") == 0)
    draft->spec.id = want_string (r, value, key) ? json_node_get_string (value.node) : NULL;
  else if (strcmp (key, "kind") == 0 || strcmp (key, "block") == 0)
    {
      if (draft->spec.type != NULL)
        return refuse (r, value.at, CONVO_ERROR_FORMAT, _("A node has either “kind” or “block”, not both."));
      draft->spec.block = *key == 'b';
      draft->spec.type = want_string (r, value, key) ? json_node_get_string (value.node) : NULL;
    }
  else if (strcmp (key, "from") == 0)
    {
      draft->wired = TRUE;
      return read_names (r, value, key, TRUE, draft->inputs);
    }
  else if (is_extra (key))
    keep (&draft->extras, key, value.node);
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
read_place (Reader *r, Draft *draft)
{
  ViewEntry *entry = r->places != NULL ? g_hash_table_lookup (r->places, draft->spec.id) : NULL;
  gboolean x = FALSE, y = FALSE;
  Walk walk;

  if (entry == NULL)
    return TRUE;
  entry->used = TRUE;
  if (!want_object (r, entry->value, draft->spec.id))
    return FALSE;
  walk_init (&walk, r, entry->value);
  while (walk_next (&walk, r))
    {
      gboolean is_x = strcmp (walk.key, "x") == 0, is_y = strcmp (walk.key, "y") == 0;

      if (is_x || is_y)
        {
          if (!want_number (r, walk.value, walk.key))
            return FALSE;
          *(is_x ? &draft->spec.x : &draft->spec.y) = json_node_get_double (walk.value.node);
          x |= is_x;
          y |= is_y;
        }
      else if (strcmp (walk.key, "folded") == 0 || is_extra (walk.key))
        keep (&draft->view, walk.key, walk.value.node);
      else
        return unknown_key (r, walk.value.at, walk.key, "view");
    }
  if (x != y)
    return refuse (r, entry->value.at, CONVO_ERROR_FORMAT, _("The place of “%s” needs both x and y."), draft->spec.id);
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
complete (Reader *r, Draft *draft, Value value, const char *previous)
{
  ConvoNodeSpec *spec = &draft->spec;

  if (spec->id == NULL)
    return refuse (r, value.at, CONVO_ERROR_FORMAT, _("A node has no “id”; give it a name."));
  if (spec->type == NULL)
    return refuse (r, value.at, CONVO_ERROR_FORMAT, _("“%s” has neither “kind” nor “block”."), spec->id);
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
read_node (Reader *r, Value value, const char *previous)
{
  g_auto(Draft) draft = { .keys = g_ptr_array_new (), .values = g_ptr_array_new (), .inputs = g_ptr_array_new () };
  ConvoNode *node;
  Walk walk;

  if (!JSON_NODE_HOLDS_OBJECT (value.node))
    {
      refuse (r, value.at, CONVO_ERROR_FORMAT, _("A node must be an object: {…}."));
      return NULL;
    }
  walk_init (&walk, r, value);
  while (walk_next (&walk, r))
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

/* @previous: the source of a first node without `from` */
static GPtrArray *
read_nodes (Reader *r, Value list, const char *previous)
{
  g_autoptr(GPtrArray) nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) convo_node_unref);
  Walk walk;

  if (!want_array (r, list, "nodes"))
    return NULL;
  if (json_array_get_length (json_node_get_array (list.node)) > CONVO_LIMIT_NODES)
    {
      refuse (r, list.at, CONVO_ERROR_LIMIT, _("There are more than %d nodes."), CONVO_LIMIT_NODES);
      return NULL;
    }
  walk_init (&walk, r, list);
  while (walk_next (&walk, r))
    {
      ConvoNode *node = read_node (r, walk.value, previous);

      if (node == NULL)
        return NULL;
      g_ptr_array_add (nodes, node);
      previous = convo_node_id (node);
    }
  return g_steal_pointer (&nodes);
}

/* Puts "line N: " before an error of the builder; @at stands for "no node in particular" */
static void
locate (Reader *r, const ConvoNode *guilty, ConvoScanId at)
{
  guint line = guilty != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (r->lines, guilty)) : 0;

  g_prefix_error (r->error, _("line %u: "), line > 0 ? line : convo_scan_line (r->scan, at));
}

static gboolean
read_arguments (Reader *r, Value value, GPtrArray *names, GPtrArray *defaults)
{
  Walk walk;

  if (!want_object (r, value, "arguments"))
    return FALSE;
  walk_init (&walk, r, value);
  while (walk_next (&walk, r))
    {
      g_ptr_array_add (names, (gpointer) walk.key);
      g_ptr_array_add (defaults, walk.value.node);
    }
  return TRUE;
}

static gboolean
read_outputs (Reader *r, Value value, GPtrArray *outputs)
{
  if (!read_names (r, value, "outputs", FALSE, outputs))
    return FALSE;
  g_ptr_array_add (outputs, NULL);
  return TRUE;
}

static ConvoDefinition *
read_definition (Reader *r, const char *name, Value value)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new (), defaults = g_ptr_array_new ();
  g_autoptr(GPtrArray) outputs = g_ptr_array_new (), nodes = NULL;
  g_autoptr(JsonNode) extras = NULL;
  ConvoDefinitionSpec spec = { .name = name };
  const ConvoNode *guilty = NULL;
  ConvoDefinition *definition;
  gboolean ok = want_object (r, value, name);
  Walk walk;

  if (ok)
    walk_init (&walk, r, value);
  while (ok && walk_next (&walk, r))
    if (strcmp (walk.key, "arguments") == 0)
      ok = read_arguments (r, walk.value, names, defaults);
    else if (strcmp (walk.key, "nodes") == 0)
      ok = (nodes = read_nodes (r, walk.value, "@in")) != NULL;
    else if (strcmp (walk.key, "outputs") == 0)
      ok = read_outputs (r, walk.value, outputs);
    else if (is_extra (walk.key))
      keep (&extras, walk.key, walk.value.node);
    else
      ok = unknown_key (r, walk.value.at, walk.key, "definitions");
  if (ok && nodes == NULL)
    ok = refuse (r, value.at, CONVO_ERROR_FORMAT, _("The block “%s” has no “nodes”."), name);
  if (!ok)
    return NULL;
  if (extras != NULL)
    json_node_seal (extras);
  spec.n_arguments = names->len;
  spec.arguments = (const char *const *) names->pdata;
  spec.defaults = (JsonNode *const *) defaults->pdata;
  spec.n_nodes = nodes->len;
  spec.nodes = (ConvoNode *const *) nodes->pdata;
  spec.outputs = outputs->len > 0 ? (const char *const *) outputs->pdata : NULL;
  spec.extras = extras;
  definition = convo_definition_build (&spec, &guilty, r->error);
  if (definition == NULL)
    locate (r, guilty, value.at);
  return definition;
}

static GPtrArray *
read_definitions (Reader *r, Value value)
{
  g_autoptr(GPtrArray) definitions = g_ptr_array_new_with_free_func ((GDestroyNotify) convo_definition_unref);
  Walk walk;

  if (value.node == NULL)
    return g_steal_pointer (&definitions);
  if (!want_object (r, value, "definitions"))
    return NULL;
  walk_init (&walk, r, value);
  while (walk_next (&walk, r))
    {
      ConvoDefinition *definition = read_definition (r, walk.key, walk.value);

      if (definition == NULL)
        return NULL;
      g_ptr_array_add (definitions, definition);
    }
  return g_steal_pointer (&definitions);
}

/* Keys and types of "about": what the gallery of models shows */
static gboolean
check_about (Reader *r, Value value)
{
  Walk walk, texts;

  if (value.node == NULL)
    return TRUE;
  if (!want_object (r, value, "about"))
    return FALSE;
  walk_init (&walk, r, value);
  while (walk_next (&walk, r))
    if (strcmp (walk.key, "year") == 0)
      {
        if (!want_number (r, walk.value, walk.key))
          return FALSE;
      }
    else if (strcmp (walk.key, "authors") == 0 || strcmp (walk.key, "paper") == 0)
      {
        if (!want_string (r, walk.value, walk.key))
          return FALSE;
      }
    else if (strcmp (walk.key, "text") == 0)
      {
        if (!want_object (r, walk.value, walk.key))
          return FALSE;
        walk_init (&texts, r, walk.value);
        while (walk_next (&texts, r))
          if (!want_string (r, texts.value, texts.key))
            return FALSE;
      }
    else if (!is_extra (walk.key))
      return unknown_key (r, walk.value.at, walk.key, "about");
  return TRUE;
}

/* Keys and types of "training"; the engine knows the ranges and says what is out of them when training begins */
static gboolean
check_training (Reader *r, Value value)
{
  static const char *const texts[] = { "optimizer", "initializer", "data", NULL };
  static const char *const numbers[] = { "learning-rate", "momentum", "weight-decay", "batch", "epochs", "seed", "threads",
                                         "initializer-value", NULL };
  Walk walk;

  if (value.node == NULL)
    return TRUE;
  if (!want_object (r, value, "training"))
    return FALSE;
  walk_init (&walk, r, value);
  while (walk_next (&walk, r))
    if (g_strv_contains (texts, walk.key))
      {
        if (!want_string (r, walk.value, walk.key))
          return FALSE;
      }
    else if (g_strv_contains (numbers, walk.key))
      {
        if (!want_number (r, walk.value, walk.key))
          return FALSE;
      }
    else if (strcmp (walk.key, "schedule") == 0)
      {
        if (!want_object (r, walk.value, walk.key))
          return FALSE;
      }
    else if (!is_extra (walk.key))
      return unknown_key (r, walk.value.at, walk.key, "training");
  return TRUE;
}

static gboolean
collect_places (Reader *r, Value view)
{
  Walk walk;

  r->places = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  if (view.node == NULL)
    return TRUE;
  if (!want_object (r, view, "view"))
    return FALSE;
  walk_init (&walk, r, view);
  while (walk_next (&walk, r))
    {
      ViewEntry *entry = g_new0 (ViewEntry, 1);

      entry->value = walk.value;
      g_hash_table_insert (r->places, (gpointer) walk.key, entry);
    }
  return TRUE;
}

/* What is left of "view" after all nodes took theirs */
static gboolean
leftover_view (Reader *r, Value view, JsonNode **rest)
{
  Walk walk;

  if (view.node == NULL)
    return TRUE;
  walk_init (&walk, r, view);
  while (walk_next (&walk, r))
    {
      ViewEntry *entry = g_hash_table_lookup (r->places, walk.key);

      if (entry->used)
        continue;
      if (strcmp (walk.key, "notes") == 0)
        {
          if (!want_array (r, walk.value, walk.key))
            return FALSE;
        }
      else if (!is_extra (walk.key))
        return refuse (r, walk.value.at, CONVO_ERROR_NAME, _("“view” places the node “%s”, which does not exist."),
                       walk.key);
      keep (rest, walk.key, walk.value.node);
    }
  if (*rest != NULL)
    json_node_seal (*rest);
  return TRUE;
}

/* The members of the document */
typedef struct
{
  Value format, version, name, about, definitions, nodes, training, view;
  JsonNode *extras;
} Document;

static gboolean
split (Reader *r, Value root, Document *document)
{
  const struct { const char *key; Value *value; } known[] = {
    { "format", &document->format }, { "version", &document->version }, { "name", &document->name },
    { "about", &document->about }, { "definitions", &document->definitions }, { "nodes", &document->nodes },
    { "training", &document->training }, { "view", &document->view },
  };
  Walk walk;

  walk_init (&walk, r, root);
  while (walk_next (&walk, r))
    {
      gsize i = 0;

      while (i < G_N_ELEMENTS (known) && strcmp (known[i].key, walk.key) != 0)
        i++;
      if (i < G_N_ELEMENTS (known))
        *known[i].value = walk.value;
      else if (is_extra (walk.key))
        keep (&document->extras, walk.key, walk.value.node);
      else
        return unknown_key (r, walk.value.at, walk.key, ".convo");
    }
  if (document->extras != NULL)
    json_node_seal (document->extras);
  return TRUE;
}

static gboolean
check_version (Reader *r, Value root)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (root.node) ? json_node_get_object (root.node) : NULL;
  JsonNode *format = object != NULL ? json_object_get_member (object, "format") : NULL;
  JsonNode *version = object != NULL ? json_object_get_member (object, "version") : NULL;
  g_autoptr(GString) number = g_string_new (NULL);

  if (format == NULL || !is_string (format) || strcmp (json_node_get_string (format), "convo") != 0)
    return refuse (r, root.at, CONVO_ERROR_FORMAT, _("This is not a .convo document: it does not begin with \"format\": \"convo\"."));
  if (version == NULL || !is_number (version))
    return refuse (r, root.at, CONVO_ERROR_VERSION, _("The document does not say its version."));
  convo_json_append (number, version);
  if (json_node_get_value_type (version) != G_TYPE_INT64 || json_node_get_int (version) != CONVO_FILE_VERSION)
    return refuse (r, convo_scan_member (r->scan, root.at, "version"), CONVO_ERROR_VERSION,
                   _("The document has version %s; this program reads version %d. Open it with a newer Convoscope."),
                   number->str, CONVO_FILE_VERSION);
  return TRUE;
}

static ConvoGraph *
read_graph (Reader *r, Value root, Document *document)
{
  g_autoptr(GPtrArray) definitions = NULL, nodes = NULL;
  g_autoptr(JsonNode) rest = NULL;
  ConvoGraphSpec spec = { .name = "" };
  const ConvoNode *guilty = NULL;
  ConvoGraph *graph;

  if (!check_version (r, root) || !split (r, root, document)
      || (document->name.node != NULL && !want_string (r, document->name, "name"))
      || !check_about (r, document->about) || !check_training (r, document->training))
    return NULL;
  if (document->nodes.node == NULL)
    {
      refuse (r, root.at, CONVO_ERROR_FORMAT, _("The document has no “nodes”."));
      return NULL;
    }
  if ((definitions = read_definitions (r, document->definitions)) == NULL
      || !collect_places (r, document->view)
      || (nodes = read_nodes (r, document->nodes, NULL)) == NULL
      || !leftover_view (r, document->view, &rest))
    return NULL;
  if (document->name.node != NULL)
    spec.name = json_node_get_string (document->name.node);
  spec.about = document->about.node;
  spec.n_definitions = definitions->len;
  spec.definitions = (ConvoDefinition *const *) definitions->pdata;
  spec.n_nodes = nodes->len;
  spec.nodes = (ConvoNode *const *) nodes->pdata;
  spec.training = document->training.node;
  spec.view = rest;
  spec.extras = document->extras;
  graph = convo_graph_build (&spec, &guilty, r->error);
  if (graph == NULL)
    locate (r, guilty, document->nodes.at);
  return graph;
}

/**
 * convo_graph_parse:
 * @text: a `.convo` document
 * @length: its length in bytes; -1: up to the NUL
 * @error: return location; %CONVO_ERROR: FORMAT, VERSION, LIMIT, NAME, WIRING
 *
 * Reads a document. Unknown keys, kinds, properties, arguments, ports and sources are refused; keys that begin with "x-"
 * are kept. Messages begin with "line 12: ".
 *
 * Returns: (transfer full): the graph, or %NULL with @error set
 */
ConvoGraph *
convo_graph_parse (const char *text, gssize length, GError **error)
{
  g_autoptr(GHashTable) lines = g_hash_table_new (NULL, NULL);
  g_autoptr(GError) local = NULL;
  g_autoptr(ConvoScan) scan = NULL;
  g_autoptr(JsonNode) root = NULL;
  Reader r = { .lines = lines, .error = &local };
  Document document = { 0 };
  ConvoGraph *graph = NULL;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);
  if (length < 0)
    length = strlen (text);
  if (length > CONVO_LIMIT_FILE)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_LIMIT,
                   _("The document is larger than %d MiB, the limit of this program."), CONVO_LIMIT_FILE >> 20);
      return NULL;
    }
  root = convo_scan_parse (text, length, MAX_VALUES, &scan, &local);
  if (root != NULL)
    {
      r.scan = scan;
      graph = read_graph (&r, (Value) { root, 0 }, &document);
    }
  g_clear_pointer (&r.places, g_hash_table_unref);
  g_clear_pointer (&document.extras, json_node_unref);
  if (graph == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return graph;
}
