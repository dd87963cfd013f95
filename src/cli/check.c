/* convo check: every problem of a network, a sentence a line. */
#include "cli.h"
#include "text.h"

static void
print_problem (const ConvoProblem *problem)
{
  if (problem->warning)
    g_print ("%s ", _("Warning:"));
  if (problem->path != NULL)
    g_print ("%s: ", problem->path);
  g_print ("%s\n", problem->message);
}

/** cli_check: the subcommand `check`; the exit status is 1 if anything prevents training */
int
cli_check (int argc, char **argv)
{
  const GOptionEntry options[] = { { NULL } };
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoReport) report = NULL;
  GPtrArray *problems;
  int status = CLI_DONE;

  if (!cli_parse (&argc, argv, N_("MODEL"), N_("Prints every problem of a network; exit status 1 if there is any."),
                  options, 1))
    return CLI_USAGE;
  report = cli_load_report (argv[1], NULL, &error);
  if (report == NULL)
    return cli_fail (g_steal_pointer (&error));
  problems = convo_report_problems (report);
  for (guint i = 0; i < problems->len; i++)
    {
      const ConvoProblem *problem = g_ptr_array_index (problems, i);

      print_problem (problem);
      if (!problem->warning)
        status = CLI_FAILED;
    }
  return status;
}
