/* The main window: one document, one trainer, the panes around the canvas. */
#include "scope-window-private.h"

#include <glib/gi18n.h>

#include "compose.h"
#include "config.h"
#include "numbers.h"
#include "scope-actions.h"
#include "scope-define.h"
#include "scope-palette.h"
#include "scope-predict-bar.h"
#include "scope-settings.h"

#define WORDS_WIDTH 1100         /* below: header buttons lose their words, one side pane at a time */
#define LOW_HEIGHT 660           /* below: the drawer makes way for the canvas */
#define WORDS_WIDTH_LONG 1200    /* where the words are longer than in English */

G_DEFINE_FINAL_TYPE (ScopeWindow, scope_window, ADW_TYPE_APPLICATION_WINDOW)

/** scope_window_session: Returns: (transfer none): what the panes look at */
ScopeSession *
scope_window_session (ScopeWindow *self)
{
  return self->session;
}

/* ---- narrow windows ---- */

static gboolean
adapt (gpointer data)
{
  ScopeWindow *self = data;

  self->adapt_source = 0;
  gtk_widget_set_visible (self->step_label, !self->narrow);
  gtk_widget_set_visible (self->stop_label, !self->narrow);
  if (self->tight && adw_flap_get_reveal_flap (self->left_flap) && adw_flap_get_reveal_flap (self->right_flap))
    adw_flap_set_reveal_flap (self->right_flap, FALSE);
  if (self->low)
    gtk_widget_set_visible (GTK_WIDGET (self->drawer_bin), FALSE);
  scope_window_update_status (self);
  return G_SOURCE_REMOVE;
}

static void
scope_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ScopeWindow *self = SCOPE_WINDOW (widget);
  /* translators: “long” if the words Step and Stop need more room than in English, else leave it */
  const gboolean words_are_long = g_strcmp0 (C_("header words", "short"), "long") == 0;
  const gboolean narrow = width < (words_are_long ? WORDS_WIDTH_LONG : WORDS_WIDTH);
  const gboolean tight = width < WORDS_WIDTH, low = height < LOW_HEIGHT;

  if ((narrow != self->narrow || tight != self->tight || low != self->low) && self->adapt_source == 0)
    self->adapt_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, adapt, self, NULL);   /* no resize inside a resize */
  self->narrow = narrow;
  self->tight = tight;
  self->low = low;
  GTK_WIDGET_CLASS (scope_window_parent_class)->size_allocate (widget, width, height, baseline);
}

/* One side pane at a time where there is no room for two. */
static void
reveal_changed (AdwFlap *flap, GParamSpec *pspec, ScopeWindow *self)
{
  AdwFlap *other = flap == self->left_flap ? self->right_flap : self->left_flap;

  if (self->tight && adw_flap_get_reveal_flap (flap) && adw_flap_get_reveal_flap (other))
    adw_flap_set_reveal_flap (other, FALSE);
}

/* ---- what the panes say ---- */

static void show_snapshot (ScopeWindow *self);

static void
document_changed (ScopeWindow *self)
{
  scope_block_palette_set_graph (self->palette, convo_document_graph (scope_session_document (self->session)));
  show_snapshot (self);
  scope_window_update_title (self);
  scope_window_update_status (self);
  scope_window_update_history (self);
  scope_window_update_training (self);
}

static void
show_sample (ScopeWindow *self)
{
  ConvoShape shape;
  const float *picture = scope_session_picture (self->session, &shape);
  ConvoDataset *dataset = scope_session_dataset (self->session);
  g_autofree char *number = convo_number_exact (scope_session_sample (self->session) + 1);
  g_autofree char *caption = g_strdup_printf (_("test picture %s"), number);

  if (picture != NULL && dataset != NULL)
    scope_canvas_set_sample (self->canvas, &shape, picture, convo_dataset_name (dataset), caption);
  else
    scope_canvas_set_sample (self->canvas, NULL, NULL, NULL, NULL);
}

static void
show_snapshot (ScopeWindow *self)
{
  ConvoSnapshot *snapshot = scope_session_snapshot (self->session);
  ConvoDocument *document = scope_session_document (self->session);
  g_auto(GStrv) names = scope_session_class_names (self->session);
  int best = 0;

  scope_canvas_set_snapshot (self->canvas, snapshot);
  for (int i = 1; snapshot != NULL && i < snapshot->n_scores; i++)
    if (snapshot->scores[i] > snapshot->scores[best])
      best = i;
  if (snapshot != NULL && !convo_report_totals (convo_document_report (document))->complete
      && convo_report_graph (snapshot->report) != convo_document_graph (document))   /* of before the problem */
    snapshot = NULL;
  if (snapshot != NULL && names != NULL && snapshot->n_scores > 0 && best < (int) g_strv_length (names))
    {
      /* translators: class and its probability: "pullover 93 %" */
      g_autofree char *text = g_strdup_printf (_("%s %.0f %%"), names[best], 100 * snapshot->scores[best]);
      scope_canvas_set_result (self->canvas, text);
    }
  else
    scope_canvas_set_result (self->canvas, NULL);
}

static void
show_lens (ScopeWindow *self)
{
  scope_canvas_set_lens (self->canvas, scope_session_lens (self->session));
  scope_window_update_status (self);
}

static void
cell_changed (ScopeWindow *self, const char *id, int depth, int row, int column)
{
  const gint64 cell[CONVO_MAX_AXES] = { depth, row, column };

  scope_session_set_lens (self->session, id, cell);
}

static void
data_changed (ScopeWindow *self)
{
  scope_window_update_title (self);
  scope_window_update_training (self);
}

static void
problem_chosen (ScopeWindow *self, const char *id)
{
  scope_canvas_reveal (self->canvas, id);
  scope_canvas_show_problem (self->canvas, id);
}

static void
open_inspector (ScopeWindow *self, const char *id)
{
  adw_flap_set_reveal_flap (self->right_flap, TRUE);
  scope_inspector_show (self->inspector, "properties");
  gtk_widget_child_focus (GTK_WIDGET (self->inspector), GTK_DIR_TAB_FORWARD);
}

static void
looked (ScopeWindow *self, const char *base)
{
  scope_inspector_look (self->inspector, base);
}

static void
define (ScopeWindow *self, const char *name)
{
  adw_flap_set_reveal_flap (self->right_flap, TRUE);
  scope_inspector_define (self->inspector, name);
}

static void
look_inside (ScopeWindow *self, const char *name)
{
  g_autofree char *path = convo_graph_instance_of (convo_document_graph (scope_session_document (self->session)), name);
  g_autofree char *text = NULL;

  if (path != NULL && scope_canvas_look_at (self->canvas, path))
    return;
  text = g_strdup_printf (_("Nothing is made of “%s” yet. Add it first, then look inside."), name);
  scope_window_toast (self, text);
}

/* What the context menu of a named block asks for */
static void
define_asked (ScopeWindow *self, const char *verb, const char *name)
{
  ConvoDocument *document = scope_session_document (self->session);
  g_autoptr(GError) error = NULL;
  g_autofree char *copy = NULL;

  if (g_str_equal (verb, "edit"))
    define (self, name);
  else if (g_str_equal (verb, "look"))
    look_inside (self, name);
  else if (g_str_equal (verb, "delete"))
    scope_define_remove (document, name, &error);
  else if ((copy = scope_define_copy (document, name, &error)) != NULL)
    define (self, copy);
  if (error != NULL)
    scope_window_toast_veiled (self, error->message);
}

static void
build_panes (ScopeWindow *self)
{
  ConvoDocument *document = scope_session_document (self->session);
  GtkWidget *models = scope_models_page_new (), *canvas_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->canvas = SCOPE_CANVAS (scope_canvas_new (document));
  gtk_box_append (GTK_BOX (canvas_box), scope_predict_bar_new (convo_predict_of (document)));
  gtk_box_append (GTK_BOX (canvas_box), GTK_WIDGET (self->canvas));
  adw_bin_set_child (self->canvas_bin, canvas_box);
  self->palette = SCOPE_BLOCK_PALETTE (scope_block_palette_new ());
  adw_bin_set_child (self->blocks_bin, GTK_WIDGET (self->palette));
  adw_bin_set_child (self->models_bin, models);
  adw_bin_set_child (self->data_bin, scope_data_page_new (self->session));
  self->inspector = SCOPE_INSPECTOR (scope_inspector_new (self->session));
  adw_bin_set_child (self->inspector_bin, GTK_WIDGET (self->inspector));
  self->drawer = SCOPE_DRAWER (scope_drawer_new (self->session));
  adw_bin_set_child (self->drawer_bin, GTK_WIDGET (self->drawer));
  scope_tabs_set_stack (self->left_tabs, self->left_stack);

  g_signal_connect_object (self->palette, "add", G_CALLBACK (scope_canvas_add), self->canvas, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->palette, "define", G_CALLBACK (define_asked), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->canvas, "looked", G_CALLBACK (looked), self, G_CONNECT_SWAPPED);
  scope_window_install_status (self);
  g_signal_connect_object (self->canvas, "status", G_CALLBACK (scope_window_toast_veiled), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->canvas, "cell-changed", G_CALLBACK (cell_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->canvas, "open-inspector", G_CALLBACK (open_inspector), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->drawer, "problem-chosen", G_CALLBACK (problem_chosen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (models, "open-model", G_CALLBACK (scope_window_open_file), self, G_CONNECT_SWAPPED);
}

/* The action in the menu follows, wherever the mode was switched */
static void
predict_changed (ScopeWindow *self)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "predict-mode");
  const gboolean active = convo_predict_active (convo_predict_of (scope_session_document (self->session)));

  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_boolean (active));
  scope_models_page_set_veiled (SCOPE_MODELS_PAGE (adw_bin_get_child (self->models_bin)), scope_window_predicts (self));
  scope_window_leave_models (self);
  scope_window_update_status (self);
}

static void
connect_session (ScopeWindow *self)
{
  ConvoDocument *document = scope_session_document (self->session);
  const GConnectFlags swapped = G_CONNECT_SWAPPED;

  g_signal_connect_object (document, "changed", G_CALLBACK (document_changed), self, swapped);
  g_signal_connect_object (convo_predict_of (document), "changed", G_CALLBACK (predict_changed), self, swapped);
  g_signal_connect_object (document, "notify::modified", G_CALLBACK (scope_window_update_title), self, swapped);
  g_signal_connect_object (document, "notify::undo-label", G_CALLBACK (scope_window_update_history), self, swapped);
  g_signal_connect_object (document, "notify::redo-label", G_CALLBACK (scope_window_update_history), self, swapped);
  g_signal_connect_object (self->session, "data-changed", G_CALLBACK (data_changed), self, swapped);
  g_signal_connect_object (self->session, "sample-changed", G_CALLBACK (show_sample), self, swapped);
  g_signal_connect_object (self->session, "snapshot", G_CALLBACK (show_snapshot), self, swapped);
  g_signal_connect_object (self->session, "lens-changed", G_CALLBACK (show_lens), self, swapped);
}

/* ---- life ---- */

static void
restore_state (ScopeWindow *self)
{
  GSettings *settings = scope_settings ();

  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (settings, "window-width"),
                               g_settings_get_int (settings, "window-height"));
  if (g_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  scope_pane_set_extent (self->left_pane, g_settings_get_int (settings, "left-width"));
  scope_pane_set_extent (self->right_pane, g_settings_get_int (settings, "right-width"));
  adw_flap_set_reveal_flap (self->left_flap, g_settings_get_boolean (settings, "left-pane"));
  adw_flap_set_reveal_flap (self->right_flap, g_settings_get_boolean (settings, "right-pane")
                            && (g_settings_get_int (settings, "window-width") >= WORDS_WIDTH
                                || g_settings_get_boolean (settings, "window-maximized")
                                || !g_settings_get_boolean (settings, "left-pane")));
  gtk_widget_set_visible (GTK_WIDGET (self->drawer_bin), g_settings_get_boolean (settings, "drawer")
                          && g_settings_get_int (settings, "window-height") >= LOW_HEIGHT);
  gtk_widget_set_size_request (GTK_WIDGET (self->drawer_bin), -1,
                               MIN (g_settings_get_int (settings, "drawer-height"),
                                    g_settings_get_int (settings, "window-height") * 2 / 5));
}

static void
save_state (ScopeWindow *self)
{
  GSettings *settings = scope_settings ();
  const int height = gtk_widget_get_height (GTK_WIDGET (self->drawer_bin));
  int width, window_height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &window_height);
  if (!gtk_window_is_maximized (GTK_WINDOW (self)) && width >= 800 && window_height >= 600)
    {
      g_settings_set_int (settings, "window-width", width);
      g_settings_set_int (settings, "window-height", window_height);
    }
  g_settings_set_boolean (settings, "window-maximized", gtk_window_is_maximized (GTK_WINDOW (self)));
  g_settings_set_int (settings, "left-width", scope_pane_get_extent (self->left_pane));
  g_settings_set_int (settings, "right-width", scope_pane_get_extent (self->right_pane));
  if (!self->tight)            /* a small window hides panes by itself: that is nobody's wish */
    {
      g_settings_set_boolean (settings, "left-pane", adw_flap_get_reveal_flap (self->left_flap));
      g_settings_set_boolean (settings, "right-pane", adw_flap_get_reveal_flap (self->right_flap));
    }
  if (!self->low)
    g_settings_set_boolean (settings, "drawer", gtk_widget_get_visible (GTK_WIDGET (self->drawer_bin)));
  if (gtk_widget_get_visible (GTK_WIDGET (self->drawer_bin)) && height >= 96)
    g_settings_set_int (settings, "drawer-height", height);
}

static gboolean
scope_window_close_request (GtkWindow *window)
{
  ScopeWindow *self = SCOPE_WINDOW (window);

  if (!self->closing && scope_window_ask_to_close (self))
    return GDK_EVENT_STOP;
  save_state (self);
  convo_trainer_stop (scope_session_trainer (self->session));
  return GTK_WINDOW_CLASS (scope_window_parent_class)->close_request (window);
}

static void
scope_window_dispose (GObject *object)
{
  ScopeWindow *self = SCOPE_WINDOW (object);

  g_clear_handle_id (&self->adapt_source, g_source_remove);
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      g_signal_handlers_disconnect_by_data (scope_session_document (self->session), self);
      g_signal_handlers_disconnect_by_data (scope_session_baseline (self->session), self);
      g_signal_handlers_disconnect_by_data (scope_session_stopwatch (self->session), self);
      g_signal_handlers_disconnect_by_data (scope_session_trainer (self->session), self);
    }
  G_OBJECT_CLASS (scope_window_parent_class)->dispose (object);
  g_clear_object (&self->session);
  scope_window_clear_recovery (self);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, ScopeWindow, name)
  BIND (header); BIND (menu_button); BIND (open_button); BIND (undo_button); BIND (redo_button); BIND (title);
  BIND (step_label); BIND (stop_label); BIND (train_button); BIND (train_icon); BIND (train_label); BIND (train_box);
  BIND (progress); BIND (deck); BIND (left_flap); BIND (right_flap); BIND (left_pane); BIND (right_pane);
  BIND (left_stack); BIND (left_tabs); BIND (blocks_bin); BIND (models_bin); BIND (data_bin);
  BIND (banner); BIND (banner_label); BIND (banner_button); BIND (toasts); BIND (canvas_bin); BIND (inspector_bin);
  BIND (drawer_bin); BIND (status); BIND (machine); BIND (compare_button); BIND (compare_label);
#undef BIND
}

static void
scope_window_class_init (ScopeWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = scope_window_dispose;
  widget_class->size_allocate = scope_window_size_allocate;
  GTK_WINDOW_CLASS (klass)->close_request = scope_window_close_request;
  g_type_ensure (SCOPE_TYPE_TABS);
  g_type_ensure (SCOPE_TYPE_PANE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/convoscope/Convoscope/ui/scope-window.ui");
  bind_children (widget_class);
}

static void
scope_window_init (ScopeWindow *self)
{
  scope_palette_install (gdk_display_get_default ());
  gtk_widget_init_template (GTK_WIDGET (self));
  self->session = scope_session_new ();
  self->cancellable = g_cancellable_new ();
  build_panes (self);
  connect_session (self);
  g_signal_connect (self->left_flap, "notify::reveal-flap", G_CALLBACK (reveal_changed), self);
  g_signal_connect (self->right_flap, "notify::reveal-flap", G_CALLBACK (reveal_changed), self);
  scope_window_install_pages (self);
  scope_window_install_actions (self);
  scope_window_install_compare (self);
  scope_window_install_files (self);
  scope_window_install_drop (self);
  scope_window_install_weights (self);
  scope_window_install_training (self);
  scope_window_install_recovery (self);
  scope_actions_set_tooltips (GTK_WIDGET (self->header));
  restore_state (self);
  document_changed (self);
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->canvas));
}

/** scope_window_new: Returns: (transfer none): a window with an empty document */
ScopeWindow *
scope_window_new (GtkApplication *app)
{
  return g_object_new (SCOPE_TYPE_WINDOW, "application", app, NULL);
}
