/* From numbers to pixels: colour maps as tables of 256 entries. */
#include "scope-colormap.h"
#include "scope-palette.h"

#include <math.h>

/* Eleven even stops of viridis (S. van der Walt and N. Smith, CC0): lightness rises evenly, readable without hue. */
static const guint32 viridis[] = {
  0x440154, 0x482576, 0x414487, 0x35608d, 0x2a788e, 0x21908c, 0x22a884, 0x43bf71, 0x7ad151, 0xbbdf27, 0xfde725,
};
/* The gradient norm on wires; the low end is readable on both canvases. */
static const guint32 heat[] = { 0x5a78c0, 0x21918c, 0x5ec962, 0xfde725 };
static const guint32 grey[] = { 0x000000, 0xffffff };

/* Ends of the diverging map, below and above zero, on a light and on a dark neutral. */
static const guint32 diverging_ends[2][2] = { { 0x2166ac, 0xb2182b }, { 0x6cb4ff, 0xff6f61 } };
static const guint32 not_a_number = 0xffff00ff;             /* no colour of any map */

static guint32
pack (double red, double green, double blue)
{
  return 0xff000000u | (guint32) lrint (red) << 16 | (guint32) lrint (green) << 8 | (guint32) lrint (blue);
}

static guint32
mix (guint32 a, guint32 b, double t)
{
  double part[3];

  for (int i = 0; i < 3; i++)
    {
      const int shift = 16 - 8 * i;
      const double from = (a >> shift) & 255, to = (b >> shift) & 255;

      part[i] = from + (to - from) * t;
    }
  return pack (part[0], part[1], part[2]);
}

static void
fill_stops (const guint32 *stops, int n, guint32 *lut)
{
  for (int i = 0; i < 256; i++)
    {
      const double t = i / 255.0 * (n - 1);
      const int k = MIN ((int) t, n - 2);

      lut[i] = mix (stops[k], stops[k + 1], t - k);
    }
  lut[SCOPE_COLORMAP_NAN] = not_a_number;
}

/**
 * scope_colormap_diverging:
 * @neutral: opaque colour of zero, usually that of the card behind
 * @lut: (out caller-allocates): %SCOPE_COLORMAP_SIZE pixels
 *
 * Fills a table for signed values. Entry 128 is exactly @neutral; both sides go away from its lightness, so that
 * "strong" is dark on a light card and bright on a dark one.
 */
void
scope_colormap_diverging (const GdkRGBA *neutral, guint32 *lut)
{
  const gboolean dark = 0.3 * neutral->red + 0.59 * neutral->green + 0.11 * neutral->blue < 0.5;
  const guint32 zero = pack (neutral->red * 255, neutral->green * 255, neutral->blue * 255);

  for (int i = 0; i < 256; i++)
    {
      const double v = CLAMP ((i - 128) / 127.0, -1, 1);

      lut[i] = mix (zero, diverging_ends[dark][v > 0], pow (fabs (v), 0.8));
    }
  lut[SCOPE_COLORMAP_NAN] = not_a_number;
}

/**
 * scope_colormap_lut:
 * @kind: a colour map
 *
 * Returns: (transfer none): %SCOPE_COLORMAP_SIZE premultiplied pixels in native order (%GDK_MEMORY_DEFAULT); those of
 *   the diverging map follow the theme and are valid until its next change. Main thread only.
 */
const guint32 *
scope_colormap_lut (ScopeColormapKind kind)
{
  static guint32 tables[3][SCOPE_COLORMAP_SIZE], signed_tables[SCOPE_N_THEMES][SCOPE_COLORMAP_SIZE];

  if (tables[0][0] == 0)
    {
      fill_stops (viridis, G_N_ELEMENTS (viridis), tables[0]);
      fill_stops (heat, G_N_ELEMENTS (heat), tables[1]);
      fill_stops (grey, G_N_ELEMENTS (grey), tables[2]);
      for (int theme = 0; theme < SCOPE_N_THEMES; theme++)
        scope_colormap_diverging (scope_palette_color_in (theme, SCOPE_COLOR_CARD), signed_tables[theme]);
    }
  switch (kind)
    {
    case SCOPE_COLORMAP_DIVERGING: return signed_tables[scope_palette_theme ()];
    case SCOPE_COLORMAP_GREY:      return tables[2];
    case SCOPE_COLORMAP_HEAT:      return tables[1];
    case SCOPE_COLORMAP_SEQUENTIAL:
    default:                       return tables[0];
    }
}

/**
 * scope_colormap_index:
 * @value: a value
 * @min: value of the lowest colour
 * @max: value of the highest colour
 *
 * The middle of a range falls on entry 128, so that zero is exactly neutral in a range symmetric about it. In an empty
 * range everything is lowest.
 *
 * Returns: index into a table; %SCOPE_COLORMAP_NAN when @value is not finite
 */
int
scope_colormap_index (float value, float min, float max)
{
  if (!isfinite (value))
    return SCOPE_COLORMAP_NAN;
  if (!(max > min))
    return 0;
  return (int) lrintf (CLAMP ((value - min) / (max - min), 0, 1) * 255);   /* 127.5 rounds to the even 128 */
}

/**
 * scope_colormap_fill_lut:
 * @lut: %SCOPE_COLORMAP_SIZE pixels
 * @values: @n values
 * @n: how many
 * @min: value of the lowest colour
 * @max: value of the highest colour
 * @argb: (out caller-allocates): @n premultiplied pixels in native order
 */
void
scope_colormap_fill_lut (const guint32 *lut, const float *values, gsize n, float min, float max, guint32 *argb)
{
  for (gsize i = 0; i < n; i++)
    argb[i] = lut[scope_colormap_index (values[i], min, max)];
}

/** scope_colormap_fill: as scope_colormap_fill_lut() with the table of @kind in the present theme */
void
scope_colormap_fill (ScopeColormapKind kind, const float *values, gsize n, float min, float max, guint32 *argb)
{
  scope_colormap_fill_lut (scope_colormap_lut (kind), values, n, min, max, argb);
}

/**
 * scope_colormap_fill_rgb:
 * @red: @n values, one plane
 * @green: @n values, one plane
 * @blue: @n values, one plane
 * @n: pixels
 * @min: value of black
 * @max: value of full light
 * @argb: (out caller-allocates): @n opaque pixels in native order
 */
void
scope_colormap_fill_rgb (const float *red, const float *green, const float *blue, gsize n, float min, float max,
                         guint32 *argb)
{
  const float gain = max > min ? 255 / (max - min) : 0;

  for (gsize i = 0; i < n; i++)
    {
      const float r = (red[i] - min) * gain, g = (green[i] - min) * gain, b = (blue[i] - min) * gain;

      argb[i] = isfinite (r + g + b)
              ? pack (CLAMP (r, 0, 255), CLAMP (g, 0, 255), CLAMP (b, 0, 255)) : not_a_number;
    }
}

/**
 * scope_colormap_rgba:
 * @kind: a colour map
 * @t: 0 (lowest) to 1 (highest), clamped
 * @rgba: (out): the colour there, for what is drawn without pixels (wires, legends)
 */
void
scope_colormap_rgba (ScopeColormapKind kind, double t, GdkRGBA *rgba)
{
  const guint32 pixel = scope_colormap_lut (kind)[scope_colormap_index (t, 0, 1)];

  *rgba = (GdkRGBA) { ((pixel >> 16) & 255) / 255.0f, ((pixel >> 8) & 255) / 255.0f, (pixel & 255) / 255.0f, 1 };
}

/**
 * scope_colormap_texture:
 * @kind: a colour map
 * @orientation: which way it runs
 *
 * Returns: (transfer full): 256 pixels in a line for a legend; lowest at the left, or at the bottom
 */
GdkTexture *
scope_colormap_texture (ScopeColormapKind kind, GtkOrientation orientation)
{
  const gboolean vertical = orientation == GTK_ORIENTATION_VERTICAL;
  const guint32 *lut = scope_colormap_lut (kind);
  guint32 *pixels = g_new (guint32, 256);
  g_autoptr(GBytes) bytes = g_bytes_new_take (pixels, 256 * sizeof *pixels);

  for (int i = 0; i < 256; i++)
    pixels[i] = lut[vertical ? 255 - i : i];
  return gdk_memory_texture_new (vertical ? 1 : 256, vertical ? 256 : 1, GDK_MEMORY_DEFAULT, bytes,
                                 vertical ? 4 : 256 * 4);
}
