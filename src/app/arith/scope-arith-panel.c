/* The panel beside the stage: sliders for every setting, the windows along one axis, and the formulas with their numbers. */
#include "scope-arith-panel.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "scope-arith-axes.h"
#include "scope-arith-links.h"
#include "scope-arith-plane.h"
#include "scope-arith-strip.h"

typedef struct
{
  GtkWidget *row, *value;
  GtkRange  *scale;
} Slider;

struct _ScopeArithPanel
{
  AdwBin           parent_instance;

  ScopeArithState *state;
  ScopeArithPredict *predict;
  Slider           sliders[CONVO_ARITH_N_FIELDS];
  GtkWidget       *note, *problem, *fixes, *problem_card, *axis, *strip_words, *formulas_title, *formulas, *same;
  GtkWidget       *links_card, *links_words, *settings;
  ScopeArithStrip *strip;
  gboolean         updating;
};

G_DEFINE_FINAL_TYPE (ScopeArithPanel, scope_arith_panel, ADW_TYPE_BIN)

static const struct { double low, high; } ranges[CONVO_ARITH_N_FIELDS] = {
  [CONVO_ARITH_INPUT] = { 1, 32 }, [CONVO_ARITH_CHANNELS] = { 1, 8 }, [CONVO_ARITH_KERNELS] = { 1, 8 },
  [CONVO_ARITH_KERNEL] = { 1, 11 }, [CONVO_ARITH_STRIDE] = { 1, 6 }, [CONVO_ARITH_PADDING] = { 0, 5 },
  [CONVO_ARITH_DILATION] = { 1, 4 }, [CONVO_ARITH_OUTPUT_PADDING] = { 0, 3 }, [CONVO_ARITH_GROUPS] = { 1, 8 },
};

static void
show_sliders (ScopeArithPanel *self)
{
  const ConvoArith *arith = scope_arith_state_arith (self->state);
  const gboolean free_standing = scope_arith_state_is_free (self->state);

  self->updating = TRUE;
  for (int field = 0; field < CONVO_ARITH_N_FIELDS; field++)
    {
      const gint64 value = convo_arith_get (arith, field);
      g_autofree char *text = g_strdup_printf ("%" PRId64, value);

      gtk_widget_set_visible (self->sliders[field].row, convo_arith_has (arith, field));
      gtk_widget_set_sensitive (GTK_WIDGET (self->sliders[field].scale), free_standing);
      gtk_range_set_value (self->sliders[field].scale, value);
      gtk_label_set_label (GTK_LABEL (self->sliders[field].value), text);
    }
  gtk_widget_set_visible (self->same, free_standing && convo_arith_has (arith, CONVO_ARITH_PADDING));
  gtk_label_set_label (GTK_LABEL (self->note), free_standing ? _("everything recomputes while you drag")
                                                             : _("as in the network; change them there"));
  self->updating = FALSE;
}

static void
apply_fix (GtkButton *button, ScopeArithPanel *self)
{
  const ConvoArithFix *fix = g_object_get_data (G_OBJECT (button), "fix");

  const ConvoArith settings = fix->settings;      /* the fix goes with the problem */

  scope_arith_state_set_arith (self->state, &settings);
}

static void
show_problem (ScopeArithPanel *self)
{
  const char *problem = scope_arith_state_problem (self->state);
  GPtrArray *fixes = scope_arith_state_fixes (self->state);
  GtkWidget *child;

  gtk_widget_set_visible (self->problem_card, problem != NULL);
  gtk_label_set_label (GTK_LABEL (self->problem), problem != NULL ? problem : "");
  while ((child = gtk_widget_get_first_child (self->fixes)) != NULL)
    gtk_box_remove (GTK_BOX (self->fixes), child);
  for (guint i = 0; problem != NULL && fixes != NULL && i < fixes->len && i < 4; i++)
    {
      const ConvoArithFix *fix = fixes->pdata[i];
      GtkWidget *button = gtk_button_new_with_label (fix->label);

      g_object_set_data (G_OBJECT (button), "fix", (gpointer) fix);
      g_signal_connect (button, "clicked", G_CALLBACK (apply_fix), self);
      gtk_box_append (GTK_BOX (self->fixes), button);
    }
}

static void
show_strip (ScopeArithPanel *self)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const gboolean windows = convo_arith_windows (&trace->arith) && trace->in[0].rank > 1;
  ConvoLane lane = { 0 };
  gint64 unread;

  if (windows)
    convo_trace_lane (trace, 2, &lane);
  unread = lane.unread;
  scope_arith_strip_set (self->strip, windows ? &lane : NULL, scope_arith_state_cell (self->state) % MAX (lane.windows, 1));
  gtk_widget_set_visible (self->axis, windows && !scope_arith_predict_hides_shape (self->predict));      /* its windows can be counted */
  if (convo_arith_has (&trace->arith, CONVO_ARITH_OUTPUT_PADDING))
    /* translators: of a transposed convolution, along one axis: so many input values lie so many cells apart */
    scope_arith_markup (self->strip_words, _("%d values, every %d cells, zeros between: %d cells, <b>%d windows</b>"), (int) lane.n,
                        (int) lane.spread, (int) lane.cells, (int) lane.windows);
  else if (unread == 0)
    scope_arith_markup (self->strip_words, _("%d cells, %d windows: <b>nothing dropped</b>"), (int) lane.cells, (int) lane.windows);
  else
    scope_arith_markup (self->strip_words, ngettext ("%d cells, %d windows: <b>%d cell dropped ✕</b>",
                                                     "%d cells, %d windows: <b>%d cells dropped ✕</b>", (gulong) unread),
                        (int) lane.cells, (int) lane.windows, (int) unread);
}

/* A guess for one of the formulas; the row goes with a right one */
static void
guessed (GtkEntry *entry, ScopeArithPanel *self)
{
  g_autofree char *typed = g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry)));

  if (*typed != '\0')
    scope_arith_predict_answer_at (self->predict, SCOPE_ASKED_ROW, GPOINTER_TO_INT (g_object_get_data (G_OBJECT (entry), "row")), typed);
}

/* What is to be predicted: its name, its formula in symbols, and an entry where it can be typed */
static void
add_hidden (ScopeArithPanel *self, const ConvoLedgerRow *row, int index)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2), *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *title = scope_arith_label ("heading"), *value = row->result >= 0 ? gtk_entry_new () : scope_arith_label ("to-predict");

  gtk_label_set_label (GTK_LABEL (title), row->title);
  gtk_widget_set_hexpand (title, TRUE);
  if (row->result >= 0)
    {
      gtk_entry_set_placeholder_text (GTK_ENTRY (value), C_("number", "?"));
      gtk_editable_set_width_chars (GTK_EDITABLE (value), 9);
      gtk_editable_set_max_width_chars (GTK_EDITABLE (value), 9);
      g_object_set_data (G_OBJECT (value), "row", GINT_TO_POINTER (index));
      gtk_accessible_update_property (GTK_ACCESSIBLE (value), GTK_ACCESSIBLE_PROPERTY_LABEL, row->title, -1);
      g_signal_connect (value, "activate", G_CALLBACK (guessed), self);
    }
  else
    gtk_label_set_label (GTK_LABEL (value), C_("number", "?"));
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), value);
  gtk_box_append (GTK_BOX (box), head);
  gtk_widget_add_css_class (box, "formula");
  g_object_set_data (G_OBJECT (box), "row", GINT_TO_POINTER (index + 1));
  gtk_box_append (GTK_BOX (self->formulas), box);
}

static void
add_formula (ScopeArithPanel *self, const ConvoLedgerRow *row)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2), *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *title = scope_arith_label ("heading"), *value = scope_arith_label ("heading"), *line;

  gtk_label_set_label (GTK_LABEL (title), row->title);
  gtk_label_set_label (GTK_LABEL (value), row->value);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), value);
  gtk_box_append (GTK_BOX (box), head);
  if (row->general != NULL && *row->general != '\0')
    {
      line = scope_arith_label ("dim-text");
      scope_arith_markup (line, "%s", row->general);
      gtk_box_append (GTK_BOX (box), line);
    }
  if (row->formula != NULL && *row->formula != '\0')
    {
      line = scope_arith_label (NULL);
      scope_arith_markup (line, "%s = <b>%s</b>", row->formula, row->value);
      gtk_box_append (GTK_BOX (box), line);
    }
  if (row->note != NULL)
    {
      line = scope_arith_label ("small-text");
      scope_arith_markup (line, "%s", row->note);
      gtk_box_append (GTK_BOX (box), line);
    }
  gtk_widget_add_css_class (box, "formula");
  gtk_box_append (GTK_BOX (self->formulas), box);
}

static void
show_formulas (ScopeArithPanel *self)
{
  g_autoptr(GPtrArray) ledger = convo_trace_ledger (scope_arith_state_trace (self->state));
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->formulas)) != NULL)
    gtk_box_remove (GTK_BOX (self->formulas), child);
  gtk_widget_set_visible (self->formulas_title, ledger->len > 0);      /* an activation has none */
  gtk_widget_set_visible (self->formulas, ledger->len > 0);
  for (guint i = 0; i < ledger->len; i++)
    {
      const ConvoLedgerRow *row = ledger->pdata[i];

      if (scope_arith_predict_hides_formula (self->predict, row, i))
        add_hidden (self, row, (int) i);
      else
        add_formula (self, row);
    }
}

/* Only what is open now is made anew: the entry that was just typed into keeps its text and the keyboard */
static void
predict_changed (ScopeArithPanel *self)
{
  g_autoptr(GPtrArray) ledger = convo_trace_ledger (scope_arith_state_trace (self->state));
  GtkWidget *child = gtk_widget_get_first_child (self->formulas);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  const gboolean typed = focus != NULL && gtk_widget_is_ancestor (focus, self->formulas);
  gboolean same = TRUE;

  for (guint i = 0; i < ledger->len && child != NULL; i++, child = gtk_widget_get_next_sibling (child))
    same &= scope_arith_predict_hides_formula (self->predict, ledger->pdata[i], i) == (g_object_get_data (G_OBJECT (child), "row") != NULL);
  if (!same)
    show_formulas (self);
  if (!same && typed)                                      /* on to the next one */
    for (child = gtk_widget_get_first_child (self->formulas); child != NULL; child = gtk_widget_get_next_sibling (child))
      if (g_object_get_data (G_OBJECT (child), "row") != NULL && gtk_widget_child_focus (child, GTK_DIR_TAB_FORWARD))
        break;
  show_strip (self);
}

static void
show_links (ScopeArithPanel *self)
{
  g_autofree char *words = scope_arith_links_words (self->state);

  gtk_widget_set_visible (self->links_card, gtk_widget_get_visible (gtk_widget_get_first_child (self->links_card)));
  gtk_label_set_label (GTK_LABEL (self->links_words), words);
}

static void
settings_changed (ScopeArithPanel *self)
{
  show_links (self);
  show_sliders (self);
  show_problem (self);
  show_strip (self);
  show_formulas (self);
}

static void
slid (GtkRange *range, ScopeArithPanel *self)
{
  const int field = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (range), "field"));
  const gint64 value = (gint64) (gtk_range_get_value (range) + 0.5);
  g_autofree char *text = g_strdup_printf ("%" PRId64, value);

  if (self->updating)
    return;
  gtk_label_set_label (GTK_LABEL (self->sliders[field].value), text);
  scope_arith_state_set (self->state, field, value);
}

static void
pad_same (ScopeArithPanel *self)
{
  ConvoArith arith = *scope_arith_state_arith (self->state);

  convo_arith_pad_same (&arith);
  scope_arith_state_set_arith (self->state, &arith);
}

static GtkWidget *
make_slider (ScopeArithPanel *self, int field)
{
  Slider *slider = &self->sliders[field];
  GtkWidget *title = gtk_label_new (convo_arith_field_title (field));

  slider->row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  slider->scale = GTK_RANGE (gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, ranges[field].low, ranges[field].high, 1));
  slider->value = scope_arith_label ("heading");
  gtk_range_set_increments (slider->scale, 1, 1);
  gtk_scale_set_draw_value (GTK_SCALE (slider->scale), FALSE);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_width_chars (GTK_LABEL (title), 10);
  gtk_label_set_width_chars (GTK_LABEL (slider->value), 3);
  gtk_label_set_xalign (GTK_LABEL (slider->value), 1);
  gtk_widget_set_hexpand (GTK_WIDGET (slider->scale), TRUE);
  g_object_set_data (G_OBJECT (slider->scale), "field", GINT_TO_POINTER (field));
  gtk_accessible_update_property (GTK_ACCESSIBLE (slider->scale), GTK_ACCESSIBLE_PROPERTY_LABEL, convo_arith_field_title (field), -1);
  g_signal_connect (slider->scale, "value-changed", G_CALLBACK (slid), self);
  gtk_box_append (GTK_BOX (slider->row), title);
  gtk_box_append (GTK_BOX (slider->row), GTK_WIDGET (slider->scale));
  gtk_box_append (GTK_BOX (slider->row), slider->value);
  gtk_widget_add_css_class (slider->row, "slider-row");
  return slider->row;
}

static GtkWidget *
heading (GtkWidget *box, const char *text)
{
  GtkWidget *label = scope_arith_label ("heading");

  gtk_label_set_label (GTK_LABEL (label), text);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static GtkWidget *
card (GtkWidget *box)
{
  GtkWidget *inner = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  gtk_widget_add_css_class (inner, "card");
  gtk_widget_add_css_class (inner, "panel-card");
  gtk_box_append (GTK_BOX (box), inner);
  return inner;
}

static void
make_settings (ScopeArithPanel *self, GtkWidget *box)
{
  GtkWidget *inner;

  heading (box, _("Layer"));
  self->note = scope_arith_label ("dim-text");
  gtk_box_append (GTK_BOX (box), self->note);
  self->settings = inner = card (box);
  for (int field = 0; field < CONVO_ARITH_N_FIELDS; field++)
    gtk_box_append (GTK_BOX (inner), make_slider (self, field));
  self->same = gtk_button_new_with_label (_("Padding that keeps the size"));
  g_signal_connect_swapped (self->same, "clicked", G_CALLBACK (pad_same), self);
  gtk_box_append (GTK_BOX (inner), self->same);
  self->problem_card = card (box);
  gtk_widget_add_css_class (self->problem_card, "problem-card");
  self->problem = scope_arith_label (NULL);
  self->fixes = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_box_append (GTK_BOX (self->problem_card), self->problem);
  gtk_box_append (GTK_BOX (self->problem_card), self->fixes);
}

static void
scope_arith_panel_dispose (GObject *object)
{
  g_clear_object (&SCOPE_ARITH_PANEL (object)->state);
  g_clear_object (&SCOPE_ARITH_PANEL (object)->predict);
  G_OBJECT_CLASS (scope_arith_panel_parent_class)->dispose (object);
}

static void
scope_arith_panel_class_init (ScopeArithPanelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = scope_arith_panel_dispose;
}

static void
scope_arith_panel_init (ScopeArithPanel *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8), *inner;

  gtk_widget_add_css_class (box, "arith-panel");
  make_settings (self, box);
  self->links_card = card (box);
  self->links_words = scope_arith_label ("small-text");
  gtk_box_append (GTK_BOX (self->links_card), self->links_words);
  self->axis = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  gtk_box_append (GTK_BOX (box), self->axis);
  heading (self->axis, _("Along one axis"));
  inner = card (self->axis);
  self->strip = SCOPE_ARITH_STRIP (scope_arith_strip_new ());
  self->strip_words = scope_arith_label (NULL);
  gtk_box_append (GTK_BOX (inner), GTK_WIDGET (self->strip));
  gtk_box_append (GTK_BOX (inner), self->strip_words);
  self->formulas_title = heading (box, _("Formulas"));
  self->formulas = card (box);
  g_object_set (scrolled, "hscrollbar-policy", GTK_POLICY_NEVER, "child", box, "width-request", 350, "hexpand", FALSE, NULL);
  adw_bin_set_child (ADW_BIN (self), scrolled);
}

/** scope_arith_panel_new: Returns: (transfer full): the panel of @state */
GtkWidget *
scope_arith_panel_new (ScopeArithState *state, ScopeArithPredict *predict)
{
  ScopeArithPanel *self = g_object_new (SCOPE_TYPE_ARITH_PANEL, NULL);

  self->state = g_object_ref (state);
  self->predict = g_object_ref (predict);
  gtk_box_append (GTK_BOX (self->settings), scope_arith_axes_new (state));
  gtk_box_prepend (GTK_BOX (self->links_card), scope_arith_links_new (state));
  g_signal_connect_object (state, "settings", G_CALLBACK (settings_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (state, "moved", G_CALLBACK (show_strip), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (predict, "changed", G_CALLBACK (predict_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (state, "illegal", G_CALLBACK (show_problem), self, G_CONNECT_SWAPPED);
  settings_changed (self);
  return GTK_WIDGET (self);
}
