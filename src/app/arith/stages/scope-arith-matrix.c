/* The stage "Matrix": the same cell as a window, as a column of im2col, and as a row of the sparse Toeplitz matrix. */
#include "scope-arith-matrix.h"

#include <glib/gi18n.h>
#include <math.h>

#include "numbers.h"
#include "scope-arith-plane.h"
#include "scope-arith-slides.h"

#define MAX_CELLS 60000        /* of a matrix that is shown; larger ones are only counted */
#define LEAST_CELL 17          /* pixels: digits */
#define LEAST_MANY 2           /* where a matrix has more than MANY columns: colours */
#define MANY 40
#define LARGEST 28
#define COMFORT 2000           /* in lecture mode one picture at a time */
#define WORDS_WIDTH 240        /* pixels: a product must not be cut in two */
#define MOST_PRODUCTS 12       /* written out: the pictures beside the words show all of them */

struct _ScopeArithMatrix
{
  AdwBin           parent_instance;

  ScopeArithState *state;
  ScopeNumberGrid *columns, *weights, *output, *product, *toeplitz, *input;
  GtkWidget       *columns_title, *weights_title, *output_title, *product_title, *toeplitz_title, *input_title;
  GtkWidget       *words, *costs, *refused, *all, *card, *grid, *whole, *band, *second;      /* @band: of the Toeplitz matrix */
  ScopeArithSlides *slides;
  gint64           im2col_rows, im2col_columns;
  int              kernel;             /* that the matrices show; −1: none */
};

G_DEFINE_FINAL_TYPE (ScopeArithMatrix, scope_arith_matrix, ADW_TYPE_BIN)

static gint64
group_of (const ConvoTrace *trace, int kernel)
{
  return kernel / MAX (trace->out.dim[0] / MAX (trace->arith.groups, 1), 1);
}

static void
fill_columns (ScopeArithMatrix *self, const ConvoTrace *trace, int kernel)
{
  const gint64 rows = self->im2col_rows, columns = self->im2col_columns, group = group_of (trace, kernel);
  g_autofree float *values = g_new0 (float, rows * columns);

  for (gint64 r = 0; r < rows; r++)
    for (gint64 c = 0; c < columns; c++)
      {
        const gint64 x = convo_trace_im2col_cell (trace, group, r, c);

        values[r * columns + c] = x >= 0 ? trace->x[0][x] : 0;
      }
  scope_number_grid_set_values (self->columns, (int) rows, (int) columns, values);
  scope_arith_markup (self->columns_title, _("im2col: one column for each window, <b>%d × %d</b>"), (int) rows, (int) columns);
}

static void
fill_weights (ScopeArithMatrix *self, const ConvoTrace *trace)
{
  const gint64 rows = self->im2col_rows, kernels = trace->out.dim[0];
  const float *weight = trace->param[convo_trace_weight (trace)];
  g_autofree float *values = g_new0 (float, rows * kernels);

  for (gint64 k = 0; k < kernels; k++)
    for (gint64 r = 0; r < rows; r++)
      values[k * rows + r] = weight[convo_trace_im2col_weight (trace, k, r)];
  scope_number_grid_set_values (self->weights, (int) kernels, (int) rows, values);
  scope_arith_markup (self->weights_title, _("one row for each kernel, <b>%d × %d</b>"), (int) kernels, (int) rows);
}

static void
fill_toeplitz (ScopeArithMatrix *self, const ConvoTrace *trace, int kernel)
{
  const gint64 rows = scope_arith_state_n_cells (self->state), columns = convo_shape_count (&trace->in[0]);
  const float *weight = trace->param[convo_trace_weight (trace)];
  g_autofree float *values = NULL;

  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->toeplitz)), rows * columns <= MAX_CELLS);
  if (rows * columns > MAX_CELLS)
    return;
  values = g_new0 (float, rows * columns);
  for (gint64 r = 0; r < rows; r++)
    for (gint64 c = 0; c < columns; c++)
      {
        const gint64 link = convo_trace_link (trace, c, kernel * rows + r);

        values[r * columns + c] = link >= 0 ? weight[link] : 0;
      }
  scope_number_grid_set_values (self->toeplitz, (int) rows, (int) columns, values);
  scope_arith_markup (self->toeplitz_title, _("sparse Toeplitz matrix of kernel %d, <b>%d × %d</b>: y = T·x + b"), kernel + 1,
                      (int) rows, (int) columns);
}

static void
fill_costs (ScopeArithMatrix *self, const ConvoTrace *trace)
{
  ConvoCosts costs;
  g_autofree char *a = NULL, *b = NULL, *c = NULL, *d = NULL, *e = NULL, *f = NULL, *g = NULL, *h = NULL;

  convo_trace_costs (trace, &costs);
  a = convo_number_exact (costs.sliding_kept); b = convo_number_exact (costs.sliding_macs);
  c = convo_number_exact (costs.im2col_kept); d = convo_number_exact (costs.im2col_macs);
  e = convo_number_exact (costs.dense_kept); f = convo_number_exact (costs.dense_macs);
  g = convo_number_exact (costs.sparse_kept); h = convo_number_exact (costs.sparse_macs);
  scope_arith_markup (self->costs, _("sliding window: <b>%s</b> values kept, <b>%s</b> multiplications\n"
                                     "im2col, W·X: <b>%s</b> values kept, <b>%s</b> multiplications\n"
                                     "Toeplitz, with its zeros: <b>%s</b> values kept, <b>%s</b> multiplications\n"
                                     "Toeplitz, sparse: <b>%s</b> values kept, <b>%s</b> multiplications"),
                      a, b, c, d, e, f, g, h);
}

static void
move (GtkWidget *part, GtkWidget *from, GtkWidget *to)
{
  g_object_ref (part);
  if (GTK_IS_GRID (from))
    gtk_grid_remove (GTK_GRID (from), part);
  else
    gtk_box_remove (GTK_BOX (from), part);
  if (GTK_IS_GRID (to))
    gtk_grid_attach (GTK_GRID (to), part, 2, 0, 1, 2);
  else
    gtk_box_append (GTK_BOX (to), part);
  g_object_unref (part);
}

/* Everything at once in a window; before a class first im2col, then the Toeplitz matrix and the words. */
static void
arrange (ScopeArithMatrix *self, gboolean large)
{
  scope_arith_slides_set_large (self->slides, large);
  if (large == (gtk_widget_get_parent (self->card) == self->second))
    return;
  move (self->band, large ? self->whole : self->second, large ? self->second : self->whole);
  move (self->card, large ? self->grid : self->second, large ? self->second : self->grid);
  gtk_widget_set_visible (self->second, large);
}

/* The cell in all pictures: window, column, row of W, row of T. */
static void
show_cell (ScopeArithMatrix *self)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const int kernel = scope_arith_state_kernel (self->state), cell = (int) scope_arith_state_cell (self->state);
  const ScopePlane out = scope_plane_of (&trace->out);
  g_autoptr(ConvoSum) sum = convo_trace_output (trace, scope_arith_state_output (self->state));
  g_autofree char *equation = convo_sum_equation_short (sum, MOST_PRODUCTS), *escaped = g_markup_escape_text (equation, -1), *text = NULL;
  ScopeGridWindow column = { 0, cell, (int) self->im2col_rows, 1, 1, 1 }, row = { kernel, 0, 1, (int) self->im2col_rows, 1, 1 };
  ScopeGridWindow line = { cell, 0, 1, (int) convo_shape_count (&trace->in[0]), 1, 1 }, window;
  const ScopePlane in = scope_plane_of (&trace->in[0]);
  int slice;

  scope_number_grid_set_values (self->input, in.rows, in.columns,
                                scope_plane_values (&trace->in[0], trace->x[0], scope_arith_state_channel (self->state), 0));
  scope_plane_padding (self->input, trace);
  scope_number_grid_set_window (self->input, scope_plane_window (trace, sum, &window, &slice) ? &window : NULL);
  scope_arith_markup (self->input_title, _("channel %d of %d"), scope_arith_state_channel (self->state) + 1, in.planes);
  scope_number_grid_set_window (self->columns, &column);
  scope_number_grid_set_window (self->weights, &row);
  scope_number_grid_set_window (self->toeplitz, &line);
  scope_number_grid_set_current (self->product, kernel, cell);
  scope_number_grid_set_current (self->output, cell / out.columns % MAX (out.rows, 1), cell % out.columns);
  text = g_strdup_printf (_("y<sub>%d</sub> = row %d of W · column %d of X + bias\n= %s"), kernel + 1, kernel + 1, cell + 1, escaped);
  gtk_label_set_markup (GTK_LABEL (self->words), text);
}

static void
refuse (ScopeArithMatrix *self, const char *why)
{
  gtk_widget_set_visible (self->all, why == NULL);
  gtk_widget_set_visible (self->refused, why != NULL);
  if (why != NULL)
    gtk_label_set_label (GTK_LABEL (self->refused), why);
}

static void
update (ScopeArithMatrix *self)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const int kernel = scope_arith_state_kernel (self->state);
  const ScopePlane out = scope_plane_of (&trace->out);

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  arrange (self, scope_arith_state_large (self->state));
  self->kernel = -1;
  if (convo_trace_weight (trace) < 0 || !convo_trace_im2col_size (trace, &self->im2col_rows, &self->im2col_columns))
    {
      refuse (self, _("Only convolutions and linear layers are products of matrices."));
      return;
    }
  if (self->im2col_rows * self->im2col_columns > MAX_CELLS || self->im2col_rows * trace->out.dim[0] > MAX_CELLS)
    {
      g_autofree char *why = g_strdup_printf (_("The im2col matrix has %d × %d values, too many to show. Take a smaller input or fewer channels."),
                                              (int) self->im2col_rows, (int) self->im2col_columns);

      refuse (self, why);
      return;
    }
  refuse (self, NULL);
  scope_number_grid_set_cell (self->columns, self->im2col_columns > MANY ? LEAST_MANY : LEAST_CELL, LARGEST);
  scope_number_grid_set_cell (self->product, self->im2col_columns > MANY ? LEAST_MANY : LEAST_CELL, LARGEST);
  fill_columns (self, trace, kernel);
  fill_weights (self, trace);
  fill_toeplitz (self, trace, kernel);
  fill_costs (self, trace);
  scope_number_grid_set_values (self->output, out.rows, out.columns, scope_plane_values (&trace->out, trace->y, kernel, 0));
  scope_arith_markup (self->output_title, _("output channel %d"), kernel + 1);
  scope_number_grid_set_values (self->product, (int) trace->out.dim[0], (int) scope_arith_state_n_cells (self->state), trace->y);
  scope_arith_markup (self->product_title, _("= W·X + bias, <b>%d × %d</b>"), (int) trace->out.dim[0], (int) scope_arith_state_n_cells (self->state));
  self->kernel = kernel;
  show_cell (self);
}

/* The matrices stay while the cell moves on: only another kernel has other ones. */
static void
moved (ScopeArithMatrix *self)
{
  if (self->kernel >= 0 && self->kernel == scope_arith_state_kernel (self->state) && gtk_widget_get_mapped (GTK_WIDGET (self)))
    show_cell (self);
  else
    update (self);
}

static void
column_chosen (ScopeArithMatrix *self, int row, int column)
{
  if (column >= 0)
    scope_arith_state_go (self->state, column);
}

static void
product_chosen (ScopeArithMatrix *self, int row, int column)
{
  if (row < 0 || column < 0)
    return;
  scope_arith_state_set_kernel (self->state, row);
  scope_arith_state_go (self->state, column);
}

static void
row_chosen (ScopeArithMatrix *self, int row, int column)
{
  if (row >= 0)
    scope_arith_state_set_kernel (self->state, row);
}

static void
line_chosen (ScopeArithMatrix *self, int row, int column)
{
  if (row >= 0)
    scope_arith_state_go (self->state, row);
}

static void
output_chosen (ScopeArithMatrix *self, int row, int column)
{
  const ScopePlane out = scope_plane_of (&scope_arith_state_trace (self->state)->out);

  if (row >= 0 && column >= 0)
    scope_arith_state_go (self->state, row * out.columns + column);
}

static GtkWidget *
grid_new (ScopeNumberGrid **grid, ScopeGridRole role, const char *sign, const char *css_class, const char *name, int largest,
          GtkWidget **title)
{
  GtkWidget *box;

  *grid = SCOPE_NUMBER_GRID (scope_number_grid_new (role, name));
  scope_number_grid_set_cell (*grid, LEAST_CELL, largest);
  box = scope_arith_titled (sign, css_class, GTK_WIDGET (*grid), title);
  gtk_label_set_wrap (GTK_LABEL (*title), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (*title), 12);
  return box;
}

static void
scope_arith_matrix_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (scope_arith_matrix_parent_class)->map (widget);
  update (SCOPE_ARITH_MATRIX (widget));
}

static void
scope_arith_matrix_dispose (GObject *object)
{
  g_clear_object (&SCOPE_ARITH_MATRIX (object)->state);
  G_OBJECT_CLASS (scope_arith_matrix_parent_class)->dispose (object);
}

static void
scope_arith_matrix_class_init (ScopeArithMatrixClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = scope_arith_matrix_dispose;
  GTK_WIDGET_CLASS (klass)->map = scope_arith_matrix_map;
}

static void
make_words (ScopeArithMatrix *self, GtkGrid *grid)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8), *head = scope_arith_label ("heading"), *cost = scope_arith_label ("heading");

  gtk_label_set_label (GTK_LABEL (head), _("One cell, three pictures"));
  gtk_label_set_label (GTK_LABEL (cost), _("What each picture costs"));
  self->words = scope_arith_label (NULL);
  self->costs = scope_arith_label (NULL);
  gtk_label_set_max_width_chars (GTK_LABEL (self->words), 44);
  gtk_label_set_max_width_chars (GTK_LABEL (self->costs), 44);
  gtk_box_append (GTK_BOX (card), head);
  gtk_box_append (GTK_BOX (card), self->words);
  gtk_box_append (GTK_BOX (card), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (card), cost);
  gtk_box_append (GTK_BOX (card), self->costs);
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "arith-card");
  gtk_widget_set_valign (card, GTK_ALIGN_START);
  gtk_widget_set_size_request (card, WORDS_WIDTH, -1);
  gtk_grid_attach (grid, card, 2, 0, 1, 2);
  self->card = card;
}

static void
scope_arith_matrix_init (ScopeArithMatrix *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *grid = gtk_grid_new (), *columns, *toeplitz;
  GtkWidget *pair = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 20);

  gtk_grid_set_column_spacing (GTK_GRID (grid), 20);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 12);
  gtk_widget_set_vexpand (grid, TRUE);
  gtk_box_append (GTK_BOX (pair), grid_new (&self->input, SCOPE_GRID_INPUT, "x", "role-x", _("Input"), 26, &self->input_title));
  gtk_box_append (GTK_BOX (pair), grid_new (&self->output, SCOPE_GRID_OUTPUT, "y", "role-y", _("Output"), 36, &self->output_title));
  gtk_grid_attach (GTK_GRID (grid), pair, 0, 0, 1, 1);
  columns = grid_new (&self->columns, SCOPE_GRID_INPUT, "X", "role-x", _("im2col matrix"), LARGEST, &self->columns_title);
  gtk_widget_set_hexpand (columns, TRUE);
  gtk_grid_attach (GTK_GRID (grid), columns, 1, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), grid_new (&self->weights, SCOPE_GRID_KERNEL, "W", "role-w", _("Weights as a matrix"), 26, &self->weights_title), 0, 1, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), grid_new (&self->product, SCOPE_GRID_OUTPUT, "Y", "role-y", _("Product of the matrices"), LARGEST, &self->product_title), 1, 1, 1, 1);
  make_words (self, GTK_GRID (grid));
  toeplitz = grid_new (&self->toeplitz, SCOPE_GRID_KERNEL, "T", "role-w", _("Toeplitz matrix"), 20, &self->toeplitz_title);
  gtk_widget_set_vexpand (GTK_WIDGET (self->toeplitz), FALSE);      /* as high as its rows, the rest is for the other matrices */
  gtk_widget_set_size_request (toeplitz, -1, 160);
  self->grid = grid;
  self->band = toeplitz;
  self->whole = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_set_hexpand (self->whole, TRUE);
  gtk_box_append (GTK_BOX (self->whole), grid);
  gtk_box_append (GTK_BOX (self->whole), toeplitz);
  self->slides = SCOPE_ARITH_SLIDES (scope_arith_slides_new (COMFORT));
  self->second = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_set_visible (self->second, FALSE);
  scope_arith_slides_append (self->slides, self->whole);
  scope_arith_slides_append (self->slides, self->second);
  self->all = GTK_WIDGET (self->slides);
  self->refused = scope_arith_label ("title-4");
  gtk_widget_set_vexpand (self->refused, TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->refused), 0.5);
  gtk_label_set_justify (GTK_LABEL (self->refused), GTK_JUSTIFY_CENTER);
  gtk_box_append (GTK_BOX (box), self->all);
  gtk_box_append (GTK_BOX (box), self->refused);
  gtk_widget_add_css_class (box, "arith-stage");
  adw_bin_set_child (ADW_BIN (self), box);
  g_signal_connect_swapped (self->columns, "pressed", G_CALLBACK (column_chosen), self);
  g_signal_connect_swapped (self->weights, "pressed", G_CALLBACK (row_chosen), self);
  g_signal_connect_swapped (self->product, "pressed", G_CALLBACK (product_chosen), self);
  g_signal_connect_swapped (self->toeplitz, "pressed", G_CALLBACK (line_chosen), self);
  g_signal_connect_swapped (self->output, "pressed", G_CALLBACK (output_chosen), self);
}

/** scope_arith_matrix_new: Returns: (transfer full): the stage of @state */
GtkWidget *
scope_arith_matrix_new (ScopeArithState *state)
{
  ScopeArithMatrix *self = g_object_new (SCOPE_TYPE_ARITH_MATRIX, NULL);

  self->state = g_object_ref (state);
  g_signal_connect_object (state, "settings", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (state, "moved", G_CALLBACK (moved), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
