#pragma once
#include <gio/gio.h>
#include "weights.h"

G_BEGIN_DECLS

/**
 * ConvoStored: one tensor of a .safetensors file. @dtype "F32", "I64", …; @data points into the file's bytes.
 * Format: 8 bytes little-endian header length, JSON header, then the tensors. https://github.com/huggingface/safetensors
 */
typedef struct
{
  char *name;
  char dtype[8];
  int rank;
  gint64 dim[8];
  gint64 count;
  const void *data;
} ConvoStored;

typedef struct _ConvoSafetensors ConvoSafetensors;

ConvoSafetensors  *convo_safetensors_parse    (GBytes                 *bytes,
                                               GError                **error);
ConvoSafetensors  *convo_safetensors_load     (GFile                  *file,
                                               GCancellable           *cancellable,
                                               GError                **error);
void               convo_safetensors_free     (ConvoSafetensors       *file);
int                convo_safetensors_n        (const ConvoSafetensors *file);
const ConvoStored *convo_safetensors_get      (const ConvoSafetensors *file,
                                               int                     index);
const ConvoStored *convo_safetensors_find     (const ConvoSafetensors *file,
                                               const char             *name);
const char        *convo_safetensors_metadata (const ConvoSafetensors *file,
                                               const char             *key);

/* @metadata: (nullable): names and values, NULL-terminated, beside "format" and "producer" */
GBytes            *convo_safetensors_write    (const ConvoTensor      *tensors,
                                               int                     n,
                                               const char *const      *metadata,
                                               GError                **error);

/* Weights of a net: every tensor must be there with its shape, and nothing else; otherwise a sentence and no change */
gboolean           convo_weights_load         (ConvoWeights           *weights,
                                               GFile                  *file,
                                               GCancellable           *cancellable,
                                               GError                **error);
gboolean           convo_weights_save         (const ConvoWeights     *weights,
                                               GFile                  *file,
                                               GCancellable           *cancellable,
                                               GError                **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConvoSafetensors, convo_safetensors_free)

G_END_DECLS
