/* Ways of doing the same, side by side. Each way is a list of branches of convolutions; everything that is printed about
 * them comes from the layer kinds. Sources: Simonyan, Zisserman 2015 (stacked 3×3); Szegedy et al. 2015 (inception). */
#include "compare.h"
#include "numbers.h"
#include "registry.h"
#include "text.h"

#include <string.h>

#define MAX_LAYERS 9

/* @kernel high × @wide; 0: a 3×3 max pool that keeps the size. @branch: begins again at the input */
typedef struct
{
  gint64 kernel, wide, channels;
  gboolean depthwise, branch;
} Layer;

typedef struct
{
  const char *label;
  Layer layers[MAX_LAYERS];
} Way;

typedef struct
{
  const char *name, *title, *note;
  gint64 in[3];
  Way ways[3];
} Comparison;

static const Comparison comparisons[] = {
  { "two-3x3", N_("Two 3×3 against one 5×5"),
    N_("The same field with fewer weights, and one more activation between."), { 64, 32, 32 },
    { { N_("one 5×5"), { { 5, 5, 64 } } }, { N_("two 3×3"), { { 3, 3, 64 }, { 3, 3, 64 } } } } },
  { "three-3x3", N_("Three 3×3 against one 7×7"),
    N_("The same field with little more than half the weights."), { 64, 32, 32 },
    { { N_("one 7×7"), { { 7, 7, 64 } } }, { N_("three 3×3"), { { 3, 3, 64 }, { 3, 3, 64 }, { 3, 3, 64 } } } } },
  { "separable", N_("Separable against full"),
    N_("In space: a column, then a row. In depth: each channel for itself, then 1×1 across channels."), { 64, 32, 32 },
    { { N_("full 3×3"), { { 3, 3, 64 } } }, { N_("3×1, then 1×3"), { { 3, 1, 64 }, { 1, 3, 64 } } },
      { N_("depthwise, then 1×1"), { { 3, 3, 64, TRUE }, { 1, 1, 64 } } } } },
  { "bottleneck", N_("Bottleneck against naive inception"),
    N_("The lecture's slide prints 358 M for the bottleneck; the layers it draws add up to 271 M."), { 256, 28, 28 },
    { { N_("naive"), { { 1, 1, 128, FALSE, TRUE }, { 3, 3, 192, FALSE, TRUE }, { 5, 5, 96, FALSE, TRUE },
                       { 0, 0, 0, FALSE, TRUE } } },
      { N_("with 1×1 bottlenecks"),
        { { 1, 1, 128, FALSE, TRUE }, { 1, 1, 64, FALSE, TRUE }, { 3, 3, 192 }, { 1, 1, 64, FALSE, TRUE }, { 5, 5, 96 },
          { 0, 0, 0, FALSE, TRUE }, { 1, 1, 64 } } } } },
};

/** convo_comparison_name: Returns: (transfer none) (nullable): name of comparison @index */
const char *
convo_comparison_name (int index)
{
  return index >= 0 && index < (int) G_N_ELEMENTS (comparisons) ? comparisons[index].name : NULL;
}

static void
way_free (ConvoWay *way)
{
  g_free (way->label);
  g_ptr_array_unref (way->layers);
  g_array_unref (way->parts);
  g_free (way);
}

void
convo_comparison_free (ConvoComparison *comparison)
{
  g_free (comparison->title);
  g_free (comparison->note);
  g_ptr_array_unref (comparison->ways);
  g_free (comparison);
}

static void
settings_of (const Layer *layer, const ConvoShape *in, ConvoArith *arith)
{
  gboolean pool = layer->kernel == 0;

  convo_arith_init (arith, convo_kind_find (pool ? "max-pool" : "conv"), in);
  arith->kernels = layer->channels;
  arith->groups = layer->depthwise ? in->dim[0] : 1;
  arith->bias = FALSE;
  arith->kernel[1] = pool ? 3 : layer->kernel;
  arith->kernel[2] = pool ? 3 : layer->wide;
  arith->stride[1] = arith->stride[2] = 1;
  for (int axis = 1; axis < 3; axis++)
    arith->before[axis] = arith->after[axis] = (arith->kernel[axis] - 1) / 2;
}

static char *
line_of (const Layer *layer, const ConvoShape *out, gint64 macs)
{
  g_autofree char *number = convo_number_exact (macs), *shape = convo_shape_to_string (out);

  if (layer->kernel == 0)
    return g_strdup_printf (_("3×3 max pool: %s"), shape);
  if (layer->depthwise)
    return g_strdup_printf (_("%d×%d, each channel for itself: %s, %s MACs"), (int) layer->kernel, (int) layer->wide, shape,
                            number);
  /* translators: kernel, shape of the output, number */
  return g_strdup_printf (_("%d×%d: %s, %s MACs"), (int) layer->kernel, (int) layer->wide, shape, number);
}

/* One layer; @shape and @field (rows, columns) go along its branch */
static void
add_layer (ConvoWay *way, const Layer *layer, ConvoShape *shape, gint64 field[2])
{
  ConvoArith arith;
  ConvoSite site = { .in = shape, .n_in = 1 };
  ConvoWayPart part;
  g_autofree void *state = NULL;
  gint64 macs, parameters;

  settings_of (layer, shape, &arith);
  state = convo_arith_state (&arith);
  if (!convo_arith_infer (&arith, &site.out, NULL))
    g_assert_not_reached ();
  macs = convo_kind_macs (arith.kind, state, &site);
  parameters = convo_kind_n_parameters (arith.kind, state, &site);
  field[0] += arith.kernel[1] - 1;
  field[1] += arith.kernel[2] - 1;
  way->macs += macs;
  way->parameters += parameters;
  way->field = MAX (way->field, MAX (field[0], field[1]));
  g_ptr_array_add (way->layers, line_of (layer, &site.out, macs));
  part = (ConvoWayPart) { .in = *shape, .out = site.out, .kernel = { arith.kernel[1], arith.kernel[2] },
                          .weights = parameters / site.out.dim[0], .parameters = parameters, .macs = macs,
                          .depthwise = layer->depthwise, .branch = layer->branch };
  g_array_append_val (way->parts, part);
  *shape = site.out;
}

static ConvoWay *
way_new (const Way *from, const ConvoShape *in)
{
  ConvoWay *way = g_new0 (ConvoWay, 1);
  ConvoShape shape = *in;
  gint64 field[2] = { 1, 1 }, joined = 0;

  way->label = g_strdup (_(from->label));
  way->layers = g_ptr_array_new_with_free_func (g_free);
  way->parts = g_array_new (FALSE, FALSE, sizeof (ConvoWayPart));
  for (int i = 0; i < MAX_LAYERS && (from->layers[i].kernel > 0 || from->layers[i].branch); i++)
    {
      if (from->layers[i].branch)
        {
          joined += i > 0 ? shape.dim[0] : 0;
          shape = *in;
          field[0] = field[1] = 1;
        }
      add_layer (way, &from->layers[i], &shape, field);
    }
  way->out = shape;
  way->out.dim[0] += joined;
  return way;
}

/** convo_comparison_new: Returns: (transfer full) (nullable): the comparison of that name, with all its numbers */
ConvoComparison *
convo_comparison_new (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (comparisons); i++)
    if (strcmp (comparisons[i].name, name) == 0)
      {
        const Comparison *from = &comparisons[i];
        ConvoComparison *to = g_new0 (ConvoComparison, 1);

        *to = (ConvoComparison) { .name = from->name, .title = g_strdup (_(from->title)), .note = g_strdup (_(from->note)),
                                  .in = convo_shape_make (from->in, 3) };
        to->ways = g_ptr_array_new_with_free_func ((GDestroyNotify) way_free);
        for (gsize k = 0; k < G_N_ELEMENTS (from->ways) && from->ways[k].label != NULL; k++)
          g_ptr_array_add (to->ways, way_new (&from->ways[k], &to->in));
        return to;
      }
  return NULL;
}
