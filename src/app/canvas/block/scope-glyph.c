/* The family glyphs at 16 px, drawn once a colour and kept. */
#include "scope-glyph.h"

#include <math.h>
#include <string.h>
#include "scope-palette.h"

/* A small path language on a 16×16 field: m, l: move, line; c: curve; z: close; o: circle (x, y, r); r: rounded
 * rectangle (x, y, w, h, radius); d: dashes of that length; s: stroke that wide; f: fill. */
static const char *const paths[SCOPE_N_GLYPHS] = {
  [SCOPE_GLYPH_PICTURE] = "r 1.8 2.8 12.4 10.4 1.5 s 1.6 m 4 10.8 l 6.5 7.8 l 8.5 9.8 l 10.3 8 l 12 10.8 z f",
  [SCOPE_GLYPH_LOSS] = "o 8 8 5.8 s 1.6 o 8 8 2.6 f",
  [SCOPE_GLYPH_CONVOLUTION] = "m 2 2 l 14 2 l 14 14 l 2 14 z m 6 2 l 6 14 m 10 2 l 10 14 "
                              "m 2 6 l 14 6 m 2 10 l 14 10 s 1.1 "
                              "m 2 2 l 10 2 l 10 10 l 2 10 z s 2",
  [SCOPE_GLYPH_POOLING] = "m 1.8 1.8 l 9.8 1.8 l 9.8 9.8 l 1.8 9.8 z m 5.8 1.8 l 5.8 9.8 m 1.8 5.8 l 9.8 5.8 s 1.2 "
                          "m 10.6 10.6 l 14.6 10.6 l 14.6 14.6 l 10.6 14.6 z f",
  [SCOPE_GLYPH_DENSE] = "m 3.5 3.5 l 12.5 5 m 3.5 3.5 l 12.5 11 m 3.5 8 l 12.5 5 m 3.5 8 l 12.5 11 m 3.5 12.5 l 12.5 5 "
                        "m 3.5 12.5 l 12.5 11 s 1 o 3.3 3.3 1.8 f o 3.3 8 1.8 f o 3.3 12.7 1.8 f "
                        "o 12.7 5 1.8 f o 12.7 11 1.8 f",
  [SCOPE_GLYPH_NORMALISATION] = "m 1.5 12.5 c 5 12.5 5 3.5 8 3.5 c 11 3.5 11 12.5 14.5 12.5 s 1.6",
  [SCOPE_GLYPH_HINGE] = "m 2 11.5 l 8 11.5 l 13.5 4 s 1.6",
  [SCOPE_GLYPH_SIGMOID] = "m 1.5 12.5 c 8.5 12.5 7.5 3.5 14.5 3.5 s 1.6",
  [SCOPE_GLYPH_TANH] = "m 1.5 13 l 4.5 13 c 9 13 7 3 11.500 3 l 14.5 3 s 1.6 m 2 8 l 14 8 s 0.8",
  [SCOPE_GLYPH_SOFTMAX] = "m 2 9 l 5 9 l 5 14 l 2 14 z f m 6.5 2.5 l 9.5 2.5 l 9.5 14 l 6.5 14 z f "
                          "m 11 11 l 14 11 l 14 14 l 11 14 z f",
  [SCOPE_GLYPH_ADD] = "o 8 8 6 m 8 5 l 8 11 m 5 8 l 11 8 s 1.6",
  [SCOPE_GLYPH_CONCATENATE] = "m 2 5 l 14 5 m 2 11 l 14 11 m 5 2.5 l 5 13.5 m 11 2.5 l 11 13.5 s 1.6",
  [SCOPE_GLYPH_REGULARISATION] = "o 8 8 5.8 d 2.3 s 1.6",
  [SCOPE_GLYPH_SHAPE] = "m 6.5 4 l 6.5 2.5 l 13.5 2.5 l 13.5 13.5 l 6.5 13.5 l 6.5 12 "
                        "m 1.5 8 l 9 8 m 6.5 5.5 l 9 8 l 6.5 10.5 s 1.6",
  [SCOPE_GLYPH_COMPOSITE] = "r 1.8 1.8 9 7.5 1.5 s 1.6 m 12.8 5 l 12.8 10 c 12.8 10.8 12.1 11.5 11.3 11.5 "
                            "l 4.5 11.5 s 1.6 "
                            "m 14.8 8 l 14.8 12 c 14.8 13 14 13.8 13 13.8 l 7.5 13.8 s 1.6",
};

/** scope_glyph_of_kind: @kind: (nullable): %NULL for a named block */
ScopeGlyph
scope_glyph_of_kind (const ConvoKind *kind)
{
  static const struct { const char *family, *part; ScopeGlyph glyph; } table[] = {
    { "io", "input", SCOPE_GLYPH_PICTURE }, { "io", "", SCOPE_GLYPH_LOSS },
    { "convolution", "", SCOPE_GLYPH_CONVOLUTION }, { "pooling", "", SCOPE_GLYPH_POOLING },
    { "dense", "", SCOPE_GLYPH_DENSE }, { "normalisation", "", SCOPE_GLYPH_NORMALISATION },
    { "activation", "sigmoid", SCOPE_GLYPH_SIGMOID }, { "activation", "tanh", SCOPE_GLYPH_TANH },
    { "activation", "softmax", SCOPE_GLYPH_SOFTMAX }, { "activation", "", SCOPE_GLYPH_HINGE },
    { "merge", "concat", SCOPE_GLYPH_CONCATENATE }, { "merge", "", SCOPE_GLYPH_ADD },
    { "regularisation", "", SCOPE_GLYPH_REGULARISATION },
  };

  if (kind == NULL)
    return SCOPE_GLYPH_COMPOSITE;
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_strcmp0 (kind->family, table[i].family) == 0 && strstr (kind->name, table[i].part) != NULL)
      return table[i].glyph;
  return SCOPE_GLYPH_SHAPE;
}

/** scope_glyph_accel: Returns: (transfer full) (nullable): the letter that adds @kind on the canvas; F is
 * taken by "fit" */
char *
scope_glyph_accel (const ConvoKind *kind)
{
  return kind->accel != NULL && g_ascii_tolower (kind->accel[0]) != 'f' ? g_utf8_strup (kind->accel, -1) : NULL;
}

static void
rounded (cairo_t *cr, const double *a)
{
  const double x = a[0], y = a[1], w = a[2], h = a[3], r = a[4];

  cairo_new_sub_path (cr);
  cairo_arc (cr, x + w - r, y + r, r, -G_PI_2, 0);
  cairo_arc (cr, x + w - r, y + h - r, r, 0, G_PI_2);
  cairo_arc (cr, x + r, y + h - r, r, G_PI_2, G_PI);
  cairo_arc (cr, x + r, y + r, r, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
}

static void
command (cairo_t *cr, char op, const double *a)
{
  switch (op)
    {
    case 'm': cairo_move_to (cr, a[0], a[1]); break;
    case 'l': cairo_line_to (cr, a[0], a[1]); break;
    case 'c': cairo_curve_to (cr, a[0], a[1], a[2], a[3], a[4], a[5]); break;
    case 'o': cairo_new_sub_path (cr); cairo_arc (cr, a[0], a[1], a[2], 0, 2 * G_PI); break;
    case 'r': rounded (cr, a); break;
    case 'z': cairo_close_path (cr); break;
    case 'd': cairo_set_dash (cr, a, 1, 0); break;
    case 's': cairo_set_line_width (cr, a[0]); cairo_stroke (cr); break;
    default: cairo_fill (cr); break;
    }
}

static void
draw (cairo_t *cr, const char *path)
{
  double a[6];

  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  while (*path != '\0')
    {
      const char op = *path++;
      int n = 0;

      for (char *end; n < 6; path = end)
        {
          const double value = g_ascii_strtod (path, &end);

          if (end == path)
            break;
          a[n++] = value;
        }
      path += strspn (path, " ");
      command (cr, op, a);
    }
}

/**
 * scope_glyph_node:
 * @color: its colour
 *
 * Returns: (transfer none): a node of 16×16, the same one for the same question
 */
GskRenderNode *
scope_glyph_node (ScopeGlyph glyph, const GdkRGBA *color)
{
  static GHashTable *nodes;
  g_autofree char *ink = gdk_rgba_to_string (color);
  g_autofree char *key = g_strdup_printf ("%d %s", glyph, ink);
  GskRenderNode *node;
  cairo_t *cr;

  if (nodes == NULL)
    nodes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) gsk_render_node_unref);
  node = g_hash_table_lookup (nodes, key);
  if (node != NULL)
    return node;
  node = gsk_cairo_node_new (&GRAPHENE_RECT_INIT (0, 0, 16, 16));
  cr = gsk_cairo_node_get_draw_context (node);
  gdk_cairo_set_source_rgba (cr, color);
  draw (cr, paths[glyph]);
  cairo_destroy (cr);
  g_hash_table_insert (nodes, g_steal_pointer (&key), node);
  return node;
}

/** scope_glyph_append: @x: left edge @y: top edge @size: side, in the snapshot's units */
void
scope_glyph_append (GtkSnapshot *snapshot, ScopeGlyph glyph, const GdkRGBA *color, double x, double y, double size)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  if (size != 16)
    gtk_snapshot_scale (snapshot, size / 16, size / 16);
  gtk_snapshot_append_node (snapshot, scope_glyph_node (glyph, color));
  gtk_snapshot_restore (snapshot);
}

/* A 16 px image for rows of lists. */

#define SCOPE_TYPE_GLYPH_IMAGE (scope_glyph_image_get_type ())
G_DECLARE_FINAL_TYPE (ScopeGlyphImage, scope_glyph_image, SCOPE, GLYPH_IMAGE, GtkWidget)

struct _ScopeGlyphImage
{
  GtkWidget parent_instance;
  ScopeGlyph glyph;
  const char *family;
};

G_DEFINE_FINAL_TYPE (ScopeGlyphImage, scope_glyph_image, GTK_TYPE_WIDGET)

static void
scope_glyph_image_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ScopeGlyphImage *self = SCOPE_GLYPH_IMAGE (widget);

  scope_glyph_append (snapshot, self->glyph, scope_palette_family (self->family),
                      (gtk_widget_get_width (widget) - 16) / 2, (gtk_widget_get_height (widget) - 16) / 2, 16);
}

static void
scope_glyph_image_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                           int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = 16;
}

static void
scope_glyph_image_class_init (ScopeGlyphImageClass *klass)
{
  GTK_WIDGET_CLASS (klass)->snapshot = scope_glyph_image_snapshot;
  GTK_WIDGET_CLASS (klass)->measure = scope_glyph_image_measure;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
scope_glyph_image_init (ScopeGlyphImage *self)
{
}

/** scope_glyph_image_new: @family: its colour; the string lives for ever */
GtkWidget *
scope_glyph_image_new (ScopeGlyph glyph, const char *family)
{
  ScopeGlyphImage *self = g_object_new (SCOPE_TYPE_GLYPH_IMAGE, NULL);

  self->glyph = glyph;
  self->family = family;
  return GTK_WIDGET (self);
}
