/* The stage "Forward" in motion. A step by hand lets the window glide to its next place. While the show plays, the time
 * that a cell has is cut into phases: the window glides, the products light up one after another and are added, the
 * output is written. What is shown follows from the beat alone, so it may stop, go on or be left at any of them. */
#include "scope-arith-forward-private.h"

#include "scope-arith-lit.h"

#define SLIDE_MS 200
#define REST_US 240000         /* steps by hand closer together than this do not glide: a key held down */
#define SLOW 0.9               /* seconds: a cell that has as many adds its products one by one */
#define QUICKEST (1 / 12.0)    /* seconds: one that has fewer is stepped to */
#define GLIDE 0.6              /* of a quick cell's time */
#define LONGEST_GLIDE 0.6      /* seconds */
#define ADDED 0.82             /* of a slow cell's time: all products are added */
#define WRITTEN 0.92           /* likewise: the output stands in its place */
#define LEAST_FLIGHT 0.08      /* seconds: products made quicker only light up */
#define LENS 5                 /* cells of the lens, unless the window is larger */
#define LARGEST_LENS 11

/* One product of the shown channels: which row of the stage, where in its kernel, which term of the sum. */
typedef struct
{
  int   row, place;
  guint term;
} Step;

static gboolean
moves (ScopeArithForward *self)
{
  return gtk_widget_get_mapped (GTK_WIDGET (self)) && adw_get_enable_animations (GTK_WIDGET (self))
         && !scope_arith_predict_active (self->predict);
}

static gboolean
is_slow (ScopeArithForward *self)
{
  return self->pace >= SLOW;
}

/** scope_arith_forward_arrival: Returns: the beat at which the window has arrived; 0: it does not glide */
double
scope_arith_forward_arrival (ScopeArithForward *self)
{
  if (self->pace < QUICKEST || !moves (self))
    return 0;
  return is_slow (self) ? MIN (0.25, LONGEST_GLIDE / self->pace) : GLIDE;
}

/* ---- the window ---- */

static void
glide (ScopeArithForward *self, double progress)
{
  self->gliding = progress < 1;
  for (int i = 0; i < SCOPE_ARITH_ROWS && self->before.rows > 0; i++)
    if (self->rows[i].channel >= 0)
      scope_number_grid_set_slide (self->rows[i].x, &self->before, progress);
  gtk_widget_queue_draw (GTK_WIDGET (self->board));      /* the rays follow */
}

static void
slide (double value, gpointer data)
{
  ScopeArithForward *self = data;

  if (adw_animation_get_state (self->slide) == ADW_ANIMATION_PLAYING)
    glide (self, value);
}

static void
slide_done (ScopeArithForward *self)
{
  self->gliding = FALSE;
  scope_arith_forward_update (self);
}

/** scope_arith_forward_make_slide: once, when the stage is made */
void
scope_arith_forward_make_slide (ScopeArithForward *self)
{
  self->slide = adw_timed_animation_new (GTK_WIDGET (self), 0, 1, SLIDE_MS, adw_callback_animation_target_new (slide, self, NULL));
  adw_timed_animation_set_easing (ADW_TIMED_ANIMATION (self->slide), ADW_EASE_IN_OUT_CUBIC);
  g_signal_connect_swapped (self->slide, "done", G_CALLBACK (slide_done), self);
  self->steps = g_array_new (FALSE, FALSE, sizeof (Step));
  self->written = -1;
}

/** scope_arith_forward_end_slide: the window is where it belongs, and everything is written, at once */
void
scope_arith_forward_end_slide (ScopeArithForward *self)
{
  if (adw_animation_get_state (self->slide) == ADW_ANIMATION_PLAYING)
    adw_animation_reset (self->slide);
  self->gliding = FALSE;
  self->written = -1;
}

static gboolean
same_window (const ScopeGridWindow *a, const ScopeGridWindow *b)
{
  return a->row == b->row && a->column == b->column && a->rows == b->rows && a->columns == b->columns;
}

/* Where the window goes, and whether it can glide there. */
static gboolean
take_window (ScopeArithForward *self)
{
  g_autoptr(ConvoSum) sum = convo_trace_output (scope_arith_state_trace (self->state), scope_arith_forward_shown (self));
  const ScopeGridWindow from = self->window;
  const int from_slice = self->slice;
  ScopeGridWindow to;

  self->before = from;
  if (!scope_arith_forward_window (self, sum, &to, &self->slice) || from.rows == 0 || same_window (&from, &to) || self->slice != from_slice)
    {
      self->before.rows = 0;
      return FALSE;
    }
  self->window = to;
  return TRUE;
}

static void
begin_glide (ScopeArithForward *self)
{
  for (int i = 0; i < SCOPE_ARITH_ROWS; i++)
    if (self->rows[i].channel >= 0)
      scope_number_grid_set_window (self->rows[i].x, &self->window);
  glide (self, 0);
}

/**
 * scope_arith_forward_begin_slide:
 *
 * The state has moved on. Lets the window glide there, if there is time for it.
 *
 * Returns: whether it glides: the stage follows when it has arrived
 */
gboolean
scope_arith_forward_begin_slide (ScopeArithForward *self)
{
  const gint64 now = g_get_monotonic_time (), rest = now - self->last;

  self->last = now;
  scope_arith_forward_end_slide (self);
  if (!take_window (self) || !moves (self) || (self->pace > 0 ? self->pace < QUICKEST : rest < REST_US))
    {
      if (is_slow (self) && moves (self))
        self->written = 0;
      return FALSE;
    }
  if (is_slow (self))
    {
      self->written = 0;
      scope_arith_forward_update (self);
    }
  begin_glide (self);
  if (self->pace == 0)
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

/* ---- the products ---- */

/** scope_arith_forward_plan_steps: @sum: of the shown cell; which products there are to light up, in their order */
void
scope_arith_forward_plan_steps (ScopeArithForward *self, const ConvoSum *sum)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  ScopeGridWindow window;
  int first;
  const gboolean windowed = scope_arith_forward_window (self, sum, &window, &first);
  const int slice = scope_arith_state_slice (self->state) >= 0 ? scope_arith_state_slice (self->state) : first;

  g_array_set_size (self->steps, 0);
  for (int i = 0; i < SCOPE_ARITH_ROWS && self->rows[i].channel >= 0; i++)
    for (guint k = 0; k < sum->terms->len; k++)
      {
        const ConvoTerm *term = &g_array_index (sum->terms, ConvoTerm, k);
        const Step step = { i, scope_arith_forward_place (trace, &self->rows[i], term, windowed ? &window : NULL, slice), k };

        if (step.place >= 0 && (trace->n_in == 1 || term->input == self->rows[i].input))
          g_array_append_val (self->steps, step);
      }
}

/* The place on the grid of the input of what a term reads. */
static void
input_place (const ConvoTrace *trace, const ConvoTerm *term, int *row, int *column)
{
  gint64 r = trace->in[0].rank < 3 ? 0 : term->at[1], c = trace->in[0].rank == 1 ? term->channel : term->at[2];

  if (trace->in[0].rank > 1 && scope_spread_is (trace))
    scope_spread_place (trace, &r, &c);
  *row = (int) r;
  *column = (int) c;
}

static void
mark (ScopeNumberGrid *grid, gboolean marked, int row, int column)
{
  scope_number_grid_set_current (grid, marked ? row : G_MININT, marked ? column : G_MININT);
}

/* One channel as far as it is added up; @at: its present product, −1: none is being made. */
static void
show_written_row (ScopeArithForward *self, const ConvoSum *sum, int i, int at, gboolean begun)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  ScopeArithRow *row = &self->rows[i];
  const Step *step = at >= 0 ? &g_array_index (self->steps, Step, at) : NULL;
  const ConvoTerm *term = step != NULL ? &g_array_index (sum->terms, ConvoTerm, step->term) : NULL;
  int rows, columns, r = 0, c = 0;

  scope_number_grid_get_size (row->p, &rows, &columns);
  columns = MAX (columns, 1);
  if (term != NULL)
    input_place (trace, term, &r, &c);
  mark (row->x, term != NULL, r, c);
  mark (row->w, term != NULL, step != NULL ? step->place / columns : 0, step != NULL ? step->place % columns : 0);
  mark (row->p, term != NULL, step != NULL ? step->place / columns : 0, step != NULL ? step->place % columns : 0);
  scope_number_grid_set_known (row->p, step != NULL ? step->place : begun ? -1 : 0);
  if (sum->rule != CONVO_RULE_PRODUCTS)
    return;
  if (step == NULL && begun)
    scope_arith_show_channel_sum (row->sum, sum, row->channel);
  else
    scope_arith_inscribe (row->sum, "<small>Σ</small> …");
  if (step != NULL && at > 0 && step[-1].row == i)
    {
      g_autofree char *running = scope_number_text (g_array_index (sum->terms, ConvoTerm, step[-1].term).running);

      scope_arith_inscribe (row->sum, "<small>Σ</small> %s", running);
    }
}

/**
 * scope_arith_forward_show_written:
 * @sum: of the shown cell
 *
 * Covers what is not yet added up in the cell that is played; marks the product that is being made.
 */
void
scope_arith_forward_show_written (ScopeArithForward *self, const ConvoSum *sum)
{
  const int n = (int) self->steps->len, written = self->peek >= 0 ? -1 : MIN (self->written, n);
  const Step *step = written >= 0 && written < n ? &g_array_index (self->steps, Step, written) : NULL;
  int added;

  for (int i = 0; i < SCOPE_ARITH_ROWS && self->rows[i].channel >= 0; i++)
    {
      const gboolean here = step != NULL && step->row == i && !self->gliding;

      if (written < 0)
        {
          mark (self->rows[i].x, FALSE, 0, 0);
          mark (self->rows[i].w, FALSE, 0, 0);
          mark (self->rows[i].p, FALSE, 0, 0);
          scope_number_grid_set_known (self->rows[i].p, -1);
        }
      else
        show_written_row (self, sum, i, here ? written : -1, step == NULL || (step->row > i));
    }
  added = written < 0 ? -1 : step != NULL ? (int) step->term : (int) sum->terms->len;
  scope_arith_sum_set_written (self->sum, added);
  scope_arith_depth_set_written (self->depth, added);
  if (written < 0)
    scope_arith_board_set_flight (self->board, NULL);
}

/** scope_arith_forward_is_written: Returns: whether the output of the cell that is played stands in its place */
gboolean
scope_arith_forward_is_written (ScopeArithForward *self)
{
  return self->written < 0 || self->peek >= 0;
}

/* ---- the flights: a value and its weight into their product, the sum into the output ---- */

static void
fly_product (ScopeArithForward *self, int at, double progress)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const Step *step = &g_array_index (self->steps, Step, at);
  const ConvoSum *sum = scope_arith_sum_get (self->sum);
  const ConvoTerm *term = &g_array_index (sum->terms, ConvoTerm, step->term);
  ScopeArithFlight flight = { .row = step->row, .place = step->place, .progress = progress };
  g_autofree char *a = scope_number_text (term->a), *b = scope_number_text (term->b);

  input_place (trace, term, &flight.x_row, &flight.x_column);
  g_strlcpy (flight.a, a, sizeof flight.a);
  if (sum->rule == CONVO_RULE_PRODUCTS || sum->rule == CONVO_RULE_WEIGHTED)
    g_strlcpy (flight.b, b, sizeof flight.b);
  scope_arith_board_set_flight (self->board, &flight);
}

static void
fly_result (ScopeArithForward *self, double progress)
{
  g_autofree char *result = scope_number_text (scope_arith_sum_get (self->sum)->engine);
  ScopeArithFlight flight = { .row = -1, .progress = progress };

  g_strlcpy (flight.a, result, sizeof flight.a);
  scope_arith_board_set_flight (self->board, &flight);
}

/* ---- the beat ---- */

static void
write_to (ScopeArithForward *self, int written)
{
  if (self->written == written)
    return;
  if (written < 0 || self->written < 0)                  /* the output comes or goes as well */
    {
      self->written = written;
      scope_arith_forward_update (self);
      return;
    }
  self->written = written;
  scope_arith_forward_show_written (self, scope_arith_sum_get (self->sum));
}

static void
beat_slowly (ScopeArithForward *self, double beat, double arrival)
{
  const int n = (int) self->steps->len;
  const double added = (CLAMP (beat, arrival, ADDED) - arrival) / (ADDED - arrival) * n;
  const int at = (int) added;

  if (beat >= WRITTEN)
    {
      write_to (self, -1);
      scope_number_grid_set_pulse (self->y, (1 - beat) / (1 - WRITTEN));
      return;
    }
  write_to (self, MIN (at, n));
  if (at < n && self->pace * (ADDED - arrival) / n >= LEAST_FLIGHT)
    fly_product (self, at, added - at);
  else if (at >= n)
    fly_result (self, (beat - ADDED) / (WRITTEN - ADDED));
  else
    scope_arith_board_set_flight (self->board, NULL);
}

/**
 * scope_arith_forward_set_pace:
 * @seconds: that a cell has while the show plays; 0: it rests, and everything is written
 */
void
scope_arith_forward_set_pace (ScopeArithForward *self, double seconds)
{
  self->pace = seconds;
  if (seconds > 0)
    return;
  if (self->gliding || self->written >= 0)
    {
      scope_arith_forward_end_slide (self);
      scope_arith_forward_update (self);
    }
  scope_number_grid_set_pulse (self->y, 0);
}

/** scope_arith_forward_set_beat: @beat: 0 … 1: how much of its time the present cell has had; shows what belongs to it */
void
scope_arith_forward_set_beat (ScopeArithForward *self, double beat)
{
  const double arrival = scope_arith_forward_arrival (self);

  if (self->pace < QUICKEST || !moves (self) || self->peek >= 0)
    {
      if (self->gliding || self->written >= 0)
        {
          scope_arith_forward_end_slide (self);
          scope_arith_forward_update (self);
        }
      return;
    }
  if (beat < arrival && self->gliding)
    {
      glide (self, adw_easing_ease (ADW_EASE_IN_OUT_CUBIC, beat / arrival));
      return;
    }
  if (self->gliding)
    {
      self->gliding = FALSE;
      scope_arith_forward_update (self);
    }
  if (is_slow (self))
    beat_slowly (self, beat, arrival);
  else
    {
      write_to (self, -1);
      scope_number_grid_set_pulse (self->y, beat < arrival ? 0 : (1 - beat) / (1 - arrival));
    }
}

/**
 * scope_arith_forward_pause:
 * @beat: of the present cell
 *
 * Holds the show. A slow one stays at the product that it has come to, after the window has arrived; a quick one is
 * written to its end.
 *
 * Returns: the beat to go on from; −1: the cell is complete
 */
double
scope_arith_forward_pause (ScopeArithForward *self, double beat)
{
  const double arrival = scope_arith_forward_arrival (self);

  if (!is_slow (self) || !moves (self) || beat >= ADDED || self->peek >= 0)
    {
      scope_arith_forward_set_pace (self, 0);
      return -1;
    }
  beat = MAX (beat, arrival);
  scope_arith_forward_set_beat (self, beat);
  scope_arith_board_set_flight (self->board, NULL);
  self->pace = 0;
  return beat;
}
