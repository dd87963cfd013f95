/* The arithmetic view: one operation, number by number, forwards and backwards. */
#include "scope-arith-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "filling.h"
#include "scope-arith-backward.h"
#include "scope-arith-compare.h"
#include "scope-arith-derivation.h"
#include "scope-arith-export.h"
#include "scope-arith-forward.h"
#include "scope-arith-lecture.h"
#include "scope-arith-matrix.h"
#include "scope-arith-panel.h"
#include "scope-arith-plane.h"
#include "scope-arith-pooling.h"

#define WIDE 1700              /* stage and panel side by side, whatever is shown */
#define NARROW 1200            /* less: the panel only when it is asked for */

G_DEFINE_FINAL_TYPE (ScopeArith, scope_arith, ADW_TYPE_BIN)

static guint closed_signal, message_signal;

static void page_changed (ScopeArith *self);
static void show_stages (ScopeArith *self);

static gboolean
scope_arith_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (SCOPE_ARITH (widget)->play));
}

/* Tab that comes from nowhere, as after the last part of the view, begins with the header; "play" is for who opens the view. */
static gboolean
scope_arith_focus (GtkWidget *widget, GtkDirectionType direction)
{
  if (direction == GTK_DIR_TAB_FORWARD && gtk_widget_get_focus_child (widget) == NULL
      && gtk_widget_child_focus (GTK_WIDGET (SCOPE_ARITH (widget)->header), direction))
    return TRUE;
  return GTK_WIDGET_CLASS (scope_arith_parent_class)->focus (widget, direction);
}

/** scope_arith_state: Returns: (transfer none): what the view looks at */
ScopeArithState *
scope_arith_state (ScopeArith *self)
{
  return self->state;
}

/** scope_arith_show_layer: @path: of a layer of the network that can be shown. Returns: whether it is shown */
gboolean
scope_arith_show_layer (ScopeArith *self, const char *path, GError **error)
{
  return scope_arith_net_follow (self->net, path, error);
}

/** scope_arith_show_free: a free-standing operation: the one that was shown last, if it was one */
void
scope_arith_show_free (ScopeArith *self)
{
  scope_arith_net_leave (self->net);
  if (!scope_arith_state_is_free (self->state))
    scope_arith_state_open_kind (self->state, convo_kind_find ("conv"));
}

/* ---- what is shown ---- */

static void
select_filling (GtkDropDown *drop, gboolean (*preset) (int, ConvoFilling *), const char *name)
{
  ConvoFilling filling;

  for (int i = 0; preset (i, &filling); i++)
    if (name == NULL || g_str_equal (filling.name, name))
      {
        gtk_drop_down_set_selected (drop, i);
        return;
      }
}

static void
show_fillings (ScopeArith *self)
{
  const char *picture, *weights;

  scope_arith_state_fillings (self->state, &picture, &weights);
  if (scope_arith_state_drawn (self->state) != NULL)      /* it goes through the network */
    picture = scope_arith_state_drawn (self->state);
  select_filling (self->picture, convo_picture_preset, picture);
  select_filling (self->weights, convo_kernel_preset, weights);
}

static void
settings_changed (ScopeArith *self)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  g_autofree void *kind_state = convo_arith_state (&trace->arith);
  g_autofree char *summary = convo_kind_summary (trace->arith.kind, kind_state);
  g_autofree char *in = convo_shape_to_string (&trace->in[0]), *out = convo_shape_to_string (&trace->out);
  g_autofree char *numbers = g_strdup_printf ("%s → %s · %s", in, scope_arith_predict_hides_shape (self->predict) ? C_("number", "?") : out,
                                              summary);
  const char *subtitle = scope_arith_state_waiting (self->state) ? _("The numbers of the network are being computed…") : numbers;
  const gboolean free_standing = scope_arith_state_is_free (self->state), weighted = convo_trace_weight (trace) >= 0;
  guint index;

  self->updating = TRUE;
  adw_window_title_set_title (self->title, scope_arith_state_title (self->state));
  adw_window_title_set_subtitle (self->title, subtitle);
  gtk_widget_set_visible (GTK_WIDGET (self->kind), free_standing);
  gtk_widget_set_visible (GTK_WIDGET (self->picture), free_standing || scope_arith_state_drawn (self->state) != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->weights), free_standing && weighted);
  gtk_widget_set_visible (self->flip_box, free_standing && g_strcmp0 (trace->arith.kind->name, "conv") == 0);
  gtk_toggle_button_set_active (trace->arith.flip ? self->flipped : self->straight, TRUE);
  show_fillings (self);
  if (g_ptr_array_find (self->kinds, trace->arith.kind, &index))
    gtk_drop_down_set_selected (self->kind, index);
  self->updating = FALSE;
  show_stages (self);
  scope_arith_moved (self);
}

/* ---- tools ---- */

static void
kind_chosen (ScopeArith *self)
{
  const guint index = gtk_drop_down_get_selected (self->kind);

  if (!self->updating && index < self->kinds->len && self->kinds->pdata[index] != scope_arith_state_arith (self->state)->kind)
    scope_arith_state_open_kind (self->state, self->kinds->pdata[index]);
}

static void
flip_toggled (ScopeArith *self)
{
  if (!self->updating)
    scope_arith_state_set_flip (self->state, gtk_toggle_button_get_active (self->flipped));
}

static void
picture_chosen (ScopeArith *self)
{
  ConvoFilling filling;

  if (self->updating || !convo_picture_preset ((int) gtk_drop_down_get_selected (self->picture), &filling))
    return;
  if (scope_arith_state_is_free (self->state))
    scope_arith_state_set_picture (self->state, filling.name);
  else
    scope_arith_net_set_drawn (self->net, filling.name);
}

static void
weights_chosen (ScopeArith *self)
{
  ConvoFilling filling;

  if (!self->updating && convo_kernel_preset ((int) gtk_drop_down_get_selected (self->weights), &filling))
    scope_arith_state_set_weights (self->state, filling.name);
}

static void
fill_presets (GtkDropDown *drop, gboolean (*preset) (int, ConvoFilling *))
{
  GtkStringList *list = gtk_string_list_new (NULL);
  ConvoFilling filling;

  for (int i = 0; preset (i, &filling); i++)
    gtk_string_list_append (list, filling.title);
  gtk_drop_down_set_model (drop, G_LIST_MODEL (list));
  g_object_unref (list);
}

/* Everything that can be shown on its own; convolutions and pools come first in the registry's families. */
static void
fill_kinds (ScopeArith *self)
{
  static const char *const first[] = { "conv", "transposed-conv", "max-pool", "average-pool", "lp-pool", "distance-pool" };
  GtkStringList *list = gtk_string_list_new (NULL);
  int n;
  const ConvoKind *const *kinds = convo_kinds (&n);

  for (gsize i = 0; i < G_N_ELEMENTS (first); i++)
    if (convo_kind_find (first[i]) != NULL)
      g_ptr_array_add (self->kinds, (gpointer) convo_kind_find (first[i]));
  for (int i = 0; i < n; i++)
    if (convo_arith_supports (kinds[i]) && !g_ptr_array_find (self->kinds, kinds[i], NULL))
      g_ptr_array_add (self->kinds, (gpointer) kinds[i]);
  for (guint i = 0; i < self->kinds->len; i++)
    gtk_string_list_append (list, _(((const ConvoKind *) self->kinds->pdata[i])->title));
  gtk_drop_down_set_model (self->kind, G_LIST_MODEL (list));
  g_object_unref (list);
}

/** scope_arith_may_be_seen: Returns: whether @stage can be shown: all can unless results, or the shape of the output, are to be predicted */
gboolean
scope_arith_may_be_seen (ScopeArith *self, GtkWidget *stage)
{
  const gboolean sized = !scope_arith_predict_hides_shape (self->predict);     /* cells of the output can be counted */

  if (stage == gtk_stack_get_child_by_name (self->stack, "backward"))
    return sized;
  return stage == gtk_stack_get_child_by_name (self->stack, "forward") || (sized && !scope_arith_predict_active (self->predict));
}

/* The stages that cannot hide their results rest meanwhile. */
static void
show_stages (ScopeArith *self)
{
  if (!scope_arith_may_be_seen (self, gtk_stack_get_visible_child (self->stack)))
    gtk_stack_set_visible_child_name (self->stack, "forward");
  for (GtkWidget *stage = gtk_widget_get_first_child (GTK_WIDGET (self->stack)); stage != NULL; stage = gtk_widget_get_next_sibling (stage))
    gtk_stack_page_set_visible (gtk_stack_get_page (self->stack, stage), scope_arith_may_be_seen (self, stage));
}

static void
predict_changed (ScopeArith *self)
{
  const gboolean active = scope_arith_predict_active (self->predict);

  if ((active || scope_arith_predict_hides_shape (self->predict)) && self->tick != 0)
    scope_arith_stop (self);
  gtk_toggle_button_set_active (self->predict_button, active);
  settings_changed (self);
}

static void
predict_toggled (ScopeArith *self)
{
  const gboolean active = gtk_toggle_button_get_active (self->predict_button);

  if (active == scope_arith_predict_active (self->predict))
    return;
  scope_arith_predict_set_active (self->predict, active);
  page_changed (self);                     /* the shape is typed into the panel */
}

static void
begin_lecture (ScopeArith *self)
{
  scope_arith_lecture_set (self->lecture, TRUE);
}

static void
lecture_toggled (ScopeArith *self)
{
  const gboolean active = scope_arith_lecture_active (self->lecture);

  if (active)
    gtk_widget_add_css_class (GTK_WIDGET (self), "lecture");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "lecture");
  gtk_widget_set_visible (self->header, !active);
  gtk_widget_set_visible (GTK_WIDGET (self->panel_bin), !active);      /* its large letters would widen the window */
  gtk_toggle_button_set_active (self->panel_button, !active && gtk_widget_get_width (GTK_WIDGET (self)) >= NARROW);
  page_changed (self);
  gtk_widget_grab_focus (active ? GTK_WIDGET (self->lecture) : GTK_WIDGET (self->play));
}

/* ---- export ---- */

static void
exported (const char *message, gpointer data)
{
  g_signal_emit (data, message_signal, 0, message);
}

/** scope_arith_export_state: asks for a file, and saves what is shown as a figure */
void
scope_arith_export_state (ScopeArith *self)
{
  GtkWidget *stage = gtk_stack_get_visible_child (self->stack);
  ScopeArithState *state = SCOPE_IS_ARITH_DERIVATION (stage) ? scope_arith_derivation_shown (SCOPE_ARITH_DERIVATION (stage)) : self->state;
  ConvoView view = { .w = -1 };

  if (scope_arith_predict_active (self->predict))
    {
      g_signal_emit (self, message_signal, 0, _("A drawing shows every number: leave predict mode (P) before you export."));
      return;
    }
  convo_page_from_name (gtk_stack_get_visible_child_name (self->stack), &view.page);
  if (SCOPE_IS_ARITH_POOLING (stage))
    scope_arith_pooling_pools (SCOPE_ARITH_POOLING (stage), &view.pools);
  if (SCOPE_IS_ARITH_COMPARE (stage))
    view.comparison = scope_arith_compare_name (SCOPE_ARITH_COMPARE (stage));
  scope_arith_export (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), state, &view, exported, g_object_ref (self),
                      g_object_unref);
}

/* Where there is little room, the cards of the other stages need all of it; the panel comes back by its button. */
static void
page_changed (ScopeArith *self)
{
  const gboolean forward = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "forward") == 0;
  const gboolean compare = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "compare") == 0;
  const gboolean derivation = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "derivation") == 0;
  const gboolean lecture = scope_arith_lecture_active (self->lecture);
  const int width = gtk_widget_get_width (GTK_WIDGET (self));

  scope_arith_predict_look (self->predict, forward ? SCOPE_ASKED_OUTPUT : SCOPE_ASKED_WEIGHT);
  gtk_widget_set_visible (self->tools, !compare && !lecture);
  gtk_widget_set_visible (self->play_bar, !compare && !derivation && !lecture);      /* neither of them has cells */
  if (!lecture && width > 0 && width < WIDE)
    gtk_toggle_button_set_active (self->panel_button, forward && (width >= NARROW || scope_arith_predict_hides_shape (self->predict)));
}

/* A flap that finds room opens by itself; only the first page wants that. */
static void
panel_unfolded (ScopeArith *self)
{
  const gboolean forward = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "forward") == 0;

  if (!forward && !adw_flap_get_folded (self->flap) && gtk_widget_get_width (GTK_WIDGET (self)) < WIDE)
    gtk_toggle_button_set_active (self->panel_button, FALSE);
}

static void
close_page (ScopeArith *self)
{
  scope_arith_stop (self);
  g_signal_emit (self, closed_signal, 0);
}

/* ---- life ---- */

static void
add_stage (ScopeArith *self, GtkWidget *stage, const char *name, const char *title)
{
  gtk_stack_add_titled (self->stack, stage, name, title);
}

static void
connect_all (ScopeArith *self)
{
  const GConnectFlags swapped = G_CONNECT_SWAPPED;

  g_signal_connect_object (self->state, "settings", G_CALLBACK (settings_changed), self, swapped);
  g_signal_connect_object (self->state, "moved", G_CALLBACK (scope_arith_moved), self, swapped);
  g_signal_connect_object (self->back, "clicked", G_CALLBACK (close_page), self, swapped);
  g_signal_connect_object (self->export_button, "clicked", G_CALLBACK (scope_arith_export_state), self, swapped);
  g_signal_connect_object (self->kind, "notify::selected", G_CALLBACK (kind_chosen), self, swapped);
  g_signal_connect_object (self->picture, "notify::selected", G_CALLBACK (picture_chosen), self, swapped);
  g_signal_connect_object (self->weights, "notify::selected", G_CALLBACK (weights_chosen), self, swapped);
  g_signal_connect_object (self->lecture, "toggled", G_CALLBACK (lecture_toggled), self, swapped);
  g_signal_connect_object (self->lecture_button, "clicked", G_CALLBACK (begin_lecture), self, swapped);
  g_signal_connect_object (self->predict, "changed", G_CALLBACK (predict_changed), self, swapped);
  g_signal_connect_object (self->predict_button, "toggled", G_CALLBACK (predict_toggled), self, swapped);
  g_signal_connect_object (self->flipped, "toggled", G_CALLBACK (flip_toggled), self, swapped);
  g_signal_connect_object (self->stack, "notify::visible-child", G_CALLBACK (page_changed), self, swapped);
  g_signal_connect_object (self->flap, "notify::folded", G_CALLBACK (panel_unfolded), self, swapped);
}

static void
scope_arith_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (scope_arith_parent_class)->map (widget);
  page_changed (SCOPE_ARITH (widget));
  if (SCOPE_ARITH (widget)->net != NULL)
    scope_arith_net_set_shown (SCOPE_ARITH (widget)->net, TRUE);
}

static void
scope_arith_unmap (GtkWidget *widget)
{
  scope_arith_stop (SCOPE_ARITH (widget));
  if (SCOPE_ARITH (widget)->net != NULL)
    scope_arith_net_set_shown (SCOPE_ARITH (widget)->net, FALSE);
  GTK_WIDGET_CLASS (scope_arith_parent_class)->unmap (widget);
}

static void
scope_arith_dispose (GObject *object)
{
  ScopeArith *self = SCOPE_ARITH (object);

  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  if (self->net != NULL)
    scope_arith_net_leave (self->net);
  g_clear_object (&self->net);
  g_clear_object (&self->state);
  g_clear_pointer (&self->kinds, g_ptr_array_unref);
  G_OBJECT_CLASS (scope_arith_parent_class)->dispose (object);
}

static void
scope_arith_class_init (ScopeArithClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = scope_arith_dispose;
  widget_class->map = scope_arith_map;
  widget_class->unmap = scope_arith_unmap;
  widget_class->focus = scope_arith_focus;
  widget_class->grab_focus = scope_arith_grab_focus;
  closed_signal = g_signal_new ("closed", SCOPE_TYPE_ARITH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  message_signal = g_signal_new ("message", SCOPE_TYPE_ARITH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/convoscope/Convoscope/ui/scope-arith.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, ScopeArith, name)
  BIND (title); BIND (flap); BIND (panel_bin); BIND (stack); BIND (tools); BIND (flip_box); BIND (play_bar); BIND (back); BIND (export_button);
  BIND (previous); BIND (play); BIND (next); BIND (panel_button); BIND (predict_button); BIND (predict_bin); BIND (overlay); BIND (header); BIND (lecture_button); BIND (straight); BIND (flipped); BIND (kind); BIND (picture);
  BIND (weights); BIND (scrub); BIND (scrub_box); BIND (speed); BIND (where); BIND (speed_text);
#undef BIND
}

static void
scope_arith_init (ScopeArith *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->ticks = SCOPE_ARITH_TICKS (scope_arith_ticks_new (GTK_RANGE (self->scrub)));
  gtk_box_append (self->scrub_box, GTK_WIDGET (self->ticks));
  self->beat = -1;
  self->state = scope_arith_state_new ();
  self->kinds = g_ptr_array_new ();
  fill_kinds (self);
  fill_presets (self->picture, convo_picture_preset);
  fill_presets (self->weights, convo_kernel_preset);
}

/* Everything that asks what may be seen */
static void
build (ScopeArith *self, ConvoPredict *predict)
{
  self->predict = SCOPE_ARITH_PREDICT (scope_arith_predict_new (self->state, predict));
  adw_bin_set_child (self->predict_bin, GTK_WIDGET (self->predict));
  self->forward = SCOPE_ARITH_FORWARD (scope_arith_forward_new (self->state, self->predict));
  add_stage (self, GTK_WIDGET (self->forward), "forward", _("Forward"));
  add_stage (self, scope_arith_backward_new (self->state, self->predict), "backward", _("Backward"));
  add_stage (self, scope_arith_matrix_new (self->state), "matrix", _("Matrix"));
  add_stage (self, scope_arith_pooling_new (self->state), "pooling", _("Pooling"));
  add_stage (self, scope_arith_derivation_new (self->state), "derivation", _("Derivation"));
  add_stage (self, scope_arith_compare_new (), "compare", _("Compare"));
  adw_bin_set_child (self->panel_bin, scope_arith_panel_new (self->state, self->predict));
  self->lecture = SCOPE_ARITH_LECTURE (scope_arith_lecture_new (self->state, self->predict));
  gtk_overlay_add_overlay (self->overlay, GTK_WIDGET (self->lecture));
  gtk_box_append (GTK_BOX (gtk_overlay_get_child (self->overlay)), scope_arith_lecture_keys (self->lecture));
  connect_all (self);
  scope_arith_connect_play (self);
  scope_arith_connect_keys (self);
  settings_changed (self);
  predict_changed (self);
}

/** scope_arith_new: @session: (nullable): of the window, to show its layers. Returns: (transfer full): the view of a free-standing convolution */
GtkWidget *
scope_arith_new (ScopeSession *session)
{
  ScopeArith *self = g_object_new (SCOPE_TYPE_ARITH, NULL);
  g_autoptr(ConvoPredict) own = session == NULL ? g_object_new (CONVO_TYPE_PREDICT, NULL) : NULL;

  build (self, session != NULL ? convo_predict_of (scope_session_document (session)) : own);
  if (session != NULL)
    self->net = scope_arith_net_new (session, self->state);
  return GTK_WIDGET (self);
}
