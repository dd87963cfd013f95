/* The data views: pixels of maps, words for screen readers, no leak. */
#include "scope-bars.h"
#include "scope-chart.h"
#include "scope-confusion.h"
#include "scope-histogram.h"
#include "scope-map-grid.h"
#include "scope-map-texture.h"
#include "scope-text.h"
#include "views-test.h"

#include <adwaita.h>
#include <math.h>
#include <string.h>

static const char * const names[] = { "T-shirt", "trouser", "pullover", NULL };

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
test_fold (void)
{
  static const struct { const char *text, *folded; int width; } all[] = {
    { "one two three", "one two\nthree", 8 },
    { "one two three", "one two three", 13 },
    { "one two\nthree four five", "one two\nthree four\nfive", 10 },
    { "три четыре пять", "три четыре\nпять", 10 },           /* characters, not bytes */
    { "inseparable or not", "inseparable\nor not", 6 },
    { "", "", 10 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_autofree char *folded = scope_text_fold (all[i].text, all[i].width);

      g_assert_cmpstr (folded, ==, all[i].folded);
    }
}

/* What a person reads, on every ground that it stands on, in all four themes */
static void
test_legible (void)
{
  static const struct { ScopeColor word, ground; } all[] = {
    { SCOPE_COLOR_TEXT, SCOPE_COLOR_CANVAS }, { SCOPE_COLOR_TEXT, SCOPE_COLOR_FRAME }, { SCOPE_COLOR_TEXT, SCOPE_COLOR_CHIP },
    { SCOPE_COLOR_TEXT, SCOPE_COLOR_TRACK }, { SCOPE_COLOR_TEXT, SCOPE_COLOR_BUBBLE },
    { SCOPE_COLOR_DIM, SCOPE_COLOR_CANVAS }, { SCOPE_COLOR_DIM, SCOPE_COLOR_FRAME }, { SCOPE_COLOR_DIM, SCOPE_COLOR_CHIP },
    { SCOPE_COLOR_DIM, SCOPE_COLOR_BUBBLE },
    { SCOPE_COLOR_ERROR_TEXT, SCOPE_COLOR_CANVAS }, { SCOPE_COLOR_ERROR_TEXT, SCOPE_COLOR_FRAME },
    { SCOPE_COLOR_WARNING_TEXT, SCOPE_COLOR_CANVAS }, { SCOPE_COLOR_WARNING_TEXT, SCOPE_COLOR_FRAME },
    { SCOPE_COLOR_INPUT, SCOPE_COLOR_CANVAS }, { SCOPE_COLOR_INPUT, SCOPE_COLOR_FRAME }, { SCOPE_COLOR_INPUT, SCOPE_COLOR_BUBBLE },
    { SCOPE_COLOR_KERNEL, SCOPE_COLOR_CANVAS }, { SCOPE_COLOR_KERNEL, SCOPE_COLOR_FRAME }, { SCOPE_COLOR_KERNEL, SCOPE_COLOR_BUBBLE },
    { SCOPE_COLOR_OUTPUT, SCOPE_COLOR_CANVAS }, { SCOPE_COLOR_OUTPUT, SCOPE_COLOR_FRAME }, { SCOPE_COLOR_OUTPUT, SCOPE_COLOR_BUBBLE },
    { SCOPE_COLOR_ACCENT, SCOPE_COLOR_CARD }, { SCOPE_COLOR_SUCCESS, SCOPE_COLOR_CARD },
    { SCOPE_COLOR_TRAIN, SCOPE_COLOR_CARD }, { SCOPE_COLOR_TEST, SCOPE_COLOR_CARD }, { SCOPE_COLOR_INK, SCOPE_COLOR_CARD },
    { SCOPE_COLOR_ON_ACCENT, SCOPE_COLOR_ERROR_BADGE }, { SCOPE_COLOR_ON_WARNING, SCOPE_COLOR_WARNING },
  };

  for (int theme = 0; theme < SCOPE_N_THEMES; theme++)
    for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
      {
        double found = scope_palette_contrast (scope_palette_color_in (theme, all[i].word),
                                               scope_palette_color_in (theme, all[i].ground));

        if (found < 4.5)
          g_test_message ("theme %d: colour %d has %.2f on colour %d", theme, all[i].word, found, all[i].ground);
        g_assert_cmpfloat (found, >=, 4.5);
      }
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
  window = views_show (grid, 600, 300);
  heading = scope_map_grid_dup_heading (self);
  g_assert_cmpstr (heading, ==, "3 maps 4×5, shown ×25");
  gtk_test_accessible_assert_role (grid, GTK_ACCESSIBLE_ROLE_IMG);
  views_assert_description (grid, "Values from 0 to 60. 1 is zero everywhere.");
  views_point_at (grid, 3 + 4 * 25 + 12, 3 + 2 * 25 + 12);        /* row 3, column 5 of the first map */
  g_assert_cmpstr (scope_view_get_hover_text (SCOPE_VIEW (grid)), ==, "map 1, row 3, column 5: 15.00");
  views_point_at (grid, 3 + 125 + 3, 20);                         /* between two maps */
  g_assert_null (scope_view_get_hover_text (SCOPE_VIEW (grid)));
  g_assert_true (views_press (grid, GDK_KEY_Right));
  g_assert_cmpint (scope_map_grid_get_selected (self), ==, 0);
  g_assert_true (views_press (grid, GDK_KEY_End));
  g_assert_cmpint (scope_map_grid_get_selected (self), ==, 2);
  g_assert_false (views_press (grid, GDK_KEY_Right));
  g_assert_cmpfloat (scope_map_grid_get_map (self, 2)[0], ==, 41);
  scope_map_grid_set_one_scale (self, FALSE);
  scope_map_grid_set_maps (self, planes, 1, 4, 5);          /* the selection is gone */
  g_assert_cmpint (scope_map_grid_get_selected (self), ==, -1);
  scope_map_grid_set_maps (self, NULL, 0, 0, 0);
  views_settle (30);
  gtk_window_destroy (GTK_WINDOW (window));
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
  window = views_show (grid, 320, 400);
  for (int i = 0; i < 3; i++)
    {
      const double time = views_draw (grid);
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
  views_assert_description (histogram, "mean 7.7 · max 30.00 · 50 % zero");
  window = views_show (histogram, 326, 120);
  views_point_at (histogram, 5, 60);
  g_assert_cmpstr (scope_view_get_hover_text (SCOPE_VIEW (histogram)), ==, "4 zeros");
  views_point_at (histogram, gtk_widget_get_width (histogram) - 2, 60);
  g_assert_cmpstr (scope_view_get_hover_text (SCOPE_VIEW (histogram)), ==, "29.00 to 30.00: 2 values");
  scope_histogram_set_values (self, (const float[]) { NAN, 1 }, 2);
  views_assert_description (histogram, "1 value is not a number");
  scope_histogram_set_values (self, (const float[]) { 0, 0 }, 2);
  views_settle (30);
  scope_histogram_set_values (self, NULL, 0);
  views_settle (30);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_confusion (void)
{
  GtkWidget *confusion = scope_confusion_new (), *window;
  ScopeConfusion *self = SCOPE_CONFUSION (confusion);
  const gint64 counts[] = { 900, 0, 100, 10, 990, 0, 104, 0, 896 };

  views_assert_description (confusion, "No predictions yet.");
  scope_confusion_set_counts (self, counts, 3, names);
  g_assert_cmpfloat_with_epsilon (scope_confusion_get_accuracy (self), 2786 / 3000.0, 1e-12);
  views_assert_description (confusion, "Accuracy 92.9 %. Worst confusion: true pullover, predicted T-shirt: "
                                       "104 of 1,000 (10.4 %).");
  window = views_show (confusion, 420, 260);
  g_assert_true (views_press (confusion, GDK_KEY_Right));
  g_assert_cmpstr (scope_view_get_hover_text (SCOPE_VIEW (confusion)), ==,
                   "true T-shirt, predicted T-shirt: 900 of 1,000 (90.0 %)");
  g_assert_true (views_press (confusion, GDK_KEY_End));
  g_assert_cmpstr (scope_view_get_hover_text (SCOPE_VIEW (confusion)), ==,
                   "true T-shirt, predicted pullover: 100 of 1,000 (10.0 %)");
  g_assert_false (views_press (confusion, GDK_KEY_Right));
  views_assert_description (confusion, "true T-shirt, predicted pullover: 100 of 1,000 (10.0 %)");
  views_settle (30);
  scope_confusion_set_counts (self, counts, 2, NULL);       /* smaller: the cursor goes */
  g_assert_null (scope_view_get_hover_text (SCOPE_VIEW (confusion)));
  scope_confusion_set_counts (self, NULL, 0, NULL);
  views_settle (30);
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
  views_assert_description (bars, "pullover 70.0 %; trouser 20.0 %; T-shirt 10.0 %, the true class");
  scope_bars_set_rows (self, 2);                            /* the true class takes the last row */
  g_assert_cmpint (scope_bars_get_class (self, 1), ==, 0);
  g_assert_cmpint (scope_bars_get_class (self, 2), ==, -1);
  window = views_show (bars, 320, 120);
  scope_bars_set_rows (self, 5);
  scope_bars_set_values (self, flat, 4, NULL, -1);          /* equals keep their order, NaN is last */
  for (int i = 0; i < 4; i++)
    g_assert_cmpint (scope_bars_get_class (self, i), ==, i);
  views_settle (30);
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
  window = views_show (box, 400, 700);
  for (int k = 0; k < 3; k++)
    {
      adw_style_manager_set_color_scheme (manager, k % 2 == 0 ? ADW_COLOR_SCHEME_FORCE_DARK
                                                            : ADW_COLOR_SCHEME_FORCE_LIGHT);
      gtk_widget_set_direction (box, k % 2 == 0 ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
      views_settle (60);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (views); i++)
    g_object_add_weak_pointer (G_OBJECT (views[i]), (gpointer *) &views[i]);
  scope_chart_append (SCOPE_CHART (views[0]), 0, 1, 2);     /* leaves timeouts behind */
  scope_chart_append (SCOPE_CHART (views[0]), 0, 2, 2);
  gtk_window_destroy (GTK_WINDOW (window));
  views_settle (1100);                                      /* past all of them */
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
  g_test_add_func ("/views/legible", test_legible);
  g_test_add_func ("/views/fold", test_fold);
  g_test_add_func ("/views/palette-css", test_palette_css);
  g_test_add_func ("/views/atlas", test_atlas);
  g_test_add_func ("/views/average", test_average);
  g_test_add_func ("/views/thumbnail", test_thumbnail);
  g_test_add_func ("/views/thumbnail-tiles", test_thumbnail_tiles);
  g_test_add_func ("/views/map-grid", test_map_grid);
  g_test_add_func ("/views/map-grid-large", test_map_grid_large);
  g_test_add_func ("/views/histogram", test_histogram);
  g_test_add_func ("/views/confusion", test_confusion);
  g_test_add_func ("/views/bars", test_bars);
  g_test_add_func ("/views/life", test_life);
  return g_test_run ();
}
