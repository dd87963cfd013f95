/* Spin buttons for whole and real numbers: any legal value can be typed, steps are comfortable. */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *scope_number_spin_new (gboolean    real,
                                  double      min,
                                  double      max,
                                  double      soft_max,
                                  const char *name);

G_END_DECLS
