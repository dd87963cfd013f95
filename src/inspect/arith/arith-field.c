/* The fields of an operation that sliders move, and the nearest legal values of each. */
#include "arith.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

#define FIX_REACH 64      /* how far from its value a field is searched */

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

static gboolean
legal_with (const ConvoArith *arith, ConvoArithField field, gint64 value)
{
  ConvoArith changed = *arith;
  ConvoShape out;

  if (value < fields[field].min || value > fields[field].max)
    return FALSE;
  convo_arith_set (&changed, field, value);
  return convo_arith_infer (&changed, &out, NULL);
}

static void
fix_free (ConvoArithFix *fix)
{
  g_free (fix->label);
  g_free (fix);
}

static void
add_fix (GPtrArray *fixes, ConvoArithField field, gint64 value)
{
  ConvoArithFix *fix = g_new (ConvoArithFix, 1);

  *fix = (ConvoArithFix) { .field = field, .value = value };
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  fix->label = g_strdup_printf (_(fields[field].button), value);
#pragma GCC diagnostic pop
  g_ptr_array_add (fixes, fix);
}

/**
 * convo_arith_fixes:
 *
 * Looks along each field for the legal value nearest to its present one, the others unchanged. The nearest come first.
 *
 * Returns: (transfer full) (element-type ConvoArithFix): for buttons; empty if the settings are legal, or if no change of
 * one field alone makes them so
 */
GPtrArray *
convo_arith_fixes (const ConvoArith *arith)
{
  GPtrArray *fixes = g_ptr_array_new_with_free_func ((GDestroyNotify) fix_free);
  gboolean found[CONVO_ARITH_N_FIELDS] = { FALSE };
  ConvoShape out;

  if (convo_arith_infer (arith, &out, NULL))
    return fixes;
  for (gint64 step = 1; step <= FIX_REACH; step++)
    for (int field = 0; field < CONVO_ARITH_N_FIELDS; field++)
      {
        gint64 value = convo_arith_get (arith, field);

        if (found[field] || !convo_arith_has (arith, field))
          continue;
        for (int side = -1; side <= 1 && !found[field]; side += 2)
          if (legal_with (arith, field, value + side * step))
            {
              add_fix (fixes, field, value + side * step);
              found[field] = TRUE;
            }
      }
  return fixes;
}
