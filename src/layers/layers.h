#pragma once
#include "registry.h"

G_BEGIN_DECLS

/* Hands all layer kinds to the registry (src/kind/registry.h). Call once at start; calling again is harmless */
void convo_layers_register (void);

G_END_DECLS
