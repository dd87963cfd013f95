/* The stage "Forward": input, kernel, products, sum, output; what the pointer is on lights up everywhere. */
#include "scope-arith-forward-private.h"

#include <glib/gi18n.h>
#include <math.h>

G_DEFINE_FINAL_TYPE (ScopeArithForward, scope_arith_forward, ADW_TYPE_BIN)

static gint64
shown_cell (ScopeArithForward *self)
{
  return self->peek >= 0 ? self->peek : scope_arith_state_cell (self->state);
}

/** scope_arith_forward_shown: Returns: index of the output value on the stage */
gint64
scope_arith_forward_shown (ScopeArithForward *self)
{
  return scope_arith_state_kernel (self->state) * scope_arith_state_n_cells (self->state) + shown_cell (self);
}

/* ---- one row: a channel ---- */

/** scope_arith_forward_place: Returns: where a term stands in the kernel as it acts; −1 if it does not belong to this row */
int
scope_arith_forward_place (const ConvoTrace *trace, const ScopeArithRow *row, const ConvoTerm *term, const ScopeGridWindow *window, int slice)
{
  gint64 r = term->at[1], c = term->at[2];

  if (trace->in[0].rank == 1)
    return (int) term->channel;
  if (term->channel != row->channel || (trace->in[0].rank == 4 && term->at[0] != slice))
    return -1;
  if (!convo_arith_windows (&trace->arith) && trace->in[0].rank > 2)      /* a weight for every value: the whole map */
    return (int) (r * trace->in[0].dim[trace->in[0].rank - 1] + c);
  if (window == NULL)
    return (int) (term->tap[1] * trace->arith.kernel[2] + term->tap[2]);
  if (scope_spread_is (trace))
    scope_spread_place (trace, &r, &c);
  r = trace->in[0].rank < 3 ? 0 : (r - window->row) / window->row_step;
  return (int) (r * window->columns + (c - window->column) / window->column_step);
}

/* Every weight of the kernel as it acts, also those that meet a zero between spread values. */
static void
take_weights (ScopeArithForward *self, const ScopeArithRow *row, int rows, int columns, gint64 depth, float *weights)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const float *all = trace->param[convo_trace_weight (trace)];

  for (int i = 0; i < rows * columns; i++)
    {
      const gint64 tap[3] = { depth, trace->in[0].rank < 3 ? 0 : i / columns, i % columns };
      const gint64 at = convo_trace_acting_weight (trace, scope_arith_state_kernel (self->state), row->channel, tap);

      if (at >= 0)
        weights[i] = all[at];
    }
}

/* The weights of one input channel for the present kernel, as they act: turned if the convolution is a true one. */
static void
show_kernel (ScopeArithForward *self, ScopeArithRow *row, const ConvoSum *sum, const ScopeGridWindow *window, int slice)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const ScopePlane plane = scope_plane_of (&trace->in[0]);
  const gboolean whole = !convo_arith_windows (&trace->arith);
  const int rows = whole ? plane.rows : trace->in[0].rank < 3 ? 1 : (int) trace->arith.kernel[1];
  const int columns = whole ? plane.columns : (int) trace->arith.kernel[2];
  const gboolean has = convo_trace_weight (trace) >= 0 && sum->rule == CONVO_RULE_PRODUCTS && rows * columns <= 4096;
  const gboolean large = scope_arith_state_large (self->state);
  const gboolean factors = sum->rule == CONVO_RULE_PRODUCTS || sum->rule == CONVO_RULE_WEIGHTED;
  g_autofree float *weights = g_new0 (float, MAX (rows * columns, 1)), *products = g_new0 (float, MAX (rows * columns, 1));
  g_autofree char **above = g_new0 (char *, rows * columns + 1);
  gboolean any = has && scope_spread_is (trace);

  if (has && scope_spread_is (trace))
    take_weights (self, row, rows, columns, 0, weights);
  for (guint i = 0; i < sum->terms->len; i++)
    {
      const ConvoTerm *term = &g_array_index (sum->terms, ConvoTerm, i);
      const int at = scope_arith_forward_place (trace, row, term, window, slice);

      if (at < 0 || at >= rows * columns)
        continue;
      weights[at] = (float) term->b;
      products[at] = (float) (factors ? term->product : term->a);
      if (above[at] == NULL && factors)
        above[at] = scope_arith_factors (term, sum->rule);
      any = TRUE;
    }
  for (int i = 0; i < rows * columns; i++)
    if (above[i] == NULL)
      above[i] = g_strdup ("");
  gtk_widget_set_visible (row->w_box, has && any);
  gtk_widget_set_visible (row->equals, has && any && !large);
  gtk_widget_set_visible (row->p_box, any && !large && rows * columns <= 121 && (has || !whole));
  scope_number_grid_set_values (row->w, rows, columns, weights);
  scope_number_grid_set_texts (row->p, rows, columns, (const char *const *) above, products);
  for (int i = 0; i < rows * columns; i++)
    g_free (above[i]);
}

static gboolean
reads_slice (const ConvoSum *sum, int slice)
{
  for (guint i = 0; i < sum->terms->len; i++)
    if (g_array_index (sum->terms, ConvoTerm, i).at[0] == slice)
      return TRUE;
  return FALSE;
}

/* Which slices the window reads, and which of them is on the stage. */
static void
show_slices (ScopeArithForward *self, const ConvoSum *sum)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const ScopePlane plane = scope_plane_of (&trace->in[0]);
  int first = plane.slices, last = -1, shown = scope_arith_state_slice (self->state);

  gtk_widget_set_visible (self->slice_box, plane.slices > 1);
  if (plane.slices <= 1)
    return;
  for (int slice = 0; slice < plane.slices; slice++)
    if (reads_slice (sum, slice))
      {
        first = MIN (first, slice);
        last = MAX (last, slice);
      }
  shown = shown >= 0 ? shown : CLAMP (first, 0, plane.slices - 1);
  self->updating = TRUE;
  gtk_range_set_range (self->slices, 1, plane.slices);
  gtk_range_set_value (self->slices, shown + 1);
  self->updating = FALSE;
  if (last < 0)
    scope_arith_markup (self->slice_words, _("slice <b>%d</b> of %d"), shown + 1, plane.slices);
  else
    scope_arith_markup (self->slice_words, _("slice <b>%d</b> of %d; this window reads slices %d to %d"), shown + 1, plane.slices,
                        first + 1, last + 1);
}

static void
show_row (ScopeArithForward *self, ScopeArithRow *row, const ConvoSum *sum)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const ScopePlane plane = scope_plane_of (&trace->in[0]);
  const int kernel = scope_arith_state_kernel (self->state);
  ScopeGridWindow window;
  int first = 0;
  const gboolean spread = scope_spread_is (trace), windowed = scope_arith_forward_window (self, sum, &window, &first);
  const int slice = scope_arith_state_slice (self->state) >= 0 ? scope_arith_state_slice (self->state) : first;
  const gboolean framed = windowed && (plane.slices <= 1 || reads_slice (sum, slice));
  g_autofree guint8 *lit = NULL;

  if (spread)
    scope_spread_show (row->x, trace, row->channel);
  else
    {
      scope_number_grid_set_empty (row->x, NULL);
      scope_number_grid_set_values (row->x, plane.rows, plane.columns,
                                    scope_plane_values (&trace->in[0], trace->x[0], row->channel, slice));
      scope_plane_padding (row->x, trace);
    }
  scope_number_grid_set_window (row->x, framed ? &window : NULL);
  if (!windowed && sum->rule != CONVO_RULE_PRODUCTS)      /* a linear layer reads everything: no need to say it of every cell */
    lit = scope_arith_lit_terms (&trace->in[0], sum, row->channel, slice);
  scope_number_grid_set_lit (row->x, lit);
  if (plane.slices > 1)
    scope_arith_markup (row->x_title, _("<b>Input</b>, channel %d of %d, slice %d of %d"), row->channel + 1, plane.planes,
                        slice + 1, plane.slices);
  else
    scope_arith_markup (row->x_title, _("<b>Input</b>, channel %d of %d"), row->channel + 1, plane.planes);
  scope_arith_markup (row->w_title, _("kernel %d, channel %d"), kernel + 1, row->channel + 1);
  if (sum->rule == CONVO_RULE_PRODUCTS || sum->rule == CONVO_RULE_WEIGHTED)
    scope_arith_markup (row->p_title, _("products, channel %d"), row->channel + 1);
  else
    scope_arith_markup (row->p_title, _("in the window, channel %d"), row->channel + 1);
  show_kernel (self, row, sum, windowed ? &window : NULL, slice);
  scope_arith_show_channel_sum (row->sum, sum, row->channel);
}

static void
show_row_visible (ScopeArithRow *row, gboolean visible)
{
  gtk_widget_set_visible (row->x_box, visible);
  gtk_widget_set_visible (row->sum, visible && gtk_inscription_get_text (GTK_INSCRIPTION (row->sum)) != NULL
                                     && gtk_inscription_get_text (GTK_INSCRIPTION (row->sum))[0] != '\0');
  if (visible)
    return;
  gtk_widget_set_visible (row->w_box, FALSE);
  gtk_widget_set_visible (row->p_box, FALSE);
  gtk_widget_set_visible (row->equals, FALSE);
  row->channel = -1;
}

/* The channels that take part in the present output, from the chosen one on. */
static void
show_rows (ScopeArithForward *self, const ConvoSum *sum)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const ScopePlane plane = scope_plane_of (&trace->in[0]);
  const int wanted = scope_arith_state_channel (self->state);
  int most = MIN ((int) sum->channels->len, scope_arith_state_large (self->state) ? 1 : SCOPE_ARITH_ROWS), n = 0;

  if (sum->channels->len > 0)      /* one is shown before it is known how many fit: they are all of one size */
    {
      self->rows[0].channel = plane.planes > 1 ? CLAMP (wanted, 0, plane.planes - 1) : 0;
      show_row (self, &self->rows[0], sum);
      show_row_visible (&self->rows[0], TRUE);
      most = scope_arith_board_fits (self->board, most);
    }

  for (guint i = 0; i < sum->channels->len && n < most; i++)
    {
      const int channel = (int) g_array_index (sum->channels, ConvoChannelSum, i).channel;

      if (channel >= plane.planes && plane.planes > 1)
        continue;
      if (channel < wanted && (int) (sum->channels->len - i) > most)
        continue;
      self->rows[n].channel = plane.planes > 1 ? channel : 0;
      show_row (self, &self->rows[n], sum);
      show_row_visible (&self->rows[n++], TRUE);
      if (plane.planes <= 1)
        break;
    }
  if (n == 0)
    {
      self->rows[0].channel = CLAMP (wanted, 0, plane.planes - 1);
      show_row (self, &self->rows[0], sum);
      show_row_visible (&self->rows[n++], TRUE);
    }
  for (; n < SCOPE_ARITH_ROWS; n++)
    show_row_visible (&self->rows[n], FALSE);
  scope_arith_show_rest (self->rest, sum, self->rows[0].channel, self->rows[1].channel);
}

/* ---- the output ---- */

/* While predicting, the cells that nobody has answered yet are question marks. */
static void
hide_unanswered (ScopeArithForward *self, const ScopePlane *plane, int channel, int slice)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  g_autofree guint8 *hidden = NULL;

  if (scope_arith_predict_active (self->predict))
    {
      hidden = g_new0 (guint8, MAX ((gsize) plane->rows * plane->columns, 1));
      for (int i = 0; i < plane->rows * plane->columns; i++)
        hidden[i] = scope_arith_predict_hides (self->predict, scope_plane_index (&trace->out, channel, slice, i / plane->columns,
                                                                                 i % plane->columns));
    }
  scope_number_grid_set_hidden (self->y, hidden);
}

/* While the shape is to be predicted, a grid would let its cells be counted: only the present one is shown. */
static void
show_one_cell (ScopeArithForward *self)
{
  const gint64 shown = scope_arith_forward_shown (self);
  const guint8 hidden = scope_arith_predict_hides (self->predict, shown);

  scope_number_grid_set_values (self->y, 1, 1, &scope_arith_state_trace (self->state)->y[shown]);
  scope_number_grid_set_hidden (self->y, &hidden);
  scope_number_grid_set_known (self->y, -1);
  scope_number_grid_set_current (self->y, 0, 0);
}

static void
show_output (ScopeArithForward *self, const ConvoSum *sum)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const ScopePlane plane = scope_plane_of (&trace->out);
  int channel, slice, row, column;

  scope_plane_place (&trace->out, scope_arith_forward_shown (self), &channel, &slice, &row, &column);
  if (scope_arith_predict_hides_shape (self->predict))
    show_one_cell (self);
  else
    {
      scope_number_grid_set_values (self->y, plane.rows, plane.columns, scope_plane_values (&trace->out, trace->y, channel, slice));
      hide_unanswered (self, &plane, channel, slice);
      scope_number_grid_set_known (self->y, scope_arith_predict_active (self->predict) || plane.slices > 1 || plane.planes <= 1 ? -1 : (int) scope_arith_state_cell (self->state) + 1);
      scope_number_grid_set_current (self->y, row, column);
    }
  scope_number_grid_set_lit (self->y, NULL);
  scope_arith_markup (self->y_title, _("<b>Output</b>, channel %d of %d"), channel + 1, plane.planes);
  scope_arith_inscribe (self->where, _("row %d, column %d"), row + 1, column + 1);
  gtk_widget_set_visible (self->bias_box, sum->has_bias);
  if (sum->has_bias)
    {
      const float bias = (float) sum->bias;

      scope_number_grid_set_values (self->bias, 1, 1, &bias);
    }
}

/* Products and sums would give the answer away. */
static void
hide_sums (ScopeArithForward *self)
{
  const gboolean hidden = scope_arith_predict_hides (self->predict, scope_arith_forward_shown (self));

  gtk_widget_set_visible (GTK_WIDGET (self->sum), !hidden);
  for (int i = 0; hidden && i < SCOPE_ARITH_ROWS; i++)
    {
      gtk_widget_set_visible (self->rows[i].p_box, FALSE);
      gtk_widget_set_visible (self->rows[i].equals, FALSE);
      gtk_widget_set_visible (self->rows[i].sum, FALSE);
    }
  if (hidden)
    gtk_widget_set_visible (self->rest, FALSE);
}

/** scope_arith_forward_window: Returns: whether the shown cell has a window on the grids of the input */
gboolean
scope_arith_forward_window (ScopeArithForward *self, const ConvoSum *sum, ScopeGridWindow *window, int *slice)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);

  *slice = 0;
  return scope_spread_is (trace) ? scope_spread_window (trace, scope_arith_forward_shown (self), window)
                                 : scope_plane_window (trace, sum, window, slice);
}

/* The window as it is now, where it was before the last step, and the lens over it. */
static void
show_trail (ScopeArithForward *self, const ConvoSum *sum)
{
  ScopeGridWindow window = { 0 };
  int slice;

  if (!scope_arith_forward_window (self, sum, &window, &slice))
    window.rows = 0;
  if (self->peek < 0)
    self->window = window;
  for (int i = 0; i < SCOPE_ARITH_ROWS && self->peek < 0 && self->before.rows > 0; i++)
    if (self->rows[i].channel >= 0)
      scope_number_grid_set_slide (self->rows[i].x, &self->before, 1);
  scope_arith_forward_look (self, &window);
}

/** scope_arith_forward_update: shows the present cell, or the one that is pointed at */
void
scope_arith_forward_update (ScopeArithForward *self)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  g_autoptr(ConvoSum) sum = convo_trace_output (trace, scope_arith_forward_shown (self));

  show_slices (self, sum);
  show_output (self, sum);
  show_rows (self, sum);
  hide_sums (self);
  show_trail (self, sum);
  scope_arith_sum_show (self->sum, trace, scope_arith_forward_shown (self), g_steal_pointer (&sum));
  gtk_widget_queue_draw (GTK_WIDGET (self->board));
}

static void
choose_kernel (GtkToggleButton *button, ScopeArithForward *self)
{
  if (gtk_toggle_button_get_active (button))
    scope_arith_state_set_kernel (self->state, GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "kernel")));
}

/* A button for each kernel; more than eight are walked through with K. */
static void
make_kernels (ScopeArithForward *self)
{
  const int n = scope_arith_state_n_kernels (self->state), kernel = scope_arith_state_kernel (self->state);
  GtkWidget *child, *first = NULL;

  while ((child = gtk_widget_get_first_child (self->kernels)) != NULL)
    gtk_box_remove (GTK_BOX (self->kernels), child);
  for (int i = 0; i < MIN (n, 8) && n > 1; i++)
    {
      g_autofree char *text = g_strdup_printf ("%d", i + 1), *name = g_strdup_printf (_("Output channel %d"), i + 1);
      GtkWidget *button = gtk_toggle_button_new_with_label (text);

      gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), first != NULL ? GTK_TOGGLE_BUTTON (first) : NULL);
      first = first != NULL ? first : button;
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), i == kernel);
      g_object_set_data (G_OBJECT (button), "kernel", GINT_TO_POINTER (i));
      gtk_widget_set_tooltip_text (button, name);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
      g_signal_connect (button, "toggled", G_CALLBACK (choose_kernel), self);
      gtk_box_append (GTK_BOX (self->kernels), button);
    }
}

/* In a lecture fewer cells, but every digit is read from the last row. */
static void
set_sizes (ScopeArithForward *self, gboolean large)
{
  for (int i = 0; i < SCOPE_ARITH_ROWS; i++)
    {
      scope_number_grid_set_cell (self->rows[i].x, 1, large ? 64 : 44);
      scope_number_grid_set_cell (self->rows[i].w, 1, large ? 64 : 52);
    }
  scope_number_grid_set_cell (self->y, 1, large ? 72 : 60);
  gtk_widget_set_visible (self->bias_title, !large);      /* its words would take the width from the grids */
}

static void
settings_changed (ScopeArithForward *self)
{
  const gboolean free_standing = scope_arith_state_is_free (self->state);

  self->peek = -1;
  scope_arith_forward_end_slide (self);
  self->window = self->before = (ScopeGridWindow) { 0 };
  set_sizes (self, scope_arith_state_large (self->state));
  for (int i = 0; i < SCOPE_ARITH_ROWS; i++)
    {
      scope_number_grid_set_editable (self->rows[i].x, free_standing);
      scope_number_grid_set_drawable (self->rows[i].x, free_standing);
      scope_number_grid_set_editable (self->rows[i].w, free_standing);
    }
  scope_number_grid_set_editable (self->bias, free_standing);
  make_kernels (self);
  scope_arith_forward_update (self);
}

static void
predict_changed (ScopeArithForward *self)
{
  const gboolean active = scope_arith_predict_active (self->predict);

  scope_number_grid_set_editable (self->y, active);
  scope_number_grid_set_follow (self->y, active);
  scope_arith_forward_update (self);
  if (active && !self->predicting && gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (GTK_WIDGET (self->y));           /* not again with every answer: those may be typed elsewhere */
  self->predicting = active;
}

static void
show_kernel_button (ScopeArithForward *self)
{
  const int kernel = scope_arith_state_kernel (self->state);
  int i = 0;

  for (GtkWidget *button = gtk_widget_get_first_child (self->kernels); button != NULL; button = gtk_widget_get_next_sibling (button), i++)
    if (i == kernel)
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
}

static void
moved (ScopeArithForward *self)
{
  show_kernel_button (self);
  self->peek = -1;
  if (!scope_arith_forward_begin_slide (self))
    scope_arith_forward_update (self);
}

static void
board_resized (ScopeArithForward *self)
{
  if (adw_animation_get_state (self->slide) != ADW_ANIMATION_PLAYING)
    scope_arith_forward_update (self);
}

static void
slice_chosen (ScopeArithForward *self)
{
  if (!self->updating)
    scope_arith_state_set_slice (self->state, (int) (gtk_range_get_value (self->slices) - 0.5));
}

/* ---- building ---- */

/* The depth of a 3-D input: one slice of the window at a time. */
static GtkWidget *
make_slices (ScopeArithForward *self)
{
  self->slice_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  self->slices = GTK_RANGE (gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, 1, 2, 1));
  gtk_widget_set_size_request (GTK_WIDGET (self->slices), 200, -1);
  self->slice_words = scope_arith_label ("small-text");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->slices), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Slice of the input"), -1);
  g_signal_connect_swapped (self->slices, "value-changed", G_CALLBACK (slice_chosen), self);
  gtk_box_append (GTK_BOX (self->slice_box), GTK_WIDGET (self->slices));
  gtk_box_append (GTK_BOX (self->slice_box), self->slice_words);
  return self->slice_box;
}

static void
make_row (ScopeArithRow *row)
{
  row->x = SCOPE_NUMBER_GRID (scope_number_grid_new (SCOPE_GRID_INPUT, _("Input")));
  row->w = SCOPE_NUMBER_GRID (scope_number_grid_new (SCOPE_GRID_KERNEL, _("Kernel")));
  row->p = SCOPE_NUMBER_GRID (scope_number_grid_new (SCOPE_GRID_PLAIN, _("Products")));
  row->x_box = scope_arith_titled ("x", "role-x", GTK_WIDGET (row->x), &row->x_title);
  row->w_box = scope_arith_titled ("w", "role-w", GTK_WIDGET (row->w), &row->w_title);
  row->p_box = scope_arith_titled ("", NULL, GTK_WIDGET (row->p), &row->p_title);
  row->equals = gtk_label_new ("=");
  row->sum = scope_arith_inscription ("sum-chip", 7, 1);
  scope_number_grid_set_cell (row->p, 12, 72);
  row->channel = -1;
}

static GtkWidget *
make_output (ScopeArithForward *self)
{
  GtkWidget *box;

  self->y = SCOPE_NUMBER_GRID (scope_number_grid_new (SCOPE_GRID_OUTPUT, _("Output")));
  box = scope_arith_titled ("y", "role-y", GTK_WIDGET (self->y), &self->y_title);
  self->where = scope_arith_inscription ("small-text", 22, 1);
  self->kernels = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  gtk_widget_add_css_class (self->kernels, "kernel-buttons");
  gtk_widget_set_halign (self->kernels, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (self->where, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), self->where);
  gtk_box_append (GTK_BOX (box), self->kernels);
  return box;
}

static void
scope_arith_forward_dispose (GObject *object)
{
  ScopeArithForward *self = SCOPE_ARITH_FORWARD (object);

  if (self->state != NULL)
    g_signal_handlers_disconnect_by_data (self->state, self);
  if (self->slide != NULL)
    g_signal_handlers_disconnect_by_data (self->slide, self);
  g_clear_object (&self->slide);
  g_clear_object (&self->state);
  G_OBJECT_CLASS (scope_arith_forward_parent_class)->dispose (object);
}

static void
scope_arith_forward_class_init (ScopeArithForwardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = scope_arith_forward_dispose;
}

static void
scope_arith_forward_init (ScopeArithForward *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8), *side = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *output = make_output (self), *board;

  self->peek = -1;
  for (int i = 0; i < SCOPE_ARITH_ROWS; i++)
    make_row (&self->rows[i]);
  self->bias = SCOPE_NUMBER_GRID (scope_number_grid_new (SCOPE_GRID_KERNEL, _("Bias")));
  scope_number_grid_set_cell (self->bias, 44, 48);
  self->bias_box = scope_arith_titled ("b", "role-w", GTK_WIDGET (self->bias), &self->bias_title);
  gtk_label_set_label (GTK_LABEL (self->bias_title), _("+ bias, once"));
  gtk_label_set_wrap (GTK_LABEL (self->bias_title), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (self->bias_title), 12);
  self->rest = scope_arith_inscription ("small-text", 16, 1);
  gtk_box_append (GTK_BOX (side), self->bias_box);
  gtk_box_append (GTK_BOX (side), self->rest);
  self->lens = SCOPE_GRID_LENS (scope_grid_lens_new (self->rows[0].x));
  board = scope_arith_board_new (self->rows, side, self->bias, output, self->y, GTK_WIDGET (self->lens));
  gtk_widget_set_vexpand (board, TRUE);
  self->board = SCOPE_ARITH_BOARD (board);
  g_signal_connect_swapped (board, "resized", G_CALLBACK (board_resized), self);
  self->sum = SCOPE_ARITH_SUM (scope_arith_sum_new ());
  scope_arith_forward_make_slide (self);
  gtk_box_append (GTK_BOX (box), make_slices (self));
  gtk_box_append (GTK_BOX (box), board);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->sum));
  gtk_widget_add_css_class (box, "arith-stage");
  adw_bin_set_child (ADW_BIN (self), box);
}

/** scope_arith_forward_new: @predict: what hides results; lives as long; Returns: (transfer full): the stage of @state */
GtkWidget *
scope_arith_forward_new (ScopeArithState *state, ScopeArithPredict *predict)
{
  ScopeArithForward *self = g_object_new (SCOPE_TYPE_ARITH_FORWARD, NULL);

  self->state = g_object_ref (state);
  g_signal_connect_object (state, "settings", G_CALLBACK (settings_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (state, "moved", G_CALLBACK (moved), self, G_CONNECT_SWAPPED);
  self->predict = predict;
  scope_number_grid_set_editable (self->y, scope_arith_predict_active (predict));
  scope_arith_forward_connect (self);
  g_signal_connect_object (predict, "changed", G_CALLBACK (predict_changed), self, G_CONNECT_SWAPPED);
  settings_changed (self);
  return GTK_WIDGET (self);
}
