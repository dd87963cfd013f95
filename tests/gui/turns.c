/* Measures the turns of the main loop for the tests that open something large. */
#include "turns.h"

#include <time.h>

static double
work_ms (void)
{
  struct timespec t;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static gboolean
before_waiting (GSource *source, int *timeout)
{
  Turns *self = (Turns *) source;

  *timeout = -1;
  if (self->awake > 0)
    {
      const double turn = work_ms () - self->awake;

      self->longest = MAX (self->longest, turn);
      self->sum += turn;
      if (turn > 16)
        g_test_message ("a turn of %.1f ms", turn);
    }
  self->awake = 0;
  return FALSE;
}

static gboolean
after_waiting (GSource *source)
{
  ((Turns *) source)->awake = work_ms ();
  return FALSE;
}

static gboolean
nothing (GSource *source, GSourceFunc callback, gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs turns_funcs = { .prepare = before_waiting, .check = after_waiting, .dispatch = nothing };

/** turns_new: Returns: (transfer full): a source that measures once it is attached */
Turns *
turns_new (void)
{
  return (Turns *) g_source_new (&turns_funcs, sizeof (Turns));
}

static gboolean
tick (gpointer ended)
{
  *(gboolean *) ended = TRUE;
  return G_SOURCE_REMOVE;
}

/** turn_for: the main loop runs for so many seconds */
void
turn_for (double seconds)
{
  gboolean ended = FALSE;

  g_timeout_add ((guint) (seconds * 1000), tick, &ended);
  while (!ended)
    g_main_context_iteration (NULL, TRUE);
}
