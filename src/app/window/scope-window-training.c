/* The window's training controls: buttons, progress, failures, the bar about an outdated run. */
#include "scope-window-private.h"

#include <glib/gi18n.h>

#include "config.h"
#include "numbers.h"
#include "scope-actions.h"

#define LABEL_FRAMES 15          /* labels are written four times a second, not sixty */

static ConvoTrainerState
state_of (ScopeWindow *self, ConvoProgress *progress)
{
  convo_trainer_progress (scope_session_trainer (self->session), progress);
  return progress->state;
}

/* "1 min 42 s" */
static char *
duration (double seconds)
{
  const int s = (int) CLAMP (seconds + 0.5, 0, 1e8);

  if (s >= 3600)
    return g_strdup_printf (_("%d h %d min"), s / 3600, s / 60 % 60);
  if (s >= 60)
    return g_strdup_printf (_("%d min %d s"), s / 60, s % 60);
  return g_strdup_printf (_("%d s"), s);
}

/** scope_window_run_title: Returns: (transfer full) (nullable): "Epoch 8 of 10 · 73 % · 1 min 42 s left" */
char *
scope_window_run_title (ScopeWindow *self)
{
  ConvoProgress p;
  g_autofree char *left = NULL;
  double percent;

  switch (state_of (self, &p))
    {
    case CONVO_TRAINER_LOADING:
      return g_strdup (_("Preparing the training…"));
    case CONVO_TRAINER_RUNNING:
    case CONVO_TRAINER_PAUSED:
      percent = p.steps > 0 ? 100.0 * p.step / p.steps : 0;
      if (p.state == CONVO_TRAINER_PAUSED)
        return g_strdup_printf (_("Paused · epoch %d of %d · %.0f %%"), p.epoch, p.epochs, percent);
      if (p.evaluating)
        return g_strdup_printf (_("Epoch %d of %d · testing"), p.epoch, p.epochs);
      if (p.step == 0 || p.seconds_left <= 0)              /* nothing is measured before the first step is done */
        return g_strdup_printf (_("Epoch %d of %d · %.0f %%"), p.epoch, p.epochs, percent);
      left = duration (p.seconds_left);
      return g_strdup_printf (_("Epoch %d of %d · %.0f %% · %s left"), p.epoch, p.epochs, percent, left);
    default:
      return NULL;
    }
}

/** scope_window_run_status: Returns: (transfer full) (nullable): speed, time and settings of the run, as markup */
char *
scope_window_run_status (ScopeWindow *self)
{
  ConvoProgress p;
  ConvoTraining t;
  g_autofree char *pictures = NULL, *gone = NULL, *momentum = NULL, *decay = NULL, *steps = NULL;
  const ConvoOptimizerRule *rule;

  if (state_of (self, &p) != CONVO_TRAINER_RUNNING && p.state != CONVO_TRAINER_PAUSED)
    return NULL;
  scope_session_training (self->session, &t);
  pictures = convo_number_exact ((gint64) (p.images_per_second + 0.5));
  steps = convo_number_real (t.batch > 0 ? p.images_per_second / t.batch : 0, 1);
  gone = duration (p.seconds);
  momentum = convo_number_plain (t.optimizer.momentum);
  decay = convo_number_plain (t.optimizer.weight_decay);
  rule = convo_optimizer_rule (t.optimizer.kind);
  return rule->uses_momentum
    /* translators: the fifth is the optimiser's name */
    ? g_strdup_printf (_("<b>%s</b> steps/s  ·  <b>%s</b> pictures/s  ·  elapsed <b>%s</b>  ·  batch <b>%d</b>, %s, "
                         "momentum <b>%s</b>, weight decay <b>%s</b>"), steps, pictures, gone, t.batch, _(rule->title),
                       momentum, decay)
    : g_strdup_printf (_("<b>%s</b> steps/s  ·  <b>%s</b> pictures/s  ·  elapsed <b>%s</b>  ·  batch <b>%d</b>, %s, "
                         "weight decay <b>%s</b>"), steps, pictures, gone, t.batch, _(rule->title), decay);
}

static void
update_progress (ScopeWindow *self, const ConvoProgress *p)
{
  double fraction, seconds;

  if (scope_session_loading (self->session, &fraction, &seconds))
    {
      gtk_widget_set_visible (GTK_WIDGET (self->progress), seconds > 0.5);
      gtk_progress_bar_set_fraction (self->progress, fraction);
      return;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->progress), p->state == CONVO_TRAINER_RUNNING || p->state == CONVO_TRAINER_PAUSED
                                                       || p->state == CONVO_TRAINER_LOADING);
  gtk_progress_bar_set_fraction (self->progress, p->steps > 0 ? CLAMP ((double) p->step / p->steps, 0, 1) : 0);
}

static void
update_banner (ScopeWindow *self)
{
  guint version;
  const gboolean outdated = scope_session_outdated (self->session, &version);
  g_autofree char *text = g_strdup_printf (_("Training version %u; you are editing version %u."), version,
                                           convo_document_version (scope_session_document (self->session)));

  gtk_label_set_label (self->banner_label, text);
  gtk_widget_set_visible (self->banner, outdated);
}

static void
update_train_button (ScopeWindow *self, ConvoTrainerState state, const char *problem)
{
  const gboolean pause = state == CONVO_TRAINER_RUNNING || state == CONVO_TRAINER_LOADING;
  const char *word = pause ? _("Pause") : state == CONVO_TRAINER_PAUSED ? _("Resume") : _("Train");
  g_autofree char *tooltip = problem != NULL ? g_strdup (problem) : scope_actions_tooltip ("win.train", word);

  gtk_image_set_from_icon_name (self->train_icon, pause ? "media-playback-pause-symbolic" : "media-playback-start-symbolic");
  gtk_label_set_label (self->train_label, word);
  gtk_widget_set_tooltip_text (self->train_button, problem == NULL ? tooltip : NULL);
  gtk_widget_set_tooltip_text (self->train_box, tooltip);    /* an insensitive button shows no tooltip of its own */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->train_button), GTK_ACCESSIBLE_PROPERTY_LABEL, word,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, problem != NULL ? problem : "", -1);
}

/** scope_window_update_training: buttons, progress, title and bar follow the trainer's state */
void
scope_window_update_training (ScopeWindow *self)
{
  ConvoProgress p;
  const ConvoTrainerState state = state_of (self, &p);
  const gboolean active = scope_session_active (self->session);
  const char *problem = active ? NULL : scope_session_problem (self->session);
  ConvoTrainer *trainer = scope_session_trainer (self->session);

  scope_window_enable (self, "train", problem == NULL);
  scope_window_enable (self, "step", problem == NULL && state != CONVO_TRAINER_RUNNING && state != CONVO_TRAINER_LOADING);
  scope_window_enable (self, "stop", active);
  scope_window_enable (self, "save-weights", convo_trainer_has_weights (trainer));
  scope_window_enable (self, "load-weights", !active && convo_report_check (
                         convo_document_report (scope_session_document (self->session)), NULL));
  update_train_button (self, state, problem);
  scope_canvas_set_running (self->canvas, state == CONVO_TRAINER_RUNNING);
  update_progress (self, &p);
  update_banner (self);
  scope_window_update_title (self);
  scope_window_update_status (self);
}

/* ---- the tick ---- */

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  ScopeWindow *self = data;
  const gboolean more = scope_session_poll (self->session);

  if (!more || self->frames++ % LABEL_FRAMES == 0)
    {
      ConvoProgress p;

      state_of (self, &p);
      update_progress (self, &p);
      scope_window_update_title (self);
      scope_window_update_status (self);
    }
  if (!more)
    self->tick = 0;
  return more ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
on_busy (ScopeWindow *self)
{
  if (self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, self, NULL);
}

/* ---- failures ---- */

/* The message names the layer; the block of that layer is selected and brought into view. */
static void
show_failure (ScopeWindow *self)
{
  ConvoTrainer *trainer = scope_session_trainer (self->session);
  g_autoptr(ConvoReport) report = convo_trainer_report (trainer);
  ConvoDocument *document = scope_session_document (self->session);
  g_autofree char *message = convo_trainer_message (trainer);
  const int guilty = convo_trainer_guilty (trainer);
  const ConvoNetNode *node = report != NULL && guilty >= 0 ? convo_net_node (convo_report_net (report), guilty) : NULL;
  const ConvoNode *block = node != NULL ? convo_graph_node (convo_report_graph (report), node->top) : NULL;

  if (message != NULL)
    scope_window_toast_veiled (self, message);
  if (block != NULL && convo_graph_find (convo_document_graph (document), convo_node_id (block)) != NULL)
    {
      convo_document_select_one (document, convo_node_id (block));
      scope_canvas_reveal (self->canvas, convo_node_id (block));
    }
}

static void
on_state (ScopeWindow *self)
{
  ConvoProgress p;
  const ConvoTrainerState state = state_of (self, &p);

  if (state == CONVO_TRAINER_FAILED && self->last_state != state)
    show_failure (self);
  if (state == CONVO_TRAINER_DONE && self->last_state == CONVO_TRAINER_RUNNING)
    scope_window_toast (self, _("Training is done."));
  self->last_state = state;
  scope_window_update_training (self);
}

static void
on_epoch (ScopeWindow *self)
{
  self->weights_unsaved = TRUE;
}

/* ---- actions ---- */

static void
start (ScopeWindow *self, gboolean one_step)
{
  g_autoptr(GError) error = NULL;

  if (!scope_session_train (self->session, one_step, &error))
    scope_window_toast_veiled (self, error->message);
  scope_window_update_training (self);
}

static void
train (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ScopeWindow *self = data;
  ConvoProgress p;

  switch (state_of (self, &p))
    {
    case CONVO_TRAINER_LOADING:
    case CONVO_TRAINER_RUNNING:
      convo_trainer_pause (scope_session_trainer (self->session));
      break;
    case CONVO_TRAINER_PAUSED:
      convo_trainer_resume (scope_session_trainer (self->session));
      on_busy (self);
      break;
    default:
      start (self, FALSE);
    }
}

static void
step (GSimpleAction *action, GVariant *parameter, gpointer self)
{
  start (self, TRUE);
}

static void
stop (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  convo_trainer_stop (scope_session_trainer (((ScopeWindow *) data)->session));
}

/* Stops the run of the old structure; the new one starts when the trainer has come to rest. */
static void
start_when_idle (ConvoTrainer *trainer, ScopeWindow *self)
{
  if (scope_session_active (self->session))
    return;
  g_signal_handlers_disconnect_by_func (trainer, start_when_idle, self);
  start (self, FALSE);
}

static void
restart (ScopeWindow *self)
{
  ConvoTrainer *trainer = scope_session_trainer (self->session);

  g_signal_connect_object (trainer, "state-changed", G_CALLBACK (start_when_idle), self, 0);
  convo_trainer_stop (trainer);
  start_when_idle (trainer, self);
}

static const GActionEntry entries[] = {
  { .name = "train", .activate = train },
  { .name = "step", .activate = step },
  { .name = "stop", .activate = stop },
};

/** scope_window_install_training: adds the actions of this file and listens to the trainer */
void
scope_window_install_training (ScopeWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  gtk_button_set_label (self->banner_button, _("Restart"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->banner_button), _("Stop this run and train the network as it is now"));
  g_signal_connect_object (self->banner_button, "clicked", G_CALLBACK (restart), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "busy", G_CALLBACK (on_busy), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "epoch", G_CALLBACK (on_epoch), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (scope_session_trainer (self->session), "state-changed", G_CALLBACK (on_state), self,
                           G_CONNECT_SWAPPED);
}
