/* All networks that come with the program, read in a thread, one after another. */
#pragma once
#include "scope-model.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_CATALOG (scope_catalog_get_type ())
G_DECLARE_FINAL_TYPE (ScopeCatalog, scope_catalog, SCOPE, CATALOG, GObject)

/**
 * ScopeCatalog: signal "added" (ScopeModel *model): one more was read; signal "complete": all were, or reading was cancelled
 */
ScopeCatalog *scope_catalog_get      (void);
void          scope_catalog_start    (ScopeCatalog *self);
gboolean      scope_catalog_complete (ScopeCatalog *self);
GPtrArray    *scope_catalog_all      (ScopeCatalog *self);   /* (element-type ScopeModel) (transfer none), in order of year */
ScopeModel   *scope_catalog_find     (ScopeCatalog *self,
                                      const char   *id);

G_END_DECLS
