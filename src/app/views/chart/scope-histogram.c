/* How often each value occurs; zeros stand apart, because after ReLU they would hide all else. */
#include "scope-histogram.h"
#include "numbers.h"
#include "scope-text.h"

#include <glib/gi18n.h>
#include <math.h>

#define LEFT       4
#define ZERO_WIDTH 14
#define ZERO_GAP   8
#define PLOT       66               /* least height of the columns */

struct _ScopeHistogram
{
  ScopeView parent_instance;

  char   *title;
  gsize   n, zeros, strange;        /* strange: not finite */
  gsize   counts[SCOPE_HISTOGRAM_BINS];
  double  min, max, mean;
  double  low, high;                /* ends of the columns */
  int     hovered;                  /* column; −1 the zeros, −2 nothing */
};

G_DEFINE_FINAL_TYPE (ScopeHistogram, scope_histogram, SCOPE_TYPE_VIEW)

typedef struct
{
  double left, pitch, top, base;    /* the columns: pixels */
} Plot;

/* Height of the line with title and summary; without a title the owner writes them. */
static int
head_height (ScopeHistogram *self)
{
  return self->title != NULL ? scope_view_text_height (SCOPE_VIEW (self), SCOPE_TEXT_BODY) + 6 : 2;
}

static Plot
plot_of (ScopeHistogram *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const int caption = scope_view_text_height (SCOPE_VIEW (self), SCOPE_TEXT_CAPTION);
  const double left = LEFT + ZERO_WIDTH + ZERO_GAP;

  return (Plot) {
    .left = left, .pitch = (gtk_widget_get_width (widget) - left) / SCOPE_HISTOGRAM_BINS,
    .top = head_height (self),
    .base = gtk_widget_get_height (widget) - caption - 3,
  };
}

/* @brief leaves out what the axis says, too. */
static char *
dup_summary (ScopeHistogram *self, gboolean brief)
{
  g_autofree char *mean = NULL, *max = NULL, *zero = NULL, *strange = NULL;

  if (self->n == 0)
    return g_strdup (_("no values yet"));
  mean = scope_text_axis (self->mean);
  max = scope_text_value (self->max);
  zero = g_strdup_printf ("%.0f", 100.0 * self->zeros / self->n);
  if (self->strange > 0)
    {
      strange = convo_number_exact (self->strange);
      return g_strdup_printf (ngettext ("%s value is not a number", "%s values are not numbers", self->strange),
                              strange);
    }
  if (brief)
    return g_strdup_printf (_("mean %s · %s %% zero"), mean, zero);
  return g_strdup_printf (_("mean %s · max %s · %s %% zero"), mean, max, zero);
}

static char *
dup_column (ScopeHistogram *self, int column)
{
  const gsize count = column < 0 ? self->zeros : self->counts[column];
  const double step = (self->high - self->low) / SCOPE_HISTOGRAM_BINS;
  g_autofree char *number = convo_number_exact (count);
  g_autofree char *from = scope_text_value (self->low + step * column);
  g_autofree char *to = scope_text_value (self->low + step * (column + 1));

  if (column < 0)
    return g_strdup_printf (ngettext ("%s zero", "%s zeros", count), number);
  return g_strdup_printf (ngettext ("%s to %s: %s value", "%s to %s: %s values", count), from, to, number);
}

static void
describe (ScopeHistogram *self)
{
  g_autofree char *summary = dup_summary (self, FALSE);

  scope_view_describe (SCOPE_VIEW (self), self->title != NULL ? self->title : _("Histogram"), summary);
}

/* ---- drawing ---- */

/* Pixels that the columns leave free above, because they would run into the words "561 zeros". */
static double
head_room (ScopeHistogram *self, const Plot *plot, gsize most)
{
  const int line = scope_view_text_height (SCOPE_VIEW (self), SCOPE_TEXT_CAPTION);
  const double room = plot->base - plot->top;
  g_autofree char *zeros = dup_column (self, -1);
  const int width = scope_view_text_width (SCOPE_VIEW (self), zeros, SCOPE_TEXT_CAPTION);

  if (self->zeros == 0)
    return 0;
  for (int i = 0; i < SCOPE_HISTOGRAM_BINS && i * plot->pitch < width; i++)
    if (log1p (self->counts[i]) / log1p (most) * room > room - line)
      return line;
  return 0;
}

static void
append_columns (ScopeHistogram *self, GtkSnapshot *snapshot, const Plot *plot)
{
  const GdkRGBA *fill = scope_palette_color (SCOPE_COLOR_TRAIN), *strong = scope_palette_color (SCOPE_COLOR_TEXT);
  gsize most = self->zeros;
  double scale;

  for (int i = 0; i < SCOPE_HISTOGRAM_BINS; i++)
    most = MAX (most, self->counts[i]);
  most = MAX (most, 1);
  scale = (plot->base - plot->top - head_room (self, plot, most)) / log1p (most);
  for (int i = -1; i < SCOPE_HISTOGRAM_BINS; i++)
    {
      const gsize count = i < 0 ? self->zeros : self->counts[i];
      const double x = i < 0 ? LEFT : floor (plot->left + i * plot->pitch);
      const double end = i < 0 ? LEFT + ZERO_WIDTH : floor (plot->left + (i + 1) * plot->pitch) - 1;
      const double height = count == 0 ? 0 : MAX (1, rint (log1p (count) * scale));

      if (count == 0)
        continue;
      gtk_snapshot_append_color (snapshot, i == self->hovered ? strong
                                           : i < 0 ? scope_palette_color (SCOPE_COLOR_WIRE) : fill,
                                 &GRAPHENE_RECT_INIT (x, plot->base - height, MAX (1, end - x), height));
    }
}

static void
append_head (ScopeHistogram *self, GtkSnapshot *snapshot)
{
  ScopeView *view = SCOPE_VIEW (self);
  const int width = gtk_widget_get_width (GTK_WIDGET (self));
  const int title_width = scope_view_text_width (view, self->title, SCOPE_TEXT_BOLD);
  g_autofree char *summary = dup_summary (self, FALSE);

  scope_view_append_text (view, snapshot, self->title, SCOPE_TEXT_BOLD, 0, 0, 0,
                          scope_palette_color (SCOPE_COLOR_TEXT));
  if (title_width + 12 + scope_view_text_width (view, summary, SCOPE_TEXT_CAPTION) > width)
    {
      g_free (summary);
      summary = dup_summary (self, TRUE);
    }
  if (title_width + 6 + scope_view_text_width (view, summary, SCOPE_TEXT_CAPTION) <= width)
    scope_view_append_text (view, snapshot, summary, SCOPE_TEXT_CAPTION, width, 2, 1,
                            scope_palette_color (self->strange > 0 ? SCOPE_COLOR_ERROR_TEXT : SCOPE_COLOR_DIM));
}

static void
append_words (ScopeHistogram *self, GtkSnapshot *snapshot, const Plot *plot)
{
  ScopeView *view = SCOPE_VIEW (self);
  const int width = gtk_widget_get_width (GTK_WIDGET (self));
  const GdkRGBA *dim = scope_palette_color (SCOPE_COLOR_DIM);
  g_autofree char *low = scope_text_axis (self->low), *high = scope_text_axis (self->high);
  const char *axis = _("value · counts on a log scale");
  const double y = plot->base + 2;

  if (self->n == 0)
    return;
  if (self->zeros > 0)
    {
      g_autofree char *zeros = dup_column (self, -1);

      scope_view_append_text (view, snapshot, zeros, SCOPE_TEXT_CAPTION, plot->left, plot->top - 2, 0, dim);
      scope_view_append_text (view, snapshot, "0", SCOPE_TEXT_CAPTION, LEFT + ZERO_WIDTH / 2.0, y, 0.5, dim);
    }
  scope_view_append_text (view, snapshot, high, SCOPE_TEXT_CAPTION, width, y, 1, dim);
  if (self->low < 0 || self->zeros == 0)
    scope_view_append_text (view, snapshot, low, SCOPE_TEXT_CAPTION, plot->left, y, 0, dim);
  if (scope_view_text_width (view, axis, SCOPE_TEXT_CAPTION) < width - 130)
    scope_view_append_text (view, snapshot, axis, SCOPE_TEXT_CAPTION, (plot->left + width) / 2, y, 0.5, dim);
}

static void
scope_histogram_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ScopeHistogram *self = SCOPE_HISTOGRAM (widget);
  const Plot plot = plot_of (self);
  const int width = gtk_widget_get_width (widget);

  if (plot.base <= plot.top || width < 80)
    return;
  append_columns (self, snapshot, &plot);
  gtk_snapshot_append_color (snapshot, scope_palette_color (SCOPE_COLOR_EDGE),
                             &GRAPHENE_RECT_INIT (0, plot.base, width, 1));
  if (self->low < 0 && self->high > 0)                      /* where zero lies among signed values */
    gtk_snapshot_append_color (snapshot, scope_palette_color (SCOPE_COLOR_DIM),
                               &GRAPHENE_RECT_INIT (rint (plot.left - self->low / (self->high - self->low)
                                                          * plot.pitch * SCOPE_HISTOGRAM_BINS), plot.base, 1, 4));
  if (self->title != NULL)
    append_head (self, snapshot);
  append_words (self, snapshot, &plot);
}

static void
scope_histogram_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                         int *minimum_baseline, int *natural_baseline)
{
  ScopeHistogram *self = SCOPE_HISTOGRAM (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = 120, *natural = 300;
  else
    *minimum = *natural = head_height (self) + PLOT + 3 + scope_view_text_height (SCOPE_VIEW (self), SCOPE_TEXT_CAPTION);
}

/* ---- input ---- */

static void
hover (ScopeHistogram *self, int column)
{
  g_autofree char *text = column >= -1 && self->n > 0 ? dup_column (self, column) : NULL;

  if (column != self->hovered)
    gtk_widget_queue_draw (GTK_WIDGET (self));
  self->hovered = column;
  scope_view_set_hover_text (SCOPE_VIEW (self), text);
}

static void
moved (ScopeHistogram *self, double x, double y)
{
  const Plot plot = plot_of (self);

  if (y < plot.top || x < 0)
    hover (self, -2);
  else if (x < plot.left)
    hover (self, self->zeros > 0 ? -1 : -2);
  else
    hover (self, MIN ((int) ((x - plot.left) / plot.pitch), SCOPE_HISTOGRAM_BINS - 1));
}

static void
left (ScopeHistogram *self)
{
  hover (self, -2);
}

/* ---- public ---- */

/** scope_histogram_new: Returns: (transfer floating): an empty histogram */
GtkWidget *
scope_histogram_new (void)
{
  return g_object_new (SCOPE_TYPE_HISTOGRAM, NULL);
}

static void
find_range (ScopeHistogram *self, const float *values, gsize n)
{
  double sum = 0;
  gsize finite = 0;

  self->min = G_MAXDOUBLE, self->max = -G_MAXDOUBLE;
  self->n = n, self->zeros = self->strange = 0;
  for (gsize i = 0; i < n; i++)
    {
      if (!isfinite (values[i]))
        {
          self->strange++;
          continue;
        }
      self->zeros += values[i] == 0;
      self->min = MIN (self->min, values[i]);
      self->max = MAX (self->max, values[i]);
      sum += values[i];
      finite++;
    }
  if (finite == 0)
    self->min = self->max = 0;
  self->mean = finite > 0 ? sum / finite : 0;
  self->low = MIN (self->min, 0), self->high = MAX (self->max, 0);
  if (!(self->high > self->low))
    self->high = self->low + 1;
}

/**
 * scope_histogram_set_values:
 * @self: a histogram
 * @values: (nullable): @n values; only counts are kept
 * @n: how many
 *
 * The columns span from the smallest value, or zero, to the largest, or zero. A value on the edge of two columns belongs
 * to the right one. Values that are exactly zero are counted apart; those that are not finite are counted and named.
 */
void
scope_histogram_set_values (ScopeHistogram *self, const float *values, gsize n)
{
  double gain;

  g_return_if_fail (SCOPE_IS_HISTOGRAM (self));
  g_return_if_fail (n == 0 || values != NULL);
  find_range (self, values, n);
  gain = SCOPE_HISTOGRAM_BINS / (self->high - self->low);
  for (int i = 0; i < SCOPE_HISTOGRAM_BINS; i++)
    self->counts[i] = 0;
  for (gsize i = 0; i < n; i++)
    if (values[i] != 0 && isfinite (values[i]))
      self->counts[CLAMP ((int) ((values[i] - self->low) * gain), 0, SCOPE_HISTOGRAM_BINS - 1)]++;
  describe (self);
  if (self->hovered >= -1)
    hover (self, self->hovered);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** scope_histogram_set_title: @title (nullable) stands above, at the left: "Values of map 6"; beside it mean, maximum and
 * share of zeros. Without a title there is no such line. */
void
scope_histogram_set_title (ScopeHistogram *self, const char *title)
{
  g_return_if_fail (SCOPE_IS_HISTOGRAM (self));
  if ((title == NULL) != (self->title == NULL))
    gtk_widget_queue_resize (GTK_WIDGET (self));
  g_free (self->title);
  self->title = g_strdup (title);
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** scope_histogram_get_zeros: Returns: how many values are exactly zero */
gsize
scope_histogram_get_zeros (ScopeHistogram *self)
{
  g_return_val_if_fail (SCOPE_IS_HISTOGRAM (self), 0);
  return self->zeros;
}

/** scope_histogram_get_count: Returns: how many values fall in column @bin, 0 to %SCOPE_HISTOGRAM_BINS − 1 */
gsize
scope_histogram_get_count (ScopeHistogram *self, int bin)
{
  g_return_val_if_fail (SCOPE_IS_HISTOGRAM (self) && bin >= 0 && bin < SCOPE_HISTOGRAM_BINS, 0);
  return self->counts[bin];
}

static void
scope_histogram_finalize (GObject *object)
{
  g_free (SCOPE_HISTOGRAM (object)->title);
  G_OBJECT_CLASS (scope_histogram_parent_class)->finalize (object);
}

static void
scope_histogram_class_init (ScopeHistogramClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = scope_histogram_finalize;
  widget_class->snapshot = scope_histogram_snapshot;
  widget_class->measure = scope_histogram_measure;
  gtk_widget_class_set_css_name (widget_class, "histogram");
}

static void
scope_histogram_init (ScopeHistogram *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->hovered = -2;
  self->high = 1;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (moved), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (left), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  describe (self);
}
