/* Places for values, gradients and saved state in the arena of one image. All values of an image lie in one arena, and
 * all arenas have the same pitch: so buffers may share memory although slices of the batch are at different layers.
 * Best fit over buffers in the order in which they begin to live. */
#include "plan-private.h"

typedef struct
{
  gint64 offset, size;
} Hole;

static int
by_start (gconstpointer a, gconstpointer b)
{
  const PlanBuffer *p = *(PlanBuffer *const *) a, *q = *(PlanBuffer *const *) b;

  return p->start != q->start ? p->start - q->start : p->size < q->size ? 1 : p->size > q->size ? -1 : 0;
}

static int
by_end (gconstpointer a, gconstpointer b)
{
  return (*(PlanBuffer *const *) a)->end - (*(PlanBuffer *const *) b)->end;
}

static gint64
rounded (gint64 size)
{
  return (size + PLAN_ALIGN - 1) / PLAN_ALIGN * PLAN_ALIGN;
}

static void
give_back (GArray *holes, gint64 offset, gint64 size)
{
  guint i = 0;

  while (i < holes->len && g_array_index (holes, Hole, i).offset < offset)
    i++;
  g_array_insert_val (holes, i, ((Hole) { offset, size }));
  if (i + 1 < holes->len)
    {
      Hole *hole = &g_array_index (holes, Hole, i), *next = hole + 1;

      if (hole->offset + hole->size == next->offset)
        {
          hole->size += next->size;
          g_array_remove_index (holes, i + 1);
        }
    }
  if (i > 0)
    {
      Hole *previous = &g_array_index (holes, Hole, i - 1), *hole = previous + 1;

      if (previous->offset + previous->size == hole->offset)
        {
          previous->size += hole->size;
          g_array_remove_index (holes, i);
        }
    }
}

static gint64
take (GArray *holes, gint64 size, gint64 *top)
{
  int best = -1;
  gint64 offset;

  for (guint i = 0; i < holes->len; i++)
    {
      Hole *hole = &g_array_index (holes, Hole, i);

      if (hole->size >= size && (best < 0 || hole->size < g_array_index (holes, Hole, best).size))
        best = i;
    }
  if (best < 0)
    {
      offset = *top;
      *top += size;
      return offset;
    }
  offset = g_array_index (holes, Hole, best).offset;
  g_array_index (holes, Hole, best).offset += size;
  g_array_index (holes, Hole, best).size -= size;
  if (g_array_index (holes, Hole, best).size == 0)
    g_array_remove_index (holes, best);
  return offset;
}

static void
collect (ConvoPlan *plan, GPtrArray *buffers)
{
  for (int i = 0; i < plan->n_nodes; i++)
    {
      PlanNode *node = &plan->nodes[i];

      if (node->value.size > 0)
        g_ptr_array_add (buffers, &node->value);
      if (node->gradient.size > 0)
        g_ptr_array_add (buffers, &node->gradient);
      if (node->saved.size > 0)
        g_ptr_array_add (buffers, &node->saved);
      plan->value_floats += node->value.size;
      plan->grad_floats += node->gradient.size;
      plan->saved_floats += node->saved.size;
    }
}

/**
 * convo_plan_place:
 *
 * Gives every buffer its offset and sets the pitch from image to image. The pitch is an odd number of cache lines, so
 * that the same pixel of neighbouring images does not fall on the same cache set.
 */
void
convo_plan_place (ConvoPlan *plan)
{
  g_autoptr(GPtrArray) starts = g_ptr_array_new (), ends = g_ptr_array_new ();
  g_autoptr(GArray) holes = g_array_new (FALSE, FALSE, sizeof (Hole));
  gint64 top = CONVO_SLACK;
  guint released = 0;

  collect (plan, starts);
  collect (plan, ends);
  plan->value_floats /= 2;
  plan->grad_floats /= 2;
  plan->saved_floats /= 2;
  g_ptr_array_sort (starts, by_start);
  g_ptr_array_sort (ends, by_end);
  for (guint i = 0; i < starts->len; i++)
    {
      PlanBuffer *buffer = g_ptr_array_index (starts, i);
      gint64 before = top;

      for (; released < ends->len && ((PlanBuffer *) ends->pdata[released])->end < buffer->start; released++)
        {
          PlanBuffer *dead = g_ptr_array_index (ends, released);

          dead->dirty = TRUE;
          give_back (holes, dead->offset, rounded (dead->size));
        }
      buffer->offset = take (holes, rounded (buffer->size), &top);
      buffer->dirty |= buffer->offset < before;
    }
  top += CONVO_SLACK;
  plan->image_pitch = (rounded (top) / PLAN_ALIGN | 1) * PLAN_ALIGN;
}
