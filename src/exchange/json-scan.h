/* A look at JSON text before it is parsed: strict grammar, bounded depth and size, no duplicate keys, and the line of
 * every value. json-glib recurses without bound, takes comments, and lets the last of two equal keys win in silence. */
#pragma once
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define CONVO_SCAN_DEPTH 32

typedef struct _ConvoScan ConvoScan;

/* A value of the scanned text: the root is 0 */
typedef guint32 ConvoScanId;

ConvoScan   *convo_scan_new   (const char       *text,
                               gsize             length,
                               guint             max_values,
                               GError          **error);
void         convo_scan_free  (ConvoScan        *scan);
guint        convo_scan_line  (const ConvoScan  *scan,
                               ConvoScanId       value);
ConvoScanId  convo_scan_first (const ConvoScan  *scan,
                               ConvoScanId       value);
ConvoScanId  convo_scan_next  (const ConvoScan  *scan,
                               ConvoScanId       value);
const char  *convo_scan_key   (const ConvoScan  *scan,
                               ConvoScanId       value);
ConvoScanId  convo_scan_member (const ConvoScan *scan,
                                ConvoScanId      value,
                                const char      *key);
/* Scans, then parses with json-glib. @scan (out, nullable) */
JsonNode    *convo_scan_parse (const char       *text,
                               gsize             length,
                               guint             max_values,
                               ConvoScan       **scan,
                               GError          **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConvoScan, convo_scan_free)

G_END_DECLS
