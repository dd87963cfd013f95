/* The arena: what it gives is aligned, apart from all else that it gave, and stays. */
#include "arena.h"

#include <stdint.h>
#include <string.h>

static void
test_pieces (void)
{
  ConvoArena *arena = convo_arena_new ();
  g_autoptr(GRand) rand = g_rand_new_with_seed (1);
  enum { N = 5000 };
  g_autofree guint8 **pieces = g_new (guint8 *, N);
  g_autofree gsize *sizes = g_new (gsize, N);

  for (int i = 0; i < N; i++)
    {
      sizes[i] = i == N / 2 ? 3 << 20 : (gsize) g_rand_int_range (rand, 0, 200);   /* one larger than any block */
      pieces[i] = convo_arena_take (arena, sizes[i]);
      g_assert_nonnull (pieces[i]);
      g_assert_cmpuint ((uintptr_t) pieces[i] % 16, ==, 0);
      memset (pieces[i], i, sizes[i]);
    }
  for (int i = 0; i < N; i++)
    for (gsize k = 0; k < sizes[i]; k++)
      g_assert_cmpint (pieces[i][k], ==, (guint8) i);
  convo_arena_free (arena);
}

static void
test_join (void)
{
  ConvoArena *arena = convo_arena_new ();

  g_assert_cmpstr (convo_arena_join (arena, "stage1.7.", 7, "conv2"), ==, "stage1.conv2");
  g_assert_cmpstr (convo_arena_join (arena, "", 0, ""), ==, "");
  convo_arena_free (arena);
  convo_arena_free (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/arena/pieces", test_pieces);
  g_test_add_func ("/arena/join", test_join);
  return g_test_run ();
}
