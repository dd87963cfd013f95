/* The test picture: what it is, what the network says, and buttons for another one. */
#include "scope-sample-bar.h"

#include <glib/gi18n.h>

#include "numbers.h"
#include "scope-map-texture.h"

#define PICTURE 38

struct _ScopeSampleBar
{
  GtkBox        parent_instance;
  ScopeSession *session;
  GtkPicture   *picture;
  GtkLabel     *title, *prediction;
  GtkWidget    *buttons;
  GtkWidget    *number;          /* spin button: the picture's number, from 1 */
  gboolean      updating;
};

G_DEFINE_FINAL_TYPE (ScopeSampleBar, scope_sample_bar, GTK_TYPE_BOX)

static void
update_prediction (ScopeSampleBar *self)
{
  ConvoSnapshot *snapshot = scope_session_snapshot (self->session);
  g_auto(GStrv) names = scope_session_class_names (self->session);
  g_autofree char *text = NULL;
  int best = 0;

  for (int i = 1; snapshot != NULL && i < snapshot->n_scores; i++)
    if (snapshot->scores[i] > snapshot->scores[best])
      best = i;
  if (snapshot != NULL && names != NULL && snapshot->n_scores > 0 && best < (int) g_strv_length (names))
    text = g_strdup_printf (_("Predicted: %s %.0f %%"), names[best], 100 * snapshot->scores[best]);
  gtk_label_set_label (self->prediction, text != NULL ? text : "");
}

static void
update_picture (ScopeSampleBar *self)
{
  ConvoShape shape;
  const float *picture = scope_session_picture (self->session, &shape);
  g_autoptr(GdkTexture) texture = NULL;

  if (picture != NULL && shape.rank == 3)
    texture = scope_picture_texture (picture, shape.dim[0] >= 3 ? 3 : 1, shape.dim[1], shape.dim[2], 0, 1,
                                     2 * PICTURE * gtk_widget_get_scale_factor (GTK_WIDGET (self)));
  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
}

static void
update_sample (ScopeSampleBar *self)
{
  const int class = scope_session_sample_class (self->session);
  const guint n = scope_session_n_samples (self->session);
  g_auto(GStrv) names = scope_session_class_names (self->session);
  g_autofree char *number = convo_number_exact (scope_session_sample (self->session) + 1);
  g_autofree char *text = NULL, *total = convo_number_exact (n);
  g_autofree char *tooltip = g_strdup_printf (_("Number of the test picture, 1 to %s"), total);

  if (class >= 0 && names != NULL && class < (int) g_strv_length (names))
    /* translators: class and number: "pullover, test picture 1,204" */
    text = g_strdup_printf (_("%s, test picture %s"), names[class], number);
  gtk_label_set_label (self->title, text != NULL ? text : _("No test picture"));
  gtk_widget_set_sensitive (self->buttons, n > 0);
  self->updating = TRUE;
  gtk_spin_button_set_range (GTK_SPIN_BUTTON (self->number), 1, MAX (n, 1));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->number), scope_session_sample (self->session) + 1);
  self->updating = FALSE;
  gtk_widget_set_tooltip_text (self->number, tooltip);
  update_picture (self);
  update_prediction (self);
}

static void
number_changed (GtkSpinButton *spin, ScopeSampleBar *self)
{
  if (!self->updating)
    scope_session_set_sample (self->session, gtk_spin_button_get_value_as_int (spin) - 1);
}

static void
random_clicked (ScopeSampleBar *self)
{
  const guint n = scope_session_n_samples (self->session);

  if (n > 0)
    scope_session_set_sample (self->session, g_random_int_range (0, n));
}

static GtkWidget *
label_new (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
build_buttons (ScopeSampleBar *self)
{
  GtkWidget *any = gtk_button_new_from_icon_name ("media-playlist-shuffle-symbolic");

  self->buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);
  self->number = gtk_spin_button_new_with_range (1, 1, 1);
  gtk_spin_button_set_wrap (GTK_SPIN_BUTTON (self->number), TRUE);
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (self->number), TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->number), 5);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->number), 5);
  gtk_editable_set_alignment (GTK_EDITABLE (self->number), 1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->number), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Test picture"), -1);
  g_signal_connect (self->number, "value-changed", G_CALLBACK (number_changed), self);
  gtk_box_append (GTK_BOX (self->buttons), self->number);
  gtk_widget_add_css_class (any, "flat");
  gtk_widget_set_tooltip_text (any, _("Any test picture (Alt+Up)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (any), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Any test picture"), -1);
  g_signal_connect_swapped (any, "clicked", G_CALLBACK (random_clicked), self);
  gtk_box_append (GTK_BOX (self->buttons), any);
  gtk_widget_set_valign (self->buttons, GTK_ALIGN_CENTER);
}

static void
scope_sample_bar_dispose (GObject *object)
{
  G_OBJECT_CLASS (scope_sample_bar_parent_class)->dispose (object);
  g_clear_object (&SCOPE_SAMPLE_BAR (object)->session);
}

static void
scope_sample_bar_class_init (ScopeSampleBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = scope_sample_bar_dispose;
}

static void
scope_sample_bar_init (ScopeSampleBar *self)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *picture = gtk_picture_new (), *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  gtk_widget_add_css_class (GTK_WIDGET (self), "sample-card");
  self->picture = GTK_PICTURE (picture);
  gtk_picture_set_can_shrink (self->picture, TRUE);
  gtk_widget_set_size_request (picture, PICTURE, PICTURE);
  gtk_widget_set_valign (picture, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (picture), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Test picture"), -1);
  gtk_box_append (GTK_BOX (line), picture);
  self->title = GTK_LABEL (label_new ("heading"));
  self->prediction = GTK_LABEL (label_new ("dim-text"));
  gtk_widget_add_css_class (GTK_WIDGET (self->prediction), "small-text");
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (words), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (words), GTK_WIDGET (self->prediction));
  gtk_box_append (GTK_BOX (line), words);
  gtk_widget_set_hexpand (line, TRUE);
  gtk_box_append (GTK_BOX (self), line);
  build_buttons (self);
  gtk_box_append (GTK_BOX (self), self->buttons);
}

/**
 * scope_sample_bar_new:
 * @session: what it follows and changes
 * @orientation: the buttons stand beside the picture or below it
 *
 * Returns: (transfer full): a card with the test picture
 */
GtkWidget *
scope_sample_bar_new (ScopeSession *session, GtkOrientation orientation)
{
  ScopeSampleBar *self = g_object_new (SCOPE_TYPE_SAMPLE_BAR, "spacing", 6, "orientation", orientation, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "sample-changed", G_CALLBACK (update_sample), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "snapshot", G_CALLBACK (update_prediction), self, G_CONNECT_SWAPPED);
  update_sample (self);
  return GTK_WIDGET (self);
}
