/* The operation that the options of `convo arithmetic` describe, filled with small numbers. */
#include "arithmetic.h"
#include "errors.h"
#include "filling.h"
#include "registry.h"
#include "text.h"

#include <string.h>

/* Every kind that can be taken apart, by its name */
static const ConvoKind *
layer_of (const char *name, GError **error)
{
  const ConvoKind *kind = convo_kind_find (name);
  g_autoptr(GString) names = g_string_new (NULL);
  int n;
  const ConvoKind *const *kinds = convo_kinds (&n);

  if (kind != NULL && convo_arith_supports (kind))
    return kind;
  for (int i = 0; i < n; i++)
    if (convo_arith_supports (kinds[i]))
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", kinds[i]->name);
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME, _("“%s” cannot be taken apart; these can: %s."), name, names->str);
  return NULL;
}

static const ConvoKind *
chosen_kind (const ArithmeticOptions *o, GError **error)
{
  g_autofree char *name = NULL;
  const ConvoKind *kind;

  if (o->layer != NULL)
    return layer_of (o->layer, error);
  if (o->pool == NULL)
    return convo_kind_find (o->transposed ? "transposed-conv" : "conv");
  name = g_strdup_printf ("%s-pool", o->pool);
  kind = convo_kind_find (name);
  if (kind == NULL || !convo_arith_supports (kind))
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME,
                   _("There is no pooling “%s”; there are max, average, lp, distance, global-average, global-max."), o->pool);
      return NULL;
    }
  return kind;
}

static gboolean
read_input (const ArithmeticOptions *o, const ConvoKind *kind, ConvoShape *in, GError **error)
{
  const gboolean flat = strcmp (kind->name, "linear") == 0 || strcmp (kind->name, "softmax") == 0;
  g_autofree char *text = flat ? g_strdup (o->input != NULL ? o->input : "6")
                               : g_strconcat ("1x", o->input != NULL ? o->input : "5x5", NULL);

  if (!convo_shape_parse (text, in, error))
    return FALSE;
  if (!flat)
    in->dim[0] = o->channels;      /* legal or not: what would be is said later */
  return TRUE;
}

static void
set_if (ConvoArith *arith, ConvoArithField field, int value)
{
  if (value != ARITHMETIC_UNSET)
    convo_arith_set (arith, field, value);
}

static void
settings (const ArithmeticOptions *o, ConvoArith *arith, const ConvoKind *kind, const ConvoShape *in)
{
  convo_arith_init (arith, kind, in);
  set_if (arith, CONVO_ARITH_KERNEL, o->kernel);
  set_if (arith, CONVO_ARITH_STRIDE, o->stride);
  set_if (arith, CONVO_ARITH_PADDING, o->padding);
  set_if (arith, CONVO_ARITH_DILATION, o->dilation);
  set_if (arith, CONVO_ARITH_OUTPUT_PADDING, o->output_padding);
  if (convo_arith_has (arith, CONVO_ARITH_KERNELS))
    {
      arith->kernels = o->kernels;
      arith->bias = !o->no_bias;
      arith->flip = o->flip;
    }
  if (convo_arith_has (arith, CONVO_ARITH_GROUPS))
    arith->groups = o->groups;
  if (kind->max_inputs != 1)
    arith->n_in = CLAMP (o->inputs, 1, CONVO_ARITH_MAX_INPUTS);
  arith->p = o->p;
  if (o->same)
    convo_arith_pad_same (arith);
}

/* Which settings would do, behind the sentence that says what does not */
static void
add_fixes (const ConvoArith *arith, GError **error)
{
  g_autoptr(GPtrArray) fixes = convo_arith_fixes (arith);
  g_autoptr(GString) text = g_string_new (NULL);
  char *message;

  if (fixes->len == 0 || error == NULL || *error == NULL)
    return;
  for (guint i = 0; i < MIN (fixes->len, 4); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "; " : "", ((ConvoArithFix *) fixes->pdata[i])->label);
  g_string_prepend_c (text, ' ');
  g_string_prepend (text, _("Legal would be:"));
  message = g_strdup_printf ("%s %s.", (*error)->message, text->str);
  g_free ((*error)->message);
  (*error)->message = message;
}

/**
 * arithmetic_trace:
 * @o: the options
 * @error: return location; a sentence that says what does not fit and what would
 *
 * Returns: (transfer full): the operation with its numbers, run forwards and backwards, or %NULL with @error set
 */
ConvoTrace *
arithmetic_trace (const ArithmeticOptions *o, GError **error)
{
  g_autoptr(ConvoTrace) trace = NULL;
  const ConvoKind *kind = chosen_kind (o, error);
  ConvoShape in;
  ConvoArith arith;

  if (kind == NULL || !read_input (o, kind, &in, error))
    return NULL;
  settings (o, &arith, kind, &in);
  trace = convo_trace_new (&arith, error);
  if (trace == NULL)
    {
      add_fixes (&arith, error);
      return NULL;
    }
  if (!convo_fill_picture (trace, o->picture != NULL ? o->picture : "random", o->seed, error)
      || !convo_fill_kernel (trace, o->weights != NULL ? o->weights : "integer", o->seed, error))
    return NULL;
  convo_fill_delta (trace, o->seed);
  trace->training = o->training;
  convo_trace_run (trace);
  return g_steal_pointer (&trace);
}
