/* A dot of a colour that follows the theme, for legends; the words stand beside it. */
#include "scope-swatch.h"

#define SIZE 12

struct _ScopeSwatch
{
  ScopeView        parent_instance;
  ScopeSwatchColor color;
  const char      *name;
};

G_DEFINE_FINAL_TYPE (ScopeSwatch, scope_swatch, SCOPE_TYPE_VIEW)

static void
scope_swatch_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ScopeSwatch *self = SCOPE_SWATCH (widget);
  const float y = (gtk_widget_get_height (widget) - SIZE) / 2.0f;
  GskRoundedRect round;

  gsk_rounded_rect_init_from_rect (&round, &GRAPHENE_RECT_INIT (0, y, SIZE, SIZE), SIZE / 2.0f);
  gtk_snapshot_push_rounded_clip (snapshot, &round);
  gtk_snapshot_append_color (snapshot, self->color (self->name), &round.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
scope_swatch_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *min, int *nat, int *b1, int *b2)
{
  *min = *nat = SIZE;
}

static void
scope_swatch_class_init (ScopeSwatchClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = scope_swatch_snapshot;
  widget_class->measure = scope_swatch_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
scope_swatch_init (ScopeSwatch *self)
{
}

/**
 * scope_swatch_new_row:
 * @color: gives the colour in the present theme
 * @name: what @color is asked for; must outlive the widget
 * @title: words of the legend
 *
 * Returns: (transfer full): dot and words
 */
GtkWidget *
scope_swatch_new_row (ScopeSwatchColor color, const char *name, const char *title)
{
  ScopeSwatch *self = g_object_new (SCOPE_TYPE_SWATCH, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9), *label = gtk_label_new (title);

  self->color = color;
  self->name = name;
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self));
  gtk_box_append (GTK_BOX (box), label);
  return box;
}
