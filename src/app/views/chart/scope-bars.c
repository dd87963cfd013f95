/* The likeliest classes as bars, the true one marked. */
#include "scope-bars.h"
#include "scope-text.h"

#include <glib/gi18n.h>
#include <math.h>

#define SPACE    8
#define BAR      10                 /* thickness */
#define ROW_PAD  4
#define MAX_NAME 130

typedef struct
{
  int    class;
  float  value;
  char  *name;
} Row;

struct _ScopeBars
{
  ScopeView parent_instance;

  Row   rows[SCOPE_BARS_MAX_ROWS];
  int   n_rows, wanted;
  int   true_class;
  int   n;                          /* all classes */
  float *values;
  char **names;
};

G_DEFINE_FINAL_TYPE (ScopeBars, scope_bars, SCOPE_TYPE_VIEW)

static char *
dup_name (ScopeBars *self, int class)
{
  return self->names != NULL ? g_strdup (self->names[class]) : g_strdup_printf ("%d", class);
}

/* Numbers that compare as nothing come last. */
static gboolean
likelier (ScopeBars *self, int a, int b)
{
  const float x = isnan (self->values[a]) ? -1 : self->values[a], y = isnan (self->values[b]) ? -1 : self->values[b];

  return x > y || (x == y && a < b);
}

/* Keeps the likeliest by insertion; the true class takes the last row if it is not among them. */
static void
choose_rows (ScopeBars *self)
{
  const int rows = MIN (self->wanted, self->n);
  gboolean found = FALSE;

  for (int i = 0; i < self->n_rows; i++)
    g_clear_pointer (&self->rows[i].name, g_free);
  self->n_rows = 0;
  for (int class = 0; class < self->n; class++)
    {
      int at = self->n_rows;

      while (at > 0 && likelier (self, class, self->rows[at - 1].class))
        at--;
      if (at >= rows)
        continue;
      self->n_rows = MIN (self->n_rows + 1, rows);
      for (int i = self->n_rows - 1; i > at; i--)
        self->rows[i] = self->rows[i - 1];
      self->rows[at].class = class;
    }
  for (int i = 0; i < self->n_rows; i++)
    found |= self->rows[i].class == self->true_class;
  if (!found && self->true_class >= 0 && self->true_class < self->n && self->n_rows > 0)
    self->rows[self->n_rows - 1].class = self->true_class;
  for (int i = 0; i < self->n_rows; i++)
    {
      self->rows[i].value = self->values[self->rows[i].class];
      self->rows[i].name = dup_name (self, self->rows[i].class);
    }
}

static char *
dup_row (ScopeBars *self, int row)
{
  g_autofree char *share = scope_text_percent (self->rows[row].value);

  if (self->rows[row].class == self->true_class)
    return g_strdup_printf (_("%s %s, the true class"), self->rows[row].name, share);
  return g_strdup_printf ("%s %s", self->rows[row].name, share);
}

static void
describe (ScopeBars *self)
{
  GString *text = g_string_new (NULL);

  for (int i = 0; i < self->n_rows; i++)
    {
      g_autofree char *row = dup_row (self, i);
      g_string_append_printf (text, "%s%s", i > 0 ? "; " : "", row);
    }
  scope_view_describe (SCOPE_VIEW (self), _("Predicted classes"),
                       self->n_rows > 0 ? text->str : _("No prediction yet."));
  g_string_free (text, TRUE);
}

/* ---- drawing ---- */

static int
row_height (ScopeBars *self)
{
  return scope_view_text_height (SCOPE_VIEW (self), SCOPE_TEXT_BODY) + ROW_PAD;
}

static int
tick_width (ScopeBars *self)
{
  return scope_view_text_width (SCOPE_VIEW (self), "✓", SCOPE_TEXT_BOLD) + 4;
}

static int
name_width (ScopeBars *self)
{
  int width = 40;

  for (int i = 0; i < self->n; i++)                         /* of all classes, so that bars do not jump */
    {
      g_autofree char *name = dup_name (self, i);
      width = MAX (width, scope_view_text_width (SCOPE_VIEW (self), name, SCOPE_TEXT_BOLD));
      if (i > 200)
        break;
    }
  return MIN (width, MAX_NAME);
}

static void
append_name (ScopeBars *self, GtkSnapshot *snapshot, const char *name, ScopeTextStyle style, int x, int y, int room)
{
  PangoLayout *layout = scope_view_layout (SCOPE_VIEW (self), name, style);

  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_width (layout, room * PANGO_SCALE);
  pango_layout_set_alignment (layout, PANGO_ALIGN_LEFT);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_snapshot_append_layout (snapshot, layout, scope_palette_color (SCOPE_COLOR_TEXT));
  gtk_snapshot_restore (snapshot);
}

static void
append_bar (GtkSnapshot *snapshot, double x, double y, double width, const GdkRGBA *color)
{
  GskRoundedRect bar;

  gsk_rounded_rect_init_from_rect (&bar, &GRAPHENE_RECT_INIT (x, y, width, BAR), MIN (3, width / 2));
  gtk_snapshot_push_rounded_clip (snapshot, &bar);
  gtk_snapshot_append_color (snapshot, color, &bar.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
append_row (ScopeBars *self, GtkSnapshot *snapshot, int index, int name_room)
{
  ScopeView *view = SCOPE_VIEW (self);
  const Row *row = &self->rows[index];
  const gboolean true_class = row->class == self->true_class;
  const ScopeTextStyle style = true_class ? SCOPE_TEXT_BOLD : SCOPE_TEXT_BODY;
  const int y = index * row_height (self) + ROW_PAD / 2, line = row_height (self) - ROW_PAD;
  const int number = scope_view_text_width (view, "100.0 %", SCOPE_TEXT_BOLD), tick = tick_width (self);
  const int x = tick + name_room + SPACE, width = gtk_widget_get_width (GTK_WIDGET (self)) - x - SPACE - number;
  const double bar_y = y + rint ((line - BAR) / 2.0);
  const double share = isfinite (row->value) ? CLAMP (row->value, 0, 1) : 0;
  /* green: the true class; orange: likelier than the true one, a mistake; grey: the rest */
  const ScopeColor color = true_class ? SCOPE_COLOR_SUCCESS
                         : index == 0 && self->true_class >= 0 ? SCOPE_COLOR_TEST : SCOPE_COLOR_GAUGE;
  g_autofree char *text = scope_text_percent (row->value);

  if (true_class)
    scope_view_append_text (view, snapshot, "✓", SCOPE_TEXT_BOLD, 0, y, 0, scope_palette_color (SCOPE_COLOR_SUCCESS));
  append_name (self, snapshot, row->name, style, tick, y, name_room);
  scope_view_append_text (view, snapshot, text, style, gtk_widget_get_width (GTK_WIDGET (self)), y, 1,
                          scope_palette_color (SCOPE_COLOR_TEXT));
  if (width < 10)
    return;
  append_bar (snapshot, x, bar_y, width, scope_palette_color (SCOPE_COLOR_TRACK));
  if (share > 0)
    append_bar (snapshot, x, bar_y, MAX (1, share * width), scope_palette_color (color));
}

static void
scope_bars_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ScopeBars *self = SCOPE_BARS (widget);
  const int room = MIN (name_width (self), gtk_widget_get_width (widget) / 2);

  for (int i = 0; i < self->n_rows; i++)
    append_row (self, snapshot, i, room);
}

static void
scope_bars_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                    int *minimum_baseline, int *natural_baseline)
{
  ScopeBars *self = SCOPE_BARS (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = 160, *natural = 300;
  else
    *minimum = *natural = MAX (self->n_rows, 1) * row_height (self);
}

static void
moved (ScopeBars *self, double x, double y)
{
  const int row = (int) (y / row_height (self));
  g_autofree char *text = y >= 0 && row < self->n_rows ? dup_row (self, row) : NULL;

  scope_view_set_hover_text (SCOPE_VIEW (self), text);
}

static void
left (ScopeBars *self)
{
  scope_view_set_hover_text (SCOPE_VIEW (self), NULL);
}

/* ---- public ---- */

/** scope_bars_new: Returns: (transfer floating): bars without rows */
GtkWidget *
scope_bars_new (void)
{
  return g_object_new (SCOPE_TYPE_BARS, NULL);
}

/** scope_bars_set_rows: how many classes are shown at most: 1 to %SCOPE_BARS_MAX_ROWS; 5 by default */
void
scope_bars_set_rows (ScopeBars *self, int rows)
{
  g_return_if_fail (SCOPE_IS_BARS (self));
  self->wanted = CLAMP (rows, 1, SCOPE_BARS_MAX_ROWS);
  choose_rows (self);
  describe (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * scope_bars_set_values:
 * @self: bars
 * @probabilities: (nullable): @n values in 0…1, copied
 * @n: classes; 0 empties
 * @names: (array length=n) (nullable): translated class names; numbers from 0 without them
 * @true_class: class of the picture, from 0; −1 when it is unknown
 */
void
scope_bars_set_values (ScopeBars *self, const float *probabilities, int n, const char * const *names, int true_class)
{
  const int before = self->n_rows;

  g_return_if_fail (SCOPE_IS_BARS (self));
  g_return_if_fail (n == 0 || (n > 0 && probabilities != NULL));
  g_free (self->values);
  g_strfreev (self->names);
  self->n = n;
  self->true_class = true_class;
  self->values = g_memdup2 (probabilities, sizeof *probabilities * n);
  self->names = names != NULL ? g_new0 (char *, n + 1) : NULL;
  for (int i = 0; names != NULL && i < n; i++)
    self->names[i] = g_strdup (names[i]);
  choose_rows (self);
  describe (self);
  if (self->n_rows != before)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** scope_bars_get_class: Returns: the class shown in @row, from 0; −1 if there is no such row */
int
scope_bars_get_class (ScopeBars *self, int row)
{
  g_return_val_if_fail (SCOPE_IS_BARS (self), -1);
  return row >= 0 && row < self->n_rows ? self->rows[row].class : -1;
}

static void
scope_bars_finalize (GObject *object)
{
  ScopeBars *self = SCOPE_BARS (object);

  for (int i = 0; i < self->n_rows; i++)
    g_free (self->rows[i].name);
  g_free (self->values);
  g_strfreev (self->names);
  G_OBJECT_CLASS (scope_bars_parent_class)->finalize (object);
}

static void
scope_bars_class_init (ScopeBarsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = scope_bars_finalize;
  widget_class->snapshot = scope_bars_snapshot;
  widget_class->measure = scope_bars_measure;
  gtk_widget_class_set_css_name (widget_class, "bars");
}

static void
scope_bars_init (ScopeBars *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->wanted = 5;
  self->true_class = -1;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (moved), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (left), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  describe (self);
}
