/* Models side by side. Every row names a number; the first model is the measure of the others, as a factor. */
#include "scope-compare.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>

#include "numbers.h"
#include "scope-model-picture.h"

struct _ScopeCompare
{
  AdwWindow  parent_instance;
  GtkGrid   *grid;
  GtkButton *copy;
  GPtrArray *models;
  GString   *tsv;
};

G_DEFINE_FINAL_TYPE (ScopeCompare, scope_compare, ADW_TYPE_WINDOW)

typedef char *(*CellText) (ScopeModel *model);

static char *year_text (ScopeModel *m) { return m->about->year > 0 ? g_strdup_printf ("%d", m->about->year) : g_strdup ("—"); }
static char *input_text (ScopeModel *m) { return convo_shape_to_string (&m->totals.input); }
static char *convolutions_text (ScopeModel *m) { return g_strdup_printf ("%d", m->n_convolutions); }
static char *dense_text (ScopeModel *m) { return g_strdup_printf ("%d", m->n_dense); }

static char *
field_text (ScopeModel *m)
{
  return m->totals.has_field ? g_strdup_printf ("%" PRId64 "×%" PRId64, m->totals.field[1], m->totals.field[2])
                             : g_strdup ("—");
}

static char *
error_text (ScopeModel *m)
{
  const ConvoAboutError *error = m->about->n_errors > 0 ? &m->about->errors[0] : NULL;
  g_autofree char *rate = NULL;

  if (error == NULL || (isnan (error->top5) && isnan (error->top1)))
    return g_strdup (_("unchecked"));
  rate = convo_number_real (isnan (error->top5) ? error->top1 : error->top5, 1);
  return isnan (error->top5) ? g_strdup_printf (_("%s %% (%s)"), rate, error->data) : g_strdup_printf (_("%s %% (top-5)"), rate);
}

/* Errors of unlike protocols are no comparison: it stands below them */
static char *
protocol_text (ScopeModel *m)
{
  return g_strdup (m->about->n_errors > 0 && m->about->errors[0].protocol != NULL ? m->about->errors[0].protocol : "—");
}

typedef gint64 (*CellValue) (ScopeModel *model);

static gint64 parameters_value (ScopeModel *m) { return m->totals.parameters; }
static gint64 macs_value (ScopeModel *m) { return m->totals.macs; }
static gint64 weights_value (ScopeModel *m) { return m->totals.weight_bytes; }
static gint64 activations_value (ScopeModel *m) { return m->totals.activation_bytes; }

static const struct
{
  const char *title;
  CellText text;
  CellValue value;
  gboolean bytes;
} rows[] = {
  { N_("Year"), year_text },
  { N_("Input"), input_text },
  { N_("Parameters"), NULL, parameters_value },
  { N_("MACs for one picture"), NULL, macs_value },
  { N_("Weights, float32"), NULL, weights_value, TRUE },
  { N_("Outputs of all layers, one picture"), NULL, activations_value, TRUE },
  { N_("Convolution layers"), convolutions_text },
  { N_("Linear layers"), dense_text },
  { N_("Receptive field of the last map"), field_text },
  { N_("Published error"), error_text },
  { N_("Protocol"), protocol_text },
};

static GtkWidget *
cell (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 34);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static char *
value_text (ScopeCompare *self, guint row, ScopeModel *model)
{
  const gint64 value = rows[row].value (model), first = rows[row].value (self->models->pdata[0]);
  g_autofree char *number = rows[row].bytes ? convo_number_bytes (value) : convo_number_exact (value), *times = NULL;
  double ratio;

  if (model == self->models->pdata[0] || first <= 0 || value <= 0)
    return g_steal_pointer (&number);
  ratio = (double) value / first;
  times = convo_number_real (ratio, ratio < 0.1 ? 4 : ratio < 10 ? 2 : ratio < 100 ? 1 : 0);
  /* translators: a number, and how many times the first model's it is */
  return g_strdup_printf (_("%s  (× %s)"), number, times);
}

static void
fill (ScopeCompare *self)
{
  for (guint i = 0; i < self->models->len; i++)
    {
      ScopeModel *model = self->models->pdata[i];

      gtk_grid_attach (self->grid, scope_model_picture_new (model->miniature), i + 1, 0, 1, 1);
      gtk_grid_attach (self->grid, cell (model->name, "title-3"), i + 1, 1, 1, 1);
      g_string_append_printf (self->tsv, "\t%s", model->name);
    }
  g_string_append_c (self->tsv, '\n');
  for (guint row = 0; row < G_N_ELEMENTS (rows); row++)
    {
      gtk_grid_attach (self->grid, cell (_(rows[row].title), "dim-text"), 0, row + 2, 1, 1);
      g_string_append (self->tsv, _(rows[row].title));
      for (guint i = 0; i < self->models->len; i++)
        {
          ScopeModel *model = self->models->pdata[i];
          g_autofree char *text = rows[row].text != NULL ? rows[row].text (model) : value_text (self, row, model);

          gtk_grid_attach (self->grid, cell (text, NULL), i + 1, row + 2, 1, 1);
          if (rows[row].text != NULL)
            g_string_append_printf (self->tsv, "\t%s", text);
          else
            g_string_append_printf (self->tsv, "\t%" PRId64, rows[row].value (model));
        }
      g_string_append_c (self->tsv, '\n');
    }
}

static void
copy (ScopeCompare *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->tsv->str);
}

static void
scope_compare_finalize (GObject *object)
{
  g_clear_pointer (&SCOPE_COMPARE (object)->models, g_ptr_array_unref);
  g_string_free (SCOPE_COMPARE (object)->tsv, TRUE);
  G_OBJECT_CLASS (scope_compare_parent_class)->finalize (object);
}

static void
scope_compare_class_init (ScopeCompareClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = scope_compare_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/convoscope/Convoscope/ui/scope-compare.ui");
  gtk_widget_class_bind_template_child (widget_class, ScopeCompare, grid);
  gtk_widget_class_bind_template_child (widget_class, ScopeCompare, copy);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
scope_compare_init (ScopeCompare *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->tsv = g_string_new (NULL);
  g_signal_connect_swapped (self->copy, "clicked", G_CALLBACK (copy), self);
}

/** scope_compare_new: Returns: (transfer none): a window above @parent; the first of @models is the measure of the others */
GtkWidget *
scope_compare_new (GtkWindow *parent, GPtrArray *models)
{
  ScopeCompare *self = g_object_new (SCOPE_TYPE_COMPARE, "transient-for", parent, NULL);
  int least, wanted;

  self->models = g_ptr_array_ref (models);
  fill (self);
  /* as wide as its columns, but within its parent; beyond that it scrolls */
  gtk_widget_measure (GTK_WIDGET (self->grid), GTK_ORIENTATION_HORIZONTAL, -1, &least, &wanted, NULL, NULL);
  gtk_window_set_default_size (GTK_WINDOW (self), CLAMP (gtk_widget_get_width (GTK_WIDGET (parent)) - 48, 360, MAX (least, wanted) + 12),
                               560);
  return GTK_WIDGET (self);
}
