/* A dot of a colour that follows the theme, for legends. */
#pragma once
#include "scope-view.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_SWATCH (scope_swatch_get_type ())
G_DECLARE_FINAL_TYPE (ScopeSwatch, scope_swatch, SCOPE, SWATCH, ScopeView)

typedef const GdkRGBA *(*ScopeSwatchColor) (const char *name);

GtkWidget *scope_swatch_new_row (ScopeSwatchColor  color,
                                 const char       *name,
                                 const char       *title);

G_END_DECLS
