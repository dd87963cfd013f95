/* Every colour of the application by its meaning, for light, dark and high contrast. */
#include "scope-palette.h"

#include <adwaita.h>
#include <math.h>

/* Light and dark. High contrast follows from these through `sharpen`. The name is the one for style sheets. */
static const struct
{
  const char *name;
  guint32     light, dark;                                  /* 0xRRGGBBAA */
} colors[SCOPE_N_COLORS] = {
  [SCOPE_COLOR_CANVAS]       = { "scope_canvas",       0xf1f1f1ff, 0x1a1a1aff },
  [SCOPE_COLOR_FRAME]        = { "scope_frame",        0xffffffff, 0x242424ff },
  [SCOPE_COLOR_CARD]         = { "scope_card",         0xffffffff, 0x343434ff },
  [SCOPE_COLOR_CHIP]         = { "scope_chip",         0xecececff, 0x494949ff },
  [SCOPE_COLOR_LINE]         = { "scope_line",         0xdcdcdcff, 0x454545ff },
  [SCOPE_COLOR_EDGE]         = { "scope_edge",         0xc4c4c6ff, 0x5a5a5aff },
  [SCOPE_COLOR_TEXT]         = { "scope_text",         0x2e2e33ff, 0xf4f4f4ff },
  [SCOPE_COLOR_DIM]          = { "scope_dim",          0x5e5c64ff, 0xc0bfbcff },
  [SCOPE_COLOR_WIRE]         = { "scope_wire",         0x77767bff, 0x9a9996ff },
  [SCOPE_COLOR_GAUGE]        = { "scope_gauge",        0x5e5c64ff, 0xc0bfbcff },
  [SCOPE_COLOR_TRACK]        = { "scope_track",        0xdedee0ff, 0x4a4a4aff },
  [SCOPE_COLOR_ACCENT]       = { "scope_accent",       0x1c71d8ff, 0x78aeedff },
  [SCOPE_COLOR_FOCUS]        = { "scope_focus",        0x3584e4b0, 0x78aeedb8 },
  [SCOPE_COLOR_ACCENT_FILL]  = { "scope_accent_fill",  0x1c71d8ff, 0x1c71d8ff },
  [SCOPE_COLOR_ON_ACCENT]    = { "scope_on_accent",    0xffffffff, 0xffffffff },
  [SCOPE_COLOR_SELECTION]    = { "scope_selection",    0x1c71d81c, 0x78aeed26 },
  [SCOPE_COLOR_ERROR]        = { "scope_error",        0xe01b24ff, 0xff7b73ff },
  [SCOPE_COLOR_ERROR_BADGE]  = { "scope_error_badge",  0xe01b24ff, 0xc01c28ff },
  [SCOPE_COLOR_ERROR_TEXT]   = { "scope_error_text",   0xc01c28ff, 0xff938cff },
  [SCOPE_COLOR_WARNING]      = { "scope_warning",      0xe5a50aff, 0xcd9309ff },
  [SCOPE_COLOR_ON_WARNING]   = { "scope_on_warning",   0x241f31ff, 0x241f31ff },
  [SCOPE_COLOR_WARNING_TEXT] = { "scope_warning_text", 0x8f5b00ff, 0xf8e45cff },
  [SCOPE_COLOR_SUCCESS]      = { "scope_success",      0x1b8553ff, 0x8ff0a4ff },
  [SCOPE_COLOR_TRAIN]        = { "scope_train",        0x1c71d8ff, 0x78aeedff },
  [SCOPE_COLOR_TEST]         = { "scope_test",         0xc64600ff, 0xffa348ff },
  [SCOPE_COLOR_INK]          = { "scope_ink",          0x2e2e33ff, 0xf4f4f4ff },
  [SCOPE_COLOR_INPUT]        = { "scope_input",        0x174f97ff, 0x99c1f1ff },
  [SCOPE_COLOR_KERNEL]       = { "scope_kernel",       0x963500ff, 0xffbe6fff },
  [SCOPE_COLOR_OUTPUT]       = { "scope_output",       0x115c39ff, 0x8ff0a4ff },
  [SCOPE_COLOR_BUBBLE]       = { "scope_bubble",       0xfffffff2, 0x3a3a3af2 },
  [SCOPE_COLOR_SHADOW]       = { "scope_shadow",       0x00000022, 0x00000077 },
};

/* The names are those of the kinds' table; anything unknown is shown as a plain shape operation. */
static const struct
{
  const char *name;
  guint32     light, dark;
} families[] = {
  { "shape",          0x77767bff, 0x9a9996ff },
  { "io",             0x5e5c64ff, 0xc0bfbcff },
  { "convolution",    0x1c71d8ff, 0x78aeedff },
  { "pooling",        0x1b8553ff, 0x57e389ff },
  { "dense",          0x813d9cff, 0xdc8addff },
  { "normalisation",  0xc64600ff, 0xffbe6fff },
  { "activation",     0x9c6e03ff, 0xf8e45cff },
  { "merge",          0x63452cff, 0xcdab8fff },
  { "regularisation", 0xa51d5dff, 0xf5a3c7ff },
  { "composite",      0x3d3846ff, 0xdedddaff },
};

static GdkRGBA color_table[SCOPE_N_THEMES][SCOPE_N_COLORS];
static GdkRGBA family_table[SCOPE_N_THEMES][G_N_ELEMENTS (families)];

static GdkRGBA
unpack (guint32 rgba)
{
  return (GdkRGBA) { .red = (rgba >> 24) / 255.0f, .green = ((rgba >> 16) & 255) / 255.0f,
                     .blue = ((rgba >> 8) & 255) / 255.0f, .alpha = (rgba & 255) / 255.0f };
}

/* Moves @c towards black or white by @part: away from the background of its theme. */
static GdkRGBA
sharpen (GdkRGBA c, gboolean dark, float part)
{
  const float goal = dark ? 1 : 0;

  c.red += (goal - c.red) * part;
  c.green += (goal - c.green) * part;
  c.blue += (goal - c.blue) * part;
  return c;
}

/* How far high contrast moves each colour; backgrounds stay, hair lines move most. */
static float
sharpening (ScopeColor color)
{
  switch ((int) color)
    {
    case SCOPE_COLOR_CANVAS: case SCOPE_COLOR_FRAME: case SCOPE_COLOR_CARD: case SCOPE_COLOR_CHIP:
    case SCOPE_COLOR_TRACK: case SCOPE_COLOR_ACCENT_FILL: case SCOPE_COLOR_ON_ACCENT: case SCOPE_COLOR_SELECTION:
    case SCOPE_COLOR_ERROR_BADGE: case SCOPE_COLOR_WARNING: case SCOPE_COLOR_ON_WARNING: case SCOPE_COLOR_BUBBLE:
    case SCOPE_COLOR_SHADOW:
      return 0;
    case SCOPE_COLOR_LINE:
      return 0.25f;
    case SCOPE_COLOR_EDGE:
      return 0.45f;
    case SCOPE_COLOR_TEXT: case SCOPE_COLOR_INK:
      return 1;
    case SCOPE_COLOR_DIM: case SCOPE_COLOR_WIRE:
      return 0.6f;
    default:
      return 0.3f;
    }
}

static void
fill_tables (void)
{
  static gsize once;

  if (!g_once_init_enter (&once))
    return;
  for (int theme = 0; theme < SCOPE_N_THEMES; theme++)
    {
      const gboolean dark = theme & 1, contrast = theme & 2;

      for (int i = 0; i < SCOPE_N_COLORS; i++)
        color_table[theme][i] = sharpen (unpack (dark ? colors[i].dark : colors[i].light), dark,
                                         contrast ? sharpening (i) : 0);
      for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
        family_table[theme][i] = sharpen (unpack (dark ? families[i].dark : families[i].light), dark,
                                          contrast ? 0.3f : 0);
      if (contrast)
        color_table[theme][SCOPE_COLOR_FOCUS].alpha = 1;
    }
  g_once_init_leave (&once, 1);
}

/** scope_palette_theme: Returns: what the desktop asks for now (#AdwStyleManager) */
ScopeTheme
scope_palette_theme (void)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  return (adw_style_manager_get_dark (manager) ? 1 : 0) | (adw_style_manager_get_high_contrast (manager) ? 2 : 0);
}

/** scope_palette_color: Returns: (transfer none): @color in the present theme; read it while drawing, keep nothing */
const GdkRGBA *
scope_palette_color (ScopeColor color)
{
  return scope_palette_color_in (scope_palette_theme (), color);
}

/** scope_palette_color_in: Returns: (transfer none): @color in @theme, for figures that are printed light */
const GdkRGBA *
scope_palette_color_in (ScopeTheme theme, ScopeColor color)
{
  g_return_val_if_fail ((guint) theme < SCOPE_N_THEMES && (guint) color < SCOPE_N_COLORS, NULL);
  fill_tables ();
  return &color_table[theme][color];
}

/**
 * scope_palette_family:
 * @family: "io", "convolution", "pooling", "dense", "normalisation", "activation", "merge", "regularisation", "shape"
 *   or "composite"
 *
 * Returns: (transfer none): the family's colour in the present theme; that of "shape" for an unknown family
 */
const GdkRGBA *
scope_palette_family (const char *family)
{
  return scope_palette_family_in (scope_palette_theme (), family);
}

/** scope_palette_family_in: Returns: (transfer none): as scope_palette_family(), in @theme */
const GdkRGBA *
scope_palette_family_in (ScopeTheme theme, const char *family)
{
  g_return_val_if_fail ((guint) theme < SCOPE_N_THEMES, NULL);
  fill_tables ();
  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    if (g_strcmp0 (families[i].name, family) == 0)
      return &family_table[theme][i];
  return &family_table[theme][0];
}

/**
 * scope_palette_css:
 * @theme: a theme
 *
 * Returns: (transfer full): `@define-color` lines for a style sheet: `@scope_canvas`, …, `@scope_family_convolution`, …
 */
char *
scope_palette_css (ScopeTheme theme)
{
  GString *css = g_string_new (NULL);

  for (int i = 0; i < SCOPE_N_COLORS; i++)
    {
      g_autofree char *value = gdk_rgba_to_string (scope_palette_color_in (theme, i));
      g_string_append_printf (css, "@define-color %s %s;\n", colors[i].name, value);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    {
      g_autofree char *value = gdk_rgba_to_string (scope_palette_family_in (theme, families[i].name));
      g_string_append_printf (css, "@define-color scope_family_%s %s;\n", families[i].name, value);
    }
  return g_string_free (css, FALSE);
}

static void
load_css (GtkCssProvider *provider)
{
  g_autofree char *css = scope_palette_css (scope_palette_theme ());

  gtk_css_provider_load_from_data (provider, css, -1);
}

/**
 * scope_palette_install:
 * @display: a display
 *
 * Makes the palette known to style sheets under the names of scope_palette_css(), now and after every change of
 * theme. Call it once, after adw_init() and before the first window.
 */
void
scope_palette_install (GdkDisplay *display)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  g_autoptr(GtkCssProvider) provider = gtk_css_provider_new ();

  g_return_if_fail (GDK_IS_DISPLAY (display));
  load_css (provider);
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION - 1);
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (load_css), provider, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (load_css), provider, G_CONNECT_SWAPPED);
}

static double
luminance (const GdkRGBA *c)
{
  const double part[3] = { c->red, c->green, c->blue }, weight[3] = { 0.2126, 0.7152, 0.0722 };
  double sum = 0;

  for (int i = 0; i < 3; i++)
    sum += weight[i] * (part[i] <= 0.04045 ? part[i] / 12.92 : pow ((part[i] + 0.055) / 1.055, 2.4));
  return sum;
}

/**
 * scope_palette_contrast:
 * @a: an opaque colour
 * @b: an opaque colour
 *
 * Source: WCAG 2.1, "contrast ratio".
 *
 * Returns: 1 (same) to 21 (black on white); text needs 4.5, graphics need 3
 */
double
scope_palette_contrast (const GdkRGBA *a, const GdkRGBA *b)
{
  const double la = luminance (a), lb = luminance (b);

  return (MAX (la, lb) + 0.05) / (MIN (la, lb) + 0.05);
}
