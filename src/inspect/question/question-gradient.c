/* Fresh questions about the way back: one small layer, what arrives from above, and which gradient goes where. The engine
 * computes the answers; the slips are computed here. */
#include "question-private.h"
#include "registry.h"
#include "text.h"

#include <math.h>

#define MOST_PRODUCTS 12       /* written out in an explanation */

/* Whole numbers that are easy to multiply: inputs 0 to 3, weights −2 to 3, δ −1 to 2, none of them all zeros */
static void
fill (ConvoRandom *random, float *values, gint64 n, gint64 from, gint64 to)
{
  gboolean some = FALSE;

  while (!some)
    for (gint64 i = 0; i < n; i++)
      {
        values[i] = convo_question_pick (random, from, to);
        some |= values[i] != 0;
      }
}

/* A layer without padding and bias on @in */
static ConvoTrace *
trace_new (ConvoRandom *random, const char *kind, const ConvoShape *in, gint64 kernel, gint64 stride)
{
  ConvoArith layer;
  ConvoTrace *trace;

  convo_arith_init (&layer, convo_kind_find (kind), in);
  if (convo_arith_windows (&layer))
    {
      convo_arith_set (&layer, CONVO_ARITH_KERNEL, kernel);
      convo_arith_set (&layer, CONVO_ARITH_STRIDE, stride);
      convo_arith_set (&layer, CONVO_ARITH_PADDING, 0);
    }
  layer.kernels = in->rank == 1 ? 2 : 1;
  layer.bias = FALSE;
  trace = convo_trace_new (&layer, NULL);
  fill (random, trace->x[0], convo_shape_count (in), 0, 3);
  if (convo_trace_weight (trace) >= 0)
    fill (random, trace->param[0], convo_param_count (&trace->spec[0]), -2, 3);
  fill (random, trace->dy, convo_shape_count (&trace->out), -1, 2);
  return trace;
}

static char *
delta_of (const ConvoTrace *trace)
{
  const gint64 rows = convo_shape_spatial (&trace->out, 1);

  return convo_question_rows (trace->dy, rows, convo_shape_count (&trace->out) / rows);
}

static char *
input_of (const ConvoTrace *trace)
{
  const gint64 rows = convo_shape_spatial (&trace->in[0], 1);

  return convo_question_rows (trace->x[0], rows, convo_shape_count (&trace->in[0]) / rows);
}

static ConvoQuestion *
question_new (const char *family, int number, const char *text, double answer, const ConvoSum *sum, const char *hint)
{
  g_autofree char *id = g_strdup_printf ("fresh-%d-%s", number, family);
  ConvoQuestion *question = convo_question_new (id, CONVO_ASK_SUM, text);

  question->n_answers = 1;
  question->answer[0] = answer;
  question->how = sum != NULL ? convo_sum_equation_short (sum, MOST_PRODUCTS) : NULL;
  question->hint = g_strdup (hint);
  return question;
}

/* ---- a convolution ---- */

/* The sum over all places of δ and the input that @tap met there; @turned: δ from its other end */
static double
correlate (const ConvoTrace *trace, gint64 row, gint64 column, gboolean turned)
{
  const gint64 rows = convo_shape_spatial (&trace->out, 1), columns = convo_shape_spatial (&trace->out, 2);
  const gint64 width = convo_shape_spatial (&trace->in[0], 2), n = rows * columns;
  double sum = 0;

  for (gint64 i = 0; i < n; i++)
    sum += trace->dy[turned ? n - 1 - i : i] * trace->x[0][(i / columns + row) * width + i % columns + column];
  return sum;
}

/* What is left of the products where one of their factors is forgotten: the sum of the first ones, and of the second ones */
static void
add_factors (const ConvoSum *sum, double *first, double *second)
{
  *first = *second = 0;
  for (guint i = 0; i < sum->terms->len; i++)
    {
      const ConvoTerm *term = &g_array_index (sum->terms, ConvoTerm, i);

      *first += term->a;
      *second += term->b;
    }
}

static ConvoQuestion *
about_weight (ConvoRandom *random, int number)
{
  const gint64 extent = convo_question_pick (random, 3, 4), kernel = convo_question_pick (random, 2, extent - 1);
  const ConvoShape in = CONVO_SHAPE (1, extent, extent);
  g_autoptr(ConvoTrace) trace = trace_new (random, "conv", &in, kernel, 1);
  const gint64 row = convo_question_pick (random, 0, kernel - 1), column = convo_question_pick (random, 0, kernel - 1);
  g_autofree char *x = NULL, *d = NULL, *text = NULL;
  g_autoptr(ConvoSum) sum = NULL;
  ConvoQuestion *question;
  double deltas, met;

  convo_trace_run (trace);
  sum = convo_trace_weight_gradient (trace, 0, row * kernel + column);
  add_factors (sum, &met, &deltas);
  x = input_of (trace);
  d = delta_of (trace);
  /* translators: an extent twice; rows of numbers; rows of numbers; a row and a column, from 1 */
  text = g_strdup_printf (_("A kernel of %d×%d slides over %s with stride 1 and no padding; δ = %s comes back. Which gradient does the weight in row %d, column %d of the kernel get?"),
                          (int) kernel, (int) kernel, x, d, (int) row + 1, (int) column + 1);
  question = question_new ("weight", number, text, trace->grad[0][row * kernel + column], sum, "Σ x·δ");
  convo_question_add_gradient_slips (question, sum, deltas,
                                     _("That is the sum of δ: each is multiplied by the input that the weight met there."));
  convo_question_add_slip (question, met, _("δ was forgotten: that is the sum of the inputs that the weight met."));
  convo_question_add_slip (question, correlate (trace, row, column, TRUE),
                           _("δ was turned: for a weight input and δ meet as they lie, nothing is turned."));
  convo_question_add_slip (question, correlate (trace, column, row, FALSE), _("Row and column of the weight were exchanged."));
  return question;
}

/* δ times the weights in the order in which they are stored: as if the window that begins at the pixel met it last */
static double
unturned (const ConvoTrace *trace, const ConvoSum *sum, gint64 kernel)
{
  double wrong = 0;

  for (guint i = 0; i < sum->terms->len; i++)
    {
      const ConvoTerm *term = &g_array_index (sum->terms, ConvoTerm, i);

      wrong += term->a * trace->param[0][kernel * kernel - 1 - term->w];
    }
  return wrong;
}

static ConvoQuestion *
about_pixel (ConvoRandom *random, int number)
{
  const gint64 kernel = 2, extent = 3;
  const ConvoShape in = CONVO_SHAPE (1, extent, extent);
  g_autoptr(ConvoTrace) trace = trace_new (random, "conv", &in, kernel, 1);
  const gint64 row = convo_question_pick (random, 0, extent - 1), column = convo_question_pick (random, 0, extent - 1);
  g_autofree char *w = NULL, *d = NULL, *text = NULL;
  g_autoptr(ConvoSum) sum = NULL;
  ConvoQuestion *question;
  double deltas, met;

  convo_trace_run (trace);
  sum = convo_trace_input_gradient (trace, 0, row * extent + column);
  add_factors (sum, &deltas, &met);
  w = convo_question_rows (trace->param[0], kernel, kernel);
  d = delta_of (trace);
  /* translators: rows of numbers; an extent twice; rows of numbers; a row and a column, from 1 */
  text = g_strdup_printf (_("The kernel %s slides over an input of %d×%d with stride 1 and no padding; δ = %s comes back. Which gradient does the input in row %d, column %d get?"),
                          w, (int) extent, (int) extent, d, (int) row + 1, (int) column + 1);
  question = question_new ("input", number, text, trace->dx[0][row * extent + column], sum, "Σ δ·w");
  convo_question_add_gradient_slips (question, sum, deltas,
                                     _("That is the sum of δ: each is multiplied by the weight that the pixel met there."));
  convo_question_add_slip (question, met, _("δ was forgotten: that is the sum of the weights that the pixel met."));
  convo_question_add_slip (question, unturned (trace, sum, kernel),
                           _("The kernel was not turned: the window that begins at the pixel meets it with its first weight."));
  return question;
}

/* ---- pooling ---- */

/* Different numbers, so that no two are the greatest */
static void
shuffle (ConvoRandom *random, float *values, gint64 n)
{
  guint32 order[16];

  for (gint64 i = 0; i < n; i++)
    order[i] = i + 1;
  convo_random_permute (random, order, n);
  for (gint64 i = 0; i < n; i++)
    values[i] = order[i];
}

/* δ of all windows that hold the pixel */
static double
around (const ConvoTrace *trace, gint64 row, gint64 column, gint64 stride)
{
  const gint64 rows = convo_shape_spatial (&trace->out, 1), columns = convo_shape_spatial (&trace->out, 2);
  double sum = 0;

  for (gint64 i = 0; i < rows * columns; i++)
    {
      const gint64 down = row - i / columns * stride, right = column - i % columns * stride;

      if (down >= 0 && down < 2 && right >= 0 && right < 2)
        sum += trace->dy[i];
    }
  return sum;
}

static ConvoQuestion *
about_pool (ConvoRandom *random, int number)
{
  const gboolean maximum = convo_question_pick (random, 0, 3) > 0;
  const gint64 stride = convo_question_pick (random, 1, 2), extent = stride == 2 ? 4 : 3;
  const ConvoShape in = CONVO_SHAPE (1, extent, extent);
  g_autoptr(ConvoTrace) trace = trace_new (random, maximum ? "max-pool" : "average-pool", &in, 2, stride);
  const gint64 row = convo_question_pick (random, 0, extent - 1), column = convo_question_pick (random, 0, extent - 1);
  g_autofree char *x = NULL, *d = NULL, *text = NULL;
  g_autoptr(ConvoSum) sum = NULL;
  ConvoQuestion *question;
  double all;

  shuffle (random, trace->x[0], extent * extent);
  fill (random, trace->dy, convo_shape_count (&trace->out), 1, 4);
  convo_trace_run (trace);
  sum = convo_trace_input_gradient (trace, 0, row * extent + column);
  all = around (trace, row, column, stride);
  x = input_of (trace);
  d = delta_of (trace);
  /* translators: "Max pooling"; a stride; rows of numbers; rows of numbers; a row and a column, from 1 */
  text = g_strdup_printf (_("%s with a window of 2×2 and stride %d reads %s; δ = %s comes back. Which gradient does the input in row %d, column %d get?"),
                          _(trace->arith.kind->title), (int) stride, x, d, (int) row + 1, (int) column + 1);
  question = question_new (maximum ? "maximum" : "average", number, text, trace->dx[0][row * extent + column], sum, maximum ? "Σ δ (max)" : "Σ δ / n");
  convo_question_add_slip (question, all, maximum ? _("δ goes to the greatest value of its window alone; the others get nothing.")
                                                  : _("Each value of a window gets an equal share of δ, not all of it."));
  if (maximum)
    convo_question_add_slip (question, all / 4, _("That shares δ among the window: average pooling does, max pooling gives all of it to the greatest value."));
  convo_question_add_slip (question, question->answer[0] * trace->x[0][row * extent + column],
                           _("The input was multiplied in: pooling has no weights, and its slope is the share alone."));
  if (question->answer[0] != 0)
    convo_question_add_slip (question, 0, maximum ? _("It is the greatest value of a window: δ goes to it.")
                                                  : _("Every value of the window has a part in its average, and gets its share of δ."));
  for (guint i = 0; i < sum->terms->len && sum->terms->len > 1; i++)
    convo_question_add_slip (question, g_array_index (sum->terms, ConvoTerm, i).product,
                             _("One place only was counted: what arrives from all places is added."));
  return question;
}

/* ---- ReLU ---- */

static ConvoQuestion *
about_gate (ConvoRandom *random, int number)
{
  const ConvoShape in = CONVO_SHAPE (5);
  g_autoptr(ConvoTrace) trace = trace_new (random, "relu", &in, 1, 1);
  const gint64 at = convo_question_pick (random, 0, 4);
  g_autofree char *x = NULL, *d = NULL, *text = NULL;
  g_autoptr(ConvoSum) sum = NULL;
  ConvoQuestion *question;
  double input, delta;

  fill (random, trace->x[0], 5, -3, 3);
  fill (random, trace->dy, 5, -3, 3);
  for (int i = 0; i < 5; i++)                    /* at 0 there is no slope, and of 0 nothing can be lost */
    {
      trace->x[0][i] += trace->x[0][i] == 0 ? 4 : 0;
      trace->dy[i] += trace->dy[i] == 0 ? 4 : 0;
    }
  convo_trace_run (trace);
  sum = convo_trace_input_gradient (trace, 0, at);
  input = trace->x[0][at];
  delta = trace->dy[at];
  x = convo_question_rows (trace->x[0], 1, 5);
  d = convo_question_rows (trace->dy, 1, 5);
  /* translators: numbers; numbers; which of them, from 1 */
  text = g_strdup_printf (_("ReLU reads %s; δ = %s comes back. Which gradient does input value %d get?"), x, d, (int) at + 1);
  question = question_new ("gate", number, text, trace->dx[0][at], sum, "δ·[x > 0]");
  convo_question_add_slip (question, delta, _("The gate is shut: where the input is negative nothing goes back."));
  if (input > 0)
    convo_question_add_slip (question, 0, _("The gate looks at the input, not at δ: a positive input lets every δ through, a negative one too."));
  convo_question_add_slip (question, input * delta, _("The input was multiplied in: the slope of ReLU is 1 or 0."));
  convo_question_add_slip (question, input, _("That is what goes forward: back goes δ."));
  convo_question_add_slip (question, fabs (delta), _("The sign of δ was lost: the gate lets it through as it is."));
  return question;
}

/* ---- a linear layer ---- */

static ConvoQuestion *
about_linear_weight (ConvoRandom *random, int number)
{
  const ConvoShape in = CONVO_SHAPE (3);
  g_autoptr(ConvoTrace) trace = trace_new (random, "linear", &in, 1, 1);
  const gint64 from = convo_question_pick (random, 0, 2), to = convo_question_pick (random, 0, 1);
  g_autofree char *x = NULL, *d = NULL, *text = NULL;
  g_autoptr(ConvoSum) sum = NULL;
  ConvoQuestion *question;

  shuffle (random, trace->x[0], 3);
  fill (random, trace->dy, 2, -2, 3);
  convo_trace_run (trace);
  sum = convo_trace_weight_gradient (trace, 0, to * 3 + from);
  x = convo_question_rows (trace->x[0], 1, 3);
  d = convo_question_rows (trace->dy, 1, 2);
  /* translators: numbers; numbers; which input, which output, from 1 */
  text = g_strdup_printf (_("A linear layer reads %s; δ = %s comes back. Which gradient does the weight from input %d to output %d get?"),
                          x, d, (int) from + 1, (int) to + 1);
  question = question_new ("linear-weight", number, text, trace->grad[0][to * 3 + from], sum, "x·δ");
  convo_question_add_slip (question, trace->dy[to], _("The input was forgotten: it is the factor that the weight had."));
  convo_question_add_slip (question, trace->x[0][from], _("δ was forgotten."));
  convo_question_add_slip (question, trace->x[0][from] * trace->dy[1 - to], _("That is the δ of the other output."));
  convo_question_add_slip (question, trace->x[0][from] * (trace->dy[0] + trace->dy[1]),
                           _("The weight leads to one output only: no other δ reaches it."));
  if (from < 2)
    convo_question_add_slip (question, trace->x[0][to] * trace->dy[from], _("Input and output were exchanged."));
  return question;
}

static ConvoQuestion *
about_linear_input (ConvoRandom *random, int number)
{
  const ConvoShape in = CONVO_SHAPE (3);
  g_autoptr(ConvoTrace) trace = trace_new (random, "linear", &in, 1, 1);
  const gint64 at = convo_question_pick (random, 0, 2);
  const float *w = trace->param[0], *dy = trace->dy;
  g_autofree char *rows = NULL, *d = NULL, *text = NULL;
  g_autoptr(ConvoSum) sum = NULL;
  ConvoQuestion *question;

  convo_trace_run (trace);
  sum = convo_trace_input_gradient (trace, 0, at);
  rows = convo_question_rows (w, 2, 3);
  d = convo_question_rows (dy, 1, 2);
  /* translators: rows of numbers; numbers; which input, from 1 */
  text = g_strdup_printf (_("A linear layer has the weights %s, a row for each output; δ = %s comes back. Which gradient does input value %d get?"),
                          rows, d, (int) at + 1);
  question = question_new ("linear-input", number, text, trace->dx[0][at], sum, "Σ δ·w");
  convo_question_add_gradient_slips (question, sum, dy[0] + dy[1],
                                     _("That is the sum of δ: each is multiplied by the weight that leads there."));
  convo_question_add_slip (question, w[at] + w[3 + at], _("δ was forgotten: that is the sum of the weights."));
  convo_question_add_slip (question, w[at] * dy[1] + w[3 + at] * dy[0], _("Each δ goes with the row of its own output: they were exchanged."));
  if (at < 2)
    convo_question_add_slip (question, w[3 * at] * dy[0] + w[3 * at + 1] * dy[1],
                             _("A row was taken for the column: back goes the transposed matrix."));
  return question;
}

/* ---- batch normalisation ---- */

/* Two values a deviation below the mean, two above: x̂ is −1 and 1 */
typedef struct
{
  ConvoTrace *trace;
  double mean, deviation, scale, sum, along;     /* sum: Σ δ; along: Σ δ·x̂ */
  double xhat[4];
} Norm;

static void
norm_init (ConvoRandom *random, Norm *norm)
{
  const ConvoShape in = CONVO_SHAPE (1, 1, 4);
  guint32 order[] = { 0, 1, 2, 3 };

  norm->trace = trace_new (random, "batch-norm", &in, 1, 1);
  norm->trace->training = TRUE;
  norm->mean = convo_question_pick (random, 3, 6);
  norm->deviation = convo_question_pick (random, 1, 3);
  norm->scale = norm->deviation * convo_question_pick (random, 1, 2);
  convo_random_permute (random, order, 4);
  for (int i = 0; i < 4; i++)
    {
      norm->xhat[order[i]] = i < 2 ? -1 : 1;
      norm->trace->x[0][order[i]] = norm->mean + norm->deviation * norm->xhat[order[i]];
    }
  norm->trace->param[0][0] = norm->scale;
  norm->trace->param[1][0] = 0;
  do                                             /* both means are whole, so that the way back is */
    {
      fill (random, norm->trace->dy, 4, -3, 4);
      norm->sum = norm->along = 0;
      for (int i = 0; i < 4; i++)
        {
          norm->sum += norm->trace->dy[i];
          norm->along += norm->trace->dy[i] * norm->xhat[i];
        }
    }
  while (fmod (norm->sum, 4) != 0 || fmod (norm->along, 4) != 0 || norm->sum == 0 || norm->along == 0);
  convo_trace_run (norm->trace);
}

static char *
norm_text (const Norm *norm, const char *asked)
{
  g_autofree char *x = convo_question_rows (norm->trace->x[0], 1, 4), *d = convo_question_rows (norm->trace->dy, 1, 4);

  /* translators: numbers; three numbers; numbers; then a question: "Which gradient does the scale get?" */
  return g_strdup_printf (_("Batch normalisation in training reads %s: mean %d, standard deviation %d; its scale γ is %d; δ = %s comes back. %s"),
                          x, (int) norm->mean, (int) norm->deviation, (int) norm->scale, d, asked);
}

static ConvoQuestion *
about_scale (const Norm *norm, int number, gboolean shift)
{
  const ConvoTrace *trace = norm->trace;
  g_autofree char *text = norm_text (norm, shift ? _("Which gradient does the shift β get?") : _("Which gradient does the scale γ get?"));
  g_autoptr(ConvoSum) sum = convo_trace_weight_gradient (trace, shift ? 1 : 0, 0);
  ConvoQuestion *question = question_new (shift ? "shift" : "scale", number, text, round (trace->grad[shift ? 1 : 0][0]), NULL,
                                          shift ? "Σ δ" : "Σ δ·x̂");
  double raw = 0;

  for (int i = 0; i < 4; i++)
    raw += trace->dy[i] * trace->x[0][i];
  question->how = convo_sum_equation_short (sum, MOST_PRODUCTS);
  convo_question_add_slip (question, shift ? norm->along : norm->sum, shift ? _("That is the gradient of the scale.")
                                                                            : _("That is the gradient of the shift: for the scale each δ is multiplied by x̂."));
  convo_question_add_slip (question, question->answer[0] / 4, _("The mean was taken: gradients of a parameter are added."));
  convo_question_add_slip (question, shift ? norm->scale * norm->sum : raw,
                           shift ? _("The scale has no part in it: the shift is added after it.")
                                 : _("The input was not normalised: the scale multiplies x̂ = (x − mean) / deviation."));
  convo_question_add_slip (question, -question->answer[0], _("The sign is turned: this is the gradient, not the step against it."));
  return question;
}

static ConvoQuestion *
about_normalised (const Norm *norm, int number, gint64 at)
{
  const ConvoTrace *trace = norm->trace;
  g_autofree char *asked = g_strdup_printf (_("Which gradient does input value %d get?"), (int) at + 1), *text = norm_text (norm, asked);
  const double slope = norm->scale / norm->deviation, delta = trace->dy[at], mean = norm->sum / 4;
  const double spread = norm->xhat[at] * norm->along / 4;
  ConvoQuestion *question = question_new ("norm", number, text, round (trace->dx[0][at]), NULL, "γ/σ·(δ − mean δ − x̂·mean (δ·x̂))");
  g_autofree char *m = convo_trace_number (mean), *d = convo_trace_number (delta), *s = convo_trace_number (spread);
  g_autofree char *y = convo_trace_number (question->answer[0]);

  question->how = g_strdup_printf ("%d/%d·(%s − (%s) − (%s)) = %s", (int) norm->scale, (int) norm->deviation, d, m, s, y);
  convo_question_add_slip (question, slope * delta, _("Two paths are missing: the value moves the mean and the deviation, too."));
  convo_question_add_slip (question, slope * (delta - mean), _("The path through the variance is missing."));
  convo_question_add_slip (question, slope * (delta - spread), _("The path through the mean is missing."));
  convo_question_add_slip (question, delta - mean - spread, _("The factor γ/σ was forgotten."));
  convo_question_add_slip (question, norm->scale * (delta - mean - spread), _("The division by σ was forgotten."));
  convo_question_add_slip (question, slope * (delta + mean + spread), _("The two other paths take away, they do not add."));
  return question;
}

static ConvoQuestion *
about_norm (ConvoRandom *random, int number)
{
  const gint64 what = convo_question_pick (random, 0, 3), at = convo_question_pick (random, 0, 3);
  ConvoQuestion *question;
  Norm norm;

  norm_init (random, &norm);
  question = what < 2 ? about_scale (&norm, number, what == 1) : about_normalised (&norm, number, at);
  convo_trace_free (norm.trace);
  return question;
}

/**
 * convo_question_fresh_gradient:
 *
 * Returns: (transfer full): about a gradient: of a weight, of an input, through pooling, ReLU, a linear layer, batch
 * normalisation
 */
ConvoQuestion *
convo_question_fresh_gradient (ConvoRandom *random, int number)
{
  static ConvoQuestion *(*const families[]) (ConvoRandom *random, int number) = {
    about_weight, about_pixel, about_pool, about_gate, about_linear_weight, about_linear_input, about_norm, about_pool,
  };

  ConvoQuestion *question = NULL;

  do                                             /* where most factors are 0 there is little to get wrong, or to learn */
    {
      g_clear_pointer (&question, convo_question_free);
      question = families[convo_random_below (random, G_N_ELEMENTS (families))] (random, number);
    }
  while (question->slips->len < 2);
  return question;
}
