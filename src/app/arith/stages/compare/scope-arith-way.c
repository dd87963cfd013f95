/* How one way comes to its output. Layers in a row: the field of one output cell on each map, window above window, and the
 * slices of each kernel. Branches: a bar for each, as long as its multiplications. All ways of a comparison share a scale. */
#include "scope-arith-way.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "numbers.h"
#include "scope-grid-paint.h"

#define SLANT 0.45             /* a row further back lies that much further to the right, in cells */
#define FLAT 0.42              /* height of a row, in cells */
#define GAP 0.9                /* least room between two maps, in cells */
#define LARGEST 34             /* of a cell, in pixels */
#define MARGIN 12
#define PILE 44                /* front of a kernel, in pixels */
#define STEP 5                 /* from slice to slice */
#define SLICES 5               /* drawn of a kernel: as many as tell one from all */
#define MAX_MAPS 8
#define BAR 16
#define BRANCH 46

struct _ScopeArithWay
{
  ScopeView parent_instance;
  GArray   *parts;             /* of ConvoWayPart */
  double    tallest;           /* of all ways: their maps above each other, in cells */
  gint64    longest;           /* branch of all ways, in MACs */
  gboolean  branches;
};

G_DEFINE_FINAL_TYPE (ScopeArithWay, scope_arith_way, SCOPE_TYPE_VIEW)

/* Cells of each map that one output cell depends on: map 0 is the input, the last one the output. */
typedef struct
{
  int n;
  int rows[MAX_MAPS], columns[MAX_MAPS];
  double x[MAX_MAPS], y[MAX_MAPS], cell;        /* of the front left corner */
} Maps;

static const ConvoWayPart *
part_at (GArray *parts, guint i)
{
  return &g_array_index (parts, ConvoWayPart, i);
}

static void
count_maps (GArray *parts, Maps *maps)
{
  maps->n = MIN (parts->len + 1, MAX_MAPS);
  maps->rows[maps->n - 1] = maps->columns[maps->n - 1] = 1;
  for (int i = maps->n - 2; i >= 0; i--)
    {
      maps->rows[i] = maps->rows[i + 1] + (int) part_at (parts, i)->kernel[0] - 1;
      maps->columns[i] = maps->columns[i + 1] + (int) part_at (parts, i)->kernel[1] - 1;
    }
}

/* In cells, with the least gaps. */
static double
stack_height (const Maps *maps)
{
  double height = (maps->n - 1) * GAP;

  for (int i = 0; i < maps->n; i++)
    height += maps->rows[i] * FLAT;
  return height;
}

/* "64 kernels", "× 64·3×3", "= 36,864" */
static void
kernel_words (const ConvoWayPart *part, char *words[3])
{
  g_autofree char *number = convo_number_exact (part->parameters);

  words[0] = g_strdup_printf (ngettext ("%d kernel", "%d kernels", part->out.dim[0]), (int) part->out.dim[0]);
  words[1] = g_strdup_printf ("× %" PRId64 "·%" PRId64 "×%" PRId64, part->weights / (part->kernel[0] * part->kernel[1]),
                              part->kernel[0], part->kernel[1]);
  words[2] = g_strdup_printf ("= %s", number);
}

/* Room for the kernels and their words at the right. */
static double
kernels_width (ScopeArithWay *self)
{
  int widest = 0;

  for (guint i = 0; i < self->parts->len; i++)
    {
      char *words[3];

      kernel_words (part_at (self->parts, i), words);
      for (int k = 0; k < 3; k++)
        {
          widest = MAX (widest, scope_view_text_width (SCOPE_VIEW (self), words[k], SCOPE_TEXT_CAPTION | SCOPE_TEXT_BOLD));
          g_free (words[k]);
        }
    }
  return PILE + STEP * SLICES + 6 + widest;
}

/* Maps have one axis; what height is left goes between them. */
static void
place_maps (ScopeArithWay *self, Maps *maps)
{
  const double width = gtk_widget_get_width (GTK_WIDGET (self)) - kernels_width (self) - 3 * MARGIN;
  const double height = gtk_widget_get_height (GTK_WIDGET (self)) - 3 * MARGIN;      /* words above the topmost */
  double gap, bottom = 2 * MARGIN + height;

  count_maps (self->parts, maps);
  maps->cell = MIN (MIN (LARGEST, height / self->tallest), width / (maps->columns[0] + SLANT * maps->rows[0]));
  gap = MIN ((height - (stack_height (maps) - (maps->n - 1) * GAP) * maps->cell) / MAX (maps->n - 1, 1), 3.2 * maps->cell);
  bottom -= MAX (0, height - (stack_height (maps) - (maps->n - 1) * GAP) * maps->cell - (maps->n - 1) * gap) / 2;
  for (int i = 0; i < maps->n; i++)
    {
      maps->x[i] = MARGIN + width / 2 - (maps->columns[i] + SLANT * maps->rows[i]) * maps->cell / 2;
      maps->y[i] = bottom;
      bottom -= maps->rows[i] * FLAT * maps->cell + gap;
    }
}

static graphene_point_t
corner (const Maps *maps, int map, double row, double column)
{
  return GRAPHENE_POINT_INIT (maps->x[map] + (column + SLANT * row) * maps->cell, maps->y[map] - FLAT * row * maps->cell);
}

static void
area (cairo_t *cr, const Maps *maps, int map, double row, double column, double rows, double columns)
{
  const graphene_point_t p[4] = { corner (maps, map, row, column), corner (maps, map, row, column + columns),
                                  corner (maps, map, row + rows, column + columns), corner (maps, map, row + rows, column) };

  cairo_new_sub_path (cr);
  for (int i = 0; i < 4; i++)
    cairo_line_to (cr, p[i].x, p[i].y);
  cairo_close_path (cr);
}

static void
set_color (cairo_t *cr, const GdkRGBA *color, double alpha)
{
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, color->alpha * alpha);
}

static void
draw_map (cairo_t *cr, const Maps *maps, int map, const GdkRGBA *color)
{
  area (cr, maps, map, 0, 0, maps->rows[map], maps->columns[map]);
  set_color (cr, scope_palette_color (SCOPE_COLOR_CARD), 1);
  cairo_fill_preserve (cr);
  set_color (cr, color, 0.16);
  cairo_fill (cr);
  for (int i = 0; i < maps->rows[map] * maps->columns[map]; i++)
    area (cr, maps, map, i / maps->columns[map], i % maps->columns[map], 1, 1);
  set_color (cr, color, 0.8);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

/* From the corners of a cell down to the corners of what it reads. */
static void
draw_rays (cairo_t *cr, const Maps *maps, int upper, double rows, double columns, double rows_below, double columns_below)
{
  for (int i = 0; i < 4; i++)
    {
      const graphene_point_t from = corner (maps, upper, i / 2 * rows, i % 2 * columns);
      const graphene_point_t to = corner (maps, upper - 1, i / 2 * rows_below, i % 2 * columns_below);

      cairo_move_to (cr, from.x, from.y);
      cairo_line_to (cr, to.x, to.y);
    }
  cairo_stroke (cr);
}

/* What map @upper reads of the one below: all of it, and the window of its first cell. */
static void
draw_reading (cairo_t *cr, const Maps *maps, const ConvoWayPart *part, int upper)
{
  const GdkRGBA *kernel = scope_palette_color (SCOPE_COLOR_KERNEL);
  const double dashes[2] = { 4, 3 };

  set_color (cr, scope_palette_color (SCOPE_COLOR_DIM), 0.7);
  cairo_set_line_width (cr, 1);
  cairo_set_dash (cr, dashes, 2, 0);
  draw_rays (cr, maps, upper, maps->rows[upper], maps->columns[upper], maps->rows[upper - 1], maps->columns[upper - 1]);
  cairo_set_dash (cr, NULL, 0, 0);
  area (cr, maps, upper - 1, 0, 0, part->kernel[0], part->kernel[1]);
  set_color (cr, kernel, 0.3);
  cairo_fill_preserve (cr);
  set_color (cr, kernel, 1);
  cairo_set_line_width (cr, 2);
  cairo_stroke (cr);
  cairo_set_line_width (cr, 1.5);
  draw_rays (cr, maps, upper, 1, 1, part->kernel[0], part->kernel[1]);
}

/* A kernel as a pile of slices, one for each channel; the ones it has weights for are filled. */
static void
draw_slices (cairo_t *cr, const ConvoWayPart *part, double x, double y, double cell)
{
  const GdkRGBA *kernel = scope_palette_color (SCOPE_COLOR_KERNEL);
  const double height = part->kernel[0] * cell;

  for (int i = SLICES - 1; i >= 0; i--)
    {
      const gboolean filled = !part->depthwise || i == 0;

      for (int k = 0; k < part->kernel[0] * part->kernel[1]; k++)
        cairo_rectangle (cr, x + i * STEP + k % part->kernel[1] * cell, y - height / 2 - i * STEP + k / part->kernel[1] * cell, cell, cell);
      set_color (cr, scope_palette_color (SCOPE_COLOR_CARD), 1);
      cairo_fill_preserve (cr);
      set_color (cr, filled ? kernel : scope_palette_color (SCOPE_COLOR_DIM), filled ? 0.35 : 0.06);
      cairo_fill_preserve (cr);
      set_color (cr, filled ? kernel : scope_palette_color (SCOPE_COLOR_DIM), filled ? 0.9 : 0.45);
      cairo_set_line_width (cr, 1);
      cairo_stroke (cr);
    }
}

static void
write_kernel (ScopeArithWay *self, GtkSnapshot *snapshot, const ConvoWayPart *part, double x, double y)
{
  const double line = scope_view_text_height (SCOPE_VIEW (self), SCOPE_TEXT_CAPTION);
  static const ScopeColor colors[3] = { SCOPE_COLOR_TEXT, SCOPE_COLOR_KERNEL, SCOPE_COLOR_DIM };
  char *words[3];

  kernel_words (part, words);
  for (int i = 0; i < 3; i++)
    {
      scope_view_append_text (SCOPE_VIEW (self), snapshot, words[i], i == 0 ? SCOPE_TEXT_CAPTION : SCOPE_TEXT_CAPTION | SCOPE_TEXT_BOLD,
                              x, y + (i - 1.5) * line, 0, scope_palette_color (colors[i]));
      g_free (words[i]);
    }
}

/* Rows and columns of a map: above the topmost, beside the others; on paper, for lines pass there. */
static void
write_size (ScopeArithWay *self, GtkSnapshot *snapshot, const Maps *maps, int map)
{
  const ScopeTextStyle style = SCOPE_TEXT_CAPTION | SCOPE_TEXT_BOLD;
  const gboolean top = map == maps->n - 1;
  const graphene_point_t end = corner (maps, map, top ? maps->rows[map] : maps->rows[map] / 2.0, top ? maps->columns[map] / 2.0 : maps->columns[map]);
  const double line = scope_view_text_height (SCOPE_VIEW (self), style);
  g_autofree char *size = g_strdup_printf ("%d×%d", maps->rows[map], maps->columns[map]);
  const int width = scope_view_text_width (SCOPE_VIEW (self), size, style);
  const double x = top ? end.x - width / 2.0 : end.x + 9, y = top ? end.y - line - 3 : end.y - line / 2;
  const GdkRGBA paper = scope_paint_faint (scope_palette_color (SCOPE_COLOR_CARD), 0.9);

  scope_paint_fill (snapshot, x - 2, y, width + 4, line, &paper);
  scope_view_append_text (SCOPE_VIEW (self), snapshot, size, style, x, y, 0,
                          scope_palette_color (map == 0 ? SCOPE_COLOR_INPUT : top ? SCOPE_COLOR_OUTPUT : SCOPE_COLOR_TEXT));
}

/* Half way between a map and the one below. */
static double
between (const Maps *maps, int upper)
{
  return (maps->y[upper] + maps->y[upper - 1] - maps->rows[upper - 1] * FLAT * maps->cell) / 2;
}

static void
draw_maps (ScopeArithWay *self, GtkSnapshot *snapshot)
{
  const int width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));
  const double left = width - kernels_width (self);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  int most = 1;
  Maps maps;

  place_maps (self, &maps);
  for (guint i = 0; i < self->parts->len; i++)
    most = MAX (most, (int) MAX (part_at (self->parts, i)->kernel[0], part_at (self->parts, i)->kernel[1]));
  for (int i = 0; i < maps.n; i++)
    {
      draw_map (cr, &maps, i, scope_palette_color (i == 0 ? SCOPE_COLOR_INPUT : i == maps.n - 1 ? SCOPE_COLOR_OUTPUT : SCOPE_COLOR_DIM));
      if (i > 0)
        draw_reading (cr, &maps, part_at (self->parts, i - 1), i);
    }
  for (int i = 1; i < maps.n; i++)
    draw_slices (cr, part_at (self->parts, i - 1), left, between (&maps, i) + 8, (double) PILE / MAX (most, 3));
  cairo_destroy (cr);
  for (int i = 1; i < maps.n; i++)
    write_kernel (self, snapshot, part_at (self->parts, i - 1), left + PILE + STEP * SLICES + 6,
                  between (&maps, i));
  for (int i = 0; i < maps.n; i++)
    write_size (self, snapshot, &maps, i);
}

/* ---- branches ---- */

/* "1×1, 64" */
static char *
part_words (const ConvoWayPart *part)
{
  if (part->weights == 0)
    return g_strdup_printf (_("%d×%d max pool"), (int) part->kernel[0], (int) part->kernel[1]);
  /* translators: a convolution: rows and columns of its kernel, number of kernels */
  return g_strdup_printf (_("%d×%d, %d kernels"), (int) part->kernel[0], (int) part->kernel[1], (int) part->out.dim[0]);
}

/* One branch from @first on: words, sum, bar. Returns: the part behind it */
static guint
draw_branch (ScopeArithWay *self, GtkSnapshot *snapshot, guint first, double y)
{
  const int width = gtk_widget_get_width (GTK_WIDGET (self));
  const GdkRGBA track = scope_paint_faint (scope_palette_color (SCOPE_COLOR_TEXT), 0.08);
  g_autoptr(GString) words = g_string_new (NULL);
  g_autofree char *sum = NULL;
  gint64 macs = 0;
  double x = 0;
  guint i;

  scope_paint_fill (snapshot, 0, y + BRANCH - BAR - 6, width, BAR, &track);
  for (i = first; i < self->parts->len && (i == first || !part_at (self->parts, i)->branch); i++)
    {
      const ConvoWayPart *part = part_at (self->parts, i);
      const double length = self->longest > 0 ? (double) part->macs / self->longest * width : 0;
      const GdkRGBA fill = scope_paint_faint (scope_palette_color (SCOPE_COLOR_KERNEL), part->kernel[0] == 1 ? 0.45 : 0.9);
      g_autofree char *text = part_words (part);

      g_string_append_printf (words, "%s%s", i > first ? " → " : "", text);
      if (length > 0)
        scope_paint_fill (snapshot, x, y + BRANCH - BAR - 6, MAX (length - 1, 1), BAR, &fill);
      x += length;
      macs += part->macs;
    }
  sum = convo_number_short (macs);
  scope_view_append_text (SCOPE_VIEW (self), snapshot, words->str, SCOPE_TEXT_CAPTION, 0, y, 0, scope_palette_color (SCOPE_COLOR_TEXT));
  scope_view_append_text (SCOPE_VIEW (self), snapshot, sum, SCOPE_TEXT_CAPTION | SCOPE_TEXT_BOLD, width, y, 1,
                          scope_palette_color (SCOPE_COLOR_KERNEL));
  return i;
}

static int
count_branches (GArray *parts)
{
  int n = 0;

  for (guint i = 0; i < parts->len; i++)
    n += part_at (parts, i)->branch;
  return n;
}

static void
draw_branches (ScopeArithWay *self, GtkSnapshot *snapshot)
{
  const double room = gtk_widget_get_height (GTK_WIDGET (self)) / (double) MAX (count_branches (self->parts), 1);
  double y = MAX (0, MIN (room, 1.6 * BRANCH) - BRANCH) / 2;

  for (guint i = 0; i < self->parts->len; y += MIN (room, 1.6 * BRANCH))
    i = draw_branch (self, snapshot, i, y);
}

/* ---- life ---- */

static void
scope_arith_way_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ScopeArithWay *self = SCOPE_ARITH_WAY (widget);

  if (self->branches)
    draw_branches (self, snapshot);
  else
    draw_maps (self, snapshot);
}

static void
scope_arith_way_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *min, int *nat, int *b1, int *b2)
{
  ScopeArithWay *self = SCOPE_ARITH_WAY (widget);
  const double cell = 14;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *min = 240;
      *nat = 400;
    }
  else if (self->branches)
    *min = *nat = BRANCH * count_branches (self->parts);
  else
    {
      *min = (int) (self->tallest * cell) + 2 * MARGIN;
      *nat = (int) (self->tallest * LARGEST) + 2 * MARGIN;
    }
}

static void
scope_arith_way_finalize (GObject *object)
{
  g_clear_pointer (&SCOPE_ARITH_WAY (object)->parts, g_array_unref);
  G_OBJECT_CLASS (scope_arith_way_parent_class)->finalize (object);
}

static void
scope_arith_way_class_init (ScopeArithWayClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = scope_arith_way_finalize;
  widget_class->snapshot = scope_arith_way_snapshot;
  widget_class->measure = scope_arith_way_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
scope_arith_way_init (ScopeArithWay *self)
{
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
}

/* The scale that all ways of @comparison share. */
static void
share_scale (ScopeArithWay *self, const ConvoComparison *comparison)
{
  for (guint i = 0; i < comparison->ways->len; i++)
    {
      GArray *parts = ((const ConvoWay *) comparison->ways->pdata[i])->parts;
      gint64 branch = 0;
      Maps maps;

      count_maps (parts, &maps);
      self->tallest = MAX (self->tallest, stack_height (&maps));
      self->branches |= count_branches (parts) > 0;
      for (guint k = 0; k < parts->len; k++)
        {
          branch = part_at (parts, k)->branch ? part_at (parts, k)->macs : branch + part_at (parts, k)->macs;
          self->longest = MAX (self->longest, branch);
        }
    }
}

/* "input 5×5 → 3×3 → 1×1" */
static void
describe (ScopeArithWay *self, const ConvoWay *way)
{
  g_autoptr(GString) words = g_string_new (NULL);
  Maps maps;

  count_maps (self->parts, &maps);
  for (int i = 0; !self->branches && i < maps.n; i++)
    g_string_append_printf (words, "%s%d×%d", i > 0 ? " → " : "", maps.rows[i], maps.columns[i]);
  for (guint i = 0; self->branches && i < way->layers->len; i++)
    g_string_append_printf (words, "%s%s", i > 0 ? "; " : "", (const char *) way->layers->pdata[i]);
  scope_view_describe (SCOPE_VIEW (self), self->branches ? _("Multiplications of each branch") : _("What one output cell reads"), words->str);
}

/** scope_arith_way_new: Returns: (transfer full): a drawing of @way, which is one of @comparison's */
GtkWidget *
scope_arith_way_new (const ConvoComparison *comparison, const ConvoWay *way)
{
  ScopeArithWay *self = g_object_new (SCOPE_TYPE_ARITH_WAY, NULL);

  self->parts = g_array_ref (way->parts);
  share_scale (self, comparison);
  describe (self, way);
  return GTK_WIDGET (self);
}
