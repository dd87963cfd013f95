/* Memory for many small things that all go at once: no call of malloc, and none of free, for each of them. */
#include "arena.h"

#include <string.h>

#define ALIGNMENT 16
#define FIRST_BLOCK (4 * 1024)
#define LARGEST_BLOCK (256 * 1024)

struct _ConvoArena
{
  GPtrArray *blocks;
  char *at, *end;                /* what is free in the newest block */
  gsize next;                    /* bytes of the next block: each is twice the one before */
};

/** convo_arena_new: Returns: (transfer full): an empty arena */
ConvoArena *
convo_arena_new (void)
{
  ConvoArena *self = g_new0 (ConvoArena, 1);

  self->blocks = g_ptr_array_new_with_free_func (g_free);
  self->next = FIRST_BLOCK;
  return self;
}

/** convo_arena_free: frees everything that was ever taken from @arena; %NULL is fine */
void
convo_arena_free (ConvoArena *arena)
{
  if (arena == NULL)
    return;
  g_ptr_array_unref (arena->blocks);
  g_free (arena);
}

static void
add_block (ConvoArena *arena, gsize size)
{
  arena->at = g_malloc (size);
  arena->end = arena->at + size;
  g_ptr_array_add (arena->blocks, arena->at);
}

/**
 * convo_arena_take:
 * @size: in bytes
 *
 * Returns: (transfer none): memory for any type, contents undefined; it lives as long as @arena
 */
gpointer
convo_arena_take (ConvoArena *arena, gsize size)
{
  char *taken;

  g_return_val_if_fail (size <= G_MAXSIZE - ALIGNMENT, NULL);
  size = (MAX (size, 1) + ALIGNMENT - 1) & ~(gsize) (ALIGNMENT - 1);
  if (size > (gsize) (arena->end - arena->at))
    {
      add_block (arena, MAX (size, arena->next));
      arena->next = MIN (2 * arena->next, LARGEST_BLOCK);
    }
  taken = arena->at;
  arena->at += size;
  return taken;
}

/** convo_arena_join: @length: bytes of @first that count. Returns: (transfer none): @first and @second, one behind the other */
char *
convo_arena_join (ConvoArena *arena, const char *first, gsize length, const char *second)
{
  const gsize rest = strlen (second) + 1;
  char *joined = convo_arena_take (arena, length + rest);

  memcpy (joined, first, length);
  memcpy (joined + length, second, rest);
  return joined;
}
