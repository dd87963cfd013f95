/* Saving the present state of the arithmetic view as a drawing or an animation. */
#pragma once
#include <gtk/gtk.h>
#include "scope-arith-state.h"
#include "view.h"

G_BEGIN_DECLS

/**
 * ScopeArithExported:
 * @message: what was saved, or why not; for a toast
 */
typedef void (*ScopeArithExported) (const char *message,
                                    gpointer    data);

void scope_arith_export (GtkWindow          *parent,
                         ScopeArithState    *state,
                         const ConvoView    *view,
                         ScopeArithExported  done,
                         gpointer            data,
                         GDestroyNotify      destroy);

G_END_DECLS
