/* One network that comes with the program, read and counted: what its card and its place in the history show. */
#pragma once
#include <gio/gio.h>
#include "about.h"
#include "miniature.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_MODEL (scope_model_get_type ())
G_DECLARE_FINAL_TYPE (ScopeModel, scope_model, SCOPE, MODEL, GObject)

/**
 * ScopeModel:
 * @file: its document
 * @name: as people call it
 * @key: to sort names by: "ResNet-18" before "ResNet-101"
 * @id: name of the file without its ending: what other models refer to
 * @about: year, authors, errors, what it grew out of
 * @totals: parameters, MACs, field
 * @n_convolutions: convolution layers, expanded
 * @n_dense: dense layers, expanded
 * @miniature: of the size of a card
 * @search: everything that a search looks at, case folded
 *
 * Immutable once made; may be made in any thread.
 */
struct _ScopeModel
{
  GObject parent_instance;

  GFile          *file;
  char           *name, *id;
  ConvoAbout     *about;
  ConvoTotals     totals;
  int             n_convolutions, n_dense;
  ConvoMiniature *miniature;
  char           *key;
  char           *search;
};

ScopeModel *scope_model_load        (GFile        *file,
                                     GCancellable *cancellable,
                                     GError      **error);
char       *scope_model_layers_text (ScopeModel   *self);

G_END_DECLS
