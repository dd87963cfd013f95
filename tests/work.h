/* A clock that stands still while other programs have the processors: what is promised in time is measured in work. */
#pragma once
#include <glib.h>
#include <time.h>

/* What all threads of this process have worked, in µs. */
static inline gint64
work_of_process (void)
{
  struct timespec t;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &t);
  return (gint64) t.tv_sec * G_USEC_PER_SEC + t.tv_nsec / 1000;
}
