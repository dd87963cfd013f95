/* Batch normalisation: the input, the channel's four numbers, normalised and scaled, the output. */
#include "figure-private.h"
#include "numbers.h"
#include "text.h"

#include <math.h>

/* "10⁻⁵" where that is what it is */
static char *
epsilon_text (double epsilon)
{
  static const char *const digits[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };
  const double power = -log10 (epsilon);

  if (power < 0.5 || power > 9.5 || fabs (power - round (power)) > 1e-3)      /* settings are floats */
    return convo_number_plain (epsilon);
  return g_strconcat ("10⁻", digits[(int) round (power)], NULL);
}

static void
row (ConvoScene *scene, double x, double y, const char *letter, const char *what, double value)
{
  g_autofree char *number = convo_trace_number (value);

  convo_scene_words (scene, x, y, -1, 16, CONVO_WORD_W, TRUE, "%s", letter);
  convo_scene_words (scene, x + 34, y, -1, 13, CONVO_WORD_SOFT, FALSE, "%s", what);
  convo_scene_words (scene, x + 260, y, 1, 16, CONVO_WORD, TRUE, "%s", number);
}

/* The numbers of the channel, between input and output */
static double
draw_numbers (ConvoScene *scene, const ConvoTrace *trace, const ConvoSum *sum, double x, double y)
{
  g_autofree char *epsilon = epsilon_text (sum->detail[2]);

  convo_scene_words (scene, x, y - 34, -1, 13, CONVO_WORD, TRUE, "%s",
                     trace->training ? _("Mean and variance of this picture") : _("Mean and variance from training"));
  row (scene, x, y + 12, "μ", _("mean"), sum->detail[0]);
  row (scene, x, y + 44, "σ²", _("variance"), sum->detail[1]);
  convo_scene_line (scene, x, y + 66, x + 260, y + 66, CONVO_LINE_SOFT, 1, FALSE);
  row (scene, x, y + 88, "γ", _("scale, learned"), sum->detail[3]);
  row (scene, x, y + 120, "β", _("shift, learned"), sum->detail[4]);
  convo_scene_words (scene, x, y + 152, -1, 16, CONVO_WORD_W, TRUE, "ε");
  convo_scene_words (scene, x + 260, y + 152, 1, 16, CONVO_WORD, FALSE, "%s", epsilon);
  return y + 164;
}

static double
draw_lines (ConvoScene *scene, const ConvoSum *sum, double y)
{
  const double *d = sum->detail;
  g_autofree char *x = convo_trace_number (g_array_index (sum->terms, ConvoTerm, 0).a), *mean = convo_trace_number (d[0]);
  g_autofree char *variance = convo_trace_number (d[1]), *epsilon = epsilon_text (d[2]), *scale = convo_trace_number (d[3]);
  g_autofree char *shift = convo_trace_number (d[4]), *normal = convo_trace_number (d[5]), *result = convo_trace_number (sum->sum);
  g_autofree char *first = g_strdup_printf (d[0] < 0 ? "(x − μ) / √(σ² + ε) = (%s − (%s)) / √(%s + %s) = %s"
                                            : "(x − μ) / √(σ² + ε) = (%s − %s) / √(%s + %s) = %s", x, mean, variance, epsilon,
                                            normal);
  g_autofree char *second = g_strdup_printf (d[4] < 0 ? "γ·x̂ + β = %s·(%s) + (%s) = %s" : "γ·x̂ + β = %s·(%s) + %s = %s", scale,
                                             normal, shift, result);

  convo_scene_words (scene, FIGURE_LEFT, y, -1, 16, CONVO_WORD_X, TRUE, "x̂ =");
  convo_scene_words (scene, FIGURE_LEFT + 44, y, -1, 16, CONVO_WORD, FALSE, "%s", first);
  convo_scene_words (scene, FIGURE_LEFT, y + 30, -1, 16, CONVO_WORD_Y, TRUE, "y =");
  convo_scene_words (scene, FIGURE_LEFT + 44, y + 30, -1, 16, CONVO_WORD, FALSE, "%s", second);
  return y + 46;
}

/** figure_norm: output @y of batch normalisation. Returns: (transfer full): the drawing */
ConvoScene *
figure_norm (const ConvoTrace *trace, gint64 y)
{
  g_autofree char *title = figure_title (trace), *head_x = NULL, *head_y = NULL;
  g_autoptr(ConvoSum) sum = convo_trace_output (trace, y);
  ConvoScene *scene = convo_scene_new (title);
  FigureMap x = figure_map_x (trace, 0, y), out = figure_map_y (trace, y);
  ConvoGrid grid = figure_map_draw (scene, &x, FIGURE_LEFT, FIGURE_TOP);
  double bottom = convo_grid_bottom (&grid), left = convo_grid_right (&grid) + FIGURE_GAP;

  out.until = y;
  convo_scene_words (scene, FIGURE_LEFT, 30, -1, 17, CONVO_WORD, TRUE, "%s", title);
  head_x = figure_map_channel (&x, _("Input"));
  figure_head (scene, grid.x, grid.y, "x", CONVO_WORD_X, head_x);
  figure_map_light (scene, &x, &grid, y, CONVO_INK_X, 3);
  bottom = MAX (bottom, draw_numbers (scene, trace, sum, left, FIGURE_TOP));
  grid = figure_map_draw (scene, &out, left + 260 + FIGURE_GAP, FIGURE_TOP);
  head_y = figure_map_channel (&out, _("Output"));
  figure_head (scene, grid.x, grid.y, "y", CONVO_WORD_Y, head_y);
  figure_map_light (scene, &out, &grid, y, CONVO_INK_Y, 3);
  draw_lines (scene, sum, bottom + 44);
  convo_scene_describe (scene, convo_trace_say_output (trace, y));
  return scene;
}
