/* The drawer's page "Memory": what the network takes for inference and for training, and whether it fits. */
#pragma once
#include <adwaita.h>
#include "scope-session.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_MEMORY (scope_memory_get_type ())
G_DECLARE_FINAL_TYPE (ScopeMemory, scope_memory, SCOPE, MEMORY, AdwBin)

GtkWidget *scope_memory_new (ScopeSession *session);

G_END_DECLS
