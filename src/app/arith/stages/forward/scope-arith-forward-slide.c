/* The stage "Forward" in motion: the window slides to its next place, and then products, sum and output follow. */
#include "scope-arith-forward-private.h"

#define SLIDE_MS 150
#define REST_US 240000         /* steps closer together than this do not slide: above four a second, or a key held down */
#define LENS 5                 /* cells of the lens, unless the window is larger */
#define LARGEST_LENS 11

static void
set_slide (double value, gpointer data)
{
  ScopeArithForward *self = data;

  if (adw_animation_get_state (self->slide) != ADW_ANIMATION_PLAYING)
    return;
  for (int i = 0; i < SCOPE_ARITH_ROWS; i++)
    if (self->rows[i].channel >= 0)
      scope_number_grid_set_slide (self->rows[i].x, &self->before, value);
  gtk_widget_queue_draw (GTK_WIDGET (self->board));      /* the rays follow */
}

/** scope_arith_forward_make_slide: once, when the stage is made */
void
scope_arith_forward_make_slide (ScopeArithForward *self)
{
  self->slide = adw_timed_animation_new (GTK_WIDGET (self), 0, 1, SLIDE_MS, adw_callback_animation_target_new (set_slide, self, NULL));
  g_signal_connect_swapped (self->slide, "done", G_CALLBACK (scope_arith_forward_update), self);
}

/** scope_arith_forward_end_slide: the window is where it belongs, at once */
void
scope_arith_forward_end_slide (ScopeArithForward *self)
{
  if (adw_animation_get_state (self->slide) == ADW_ANIMATION_PLAYING)
    adw_animation_reset (self->slide);
}

static gboolean
same_window (const ScopeGridWindow *a, const ScopeGridWindow *b)
{
  return a->row == b->row && a->column == b->column && a->rows == b->rows && a->columns == b->columns;
}

/**
 * scope_arith_forward_begin_slide:
 *
 * The state has moved on. Lets the window slide there, if there is time for it.
 *
 * Returns: whether it slides: the stage follows when it has arrived
 */
gboolean
scope_arith_forward_begin_slide (ScopeArithForward *self)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  g_autoptr(ConvoSum) sum = convo_trace_output (trace, scope_arith_forward_shown (self));
  const gint64 now = g_get_monotonic_time (), rest = now - self->last;
  const ScopeGridWindow from = self->window;
  ScopeGridWindow to;
  int slice;

  self->last = now;
  scope_arith_forward_end_slide (self);
  self->before = from;
  if (!scope_arith_forward_window (self, sum, &to, &slice) || from.rows == 0 || same_window (&from, &to) || trace->in[0].rank == 4)
    {
      self->before.rows = 0;
      return FALSE;
    }
  self->window = to;
  if (rest < REST_US || !gtk_widget_get_mapped (GTK_WIDGET (self)) || !adw_get_enable_animations (GTK_WIDGET (self))
      || scope_arith_predict_active (self->predict))
    return FALSE;
  for (int i = 0; i < SCOPE_ARITH_ROWS; i++)
    if (self->rows[i].channel >= 0)
      {
        scope_number_grid_set_window (self->rows[i].x, &to);
        scope_number_grid_set_slide (self->rows[i].x, &from, 0);
      }
  adw_animation_play (self->slide);
  return TRUE;
}

/** scope_arith_forward_look: puts the lens over @window, or leaves it where it is if there is none */
void
scope_arith_forward_look (ScopeArithForward *self, const ScopeGridWindow *window)
{
  const int rows = (window->rows - 1) * window->row_step + 1, columns = (window->columns - 1) * window->column_step + 1;

  if (window->rows > 0)
    scope_grid_lens_centre (self->lens, window->row + rows / 2, window->column + columns / 2, CLAMP (MAX (rows, columns), LENS, LARGEST_LENS));
}
