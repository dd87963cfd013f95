/* The forward stage: input with its window, kernel, products, their sum, output. */
#include "figure-private.h"
#include "text.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#define MAX_ROWS 3           /* channels (times slices of depth) that are drawn */
#define TALL 1140            /* px: rows of large inputs are fewer */
#define MAX_TERMS 18         /* products in a line of the sum */
#define MAX_KERNEL 7         /* taps along an axis whose products get a table */
#define LEFT 56
#define TOP 92

typedef struct
{
  ConvoScene *scene;
  const ConvoTrace *trace;
  gint64 y, out, at[3];      /* the output cell, its channel and place */
  ConvoSum *sum;             /* NULL without a cell */
  ConvoLane lane[3];
  double most, most_y;       /* largest input and output, for shades */
  double kernel_x, products_x, sum_x, output_x, bottom;
  gint64 n_rows;
  struct { gint64 channel, depth; } row[MAX_ROWS];
} Stage;

/* The input cell under a cell of the lanes. Returns: its index; −1 padding, −2 between spread values */
static gint64
source_of (const Stage *s, gint64 channel, const gint64 cell[3])
{
  gint64 at[3], least = 0;

  for (int axis = 0; axis < 3; axis++)
    {
      at[axis] = convo_lane_source (&s->lane[axis], cell[axis]);
      if (at[axis] < 0)
        least = least == -1 ? -1 : at[axis];
    }
  return least < 0 ? least : convo_place_index (&s->trace->in[0], channel, at);
}

static ConvoGrid
input_grid (const Stage *s, double y)
{
  return (ConvoGrid) { .x = LEFT, .y = y, .rows = s->lane[1].cells, .columns = s->lane[2].cells, .word = CONVO_WORD,
                       .cell = convo_grid_fit (31, 310, MAX (s->lane[1].cells, s->lane[2].cells)), .ink = CONVO_NONE };
}

static void
draw_window (Stage *s, const ConvoGrid *grid)
{
  const ConvoLane *rows = &s->lane[1], *columns = &s->lane[2];
  gint64 span_y = (rows->taps - 1) * rows->dilation + 1, span_x = (columns->taps - 1) * columns->dilation + 1;
  gint64 y = s->at[1] * rows->step, x = s->at[2] * columns->step;

  if (s->sum == NULL)
    return;
  if (x >= columns->step)
    convo_grid_frame (s->scene, grid, y, x - columns->step, span_y, span_x, CONVO_INK_X, 1.5, TRUE);
  for (gint64 r = 0; r < rows->taps; r++)
    for (gint64 c = 0; c < columns->taps; c++)
      convo_scene_tint (s->scene, grid->x + (x + c * columns->dilation) * grid->cell,
                        grid->y + (y + r * rows->dilation) * grid->cell, grid->cell, grid->cell, CONVO_INK_X, 0.16);
  convo_grid_frame (s->scene, grid, y, x, span_y, span_x, CONVO_INK_X, 3, FALSE);
}

static void
draw_input_cell (Stage *s, const ConvoGrid *grid, gint64 channel, const gint64 cell[3])
{
  gboolean unread = cell[1] >= s->lane[1].cells - s->lane[1].unread || cell[2] >= s->lane[2].cells - s->lane[2].unread;
  gint64 x = source_of (s, channel, cell);

  if (x >= 0 && !unread)
    convo_grid_value (s->scene, grid, cell[1], cell[2], s->lane[2].spread > 1 ? 0xc9ddf7 : convo_shade (s->trace->x[0][x], s->most),
                      s->trace->x[0][x]);      /* spread values stand out from the zeros between */
  else if (unread)
    convo_grid_cell (s->scene, grid, cell[1], cell[2], CONVO_HATCH_DROP, "✕");
  else
    convo_grid_cell (s->scene, grid, cell[1], cell[2], x == -1 ? CONVO_HATCH_PAD : CONVO_BETWEEN, "0");
}

/* @row: which channel and slice. Returns the grid's lower edge */
static ConvoGrid
draw_input (Stage *s, gint64 row, double top)
{
  ConvoGrid grid = input_grid (s, top);
  const gint64 channel = s->row[row].channel;
  gint64 cell[3] = { s->sum != NULL ? s->at[0] * s->lane[0].step + s->row[row].depth * s->lane[0].dilation : s->lane[0].lead };
  gboolean outer;

  for (cell[1] = 0; cell[1] < grid.rows; cell[1]++)
    for (cell[2] = 0; cell[2] < grid.columns; cell[2]++)
      draw_input_cell (s, &grid, channel, cell);
  outer = s->lane[1].spread == 1 && s->lane[1].lead >= 0 && s->lane[2].lead >= 0;
  if (outer)
    convo_scene_box (s->scene, grid.x + s->lane[2].lead * grid.cell, grid.y + s->lane[1].lead * grid.cell,
                     s->lane[2].n * grid.cell, s->lane[1].n * grid.cell, CONVO_NONE, CONVO_LINE, 2);
  convo_grid_close (s->scene, &grid, outer, s->lane[1].lead, s->lane[2].lead, s->lane[1].n, s->lane[2].n);
  draw_window (s, &grid);
  convo_scene_words (s->scene, grid.x, top - 30, -1, 15, CONVO_WORD_X, TRUE, "x");
  if (s->trace->in[0].rank == 4)
    convo_scene_words (s->scene, grid.x + 15, top - 30, -1, 14, CONVO_WORD, TRUE,
                       _("Input, channel %" PRId64 " of %" PRId64 ", slice %" PRId64), channel + 1, s->trace->in[0].dim[0],
                       cell[0] - s->lane[0].lead + 1);
  else
    convo_scene_words (s->scene, grid.x + 15, top - 30, -1, 14, CONVO_WORD, TRUE,
                       _("Input, channel %" PRId64 " of %" PRId64), channel + 1, s->trace->in[0].dim[0]);
  return grid;
}

static const ConvoTerm *
term_at (const Stage *s, gint64 row, const gint64 tap[3])
{
  gint64 cell[3], x;

  for (int axis = 0; axis < 3; axis++)
    cell[axis] = s->at[axis] * s->lane[axis].step + tap[axis] * s->lane[axis].dilation;
  x = source_of (s, s->row[row].channel, cell);
  for (guint i = 0; s->sum != NULL && x >= 0 && i < s->sum->terms->len; i++)
    {
      const ConvoTerm *term = &g_array_index (s->sum->terms, ConvoTerm, i);

      if (term->x == x)
        return term;
    }
  return NULL;
}

/* What is multiplied with the input at a tap: a weight, or the part in a pooled value */
static double
factor_at (const Stage *s, gint64 row, const gint64 tap[3])
{
  gint64 w = convo_trace_acting_weight (s->trace, s->out, s->row[row].channel, tap);
  const ConvoTerm *term;

  if (w >= 0)
    return s->trace->param[0][w];
  term = term_at (s, row, tap);
  return term != NULL ? term->b : 0;
}

/* "channel 2", along three axes "channel 2, slice 1": of the kernel */
static char *
row_label (const Stage *s, gint64 row)
{
  if (s->trace->in[0].rank < 4)
    return g_strdup_printf (_("channel %" PRId64), s->row[row].channel + 1);
  return g_strdup_printf (_("channel %" PRId64 ", slice %" PRId64), s->row[row].channel + 1, s->row[row].depth + 1);
}

static ConvoGrid
draw_kernel (Stage *s, gint64 row, double middle)
{
  gboolean weights = convo_trace_weight (s->trace) >= 0;
  double cell = convo_grid_fit (44, 200, MAX (s->lane[1].taps, s->lane[2].taps));
  ConvoGrid grid = { .x = s->kernel_x, .y = middle - s->lane[1].taps * cell / 2, .cell = cell, .rows = s->lane[1].taps,
                     .columns = s->lane[2].taps, .word = CONVO_WORD_W, .ink = CONVO_INK_W, .bold = TRUE };
  gint64 tap[3] = { s->row[row].depth };

  for (tap[1] = 0; tap[1] < grid.rows; tap[1]++)
    for (tap[2] = 0; tap[2] < grid.columns; tap[2]++)
      convo_grid_value (s->scene, &grid, tap[1], tap[2], 0xfdf3ec, factor_at (s, row, tap));
  convo_grid_close (s->scene, &grid, FALSE, 0, 0, 0, 0);
  convo_scene_words (s->scene, grid.x, grid.y - 16, -1, 15, CONVO_WORD_W, TRUE, weights ? "w" : "g");
  if (!weights)
    convo_scene_words (s->scene, grid.x + 18, grid.y - 16, -1, 13, CONVO_WORD, FALSE, "%s", _("share of each cell"));
  else
    {
      g_autofree char *label = row_label (s, row);

      /* translators: "kernel 2, channel 1, turned" */
      convo_scene_words (s->scene, grid.x + 18, grid.y - 16, -1, 13, CONVO_WORD, FALSE,
                         s->lane[1].spread > 1 || s->trace->arith.flip ? _("kernel %" PRId64 ", %s, turned") : _("kernel %" PRId64 ", %s"),
                         s->out + 1, label);
    }
  return grid;
}

static void
draw_product (Stage *s, const ConvoGrid *grid, gint64 row, const gint64 tap[3])
{
  const ConvoTerm *term = term_at (s, row, tap);
  double factor = factor_at (s, row, tap), a = term != NULL ? term->a : 0;
  double x = grid->x + (tap[2] + 0.5) * grid->cell, y = grid->y + tap[1] * grid->cell_height;
  double left = 13;
  g_autofree char *first = convo_trace_number (a), *second = convo_trace_number (factor);
  g_autofree char *product = convo_trace_number (a * factor);
  double x1 = x + 0.28 * left * (g_utf8_strlen (first, -1) - g_utf8_strlen (second, -1) - (factor < 0 ? 1.4 : 0));

  convo_grid_cell (s->scene, grid, tap[1], tap[2], term != NULL ? CONVO_WHITE : CONVO_HATCH_PAD, NULL);
  convo_scene_words (s->scene, x1 - 5, y + 17, 1, left, CONVO_WORD_X, TRUE, "%s", first);
  convo_scene_words (s->scene, x1, y + 17, 0, left, CONVO_WORD_SOFT, FALSE, "·");
  convo_scene_words (s->scene, x1 + 5, y + 17, -1, left, CONVO_WORD_W, TRUE, factor < 0 ? "(%s)" : "%s", second);
  convo_scene_words (s->scene, x, y + 38, 0, left + 3, a * factor == 0 ? CONVO_WORD_SOFT : CONVO_WORD, a * factor != 0, "%s",
                     product);
}

static void
draw_products (Stage *s, gint64 row, double middle)
{
  gint64 tap[3] = { s->row[row].depth };
  ConvoGrid grid = { .x = s->products_x, .cell = 76, .cell_height = 54, .rows = s->lane[1].taps,
                     .columns = s->lane[2].taps, .word = CONVO_WORD, .ink = CONVO_NONE };
  g_autofree char *label = row_label (s, row);

  grid.y = middle - grid.rows * grid.cell_height / 2;
  for (tap[1] = 0; tap[1] < grid.rows; tap[1]++)
    for (tap[2] = 0; tap[2] < grid.columns; tap[2]++)
      draw_product (s, &grid, row, tap);
  convo_scene_box (s->scene, grid.x, grid.y, grid.columns * grid.cell, grid.rows * grid.cell_height, CONVO_NONE, CONVO_LINE,
                   1.5);
  convo_scene_words (s->scene, (grid.x + convo_grid_right (&grid)) / 2, grid.y - 16, 0, 13, CONVO_WORD_SOFT, FALSE,
                     _("products, %s"), label);
  s->bottom = MAX (s->bottom, convo_grid_bottom (&grid));
}

/* Sum of the products of one drawn row */
static double
row_sum (const Stage *s, gint64 row)
{
  double sum = 0;

  for (guint i = 0; i < s->sum->terms->len; i++)
    {
      const ConvoTerm *term = &g_array_index (s->sum->terms, ConvoTerm, i);
      gint64 depth = term->at[0] + s->lane[0].lead - s->at[0] * s->lane[0].step;

      if (term->channel == s->row[row].channel && (s->lane[0].taps == 1 || s->lane[0].spread > 1 ||
                                                   depth == s->row[row].depth * s->lane[0].dilation))
        sum += term->product;
    }
  return sum;
}

static gboolean
adds_products (const Stage *s)
{
  return s->sum != NULL && s->sum->rule == CONVO_RULE_PRODUCTS;
}

static void
draw_row_sum (Stage *s, gint64 row, double middle)
{
  g_autofree char *sum = convo_trace_number (row_sum (s, row));

  convo_scene_line (s->scene, s->sum_x - 18, middle, s->sum_x - 3, middle, CONVO_LINE, 1.5, TRUE);
  convo_scene_frame (s->scene, s->sum_x, middle - 22, 72, 44, CONVO_LINE, 1.5, FALSE);
  convo_scene_words (s->scene, s->sum_x + 36, middle, 0, 17, CONVO_WORD, TRUE, "Σ %s", sum);
}

static void
draw_output_cell (Stage *s, const ConvoGrid *grid, gint64 channel, const gint64 at[3])
{
  gint64 index = convo_place_index (&s->trace->out, channel, at);
  double share = s->most_y > 0 ? fabs (s->trace->y[index]) / s->most_y : 0;
  int fill = grid->cell >= CONVO_DIGITS_FROM ? 0xf0faf4 : convo_mix (CONVO_WHITE, CONVO_INK_Y, 0.85 * share);

  if (s->y >= 0 && index > s->y)
    convo_grid_cell (s->scene, grid, at[1], at[2], CONVO_WHITE, "·");
  else
    convo_grid_value (s->scene, grid, at[1], at[2], index == s->y && grid->cell >= CONVO_DIGITS_FROM ? 0xcdeedd : fill, s->trace->y[index]);
}

static void
draw_output (Stage *s, double middle)
{
  gint64 rows = convo_shape_spatial (&s->trace->out, 1), columns = convo_shape_spatial (&s->trace->out, 2);
  double cell = convo_grid_fit (54, 324, MAX (rows, columns));
  ConvoGrid grid = { .x = s->output_x, .y = MAX (middle - rows * cell / 2, TOP), .cell = cell, .rows = rows,
                     .columns = columns, .word = CONVO_WORD_Y, .ink = CONVO_INK_Y, .bold = TRUE };
  gint64 at[3] = { s->at[0] };

  for (at[1] = 0; at[1] < rows; at[1]++)
    for (at[2] = 0; at[2] < columns; at[2]++)
      draw_output_cell (s, &grid, s->out, at);
  convo_grid_close (s->scene, &grid, TRUE, 0, 0, rows, columns);
  if (s->sum != NULL)
    convo_grid_frame (s->scene, &grid, s->at[1], s->at[2], 1, 1, CONVO_INK_Y, 3, FALSE);
  convo_scene_words (s->scene, grid.x, grid.y - 34, -1, 15, CONVO_WORD_Y, TRUE, "y");
  if (s->trace->out.rank == 4)
    convo_scene_words (s->scene, grid.x + 15, grid.y - 34, -1, 14, CONVO_WORD, TRUE,
                       _("Output, channel %" PRId64 " of %" PRId64 ", slice %" PRId64), s->out + 1, s->trace->out.dim[0], s->at[0] + 1);
  else
    convo_scene_words (s->scene, grid.x + 15, grid.y - 34, -1, 14, CONVO_WORD, TRUE,
                       _("Output, channel %" PRId64 " of %" PRId64), s->out + 1, s->trace->out.dim[0]);
  s->bottom = MAX (s->bottom, convo_grid_bottom (&grid));
}

/* One line of the table under the stage: factors, and the running sum small below */
static void
draw_terms (Stage *s, gint64 row, double y)
{
  gint64 n = s->lane[1].taps * s->lane[2].taps, i = 0, tap[3] = { s->row[row].depth };
  const double first_x = LEFT + (s->trace->in[0].rank < 4 ? 110 : 190);
  double running = 0, pitch = MIN (107, 1130.0 / n);
  g_autofree char *sum = convo_trace_number (row_sum (s, row)), *label = row_label (s, row);

  convo_scene_words (s->scene, LEFT, y, -1, 14, CONVO_WORD, TRUE, "%s", label);
  for (tap[1] = 0; tap[1] < s->lane[1].taps; tap[1]++)
    for (tap[2] = 0; tap[2] < s->lane[2].taps; tap[2]++, i++)
      {
        const ConvoTerm *term = term_at (s, row, tap);
        double a = term != NULL ? term->a : 0, b = factor_at (s, row, tap), x = first_x + (i + 0.5) * pitch;
        g_autofree char *first = convo_trace_number (a), *second = convo_trace_number (b), *small = NULL;

        running += a * b;
        small = convo_trace_number (running);
        convo_scene_words (s->scene, x - 4, y, 1, 14, CONVO_WORD_X, TRUE, "%s", first);
        convo_scene_words (s->scene, x, y, 0, 14, CONVO_WORD_SOFT, FALSE, "·");
        convo_scene_words (s->scene, x + 4, y, -1, 14, CONVO_WORD_W, TRUE, b < 0 ? "(%s)" : "%s", second);
        convo_scene_words (s->scene, x, y + 17, 0, 11, CONVO_WORD_SOFT, FALSE, "→ %s", small);
        if (i + 1 < n)
          convo_scene_words (s->scene, x + pitch / 2, y, 0, 14, CONVO_WORD_SOFT, FALSE, "+");
      }
  convo_scene_words (s->scene, first_x + n * pitch + 6, y, -1, 16, CONVO_WORD, TRUE, "= %s", sum);
}

/* "y[2, 4] = 7 + 4 + 1 = 12" */
static char *
last_line (const Stage *s)
{
  g_autofree char *sum = convo_trace_number (s->sum->sum), *bias = convo_trace_number (s->sum->bias);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < s->sum->channels->len; i++)
    {
      const ConvoChannelSum *channel = &g_array_index (s->sum->channels, ConvoChannelSum, i);
      g_autofree char *part = convo_trace_number (channel->sum);

      g_string_append_printf (text, channel->sum < 0 ? "%s(%s)" : "%s%s", i > 0 ? " + " : "", part);
    }
  if (s->sum->has_bias)
    g_string_append_printf (text, s->sum->bias < 0 ? _(" + (%s) bias") : _(" + %s bias"), bias);
  g_string_append_printf (text, " = %s", sum);
  return g_string_free (text, FALSE);
}

static void
draw_sum (Stage *s)
{
  gboolean terms = adds_products (s) && s->lane[1].taps * s->lane[2].taps <= MAX_TERMS;
  double y = s->bottom + 44;
  g_autofree char *line = NULL, *place = NULL;

  if (s->sum == NULL)
    return;
  for (gint64 row = 0; terms && row < s->n_rows; row++, y += 42)
    draw_terms (s, row, y);
  line = adds_products (s) && s->sum->channels->len <= 16 ? last_line (s) : convo_sum_equation (s->sum, FALSE);
  place = s->trace->out.rank > 2 ? g_strdup_printf ("y[%" PRId64 ", %" PRId64 "]", s->at[1] + 1, s->at[2] + 1)
                                 : g_strdup_printf ("y[%" PRId64 "]", (s->trace->out.rank == 1 ? s->out : s->at[2]) + 1);
  if (adds_products (s) && s->sum->channels->len <= 16)
    {
      convo_scene_words (s->scene, LEFT, y + 4, -1, 18, CONVO_WORD_Y, TRUE, "%s", place);
      convo_scene_words (s->scene, LEFT + 110, y + 4, -1, 18, CONVO_WORD, TRUE, "= %s", line);
    }
  else
    figure_equation (s->scene, LEFT, y + 4, MAX (s->scene->width - 2 * LEFT, FIGURE_WIDE), place, CONVO_WORD_Y, line);
}

/* Which channels (and slices of depth) get a row of their own */
static void
choose_rows (Stage *s)
{
  gint64 first, n = convo_trace_group (s->trace, s->out, &first);
  const gint64 most = CLAMP (TALL / (s->lane[1].cells * input_grid (s, 0).cell + 64), 1, MAX_ROWS);

  for (gint64 c = first; c < first + n; c++)
    for (gint64 depth = 0; depth < s->lane[0].taps; depth++)
      if (s->n_rows < most)
        {
          s->row[s->n_rows].channel = c;
          s->row[s->n_rows++].depth = depth;
        }
}

static void
stage_init (Stage *s, const ConvoTrace *trace, gint64 y)
{
  gboolean table, windows = convo_arith_windows (&trace->arith);
  double input, kernel;

  *s = (Stage) { .trace = trace, .y = y, .sum = y >= 0 ? convo_trace_output (trace, y) : NULL };
  if (y >= 0)
    convo_index_place (&trace->out, y, &s->out, s->at);
  for (int axis = 0; axis < 3; axis++)
    convo_trace_lane (trace, axis, &s->lane[axis]);
  s->most = convo_largest (trace->x[0], convo_shape_count (&trace->in[0]));
  s->most_y = convo_largest (trace->y, convo_shape_count (&trace->out));
  choose_rows (s);
  table = windows && MAX (s->lane[1].taps, s->lane[2].taps) <= MAX_KERNEL && (s->sum == NULL || adds_products (s));
  input = s->lane[2].cells * input_grid (s, 0).cell;
  kernel = windows ? s->lane[2].taps * convo_grid_fit (44, 200, MAX (s->lane[1].taps, s->lane[2].taps)) : 0;
  s->kernel_x = LEFT + MAX (input + 82, trace->in[0].rank == 4 ? 300 : 230);
  s->products_x = s->kernel_x + MAX (kernel, trace->in[0].rank == 4 ? 260 : 185) + 40;
  s->sum_x = table ? s->products_x + s->lane[2].taps * 76 + 22 : s->products_x;
  s->output_x = s->sum_x + (windows ? 72 : 0) + 70;
  if (!windows)
    s->output_x = s->kernel_x + 40;
}

static void
draw_row (Stage *s, gint64 row, double top)
{
  gboolean windows = convo_arith_windows (&s->trace->arith);
  ConvoGrid input = draw_input (s, row, top), kernel;
  double middle = (input.y + convo_grid_bottom (&input)) / 2;

  s->bottom = MAX (s->bottom, convo_grid_bottom (&input));
  if (!windows || s->sum == NULL)
    return;
  kernel = draw_kernel (s, row, middle);
  s->bottom = MAX (s->bottom, convo_grid_bottom (&kernel));
  if (!adds_products (s))
    return;
  if (s->lane[1].taps <= MAX_KERNEL && s->lane[2].taps <= MAX_KERNEL)
    {
      convo_scene_words (s->scene, s->products_x - 24, middle, 0, 20, CONVO_WORD_SOFT, FALSE, "=");
      draw_products (s, row, middle);
    }
  draw_row_sum (s, row, middle);
}

/* Operations without a window */
static ConvoScene *
point_figure (const ConvoTrace *trace, gint64 y)
{
  const char *kind = trace->arith.kind->name;

  if (strcmp (kind, "linear") == 0)
    return figure_linear (trace, y);
  if (strcmp (kind, "softmax") == 0)
    return figure_softmax (trace, y);
  if (strcmp (kind, "batch-norm") == 0)
    return figure_norm (trace, y);
  return strcmp (kind, "add") == 0 || strcmp (kind, "concatenate") == 0 ? figure_merge (trace, y) : figure_point (trace, y);
}

/**
 * convo_figure_forward:
 * @y: index of the output value that is being written; −1: none, the whole output stands there
 *
 * Returns: (transfer full): the drawing
 */
ConvoScene *
convo_figure_forward (const ConvoTrace *trace, gint64 y)
{
  g_autofree char *title = NULL;
  double pitch, top = TOP;
  Stage s;

  g_return_val_if_fail (y < convo_shape_count (&trace->out), NULL);
  if (!convo_arith_windows (&trace->arith))
    return point_figure (trace, y >= 0 ? y : convo_shape_count (&trace->out) - 1);
  stage_init (&s, trace, y);
  title = figure_title (trace);
  s.scene = convo_scene_new (title);
  convo_scene_words (s.scene, LEFT, 30, -1, 17, CONVO_WORD, TRUE, "%s", title);
  pitch = MAX (s.lane[1].cells * input_grid (&s, 0).cell,
               s.lane[1].taps <= MAX_KERNEL && s.sum != NULL ? s.lane[1].taps * 54 : 0) + 64;
  if (s.lane[1].cells * input_grid (&s, 0).cell < pitch - 64)      /* a low input beside a high table of products */
    top += (pitch - 64 - s.lane[1].cells * input_grid (&s, 0).cell) / 2;
  for (gint64 row = 0; row < s.n_rows; row++)
    draw_row (&s, row, top + row * pitch);
  draw_output (&s, (TOP + s.bottom) / 2);
  draw_sum (&s);
  if (y >= 0)
    convo_scene_describe (s.scene, convo_trace_say_output (trace, y));
  g_clear_pointer (&s.sum, convo_sum_free);
  return s.scene;
}
