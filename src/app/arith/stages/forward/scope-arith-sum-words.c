/* The sum in words and figures: products, running sums, rows of a large kernel, the total. */
#include "scope-arith-sum-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "scope-arith-lit.h"
#include "scope-arith-plane.h"

#define MAX_TERMS 27          /* of an equation without weights */
#define DIGITS_FROM 1e-6      /* what is smaller, rounding has made of a zero */

/* As in the grids; what is only "≈0" there has its digits here: a line of such would not add up. */
static char *
sum_text (double value)
{
  return fabs (value) >= DIGITS_FROM && fabs (value) < 0.005 ? convo_trace_number (value) : scope_number_text (value);
}

static void
piece_free (gpointer data)
{
  ScopeSumPiece *piece = data;

  g_free (piece->a);
  g_free (piece->b);
  g_free (piece->below);
  g_free (piece);
}

/** scope_sum_line_free: of a #ScopeSumLine with its pieces */
void
scope_sum_line_free (gpointer data)
{
  ScopeSumLine *line = data;

  g_free (line->name);
  g_free (line->result);
  g_ptr_array_unref (line->pieces);
  g_free (line);
}

static void
add_piece (ScopeSumLine *line, guint end, char *a, char *b, char *below, gboolean zero)
{
  ScopeSumPiece *piece = g_new (ScopeSumPiece, 1);

  *piece = (ScopeSumPiece) { a, b, below, zero, end };
  g_ptr_array_add (line->pieces, piece);
}

static void
add_term (ScopeSumLine *line, const ConvoSum *sum, guint i)
{
  const ConvoTerm *term = &g_array_index (sum->terms, ConvoTerm, i);
  g_autofree char *factors = scope_arith_factors (term, CONVO_RULE_PRODUCTS), *running = sum_text (term->running);
  char *dot = strstr (factors, "·");

  add_piece (line, i + 1, g_strndup (factors, dot - factors), g_strdup (dot), g_strdup_printf ("→ %s", running), term->product == 0);
}

/* Which row of the kernel a term belongs to; a kernel of three axes is written by its slices. */
static int
row_of (const ConvoSum *sum, const ConvoChannelSum *one, guint i)
{
  const ConvoTerm *term = &g_array_index (sum->terms, ConvoTerm, i), *first = &g_array_index (sum->terms, ConvoTerm, one->first);
  const ConvoTerm *last = &g_array_index (sum->terms, ConvoTerm, one->first + one->n - 1);

  if (first->at[0] != last->at[0])
    return (int) ABS (term->at[0] - first->at[0]);
  return (int) ABS (term->at[1] - first->at[1]);
}

static void
add_rows (ScopeSumLine *line, const ConvoSum *sum, const ConvoChannelSum *one)
{
  const guint end = one->first + one->n;
  const gboolean slices = g_array_index (sum->terms, ConvoTerm, one->first).at[0] != g_array_index (sum->terms, ConvoTerm, end - 1).at[0];

  for (guint i = one->first; i < end;)
    {
      const int row = row_of (sum, one, i);
      const int depth = (int) g_array_index (sum->terms, ConvoTerm, i).at[0];
      gboolean inside = FALSE;
      g_autofree char *name = NULL;
      double part = 0;

      for (; i < end && row_of (sum, one, i) == row; i++)
        {
          part += g_array_index (sum->terms, ConvoTerm, i).product;
          inside |= g_array_index (sum->terms, ConvoTerm, i).x >= 0;
        }
      if (slices)                      /* as they are counted in the input; beyond its ends there are only zeros */
        name = inside ? g_strdup_printf (_("slice %d"), depth + 1) : g_strdup (_("padding"));
      else
        name = g_strdup_printf (_("row %d"), row + 1);
      add_piece (line, i, sum_text (part), NULL, g_steal_pointer (&name), part == 0);
    }
}

/* The first products that are not zero, and what is left in one number. */
static void
add_some (ScopeSumLine *line, const ConvoSum *sum, const ConvoChannelSum *one)
{
  double left = one->sum;
  g_autofree char *text = NULL;
  guint n = 0;

  for (guint i = one->first; i < one->first + one->n && n < SCOPE_SUM_PIECES - 1; i++)
    {
      const ConvoTerm *term = &g_array_index (sum->terms, ConvoTerm, i);

      if (term->product == 0)
        continue;
      add_term (line, sum, i);
      left -= term->product;
      n++;
    }
  text = sum_text (left);
  add_piece (line, one->first + one->n, g_steal_pointer (&text), NULL, g_strdup_printf (ngettext ("%u more", "%u more", one->n - n), one->n - n), left == 0);
}

static ScopeSumLine *
line_new (const ConvoSum *sum, const ConvoChannelSum *one, int open)
{
  ScopeSumLine *line = g_new0 (ScopeSumLine, 1);
  const int rows = one->n > 0 ? row_of (sum, one, one->first + one->n - 1) + 1 : 0;

  line->pieces = g_ptr_array_new_with_free_func (piece_free);
  line->result = sum_text (one->sum);
  line->name = sum->channels->len > 1 ? g_strdup_printf (_("channel %d"), (int) one->channel + 1) : g_strdup ("");
  if (one->n <= SCOPE_SUM_PIECES || (open >= 0 && open < rows))
    {
      for (guint i = one->first; i < one->first + one->n; i++)
        if (one->n <= SCOPE_SUM_PIECES || row_of (sum, one, i) == open)
          add_term (line, sum, i);
    }
  else if (rows > 1 && rows <= SCOPE_SUM_PIECES)
    add_rows (line, sum, one);
  else
    add_some (line, sum, one);
  return line;
}

/** scope_sum_write: @lines: become those of @sum, a channel each; @open: row of a large kernel that is written out; −1: none */
void
scope_sum_write (GPtrArray *lines, const ConvoSum *sum, int open)
{
  g_ptr_array_set_size (lines, 0);
  for (guint i = 0; sum->rule == CONVO_RULE_PRODUCTS && i < MIN (sum->channels->len, SCOPE_SUM_LINES); i++)
    g_ptr_array_add (lines, line_new (sum, &g_array_index (sum->channels, ConvoChannelSum, i), open));
}

static void
append_total (GString *text, const ConvoSum *sum)
{
  const guint most = sum->channels->len > 8 ? 6 : 8;      /* "+ …" follows */

  for (guint i = 0; i < sum->channels->len && i < most; i++)
    {
      const ConvoChannelSum *one = &g_array_index (sum->channels, ConvoChannelSum, i);
      g_autofree char *number = sum_text (one->sum), *name = g_strdup_printf (_("channel %d"), (int) one->channel + 1);

      g_string_append_printf (text, "%s<b>%s</b>", i > 0 ? "  +  " : "", number);
      if (sum->channels->len > 1 && sum->channels->len <= 4)
        g_string_append_printf (text, " <small>%s</small>", name);
    }
  if (sum->channels->len > 8)
    g_string_append (text, "  +  …");
  if (sum->has_bias)
    {
      g_autofree char *bias = sum_text (sum->bias);
      const GdkRGBA *rgba = scope_palette_color (SCOPE_COLOR_KERNEL);

      g_string_append_printf (text, "  +  <span foreground=\"#%02x%02x%02x\" weight=\"bold\">%s</span> <small>%s</small>", (int) (rgba->red * 255),
                              (int) (rgba->green * 255), (int) (rgba->blue * 255), bias, C_("arithmetic", "bias"));
    }
}

static void
append_equation (GString *text, const ConvoSum *sum)
{
  g_autofree char *equation = convo_sum_equation (sum, sum->terms->len <= MAX_TERMS);
  g_autofree char *escaped = g_markup_escape_text (equation, -1);
  const char *end = g_strrstr (escaped, " = ");

  g_string_append_len (text, escaped, end != NULL ? end - escaped : -1);
}

/** scope_sum_begun: Returns: (transfer full): how the last line begins, as markup: the name of the output */
char *
scope_sum_begun (const ConvoTrace *trace, gint64 y)
{
  int plane, slice, row, column;

  scope_plane_place (&trace->out, y, &plane, &slice, &row, &column);
  if (trace->out.rank > 3)
    return g_strdup_printf ("<b>y</b><sub>%d</sub>[%d, %d, %d]  =  ", plane + 1, slice + 1, row + 1, column + 1);
  return g_strdup_printf ("<b>y</b><sub>%d</sub>[%d, %d]  =  ", plane + 1, row + 1, column + 1);
}

/** scope_sum_total: Returns: (transfer full): the last line, as markup: all channels and the bias */
char *
scope_sum_total (const ConvoTrace *trace, gint64 y, const ConvoSum *sum)
{
  const GdkRGBA *rgba = scope_palette_color (SCOPE_COLOR_OUTPUT);
  g_autofree char *result = sum_text (sum->engine), *begun = scope_sum_begun (trace, y);
  g_autoptr(GString) text = g_string_new (begun);

  if (sum->rule == CONVO_RULE_PRODUCTS)
    append_total (text, sum);
  else
    append_equation (text, sum);
  g_string_append_printf (text, "  =  <span size=\"x-large\" weight=\"bold\" foreground=\"#%02x%02x%02x\">%s</span>",
                          (int) (rgba->red * 255), (int) (rgba->green * 255), (int) (rgba->blue * 255), result);
  return g_strdup (text->str);
}
