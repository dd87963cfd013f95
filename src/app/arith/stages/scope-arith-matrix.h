/* The stage "Matrix": the same cell as a window, as a column of im2col, and as a row of the sparse Toeplitz matrix. */
#pragma once
#include <adwaita.h>
#include "scope-arith-state.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_ARITH_MATRIX (scope_arith_matrix_get_type ())
G_DECLARE_FINAL_TYPE (ScopeArithMatrix, scope_arith_matrix, SCOPE, ARITH_MATRIX, AdwBin)

GtkWidget *scope_arith_matrix_new (ScopeArithState *state);

G_END_DECLS
