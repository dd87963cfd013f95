/* The inspector's pages "Maps" and "Weights": a grid of maps, and how their values are spread. */
#pragma once
#include <adwaita.h>
#include "scope-session.h"

G_BEGIN_DECLS

/**
 * ScopeLook:
 * @SCOPE_LOOK_MAPS: output of the layer for the test picture
 * @SCOPE_LOOK_WEIGHTS: its first parameter, as filters
 */
typedef enum
{
  SCOPE_LOOK_MAPS,
  SCOPE_LOOK_WEIGHTS,
} ScopeLook;

#define SCOPE_TYPE_LOOKS_PAGE (scope_looks_page_get_type ())
G_DECLARE_FINAL_TYPE (ScopeLooksPage, scope_looks_page, SCOPE, LOOKS_PAGE, AdwBin)

GtkWidget *scope_looks_page_new (ScopeSession   *session,
                                 ScopeLook       look);
void       scope_looks_page_set (ScopeLooksPage *self,
                                 const char     *id);

G_END_DECLS
