/* The way back through a linear layer: the gradients of the weights are all products of a δ and an input value, the gradients
 * of the input are δ through the matrix, read by columns. */
#include "figure-private.h"
#include "text.h"

#include <inttypes.h>

#define MAX_ROWS 12      /* outputs that are drawn, around the one in question */

typedef struct
{
  ConvoScene *scene;
  const ConvoTrace *trace;
  const ConvoUpstream *upstream;
  gint64 n, rows, from, row, column;      /* inputs; drawn outputs; the output and input in question */
  ConvoGrid x, delta, w, dx;
} Linear;

static void
layout (Linear *l)
{
  const gint64 outputs = convo_shape_count (&l->trace->out);
  double cell;

  l->rows = MIN (outputs, MAX_ROWS);
  l->from = CLAMP (l->row - l->rows / 2, 0, outputs - l->rows);
  cell = convo_grid_fit (54, 760, l->n);
  l->delta = (ConvoGrid) { .unit = convo_unit (l->trace->dy, outputs), .x = FIGURE_LEFT + 40, .y = 190, .cell = 60, .cell_height = 30, .rows = l->rows, .columns = 1,
                           .word = CONVO_WORD_DELTA, .ink = CONVO_INK_DELTA, .bold = TRUE };
  l->w = (ConvoGrid) { .unit = convo_unit (l->trace->grad[0], convo_param_count (&l->trace->spec[0])), .x = convo_grid_right (&l->delta) + 90, .y = 190, .cell = cell, .cell_height = 30, .rows = l->rows,
                       .columns = l->n, .word = CONVO_WORD_W, .ink = CONVO_INK_W };
  l->x = (ConvoGrid) { .x = l->w.x, .y = 100, .cell = cell, .cell_height = 32, .rows = 1, .columns = l->n,
                       .word = CONVO_WORD_X, .ink = CONVO_INK_X, .bold = TRUE };
  l->dx = l->x;
  l->dx.unit = convo_unit (l->trace->dx[0], l->n);
  l->dx.y = convo_grid_bottom (&l->w) + 56;
}

static void
draw_row (Linear *l, const ConvoGrid *grid, const float *values)
{
  const double most = convo_largest (values, l->n);

  for (gint64 i = 0; i < l->n; i++)
    convo_grid_value (l->scene, grid, 0, i, grid->cell >= CONVO_DIGITS_FROM ? 0xeef4fc : convo_signed (values[i], most), values[i]);
  convo_grid_close (l->scene, grid, FALSE, 0, 0, 0, 0);
}

static void
draw_matrix (Linear *l)
{
  const float *grad = l->trace->grad[0];
  const double most = convo_largest (grad, convo_param_count (&l->trace->spec[0]));

  for (gint64 r = 0; r < l->rows; r++)
    {
      convo_grid_value (l->scene, &l->delta, r, 0, 0xfdeff5, l->trace->dy[l->from + r]);
      convo_scene_words (l->scene, l->delta.x - 10, l->delta.y + (r + 0.5) * 30, 1, 11, CONVO_WORD_SOFT, FALSE, "%" PRId64, l->from + r + 1);
      for (gint64 i = 0; i < l->n; i++)
        {
          const double value = grad[(l->from + r) * l->n + i];

          convo_grid_value (l->scene, &l->w, r, i, l->w.cell >= CONVO_DIGITS_FROM ? 0xfdf3ec : convo_signed (value, most), value);
        }
    }
  convo_grid_close (l->scene, &l->delta, FALSE, 0, 0, 0, 0);
  convo_grid_close (l->scene, &l->w, FALSE, 0, 0, 0, 0);
}

static void
head (Linear *l, const ConvoGrid *grid, const char *letter, int word, const char *name)
{
  g_autofree char *unit = convo_unit_text (grid->cell >= CONVO_DIGITS_FROM ? grid->unit : 0), *text = g_strconcat (name, unit, NULL);

  figure_head (l->scene, grid->x, grid->y + 18, letter, word, text);
}

static void
draw_heads (Linear *l)
{
  head (l, &l->delta, "δ", CONVO_WORD_DELTA, _("arrives"));
  head (l, &l->x, "x", CONVO_WORD_X, _("input"));
  head (l, &l->w, "∂L/∂w", CONVO_WORD_W, _("each δ times each x"));
  head (l, &l->dx, "∂L/∂x", CONVO_WORD_X, _("Σ wⱼᵢ·δⱼ: the matrix transposed"));
}

static double
draw_weight_lines (Linear *l, gint64 w, double y)
{
  g_autoptr(ConvoSum) sum = convo_trace_weight_gradient (l->trace, 0, w);
  g_autofree char *equation = convo_sum_equation (sum, TRUE);
  g_autofree char *left = g_strdup_printf ("∂L/∂w[%" PRId64 ", %" PRId64 "]", l->row + 1, l->column + 1);

  convo_grid_frame (l->scene, &l->w, l->row - l->from, l->column, 1, 1, CONVO_INK_W, 3.5, FALSE);
  convo_grid_frame (l->scene, &l->delta, l->row - l->from, 0, 1, 1, CONVO_INK_DELTA, 3, FALSE);
  convo_grid_frame (l->scene, &l->x, 0, l->column, 1, 1, CONVO_INK_X, 3, FALSE);
  y = figure_equation (l->scene, FIGURE_LEFT, y, FIGURE_WIDE, left, CONVO_WORD_W, equation);
  return figure_proof (l->scene, FIGURE_LEFT, y, l->trace, l->upstream, sum, &(ConvoNudge) { .is_param = TRUE, .index = w });
}

static void
draw_input_lines (Linear *l, gint64 x, double y)
{
  g_autoptr(ConvoSum) sum = convo_trace_input_gradient (l->trace, 0, x);
  g_autofree char *left = g_strdup_printf ("∂L/∂x[%" PRId64 "]", x + 1), *equation = NULL;

  sum->rule = CONVO_RULE_PRODUCTS;
  equation = convo_sum_equation (sum, l->rows <= 6);
  convo_grid_frame (l->scene, &l->dx, 0, x, 1, 1, CONVO_INK_X, 3.5, FALSE);
  y = figure_equation (l->scene, FIGURE_LEFT, y, FIGURE_WIDE, left, CONVO_WORD_X, equation);
  figure_proof (l->scene, FIGURE_LEFT, y, l->trace, l->upstream, sum, &(ConvoNudge) { .index = x });
}

/** figure_linear_back: @w, @x: −1: without. Returns: (transfer full): the drawing */
ConvoScene *
figure_linear_back (const ConvoTrace *trace, const ConvoUpstream *from, gint64 w, gint64 x)
{
  g_autofree char *summary = figure_title (trace), *title = g_strdup_printf (_("Backward: %s"), summary);
  Linear l = { .trace = trace, .upstream = from, .scene = convo_scene_new (title),
               .n = convo_param_count (&trace->spec[0]) / convo_shape_count (&trace->out) };
  double y;

  l.row = w >= 0 ? w / l.n : 0;
  l.column = w >= 0 ? w % l.n : 0;
  layout (&l);
  convo_scene_words (l.scene, FIGURE_LEFT, 30, -1, 17, CONVO_WORD, TRUE, "%s", title);
  draw_row (&l, &l.x, trace->x[0]);
  draw_matrix (&l);
  draw_row (&l, &l.dx, trace->dx[0]);
  draw_heads (&l);
  y = convo_grid_bottom (&l.dx) + 44;
  if (w >= 0)
    y = draw_weight_lines (&l, w, y);
  if (x >= 0)
    draw_input_lines (&l, x, y);
  return l.scene;
}
