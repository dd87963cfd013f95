/* Buttons for cures: each one changes the document in one undoable step. */
#pragma once
#include <adwaita.h>
#include "cures.h"
#include "document.h"

G_BEGIN_DECLS

GtkWidget *scope_cures_new         (ConvoDocument      *document,
                                    ConvoCures         *cures);
GtkWidget *scope_cures_for_problem (ConvoDocument      *document,
                                    const ConvoProblem *problem);

G_END_DECLS
