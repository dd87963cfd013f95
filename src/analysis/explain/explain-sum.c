/* The ledger of a block or of the whole network: each number as the sum of its parts, the largest first. */
#include "numbers.h"
#include "report.h"
#include "text.h"

#include <string.h>

#define SHOWN 6                  /* parts of a sum that are named; the rest is one part */

typedef struct
{
  char *name;
  gint64 value;
} Part;

static void
part_clear (gpointer data)
{
  g_free (((Part *) data)->name);
}

static gint64
number_of (const ConvoNodeReport *layer, ConvoNumber what)
{
  return what == CONVO_NUMBER_PARAMETERS ? layer->parameters : what == CONVO_NUMBER_MACS ? layer->macs
                                                                                        : layer->activation_bytes;
}

/* "layer2.0.conv1" is "conv1" within "layer2.0", "layer2" within the network, and within "layer2" it is "layer2.0": a bare
 * number would be read as one */
static char *
part_name (const char *path, const char *within)
{
  const char *rest = within != NULL ? path + strlen (within) : path;
  const char *end, *last;

  while (*rest == '.')
    rest++;
  end = strchr (rest, '.');
  last = within != NULL ? strrchr (within, '.') : NULL;
  if (within != NULL && strspn (rest, "0123456789") == (end != NULL ? (gsize) (end - rest) : strlen (rest)))
    rest = last != NULL ? path + (last + 1 - within) : path;
  return end != NULL ? g_strndup (rest, end - rest) : g_strdup (rest);
}

static gboolean
is_within (const ConvoNetNode *node, const char *within)
{
  const gsize length = within != NULL ? strlen (within) : 0;

  return within == NULL || (strncmp (node->path, within, length) == 0
                            && (node->path[length] == '.' || node->path[length] == '\0'));
}

/* Layers in a row that share a name within the block are one part */
static GArray *
gather_parts (const ConvoReport *report, const char *within, ConvoNumber what, gint64 *sum)
{
  GArray *parts = g_array_new (FALSE, FALSE, sizeof (Part));
  g_autoptr(GHashTable) at = g_hash_table_new (g_str_hash, g_str_equal);

  g_array_set_clear_func (parts, part_clear);
  *sum = 0;
  for (int i = 0; i < convo_net_n_nodes (convo_report_net (report)); i++)
    {
      const ConvoNetNode *node = convo_net_node (convo_report_net (report), i);
      const gint64 value = number_of (convo_report_node (report, i), what);
      Part part = { NULL, value };
      guint index;

      if (value == 0 || !is_within (node, within) || __builtin_add_overflow (*sum, value, sum))
        continue;
      part.name = part_name (node->path, within);
      index = GPOINTER_TO_UINT (g_hash_table_lookup (at, part.name));
      if (index > 0)
        {
          g_array_index (parts, Part, index - 1).value += value;
          g_free (part.name);
          continue;
        }
      g_array_append_val (parts, part);
      g_hash_table_insert (at, part.name, GUINT_TO_POINTER (parts->len));
    }
  return parts;
}

static int
by_size (gconstpointer a, gconstpointer b)
{
  const Part *first = a, *second = b;

  return first->value != second->value ? (first->value < second->value) - (first->value > second->value)
                                       : strcmp (first->name, second->name);
}

static void
explain_sum (const ConvoReport *report, const char *within, ConvoNumber what, ConvoLedger *ledger)
{
  gint64 sum, rest = 0;
  g_autoptr(GArray) parts = gather_parts (report, within, what, &sum);
  g_autoptr(GArray) symbols = g_array_new (FALSE, FALSE, sizeof (ConvoSymbol));
  g_autoptr(GString) formula = g_string_new (NULL);
  ConvoLedgerRow *row;

  g_array_sort (parts, by_size);
  for (guint i = 0; i < parts->len; i++)
    {
      const Part *part = &g_array_index (parts, Part, i);
      const ConvoSymbol symbol = { part->name, part->value, "" };

      if (i >= SHOWN && parts->len > SHOWN + 1)
        rest += part->value;
      else
        {
          g_string_append_printf (formula, "%s%s", i > 0 ? " + " : "", part->name);
          g_array_append_val (symbols, symbol);
        }
    }
  if (rest > 0)
    {
      const ConvoSymbol others = { _("others"), rest, "" };

      g_string_append_printf (formula, " + %s", others.name);
      g_array_append_val (symbols, others);
    }
  if (parts->len == 0)
    {
      convo_ledger_tell (ledger, what, convo_number_title (what), "0", NULL);
      return;
    }
  row = convo_ledger_work (ledger, what, convo_number_title (what), formula->str, (const ConvoSymbol *) symbols->data,
                           symbols->len);
  if (what == CONVO_NUMBER_BYTES)
    {
      g_free (row->value);
      row->value = convo_number_bytes (sum);
      convo_ledger_convention (row, _("the outputs of all its layers, one image, 32-bit numbers"));
    }
  else if (what == CONVO_NUMBER_MACS)
    convo_ledger_convention (row, _("1 MAC = 2 FLOP; bias not counted"));
}

static char *
field_text (const ConvoReport *report, const gint64 field[3])
{
  GString *text = g_string_new (NULL);

  for (int axis = convo_report_totals (report)->input.rank == 4 ? 0 : 1; axis < 3; axis++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, text->len > 0 ? "×" : "", field[axis]);
  return g_string_free (text, FALSE);
}

/**
 * convo_report_explain_block:
 * @path: (nullable): path of an instance, "layer2" or "layer2.0"; %NULL for the whole network
 *
 * Returns: (transfer full): its numbers as sums of its parts; empty if there are no layers under @path
 */
ConvoLedger *
convo_report_explain_block (const ConvoReport *report, const char *path)
{
  ConvoLedger *ledger = convo_ledger_new ();
  const ConvoNodeReport *last = NULL;
  gint64 field[3];

  for (int i = 0; i < convo_net_n_nodes (convo_report_net (report)); i++)
    if (is_within (convo_net_node (convo_report_net (report), i), path))
      last = convo_report_node (report, i);
  if (last == NULL)
    return ledger;
  memcpy (field, path != NULL ? last->field : convo_report_totals (report)->field, sizeof field);
  if (path != NULL && last->out.rank > 0)
    {
      g_autofree char *shape = convo_shape_to_string (&last->out);

      convo_ledger_tell (ledger, CONVO_NUMBER_SHAPE, _("Output"), shape, _("of its last layer"));
    }
  explain_sum (report, path, CONVO_NUMBER_PARAMETERS, ledger);
  explain_sum (report, path, CONVO_NUMBER_MACS, ledger);
  explain_sum (report, path, CONVO_NUMBER_BYTES, ledger);
  if (path != NULL ? last->has_field : convo_report_totals (report)->has_field)
    {
      g_autofree char *text = field_text (report, field);

      convo_ledger_tell (ledger, CONVO_NUMBER_FIELD, _("Receptive field"), text,
                         _("of its last layer that has one; borders ignored"));
    }
  return ledger;
}
