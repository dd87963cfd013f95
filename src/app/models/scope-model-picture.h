/* The drawn miniature of a network: bars by depth, arcs for shortcuts. */
#pragma once
#include "miniature.h"
#include "scope-view.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_MODEL_PICTURE (scope_model_picture_get_type ())
G_DECLARE_FINAL_TYPE (ScopeModelPicture, scope_model_picture, SCOPE, MODEL_PICTURE, ScopeView)

#define SCOPE_MODEL_PICTURE_WIDTH 316
#define SCOPE_MODEL_PICTURE_HEIGHT 122

GtkWidget *scope_model_picture_new (const ConvoMiniature *miniature);

G_END_DECLS
