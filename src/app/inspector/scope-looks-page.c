/* The inspector's pages "Maps" and "Weights": a grid of maps, and how their values are spread. */
#include "scope-looks-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "numbers.h"
#include "predict.h"
#include "scope-histogram.h"
#include "scope-map-grid.h"
#include "scope-sample-bar.h"

struct _ScopeLooksPage
{
  AdwBin          parent_instance;
  ScopeSession   *session;
  ScopeLook       look;
  char           *id;
  gboolean        stale;              /* something new came while nobody looked */

  GtkStack       *stack;              /* "empty" or "maps" */
  GtkLabel       *empty;
  GtkLabel       *heading, *shape;
  GtkSwitch      *one_scale;
  ScopeMapGrid   *grid;
  GtkLabel       *lens;               /* what the cell under the pointer sees of the picture */
  ScopeHistogram *histogram;
  const float    *values;             /* of the snapshot that is held */
  ConvoSnapshot  *held;
  gsize           n_values;
  gsize           plane;
};

G_DEFINE_FINAL_TYPE (ScopeLooksPage, scope_looks_page, ADW_TYPE_BIN)

/* The histogram is of the selected map, or of all values. */
static void
update_histogram (ScopeLooksPage *self)
{
  const int selected = scope_map_grid_get_selected (self->grid);
  const float *map = selected >= 0 && self->plane > 1 ? scope_map_grid_get_map (self->grid, selected) : NULL;
  g_autofree char *title = NULL;

  if (self->values == NULL)
    return;
  title = map == NULL ? g_strdup (_("All values"))
          : self->look == SCOPE_LOOK_MAPS ? g_strdup_printf (_("Values of map %d"), selected + 1)
                                          : g_strdup_printf (_("Values of filter %d"), selected + 1);
  scope_histogram_set_title (self->histogram, title);
  scope_histogram_set_values (self->histogram, map != NULL ? map : self->values, map != NULL ? self->plane : self->n_values);
}

/* ---- the receptive field of a cell ---- */

static void
show_lens (ScopeLooksPage *self)
{
  const ConvoFieldLens *lens = scope_session_lens (self->session);
  const int input = lens != NULL ? convo_field_lens_input (lens) : -1;
  g_autofree char *text = input >= 0 ? convo_field_lens_describe (lens, input) : NULL;

  gtk_label_set_label (self->lens, text != NULL ? text
                                   : _("Point at a cell, or press Shift and an arrow, to see its receptive field."));
}

static void
cell_changed (ScopeLooksPage *self, int map, int row, int column)
{
  const ConvoValues *v = map >= 0 ? scope_session_values (self->session, self->id) : NULL;

  if (v != NULL && v->shape.rank > 1)
    {
      const gint64 cell[CONVO_MAX_AXES] = { map % convo_shape_spatial (&v->shape, 0), row, column };

      scope_session_set_lens (self->session, self->id, cell);
    }
  else
    scope_session_set_lens (self->session, NULL, NULL);
}

/* ---- what is shown ---- */

static void
show_empty (ScopeLooksPage *self, const char *why)
{
  gtk_label_set_label (self->empty, why);
  gtk_stack_set_visible_child_name (self->stack, "empty");
  self->values = NULL;
}

static void
show_planes (ScopeLooksPage *self, const float *values, int n, int height, int width, gboolean is_signed)
{
  g_autofree char *heading = NULL, *shape = NULL;
  /* translators: %s is a number */
  const char *format = self->look == SCOPE_LOOK_MAPS ? ngettext ("%s map", "%s maps", n) : ngettext ("%s filter", "%s filters", n);
  g_autofree char *count = convo_number_exact (n);

  self->values = values;
  self->n_values = (gsize) n * height * width;
  self->plane = (gsize) height * width;
  scope_map_grid_set_signed (self->grid, is_signed);
  scope_map_grid_set_maps (self->grid, values, n, height, width);
  heading = g_strdup_printf (format, count);
  shape = g_strdup_printf ("%d×%d", height, width);
  gtk_label_set_label (self->heading, heading);
  gtk_label_set_label (self->shape, shape);
  gtk_stack_set_visible_child_name (self->stack, "maps");
  update_histogram (self);
}

static gboolean
any_negative (const float *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (values[i] < 0)
      return TRUE;
  return FALSE;
}

static void
show_maps (ScopeLooksPage *self)
{
  const ConvoValues *v = scope_session_values (self->session, self->id);
  const ConvoShape *s;
  ConvoPredict *predict = convo_predict_of (scope_session_document (self->session));
  gint64 planes, height, width;

  if (self->id != NULL && (convo_predict_hides (predict, self->id, CONVO_NUMBER_SHAPE) || convo_predict_hides (predict, self->id, CONVO_NUMBER_FIELD)))
    {
      show_empty (self, _("Its maps open when the shape of its output and its receptive field are predicted."));
      return;
    }
  if (v == NULL || v->data == NULL)
    {
      show_empty (self, scope_session_n_samples (self->session) == 0
                        ? _("Choose a data set in the left pane to see the maps of its pictures.")
                        : _("The maps appear when this layer and those before it have no problems."));
      return;
    }
  s = &v->shape;
  width = s->rank > 1 ? s->dim[s->rank - 1] : 1;
  height = s->rank > 2 ? s->dim[s->rank - 2] : 1;
  planes = convo_shape_count (s) / (width * height);
  show_planes (self, v->data, planes, height, width, any_negative (v->data, convo_shape_count (s)));
}

/* Filters can be counted, and so can what they read */
static gboolean
hides_weights (ScopeLooksPage *self)
{
  ConvoPredict *predict = convo_predict_of (scope_session_document (self->session));
  const ConvoReport *report = convo_document_report (scope_session_document (self->session));
  const int node = self->id != NULL ? scope_session_first_param_node (convo_document_report (scope_session_document (self->session)), self->id) : -1;
  const char *path = node >= 0 ? convo_net_node (convo_report_net (report), node)->path : NULL;

  return path != NULL && (convo_predict_hides (predict, path, CONVO_NUMBER_PARAMETERS) || convo_predict_hides_input (predict, path));
}

/* Filters are planes of the two last axes; a matrix is one picture, outputs downwards. */
static void
show_weights (ScopeLooksPage *self)
{
  const ConvoSnapshot *s = self->held;
  const gsize length = self->id != NULL ? strlen (self->id) : 0;
  const char *shown = s != NULL && s->weights_node >= 0 ? convo_net_node (convo_report_net (s->report), s->weights_node)->path : NULL;
  gint64 count = 1, height, width;

  if (hides_weights (self))
    {
      show_empty (self, _("Its weights open when its parameters and the shape of what it reads are predicted."));
      return;
    }
  if (length == 0 || shown == NULL || s->weights == NULL || s->weights_rank < 1
      || strncmp (shown, self->id, length) != 0 || (shown[length] != '\0' && shown[length] != '.'))
    {
      const int node = scope_session_first_param_node (convo_document_report (scope_session_document (self->session)), self->id);

      show_empty (self, node < 0 ? _("This layer has no weights.")
                                 : _("The weights appear when this layer and those before it have no problems and a data set is chosen."));
      return;
    }
  for (int i = 0; i < s->weights_rank; i++)
    count *= s->weights_dim[i];
  width = s->weights_dim[s->weights_rank - 1];
  height = s->weights_rank > 1 ? s->weights_dim[s->weights_rank - 2] : 1;
  show_planes (self, s->weights, count / (width * height), height, width, TRUE);
}

static void
update (ScopeLooksPage *self)
{
  ConvoSnapshot *snapshot = scope_session_snapshot (self->session);

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      self->stale = TRUE;
      return;
    }
  self->stale = FALSE;
  if (snapshot != self->held)
    {
      g_clear_pointer (&self->held, convo_snapshot_unref);
      self->held = snapshot != NULL ? convo_snapshot_ref (snapshot) : NULL;
    }
  if (self->look == SCOPE_LOOK_MAPS)
    show_maps (self);
  else
    show_weights (self);
}

/** scope_looks_page_set: @id: (nullable): the node whose maps or weights are shown */
void
scope_looks_page_set (ScopeLooksPage *self, const char *id)
{
  if (g_strcmp0 (self->id, id) == 0)
    return;
  g_free (self->id);
  self->id = g_strdup (id);
  scope_map_grid_set_selected (self->grid, -1);
  update (self);
}

/* ---- life ---- */

static GtkLabel *
label_new (const char *css_class, gboolean expand)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, expand);
  gtk_widget_add_css_class (label, css_class);
  return GTK_LABEL (label);
}

static GtkWidget *
head_new (ScopeLooksPage *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (_("one scale"));

  self->heading = label_new ("heading", FALSE);
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->heading));
  self->shape = label_new ("dim-text", TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->shape), "small-text");
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->shape));
  gtk_widget_add_css_class (label, "dim-text");
  gtk_widget_add_css_class (label, "small-text");
  gtk_box_append (GTK_BOX (line), label);
  self->one_scale = GTK_SWITCH (gtk_switch_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->one_scale), GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->one_scale), _("One range of colours for all, or one for each"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->one_scale), GTK_ACCESSIBLE_PROPERTY_LABEL, _("One scale for all"), -1);
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->one_scale));
  return line;
}

/* As many lines as its longest words need, so that nothing moves while the pointer does. */
static GtkWidget *
lens_new (ScopeLooksPage *self)
{
  self->lens = label_new ("dim-text", TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->lens), "small-text");
  gtk_label_set_wrap (self->lens, TRUE);
  gtk_label_set_yalign (self->lens, 0);
  gtk_label_set_lines (self->lens, 4);
  gtk_widget_set_size_request (GTK_WIDGET (self->lens), -1, 60);
  g_signal_connect_swapped (self->grid, "cell-changed", G_CALLBACK (cell_changed), self);
  g_signal_connect_object (self->session, "lens-changed", G_CALLBACK (show_lens), self, G_CONNECT_SWAPPED);
  show_lens (self);
  return GTK_WIDGET (self->lens);
}

static GtkWidget *
maps_new (ScopeLooksPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *scrolled = gtk_scrolled_window_new ();

  gtk_box_append (GTK_BOX (box), head_new (self));
  self->grid = SCOPE_MAP_GRID (scope_map_grid_new ());
  scope_map_grid_set_what (self->grid, self->look == SCOPE_LOOK_MAPS ? SCOPE_MAP_GRID_MAPS : SCOPE_MAP_GRID_FILTERS);
  g_object_bind_property (self->one_scale, "active", self->grid, "one-scale", G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  gtk_switch_set_active (self->one_scale, TRUE);
  g_object_set (scrolled, "hscrollbar-policy", GTK_POLICY_NEVER, "child", self->grid, "vexpand", TRUE, NULL);
  gtk_box_append (GTK_BOX (box), scrolled);
  if (self->look == SCOPE_LOOK_MAPS)
    gtk_box_append (GTK_BOX (box), lens_new (self));
  self->histogram = SCOPE_HISTOGRAM (scope_histogram_new ());
  gtk_widget_set_size_request (GTK_WIDGET (self->histogram), -1, 116);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->histogram));
  g_signal_connect_swapped (self->grid, "notify::selected", G_CALLBACK (update_histogram), self);
  return box;
}

static void
build (ScopeLooksPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  gtk_widget_add_css_class (box, "page");
  if (self->look == SCOPE_LOOK_MAPS)
    gtk_box_append (GTK_BOX (box), scope_sample_bar_new (self->session, GTK_ORIENTATION_VERTICAL));
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  self->empty = label_new ("dim-text", TRUE);
  gtk_label_set_wrap (self->empty, TRUE);
  gtk_label_set_justify (self->empty, GTK_JUSTIFY_CENTER);
  gtk_label_set_xalign (self->empty, 0.5);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->empty), "empty");
  gtk_stack_add_named (self->stack, maps_new (self), "maps");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  adw_bin_set_child (ADW_BIN (self), box);
}

static void
scope_looks_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (scope_looks_page_parent_class)->map (widget);
  if (SCOPE_LOOKS_PAGE (widget)->stale)
    update (SCOPE_LOOKS_PAGE (widget));
}

static void
scope_looks_page_dispose (GObject *object)
{
  ScopeLooksPage *self = SCOPE_LOOKS_PAGE (object);

  G_OBJECT_CLASS (scope_looks_page_parent_class)->dispose (object);
  g_clear_pointer (&self->held, convo_snapshot_unref);
  g_clear_pointer (&self->id, g_free);
  g_clear_object (&self->session);
}

static void
scope_looks_page_class_init (ScopeLooksPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = scope_looks_page_dispose;
  GTK_WIDGET_CLASS (klass)->map = scope_looks_page_map;
}

static void
scope_looks_page_init (ScopeLooksPage *self)
{
}

/** scope_looks_page_new: Returns: (transfer full): the page; it shows nothing yet */
GtkWidget *
scope_looks_page_new (ScopeSession *session, ScopeLook look)
{
  ScopeLooksPage *self = g_object_new (SCOPE_TYPE_LOOKS_PAGE, NULL);

  self->session = g_object_ref (session);
  self->look = look;
  self->stale = TRUE;
  build (self);
  g_signal_connect_object (session, "snapshot", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (convo_predict_of (scope_session_document (session)), "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
