/* Every colour of the application by its meaning, for light, dark and high contrast.
 * Only scope-palette.c and scope-colormap.c contain colour literals. */
#pragma once
#include <gdk/gdk.h>

G_BEGIN_DECLS

/**
 * ScopeColor:
 * @SCOPE_COLOR_CANVAS: behind the blocks
 * @SCOPE_COLOR_FRAME: inside of an unfolded composite
 * @SCOPE_COLOR_CARD: body of a block, made opaque; also zero of a signed map
 * @SCOPE_COLOR_CHIP: behind an output shape
 * @SCOPE_COLOR_LINE: separators inside a card, grid of a chart
 * @SCOPE_COLOR_EDGE: edges of cards, axes
 * @SCOPE_COLOR_TEXT: first text
 * @SCOPE_COLOR_DIM: second text; nothing fainter may carry words
 * @SCOPE_COLOR_WIRE: wires and ports, 3:1 on the canvas
 * @SCOPE_COLOR_GAUGE: filled part of a statistic bar
 * @SCOPE_COLOR_TRACK: its track
 * @SCOPE_COLOR_ACCENT: selected edges, links, hover
 * @SCOPE_COLOR_FOCUS: the ring of the keyboard focus
 * @SCOPE_COLOR_ACCENT_FILL: filled accent, carries @SCOPE_COLOR_ON_ACCENT
 * @SCOPE_COLOR_ON_ACCENT: words on the filled accent or on an error badge
 * @SCOPE_COLOR_SELECTION: faint fill of a selected row, of a rubber band
 * @SCOPE_COLOR_ERROR: edge of a faulty block, of a faulty wire
 * @SCOPE_COLOR_ERROR_BADGE: badge, carries @SCOPE_COLOR_ON_ACCENT
 * @SCOPE_COLOR_ERROR_TEXT: words about an error
 * @SCOPE_COLOR_WARNING: badge, carries @SCOPE_COLOR_ON_WARNING
 * @SCOPE_COLOR_ON_WARNING: the "!" on a warning badge
 * @SCOPE_COLOR_WARNING_TEXT: words about a warning, marks of dead maps
 * @SCOPE_COLOR_SUCCESS: what went well
 * @SCOPE_COLOR_TRAIN: curves of the training set
 * @SCOPE_COLOR_TEST: curves of the test set, mistakes of a confusion matrix
 * @SCOPE_COLOR_INK: a curve that belongs to neither, such as the learning rate
 * @SCOPE_COLOR_INPUT: role of the input in formulas and the arithmetic view
 * @SCOPE_COLOR_KERNEL: role of the kernel
 * @SCOPE_COLOR_OUTPUT: role of the output
 * @SCOPE_COLOR_BUBBLE: background of text that floats over data
 * @SCOPE_COLOR_SHADOW: the one shadow
 * @SCOPE_N_COLORS: how many there are
 */
typedef enum
{
  SCOPE_COLOR_CANVAS,
  SCOPE_COLOR_FRAME,
  SCOPE_COLOR_CARD,
  SCOPE_COLOR_CHIP,
  SCOPE_COLOR_LINE,
  SCOPE_COLOR_EDGE,
  SCOPE_COLOR_TEXT,
  SCOPE_COLOR_DIM,
  SCOPE_COLOR_WIRE,
  SCOPE_COLOR_GAUGE,
  SCOPE_COLOR_TRACK,
  SCOPE_COLOR_ACCENT,
  SCOPE_COLOR_FOCUS,
  SCOPE_COLOR_ACCENT_FILL,
  SCOPE_COLOR_ON_ACCENT,
  SCOPE_COLOR_SELECTION,
  SCOPE_COLOR_ERROR,
  SCOPE_COLOR_ERROR_BADGE,
  SCOPE_COLOR_ERROR_TEXT,
  SCOPE_COLOR_WARNING,
  SCOPE_COLOR_ON_WARNING,
  SCOPE_COLOR_WARNING_TEXT,
  SCOPE_COLOR_SUCCESS,
  SCOPE_COLOR_TRAIN,
  SCOPE_COLOR_TEST,
  SCOPE_COLOR_INK,
  SCOPE_COLOR_INPUT,
  SCOPE_COLOR_KERNEL,
  SCOPE_COLOR_OUTPUT,
  SCOPE_COLOR_BUBBLE,
  SCOPE_COLOR_SHADOW,
  SCOPE_N_COLORS
} ScopeColor;

/**
 * ScopeTheme:
 * @SCOPE_THEME_LIGHT: light
 * @SCOPE_THEME_DARK: dark
 * @SCOPE_THEME_LIGHT_CONTRAST: light, high contrast
 * @SCOPE_THEME_DARK_CONTRAST: dark, high contrast
 * @SCOPE_N_THEMES: how many there are
 */
typedef enum
{
  SCOPE_THEME_LIGHT,
  SCOPE_THEME_DARK,
  SCOPE_THEME_LIGHT_CONTRAST,
  SCOPE_THEME_DARK_CONTRAST,
  SCOPE_N_THEMES
} ScopeTheme;

ScopeTheme     scope_palette_theme          (void);
const GdkRGBA *scope_palette_color          (ScopeColor   color);
const GdkRGBA *scope_palette_color_in       (ScopeTheme   theme,
                                             ScopeColor   color);
const GdkRGBA *scope_palette_family         (const char  *family);
const GdkRGBA *scope_palette_family_in      (ScopeTheme   theme,
                                             const char  *family);
char          *scope_palette_css            (ScopeTheme   theme);
void           scope_palette_install        (GdkDisplay  *display);
double         scope_palette_contrast       (const GdkRGBA *a,
                                             const GdkRGBA *b);

G_END_DECLS
