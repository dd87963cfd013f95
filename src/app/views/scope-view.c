/* What every leaf widget that draws data shares: cached text, style changes, hover text, words for screen readers. */
#include "scope-view.h"

#include <adwaita.h>

typedef struct
{
  GHashTable *layouts;              /* style digit + text → PangoLayout */
  char       *hover;
  char       *label, *description;  /* as last told to the accessibility bus */
} ScopeViewPrivate;

enum { PROP_HOVER_TEXT = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (ScopeView, scope_view, GTK_TYPE_WIDGET)

#define PRIVATE(self) ((ScopeViewPrivate *) scope_view_get_instance_private (self))
#define MAX_LAYOUTS 2000            /* a runaway of changing numbers must not grow for ever */

/** scope_view_invalidate: drops every cache and draws anew */
void
scope_view_invalidate (ScopeView *self)
{
  g_return_if_fail (SCOPE_IS_VIEW (self));
  SCOPE_VIEW_GET_CLASS (self)->drop (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** scope_view_get_hover_text: Returns: (nullable): what pointer or cursor is on, in words */
const char *
scope_view_get_hover_text (ScopeView *self)
{
  g_return_val_if_fail (SCOPE_IS_VIEW (self), NULL);
  return PRIVATE (self)->hover;
}

/** scope_view_set_hover_text: for subclasses; %NULL when the pointer is on nothing */
void
scope_view_set_hover_text (ScopeView *self, const char *text)
{
  ScopeViewPrivate *private = PRIVATE (self);

  if (g_strcmp0 (private->hover, text) == 0)
    return;
  g_free (private->hover);
  private->hover = g_strdup (text);
  gtk_widget_trigger_tooltip_query (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HOVER_TEXT]);
}

/**
 * scope_view_describe:
 * @self: a view
 * @label: (nullable): its name for a screen reader; %NULL keeps it
 * @description: (nullable): the data in a sentence; %NULL keeps it
 */
void
scope_view_describe (ScopeView *self, const char *label, const char *description)
{
  ScopeViewPrivate *private = PRIVATE (self);

  if (label != NULL && g_strcmp0 (private->label, label) != 0)
    {
      g_free (private->label);
      private->label = g_strdup (label);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
    }
  if (description != NULL && g_strcmp0 (private->description, description) != 0)
    {
      g_free (private->description);
      private->description = g_strdup (description);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
    }
}

/**
 * scope_view_layout:
 * @self: a view
 * @text: the text
 * @style: its style; figures are always tabular
 *
 * Returns: (transfer none): a layout that lives until the next style change
 */
PangoLayout *
scope_view_layout (ScopeView *self, const char *text, ScopeTextStyle style)
{
  ScopeViewPrivate *private = PRIVATE (self);
  g_autofree char *key = g_strdup_printf ("%c%s", 'a' + style, text);
  PangoLayout *layout = g_hash_table_lookup (private->layouts, key);
  PangoAttrList *attributes;

  if (layout != NULL)
    return layout;
  if (g_hash_table_size (private->layouts) > MAX_LAYOUTS)
    g_hash_table_remove_all (private->layouts);
  layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  attributes = pango_attr_list_new ();
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  if (style & SCOPE_TEXT_CAPTION)
    pango_attr_list_insert (attributes, pango_attr_scale_new (0.88));
  if (style & SCOPE_TEXT_BOLD)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  g_hash_table_insert (private->layouts, g_steal_pointer (&key), layout);
  return layout;
}

/** scope_view_text_width: Returns: width in pixels, rounded up */
int
scope_view_text_width (ScopeView *self, const char *text, ScopeTextStyle style)
{
  int width;

  pango_layout_get_pixel_size (scope_view_layout (self, text, style), &width, NULL);
  return width;
}

/** scope_view_text_height: Returns: height of a line in pixels */
int
scope_view_text_height (ScopeView *self, ScopeTextStyle style)
{
  int height;

  pango_layout_get_pixel_size (scope_view_layout (self, "0", style), NULL, &height);
  return height;
}

/**
 * scope_view_append_text:
 * @self: a view
 * @snapshot: where to
 * @text: the text
 * @style: its style
 * @x: where its point @xalign lies, in pixels
 * @y: top of the line, in pixels
 * @xalign: 0 left, 0.5 centre, 1 right of the text
 * @color: its colour
 */
void
scope_view_append_text (ScopeView *self, GtkSnapshot *snapshot, const char *text, ScopeTextStyle style,
                        double x, double y, double xalign, const GdkRGBA *color)
{
  PangoLayout *layout = scope_view_layout (self, text, style);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((int) (x - width * xalign + 0.5), (int) (y + 0.5)));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

/**
 * scope_view_append_bubble:
 * @self: a view
 * @snapshot: where to
 * @text: a few lines
 * @x: of the point that the bubble explains
 * @y: of that point
 *
 * Draws @text on a card beside (@x, @y), kept inside the widget.
 */
void
scope_view_append_bubble (ScopeView *self, GtkSnapshot *snapshot, const char *text, double x, double y)
{
  PangoLayout *layout = scope_view_layout (self, text, SCOPE_TEXT_CAPTION);
  const int width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));
  const GdkRGBA *edge = scope_palette_color (SCOPE_COLOR_EDGE);
  GskRoundedRect card;
  int w, h;

  pango_layout_get_pixel_size (layout, &w, &h);
  w += 16, h += 12;
  x = x + 12 + w <= width ? x + 12 : MAX (0, x - 12 - w);
  y = CLAMP (y - h / 2.0, 0, MAX (0, height - h));
  gsk_rounded_rect_init_from_rect (&card, &GRAPHENE_RECT_INIT ((int) x, (int) y, w, h), 6);
  gtk_snapshot_push_rounded_clip (snapshot, &card);
  gtk_snapshot_append_color (snapshot, scope_palette_color (SCOPE_COLOR_BUBBLE), &card.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &card, (float[4]) { 1, 1, 1, 1 },
                              (GdkRGBA[4]) { *edge, *edge, *edge, *edge });
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((int) x + 8, (int) y + 6));
  gtk_snapshot_append_layout (snapshot, layout, scope_palette_color (SCOPE_COLOR_TEXT));
  gtk_snapshot_restore (snapshot);
}

static void
scope_view_real_drop (ScopeView *self)
{
  g_hash_table_remove_all (PRIVATE (self)->layouts);
}

static void
scope_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (scope_view_parent_class)->css_changed (widget, change);
  scope_view_invalidate (SCOPE_VIEW (widget));
}

static void
scope_view_state_flags_changed (GtkWidget *widget, GtkStateFlags previous)
{
  GTK_WIDGET_CLASS (scope_view_parent_class)->state_flags_changed (widget, previous);
  if ((previous ^ gtk_widget_get_state_flags (widget)) & (GTK_STATE_FLAG_FOCUSED | GTK_STATE_FLAG_FOCUS_VISIBLE))
    gtk_widget_queue_draw (widget);
}

static void
scope_view_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (scope_view_parent_class)->system_setting_changed (widget, setting);
  scope_view_invalidate (SCOPE_VIEW (widget));
  gtk_widget_queue_resize (widget);
}

static gboolean
scope_view_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  const char *text = PRIVATE (SCOPE_VIEW (widget))->hover;

  if (text == NULL)
    return FALSE;
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
scope_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_HOVER_TEXT)
    g_value_set_string (value, PRIVATE (SCOPE_VIEW (object))->hover);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
scope_view_dispose (GObject *object)
{
  SCOPE_VIEW_GET_CLASS (object)->drop (SCOPE_VIEW (object));
  G_OBJECT_CLASS (scope_view_parent_class)->dispose (object);
}

static void
scope_view_finalize (GObject *object)
{
  ScopeViewPrivate *private = PRIVATE (SCOPE_VIEW (object));

  g_hash_table_unref (private->layouts);
  g_free (private->hover);
  g_free (private->label);
  g_free (private->description);
  G_OBJECT_CLASS (scope_view_parent_class)->finalize (object);
}

static void
scope_view_class_init (ScopeViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = scope_view_get_property;
  object_class->dispose = scope_view_dispose;
  object_class->finalize = scope_view_finalize;
  widget_class->css_changed = scope_view_css_changed;
  widget_class->state_flags_changed = scope_view_state_flags_changed;
  widget_class->system_setting_changed = scope_view_system_setting_changed;
  widget_class->query_tooltip = scope_view_query_tooltip;
  klass->drop = scope_view_real_drop;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);

  /**
   * ScopeView:hover-text:
   *
   * What pointer or cursor is on, in words; %NULL when on nothing.
   */
  props[PROP_HOVER_TEXT] = g_param_spec_string ("hover-text", NULL, NULL, NULL,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
scope_view_init (ScopeView *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  PRIVATE (self)->layouts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (scope_view_invalidate), NULL);
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (scope_view_invalidate), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (scope_view_invalidate), self,
                           G_CONNECT_SWAPPED);
}
