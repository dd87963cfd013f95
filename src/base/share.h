/* Work that several threads do together: which of its equal shares a call does. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/**
 * ConvoShare:
 * @index: 0 … @count − 1
 * @count: shares; 0 is one share, the whole
 *
 * Each value of a result belongs to exactly one share and is summed there from beginning to end: so the number of shares
 * changes no bit.
 */
typedef struct
{
  int index, count;
} ConvoShare;

/* Things [*from, *to) of @n, cut between multiples of @step only; may be none */
static inline void
convo_share_range (ConvoShare share, gint64 n, gint64 step, gint64 *from, gint64 *to)
{
  const gint64 units = (n + step - 1) / step, count = MAX (share.count, 1);

  *from = MIN (units * share.index / count * step, n);
  *to = MIN (units * (share.index + 1) / count * step, n);
}

/* How much longer the longest share takes than if @n things could be divided evenly: 1 is even */
static inline double
convo_share_unevenness (int count, gint64 n)
{
  return n > 0 ? (double) ((n + count - 1) / count) * count / n : count;
}

G_END_DECLS
