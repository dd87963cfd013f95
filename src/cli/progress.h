/* A progress bar on stderr, if that is a terminal; otherwise nothing. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gboolean terminal;
  gint64 shown;    /* when the bar was last drawn, in µs */
} CliProgress;

void cli_progress_init  (CliProgress *progress);
void cli_progress_show  (CliProgress *progress,
                         double       fraction,
                         const char  *before,
                         const char  *after);
gboolean cli_progress_due (const CliProgress *progress);
void cli_progress_clear (CliProgress *progress);

G_END_DECLS
