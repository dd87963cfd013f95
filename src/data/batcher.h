#pragma once
#include <glib.h>

G_BEGIN_DECLS

/**
 * ConvoBatcher:
 *
 * The order in which an epoch visits the pictures. It follows from (seed, epoch) alone, so a run that
 * resumes at some step of some epoch sees the batches it would have seen.
 */
typedef struct _ConvoBatcher ConvoBatcher;

ConvoBatcher *convo_batcher_new   (guint                n,
                                   guint                batch,
                                   guint64              seed);
void          convo_batcher_free  (ConvoBatcher        *batcher);
void          convo_batcher_epoch (ConvoBatcher        *batcher,
                                   guint                epoch);
guint         convo_batcher_steps (const ConvoBatcher  *batcher);
void          convo_batcher_get   (const ConvoBatcher  *batcher,
                                   guint                step,
                                   const guint32      **indices,
                                   guint               *n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConvoBatcher, convo_batcher_free)

G_END_DECLS
