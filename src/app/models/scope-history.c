/* The history map: what is on it, and how pointer and keys move over it. scope-history-draw.c draws it. */
#include "scope-history-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "numbers.h"

G_DEFINE_FINAL_TYPE (ScopeHistory, scope_history, SCOPE_TYPE_VIEW)

static guint selected_signal, open_signal;

static const struct
{
  const char *name, *title, *palette;     /* palette: the family of layers whose colour it borrows */
} families[] = {
  { "chain", N_("plain chain"), "io" },
  { "parallel", N_("parallel paths"), "convolution" },
  { "shortcuts", N_("shortcuts"), "normalisation" },
  { "concatenation", N_("concatenation"), "dense" },
  { "depthwise", N_("depthwise, small"), "pooling" },
  { "search", N_("found by search"), "regularisation" },
};

/** scope_history_family: Returns: (nullable): name of the @index-th way of building; @title (out) is its translated name */
const char *
scope_history_family (int index, const char **title)
{
  if (index < 0 || index >= (int) G_N_ELEMENTS (families))
    return NULL;
  *title = _(families[index].title);
  return families[index].name;
}

/** scope_history_color: Returns: the colour of a way of building; grey for others */
const GdkRGBA *
scope_history_color (const char *family)
{
  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    if (g_strcmp0 (families[i].name, family) == 0)
      return scope_palette_family (families[i].palette);
  return scope_palette_family ("shape");
}

static const ConvoAboutError *
error_of (const ScopeModel *model, gboolean single)
{
  for (int i = 0; i < model->about->n_errors; i++)
    {
      const ConvoAboutError *error = &model->about->errors[i];

      if (!isnan (error->top5) && error->top5 > 0 && g_str_has_prefix (error->data, "ImageNet")
          && !(single && (error->ensemble || error->crops != 1)))
        return error;
    }
  return NULL;
}

static double
value_of (ScopeHistory *self, ScopeModel *model, gboolean *ring)
{
  const ConvoAboutError *error = error_of (model, self->single);

  *ring = FALSE;
  if (self->axis == SCOPE_HISTORY_PARAMETERS)
    return model->totals.parameters;
  if (self->axis == SCOPE_HISTORY_MACS)
    return model->totals.macs;
  *ring = error != NULL && error->ensemble;
  return error != NULL ? error->top5 : 0;
}

static char *
label_of (ScopeHistory *self, ScopeModel *model, double value)
{
  g_autofree char *number = self->axis == SCOPE_HISTORY_ERROR ? convo_number_real (value, 1)
                                                             : convo_number_short ((gint64) value);

  return g_strdup_printf ("%s %s", model->name, number);
}

static void
clear_points (ScopeHistory *self)
{
  for (int i = 0; i < self->n; i++)
    {
      g_object_unref (self->spots[i].model);
      g_free (self->spots[i].label);
    }
  g_clear_pointer (&self->spots, g_free);
  g_clear_pointer (&self->points, g_free);
  self->n = 0;
}

static void
add_point (ScopeHistory *self, ScopeModel *model)
{
  gboolean ring;
  const double value = value_of (self, model, &ring);
  ScopeHistorySpot *spot = &self->spots[self->n];
  ScopeHistoryPoint *point = &self->points[self->n];

  if (value <= 0 || model->about->year == 0)
    return;
  *spot = (ScopeHistorySpot) { g_object_ref (model), label_of (self, model, value), ring };
  *point = (ScopeHistoryPoint) { .year = model->about->year, .value = value, .size = model->totals.parameters };
  point->label_width = scope_view_text_width (SCOPE_VIEW (self), spot->label, SCOPE_TEXT_CAPTION | SCOPE_TEXT_BOLD) + 2;
  point->label_height = scope_view_text_height (SCOPE_VIEW (self), SCOPE_TEXT_CAPTION);
  self->n++;
}

static void
describe (ScopeHistory *self)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (int i = 0; i < self->n; i++)
    g_string_append_printf (text, "%s%d %s", i > 0 ? "; " : "", self->points[i].year, self->spots[i].label);
  scope_view_describe (SCOPE_VIEW (self), NULL, text->str);
}

/** scope_history_update: takes the models of the catalogue anew */
void
scope_history_update (ScopeHistory *self)
{
  GPtrArray *models = scope_catalog_all (self->catalog);

  clear_points (self);
  self->spots = g_new0 (ScopeHistorySpot, models->len + 1);
  self->points = g_new0 (ScopeHistoryPoint, models->len + 1);
  self->hovered = -1;
  for (guint i = 0; i < models->len; i++)
    add_point (self, models->pdata[i]);
  self->width = 0;                     /* places are computed when drawn */
  describe (self);
  scope_view_invalidate (SCOPE_VIEW (self));
}

int
scope_history_index (ScopeHistory *self, const char *id)
{
  for (int i = 0; i < self->n; i++)
    if (g_strcmp0 (self->spots[i].model->id, id) == 0)
      return i;
  return -1;
}

static int
selected_index (ScopeHistory *self)
{
  return self->selected == NULL ? -1 : scope_history_index (self, self->selected->id);
}

static void
select_index (ScopeHistory *self, int index)
{
  if (index < 0 || index >= self->n)
    return;
  g_set_object (&self->selected, self->spots[index].model);
  g_signal_emit (self, selected_signal, 0, self->selected);
  scope_view_set_hover_text (SCOPE_VIEW (self), self->spots[index].label);
  scope_view_invalidate (SCOPE_VIEW (self));
}

/* The smallest circle under the pointer, or the label there. */
static int
index_at (ScopeHistory *self, double x, double y)
{
  int found = -1;

  for (int i = 0; i < self->n; i++)
    {
      const ScopeHistoryPoint *p = &self->points[i];

      if (hypot (x - p->x, y - p->y) <= MAX (p->radius, 8) && (found < 0 || p->radius < self->points[found].radius))
        found = i;
    }
  for (int i = 0; found < 0 && i < self->n; i++)
    {
      const ScopeHistoryPoint *p = &self->points[i];

      if (p->label_shown && x >= p->label_x && x < p->label_x + p->label_width && y >= p->label_y
          && y < p->label_y + p->label_height)
        found = i;
    }
  return found;
}

static void
motion (ScopeHistory *self, double x, double y)
{
  const int index = index_at (self, x, y);

  if (index == self->hovered)
    return;
  self->hovered = index;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), index >= 0 ? "pointer" : NULL);
  scope_view_set_hover_text (SCOPE_VIEW (self), index >= 0 ? self->spots[index].label : NULL);
  scope_view_invalidate (SCOPE_VIEW (self));
}

static void
leave (ScopeHistory *self)
{
  motion (self, -1000, -1000);
}

static void
pressed (ScopeHistory *self, int n, double x, double y)
{
  const int index = index_at (self, x, y);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  select_index (self, index);
  if (n == 2 && index >= 0)
    g_signal_emit (self, open_signal, 0, self->spots[index].model);
}

/* The nearest point in a direction; what lies straight ahead counts as nearer than what lies aside. */
static int
neighbour (ScopeHistory *self, int from, double dx, double dy)
{
  double best = INFINITY;
  int found = from;

  for (int i = 0; i < self->n; i++)
    {
      const double x = self->points[i].x - self->points[from].x, y = self->points[i].y - self->points[from].y;
      const double ahead = x * dx + y * dy, aside = fabs (x * dy) + fabs (y * dx);

      if (i != from && ahead > 0.5 && ahead + 2 * aside < best)
        {
          best = ahead + 2 * aside;
          found = i;
        }
    }
  return found;
}

/* Left goes to what it grew out of, right to what grew out of it; without such a line, to the nearest point there. */
static int
along_line (ScopeHistory *self, int from, gboolean forward)
{
  const ConvoAbout *about = self->spots[from].model->about;

  for (int k = 0; !forward && k < about->n_roots; k++)
    if (scope_history_index (self, about->roots[k].model) >= 0)
      return scope_history_index (self, about->roots[k].model);
  for (int i = 0; forward && i < self->n; i++)
    for (int k = 0; k < self->spots[i].model->about->n_roots; k++)
      if (g_strcmp0 (self->spots[i].model->about->roots[k].model, self->spots[from].model->id) == 0)
        return i;
  return neighbour (self, from, forward ? 1 : -1, 0);
}

static gboolean
key (ScopeHistory *self, guint keyval)
{
  const int from = selected_index (self);

  if (self->n == 0)
    return GDK_EVENT_PROPAGATE;
  switch (keyval)
    {
    case GDK_KEY_Left: select_index (self, from < 0 ? 0 : along_line (self, from, FALSE)); break;
    case GDK_KEY_Right: select_index (self, from < 0 ? 0 : along_line (self, from, TRUE)); break;
    case GDK_KEY_Up: select_index (self, from < 0 ? 0 : neighbour (self, from, 0, -1)); break;
    case GDK_KEY_Down: select_index (self, from < 0 ? 0 : neighbour (self, from, 0, 1)); break;
    case GDK_KEY_Home: select_index (self, 0); break;
    case GDK_KEY_End: select_index (self, self->n - 1); break;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      if (from >= 0)
        g_signal_emit (self, open_signal, 0, self->selected);
      break;
    default: return GDK_EVENT_PROPAGATE;
    }
  return GDK_EVENT_STOP;
}

static void
scope_history_dispose (GObject *object)
{
  ScopeHistory *self = SCOPE_HISTORY (object);

  clear_points (self);
  g_clear_object (&self->catalog);
  g_clear_object (&self->selected);
  scope_history_layout_clear (&self->layout);
  G_OBJECT_CLASS (scope_history_parent_class)->dispose (object);
}

static void
scope_history_drop (ScopeView *view)
{
  g_clear_pointer (&SCOPE_HISTORY (view)->node, gsk_render_node_unref);
  SCOPE_VIEW_CLASS (scope_history_parent_class)->drop (view);
}

static void
scope_history_class_init (ScopeHistoryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = scope_history_dispose;
  SCOPE_VIEW_CLASS (klass)->drop = scope_history_drop;
  widget_class->snapshot = scope_history_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  selected_signal = g_signal_new ("selected", SCOPE_TYPE_HISTORY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                  SCOPE_TYPE_MODEL);
  open_signal = g_signal_new ("open", SCOPE_TYPE_HISTORY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                              SCOPE_TYPE_MODEL);
}

static void
scope_history_init (ScopeHistory *self)
{
  GtkEventController *controller = gtk_event_controller_motion_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_swapped (controller, "motion", G_CALLBACK (motion), self);
  g_signal_connect_swapped (controller, "leave", G_CALLBACK (leave), self);
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
  controller = gtk_event_controller_key_new ();
  g_signal_connect_swapped (controller, "key-pressed", G_CALLBACK (key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_size_request (GTK_WIDGET (self), 500, 320);
  scope_history_layout_init (&self->layout);
  self->hovered = -1;
}

/** scope_history_new: Returns: (transfer full): the map of @catalog; scope_history_update() fills it */
GtkWidget *
scope_history_new (ScopeCatalog *catalog)
{
  ScopeHistory *self = g_object_new (SCOPE_TYPE_HISTORY, NULL);

  self->catalog = g_object_ref (catalog);
  scope_view_describe (SCOPE_VIEW (self), _("History of networks"), NULL);
  return GTK_WIDGET (self);
}

/** scope_history_set_axis: what stands on the vertical axis */
void
scope_history_set_axis (ScopeHistory *self, ScopeHistoryAxis axis)
{
  self->axis = axis;
  scope_history_update (self);
}

/** scope_history_set_single: only errors of one crop of the validation set, so that they can be compared */
void
scope_history_set_single (ScopeHistory *self, gboolean single)
{
  self->single = single;
  scope_history_update (self);
}

/** scope_history_selected: Returns: (transfer none) (nullable): the model that was clicked */
ScopeModel *
scope_history_selected (ScopeHistory *self)
{
  return self->selected;
}
