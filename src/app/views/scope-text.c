/* Small pieces of text that several views write. */
#include "scope-text.h"
#include "numbers.h"

#include <glib/gi18n.h>
#include <math.h>

/* Decimals that leave @value about @significant figures; at most 6. */
static int
decimals (double value, int significant)
{
  const double size = fabs (value);

  if (!(size > 0) || !isfinite (size))
    return 0;
  return CLAMP (significant - 1 - (int) floor (log10 (size)), 0, 6);
}

/* @number: (transfer full): Returns: (transfer full): with the sign that numbers have in print, as wide as "+" */
static char *
with_minus (char *number)
{
  char *printed;

  if (number[0] != '-')
    return number;
  printed = g_strconcat ("−", number + 1, NULL);
  g_free (number);
  return printed;
}

/** scope_text_axis: Returns: (transfer full): @value with two figures, for the end of a scale: "4.2", "0.27",
 * "120", "0" */
char *
scope_text_axis (double value)
{
  if (value != 0 && isfinite (value) && (fabs (value) < 1e-3 || fabs (value) >= 1e5))
    return with_minus (convo_number_plain (value));
  return with_minus (convo_number_real (value, decimals (value, 2)));
}

/** scope_text_value: Returns: (transfer full): @value with four figures, its zeros kept so that it does not
 * jump: "1.284" */
char *
scope_text_value (double value)
{
  if (value != 0 && isfinite (value) && (fabs (value) < 1e-4 || fabs (value) >= 1e6))
    return with_minus (convo_number_plain (value));
  return with_minus (convo_number_real (value, MIN (decimals (value, 4), 4)));
}

/** scope_text_percent: Returns: (transfer full): a share in 0…1 in percent: "93 %", "0.4 %", "10.4 %"; 1 is "100 %" */
char *
scope_text_percent (double share)
{
  g_autofree char *number = convo_number_real (share * 100, share == 0 || share >= 0.995 ? 0 : 1);

  /* translators: a percentage; %s is a number */
  return g_strdup_printf (_("%s %%"), number);
}

/**
 * scope_text_fold:
 * @text: UTF-8; its own line ends stay
 * @width: how many characters a line may have
 *
 * For tooltips: GTK breaks no line of those that have several.
 *
 * Returns: (transfer full): the text with line ends in place of spaces; only a word that is longer than @width stands out
 */
char *
scope_text_fold (const char *text, int width)
{
  char *folded = g_strdup (text), *space = NULL;
  int column = 0, since = 0;                               /* characters of this line, and of them after the last space */

  for (char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    {
      column = *p == '\n' ? 0 : column + 1;
      since = *p == ' ' || *p == '\n' ? 0 : since + 1;
      if (*p == '\n')
        space = NULL;
      else if (*p == ' ')
        space = p;
      if (column > width && space != NULL && space != p)
        {
          *space = '\n';
          space = NULL;
          column = since;
        }
    }
  return folded;
}
