/* How a gradient finds its way back through one operation, in words with its numbers. */
#include "scope-arith-route.h"

#include <glib/gi18n.h>
#include <string.h>

#include "scope-number-grid.h"

typedef struct
{
  const char *kind, *title, *formula;
} Route;

/* The first whose name the kind's name begins with. */
static const Route routes[] = {
  { "conv", N_("2  Gradient of one pixel: δ through the turned kernel"), N_("∂L/∂x = δ, spread out by the stride ★ w turned by 180°") },
  { "transposed-conv", N_("2  Gradient of one pixel: δ through the kernel"), N_("∂L/∂x = δ ★ w, an ordinary convolution with the stride") },
  { "linear", N_("2  Gradient of one input: δ through its weights"), N_("∂L/∂xᵢ = Σ wⱼᵢ · δⱼ: the matrix transposed") },
  { "max-pool", N_("2  Gradient of one pixel: δ goes to the greatest"), N_("∂L/∂x = Σ δ of the windows in which x is the greatest") },
  { "global-max-pool", N_("2  Gradient of one pixel: δ goes to the greatest"), N_("∂L/∂x = Σ δ of the windows in which x is the greatest") },
  { "average-pool", N_("2  Gradient of one pixel: δ is shared"), N_("∂L/∂x = Σ δ / n over the windows that read x") },
  { "global-average-pool", N_("2  Gradient of one pixel: δ is shared"), N_("∂L/∂x = δ / n, the same for every pixel") },
  { "lp-pool", N_("2  Gradient of one pixel: the larger, the greater its share"), N_("∂L/∂x = Σ δ · sign x · (|x| / y)ᵖ⁻¹") },
  { "distance-pool", N_("2  Gradient of one pixel: the nearer, the greater its share"), N_("∂L/∂x = Σ δ · weight of its distance from the middle") },
  { "batch-norm", N_("2  Gradient of one pixel: three paths through the normalisation"), N_("∂L/∂x = γ/σ · (δ − mean δ − x̂ · mean (δ·x̂))") },
  { "softmax", N_("2  Gradient of one score: every probability depends on it"), N_("∂L/∂xᵢ = yᵢ · (δᵢ − Σ δⱼ yⱼ)") },
  { "add", N_("2  Gradient of one pixel: the sum passes δ on"), N_("∂L/∂a = δ and ∂L/∂b = δ: to each input the whole") },
  { "concat", N_("2  Gradient of one pixel: δ is handed back"), N_("∂L/∂x = δ of the channel that x became") },
  { NULL, N_("2  Gradient of one pixel: a gate that the slope opens"), N_("∂L/∂x = δ · f′(x)") },
};

static const Route *
route_of (const ConvoTrace *trace)
{
  const Route *route = routes;

  while (route->kind != NULL && !g_str_has_prefix (trace->arith.kind->name, route->kind))
    route++;
  return route;
}

/** scope_arith_route_title: Returns: (transfer none): translated heading of the card of one input value */
const char *
scope_arith_route_title (const ConvoTrace *trace)
{
  return _(route_of (trace)->title);
}

/** scope_arith_route_formula: Returns: (transfer none): translated rule in symbols */
const char *
scope_arith_route_formula (const ConvoTrace *trace)
{
  return _(route_of (trace)->formula);
}

/** scope_arith_route_weight_title: Returns: (transfer none): translated heading of the card of one weight */
const char *
scope_arith_route_weight_title (const ConvoTrace *trace)
{
  if (convo_trace_weight (trace) < 0)
    return _("1  Gradient of a scale: x̂ correlated with δ");
  if (!convo_arith_windows (&trace->arith))
    return _("1  Gradient of one weight: its input times its δ");
  return _("1  Gradient of one weight: input correlated with δ");
}

/** scope_arith_route_weight_formula: Returns: (transfer none): translated rule in symbols */
const char *
scope_arith_route_weight_formula (const ConvoTrace *trace)
{
  if (convo_trace_weight (trace) < 0)
    return _("∂L/∂γ = Σ x̂ · δ and ∂L/∂β = Σ δ, over all cells of the channel");
  if (!convo_arith_windows (&trace->arith))
    return _("∂L/∂wⱼᵢ = xᵢ · δⱼ");
  return _("∂L/∂w[u, v] = Σ x[…] · δ[i, j], over all cells that w[u, v] touched");
}

/* A maximum: in how many windows the pixel is the greatest, and who takes δ where two are equal. */
static char *
maximum_words (const ConvoTrace *trace, gint64 pixel)
{
  g_autoptr(GArray) feeds = convo_trace_feeds (trace, 0, pixel);
  GString *text = g_string_new (NULL);
  guint won = 0, tied = 0, shared = 0;

  for (guint i = 0; i < feeds->len; i++)
    {
      g_autoptr(ConvoSum) window = convo_trace_output (trace, g_array_index (feeds, ConvoTerm, i).y);
      gboolean mine = FALSE, any_tie = FALSE;

      for (guint t = 0; t < window->terms->len; t++)
        {
          const ConvoTerm *term = &g_array_index (window->terms, ConvoTerm, t);

          mine |= term->x == pixel && term->won;
          tied += term->x == pixel && term->tied;
          any_tie |= term->tied;
        }
      won += mine;
      shared += mine && any_tie;
    }
  if (won == 0 && tied == 0)
    {
      g_string_append_printf (text, ngettext ("%u window reads this pixel; another one is the greatest there, so no δ comes back.",
                                              "%u windows read this pixel; it is the greatest in none of them, so no δ comes back.",
                                              feeds->len), feeds->len);
      return g_string_free (text, FALSE);
    }
  g_string_append_printf (text, ngettext ("%u window reads this pixel; it is the greatest in %u and takes all of that δ.",
                                          "%u windows read this pixel; it is the greatest in %u and takes all of their δ.", feeds->len),
                          feeds->len, won);
  if (tied > 0)
    g_string_append_printf (text, ngettext (" A tie: in %u window another pixel is as great and comes first, so that one takes δ.",
                                            " Ties: in %u windows another pixel is as great and comes first, so that one takes δ.", tied), tied);
  if (shared > 0)
    g_string_append_printf (text, ngettext (" A tie: in %u window others are as great, but this pixel comes first.",
                                            " Ties: in %u windows others are as great, but this pixel comes first.", shared), shared);
  return g_string_free (text, FALSE);
}

static char *
normalise_words (const ConvoTrace *trace, const ConvoSum *sum)
{
  g_autofree char *own = convo_trace_number (sum->detail[0]), *mean = convo_trace_number (sum->detail[1]);
  g_autofree char *variance = convo_trace_number (sum->detail[2]);

  if (!trace->training)
    return g_strdup_printf (_("With running statistics there is one path only: straight through, δ·γ/σ = %s. Mean and variance "
                              "do not depend on this pixel."), own);
  return g_strdup_printf (_("1. straight through, δ·γ/σ: %s\n2. through the mean, which every pixel moves: %s\n"
                            "3. through the variance, by x̂: %s"), own, mean, variance);
}

static char *
gate_words (const ConvoTrace *trace, const ConvoSum *sum, gint64 pixel)
{
  g_autofree char *x = convo_trace_number (trace->x[0][pixel]), *slope = convo_trace_number (sum->detail[0]);

  if (sum->detail[0] == 0)
    return g_strdup_printf (_("x = %s: the gate is shut, f′(x) = 0. Nothing of δ comes through."), x);
  if (sum->detail[0] == 1)
    return g_strdup_printf (_("x = %s: the gate is open, f′(x) = 1. δ comes through unchanged."), x);
  return g_strdup_printf (_("x = %s: f′(x) = %s, so that part of δ comes through."), x, slope);
}

/* Add hands the same δ to every input; concatenate to the one whose channel it is */
static char *
merge_words (const ConvoTrace *trace, const ConvoSum *sum, int input)
{
  gint64 channel, at[3];

  if (sum->terms->len == 0)
    return NULL;
  convo_index_place (&trace->out, g_array_index (sum->terms, ConvoTerm, 0).y, &channel, at);
  if (strcmp (trace->arith.kind->name, "add") == 0)
    return g_strdup_printf (ngettext ("The sum has %d input, which gets this δ.", "The sum has %d inputs, and each gets this δ whole.",
                                      trace->n_in), trace->n_in);
  return g_strdup_printf (_("This channel of input %d became channel %d of the output, so it gets the δ from there."), input + 1,
                          (int) channel + 1);
}

/** scope_arith_route_words: @sum: gradient of value @pixel of input @input; Returns: (transfer full) (nullable): its way in words */
char *
scope_arith_route_words (const ConvoTrace *trace, const ConvoSum *sum, int input, gint64 pixel)
{
  if (strstr (trace->arith.kind->name, "max-pool") != NULL)
    return maximum_words (trace, pixel);
  if (sum->rule == CONVO_RULE_NORMALISE)
    return normalise_words (trace, sum);
  if (sum->rule == CONVO_RULE_FUNCTION)
    return gate_words (trace, sum, pixel);
  if (trace->n_in > 1)
    return merge_words (trace, sum, input);
  if (strstr (trace->arith.kind->name, "average-pool") != NULL)
    {
      g_autofree char *share = convo_trace_number (sum->terms->len > 0 ? g_array_index (sum->terms, ConvoTerm, 0).b : 0);

      return g_strdup_printf (ngettext ("%u window reads this pixel; its share of δ is %s.",
                                        "%u windows read this pixel; its share of each δ is %s.", sum->terms->len), sum->terms->len, share);
    }
  return NULL;
}
