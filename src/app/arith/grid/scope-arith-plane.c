/* How values of any rank become a flat grid, and the small widgets that every stage of the arithmetic view uses. */
#include "scope-arith-plane.h"

#include <glib/gi18n.h>
#include <math.h>

#define MOST_UNIT 12

/** scope_plane_of: Returns: the grid of a value of @shape */
ScopePlane
scope_plane_of (const ConvoShape *shape)
{
  switch (shape->rank)
    {
    case 1: return (ScopePlane) { 1, (int) shape->dim[0], 1, 1 };
    case 2: return (ScopePlane) { 1, (int) shape->dim[1], (int) shape->dim[0], 1 };
    case 3: return (ScopePlane) { (int) shape->dim[1], (int) shape->dim[2], (int) shape->dim[0], 1 };
    case 4: return (ScopePlane) { (int) shape->dim[2], (int) shape->dim[3], (int) shape->dim[0], (int) shape->dim[1] };
    default: return (ScopePlane) { 0, 0, 0, 0 };
    }
}

/** scope_plane_index: Returns: index in the flat value */
gint64
scope_plane_index (const ConvoShape *shape, int plane, int slice, int row, int column)
{
  const ScopePlane p = scope_plane_of (shape);

  return (((gint64) plane * p.slices + slice) * p.rows + row) * p.columns + column;
}

/** scope_plane_values: Returns: (transfer none): the numbers of one grid, row after row */
const float *
scope_plane_values (const ConvoShape *shape, const float *values, int plane, int slice)
{
  return values + scope_plane_index (shape, plane, slice, 0, 0);
}

/** scope_plane_place: the inverse of scope_plane_index() */
void
scope_plane_place (const ConvoShape *shape, gint64 index, int *plane, int *slice, int *row, int *column)
{
  const ScopePlane p = scope_plane_of (shape);
  const gint64 columns = MAX (p.columns, 1), rows = MAX (p.rows, 1), slices = MAX (p.slices, 1);

  *column = (int) (index % columns);
  *row = (int) (index / columns % rows);
  *slice = (int) (index / (columns * rows) % slices);
  *plane = (int) (index / (columns * rows * slices));
}

/**
 * scope_plane_window:
 * @sum: of an output
 * @window: (out): where its window lies on the input
 * @slice: (out): first slice of the input that it reads
 *
 * Returns: whether the operation has a window that is a rectangle on the input
 */
gboolean
scope_plane_window (const ConvoTrace *trace, const ConvoSum *sum, ScopeGridWindow *window, int *slice)
{
  const ConvoArith *arith = &trace->arith;
  const ConvoTerm *first = sum->terms->len > 0 ? &g_array_index (sum->terms, ConvoTerm, 0) : NULL;
  int last_row = 0, last_column = 0;

  *slice = 0;
  if (first == NULL || !convo_arith_windows (arith) || convo_arith_has (arith, CONVO_ARITH_OUTPUT_PADDING) || trace->in[0].rank < 2)
    return FALSE;
  *window = (ScopeGridWindow) { (int) first->at[1], (int) first->at[2], (int) arith->kernel[1], (int) arith->kernel[2],
                                (int) MAX (arith->dilation[1], 1), (int) MAX (arith->dilation[2], 1) };
  for (guint i = 0; i < sum->terms->len; i++)
    {
      const ConvoTerm *term = &g_array_index (sum->terms, ConvoTerm, i);

      window->row = MIN (window->row, (int) term->at[1]);
      window->column = MIN (window->column, (int) term->at[2]);
      last_row = MAX (last_row, (int) term->at[1]);
      last_column = MAX (last_column, (int) term->at[2]);
      if (term->x >= 0 && trace->in[0].rank == 4)
        *slice = (int) CLAMP (first->at[0], 0, trace->in[0].dim[1] - 1);
    }
  if (arith->kernel[1] == 1 && arith->kernel[2] == 1 && sum->rule != CONVO_RULE_PRODUCTS)     /* a global pool reads the whole map */
    {
      window->rows = last_row - window->row + 1;
      window->columns = last_column - window->column + 1;
    }
  if (trace->in[0].rank == 2)
    window->rows = window->row_step = 1, window->row = 0;
  return TRUE;
}

/** scope_plane_padding: draws the padding of @trace's input around @grid, and what no window reads */
void
scope_plane_padding (ScopeNumberGrid *grid, const ConvoTrace *trace)
{
  const ConvoArith *arith = &trace->arith;
  const gboolean windows = convo_arith_windows (arith) && trace->in[0].rank > 1
                           && !convo_arith_has (arith, CONVO_ARITH_OUTPUT_PADDING);
  const gboolean flat = trace->in[0].rank == 2;

  scope_number_grid_set_numbering (grid, 0, 1, 0, 1);
  if (!windows)
    {
      scope_number_grid_set_padding (grid, 0, 0, 0, 0);
      scope_number_grid_set_unread (grid, 0, 0);
      return;
    }
  scope_number_grid_set_padding (grid, flat ? 0 : (int) arith->before[1], (int) arith->before[2],
                                 flat ? 0 : (int) arith->after[1], (int) arith->after[2]);
  scope_number_grid_set_unread (grid, flat ? 0 : (int) convo_arith_unread (arith, 1), (int) convo_arith_unread (arith, 2));
}

/**
 * scope_plane_unit:
 * @values: of a whole gradient
 *
 * Gradients of a loss are often thousandths; cells have room for two decimals.
 *
 * Returns: 0, 3, 6 …: show them in units of 10 to the minus that, so that the largest is at least 0.3
 */
int
scope_plane_unit (const float *values, gint64 n)
{
  double largest = 0;
  int unit = 0;

  for (gint64 i = 0; i < n; i++)
    largest = isfinite (values[i]) ? MAX (largest, fabs (values[i])) : largest;
  while (largest > 0 && largest * pow (10, unit) < 0.3 && unit < MOST_UNIT)
    unit += 3;
  return unit;
}

/** scope_plane_show: @values: [rows × columns], shown in units of 10 to the minus @unit */
void
scope_plane_show (ScopeNumberGrid *grid, int rows, int columns, const float *values, int unit)
{
  const float factor = pow (10, unit);
  g_autofree float *scaled = NULL;

  if (unit == 0)
    {
      scope_number_grid_set_values (grid, rows, columns, values);
      return;
    }
  scaled = g_new (float, MAX ((gsize) rows * columns, 1));
  for (int i = 0; i < rows * columns; i++)
    scaled[i] = values[i] * factor;
  scope_number_grid_set_values (grid, rows, columns, scaled);
}

/** scope_plane_unit_text: Returns: (transfer full): what to write behind a title: ", in 10⁻³"; empty for plain numbers */
char *
scope_plane_unit_text (int unit)
{
  static const char *const powers[] = { "", "10⁻³", "10⁻⁶", "10⁻⁹", "10⁻¹²" };

  if (unit == 0)
    return g_strdup ("");
  /* translators: the unit of all numbers of a grid: ", in 10⁻³" */
  return g_strdup_printf (_(", in %s"), powers[CLAMP (unit / 3, 0, (int) G_N_ELEMENTS (powers) - 1)]);
}

/** scope_arith_label: Returns: (transfer full): a label that takes markup */
GtkWidget *
scope_arith_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_use_markup (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

/** scope_arith_markup: writes markup into @label, everything but the format escaped */
void
scope_arith_markup (GtkWidget *label, const char *format, ...)
{
  va_list args;
  g_autofree char *text = NULL;

  va_start (args, format);
  text = g_markup_vprintf_escaped (format, args);
  va_end (args);
  if (g_strcmp0 (gtk_label_get_label (GTK_LABEL (label)), text) != 0)      /* the same words again would lay out the page anew */
    gtk_label_set_markup (GTK_LABEL (label), text);
}

/** scope_arith_inscribe: writes markup into @inscription, a text whose room does not depend on its words */
void
scope_arith_inscribe (GtkWidget *inscription, const char *format, ...)
{
  va_list args;
  g_autofree char *text = NULL;

  va_start (args, format);
  text = g_markup_vprintf_escaped (format, args);
  va_end (args);
  gtk_inscription_set_markup (GTK_INSCRIPTION (inscription), text);
}

/**
 * scope_arith_inscription:
 * @css_class: (nullable): as of a label
 * @chars: room, in characters
 * @lines: room, in lines
 *
 * Returns: (transfer full): a text that changes with every step of the show: its room does not, so the page stays as it is
 */
GtkWidget *
scope_arith_inscription (const char *css_class, int chars, int lines)
{
  GtkWidget *widget = gtk_inscription_new (NULL);
  GtkInscription *inscription = GTK_INSCRIPTION (widget);

  gtk_inscription_set_min_chars (inscription, MIN (chars, 4));
  gtk_inscription_set_nat_chars (inscription, chars);
  gtk_inscription_set_min_lines (inscription, lines);
  gtk_inscription_set_nat_lines (inscription, lines);
  gtk_inscription_set_xalign (inscription, 0.5);
  gtk_inscription_set_yalign (inscription, 0.5);
  if (css_class != NULL)
    gtk_widget_add_css_class (widget, css_class);
  return widget;
}

/**
 * scope_arith_titled:
 * @sign: letter of the role: "x"
 * @css_class: (nullable): its colour: "role-x"
 * @grid: (transfer full): stands below
 * @title: (out): the words after the letter
 *
 * Returns: (transfer full): letter, words and grid
 */
GtkWidget *
scope_arith_titled (const char *sign, const char *css_class, GtkWidget *grid, GtkWidget **title)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4), *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *letter = gtk_label_new (sign);

  gtk_widget_add_css_class (letter, "role-letter");
  if (css_class != NULL)
    gtk_widget_add_css_class (letter, css_class);
  *title = scope_arith_label ("small-text");
  gtk_label_set_wrap (GTK_LABEL (*title), FALSE);
  gtk_widget_set_halign (head, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (head), letter);
  gtk_box_append (GTK_BOX (head), *title);
  gtk_box_append (GTK_BOX (box), head);
  gtk_widget_set_vexpand (grid, TRUE);
  gtk_box_append (GTK_BOX (box), grid);
  return box;
}
