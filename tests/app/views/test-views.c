/* The data views: pixels of maps, ranges of curves against brute force, words for screen readers, no leak. */
#include "scope-axis.h"
#include "scope-bars.h"
#include "scope-chart.h"
#include "scope-confusion.h"
#include "scope-histogram.h"
#include "scope-map-grid.h"
#include "scope-map-texture.h"
#include "scope-pyramid.h"

#include <adwaita.h>
#include <math.h>
#include <string.h>

static const char * const names[] = { "T-shirt", "trouser", "pullover", NULL };

/* ---- helpers ---- */

static void
settle (int milliseconds)
{
  const gint64 end = g_get_monotonic_time () + milliseconds * 1000;

  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
}

/* Shows @view in a window of its own and waits until it is drawn. */
static GtkWidget *
show (GtkWidget *view, int width, int height)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_present (GTK_WINDOW (window));
  for (int i = 0; i < 200 && (!gtk_widget_get_mapped (view) || gtk_widget_get_width (view) == 0); i++)
    settle (10);
  settle (30);
  g_assert_cmpint (gtk_widget_get_width (view), >, 0);
  return window;
}

static GtkEventController *
controller (GtkWidget *widget, GType type)
{
  g_autoptr(GListModel) all = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr(GtkEventController) one = g_list_model_get_item (all, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (one, type))
        return one;
    }
  return NULL;
}

static void
point_at (GtkWidget *widget, double x, double y)
{
  g_signal_emit_by_name (controller (widget, GTK_TYPE_EVENT_CONTROLLER_MOTION), "motion", x, y);
}

static gboolean
press (GtkWidget *widget, guint key)
{
  gboolean handled = FALSE;

  g_signal_emit_by_name (controller (widget, GTK_TYPE_EVENT_CONTROLLER_KEY), "key-pressed", key, 0, 0, &handled);
  return handled;
}

/* A function, because the macro takes its arguments as a format. */
static void
assert_description (GtkWidget *widget, const char *text)
{
  gtk_test_accessible_assert_property (widget, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text);
}

static guint32 *
pixels_of (GdkTexture *texture)
{
  const int width = gdk_texture_get_width (texture);
  guint32 *pixels = g_new (guint32, (gsize) width * gdk_texture_get_height (texture));

  gdk_texture_download (texture, (guchar *) pixels, width * 4);
  return pixels;
}

static double
lightness (guint32 pixel)
{
  return 0.2126 * ((pixel >> 16) & 255) + 0.7152 * ((pixel >> 8) & 255) + 0.0722 * (pixel & 255);
}

/* ---- colours ---- */

static void
test_colormap (void)
{
  const guint32 *lut = scope_colormap_lut (SCOPE_COLORMAP_SEQUENTIAL);
  const GdkRGBA neutral = { 0x34 / 255.0f, 0x34 / 255.0f, 0x34 / 255.0f, 1 };
  const float values[] = { -2, -1, 0, 1, 2, NAN, INFINITY }, one = 1;
  guint32 table[SCOPE_COLORMAP_SIZE], argb[7];

  for (int i = 4; i < 256; i++)                             /* neighbours may differ by rounding alone */
    g_assert_cmpfloat (lightness (lut[i]), >, lightness (lut[i - 4]));
  g_assert_cmpfloat (lightness (lut[255]), >, 5 * lightness (lut[0]));
  scope_colormap_diverging (&neutral, table);
  g_assert_cmphex (table[128], ==, 0xff343434);
  for (int i = 129; i < 256; i++)                           /* on a dark card both sides get brighter */
    {
      g_assert_cmpfloat (lightness (table[i]), >, lightness (table[i - 1]) - 1);
      g_assert_cmpfloat (lightness (table[256 - i]), >, lightness (table[257 - i]) - 1);
    }
  scope_colormap_fill_lut (table, values, 7, -1, 1, argb);
  g_assert_cmphex (argb[0], ==, argb[1]);                   /* clamped */
  g_assert_cmphex (argb[2], ==, 0xff343434);
  g_assert_cmphex (argb[3], ==, argb[4]);
  g_assert_cmphex (argb[5], ==, table[SCOPE_COLORMAP_NAN]);
  g_assert_cmphex (argb[6], ==, table[SCOPE_COLORMAP_NAN]);
  scope_colormap_fill (SCOPE_COLORMAP_GREY, &one, 1, 0, 1, argb);
  g_assert_cmphex (argb[0], ==, 0xffffffff);
  scope_colormap_fill_rgb (&one, values + 2, values + 2, 1, 0, 1, argb);
  g_assert_cmphex (argb[0], ==, 0xffff0000);
}

static void
test_palette (void)
{
  static const char * const families[] = { "io", "convolution", "pooling", "dense", "normalisation", "activation",
                                           "merge", "regularisation", "shape", "composite" };

  for (int theme = 0; theme < SCOPE_N_THEMES; theme++)
    {
      const GdkRGBA *card = scope_palette_color_in (theme, SCOPE_COLOR_CARD);
      const GdkRGBA *canvas = scope_palette_color_in (theme, SCOPE_COLOR_CANVAS);
      const ScopeColor words[] = { SCOPE_COLOR_TEXT, SCOPE_COLOR_DIM, SCOPE_COLOR_ERROR_TEXT, SCOPE_COLOR_WARNING_TEXT,
                                   SCOPE_COLOR_INPUT, SCOPE_COLOR_KERNEL, SCOPE_COLOR_OUTPUT };

      for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
        g_assert_cmpfloat (scope_palette_contrast (scope_palette_color_in (theme, words[i]), card), >=, 4.5);
      g_assert_cmpfloat (scope_palette_contrast (scope_palette_color_in (theme, SCOPE_COLOR_WIRE), canvas), >=, 3);
      g_assert_cmpfloat (scope_palette_contrast (scope_palette_color_in (theme, SCOPE_COLOR_ON_ACCENT),
                                                 scope_palette_color_in (theme, SCOPE_COLOR_ACCENT_FILL)), >=, 4.5);
      for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
        {
          g_assert_cmpfloat (scope_palette_contrast (scope_palette_family_in (theme, families[i]), card), >=, 3);
          for (gsize j = 0; j < i; j++)
            g_assert_false (gdk_rgba_equal (scope_palette_family_in (theme, families[i]),
                                            scope_palette_family_in (theme, families[j])));
        }
      g_assert_true (scope_palette_family_in (theme, "unheard of") == scope_palette_family_in (theme, "shape"));
    }
}

static void
css_error (GtkCssProvider *provider, GtkCssSection *section, const GError *error, gpointer unused)
{
  g_error ("%s", error->message);
}

static void
test_palette_css (void)
{
  g_autoptr(GtkCssProvider) provider = gtk_css_provider_new ();
  g_autofree char *css = scope_palette_css (SCOPE_THEME_DARK);

  g_signal_connect (provider, "parsing-error", G_CALLBACK (css_error), NULL);
  gtk_css_provider_load_from_data (provider, css, -1);
  g_assert_nonnull (strstr (css, "@define-color scope_family_convolution rgb(120,174,237);"));
}

/* ---- maps ---- */

static void
test_atlas (void)
{
  /* two maps of 2×2, enlarged three times in tiles of 7 px, one scale 0…3 */
  const float planes[] = { 0, 1, 2, 3, 3, 3, 0, 0 };
  const ScopeAtlas atlas = { .tile = 7, .columns = 2, .gap_x = 1, .one_scale = TRUE };
  g_autoptr(GdkTexture) texture = scope_atlas_texture (&atlas, planes, 2, 2, 2);
  const guint32 *lut = scope_colormap_lut (SCOPE_COLORMAP_SEQUENTIAL);
  g_autofree guint32 *pixels = pixels_of (texture);

  g_assert_cmpint (gdk_texture_get_width (texture), ==, 13);
  g_assert_cmpint (gdk_texture_get_height (texture), ==, 6);
  for (int y = 0; y < 6; y++)
    for (int x = 0; x < 13; x++)
      {
        const float value = x == 6 ? NAN : planes[(x > 6 ? 4 : 0) + y / 3 * 2 + (x > 6 ? x - 7 : x) / 3];

        g_assert_cmphex (pixels[y * 13 + x], ==, x == 6 ? 0 : lut[scope_colormap_index (value, 0, 3)]);
      }
}

static void
test_average (void)
{
  /* 4×4 averaged to 2×2: 1, 2, 3 and 4 (the greatest) */
  const float map[] = { 0, 2, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 0, 8 };
  const ScopeAtlas atlas = { .tile = 2, .columns = 1, .one_scale = TRUE, .min = 0, .max = 4 };
  g_autoptr(GdkTexture) texture = scope_atlas_texture (&atlas, map, 1, 4, 4);
  g_autofree guint32 *pixels = pixels_of (texture);

  for (int i = 0; i < 4; i++)
    g_assert_cmphex (pixels[i], ==, scope_colormap_lut (SCOPE_COLORMAP_SEQUENTIAL)[scope_colormap_index (i + 1, 0, 4)]);
}

static void
test_thumbnail (void)
{
  static const struct { int channels, height, width; ScopeThumbnailFlags flags; } cases[] = {
    { 16, 28, 28, 0 }, { 32, 14, 14, SCOPE_THUMBNAIL_SIGNED }, { 64, 7, 7, 0 }, { 6, 5, 5, 0 }, { 64, 112, 112, 0 },
    { 1, 28, 28, SCOPE_THUMBNAIL_PICTURE }, { 3, 224, 224, SCOPE_THUMBNAIL_PICTURE }, { 64, 1, 1, 0 },
    { 4096, 1, 1, 0 }, { 10, 1, 1, SCOPE_THUMBNAIL_PROBABILITIES }, { 10, 1, 1, SCOPE_THUMBNAIL_BARS },
    { 1000, 1, 1, SCOPE_THUMBNAIL_PROBABILITIES },
    { 1, 1, 1, 0 }, { 8, 1, 40, 0 }, { 2, 3, 200, 0 }, { 3, 200, 1, SCOPE_THUMBNAIL_SIGNED }, { 2, 28, 28, 0 },
  };
  g_autofree float *values = g_new (float, 64 * 224 * 224);

  for (int i = 0; i < 64 * 224 * 224; i++)
    values[i] = i % 10 / 10.0f;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (int scale = 1; scale <= 2; scale++)
      {
        g_autoptr(GdkTexture) texture = scope_thumbnail_texture (values, cases[i].channels, cases[i].height,
                                                                 cases[i].width, cases[i].flags, scale);
        g_autofree guint32 *pixels = pixels_of (texture);
        gsize painted = 0;

        g_assert_cmpint (gdk_texture_get_width (texture), ==, 58 * scale);
        g_assert_cmpint (gdk_texture_get_height (texture), ==, 58 * scale);
        for (int k = 0; k < 58 * 58 * scale * scale; k++)
          painted += pixels[k] != 0;
        g_assert_cmpint (painted, >, 0);
      }
}

static void
test_thumbnail_tiles (void)
{
  /* four maps of 14×14 whose only non-zero value is the first: it must fill 2×2 px at the corner of each tile */
  float planes[4 * 196] = { 0 };
  const guint32 *lut = scope_colormap_lut (SCOPE_COLORMAP_SEQUENTIAL);
  g_autoptr(GdkTexture) texture = NULL;
  g_autofree guint32 *pixels = NULL;

  for (int q = 0; q < 4; q++)
    planes[q * 196] = 1 + q;                                /* each has its own scale */
  texture = scope_thumbnail_texture (planes, 4, 14, 14, 0, 1);
  pixels = pixels_of (texture);
  for (int y = 0; y < 58; y++)
    for (int x = 0; x < 58; x++)
      {
        const gboolean gap = x == 28 || x == 29 || y == 28 || y == 29;
        const gboolean corner = (x > 28 ? x - 30 : x) < 2 && (y > 28 ? y - 30 : y) < 2;

        g_assert_cmphex (pixels[y * 58 + x], ==, gap ? 0 : lut[corner ? 255 : 0]);
      }
}

static void
test_map_grid (void)
{
  float planes[3 * 4 * 5];
  GtkWidget *grid = scope_map_grid_new (), *window;
  ScopeMapGrid *self = SCOPE_MAP_GRID (grid);
  g_autofree char *heading = NULL;

  for (int i = 0; i < 60; i++)
    planes[i] = i >= 20 && i < 40 ? 0 : i + 1;
  scope_map_grid_set_maps (self, planes, 3, 4, 5);
  window = show (grid, 600, 300);
  heading = scope_map_grid_dup_heading (self);
  g_assert_cmpstr (heading, ==, "3 maps 4×5, shown ×25");
  gtk_test_accessible_assert_role (grid, GTK_ACCESSIBLE_ROLE_IMG);
  assert_description (grid, "Values from 0 to 60. 1 is zero everywhere.");
  point_at (grid, 3 + 4 * 25 + 12, 3 + 2 * 25 + 12);        /* row 3, column 5 of the first map */
  g_assert_cmpstr (scope_view_get_hover_text (SCOPE_VIEW (grid)), ==, "map 1, row 3, column 5: 15.00");
  point_at (grid, 3 + 125 + 3, 20);                         /* between two maps */
  g_assert_null (scope_view_get_hover_text (SCOPE_VIEW (grid)));
  g_assert_true (press (grid, GDK_KEY_Right));
  g_assert_cmpint (scope_map_grid_get_selected (self), ==, 0);
  g_assert_true (press (grid, GDK_KEY_End));
  g_assert_cmpint (scope_map_grid_get_selected (self), ==, 2);
  g_assert_false (press (grid, GDK_KEY_Right));
  g_assert_cmpfloat (scope_map_grid_get_map (self, 2)[0], ==, 41);
  scope_map_grid_set_one_scale (self, FALSE);
  scope_map_grid_set_maps (self, planes, 1, 4, 5);          /* the selection is gone */
  g_assert_cmpint (scope_map_grid_get_selected (self), ==, -1);
  scope_map_grid_set_maps (self, NULL, 0, 0, 0);
  settle (30);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* ---- curves ---- */

static void
test_pyramid (void)
{
  g_autoptr(ScopePyramid) curve = scope_pyramid_new ();
  const int n = 3000;
  g_autofree double *y = g_new (double, n);
  double state = 0, weight = 0, smooth = NAN;

  scope_pyramid_set_smoothing (curve, 0.9);
  for (int i = 0; i < n; i++)
    {
      y[i] = g_test_rand_int_range (0, 10) == 0 ? NAN : i == 500 ? 1e30 : g_test_rand_double_range (-5, 5);
      scope_pyramid_append (curve, i * 0.5, y[i]);
    }
  for (int trial = 0; trial < 2000; trial++)
    {
      const int a = g_test_rand_int_range (0, n), b = g_test_rand_int_range (a, n + 1);
      const ScopeRange range = scope_pyramid_range (curve, a, b);
      double min = INFINITY, max = -INFINITY, sum = 0;
      gsize count = 0;

      for (int i = a; i < b; i++)
        if (isfinite (y[i]))
          {
            min = MIN (min, y[i]), max = MAX (max, y[i]);
            sum += scope_pyramid_smoothed (curve, i), count++;
          }
      g_assert_cmpint (range.count, ==, count);
      if (count > 0)
        {
          g_assert_cmpfloat (range.min, ==, min);
          g_assert_cmpfloat (range.max, ==, max);
          g_assert_cmpfloat_with_epsilon (range.mean, sum / count, 1e-9 * MAX (1, fabs (sum)));
        }
    }
  scope_pyramid_set_smoothing (curve, 0.5);                 /* recomputed */
  for (int i = 0; i < n; i++)
    {
      if (isfinite (y[i]))
        {
          state = 0.5 * state + 0.5 * y[i], weight = 0.5 * weight + 0.5;
          smooth = state / weight;
        }
      if (isfinite (smooth))
        g_assert_cmpfloat_with_epsilon (scope_pyramid_smoothed (curve, i), smooth, 1e-12 * MAX (1, fabs (smooth)));
    }
  g_assert_cmpint (scope_pyramid_find (curve, 100.2), ==, 201);
  g_assert_cmpint (scope_pyramid_find (curve, 1e9), ==, n);
  scope_pyramid_append (curve, 3, 1);                       /* back in x: moved to the last x */
  g_assert_cmpfloat (scope_pyramid_x (curve, n), ==, (n - 1) * 0.5);
  scope_pyramid_clear (curve);
  g_assert_cmpint (scope_pyramid_range (curve, 0, 10).count, ==, 0);
}

static void
test_axis (void)
{
  double ticks[SCOPE_AXIS_MAX_TICKS];

  for (int trial = 0; trial < 2000; trial++)
    {
      const gboolean log_scale = trial % 2;
      const double a = pow (10, g_test_rand_double_range (-8, 8)), b = a * pow (10, g_test_rand_double_range (0, 6));
      const ScopeAxis axis = scope_axis_fit (log_scale ? a : -a, b, log_scale, 5);
      const int n = scope_axis_ticks (&axis, 5, ticks);

      g_assert_cmpfloat (axis.max, >, axis.min);
      g_assert_cmpfloat (axis.min, <=, (log_scale ? a : -a) * (log_scale ? 1 + 1e-6 : 1 - 1e-6));
      g_assert_cmpfloat (axis.max, >=, b * (1 - 1e-6));
      g_assert_cmpint (n, >=, 2);
      for (int i = 0; i < n; i++)
        {
          g_assert_true (i == 0 || ticks[i] > ticks[i - 1]);
          g_assert_cmpfloat_with_epsilon (scope_axis_value (&axis, scope_axis_place (&axis, ticks[i])), ticks[i],
                                          1e-9 * MAX (fabs (axis.max), fabs (axis.min)));
        }
    }
  g_assert_true (isnan (scope_axis_place (&(ScopeAxis) { 0.1, 1, TRUE }, 0)));
  g_assert_cmpint (scope_axis_ticks (&(ScopeAxis) { 0, 1, FALSE }, 5, ticks), ==, 6);
}

static void
test_chart_words (void)
{
  GtkWidget *chart = scope_chart_new ("Loss"), *window;
  ScopeChart *self = SCOPE_CHART (chart);
  const guint train = scope_chart_add_series (self, "train", SCOPE_COLOR_TRAIN, SCOPE_SERIES_NONE);
  const guint test = scope_chart_add_series (self, "test", SCOPE_COLOR_TEST, SCOPE_SERIES_DASHED | SCOPE_SERIES_EXACT);
  g_autofree char *values = NULL;

  gtk_test_accessible_assert_property (chart, GTK_ACCESSIBLE_PROPERTY_LABEL, "Loss");
  assert_description (chart, "No values yet.");
  scope_chart_set_x_unit (self, "epoch", 100);
  scope_chart_set_x_range (self, 0, 1000);
  window = show (chart, 400, 220);
  for (int i = 0; i < 300; i++)
    scope_chart_append (self, train, i, i == 7 ? NAN : 2.5 - i * 0.005);
  scope_chart_append (self, test, 99, 1.5);
  scope_chart_append (self, test, 199, 1.25);
  settle (1200);
  assert_description (chart, "train 1.005, between 1.005 and 2.500. test 1.250, between 1.250 and 1.500. "
                                       "Up to epoch 2.99.");
  values = scope_chart_dup_values_at (self, 200);
  g_assert_cmpstr (values, ==, "epoch 2.00\ntrain 1.500\ntest 1.250 · epoch 1.99");
  scope_chart_append (self, test, 400, 1.2);
  scope_chart_append (self, test, 500, 1.1);
  g_assert_true (press (chart, GDK_KEY_Home));
  g_assert_true (g_str_has_prefix (scope_view_get_hover_text (SCOPE_VIEW (chart)), "epoch 0.00\ntrain 2.500"));
  for (int i = 0; i < 400; i++)                             /* dense, then sparse: no point is a trap */
    g_assert_true (press (chart, GDK_KEY_Right));
  g_assert_true (g_str_has_prefix (scope_view_get_hover_text (SCOPE_VIEW (chart)), "epoch 5.00\n"));
  g_assert_true (press (chart, GDK_KEY_Left));
  g_assert_true (g_str_has_prefix (scope_view_get_hover_text (SCOPE_VIEW (chart)), "epoch 4.00\n"));
  assert_description (chart, scope_view_get_hover_text (SCOPE_VIEW (chart)));
  settle (30);
  g_assert_true (press (chart, GDK_KEY_Escape));
  g_assert_null (scope_view_get_hover_text (SCOPE_VIEW (chart)));
  scope_chart_clear (self);
  g_assert_cmpint (scope_chart_get_length (self, train), ==, 0);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Builds the picture of @view anew, down to pixels, and returns how long it took, in milliseconds. */
static double
draw (GtkWidget *view)
{
  g_autoptr(GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr(GskRenderer) renderer = gsk_cairo_renderer_new ();
  g_autoptr(GskRenderNode) node = NULL;
  g_autoptr(GdkTexture) texture = NULL;
  gint64 end, begin = g_get_monotonic_time ();

  scope_view_invalidate (SCOPE_VIEW (view));
  GTK_WIDGET_GET_CLASS (view)->snapshot (view, snapshot);
  node = gtk_snapshot_to_node (snapshot);
  g_assert_true (gsk_renderer_realize (renderer, NULL, NULL));
  texture = gsk_renderer_render_texture (renderer, node, NULL);
  end = g_get_monotonic_time ();
  gsk_renderer_unrealize (renderer);
  return (end - begin) / 1000.0;
}

static void
test_chart_long (void)
{
  GtkWidget *chart = scope_chart_new ("Loss"), *window;
  ScopeChart *self = SCOPE_CHART (chart);
  double time, best = G_MAXDOUBLE;

  scope_chart_set_smoothing (self, 0.6);
  scope_chart_set_y_scale (self, SCOPE_CHART_LOG);
  for (int k = 0; k < 2; k++)
    {
      const guint series = scope_chart_add_series (self, k == 0 ? "train" : "test", SCOPE_COLOR_TRAIN + k,
                                                   SCOPE_SERIES_NONE);

      for (int i = 0; i < 100000; i++)                      /* zeros, NaN and infinities have no place on a log scale */
        scope_chart_append (self, series, i, i % 1000 == 3 ? NAN : i % 1777 == 5 ? INFINITY : i % 999 == 0 ? 0
                                             : exp (-i * 3e-5) * (1 + 0.3 * sin (i * 12.9898 * (k + 1))));
    }
  window = show (chart, 600, 260);
  for (int i = 0; i < 5; i++)
    {
      time = draw (chart);
      best = MIN (best, time);
    }
  g_test_message ("100,000 points, 2 series: %.2f ms a picture", best);
  g_assert_cmpfloat (best, <, 60);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_chart_odd (void)
{
  /* nothing, one point, only NaN, one value for ever, a value beyond a fixed range, negative values on a log scale */
  for (int k = 0; k < 6; k++)
    for (int scale = SCOPE_CHART_LINEAR; scale <= SCOPE_CHART_PERCENT; scale++)
      {
        GtkWidget *chart = scope_chart_new (NULL), *window;
        const guint series = scope_chart_add_series (SCOPE_CHART (chart), "train", SCOPE_COLOR_TRAIN, 0);

        scope_chart_set_y_scale (SCOPE_CHART (chart), scale);
        for (int i = 0; i < (k == 0 ? 0 : k == 1 ? 1 : 50); i++)
          scope_chart_append (SCOPE_CHART (chart), series, i, k == 2 ? NAN : k == 4 ? i * 1e30 : k == 5 ? -i : 3);
        if (k == 4)
          scope_chart_set_y_range (SCOPE_CHART (chart), 0, 10);
        window = show (chart, 200 + 40 * k, 150);
        point_at (chart, 100, 60);
        g_assert_cmpfloat (draw (chart), <, 1000);
        gtk_window_destroy (GTK_WINDOW (window));
      }
}

/* The whole of a large layer, 512 maps of 28×28, is one texture. */
static void
test_map_grid_large (void)
{
  GtkWidget *grid = scope_map_grid_new (), *window;
  g_autofree float *planes = g_new (float, 512 * 28 * 28);
  double best = G_MAXDOUBLE;

  for (int i = 0; i < 512 * 28 * 28; i++)
    planes[i] = i / 784 % 10 == 0 ? 0 : i % 97;
  scope_map_grid_set_maps (SCOPE_MAP_GRID (grid), planes, 512, 28, 28);
  window = show (grid, 320, 400);
  for (int i = 0; i < 3; i++)
    {
      const double time = draw (grid);
      best = MIN (best, time);
    }
  g_test_message ("512 maps 28×28: %.2f ms a picture", best);
  g_assert_cmpfloat (best, <, 500);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* ---- the rest ---- */

static void
test_histogram (void)
{
  GtkWidget *histogram = scope_histogram_new (), *window;
  ScopeHistogram *self = SCOPE_HISTOGRAM (histogram);
  const float values[] = { 0, 0, 0, 0.5f, 1.5f, 29.9f, 30, 0 };

  scope_histogram_set_title (self, "Values of map 6");
  scope_histogram_set_values (self, values, 8);
  g_assert_cmpint (scope_histogram_get_zeros (self), ==, 4);
  g_assert_cmpint (scope_histogram_get_count (self, 0), ==, 1);
  g_assert_cmpint (scope_histogram_get_count (self, 1), ==, 1);
  g_assert_cmpint (scope_histogram_get_count (self, 29), ==, 2);
  gtk_test_accessible_assert_property (histogram, GTK_ACCESSIBLE_PROPERTY_LABEL, "Values of map 6");
  assert_description (histogram, "mean 7.7 · max 30.00 · 50 % zero");
  window = show (histogram, 326, 120);
  point_at (histogram, 5, 60);
  g_assert_cmpstr (scope_view_get_hover_text (SCOPE_VIEW (histogram)), ==, "4 zeros");
  point_at (histogram, gtk_widget_get_width (histogram) - 2, 60);
  g_assert_cmpstr (scope_view_get_hover_text (SCOPE_VIEW (histogram)), ==, "29.00 to 30.00: 2 values");
  scope_histogram_set_values (self, (const float[]) { NAN, 1 }, 2);
  assert_description (histogram, "1 value is not a number");
  scope_histogram_set_values (self, (const float[]) { 0, 0 }, 2);
  settle (30);
  scope_histogram_set_values (self, NULL, 0);
  settle (30);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_confusion (void)
{
  GtkWidget *confusion = scope_confusion_new (), *window;
  ScopeConfusion *self = SCOPE_CONFUSION (confusion);
  const gint64 counts[] = { 900, 0, 100, 10, 990, 0, 104, 0, 896 };

  assert_description (confusion, "No predictions yet.");
  scope_confusion_set_counts (self, counts, 3, names);
  g_assert_cmpfloat_with_epsilon (scope_confusion_get_accuracy (self), 2786 / 3000.0, 1e-12);
  assert_description (confusion, "Accuracy 92.9 %. Worst confusion: true pullover, predicted T-shirt: "
                                       "104 of 1,000 (10.4 %).");
  window = show (confusion, 420, 260);
  g_assert_true (press (confusion, GDK_KEY_Right));
  g_assert_cmpstr (scope_view_get_hover_text (SCOPE_VIEW (confusion)), ==,
                   "true T-shirt, predicted T-shirt: 900 of 1,000 (90.0 %)");
  g_assert_true (press (confusion, GDK_KEY_End));
  g_assert_cmpstr (scope_view_get_hover_text (SCOPE_VIEW (confusion)), ==,
                   "true T-shirt, predicted pullover: 100 of 1,000 (10.0 %)");
  g_assert_false (press (confusion, GDK_KEY_Right));
  assert_description (confusion, "true T-shirt, predicted pullover: 100 of 1,000 (10.0 %)");
  settle (30);
  scope_confusion_set_counts (self, counts, 2, NULL);       /* smaller: the cursor goes */
  g_assert_null (scope_view_get_hover_text (SCOPE_VIEW (confusion)));
  scope_confusion_set_counts (self, NULL, 0, NULL);
  settle (30);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_bars (void)
{
  GtkWidget *bars = scope_bars_new (), *window;
  ScopeBars *self = SCOPE_BARS (bars);
  const float p[] = { 0.1f, 0.2f, 0.7f }, flat[] = { 0.25f, 0.25f, 0.25f, NAN };

  scope_bars_set_values (self, p, 3, names, 0);
  g_assert_cmpint (scope_bars_get_class (self, 0), ==, 2);
  g_assert_cmpint (scope_bars_get_class (self, 1), ==, 1);
  g_assert_cmpint (scope_bars_get_class (self, 2), ==, 0);
  assert_description (bars, "pullover 70.0 %; trouser 20.0 %; T-shirt 10.0 %, the true class");
  scope_bars_set_rows (self, 2);                            /* the true class takes the last row */
  g_assert_cmpint (scope_bars_get_class (self, 1), ==, 0);
  g_assert_cmpint (scope_bars_get_class (self, 2), ==, -1);
  window = show (bars, 320, 120);
  scope_bars_set_rows (self, 5);
  scope_bars_set_values (self, flat, 4, NULL, -1);          /* equals keep their order, NaN is last */
  for (int i = 0; i < 4; i++)
    g_assert_cmpint (scope_bars_get_class (self, i), ==, i);
  settle (30);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Every view is freed with its window, also with work pending, and after changes of theme. */
static void
test_life (void)
{
  GtkWidget *views[] = { scope_chart_new ("Loss"), scope_map_grid_new (), scope_histogram_new (),
                         scope_confusion_new (), scope_bars_new () };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *window;
  AdwStyleManager *manager = adw_style_manager_get_default ();
  static const float values[9] = { 0.5f, -0.25f, 0 };
  static const gint64 counts[9] = { 3, 0, 1, 0, 4, 0, 0, 2, 2 };

  for (gsize i = 0; i < G_N_ELEMENTS (views); i++)
    gtk_box_append (GTK_BOX (box), views[i]);
  scope_chart_add_series (SCOPE_CHART (views[0]), "train", SCOPE_COLOR_TRAIN, 0);
  scope_map_grid_set_maps (SCOPE_MAP_GRID (views[1]), values, 1, 3, 3);
  scope_histogram_set_values (SCOPE_HISTOGRAM (views[2]), values, 9);
  scope_confusion_set_counts (SCOPE_CONFUSION (views[3]), counts, 3, names);
  scope_bars_set_values (SCOPE_BARS (views[4]), values, 3, names, 1);
  window = show (box, 400, 700);
  for (int k = 0; k < 3; k++)
    {
      adw_style_manager_set_color_scheme (manager, k % 2 == 0 ? ADW_COLOR_SCHEME_FORCE_DARK
                                                            : ADW_COLOR_SCHEME_FORCE_LIGHT);
      gtk_widget_set_direction (box, k % 2 == 0 ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
      settle (60);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (views); i++)
    g_object_add_weak_pointer (G_OBJECT (views[i]), (gpointer *) &views[i]);
  scope_chart_append (SCOPE_CHART (views[0]), 0, 1, 2);     /* leaves timeouts behind */
  scope_chart_append (SCOPE_CHART (views[0]), 0, 2, 2);
  gtk_window_destroy (GTK_WINDOW (window));
  settle (50);
  for (gsize i = 0; i < G_N_ELEMENTS (views); i++)
    g_assert_null (views[i]);
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_DEFAULT);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/views/colormap", test_colormap);
  g_test_add_func ("/views/palette", test_palette);
  g_test_add_func ("/views/palette-css", test_palette_css);
  g_test_add_func ("/views/atlas", test_atlas);
  g_test_add_func ("/views/average", test_average);
  g_test_add_func ("/views/thumbnail", test_thumbnail);
  g_test_add_func ("/views/thumbnail-tiles", test_thumbnail_tiles);
  g_test_add_func ("/views/map-grid", test_map_grid);
  g_test_add_func ("/views/map-grid-large", test_map_grid_large);
  g_test_add_func ("/views/pyramid", test_pyramid);
  g_test_add_func ("/views/axis", test_axis);
  g_test_add_func ("/views/chart-words", test_chart_words);
  g_test_add_func ("/views/chart-long", test_chart_long);
  g_test_add_func ("/views/chart-odd", test_chart_odd);
  g_test_add_func ("/views/histogram", test_histogram);
  g_test_add_func ("/views/confusion", test_confusion);
  g_test_add_func ("/views/bars", test_bars);
  g_test_add_func ("/views/life", test_life);
  return g_test_run ();
}
