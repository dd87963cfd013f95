/* The bar of predict mode: what is hidden, the score, the last verdict, the results. It is there while the mode is on. */
#include "scope-predict-bar.h"

#include <glib/gi18n.h>
#include <string.h>

#include "convo-file.h"
#include "numbers.h"
#include "scope-predict-ask.h"

#define N_KINDS 3

struct _ScopePredictBar
{
  AdwBin        parent_instance;
  ConvoPredict *predict;
  GtkWidget    *kinds[N_KINDS], *verdict, *score, *save;
  gboolean      updating;
};

G_DEFINE_FINAL_TYPE (ScopePredictBar, scope_predict_bar, ADW_TYPE_BIN)

static const struct { ConvoPredictKinds kind; const char *title, *tooltip; } kinds[N_KINDS] = {
  { CONVO_PREDICT_SHAPES, N_("Shapes"), N_("Hide output shapes, memory and receptive fields") },
  { CONVO_PREDICT_COUNTS, N_("Counts"), N_("Hide parameters and multiply-accumulates") },
  { CONVO_PREDICT_SUMS, N_("Sums"), N_("Hide values in the arithmetic view") },
};

static void
update (ScopePredictBar *self)
{
  g_autofree char *text = NULL, *number = NULL;
  double points;
  int answered;

  gtk_widget_set_visible (GTK_WIDGET (self), convo_predict_active (self->predict));
  convo_predict_score (self->predict, &points, &answered);
  number = convo_number_real (points, 1);
  /* translators: points, and how many numbers were predicted */
  text = g_strdup_printf (ngettext ("<b>%s</b> of %d point", "<b>%s</b> of %d points", answered), number, answered);
  gtk_label_set_markup (GTK_LABEL (self->score), text);
  gtk_widget_set_sensitive (self->save, answered > 0);
  self->updating = TRUE;
  for (int i = 0; i < N_KINDS; i++)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->kinds[i]), (convo_predict_kinds (self->predict) & kinds[i].kind) != 0);
  self->updating = FALSE;
  if (answered == 0)
    {
      gtk_label_set_label (GTK_LABEL (self->verdict), _("Click a “?”, or Enter on a block, and type the number"));
      for (int v = CONVO_VERDICT_UNREAD; v <= CONVO_VERDICT_WRONG; v++)
        gtk_widget_remove_css_class (self->verdict, scope_verdict_style (v));
    }
}

static void
answered (ScopePredictBar *self, ConvoVerdict verdict, const char *explanation)
{
  scope_verdict_show (self->verdict, verdict, explanation);
}

static void
kind_toggled (ScopePredictBar *self)
{
  ConvoPredictKinds chosen = 0;

  if (self->updating)
    return;
  for (int i = 0; i < N_KINDS; i++)
    if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->kinds[i])))
      chosen |= kinds[i].kind;
  convo_predict_set_kinds (self->predict, chosen);
}

/* ---- results ---- */

typedef struct { ConvoPredict *predict; GtkWidget *verdict; } Saving;

static void
results_chosen (GtkNativeDialog *chooser, int response, Saving *saving)
{
  g_autoptr(GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;
  char *csv = convo_predict_csv (saving->predict);
  g_autoptr(GBytes) bytes = g_bytes_new_take (csv, strlen (csv));
  g_autoptr(GError) error = NULL;

  if (file != NULL && !convo_save_atomically (file, bytes, NULL, &error))
    scope_verdict_show (saving->verdict, CONVO_VERDICT_WRONG, error->message);
  g_object_unref (saving->predict);
  g_object_unref (saving->verdict);
  g_free (saving);
  g_object_unref (chooser);
}

/** scope_predict_save: asks for a file and writes the results; @verdict: a label that says it if that fails */
void
scope_predict_save (GtkWindow *parent, ConvoPredict *predict, GtkWidget *verdict)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (_("Save Results"), parent, GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  Saving *saving = g_new0 (Saving, 1);

  saving->predict = g_object_ref (predict);
  saving->verdict = g_object_ref (verdict);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), _("results.csv"));
  g_signal_connect (chooser, "response", G_CALLBACK (results_chosen), saving);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
save (ScopePredictBar *self)
{
  scope_predict_save (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->predict, self->verdict);
}

/* ---- life ---- */

static void
scope_predict_bar_finalize (GObject *object)
{
  g_clear_object (&SCOPE_PREDICT_BAR (object)->predict);
  G_OBJECT_CLASS (scope_predict_bar_parent_class)->finalize (object);
}

static void
scope_predict_bar_class_init (ScopePredictBarClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = scope_predict_bar_finalize;
}

static void
scope_predict_bar_init (ScopePredictBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9), *hides = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (hides, "linked");
  for (int i = 0; i < N_KINDS; i++)
    {
      self->kinds[i] = gtk_toggle_button_new_with_label (_(kinds[i].title));
      gtk_widget_set_tooltip_text (self->kinds[i], _(kinds[i].tooltip));
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->kinds[i]), TRUE);
      g_signal_connect_swapped (self->kinds[i], "toggled", G_CALLBACK (kind_toggled), self);
      gtk_box_append (GTK_BOX (hides), self->kinds[i]);
    }
  self->verdict = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->verdict), 0);
  gtk_label_set_wrap (GTK_LABEL (self->verdict), TRUE);    /* two lines are no higher than the buttons */
  gtk_label_set_lines (GTK_LABEL (self->verdict), 2);
  gtk_label_set_ellipsize (GTK_LABEL (self->verdict), PANGO_ELLIPSIZE_END);
  g_object_bind_property (self->verdict, "label", self->verdict, "tooltip-text", G_BINDING_SYNC_CREATE);
  gtk_widget_set_hexpand (self->verdict, TRUE);
  gtk_widget_add_css_class (self->verdict, "verdict");
  self->score = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->score, "numeric");
  self->save = gtk_button_new_from_icon_name ("document-save-symbolic");     /* the sentence needs the room */
  gtk_widget_set_tooltip_text (self->save, _("Save results…"));
  gtk_widget_set_valign (self->save, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (hides, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->save), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Save results…"), -1);
  g_signal_connect_swapped (self->save, "clicked", G_CALLBACK (save), self);
  gtk_box_append (GTK_BOX (box), hides);
  gtk_box_append (GTK_BOX (box), self->verdict);
  gtk_box_append (GTK_BOX (box), self->score);
  gtk_box_append (GTK_BOX (box), self->save);
  gtk_widget_add_css_class (box, "predict-bar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Predict"), -1);
  adw_bin_set_child (ADW_BIN (self), box);
}

/** scope_predict_bar_new: Returns: (transfer floating): hidden while predict mode is off */
GtkWidget *
scope_predict_bar_new (ConvoPredict *predict)
{
  ScopePredictBar *self = g_object_new (SCOPE_TYPE_PREDICT_BAR, NULL);

  self->predict = g_object_ref (predict);
  g_signal_connect_object (predict, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (predict, "answered", G_CALLBACK (answered), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
