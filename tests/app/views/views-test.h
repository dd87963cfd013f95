/* What the tests of the views share: a window for a view, its controllers, its words, its picture. */
#pragma once
#include "scope-view.h"

G_BEGIN_DECLS

void       views_settle             (int         milliseconds);
GtkWidget *views_show               (GtkWidget  *view,
                                     int         width,
                                     int         height);
void       views_point_at           (GtkWidget  *widget,
                                     double      x,
                                     double      y);
gboolean   views_press              (GtkWidget  *widget,
                                     guint       key);
void       views_assert_description (GtkWidget  *widget,
                                     const char *text);
double     views_draw               (GtkWidget  *view);

G_END_DECLS
