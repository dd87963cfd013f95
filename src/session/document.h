#pragma once
#include <gio/gio.h>
#include "report.h"

G_BEGIN_DECLS

#define CONVO_TYPE_DOCUMENT (convo_document_get_type ())
G_DECLARE_FINAL_TYPE (ConvoDocument, convo_document, CONVO, DOCUMENT, GObject)

/* Graph, history, report and file. Signals:
 *   "changed" (): the graph (and with it the report) is another one; emitted once an edit
 *   "selection-changed" ()
 * Properties (notify): "file" (GFile), "modified" (gboolean), "undo-label", "redo-label" (string, NULL if none). */
ConvoDocument     *convo_document_new         (ConvoGraph     *graph);      /* takes it */
ConvoGraph        *convo_document_graph       (ConvoDocument  *self);       /* (transfer none) */
ConvoReport       *convo_document_report      (ConvoDocument  *self);       /* (transfer none) */
guint              convo_document_version     (ConvoDocument  *self);       /* counts edits, for "editing version 15" */

/* Takes @graph (NULL with @error from an edit: returns FALSE, nothing happens). @label: "Add convolution" (translated).
 * @merge: edits in a row with the same non-NULL key are one undo step (spin buttons, drags), until convo_document_seal() */
gboolean           convo_document_apply       (ConvoDocument  *self,
                                               ConvoGraph     *graph,
                                               const char     *label,
                                               const char     *merge);
void               convo_document_seal        (ConvoDocument  *self);
gboolean           convo_document_undo        (ConvoDocument  *self);
gboolean           convo_document_redo        (ConvoDocument  *self);
const char        *convo_document_undo_label  (ConvoDocument  *self);
const char        *convo_document_redo_label  (ConvoDocument  *self);
ConvoGraph        *convo_document_earlier     (ConvoDocument  *self,
                                               guint           steps,
                                               const char    **label);
void               convo_document_reset       (ConvoDocument  *self,
                                               ConvoGraph     *graph,
                                               GFile          *file);

/* What the data to be learned have: a network with fewer scores then has a problem. 0: no data */
void               convo_document_set_classes (ConvoDocument  *self,
                                               int             n_classes,
                                               const char     *data);

/* The selection: ids of top-level nodes, in order of selection */
GPtrArray         *convo_document_selection   (ConvoDocument  *self);       /* (element-type utf8) (transfer none) */
gboolean           convo_document_is_selected (ConvoDocument  *self,
                                               const char     *id);
void               convo_document_select      (ConvoDocument     *self,
                                               const char *const *ids);     /* NULL-terminated; replaces */
void               convo_document_select_one  (ConvoDocument  *self,
                                               const char     *id);         /* NULL: nothing */
void               convo_document_toggle      (ConvoDocument  *self,
                                               const char     *id);

GFile             *convo_document_file        (ConvoDocument  *self);
gboolean           convo_document_modified    (ConvoDocument  *self);
void               convo_document_load_async  (ConvoDocument  *self,
                                               GFile          *file,
                                               GCancellable   *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer        user_data);
gboolean           convo_document_load_finish (ConvoDocument  *self,
                                               GAsyncResult   *result,
                                               GError        **error);
void               convo_document_save_async  (ConvoDocument  *self,
                                               GFile          *file,
                                               GCancellable   *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer        user_data);
gboolean           convo_document_save_finish (ConvoDocument  *self,
                                               GAsyncResult   *result,
                                               GError        **error);

G_END_DECLS
