/* Places for values, gradients and saved state. What lives from phase to phase lies in the image's arena; all arenas have
 * the same pitch, so buffers may share memory although slices of the batch are at different layers. What does not lies
 * in a worker's arena. Best fit over buffers in the order in which they begin to live. */
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

/* Buffers with memory between operations @first and @end, all local to a worker or all not */
static void
collect (const ConvoPlan *plan, PlanProgram *program, gboolean local, int first, int end, GPtrArray *buffers)
{
  for (int i = 0; i < plan->n_nodes * PLAN_ROOMS; i++)
    {
      PlanBuffer *buffer = &program->buffers[i];

      if (buffer->size > 0 && buffer->start >= first && buffer->start < end && buffer->local == local)
        g_ptr_array_add (buffers, buffer);
    }
}

/* Gives buffers their offsets. Returns: floats needed; an odd number of cache lines, so that the same pixel of
 * neighbouring images does not fall on the same cache set */
static gint64
place (GPtrArray *starts)
{
  g_autoptr(GPtrArray) ends = g_ptr_array_copy (starts, NULL, NULL);
  g_autoptr(GArray) holes = g_array_new (FALSE, FALSE, sizeof (Hole));
  gint64 top = CONVO_SLACK;
  guint released = 0;

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
      buffer->dirty |= buffer->local || buffer->offset < before;
    }
  top += CONVO_SLACK;
  return (rounded (top) / PLAN_ALIGN | 1) * PLAN_ALIGN;
}

static void
sum_parts (ConvoPlan *plan, const PlanProgram *program)
{
  gint64 floats[PLAN_ROOMS] = { 0 };

  for (int i = 0; i < plan->n_nodes * PLAN_ROOMS; i++)
    if (!program->buffers[i].local)
      floats[i % PLAN_ROOMS] += program->buffers[i].size;
  for (int p = 0; p < PLAN_ROOMS; p++)
    plan->room_floats[p] = MAX (plan->room_floats[p], floats[p]);
}

/**
 * convo_plan_place:
 *
 * Gives every buffer of a program its place: in the arena that each image has, or, phase by phase, in the one that each
 * worker has.
 */
void
convo_plan_place (ConvoPlan *plan, PlanProgram *program)
{
  g_autoptr(GPtrArray) buffers = g_ptr_array_new ();

  collect (plan, program, FALSE, 0, G_MAXINT, buffers);
  plan->image_pitch = MAX (plan->image_pitch, place (buffers));
  sum_parts (plan, program);
  for (guint p = 0; p < program->phases->len; p++)
    {
      PlanPhase *phase = &g_array_index (program->phases, PlanPhase, p);

      g_ptr_array_set_size (buffers, 0);
      collect (plan, program, TRUE, phase->first, phase->first + phase->count, buffers);
      phase->pitch = buffers->len > 0 ? place (buffers) : 0;
    }
}
