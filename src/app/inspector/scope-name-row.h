#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *scope_name_row_new (const char *label,
                               const char *tooltip,
                               GCallback   done,
                               gpointer    object,
                               GtkWidget **entry,
                               GtkWidget **error);

G_END_DECLS
