/* Graphs written down in tests: the inside of a `.convo` document. */
#pragma once
#include "convo-file.h"
#include "errors.h"
#include "layers.h"
#include <string.h>

static inline ConvoGraph *
sketch (const char *members)
{
  g_autofree char *text = g_strdup_printf ("{\"format\": \"convo\", \"version\": 1, \"name\": \"test\", %s}", members);
  g_autoptr(GError) error = NULL;
  ConvoGraph *graph = convo_graph_parse (text, -1, &error);

  g_assert_no_error (error);
  return graph;
}

static inline JsonNode *
json (const char *text)
{
  g_autoptr(GError) error = NULL;
  JsonNode *node = json_from_string (text, &error);

  g_assert_no_error (error);
  return node;
}

/* The error must be there, be of that code, and say that. */
static inline void
assert_says (GError **error, int code, const char *part)
{
  g_assert_error (*error, CONVO_ERROR, code);
  if (strstr ((*error)->message, part) == NULL)
    g_error ("“%s” does not say “%s”", (*error)->message, part);
  g_clear_error (error);
}
