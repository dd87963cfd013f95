/* Counter-based random numbers: the finaliser of SplitMix64 over key + counter·γ.
 * Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014. */
#include "random.h"

#include <math.h>

static guint64
mix (guint64 z)
{
  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

/**
 * convo_random_at:
 *
 * Returns: 64 random bits, number @counter of the stream @key
 */
guint64
convo_random_at (guint64 key, guint64 counter)
{
  return mix (key + (counter + 1) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));
}

/**
 * convo_random_stream:
 * @seed: the user's seed
 * @a: what the stream is for, e.g. a node's index
 * @b: e.g. the training step
 *
 * Returns: an independent stream at its start
 */
ConvoRandom
convo_random_stream (guint64 seed, guint64 a, guint64 b)
{
  return (ConvoRandom) { .key = mix (mix (mix (seed + 1) ^ (a + 0x51ed27)) ^ (b + 0x2545f491)) };
}

/** convo_random_next: Returns: the next 64 random bits */
guint64
convo_random_next (ConvoRandom *stream)
{
  return convo_random_at (stream->key, stream->counter++);
}

/** convo_random_unit: Returns: uniform in [0, 1), 53 bits */
double
convo_random_unit (ConvoRandom *stream)
{
  return (convo_random_next (stream) >> 11) * 0x1p-53;
}

/** convo_random_normal: Returns: standard normal, by Box and Muller's transform */
double
convo_random_normal (ConvoRandom *stream)
{
  double u = 1 - convo_random_unit (stream);
  double v = convo_random_unit (stream);

  return sqrt (-2 * log (u)) * cos (2 * G_PI * v);
}

/** convo_random_below: Returns: uniform in [0, @bound), without bias. @bound must be at least 1 */
guint64
convo_random_below (ConvoRandom *stream, guint64 bound)
{
  guint64 limit = G_MAXUINT64 - G_MAXUINT64 % bound;
  guint64 value;

  do
    value = convo_random_next (stream);
  while (value >= limit);
  return value % bound;
}

/** convo_random_permute: Shuffles @items in place (Fisher and Yates) */
void
convo_random_permute (ConvoRandom *stream, guint32 *items, gsize n)
{
  for (gsize i = n; i > 1; i--)
    {
      gsize j = convo_random_below (stream, i);
      guint32 item = items[i - 1];

      items[i - 1] = items[j];
      items[j] = item;
    }
}
