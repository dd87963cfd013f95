/* The window's budget: what the costs are compared with, the change of the sums in the status line, ghosts on the canvas; and
 * how long the layers take. */
#include "scope-window-private.h"

#include <glib/gi18n.h>

#include "scope-model-picker.h"

#define GONE_MOST 12             /* names of layers in a tooltip */

static const char *const names[] = { "edit", "mark", "model" };

static ConvoBaseline *
baseline_of (ScopeWindow *self)
{
  return scope_session_baseline (self->session);
}

static void
set_state (ScopeWindow *self, const char *action, GVariant *state)
{
  g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), action)), state);
}

/* "2 layers are new; gone: relu1, pool1" */
static void
append_layers (GString *text, const ConvoReportDiff *diff)
{
  GPtrArray *gone = convo_report_diff_gone (diff);
  const int n = convo_report_diff_n_new (diff);

  if (n > 0)
    g_string_append_printf (text, ngettext ("\n%d layer is new", "\n%d layers are new", n), n);
  if (gone->len == 0)
    return;
  g_string_append_printf (text, ngettext ("\n%d layer is gone: ", "\n%d layers are gone: ", gone->len), (int) gone->len);
  for (guint i = 0; i < MIN (gone->len, GONE_MOST); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", (const char *) gone->pdata[i]);
  g_string_append (text, gone->len > GONE_MOST ? ", …" : "");
}

/* What stands before a number on the canvas (@where is 0), or after the sums (1) */
static char *
short_name (ConvoBaseline *baseline, int where)
{
  const ConvoAgainst against = convo_baseline_against (baseline);

  if (against == CONVO_AGAINST_MODEL)
    return convo_baseline_words (baseline);
  if (against == CONVO_AGAINST_MARK)
    return g_strdup (where == 0 ? C_("comparison", "marked") : C_("comparison", "against the mark"));
  return g_strdup (where == 0 ? C_("comparison", "before") : C_("comparison", "last edit"));
}

static void
update_button (ScopeWindow *self, ConvoReportDiff *diff, const char *words)
{
  g_autofree char *totals = diff != NULL ? convo_report_diff_totals (diff) : g_strdup (_("nothing to compare with yet"));
  /* translators: "+3,200 parameters (+5 %), −12 MAC", and what is compared with: "the state before “Change kernel”" */
  g_autofree char *label = g_strdup_printf (_("%s · against %s"), totals, words);
  g_autofree char *name = short_name (baseline_of (self), 1), *shorter = g_strdup_printf ("%s · %s", totals, name);
  g_autoptr(GString) tooltip = g_string_new (label);

  if (diff != NULL)
    append_layers (tooltip, diff);
  gtk_label_set_label (self->compare_label, shorter);
  gtk_widget_set_tooltip_text (self->compare_button, tooltip->str);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->compare_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, tooltip->str, -1);
}

static void
update (ScopeWindow *self)
{
  ConvoBaseline *baseline = baseline_of (self);
  const gboolean active = convo_baseline_is_active (baseline);
  /* a difference tells a number that is to be predicted */
  const gboolean hidden = scope_window_predicts (self);
  const ConvoAgainst against = convo_baseline_against (baseline);
  ConvoReportDiff *diff = hidden ? NULL : convo_baseline_diff (baseline);
  g_autofree char *words = convo_baseline_words (baseline), *name = short_name (baseline, 0);

  gtk_widget_set_visible (self->compare_button, active && !hidden);
  gtk_widget_set_visible (GTK_WIDGET (self->machine), !active || hidden);   /* the sums need its place */
  if (active && !hidden)
    update_button (self, diff, words);
  scope_canvas_set_diff (self->canvas, diff, name, against == CONVO_AGAINST_MODEL);
  set_state (self, "compare", g_variant_new_boolean (active));
  set_state (self, "compare-with", g_variant_new_string (active ? names[against] : ""));
}

/* ---- actions ---- */

static void
compare (GSimpleAction *action, GVariant *state, gpointer self)
{
  convo_baseline_set_active (baseline_of (self), g_variant_get_boolean (state));
}

static void
mark (GSimpleAction *action, GVariant *parameter, gpointer self)
{
  convo_baseline_mark (baseline_of (self));
  scope_window_toast (self, _("This state is marked. Costs are compared with it from now on."));
}

static void
opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(ScopeWindow) self = data;
  g_autoptr(GError) error = NULL;

  if (!convo_baseline_open_finish (CONVO_BASELINE (source), result, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    scope_window_toast (self, error->message);
}

static void
picked (ScopeWindow *self, GFile *file)
{
  convo_baseline_open_async (baseline_of (self), file, self->cancellable, opened, g_object_ref (self));
}

static void
another (ScopeWindow *self)
{
  scope_window_choose_file (self, _("Compare with a network"), FALSE, ".convo", _("Convoscope documents"), picked);
}

static void
pick (ScopeWindow *self)
{
  GtkWidget *picker;

  if (scope_window_predicts (self))
    {
      scope_window_toast (self, _("A comparison would tell numbers that are to be predicted. End predict mode first."));
      return;
    }
  picker = scope_model_picker_new (GTK_WINDOW (self), _("Compare With"));

  g_signal_connect_object (picker, "picked", G_CALLBACK (picked), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (picker, "another", G_CALLBACK (another), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (picker));
}

static void
compare_with (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ScopeWindow *self = data;
  const char *wanted = g_variant_get_string (parameter, NULL);

  if (g_str_equal (wanted, "model"))
    pick (self);
  else if (g_str_equal (wanted, "edit"))
    convo_baseline_set_against (baseline_of (self), CONVO_AGAINST_EDIT);
  else if (!convo_baseline_set_against (baseline_of (self), CONVO_AGAINST_MARK))
    mark (NULL, NULL, self);
}

/* ---- time ---- */

static void
show_times (ScopeWindow *self)
{
  ConvoStopwatch *stopwatch = scope_session_stopwatch (self->session);
  double fraction;
  const gboolean runs = convo_stopwatch_runs (stopwatch, &fraction);

  scope_canvas_set_timing (self->canvas, convo_stopwatch_timing (stopwatch), convo_stopwatch_is_stale (stopwatch),
                           runs ? fraction : -1);
}

static void
measuring_failed (ScopeWindow *self, const char *text)
{
  scope_window_toast (self, text);
}

/* Starts a measurement, or ends it */
static void
measure_time (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ScopeWindow *self = data;
  ConvoStopwatch *stopwatch = scope_session_stopwatch (self->session);
  ConvoProgress progress;
  ConvoTraining training;
  double fraction;

  convo_trainer_progress (scope_session_trainer (self->session), &progress);
  if (convo_stopwatch_runs (stopwatch, &fraction))
    {
      convo_stopwatch_cancel (stopwatch);
      return;
    }
  if (progress.state == CONVO_TRAINER_RUNNING)
    {
      scope_window_toast (self, _("The training would disturb the measurement. Pause it first."));
      return;
    }
  scope_session_training (self->session, &training);
  g_object_set (self->canvas, "bar-statistic", SCOPE_STATISTIC_TIME, NULL);
  convo_stopwatch_start (stopwatch, MAX (training.batch, 1));
}

static const GActionEntry entries[] = {
  { .name = "compare", .state = "false", .change_state = compare },
  { .name = "compare-with", .parameter_type = "s", .state = "''", .activate = compare_with },
  { .name = "compare-mark", .activate = mark },
  { .name = "measure-time", .activate = measure_time },
};

/** scope_window_install_compare: adds the actions of this file, and follows the session's baseline */
void
scope_window_install_compare (ScopeWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_object (baseline_of (self), "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (convo_predict_of (scope_session_document (self->session)), "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (scope_session_stopwatch (self->session), "changed", G_CALLBACK (show_times), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (scope_session_stopwatch (self->session), "failed", G_CALLBACK (measuring_failed), self, G_CONNECT_SWAPPED);
  update (self);
}
