/* Predict: questions whose answers are typed before they are shown; a score, and results for a teacher. */
#pragma once
#include <adwaita.h>

G_BEGIN_DECLS

#define SCOPE_TYPE_QUIZ (scope_quiz_get_type ())
G_DECLARE_FINAL_TYPE (ScopeQuiz, scope_quiz, SCOPE, QUIZ, AdwWindow)

GtkWidget *scope_quiz_new  (GtkWindow *parent);
void       scope_quiz_open (ScopeQuiz *self,
                            GFile     *file);

G_END_DECLS
