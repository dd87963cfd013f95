/* The way back through a convolution: the gradient of one weight as input correlated with δ, the gradient of one input value
 * as δ through the turned kernel, each with its products and its finite difference. */
#include "figure-private.h"
#include "text.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#define MAX_TABLE 6       /* rows and columns of a table of products */
#define CELL_W 100
#define CELL_H 28

typedef struct
{
  ConvoScene *scene;
  const ConvoTrace *trace;
  const ConvoUpstream *from;
  gboolean transposed;
  ConvoLane wide[3];          /* what the weights touch: the input; of transposed convolution δ */
  ConvoLane delta[3];         /* what reaches an input value: δ */
  gint64 out, in, slice[2];   /* channels that are drawn; slices of x and δ */
  double x, most;             /* left edge of the card, its width so far */
} Back;

/* δ as the window slides over it, along one axis, to make the gradient of the input. Convolution: spread out by the stride, a
 * ring of zeros around, a step of 1. Transposed convolution: as it is, with the stride */
static void
delta_lane (const ConvoTrace *trace, gboolean transposed, int axis, ConvoLane *lane)
{
  const gint64 in = convo_shape_spatial (&trace->in[0], axis), out = convo_shape_spatial (&trace->out, axis);
  ConvoWindow w;

  convo_arith_window (&trace->arith, axis, &w);
  *lane = (ConvoLane) { .taps = w.kernel, .dilation = w.dilation, .n = out, .windows = in };
  lane->spread = transposed ? 1 : w.stride;
  lane->step = transposed ? w.stride : 1;
  lane->lead = transposed ? w.pad : w.dilation * (w.kernel - 1) - w.pad;
  lane->cells = (in - 1) * lane->step + w.dilation * (w.kernel - 1) + 1;
  if (transposed)
    lane->cells = MAX (lane->cells, out + w.pad);
}

/* Index of the value under @cell; −1: padding, −2: a zero between */
static gint64
source_of (const ConvoLane lanes[3], const ConvoShape *shape, gint64 channel, const gint64 cell[3])
{
  gint64 at[3], least = 0;

  for (int axis = 0; axis < 3; axis++)
    {
      at[axis] = convo_lane_source (&lanes[axis], cell[axis]);
      if (at[axis] < 0)
        least = least == -1 ? -1 : at[axis];
    }
  return least < 0 ? least : convo_place_index (shape, channel, at);
}

static ConvoGrid
draw_lanes (Back *b, const ConvoLane lanes[3], gboolean delta, gint64 channel, gint64 depth, double x, double y)
{
  const ConvoShape *shape = delta ? &b->trace->out : &b->trace->in[0];
  const float *values = delta ? b->trace->dy : b->trace->x[0];
  ConvoGrid grid = { .x = x, .y = y, .rows = lanes[1].cells, .columns = lanes[2].cells,
                     .word = delta ? CONVO_WORD_DELTA : CONVO_WORD_X, .ink = CONVO_NONE,
                     .unit = delta ? convo_unit (values, convo_shape_count (shape)) : 0 };
  const double most = MAX (convo_largest (values, convo_shape_count (shape)), 1e-30);
  gint64 cell[3] = { depth };

  grid.cell = convo_grid_fit (34, 290, MAX (grid.rows, grid.columns));
  for (cell[1] = 0; cell[1] < grid.rows; cell[1]++)
    for (cell[2] = 0; cell[2] < grid.columns; cell[2]++)
      {
        const gint64 index = source_of (lanes, shape, channel, cell);

        if (index >= 0 && grid.cell < CONVO_DIGITS_FROM)
          convo_grid_cell (b->scene, &grid, cell[1], cell[2],
                           convo_mix (CONVO_WHITE, delta ? CONVO_INK_DELTA : CONVO_INK_X, 0.8 * fabs (values[index]) / most), NULL);
        else if (index >= 0)
          convo_grid_value (b->scene, &grid, cell[1], cell[2], !delta ? CONVO_WHITE : lanes[2].spread > 1 ? 0xf7d3e1 : 0xfdeff5,
                            values[index]);
        else
          convo_grid_cell (b->scene, &grid, cell[1], cell[2], index == -1 ? CONVO_HATCH_PAD : CONVO_BETWEEN, "0");
      }
  if (lanes[1].spread == 1 && lanes[2].spread == 1 && lanes[1].lead >= 0 && lanes[2].lead >= 0)
    convo_scene_box (b->scene, grid.x + lanes[2].lead * grid.cell, grid.y + lanes[1].lead * grid.cell,
                     MIN (lanes[2].n, grid.columns - lanes[2].lead) * grid.cell,
                     MIN (lanes[1].n, grid.rows - lanes[1].lead) * grid.cell, CONVO_NONE, CONVO_LINE, 2);
  return grid;
}

/* "a·b  product" */
static void
draw_product (Back *b, double x, double y, double first, int first_word, double second, int second_word, gboolean padding)
{
  g_autofree char *a = convo_trace_number (first), *c = convo_trace_number (second), *product = convo_trace_number (first * second);
  const double size = MIN (13, 13 * 58 / MAX (convo_words_width (a, 13, TRUE) + convo_words_width (c, 13, TRUE) + 22, 58));

  convo_scene_box (b->scene, x, y, CELL_W, CELL_H, padding ? CONVO_HATCH_PAD : CONVO_WHITE, CONVO_LINE_SOFT, 1);
  convo_scene_words (b->scene, x + 30, y + CELL_H / 2, 1, size, first_word, TRUE, "%s", a);
  convo_scene_words (b->scene, x + 34, y + CELL_H / 2, 0, size, CONVO_WORD_SOFT, FALSE, "·");
  convo_scene_words (b->scene, x + 38, y + CELL_H / 2, -1, size, second_word, TRUE, second < 0 ? "(%s)" : "%s", c);
  convo_scene_words (b->scene, x + CELL_W - 6, y + CELL_H / 2, 1, MIN (size + 1, 13), first * second == 0 ? CONVO_WORD_SOFT : CONVO_WORD,
                     first * second != 0, "%s", product);
}

static void
draw_heading (Back *b, const char *text)
{
  convo_scene_words (b->scene, b->x, 70, -1, 15, CONVO_WORD, TRUE, "%s", text);
  b->most = MAX (b->most, convo_words_width (text, 15, TRUE));
}

static void
cell_head (Back *b, const ConvoGrid *grid, const char *letter, int word, const char *format, gint64 number)
{
  g_autofree char *unit = convo_unit_text (grid->cell >= CONVO_DIGITS_FROM ? grid->unit : 0);
  g_autofree char *name = g_strdup_printf (format, number), *text = g_strconcat (name, unit, NULL);
  g_autofree char *most = g_strdup_printf (format, (gint64) 888), *longest = g_strconcat (most, unit, NULL);

  figure_head (b->scene, grid->x, grid->y + 12, letter, word, text);      /* the same width in all frames of an animation */
  b->most = MAX (b->most, grid->x + 8 + convo_words_width (letter, 15, TRUE) + convo_words_width (longest, 13, TRUE) - b->x);
}

static double
next_to (const ConvoGrid *grid, double least)
{
  return MAX (convo_grid_right (grid) + 44, grid->x + least);
}

/* Gradients of the kernel between the two channels, the one of @w outlined */
static ConvoGrid
draw_kernel_gradient (Back *b, gint64 w, double x, double y)
{
  const gint64 *k = b->trace->arith.kernel;
  ConvoGrid grid = { .x = x, .y = y, .rows = k[1], .columns = k[2], .word = CONVO_WORD_W, .ink = CONVO_INK_W, .bold = TRUE,
                     .unit = convo_unit (b->trace->grad[0], convo_param_count (&b->trace->spec[0])) };
  gint64 out, in, tap[3], at[3], base;

  convo_trace_weight_place (b->trace, w, &out, &in, tap);
  base = w - tap[1] * k[2] - tap[2];
  grid.cell = convo_grid_fit (50, 210, MAX (k[1], k[2]));
  for (at[1] = 0; at[1] < k[1]; at[1]++)
    for (at[2] = 0; at[2] < k[2]; at[2]++)
      convo_grid_value (b->scene, &grid, at[1], at[2], 0xfdf3ec, b->trace->grad[0][base + at[1] * k[2] + at[2]]);
  convo_grid_close (b->scene, &grid, FALSE, 0, 0, 0, 0);
  convo_grid_frame (b->scene, &grid, tap[1], tap[2], 1, 1, CONVO_INK_W, 3.5, FALSE);
  cell_head (b, &grid, "∂L/∂w", CONVO_WORD_W, _("channel %" PRId64), in + 1);
  return grid;
}

/* All products of one weight's gradient: a cell for each value of the narrow side */
static double
draw_weight_table (Back *b, const gint64 tap[3], double y)
{
  const ConvoTrace *trace = b->trace;
  const ConvoShape *narrow = b->transposed ? &trace->in[0] : &trace->out, *wide = b->transposed ? &trace->out : &trace->in[0];
  const gint64 rows = convo_shape_spatial (narrow, 1), columns = convo_shape_spatial (narrow, 2);
  gint64 at[3] = { b->slice[!b->transposed] }, cell[3];

  if (rows > MAX_TABLE || columns > MAX_TABLE)
    return y;
  convo_scene_words (b->scene, b->x, y, -1, 13, CONVO_WORD, TRUE, "%s", _("products x·δ, one for each value of δ"));
  y += 16;
  for (at[1] = 0; at[1] < rows; at[1]++)
    for (at[2] = 0; at[2] < columns; at[2]++)
      {
        const gint64 n = convo_place_index (narrow, b->transposed ? b->in : b->out, at);
        gint64 other;
        double x, delta;

        for (int axis = 0; axis < 3; axis++)
          cell[axis] = at[axis] * b->wide[axis].step + tap[axis] * b->wide[axis].dilation;
        other = source_of (b->wide, wide, b->transposed ? b->out : b->in, cell);
        x = b->transposed ? trace->x[0][n] : other >= 0 ? trace->x[0][other] : 0;
        delta = !b->transposed ? trace->dy[n] : other >= 0 ? trace->dy[other] : 0;
        draw_product (b, b->x + at[2] * CELL_W, y + at[1] * CELL_H, x, CONVO_WORD_X, delta, CONVO_WORD_DELTA, other < 0);
      }
  convo_scene_box (b->scene, b->x, y, columns * CELL_W, rows * CELL_H, CONVO_NONE, CONVO_LINE, 1.5);
  b->most = MAX (b->most, columns * CELL_W);
  return y + rows * CELL_H + 34;
}

/* The cells of the wide side that the weight at @tap touches, each with a frame */
static void
frame_touched (Back *b, const ConvoGrid *grid, const gint64 tap[3], int ink)
{
  const ConvoShape *narrow = b->transposed ? &b->trace->in[0] : &b->trace->out;
  const gint64 rows = convo_shape_spatial (narrow, 1), columns = convo_shape_spatial (narrow, 2);

  for (gint64 r = 0; r < rows; r++)
    for (gint64 c = 0; c < columns; c++)
      {
        const gint64 row = r * b->wide[1].step + tap[1] * b->wide[1].dilation, column = c * b->wide[2].step + tap[2] * b->wide[2].dilation;

        if (grid->cell >= 12)
          convo_grid_frame (b->scene, grid, row, column, 1, 1, ink, 2.5, FALSE);
        else
          convo_scene_tint (b->scene, grid->x + column * grid->cell, grid->y + row * grid->cell, grid->cell, grid->cell, ink, 0.25);
      }
}

/* Returns: height of what was drawn */
static double
draw_weight_maps (Back *b, gint64 w, const gint64 tap[3], double y)
{
  const ConvoTrace *trace = b->trace;
  const gint64 at[3] = { b->slice[0] }, there[3] = { b->slice[1] };
  FigureMap delta = figure_map_delta (trace, convo_place_index (&trace->out, b->out, there));
  FigureMap input = figure_map_x (trace, 0, convo_place_index (&trace->in[0], b->in, at));
  ConvoGrid first, second;
  double bottom;

  delta.box = input.box = 190;
  delta.cell = input.cell = 40;
  if (b->transposed)
    {
      first = figure_map_draw (b->scene, &input, b->x + 16, y);
      cell_head (b, &first, "x", CONVO_WORD_X, _("channel %" PRId64), b->in + 1);
      second = draw_lanes (b, b->wide, TRUE, b->out, b->slice[1] + b->wide[0].lead, next_to (&first, 130), y);
      cell_head (b, &second, "δ", CONVO_WORD_DELTA, _("channel %" PRId64), b->out + 1);
      frame_touched (b, &second, tap, CONVO_INK_DELTA);
    }
  else
    {
      first = figure_map_draw (b->scene, &delta, b->x + 16, y);
      cell_head (b, &first, "δ", CONVO_WORD_DELTA, _("channel %" PRId64), b->out + 1);
      second = draw_lanes (b, b->wide, FALSE, b->in, b->slice[0] + b->wide[0].lead, next_to (&first, 130), y);
      cell_head (b, &second, "x", CONVO_WORD_X, _("channel %" PRId64), b->in + 1);
      frame_touched (b, &second, tap, CONVO_INK_X);
    }
  bottom = MAX (convo_grid_bottom (&first), convo_grid_bottom (&second));
  first = draw_kernel_gradient (b, w, next_to (&second, 130), y);
  b->most = MAX (b->most, convo_grid_right (&first) - b->x);
  return MAX (bottom, convo_grid_bottom (&first)) + 34;
}

static void
draw_weight_card (Back *b, gint64 w)
{
  g_autoptr(ConvoSum) sum = convo_trace_weight_gradient (b->trace, 0, w);
  g_autofree char *equation = convo_sum_equation (sum, FALSE), *left = NULL;
  gint64 tap[3];
  double y;

  convo_trace_weight_place (b->trace, w, &b->out, &b->in, tap);
  left = b->trace->in[0].rank == 2 ? g_strdup_printf ("∂L/∂w[%" PRId64 "]", tap[2] + 1)
                                   : g_strdup_printf ("∂L/∂w[%" PRId64 ", %" PRId64 "]", tap[1] + 1, tap[2] + 1);
  for (int axis = 0; axis < 3 && b->trace->arith.flip; axis++)
    tap[axis] = b->trace->arith.kernel[axis] - 1 - tap[axis];      /* where it acts */
  b->slice[1] = 0;
  b->slice[0] = CLAMP (tap[0] * b->wide[0].dilation - b->wide[0].lead, 0, convo_shape_spatial (&b->trace->in[0], 0) - 1);
  if (b->transposed)
    {
      b->slice[0] = 0;
      b->slice[1] = CLAMP (tap[0] * b->wide[0].dilation - b->wide[0].lead, 0, convo_shape_spatial (&b->trace->out, 0) - 1);
    }
  draw_heading (b, _("1  Gradient of one weight: input correlated with δ"));
  y = draw_weight_maps (b, w, tap, FIGURE_TOP + 26);
  y = draw_weight_table (b, tap, y);
  y = figure_equation (b->scene, b->x, y, MAX (b->most, 560), left, CONVO_WORD_W, equation);
  figure_proof (b->scene, b->x, y, b->trace, b->from, sum, &(ConvoNudge) { .is_param = TRUE, .index = w });
}

/* The kernel as it meets δ, and as it is stored where that is another one */
static ConvoGrid
draw_turned (Back *b, gint64 depth, double x, double y)
{
  const gint64 *k = b->trace->arith.kernel;
  const gboolean turned = b->transposed == b->trace->arith.flip;
  ConvoGrid grid = { .x = x, .y = y, .rows = k[1], .columns = k[2], .word = CONVO_WORD_W, .ink = CONVO_INK_W, .bold = TRUE };
  gint64 t[3], tap[3] = { k[0] - 1 - depth };

  grid.cell = convo_grid_fit (44, 180, MAX (k[1], k[2]));
  for (t[1] = 0; t[1] < k[1]; t[1]++)
    for (t[2] = 0; t[2] < k[2]; t[2]++)
      {
        gint64 w;

        tap[1] = k[1] - 1 - t[1];
        tap[2] = k[2] - 1 - t[2];
        w = convo_trace_acting_weight (b->trace, b->out, b->in, tap);
        convo_grid_value (b->scene, &grid, t[1], t[2], turned && w >= 0 && t[1] == k[1] - 1 && t[2] == k[2] - 1 ? 0xf8d3bc : 0xfdf3ec,
                          w >= 0 ? b->trace->param[0][w] : 0);
      }
  convo_grid_close (b->scene, &grid, FALSE, 0, 0, 0, 0);
  figure_head (b->scene, grid.x, grid.y + 12, "w", CONVO_WORD_W, turned ? _("turned by 180°") : _("as it is stored"));
  return grid;
}

/* Products of the window over δ */
static double
draw_input_table (Back *b, const gint64 at[3], gint64 depth, double y)
{
  const gint64 *k = b->trace->arith.kernel;
  gint64 t[3] = { depth }, cell[3], tap[3];

  if (k[1] > MAX_TABLE || k[2] > MAX_TABLE)
    return y;
  convo_scene_words (b->scene, b->x, y, -1, 13, CONVO_WORD, TRUE, _("products δ·w, channel %" PRId64), b->out + 1);
  y += 16;
  for (t[1] = 0; t[1] < k[1]; t[1]++)
    for (t[2] = 0; t[2] < k[2]; t[2]++)
      {
        gint64 w, index;

        for (int axis = 0; axis < 3; axis++)
          {
            cell[axis] = at[axis] * b->delta[axis].step + t[axis] * b->delta[axis].dilation;
            tap[axis] = k[axis] - 1 - t[axis];
          }
        w = convo_trace_acting_weight (b->trace, b->out, b->in, tap);
        index = source_of (b->delta, &b->trace->out, b->out, cell);
        draw_product (b, b->x + t[2] * CELL_W, y + t[1] * CELL_H, index >= 0 ? b->trace->dy[index] : 0, CONVO_WORD_DELTA,
                      w >= 0 ? b->trace->param[0][w] : 0, CONVO_WORD_W, index < 0);
      }
  convo_scene_box (b->scene, b->x, y, k[2] * CELL_W, k[1] * CELL_H, CONVO_NONE, CONVO_LINE, 1.5);
  b->most = MAX (b->most, k[2] * CELL_W);
  return y + k[1] * CELL_H + 34;
}

static double
draw_input_maps (Back *b, gint64 x, const gint64 at[3], gint64 depth, double y)
{
  const ConvoLane *rows = &b->delta[1], *columns = &b->delta[2];
  const gint64 span_y = (rows->taps - 1) * rows->dilation + 1, span_x = (columns->taps - 1) * columns->dilation + 1;
  FigureMap map = figure_map_dx (b->trace, 0, x);
  ConvoGrid grid = draw_lanes (b, b->delta, TRUE, b->out, at[0] * b->delta[0].step + depth * b->delta[0].dilation, b->x, y);
  double bottom = convo_grid_bottom (&grid);

  cell_head (b, &grid, "δ", CONVO_WORD_DELTA, rows->spread > 1 || columns->spread > 1
             ? _("channel %" PRId64 ", spread out, in a ring of zeros") : _("channel %" PRId64 ", in a ring of zeros"), b->out + 1);
  for (gint64 r = 0; r < rows->taps; r++)
    for (gint64 c = 0; c < columns->taps; c++)
      convo_scene_tint (b->scene, grid.x + (at[2] * columns->step + c * columns->dilation) * grid.cell,
                        grid.y + (at[1] * rows->step + r * rows->dilation) * grid.cell, grid.cell, grid.cell, CONVO_INK_W, 0.14);
  convo_grid_frame (b->scene, &grid, at[1] * rows->step, at[2] * columns->step, span_y, span_x, CONVO_INK_W, 3, FALSE);
  grid = draw_turned (b, depth, next_to (&grid, 340), y);
  bottom = MAX (bottom, convo_grid_bottom (&grid));
  map.box = 250;
  map.cell = 36;
  grid = figure_map_draw (b->scene, &map, next_to (&grid, 190) + 12, y);
  cell_head (b, &grid, "∂L/∂x", CONVO_WORD_X, _("channel %" PRId64), b->in + 1);
  figure_map_light (b->scene, &map, &grid, x, CONVO_INK_X, 3.5);
  b->most = MAX (b->most, convo_grid_right (&grid) - b->x);
  return MAX (bottom, convo_grid_bottom (&grid)) + 34;
}

static void
draw_input_card (Back *b, gint64 x)
{
  g_autoptr(ConvoSum) sum = convo_trace_input_gradient (b->trace, 0, x);
  g_autofree char *equation = NULL, *left = NULL;
  gint64 at[3], depth = 0;
  double y;

  convo_index_place (&b->trace->in[0], x, &b->in, at);
  left = b->trace->in[0].rank == 2 ? g_strdup_printf ("∂L/∂x[%" PRId64 "]", at[2] + 1)
                                   : g_strdup_printf ("∂L/∂x[%" PRId64 ", %" PRId64 "]", at[1] + 1, at[2] + 1);
  if (sum->terms->len > 0)
    {
      const ConvoTerm *term = &g_array_index (sum->terms, ConvoTerm, 0);
      gint64 place[3];

      convo_index_place (&b->trace->out, term->y, &b->out, place);
      depth = (place[0] * b->delta[0].spread + b->delta[0].lead - at[0] * b->delta[0].step) / MAX (b->delta[0].dilation, 1);
      depth = CLAMP (depth, 0, b->delta[0].taps - 1);
    }
  draw_heading (b, b->transposed ? _("2  Gradient of one pixel: δ through the kernel")
                                 : _("2  Gradient of one pixel: δ through the turned kernel"));
  y = draw_input_maps (b, x, at, depth, FIGURE_TOP + 26);
  y = draw_input_table (b, at, depth, y);
  sum->rule = CONVO_RULE_PRODUCTS;
  equation = convo_sum_equation (sum, FALSE);
  y = figure_equation (b->scene, b->x, y, MAX (b->most, 560), left, CONVO_WORD_X, equation);
  figure_proof (b->scene, b->x, y, b->trace, b->from, sum, &(ConvoNudge) { .index = x });
}

/** figure_convolution_back: @w, @x: −1: without that card. Returns: (transfer full): the drawing */
ConvoScene *
figure_convolution_back (const ConvoTrace *trace, const ConvoUpstream *from, gint64 w, gint64 x)
{
  g_autofree char *summary = figure_title (trace);
  /* translators: %s: an operation with its shapes */
  g_autofree char *title = g_strdup_printf (_("Backward: %s"), summary);
  Back b = { .trace = trace, .from = from, .x = FIGURE_LEFT, .transposed = strcmp (trace->arith.kind->name, "transposed-conv") == 0 };

  b.scene = convo_scene_new (title);
  for (int axis = 0; axis < 3; axis++)
    {
      delta_lane (trace, b.transposed, axis, &b.delta[axis]);
      if (b.transposed)
        b.wide[axis] = b.delta[axis];
      else
        convo_trace_lane (trace, axis, &b.wide[axis]);
    }
  convo_scene_words (b.scene, FIGURE_LEFT, 30, -1, 17, CONVO_WORD, TRUE, "%s", title);
  if (w >= 0)
    draw_weight_card (&b, w);
  if (x >= 0)
    {
      b.x = w >= 0 ? FIGURE_LEFT + MAX (b.most, 640) + 48 : FIGURE_LEFT;
      b.most = 0;
      draw_input_card (&b, x);
    }
  return b.scene;
}
