/* `convo arithmetic` as text: formulas, terms and sums, gradients and their finite differences. */
#include "arithmetic.h"
#include "compare.h"
#include "derivation.h"
#include "filling.h"
#include "numbers.h"
#include "text.h"

#include <string.h>

static void
print_map (const char *name, const ConvoShape *shape, const float *values)
{
  gint64 columns = convo_shape_spatial (shape, 2);
  g_autofree char *text = convo_shape_to_string (shape);

  g_print ("%s %s\n", name, text);
  for (gint64 i = 0, n = convo_shape_count (shape); i < n; i++)
    {
      g_autofree char *number = convo_trace_number (values[i]);

      g_print ("%*s%s%s", (int) MAX (0, 7 - g_utf8_strlen (number, -1)), "", number,
               i % columns == columns - 1 ? "\n" : "");
      if ((i + 1) % (columns * convo_shape_spatial (shape, 1)) == 0 && i + 1 < n)
        g_print ("\n");
    }
  g_print ("\n");
}

static void
print_ledger (const ConvoTrace *trace)
{
  g_autoptr(GPtrArray) ledger = convo_trace_ledger (trace);

  for (guint i = 0; i < ledger->len; i++)
    {
      const ConvoLedgerRow *row = ledger->pdata[i];

      if (row->formula != NULL && *row->formula != '\0')
        g_print ("%s: %s = %s\n", row->title, row->formula, row->value);
      else
        g_print ("%s: %s\n", row->title, row->value);
    }
  g_print ("\n");
}

static void
print_forward (const ArithmeticOptions *o, const ConvoTrace *trace)
{
  gint64 n = convo_shape_count (&trace->out);

  print_map ("x", &trace->in[0], trace->x[0]);
  if (convo_trace_weight (trace) >= 0)
    {
      ConvoShape shape = convo_shape_make (trace->spec[0].dim + 1, trace->spec[0].rank - 1);

      shape.dim[0] *= trace->spec[0].dim[0];
      print_map ("w", &shape, trace->param[0]);
    }
  print_map ("y", &trace->out, trace->y);
  for (gint64 y = o->at > 0 ? o->at - 1 : 0; y < (o->at > 0 ? o->at : n); y++)
    {
      g_autofree char *text = convo_trace_say_output (trace, y);

      g_print ("%s\n", text);
    }
}

static void
print_proof (const ConvoView *view, const ConvoSum *sum, ConvoNudge nudge)
{
  const ConvoTrace *trace = view->trace;
  g_autofree char *slope = NULL;
  ConvoProof found, *proof = &found;

  nudge.node = view->from.node;
  convo_nudge_set (&nudge, sum);
  if (view->from.pass != NULL)
    convo_net_trace_prove (view->from.pass, &nudge, NULL, proof, NULL);
  else
    convo_trace_prove (trace, &nudge, CONVO_PROOF_STEP, NULL, proof);
  slope = convo_gradient_text (proof->slope);

  g_print ("    %s %s %s\n", _("finite difference:"), slope, proof->agrees ? "✓" : "✕");
}

static void
print_backward (const ConvoView *view)
{
  const ConvoTrace *trace = view->trace;

  if (view->from.pass != NULL)
    {
      g_autofree char *loss = convo_number_real (convo_net_trace_loss (view->from.pass), 4);

      g_print (_("L = %s, the loss of the network"), loss);
      g_print ("\n");
    }
  print_map ("δ", &trace->out, trace->dy);
  for (int param = 0; param < trace->n_params; param++)
    for (gint64 w = 0; trace->grad[param] != NULL && w < convo_param_count (&trace->spec[param]); w++)
      {
        g_autofree char *text = convo_trace_say_weight_gradient (trace, param, w);
        g_autoptr(ConvoSum) sum = convo_trace_weight_gradient (trace, param, w);

        g_print ("%s\n", text);
        print_proof (view, sum, (ConvoNudge) { .is_param = TRUE, .which = param, .index = w });
      }
  for (gint64 x = 0; x < convo_shape_count (&trace->in[view->input]); x++)
    {
      g_autofree char *text = convo_trace_say_input_gradient (trace, view->input, x);
      g_autoptr(ConvoSum) sum = convo_trace_input_gradient (trace, view->input, x);

      g_print ("%s\n", text);
      print_proof (view, sum, (ConvoNudge) { .which = view->input, .index = x });
    }
}

/** arithmetic_print: formulas, then every output with its terms, or every gradient */
void
arithmetic_print (const ArithmeticOptions *o, const ConvoView *view)
{
  print_ledger (view->trace);
  if (o->backward)
    print_backward (view);
  else
    print_forward (o, view->trace);
}

/** arithmetic_print_comparison: @name: of a comparison that there is */
void
arithmetic_print_comparison (const char *name)
{
  g_autoptr(ConvoComparison) comparison = convo_comparison_new (name);
  g_autofree char *in = convo_shape_to_string (&comparison->in);

  g_print ("%s (%s)\n\n", comparison->title, in);
  for (guint i = 0; i < comparison->ways->len; i++)
    {
      const ConvoWay *way = comparison->ways->pdata[i];
      g_autofree char *parameters = convo_number_exact (way->parameters), *macs = convo_number_exact (way->macs);

      g_print ("%s\n", way->label);
      for (guint k = 0; k < way->layers->len; k++)
        g_print ("    %s\n", (char *) way->layers->pdata[k]);
      g_print ("    ");
      /* translators: a receptive field's extent, and two numbers */
      g_print (_("field %d, %s weights, %s MACs"), (int) way->field, parameters, macs);
      g_print ("\n\n");
    }
  if (comparison->note != NULL)
    g_print ("%s\n", comparison->note);
}

/** arithmetic_print_derivation: @trace: a convolution along one axis */
void
arithmetic_print_derivation (const ConvoTrace *trace)
{
  g_autoptr(GPtrArray) steps = convo_derivation_new (trace);
  const char *last = "";

  for (guint i = 0; i < steps->len; i++)
    {
      const ConvoStep *step = steps->pdata[i];

      if (strcmp (last, step->title) != 0)
        g_print ("%s\n", step->title);
      last = step->title;
      g_print ("    %s\n", step->symbols);
      if (step->numbers != NULL)
        g_print ("    = %s\n", step->numbers);
    }
}

/** arithmetic_print_shift: what a shift of the picture changes in each pooling. Returns: %FALSE with @error set */
gboolean
arithmetic_print_shift (const ArithmeticOptions *o, GError **error)
{
  static char *const pools[] = { (char *) "max", (char *) "average", (char *) "lp", (char *) "distance" };

  for (gsize i = 0; i < G_N_ELEMENTS (pools); i++)
    {
      ArithmeticOptions one = *o;
      g_autoptr(ConvoTrace) trace = NULL;
      g_autofree char *percent = NULL, *input = NULL;
      ConvoShift shift;

      one.pool = pools[i];
      trace = arithmetic_trace (&one, error);
      if (trace == NULL)
        return FALSE;
      convo_shift_compare (trace, o->down, o->right, &shift);
      percent = convo_number_real (shift.percent, 1);
      input = convo_number_real (shift.input_percent, 1);
      /* translators: title of a pooling; numbers of values; per cent */
      g_print (_("%s: %d of %d values change, by %s %% (the picture: %s %%)"), _(trace->arith.kind->title), (int) shift.changed,
               (int) shift.n, percent, input);
      g_print ("\n");
      convo_shift_clear (&shift);
    }
  return TRUE;
}
