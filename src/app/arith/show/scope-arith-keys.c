/* The keys of the arithmetic view: Space plays, arrows step, letters are tools. */
#include "scope-arith-private.h"

#include "scope-arith-derivation.h"
#include "scope-arith-slides.h"

/* What a slider has no use for, it leaves to the view. */
static gboolean
in_text (ScopeArith *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  return GTK_IS_EDITABLE (focus);
}

static void
next_kernel (ScopeArith *self)
{
  scope_arith_state_set_kernel (self->state, (scope_arith_state_kernel (self->state) + 1) % scope_arith_state_n_kernels (self->state));
}

/* Cells; before a class, on the page of the derivation, what is told next. */
static void
step (ScopeArith *self, int by)
{
  GtkWidget *stage = gtk_stack_get_visible_child (self->stack);

  if (scope_arith_lecture_active (self->lecture) && SCOPE_IS_ARITH_DERIVATION (stage))
    scope_arith_derivation_step (SCOPE_ARITH_DERIVATION (stage), by);
  else
    scope_arith_step (self, by);
}

/* The next cards of a stage that has not room for all of them */
static gboolean
turn (ScopeArith *self, int by)
{
  ScopeArithSlides *slides = scope_arith_slides_find (gtk_stack_get_visible_child (self->stack));

  return slides != NULL && scope_arith_slides_turn (slides, by);
}

/* The key on the Latin layout: tools are letters, and the lecturer may be writing Russian. */
static guint
latin (ScopeArith *self, guint keyval, guint code)
{
  g_autofree GdkKeymapKey *keys = NULL;
  g_autofree guint *values = NULL;
  int n = 0;

  if (gdk_keyval_to_unicode (keyval) <= 127)
    return keyval;
  gdk_display_map_keycode (gtk_widget_get_display (GTK_WIDGET (self)), code, &keys, &values, &n);
  for (int i = 0; i < n; i++)
    if (keys[i].level == 0 && values[i] > 0x20 && values[i] <= 0x7e)
      return values[i];
  return keyval;
}

static gboolean
plain_key (ScopeArith *self, guint keyval, gboolean shift)
{
  switch (keyval)
    {
    case GDK_KEY_space: scope_arith_play (self); return TRUE;
    case GDK_KEY_Left: step (self, shift ? -scope_arith_row_length (self) : -1); return TRUE;
    case GDK_KEY_Right: step (self, shift ? scope_arith_row_length (self) : 1); return TRUE;
    case GDK_KEY_Up: scope_arith_state_set_channel (self->state, scope_arith_state_channel (self->state) - 1); return TRUE;
    case GDK_KEY_Down: scope_arith_state_set_channel (self->state, scope_arith_state_channel (self->state) + 1); return TRUE;
    case GDK_KEY_Page_Up: step (self, -1); return TRUE;
    case GDK_KEY_Page_Down: step (self, 1); return TRUE;
    case GDK_KEY_Home: step (self, -G_MAXINT / 2); return TRUE;
    case GDK_KEY_End: step (self, G_MAXINT / 2); return TRUE;
    case GDK_KEY_plus: case GDK_KEY_KP_Add:
      gtk_range_set_value (GTK_RANGE (self->speed), gtk_range_get_value (GTK_RANGE (self->speed)) + 1); return TRUE;
    case GDK_KEY_minus: case GDK_KEY_KP_Subtract:
      gtk_range_set_value (GTK_RANGE (self->speed), gtk_range_get_value (GTK_RANGE (self->speed)) - 1); return TRUE;
    case GDK_KEY_c: case GDK_KEY_C: return turn (self, shift ? -1 : 1);
    case GDK_KEY_k: case GDK_KEY_K: next_kernel (self); return TRUE;
    case GDK_KEY_p: case GDK_KEY_P:
      gtk_toggle_button_set_active (self->predict_button, !gtk_toggle_button_get_active (self->predict_button)); return TRUE;
    case GDK_KEY_f: case GDK_KEY_F:
      if (gtk_widget_get_visible (self->flip_box))
        gtk_toggle_button_set_active (gtk_toggle_button_get_active (self->flipped) ? self->straight : self->flipped, TRUE);
      return TRUE;
    case GDK_KEY_Escape: g_signal_emit_by_name (self, "closed"); return TRUE;
    default: return FALSE;
    }
}

static gboolean
control_key (ScopeArith *self, guint keyval, gboolean shift)
{
  static const char *const pages[] = { "forward", "backward", "matrix", "pooling", "derivation", "compare" };

  if (keyval >= GDK_KEY_1 && keyval <= GDK_KEY_6)
    {
      if (scope_arith_may_be_seen (self, gtk_stack_get_child_by_name (self->stack, pages[keyval - GDK_KEY_1])))
        gtk_stack_set_visible_child_name (self->stack, pages[keyval - GDK_KEY_1]);
    }
  else if (keyval == GDK_KEY_l)
    scope_arith_lecture_set (self->lecture, !scope_arith_lecture_active (self->lecture));
  else if (keyval == GDK_KEY_e)
    scope_arith_export_state (self);
  else if (keyval == GDK_KEY_z || keyval == GDK_KEY_Z)
    shift ? scope_arith_state_redo (self->state) : scope_arith_state_undo (self->state);
  else
    return FALSE;
  return TRUE;
}

static gboolean
key (ScopeArith *self, guint keyval, guint code, GdkModifierType state)
{
  const gboolean shift = (state & GDK_SHIFT_MASK) != 0;

  if ((state & GDK_ALT_MASK) != 0)
    return GDK_EVENT_PROPAGATE;
  keyval = latin (self, keyval, code);
  if ((state & GDK_CONTROL_MASK) != 0)
    return control_key (self, keyval, shift);
  if (scope_arith_lecture_key (self->lecture, keyval))
    return GDK_EVENT_STOP;
  if (in_text (self) && keyval != GDK_KEY_Escape)
    return GDK_EVENT_PROPAGATE;
  return plain_key (self, keyval, shift);
}

/* Before a class a clicker always steps, whatever part of the stage has the keyboard: lists and scrolled parts would take
 * these keys for themselves. */
static gboolean
lecture_key (ScopeArith *self, guint keyval, guint code, GdkModifierType state)
{
  const gboolean told = SCOPE_IS_ARITH_DERIVATION (gtk_stack_get_visible_child (self->stack));

  if (!scope_arith_lecture_active (self->lecture) || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  switch (keyval)
    {
    case GDK_KEY_Page_Up: case GDK_KEY_Page_Down:
      return key (self, keyval, code, state);
    case GDK_KEY_Left: case GDK_KEY_Right: case GDK_KEY_Home: case GDK_KEY_End:
      return told ? key (self, keyval, code, state) : GDK_EVENT_PROPAGATE;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

/** scope_arith_connect_keys: makes the view answer keys; once */
void
scope_arith_connect_keys (ScopeArith *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (lecture_key), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}
