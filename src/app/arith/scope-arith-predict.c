/* Predicting in the arithmetic view: results are hidden until they are typed; the score, and the table for a teacher. */
#include "scope-arith-predict.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "numbers.h"
#include "scope-arith-plane.h"
#include "scope-predict-ask.h"
#include "scope-predict-bar.h"

struct _ScopeArithPredict
{
  AdwBin           parent_instance;

  ScopeArithState *state;
  ConvoPredict    *predict;      /* of the document: the canvas hides with it */
  ScopeArithAsked  what;         /* the number that the bar speaks of */
  guint            generation;   /* of settings and numbers: another one hides everything again */
  GtkWidget       *prompt, *verdict, *score, *hint, *show, *save;
};

G_DEFINE_FINAL_TYPE (ScopeArithPredict, scope_arith_predict, ADW_TYPE_BIN)

static guint changed_signal;

static char *
key_of (ScopeArithPredict *self, ScopeArithAsked what, gint64 index)
{
  /* a formula of a layer stays answered while the layer stays as it is, whatever is looked at in between */
  if (what == SCOPE_ASKED_ROW && !scope_arith_state_is_free (self->state))
    {
      const ConvoTrace *trace = scope_arith_state_trace (self->state);
      g_autofree void *kind_state = convo_arith_state (&trace->arith);
      g_autofree char *summary = convo_kind_summary (trace->arith.kind, kind_state), *in = convo_shape_to_string (&trace->in[0]);

      return g_strdup_printf ("arith %s %s %s %s %" PRId64, scope_arith_state_title (self->state), trace->arith.kind->name, in, summary, index);
    }
  return g_strdup_printf ("arith %p %u %d %" PRId64, (gpointer) self, self->generation, what, index);
}

/* The number that is in the middle of the stage */
static gint64
present (ScopeArithPredict *self)
{
  return self->what == SCOPE_ASKED_WEIGHT ? scope_arith_state_weight (self->state)
         : self->what == SCOPE_ASKED_PIXEL ? scope_arith_predict_pixel (self, scope_arith_state_pixel (self->state))
         : scope_arith_state_output (self->state);
}

/** scope_arith_predict_pixel: Returns: the index that #SCOPE_ASKED_PIXEL knows value @pixel of the present input by: all inputs are counted through */
gint64
scope_arith_predict_pixel (ScopeArithPredict *self, gint64 pixel)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);

  for (int i = 0; i < scope_arith_state_input (self->state); i++)
    pixel += convo_shape_count (&trace->in[i]);
  return pixel;
}

/* What belongs to an index of the ledger */
static ConvoQuestion *
row_question (const ConvoTrace *trace, gint64 index)
{
  g_autoptr(GPtrArray) ledger = convo_trace_ledger (trace);

  return index < ledger->len ? convo_question_from_row (&trace->arith, ledger->pdata[index]) : NULL;
}

/* Returns: (transfer full) (nullable): key of a question that is put */
static char *
ask (ScopeArithPredict *self, ScopeArithAsked what, gint64 index)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  g_autofree char *key = key_of (self, what, index);
  ConvoQuestion *question;

  if (convo_predict_question (self->predict, key) != NULL)
    return g_steal_pointer (&key);
  question = what == SCOPE_ASKED_OUTPUT ? convo_question_from_output (trace, index)
             : what == SCOPE_ASKED_WEIGHT ? convo_question_from_weight (trace, index)
             : what == SCOPE_ASKED_PIXEL ? convo_question_from_pixel (trace, index) : row_question (trace, index);
  if (question == NULL)
    return NULL;
  convo_predict_put (self->predict, key, scope_arith_state_title (self->state), question);
  return g_steal_pointer (&key);
}

static void
show_score (ScopeArithPredict *self)
{
  g_autofree char *number = NULL;
  double points;
  int answered;

  convo_predict_score (self->predict, &points, &answered);
  number = convo_number_real (points, 1);
  /* translators: points, and how many numbers were predicted */
  scope_arith_markup (self->score, ngettext ("<b>%s</b> of %d point", "<b>%s</b> of %d points", answered), number, answered);
  gtk_widget_set_sensitive (self->save, answered > 0);
}

/* Index of the first formula that tells a hidden extent of the output; −1: all are known */
static gint64
hidden_extent (ScopeArithPredict *self)
{
  g_autoptr(GPtrArray) ledger = NULL;

  if (!convo_predict_active (self->predict) || !(convo_predict_kinds (self->predict) & CONVO_PREDICT_SHAPES))
    return -1;
  ledger = convo_trace_ledger (scope_arith_state_trace (self->state));
  for (guint i = 0; i < ledger->len; i++)
    {
      const ConvoLedgerRow *row = ledger->pdata[i];

      if (row->what == CONVO_NUMBER_SHAPE && row->result >= 0 && scope_arith_predict_hides_row (self, row->what, i))
        return i;
    }
  return -1;
}

/* What the buttons of the bar are about: before anything else the shape, which every value would tell */
static ScopeArithAsked
wanted (ScopeArithPredict *self, gint64 *index)
{
  const gint64 extent = hidden_extent (self);

  *index = extent >= 0 ? extent : present (self);
  return extent >= 0 ? SCOPE_ASKED_ROW : self->what;
}

static void
update_prompt (ScopeArithPredict *self)
{
  const gboolean hidden = scope_arith_predict_hides_shape (self) || scope_arith_predict_hides_at (self, self->what, present (self));

  if (scope_arith_predict_hides_shape (self))
    gtk_label_set_label (GTK_LABEL (self->prompt), _("First the output’s shape: type it among the formulas of the panel."));
  else if (!hidden)
    gtk_label_set_label (GTK_LABEL (self->prompt), _("This one is known; → goes on."));
  else
    gtk_label_set_label (GTK_LABEL (self->prompt), self->what == SCOPE_ASKED_OUTPUT ? _("Type the number into the dashed cell; Enter checks it.")
                                                   : _("Click a “?” of a gradient, type its number; Enter checks it."));
  gtk_widget_set_sensitive (self->show, hidden);
  gtk_widget_set_sensitive (self->hint, hidden);
}

static void
moved (ScopeArithPredict *self)
{
  scope_arith_state_set_unsized (self->state, scope_arith_predict_hides_shape (self));
  gtk_widget_set_visible (self->verdict, FALSE);
  update_prompt (self);
}

static void
settings_changed (ScopeArithPredict *self)
{
  self->generation++;
  moved (self);
}

/* Whatever was answered, wherever, the score is one */
static void
predict_changed (ScopeArithPredict *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), convo_predict_active (self->predict));
  scope_arith_state_set_unsized (self->state, scope_arith_predict_hides_shape (self));
  show_score (self);
  update_prompt (self);
  g_signal_emit (self, changed_signal, 0);
}

/** scope_arith_predict_answer_at: checks @typed; a right answer is shown, a slip is explained */
void
scope_arith_predict_answer_at (ScopeArithPredict *self, ScopeArithAsked what, gint64 index, const char *typed)
{
  g_autofree char *key = NULL, *explanation = NULL;
  ConvoVerdict verdict;

  if (what == SCOPE_ASKED_ROW ? !convo_predict_active (self->predict)
                              : scope_arith_predict_hides_shape (self) || !scope_arith_predict_hides_at (self, what, index))
    return;
  if (what != SCOPE_ASKED_ROW)
    self->what = what;
  key = ask (self, what, index);
  if (key == NULL)
    return;
  verdict = convo_predict_answer (self->predict, key, typed, &explanation);
  scope_verdict_show (self->verdict, verdict, explanation);
}

/** scope_arith_predict_answer: checks @typed for the present cell of the output */
void
scope_arith_predict_answer (ScopeArithPredict *self, const char *typed)
{
  scope_arith_predict_answer_at (self, SCOPE_ASKED_OUTPUT, scope_arith_state_output (self->state), typed);
}

/** scope_arith_predict_look: the bar speaks of the present number of @what */
void
scope_arith_predict_look (ScopeArithPredict *self, ScopeArithAsked what)
{
  self->what = what;
  moved (self);
}

static void
show_hint (ScopeArithPredict *self)
{
  gint64 index;
  const ScopeArithAsked what = wanted (self, &index);
  g_autofree char *key = ask (self, what, index);
  const char *hint = key != NULL ? convo_predict_question (self->predict, key)->hint : NULL;
  g_autofree char *text = g_strdup_printf (_("Hint: %s"), hint != NULL ? hint : _("look at the numbers of the window"));

  gtk_label_set_label (GTK_LABEL (self->prompt), text);
}

static void
show_answer (ScopeArithPredict *self)
{
  gint64 index;
  const ScopeArithAsked what = wanted (self, &index);
  g_autofree char *key = ask (self, what, index);

  if (key != NULL)
    convo_predict_show (self->predict, key);
}

static void
save_results (ScopeArithPredict *self)
{
  scope_predict_save (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->predict, self->verdict);
}

/* ---- reading ---- */

gboolean
scope_arith_predict_active (ScopeArithPredict *self)
{
  return convo_predict_active (self->predict) && (convo_predict_kinds (self->predict) & CONVO_PREDICT_SUMS);
}

/** scope_arith_predict_set_active: the document begins to be predicted anew, or shows everything again */
void
scope_arith_predict_set_active (ScopeArithPredict *self, gboolean active)
{
  if (active && !(convo_predict_kinds (self->predict) & CONVO_PREDICT_SUMS))
    convo_predict_set_kinds (self->predict, convo_predict_kinds (self->predict) | CONVO_PREDICT_SUMS);
  convo_predict_set_active (self->predict, active);
}

/** scope_arith_predict_hides_at: Returns: whether the number must not be seen yet */
gboolean
scope_arith_predict_hides_at (ScopeArithPredict *self, ScopeArithAsked what, gint64 index)
{
  g_autofree char *key = NULL;

  if (!scope_arith_predict_active (self))
    return FALSE;
  key = key_of (self, what, index);
  return !convo_predict_knows (self->predict, key);
}

/** scope_arith_predict_hides: Returns: whether output value @output must not be seen yet */
gboolean
scope_arith_predict_hides (ScopeArithPredict *self, gint64 output)
{
  return scope_arith_predict_hides_at (self, SCOPE_ASKED_OUTPUT, output);
}

/* Whether the number was answered where the network is drawn: there it is the layer's own */
static gboolean
is_known_of_layer (ScopeArithPredict *self, ConvoNumber what)
{
  const gboolean own = what == CONVO_NUMBER_SHAPE || what == CONVO_NUMBER_PARAMETERS || what == CONVO_NUMBER_MACS;

  return own && !scope_arith_state_is_free (self->state)
         && !convo_predict_hides (self->predict, scope_arith_state_title (self->state), what);
}

/** scope_arith_predict_hides_row: Returns: whether the result of a formula that tells @what must not be seen yet */
gboolean
scope_arith_predict_hides_row (ScopeArithPredict *self, ConvoNumber what, gint64 index)
{
  const gboolean count = what == CONVO_NUMBER_PARAMETERS || what == CONVO_NUMBER_MACS;
  g_autofree char *key = NULL;

  if (!convo_predict_active (self->predict)
      || !(convo_predict_kinds (self->predict) & (count ? CONVO_PREDICT_COUNTS : CONVO_PREDICT_SHAPES)))
    return FALSE;
  if (what == CONVO_NUMBER_BYTES)
    return scope_arith_predict_hides_shape (self);
  key = key_of (self, SCOPE_ASKED_ROW, index);
  return !convo_predict_knows (self->predict, key) && !is_known_of_layer (self, what);
}

/** scope_arith_predict_hides_formula: Returns: whether @row, the ledger's at @index, must not be seen: for itself, or since its formula holds a hidden shape */
gboolean
scope_arith_predict_hides_formula (ScopeArithPredict *self, const ConvoLedgerRow *row, gint64 index)
{
  return scope_arith_predict_hides_row (self, row->what, index)
         || ((row->what == CONVO_NUMBER_MACS || row->what == CONVO_NUMBER_OTHER) && scope_arith_predict_hides_shape (self));
}

/** scope_arith_predict_hides_shape: Returns: whether any extent of the output is hidden, and so what follows from it */
gboolean
scope_arith_predict_hides_shape (ScopeArithPredict *self)
{
  return hidden_extent (self) >= 0;
}

/* ---- life ---- */

static void
scope_arith_predict_finalize (GObject *object)
{
  ScopeArithPredict *self = SCOPE_ARITH_PREDICT (object);

  g_clear_object (&self->state);
  g_clear_object (&self->predict);
  G_OBJECT_CLASS (scope_arith_predict_parent_class)->finalize (object);
}

static void
scope_arith_predict_class_init (ScopeArithPredictClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = scope_arith_predict_finalize;
  changed_signal = g_signal_new ("changed", SCOPE_TYPE_ARITH_PREDICT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
scope_arith_predict_init (ScopeArithPredict *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->prompt = scope_arith_label (NULL);
  self->verdict = scope_arith_label ("verdict");
  self->score = scope_arith_label (NULL);
  self->hint = gtk_button_new_with_label (_("Hint"));
  self->show = gtk_button_new_with_label (_("Show"));
  self->save = gtk_button_new_with_label (_("Save results…"));
  gtk_label_set_wrap (GTK_LABEL (self->score), FALSE);
  gtk_widget_set_hexpand (self->prompt, TRUE);
  gtk_widget_set_tooltip_text (self->hint, _("The formula, without numbers"));
  gtk_widget_set_tooltip_text (self->show, _("Opens the number; it gives no point"));
  g_signal_connect_swapped (self->hint, "clicked", G_CALLBACK (show_hint), self);
  g_signal_connect_swapped (self->show, "clicked", G_CALLBACK (show_answer), self);
  g_signal_connect_swapped (self->save, "clicked", G_CALLBACK (save_results), self);
  gtk_box_append (GTK_BOX (box), self->prompt);
  gtk_box_append (GTK_BOX (box), self->verdict);
  gtk_box_append (GTK_BOX (box), self->score);
  gtk_box_append (GTK_BOX (box), self->hint);
  gtk_box_append (GTK_BOX (box), self->show);
  gtk_box_append (GTK_BOX (box), self->save);
  gtk_widget_add_css_class (box, "arith-play");
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  adw_bin_set_child (ADW_BIN (self), box);
}

/** scope_arith_predict_new: Returns: (transfer full): the bar of @state; there while @predict is active */
GtkWidget *
scope_arith_predict_new (ScopeArithState *state, ConvoPredict *predict)
{
  ScopeArithPredict *self = g_object_new (SCOPE_TYPE_ARITH_PREDICT, NULL);

  self->state = g_object_ref (state);
  self->predict = g_object_ref (predict);
  g_signal_connect_object (state, "settings", G_CALLBACK (settings_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (state, "moved", G_CALLBACK (moved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (predict, "changed", G_CALLBACK (predict_changed), self, G_CONNECT_SWAPPED);
  gtk_widget_set_visible (GTK_WIDGET (self), convo_predict_active (predict));
  return GTK_WIDGET (self);
}
