/* One row of the Layers table. Rows are updated in place, so that a drag of a spin button makes no new widgets. */
#include "scope-layer-row.h"

#include <string.h>

struct _ScopeLayerRow
{
  GObject              parent_instance;
  GPtrArray           *table;              /* keeps @numbers alive */
  const ConvoTableRow *numbers;
  guint                index;              /* in @table */
  gint64               most_macs;
  GListStore          *children;           /* of a block, once somebody has asked for them */
  double               share;              /* of the longest bar */
};

G_DEFINE_FINAL_TYPE (ScopeLayerRow, scope_layer_row, G_TYPE_OBJECT)

static guint changed_signal;

/** scope_layer_row_numbers: Returns: (transfer none): all that is known of it */
const ConvoTableRow *
scope_layer_row_numbers (ScopeLayerRow *self)
{
  return self->numbers;
}

/** scope_layer_row_path: Returns: (transfer none): path of the layer or block */
const char *
scope_layer_row_path (ScopeLayerRow *self)
{
  return self->numbers->path;
}

/** scope_layer_row_id: Returns: (transfer full): the block of the document that it is, or is in */
char *
scope_layer_row_id (ScopeLayerRow *self)
{
  return g_strndup (self->numbers->path, strcspn (self->numbers->path, "."));
}

/** scope_layer_row_share: Returns: length of the bar, 0…1 of the longest */
double
scope_layer_row_share (ScopeLayerRow *self)
{
  return self->share;
}

/* One past the rows that belong to the row at @index */
static guint
end_of (GPtrArray *table, guint index)
{
  const int depth = ((ConvoTableRow *) table->pdata[index])->depth;
  guint end = index + 1;

  while (end < table->len && ((ConvoTableRow *) table->pdata[end])->depth > depth)
    end++;
  return end;
}

static void set_rows (GListStore *rows, GPtrArray *table, guint first, guint end, gint64 most_macs);

static gboolean
is_block (GPtrArray *table, guint index)
{
  return end_of (table, index) > index + 1;
}

static void
set_children (ScopeLayerRow *self)
{
  set_rows (self->children, self->table, self->index + 1, end_of (self->table, self->index), self->most_macs);
}

static void
set_row (ScopeLayerRow *self, GPtrArray *table, guint index, gint64 most_macs)
{
  g_ptr_array_ref (table);
  g_clear_pointer (&self->table, g_ptr_array_unref);
  self->table = table;
  self->numbers = table->pdata[index];
  self->index = index;
  self->most_macs = most_macs;
  self->share = most_macs > 0 ? (double) self->numbers->numbers.macs / most_macs : 0;
  if (self->children != NULL)
    set_children (self);
  g_signal_emit (self, changed_signal, 0);
}

static ScopeLayerRow *
row_new (GPtrArray *table, guint index, gint64 most_macs)
{
  ScopeLayerRow *self = g_object_new (SCOPE_TYPE_LAYER_ROW, NULL);

  set_row (self, table, index, most_macs);
  return self;
}

/* A row can be given other numbers if it stays a layer or a block: its expander depends on that */
static gboolean
fits (ScopeLayerRow *row, GPtrArray *table, guint index)
{
  return is_block (row->table, row->index) == is_block (table, index);
}

/* New rows in the place of @n_old at @at, all at once: what shows them then uses its widgets again */
static void
replace (GListStore *rows, guint at, guint n_old, GPtrArray *made)
{
  if (made->len > 0 || n_old > 0)
    g_list_store_splice (rows, at, n_old, made->pdata, made->len);
  g_ptr_array_set_size (made, 0);
}

static void
set_rows (GListStore *rows, GPtrArray *table, guint first, guint end, gint64 most_macs)
{
  g_autoptr(GPtrArray) made = g_ptr_array_new_with_free_func (g_object_unref);   /* those that end before @at */
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (rows));
  guint at = 0;

  for (guint i = first; i < end; i = end_of (table, i), at++)
    {
      g_autoptr(ScopeLayerRow) row = at < n ? g_list_model_get_item (G_LIST_MODEL (rows), at) : NULL;

      if (row != NULL && fits (row, table, i))
        {
          replace (rows, at - made->len, made->len, made);
          set_row (row, table, i, most_macs);
        }
      else
        g_ptr_array_add (made, row_new (table, i, most_macs));
    }
  at -= made->len;
  replace (rows, at, n > at ? n - at : 0, made);
}

/** scope_layer_rows_set: @table: (element-type ConvoTableRow): of convo_tabulate() @most_macs: of the longest bar */
void
scope_layer_rows_set (GListStore *rows, GPtrArray *table, gint64 most_macs)
{
  set_rows (rows, table, 0, table->len, most_macs);
}

/**
 * scope_layer_row_children:
 *
 * Blocks can have thousands of layers, of which nobody sees any until the block is unfolded: they get rows when they are asked for.
 *
 * Returns: (transfer none) (nullable): rows of what is in the block; %NULL for a layer
 */
GListModel *
scope_layer_row_children (ScopeLayerRow *self)
{
  if (self->children == NULL && is_block (self->table, self->index))
    {
      self->children = g_list_store_new (SCOPE_TYPE_LAYER_ROW);
      set_children (self);
    }
  return self->children != NULL ? G_LIST_MODEL (self->children) : NULL;
}

static void
scope_layer_row_finalize (GObject *object)
{
  ScopeLayerRow *self = SCOPE_LAYER_ROW (object);

  g_clear_pointer (&self->table, g_ptr_array_unref);
  g_clear_object (&self->children);
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
