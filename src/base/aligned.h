#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* Vector kernels may read (never write) this many floats past either end of a buffer. */
#define CONVO_SLACK 64

void  *convo_aligned_new      (gsize   bytes);
float *convo_aligned_floats   (gsize   count);
void   convo_aligned_free     (void   *memory);
gsize  convo_memory_available (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (float, convo_aligned_free)

G_END_DECLS
