/* The backward stage: δ, the gradient of one weight as a correlation, the gradient of one input value, and their proofs. */
#include "figure.h"
#include "grid.h"
#include "numbers.h"
#include "text.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#define LEFT 56
#define TOP 110
#define GAP 70
#define STEP 1e-3

typedef struct
{
  ConvoScene *scene;
  const ConvoTrace *trace;
  ConvoSum *weight, *input;      /* NULL: not shown */
  double x, bottom;
} Back;

/* One channel and slice of an array as a grid; @lit: (nullable): indices with an outline */
static ConvoGrid
draw_map (Back *b, const ConvoShape *shape, const float *values, gint64 channel, gint64 slice, int word, int ink, int fill,
          double box)
{
  gint64 at[3] = { slice };
  ConvoGrid grid = { .x = b->x, .y = TOP, .rows = convo_shape_spatial (shape, 1), .columns = convo_shape_spatial (shape, 2),
                     .word = word, .ink = ink, .bold = TRUE };

  grid.cell = convo_grid_fit (44, box, MAX (grid.rows, grid.columns));
  for (at[1] = 0; at[1] < grid.rows; at[1]++)
    for (at[2] = 0; at[2] < grid.columns; at[2]++)
      {
        double value = values[convo_place_index (shape, channel, at)];

        convo_grid_value (b->scene, &grid, at[1], at[2], value == 0 ? CONVO_WHITE : fill, value);
      }
  convo_grid_close (b->scene, &grid, TRUE, 0, 0, grid.rows, grid.columns);
  b->bottom = MAX (b->bottom, convo_grid_bottom (&grid));
  b->x = convo_grid_right (&grid) + GAP;
  return grid;
}

static void
head (Back *b, const ConvoGrid *grid, const char *letter, int word, const char *text)
{
  convo_scene_words (b->scene, grid->x, TOP - 34, -1, 15, word, TRUE, "%s", letter);
  convo_scene_words (b->scene, grid->x + 6 + 10 * g_utf8_strlen (letter, -1), TOP - 34, -1, 13, CONVO_WORD, TRUE, "%s", text);
}

/* The input cells under one weight, or the δ that reach one input value */
static void
outline (Back *b, const ConvoGrid *grid, const ConvoSum *sum, const ConvoShape *shape, gboolean outputs, gint64 channel,
         int ink)
{
  for (guint i = 0; i < sum->terms->len; i++)
    {
      const ConvoTerm *term = &g_array_index (sum->terms, ConvoTerm, i);
      gint64 index = outputs ? term->y : term->x, c, at[3];

      if (index < 0)
        continue;
      convo_index_place (shape, index, &c, at);
      if (c == channel)
        convo_grid_frame (b->scene, grid, at[1], at[2], 1, 1, ink, 2.5, FALSE);
    }
}

static gint64
first_channel (const ConvoSum *sum, const ConvoShape *shape, gboolean outputs)
{
  gint64 channel = 0, at[3];

  for (guint i = 0; sum != NULL && i < sum->terms->len; i++)
    {
      const ConvoTerm *term = &g_array_index (sum->terms, ConvoTerm, i);
      gint64 index = outputs ? term->y : term->x;

      if (index < 0)
        continue;
      convo_index_place (shape, index, &channel, at);
      break;
    }
  return channel;
}

static gint64
first_slice (const ConvoSum *sum, const ConvoShape *shape, gboolean outputs)
{
  gint64 channel, at[3] = { 0 };

  for (guint i = 0; sum != NULL && i < sum->terms->len; i++)
    {
      const ConvoTerm *term = &g_array_index (sum->terms, ConvoTerm, i);
      gint64 index = outputs ? term->y : term->x;

      if (index < 0)
        continue;
      convo_index_place (shape, index, &channel, at);
      break;
    }
  return at[0];
}

/* Gradients of the kernel between two channels */
static void
draw_weights (Back *b, gint64 w)
{
  const ConvoTrace *trace = b->trace;
  gint64 out, in, tap[3], at[3], base;
  const gint64 *k = trace->arith.kernel;
  ConvoGrid grid = { .x = b->x, .y = TOP, .rows = k[1], .columns = k[2], .word = CONVO_WORD_W, .ink = CONVO_INK_W,
                     .bold = TRUE };
  g_autofree char *text = NULL;

  convo_trace_weight_place (trace, w, &out, &in, tap);
  base = w - tap[1] * k[2] - tap[2];
  grid.cell = convo_grid_fit (54, 260, MAX (k[1], k[2]));
  for (at[1] = 0; at[1] < k[1]; at[1]++)
    for (at[2] = 0; at[2] < k[2]; at[2]++)
      convo_grid_value (b->scene, &grid, at[1], at[2], 0xfdf3ec, trace->grad[0][base + at[1] * k[2] + at[2]]);
  convo_grid_close (b->scene, &grid, FALSE, 0, 0, 0, 0);
  convo_grid_frame (b->scene, &grid, tap[1], tap[2], 1, 1, CONVO_INK_W, 3.5, FALSE);
  text = g_strdup_printf (_("kernel %" PRId64 ", channel %" PRId64), out + 1, in + 1);
  head (b, &grid, "∂L/∂w", CONVO_WORD_W, text);
  b->bottom = MAX (b->bottom, convo_grid_bottom (&grid));
  b->x = convo_grid_right (&grid) + GAP;
}

static void
draw_input_gradient (Back *b, gint64 x)
{
  const ConvoTrace *trace = b->trace;
  gint64 channel, at[3];
  ConvoGrid grid;
  g_autofree char *text = NULL;

  convo_index_place (&trace->in[0], x, &channel, at);
  grid = draw_map (b, &trace->in[0], trace->dx[0], channel, at[0], CONVO_WORD_X, CONVO_INK_X, 0xeef4fc, 290);
  convo_grid_frame (b->scene, &grid, at[1], at[2], 1, 1, CONVO_INK_X, 3.5, FALSE);
  text = g_strdup_printf (_("channel %" PRId64), channel + 1);
  head (b, &grid, "∂L/∂x", CONVO_WORD_X, text);
}

/* "∂L/∂w = 2×1 + … = 10", in lines that fit the width */
static double
draw_equation (Back *b, double y, const char *left, int word, const char *equation)
{
  const gsize most = MAX ((b->scene->width - LEFT) / 9.5, 60);
  g_auto(GStrv) parts = g_strsplit (equation, " + ", -1);
  g_autoptr(GString) line = g_string_new (NULL);

  convo_scene_words (b->scene, LEFT, y, -1, 16, word, TRUE, "%s =", left);
  for (int i = 0; parts[i] != NULL; i++)
    {
      if (line->len > 0 && (gsize) g_utf8_strlen (line->str, -1) + g_utf8_strlen (parts[i], -1) > most)
        {
          convo_scene_words (b->scene, LEFT + 96, y, -1, 16, CONVO_WORD, FALSE, "%s", line->str);
          g_string_truncate (line, 0);
          y += 24;
        }
      g_string_append_printf (line, "%s%s", i > 0 ? "+ " : "", parts[i]);
      if (parts[i + 1] != NULL)
        g_string_append (line, " ");
    }
  convo_scene_words (b->scene, LEFT + 96, y, -1, 16, CONVO_WORD, FALSE, "%s", line->str);
  return y + 26;
}

static double
draw_proof (Back *b, double y, const ConvoProof *proof)
{
  g_autofree char *above = convo_trace_number (proof->above), *below = convo_trace_number (proof->below);
  g_autofree char *h = convo_number_plain (proof->h), *slope = convo_trace_number (proof->slope);
  g_autofree char *formula = convo_trace_number (proof->formula);

  convo_scene_words (b->scene, LEFT + 96, y, -1, 14, CONVO_WORD_SOFT, FALSE,
                     proof->below < 0 ? _("nudged by %s: (L₊ − L₋) / 2h = (%s − (%s)) / (2·%s) = %s")
                     : _("nudged by %s: (L₊ − L₋) / 2h = (%s − %s) / (2·%s) = %s"), h, above, below, h, slope);
  convo_scene_words (b->scene, LEFT + 96, y + 20, -1, 14, proof->agrees ? CONVO_WORD_Y : 0xa51d2d, TRUE,
                     proof->agrees ? _("✓ the formula gives %s as well") : _("✕ but the formula gives %s"), formula);
  return y + 52;
}

static double
draw_weight_lines (Back *b, double y, gint64 w)
{
  g_autofree char *equation = convo_sum_equation (b->weight, FALSE);
  ConvoProof proof;

  convo_trace_prove_weight (b->trace, 0, w, STEP, &proof);
  y = draw_equation (b, y, "∂L/∂w", CONVO_WORD_W, equation);
  return draw_proof (b, y, &proof);
}

static double
draw_input_lines (Back *b, double y, gint64 x)
{
  ConvoRule rule = b->input->rule;
  g_autofree char *equation = NULL;
  ConvoProof proof;

  if (rule != CONVO_RULE_NORMALISE)
    b->input->rule = CONVO_RULE_PRODUCTS;
  equation = rule != CONVO_RULE_NORMALISE ? convo_sum_equation (b->input, FALSE)
                                          : convo_trace_say_input_gradient (b->trace, 0, x);
  b->input->rule = rule;
  convo_trace_prove_input (b->trace, 0, x, STEP, &proof);
  y = draw_equation (b, y, "∂L/∂x", CONVO_WORD_X, equation);
  return draw_proof (b, y, &proof);
}

static void
draw_stage (Back *b, gint64 w, gint64 x)
{
  const ConvoTrace *trace = b->trace;
  gint64 channel = first_channel (b->input, &trace->out, TRUE), in;
  ConvoGrid grid = draw_map (b, &trace->out, trace->dy, channel, first_slice (b->input, &trace->out, TRUE),
                             CONVO_WORD_DELTA, CONVO_INK_DELTA, 0xfdeff5, 240);
  g_autofree char *out = g_strdup_printf (_("arrives, channel %" PRId64), channel + 1), *text = NULL;

  head (b, &grid, "δ", CONVO_WORD_DELTA, out);
  if (b->input != NULL)
    outline (b, &grid, b->input, &trace->out, TRUE, channel, CONVO_INK_DELTA);
  in = b->weight != NULL ? first_channel (b->weight, &trace->in[0], FALSE) : first_channel (b->input, &trace->in[0], FALSE);
  grid = draw_map (b, &trace->in[0], trace->x[0], in, first_slice (b->weight, &trace->in[0], FALSE), CONVO_WORD_X,
                   CONVO_LINE, 0xf0f0f2, 290);
  text = g_strdup_printf (_("input, channel %" PRId64), in + 1);
  head (b, &grid, "x", CONVO_WORD_X, text);
  if (b->weight != NULL)
    outline (b, &grid, b->weight, &trace->in[0], FALSE, in, CONVO_INK_X);
  if (w >= 0)
    draw_weights (b, w);
  if (x >= 0)
    draw_input_gradient (b, x);
}

/** convo_figure_backward: see figure.h. Returns: (transfer full): the drawing */
ConvoScene *
convo_figure_backward (const ConvoTrace *trace, gint64 w, gint64 x)
{
  Back b = { .trace = trace, .x = LEFT };
  const char *title = _("Backward: how each gradient arrives");
  double y;

  if (convo_trace_weight (trace) < 0 || !convo_arith_windows (&trace->arith))
    w = -1;
  b.weight = w >= 0 ? convo_trace_weight_gradient (trace, 0, w) : NULL;
  b.input = x >= 0 ? convo_trace_input_gradient (trace, 0, x) : NULL;
  b.scene = convo_scene_new (title);
  convo_scene_words (b.scene, LEFT, 30, -1, 17, CONVO_WORD, TRUE, "%s", title);
  draw_stage (&b, w, x);
  y = b.bottom + 40;
  if (b.weight != NULL)
    y = draw_weight_lines (&b, y, w);
  if (b.input != NULL)
    draw_input_lines (&b, y, x);
  g_clear_pointer (&b.weight, convo_sum_free);
  g_clear_pointer (&b.input, convo_sum_free);
  return b.scene;
}
