/* Beside the history map: the selected model with every reading of its error, and the legend. */
#include "scope-model-side.h"

#include <glib/gi18n.h>
#include <math.h>

#include "numbers.h"
#include "scope-history.h"
#include "scope-swatch.h"

struct _ScopeModelSide
{
  AdwBin      parent_instance;
  ScopeModel *model;
  GtkLabel   *name, *paper, *text, *notes;
  GtkGrid    *numbers;
  GtkBox     *legend, *buttons;
  GtkButton  *open, *compare;
};

G_DEFINE_FINAL_TYPE (ScopeModelSide, scope_model_side, ADW_TYPE_BIN)

static guint open_signal, compare_signal;

static GtkWidget *
label_new (const char *text, const char *css_class, double xalign)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 26);
  gtk_widget_set_hexpand (label, xalign == 0);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
add_row (ScopeModelSide *self, int row, const char *title, const char *value)
{
  gtk_grid_attach (self->numbers, label_new (title, NULL, 0), 0, row, 1, 1);
  gtk_grid_attach (self->numbers, label_new (value, "heading", 1), 1, row, 1, 1);
}

static void
add_error (ScopeModelSide *self, int row, const ConvoAboutError *error)
{
  const gboolean five = !isnan (error->top5);
  g_autofree char *rate = convo_number_real (five ? error->top5 : error->top1, 1);
  g_autofree char *value = g_strdup_printf ("%s %%", rate);
  /* translators: kind of an error rate, its data set, how it was measured */
  g_autofree char *title = g_strdup_printf (_("%s, %s, %s"), five ? _("top-5") : _("top-1"), error->data, error->protocol);
  GtkWidget *source = label_new (error->source, "small-text", 0);

  if (isnan (error->top5) && isnan (error->top1))
    return;
  add_row (self, row, title, value);
  gtk_widget_add_css_class (source, "dim-text");
  gtk_grid_attach (self->numbers, source, 0, row + 1, 2, 1);
}

static void
show_text (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

/** scope_model_side_show: shows @model (nullable: a hint what to do) */
void
scope_model_side_show (ScopeModelSide *self, ScopeModel *model)
{
  GtkWidget *child;
  g_autofree char *name = NULL, *paper = NULL, *parameters = NULL, *macs = NULL;

  g_set_object (&self->model, model);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->numbers))) != NULL)
    gtk_grid_remove (self->numbers, child);
  gtk_widget_set_visible (GTK_WIDGET (self->buttons), model != NULL);
  show_text (self->notes, model != NULL ? model->about->notes : NULL);
  show_text (self->paper, NULL);
  if (model == NULL)
    {
      show_text (self->name, _("No network selected"));
      show_text (self->text, _("Click a circle, or walk along the lines with the arrow keys."));
      return;
    }
  name = g_strdup_printf ("%s  %d", model->name, model->about->year);
  if (model->about->authors != NULL && model->about->paper != NULL)
    paper = g_strdup_printf ("%s. %s", model->about->authors, model->about->paper);
  show_text (self->name, name);
  show_text (self->paper, paper);
  show_text (self->text, model->about->text);
  parameters = convo_number_exact (model->totals.parameters);
  macs = convo_number_exact (model->totals.macs);
  add_row (self, 0, _("Parameters"), parameters);
  add_row (self, 1, _("MACs"), macs);
  for (int i = 0; i < model->about->n_errors; i++)
    add_error (self, 2 + 2 * i, &model->about->errors[i]);
}

static void
open_clicked (ScopeModelSide *self)
{
  g_signal_emit (self, open_signal, 0, self->model);
}

static void
compare_clicked (ScopeModelSide *self)
{
  g_signal_emit (self, compare_signal, 0, self->model);
}

static void
scope_model_side_dispose (GObject *object)
{
  g_clear_object (&SCOPE_MODEL_SIDE (object)->model);
  G_OBJECT_CLASS (scope_model_side_parent_class)->dispose (object);
}

static void
scope_model_side_class_init (ScopeModelSideClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = scope_model_side_dispose;
  open_signal = g_signal_new ("open", SCOPE_TYPE_MODEL_SIDE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                              SCOPE_TYPE_MODEL);
  compare_signal = g_signal_new ("compare", SCOPE_TYPE_MODEL_SIDE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                 SCOPE_TYPE_MODEL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/convoscope/Convoscope/ui/scope-model-side.ui");
#define BIND(field) gtk_widget_class_bind_template_child (widget_class, ScopeModelSide, field)
  BIND (name); BIND (paper); BIND (text); BIND (notes); BIND (numbers); BIND (legend); BIND (buttons); BIND (open); BIND (compare);
#undef BIND
}

static void
scope_model_side_init (ScopeModelSide *self)
{
  const char *title, *name;

  gtk_widget_init_template (GTK_WIDGET (self));
  for (int i = 0; (name = scope_history_family (i, &title)) != NULL; i++)
    gtk_box_append (self->legend, scope_swatch_new_row (scope_history_color, name, title));
  g_signal_connect_swapped (self->open, "clicked", G_CALLBACK (open_clicked), self);
  g_signal_connect_swapped (self->compare, "clicked", G_CALLBACK (compare_clicked), self);
  scope_model_side_show (self, NULL);
}

/** scope_model_side_new: Returns: (transfer full): the panel, with a hint what to do */
GtkWidget *
scope_model_side_new (void)
{
  return g_object_new (SCOPE_TYPE_MODEL_SIDE, NULL);
}
