/* Private to the reader of documents: values with their lines, and sentences about them. */
#pragma once
#include "build.h"
#include "json-scan.h"

G_BEGIN_DECLS

typedef struct
{
  ConvoScan *scan;
  GHashTable *lines;    /* ConvoNode → line */
  GHashTable *places;   /* "conv1", or within a definition "basic/conv1" → ConvoViewEntry */
  const char *inside;   /* the definition that is being read, NULL for the document's own nodes */
  GError **error;
} ConvoReader;

/* A value of the document and where it stands */
typedef struct
{
  JsonNode *node;
  ConvoScanId at;
} ConvoJson;

/* One entry of "view"; @used once its node was found */
typedef struct
{
  ConvoJson value;
  gboolean used;
} ConvoViewEntry;

/* Walks the members of an object, or the elements of an array, together with their lines */
typedef struct
{
  ConvoJson value;
  const char *key;
  JsonObjectIter members;
  JsonArray *array;
  guint index;
  ConvoScanId next;
  gboolean object;
} ConvoWalk;

gboolean   convo_reader_refuse      (ConvoReader  *r,
                                     ConvoScanId   at,
                                     int           code,
                                     const char   *format,
                                     ...) G_GNUC_PRINTF (4, 5);
void       convo_walk_init          (ConvoWalk    *walk,
                                     ConvoReader  *r,
                                     ConvoJson     of);
gboolean   convo_walk_next          (ConvoWalk    *walk,
                                     ConvoReader  *r);
gboolean   convo_json_is_string     (JsonNode     *node);
gboolean   convo_json_is_number     (JsonNode     *node);
gboolean   convo_json_is_extra      (const char   *key);
void       convo_json_keep          (JsonNode    **extras,
                                     const char   *key,
                                     JsonNode     *value);
gboolean   convo_reader_want_object (ConvoReader  *r,
                                     ConvoJson     value,
                                     const char   *what);
gboolean   convo_reader_want_array  (ConvoReader  *r,
                                     ConvoJson     value,
                                     const char   *what);
gboolean   convo_reader_want_string (ConvoReader  *r,
                                     ConvoJson     value,
                                     const char   *what);
gboolean   convo_reader_want_number (ConvoReader  *r,
                                     ConvoJson     value,
                                     const char   *what);
gboolean   convo_reader_unknown_key (ConvoReader  *r,
                                     ConvoScanId   at,
                                     const char   *key,
                                     const char   *where);
gboolean   convo_reader_names       (ConvoReader  *r,
                                     ConvoJson     list,
                                     const char   *what,
                                     gboolean      free_ports,
                                     GPtrArray    *names);

/* read-node.c */
GPtrArray *convo_reader_nodes       (ConvoReader  *r,
                                     ConvoJson     list,
                                     const char   *previous);
/* read-about.c */
gboolean   convo_reader_about       (ConvoReader  *r,
                                     ConvoJson     value);

G_END_DECLS
