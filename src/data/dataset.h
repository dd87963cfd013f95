#pragma once
#include <glib.h>
#include "shape.h"

G_BEGIN_DECLS

/**
 * ConvoDataset:
 *
 * Labelled pictures in a training and a test part. Immutable and reference counted, so the trainer, the
 * command line and the application share one; every function may be called from any thread.
 */
typedef struct _ConvoDataset ConvoDataset;

/**
 * ConvoDataProgress:
 * @fraction: how much is loaded, 0 to 1
 *
 * Called now and then by a loader, in the thread that loads.
 */
typedef void (*ConvoDataProgress) (double   fraction,
                                   gpointer user_data);

ConvoDataset     *convo_dataset_ref        (ConvoDataset       *dataset);
void              convo_dataset_unref      (ConvoDataset       *dataset);

const char       *convo_dataset_name       (const ConvoDataset *dataset);
const char       *convo_dataset_id         (const ConvoDataset *dataset);
const ConvoShape *convo_dataset_shape      (const ConvoDataset *dataset);
guint             convo_dataset_n_classes  (const ConvoDataset *dataset);
const char       *convo_dataset_class_name (const ConvoDataset *dataset,
                                            guint               index);
guint             convo_dataset_count      (const ConvoDataset *dataset,
                                            gboolean            test);
const gint32     *convo_dataset_labels     (const ConvoDataset *dataset,
                                            gboolean            test);
void              convo_dataset_pixels     (const ConvoDataset *dataset,
                                            gboolean            test,
                                            guint32             index,
                                            guint8             *pixels);
void              convo_dataset_read       (const ConvoDataset *dataset,
                                            gboolean            test,
                                            const guint32      *indices,
                                            guint               n,
                                            float              *values,
                                            gint32             *labels);

ConvoDataset     *convo_dataset_limit      (ConvoDataset       *dataset,
                                            guint               n);
ConvoDataset     *convo_dataset_fit        (ConvoDataset       *dataset,
                                            const ConvoShape   *input,
                                            int                 n_classes,
                                            GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConvoDataset, convo_dataset_unref)

G_END_DECLS
