/* convo, the command line over libconvo: finds the subcommand. */
#include "cli.h"
#include "config.h"
#include "convo-file.h"
#include "layers.h"
#include "table.h"
#include "text.h"

#include <libintl.h>
#include <locale.h>
#include <string.h>

static const struct
{
  const char *name, *arguments, *summary;
  int (*run) (int argc, char **argv);
} commands[] = {
  { "describe", N_("MODEL"), N_("print every layer: shapes, parameters, MACs, receptive field"), cli_describe },
  { "explain", N_("MODEL [LAYER]"), N_("print how a layer's numbers come about, step by step"), cli_explain },
  { "memory", N_("MODEL"), N_("print what a network takes in memory, and the largest batch"), cli_memory },
  { "train", N_("MODEL --data DATA"), N_("train a network on labelled pictures"), cli_train },
  { "run", N_("MODEL --weights FILE"), N_("classify one picture, and save each layer's maps"), cli_run },
  { "bench", N_("MODEL"), N_("measure the speed of a network on this computer"), cli_bench },
  { "check", N_("MODEL"), N_("print every problem of a network"), cli_check },
  { "arithmetic", N_("--input 5x5 --kernel 3"), N_("show a convolution number by number, or draw it"), cli_arithmetic },
  { "bench-worker", NULL, NULL, cli_bench_worker },   /* for comparisons with other engines; not for people */
};

static char *
usage (void)
{
  GString *text = g_string_new (_("Usage: convo COMMAND MODEL [OPTION…]"));

  g_string_append_printf (text, "\n\n%s\n\n", _("MODEL is a .convo file, or the name of a model that comes with the "
                                                "program, such as lenet5."));
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (commands[i].summary != NULL)
      {
        const char *arguments = _(commands[i].arguments);

        g_string_append_printf (text, "  convo %-8s %s%*s %s\n", commands[i].name, arguments,
                                MAX (0, 22 - cli_text_width (arguments)), "", _(commands[i].summary));
      }
  g_string_append_printf (text, "\n%s\n", _("“convo COMMAND --help” lists the options of a command; “convo --version” "
                                            "prints the version."));
  return g_string_free (text, FALSE);
}

/* GLib chooses the language at the first word, so an option that names one is looked for before the others are read */
static void
take_language (int argc, char **argv)
{
  for (int i = 2; i < argc && strcmp (argv[1], "arithmetic") == 0; i++)
    {
      const char *language = NULL;

      if (g_str_has_prefix (argv[i], "--language="))
        language = argv[i] + strlen ("--language=");
      else if (strcmp (argv[i], "--language") == 0)
        language = argv[i + 1];
      if (language == NULL)
        continue;
      g_setenv ("LANGUAGE", language, TRUE);
      if (strcmp (setlocale (LC_MESSAGES, NULL), "C") == 0)
        setlocale (LC_MESSAGES, "C.UTF-8");      /* "C" knows no language at all */
    }
}

static void
set_language (int argc, char **argv)
{
  const char *folder = convo_in_build_folder () ? CONVO_BUILD_LOCALE_DIR : CONVO_LOCALE_DIR;

  setlocale (LC_ALL, "");
  take_language (argc, argv);
  bindtextdomain (CONVO_GETTEXT_PACKAGE, folder);
  bind_textdomain_codeset (CONVO_GETTEXT_PACKAGE, "UTF-8");
  textdomain (CONVO_GETTEXT_PACKAGE);
}

int
main (int argc, char **argv)
{
  g_autofree char *help = NULL;

  set_language (argc, argv);
  g_set_prgname ("convo");
  convo_layers_register ();
  help = usage ();
  if (argc < 2)
    {
      g_printerr ("convo: %s\n%s", _("A command is missing."), help);
      return CLI_USAGE;
    }
  if (strcmp (argv[1], "--version") == 0)
    {
      g_print ("convo %s\n", CONVO_VERSION);
      return CLI_DONE;
    }
  if (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0)
    {
      g_print ("%s", help);
      return CLI_DONE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (argv[1], commands[i].name) == 0)
      return commands[i].run (argc - 1, argv + 1);
  return cli_wrong_usage (_("There is no command “%s”."), argv[1]);
}
