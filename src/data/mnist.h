#pragma once
#include <gio/gio.h>
#include "dataset.h"

G_BEGIN_DECLS

#define CONVO_FASHION_MNIST_FOLDER "/usr/share/datasets/fashion-mnist"

gboolean      convo_mnist_present              (const char    *folder);
gboolean      convo_fashion_mnist_present      (void);
ConvoDataset *convo_dataset_load_mnist         (const char    *folder,
                                                GCancellable  *cancellable,
                                                GError       **error);
ConvoDataset *convo_dataset_load_fashion_mnist (const char    *folder,
                                                GCancellable  *cancellable,
                                                GError       **error);

G_END_DECLS
