/* A drawing as TikZ: a LaTeX document of its own, which a slide or a paper can \input or include as a PDF. */
#include "export-private.h"
#include "errors.h"
#include "text.h"

#include <string.h>

#define MOST 20000      /* parts of a drawing; pdflatex takes half a minute for them */

/* Signs that TeX wants in words of its own; the longer before the shorter */
static const struct { const char *sign, *tex; } signs[] = {
  { "\u202f", "\\," }, { "\u00a0", "~" },      /* spaces of numbers */
  { "x̂", "$\\hat{x}$" }, { "f′", "$f'$" },
  { "−", "$-$" }, { "×", "$\\times$" }, { "·", "$\\cdot$" }, { "Σ", "$\\Sigma$" }, { "δ", "$\\delta$" },
  { "∂", "$\\partial$" }, { "√", "$\\surd$" }, { "→", "$\\to$" }, { "≈", "$\\approx$" }, { "✕", "$\\times$" },
  { "∞", "$\\infty$" }, { "⌊", "$\\lfloor$" }, { "⌋", "$\\rfloor$" }, { "⌈", "$\\lceil$" }, { "⌉", "$\\rceil$" },
  { "✓", "$\\surd$" }, { "≠", "$\\neq$" }, { "°", "$^\\circ$" }, { "′", "$'$" }, { "★", "$\\star$" },
  { "μ", "$\\mu$" }, { "σ", "$\\sigma$" }, { "γ", "$\\gamma$" }, { "β", "$\\beta$" }, { "ε", "$\\varepsilon$" },
  { "α", "$\\alpha$" }, { "Φ", "$\\Phi$" }, { "η", "$\\eta$" }, { "π", "$\\pi$" },
  { "₀", "$_0$" }, { "₁", "$_1$" }, { "₂", "$_2$" }, { "₃", "$_3$" }, { "₄", "$_4$" }, { "₅", "$_5$" }, { "₆", "$_6$" },
  { "₇", "$_7$" }, { "₈", "$_8$" }, { "₉", "$_9$" }, { "₊", "$_+$" }, { "₋", "$_-$" }, { "ᵢ", "$_i$" }, { "ⱼ", "$_j$" },
  { "ₖ", "$_k$" }, { "ₙ", "$_n$" }, { "⁰", "$^0$" }, { "¹", "$^1$" }, { "²", "$^2$" }, { "³", "$^3$" }, { "⁴", "$^4$" },
  { "⁵", "$^5$" }, { "⁶", "$^6$" }, { "⁷", "$^7$" }, { "⁸", "$^8$" }, { "⁹", "$^9$" }, { "⁻", "$^-$" }, { "ᵖ", "$^p$" },
  { "\\", "\\textbackslash{}" }, { "{", "\\{" }, { "}", "\\}" }, { "$", "\\$" }, { "&", "\\&" }, { "#", "\\#" },
  { "^", "\\^{}" }, { "_", "\\_" }, { "%", "\\%" }, { "~", "$\\sim$" }, { "<", "$<$" }, { ">", "$>$" }, { "|", "$|$" },
};

static void
append_words (GString *tex, const char *words)
{
  while (*words != '\0')
    {
      gsize i = 0;

      while (i < G_N_ELEMENTS (signs) && !g_str_has_prefix (words, signs[i].sign))
        i++;
      if (i < G_N_ELEMENTS (signs))
        {
          g_string_append (tex, signs[i].tex);
          words += strlen (signs[i].sign);
          continue;
        }
      g_string_append_len (tex, words, g_utf8_next_char (words) - words);
      words = g_utf8_next_char (words);
    }
}

/* Numbers of a language-free form, px upside down */
static char *
place (double x, double y)
{
  char a[G_ASCII_DTOSTR_BUF_SIZE], b[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup_printf ("(%s,%s)", g_ascii_formatd (a, sizeof a, "%.2f", x), g_ascii_formatd (b, sizeof b, "%.2f", -y));
}

static void
append_colour (GString *tex, const char *key, int colour)
{
  if (colour >= 0)
    g_string_append_printf (tex, "%s={rgb,255:red,%d;green,%d;blue,%d},", key, colour >> 16 & 255, colour >> 8 & 255,
                            colour & 255);
}

static void
append_stroke (GString *tex, const ConvoItem *item)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  append_colour (tex, "draw", item->stroke);
  g_string_append_printf (tex, "line width=%spt,", g_ascii_formatd (buffer, sizeof buffer, "%.2f", item->width * 0.75));
  if (item->dashed)
    g_string_append (tex, "dashed,");
}

static void
append_box (GString *tex, const ConvoItem *item)
{
  g_autofree char *from = place (item->x, item->y), *to = place (item->x + item->w, item->y + item->h);
  gboolean pad = item->fill == CONVO_HATCH_PAD, drop = item->fill == CONVO_HATCH_DROP;
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (tex, "\\path[");
  append_colour (tex, "fill", pad ? CONVO_HATCH_PAD_GROUND : drop ? CONVO_HATCH_DROP_GROUND : item->fill);
  if (item->opacity < 1)
    g_string_append_printf (tex, "fill opacity=%s,", g_ascii_formatd (buffer, sizeof buffer, "%.2f", item->opacity));
  if (pad || drop)
    {
      g_string_append (tex, "postaction={pattern=north east lines,");
      append_colour (tex, "pattern color", pad ? CONVO_HATCH_PAD_LINE : CONVO_HATCH_DROP_LINE);
      g_string_append (tex, "},");
    }
  if (item->stroke >= 0)
    append_stroke (tex, item);
  if (item->radius > 0)
    g_string_append (tex, "rounded corners=3pt,");
  g_string_append_printf (tex, "] %s rectangle %s;\n", from, to);
}

static void
append_line (GString *tex, const ConvoItem *item)
{
  g_autofree char *from = place (item->x, item->y), *to = place (item->x + item->w, item->y + item->h);

  g_string_append (tex, "\\path[");
  append_stroke (tex, item);
  if (item->type == CONVO_ITEM_ARROW)
    g_string_append (tex, "-{Latex},");
  g_string_append_printf (tex, "] %s -- %s;\n", from, to);
}

static void
append_text (GString *tex, const ConvoItem *item)
{
  static const char *const anchors[] = { "west", "center", "east" };
  g_autofree char *at = place (item->x, item->y);
  char size[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (size, sizeof size, "%.2f", item->size * 0.75);
  g_string_append_printf (tex, "\\node[anchor=%s,inner sep=0pt,", anchors[item->anchor + 1]);
  append_colour (tex, "text", item->fill);
  g_string_append_printf (tex, "font=\\fontsize{%s}{%s}\\selectfont%s] at %s {", size, size,
                          item->bold ? "\\bfseries\\boldmath" : "", at);
  append_words (tex, item->words);
  g_string_append (tex, "};\n");
}

static gboolean
is_cyrillic (const ConvoScene *scene)
{
  for (guint i = 0; i < scene->items->len; i++)
    for (const char *c = g_array_index (scene->items, ConvoItem, i).words; c != NULL && *c != '\0'; c++)
      if ((guchar) *c == 0xd0 || (guchar) *c == 0xd1)
        return TRUE;
  return FALSE;
}

/**
 * convo_export_tikz:
 * @error: return location; %CONVO_ERROR_LIMIT
 *
 * Returns: (transfer full): a LaTeX document for pdflatex, as large as the drawing, or %NULL with @error set
 */
GBytes *
convo_export_tikz (const ConvoScene *scene, GError **error)
{
  GString *tex;
  gsize length;

  if (scene->items->len > MOST)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_LIMIT,
                   _("The drawing has %u parts, and TeX takes at most %d in reasonable time: write .pdf instead, or choose a smaller input."),
                   scene->items->len, MOST);
      return NULL;
    }
  tex = g_string_new ("\\documentclass[tikz,border=9pt]{standalone}\n");
  g_string_append_printf (tex, "%% %s\n", scene->title);
  /* Latin Modern has no Cyrillic letters: there the fonts that come with the encoding */
  g_string_append (tex, is_cyrillic (scene) ? "\\usepackage{cmap}\n\\usepackage[T2A]{fontenc}\n\\usepackage[utf8]{inputenc}\n\\usepackage[russian]{babel}\n"
                                            : "\\usepackage[T1]{fontenc}\n\\usepackage[utf8]{inputenc}\n\\usepackage{lmodern}\n");
  g_string_append (tex, "\\usetikzlibrary{patterns,arrows.meta}\n\\begin{document}\n\\sffamily\n"
                        "\\begin{tikzpicture}[x=0.75pt,y=0.75pt]\n");
  for (guint i = 0; i < scene->items->len; i++)
    {
      const ConvoItem *item = &g_array_index (scene->items, ConvoItem, i);

      if (item->type == CONVO_ITEM_BOX)
        append_box (tex, item);
      else if (item->type == CONVO_ITEM_WORDS)
        append_text (tex, item);
      else
        append_line (tex, item);
    }
  g_string_append (tex, "\\end{tikzpicture}\n\\end{document}\n");
  length = tex->len;
  return g_bytes_new_take (g_string_free (tex, FALSE), length);
}
