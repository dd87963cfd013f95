/* Digits and letters as 5×7 cells, drawn for this program; pictures of any size are sampled from them. */
#include "glyphs.h"

#include <math.h>
#include <string.h>

static const struct { char sign; const char *rows[7]; } glyphs[] = {
  { '0', { ".###.", "#...#", "#..##", "#.#.#", "##..#", "#...#", ".###." } },
  { '1', { "..#..", ".##..", "..#..", "..#..", "..#..", "..#..", ".###." } },
  { '2', { ".###.", "#...#", "....#", "...#.", "..#..", ".#...", "#####" } },
  { '3', { ".###.", "#...#", "....#", "..##.", "....#", "#...#", ".###." } },
  { '4', { "...#.", "..##.", ".#.#.", "#..#.", "#####", "...#.", "...#." } },
  { '5', { "#####", "#....", "####.", "....#", "....#", "#...#", ".###." } },
  { '6', { "..##.", ".#...", "#....", "####.", "#...#", "#...#", ".###." } },
  { '7', { "#####", "....#", "...#.", "...#.", "..#..", ".#...", ".#..." } },
  { '8', { ".###.", "#...#", "#...#", ".###.", "#...#", "#...#", ".###." } },
  { '9', { ".###.", "#...#", "#...#", ".####", "....#", "...#.", ".##.." } },
  { 'A', { "..#..", ".#.#.", "#...#", "#...#", "#####", "#...#", "#...#" } },
  { 'C', { ".###.", "#...#", "#....", "#....", "#....", "#...#", ".###." } },
  { 'H', { "#...#", "#...#", "#...#", "#####", "#...#", "#...#", "#...#" } },
  { 'L', { "#....", "#....", "#....", "#....", "#....", "#....", "#####" } },
  { 'T', { "#####", "..#..", "..#..", "..#..", "..#..", "..#..", "..#.." } },
  { 'X', { "#...#", "#...#", ".#.#.", "..#..", ".#.#.", "#...#", "#...#" } },
};

/* Ink at a place in glyph cells: 1 within a stroke, falling to 0 one cell away */
static double
ink (const char *const rows[7], double y, double x)
{
  double value = 0;
  int top = (int) floor (y - 0.5), left = (int) floor (x - 0.5);

  for (int r = top; r <= top + 1; r++)
    for (int c = left; c <= left + 1; c++)
      if (r >= 0 && r < 7 && c >= 0 && c < 5 && rows[r][c] == '#')
        value += (1 - fabs (y - 0.5 - r)) * (1 - fabs (x - 0.5 - c));
  return value;
}

/**
 * convo_glyph_draw:
 * @sign: a digit or one of A C H L T X
 * @cells: (out caller-allocates): @height × @width values from 0 to @most, whole numbers
 *
 * Returns: %FALSE if there is no such sign
 */
gboolean
convo_glyph_draw (char sign, gint64 height, gint64 width, int most, float *cells)
{
  for (gsize i = 0; i < G_N_ELEMENTS (glyphs); i++)
    if (glyphs[i].sign == sign)
      {
        double scale = MAX (7.0 / height, 5.0 / width);      /* glyph cells a cell; the sign keeps its form */
        double left = (width * scale - 5) / 2, top = (height * scale - 7) / 2;

        for (gint64 r = 0; r < height; r++)
          for (gint64 c = 0; c < width; c++)
            cells[r * width + c] = round (most * ink (glyphs[i].rows, (r + 0.5) * scale - top, (c + 0.5) * scale - left));
        return TRUE;
      }
  return FALSE;
}
