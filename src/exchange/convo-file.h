#pragma once
#include <gio/gio.h>
#include "graph.h"

G_BEGIN_DECLS

#define CONVO_FILE_VERSION 1
#define CONVO_LIMIT_FILE (16 * 1024 * 1024)

/* `.convo` documents: readable JSON, one node a line. Reading refuses what it does not know, with name and line. */
ConvoGraph *convo_graph_parse     (const char        *text,
                                   gssize             length,
                                   GError           **error);
char       *convo_graph_to_text   (const ConvoGraph  *graph);
ConvoGraph *convo_graph_load      (GFile             *file,
                                   GCancellable      *cancellable,
                                   GError           **error);
gboolean    convo_graph_save      (const ConvoGraph  *graph,
                                   GFile             *file,
                                   GCancellable      *cancellable,
                                   GError           **error);
/* Whether this program runs from its build folder: then models and translations of the source tree are the right ones */
gboolean    convo_in_build_folder (void);
/* A file, or the bare name of one of the models that come with the program ("lenet5") */
GFile      *convo_model_find      (const char        *name,
                                   GError           **error);
GPtrArray  *convo_model_list      (void);   /* (element-type GFile) (transfer full), sorted by name */
GPtrArray  *convo_block_list      (void);   /* likewise: documents whose last definition is a block of general use */
void        convo_file_name_error (GFile             *file,
                                   GError           **error);
/* Writes a temporary file beside @file, syncs, renames: the old file is intact until the new one is whole */
gboolean    convo_save_atomically (GFile             *file,
                                   GBytes            *contents,
                                   GCancellable      *cancellable,
                                   GError           **error);

G_END_DECLS
