/* A model as a card. The whole card is one button: Enter and click open the model; its + is a button of its own. */
#include "scope-model-card.h"

#include <glib/gi18n.h>
#include <math.h>

#include "numbers.h"
#include "scope-model-picture.h"

struct _ScopeModelCard
{
  GtkFlowBoxChild  parent_instance;
  ScopeModel      *model;
  AdwBin          *picture_bin;
  GtkLabel        *name, *year, *brought, *layers;
  GtkGrid         *numbers;
  GtkToggleButton *compare;
};

G_DEFINE_FINAL_TYPE (ScopeModelCard, scope_model_card, GTK_TYPE_FLOW_BOX_CHILD)

static guint compare_signal;

static void
add_number (ScopeModelCard *self, int column, const char *value, const char *title)
{
  GtkWidget *number = gtk_label_new (value), *label = gtk_label_new (title);

  gtk_label_set_xalign (GTK_LABEL (number), 0);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 14);      /* a long protocol must not make every card wide */
  gtk_widget_set_hexpand (label, column == 2);
  gtk_widget_add_css_class (number, "heading");
  gtk_widget_add_css_class (label, "small-text");
  gtk_widget_add_css_class (label, "dim-text");
  gtk_widget_set_tooltip_text (label, title);
  gtk_grid_attach (self->numbers, number, column, 0, 1, 1);
  gtk_grid_attach (self->numbers, label, column, 1, 1, 1);
}

/* Top-5 where it was published, else top-1; nothing whose source nobody has read. */
static void
add_error (ScopeModelCard *self)
{
  const ConvoAbout *about = self->model->about;
  const ConvoAboutError *error = about->n_errors > 0 ? &about->errors[0] : NULL;
  g_autofree char *rate = NULL, *value = NULL, *title = NULL;

  if (error == NULL || (isnan (error->top5) && isnan (error->top1)))
    {
      /* translators: on a card, where no error rate is known from a source that was read */
      add_number (self, 2, "—", _("error: unchecked"));
      return;
    }
  rate = convo_number_real (isnan (error->top5) ? error->top1 : error->top5, 1);
  value = g_strdup_printf ("%s %%", rate);
  if (isnan (error->top5))             /* translators: data set and protocol of an error rate */
    title = g_strdup_printf (_("%s, %s"), error->data, error->protocol);
  else                                 /* translators: protocol of a top-5 error rate */
    title = g_strdup_printf (_("top-5, %s"), error->protocol);
  add_number (self, 2, value, title);
}

static void
compare_toggled (ScopeModelCard *self)
{
  const gboolean on = gtk_toggle_button_get_active (self->compare);

  gtk_button_set_icon_name (GTK_BUTTON (self->compare), on ? "object-select-symbolic" : "list-add-symbolic");
  g_signal_emit (self, compare_signal, 0, on);
}

static void
scope_model_card_dispose (GObject *object)
{
  g_clear_object (&SCOPE_MODEL_CARD (object)->model);
  G_OBJECT_CLASS (scope_model_card_parent_class)->dispose (object);
}

static void
scope_model_card_class_init (ScopeModelCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = scope_model_card_dispose;
  compare_signal = g_signal_new ("compare", SCOPE_TYPE_MODEL_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                 G_TYPE_BOOLEAN);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/convoscope/Convoscope/ui/scope-model-card.ui");
#define BIND(field) gtk_widget_class_bind_template_child (widget_class, ScopeModelCard, field)
  BIND (picture_bin); BIND (name); BIND (year); BIND (brought); BIND (layers); BIND (numbers); BIND (compare);
#undef BIND
}

static void
scope_model_card_init (ScopeModelCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->compare, "toggled", G_CALLBACK (compare_toggled), self);
}

/** scope_model_card_new: Returns: (transfer full): the card of @model */
GtkWidget *
scope_model_card_new (ScopeModel *model)
{
  ScopeModelCard *self = g_object_new (SCOPE_TYPE_MODEL_CARD, NULL);
  g_autofree char *layers = scope_model_layers_text (model), *parameters = convo_number_short (model->totals.parameters);
  g_autofree char *macs = convo_number_short (model->totals.macs), *label = NULL;
  const ConvoAbout *about = model->about;
  g_autofree char *year = about->year > 0 ? g_strdup_printf ("%d", about->year) : g_strdup ("");
  const char *brought = about->brought != NULL ? about->brought : about->text != NULL ? about->text : "";

  self->model = g_object_ref (model);
  adw_bin_set_child (self->picture_bin, scope_model_picture_new (model->miniature));
  gtk_label_set_label (self->name, model->name);
  gtk_label_set_label (self->year, year);
  gtk_label_set_label (self->brought, brought);
  gtk_label_set_label (self->layers, layers);
  add_number (self, 0, parameters, _("parameters"));
  add_number (self, 1, macs, _("MAC"));
  add_error (self);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), about->text);
  /* translators: a model's card for a screen reader: name, year, what it brought, parameters, MACs */
  label = g_strdup_printf (_("%s, %s: %s %s parameters, %s MACs"), model->name, year, brought, parameters, macs);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return GTK_WIDGET (self);
}

ScopeModel *
scope_model_card_model (ScopeModelCard *self)
{
  return self->model;
}

/** scope_model_card_set_compare: whether the model takes part in the comparison; emits "compare" if that changes */
void
scope_model_card_set_compare (ScopeModelCard *self, gboolean on)
{
  gtk_toggle_button_set_active (self->compare, on);
}
