/* The oracle's JSON files: of tests/oracle, or of the folder that CONVO_ORACLE names. */
#pragma once
#include <json-glib/json-glib.h>

static inline JsonNode *
oracle_json (const char *folder, const char *name)
{
  const char *base = g_getenv ("CONVO_ORACLE");
  g_autofree char *path = g_build_filename (base != NULL ? base : ORACLE, folder, name, NULL);
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GError) error = NULL;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  return json_parser_steal_root (parser);
}
