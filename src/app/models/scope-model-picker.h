/* A small window in which one of the networks that come with the program is chosen, by typing a part of its name. */
#pragma once
#include <adwaita.h>

G_BEGIN_DECLS

/**
 * ScopeModelPicker:
 *
 * Signals: "picked" (GFile *file): it closes itself afterwards; "another" (): a file from elsewhere is wanted.
 */
#define SCOPE_TYPE_MODEL_PICKER (scope_model_picker_get_type ())
G_DECLARE_FINAL_TYPE (ScopeModelPicker, scope_model_picker, SCOPE, MODEL_PICKER, AdwWindow)

GtkWidget *scope_model_picker_new (GtkWindow  *parent,
                                   const char *title);

G_END_DECLS
