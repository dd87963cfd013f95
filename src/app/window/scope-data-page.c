/* The left pane's page "Data": which pictures, their classes, a strip of samples. */
#include "scope-data-page.h"

#include <glib/gi18n.h>

#include "mnist.h"
#include "numbers.h"
#include "scope-map-texture.h"
#include "scope-settings.h"

#define SAMPLE 40                /* pixels of a sample picture */
#define MAX_CLASSES 40           /* rows; more are counted only */
#define SAMPLES 4                /* pictures a class */

struct _ScopeDataPage
{
  AdwBin         parent_instance;
  ScopeSession  *session;
  ConvoDataset  *shown;          /* what the rows were made of */
  GtkCheckButton *fashion, *shapes, *folder;
  GtkLabel      *folder_name, *state, *facts;
  GtkWidget     *missing, *waiting, *cancel;
  GtkProgressBar *bar;
  GtkBox        *classes;
  gboolean       updating;
  guint          timer;          /* while loading: progress after half a second */
};

G_DEFINE_FINAL_TYPE (ScopeDataPage, scope_data_page, ADW_TYPE_BIN)

/** scope_data_page_default: Returns: (transfer none): what the preferences say, or Shapes where Fashion-MNIST is absent */
const char *
scope_data_page_default (void)
{
  static char *spec;

  g_free (spec);
  spec = g_settings_get_string (scope_settings (), "data-set");
  if (*spec == '\0' || (g_str_equal (spec, "fashion-mnist") && !convo_fashion_mnist_present ()))
    {
      g_free (spec);
      spec = g_strdup ("shapes");
    }
  return spec;
}

/* ---- classes ---- */

static GtkWidget *
sample_new (ConvoDataset *data, guint32 index)
{
  const ConvoShape *shape = convo_dataset_shape (data);
  g_autofree float *values = g_new (float, convo_shape_count (shape));
  g_autoptr(GdkTexture) texture = NULL;
  GtkWidget *picture;

  convo_dataset_read (data, FALSE, &index, 1, values, NULL);
  if (shape->rank == 3)
    texture = scope_picture_texture (values, shape->dim[0] >= 3 ? 3 : 1, shape->dim[1], shape->dim[2], 0, 1, 2 * SAMPLE);   /* shrunk a little, not blurred up */
  picture = gtk_picture_new_for_paintable (GDK_PAINTABLE (texture));
  gtk_picture_set_can_shrink (GTK_PICTURE (picture), TRUE);
  gtk_widget_set_size_request (picture, SAMPLE, SAMPLE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (picture), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Sample picture"), -1);
  return picture;
}

static GtkWidget *
class_new (ConvoDataset *data, guint class, guint count, const guint32 *samples, guint n_samples)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4), *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *strip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);
  GtkWidget *name = gtk_label_new (convo_dataset_class_name (data, class)), *number;
  g_autofree char *text = convo_number_exact (count);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_box_append (GTK_BOX (line), name);
  number = gtk_label_new (text);
  gtk_widget_add_css_class (number, "dim-text");
  gtk_widget_add_css_class (number, "small-text");
  gtk_box_append (GTK_BOX (line), number);
  gtk_box_append (GTK_BOX (box), line);
  for (guint i = 0; i < n_samples; i++)
    gtk_box_append (GTK_BOX (strip), sample_new (data, samples[i]));
  gtk_box_append (GTK_BOX (box), strip);
  return box;
}

static void
show_classes (ScopeDataPage *self, ConvoDataset *data)
{
  const guint n_classes = data != NULL ? MIN (convo_dataset_n_classes (data), MAX_CLASSES) : 0;
  const guint n = data != NULL ? convo_dataset_count (data, FALSE) : 0;
  const gint32 *labels = data != NULL ? convo_dataset_labels (data, FALSE) : NULL;
  g_autofree guint32 *samples = g_new0 (guint32, MAX (n_classes, 1) * SAMPLES);
  g_autofree guint *counts = g_new0 (guint, MAX (n_classes, 1));
  GtkWidget *old;

  while ((old = gtk_widget_get_first_child (GTK_WIDGET (self->classes))) != NULL)
    gtk_box_remove (self->classes, old);
  for (guint i = 0; i < n; i++)
    if (labels[i] >= 0 && labels[i] < (gint32) n_classes)
      {
        const guint class = labels[i];

        if (counts[class] < SAMPLES)
          samples[class * SAMPLES + counts[class]] = i;
        counts[class]++;
      }
  for (guint i = 0; i < n_classes; i++)
    gtk_box_append (self->classes, class_new (data, i, counts[i], samples + i * SAMPLES, MIN (counts[i], SAMPLES)));
}

static void
show_facts (ScopeDataPage *self, ConvoDataset *data)
{
  g_autofree char *shape = NULL, *train = NULL, *test = NULL, *text = NULL;

  if (data != NULL)
    {
      shape = convo_shape_to_string (convo_dataset_shape (data));
      train = convo_number_exact (convo_dataset_count (data, FALSE));
      test = convo_number_exact (convo_dataset_count (data, TRUE));
      text = g_strdup_printf (_("%s pictures to train on, %s to test with, %s each, %u classes"), train, test, shape,
                              convo_dataset_n_classes (data));
    }
  gtk_label_set_label (self->facts, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->facts), text != NULL);
}

/* ---- state ---- */

static gboolean
show_progress (gpointer data)
{
  ScopeDataPage *self = data;
  double fraction, seconds;
  const gboolean loading = scope_session_loading (self->session, &fraction, &seconds);

  gtk_widget_set_visible (self->waiting, loading && seconds > 0.5);
  gtk_progress_bar_set_fraction (self->bar, fraction);
  if (fraction <= 0)
    gtk_progress_bar_pulse (self->bar);
  if (!loading)
    self->timer = 0;
  return loading ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
show_choice (ScopeDataPage *self)
{
  const char *spec = scope_session_data_spec (self->session);
  const gboolean fashion = g_strcmp0 (spec, "fashion-mnist") == 0, shapes = g_strcmp0 (spec, "shapes") == 0;
  g_autofree char *folder = spec != NULL && !fashion && !shapes ? g_filename_display_basename (spec) : NULL;

  self->updating = TRUE;
  gtk_check_button_set_active (self->fashion, fashion);
  gtk_check_button_set_active (self->shapes, shapes);
  gtk_check_button_set_active (self->folder, folder != NULL);
  self->updating = FALSE;
  gtk_label_set_label (self->folder_name, folder != NULL ? folder : "");
  gtk_widget_set_visible (GTK_WIDGET (self->folder_name), folder != NULL);
}

static void
update (ScopeDataPage *self)
{
  ConvoDataset *data = scope_session_fitted (self->session) != NULL ? scope_session_fitted (self->session)
                                                                    : scope_session_dataset (self->session);
  const char *problem = scope_session_data_problem (self->session);

  show_choice (self);
  gtk_label_set_label (self->state, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->state), problem != NULL);
  if (self->timer == 0)
    self->timer = g_timeout_add (100, show_progress, self);
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || data == self->shown)
    return;
  g_clear_pointer (&self->shown, convo_dataset_unref);
  self->shown = data != NULL ? convo_dataset_ref (data) : NULL;
  show_facts (self, data);
  show_classes (self, data);
}

/* ---- choices ---- */

static void
chosen (ScopeDataPage *self, const char *spec)
{
  if (!self->updating && g_strcmp0 (spec, scope_session_data_spec (self->session)) != 0)
    scope_session_open_data (self->session, spec);
}

static void
fashion_toggled (ScopeDataPage *self)
{
  if (gtk_check_button_get_active (self->fashion))
    chosen (self, "fashion-mnist");
}

static void
shapes_toggled (ScopeDataPage *self)
{
  if (gtk_check_button_get_active (self->shapes))
    chosen (self, "shapes");
}

static void
folder_response (GtkNativeDialog *dialog, int response, ScopeDataPage *self)
{
  g_autoptr(GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    scope_session_open_data (self->session, path);
  else
    show_choice (self);
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
folder_clicked (ScopeDataPage *self)
{
  GtkFileChooserNative *dialog =
    gtk_file_chooser_native_new (_("Choose a folder: of MNIST files, or with a subfolder of pictures for each class"),
                                 GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
                                 NULL, NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (folder_response), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
folder_toggled (ScopeDataPage *self)
{
  if (!self->updating && gtk_check_button_get_active (self->folder))
    folder_clicked (self);
}

/* ---- life ---- */

static GtkLabel *
text_new (GtkWidget *box, const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static GtkCheckButton *
choice_new (ScopeDataPage *self, GtkWidget *box, const char *label, const char *tooltip, GCallback callback)
{
  GtkWidget *button = gtk_check_button_new_with_label (label);

  gtk_widget_set_tooltip_text (button, tooltip);
  if (self->fashion != NULL)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (button), self->fashion);
  g_signal_connect_swapped (button, "toggled", callback, self);
  gtk_box_append (GTK_BOX (box), button);
  return GTK_CHECK_BUTTON (button);
}

static void
build_choices (ScopeDataPage *self, GtkWidget *box)
{
  GtkWidget *line;

  self->fashion = choice_new (self, box, _("Fashion-MNIST"), _("70,000 grey pictures of clothes, 28×28"), G_CALLBACK (fashion_toggled));
  gtk_widget_set_sensitive (GTK_WIDGET (self->fashion), convo_fashion_mnist_present ());
  self->missing = GTK_WIDGET (text_new (box, _("Fashion-MNIST is not installed. Install the package dataset-fashion-mnist "
                                               "(“sudo apt install dataset-fashion-mnist”), or choose its folder below."), "dim-text"));
  gtk_widget_add_css_class (self->missing, "small-text");
  gtk_widget_set_visible (self->missing, !convo_fashion_mnist_present ());
  self->shapes = choice_new (self, box, _("Shapes"), _("Discs, squares, triangles, drawn anew at the size the network asks for"),
                             G_CALLBACK (shapes_toggled));
  self->folder = choice_new (self, box, _("A folder…"), _("Files of MNIST, or a subfolder of pictures for each class"),
                             G_CALLBACK (folder_toggled));
  self->folder_name = text_new (box, NULL, "dim-text");
  line = gtk_button_new_with_label (_("Choose another folder…"));
  gtk_widget_set_halign (line, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (line, _("Choose another folder of pictures"));
  g_signal_connect_swapped (line, "clicked", G_CALLBACK (folder_clicked), self);
  g_object_bind_property (self->folder_name, "visible", line, "visible", G_BINDING_SYNC_CREATE);
  gtk_box_append (GTK_BOX (box), line);
}

static void
build_waiting (ScopeDataPage *self, GtkWidget *box)
{
  self->waiting = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->bar = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  gtk_box_append (GTK_BOX (self->waiting), GTK_WIDGET (self->bar));
  self->cancel = gtk_button_new_with_label (_("Cancel"));
  gtk_widget_set_halign (self->cancel, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (self->cancel, _("Stop loading; the data that are there stay"));
  gtk_box_append (GTK_BOX (self->waiting), self->cancel);
  gtk_widget_set_visible (self->waiting, FALSE);
  gtk_box_append (GTK_BOX (box), self->waiting);
}

static void
scope_data_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (scope_data_page_parent_class)->map (widget);
  update (SCOPE_DATA_PAGE (widget));
}

static void
scope_data_page_dispose (GObject *object)
{
  ScopeDataPage *self = SCOPE_DATA_PAGE (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  G_OBJECT_CLASS (scope_data_page_parent_class)->dispose (object);
  g_clear_pointer (&self->shown, convo_dataset_unref);
  g_clear_object (&self->session);
}

static void
scope_data_page_class_init (ScopeDataPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = scope_data_page_dispose;
  GTK_WIDGET_CLASS (klass)->map = scope_data_page_map;
}

static void
scope_data_page_init (ScopeDataPage *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);

  gtk_widget_add_css_class (box, "page");
  build_choices (self, box);
  build_waiting (self, box);
  self->state = text_new (box, NULL, "error-text");
  self->facts = text_new (box, NULL, "dim-text");
  gtk_widget_add_css_class (GTK_WIDGET (self->facts), "small-text");
  self->classes = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 10));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->classes));
  g_object_set (scrolled, "hscrollbar-policy", GTK_POLICY_NEVER, "child", box, NULL);
  adw_bin_set_child (ADW_BIN (self), scrolled);
}

/** scope_data_page_new: Returns: (transfer full): the page, following the session's data */
GtkWidget *
scope_data_page_new (ScopeSession *session)
{
  ScopeDataPage *self = g_object_new (SCOPE_TYPE_DATA_PAGE, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (self->cancel, "clicked", G_CALLBACK (scope_session_cancel_data), session, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "data-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
