/* The way back through everything that has no kernel: which part of δ reaches one input value, and why. */
#include "figure-private.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

static const struct { const char *kind, *rule; } rules[] = {
  { "max-pool", N_("∂L/∂x = Σ δ of the windows in which x is the greatest") },
  { "global-max-pool", N_("∂L/∂x = Σ δ of the windows in which x is the greatest") },
  { "average-pool", N_("∂L/∂x = Σ δ / n over the windows that read x") },
  { "global-average-pool", N_("∂L/∂x = δ / n, the same for every pixel") },
  { "lp-pool", N_("∂L/∂x = Σ δ · sign x · (|x| / y)ᵖ⁻¹") },
  { "distance-pool", N_("∂L/∂x = Σ δ · weight of its distance from the middle") },
  { "batch-norm", N_("∂L/∂x = γ/σ · (δ − mean δ − x̂ · mean (δ·x̂))") },
  { "softmax", N_("∂L/∂xᵢ = yᵢ · (δᵢ − Σ δⱼ yⱼ)") },
  { "add", N_("∂L/∂a = δ and ∂L/∂b = δ: to each input the whole") },
  { "concat", N_("∂L/∂x = δ of the channel that x became") },
  { "", N_("∂L/∂x = δ · f′(x)") },
};

static const char *
rule_of (const ConvoTrace *trace)
{
  gsize i = 0;

  while (!g_str_has_prefix (trace->arith.kind->name, rules[i].kind))
    i++;
  return _(rules[i].rule);
}

/* Straight through, through the mean, through the variance */
static double
draw_paths (ConvoScene *scene, const ConvoTrace *trace, const ConvoSum *sum, double y)
{
  static const char *const names[] = { N_("straight through, δ·γ/σ"), N_("through the mean, which every pixel moves"),
                                       N_("through the variance, by x̂") };
  g_autofree char *total = convo_trace_number (sum->sum);

  for (int i = 0; i < (trace->training ? 3 : 1); i++, y += 26)
    {
      g_autofree char *value = convo_trace_number (sum->detail[i]);

      convo_scene_words (scene, FIGURE_LEFT + 20, y, -1, 15, CONVO_WORD, FALSE, "%d.  %s", i + 1, _(names[i]));
      convo_scene_words (scene, FIGURE_LEFT + 520, y, 1, 15, CONVO_WORD, TRUE, "%s", value);
    }
  if (!trace->training)
    {
      convo_scene_words (scene, FIGURE_LEFT + 20, y, -1, 13, CONVO_WORD_SOFT, FALSE, "%s",
                         _("Mean and variance from training do not depend on this pixel: there is no other path."));
      y += 26;
    }
  convo_scene_line (scene, FIGURE_LEFT, y - 12, FIGURE_LEFT + 520, y - 12, CONVO_LINE, 1, FALSE);
  convo_scene_words (scene, FIGURE_LEFT, y + 6, -1, 16, CONVO_WORD_X, TRUE, "∂L/∂x =");
  convo_scene_words (scene, FIGURE_LEFT + 520, y + 6, 1, 16, CONVO_WORD_X, TRUE, "%s", total);
  return y + 40;
}

/* Frames around the values of @map that the sum reads */
static void
light_terms (ConvoScene *scene, const ConvoSum *sum, const FigureMap *map, const ConvoGrid *grid, int ink)
{
  for (guint i = 0; i < sum->terms->len; i++)
    figure_map_light (scene, map, grid, g_array_index (sum->terms, ConvoTerm, i).y, ink, 2.5);
}

static void
head (ConvoScene *scene, const FigureMap *map, const ConvoGrid *grid, const char *letter, const char *name)
{
  g_autofree char *text = figure_map_channel (map, name);

  figure_head (scene, grid->x, grid->y, letter, map->word, text);
}

static double
draw_maps (ConvoScene *scene, const ConvoTrace *trace, const ConvoSum *sum, int input, gint64 x)
{
  const gint64 first = sum->terms->len > 0 ? g_array_index (sum->terms, ConvoTerm, 0).y : 0;
  const gboolean activation = sum->rule == CONVO_RULE_FUNCTION;
  FigureMap maps[3] = { figure_map_delta (trace, first), figure_map_x (trace, input, x), figure_map_dx (trace, input, x) };
  static const char *const letters[] = { "δ", "x", "∂L/∂x" };
  const char *const names[] = { _("Arrives"), _("Input"), _("Goes on") };
  double left = FIGURE_LEFT, bottom = 0;

  for (int i = 0; i < 3; i++)
    {
      ConvoGrid grid;

      if (i == 2 && activation)
        {
          figure_head (scene, left, FIGURE_TOP, "f′", CONVO_WORD_DELTA, _("slope of the activation"));
          figure_curve (scene, trace, TRUE, x, left, FIGURE_TOP, 240);
          left += 240 + FIGURE_GAP;
          bottom = MAX (bottom, FIGURE_TOP + 260);
        }
      maps[i].box = 270;
      grid = figure_map_draw (scene, &maps[i], left, FIGURE_TOP);
      head (scene, &maps[i], &grid, letters[i], names[i]);
      if (i == 0)
        light_terms (scene, sum, &maps[i], &grid, CONVO_INK_DELTA);
      else
        figure_map_light (scene, &maps[i], &grid, x, CONVO_INK_X, 3);
      left = MAX (convo_grid_right (&grid) + FIGURE_GAP, left + 230);
      bottom = MAX (bottom, convo_grid_bottom (&grid));
    }
  return bottom;
}

/* The gradient of a scale of batch normalisation. Returns: where the next line goes */
static double
draw_scale (ConvoScene *scene, const ConvoTrace *trace, const ConvoUpstream *from, gint64 scale, double y)
{
  g_autoptr(ConvoSum) sum = convo_trace_weight_gradient (trace, 0, scale);
  g_autofree char *left = g_strdup_printf ("∂L/∂γ[%" PRId64 "]", scale + 1), *equation = convo_sum_equation (sum, FALSE);

  y = figure_equation (scene, FIGURE_LEFT, y + 20, FIGURE_WIDE, left, CONVO_WORD_W, equation);
  return figure_proof (scene, FIGURE_LEFT, y, trace, from, sum, &(ConvoNudge) { .is_param = TRUE, .index = scale });
}

/** figure_route: the gradient of value @x of input @input, and of scale @scale (−1: none). Returns: (transfer full): the drawing */
ConvoScene *
figure_route (const ConvoTrace *trace, const ConvoUpstream *from, gint64 scale, int input, gint64 x)
{
  g_autofree char *summary = figure_title (trace), *title = g_strdup_printf (_("Backward: %s"), summary), *equation = NULL;
  g_autoptr(ConvoSum) sum = convo_trace_input_gradient (trace, input, x);
  ConvoScene *scene = convo_scene_new (title);
  double y;

  convo_scene_words (scene, FIGURE_LEFT, 30, -1, 17, CONVO_WORD, TRUE, "%s", title);
  y = draw_maps (scene, trace, sum, input, x) + 44;
  convo_scene_words (scene, FIGURE_LEFT, y, -1, 15, CONVO_WORD_SOFT, FALSE, "%s", rule_of (trace));
  y += 34;
  if (sum->rule == CONVO_RULE_NORMALISE)
    y = draw_paths (scene, trace, sum, y);
  else
    {
      sum->rule = CONVO_RULE_PRODUCTS;
      equation = convo_sum_equation (sum, sum->terms->len <= 4);
      y = figure_equation (scene, FIGURE_LEFT, y, FIGURE_WIDE, "∂L/∂x", CONVO_WORD_X, equation);
    }
  y = figure_proof (scene, FIGURE_LEFT, y, trace, from, sum, &(ConvoNudge) { .which = input, .index = x });
  if (scale >= 0)
    draw_scale (scene, trace, from, scale, y);
  return scene;
}
