#pragma once
#include <gio/gio.h>
#include "dataset.h"

G_BEGIN_DECLS

ConvoDataset *convo_dataset_open      (const char         *spec,
                                       const ConvoShape   *input,
                                       int                 n_classes,
                                       GCancellable       *cancellable,
                                       GError            **error);
ConvoDataset *convo_dataset_open_full (const char         *spec,
                                       const ConvoShape   *input,
                                       int                 n_classes,
                                       ConvoDataProgress   progress,
                                       gpointer            user_data,
                                       GCancellable       *cancellable,
                                       GError            **error);

G_END_DECLS
