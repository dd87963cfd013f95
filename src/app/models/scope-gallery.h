/* The Models page: all networks that come with the program, as cards and as a history map. */
#pragma once
#include <adwaita.h>

G_BEGIN_DECLS

/** ScopeGallery: signals "open-model" (GFile *file), "closed" */
#define SCOPE_TYPE_GALLERY (scope_gallery_get_type ())
G_DECLARE_FINAL_TYPE (ScopeGallery, scope_gallery, SCOPE, GALLERY, AdwBin)

GtkWidget *scope_gallery_new    (void);
void       scope_gallery_search (ScopeGallery *self);

G_END_DECLS
