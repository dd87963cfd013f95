/* Curves and charts: ranges against brute force, ticks, long and odd series, words. */
#include "scope-axis.h"
#include "scope-chart.h"
#include "scope-pyramid.h"
#include "views-test.h"

#include <adwaita.h>
#include <math.h>

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
  views_assert_description (chart, "No values yet.");
  scope_chart_set_x_unit (self, "epoch", 100);
  scope_chart_set_x_range (self, 0, 1000);
  window = views_show (chart, 400, 220);
  for (int i = 0; i < 300; i++)
    scope_chart_append (self, train, i, i == 7 ? NAN : 2.5 - i * 0.005);
  scope_chart_append (self, test, 99, 1.5);
  scope_chart_append (self, test, 199, 1.25);
  views_settle (1200);
  views_assert_description (chart, "train 1.005, between 1.005 and 2.500. test 1.250, between 1.250 and 1.500. "
                                       "Up to epoch 2.99.");
  values = scope_chart_dup_values_at (self, 200);
  g_assert_cmpstr (values, ==, "epoch 2.00\ntrain 1.500\ntest 1.250 · epoch 1.99");
  scope_chart_append (self, test, 400, 1.2);
  scope_chart_append (self, test, 500, 1.1);
  g_assert_true (views_press (chart, GDK_KEY_Home));
  g_assert_true (g_str_has_prefix (scope_view_get_hover_text (SCOPE_VIEW (chart)), "epoch 0.00\ntrain 2.500"));
  for (int i = 0; i < 400; i++)                             /* dense, then sparse: no point is a trap */
    g_assert_true (views_press (chart, GDK_KEY_Right));
  g_assert_true (g_str_has_prefix (scope_view_get_hover_text (SCOPE_VIEW (chart)), "epoch 5.00\n"));
  g_assert_true (views_press (chart, GDK_KEY_Left));
  g_assert_true (g_str_has_prefix (scope_view_get_hover_text (SCOPE_VIEW (chart)), "epoch 4.00\n"));
  views_assert_description (chart, scope_view_get_hover_text (SCOPE_VIEW (chart)));
  views_settle (30);
  g_assert_true (views_press (chart, GDK_KEY_Escape));
  g_assert_null (scope_view_get_hover_text (SCOPE_VIEW (chart)));
  scope_chart_clear (self);
  g_assert_cmpint (scope_chart_get_length (self, train), ==, 0);
  gtk_window_destroy (GTK_WINDOW (window));
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
  window = views_show (chart, 600, 260);
  for (int i = 0; i < 5; i++)
    {
      time = views_draw (chart);
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
        window = views_show (chart, 200 + 40 * k, 150);
        views_point_at (chart, 100, 60);
        g_assert_cmpfloat (views_draw (chart), <, 1000);
        gtk_window_destroy (GTK_WINDOW (window));
      }
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/curves/pyramid", test_pyramid);
  g_test_add_func ("/curves/axis", test_axis);
  g_test_add_func ("/curves/chart-words", test_chart_words);
  g_test_add_func ("/curves/chart-long", test_chart_long);
  g_test_add_func ("/curves/chart-odd", test_chart_odd);
  return g_test_run ();
}
