/* The bar of progress.h: at most ten times a second. */
#include "progress.h"

#include <stdio.h>
#include <unistd.h>

#define WIDTH 24
#define PAUSE 100000   /* µs between two drawings */

/** cli_progress_init: looks whether stderr is a terminal */
void
cli_progress_init (CliProgress *progress)
{
  *progress = (CliProgress) { .terminal = isatty (STDERR_FILENO) };
}

/** cli_progress_due: Returns: whether it is time to draw again; texts need not be made otherwise */
gboolean
cli_progress_due (const CliProgress *progress)
{
  return progress->terminal && g_get_monotonic_time () - progress->shown >= PAUSE;
}

/** cli_progress_show: draws "@before ██████░░░░ 53 % @after" over the last drawing; @fraction: 0 to 1 */
void
cli_progress_show (CliProgress *progress, double fraction, const char *before, const char *after)
{
  g_autoptr(GString) bar = g_string_new (NULL);
  int full = (int) (CLAMP (fraction, 0, 1) * WIDTH);

  if (!progress->terminal)
    return;
  progress->shown = g_get_monotonic_time ();
  for (int i = 0; i < WIDTH; i++)
    g_string_append (bar, i < full ? "█" : "░");
  g_printerr ("\r%s %s %3.0f %%  %s\033[K", before, bar->str, fraction * 100, after);
}

/** cli_progress_clear: takes the bar away, so that a line can be printed */
void
cli_progress_clear (CliProgress *progress)
{
  if (progress->terminal && progress->shown != 0)
    g_printerr ("\r\033[K");
}
