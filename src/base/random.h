#pragma once
#include <glib.h>

G_BEGIN_DECLS

/**
 * ConvoRandom:
 *
 * A counter-based stream: number @counter of the stream @key. The same key and counter give the same
 * number on every machine and for any number of threads, so dropout masks and shuffles need no shared state.
 */
typedef struct
{
  guint64 key;
  guint64 counter;
} ConvoRandom;

ConvoRandom convo_random_stream (guint64      seed,
                                 guint64      a,
                                 guint64      b);
guint64     convo_random_at     (guint64      key,
                                 guint64      counter);
guint64     convo_random_next   (ConvoRandom *stream);
double      convo_random_unit   (ConvoRandom *stream);
double      convo_random_normal (ConvoRandom *stream);
guint64     convo_random_below  (ConvoRandom *stream,
                                 guint64      bound);
void        convo_random_permute (ConvoRandom *stream,
                                  guint32     *items,
                                  gsize        n);

G_END_DECLS
