/* Loading what MODEL names, and the odds and ends of measuring. */
#include "cli.h"
#include "convo-file.h"
#include "errors.h"
#include "random.h"
#include "text.h"

#include <stdlib.h>
#include <sys/resource.h>

static const ConvoNode *
find_source (const ConvoGraph *graph)
{
  for (int i = 0; i < convo_graph_n_nodes (graph); i++)
    {
      const ConvoKind *kind = convo_node_kind (convo_graph_node (graph, i));

      if (kind != NULL && kind->flags & CONVO_KIND_SOURCE)
        return convo_graph_node (graph, i);
    }
  return NULL;
}

static ConvoGraph *
with_input (ConvoGraph *graph, const ConvoShape *input, GError **error)
{
  const ConvoNode *source = find_source (graph);
  g_autoptr(JsonNode) value = json_node_init_array (json_node_alloc (), json_array_sized_new (input->rank));
  ConvoGraph *changed;

  if (source == NULL)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_WIRING, _("The network has no input, so --input has nothing to change."));
      convo_graph_unref (graph);
      return NULL;
    }
  for (int i = 0; i < input->rank; i++)
    json_array_add_int_element (json_node_get_array (value), input->dim[i]);
  json_node_seal (value);
  changed = convo_graph_set_property (graph, convo_node_id (source), "shape", value, error);
  convo_graph_unref (graph);
  return changed;
}

/**
 * cli_load_graph:
 * @model: a file, or the bare name of a model that comes with the program
 * @input: (nullable): shape of the picture instead of the document's
 *
 * Returns: (transfer full): the graph, or %NULL with @error set
 */
ConvoGraph *
cli_load_graph (const char *model, const ConvoShape *input, GError **error)
{
  g_autoptr(GFile) file = convo_model_find (model, error);
  ConvoGraph *graph = file != NULL ? convo_graph_load (file, NULL, error) : NULL;

  return graph != NULL && input != NULL && input->rank > 0 ? with_input (graph, input, error) : graph;
}

/** cli_load_report: cli_load_graph() and its report. Returns: (transfer full): %NULL with @error set */
ConvoReport *
cli_load_report (const char *model, const ConvoShape *input, GError **error)
{
  g_autoptr(ConvoGraph) graph = cli_load_graph (model, input, error);

  return graph != NULL ? convo_report_new (graph) : NULL;
}

/**
 * cli_random_pictures:
 * @labels: (out) (optional): @batch classes
 *
 * Returns: (transfer full): @batch pictures of normal noise for the network's input
 */
float *
cli_random_pictures (const ConvoReport *report, int batch, guint64 seed, gint32 **labels)
{
  const ConvoTotals *totals = convo_report_totals (report);
  gint64 n = convo_shape_count (&totals->input) * batch;
  ConvoRandom stream = convo_random_stream (seed, 1, 2);
  float *pictures = g_new (float, n);

  for (gint64 i = 0; i < n; i++)
    pictures[i] = convo_random_normal (&stream);
  if (labels != NULL)
    {
      *labels = g_new (gint32, batch);
      for (int i = 0; i < batch; i++)
        (*labels)[i] = convo_random_below (&stream, MAX (totals->n_classes, 1));
    }
  return pictures;
}

/** cli_peak_rss: Returns: the most memory that this process had in use, in bytes */
gint64
cli_peak_rss (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (gint64) usage.ru_maxrss * 1024;
}

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/** cli_median: sorts @values. Returns: the one in the middle */
double
cli_median (double *values, guint n)
{
  qsort (values, n, sizeof *values, compare);
  return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}
