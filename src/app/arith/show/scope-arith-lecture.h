/* Lecture mode of the arithmetic view: one channel, large letters, nothing but the stage; keys for a clicker. */
#pragma once
#include <adwaita.h>
#include "scope-arith-predict.h"

G_BEGIN_DECLS

/**
 * ScopeArithLecture: lies over the view while a class looks at it. Signals:
 *   "toggled" (): lecture mode began or ended
 */
#define SCOPE_TYPE_ARITH_LECTURE (scope_arith_lecture_get_type ())
G_DECLARE_FINAL_TYPE (ScopeArithLecture, scope_arith_lecture, SCOPE, ARITH_LECTURE, AdwBin)

GtkWidget *scope_arith_lecture_new    (ScopeArithState   *state,
                                       ScopeArithPredict *predict);
gboolean   scope_arith_lecture_active (ScopeArithLecture *self);
void       scope_arith_lecture_set    (ScopeArithLecture *self,
                                       gboolean           active);
GtkWidget *scope_arith_lecture_keys   (ScopeArithLecture *self);
gboolean   scope_arith_lecture_key    (ScopeArithLecture *self,
                                       guint              keyval);

G_END_DECLS
