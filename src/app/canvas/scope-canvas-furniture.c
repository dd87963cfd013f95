/* What lies over the canvas: legend of the statistics, zoom, minimap. */
#include <glib/gi18n.h>
#include <math.h>
#include "numbers.h"
#include "scope-block-info.h"
#include "scope-canvas-private.h"
#include "scope-minimap.h"
#include "scope-palette.h"

#define EDGE 12

static const char style[] =
  ".canvas-furniture { background-color: @scope_bubble; border-radius: 9px; padding: 0 4px; min-height: 36px;"
  " box-shadow: 0 1px 3px alpha(black, .13), 0 0 0 1px @scope_edge; font-size: 12px; }"
  ".canvas-furniture button { min-height: 28px; min-width: 28px; padding: 0 4px; border-radius: 7px; }"
  ".canvas-furniture button.toggle { font-weight: normal; padding: 0 8px; }"
  ".canvas-furniture dropdown > button { padding: 0 6px; font-weight: normal; background: none; box-shadow: none; }"
  ".canvas-furniture dropdown > button:hover { background: alpha(currentColor, .07); }"
  ".canvas-furniture label.dim { opacity: .72; }"
  "block, world, canvas { font-size: 13px; }"
  "minimap.canvas-furniture { padding: 0; }";

static void
install_style (void)
{
  static gsize once;
  GtkCssProvider *provider;

  if (!g_once_init_enter (&once))
    return;
  provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_data (provider, style, -1);
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION - 1);
  g_object_unref (provider);
  g_once_init_leave (&once, 1);
}

/* A button with a picture is named after the picture unless it is told otherwise. */
static void
name (GtkWidget *button, const char *tooltip)
{
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip, -1);
}

static GtkWidget *
button_new (const char *icon, const char *tooltip, const char *action)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  name (button, tooltip);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_focus_on_click (button, FALSE);
  return button;
}

static void
make_zoom_box (ScopeCanvas *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0), *reset = gtk_button_new ();

  self->zoom_label = gtk_label_new ("100 %");
  gtk_label_set_width_chars (GTK_LABEL (self->zoom_label), 6);
  gtk_widget_add_css_class (self->zoom_label, "numeric");
  gtk_button_set_child (GTK_BUTTON (reset), self->zoom_label);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (reset), "canvas.zoom-reset");
  name (reset, _("Show at 100 % (0)"));
  gtk_widget_add_css_class (reset, "flat");
  gtk_widget_set_valign (reset, GTK_ALIGN_CENTER);
  gtk_widget_set_focus_on_click (reset, FALSE);
  gtk_box_append (GTK_BOX (box), button_new ("list-remove-symbolic", _("Zoom out (−)"), "canvas.zoom-out"));
  gtk_box_append (GTK_BOX (box), reset);
  gtk_box_append (GTK_BOX (box), button_new ("list-add-symbolic", _("Zoom in (+)"), "canvas.zoom-in"));
  gtk_box_append (GTK_BOX (box), button_new ("zoom-fit-best-symbolic", _("Fit (F)"), "canvas.fit"));
  gtk_widget_add_css_class (box, "canvas-furniture");
  self->zoom_box = box;
  gtk_widget_set_parent (box, GTK_WIDGET (self));
}

#define N_CHOICES 7

static const ScopeStatistic texts[N_CHOICES] = {
  SCOPE_STATISTIC_PARAMETERS, SCOPE_STATISTIC_MACS, SCOPE_STATISTIC_OUTPUT, SCOPE_STATISTIC_ACTIVATIONS,
  SCOPE_STATISTIC_FIELD, SCOPE_STATISTIC_TIME, SCOPE_STATISTIC_OFF,
};
static const ScopeStatistic bars[N_CHOICES] = {
  SCOPE_STATISTIC_MACS, SCOPE_STATISTIC_PARAMETERS, SCOPE_STATISTIC_OUTPUT, SCOPE_STATISTIC_ACTIVATIONS,
  SCOPE_STATISTIC_FIELD, SCOPE_STATISTIC_TIME, SCOPE_STATISTIC_OFF,
};

static void
chosen (GtkDropDown *drop, GParamSpec *spec, gpointer data)
{
  ScopeCanvas *self = data;
  const guint at = gtk_drop_down_get_selected (drop);

  if (self->filling || at >= N_CHOICES)
    return;
  if (GTK_WIDGET (drop) == self->text_drop)
    g_object_set (self, "text-statistic", texts[at], NULL);
  else
    g_object_set (self, "bar-statistic", bars[at], NULL);
}

static const char *
name_of (ScopeStatistic statistic)
{
  switch (statistic)
    {
    case SCOPE_STATISTIC_PARAMETERS: return _("Parameters");
    case SCOPE_STATISTIC_MACS: return _("MACs");
    case SCOPE_STATISTIC_ACTIVATIONS: return _("Activations");
    case SCOPE_STATISTIC_FIELD: return _("Field");
    case SCOPE_STATISTIC_OUTPUT: return _("Output");
    case SCOPE_STATISTIC_TIME: return C_("statistic", "Time");
    case SCOPE_STATISTIC_OFF:
    default: return C_("statistic", "Off");
    }
}

static GtkWidget *
drop_new (ScopeCanvas *self, const ScopeStatistic *which, const char *label)
{
  GtkStringList *names = gtk_string_list_new (NULL);
  GtkWidget *drop;

  for (int i = 0; i < N_CHOICES; i++)
    gtk_string_list_append (names, name_of (which[i]));
  drop = gtk_drop_down_new (G_LIST_MODEL (names), NULL);
  gtk_widget_add_css_class (drop, "flat");
  gtk_widget_set_valign (drop, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (drop), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect (drop, "notify::selected", G_CALLBACK (chosen), self);
  return drop;
}

static GtkWidget *
caption_new (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "dim");
  gtk_widget_set_margin_start (label, 8);
  return label;
}

/* The mark before "full = 7.23 M" looks like a bar. */
static void
draw_mark (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  gdk_cairo_set_source_rgba (cr, scope_palette_color (SCOPE_COLOR_GAUGE));
  cairo_rectangle (cr, 0, (height - 20) / 2.0, 6, 20);
  cairo_fill (cr);
}

/* And the one before "before" like its ghost. */
static void
draw_ghost_mark (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  const double top = (height - 20) / 2.0;

  gdk_cairo_set_source_rgba (cr, scope_palette_color (SCOPE_COLOR_TEXT));
  cairo_set_line_width (cr, 1);
  cairo_rectangle (cr, 1.5, top + 0.5, 7, 19);
  cairo_stroke (cr);
  cairo_rectangle (cr, 0, top, 10, 2);
  cairo_fill (cr);
}

static GtkWidget *
mark_new (int width, GtkDrawingAreaDrawFunc draw)
{
  GtkWidget *mark = gtk_drawing_area_new ();

  gtk_widget_set_size_request (mark, width, 20);
  gtk_widget_set_margin_start (mark, 6);
  gtk_widget_set_margin_end (mark, 8);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (mark), draw, NULL, NULL);
  return mark;
}

static void
make_legend (ScopeCanvas *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->text_drop = drop_new (self, texts, _("Number on the blocks"));
  self->bar_drop = drop_new (self, bars, _("Bars beside the blocks"));
  self->full_mark = mark_new (6, draw_mark);
  self->ghost_mark = mark_new (10, draw_ghost_mark);
  self->ghost_label = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->ghost_label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (self->ghost_label), 16);
  gtk_widget_set_margin_end (self->ghost_label, 8);
  self->full_label = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->full_label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->full_label, "numeric");
  gtk_widget_set_margin_end (self->full_label, 8);
  gtk_box_append (GTK_BOX (box), caption_new (C_("legend", "Text")));
  gtk_box_append (GTK_BOX (box), self->text_drop);
  gtk_box_append (GTK_BOX (box), caption_new (C_("legend", "Bars")));
  gtk_box_append (GTK_BOX (box), self->bar_drop);
  gtk_box_append (GTK_BOX (box), self->full_mark);
  gtk_box_append (GTK_BOX (box), self->full_label);
  gtk_box_append (GTK_BOX (box), self->ghost_mark);
  gtk_box_append (GTK_BOX (box), self->ghost_label);
  self->time_button = gtk_button_new ();
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->time_button), "win.measure-time");
  gtk_widget_set_valign (self->time_button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->time_button, "flat");
  gtk_box_append (GTK_BOX (box), self->time_button);
  gtk_widget_add_css_class (box, "canvas-furniture");
  self->legend = box;
  gtk_widget_set_parent (box, GTK_WIDGET (self));
}

static void
go (gpointer data, double x, double y)
{
  ScopeCanvas *self = data;

  scope_canvas_place (self, gtk_widget_get_width (GTK_WIDGET (self)) / 2.0 - x * self->zoom,
                      gtk_widget_get_height (GTK_WIDGET (self)) / 2.0 - y * self->zoom, self->zoom);
}

static gboolean
faulty (int item, gpointer data)
{
  const ScopeBlockInfo *info = scope_block_get_info (scope_world_get_block (SCOPE_CANVAS (data)->world, item));

  return info != NULL && info->problem != NULL && !info->warning;
}

void
scope_canvas_furniture_init (ScopeCanvas *self)
{
  install_style ();
  make_legend (self);
  scope_canvas_flow_init (self);
  make_zoom_box (self);
  self->minimap = scope_minimap_new ((ScopeMinimapScene) (void (*) (void)) scope_canvas_scene,
                                     (ScopeMinimapView) (void (*) (void)) scope_canvas_view_rect, faulty, go, self);
  gtk_widget_set_parent (self->minimap, GTK_WIDGET (self));
}

/* "full = 3.42 ms, batch 64": what a bar of full height stands for */
static char *
full_text (ScopeCanvas *self)
{
  g_autofree char *number = self->words.bar == SCOPE_STATISTIC_ACTIVATIONS ? convo_number_bytes ((gint64) self->words.bar_full)
                            : self->words.bar == SCOPE_STATISTIC_TIME ? convo_number_seconds (self->words.bar_full)
                                                                      : convo_number_short ((gint64) self->words.bar_full);

  if (self->words.bar != SCOPE_STATISTIC_TIME || self->timing == NULL)
    return g_strdup_printf (_("full = %s"), number);
  if (self->words.timing_stale)
    return g_strdup_printf (_("full = %s, before the edit"), number);
  /* translators: a time, a number of pictures; on one processor core */
  return g_strdup_printf (_("full = %s, batch %d, 1 thread"), number, convo_timing_batch (self->timing));
}

static void
update_time_button (ScopeCanvas *self)
{
  const gboolean shown = self->words.bar == SCOPE_STATISTIC_TIME || self->words.text == SCOPE_STATISTIC_TIME;
  const gboolean again = self->measuring < 0 && self->timing != NULL;   /* a picture will do beside the numbers */
  g_autofree char *text = self->measuring >= 0 ? g_strdup_printf (_("Cancel (%d %%)"), (int) round (100 * self->measuring))
                          : g_strdup (self->timing == NULL ? _("Measure Time") : _("Measure Again"));

  g_autofree char *tooltip = g_strdup_printf ("%s\n%s", text, _("Times every layer forward and backward on this computer, on one thread"));

  gtk_widget_set_visible (self->time_button, shown);
  if (again && g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (self->time_button)), "view-refresh-symbolic") != 0)
    gtk_button_set_icon_name (GTK_BUTTON (self->time_button), "view-refresh-symbolic");
  else if (!again && g_strcmp0 (text, gtk_button_get_label (GTK_BUTTON (self->time_button))) != 0)
    gtk_button_set_label (GTK_BUTTON (self->time_button), text);
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (self->time_button), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->time_button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_set_tooltip_text (self->time_button, tooltip);
}

static void
select_in (GtkWidget *drop, const ScopeStatistic *which, ScopeStatistic statistic)
{
  for (guint i = 0; i < N_CHOICES; i++)
    if (which[i] == statistic && gtk_drop_down_get_selected (GTK_DROP_DOWN (drop)) != i)
      gtk_drop_down_set_selected (GTK_DROP_DOWN (drop), i);
}

/** scope_canvas_furniture_update: numbers and choices as they are now */
void
scope_canvas_furniture_update (ScopeCanvas *self)
{
  g_autofree char *zoom = g_strdup_printf (_("%d %%"), (int) round (self->zoom * 100));
  g_autofree char *full = full_text (self);
  const gboolean off = self->words.bar == SCOPE_STATISTIC_OFF
                       || (self->words.bar == SCOPE_STATISTIC_TIME && self->timing == NULL)
                       || (self->words.predict != NULL
                           && convo_predict_hides (self->words.predict, NULL, scope_statistic_number (self->words.bar)));

  if (g_strcmp0 (zoom, gtk_label_get_text (GTK_LABEL (self->zoom_label))) != 0)
    gtk_label_set_text (GTK_LABEL (self->zoom_label), zoom);
  if (g_strcmp0 (full, gtk_label_get_text (GTK_LABEL (self->full_label))) != 0)
    {
      gtk_label_set_text (GTK_LABEL (self->full_label), full);
      gtk_widget_set_tooltip_text (self->full_label, full);
    }
  gtk_widget_set_visible (self->full_mark, !off);
  gtk_widget_set_visible (self->full_label, !off);
  gtk_widget_set_visible (self->ghost_mark, !off && self->diff != NULL && self->words.bar != SCOPE_STATISTIC_TIME);
  gtk_widget_set_visible (self->ghost_label, gtk_widget_get_visible (self->ghost_mark));
  update_time_button (self);
  gtk_label_set_label (GTK_LABEL (self->ghost_label), self->diff_name != NULL ? self->diff_name : "");
  self->filling = TRUE;
  select_in (self->text_drop, texts, self->words.text);
  select_in (self->bar_drop, bars, self->words.bar);
  self->filling = FALSE;
  gtk_widget_queue_draw (self->minimap);
}

static void
put (GtkWidget *part, gboolean shown, int x, int y, int width, int height)
{
  if (gtk_widget_get_child_visible (part) != shown)
    gtk_widget_set_child_visible (part, shown);
  if (shown)
    gtk_widget_allocate (part, width, height, -1, gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT (x, y)));
}

/* A map of what is wholly in view need not hide a part of it. */
static gboolean
in_the_way (ScopeCanvas *self, int x, int y, int width, int height)
{
  ScopeScene *scene = scope_canvas_scene (self);
  const GdkRectangle map = { x, y, width, height };
  graphene_rect_t all, view, rect;
  GdkRectangle at;

  if (scene == NULL || !scope_scene_bounds (scene, &all))
    return FALSE;
  scope_canvas_view_rect (self, &view);
  if (!graphene_rect_contains_rect (&view, &all))
    return FALSE;
  for (int i = 0; i < scene->n_items; i++)
    {
      scope_scene_rect (scene, i, &rect);
      scope_canvas_to_widget (self, &rect, &at);
      if (gdk_rectangle_intersect (&map, &at, NULL))
        return TRUE;
    }
  return FALSE;
}

/* What the wires carry comes before what the blocks say, or above it where they do not fit beside each other. */
static void
put_legends (ScopeCanvas *self, int room, int height)
{
  GtkRequisition least, legend, flow;
  const gboolean flows = gtk_widget_get_visible (self->flow_legend);
  gboolean beside;

  gtk_widget_get_preferred_size (self->legend, &least, &legend);
  if (legend.width > room)       /* its texts give way */
    legend.width = MAX (least.width, room);
  gtk_widget_get_preferred_size (self->flow_legend, NULL, &flow);
  beside = flows && flow.width + EDGE + legend.width <= room;
  put (self->legend, room >= legend.width, EDGE + (beside ? flow.width + EDGE : 0), height - legend.height - EDGE,
       legend.width, legend.height);
  if (flows)
    put (self->flow_legend, room >= flow.width, EDGE, height - flow.height - EDGE - (beside ? 0 : legend.height + EDGE),
         flow.width, flow.height);
}

/** scope_canvas_furniture_allocate: in small windows the minimap goes first, then the legend */
void
scope_canvas_furniture_allocate (ScopeCanvas *self, int width, int height)
{
  GtkRequisition zoom, map, bar;
  int map_y;

  gtk_widget_get_preferred_size (self->zoom_box, NULL, &zoom);
  gtk_widget_get_preferred_size (self->minimap, NULL, &map);
  map_y = height - zoom.height - 2 * EDGE - map.height + 4;
  gtk_widget_get_preferred_size (self->path_bar, &bar, NULL);
  if (gtk_widget_get_visible (self->path_bar))
    put (self->path_bar, TRUE, EDGE, EDGE, MIN (bar.width, MAX (1, width - 2 * EDGE)), bar.height);
  put (self->zoom_box, TRUE, width - zoom.width - EDGE, height - zoom.height - EDGE, zoom.width, zoom.height);
  put (self->minimap, width >= 560 && height >= 360
       && !in_the_way (self, width - map.width - EDGE, map_y, map.width, map.height),
       width - map.width - EDGE, map_y, map.width, map.height);
  put_legends (self, width - zoom.width - 3 * EDGE, height);
}

/** scope_canvas_on_furniture: Returns: whether a point of the widget is not the canvas's own */
gboolean
scope_canvas_on_furniture (ScopeCanvas *self, double x, double y)
{
  GtkWidget *const parts[] = { self->legend, self->flow_legend, self->zoom_box, self->minimap, self->path_bar };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      graphene_rect_t at;

      if (gtk_widget_get_visible (parts[i]) && gtk_widget_get_child_visible (parts[i]) && gtk_widget_compute_bounds (parts[i], GTK_WIDGET (self), &at)
          && graphene_rect_contains_point (&at, &GRAPHENE_POINT_INIT (x, y)))
        return TRUE;
    }
  return FALSE;
}
