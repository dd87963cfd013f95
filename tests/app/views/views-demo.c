/* Shows every data view with sample numbers; built, never installed:
 * `views-demo [--dark] [--contrast] [--live] [--extremes]` */
#include "scope-bars.h"
#include "scope-chart.h"
#include "scope-confusion.h"
#include "scope-histogram.h"
#include "scope-map-grid.h"
#include "scope-map-texture.h"

#include <adwaita.h>
#include <math.h>
#include <string.h>

#define SIDE 28
#define MAPS 16

static gboolean dark, live, extremes;
static int last_step = 3420;

static const char * const classes[] = {
  "T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot", NULL,
};

/* A pullover, roughly: body, sleeves, collar, knit. */
static void
draw_picture (float *picture)
{
  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++)
      {
        const double dx = fabs (x - 13.5), body = dx < 7 && y > 3 && y < 26;
        const double sleeve = dx >= 7 && dx < 12 && y > 4 + (dx - 7) * 0.8 && y < 22 - (dx - 7) * 0.2
                              && (dx > 8.5 || y < 11);
        const double collar = dx < 3.5 && y < 6;

        picture[y * SIDE + x] = collar ? 0.1 : (body || sleeve) ? 0.55 + 0.3 * sin (y * 1.9) * cos (x * 0.7) : 0;
      }
}

/* [MAPS, 28, 28]: 3×3 filters of fixed pseudo-random weights over @picture; @relu cuts below zero and kills map 12. */
static void
draw_maps (const float *picture, float *maps, gboolean relu)
{
  GRand *random = g_rand_new_with_seed (11);

  for (int q = 0; q < MAPS; q++)
    {
      double w[9], mean = 0;

      for (int k = 0; k < 9; k++)
        mean += w[k] = g_rand_double_range (random, -1, 1);
      for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++)
          {
            double sum = relu ? -0.12 : 0;

            for (int k = 0; k < 9; k++)
              {
                const int i = y + k / 3 - 1, j = x + k % 3 - 1;

                if (i >= 0 && j >= 0 && i < SIDE && j < SIDE)
                  sum += (w[k] - mean / 9 * 0.9) * picture[i * SIDE + j] * 2;
              }
            maps[(q * SIDE + y) * SIDE + x] = relu ? (q == 11 ? 0 : MAX (sum, 0)) : sum;
          }
    }
  g_rand_free (random);
}

static void
add_steps (ScopeChart *loss, ScopeChart *accuracy, ScopeChart *rate, int from, int to)
{
  for (int step = from; step < to; step++)
    {
      const double base = 1.66 * exp (-step / 95.0) + 0.46 * exp (-step / 900.0) + 0.178;
      const double right = 93.4 - 70 * exp (-step / 60.0) - 10.5 * exp (-step / 900.0);

      scope_chart_append (loss, 0, step, base * (1 + 0.25 * g_random_double_range (-1, 1)));
      scope_chart_append (accuracy, 0, step, MIN (100, right + 3 * g_random_double_range (-1, 1)));
      scope_chart_append (rate, 0, step, 0.05 * (1 + cos (G_PI * step / 4690)));
      if (step % 469 == 468)
        {
          scope_chart_append (loss, 1, step, base * 1.05 + 0.05);
          scope_chart_append (accuracy, 1, step, right - 1.5);
        }
    }
}

static gboolean
step (gpointer data)
{
  GtkWidget **charts = data;

  add_steps (SCOPE_CHART (charts[0]), SCOPE_CHART (charts[1]), SCOPE_CHART (charts[2]), last_step, last_step + 4);
  last_step += 4;
  return last_step < 4690;
}

static GtkWidget *
charts_new (void)
{
  static GtkWidget *charts[3];
  static const char * const titles[] = { "Loss", "Accuracy", "Learning rate" };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 24);

  for (int i = 0; i < 3; i++)
    {
      charts[i] = scope_chart_new (titles[i]);
      gtk_widget_set_hexpand (charts[i], TRUE);
      gtk_widget_set_size_request (charts[i], -1, 192);
      scope_chart_set_x_range (SCOPE_CHART (charts[i]), 0, 4690);
      scope_chart_set_x_unit (SCOPE_CHART (charts[i]), "epoch", 469);
      scope_chart_set_smoothing (SCOPE_CHART (charts[i]), 0.6);
      scope_chart_add_series (SCOPE_CHART (charts[i]), i < 2 ? "train" : "rate",
                              i < 2 ? SCOPE_COLOR_TRAIN : SCOPE_COLOR_INK, i < 2 ? SCOPE_SERIES_NONE : SCOPE_SERIES_EXACT);
      if (i < 2)
        scope_chart_add_series (SCOPE_CHART (charts[i]), "test", SCOPE_COLOR_TEST,
                                SCOPE_SERIES_DASHED | SCOPE_SERIES_EXACT);
      gtk_box_append (GTK_BOX (box), charts[i]);
    }
  scope_chart_set_y_scale (SCOPE_CHART (charts[0]), SCOPE_CHART_LOG);
  scope_chart_set_y_scale (SCOPE_CHART (charts[1]), SCOPE_CHART_PERCENT);
  add_steps (SCOPE_CHART (charts[0]), SCOPE_CHART (charts[1]), SCOPE_CHART (charts[2]), 0, last_step);
  for (int i = 0; i < 3 && !live; i++)
    scope_chart_add_mark (SCOPE_CHART (charts[i]), last_step, NULL);
  if (live)
    g_timeout_add (16, step, charts);
  return box;
}

static GtkWidget *
confusion_new (void)
{
  GtkWidget *confusion = scope_confusion_new ();
  gint64 counts[100];

  for (int i = 0; i < 10; i++)
    {
      gint64 left = 1000;

      for (int j = 0; j < 10; j++)
        {
          const gboolean tops = "1011101000"[i] == '1' && "1011101000"[j] == '1';
          const gboolean shoes = "0000010101"[i] == '1' && "0000010101"[j] == '1';

          counts[i * 10 + j] = i == j ? 0 : tops ? (i * 37 + j * 53) % 90 + 4 : shoes ? (i + 3 * j) % 30 : (i * j) % 3;
          left -= counts[i * 10 + j];
        }
      counts[i * 11] = left;
    }
  counts[24] += 50, counts[22] -= 50;
  scope_confusion_set_counts (SCOPE_CONFUSION (confusion), counts, 10, classes);
  return confusion;
}

static void
add_thumbnail (GtkWidget *box, const float *planes, int channels, int height, int width, ScopeThumbnailFlags flags)
{
  g_autoptr(GdkTexture) texture = scope_thumbnail_texture (planes, channels, height, width, flags, 1);
  GtkWidget *picture = gtk_picture_new_for_paintable (GDK_PAINTABLE (texture));

  gtk_picture_set_can_shrink (GTK_PICTURE (picture), FALSE);
  gtk_widget_set_halign (picture, GTK_ALIGN_START);
  gtk_widget_set_valign (picture, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), picture);
}

static GtkWidget *
thumbnails_new (const float *picture, const float *maps, const float *raw, const float *probabilities)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  float logits[10], vector[64];

  for (int i = 0; i < 10; i++)
    logits[i] = sin (i * 2.1) * 3;
  for (int i = 0; i < 64; i++)
    vector[i] = fabs (sin (i * 1.7) + cos (i * 0.31));
  add_thumbnail (box, picture, 1, SIDE, SIDE, SCOPE_THUMBNAIL_PICTURE);
  add_thumbnail (box, maps, MAPS, SIDE, SIDE, SCOPE_THUMBNAIL_NONE);
  add_thumbnail (box, raw, MAPS, SIDE, SIDE, SCOPE_THUMBNAIL_SIGNED);
  add_thumbnail (box, raw, 64, 14, 14, SCOPE_THUMBNAIL_SIGNED);
  add_thumbnail (box, maps + 3 * SIDE * SIDE, 16, 7, 7, SCOPE_THUMBNAIL_NONE);
  add_thumbnail (box, vector, 64, 1, 1, SCOPE_THUMBNAIL_NONE);
  add_thumbnail (box, maps, 120, 1, 1, SCOPE_THUMBNAIL_NONE);
  add_thumbnail (box, logits, 10, 1, 1, SCOPE_THUMBNAIL_BARS);
  add_thumbnail (box, probabilities, 10, 1, 1, SCOPE_THUMBNAIL_PROBABILITIES);
  return box;
}

static void
selected_changed (ScopeMapGrid *grid, GParamSpec *pspec, ScopeHistogram *histogram)
{
  const int map = scope_map_grid_get_selected (grid);
  g_autofree char *title = g_strdup_printf ("Values of map %d", map + 1);

  if (map < 0)
    return;
  scope_histogram_set_values (histogram, scope_map_grid_get_map (grid, map), SIDE * SIDE);
  scope_histogram_set_title (histogram, title);
}

static GtkWidget *
grid_new (const float *maps, int n, int side, int selected, GtkWidget **grid)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  *grid = scope_map_grid_new ();
  scope_map_grid_set_maps (SCOPE_MAP_GRID (*grid), maps, n, side, side);
  scope_map_grid_set_selected (SCOPE_MAP_GRID (*grid), selected);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), *grid);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_size_request (scrolled, 300, 330);
  return scrolled;
}

static GtkWidget *
content_new (void)
{
  static float picture[SIDE * SIDE], maps[MAPS * SIDE * SIDE], raw[MAPS * SIDE * SIDE];
  static const float probabilities[] = { 0.004f, 0, 0.31f, 0.0124f, 0.62f, 0, 0.05f, 0, 0.003f, 0 };
  GtkWidget *grid = gtk_grid_new (), *map_grid, *signed_grid, *side = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *histogram = scope_histogram_new (), *bars = scope_bars_new ();

  draw_picture (picture);
  draw_maps (picture, maps, TRUE);
  draw_maps (picture, raw, FALSE);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 18);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 24);
  gtk_widget_set_margin_start (grid, 14);
  gtk_widget_set_margin_end (grid, 14);
  gtk_widget_set_margin_top (grid, 14);
  gtk_widget_set_margin_bottom (grid, 14);
  gtk_grid_attach (GTK_GRID (grid), charts_new (), 0, 0, 4, 1);
  gtk_grid_attach (GTK_GRID (grid), grid_new (maps, MAPS, SIDE, 5, &map_grid), 0, 1, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), grid_new (raw, MAPS, SIDE, -1, &signed_grid), 1, 1, 1, 1);
  scope_map_grid_set_one_scale (SCOPE_MAP_GRID (signed_grid), FALSE);
  scope_bars_set_values (SCOPE_BARS (bars), probabilities, 10, classes, 2);
  g_signal_connect (map_grid, "notify::selected", G_CALLBACK (selected_changed), histogram);
  selected_changed (SCOPE_MAP_GRID (map_grid), NULL, SCOPE_HISTOGRAM (histogram));
  gtk_box_append (GTK_BOX (side), histogram);
  gtk_box_append (GTK_BOX (side), bars);
  gtk_widget_set_size_request (side, 300, -1);
  gtk_grid_attach (GTK_GRID (grid), side, 2, 1, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), confusion_new (), 3, 1, 1, 1);
  gtk_widget_set_hexpand (gtk_grid_get_child_at (GTK_GRID (grid), 3, 1), TRUE);
  gtk_grid_attach (GTK_GRID (grid), thumbnails_new (picture, maps, raw, probabilities), 0, 2, 4, 1);
  return grid;
}

/* What should not happen in a lecture, and does. */
static GtkWidget *
extremes_new (void)
{
  static const char * const letters[] = { "a class with a very long name indeed", "b", "c", "d", "e", "f", "g", "h", "i",
                                          "j", NULL };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18), *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *confusion = scope_confusion_new (), *bars = scope_bars_new (), *histogram = scope_histogram_new (), *grid;
  GtkWidget *chart = scope_chart_new ("Loss, diverging"), *empty = scope_chart_new ("Accuracy");
  GtkWidget *single = scope_chart_new ("Loss");
  g_autofree float *many = g_new (float, 512 * 14 * 14);
  g_autofree gint64 *counts = g_new0 (gint64, 100 * 100);

  for (int i = 0; i < 512 * 14 * 14; i++)
    many[i] = i / 196 % 9 == 4 ? 0 : MAX (0, sin (i * 0.07) + cos (i / 14 * 0.3 + i / 196));
  gtk_box_append (GTK_BOX (box), grid_new (many, 512, 14, 2, &grid));
  gtk_box_append (GTK_BOX (box), grid_new (many, 120, 1, 2, &grid));
  many[5000] = NAN;
  gtk_box_append (GTK_BOX (box), grid_new (many, 1, 224, -1, &grid));
  for (int i = 0; i < 10000; i++)
    counts[i] = i % 101 == 0 ? 80 : i % 7 == 0 ? i % 5 : 0;
  scope_confusion_set_counts (SCOPE_CONFUSION (confusion), counts, 100, NULL);
  gtk_box_append (GTK_BOX (box), confusion);
  scope_bars_set_rows (SCOPE_BARS (bars), 10);
  scope_bars_set_values (SCOPE_BARS (bars), many, 10, letters, -1);
  for (int i = 0; i < 900; i++)
    many[i] = sin (i * 0.7) + sin (i * 1.3) * 2;
  many[8] = NAN;
  scope_histogram_set_values (SCOPE_HISTOGRAM (histogram), many, 900);
  scope_histogram_set_title (SCOPE_HISTOGRAM (histogram), "Weights of conv1");
  scope_chart_set_y_scale (SCOPE_CHART (chart), SCOPE_CHART_LOG);
  scope_chart_set_smoothing (SCOPE_CHART (chart), 0.9);
  scope_chart_add_series (SCOPE_CHART (chart), "train", SCOPE_COLOR_TRAIN, SCOPE_SERIES_NONE);
  for (int i = 0; i < 120; i++)
    scope_chart_append (SCOPE_CHART (chart), 0, i, i > 40 && i < 50 ? NAN : i < 90 ? 2 + sin (i) : exp (i * 0.3 - 20));
  scope_chart_append (SCOPE_CHART (chart), 0, 120, INFINITY);
  scope_chart_add_mark (SCOPE_CHART (chart), 90, "rate ×10");
  scope_chart_add_series (SCOPE_CHART (empty), "train", SCOPE_COLOR_TRAIN, SCOPE_SERIES_NONE);
  scope_chart_add_series (SCOPE_CHART (empty), "test", SCOPE_COLOR_TEST, SCOPE_SERIES_DASHED);
  scope_chart_set_y_scale (SCOPE_CHART (empty), SCOPE_CHART_PERCENT);
  scope_chart_set_x_range (SCOPE_CHART (empty), 0, 10);
  scope_chart_add_series (SCOPE_CHART (single), "train", SCOPE_COLOR_TRAIN, SCOPE_SERIES_NONE);
  scope_chart_append (SCOPE_CHART (single), 0, 1, 2.3);
  gtk_box_append (GTK_BOX (column), chart);
  gtk_box_append (GTK_BOX (column), empty);
  gtk_box_append (GTK_BOX (column), single);
  gtk_box_append (GTK_BOX (column), histogram);
  gtk_box_append (GTK_BOX (column), bars);
  gtk_box_append (GTK_BOX (box), column);
  return box;
}

static void
activate (GtkApplication *app)
{
  GtkWidget *window = adw_application_window_new (app);

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      dark ? ADW_COLOR_SCHEME_FORCE_DARK : ADW_COLOR_SCHEME_FORCE_LIGHT);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), extremes ? extremes_new () : content_new ());
  gtk_window_set_default_size (GTK_WINDOW (window), 1500, 700);
  gtk_window_set_title (GTK_WINDOW (window), "Views");
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_autoptr(AdwApplication) app = adw_application_new (NULL, G_APPLICATION_NON_UNIQUE);

  for (int i = 1; i < argc; i++)
    {
      dark |= strcmp (argv[i], "--dark") == 0;
      live |= strcmp (argv[i], "--live") == 0;
      extremes |= strcmp (argv[i], "--extremes") == 0;
      if (strcmp (argv[i], "--contrast") == 0)
        g_setenv ("ADW_DEBUG_HIGH_CONTRAST", "1", TRUE);
    }
  g_signal_connect (app, "activate", G_CALLBACK (activate), NULL);
  return g_application_run (G_APPLICATION (app), 1, argv);
}
