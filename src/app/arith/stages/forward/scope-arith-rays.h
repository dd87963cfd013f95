/* Rays and arrows between the grids of the arithmetic view: a small drawing each, made anew only when an end moves. */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SCOPE_ARITH_MAX_RAYS 12

/** ScopeArithRays: the drawings by what they join; zero it before use */
typedef struct
{
  struct
  {
    float          at[12];
    GskRenderNode *node;
  } ray[SCOPE_ARITH_MAX_RAYS];
} ScopeArithRays;

void scope_arith_rays_fan    (ScopeArithRays        *rays,
                              GtkSnapshot           *snapshot,
                              int                    row,
                              const graphene_rect_t *window,
                              const graphene_rect_t *kernel,
                              gboolean               down);
void scope_arith_rays_arrow  (ScopeArithRays        *rays,
                              GtkSnapshot           *snapshot,
                              int                    which,
                              const graphene_rect_t *from,
                              const graphene_rect_t *to);
void scope_arith_rays_result (ScopeArithRays        *rays,
                              GtkSnapshot           *snapshot,
                              const graphene_rect_t *from,
                              const graphene_rect_t *cell,
                              const graphene_rect_t *grid);
void scope_arith_rays_lens   (ScopeArithRays        *rays,
                              GtkSnapshot           *snapshot,
                              const graphene_rect_t *source,
                              const graphene_rect_t *lens);
void scope_arith_rays_drop   (ScopeArithRays        *rays);

G_END_DECLS
