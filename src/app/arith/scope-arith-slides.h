/* Cards side by side; in lecture mode as many as have room to be read from afar, and the others by turning on. */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SCOPE_TYPE_ARITH_SLIDES (scope_arith_slides_get_type ())
G_DECLARE_FINAL_TYPE (ScopeArithSlides, scope_arith_slides, SCOPE, ARITH_SLIDES, GtkWidget)

GtkWidget        *scope_arith_slides_new       (int               comfort);
void              scope_arith_slides_append    (ScopeArithSlides *self,
                                                GtkWidget        *card);
void              scope_arith_slides_set_large (ScopeArithSlides *self,
                                                gboolean          large);
gboolean          scope_arith_slides_turn      (ScopeArithSlides *self,
                                                int               by);
int               scope_arith_slides_n_pages   (ScopeArithSlides *self);
ScopeArithSlides *scope_arith_slides_find      (GtkWidget        *stage);

G_END_DECLS
