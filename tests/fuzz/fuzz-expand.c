/* Fuzz target: expansion. The bytes choose definitions, repeats, conditions, expressions and wires of a document that
 * nearly always reads, so that what is tried is what becomes of blocks in blocks. */
#include "convo-file.h"
#include "layers.h"
#include "report.h"

#include <string.h>

#define MAX_DEFINITIONS 6
#define MAX_NODES 5

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

typedef struct
{
  const guint8 *at, *end;
  GString *text;
} Writer;

static guint
choose (Writer *w, guint n)
{
  return w->at < w->end ? *w->at++ % n : 0;
}

/* Arguments have names only @inside a definition */
static void
write_repeat (Writer *w, gboolean inside)
{
  static const char *const repeats[] = { "1", "2", "3", "7", "40", "1000", "99999", "100001", "281474976710655", "0",
                                         "\"=n\"", "\"=n*n*n\"", "\"=n-1\"", "\"=n/2\"", "\"=9223372036854775807*n\"",
                                         "\"=max(1,n)\"" };

  if (choose (w, 3) == 0)
    g_string_append_printf (w->text, ", \"repeat\": %s", repeats[choose (w, inside ? G_N_ELEMENTS (repeats) : 10)]);
}

static void
write_wires (Writer *w, guint node, gboolean many)
{
  guint n = many ? 1 + choose (w, 3) : 1;

  if (choose (w, 2) == 0)
    return;
  g_string_append (w->text, ", \"from\": [");
  for (guint i = 0; i < n; i++)
    {
      guint kind = choose (w, 5), other = choose (w, MAX_NODES);

      if (i > 0)
        g_string_append (w->text, ", ");
      if (kind == 0)
        g_string_append (w->text, "null");
      else if (kind == 1)
        g_string_append_printf (w->text, "\"@in%s\"", other == 0 ? "" : other == 1 ? "2" : "3");
      else
        g_string_append_printf (w->text, "\"x%u\"", kind == 2 ? other % (node + 1) : node > 0 ? node - 1 : 0);
    }
  g_string_append_c (w->text, ']');
}

/* Mostly a definition further on, so that few contain themselves */
static guint
choose_definition (Writer *w, guint definition)
{
  guint first = choose (w, 16) == 0 ? 0 : definition + 1;

  return first + choose (w, MAX_DEFINITIONS - first);
}

static void
write_node (Writer *w, guint definition, guint node)
{
  static const char *const conditions[] = { "0", "1", "\"=n\"", "\"=1-n\"", "\"=n%0\"", "false" };
  static const char *const overrides[] = { "0", "1", "2", "\"=n+1\"", "\"=n*n\"", "\"=n/2\"" };
  static const char *const layers[] = { "relu", "add", "concatenate", "identity", "conv", "linear" };

  gboolean many = TRUE;

  g_string_append_printf (w->text, "%s{\"id\": \"x%u\", ", node > 0 ? ",\n" : "\n", node);
  if (definition == MAX_DEFINITIONS - 1 || choose (w, 2) == 0)
    {
      const char *layer = layers[choose (w, G_N_ELEMENTS (layers))];

      g_string_append_printf (w->text, "\"kind\": \"%s\"", layer);
      many = strcmp (layer, "add") == 0 || strcmp (layer, "concatenate") == 0;
      if (strcmp (layer, "conv") == 0)
        g_string_append (w->text, ", \"channels\": \"=n*n+1\"");
    }
  else
    {
      g_string_append_printf (w->text, "\"block\": \"d%u\"", choose_definition (w, definition));
      write_repeat (w, TRUE);
      if (choose (w, 2) == 0)
        g_string_append_printf (w->text, ", \"n\": %s", overrides[choose (w, G_N_ELEMENTS (overrides))]);
      if (choose (w, 4) == 0)
        g_string_append_printf (w->text, ", \"first\": {\"n\": %s}", overrides[choose (w, G_N_ELEMENTS (overrides))]);
      if (choose (w, 4) == 0)
        g_string_append_printf (w->text, ", \"last\": {\"n\": %s}", overrides[choose (w, G_N_ELEMENTS (overrides))]);
    }
  write_wires (w, node, many);
  if (choose (w, 4) == 0)
    g_string_append_printf (w->text, ", \"if\": %s", conditions[choose (w, G_N_ELEMENTS (conditions))]);
  g_string_append_c (w->text, '}');
}

/* x0 … x4 always exist, so that wires mostly find their source */
static void
write_definition (Writer *w, guint definition)
{
  g_string_append_printf (w->text, "%s\"d%u\": {\"arguments\": {\"n\": %u}, ", definition > 0 ? ",\n" : "\n", definition,
                          choose (w, 5));
  if (choose (w, 3) == 0)
    g_string_append (w->text, "\"outputs\": [\"x1\", \"x0\", \"@in\"], ");
  g_string_append (w->text, "\"nodes\": [");
  for (guint i = 0; i < MAX_NODES; i++)
    write_node (w, definition, i);
  /* never there, but now every definition has three inputs */
  g_string_append (w->text, ",\n{\"id\": \"ports\", \"kind\": \"add\", \"from\": [\"x4\", \"@in2\", \"@in3\"], \"if\": 0}]}");
}

static void
check_net (const ConvoNet *net)
{
  g_assert (convo_net_n_nodes (net) <= CONVO_LIMIT_NODES);
  for (int i = 0; i < convo_net_n_nodes (net); i++)
    {
      const ConvoNetNode *node = convo_net_node (net, i);

      g_assert (convo_net_find (net, node->path) == i);
      for (int port = 0; port < node->n_inputs; port++)
        g_assert (node->inputs[port] >= -1 && node->inputs[port] < i);
    }
  for (guint i = 0; i < convo_net_problems (net)->len; i++)
    g_assert (((const ConvoProblem *) convo_net_problems (net)->pdata[i])->message[0] != '\0');
}

/* Whatever blocks contain, expansion ends, its layers are in order with names of their own, or a sentence says why not */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr(GString) text = g_string_new ("{\"format\": \"convo\", \"version\": 1, \"definitions\": {");
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoGraph) graph = NULL;
  g_autoptr(ConvoReport) report = NULL;
  Writer writer = { data, data + size, text };

  convo_layers_register ();
  for (guint i = 0; i < MAX_DEFINITIONS; i++)
    write_definition (&writer, i);
  g_string_append (text, "},\n\"nodes\": [{\"id\": \"input\", \"kind\": \"input\", \"shape\": [4, 8, 8]},\n");
  g_string_append_printf (text, "{\"id\": \"a\", \"block\": \"d%u\"", choose (&writer, MAX_DEFINITIONS));
  write_repeat (&writer, FALSE);
  g_string_append_printf (text, "},\n{\"id\": \"b\", \"block\": \"d%u\", \"n\": %u}]}\n", choose (&writer, MAX_DEFINITIONS),
                          choose (&writer, 4));
  graph = convo_graph_parse (text->str, -1, &error);
  g_assert ((graph == NULL) == (error != NULL));
  if (graph == NULL)
    return 0;
  report = convo_report_new (graph);
  check_net (convo_report_net (report));
  return 0;
}
