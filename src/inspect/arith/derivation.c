/* The gradients of a convolution along one axis, derived step by step from the terms of a trace: y_j = Σ w_i x_{j+i−1}. */
#include "derivation.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

static void
step_free (ConvoStep *step)
{
  g_free (step->title);
  g_free (step->symbols);
  g_free (step->numbers);
  g_free (step);
}

static void
add_step (GPtrArray *steps, const char *title, const char *symbols, char *numbers)
{
  ConvoStep *step = g_new (ConvoStep, 1);

  *step = (ConvoStep) { g_strdup (title), g_strdup (symbols), numbers };
  g_ptr_array_add (steps, step);
}

/* "x₁₂" */
static void
append_symbol (GString *text, const char *letter, gint64 index)
{
  static const char *const digits[] = { "₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉" };
  g_autofree char *number = g_strdup_printf ("%" PRId64, index + 1);

  g_string_append (text, letter);
  for (const char *c = number; *c != '\0'; c++)
    g_string_append (text, digits[*c - '0']);
}

/* Σ first·second over the terms; an index of −1 is a zero of the padding and left out */
static char *
symbols_of (const char *left, gint64 index, const ConvoSum *sum, const char *first, gsize first_at, const char *second,
            gsize second_at)
{
  GString *text = g_string_new (NULL);
  gboolean any = FALSE;

  append_symbol (text, left, index);
  g_string_append (text, " = ");
  for (guint i = 0; i < sum->terms->len; i++)
    {
      const char *term = (const char *) &g_array_index (sum->terms, ConvoTerm, i);

      if (((const ConvoTerm *) term)->x < 0)
        continue;
      g_string_append (text, any ? " + " : "");
      append_symbol (text, first, *(const gint64 *) (term + first_at));
      append_symbol (text, second, *(const gint64 *) (term + second_at));
      any = TRUE;
    }
  if (!any)
    g_string_append (text, "0");
  if (sum->has_bias)
    g_string_append (text, " + b");
  return g_string_free (text, FALSE);
}

typedef enum
{
  FORWARD,
  WEIGHTS,
  INPUTS,
} Part;

static ConvoSum *
sum_of (const ConvoTrace *trace, Part part, gint64 index)
{
  if (part == FORWARD)
    return convo_trace_output (trace, index);
  return part == WEIGHTS ? convo_trace_weight_gradient (trace, 0, index) : convo_trace_input_gradient (trace, 0, index);
}

/* One step a value: y₁ …, ∂L/∂w₁ …, ∂L/∂x₁ … */
static void
add_values (GPtrArray *steps, const ConvoTrace *trace, Part part, gint64 n, const char *title)
{
  static const char *const left[] = { "y", "∂L/∂w", "∂L/∂x" };
  const gsize x = G_STRUCT_OFFSET (ConvoTerm, x), w = G_STRUCT_OFFSET (ConvoTerm, w), y = G_STRUCT_OFFSET (ConvoTerm, y);

  for (gint64 i = 0; i < n; i++)
    {
      g_autoptr(ConvoSum) sum = sum_of (trace, part, i);
      g_autofree char *symbols = part == FORWARD ? symbols_of (left[part], i, sum, "w", w, "x", x)
                                 : part == WEIGHTS ? symbols_of (left[part], i, sum, "δ", y, "x", x)
                                                   : symbols_of (left[part], i, sum, "δ", y, "w", w);

      add_step (steps, title, symbols, convo_sum_equation (sum, TRUE));
    }
}

/**
 * convo_derivation_new:
 * @trace: a convolution along one axis, one channel in and out, that has been run
 *
 * Every step of the derivation as a lecture writes it, and under it the same with numbers.
 *
 * Returns: (transfer full) (element-type ConvoStep): empty for any other layer
 */
GPtrArray *
convo_derivation_new (const ConvoTrace *trace)
{
  GPtrArray *steps = g_ptr_array_new_with_free_func ((GDestroyNotify) step_free);
  const ConvoArith *arith = &trace->arith;
  gboolean plain = arith->stride[2] == 1 && arith->before[2] == 0 && arith->dilation[2] == 1 && !arith->flip;

  if (strcmp (arith->kind->name, "conv") != 0 || trace->in[0].rank != 2 || trace->in[0].dim[0] != 1 ||
      trace->out.dim[0] != 1)
    return steps;
  if (plain)
    add_step (steps, _("The convolution"), arith->bias ? "yⱼ = Σᵢ wᵢ xⱼ₊ᵢ₋₁ + b" : "yⱼ = Σᵢ wᵢ xⱼ₊ᵢ₋₁", NULL);
  add_values (steps, trace, FORWARD, trace->out.dim[1], _("One output"));
  add_step (steps, _("What arrives from above"), "δⱼ = ∂L/∂yⱼ", NULL);
  add_step (steps, _("The chain rule, for a weight"), plain ? "∂L/∂wᵢ = Σⱼ ∂L/∂yⱼ · ∂yⱼ/∂wᵢ = Σⱼ δⱼ xⱼ₊ᵢ₋₁"
            : "∂L/∂wᵢ = Σⱼ ∂L/∂yⱼ · ∂yⱼ/∂wᵢ", NULL);
  add_values (steps, trace, WEIGHTS, arith->kernel[2], _("Gradient of one weight: the input correlated with δ"));
  add_step (steps, _("The chain rule, for an input value"), plain ? "∂L/∂xₖ = Σⱼ ∂L/∂yⱼ · ∂yⱼ/∂xₖ = Σᵢ δₖ₋ᵢ₊₁ wᵢ"
            : "∂L/∂xₖ = Σⱼ ∂L/∂yⱼ · ∂yⱼ/∂xₖ", NULL);
  add_values (steps, trace, INPUTS, trace->in[0].dim[1],
              _("Gradient of one input value: δ through the turned kernel"));
  if (arith->bias)
    {
      g_autoptr(ConvoSum) sum = convo_trace_weight_gradient (trace, 1, 0);

      add_step (steps, _("Gradient of the bias"), "∂L/∂b = Σⱼ δⱼ", convo_sum_equation (sum, TRUE));
    }
  return steps;
}
