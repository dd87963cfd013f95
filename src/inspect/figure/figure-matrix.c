/* Convolution as products of matrices: W·X with im2col, and the sparse Toeplitz matrix, one output lit in both. */
#include "figure-private.h"
#include "text.h"

#include <inttypes.h>
#include <math.h>

#define LEFT 56
#define TOP 76
#define MAX_CELLS 8000

static ConvoGrid
draw_im2col (ConvoScene *scene, const ConvoTrace *trace, gint64 group, gint64 rows, gint64 columns, gint64 lit, double x)
{
  ConvoGrid grid = { .x = x, .y = TOP, .rows = rows, .columns = columns, .word = CONVO_WORD_X, .ink = CONVO_NONE };

  grid.cell = convo_grid_fit (28, 560, MAX (rows, columns));
  grid.cell_height = MIN (grid.cell, 24);
  for (gint64 r = 0; r < rows; r++)
    for (gint64 c = 0; c < columns; c++)
      {
        gint64 index = convo_trace_im2col_cell (trace, group, r, c);

        convo_grid_value (scene, &grid, r, c, index < 0 ? CONVO_HATCH_PAD : c == lit ? 0xdbe8f9 : CONVO_WHITE,
                          index < 0 ? 0 : trace->x[0][index]);
      }
  convo_scene_box (scene, grid.x, grid.y, columns * grid.cell, rows * grid.cell_height, CONVO_NONE, CONVO_LINE, 1.5);
  convo_grid_frame (scene, &grid, 0, lit, rows, 1, CONVO_INK_X, 3, FALSE);
  convo_scene_words (scene, grid.x, TOP - 26, -1, 15, CONVO_WORD_X, TRUE, "X");
  convo_scene_words (scene, grid.x + 18, TOP - 26, -1, 13, CONVO_WORD, TRUE,
                     _("im2col: one column for each window, %" PRId64 "×%" PRId64), rows, columns);
  return grid;
}

/* W and Y below X: one row for each kernel of the group */
static double
draw_product (ConvoScene *scene, const ConvoTrace *trace, gint64 group, const ConvoGrid *matrix, gint64 kernel, gint64 lit)
{
  gint64 n = trace->arith.kernels / trace->arith.groups, rows = matrix->rows, columns = matrix->columns;
  ConvoGrid w = { .x = LEFT, .y = convo_grid_bottom (matrix) + 44, .rows = n, .columns = rows, .word = CONVO_WORD_W,
                  .ink = CONVO_INK_W, .cell = matrix->x > LEFT + 40 ? (matrix->x - LEFT - 40) / rows : 20,
                  .cell_height = 24 };
  ConvoGrid y = { .x = matrix->x, .y = w.y, .rows = n, .columns = columns, .word = CONVO_WORD_Y, .ink = CONVO_INK_Y,
                  .cell = matrix->cell, .cell_height = 24 };

  for (gint64 m = 0; m < n; m++)
    {
      for (gint64 r = 0; r < rows; r++)
        convo_grid_value (scene, &w, m, r, 0xfdf3ec,
                          trace->param[0][convo_trace_im2col_weight (trace, group * n + m, r)]);
      for (gint64 c = 0; c < columns; c++)
        convo_grid_value (scene, &y, m, c, 0xf0faf4, trace->y[(group * n + m) * columns + c]);
    }
  convo_grid_close (scene, &w, FALSE, 0, 0, 0, 0);
  convo_grid_close (scene, &y, FALSE, 0, 0, 0, 0);
  convo_grid_frame (scene, &w, kernel, 0, 1, rows, CONVO_INK_W, 3, FALSE);
  convo_grid_frame (scene, &y, kernel, lit, 1, 1, CONVO_INK_Y, 3, FALSE);
  convo_scene_words (scene, w.x, convo_grid_bottom (&w) + 18, -1, 14, CONVO_WORD_W, TRUE, _("W: one row for each kernel"));
  convo_scene_words (scene, y.x, convo_grid_bottom (&y) + 18, -1, 14, CONVO_WORD_Y, TRUE,
                     trace->arith.bias ? _("Y = W·X + bias") : _("Y = W·X"));
  return convo_grid_bottom (&y) + 60;
}

static void
draw_toeplitz (ConvoScene *scene, const ConvoTrace *trace, double y, gint64 kernel, gint64 lit, gint64 rows)
{
  gint64 columns = convo_shape_count (&trace->in[0]);
  double most = convo_largest (trace->param[0], convo_param_count (&trace->spec[0])), cell = convo_grid_fit (14, 1340, columns), h = MAX (cell * 0.8, 3);

  convo_scene_words (scene, LEFT, y, -1, 15, CONVO_WORD_W, TRUE, "T");
  convo_scene_words (scene, LEFT + 18, y, -1, 13, CONVO_WORD, TRUE,
                     _("sparse Toeplitz matrix of kernel %" PRId64 ", %" PRId64 "×%" PRId64 ": one row for each output"),
                     kernel + 1, rows, columns);
  y += 22;
  for (gint64 r = 0; r < rows; r++)
    for (gint64 c = 0; c < columns; c++)
      {
        gint64 w = convo_trace_link (trace, c, kernel * rows + r);

        if (w >= 0)
          convo_scene_tint (scene, LEFT + c * cell, y + r * h, cell, h, convo_signed (trace->param[0][w], most), 1);
      }
  convo_scene_box (scene, LEFT, y, columns * cell, rows * h, CONVO_NONE, CONVO_LINE, 1.5);
  convo_scene_frame (scene, LEFT, y + lit * h, columns * cell, h, CONVO_INK_W, 2.5, FALSE);
}

/** convo_figure_matrix: see figure.h. Returns: (transfer full) (nullable): the drawing */
ConvoScene *
convo_figure_matrix (const ConvoTrace *trace, gint64 y)
{
  gint64 rows, columns, kernel, group, n;
  const char *title = _("The same convolution as a product of matrices");
  ConvoScene *scene;
  ConvoGrid matrix;
  double x, bottom;

  if (!convo_trace_im2col_size (trace, &rows, &columns) || rows * columns > MAX_CELLS ||
      convo_shape_count (&trace->in[0]) * columns > 40 * MAX_CELLS)
    return NULL;
  n = trace->arith.kernels / trace->arith.groups;
  kernel = y / columns;
  group = kernel / n;
  scene = convo_scene_new (title);
  convo_scene_words (scene, LEFT, 24, -1, 17, CONVO_WORD, TRUE, "%s", title);
  x = LEFT + MAX (rows * 24, 180) + 40;
  matrix = draw_im2col (scene, trace, group, rows, columns, y % columns, x);
  bottom = draw_product (scene, trace, group, &matrix, kernel % n, y % columns);
  draw_toeplitz (scene, trace, bottom, kernel, y % columns, columns);
  convo_scene_describe (scene, convo_trace_say_output (trace, y));
  return scene;
}
