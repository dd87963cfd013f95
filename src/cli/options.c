/* Options, errors and JSON as every subcommand has them. */
#include "cli.h"
#include "json-text.h"
#include "numbers.h"
#include "text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/** cli_fail: prints "convo: sentence" on stderr and frees @error. Returns: the exit status 1 */
int
cli_fail (GError *error)
{
  g_printerr ("convo: %s%s\n", error->message, g_str_has_suffix (error->message, ".") ? "" : ".");   /* GIO's have none */
  g_error_free (error);
  return CLI_FAILED;
}

/** cli_wrong_usage: prints "convo: sentence" on stderr, and how to get help. Returns: the exit status 2 */
int
cli_wrong_usage (const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  /* translators: a sentence, then the command to type */
  g_printerr (_("convo: %s Try “%s --help”."), message, g_get_prgname ());
  g_printerr ("\n");
  return CLI_USAGE;
}

/**
 * cli_parse_some:
 * @argc: (inout): afterwards only the subcommand and its arguments
 * @arguments: how the help names the arguments: "MODEL [LAYER]"
 * @least: how many there must be
 * @most: how many there may be
 *
 * Reads the options of a subcommand; prints help and ends the program with --help.
 *
 * Returns: %FALSE if the usage is wrong; that was said
 */
gboolean
cli_parse_some (int *argc, char **argv, const char *arguments, const char *summary, const GOptionEntry *options, int least,
                int most)
{
  g_autoptr(GOptionContext) context = g_option_context_new (arguments);
  g_autofree char *program = g_strdup_printf ("convo %s", argv[0]);
  g_autoptr(GError) error = NULL;

  g_set_prgname (program);
  g_option_context_set_summary (context, _(summary));
  g_option_context_add_main_entries (context, options, NULL);
  g_option_context_set_translation_domain (context, "convoscope");
  if (!g_option_context_parse (context, argc, &argv, &error))
    {
      cli_wrong_usage ("%s.", error->message);
      return FALSE;
    }
  if (*argc > 1 && strcmp (argv[1], "--") == 0)
    {
      memmove (argv + 1, argv + 2, (*argc - 1) * sizeof (char *));
      (*argc)--;
    }
  if (*argc - 1 < least)
    cli_wrong_usage (_("A model is missing: a file, or a name such as lenet5."));
  else if (*argc - 1 > most)
    cli_wrong_usage (_("“%s” is one argument too many."), argv[most + 1]);
  return *argc - 1 >= least && *argc - 1 <= most;
}

/** cli_parse: cli_parse_some() with exactly @n_arguments arguments. Returns: %FALSE if the usage is wrong */
gboolean
cli_parse (int *argc, char **argv, const char *arguments, const char *summary, const GOptionEntry *options, int n_arguments)
{
  return cli_parse_some (argc, argv, arguments, summary, options, n_arguments, n_arguments);
}

static char *
number_text (double value)
{
  return value == floor (value) && fabs (value) < 1e15 ? convo_number_exact (value) : convo_number_plain (value);
}

/** cli_in_range: Returns: whether @value is from @min to @max; if not, that was said */
gboolean
cli_in_range (const char *option, double value, double min, double max)
{
  g_autofree char *from = NULL, *to = NULL;

  if (value >= min && value <= max)
    return TRUE;
  from = number_text (min);
  to = number_text (max);
  /* translators: an option such as --batch, and its range */
  cli_wrong_usage (_("%s must be from %s to %s."), option, from, to);
  return FALSE;
}

/** cli_print_json: prints what @builder holds on one line of stdout, at once */
void
cli_print_json (JsonBuilder *builder)
{
  g_autoptr(JsonNode) root = json_builder_get_root (builder);
  g_autoptr(GString) text = g_string_new (NULL);

  convo_json_append (text, root);
  g_string_append_c (text, '\n');
  fputs (text->str, stdout);   /* UTF-8 whatever the locale is, and at once */
  fflush (stdout);
}

/** cli_json_shape: adds a list of extents; null if the shape is unknown */
void
cli_json_shape (JsonBuilder *builder, const ConvoShape *shape)
{
  if (shape->rank == 0)
    {
      json_builder_add_null_value (builder);
      return;
    }
  json_builder_begin_array (builder);
  for (int i = 0; i < shape->rank; i++)
    json_builder_add_int_value (builder, shape->dim[i]);
  json_builder_end_array (builder);
}
