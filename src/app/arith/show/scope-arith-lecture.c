/* Lecture mode of the arithmetic view: one channel, large letters, nothing but the stage; keys for a clicker. */
#include "scope-arith-lecture.h"

#include <glib/gi18n.h>

#include "scope-arith-plane.h"

#define KEYS_SECONDS 3         /* how long the strip of keys stays */

struct _ScopeArithLecture
{
  AdwBin           parent_instance;

  ScopeArithState *state;
  ScopeArithPredict *predict;
  GtkWidget       *black, *keys, *notes, *notes_text;
  guint            timeout;
  gboolean         active, fullscreen;      /* @fullscreen: made so by us */
};

G_DEFINE_FINAL_TYPE (ScopeArithLecture, scope_arith_lecture, ADW_TYPE_BIN)

static guint toggled_signal;

static gboolean
hide_keys (gpointer data)
{
  ScopeArithLecture *self = data;

  self->timeout = 0;
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->keys), FALSE);
  return G_SOURCE_REMOVE;
}

static void
show_keys (ScopeArithLecture *self)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->keys), self->active);
  if (self->active)
    self->timeout = g_timeout_add_seconds (KEYS_SECONDS, hide_keys, self);
}

/* The formulas with their numbers, as the panel has them: what one says to the picture. */
static void
show_notes (ScopeArithLecture *self)
{
  g_autoptr(GPtrArray) ledger = convo_trace_ledger (scope_arith_state_trace (self->state));
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < ledger->len; i++)
    {
      const ConvoLedgerRow *row = ledger->pdata[i];
      const gboolean hidden = scope_arith_predict_hides_formula (self->predict, row, i);
      const char *formula = hidden ? NULL : row->formula != NULL && *row->formula != '\0' ? row->formula : row->general;

      g_string_append_printf (text, "%s%s: %s%s%s", i > 0 ? "\n" : "", row->title, formula != NULL ? formula : "",
                              formula != NULL ? " = " : "", hidden ? C_("number", "?") : row->value);
    }
  gtk_label_set_text (GTK_LABEL (self->notes_text), text->str);
}

static void
settings_changed (ScopeArithLecture *self)
{
  if (self->active)
    show_notes (self);
}

static void
fill_screen (ScopeArithLecture *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (!GTK_IS_WINDOW (root))
    return;
  if (self->active && !gtk_window_is_fullscreen (GTK_WINDOW (root)))
    {
      self->fullscreen = TRUE;
      gtk_window_fullscreen (GTK_WINDOW (root));
    }
  else if (!self->active && self->fullscreen)
    {
      self->fullscreen = FALSE;
      gtk_window_unfullscreen (GTK_WINDOW (root));
    }
}

gboolean
scope_arith_lecture_active (ScopeArithLecture *self)
{
  return self->active;
}

/** scope_arith_lecture_set: begins or ends the lecture */
void
scope_arith_lecture_set (ScopeArithLecture *self, gboolean active)
{
  if (self->active == active)
    return;
  self->active = active;
  gtk_widget_set_focusable (GTK_WIDGET (self), active);      /* so that arrows step, and do not walk in a grid */
  gtk_widget_set_visible (self->black, FALSE);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->notes), FALSE);
  scope_arith_state_set_large (self->state, active);
  show_notes (self);
  fill_screen (self);
  show_keys (self);
  g_signal_emit (self, toggled_signal, 0);
}

/** scope_arith_lecture_key: Returns: whether @keyval was one of lecture mode's own keys */
gboolean
scope_arith_lecture_key (ScopeArithLecture *self, guint keyval)
{
  if (!self->active)
    return FALSE;
  if (gtk_widget_get_visible (self->black))     /* any key brings the picture back */
    {
      gtk_widget_set_visible (self->black, FALSE);
      return TRUE;
    }
  switch (keyval)
    {
    case GDK_KEY_b: case GDK_KEY_B: case GDK_KEY_period:
      gtk_widget_set_visible (self->black, TRUE);
      return TRUE;
    case GDK_KEY_n: case GDK_KEY_N:
      gtk_revealer_set_reveal_child (GTK_REVEALER (self->notes), !gtk_revealer_get_reveal_child (GTK_REVEALER (self->notes)));
      return TRUE;
    case GDK_KEY_Escape:
      scope_arith_lecture_set (self, FALSE);
      return TRUE;
    case GDK_KEY_question: case GDK_KEY_h: case GDK_KEY_H:
      show_keys (self);
      return TRUE;
    default:
      return FALSE;
    }
}

/* ---- building ---- */

static void
append_key (GtkWidget *box, const char *key, const char *what)
{
  GtkWidget *cap = scope_arith_label ("key-cap"), *words = scope_arith_label (NULL);

  gtk_label_set_label (GTK_LABEL (cap), key);
  gtk_label_set_wrap (GTK_LABEL (cap), FALSE);
  gtk_box_append (GTK_BOX (box), cap);
  if (what == NULL)
    return;
  gtk_label_set_label (GTK_LABEL (words), what);
  gtk_label_set_wrap (GTK_LABEL (words), FALSE);
  gtk_widget_set_margin_end (words, 10);
  gtk_box_append (GTK_BOX (box), words);
}

static GtkWidget *
make_keys (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *revealer = gtk_revealer_new ();

  append_key (box, "←", NULL);
  append_key (box, "→", C_("key", "step"));
  append_key (box, C_("key", "Space"), C_("key", "play"));
  append_key (box, "N", C_("key", "notes"));
  append_key (box, "B", C_("key", "black"));
  append_key (box, C_("key", "Esc"), C_("key", "leave"));
  gtk_widget_add_css_class (box, "key-strip");
  gtk_revealer_set_child (GTK_REVEALER (revealer), box);
  gtk_revealer_set_transition_type (GTK_REVEALER (revealer), GTK_REVEALER_TRANSITION_TYPE_SLIDE_UP);
  gtk_revealer_set_reveal_child (GTK_REVEALER (revealer), FALSE);
  return revealer;
}

static void
scope_arith_lecture_dispose (GObject *object)
{
  ScopeArithLecture *self = SCOPE_ARITH_LECTURE (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_object (&self->keys);
  g_clear_object (&self->state);
  g_clear_object (&self->predict);
  G_OBJECT_CLASS (scope_arith_lecture_parent_class)->dispose (object);
}

static void
scope_arith_lecture_class_init (ScopeArithLectureClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = scope_arith_lecture_dispose;
  toggled_signal = g_signal_new ("toggled", SCOPE_TYPE_ARITH_LECTURE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
scope_arith_lecture_init (ScopeArithLecture *self)
{
  GtkWidget *overlay = gtk_overlay_new (), *strips = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->keys = g_object_ref_sink (make_keys ());
  self->notes = gtk_revealer_new ();
  self->notes_text = scope_arith_label ("notes-strip");
  gtk_label_set_use_markup (GTK_LABEL (self->notes_text), FALSE);
  gtk_revealer_set_child (GTK_REVEALER (self->notes), self->notes_text);
  gtk_revealer_set_transition_type (GTK_REVEALER (self->notes), GTK_REVEALER_TRANSITION_TYPE_SLIDE_UP);
  gtk_box_append (GTK_BOX (strips), self->notes);
  gtk_widget_set_valign (strips, GTK_ALIGN_END);
  self->black = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_add_css_class (self->black, "black-screen");
  gtk_widget_set_visible (self->black, FALSE);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), strips);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->black);
  adw_bin_set_child (ADW_BIN (self), overlay);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Lecture"), -1);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);      /* the stage below keeps the pointer */
}

/** scope_arith_lecture_new: Returns: (transfer full): what lies over the view of @state; empty until the lecture begins */
GtkWidget *
scope_arith_lecture_new (ScopeArithState *state, ScopeArithPredict *predict)
{
  ScopeArithLecture *self = g_object_new (SCOPE_TYPE_ARITH_LECTURE, NULL);

  self->state = g_object_ref (state);
  self->predict = g_object_ref (predict);
  g_signal_connect_object (predict, "changed", G_CALLBACK (settings_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (state, "settings", G_CALLBACK (settings_changed), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/** scope_arith_lecture_keys: Returns: (transfer none): the strip of keys, to stand below the stage: over it, it would hide the sum */
GtkWidget *
scope_arith_lecture_keys (ScopeArithLecture *self)
{
  return self->keys;
}
