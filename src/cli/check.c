/* convo check: every problem of a network, a sentence a line. */
#include "cli.h"
#include "suggest.h"
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

static void
print_advice (const ConvoAdvice *advice)
{
  g_print ("%s ", _("Advice:"));
  if (advice->path != NULL)
    g_print ("%s: ", advice->path);
  g_print ("%s\n", advice->message);
  for (guint i = 0; i < advice->cures->len; i++)
    g_print ("  → %s\n", ((ConvoCure *) advice->cures->pdata[i])->label);
}

/* What would solve the problem, each on a line of its own */
static void
print_cures (const ConvoReport *report, const ConvoProblem *problem)
{
  g_autoptr(GPtrArray) cures = convo_cures_new (report, problem);

  for (guint i = 0; i < cures->len; i++)
    g_print ("  → %s\n", ((ConvoCure *) cures->pdata[i])->label);
}

/** cli_check: the subcommand `check`; the exit status is 1 if anything prevents training */
int
cli_check (int argc, char **argv)
{
  static gboolean advise;
  const GOptionEntry options[] = {
    { "advice", 0, 0, G_OPTION_ARG_NONE, &advise, N_("Print cures and advice too"), NULL },
    { NULL }
  };
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
      if (advise)
        print_cures (report, problem);
      if (!problem->warning)
        status = CLI_FAILED;
    }
  if (advise)
    {
      g_autoptr(GPtrArray) advice = convo_advise (report);

      for (guint i = 0; i < advice->len; i++)
        print_advice (advice->pdata[i]);
    }
  return status;
}
