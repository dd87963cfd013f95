/* How far an export is, once it has taken half a second, with a button that stops it. */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SCOPE_TYPE_EXPORT_PROGRESS (scope_export_progress_get_type ())
G_DECLARE_FINAL_TYPE (ScopeExportProgress, scope_export_progress, SCOPE, EXPORT_PROGRESS, GtkWindow)

/* @task: given back to the function; Returns: how much is done, 0 to 1 */
typedef double (*ScopeExportShare) (gpointer task);

GtkWidget *scope_export_progress_new   (GtkWindow        *parent,
                                        GCancellable     *cancellable);
void       scope_export_progress_watch (GtkWidget        *widget,
                                        ScopeExportShare  share,
                                        gpointer          task);
void       scope_export_progress_end   (GtkWidget        *widget);

G_END_DECLS
