/* The sum written out: a line a channel, every product over its running sum, then the total with the bias last.
 *
 * It is drawn, not made of labels: a label that says something else lays the whole page out anew, thirty times a second
 * while the show plays. Its height follows from the number of channels only. */
#include "scope-arith-sum.h"

#include <glib/gi18n.h>
#include <math.h>

#include "scope-arith-plane.h"

#define MAX_LINES 2           /* channels written out; the others only in the total */
#define MAX_PIECES 12         /* of a line; longer sums are written by rows of the kernel */
#define MAX_TERMS 27          /* of an equation without weights */
#define PADDING 18
#define GAP 14                /* left and right of a plus */

/* One product "3·(−1)" over its running sum, or one row of a large kernel: its sum over its name. */
typedef struct
{
  char    *a, *b, *below;
  gboolean zero;
} Piece;

typedef struct
{
  char      *name, *result;
  GPtrArray *pieces;           /* (element-type Piece) */
} Line;

struct _ScopeArithSum
{
  ScopeView  parent_instance;
  GPtrArray *lines;            /* (element-type Line) */
  char      *total;            /* markup */
  guint      n_lines;          /* that there is room for */
  gboolean   running;          /* the small figures are running sums */
  int        open;             /* row of a large kernel that is written out; −1: none */
  ConvoSum  *sum;              /* that is shown; its terms are needed when a row opens */
};

G_DEFINE_FINAL_TYPE (ScopeArithSum, scope_arith_sum, SCOPE_TYPE_VIEW)

/* ---- what is written ---- */

static void
piece_free (gpointer data)
{
  Piece *piece = data;

  g_free (piece->a);
  g_free (piece->b);
  g_free (piece->below);
  g_free (piece);
}

static void
line_free (gpointer data)
{
  Line *line = data;

  g_free (line->name);
  g_free (line->result);
  g_ptr_array_unref (line->pieces);
  g_free (line);
}

static void
add_piece (Line *line, char *a, char *b, char *below, gboolean zero)
{
  Piece *piece = g_new (Piece, 1);

  *piece = (Piece) { a, b, below, zero };
  g_ptr_array_add (line->pieces, piece);
}

static void
add_term (Line *line, const ConvoTerm *term)
{
  g_autofree char *factors = scope_arith_factors (term, CONVO_RULE_PRODUCTS), *running = scope_number_text (term->running);
  char *dot = strstr (factors, "·");

  add_piece (line, g_strndup (factors, dot - factors), g_strdup (dot), g_strdup_printf ("→ %s", running), term->product == 0);
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
add_rows (Line *line, const ConvoSum *sum, const ConvoChannelSum *one)
{
  const guint end = one->first + one->n;
  const gboolean slices = g_array_index (sum->terms, ConvoTerm, one->first).at[0] != g_array_index (sum->terms, ConvoTerm, end - 1).at[0];

  for (guint i = one->first; i < end;)
    {
      const int row = row_of (sum, one, i);
      double part = 0;

      for (; i < end && row_of (sum, one, i) == row; i++)
        part += g_array_index (sum->terms, ConvoTerm, i).product;
      add_piece (line, scope_number_text (part), NULL, g_strdup_printf (slices ? _("slice %d") : _("row %d"), row + 1), part == 0);
    }
}

/* The first products that are not zero, and what is left in one number. */
static void
add_some (Line *line, const ConvoSum *sum, const ConvoChannelSum *one)
{
  double left = one->sum;
  g_autofree char *text = NULL;
  guint n = 0;

  for (guint i = one->first; i < one->first + one->n && n < MAX_PIECES - 1; i++)
    {
      const ConvoTerm *term = &g_array_index (sum->terms, ConvoTerm, i);

      if (term->product == 0)
        continue;
      add_term (line, term);
      left -= term->product;
      n++;
    }
  text = scope_number_text (left);
  add_piece (line, g_steal_pointer (&text), NULL, g_strdup_printf (ngettext ("%u more", "%u more", one->n - n), one->n - n), left == 0);
}

static Line *
line_new (const ConvoSum *sum, const ConvoChannelSum *one, int open)
{
  Line *line = g_new0 (Line, 1);
  const int rows = one->n > 0 ? row_of (sum, one, one->first + one->n - 1) + 1 : 0;

  line->pieces = g_ptr_array_new_with_free_func (piece_free);
  line->result = scope_number_text (one->sum);
  line->name = sum->channels->len > 1 ? g_strdup_printf (_("channel %d"), (int) one->channel + 1) : g_strdup ("");
  if (one->n <= MAX_PIECES || (open >= 0 && open < rows))
    {
      for (guint i = one->first; i < one->first + one->n; i++)
        if (one->n <= MAX_PIECES || row_of (sum, one, i) == open)
          add_term (line, &g_array_index (sum->terms, ConvoTerm, i));
    }
  else if (rows > 1 && rows <= MAX_PIECES)
    add_rows (line, sum, one);
  else
    add_some (line, sum, one);
  return line;
}

static void
write_lines (ScopeArithSum *self)
{
  g_ptr_array_set_size (self->lines, 0);
  for (guint i = 0; self->sum->rule == CONVO_RULE_PRODUCTS && i < MIN (self->sum->channels->len, MAX_LINES); i++)
    g_ptr_array_add (self->lines, line_new (self->sum, &g_array_index (self->sum->channels, ConvoChannelSum, i), self->open));
}

static void
append_total (GString *text, const ConvoSum *sum)
{
  for (guint i = 0; i < sum->channels->len && i < 8; i++)
    {
      const ConvoChannelSum *one = &g_array_index (sum->channels, ConvoChannelSum, i);
      g_autofree char *number = scope_number_text (one->sum), *name = g_strdup_printf (_("channel %d"), (int) one->channel + 1);

      g_string_append_printf (text, "%s<b>%s</b>", i > 0 ? "  +  " : "", number);
      if (sum->channels->len > 1 && sum->channels->len <= 4)
        g_string_append_printf (text, " <small>%s</small>", name);
    }
  if (sum->channels->len > 8)
    g_string_append (text, "  +  …");
  if (sum->has_bias)
    {
      g_autofree char *bias = scope_number_text (sum->bias);
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

static char *
total_new (const ConvoTrace *trace, gint64 y, const ConvoSum *sum)
{
  const GdkRGBA *rgba = scope_palette_color (SCOPE_COLOR_OUTPUT);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *result = scope_number_text (sum->engine);
  int plane, slice, row, column;

  scope_plane_place (&trace->out, y, &plane, &slice, &row, &column);
  g_string_append_printf (text, "<b>y</b><sub>%d</sub>[%d, %d]  =  ", plane + 1, row + 1, column + 1);
  if (sum->rule == CONVO_RULE_PRODUCTS)
    append_total (text, sum);
  else
    append_equation (text, sum);
  g_string_append_printf (text, "  =  <span size=\"x-large\" weight=\"bold\" foreground=\"#%02x%02x%02x\">%s</span>",
                          (int) (rgba->red * 255), (int) (rgba->green * 255), (int) (rgba->blue * 255), result);
  return g_strdup (text->str);
}

/**
 * scope_arith_sum_show:
 * @trace: the operation
 * @y: index of the output
 * @sum: (transfer full): its terms
 *
 * Writes out how @y arises; the sentence for a screen reader is the same with words.
 */
void
scope_arith_sum_show (ScopeArithSum *self, const ConvoTrace *trace, gint64 y, ConvoSum *sum)
{
  g_autofree char *said = convo_trace_say_output (trace, y);
  const guint n_lines = sum->rule == CONVO_RULE_PRODUCTS ? MIN (sum->channels->len, MAX_LINES) : 0;

  g_clear_pointer (&self->sum, convo_sum_free);
  self->sum = sum;
  self->running = n_lines > 0 && g_array_index (sum->channels, ConvoChannelSum, 0).n <= MAX_PIECES;
  write_lines (self);
  g_free (self->total);
  self->total = total_new (trace, y, sum);
  scope_view_describe (SCOPE_VIEW (self), said, NULL);
  if (n_lines != self->n_lines)
    {
      self->n_lines = n_lines;
      self->open = -1;
      gtk_widget_queue_resize (GTK_WIDGET (self));
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* ---- drawing ---- */

static int
line_height (ScopeArithSum *self)
{
  return scope_view_text_height (SCOPE_VIEW (self), SCOPE_TEXT_BOLD) + scope_view_text_height (SCOPE_VIEW (self), SCOPE_TEXT_CAPTION) + 2;
}

static int
width_of (ScopeArithSum *self, const char *text, ScopeTextStyle style)
{
  return text == NULL || *text == '\0' ? 0 : scope_view_text_width (SCOPE_VIEW (self), text, style);
}

static int
piece_width (ScopeArithSum *self, const Piece *piece)
{
  const ScopeTextStyle style = piece->zero ? SCOPE_TEXT_BODY : SCOPE_TEXT_BOLD;

  return MAX (width_of (self, piece->a, style) + width_of (self, piece->b, style), width_of (self, piece->below, SCOPE_TEXT_CAPTION));
}

/* Where the columns of all lines begin and how wide they are; a line too long for the page leaves out its zeros. */
typedef struct
{
  double left, column, result;
  gboolean zeros;
} Columns;

static Columns
columns_of (ScopeArithSum *self)
{
  Columns c = { .zeros = TRUE };
  int widest = 0, most = 0, name = 0, result = 0;
  double room;

  for (guint i = 0; i < self->lines->len; i++)
    {
      const Line *line = self->lines->pdata[i];

      name = MAX (name, width_of (self, line->name, SCOPE_TEXT_BOLD));
      result = MAX (result, width_of (self, line->result, SCOPE_TEXT_BOLD));
      most = MAX (most, (int) line->pieces->len);
      for (guint k = 0; k < line->pieces->len; k++)
        widest = MAX (widest, piece_width (self, line->pieces->pdata[k]));
    }
  c.left = PADDING + name + (name > 0 ? 2 * GAP : 0);
  c.result = MAX (result, 40) + 3 * GAP;
  room = gtk_widget_get_width (GTK_WIDGET (self)) - PADDING - c.left - c.result;
  c.column = CLAMP (room / MAX (most, 1), widest + 2 * GAP, 130);
  c.zeros = c.column * most <= room;
  return c;
}

static void
draw_piece (ScopeArithSum *self, GtkSnapshot *snapshot, const Piece *piece, double x, double y, double column)
{
  ScopeView *view = SCOPE_VIEW (self);
  const ScopeTextStyle style = piece->zero ? SCOPE_TEXT_BODY : SCOPE_TEXT_BOLD;
  const GdkRGBA *dim = scope_palette_color (SCOPE_COLOR_DIM);
  const int a = width_of (self, piece->a, style), b = width_of (self, piece->b, style);
  const double left = x + (column - 2 * GAP - a - b) / 2;

  scope_view_append_text (view, snapshot, piece->a, style, left, y, 0,
                          piece->zero ? dim : scope_palette_color (piece->b != NULL ? SCOPE_COLOR_INPUT : SCOPE_COLOR_TEXT));
  if (piece->b != NULL)
    scope_view_append_text (view, snapshot, piece->b, style, left + a, y, 0, piece->zero ? dim : scope_palette_color (SCOPE_COLOR_KERNEL));
  scope_view_append_text (view, snapshot, piece->below, SCOPE_TEXT_CAPTION, x + (column - 2 * GAP) / 2,
                          y + scope_view_text_height (view, SCOPE_TEXT_BOLD), 0.5, dim);
}

static void
draw_line (ScopeArithSum *self, GtkSnapshot *snapshot, const Line *line, const Columns *c, double y)
{
  ScopeView *view = SCOPE_VIEW (self);
  const GdkRGBA *dim = scope_palette_color (SCOPE_COLOR_DIM), *text = scope_palette_color (SCOPE_COLOR_TEXT);
  const double end = gtk_widget_get_width (GTK_WIDGET (self)) - PADDING - c->result;
  double x = c->left;
  guint left_out = 0, written = 0;

  scope_view_append_text (view, snapshot, line->name, SCOPE_TEXT_BOLD, PADDING, y, 0, text);
  for (guint i = 0; i < line->pieces->len; i++)
    {
      const Piece *piece = line->pieces->pdata[i];

      if ((!c->zeros && piece->zero) || x + c->column - GAP > end + 1)
        {
          left_out++;
          continue;
        }
      if (written++ > 0)
        scope_view_append_text (view, snapshot, "+", SCOPE_TEXT_BODY, x - GAP, y, 0.5, dim);
      draw_piece (self, snapshot, piece, x, y, c->column);
      x += c->column;
    }
  scope_view_append_text (view, snapshot, left_out > 0 && written > 0 ? "…  =" : written > 0 ? "=" : "", SCOPE_TEXT_BODY, x, y, 0, dim);
  scope_view_append_text (view, snapshot, line->result, SCOPE_TEXT_BOLD, x + width_of (self, left_out > 0 && written > 0 ? "…  =" : "=", SCOPE_TEXT_BODY) + 8, y, 0, text);
}

static void
draw_total (ScopeArithSum *self, GtkSnapshot *snapshot, double y)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  const int width = gtk_widget_get_width (GTK_WIDGET (self));
  const char *note = _("small figures: the running sum");
  int w, h;

  pango_layout_set_markup (layout, self->total, -1);
  pango_layout_set_width (layout, (width - 2 * PADDING) * PANGO_SCALE);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_height (layout, -2);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_MIDDLE);
  pango_layout_get_pixel_size (layout, &w, &h);
  y += (gtk_widget_get_height (GTK_WIDGET (self)) - y - h) / 2;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (PADDING, (int) y));
  gtk_snapshot_append_layout (snapshot, layout, scope_palette_color (SCOPE_COLOR_TEXT));
  gtk_snapshot_restore (snapshot);
  if (self->running && w + width_of (self, note, SCOPE_TEXT_CAPTION) + 3 * PADDING < width)
    scope_view_append_text (SCOPE_VIEW (self), snapshot, note, SCOPE_TEXT_CAPTION, width - PADDING,
                            y + (h - scope_view_text_height (SCOPE_VIEW (self), SCOPE_TEXT_CAPTION)) / 2.0, 1, scope_palette_color (SCOPE_COLOR_DIM));
  g_object_unref (layout);
}

static void
scope_arith_sum_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ScopeArithSum *self = SCOPE_ARITH_SUM (widget);
  Columns columns;
  double y = 10;

  if (self->total == NULL)
    return;
  columns = columns_of (self);
  for (guint i = 0; i < self->lines->len; i++, y += line_height (self))
    draw_line (self, snapshot, self->lines->pdata[i], &columns, y);
  draw_total (self, snapshot, y);
}

static void
scope_arith_sum_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *min, int *nat, int *b1, int *b2)
{
  ScopeArithSum *self = SCOPE_ARITH_SUM (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *min = *nat = 200;
  else
    *min = *nat = 16 + (int) self->n_lines * line_height (self) + scope_view_text_height (SCOPE_VIEW (self), SCOPE_TEXT_BODY) * 2;
}

/* A click on a row of a large kernel writes that row out; another click closes it. */
static void
pressed (ScopeArithSum *self, int n, double x, double y, GtkGesture *gesture)
{
  const guint line = (guint) ((y - 10) / line_height (self));
  const Columns c = columns_of (self);
  const int at = (int) ((x - c.left) / c.column);

  if (self->sum == NULL || line >= self->lines->len || self->running || x < c.left)
    return;
  self->open = self->open >= 0 ? -1 : at < (int) ((Line *) self->lines->pdata[line])->pieces->len ? at : -1;
  write_lines (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* ---- life ---- */

static void
scope_arith_sum_finalize (GObject *object)
{
  ScopeArithSum *self = SCOPE_ARITH_SUM (object);

  g_clear_pointer (&self->sum, convo_sum_free);
  g_ptr_array_unref (self->lines);
  g_free (self->total);
  G_OBJECT_CLASS (scope_arith_sum_parent_class)->finalize (object);
}

static void
scope_arith_sum_class_init (ScopeArithSumClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = scope_arith_sum_finalize;
  widget_class->snapshot = scope_arith_sum_snapshot;
  widget_class->measure = scope_arith_sum_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
scope_arith_sum_init (ScopeArithSum *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  self->open = -1;
  self->lines = g_ptr_array_new_with_free_func (line_free);
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

/** scope_arith_sum_new: Returns: (transfer full): an empty card */
GtkWidget *
scope_arith_sum_new (void)
{
  return g_object_new (SCOPE_TYPE_ARITH_SUM, NULL);
}
