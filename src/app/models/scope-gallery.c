/* The Models page: all networks that come with the program, as cards and as a history map. */
#include "scope-gallery.h"

#include <glib/gi18n.h>
#include <string.h>

#include "scope-compare.h"
#include "scope-history.h"
#include "scope-model-card.h"
#include "scope-model-filter.h"
#include "scope-model-side.h"

#define MAX_COMPARED 6

struct _ScopeGallery
{
  AdwBin            parent_instance;

  GtkButton        *back, *compare_button;
  GtkToggleButton  *filter_button;
  AdwFlap          *flap;
  AdwBin           *filter_bin, *history_bin, *side_bin;
  GtkStack         *stack;
  GtkLabel         *count;
  GtkDropDown      *sort, *axis, *protocol;
  GtkFlowBox       *cards;

  ScopeModelFilter *filter;
  ScopeHistory     *history;
  ScopeModelSide   *side;
  ScopeCatalog     *catalog;
  GPtrArray        *compared;          /* (element-type ScopeModel), in the order they were chosen */
};

G_DEFINE_FINAL_TYPE (ScopeGallery, scope_gallery, ADW_TYPE_BIN)

static guint open_signal, closed_signal;

enum { BY_YEAR, BY_NAME, BY_PARAMETERS, BY_MACS };

static void
update_count (ScopeGallery *self)
{
  GPtrArray *models = scope_catalog_all (self->catalog);
  g_autofree char *text = NULL;
  guint shown = 0;

  for (guint i = 0; i < models->len; i++)
    shown += scope_model_filter_passes (self->filter, models->pdata[i]);
  text = g_strdup_printf (_("%u of %u"), shown, models->len);   /* translators: how many models are shown, of how many */
  gtk_label_set_label (self->count, text);
}

static void
update_compare (ScopeGallery *self)
{
  g_autofree char *text = g_strdup_printf (_("Compare (%u)"), self->compared->len);

  gtk_button_set_label (self->compare_button, text);
  gtk_widget_set_sensitive (GTK_WIDGET (self->compare_button), self->compared->len >= 2);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->compare_button),
                               self->compared->len >= 2 ? NULL : _("Choose at least two models with +"));
}

static gboolean
card_passes (GtkFlowBoxChild *child, gpointer data)
{
  return scope_model_filter_passes (SCOPE_GALLERY (data)->filter, scope_model_card_model (SCOPE_MODEL_CARD (child)));
}

static int
order (gint64 a, gint64 b)
{
  return (a > b) - (a < b);
}

static int
compare_cards (GtkFlowBoxChild *a, GtkFlowBoxChild *b, gpointer data)
{
  const ScopeModel *left = scope_model_card_model (SCOPE_MODEL_CARD (a)), *right = scope_model_card_model (SCOPE_MODEL_CARD (b));
  const guint by = gtk_drop_down_get_selected (SCOPE_GALLERY (data)->sort);
  int result = 0;

  if (by == BY_YEAR)                                 /* what has no year comes last */
    result = order (left->about->year > 0 ? left->about->year : G_MAXINT, right->about->year > 0 ? right->about->year : G_MAXINT);
  else if (by == BY_PARAMETERS)
    result = order (left->totals.parameters, right->totals.parameters);
  else if (by == BY_MACS)
    result = order (left->totals.macs, right->totals.macs);
  return result != 0 ? result : strcmp (left->key, right->key);
}

static void
filter_changed (ScopeGallery *self)
{
  gtk_flow_box_invalidate_filter (self->cards);
  update_count (self);
}

static void
compare_changed (ScopeGallery *self, gboolean on, ScopeModelCard *card)
{
  ScopeModel *model = scope_model_card_model (card);

  if (!on)
    g_ptr_array_remove (self->compared, model);
  else if (!g_ptr_array_find (self->compared, model, NULL))
    {
      if (self->compared->len == MAX_COMPARED)       /* the oldest gives way */
        {
          ScopeModel *oldest = self->compared->pdata[0];

          for (int i = 0; gtk_flow_box_get_child_at_index (self->cards, i) != NULL; i++)
            {
              ScopeModelCard *other = SCOPE_MODEL_CARD (gtk_flow_box_get_child_at_index (self->cards, i));

              if (scope_model_card_model (other) == oldest)
                scope_model_card_set_compare (other, FALSE);
            }
        }
      g_ptr_array_add (self->compared, g_object_ref (model));
    }
  update_compare (self);
}

static void
model_added (ScopeGallery *self, ScopeModel *model)
{
  GtkWidget *card = scope_model_card_new (model);

  g_signal_connect_object (card, "compare", G_CALLBACK (compare_changed), self, G_CONNECT_SWAPPED);
  gtk_flow_box_insert (self->cards, card, -1);
  update_count (self);
}

static void
catalog_complete (ScopeGallery *self)
{
  scope_model_filter_add_lectures (self->filter, scope_catalog_all (self->catalog));
  scope_history_update (self->history);
}

static void
open_model (ScopeGallery *self, ScopeModel *model)
{
  g_signal_emit (self, open_signal, 0, model->file);
}

static void
card_activated (ScopeGallery *self, GtkFlowBoxChild *child)
{
  open_model (self, scope_model_card_model (SCOPE_MODEL_CARD (child)));
}

static void
side_compare (ScopeGallery *self, ScopeModel *model)
{
  for (int i = 0; gtk_flow_box_get_child_at_index (self->cards, i) != NULL; i++)
    {
      ScopeModelCard *card = SCOPE_MODEL_CARD (gtk_flow_box_get_child_at_index (self->cards, i));

      if (scope_model_card_model (card) == model)
        scope_model_card_set_compare (card, TRUE);
    }
}

static void
show_comparison (ScopeGallery *self)
{
  g_autoptr(GPtrArray) models = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->compared->len; i++)
    g_ptr_array_add (models, g_object_ref (self->compared->pdata[i]));
  gtk_window_present (GTK_WINDOW (scope_compare_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), models)));
}

static void
axis_changed (ScopeGallery *self)
{
  const guint axis = gtk_drop_down_get_selected (self->axis);

  gtk_widget_set_sensitive (GTK_WIDGET (self->protocol), axis == SCOPE_HISTORY_ERROR);
  scope_history_set_axis (self->history, axis);
}

static void
protocol_changed (ScopeGallery *self)
{
  scope_history_set_single (self->history, gtk_drop_down_get_selected (self->protocol) == 1);
}

static void
close_page (ScopeGallery *self)
{
  g_signal_emit (self, closed_signal, 0);
}

/* From the search to what it found, rather by name than by a word about it: another Enter opens it. */
static void
go_to_found (ScopeGallery *self)
{
  GtkFlowBoxChild *card, *best = NULL;
  gboolean named = FALSE;

  for (int i = 0; !named && (card = gtk_flow_box_get_child_at_index (self->cards, i)) != NULL; i++)
    if (gtk_widget_get_child_visible (GTK_WIDGET (card)))
      {
        named = scope_model_filter_names (self->filter, scope_model_card_model (SCOPE_MODEL_CARD (card)));
        best = named || best == NULL ? card : best;
      }
  if (best != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (best));
}

static gboolean
close_shortcut (GtkWidget *widget, GVariant *args, gpointer data)
{
  close_page (SCOPE_GALLERY (widget));
  return TRUE;
}

/* The filter belongs to the cards; the map has its own panel on the right. */
static void
page_changed (ScopeGallery *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->filter_button), g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "cards") == 0);
}

static void
scope_gallery_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (scope_gallery_parent_class)->map (widget);
  scope_catalog_start (SCOPE_GALLERY (widget)->catalog);
}

static void
scope_gallery_dispose (GObject *object)
{
  ScopeGallery *self = SCOPE_GALLERY (object);

  if (self->catalog != NULL)
    g_signal_handlers_disconnect_by_data (self->catalog, self);
  if (self->cards != NULL)             /* it may ask again while it is taken apart */
    {
      gtk_flow_box_set_filter_func (self->cards, NULL, NULL, NULL);
      gtk_flow_box_set_sort_func (self->cards, NULL, NULL, NULL);
      self->cards = NULL;
    }
  g_clear_object (&self->catalog);
  g_clear_pointer (&self->compared, g_ptr_array_unref);
  G_OBJECT_CLASS (scope_gallery_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/org/convoscope/Convoscope/ui/scope-gallery.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, ScopeGallery, name)
  BIND (back); BIND (compare_button); BIND (filter_button); BIND (flap); BIND (filter_bin); BIND (history_bin); BIND (side_bin);
  BIND (stack); BIND (count); BIND (sort); BIND (axis); BIND (protocol); BIND (cards);
#undef BIND
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, close_shortcut, NULL);
}

static void
scope_gallery_class_init (ScopeGalleryClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = scope_gallery_dispose;
  GTK_WIDGET_CLASS (klass)->map = scope_gallery_map;
  open_signal = g_signal_new ("open-model", SCOPE_TYPE_GALLERY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_FILE);
  closed_signal = g_signal_new ("closed", SCOPE_TYPE_GALLERY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
connect_all (ScopeGallery *self)
{
  const GConnectFlags swapped = G_CONNECT_SWAPPED;

  g_signal_connect_object (self->catalog, "added", G_CALLBACK (model_added), self, swapped);
  g_signal_connect_object (self->catalog, "complete", G_CALLBACK (catalog_complete), self, swapped);
  g_signal_connect_object (self->filter, "changed", G_CALLBACK (filter_changed), self, swapped);
  g_signal_connect_object (self->filter, "entered", G_CALLBACK (go_to_found), self, swapped);
  g_signal_connect_object (self->filter, "stopped", G_CALLBACK (close_page), self, swapped);
  g_signal_connect_object (self->cards, "child-activated", G_CALLBACK (card_activated), self, swapped);
  g_signal_connect_object (self->sort, "notify::selected", G_CALLBACK (gtk_flow_box_invalidate_sort), self->cards, swapped);
  g_signal_connect_object (self->axis, "notify::selected", G_CALLBACK (axis_changed), self, swapped);
  g_signal_connect_object (self->protocol, "notify::selected", G_CALLBACK (protocol_changed), self, swapped);
  g_signal_connect_object (self->history, "selected", G_CALLBACK (scope_model_side_show), self->side, swapped);
  g_signal_connect_object (self->history, "open", G_CALLBACK (open_model), self, swapped);
  g_signal_connect_object (self->side, "open", G_CALLBACK (open_model), self, swapped);
  g_signal_connect_object (self->side, "compare", G_CALLBACK (side_compare), self, swapped);
  g_signal_connect_object (self->back, "clicked", G_CALLBACK (close_page), self, swapped);
  g_signal_connect_object (self->compare_button, "clicked", G_CALLBACK (show_comparison), self, swapped);
  g_signal_connect_object (self->stack, "notify::visible-child", G_CALLBACK (page_changed), self, swapped);
}

static void
scope_gallery_init (ScopeGallery *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->catalog = scope_catalog_get ();
  self->compared = g_ptr_array_new_with_free_func (g_object_unref);
  self->filter = SCOPE_MODEL_FILTER (scope_model_filter_new ());
  adw_bin_set_child (self->filter_bin, GTK_WIDGET (self->filter));
  self->history = SCOPE_HISTORY (scope_history_new (self->catalog));
  adw_bin_set_child (self->history_bin, GTK_WIDGET (self->history));
  self->side = SCOPE_MODEL_SIDE (scope_model_side_new ());
  adw_bin_set_child (self->side_bin, GTK_WIDGET (self->side));
  gtk_flow_box_set_filter_func (self->cards, card_passes, self, NULL);
  gtk_flow_box_set_sort_func (self->cards, compare_cards, self, NULL);
  connect_all (self);
  update_compare (self);
  for (guint i = 0; i < scope_catalog_all (self->catalog)->len; i++)
    model_added (self, scope_catalog_all (self->catalog)->pdata[i]);
  if (scope_catalog_complete (self->catalog))
    catalog_complete (self);
}

/** scope_gallery_search: shows the cards and puts the cursor into the search entry */
void
scope_gallery_search (ScopeGallery *self)
{
  gtk_stack_set_visible_child_name (self->stack, "cards");
  gtk_toggle_button_set_active (self->filter_button, TRUE);
  scope_model_filter_focus_search (self->filter);
}

/** scope_gallery_new: Returns: (transfer full): the page; it begins to read the models when it is first seen */
GtkWidget *
scope_gallery_new (void)
{
  return g_object_new (SCOPE_TYPE_GALLERY, NULL);
}
