/* Rows of the page "Blocks": what they show, and what hangs on the pointer while one is dragged. */
#include "scope-palette-row.h"

#include <glib/gi18n.h>
#include <string.h>
#include "scope-draw.h"
#include "scope-palette-name.h"
#include "scope-palette.h"

static const char style[] =
  ".block-palette row { min-height: 26px; padding: 0 8px 0 10px; margin: 0 6px; border-radius: 6px; }"
  ".block-palette row.family { min-height: 24px; margin-top: 4px; padding: 0 4px; }"
  ".block-palette row.family image { -gtk-icon-size: 12px; opacity: .8; }"
  ".block-palette row.family label { font-size: 12px; font-weight: bold; }"
  ".block-palette row label.note { font-size: 12px; font-weight: normal; opacity: .72; }";

static void
entry_free (gpointer data)
{
  ScopePaletteEntry *entry = data;

  g_free (entry->name);
  g_free (entry->title);
  g_free (entry->doc);
  g_free (entry);
}

/** scope_palette_row_entry: Returns: (transfer none) (nullable): what @row adds; %NULL for a family */
const ScopePaletteEntry *
scope_palette_row_entry (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "entry");
}

/** scope_palette_row_family: Returns: (transfer none) (nullable): the family whose title @row is; %NULL for other rows */
const char *
scope_palette_row_family (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "family");
}

/* What hangs on the pointer: a small card, opaque, because not every desktop composes. */
static GdkPaintable *
card_of (GtkWidget *widget, const ScopePaletteEntry *entry)
{
  const graphene_rect_t rect = GRAPHENE_RECT_INIT (0, 0, 156, 30);
  const GdkRGBA *family = scope_palette_family (entry->look);
  g_autoptr(PangoLayout) title = scope_draw_text_new (widget, entry->text, 13, TRUE);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  int height;

  pango_layout_set_width (title, 116 * PANGO_SCALE);
  pango_layout_set_ellipsize (title, PANGO_ELLIPSIZE_END);
  pango_layout_get_pixel_size (title, NULL, &height);
  gtk_snapshot_append_color (snapshot, scope_palette_color (SCOPE_COLOR_CARD), &rect);
  gtk_snapshot_append_color (snapshot, family, &GRAPHENE_RECT_INIT (0, 0, 4, 30));
  scope_draw_edge (snapshot, &rect, 0, 0, 1, scope_palette_color (SCOPE_COLOR_EDGE));
  scope_glyph_append (snapshot, entry->glyph, family, 12, 7, 16);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (36, (30 - height) / 2));
  gtk_snapshot_append_layout (snapshot, title, scope_palette_color (SCOPE_COLOR_TEXT));
  return gtk_snapshot_free_to_paintable (snapshot, &rect.size);
}

static GdkContentProvider *
prepare (GtkDragSource *source, double x, double y, gpointer data)
{
  const ScopePaletteEntry *entry = data;
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  g_autoptr(GdkPaintable) card = card_of (row, entry);

  gtk_drag_source_set_icon (source, card, -12, -12);        /* beside the pointer: the slot stays readable */
  return gdk_content_provider_new_typed (G_TYPE_STRING, entry->name);
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

/* @entry: (transfer full) @note: at the end of the row */
static GtkWidget *
entry_row_new (ScopePaletteEntry *entry, const char *note)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkDragSource *source = gtk_drag_source_new ();
  g_autofree char *all = entry->doc != NULL ? g_strdup_printf ("%s\n%s", entry->title, entry->doc) : g_strdup (entry->title);

  entry->text = strcmp (entry->family, SCOPE_PALETTE_OWN) == 0 ? entry->title : scope_palette_name (entry->name, entry->title);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row),
                              box_with (scope_glyph_image_new (entry->glyph, entry->look), entry->text, note));
  gtk_widget_set_name (row, entry->name);
  gtk_widget_set_tooltip_text (row, all);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, entry->title, -1);
  g_object_set_data_full (G_OBJECT (row), "entry", entry, entry_free);
  gtk_drag_source_set_actions (source, GDK_ACTION_COPY);
  g_signal_connect (source, "prepare", G_CALLBACK (prepare), entry);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (source));
  return row;
}

/** scope_palette_kind_row_new: with the letter that adds @kind at its end */
GtkWidget *
scope_palette_kind_row_new (const ConvoKind *kind)
{
  g_autofree char *accel = scope_glyph_accel (kind);
  ScopePaletteEntry *entry = g_new0 (ScopePaletteEntry, 1);

  *entry = (ScopePaletteEntry) { g_strdup (kind->name), g_strdup (_(kind->title)), g_strdup (kind->doc != NULL ? _(kind->doc) : NULL),
                     kind->family, kind->family, scope_glyph_of_kind (kind) };
  return entry_row_new (entry, accel);
}

/** scope_palette_block_row_new: @family: literal: where it is listed; @doc: (nullable): for its tooltip */
GtkWidget *
scope_palette_block_row_new (const char *family, const char *name, const char *title, const char *doc)
{
  ScopePaletteEntry *entry = g_new0 (ScopePaletteEntry, 1);

  *entry = (ScopePaletteEntry) { g_strdup (name), g_strdup (title), g_strdup (doc), family, "composite", SCOPE_GLYPH_COMPOSITE };
  return entry_row_new (entry, NULL);
}

/** scope_palette_family_row_new: @family: literal; @title: what is written; @count: how many rows follow */
GtkWidget *
scope_palette_family_row_new (const char *family, const char *title, int count)
{
  GtkWidget *row = gtk_list_box_row_new (), *arrow = gtk_image_new_from_icon_name ("pan-down-symbolic");
  g_autofree char *number = g_strdup_printf ("%d", count);

  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box_with (arrow, title, number));
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_add_css_class (row, "family");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_EXPANDED, TRUE, -1);
  g_object_set_data (G_OBJECT (row), "family", (gpointer) family);
  g_object_set_data (G_OBJECT (row), "arrow", arrow);
  return row;
}

/** scope_palette_row_set_open: @row: of a family: turns its arrow */
void
scope_palette_row_set_open (GtkListBoxRow *row, gboolean open)
{
  GtkWidget *arrow = g_object_get_data (G_OBJECT (row), "arrow");

  gtk_image_set_from_icon_name (GTK_IMAGE (arrow), open ? "pan-down-symbolic" : "pan-end-symbolic");
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_EXPANDED, open, -1);
}

/** scope_palette_rows_style: once for the display */
void
scope_palette_rows_style (void)
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
