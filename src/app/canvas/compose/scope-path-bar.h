/* Where one is when looking into blocks: "ResNet-18 › layer2 ×2 › conv1", each a way back. */
#pragma once
#include <adwaita.h>
#include "compose.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_PATH_BAR (scope_path_bar_get_type ())
G_DECLARE_FINAL_TYPE (ScopePathBar, scope_path_bar, SCOPE, PATH_BAR, GtkWidget)

/** ScopePathBar: signal "go" (const char *base): a level was chosen, "" for the document */
GtkWidget *scope_path_bar_new (void);
void       scope_path_bar_set (ScopePathBar     *self,
                               const ConvoGraph *graph,
                               const char       *base);

G_END_DECLS
