/* The left side of the Models page: which cards are shown. */
#include "scope-model-filter.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "numbers.h"
#include "scope-history.h"
#include "scope-swatch.h"

#define FIRST_LESSON_LAYERS 10
#define SMALL_PICTURE 64

struct _ScopeModelFilter
{
  AdwBin          parent_instance;
  GtkBox         *box, *families, *lectures, *colours;
  GtkSearchEntry *search;
  GtkCheckButton *all, *lesson, *small;
  GtkLabel       *lectures_title, *limit_text;
  GtkScale       *limit;
};

G_DEFINE_FINAL_TYPE (ScopeModelFilter, scope_model_filter, ADW_TYPE_BIN)

static guint changed_signal, entered_signal, stopped_signal;

static void
changed (ScopeModelFilter *self)
{
  g_signal_emit (self, changed_signal, 0);
}

static gboolean
at_upper_end (ScopeModelFilter *self)
{
  GtkAdjustment *adjustment = gtk_range_get_adjustment (GTK_RANGE (self->limit));

  return gtk_adjustment_get_value (adjustment) >= gtk_adjustment_get_upper (adjustment) - 1e-6;
}

static gint64
limit_value (ScopeModelFilter *self)
{
  return at_upper_end (self) ? G_MAXINT64 : (gint64) pow (10, gtk_range_get_value (GTK_RANGE (self->limit)));
}

static void
limit_changed (ScopeModelFilter *self)
{
  g_autofree char *text = at_upper_end (self) ? g_strdup (_("any")) : convo_number_short (limit_value (self));

  gtk_label_set_label (self->limit_text, text);
  changed (self);
}

/* The name behind a check box: a family or a lecture. */
static const char *
name_of (GtkWidget *check)
{
  return g_object_get_data (G_OBJECT (check), "name");
}

static void
add_check (ScopeModelFilter *self, GtkBox *box, const char *name, const char *title, gboolean active)
{
  GtkWidget *check = gtk_check_button_new_with_label (title);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), active);
  g_object_set_data_full (G_OBJECT (check), "name", g_strdup (name), g_free);
  g_signal_connect_object (check, "toggled", G_CALLBACK (changed), self, G_CONNECT_SWAPPED);
  gtk_box_append (box, check);
}

static gboolean
family_passes (ScopeModelFilter *self, const char *family)
{
  gboolean known = FALSE, all = TRUE;

  for (GtkWidget *check = gtk_widget_get_first_child (GTK_WIDGET (self->families)); check != NULL;
       check = gtk_widget_get_next_sibling (check))
    {
      const gboolean active = gtk_check_button_get_active (GTK_CHECK_BUTTON (check));

      all &= active;
      if (g_strcmp0 (name_of (check), family) != 0)
        continue;
      known = TRUE;
      if (!active)
        return FALSE;
    }
  return known || all;
}

/* No lecture chosen: all pass. */
static gboolean
lecture_passes (ScopeModelFilter *self, const char *const *lectures)
{
  gboolean any = FALSE;

  for (GtkWidget *check = gtk_widget_get_first_child (GTK_WIDGET (self->lectures)); check != NULL;
       check = gtk_widget_get_next_sibling (check))
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (check)))
      {
        any = TRUE;
        if (lectures != NULL && g_strv_contains (lectures, name_of (check)))
          return TRUE;
      }
  return !any;
}

static gboolean
search_passes (ScopeModelFilter *self, const char *text)
{
  g_autofree char *folded = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);
  g_auto(GStrv) words = g_strsplit (folded, " ", -1);

  for (char **word = words; *word != NULL; word++)
    if (**word != '\0' && strstr (text, *word) == NULL)
      return FALSE;
  return TRUE;
}

/** scope_model_filter_passes: Returns: whether the card of @model is to be shown */
gboolean
scope_model_filter_passes (ScopeModelFilter *self, ScopeModel *model)
{
  const ConvoShape *input = &model->totals.input;

  if (gtk_check_button_get_active (self->lesson)
      && (model->n_convolutions + model->n_dense > FIRST_LESSON_LAYERS || model->miniature->arcs->len > 0))
    return FALSE;
  if (gtk_check_button_get_active (self->small) && (input->rank < 2 || convo_shape_spatial (input, 1) > SMALL_PICTURE))
    return FALSE;
  return model->totals.parameters <= limit_value (self) && family_passes (self, model->about->family)
         && lecture_passes (self, (const char *const *) model->about->lectures) && search_passes (self, model->search);
}

static int
by_name (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate (*(const char *const *) a, *(const char *const *) b);
}

/* Lectures by the number under which models name them. */
static const char *
lecture_title (const char *name)
{
  static const struct { const char *name, *title; } lectures[] = {
    { "000", N_("CS231n, lecture 9") }, { "001", N_("Nizhny Novgorod") }, { "002", N_("SkillFactory") },
    { "003", N_("Notes on papers") }, { "004", N_("HSE, lecture 4") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lectures); i++)
    if (strcmp (lectures[i].name, name) == 0)
      return _(lectures[i].title);
  return name;
}

/** scope_model_filter_add_lectures: offers every lecture that one of @models (element-type ScopeModel) names */
void
scope_model_filter_add_lectures (ScopeModelFilter *self, GPtrArray *models)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < models->len; i++)
    {
      const ScopeModel *model = models->pdata[i];

      for (char **lecture = model->about->lectures; lecture != NULL && *lecture != NULL; lecture++)
        if (!g_ptr_array_find_with_equal_func (names, *lecture, g_str_equal, NULL))
          g_ptr_array_add (names, *lecture);
    }
  g_ptr_array_sort (names, by_name);
  for (guint i = 0; i < names->len; i++)
    add_check (self, self->lectures, names->pdata[i], lecture_title (names->pdata[i]), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->lectures_title), names->len > 0);
}

/** scope_model_filter_names: Returns: whether the name of @model has what is searched for */
gboolean
scope_model_filter_names (ScopeModelFilter *self, ScopeModel *model)
{
  g_autofree char *name = g_utf8_casefold (model->name, -1);

  return search_passes (self, name);
}

void
scope_model_filter_focus_search (ScopeModelFilter *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

static void
add_colours (ScopeModelFilter *self)
{
  static const struct { const char *family, *title; } rows[] = {
    { "convolution", N_("convolution") }, { "pooling", N_("pooling") }, { "dense", N_("dense") },
    { "merge", N_("merge, shortcut") }, { "io", N_("input") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    gtk_box_append (self->colours, scope_swatch_new_row (scope_palette_family, rows[i].family, _(rows[i].title)));
}

/* Escape empties the entry first, then leaves the page. */
static void
search_stopped (ScopeModelFilter *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  else
    g_signal_emit (self, stopped_signal, 0);
}

static void
search_done (ScopeModelFilter *self)
{
  g_signal_emit (self, entered_signal, 0);
}

static void
scope_model_filter_class_init (ScopeModelFilterClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  changed_signal = g_signal_new ("changed", SCOPE_TYPE_MODEL_FILTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  entered_signal = g_signal_new ("entered", SCOPE_TYPE_MODEL_FILTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  stopped_signal = g_signal_new ("stopped", SCOPE_TYPE_MODEL_FILTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/convoscope/Convoscope/ui/scope-model-filter.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, ScopeModelFilter, name)
  BIND (box); BIND (families); BIND (lectures); BIND (colours); BIND (search); BIND (all); BIND (lesson); BIND (small);
  BIND (lectures_title); BIND (limit_text); BIND (limit);
#undef BIND
}

static void
scope_model_filter_init (ScopeModelFilter *self)
{
  const char *title, *name;

  gtk_widget_init_template (GTK_WIDGET (self));
  for (int i = 0; (name = scope_history_family (i, &title)) != NULL; i++)
    add_check (self, self->families, name, title, TRUE);
  add_colours (self);
  limit_changed (self);
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (changed), self);
  g_signal_connect_swapped (self->search, "activate", G_CALLBACK (search_done), self);
  g_signal_connect_swapped (self->search, "stop-search", G_CALLBACK (search_stopped), self);
  g_signal_connect_swapped (self->all, "toggled", G_CALLBACK (changed), self);
  g_signal_connect_swapped (self->lesson, "toggled", G_CALLBACK (changed), self);
  g_signal_connect_swapped (self->small, "toggled", G_CALLBACK (changed), self);
  g_signal_connect_swapped (self->limit, "value-changed", G_CALLBACK (limit_changed), self);
}

/** scope_model_filter_new: Returns: (transfer full): a filter that lets everything pass */
GtkWidget *
scope_model_filter_new (void)
{
  return g_object_new (SCOPE_TYPE_MODEL_FILTER, NULL);
}
