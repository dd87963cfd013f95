/* The fields of an operation that sliders move. */
#include "arith-private.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

static const struct
{
  const char *title, *button;
  gint64 min, max;
} fields[CONVO_ARITH_N_FIELDS] = {
  [CONVO_ARITH_INPUT] = { N_("Input"), N_("Input %" PRId64), 1, 65536 },
  [CONVO_ARITH_CHANNELS] = { N_("Channels"), N_("%" PRId64 " channels"), 1, 65536 },
  [CONVO_ARITH_KERNELS] = { N_("Kernels"), N_("%" PRId64 " kernels"), 1, 65536 },
  [CONVO_ARITH_KERNEL] = { N_("Kernel"), N_("Kernel %" PRId64), 1, 1024 },
  [CONVO_ARITH_STRIDE] = { N_("Stride"), N_("Stride %" PRId64), 1, 1024 },
  [CONVO_ARITH_PADDING] = { N_("Padding"), N_("Padding %" PRId64), 0, 1024 },
  [CONVO_ARITH_DILATION] = { N_("Dilation"), N_("Dilation %" PRId64), 1, 1024 },
  [CONVO_ARITH_OUTPUT_PADDING] = { N_("Output padding"), N_("Output padding %" PRId64), 0, 1024 },
  [CONVO_ARITH_GROUPS] = { N_("Groups"), N_("%" PRId64 " groups"), 1, 65536 },
};

/** convo_arith_field_title: Returns: (transfer none): translated name, "Kernel" */
const char *
convo_arith_field_title (ConvoArithField field)
{
  return _(fields[field].title);
}

/** convo_arith_has: Returns: whether the operation has that field */
gboolean
convo_arith_has (const ConvoArith *arith, ConvoArithField field)
{
  static const char *const keys[CONVO_ARITH_N_FIELDS] = {
    [CONVO_ARITH_KERNEL] = "kernel", [CONVO_ARITH_STRIDE] = "stride", [CONVO_ARITH_PADDING] = "padding",
    [CONVO_ARITH_DILATION] = "dilation", [CONVO_ARITH_OUTPUT_PADDING] = "output-padding",
    [CONVO_ARITH_GROUPS] = "groups",
  };

  if (field == CONVO_ARITH_INPUT || field == CONVO_ARITH_CHANNELS)
    return TRUE;
  if (field == CONVO_ARITH_KERNELS)
    return convo_kind_prop (arith->kind, "channels") != NULL || convo_kind_prop (arith->kind, "features") != NULL;
  return convo_kind_prop (arith->kind, keys[field]) != NULL;
}

static gint64 *
axes_of (ConvoArith *arith, ConvoArithField field)
{
  switch (field)
    {
    case CONVO_ARITH_KERNEL: return arith->kernel;
    case CONVO_ARITH_STRIDE: return arith->stride;
    case CONVO_ARITH_PADDING: return arith->before;
    case CONVO_ARITH_DILATION: return arith->dilation;
    case CONVO_ARITH_OUTPUT_PADDING: return arith->output_padding;
    default: return NULL;
    }
}

/** convo_arith_get: Returns: its value on the last axis (width) */
gint64
convo_arith_get (const ConvoArith *arith, ConvoArithField field)
{
  const gint64 *axes = axes_of ((ConvoArith *) arith, field);

  if (axes != NULL)
    return axes[2];
  switch (field)
    {
    case CONVO_ARITH_INPUT: return arith->in.rank > 1 ? arith->in.dim[arith->in.rank - 1] : 1;
    case CONVO_ARITH_CHANNELS: return arith->in.dim[0];
    case CONVO_ARITH_KERNELS: return arith->kernels;
    default: return arith->groups;
    }
}

/** convo_arith_set_axis: @axis: 0, 1, 2: depth, height, width; padding is set at both ends */
void
convo_arith_set_axis (ConvoArith *arith, ConvoArithField field, int axis, gint64 value)
{
  gint64 *axes = axes_of (arith, field);
  int i = axis - 3 + arith->in.rank;

  g_return_if_fail (axis >= 0 && axis < 3);
  if (i < 1)
    return;
  if (axes != NULL)
    axes[axis] = value;
  else if (field == CONVO_ARITH_INPUT)
    arith->in.dim[i] = value;
  if (field == CONVO_ARITH_PADDING)
    arith->after[axis] = value;
}

/** convo_arith_set: sets all axes; legal or not, see convo_arith_infer() */
void
convo_arith_set (ConvoArith *arith, ConvoArithField field, gint64 value)
{
  switch (field)
    {
    case CONVO_ARITH_CHANNELS:
      arith->in.dim[0] = value;
      break;
    case CONVO_ARITH_KERNELS:
      arith->kernels = value;
      break;
    case CONVO_ARITH_GROUPS:
      arith->groups = value;
      break;
    default:
      for (int axis = 0; axis < 3; axis++)
        convo_arith_set_axis (arith, field, axis, value);
    }
}

/** arith_field_range: @min: (out): and @max: (out): what the field may be at all */
void
arith_field_range (ConvoArithField field, gint64 *min, gint64 *max)
{
  *min = fields[field].min;
  *max = fields[field].max;
}

/* Values along the axes that there are: "7", or "3×7" if they differ */
static char *
along_axes (const ConvoArith *arith, const gint64 values[3])
{
  const int n = convo_shape_n_spatial (&arith->in);
  GString *text = g_string_new (NULL);
  gboolean equal = TRUE;

  for (int axis = 3 - n; axis < 3; axis++)
    equal &= values[axis] == values[2];
  for (int axis = equal ? 2 : 3 - n; axis < 3; axis++)
    g_string_append_printf (text, "%s%" PRId64, text->len > 0 ? "×" : "", values[axis]);
  return g_string_free (text, FALSE);
}

static void
values_of (const ConvoArith *arith, ConvoArithField field, gint64 values[3])
{
  const gint64 *axes = axes_of ((ConvoArith *) arith, field);

  for (int axis = 0; axis < 3; axis++)
    values[axis] = axes != NULL ? axes[axis] : field == CONVO_ARITH_INPUT ? convo_shape_spatial (&arith->in, axis)
                   : convo_arith_get (arith, field);
}

/**
 * arith_field_change:
 *
 * Returns: (transfer full) (nullable): the field as @to has it, "Kernel 7", "Kernel 3×7", "Padding 1 + 2"; %NULL if @from has the
 *   same
 */
char *
arith_field_change (const ConvoArith *from, const ConvoArith *to, ConvoArithField field)
{
  gint64 before[3], after[3];
  const gboolean padding = field == CONVO_ARITH_PADDING;
  g_autofree char *first = NULL, *second = NULL;

  values_of (from, field, before);
  values_of (to, field, after);
  if (memcmp (before, after, sizeof before) == 0 && !(padding && memcmp (from->after, to->after, sizeof from->after) != 0))
    return NULL;
  first = along_axes (to, after);
  second = along_axes (to, padding ? to->after : after);
  if (strcmp (first, second) != 0)
    return g_strdup_printf ("%s %s + %s", _(fields[field].title), first, second);
  if (strstr (first, "×") != NULL)
    return g_strdup_printf ("%s %s", _(fields[field].title), first);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  return g_strdup_printf (_(fields[field].button), after[2]);
#pragma GCC diagnostic pop
}

/** arith_legal_power: Returns: the legal power of Lp pooling that is nearest to that of @arith */
double
arith_legal_power (const ConvoArith *arith)
{
  const ConvoProp *prop = convo_kind_prop (arith->kind, "p");

  return prop != NULL ? CLAMP (arith->p, prop->min, prop->max) : arith->p;
}
