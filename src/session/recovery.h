/* Where the application keeps what it needs to go on with a training after it was closed, killed, or lost power. */
#pragma once
#include <gio/gio.h>
#include "graph.h"

G_BEGIN_DECLS

/**
 * ConvoRecovery: a training that can be gone on with
 * @key: see convo_recovery_key()
 * @graph: the network that was trained, with its training settings
 * @data: (nullable): name or folder of the data set
 * @checkpoint: its state
 * @saved: when that was written
 */
typedef struct
{
  char *key;
  ConvoGraph *graph;
  char *data;
  GFile *checkpoint;
  GDateTime *saved;
} ConvoRecovery;

char          *convo_recovery_key    (GFile             *document,
                                      const char        *name);
GFile         *convo_recovery_begin  (const char        *key,
                                      const ConvoGraph  *graph,
                                      const char        *data,
                                      GError           **error);
ConvoRecovery *convo_recovery_find   (const char        *key);
void           convo_recovery_forget (const char        *key);
void           convo_recovery_free   (ConvoRecovery     *recovery);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConvoRecovery, convo_recovery_free)

G_END_DECLS
