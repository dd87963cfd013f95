/* From the text of a `.convo` document to a graph. Whatever is unknown is refused with its name and line. */
#include "convo-file.h"
#include "errors.h"
#include "json-text.h"
#include "reader.h"
#include "text.h"

#include <string.h>

#define MAX_VALUES 4000000

/* Puts "line N: " before an error of the builder; @at stands for "no node in particular" */
static void
locate (ConvoReader *r, const ConvoNode *guilty, ConvoScanId at)
{
  guint line = guilty != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (r->lines, guilty)) : 0;

  g_prefix_error (r->error, _("line %u: "), line > 0 ? line : convo_scan_line (r->scan, at));
}

static gboolean
read_arguments (ConvoReader *r, ConvoJson value, GPtrArray *names, GPtrArray *defaults)
{
  ConvoWalk walk;

  if (!convo_reader_want_object (r, value, "arguments"))
    return FALSE;
  convo_walk_init (&walk, r, value);
  while (convo_walk_next (&walk, r))
    {
      g_ptr_array_add (names, (gpointer) walk.key);
      g_ptr_array_add (defaults, walk.value.node);
    }
  return TRUE;
}

static gboolean
read_outputs (ConvoReader *r, ConvoJson value, GPtrArray *outputs)
{
  if (!convo_reader_names (r, value, "outputs", FALSE, outputs))
    return FALSE;
  g_ptr_array_add (outputs, NULL);
  return TRUE;
}

static ConvoDefinition *
read_definition (ConvoReader *r, const char *name, ConvoJson value)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new (), defaults = g_ptr_array_new ();
  g_autoptr(GPtrArray) outputs = g_ptr_array_new (), nodes = NULL;
  g_autoptr(JsonNode) extras = NULL;
  ConvoDefinitionSpec spec = { .name = name };
  const ConvoNode *guilty = NULL;
  ConvoDefinition *definition;
  gboolean ok = convo_reader_want_object (r, value, name);
  ConvoWalk walk;

  r->inside = name;
  if (ok)
    convo_walk_init (&walk, r, value);
  while (ok && convo_walk_next (&walk, r))
    if (strcmp (walk.key, "arguments") == 0)
      ok = read_arguments (r, walk.value, names, defaults);
    else if (strcmp (walk.key, "nodes") == 0)
      ok = (nodes = convo_reader_nodes (r, walk.value, "@in")) != NULL;
    else if (strcmp (walk.key, "outputs") == 0)
      ok = read_outputs (r, walk.value, outputs);
    else if (convo_json_is_extra (walk.key))
      convo_json_keep (&extras, walk.key, walk.value.node);
    else
      ok = convo_reader_unknown_key (r, walk.value.at, walk.key, "definitions");
  if (ok && nodes == NULL)
    ok = convo_reader_refuse (r, value.at, CONVO_ERROR_FORMAT, _("The block “%s” has no “nodes”."), name);
  r->inside = NULL;
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
read_definitions (ConvoReader *r, ConvoJson value)
{
  g_autoptr(GPtrArray) definitions = g_ptr_array_new_with_free_func ((GDestroyNotify) convo_definition_unref);
  ConvoWalk walk;

  if (value.node == NULL)
    return g_steal_pointer (&definitions);
  if (!convo_reader_want_object (r, value, "definitions"))
    return NULL;
  convo_walk_init (&walk, r, value);
  while (convo_walk_next (&walk, r))
    {
      ConvoDefinition *definition = read_definition (r, walk.key, walk.value);

      if (definition == NULL)
        return NULL;
      g_ptr_array_add (definitions, definition);
    }
  return g_steal_pointer (&definitions);
}

/* Keys and types of "training"; the engine knows the ranges and says what is out of them when training begins */
static gboolean
check_training (ConvoReader *r, ConvoJson value)
{
  static const char *const texts[] = { "optimizer", "initializer", "data", NULL };
  static const char *const numbers[] = { "learning-rate", "momentum", "weight-decay", "batch", "epochs", "seed", "threads",
                                         "initializer-value", "clip-norm", "clip-value", "early-stopping", NULL };
  ConvoWalk walk;

  if (value.node == NULL)
    return TRUE;
  if (!convo_reader_want_object (r, value, "training"))
    return FALSE;
  convo_walk_init (&walk, r, value);
  while (convo_walk_next (&walk, r))
    if (g_strv_contains (texts, walk.key))
      {
        if (!convo_reader_want_string (r, walk.value, walk.key))
          return FALSE;
      }
    else if (g_strv_contains (numbers, walk.key))
      {
        if (!convo_reader_want_number (r, walk.value, walk.key))
          return FALSE;
      }
    else if (strcmp (walk.key, "keep-best") == 0)
      {
        if (json_node_get_value_type (walk.value.node) != G_TYPE_BOOLEAN)
          return convo_reader_refuse (r, walk.value.at, CONVO_ERROR_FORMAT, _("“%s” must be true or false."), walk.key);
      }
    else if (strcmp (walk.key, "schedule") == 0)
      {
        if (!convo_reader_want_object (r, walk.value, walk.key))
          return FALSE;
      }
    else if (!convo_json_is_extra (walk.key))
      return convo_reader_unknown_key (r, walk.value.at, walk.key, "training");
  return TRUE;
}

static gboolean
collect_places (ConvoReader *r, ConvoJson view)
{
  ConvoWalk walk;

  r->places = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  if (view.node == NULL)
    return TRUE;
  if (!convo_reader_want_object (r, view, "view"))
    return FALSE;
  convo_walk_init (&walk, r, view);
  while (convo_walk_next (&walk, r))
    {
      ConvoViewEntry *entry = g_new0 (ConvoViewEntry, 1);

      entry->value = walk.value;
      g_hash_table_insert (r->places, (gpointer) walk.key, entry);
    }
  return TRUE;
}

/* What is left of "view" after all nodes took theirs */
static gboolean
leftover_view (ConvoReader *r, ConvoJson view, JsonNode **rest)
{
  ConvoWalk walk;

  if (view.node == NULL)
    return TRUE;
  convo_walk_init (&walk, r, view);
  while (convo_walk_next (&walk, r))
    {
      ConvoViewEntry *entry = g_hash_table_lookup (r->places, walk.key);

      if (entry->used)
        continue;
      if (strcmp (walk.key, "notes") == 0)
        {
          if (!convo_reader_want_array (r, walk.value, walk.key))
            return FALSE;
        }
      else if (!convo_json_is_extra (walk.key))
        return convo_reader_refuse (r, walk.value.at, CONVO_ERROR_NAME, _("“view” places the node “%s”, which does not exist."),
                       walk.key);
      convo_json_keep (rest, walk.key, walk.value.node);
    }
  if (*rest != NULL)
    json_node_seal (*rest);
  return TRUE;
}

/* The members of the document */
typedef struct
{
  ConvoJson format, version, name, about, definitions, nodes, training, view;
  JsonNode *extras;
} Document;

static gboolean
split (ConvoReader *r, ConvoJson root, Document *document)
{
  const struct { const char *key; ConvoJson *value; } known[] = {
    { "format", &document->format }, { "version", &document->version }, { "name", &document->name },
    { "about", &document->about }, { "definitions", &document->definitions }, { "nodes", &document->nodes },
    { "training", &document->training }, { "view", &document->view },
  };
  ConvoWalk walk;

  convo_walk_init (&walk, r, root);
  while (convo_walk_next (&walk, r))
    {
      gsize i = 0;

      while (i < G_N_ELEMENTS (known) && strcmp (known[i].key, walk.key) != 0)
        i++;
      if (i < G_N_ELEMENTS (known))
        *known[i].value = walk.value;
      else if (convo_json_is_extra (walk.key))
        convo_json_keep (&document->extras, walk.key, walk.value.node);
      else
        return convo_reader_unknown_key (r, walk.value.at, walk.key, ".convo");
    }
  if (document->extras != NULL)
    json_node_seal (document->extras);
  return TRUE;
}

static gboolean
check_version (ConvoReader *r, ConvoJson root)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (root.node) ? json_node_get_object (root.node) : NULL;
  JsonNode *format = object != NULL ? json_object_get_member (object, "format") : NULL;
  JsonNode *version = object != NULL ? json_object_get_member (object, "version") : NULL;
  g_autoptr(GString) number = g_string_new (NULL);

  if (format == NULL || !convo_json_is_string (format) || strcmp (json_node_get_string (format), "convo") != 0)
    return convo_reader_refuse (r, root.at, CONVO_ERROR_FORMAT, _("This is not a .convo document: it does not begin with \"format\": \"convo\"."));
  if (version == NULL || !convo_json_is_number (version))
    return convo_reader_refuse (r, root.at, CONVO_ERROR_VERSION, _("The document does not say its version."));
  convo_json_append (number, version);
  if (json_node_get_value_type (version) != G_TYPE_INT64 || json_node_get_int (version) != CONVO_FILE_VERSION)
    return convo_reader_refuse (r, convo_scan_member (r->scan, root.at, "version"), CONVO_ERROR_VERSION,
                   _("The document has version %s; this program reads version %d. Open it with a newer Convoscope."),
                   number->str, CONVO_FILE_VERSION);
  return TRUE;
}

static ConvoGraph *
read_graph (ConvoReader *r, ConvoJson root, Document *document)
{
  g_autoptr(GPtrArray) definitions = NULL, nodes = NULL;
  g_autoptr(JsonNode) rest = NULL;
  ConvoGraphSpec spec = { .name = "" };
  const ConvoNode *guilty = NULL;
  ConvoGraph *graph;

  if (!check_version (r, root) || !split (r, root, document)
      || (document->name.node != NULL && !convo_reader_want_string (r, document->name, "name"))
      || !convo_reader_about (r, document->about) || !check_training (r, document->training))
    return NULL;
  if (document->nodes.node == NULL)
    {
      convo_reader_refuse (r, root.at, CONVO_ERROR_FORMAT, _("The document has no “nodes”."));
      return NULL;
    }
  if (!collect_places (r, document->view)
      || (definitions = read_definitions (r, document->definitions)) == NULL
      || (nodes = convo_reader_nodes (r, document->nodes, NULL)) == NULL
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
  ConvoReader r = { .lines = lines, .error = &local };
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
      graph = read_graph (&r, (ConvoJson) { root, 0 }, &document);
    }
  g_clear_pointer (&r.places, g_hash_table_unref);
  g_clear_pointer (&document.extras, json_node_unref);
  if (graph == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return graph;
}
