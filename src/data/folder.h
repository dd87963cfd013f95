#pragma once
#include <gio/gio.h>
#include "dataset.h"

G_BEGIN_DECLS

ConvoDataset *convo_dataset_load_folder (const char         *folder,
                                         const ConvoShape   *input,
                                         ConvoDataProgress   progress,
                                         gpointer            user_data,
                                         GCancellable       *cancellable,
                                         GError            **error);

G_END_DECLS
