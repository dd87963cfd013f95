/* How long the turns of the main loop are, in work of this thread. */
#pragma once
#include <glib.h>

/* A source that is never ready: the loop asks it before it waits, and first of all when it wakes up. */
typedef struct
{
  GSource source;
  double awake;                  /* when the turn began, in ms of this thread's work; 0 while it waits */
  double longest, sum;
} Turns;

Turns *turns_new (void);
void   turn_for  (double seconds);
