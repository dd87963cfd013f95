#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef struct _ConvoArena ConvoArena;

ConvoArena *convo_arena_new  (void);
void        convo_arena_free (ConvoArena *arena);
gpointer    convo_arena_take (ConvoArena *arena,
                              gsize       size);
char       *convo_arena_join (ConvoArena *arena,
                              const char *first,
                              gsize       length,
                              const char *second);

G_END_DECLS
