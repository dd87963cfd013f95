/* The sum written out: a line a channel, then the total; and which cells the terms of a sum touch. */
#include "scope-arith-sum.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>

#include "scope-arith-plane.h"

#define MAX_LINES 4           /* channels written out; the others as sums */
#define MAX_TERMS 27          /* of a line; longer ones leave out what is zero */
#define MAX_REST 6

struct _ScopeArithSum
{
  AdwBin     parent_instance;
  GtkWidget *lines, *total;
};

G_DEFINE_FINAL_TYPE (ScopeArithSum, scope_arith_sum, ADW_TYPE_BIN)

static char *
bracketed (double value)
{
  g_autofree char *text = scope_number_text (value);

  return value < 0 ? g_strdup_printf ("(%s)", text) : g_steal_pointer (&text);
}

/** scope_arith_factors: Returns: (transfer full): "3·(−1)", or the value alone where there is no weight */
char *
scope_arith_factors (const ConvoTerm *term, ConvoRule rule)
{
  g_autofree char *a = scope_number_text (term->a), *b = bracketed (term->b);

  return rule == CONVO_RULE_PRODUCTS || rule == CONVO_RULE_WEIGHTED ? g_strdup_printf ("%s·%s", a, b) : g_strdup (a);
}

static const ConvoChannelSum *
channel_sum (const ConvoSum *sum, int channel)
{
  for (guint i = 0; i < sum->channels->len; i++)
    if (g_array_index (sum->channels, ConvoChannelSum, i).channel == channel)
      return &g_array_index (sum->channels, ConvoChannelSum, i);
  return NULL;
}

/** scope_arith_show_channel_sum: writes "Σ 7" where the rule adds products */
void
scope_arith_show_channel_sum (GtkWidget *label, const ConvoSum *sum, int channel)
{
  const ConvoChannelSum *one = channel_sum (sum, channel);
  g_autofree char *text = NULL;

  if (one == NULL || sum->rule != CONVO_RULE_PRODUCTS)
    {
      gtk_label_set_label (GTK_LABEL (label), "");
      return;
    }
  text = scope_number_text (one->sum);
  scope_arith_markup (label, "<small>Σ</small> <b>%s</b>", text);
}

static int
by_magnitude (const void *a, const void *b)
{
  const double left = fabs ((*(const ConvoChannelSum *const *) a)->sum), right = fabs ((*(const ConvoChannelSum *const *) b)->sum);

  return (left < right) - (left > right);
}

/** scope_arith_show_rest: the sums of the channels that are not on the stage, the largest first */
void
scope_arith_show_rest (GtkWidget *label, const ConvoSum *sum, int shown0, int shown1)
{
  g_autofree const ConvoChannelSum **others = g_new (const ConvoChannelSum *, MAX (sum->channels->len, 1));
  g_autoptr(GString) text = g_string_new (NULL);
  double left = 0;
  int n = 0;

  for (guint i = 0; i < sum->channels->len; i++)
    {
      const ConvoChannelSum *one = &g_array_index (sum->channels, ConvoChannelSum, i);

      if (one->channel != shown0 && one->channel != shown1)
        others[n++] = one;
    }
  gtk_widget_set_visible (label, n > 0 && sum->rule == CONVO_RULE_PRODUCTS);
  qsort (others, n, sizeof *others, by_magnitude);
  for (int i = 0; i < n; i++)
    {
      g_autofree char *number = scope_number_text (others[i]->sum);

      if (i < MAX_REST)               /* translators: sum of one channel, on the stage of the arithmetic view */
        g_string_append_printf (text, _("channel %d: <b>%s</b>\n"), (int) others[i]->channel + 1, number);
      else
        left += others[i]->sum;
    }
  if (n > MAX_REST)
    {
      g_autofree char *number = scope_number_text (left);

      g_string_append_printf (text, ngettext ("%d more: <b>%s</b>", "%d more: <b>%s</b>", n - MAX_REST), n - MAX_REST, number);
    }
  gtk_label_set_markup (GTK_LABEL (label), g_strchomp (text->str));
}

/* ---- which cells ---- */

/** scope_arith_lit_terms: Returns: (transfer full) (nullable): the cells of one grid that @sum reads */
guint8 *
scope_arith_lit_terms (const ConvoShape *shape, const ConvoSum *sum, int plane, int slice)
{
  const ScopePlane p = scope_plane_of (shape);
  guint8 *lit = g_new0 (guint8, MAX ((gsize) p.rows * p.columns, 1));

  for (guint i = 0; i < sum->terms->len; i++)
    {
      const ConvoTerm *term = &g_array_index (sum->terms, ConvoTerm, i);
      int at, in_slice, row, column;

      if (term->x < 0 || term->input != 0)
        continue;
      scope_plane_place (shape, term->x, &at, &in_slice, &row, &column);
      if (at == plane && in_slice == slice)
        lit[row * p.columns + column] = 1;
    }
  return lit;
}

/** scope_arith_lit_outputs: Returns: (transfer full): the outputs of @terms on the grid that shows @output */
guint8 *
scope_arith_lit_outputs (const ConvoShape *shape, GArray *terms, gint64 output)
{
  const ScopePlane p = scope_plane_of (shape);
  guint8 *lit = g_new0 (guint8, MAX ((gsize) p.rows * p.columns, 1));
  int plane, slice, row, column, at, in_slice;

  scope_plane_place (shape, output, &plane, &slice, &row, &column);
  for (guint i = 0; i < terms->len; i++)
    {
      scope_plane_place (shape, g_array_index (terms, ConvoTerm, i).y, &at, &in_slice, &row, &column);
      if (at == plane && in_slice == slice)
        lit[row * p.columns + column] = 1;
    }
  return lit;
}

/** scope_arith_lit_inputs: Returns: (transfer full): the inputs of @terms on the padded grid of @channel */
guint8 *
scope_arith_lit_inputs (const ConvoTrace *trace, GArray *terms, int channel)
{
  const ConvoArith *arith = &trace->arith;
  const ScopePlane p = scope_plane_of (&trace->in[0]);
  const gboolean padded = convo_arith_windows (arith) && trace->in[0].rank > 1 && !convo_arith_has (arith, CONVO_ARITH_OUTPUT_PADDING);
  const int top = padded && trace->in[0].rank > 2 ? (int) arith->before[1] : 0, left = padded ? (int) arith->before[2] : 0;
  const int rows = p.rows + (padded && trace->in[0].rank > 2 ? (int) (arith->before[1] + arith->after[1]) : 0);
  const int columns = p.columns + (padded ? (int) (arith->before[2] + arith->after[2]) : 0);
  guint8 *lit = g_new0 (guint8, MAX ((gsize) rows * columns, 1));

  for (guint i = 0; i < terms->len; i++)
    {
      const ConvoTerm *term = &g_array_index (terms, ConvoTerm, i);
      const gint64 row = trace->in[0].rank > 2 ? term->at[1] + top : 0;
      const gint64 column = trace->in[0].rank == 1 ? term->channel : term->at[2] + left;

      if ((trace->in[0].rank == 1 || term->channel == channel) && row >= 0 && row < rows && column >= 0 && column < columns)
        lit[row * columns + column] = 1;
    }
  return lit;
}

/* ---- the written sum ---- */

static char *
colored (const char *text, ScopeColor color, gboolean zero)
{
  const GdkRGBA *rgba = scope_palette_color (zero ? SCOPE_COLOR_DIM : color);
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  return g_strdup_printf ("<span foreground=\"#%02x%02x%02x\"%s>%s</span>", (int) (rgba->red * 255), (int) (rgba->green * 255),
                          (int) (rgba->blue * 255), zero ? "" : " weight=\"bold\"", escaped);
}

static void
append_term (GString *line, const ConvoTerm *term, gboolean first)
{
  g_autofree char *a = scope_number_text (term->a), *b = bracketed (term->b);
  g_autofree char *left = colored (a, SCOPE_COLOR_INPUT, term->a == 0), *right = colored (b, SCOPE_COLOR_KERNEL, term->b == 0);

  g_string_append_printf (line, "%s%s·%s", first ? "" : "  +  ", left, right);
}

static void
append_channel (GString *text, const ConvoSum *sum, const ConvoChannelSum *one, gboolean named)
{
  g_autofree char *result = scope_number_text (one->sum);
  const gboolean all = one->n <= MAX_TERMS;
  guint zeros = 0, written = 0;

  if (named)                          /* translators: begins the line of one channel in the written sum */
    g_string_append_printf (text, _("<small>channel %d</small>   "), (int) one->channel + 1);
  for (guint i = one->first; i < one->first + one->n; i++)
    {
      const ConvoTerm *term = &g_array_index (sum->terms, ConvoTerm, i);

      if ((all || term->product != 0) && written < 60)
        append_term (text, term, written++ == 0);
      else
        zeros++;
    }
  g_string_append_printf (text, "%s<b>%s</b>", written > 0 ? "  =  " : "", result);
  if (zeros > 0)
    g_string_append_printf (text, ngettext ("   <small>%u product left out</small>", "   <small>%u products left out</small>", zeros), zeros);
  g_string_append_c (text, '\n');
}

static void
append_total (GString *text, const ConvoSum *sum)
{
  for (guint i = 0; i < sum->channels->len && i < 12; i++)
    {
      g_autofree char *number = scope_number_text (g_array_index (sum->channels, ConvoChannelSum, i).sum);

      g_string_append_printf (text, "%s<b>%s</b>", i > 0 ? " + " : "", number);
    }
  if (sum->channels->len > 12)
    g_string_append (text, " + …");
  if (sum->has_bias)
    {
      g_autofree char *bias = scope_number_text (sum->bias);

      g_string_append_printf (text, _(" + <b>%s</b> <small>bias</small>"), bias);
    }
}

static void
show_products (ScopeArithSum *self, const ConvoSum *sum)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < sum->channels->len && i < MAX_LINES; i++)
    append_channel (text, sum, &g_array_index (sum->channels, ConvoChannelSum, i), sum->channels->len > 1);
  gtk_label_set_markup (GTK_LABEL (self->lines), g_strchomp (text->str));
  gtk_widget_set_visible (self->lines, text->len > 0);
}

/**
 * scope_arith_sum_show:
 * @trace: the operation
 * @y: index of the output
 * @sum: its terms
 *
 * Writes out how @y arises; the sentence for a screen reader is the same with words.
 */
void
scope_arith_sum_show (ScopeArithSum *self, const ConvoTrace *trace, gint64 y, const ConvoSum *sum)
{
  int plane, slice, row, column;
  g_autofree char *result = scope_number_text (sum->engine), *colour = colored (result, SCOPE_COLOR_OUTPUT, FALSE);
  g_autofree char *said = convo_trace_say_output (trace, y);
  g_autoptr(GString) text = g_string_new (NULL);

  scope_plane_place (&trace->out, y, &plane, &slice, &row, &column);
  g_string_append_printf (text, "<b>y</b><sub>%d</sub>[%d, %d]  =  ", plane + 1, row + 1, column + 1);
  if (sum->rule == CONVO_RULE_PRODUCTS)
    {
      show_products (self, sum);
      append_total (text, sum);
    }
  else
    {
      g_autofree char *equation = convo_sum_equation (sum, sum->terms->len <= MAX_TERMS);
      g_autofree char *escaped = g_markup_escape_text (equation, -1);
      const char *end = g_strrstr (escaped, " = ");

      gtk_widget_set_visible (self->lines, FALSE);
      g_string_append_len (text, escaped, end != NULL ? end - escaped : -1);
    }
  g_string_append_printf (text, "  =  <span size=\"x-large\">%s</span>", colour);
  gtk_label_set_markup (GTK_LABEL (self->total), text->str);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, said, -1);
}

static void
scope_arith_sum_class_init (ScopeArithSumClass *klass)
{
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
scope_arith_sum_init (ScopeArithSum *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->lines = scope_arith_label (NULL);
  self->total = scope_arith_label ("sum-total");
  gtk_box_append (GTK_BOX (box), self->lines);
  gtk_box_append (GTK_BOX (box), self->total);
  gtk_widget_add_css_class (box, "card");
  gtk_widget_add_css_class (box, "sum-card");
  adw_bin_set_child (ADW_BIN (self), box);
}

/** scope_arith_sum_new: Returns: (transfer full): an empty card */
GtkWidget *
scope_arith_sum_new (void)
{
  return g_object_new (SCOPE_TYPE_ARITH_SUM, NULL);
}
