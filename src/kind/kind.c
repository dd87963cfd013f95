/* What every layer kind has in common: default state, legality of properties, counts, and the order of parameters. */
#include "kind.h"
#include "errors.h"
#include "numbers.h"
#include "text.h"

#include <math.h>
#include <string.h>

/** convo_kind_new_state: Returns: (transfer full): a state with every property at its default; g_free() it */
void *
convo_kind_new_state (const ConvoKind *kind)
{
  char *state = g_malloc0 (MAX (kind->state_size, 1));

  for (int i = 0; i < kind->n_props; i++)
    {
      const ConvoProp *prop = &kind->props[i];
      void *field = state + prop->offset;

      switch (prop->type)
        {
        case CONVO_PROP_INT: *(gint64 *) field = prop->initial; break;
        case CONVO_PROP_AXES: *(ConvoAxes *) field = (ConvoAxes) { 1, { prop->initial } }; break;
        case CONVO_PROP_BOOL: *(gboolean *) field = prop->initial != 0; break;
        case CONVO_PROP_REAL: *(double *) field = prop->initial; break;
        case CONVO_PROP_CHOICE: *(int *) field = prop->initial; break;
        case CONVO_PROP_SHAPE: *(ConvoShape *) field = prop->initial_shape; break;
        }
    }
  return state;
}

/** convo_kind_prop: Returns: (nullable): the property of that key */
const ConvoProp *
convo_kind_prop (const ConvoKind *kind, const char *key)
{
  for (int i = 0; i < kind->n_props; i++)
    if (strcmp (kind->props[i].key, key) == 0)
      return &kind->props[i];
  return NULL;
}

/** convo_kind_prop_is_default: Returns: whether the field holds its default, so that documents leave it out */
gboolean
convo_kind_prop_is_default (const ConvoProp *prop, const void *state)
{
  const void *field = (const char *) state + prop->offset;

  switch (prop->type)
    {
    case CONVO_PROP_INT: return *(const gint64 *) field == (gint64) prop->initial;
    case CONVO_PROP_AXES:
      {
        const ConvoAxes *axes = field;
        return axes->n == 1 && axes->at[0] == (gint64) prop->initial;
      }
    case CONVO_PROP_BOOL: return *(const gboolean *) field == (prop->initial != 0);
    case CONVO_PROP_REAL: return *(const double *) field == prop->initial;
    case CONVO_PROP_CHOICE: return *(const int *) field == (int) prop->initial;
    case CONVO_PROP_SHAPE: return convo_shape_equal (field, &prop->initial_shape);
    default: g_return_val_if_reached (FALSE);
    }
}

static char *
number_text (double value)
{
  return value == floor (value) && fabs (value) < 1e15 ? convo_number_exact (value) : convo_number_plain (value);
}

static gboolean
in_range (const ConvoProp *prop, double value, GError **error)
{
  g_autofree char *min = NULL, *max = NULL, *given = NULL;

  if (value >= prop->min && value <= prop->max)   /* false for NaN */
    return TRUE;
  min = number_text (prop->min);
  max = number_text (prop->max);
  given = number_text (value);
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_PROPERTY,
               /* translators: a property's label, its value, and the legal range */
               _("%s is %s; it must be between %s and %s."), _(prop->label), given, min, max);
  return FALSE;
}

/**
 * convo_kind_check:
 * @error: return location; %CONVO_ERROR_PROPERTY
 *
 * Checks every property of @state against its legal range.
 *
 * Returns: %TRUE if all are legal
 */
gboolean
convo_kind_check (const ConvoKind *kind, const void *state, GError **error)
{
  for (int i = 0; i < kind->n_props; i++)
    {
      const ConvoProp *prop = &kind->props[i];
      const void *field = (const char *) state + prop->offset;
      gboolean ok = TRUE;

      if (prop->type == CONVO_PROP_INT)
        ok = in_range (prop, *(const gint64 *) field, error);
      else if (prop->type == CONVO_PROP_REAL)
        ok = in_range (prop, *(const double *) field, error);
      else if (prop->type == CONVO_PROP_SHAPE)
        ok = convo_shape_valid (field, error);
      else if (prop->type == CONVO_PROP_AXES)
        for (int a = 0; ok && a < ((const ConvoAxes *) field)->n; a++)
          ok = in_range (prop, ((const ConvoAxes *) field)->at[a], error);
      if (!ok)
        return FALSE;
    }
  return TRUE;
}

static gboolean
axes_fit_inputs (const ConvoKind *kind, const void *state, const ConvoShape *in, GError **error)
{
  for (int i = 0; i < kind->n_props; i++)
    {
      const ConvoProp *prop = &kind->props[i];
      const ConvoAxes *axes = (const void *) ((const char *) state + prop->offset);

      if (prop->type != CONVO_PROP_AXES || convo_axes_fit (axes, convo_shape_n_spatial (in)))
        continue;
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_PROPERTY,
                   _("%s has %d values but the input has %d spatial axes; give one value, or one for each axis."),
                   _(prop->label), axes->n, convo_shape_n_spatial (in));
      return FALSE;
    }
  return TRUE;
}

/**
 * convo_kind_infer:
 * @in: shapes of the inputs, all known
 * @n_in: how many
 * @out: (out): output shape of one image; unset on failure
 * @error: return location; %CONVO_ERROR_PROPERTY, %CONVO_ERROR_WIRING, %CONVO_ERROR_SHAPE
 *
 * Checks properties, the number of inputs and the shapes, then asks the kind.
 *
 * Returns: %TRUE on success
 */
gboolean
convo_kind_infer (const ConvoKind *kind, const void *state, const ConvoShape *in, int n_in, ConvoShape *out,
                  GError **error)
{
  ConvoShape shape = { 0 };

  if (!convo_kind_check (kind, state, error))
    return FALSE;
  if (n_in < kind->min_inputs || n_in > kind->max_inputs)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_WIRING,
                   n_in < kind->min_inputs
                   ? ngettext_ ("It needs %d input but has %d; connect a wire to its free port.",
                                "It needs %d inputs but has %d; connect wires to its free ports.", kind->min_inputs)
                   : ngettext_ ("It takes %d input but has %d; remove a wire.",
                                "It takes %d inputs but has %d; remove a wire.", kind->max_inputs),
                   n_in < kind->min_inputs ? kind->min_inputs : kind->max_inputs, n_in);
      return FALSE;
    }
  if (n_in > 0 && !axes_fit_inputs (kind, state, &in[0], error))
    return FALSE;
  if (!kind->infer (state, in, n_in, &shape, error) || !convo_shape_valid (&shape, error))
    return FALSE;
  *out = shape;
  return TRUE;
}

/** convo_infer_same: the output has the first input's shape */
gboolean
convo_infer_same (const void *state, const ConvoShape *in, int n_in, ConvoShape *out, GError **error)
{
  *out = in[0];
  return TRUE;
}

/** convo_kind_params: Returns: how many parameter tensors the layer has; @specs are filled in */
int
convo_kind_params (const ConvoKind *kind, const void *state, const ConvoSite *site,
                   ConvoParamSpec specs[CONVO_MAX_PARAMS])
{
  memset (specs, 0, sizeof (ConvoParamSpec) * CONVO_MAX_PARAMS);
  return kind->params != NULL ? kind->params (state, site, specs) : 0;
}

/** convo_kind_n_parameters: Returns: trainable values; running statistics are not counted */
gint64
convo_kind_n_parameters (const ConvoKind *kind, const void *state, const ConvoSite *site)
{
  ConvoParamSpec specs[CONVO_MAX_PARAMS];
  int n = convo_kind_params (kind, state, site, specs);
  gint64 count = 0;

  for (int i = 0; i < n; i++)
    if (convo_param_trainable (&specs[i]))
      count += convo_param_count (&specs[i]);
  return count;
}

/** convo_kind_macs: Returns: multiply-accumulates for one image (1 MAC = 2 FLOP); bias and pooling count 0 */
gint64
convo_kind_macs (const ConvoKind *kind, const void *state, const ConvoSite *site)
{
  return kind->macs != NULL ? kind->macs (state, site) : 0;
}

/** convo_kind_summary: Returns: (transfer full): the key properties in a few characters: "3×3, 32, stride 2" */
char *
convo_kind_summary (const ConvoKind *kind, const void *state)
{
  GString *text = g_string_new (NULL);

  if (kind->describe != NULL)
    kind->describe (state, text);
  return g_string_free (text, FALSE);
}

/** convo_axes_get: @axis: 0, 1, 2 for depth, height, width. Returns: the value there for an input of @n_spatial axes */
gint64
convo_axes_get (const ConvoAxes *axes, int axis, int n_spatial)
{
  int index = axis - CONVO_MAX_AXES + n_spatial;

  return axes->n == 1 ? axes->at[0] : axes->at[CLAMP (index, 0, axes->n - 1)];
}

/** convo_axes_fit: Returns: whether there is one value, or one for each of @n_spatial axes */
gboolean
convo_axes_fit (const ConvoAxes *axes, int n_spatial)
{
  return axes->n == 1 || axes->n == n_spatial;
}

/** convo_axes_to_string: Returns: (transfer full): "3" or "3×1" */
char *
convo_axes_to_string (const ConvoAxes *axes)
{
  GString *text = g_string_new (NULL);

  for (int i = 0; i < axes->n; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? "×" : "", axes->at[i]);
  return g_string_free (text, FALSE);
}
