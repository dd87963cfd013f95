#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *scope_name_row_new       (const char *label,
                                     const char *tooltip,
                                     GCallback   done,
                                     gpointer    object,
                                     GtkWidget **entry,
                                     GtkWidget **error);
void       scope_name_row_make_room (GtkWidget  *entry);

G_END_DECLS
