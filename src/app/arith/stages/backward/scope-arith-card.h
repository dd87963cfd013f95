/* A card of the stage "Backward": one gradient taken apart, and at its bottom the proof by a finite difference. */
#pragma once
#include <adwaita.h>
#include "net-trace.h"
#include "scope-number-grid.h"

G_BEGIN_DECLS

/**
 * ScopeArithCard:
 * @card: the whole
 * @title: its heading
 * @formula: the rule in symbols
 * @equation: the sum with its numbers
 * @words: how the gradient found its way; hidden if empty
 * @runs: the three lines of the proof
 *
 * Widgets of a card; they belong to their parents.
 */
typedef struct
{
  GtkWidget *card, *title, *formula, *equation, *words;
  GtkWidget *proof, *runs, *above, *below, *slope, *verdict;
} ScopeArithCard;

GtkWidget *scope_arith_card_new        (const char           *title);
GtkWidget *scope_arith_card_grid       (const char           *sign,
                                        const char           *css_class,
                                        ScopeNumberGrid      *grid,
                                        GtkWidget           **title);
void       scope_arith_card_init       (ScopeArithCard       *card,
                                        const char           *title,
                                        const char           *formula,
                                        GtkWidget            *left,
                                        GtkWidget            *right);
void       scope_arith_card_show_sum   (ScopeArithCard       *card,
                                        const ConvoSum       *sum,
                                        const char           *name);
void       scope_arith_card_show_proof (ScopeArithCard       *card,
                                        const ConvoProof     *proof,
                                        gboolean              of_network);
void       scope_arith_card_set_large  (ScopeArithCard       *card,
                                        gboolean              large);
void       scope_arith_card_wait       (ScopeArithCard       *card,
                                        gboolean              of_network,
                                        double                share);

G_END_DECLS
