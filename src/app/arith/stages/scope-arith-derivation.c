/* The stage "Derivation": the gradients of a convolution along one axis, step by step, in letters and in numbers. */
#include "scope-arith-derivation.h"

#include <glib/gi18n.h>

#include "derivation.h"
#include "scope-arith-plane.h"

#define PAST 0.72              /* opacity of the steps before the last: still 4.5:1 on a card */

struct _ScopeArithDerivation
{
  AdwBin           parent_instance;
  ScopeArithState *state, *preset;      /* @preset: what is derived where @state is no convolution along one axis */
  GtkWidget       *steps, *none, *take;
  guint            scroll, frames;      /* tick callback that scrolls to the last step, and how often it was called */
  int              n, told;             /* in lecture mode only the first @told of @n steps stand there */
};

G_DEFINE_FINAL_TYPE (ScopeArithDerivation, scope_arith_derivation, ADW_TYPE_BIN)

/* The whole step as one sentence: symbols without their markup, then the numbers. */
static void
say (GtkWidget *card, const ConvoStep *step)
{
  g_autofree char *symbols = NULL, *numbers = NULL, *said = NULL;

  pango_parse_markup (step->symbols, -1, 0, NULL, &symbols, NULL, NULL);
  if (step->numbers != NULL)
    pango_parse_markup (step->numbers, -1, 0, NULL, &numbers, NULL, NULL);
  said = g_strjoin (". ", step->title, symbols != NULL ? symbols : step->symbols, numbers, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_PROPERTY_LABEL, said, -1);
}

/* In the second frame the layout of the first has given the step its place. */
static gboolean
look_at_last (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  ScopeArithDerivation *self = SCOPE_ARITH_DERIVATION (widget);
  GtkWidget *card = gtk_widget_get_first_child (self->steps);

  if (self->frames++ < 1)
    return G_SOURCE_CONTINUE;
  self->scroll = 0;
  for (int i = 1; card != NULL && i < self->told; i++)
    card = gtk_widget_get_next_sibling (card);
  if (card != NULL && gtk_widget_get_mapped (card))
    gtk_widget_grab_focus (card);
  return G_SOURCE_REMOVE;
}

/* As on a blackboard: what was not yet said is not yet there. The step that was told last is scrolled to by its focus. */
static void
tell (ScopeArithDerivation *self)
{
  const float past = adw_style_manager_get_high_contrast (adw_style_manager_get_default ()) ? 1 : PAST;
  const gboolean large = scope_arith_state_large (self->state);
  int i = 0;

  self->told = CLAMP (self->told, 1, MAX (self->n, 1));
  for (GtkWidget *card = gtk_widget_get_first_child (self->steps); card != NULL; card = gtk_widget_get_next_sibling (card), i++)
    {
      gtk_widget_set_visible (card, !large || i < self->told);
      gtk_widget_set_opacity (card, large && i < self->told - 1 ? past : 1);
    }
  self->frames = 0;
  if (large && self->scroll == 0)
    self->scroll = gtk_widget_add_tick_callback (GTK_WIDGET (self), look_at_last, NULL, NULL);
}

static void
add_step (ScopeArithDerivation *self, const ConvoStep *step, guint number)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4), *title = scope_arith_label ("heading");
  GtkWidget *symbols = scope_arith_label ("derivation"), *numbers = scope_arith_label ("dim-text");

  scope_arith_markup (title, "%u.  %s", number, step->title);
  scope_arith_markup (symbols, "%s", step->symbols);
  gtk_box_append (GTK_BOX (card), title);
  gtk_box_append (GTK_BOX (card), symbols);
  if (step->numbers != NULL)
    {
      scope_arith_markup (numbers, "%s", step->numbers);
      gtk_widget_add_css_class (numbers, "derivation-numbers");
      gtk_box_append (GTK_BOX (card), numbers);
    }
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "panel-card");
  gtk_widget_set_focusable (card, TRUE);
  say (card, step);
  gtk_box_append (GTK_BOX (self->steps), card);
}

static void
update (ScopeArithDerivation *self)
{
  g_autoptr(GPtrArray) steps = NULL;
  GtkWidget *child;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  steps = convo_derivation_new (scope_arith_state_trace (self->state));
  gtk_widget_set_visible (self->none, steps->len == 0 && !scope_arith_state_large (self->state));
  gtk_widget_set_visible (self->take, scope_arith_state_is_free (self->state));
  if (steps->len == 0)
    {
      g_ptr_array_unref (steps);
      steps = convo_derivation_new (scope_arith_state_trace (self->preset));
    }
  while ((child = gtk_widget_get_first_child (self->steps)) != NULL)
    gtk_box_remove (GTK_BOX (self->steps), child);
  self->n = (int) steps->len;
  for (guint i = 0; i < steps->len; i++)
    add_step (self, steps->pdata[i], i + 1);
  tell (self);
}

/* Five values, a kernel of three: what fits on a blackboard. */
static void
open_preset (ScopeArithState *state)
{
  ConvoShape in = CONVO_SHAPE (1, 5);
  ConvoArith arith;

  scope_arith_state_open_kind (state, convo_kind_find ("conv"));
  convo_arith_init (&arith, convo_kind_find ("conv"), &in);
  arith.kernels = 1;
  arith.bias = FALSE;
  scope_arith_state_set_arith (state, &arith);
}

static void
take_preset (ScopeArithDerivation *self)
{
  open_preset (self->state);
}

static void
scope_arith_derivation_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (scope_arith_derivation_parent_class)->map (widget);
  update (SCOPE_ARITH_DERIVATION (widget));
}

static void
scope_arith_derivation_dispose (GObject *object)
{
  g_clear_object (&SCOPE_ARITH_DERIVATION (object)->state);
  g_clear_object (&SCOPE_ARITH_DERIVATION (object)->preset);
  G_OBJECT_CLASS (scope_arith_derivation_parent_class)->dispose (object);
}

static void
scope_arith_derivation_class_init (ScopeArithDerivationClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = scope_arith_derivation_dispose;
  GTK_WIDGET_CLASS (klass)->map = scope_arith_derivation_map;
}

static void
scope_arith_derivation_init (ScopeArithDerivation *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *words = scope_arith_label (NULL);

  self->none = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_label_set_label (GTK_LABEL (words), _("The derivation is written for a convolution along one axis with one channel in and out: "
                                            "here for one of five values, while the other pages keep their operation."));
  gtk_widget_set_hexpand (words, TRUE);
  self->take = gtk_button_new_with_label (_("Take it to all pages"));
  gtk_widget_set_valign (self->take, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->take, "clicked", G_CALLBACK (take_preset), self);
  gtk_box_append (GTK_BOX (self->none), words);
  gtk_box_append (GTK_BOX (self->none), self->take);
  self->steps = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  gtk_box_append (GTK_BOX (box), self->none);
  gtk_box_append (GTK_BOX (box), self->steps);
  gtk_widget_add_css_class (box, "arith-stage");
  self->told = 1;
  adw_bin_set_child (ADW_BIN (self), box);
}

/** scope_arith_derivation_new: Returns: (transfer full): the stage of @state */
GtkWidget *
scope_arith_derivation_new (ScopeArithState *state)
{
  ScopeArithDerivation *self = g_object_new (SCOPE_TYPE_ARITH_DERIVATION, NULL);

  self->state = g_object_ref (state);
  self->preset = scope_arith_state_new ();
  open_preset (self->preset);
  g_signal_connect_object (state, "settings", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/** scope_arith_derivation_step: tells @by steps more of the derivation; in lecture mode only */
void
scope_arith_derivation_step (ScopeArithDerivation *self, int by)
{
  g_return_if_fail (SCOPE_IS_ARITH_DERIVATION (self));
  self->told = (int) CLAMP ((gint64) self->told + by, 1, MAX (self->n, 1));
  tell (self);
}

/** scope_arith_derivation_shown: Returns: (transfer none): the operation that is derived: the stage's, or five values of its own */
ScopeArithState *
scope_arith_derivation_shown (ScopeArithDerivation *self)
{
  g_autoptr(GPtrArray) steps = convo_derivation_new (scope_arith_state_trace (self->state));

  return steps->len > 0 ? self->state : self->preset;
}
