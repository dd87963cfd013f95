/* What will be read or written next, brought nearer while the arithmetic units are busy. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

#define CONVO_AHEAD_LINE 64      /* bytes that one prefetch brings */
#define CONVO_AHEAD_COST 16      /* multiply-adds of vectors for each line: fetching stays behind computing */

/* A stretch of each image's arena, in bytes */
typedef struct
{
  gsize offset, size;
} ConvoAheadRun;

/**
 * ConvoAhead:
 * @base: arena of the first of the images
 * @pitch: bytes from an image's arena to the next
 * @images: how many
 * @runs: what is wanted of each, in order
 * @n_runs: how many
 *
 * Kernels call convo_ahead() now and then with what they computed since. Results do not depend on it.
 */
typedef struct
{
  const char *base;
  gsize pitch;
  int images;
  const ConvoAheadRun *runs;
  int n_runs;

  int image, run;          /* where it is */
  gsize at;
  gint64 earned;           /* multiply-adds not yet turned into lines */
} ConvoAhead;

/** convo_ahead: @ahead: (nullable): what to bring; @work: vector multiply-adds done since the last call */
static inline void
convo_ahead (ConvoAhead *ahead, gint64 work)
{
  gint64 lines;

  if (ahead == NULL || ahead->run >= ahead->n_runs)
    return;
  ahead->earned += work;
  lines = ahead->earned / CONVO_AHEAD_COST;
  ahead->earned -= lines * CONVO_AHEAD_COST;
  while (lines > 0)
    {
      const ConvoAheadRun *run = &ahead->runs[ahead->run];
      const char *from = ahead->base + ahead->image * ahead->pitch + run->offset + ahead->at;
      const gint64 left = (run->size - ahead->at + CONVO_AHEAD_LINE - 1) / CONVO_AHEAD_LINE, n = MIN (lines, left);

      for (gint64 i = 0; i < n; i++)
        __builtin_prefetch (from + i * CONVO_AHEAD_LINE, 0, 2);
      ahead->at += n * CONVO_AHEAD_LINE;
      lines -= n;
      if (n < left)
        return;
      ahead->at = 0;
      if (++ahead->image < ahead->images)
        continue;
      ahead->image = 0;
      if (++ahead->run >= ahead->n_runs)
        return;
    }
}

G_END_DECLS
