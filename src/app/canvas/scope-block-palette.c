/* The left pane's page "Blocks": every registered kind, by family, to be dragged or activated. */
#include "scope-block-palette.h"

#include <glib/gi18n.h>
#include <string.h>
#include "registry.h"
#include "scope-draw.h"
#include "scope-glyph.h"
#include "scope-palette.h"

struct _ScopeBlockPalette
{
  GtkWidget parent_instance;
  GtkWidget *box, *entry, *list;
  GHashTable *folded;            /* family names */
  char *needle;
};

enum { ADD, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ScopeBlockPalette, scope_block_palette, GTK_TYPE_WIDGET)

static const struct { const char *family, *title; } families[] = {
  { "convolution", N_("Convolution") }, { "pooling", N_("Pooling") }, { "dense", N_("Dense") },
  { "normalisation", N_("Normalisation") }, { "activation", N_("Activation") }, { "merge", N_("Merge") },
  { "regularisation", N_("Regularisation") }, { "shape", N_("Shape") }, { "io", N_("Input and Output") },
};

static const char style[] =
  ".block-palette row { min-height: 26px; padding: 0 8px 0 10px; margin: 0 6px; border-radius: 6px; }"
  ".block-palette row.family { min-height: 24px; margin-top: 4px; padding: 0 4px; }"
  ".block-palette row.family image { -gtk-icon-size: 12px; opacity: .8; }"
  ".block-palette row.family label { font-size: 12px; font-weight: bold; }"
  ".block-palette row label.note { font-size: 12px; font-weight: normal; opacity: .72; }";

static const ConvoKind *
kind_of (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "kind");
}

static gboolean
finds (const char *needle, const ConvoKind *kind)
{
  g_autofree char *title = g_utf8_casefold (_(kind->title), -1), *name = g_utf8_casefold (kind->name, -1);

  return strstr (title, needle) != NULL || strstr (name, needle) != NULL;
}

/* A search shows all that match, folded or not; a family row shows when one of its kinds does. */
static gboolean
is_shown (GtkListBoxRow *row, gpointer data)
{
  ScopeBlockPalette *self = data;
  const ConvoKind *kind = kind_of (row), *const *kinds;
  const char *family = g_object_get_data (G_OBJECT (row), "family");
  const gboolean searching = self->needle != NULL && *self->needle != '\0';
  int n;

  if (kind != NULL)
    return searching ? finds (self->needle, kind) : !g_hash_table_contains (self->folded, kind->family);
  if (!searching)
    return TRUE;
  kinds = convo_kinds (&n);
  for (int i = 0; i < n; i++)
    if (strcmp (kinds[i]->family, family) == 0 && finds (self->needle, kinds[i]))
      return TRUE;
  return FALSE;
}

static void
search_changed (GtkEditable *entry, gpointer data)
{
  ScopeBlockPalette *self = data;

  g_free (self->needle);
  self->needle = g_utf8_casefold (gtk_editable_get_text (entry), -1);
  gtk_list_box_invalidate_filter (GTK_LIST_BOX (self->list));
}

static void
search_activated (GtkEntry *entry, gpointer data)
{
  ScopeBlockPalette *self = data;
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), i)) != NULL; i++)
    if (kind_of (row) != NULL && gtk_widget_get_child_visible (GTK_WIDGET (row)))
      {
        g_signal_emit (self, signals[ADD], 0, kind_of (row)->name);
        return;
      }
}

static void
fold (ScopeBlockPalette *self, GtkListBoxRow *row)
{
  const char *family = g_object_get_data (G_OBJECT (row), "family");
  GtkWidget *arrow = g_object_get_data (G_OBJECT (row), "arrow");
  const gboolean open = g_hash_table_contains (self->folded, family);

  gtk_widget_grab_focus (GTK_WIDGET (row));               /* a focused kind may be about to hide: nothing must scroll */
  if (open)
    g_hash_table_remove (self->folded, family);
  else
    g_hash_table_add (self->folded, (gpointer) family);
  gtk_image_set_from_icon_name (GTK_IMAGE (arrow), open ? "pan-down-symbolic" : "pan-end-symbolic");
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_EXPANDED, open, -1);
  gtk_list_box_invalidate_filter (GTK_LIST_BOX (self->list));
}

static void
row_activated (GtkListBox *list, GtkListBoxRow *row, gpointer data)
{
  ScopeBlockPalette *self = data;

  if (kind_of (row) != NULL)
    g_signal_emit (self, signals[ADD], 0, kind_of (row)->name);
  else
    fold (self, row);
}

/* Families fold at one click, although kinds want two. */
static void
family_clicked (GtkGestureClick *gesture, int n_press, double x, double y, gpointer data)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  fold (data, GTK_LIST_BOX_ROW (row));
}

/* What hangs on the pointer: a small card, opaque, because not every desktop composes. */
static GdkPaintable *
card_of (GtkWidget *widget, const ConvoKind *kind)
{
  const graphene_rect_t rect = GRAPHENE_RECT_INIT (0, 0, 156, 30);
  const GdkRGBA *family = scope_palette_family (kind->family);
  g_autoptr(PangoLayout) title = scope_draw_text_new (widget, _(kind->title), 13, TRUE);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  int height;

  pango_layout_set_width (title, 116 * PANGO_SCALE);
  pango_layout_set_ellipsize (title, PANGO_ELLIPSIZE_END);
  pango_layout_get_pixel_size (title, NULL, &height);
  gtk_snapshot_append_color (snapshot, scope_palette_color (SCOPE_COLOR_CARD), &rect);
  gtk_snapshot_append_color (snapshot, family, &GRAPHENE_RECT_INIT (0, 0, 4, 30));
  scope_draw_edge (snapshot, &rect, 0, 0, 1, scope_palette_color (SCOPE_COLOR_EDGE));
  scope_glyph_append (snapshot, scope_glyph_of_kind (kind), family, 12, 7, 16);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (36, (30 - height) / 2));
  gtk_snapshot_append_layout (snapshot, title, scope_palette_color (SCOPE_COLOR_TEXT));
  return gtk_snapshot_free_to_paintable (snapshot, &rect.size);
}

static GdkContentProvider *
prepare (GtkDragSource *source, double x, double y, gpointer data)
{
  const ConvoKind *kind = data;
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  g_autoptr(GdkPaintable) card = card_of (row, kind);

  gtk_drag_source_set_icon (source, card, -12, -12);        /* beside the pointer: the slot stays readable */
  return gdk_content_provider_new_typed (G_TYPE_STRING, kind->name);
}

static GtkWidget *
box_with (GtkWidget *first, const char *text, const char *note)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL,
                                9), *label = gtk_label_new (text), *end = gtk_label_new (note);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (end, "note");
  gtk_box_append (GTK_BOX (box), first);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), end);
  return box;
}

static GtkWidget *
kind_row_new (const ConvoKind *kind)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkDragSource *source = gtk_drag_source_new ();
  g_autofree char *accel = scope_glyph_accel (kind);

  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row),
                              box_with (scope_glyph_image_new (scope_glyph_of_kind (kind), kind->family),
                                        _(kind->title), accel));
  gtk_widget_set_name (row, kind->name);
  gtk_widget_set_tooltip_text (row, kind->doc != NULL ? _(kind->doc) : NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, _(kind->title), -1);
  g_object_set_data (G_OBJECT (row), "kind", (gpointer) kind);
  gtk_drag_source_set_actions (source, GDK_ACTION_COPY);
  g_signal_connect (source, "prepare", G_CALLBACK (prepare), (gpointer) kind);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (source));
  return row;
}

static GtkWidget *
family_row_new (ScopeBlockPalette *self, const char *family, const char *title, int count)
{
  GtkWidget *row = gtk_list_box_row_new (), *arrow = gtk_image_new_from_icon_name ("pan-down-symbolic");
  GtkGesture *click = gtk_gesture_click_new ();
  g_autofree char *number = g_strdup_printf ("%d", count);

  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box_with (arrow, title, number));
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_add_css_class (row, "family");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_EXPANDED, TRUE, -1);
  g_object_set_data (G_OBJECT (row), "family", (gpointer) family);
  g_object_set_data (G_OBJECT (row), "arrow", arrow);
  g_signal_connect (click, "pressed", G_CALLBACK (family_clicked), self);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (click));
  return row;
}

static void
append_family (ScopeBlockPalette *self, const char *family, const char *title)
{
  int n, count = 0;
  const ConvoKind *const *kinds = convo_kinds (&n);

  for (int i = 0; i < n; i++)
    count += strcmp (kinds[i]->family, family) == 0;
  if (count == 0)
    return;
  gtk_list_box_append (GTK_LIST_BOX (self->list), family_row_new (self, family, title, count));
  for (int i = 0; i < n; i++)
    if (strcmp (kinds[i]->family, family) == 0)
      gtk_list_box_append (GTK_LIST_BOX (self->list), kind_row_new (kinds[i]));
}

static void
scope_block_palette_dispose (GObject *object)
{
  ScopeBlockPalette *self = SCOPE_BLOCK_PALETTE (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->folded, g_hash_table_unref);
  g_clear_pointer (&self->needle, g_free);
  G_OBJECT_CLASS (scope_block_palette_parent_class)->dispose (object);
}

static void
install_style (void)
{
  static gsize once;

  if (g_once_init_enter (&once))
    {
      g_autoptr(GtkCssProvider) provider = gtk_css_provider_new ();

      gtk_css_provider_load_from_data (provider, style, -1);
      gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider),
                                                  GTK_STYLE_PROVIDER_PRIORITY_APPLICATION - 1);
      g_once_init_leave (&once, 1);
    }
}

static void
scope_block_palette_class_init (ScopeBlockPaletteClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = scope_block_palette_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "blockpalette");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  signals[ADD] = g_signal_new ("add", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
scope_block_palette_init (ScopeBlockPalette *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  install_style ();
  self->folded = g_hash_table_new (g_str_hash, g_str_equal);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->entry = gtk_search_entry_new ();
  gtk_widget_set_margin_start (self->entry, 8);
  gtk_widget_set_margin_end (self->entry, 8);
  gtk_widget_set_margin_top (self->entry, 8);
  gtk_widget_set_margin_bottom (self->entry, 4);
  g_object_set (self->entry, "placeholder-text", _("Search blocks"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Search blocks"), -1);
  g_signal_connect (self->entry, "search-changed", G_CALLBACK (search_changed), self);
  g_signal_connect (self->entry, "activate", G_CALLBACK (search_activated), self);
  self->list = gtk_list_box_new ();
  gtk_list_box_set_activate_on_single_click (GTK_LIST_BOX (self->list), FALSE);
  gtk_list_box_set_filter_func (GTK_LIST_BOX (self->list), is_shown, self, NULL);
  gtk_widget_add_css_class (self->list, "block-palette");
  gtk_widget_add_css_class (self->list, "background");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Blocks"), -1);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (row_activated), self);
  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    append_family (self, families[i].family, _(families[i].title));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->list);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (self->box), self->entry);
  gtk_box_append (GTK_BOX (self->box), scrolled);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/** scope_block_palette_new: shows the kinds that are registered now */
GtkWidget *
scope_block_palette_new (void)
{
  return g_object_new (SCOPE_TYPE_BLOCK_PALETTE, NULL);
}

/** scope_block_palette_focus_search: for the key that leads to the search */
void
scope_block_palette_focus_search (ScopeBlockPalette *self)
{
  g_return_if_fail (SCOPE_IS_BLOCK_PALETTE (self));
  gtk_widget_grab_focus (self->entry);
}

/** scope_block_palette_find_row: Returns: (transfer none) (nullable): the row of a kind */
GtkWidget *
scope_block_palette_find_row (ScopeBlockPalette *self, const char *kind)
{
  GtkListBoxRow *row;

  g_return_val_if_fail (SCOPE_IS_BLOCK_PALETTE (self), NULL);
  for (int i = 0; (row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), i)) != NULL; i++)
    if (kind_of (row) != NULL && strcmp (kind_of (row)->name, kind) == 0)
      return GTK_WIDGET (row);
  return NULL;
}
