/* The inputs of a merge: shapes side by side, unequal extents in red. */
#pragma once
#include <gtk/gtk.h>
#include "report.h"

G_BEGIN_DECLS

gboolean scope_inputs_table_set (GtkGrid           *grid,
                                 const ConvoReport *report,
                                 const ConvoNode   *node,
                                 const char        *path);

G_END_DECLS
