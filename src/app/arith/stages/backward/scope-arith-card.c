/* A card of the stage "Backward": one gradient taken apart, and at its bottom the proof by a finite difference. */
#include "scope-arith-card.h"

#include <glib/gi18n.h>

#include "numbers.h"
#include "scope-arith-plane.h"

#define MOST_PRODUCTS 12        /* written out in an equation */

static void
show_heading (ScopeArithCard *card, const ConvoProof *proof, gboolean of_network)
{
  g_autofree char *h = convo_number_plain (proof->h);

  if (of_network)
    scope_arith_markup (card->proof, _("Proof by nudging <span weight=\"normal\" size=\"small\">h = %s, the rest of the network is run "
                                       "twice</span>"), h);
  else
    scope_arith_markup (card->proof, _("Proof by nudging <span weight=\"normal\" size=\"small\">h = %s, the forward pass is run "
                                       "twice</span>"), h);
}

static void
show_verdict (ScopeArithCard *card, const ConvoProof *proof)
{
  g_autofree char *slope = convo_gradient_text (proof->slope), *engine = convo_gradient_text (proof->engine);
  g_autofree char *right = convo_gradient_text (proof->right), *left = convo_gradient_text (proof->left);
  g_autofree char *difference = convo_number_tiny (proof->slope - proof->engine);
  g_autofree char *tolerance = convo_number_tiny (proof->tolerance);

  if (proof->agrees)
    /* translators: ✓ gradient by the formula, its difference from the slope that was measured, how large that may be */
    scope_arith_markup (card->verdict, _("✓ formula <b>%s</b>, difference %s, tolerance %s"), engine, difference, tolerance);
  else if (proof->kink)
    /* translators: a kink is a place where a function bends, so that it has no slope; the slopes on both sides follow */
    scope_arith_markup (card->verdict, _("✕ formula <b>%s</b>, nudging gives <b>%s</b>: a kink, slope %s upwards and %s downwards"), engine,
                        slope, right, left);
  else
    scope_arith_markup (card->verdict, _("✕ formula <b>%s</b>, nudging gives <b>%s</b>"), engine, slope);
}

/**
 * scope_arith_card_show_proof:
 * @of_network: the loss is the network's own
 */
void
scope_arith_card_show_proof (ScopeArithCard *card, const ConvoProof *proof, gboolean of_network)
{
  g_autofree char *above = convo_proof_loss_text (proof, proof->above), *below = convo_proof_loss_text (proof, proof->below);
  g_autofree char *slope = convo_gradient_text (proof->slope);

  show_heading (card, proof, of_network);
  scope_arith_markup (card->above, "L(+h) = <b>%s</b>", above);
  scope_arith_markup (card->below, "L(−h) = <b>%s</b>", below);
  /* translators: a finite difference: (L(+h) − L(−h)) divided by 2h */
  scope_arith_markup (card->slope, _("difference ÷ 2h = <b>%s</b>"), slope);
  gtk_widget_remove_css_class (card->verdict, "success");
  gtk_widget_remove_css_class (card->verdict, "error");
  gtk_widget_add_css_class (card->verdict, proof->agrees ? "success" : "error");
  show_verdict (card, proof);
}

/**
 * scope_arith_card_wait:
 * @of_network: the loss is the network's own
 * @share: how much is done; 0: nothing is known yet
 *
 * The proof is being computed.
 */
void
scope_arith_card_wait (ScopeArithCard *card, gboolean of_network, double share)
{
  const char *what = of_network ? _("The rest of the network is being run…") : _("The forward pass is being run…");

  gtk_label_set_label (GTK_LABEL (card->above), "L(+h) = …");
  gtk_label_set_label (GTK_LABEL (card->below), "L(−h) = …");
  gtk_label_set_label (GTK_LABEL (card->verdict), "");
  gtk_widget_remove_css_class (card->verdict, "success");      /* no colour without a verdict */
  gtk_widget_remove_css_class (card->verdict, "error");
  if (share > 0)
    /* translators: what is being computed, and how much of it is done */
    scope_arith_markup (card->slope, _("%s %d %%"), what, (int) (100 * share));
  else
    gtk_label_set_label (GTK_LABEL (card->slope), what);
}

/** scope_arith_card_set_large: @large: lecture mode: the lines of the proof in one row, the height is for the grids */
void
scope_arith_card_set_large (ScopeArithCard *card, gboolean large)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (card->runs), large ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (card->runs), large ? 24 : 10);
}

/** scope_arith_card_show_sum: @name: of the gradient: "∂L/∂w[1, 2]" */
void
scope_arith_card_show_sum (ScopeArithCard *card, const ConvoSum *sum, const char *name)
{
  g_autofree char *equation = convo_gradient_equation (sum, MOST_PRODUCTS);

  scope_arith_markup (card->equation, "%s  =  %s", name, equation);
}

/* ---- building ---- */

/** scope_arith_card_new: Returns: (transfer full): an empty card, a box, with a heading */
GtkWidget *
scope_arith_card_new (const char *title)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10), *label = scope_arith_label ("heading");

  gtk_label_set_label (GTK_LABEL (label), title);
  gtk_box_append (GTK_BOX (card), label);
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "arith-card");
  gtk_widget_set_vexpand (card, TRUE);
  return card;
}

/**
 * scope_arith_card_grid:
 * @sign: letter of the role
 * @css_class: its colour
 * @grid: (transfer full): stands below
 * @title: (out): the words after the letter; they wrap, so that three cards fit beside each other
 *
 * Returns: (transfer full): letter, words and grid
 */
GtkWidget *
scope_arith_card_grid (const char *sign, const char *css_class, ScopeNumberGrid *grid, GtkWidget **title)
{
  GtkWidget *box = scope_arith_titled (sign, css_class, GTK_WIDGET (grid), title);

  gtk_label_set_wrap (GTK_LABEL (*title), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (*title), 12);
  return box;
}

/** scope_arith_card_init: builds a card of two grids, words, and the proof; the card is not referenced */
void
scope_arith_card_init (ScopeArithCard *card, const char *title, const char *formula, GtkWidget *left, GtkWidget *right)
{
  GtkWidget *grids = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 16), *words = scope_arith_label (NULL);

  card->card = scope_arith_card_new (title);
  card->title = gtk_widget_get_first_child (card->card);
  card->formula = words;
  gtk_label_set_markup (GTK_LABEL (words), formula);
  gtk_box_append (GTK_BOX (card->card), words);
  gtk_widget_set_hexpand (left, TRUE);
  gtk_widget_set_hexpand (right, TRUE);
  gtk_box_append (GTK_BOX (grids), left);
  gtk_box_append (GTK_BOX (grids), right);
  gtk_widget_set_vexpand (grids, TRUE);
  gtk_box_append (GTK_BOX (card->card), grids);
  card->equation = scope_arith_label ("equation");
  card->words = scope_arith_label (NULL);
  gtk_box_append (GTK_BOX (card->card), card->equation);
  gtk_box_append (GTK_BOX (card->card), card->words);
  gtk_widget_set_visible (card->words, FALSE);
  gtk_box_append (GTK_BOX (card->card), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  card->proof = scope_arith_label ("heading");
  gtk_label_set_label (GTK_LABEL (card->proof), _("Proof by nudging"));
  gtk_box_append (GTK_BOX (card->card), card->proof);
  card->above = scope_arith_label (NULL);
  card->below = scope_arith_label (NULL);
  card->slope = scope_arith_label (NULL);
  card->verdict = scope_arith_label ("verdict");
  gtk_widget_set_halign (card->verdict, GTK_ALIGN_START);
  card->runs = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  gtk_box_append (GTK_BOX (card->runs), card->above);
  gtk_box_append (GTK_BOX (card->runs), card->below);
  gtk_box_append (GTK_BOX (card->runs), card->slope);
  gtk_box_append (GTK_BOX (card->card), card->runs);
  gtk_box_append (GTK_BOX (card->card), card->verdict);
}
