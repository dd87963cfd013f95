/* Confusion matrix: which classes a network takes for which. */
#pragma once
#include "scope-view.h"

G_BEGIN_DECLS

/**
 * ScopeConfusion:
 *
 * Rows are the true classes, columns the predicted ones. A cell is shaded by its share of its row: the diagonal in
 * one colour, mistakes in another. Arrow keys move a cell cursor; `hover-text` of #ScopeView follows pointer and
 * cursor: "true pullover, predicted coat: 104 of 1000 (10.4 %)".
 * Signal `cell-activated (int true_class, int predicted_class)`: click or Enter.
 */
#define SCOPE_TYPE_CONFUSION (scope_confusion_get_type ())
G_DECLARE_FINAL_TYPE (ScopeConfusion, scope_confusion, SCOPE, CONFUSION, ScopeView)

GtkWidget *scope_confusion_new        (void);
void       scope_confusion_set_counts (ScopeConfusion     *self,
                                       const gint64       *counts,
                                       int                 n,
                                       const char * const *names);
double     scope_confusion_get_accuracy (ScopeConfusion   *self);
char      *scope_confusion_dup_cell   (ScopeConfusion     *self,
                                       int                 true_class,
                                       int                 predicted_class);

G_END_DECLS
