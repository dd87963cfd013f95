/* The frame test: while the arithmetic view plays on a projector of 1920×1080, what does a frame of 32×32 numbers cost? */
#include <math.h>
#include <time.h>

#include "layers.h"
#include "scope-arith-forward.h"
#include "scope-arith.h"
#include "scope-number-grid.h"

#define WIDTH 1920
#define HEIGHT 1080
#define SECONDS 3.0
#define LIMIT_MS 50.0            /* of work for 99 of 100 frames; 60 a second need 16.7, on a machine that is ours alone */
#define MEDIAN_MS 32.0           /* of work for half of them: most only move what is there already; a third of it is usual */
#define MOST 0.7                 /* of the ticks of the clock draw something while something always moves */
#define IDLE_MS 0.4              /* a frame of less work has drawn nothing: playing, the clock ticks all the time */
#define DIGITS 20                /* pixels a cell needs for digits that can be read */

/* What one frame took that drew something, in ms: all of it, and on the processor. */
typedef struct
{
  double wall, work;
} Frame;

typedef struct
{
  GdkFrameClock *clock;
  double wall, work;             /* when the frame began */
  GArray *frames;                /* that drew something */
  guint ticks;                   /* all of them */
} Meter;

static double
clock_ms (clockid_t clock)
{
  struct timespec t;

  clock_gettime (clock, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void
frame_begins (Meter *self)
{
  self->wall = clock_ms (CLOCK_MONOTONIC);
  self->work = clock_ms (CLOCK_THREAD_CPUTIME_ID);
}

static void
frame_ends (Meter *self)
{
  const Frame frame = { clock_ms (CLOCK_MONOTONIC) - self->wall, clock_ms (CLOCK_THREAD_CPUTIME_ID) - self->work };

  self->ticks++;
  if (frame.work > IDLE_MS)
    g_array_append_val (self->frames, frame);
}

static int
by_work (gconstpointer a, gconstpointer b)
{
  const double x = ((const Frame *) a)->work, y = ((const Frame *) b)->work;

  return (x > y) - (x < y);
}

static gboolean
tick (gpointer unused)
{
  return G_SOURCE_CONTINUE;
}

static void
run_for (double seconds)
{
  const double end = clock_ms (CLOCK_MONOTONIC) + seconds * 1e3;
  const guint source = g_timeout_add (5, tick, NULL);

  while (clock_ms (CLOCK_MONOTONIC) < end)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
}

/* The first descendant that @fits. */
static GtkWidget *
find (GtkWidget *root, gboolean (*fits) (GtkWidget *, gpointer), gpointer data)
{
  if (gtk_widget_get_mapped (root) && fits (root, data))
    return root;
  for (GtkWidget *w = gtk_widget_get_first_child (root); w != NULL; w = gtk_widget_get_next_sibling (w))
    {
      GtkWidget *found = find (w, fits, data);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
has_tooltip (GtkWidget *widget, gpointer start)
{
  const char *tooltip = gtk_widget_get_tooltip_text (widget);

  return tooltip != NULL && g_str_has_prefix (tooltip, start);
}

static gboolean
is_input (GtkWidget *widget, gpointer unused)
{
  graphene_rect_t cell;

  return SCOPE_IS_NUMBER_GRID (widget) && scope_number_grid_cell_rect (SCOPE_NUMBER_GRID (widget), 31, 31, &cell);
}

static gboolean
is_speed (GtkWidget *widget, gpointer unused)
{
  return GTK_IS_RANGE (widget) && gtk_adjustment_get_lower (gtk_range_get_adjustment (GTK_RANGE (widget))) == -4;
}

/* The convolution of the blackboard with an input of 32×32 and as many outputs. */
static GtkWidget *
open_view (GtkWindow **window)
{
  GtkWidget *view = scope_arith_new (NULL);
  ScopeArithState *state = scope_arith_state (SCOPE_ARITH (view));
  ConvoArith arith = *scope_arith_state_arith (state);

  arith.in.dim[1] = arith.in.dim[2] = 32;
  convo_arith_set (&arith, CONVO_ARITH_STRIDE, 1);
  g_assert_true (scope_arith_state_set_arith (state, &arith));
  g_assert_cmpint (scope_arith_state_n_cells (state), ==, 32 * 32);
  *window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (*window, WIDTH, HEIGHT);
  gtk_window_set_decorated (*window, FALSE);
  gtk_window_set_child (*window, view);
  gtk_window_present (*window);
  run_for (1);
  g_assert_cmpint (gtk_widget_get_width (view), ==, WIDTH);
  return view;
}

/* Plays for some seconds with so many cells a second; @least: of the ticks of the clock that draw something. */
static void
measure (GtkWidget *view, double per_second, double least)
{
  Meter meter = { .clock = gtk_widget_get_frame_clock (view), .frames = g_array_new (FALSE, FALSE, sizeof (Frame)) };
  ScopeArithState *state = scope_arith_state (SCOPE_ARITH (view));
  GtkWidget *play = find (view, has_tooltip, (gpointer) "Play or pause"), *speed = find (view, is_speed, NULL);
  double seconds, work = 0;
  const Frame *frames;
  gint64 cell;
  guint n;

  scope_arith_state_go (state, 40);
  gtk_range_set_value (GTK_RANGE (speed), log2 (per_second));
  run_for (0.5);
  cell = scope_arith_state_cell (state);
  g_signal_connect_swapped (meter.clock, "before-paint", G_CALLBACK (frame_begins), &meter);
  g_signal_connect_swapped (meter.clock, "after-paint", G_CALLBACK (frame_ends), &meter);
  g_signal_emit_by_name (play, "clicked");
  seconds = clock_ms (CLOCK_MONOTONIC);
  run_for (SECONDS);
  seconds = (clock_ms (CLOCK_MONOTONIC) - seconds) / 1e3;
  g_signal_emit_by_name (play, "clicked");
  g_signal_handlers_disconnect_by_data (meter.clock, &meter);

  n = meter.frames->len;
  g_assert_cmpuint (n, >, 3);
  g_array_sort (meter.frames, by_work);
  frames = (const Frame *) meter.frames->data;
  for (guint i = 0; i < n; i++)
    work += frames[i].work;
  g_test_message ("%g cells a second: %.1f of %.1f frames drawn and %.2f cells a second; work a frame: median %.2f, mean %.2f, 99 %% %.2f, longest %.1f ms",
                  per_second, n / seconds, meter.ticks / seconds, (scope_arith_state_cell (state) - cell) / seconds, frames[n / 2].work, work / n,
                  frames[n * 99 / 100].work, frames[n - 1].work);
  g_assert_cmpfloat (frames[n * 99 / 100].work, <=, LIMIT_MS);
  g_assert_cmpfloat (frames[n / 2].work, <=, MEDIAN_MS);
  g_assert_cmpfloat (n, >=, least * meter.ticks);
  g_array_unref (meter.frames);
}

static void
test_frames (void)
{
  GtkWindow *window;
  GtkWidget *view = open_view (&window), *input = find (view, is_input, NULL);
  graphene_rect_t cell;

  g_assert_nonnull (input);
  scope_number_grid_cell_rect (SCOPE_NUMBER_GRID (input), 0, 0, &cell);
  g_test_message ("a cell of the 32×32 input (34×34 with its padding) has %.0f pixels", cell.size.width);
  measure (view, 0.5, MOST);
  measure (view, 2, MOST);
  measure (view, 8, MOST);
  measure (view, 30, 0);
  g_assert_cmpfloat (cell.size.width, >=, DIGITS);
  gtk_window_destroy (window);
}

static gboolean
is_forward (GtkWidget *widget, gpointer unused)
{
  return SCOPE_IS_ARITH_FORWARD (widget);
}

static gboolean
is_scrub (GtkWidget *widget, gpointer unused)
{
  return GTK_IS_RANGE (widget) && gtk_adjustment_get_upper (gtk_range_get_adjustment (GTK_RANGE (widget))) == 32 * 32 - 1;
}

/* A slow cell is held where it is, but never before its window has arrived; a quick one is completed; and without
 * animations nothing glides. */
static void
test_pause (void)
{
  GtkWindow *window;
  GtkWidget *view = open_view (&window);
  ScopeArithForward *forward = SCOPE_ARITH_FORWARD (find (view, is_forward, NULL));
  double arrival;

  scope_arith_forward_set_pace (forward, 8);
  arrival = scope_arith_forward_arrival (forward);
  g_assert_cmpfloat (arrival, >, 0);
  g_assert_cmpfloat (scope_arith_forward_pause (forward, arrival / 2), ==, arrival);
  scope_arith_forward_set_pace (forward, 8);
  g_assert_cmpfloat (scope_arith_forward_pause (forward, 0.5), ==, 0.5);
  scope_arith_forward_set_pace (forward, 8);
  g_assert_cmpfloat (scope_arith_forward_pause (forward, 0.99), ==, -1);
  scope_arith_forward_set_pace (forward, 0.5);
  g_assert_cmpfloat (scope_arith_forward_arrival (forward), >, 0);
  g_assert_cmpfloat (scope_arith_forward_pause (forward, 0.7), ==, -1);
  scope_arith_forward_set_pace (forward, 1 / 30.0);
  g_assert_cmpfloat (scope_arith_forward_arrival (forward), ==, 0);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  scope_arith_forward_set_pace (forward, 8);
  g_assert_cmpfloat (scope_arith_forward_arrival (forward), ==, 0);
  g_assert_cmpfloat (scope_arith_forward_pause (forward, 0.5), ==, -1);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
  gtk_window_destroy (window);
}

/* Every cell is a place of the slider, also the neighbours of a tick. */
static void
test_scrub (void)
{
  GtkWindow *window;
  GtkWidget *view = open_view (&window), *scrub = find (view, is_scrub, NULL);

  g_assert_nonnull (scrub);
  for (int cell = 20; cell < 80; cell++)
    {
      gtk_range_set_value (GTK_RANGE (scrub), cell);
      g_assert_cmpint (scope_arith_state_cell (scope_arith_state (SCOPE_ARITH (view))), ==, cell);
    }
  gtk_window_destroy (window);
}

int
main (int argc, char *argv[])
{
  g_autoptr(GtkCssProvider) style = gtk_css_provider_new ();

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  convo_layers_register ();
  scope_palette_install (gdk_display_get_default ());
  gtk_css_provider_load_from_resource (style, "/org/convoscope/Convoscope/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (style),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
  g_test_add_func ("/gui/frames", test_frames);
  g_test_add_func ("/gui/frames/pause", test_pause);
  g_test_add_func ("/gui/frames/scrub", test_scrub);
  return g_test_run ();
}
