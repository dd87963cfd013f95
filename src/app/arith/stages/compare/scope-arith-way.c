/* How one way comes to its output. Layers in a row: the field of one output cell on each map, window above window, and the
 * slices of each kernel. Branches: a bar for each, as long as its multiplications. All ways of a comparison share a scale. */
#include "scope-arith-way-private.h"

#include <glib/gi18n.h>

#include "numbers.h"
#include "scope-grid-paint.h"

#define BAR 16
#define BRANCH 46

G_DEFINE_FINAL_TYPE (ScopeArithWay, scope_arith_way, SCOPE_TYPE_VIEW)

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
  for (i = first; i < self->parts->len && (i == first || !scope_way_part (self->parts, i)->branch); i++)
    {
      const ConvoWayPart *part = scope_way_part (self->parts, i);
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
    n += scope_way_part (parts, i)->branch;
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
    scope_way_draw_maps (self, snapshot);
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
      *min = (int) (self->tallest * cell) + 2 * SCOPE_WAY_MARGIN;
      *nat = (int) (self->tallest * SCOPE_WAY_LARGEST) + 2 * SCOPE_WAY_MARGIN;
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
      ScopeWayMaps maps;

      scope_way_count_maps (parts, &maps);
      self->tallest = MAX (self->tallest, scope_way_stack_height (&maps));
      self->branches |= count_branches (parts) > 0;
      for (guint k = 0; k < parts->len; k++)
        {
          branch = scope_way_part (parts, k)->branch ? scope_way_part (parts, k)->macs : branch + scope_way_part (parts, k)->macs;
          self->longest = MAX (self->longest, branch);
        }
    }
}

/* "input 5×5 → 3×3 → 1×1" */
static void
describe (ScopeArithWay *self, const ConvoWay *way)
{
  g_autoptr(GString) words = g_string_new (NULL);
  ScopeWayMaps maps;

  scope_way_count_maps (self->parts, &maps);
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
