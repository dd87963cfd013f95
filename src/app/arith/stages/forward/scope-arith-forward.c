/* The stage "Forward": input, kernel, products, sum, output; what the pointer is on lights up everywhere. */
#include "scope-arith-forward-private.h"

#include <glib/gi18n.h>

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

/* ---- what is shown ---- */

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

  scope_arith_forward_show_slices (self, sum);
  scope_arith_forward_show_output (self, sum);
  scope_arith_forward_show_rows (self, sum);
  scope_arith_forward_hide_sums (self);
  show_trail (self, sum);
  scope_arith_forward_plan_steps (self, sum);
  scope_arith_sum_show (self->sum, trace, scope_arith_forward_shown (self), g_steal_pointer (&sum));
  scope_arith_forward_show_written (self, scope_arith_sum_get (self->sum));
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
  const gboolean weighted = convo_trace_weight (scope_arith_state_trace (self->state)) >= 0;

  for (int i = 0; i < SCOPE_ARITH_ROWS; i++)
    {
      scope_number_grid_set_cell (self->rows[i].x, 1, large ? 64 : weighted ? 44 : 60);
      scope_number_grid_set_rulers (self->rows[i].x, TRUE, large);
      scope_number_grid_set_cell (self->rows[i].w, 1, large ? 64 : 52);
    }
  scope_number_grid_set_cell (self->y, 1, large ? 72 : 60);
  scope_number_grid_set_rulers (self->y, TRUE, large);
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

  scope_arith_forward_end_slide (self);
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
  if (!self->gliding)
    scope_arith_forward_update (self);
}

static void
slice_chosen (ScopeArithForward *self)
{
  if (!self->updating)
    scope_arith_state_set_slice (self->state, (int) (gtk_range_get_value (self->slices) - 0.5));
}

static void
depth_chosen (ScopeArithForward *self, int slice)
{
  scope_arith_state_set_slice (self->state, slice);
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
scope_arith_forward_finalize (GObject *object)
{
  g_array_unref (SCOPE_ARITH_FORWARD (object)->steps);
  G_OBJECT_CLASS (scope_arith_forward_parent_class)->finalize (object);
}

static void
scope_arith_forward_class_init (ScopeArithForwardClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = scope_arith_forward_finalize;
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
  self->depth = SCOPE_ARITH_DEPTH (scope_arith_depth_new ());
  g_signal_connect_swapped (self->depth, "chosen", G_CALLBACK (depth_chosen), self);
  self->sum = SCOPE_ARITH_SUM (scope_arith_sum_new ());
  scope_arith_forward_make_slide (self);
  gtk_box_append (GTK_BOX (box), make_slices (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->depth));
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
