/* A linear layer as a product of matrix and vector: each weight under the input that it multiplies. */
#include "figure-private.h"
#include "text.h"

#include <inttypes.h>

#define MAX_ROWS 16      /* outputs that are drawn, around the one in question */

typedef struct
{
  ConvoScene *scene;
  const ConvoTrace *trace;
  gint64 y, n, from, rows;
  ConvoGrid x, w, out;
} Linear;

static void
layout (Linear *l)
{
  const gint64 outputs = convo_shape_count (&l->trace->out);
  double cell;

  l->n = convo_param_count (&l->trace->spec[0]) / outputs;
  l->rows = MIN (outputs, MAX_ROWS);
  l->from = CLAMP (l->y - l->rows / 2, 0, outputs - l->rows);
  cell = convo_grid_fit (54, 760, l->n);
  l->x = (ConvoGrid) { .x = FIGURE_LEFT + 40, .y = 92, .cell = cell, .cell_height = 34, .rows = 1, .columns = l->n,
                       .word = CONVO_WORD_X, .ink = CONVO_INK_X, .bold = TRUE };
  l->w = (ConvoGrid) { .x = l->x.x, .y = l->x.y + 76, .cell = cell, .cell_height = 30, .rows = l->rows, .columns = l->n,
                       .word = CONVO_WORD_W, .ink = CONVO_INK_W };
  l->out = (ConvoGrid) { .x = convo_grid_right (&l->w) + (l->trace->arith.bias ? 170 : 70), .y = l->w.y, .cell = 76,
                         .cell_height = 30, .rows = l->rows, .columns = 1, .word = CONVO_WORD_Y, .ink = CONVO_INK_Y,
                         .bold = TRUE };
}

static int
fill_of (double value, double most, const ConvoGrid *grid, int ground)
{
  return grid->cell >= CONVO_DIGITS_FROM ? ground : convo_signed (value, most);
}

static void
draw_matrix (Linear *l)
{
  const ConvoTrace *trace = l->trace;
  const double most_x = convo_largest (trace->x[0], l->n), most_w = convo_largest (trace->param[0], l->n * convo_shape_count (&trace->out));

  for (gint64 i = 0; i < l->n; i++)
    convo_grid_value (l->scene, &l->x, 0, i, fill_of (trace->x[0][i], most_x, &l->x, 0xeef4fc), trace->x[0][i]);
  for (gint64 r = 0; r < l->rows; r++)
    for (gint64 i = 0; i < l->n; i++)
      {
        const double value = trace->param[0][(l->from + r) * l->n + i];

        convo_grid_value (l->scene, &l->w, r, i, fill_of (value, most_w, &l->w, l->from + r == l->y ? 0xfbe3d4 : 0xfdf3ec), value);
      }
  convo_grid_close (l->scene, &l->x, FALSE, 0, 0, 0, 0);
  convo_grid_close (l->scene, &l->w, FALSE, 0, 0, 0, 0);
  convo_grid_frame (l->scene, &l->w, l->y - l->from, 0, 1, l->n, CONVO_INK_W, 3, FALSE);
  convo_grid_frame (l->scene, &l->x, 0, 0, 1, l->n, CONVO_INK_X, 3, FALSE);
}

static void
draw_outputs (Linear *l)
{
  const ConvoTrace *trace = l->trace;
  ConvoGrid bias = l->out;
  const double middle = (l->w.y + convo_grid_bottom (&l->w)) / 2;

  bias.x = convo_grid_right (&l->w) + 44;
  bias.cell = 60;
  bias.word = CONVO_WORD_W;
  bias.ink = CONVO_INK_W;
  for (gint64 r = 0; r < l->rows; r++)
    {
      const gint64 i = l->from + r;

      if (trace->arith.bias)
        convo_grid_value (l->scene, &bias, r, 0, 0xfdf3ec, trace->param[convo_trace_bias (trace)][i]);
      if (i > l->y)
        convo_grid_cell (l->scene, &l->out, r, 0, CONVO_WHITE, "·");
      else
        convo_grid_value (l->scene, &l->out, r, 0, i == l->y ? 0xcdeedd : 0xf0faf4, trace->y[i]);
      convo_scene_words (l->scene, l->w.x - 12, l->w.y + (r + 0.5) * 30, 1, 11, CONVO_WORD_SOFT, FALSE, "%" PRId64, i + 1);
    }
  convo_grid_close (l->scene, &l->out, FALSE, 0, 0, 0, 0);
  convo_grid_frame (l->scene, &l->out, l->y - l->from, 0, 1, 1, CONVO_INK_Y, 3, FALSE);
  figure_head (l->scene, l->out.x, l->out.y + 18, "y", CONVO_WORD_Y, NULL);
  convo_scene_words (l->scene, l->out.x - 20, middle, 0, 22, CONVO_WORD_SOFT, FALSE, "=");
  if (!trace->arith.bias)
    return;
  convo_grid_close (l->scene, &bias, FALSE, 0, 0, 0, 0);
  figure_head (l->scene, bias.x, bias.y + 18, "b", CONVO_WORD_W, NULL);
  convo_scene_words (l->scene, bias.x - 20, middle, 0, 22, CONVO_WORD_SOFT, FALSE, "+");
}

/** figure_linear: output @y. Returns: (transfer full): the drawing */
ConvoScene *
figure_linear (const ConvoTrace *trace, gint64 y)
{
  g_autofree char *title = figure_title (trace), *text = NULL, *left = g_strdup_printf ("y[%" PRId64 "]", y + 1);
  g_autoptr(ConvoSum) sum = convo_trace_output (trace, y);
  Linear l = { .trace = trace, .y = y, .scene = convo_scene_new (title) };

  layout (&l);
  convo_scene_words (l.scene, FIGURE_LEFT, 30, -1, 17, CONVO_WORD, TRUE, "%s", title);
  figure_head (l.scene, FIGURE_LEFT, l.x.y + 34 + 17, "x", CONVO_WORD_X, NULL);
  convo_scene_words (l.scene, l.x.x, l.x.y - 18, -1, 13, CONVO_WORD, TRUE, _("Input, %" PRId64 " values"), l.n);
  figure_head (l.scene, FIGURE_LEFT, l.w.y + 18, "w", CONVO_WORD_W, NULL);
  convo_scene_words (l.scene, l.w.x, l.w.y - 18, -1, 13, CONVO_WORD, TRUE, _("Weights: one row for each output"));
  draw_matrix (&l);
  draw_outputs (&l);
  text = convo_sum_equation (sum, l.n <= 12);
  figure_equation (l.scene, FIGURE_LEFT, convo_grid_bottom (&l.w) + 48, FIGURE_WIDE, left, CONVO_WORD_Y, text);
  convo_scene_describe (l.scene, convo_trace_say_output (trace, y));
  return l.scene;
}
