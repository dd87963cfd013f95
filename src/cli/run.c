/* convo run: one picture through a network; the likeliest classes, and every layer's maps as PNG. */
#include "cli.h"
#include "errors.h"
#include "numbers.h"
#include "open.h"
#include "plan.h"
#include "png.h"
#include "safetensors.h"
#include "table.h"
#include "text.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LIKELIEST 5
#define NO_SAMPLE G_MININT

typedef struct
{
  char *weights, *image, *data, *maps;
  int sample;
  gboolean json;
} Options;

/* The picture, and what is known about it */
typedef struct
{
  float *values;
  gint32 label;               /* −1: nobody knows */
  ConvoDataset *dataset;      /* may be NULL: then classes have no names */
} Picture;

typedef struct
{
  int index;
  double probability;
} Class;

static gboolean
parse (int *argc, char **argv, Options *o)
{
  const GOptionEntry options[] = {
    { "weights", 0, 0, G_OPTION_ARG_FILENAME, &o->weights, N_("The trained weights"), N_("W.safetensors") },
    { "image", 0, 0, G_OPTION_ARG_FILENAME, &o->image, N_("A PNG or JPEG picture"), N_("FILE") },
    { "sample", 0, 0, G_OPTION_ARG_INT, &o->sample, N_("Or: a picture of the test data, counted from 0"), "N" },
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &o->data,
      N_("Data of the samples and of the classes' names: fashion-mnist, shapes, or a folder"), N_("DATA") },
    { "maps", 0, 0, G_OPTION_ARG_FILENAME, &o->maps, N_("Write each layer's maps as PNG into this folder"), N_("DIR") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &o->json, N_("Print JSON"), NULL },
    { NULL }
  };

  if (!cli_parse (argc, argv, N_("MODEL"), N_("Puts one picture through a trained network."), options, 1))
    return FALSE;
  if (o->weights == NULL)
    cli_wrong_usage (_("--weights is missing: the file that “convo train --save” wrote."));
  else if ((o->image != NULL) == (o->sample != NO_SAMPLE))
    cli_wrong_usage (_("Give either --image FILE or --sample N."));
  else
    return o->sample == NO_SAMPLE || cli_in_range ("--sample", o->sample, 0, G_MAXINT);
  return FALSE;
}

/* A sample needs data: Fashion-MNIST unless something else is said. For a file, data only gives the classes' names */
static gboolean
find_picture (const Options *o, const ConvoTotals *totals, Picture *picture, GError **error)
{
  const char *data = o->data != NULL ? o->data : o->image == NULL ? "fashion-mnist" : NULL;
  guint32 index = o->sample;

  picture->label = -1;
  if (data != NULL && (picture->dataset = convo_dataset_open (data, &totals->input, totals->n_classes, NULL, error)) == NULL)
    return FALSE;
  if (o->image != NULL)
    return (picture->values = convo_png_load (o->image, &totals->input, error)) != NULL;
  if (index >= convo_dataset_count (picture->dataset, TRUE))
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_DATA, _("There is no test picture %u; the last one is %u."),
                   index, convo_dataset_count (picture->dataset, TRUE) - 1);
      return FALSE;
    }
  picture->values = g_new (float, convo_shape_count (&totals->input));
  convo_dataset_read (picture->dataset, TRUE, &index, 1, picture->values, &picture->label);
  return TRUE;
}

static int
by_probability (const void *a, const void *b)
{
  const Class *x = a, *y = b;

  if (x->probability != y->probability)
    return x->probability < y->probability ? 1 : -1;
  return x->index - y->index;
}

/* Scores of the last layer before the loss, as probabilities, likeliest first */
static Class *
classify (const ConvoReport *report, ConvoPlan *plan, int *n)
{
  int node = convo_plan_scores (plan);
  const ConvoNetNode *layer = convo_net_node (convo_report_net (report), node);
  gint64 count = convo_shape_count (&convo_report_node (report, node)->out);
  g_autofree float *scores = g_new (float, count);
  Class *classes = g_new (Class, count);
  double most = -INFINITY, sum = 0;

  convo_plan_get_value (plan, node, 0, scores);
  for (gint64 i = 0; i < count; i++)
    most = MAX (most, scores[i]);
  for (gint64 i = 0; i < count; i++)
    {
      classes[i].index = i;
      classes[i].probability = layer->kind->flags & CONVO_KIND_PROBABILITIES ? scores[i] : exp (scores[i] - most);
      sum += classes[i].probability;
    }
  for (gint64 i = 0; i < count && sum > 0; i++)
    classes[i].probability /= sum;
  qsort (classes, count, sizeof (Class), by_probability);
  *n = MIN (count, LIKELIEST);
  return classes;
}

static gboolean
save_maps (const ConvoReport *report, ConvoPlan *plan, const char *folder, GError **error)
{
  const ConvoNet *net = convo_report_net (report);

  if (g_mkdir_with_parents (folder, 0777) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), _("The folder %s cannot be made: %s."), folder,
                   g_strerror (errno));
      return FALSE;
    }
  for (int i = 0; i < convo_net_n_nodes (net); i++)
    {
      const ConvoNetNode *node = convo_net_node (net, i);
      const ConvoShape *shape = &convo_report_node (report, i)->out;
      g_autofree char *name = g_strconcat (node->path, ".png", NULL);
      g_autoptr(GFile) file = g_file_new_build_filename (folder, name, NULL);
      g_autofree float *values = NULL;

      if (node->kind->flags & CONVO_KIND_LOSS || shape->rank == 0)
        continue;
      values = g_new (float, convo_shape_count (shape));
      if (convo_plan_get_value (plan, i, 0, values)
          && !convo_png_save_maps (values, shape, node->kind->flags & CONVO_KIND_SIGNED, file, NULL, error))
        return FALSE;
    }
  return TRUE;
}

static char *
class_name (const Picture *picture, int index)
{
  if (picture->dataset != NULL && (guint) index < convo_dataset_n_classes (picture->dataset))
    return g_strdup (convo_dataset_class_name (picture->dataset, index));
  return g_strdup_printf ("%d", index);
}

static void
print_json (const Picture *picture, const Class *classes, int n)
{
  g_autoptr(JsonBuilder) b = json_builder_new ();

  json_builder_begin_object (b);
  json_builder_set_member_name (b, "classes");
  json_builder_begin_array (b);
  for (int i = 0; i < n; i++)
    {
      g_autofree char *name = class_name (picture, classes[i].index);

      json_builder_begin_object (b);
      json_builder_set_member_name (b, "index");
      json_builder_add_int_value (b, classes[i].index);
      json_builder_set_member_name (b, "name");
      json_builder_add_string_value (b, name);
      json_builder_set_member_name (b, "probability");
      json_builder_add_double_value (b, classes[i].probability);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
  json_builder_set_member_name (b, "label");
  if (picture->label >= 0)
    json_builder_add_int_value (b, picture->label);
  else
    json_builder_add_null_value (b);
  json_builder_end_object (b);
  cli_print_json (b);
}

static void
print_text (const Picture *picture, const Class *classes, int n)
{
  const char *const columns[] = { _("Class"), _(">Probability") };
  g_autoptr(CliTable) table = cli_table_new (columns, G_N_ELEMENTS (columns));

  for (int i = 0; i < n; i++)
    {
      g_autofree char *percent = convo_number_real (classes[i].probability * 100, 2);

      cli_table_take (table, class_name (picture, classes[i].index));
      cli_table_take (table, g_strdup_printf (_("%s %%"), percent));
    }
  cli_table_print (table);
  if (picture->label >= 0)
    {
      g_autofree char *name = class_name (picture, picture->label);

      /* translators: the name of a class */
      g_print (_("It is: %s"), name);
      g_print ("\n");
    }
}

static gboolean
run (const Options *o, const char *model, Picture *picture, GError **error)
{
  g_autoptr(ConvoReport) report = cli_load_report (model, NULL, error);
  g_autoptr(GFile) file = g_file_new_for_path (o->weights);
  g_autoptr(ConvoWeights) weights = NULL;
  g_autoptr(ConvoWorkers) workers = NULL;
  g_autoptr(ConvoPlan) plan = NULL;
  g_autofree Class *classes = NULL;
  int n;

  if (report == NULL || !convo_report_check (report, error)
      || !find_picture (o, convo_report_totals (report), picture, error))
    return FALSE;
  weights = convo_weights_new (report, error);
  if (weights == NULL || !convo_weights_load (weights, file, NULL, error))
    return FALSE;
  workers = convo_workers_new (convo_cores ());
  plan = convo_plan_new (report, weights, CONVO_PLAN_INSPECT, 1, workers, error);
  if (plan == NULL)
    return FALSE;
  convo_plan_set_input (plan, picture->values, 1);
  convo_plan_forward (plan, 1, FALSE, NULL, 0);
  if (o->maps != NULL && !save_maps (report, plan, o->maps, error))
    return FALSE;
  classes = classify (report, plan, &n);
  (o->json ? print_json : print_text) (picture, classes, n);
  return TRUE;
}

/** cli_run: the subcommand `run` */
int
cli_run (int argc, char **argv)
{
  Options o = { .sample = NO_SAMPLE };
  Picture picture = { 0 };
  g_autoptr(GError) error = NULL;
  int status = CLI_USAGE;

  if (parse (&argc, argv, &o))
    status = run (&o, argv[1], &picture, &error) ? CLI_DONE : cli_fail (g_steal_pointer (&error));
  convo_dataset_unref (picture.dataset);
  g_free (picture.values);
  g_free (o.weights);
  g_free (o.image);
  g_free (o.data);
  g_free (o.maps);
  return status;
}
