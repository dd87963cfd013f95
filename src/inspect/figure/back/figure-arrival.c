/* Where δ comes from, and the proof under each gradient: by the network's own loss, or by Σ δ·y where δ was typed. */
#include "figure-private.h"
#include "numbers.h"
#include "text.h"

#include <inttypes.h>

#define LINE 22      /* px a line */

static gboolean
is_real (const ConvoUpstream *from)
{
  return from != NULL && from->pass != NULL;
}

/* As the screen shows it: the same function, step and number */
static gboolean
prove (const ConvoTrace *trace, const ConvoUpstream *from, const ConvoNudge *nudge, ConvoProof *proof)
{
  const ConvoPatience patience = { .cancel = from != NULL ? from->cancel : NULL };

  if (is_real (from))
    return convo_net_trace_prove (from->pass, nudge, patience.cancel, proof, NULL);
  return convo_trace_prove (trace, nudge, CONVO_PROOF_STEP, &patience, proof);
}

static void
draw_verdict (ConvoScene *scene, double x, double y, const ConvoProof *proof)
{
  g_autofree char *formula = convo_gradient_text (proof->engine), *slope = convo_gradient_text (proof->slope);
  g_autofree char *right = convo_gradient_text (proof->right), *left = convo_gradient_text (proof->left);

  if (proof->agrees)
    convo_scene_words (scene, x, y, -1, 14, CONVO_WORD_Y, TRUE, _("✓ the formula gives %s as well"), formula);
  else if (proof->kink)
    /* translators: a kink is a place where a function bends, so that it has no slope; the slopes on both sides follow */
    convo_scene_words (scene, x, y, -1, 14, 0xa51d2d, TRUE, _("✕ formula %s, nudging gives %s: a kink, slope %s upwards and %s downwards"),
                       formula, slope, right, left);
  else
    convo_scene_words (scene, x, y, -1, 14, 0xa51d2d, TRUE, _("✕ but the formula gives %s"), formula);
}

/**
 * figure_proof:
 * @sum: the gradient
 * @nudge: which number it is of
 *
 * The finite difference under an equation.
 *
 * Returns: where the next line goes
 */
double
figure_proof (ConvoScene *scene, double x, double y, const ConvoTrace *trace, const ConvoUpstream *from, const ConvoSum *sum,
              const ConvoNudge *nudge)
{
  g_autofree char *above = NULL, *below = NULL, *h = NULL, *slope = NULL;
  ConvoNudge full = *nudge;
  ConvoProof proof;

  full.node = is_real (from) ? from->node : -1;
  convo_nudge_set (&full, sum);
  if (!prove (trace, from, &full, &proof))      /* nobody wants it any more */
    return y + 52;
  above = convo_proof_loss_text (&proof, proof.above);
  below = convo_proof_loss_text (&proof, proof.below);
  h = convo_number_plain (proof.h);
  slope = convo_gradient_text (proof.slope);
  convo_scene_words (scene, x, y, -1, 14, CONVO_WORD_SOFT, FALSE,
                     proof.below < 0 ? _("nudged by %s: (L₊ − L₋) / 2h = (%s − (%s)) / (2·%s) = %s")
                     : _("nudged by %s: (L₊ − L₋) / 2h = (%s − %s) / (2·%s) = %s"), h, above, below, h, slope);
  draw_verdict (scene, x, y + 22, &proof);
  return y + 52;
}

/* ---- what arrives ---- */

/* Σ δ·y, the loss whose gradient a typed δ is */
static double
typed_loss (const ConvoTrace *trace)
{
  double loss = 0;

  for (gint64 i = 0; i < convo_shape_count (&trace->out); i++)
    loss += (double) trace->dy[i] * trace->y[i];
  return loss;
}

static char *
loss_line (const ConvoTrace *trace, const ConvoUpstream *from)
{
  g_autofree char *number = is_real (from) ? convo_number_real (convo_net_trace_loss (from->pass), 4)
                                           : convo_trace_number (typed_loss (trace));

  if (!is_real (from))
    return g_strdup_printf (_("L = Σ δ·y = %s, so ∂L/∂y is δ itself"), number);
  if (from->label_name != NULL)
    /* translators: the loss's value, the name of the picture's class */
    return g_strdup_printf (_("L = %s, the network's loss for this picture, whose label is “%s”"), number, from->label_name);
  return g_strdup_printf (_("L = %s, the network's loss for this picture, whose label is class %d"), number,
                          convo_net_trace_label (from->pass) + 1);
}

/* "δ of output row 2, column 3 = −0.01 (conv3) + 0.02 (add1) = 0.01"; NULL if one layer reads the output */
static char *
branch_line (const ConvoTrace *trace, const ConvoUpstream *from)
{
  g_autoptr(GString) parts = g_string_new (NULL);
  g_autofree char *place = NULL, *sum = NULL;

  if (!is_real (from) || from->branches == NULL || from->branches->len < 2)
    return NULL;
  for (guint i = 0; i < from->branches->len; i++)
    {
      const ConvoBranch *branch = from->branches->pdata[i];
      g_autofree char *part = convo_trace_number (branch->delta[from->y]);

      g_string_append_printf (parts, branch->delta[from->y] < 0 && i > 0 ? "%s(%s) [%s]" : "%s%s [%s]", i > 0 ? " + " : "", part,
                              branch->path);
    }
  place = convo_trace_say_place (&trace->out, from->y);
  sum = convo_trace_number (trace->dy[from->y]);
  /* translators: a place in the output; what each reader of it sends back, with the reader's name; their sum */
  return g_strdup_printf (_("δ of %s is the sum of what its readers send back: %s = %s"), place, parts->str, sum);
}

static char *
bias_line (const ConvoTrace *trace, const ConvoUpstream *from)
{
  const int bias = convo_trace_bias (trace);
  const gint64 channel = (from != NULL ? from->y : 0) / (convo_shape_count (&trace->out) / trace->out.dim[0]);
  g_autofree char *gradient = bias >= 0 ? convo_gradient_text (trace->grad[bias][channel]) : NULL;

  if (bias < 0)
    return NULL;
  if (trace->out.dim[0] == 1)
    return g_strdup_printf (_("Gradient of the bias: ∂L/∂b = Σ δ = %s"), gradient);
  return g_strdup_printf (_("Gradient of the bias of channel %" PRId64 ": ∂L/∂b = Σ δ = %s"), channel + 1, gradient);
}

/**
 * figure_arrival:
 * @from: (nullable): where δ comes from; %NULL: it was typed
 *
 * Writes below the title (the first item) what the loss is, what several readers of the output send back, and the gradient of the
 * bias. Everything else moves down.
 */
void
figure_arrival (ConvoScene *scene, const ConvoTrace *trace, const ConvoUpstream *from)
{
  g_autofree char *loss = loss_line (trace, from), *branches = branch_line (trace, from), *bias = bias_line (trace, from);
  const char *const lines[] = { loss, branches, bias };
  double y = 58;

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    if (lines[i] != NULL)
      convo_scene_make_room (scene, 1, LINE);
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    if (lines[i] != NULL)
      {
        convo_scene_words (scene, FIGURE_LEFT, y, -1, 14, i == 0 ? CONVO_WORD_DELTA : CONVO_WORD, i == 0, "%s", lines[i]);
        y += LINE;
      }
}
