/* Activations: the input, the curve with this value on it, the output. */
#include "figure-private.h"
#include "text.h"

#include <math.h>
#include <string.h>

#define SAMPLES 97      /* of the curve */

static const struct { const char *kind, *formula; } formulas[] = {
  { "relu", "f(x) = max (0, x)" }, { "leaky-relu", "f(x) = max (αx, x)" }, { "elu", "f(x) = max (0, x) + min (0, α(exp x − 1))" },
  { "tanh", "f(x) = tanh x" }, { "sigmoid", "f(x) = 1 / (1 + exp (−x))" }, { "softplus", "f(x) = ln (1 + exp x)" },
  { "silu", "f(x) = x / (1 + exp (−x))" }, { "gelu", "f(x) = x·Φ(x)" }, { "relu6", "f(x) = min (max (0, x), 6)" },
};

static const char *
formula_of (const ConvoTrace *trace)
{
  for (gsize i = 0; i < G_N_ELEMENTS (formulas); i++)
    if (strcmp (formulas[i].kind, trace->arith.kind->name) == 0)
      return formulas[i].formula;
  return "f(x)";
}

/* The same function on a row of values from −@reach to @reach; δ of 1 gives its slope. Computed by the engine, like the rest */
static ConvoTrace *
ramp (const ConvoTrace *trace, double reach)
{
  ConvoArith arith = trace->arith;
  ConvoTrace *curve;

  arith.in = CONVO_SHAPE (1, SAMPLES);
  curve = convo_trace_new (&arith, NULL);
  for (int i = 0; curve != NULL && i < SAMPLES; i++)
    {
      curve->x[0][i] = reach * (2.0 * i / (SAMPLES - 1) - 1);
      curve->dy[i] = 1;
    }
  if (curve != NULL)
    convo_trace_run (curve);
  return curve;
}

static void
draw_axes (ConvoScene *scene, double x, double y, double size, double zero, double reach)
{
  g_autofree char *left = convo_trace_number (-reach), *right = convo_trace_number (reach);

  convo_scene_box (scene, x, y, size, size, CONVO_NONE, CONVO_LINE_SOFT, 1);
  convo_scene_line (scene, x, zero, x + size, zero, CONVO_LINE, 1, FALSE);
  convo_scene_line (scene, x + size / 2, y, x + size / 2, y + size, CONVO_LINE, 1, FALSE);
  convo_scene_words (scene, x, y + size + 12, 0, 12, CONVO_WORD_SOFT, FALSE, "%s", left);
  convo_scene_words (scene, x + size / 2, y + size + 12, 0, 12, CONVO_WORD_SOFT, FALSE, "0");
  convo_scene_words (scene, x + size, y + size + 12, 0, 12, CONVO_WORD_SOFT, FALSE, "%s", right);
}

static void
extremes (const float *values, double *low, double *high)
{
  *low = 0;
  *high = 0;
  for (int i = 0; i < SAMPLES; i++)
    {
      *low = MIN (*low, values[i]);
      *high = MAX (*high, values[i]);
    }
}

/**
 * figure_curve:
 * @slope: the derivative instead of the function
 * @at: index of the value that is marked
 * @size: px of both sides
 *
 * The function of an activation as a curve, with one value on it.
 */
void
figure_curve (ConvoScene *scene, const ConvoTrace *trace, gboolean slope, gint64 at, double x, double y, double size)
{
  const double reach = MAX (ceil (convo_largest (trace->x[0], convo_shape_count (&trace->in[0]))), 4);
  g_autoptr(ConvoTrace) curve = ramp (trace, reach);
  const float *values;
  const int ink = slope ? CONVO_INK_DELTA : CONVO_INK_Y;
  double low, high, unit, zero, mark, value;

  if (curve == NULL)
    return;
  values = slope ? curve->dx[0] : curve->y;
  extremes (values, &low, &high);
  unit = size * 0.9 / MAX (high - low, 1e-6);
  zero = y + size * 0.95 + low * unit;
  draw_axes (scene, x, y, size, zero, reach);
  for (int i = 0; i + 1 < SAMPLES; i++)
    convo_scene_line (scene, x + size * i / (SAMPLES - 1), zero - values[i] * unit, x + size * (i + 1) / (SAMPLES - 1),
                      zero - values[i + 1] * unit, ink, 2.5, FALSE);
  if (slope)
    {
      g_autoptr(ConvoSum) sum = convo_trace_input_gradient (trace, 0, at);

      value = sum->detail[0];
    }
  else
    value = trace->y[at];
  mark = x + size / 2 * (1 + trace->x[0][at] / reach);
  convo_scene_line (scene, mark, zero, mark, zero - value * unit, CONVO_INK_X, 1.5, FALSE);
  convo_scene_line (scene, mark, zero - value * unit, x + size / 2, zero - value * unit, ink, 1.5, FALSE);
  convo_scene_frame (scene, mark - 5, zero - value * unit - 5, 10, 10, ink, 3, FALSE);
}

/** figure_point: output @y of an activation. Returns: (transfer full): the drawing */
ConvoScene *
figure_point (const ConvoTrace *trace, gint64 y)
{
  g_autofree char *title = figure_title (trace), *head_x = NULL, *head_y = NULL, *text = NULL;
  g_autoptr(ConvoSum) sum = convo_trace_output (trace, y);
  ConvoScene *scene = convo_scene_new (title);
  FigureMap x = figure_map_x (trace, 0, y), out = figure_map_y (trace, y);
  ConvoGrid grid = figure_map_draw (scene, &x, FIGURE_LEFT, FIGURE_TOP);
  double middle = FIGURE_TOP + MAX (convo_grid_bottom (&grid) - FIGURE_TOP, 260) / 2, left = convo_grid_right (&grid) + FIGURE_GAP;
  double bottom = convo_grid_bottom (&grid);

  out.until = y;
  convo_scene_words (scene, FIGURE_LEFT, 30, -1, 17, CONVO_WORD, TRUE, "%s", title);
  head_x = figure_map_channel (&x, _("Input"));
  figure_head (scene, grid.x, grid.y, "x", CONVO_WORD_X, head_x);
  figure_map_light (scene, &x, &grid, y, CONVO_INK_X, 3);
  figure_curve (scene, trace, FALSE, y, left, middle - 130, 260);
  figure_head (scene, left, middle - 130 + 18, "f", CONVO_WORD_Y, NULL);
  convo_scene_words (scene, left + 20, middle - 130 - 16, -1, 13, CONVO_WORD, TRUE, "%s", formula_of (trace));
  grid = figure_map_draw (scene, &out, left + 260 + FIGURE_GAP, FIGURE_TOP);
  head_y = figure_map_channel (&out, _("Output"));
  figure_head (scene, grid.x, grid.y, "y", CONVO_WORD_Y, head_y);
  figure_map_light (scene, &out, &grid, y, CONVO_INK_Y, 3);
  text = convo_sum_equation (sum, FALSE);
  figure_equation (scene, FIGURE_LEFT, MAX (bottom, middle + 150) + 44, FIGURE_WIDE, "y = f(x)", CONVO_WORD_Y, text);
  convo_scene_describe (scene, convo_trace_say_output (trace, y));
  return scene;
}
