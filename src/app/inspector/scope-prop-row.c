/* One row of the inspector, made from a property's description: label, editor, and the sentence of a refusal. */
#include "scope-prop-row.h"

#include <glib/gi18n.h>

#include "scope-number-spin.h"

struct _ScopePropRow
{
  GtkListBoxRow parent_instance;

  const ConvoProp *prop;
  ScopePropEdit    edit;
  gpointer         data;
  gboolean         updating;              /* the row follows the document, not the other way round */
  int              n_spatial;

  GtkWidget       *note;
  GtkWidget       *editor;                /* spin button, switch, drop-down or entry */
  GtkWidget       *link;                  /* axes: one value for all */
  GtkWidget       *axes_line;             /* axes: a spin button for each */
  GtkWidget       *axis[CONVO_MAX_AXES];
  GtkWidget       *error;
};

G_DEFINE_FINAL_TYPE (ScopePropRow, scope_prop_row, GTK_TYPE_LIST_BOX_ROW)

/** scope_prop_row_prop: Returns: (transfer none): what the row edits */
const ConvoProp *
scope_prop_row_prop (ScopePropRow *self)
{
  return self->prop;
}

/** scope_prop_row_editor: Returns: (transfer none): spin button, switch, drop-down or entry */
GtkWidget *
scope_prop_row_editor (ScopePropRow *self)
{
  return self->editor;
}

/** scope_prop_row_error: Returns: (nullable): why the last value was refused */
const char *
scope_prop_row_error (ScopePropRow *self)
{
  return gtk_widget_get_visible (self->error) ? gtk_label_get_label (GTK_LABEL (self->error)) : NULL;
}

/** scope_prop_row_set_note: @note: (nullable): a few dim words under the name, which needs all the width */
void
scope_prop_row_set_note (ScopePropRow *self, const char *note)
{
  gtk_label_set_label (GTK_LABEL (self->note), note != NULL ? note : "");
  gtk_widget_set_visible (self->note, note != NULL);
}

/* Arguments of a block have the name that people gave them, also in expressions; only our own words are translated */
static const char *
label_of (const ConvoProp *prop)
{
  return prop->label == prop->key ? prop->label : _(prop->label);
}

static void
show_error (ScopePropRow *self, const char *message)
{
  gtk_label_set_label (GTK_LABEL (self->error), message != NULL ? message : "");
  gtk_widget_set_visible (self->error, message != NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->editor), GTK_ACCESSIBLE_STATE_INVALID,
                               message != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static void
submit (ScopePropRow *self, JsonNode *value)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) owned = value;

  g_object_ref (self);                                     /* the edit may rebuild the page */
  if (!self->edit (self->prop, owned, self->data, &error))
    show_error (self, error != NULL ? error->message : NULL);
  else
    show_error (self, NULL);
  g_object_unref (self);
}

static JsonNode *
int_node (gint64 value)
{
  return json_node_init_int (json_node_alloc (), value);
}

/* ---- whole and real numbers ---- */

static void
number_changed (GtkSpinButton *spin, ScopePropRow *self)
{
  const double value = gtk_spin_button_get_value (spin);

  if (self->updating)
    return;
  if (self->prop->type == CONVO_PROP_REAL)
    submit (self, json_node_init_double (json_node_alloc (), value));
  else
    submit (self, int_node ((gint64) value));
}

/* ---- axes ---- */

static void
axes_changed (GtkWidget *any, ScopePropRow *self)
{
  g_autoptr(JsonArray) values = NULL;

  if (self->updating)
    return;
  if (!gtk_widget_get_visible (self->axes_line))
    {
      submit (self, int_node (gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->editor))));
      return;
    }
  values = json_array_new ();
  for (int i = 0; i < self->n_spatial; i++)
    json_array_add_int_element (values, gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->axis[i])));
  submit (self, json_node_init_array (json_node_alloc (), values));
}

static void
show_axes (ScopePropRow *self, gboolean apart)
{
  gtk_widget_set_visible (self->axes_line, apart);
  gtk_widget_set_visible (self->editor, !apart);
  for (int i = 0; i < CONVO_MAX_AXES; i++)
    gtk_widget_set_visible (self->axis[i], i < self->n_spatial);
}

static void
link_toggled (GtkToggleButton *link, ScopePropRow *self)
{
  const gboolean apart = !gtk_toggle_button_get_active (link);

  if (self->updating)
    return;
  self->updating = TRUE;
  if (apart)
    for (int i = 0; i < self->n_spatial; i++)
      gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->axis[i]), gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->editor)));
  else
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->editor), gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->axis[0])));
  show_axes (self, apart);
  self->updating = FALSE;
  if (!apart)
    axes_changed (NULL, self);
}

static void
build_axes (ScopePropRow *self, GtkWidget *line, GtkWidget *box)
{
  static const char *const names[] = { NC_("axis", "depth"), NC_("axis", "height"), NC_("axis", "width") };
  const ConvoProp *prop = self->prop;

  self->link = gtk_toggle_button_new ();
  gtk_button_set_icon_name (GTK_BUTTON (self->link), "scope-link-symbolic");
  gtk_widget_add_css_class (self->link, "flat");
  gtk_widget_add_css_class (self->link, "link");
  gtk_widget_set_valign (self->link, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->link, _("One value for all axes"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->link), GTK_ACCESSIBLE_PROPERTY_LABEL, _("One value for all axes"), -1);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->link), TRUE);
  gtk_box_append (GTK_BOX (line), self->link);
  self->editor = scope_number_spin_new (FALSE, prop->min, MIN (prop->max, G_MAXINT), prop->soft_max, label_of (prop));
  gtk_box_append (GTK_BOX (line), self->editor);
  self->axes_line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (self->axes_line, "line");
  gtk_widget_set_halign (self->axes_line, GTK_ALIGN_END);
  for (int i = 0; i < CONVO_MAX_AXES; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s, %s", label_of (prop), g_dpgettext2 (NULL, "axis", names[i]));

      self->axis[i] = scope_number_spin_new (FALSE, prop->min, MIN (prop->max, G_MAXINT), prop->soft_max, name);
      gtk_editable_set_width_chars (GTK_EDITABLE (self->axis[i]), 2);
      gtk_editable_set_max_width_chars (GTK_EDITABLE (self->axis[i]), 2);
      g_signal_connect (self->axis[i], "value-changed", G_CALLBACK (axes_changed), self);
      gtk_box_append (GTK_BOX (self->axes_line), self->axis[i]);
    }
  gtk_widget_set_visible (self->axes_line, FALSE);
  gtk_box_append (GTK_BOX (box), self->axes_line);
  g_signal_connect (self->link, "toggled", G_CALLBACK (link_toggled), self);
  g_signal_connect (self->editor, "value-changed", G_CALLBACK (axes_changed), self);
}

static void
set_axes (ScopePropRow *self, const ConvoAxes *axes)
{
  static const char *const names[] = { NC_("axis", "depth"), NC_("axis", "height"), NC_("axis", "width") };
  const gboolean editing_apart = gtk_widget_get_visible (self->axes_line);
  gboolean apart = axes->n > 1, equal = TRUE;

  for (int i = 1; i < axes->n; i++)
    equal &= axes->at[i] == axes->at[0];
  /* who is typing into the fields keeps them, though the document writes equal values as one */
  apart |= editing_apart && equal && self->n_spatial > 1 && gtk_widget_get_focus_child (self->axes_line) != NULL;
  for (int i = 0; i < self->n_spatial; i++)
    {
      gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->axis[i]), axes->n > i ? axes->at[i] : axes->at[0]);
      gtk_widget_set_tooltip_text (self->axis[i], g_dpgettext2 (NULL, "axis", names[i + CONVO_MAX_AXES - self->n_spatial]));
    }
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->editor), axes->at[0]);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->link), !apart);
  gtk_widget_set_visible (self->link, self->n_spatial > 1 || apart);
  show_axes (self, apart);
}

/* ---- switch, choice, shape ---- */

static void
switched (GtkSwitch *editor, GParamSpec *pspec, ScopePropRow *self)
{
  if (!self->updating)
    submit (self, json_node_init_boolean (json_node_alloc (), gtk_switch_get_active (editor)));
}

static void
chosen (GtkDropDown *editor, GParamSpec *pspec, ScopePropRow *self)
{
  const guint index = gtk_drop_down_get_selected (editor);

  if (!self->updating && index != GTK_INVALID_LIST_POSITION)
    submit (self, json_node_init_string (json_node_alloc (), self->prop->choices[index]));
}

static GtkWidget *
choice_new (ScopePropRow *self)
{
  const char *const *labels = self->prop->choice_labels != NULL ? self->prop->choice_labels : self->prop->choices;
  g_autoptr(GPtrArray) words = g_ptr_array_new ();

  for (int i = 0; labels[i] != NULL; i++)
    g_ptr_array_add (words, (gpointer) _(labels[i]));
  g_ptr_array_add (words, NULL);
  return gtk_drop_down_new_from_strings ((const char *const *) words->pdata);
}

static void
shape_committed (ScopePropRow *self)
{
  g_autoptr(JsonArray) extents = NULL;
  g_autoptr(GError) error = NULL;
  ConvoShape shape;

  if (self->updating)
    return;
  if (!convo_shape_parse (gtk_editable_get_text (GTK_EDITABLE (self->editor)), &shape, &error))
    {
      show_error (self, error->message);
      return;
    }
  extents = json_array_new ();
  for (int i = 0; i < shape.rank; i++)
    json_array_add_int_element (extents, shape.dim[i]);
  submit (self, json_node_init_array (json_node_alloc (), extents));
}

static GtkWidget *
shape_new (ScopePropRow *self)
{
  GtkWidget *entry = gtk_entry_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 12);
  gtk_editable_set_alignment (GTK_EDITABLE (entry), 1);
  gtk_widget_set_tooltip_text (entry, _("Channels × height × width, as 3×32×32 or 3x32x32"));
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (shape_committed), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (shape_committed), self);
  gtk_widget_add_controller (entry, focus);
  return entry;
}

/* ---- the row ---- */

static void
build_editor (ScopePropRow *self, GtkWidget *line, GtkWidget *box)
{
  const ConvoProp *prop = self->prop;

  if (prop->type == CONVO_PROP_AXES)
    {
      build_axes (self, line, box);
      return;
    }
  switch (prop->type)
    {
    case CONVO_PROP_BOOL:
      self->editor = gtk_switch_new ();
      g_signal_connect (self->editor, "notify::active", G_CALLBACK (switched), self);
      break;
    case CONVO_PROP_CHOICE:
      self->editor = choice_new (self);
      g_signal_connect (self->editor, "notify::selected", G_CALLBACK (chosen), self);
      break;
    case CONVO_PROP_SHAPE:
      self->editor = shape_new (self);
      break;
    default:
      self->editor = scope_number_spin_new (prop->type == CONVO_PROP_REAL, prop->min, prop->max, prop->soft_max, label_of (prop));
      g_signal_connect (self->editor, "value-changed", G_CALLBACK (number_changed), self);
    }
  gtk_widget_set_valign (self->editor, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (line), self->editor);
}

static void
scope_prop_row_class_init (ScopePropRowClass *klass)
{
}

static void
scope_prop_row_init (ScopePropRow *self)
{
}

/**
 * scope_prop_row_new:
 * @prop: what to edit; must live as long as the row
 * @edit: called with every new value
 * @data: for @edit
 *
 * Returns: (transfer full): a row of 36 pixels
 */
GtkWidget *
scope_prop_row_new (const ConvoProp *prop, ScopePropEdit edit, gpointer data)
{
  ScopePropRow *self = g_object_new (SCOPE_TYPE_PROP_ROW, "activatable", FALSE, "selectable", FALSE, "focusable", FALSE, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *names = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *label = gtk_label_new (label_of (prop));

  self->prop = prop;
  self->edit = edit;
  self->data = data;
  self->n_spatial = 2;
  gtk_widget_add_css_class (line, "line");
  gtk_widget_set_hexpand (label, TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_valign (names, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (names), label);
  self->note = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->note), 0);
  gtk_widget_add_css_class (self->note, "dim-text");
  gtk_widget_add_css_class (self->note, "small-text");
  gtk_widget_set_visible (self->note, FALSE);
  gtk_box_append (GTK_BOX (names), self->note);
  gtk_box_append (GTK_BOX (line), names);
  gtk_box_append (GTK_BOX (box), line);
  build_editor (self, line, box);
  self->error = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->error), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->error), 0);
  gtk_widget_add_css_class (self->error, "row-error");
  gtk_widget_add_css_class (self->error, "error-text");
  gtk_widget_set_visible (self->error, FALSE);
  gtk_box_append (GTK_BOX (box), self->error);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
  if (prop->help != NULL)
    gtk_widget_set_tooltip_text (GTK_WIDGET (self), _(prop->help));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->editor), GTK_ACCESSIBLE_PROPERTY_LABEL, label_of (prop),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, prop->help != NULL ? _(prop->help) : "", -1);
  return GTK_WIDGET (self);
}

/**
 * scope_prop_row_set_state:
 * @state: the struct that holds the property
 * @n_spatial: spatial axes of the layer's input: how many fields an axes row has
 *
 * Shows the value; nothing is edited.
 */
void
scope_prop_row_set_state (ScopePropRow *self, const void *state, int n_spatial)
{
  const void *field = (const char *) state + self->prop->offset;

  self->updating = TRUE;
  self->n_spatial = CLAMP (n_spatial, 1, CONVO_MAX_AXES);
  switch (self->prop->type)
    {
    case CONVO_PROP_INT:
      gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->editor), *(const gint64 *) field);
      break;
    case CONVO_PROP_REAL:
      gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->editor), *(const double *) field);
      break;
    case CONVO_PROP_AXES:
      set_axes (self, field);
      break;
    case CONVO_PROP_BOOL:
      gtk_switch_set_active (GTK_SWITCH (self->editor), *(const gboolean *) field);
      break;
    case CONVO_PROP_CHOICE:
      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->editor), *(const int *) field);
      break;
    case CONVO_PROP_SHAPE:
      {
        g_autofree char *text = convo_shape_to_string (field);

        if (g_strcmp0 (text, gtk_editable_get_text (GTK_EDITABLE (self->editor))) != 0)
          gtk_editable_set_text (GTK_EDITABLE (self->editor), text);
        break;
      }
    }
  self->updating = FALSE;
  show_error (self, NULL);
}
