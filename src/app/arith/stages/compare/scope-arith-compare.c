/* The stage "Compare": two or three ways of doing the same, side by side, with field, parameters and multiplications. */
#include "scope-arith-compare.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "compare.h"
#include "numbers.h"
#include "scope-arith-plane.h"
#include "scope-arith-way.h"

struct _ScopeArithCompare
{
  AdwBin       parent_instance;
  GtkDropDown *which;
  GtkWidget   *input, *ways, *note;
};

G_DEFINE_FINAL_TYPE (ScopeArithCompare, scope_arith_compare, ADW_TYPE_BIN)

static void
add_label (GtkWidget *box, const char *text, const char *css_class)
{
  GtkWidget *label = scope_arith_label (css_class);

  scope_arith_markup (label, "%s", text);
  gtk_box_append (GTK_BOX (box), label);
}

/* A number with a bar as long as its share of the largest of all ways. */
static void
add_number (GtkWidget *box, const char *title, gint64 value, gint64 largest)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *name = scope_arith_label ("dim-text"), *number = scope_arith_label ("title-4");
  GtkWidget *bar = gtk_level_bar_new_for_interval (0, MAX (largest, 1));
  g_autofree char *text = convo_number_exact (value);

  scope_arith_markup (name, "%s", title);
  scope_arith_markup (number, "%s", text);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_box_append (GTK_BOX (row), name);
  gtk_box_append (GTK_BOX (row), number);
  gtk_level_bar_set_value (GTK_LEVEL_BAR (bar), value);
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_box_append (GTK_BOX (box), row);
  gtk_box_append (GTK_BOX (box), bar);
}

static GtkWidget *
way_new (const ConvoComparison *comparison, const ConvoWay *way, const ConvoWay *largest)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  g_autofree char *out = convo_shape_to_string (&way->out), *field = g_strdup_printf ("%" PRId64 "×%" PRId64, way->field, way->field);
  g_autofree char *facts = g_strdup_printf (_("output %s · receptive field %s"), out, field);

  add_label (card, way->label, "title-3");
  add_label (card, facts, NULL);
  for (guint i = 0; i < way->layers->len; i++)
    add_label (card, way->layers->pdata[i], "layer-line");
  gtk_box_append (GTK_BOX (card), scope_arith_way_new (comparison, way));
  gtk_box_append (GTK_BOX (card), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  add_number (card, _("parameters, without biases"), way->parameters, largest->parameters);
  add_number (card, _("multiplications for one picture"), way->macs, largest->macs);
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "arith-card");
  gtk_widget_set_hexpand (card, TRUE);
  return card;
}

static void
update (ScopeArithCompare *self)
{
  const char *name = convo_comparison_name ((int) gtk_drop_down_get_selected (self->which));
  g_autoptr(ConvoComparison) comparison = name != NULL ? convo_comparison_new (name) : NULL;
  ConvoWay largest = { 0 };
  GtkWidget *child;
  g_autofree char *in = NULL;

  while ((child = gtk_widget_get_first_child (self->ways)) != NULL)
    gtk_box_remove (GTK_BOX (self->ways), child);
  if (comparison == NULL)
    return;
  in = convo_shape_to_string (&comparison->in);
  scope_arith_markup (self->input, _("input %s"), in);
  for (guint i = 0; i < comparison->ways->len; i++)
    {
      const ConvoWay *way = comparison->ways->pdata[i];

      largest.parameters = MAX (largest.parameters, way->parameters);
      largest.macs = MAX (largest.macs, way->macs);
    }
  for (guint i = 0; i < comparison->ways->len; i++)
    gtk_box_append (GTK_BOX (self->ways), way_new (comparison, comparison->ways->pdata[i], &largest));
  scope_arith_markup (self->note, "%s", comparison->note != NULL ? comparison->note : "");
}

static void
scope_arith_compare_class_init (ScopeArithCompareClass *klass)
{
}

static void
scope_arith_compare_init (ScopeArithCompare *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkStringList *list = gtk_string_list_new (NULL);
  const char *name;

  for (int i = 0; (name = convo_comparison_name (i)) != NULL; i++)
    {
      g_autoptr(ConvoComparison) comparison = convo_comparison_new (name);

      gtk_string_list_append (list, comparison->title);
    }
  self->which = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (list), NULL));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->which), GTK_ACCESSIBLE_PROPERTY_LABEL, _("What is compared"), -1);
  self->input = scope_arith_label ("dim-text");
  self->ways = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 16);
  gtk_box_set_homogeneous (GTK_BOX (self->ways), TRUE);
  gtk_widget_set_vexpand (self->ways, TRUE);
  gtk_label_set_wrap (GTK_LABEL (self->input), FALSE);
  self->note = scope_arith_label (NULL);
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->which));
  gtk_box_append (GTK_BOX (head), self->input);
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), self->ways);
  gtk_box_append (GTK_BOX (box), self->note);
  gtk_widget_add_css_class (box, "arith-stage");
  adw_bin_set_child (ADW_BIN (self), box);
  g_signal_connect_swapped (self->which, "notify::selected", G_CALLBACK (update), self);
  update (self);
}

/** scope_arith_compare_new: Returns: (transfer full): the stage */
GtkWidget *
scope_arith_compare_new (void)
{
  return g_object_new (SCOPE_TYPE_ARITH_COMPARE, NULL);
}

/** scope_arith_compare_name: Returns: (transfer none): name of the comparison that is shown, for convo_comparison_new() */
const char *
scope_arith_compare_name (ScopeArithCompare *self)
{
  return convo_comparison_name ((int) gtk_drop_down_get_selected (self->which));
}
