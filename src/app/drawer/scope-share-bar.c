/* A bar in a cell of the Layers table; the number stands beside it, so it says nothing to a screen reader. */
#include "scope-share-bar.h"

#include <math.h>

#include "scope-palette.h"

#define LONGEST 84
#define THICK 8

struct _ScopeShareBar
{
  GtkWidget parent_instance;
  double    share;
};

G_DEFINE_FINAL_TYPE (ScopeShareBar, scope_share_bar, GTK_TYPE_WIDGET)

/* As long as its value, so that the number follows the bar. */
static int
length (ScopeShareBar *self)
{
  return self->share > 0 ? MAX (1, (int) lround (self->share * LONGEST)) : 0;
}

static void
scope_share_bar_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *min, int *nat, int *b1, int *b2)
{
  *min = *nat = orientation == GTK_ORIENTATION_HORIZONTAL ? length (SCOPE_SHARE_BAR (widget)) : THICK;
}

static void
scope_share_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  const int y = (gtk_widget_get_height (widget) - THICK) / 2;

  gtk_snapshot_append_color (snapshot, scope_palette_color (SCOPE_COLOR_GAUGE),
                             &GRAPHENE_RECT_INIT (0, y, length (SCOPE_SHARE_BAR (widget)), THICK));
}

static void
scope_share_bar_class_init (ScopeShareBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->measure = scope_share_bar_measure;
  widget_class->snapshot = scope_share_bar_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
scope_share_bar_init (ScopeShareBar *self)
{
}

/** scope_share_bar_new: Returns: (transfer full): an empty bar */
GtkWidget *
scope_share_bar_new (void)
{
  return g_object_new (SCOPE_TYPE_SHARE_BAR, NULL);
}

/** scope_share_bar_set: @share: 0…1 of the longest bar; what is not zero is at least a pixel */
void
scope_share_bar_set (ScopeShareBar *self, double share)
{
  self->share = share;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
