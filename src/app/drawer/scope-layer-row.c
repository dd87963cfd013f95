/* One row of the Layers table: what the report says about one block. */
#include "scope-layer-row.h"

#include <glib/gi18n.h>

#include "numbers.h"

struct _ScopeLayerRow
{
  GObject          parent_instance;
  const ConvoKind *kind;                    /* NULL for a named block */
  char            *text[SCOPE_N_LAYER_COLUMNS];
  double           share;                   /* of the longest bar */
  ConvoStatus      status;
};

G_DEFINE_FINAL_TYPE (ScopeLayerRow, scope_layer_row, G_TYPE_OBJECT)

static guint changed_signal;

/** scope_layer_row_id: Returns: (transfer none): the block's name */
const char *
scope_layer_row_id (ScopeLayerRow *self)
{
  return self->text[SCOPE_LAYER_NAME];
}

/** scope_layer_row_kind: Returns: (nullable): its kind; %NULL for a named block */
const ConvoKind *
scope_layer_row_kind (ScopeLayerRow *self)
{
  return self->kind;
}

/** scope_layer_row_text: Returns: (transfer none): what stands in @column */
const char *
scope_layer_row_text (ScopeLayerRow *self, ScopeLayerColumn column)
{
  return self->text[column] != NULL ? self->text[column] : "";
}

/** scope_layer_row_share: Returns: length of the bar, 0…1 of the longest */
double
scope_layer_row_share (ScopeLayerRow *self)
{
  return self->share;
}

/** scope_layer_row_status: Returns: whether its numbers are known */
ConvoStatus
scope_layer_row_status (ScopeLayerRow *self)
{
  return self->status;
}

/* "3×3", or one number where there is one axis only. */
static char *
extents (const gint64 values[3], int n_spatial)
{
  if (n_spatial == 1)
    return g_strdup_printf ("%" G_GINT64_FORMAT, values[2]);
  if (n_spatial == 3)
    return g_strdup_printf ("%" G_GINT64_FORMAT "×%" G_GINT64_FORMAT "×%" G_GINT64_FORMAT, values[0], values[1], values[2]);
  return g_strdup_printf ("%" G_GINT64_FORMAT "×%" G_GINT64_FORMAT, values[1], values[2]);
}

static void
fill_numbers (ScopeLayerRow *self, const ConvoReport *report, const ConvoNodeReport *node, gint64 most_macs)
{
  const gint64 all = convo_report_totals (report)->macs;
  const int n_spatial = MAX (1, convo_shape_n_spatial (&convo_report_totals (report)->input));

  self->text[SCOPE_LAYER_OUTPUT] = convo_shape_to_string (&node->out);
  self->text[SCOPE_LAYER_PARAMETERS] = convo_number_exact (node->parameters);
  self->text[SCOPE_LAYER_MACS] = convo_number_exact (node->macs);
  if (all > 0 && node->macs > 0)
    {
      g_autofree char *percent = convo_number_real (100.0 * node->macs / all, 1);

      self->text[SCOPE_LAYER_SHARE] = g_strdup_printf (_("%s %%"), percent);
    }
  self->share = most_macs > 0 ? (double) node->macs / most_macs : 0;
  self->text[SCOPE_LAYER_ACTIVATIONS] = convo_number_bytes (node->activation_bytes);
  if (node->has_field)
    {
      self->text[SCOPE_LAYER_FIELD] = extents (node->field, n_spatial);
      self->text[SCOPE_LAYER_JUMP] = node->jump[1] == node->jump[2] && n_spatial == 2
        ? g_strdup_printf ("%" G_GINT64_FORMAT, node->jump[2]) : extents (node->jump, n_spatial);
    }
}

/** scope_layer_row_set: fills the row anew and says "changed" */
void
scope_layer_row_set (ScopeLayerRow *self, const ConvoReport *report, int top, gint64 most_macs)
{
  const ConvoNode *node = convo_graph_node (convo_report_graph (report), top);
  const ConvoNodeReport *numbers = convo_report_top (report, top);

  for (int i = 0; i < SCOPE_N_LAYER_COLUMNS; i++)
    g_clear_pointer (&self->text[i], g_free);
  self->kind = convo_node_kind (node);
  self->status = numbers->status;
  self->share = 0;
  self->text[SCOPE_LAYER_NAME] = g_strdup (convo_node_id (node));
  if (self->kind != NULL)
    {
      self->text[SCOPE_LAYER_KIND] = g_strdup (_(self->kind->title));
      self->text[SCOPE_LAYER_ARGUMENTS] = convo_kind_summary (self->kind, convo_node_state (node));
    }
  else
    {
      self->text[SCOPE_LAYER_KIND] = g_strdup (convo_node_type (node));
      if (convo_node_repeat (node) > 1)
        self->text[SCOPE_LAYER_ARGUMENTS] = g_strdup_printf ("×%d", convo_node_repeat (node));
    }
  if (numbers->status == CONVO_STATUS_OK)
    fill_numbers (self, report, numbers, most_macs);
  else
    self->text[SCOPE_LAYER_OUTPUT] = g_strdup (_("undefined"));
  g_signal_emit (self, changed_signal, 0);
}

static void
scope_layer_row_finalize (GObject *object)
{
  for (int i = 0; i < SCOPE_N_LAYER_COLUMNS; i++)
    g_free (SCOPE_LAYER_ROW (object)->text[i]);
  G_OBJECT_CLASS (scope_layer_row_parent_class)->finalize (object);
}

static void
scope_layer_row_class_init (ScopeLayerRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = scope_layer_row_finalize;
  changed_signal = g_signal_new ("changed", SCOPE_TYPE_LAYER_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
scope_layer_row_init (ScopeLayerRow *self)
{
}

/** scope_layer_row_new: Returns: (transfer full): the row of the block at index @top; @most_macs: of the longest bar */
ScopeLayerRow *
scope_layer_row_new (const ConvoReport *report, int top, gint64 most_macs)
{
  ScopeLayerRow *self = g_object_new (SCOPE_TYPE_LAYER_ROW, NULL);

  scope_layer_row_set (self, report, top, most_macs);
  return self;
}
