/* The inputs of a merge: shapes side by side, unequal extents in red. */
#include "scope-inputs-table.h"

#include <glib/gi18n.h>

#include "numbers.h"

static void
attach (GtkGrid *grid, int column, int row, const char *text, gboolean number, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), number ? 1 : 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), number ? PANGO_ELLIPSIZE_NONE : PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, !number);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  if (number)
    gtk_widget_add_css_class (label, "numeric");
  gtk_grid_attach (grid, label, column, row, 1, 1);
}

/* The shape that arrives at @port; rank 0 if none does. */
static ConvoShape
input_shape (const ConvoReport *report, const char *path, int port)
{
  const int index = convo_net_find (convo_report_net (report), path);
  const ConvoNetNode *layer = index >= 0 ? convo_net_node (convo_report_net (report), index) : NULL;

  if (layer == NULL || port >= layer->n_inputs || layer->inputs[port] < 0)
    return (ConvoShape) { 0 };
  return convo_report_node (report, layer->inputs[port])->out;
}

static gboolean
differs (const ConvoShape *shapes, int n, int axis)
{
  const ConvoShape *first = NULL;

  for (int i = 0; i < n; i++)
    {
      if (shapes[i].rank == 0)
        continue;
      if (first != NULL && (shapes[i].rank != first->rank || (axis < first->rank && shapes[i].dim[axis] != first->dim[axis])))
        return TRUE;
      first = first != NULL ? first : &shapes[i];
    }
  return FALSE;
}

static void
fill_row (GtkGrid *grid, const ConvoNode *node, const ConvoShape *shapes, int n, int port, int rank, gboolean guilty)
{
  const char *wire = convo_node_input (node, port);
  g_autofree char *name = g_strdup_printf ("%d · %s", port + 1, wire != NULL ? wire : _("free"));

  attach (grid, 0, port + 1, name, FALSE, NULL);
  for (int axis = 0; axis < rank; axis++)
    {
      g_autofree char *text = axis < shapes[port].rank ? convo_number_exact (shapes[port].dim[axis]) : g_strdup ("—");

      attach (grid, axis + 1, port + 1, text, TRUE, guilty && differs (shapes, n, axis) ? "unequal" : NULL);
    }
}

/**
 * scope_inputs_table_set:
 * @grid: filled anew
 * @report: report of the graph of @node
 * @node: a node
 * @path: its path: its name, or "layer1.0.add"
 *
 * Returns: %FALSE if the node takes one input only: then there is nothing to compare
 */
gboolean
scope_inputs_table_set (GtkGrid *grid, const ConvoReport *report, const ConvoNode *node, const char *path)
{
  static const char *const heads[] = { N_("channels"), N_("height"), N_("width") };
  const int n = convo_node_n_inputs (node);
  const ConvoKind *kind = convo_node_kind (node);
  g_autofree ConvoShape *shapes = g_new0 (ConvoShape, MAX (n, 1));
  ConvoNodeReport numbers;
  GtkWidget *old;
  int rank = 0;

  while ((old = gtk_widget_get_first_child (GTK_WIDGET (grid))) != NULL)
    gtk_grid_remove (grid, old);
  if (kind == NULL || kind->max_inputs < 2 || (n < 2 && kind->flags & CONVO_KIND_LABEL_MAP))
    return FALSE;
  for (int port = 0; port < n; port++)
    {
      shapes[port] = input_shape (report, path, port);
      rank = MAX (rank, shapes[port].rank);
    }
  attach (grid, 0, 0, _("Input"), FALSE, "dim-text");
  for (int axis = 0; axis < rank; axis++)
    attach (grid, axis + 1, 0, axis == 0 ? _(heads[0]) : rank == 3 ? _(heads[axis]) : rank == 2 ? _("width") : "", TRUE,
            "dim-text");
  for (int port = 0; port < n; port++)
    fill_row (grid, node, shapes, n, port, rank,
              convo_report_at (report, path, &numbers) && numbers.status == CONVO_STATUS_ERROR);
  return TRUE;
}
