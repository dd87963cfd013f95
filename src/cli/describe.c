/* convo describe: every number of a network, as a table or as JSON. */
#include "cli.h"
#include "errors.h"
#include "numbers.h"
#include "table.h"
#include "tabulate.h"
#include "text.h"

/* Height and width, and depth before them where the picture has it; "–" or null where there is no field */
static char *
field_text (const ConvoTotals *totals, gboolean has_field, const gint64 field[3])
{
  GString *text = g_string_new (NULL);

  if (!has_field)
    g_string_append (text, "–");
  else
    for (int axis = totals->input.rank == 4 ? 0 : 1; axis < 3; axis++)
      g_string_append_printf (text, "%s%" G_GINT64_FORMAT, text->len > 0 ? "×" : "", field[axis]);
  return g_string_free (text, FALSE);
}

static void
json_field (JsonBuilder *b, const ConvoTotals *totals, gboolean has_field, const gint64 field[3])
{
  json_builder_set_member_name (b, "receptive_field");
  if (!has_field)
    {
      json_builder_add_null_value (b);
      return;
    }
  json_builder_begin_array (b);
  for (int axis = totals->input.rank == 4 ? 0 : 1; axis < 3; axis++)
    json_builder_add_int_value (b, field[axis]);
  json_builder_end_array (b);
}

static void
json_int (JsonBuilder *b, const char *key, gint64 value)
{
  json_builder_set_member_name (b, key);
  json_builder_add_int_value (b, value);
}

static void
json_layer (JsonBuilder *b, const ConvoReport *report, int index)
{
  const ConvoNet *net = convo_report_net (report);
  const ConvoNetNode *node = convo_net_node (net, index);
  const ConvoNodeReport *numbers = convo_report_node (report, index);

  json_builder_begin_object (b);
  json_builder_set_member_name (b, "id");
  json_builder_add_string_value (b, node->path);
  json_builder_set_member_name (b, "kind");
  json_builder_add_string_value (b, node->kind->name);
  json_builder_set_member_name (b, "inputs");
  json_builder_begin_array (b);
  for (int i = 0; i < node->n_inputs; i++)
    if (node->inputs[i] >= 0)
      json_builder_add_string_value (b, convo_net_node (net, node->inputs[i])->path);
    else
      json_builder_add_null_value (b);
  json_builder_end_array (b);
  json_builder_set_member_name (b, "output");
  cli_json_shape (b, &numbers->out);
  json_int (b, "parameters", numbers->parameters);
  json_int (b, "macs", numbers->macs);
  json_field (b, convo_report_totals (report), numbers->has_field, numbers->field);
  if (node->training_only)
    {
      json_builder_set_member_name (b, "training_only");
      json_builder_add_boolean_value (b, TRUE);
    }
  if (node->weight != 1)
    {
      json_builder_set_member_name (b, "weight");
      json_builder_add_double_value (b, node->weight);
    }
  json_builder_end_object (b);
}

static void
print_json (const ConvoReport *report)
{
  const ConvoTotals *totals = convo_report_totals (report);
  g_autoptr(JsonBuilder) b = json_builder_new ();

  json_builder_begin_object (b);
  json_builder_set_member_name (b, "name");
  json_builder_add_string_value (b, convo_graph_name (convo_report_graph (report)));
  json_builder_set_member_name (b, "input");
  cli_json_shape (b, &totals->input);
  json_builder_set_member_name (b, "layers");
  json_builder_begin_array (b);
  for (int i = 0; i < convo_net_n_nodes (convo_report_net (report)); i++)
    json_layer (b, report, i);
  json_builder_end_array (b);
  json_builder_set_member_name (b, "totals");
  json_builder_begin_object (b);
  json_int (b, "parameters", totals->parameters);
  json_int (b, "macs", totals->macs);
  json_int (b, "flops", 2 * totals->macs);
  json_int (b, "training_only_parameters", totals->training_parameters);
  json_int (b, "training_only_macs", totals->training_macs);
  json_int (b, "activation_bytes", totals->activation_bytes);
  json_int (b, "weight_bytes", totals->weight_bytes);
  json_field (b, totals, totals->has_field, totals->field);
  json_builder_end_object (b);
  json_builder_end_object (b);
  cli_print_json (b);
}

/* "3×3, 32"; a head for training says so, and a loss how much it counts */
static char *
arguments_of (const ConvoNetNode *node)
{
  g_autofree char *summary = convo_kind_summary (node->kind, node->state);
  g_autofree char *weight = convo_number_plain (node->weight);
  g_autoptr(GPtrArray) parts = g_ptr_array_new ();
  g_autofree char *counts = node->weight != 1 ? g_strdup_printf (_("weight %s"), weight) : NULL;

  if (*summary != '\0')
    g_ptr_array_add (parts, summary);
  if (counts != NULL)
    g_ptr_array_add (parts, counts);
  if (node->training_only)
    g_ptr_array_add (parts, (gpointer) _("training only"));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (", ", (char **) parts->pdata);
}

static void
add_row (CliTable *table, const ConvoReport *report, int index)
{
  const ConvoNetNode *node = convo_net_node (convo_report_net (report), index);
  const ConvoNodeReport *numbers = convo_report_node (report, index);

  cli_table_take (table, g_strdup (node->path));
  cli_table_take (table, g_strdup (_(node->kind->title)));
  cli_table_take (table, arguments_of (node));
  cli_table_take (table, numbers->out.rank > 0 ? convo_shape_to_string (&numbers->out) : g_strdup ("?"));
  cli_table_take (table, convo_number_exact (numbers->parameters));
  cli_table_take (table, convo_number_exact (numbers->macs));
  cli_table_take (table, convo_number_bytes (numbers->activation_bytes));
  cli_table_take (table, field_text (convo_report_totals (report), numbers->has_field, numbers->field));
}

static void
add_totals (CliTable *table, const ConvoReport *report)
{
  const ConvoTotals *totals = convo_report_totals (report);

  cli_table_rule (table);
  cli_table_take (table, g_strdup (totals->complete ? C_ ("table", "Total") : C_ ("table", "Total, at least")));
  for (int i = 0; i < 3; i++)
    cli_table_take (table, g_strdup (""));
  cli_table_take (table, convo_number_exact (totals->parameters));
  cli_table_take (table, convo_number_exact (totals->macs));
  cli_table_take (table, convo_number_bytes (totals->activation_bytes));
  cli_table_take (table, field_text (totals, totals->has_field && convo_report_has_window (report), totals->field));
}

static void
print_table (const ConvoReport *report)
{
  const char *const columns[] = {
    /* translators: a heading; keep a ">" at the beginning, it means "to the right" */
    _("Layer"), _("Kind"), _("Arguments"), _(">Output"), _(">Parameters"), _(">MACs"), _(">Activations"), _(">Field"),
  };
  g_autoptr(CliTable) table = cli_table_new (columns, G_N_ELEMENTS (columns));
  const ConvoTotals *totals = convo_report_totals (report);
  g_autofree char *macs = convo_number_short (totals->macs), *flops = convo_number_short (2 * totals->macs);
  g_autofree char *weights = convo_number_bytes (totals->weight_bytes);

  g_print ("%s\n\n", convo_graph_name (convo_report_graph (report)));
  for (int i = 0; i < convo_net_n_nodes (convo_report_net (report)); i++)
    add_row (table, report, i);
  add_totals (table, report);
  cli_table_print (table);
  g_print ("\n");
  /* translators: numbers with units: MACs, FLOPs, bytes */
  g_print (_("%s MAC = %s FLOP (1 MAC = 2 FLOP; convolution and linear only, bias not counted). Weights: %s. "
             "Activations: all outputs, one picture, float32."), macs, flops, weights);
  g_print ("\n");
  if (totals->training_parameters > 0 || totals->training_macs > 0)
    {
      g_autofree char *parameters = convo_number_exact (totals->training_parameters);
      g_autofree char *products = convo_number_exact (totals->training_macs);

      /* translators: numbers */
      g_print (_("Of these, %s parameters and %s MACs belong to heads that are there in training only."), parameters,
               products);
      g_print ("\n");
    }
}

static gboolean
read_format (const char *name, ConvoTableFormat *format)
{
  static const char *const names[] = { "tsv", "markdown", "latex" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i], name))
      {
        *format = i;
        return TRUE;
      }
  return FALSE;
}

/* For a spreadsheet, a page or a paper: the layers, blocks before what is in them */
static void
print_text (const ConvoReport *report, ConvoTableFormat format)
{
  g_autoptr(GPtrArray) rows = convo_tabulate (report);
  g_autofree char *text = convo_table_text (rows, (1u << CONVO_N_COLUMNS) - 1, format);

  g_print ("%s", text);
}

/** cli_describe: the subcommand `describe` */
int
cli_describe (int argc, char **argv)
{
  static gboolean json;
  static char *input, *name;
  ConvoTableFormat format = CONVO_TABLE_TSV;
  const GOptionEntry options[] = {
    { "input", 0, 0, G_OPTION_ARG_STRING, &input, N_("Shape of the picture instead of the document's"), "CxHxW" },
    { "format", 0, 0, G_OPTION_ARG_STRING, &name, N_("Print tsv, markdown or latex, with every column"), N_("FORMAT") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Print JSON"), NULL },
    { NULL }
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoReport) report = NULL;
  ConvoShape shape = { 0 };

  if (!cli_parse (&argc, argv, N_("MODEL"),
                  N_("Prints every layer of a network: shapes, parameters, MACs, receptive field."),
                  options, 1))
    return CLI_USAGE;
  if (input != NULL && !convo_shape_parse (input, &shape, &error))
    return cli_wrong_usage ("%s", error->message);
  if (name != NULL && !read_format (name, &format))
    return cli_wrong_usage (_("“%s” is no format of a table: choose tsv, markdown or latex."), name);
  report = cli_load_report (argv[1], &shape, &error);
  if (report == NULL)
    return cli_fail (g_steal_pointer (&error));
  if (json)
    print_json (report);
  else if (name != NULL)
    print_text (report, format);
  else
    print_table (report);
  return convo_report_check (report, &error) ? CLI_DONE : cli_fail (g_steal_pointer (&error));
}
