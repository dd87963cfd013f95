/* The play bar of the arithmetic view: play, step, scrub, speed, and a tick for each row of the output. */
#include "scope-arith-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "scope-arith-plane.h"

#define MAX_TICKS 64           /* more rows than this have a tick for every second one, and so on */

/** scope_arith_row_length: Returns: cells in a row of the output */
int
scope_arith_row_length (ScopeArith *self)
{
  return MAX (scope_plane_of (&scope_arith_state_trace (self->state)->out).columns, 1);
}

static double
steps_per_second (ScopeArith *self)
{
  return exp2 (gtk_range_get_value (GTK_RANGE (self->speed)));
}

/* The show rests; what is on stage stays as it is. */
static void
halt (ScopeArith *self)
{
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  gtk_button_set_icon_name (self->play, "media-playback-start-symbolic");
}

/** scope_arith_stop: the show rests, and the present cell is complete */
void
scope_arith_stop (ScopeArith *self)
{
  halt (self);
  self->beat = -1;
  scope_arith_forward_set_pace (self->forward, 0);
}

/* A frame of the show: the beat goes on, over its end to the next cell. A frame that comes late does not skip cells. */
static gboolean
tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  ScopeArith *self = SCOPE_ARITH (widget);
  const gint64 now = gdk_frame_clock_get_frame_time (clock);
  const double beat = self->beat + MIN ((double) (now - self->last) / G_USEC_PER_SEC * steps_per_second (self), 1);

  self->last = now;
  if (beat >= 1 && scope_arith_state_cell (self->state) + 1 >= scope_arith_state_n_cells (self->state))
    {
      scope_arith_stop (self);
      return G_SOURCE_REMOVE;
    }
  if (beat >= 1)
    scope_arith_state_go (self->state, scope_arith_state_cell (self->state) + 1);
  self->beat = beat >= 1 ? beat - 1 : beat;
  scope_arith_forward_set_beat (self->forward, self->beat);
  return G_SOURCE_CONTINUE;
}

/** scope_arith_play: plays on from where it is, or pauses there; at the end it begins anew */
void
scope_arith_play (ScopeArith *self)
{
  if (self->tick != 0)
    {
      halt (self);
      self->beat = scope_arith_forward_pause (self->forward, self->beat);
      return;
    }
  if (scope_arith_predict_hides_shape (self->predict))
    return;
  if (self->beat < 0 && scope_arith_state_cell (self->state) + 1 >= scope_arith_state_n_cells (self->state))
    scope_arith_state_go (self->state, 0);
  scope_arith_forward_set_pace (self->forward, 1 / steps_per_second (self));
  if (self->beat < 0)
    self->beat = scope_arith_forward_arrival (self->forward);
  self->last = gdk_frame_clock_get_frame_time (gtk_widget_get_frame_clock (GTK_WIDGET (self)));
  self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick, NULL, NULL);
  gtk_button_set_icon_name (self->play, "media-playback-pause-symbolic");
}

/** scope_arith_step: goes @by cells on; the show rests */
void
scope_arith_step (ScopeArith *self, int by)
{
  scope_arith_stop (self);
  scope_arith_state_go (self->state, scope_arith_state_cell (self->state) + by);
}

static void
step_back (ScopeArith *self)
{
  scope_arith_step (self, -1);
}

static void
step_on (ScopeArith *self)
{
  scope_arith_step (self, 1);
}

static void
scrubbed (ScopeArith *self)
{
  if (!self->updating)
    scope_arith_state_go (self->state, (gint64) (gtk_range_get_value (GTK_RANGE (self->scrub)) + 0.5));
}

/* A notch of the wheel is a cell, with Shift a row: also where there are more cells than pixels. */
static gboolean
wheel_turned (ScopeArith *self, double dx, double dy, GtkEventController *wheel)
{
  const gboolean shift = (gtk_event_controller_get_current_event_state (wheel) & GDK_SHIFT_MASK) != 0;
  const double by = fabs (dx) > fabs (dy) ? dx : dy;

  if (by != 0 && gtk_widget_is_sensitive (GTK_WIDGET (self->scrub)))
    scope_arith_step (self, (by > 0 ? 1 : -1) * (shift ? scope_arith_row_length (self) : 1));
  return GDK_EVENT_STOP;
}

static void
speed_changed (ScopeArith *self)
{
  const double speed = steps_per_second (self);
  g_autofree char *text = speed < 1 ? g_strdup_printf (_("1 in %.0f s"), 1 / speed) : g_strdup_printf (_("%.0f a second"), speed);

  gtk_label_set_label (self->speed_text, text);
  if (self->tick != 0)
    scope_arith_forward_set_pace (self->forward, 1 / speed);
}

/* The slider's range and its ticks, once for each output. */
static void
set_length (ScopeArith *self, gint64 n)
{
  const int row = scope_arith_row_length (self);
  const gboolean told = !scope_arith_predict_hides_shape (self->predict);
  const gint64 every = row * MAX (1, (n / row + MAX_TICKS - 1) / MAX_TICKS);

  gtk_widget_set_sensitive (GTK_WIDGET (self->scrub), told);
  gtk_widget_set_sensitive (GTK_WIDGET (self->previous), told);
  gtk_widget_set_sensitive (GTK_WIDGET (self->next), told);
  gtk_widget_set_sensitive (GTK_WIDGET (self->play), told);
  n = told ? n : 1;                        /* a screen reader tells the end of a slider */
  if (gtk_adjustment_get_upper (gtk_range_get_adjustment (GTK_RANGE (self->scrub))) == MAX (n - 1, 1)
      && self->row_length == (told ? row : 0))
    return;
  self->row_length = told ? row : 0;
  gtk_range_set_range (GTK_RANGE (self->scrub), 0, MAX (n - 1, 1));
  gtk_range_set_increments (GTK_RANGE (self->scrub), 1, told ? row : 1);
  scope_arith_ticks_set (self->ticks, told && row > 1 ? every : 0);
}

/** scope_arith_moved: the play bar shows where the state is */
void
scope_arith_moved (ScopeArith *self)
{
  const gint64 n = scope_arith_state_n_cells (self->state);
  const int cell = (int) scope_arith_state_cell (self->state) + 1;
  /* translators: the place on the output, while its size is to be predicted */
  g_autofree char *text = scope_arith_predict_hides_shape (self->predict) ? g_strdup_printf (_("Cell %d"), cell)
                                                                          : g_strdup_printf (_("Cell %d of %d"), cell, (int) n);

  self->updating = TRUE;
  set_length (self, n);
  gtk_range_set_value (GTK_RANGE (self->scrub), scope_arith_state_cell (self->state));
  self->updating = FALSE;
  self->beat = self->tick != 0 ? 0 : -1;          /* another cell: its time begins, or it is complete */
  gtk_inscription_set_text (self->where, text);
}

/** scope_arith_connect_play: makes the bar answer; once */
void
scope_arith_connect_play (ScopeArith *self)
{
  GtkEventController *wheel = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES | GTK_EVENT_CONTROLLER_SCROLL_DISCRETE);
  const GConnectFlags swapped = G_CONNECT_SWAPPED;

  g_signal_connect_object (self->previous, "clicked", G_CALLBACK (step_back), self, swapped);
  g_signal_connect_object (self->next, "clicked", G_CALLBACK (step_on), self, swapped);
  g_signal_connect_object (self->play, "clicked", G_CALLBACK (scope_arith_play), self, swapped);
  g_signal_connect_object (self->scrub, "value-changed", G_CALLBACK (scrubbed), self, swapped);
  g_signal_connect_object (self->speed, "value-changed", G_CALLBACK (speed_changed), self, swapped);
  gtk_event_controller_set_propagation_phase (wheel, GTK_PHASE_CAPTURE);      /* before the slider's own */
  g_signal_connect_swapped (wheel, "scroll", G_CALLBACK (wheel_turned), self);
  gtk_widget_add_controller (GTK_WIDGET (self->scrub), wheel);
  speed_changed (self);
}
