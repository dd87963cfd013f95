/* Figures: every format is written whole and read back by somebody else's reader. */
#include "figure.h"
#include "filling.h"
#include "layers.h"
#include "registry.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

static ConvoTrace *
example (const char *kind, const ConvoShape *in)
{
  ConvoArith arith;
  g_autoptr(GError) error = NULL;
  ConvoTrace *trace;

  convo_arith_init (&arith, convo_kind_find (kind), in);
  if (convo_arith_has (&arith, CONVO_ARITH_KERNEL))
    convo_arith_set (&arith, CONVO_ARITH_KERNEL, 3);
  if (convo_arith_has (&arith, CONVO_ARITH_STRIDE))
    convo_arith_set (&arith, CONVO_ARITH_STRIDE, 2);
  trace = convo_trace_new (&arith, &error);
  g_assert_no_error (error);
  convo_fill_picture (trace, "random", 1, NULL);
  convo_fill_kernel (trace, "integer", 1, NULL);
  convo_fill_delta (trace, 1);
  convo_trace_run (trace);
  return trace;
}

static gboolean
holds_text (GBytes *svg, const char *words)
{
  gsize size;
  const char *text = g_bytes_get_data (svg, &size);

  return memmem (text, size, words, strlen (words)) != NULL;
}

static void
assert_markup (GBytes *svg)
{
  static const GMarkupParser parser = { 0 };
  GMarkupParseContext *context = g_markup_parse_context_new (&parser, 0, NULL, NULL);
  g_autoptr(GError) error = NULL;

  g_markup_parse_context_parse (context, g_bytes_get_data (svg, NULL), g_bytes_get_size (svg), &error);
  g_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  g_assert_no_error (error);
  g_markup_parse_context_free (context);
}

/* Every windowed kind, along one to three axes, with and without a cell */
static void
test_all (void)
{
  static const char *const kinds[] = { "conv", "transposed-conv", "max-pool", "average-pool", "lp-pool", "distance-pool",
                                       "global-average-pool" };
  const ConvoShape shapes[] = { CONVO_SHAPE (1, 9), CONVO_SHAPE (2, 7, 6), CONVO_SHAPE (1, 4, 5, 6) };

  for (gsize k = 0; k < G_N_ELEMENTS (kinds); k++)
    for (gsize s = 0; s < G_N_ELEMENTS (shapes); s++)
      {
        g_autoptr(ConvoTrace) trace = example (kinds[k], &shapes[s]);
        gint64 last = convo_shape_count (&trace->out) - 1;
        g_autoptr(ConvoScene) none = convo_figure_forward (trace, -1), at = convo_figure_forward (trace, last);
        g_autoptr(ConvoScene) back = convo_figure_backward (trace, convo_trace_weight (trace) >= 0 ? 0 : -1, 0);
        g_autoptr(GBytes) svg = convo_scene_export (at, CONVO_FORMAT_SVG, 1, NULL);
        g_autofree char *sum = convo_trace_number (trace->y[last]);

        g_assert_cmpuint (at->items->len, >, none->items->len);
        g_assert_cmpuint (back->items->len, >, 10);
        assert_markup (svg);
        g_assert_true (holds_text (svg, sum));
      }
}

static void
test_formats (void)
{
  ConvoShape in = CONVO_SHAPE (1, 5, 5);
  g_autoptr(ConvoTrace) trace = example ("conv", &in);
  g_autoptr(ConvoScene) scene = convo_figure_forward (trace, 0), matrix = convo_figure_matrix (trace, 0);
  const ConvoScene *scenes[] = { scene, matrix };

  for (int i = 0; i < 2; i++)
    {
      g_autoptr(GBytes) pdf = convo_scene_export (scenes[i], CONVO_FORMAT_PDF, 1, NULL);
      g_autoptr(GBytes) png = convo_scene_export (scenes[i], CONVO_FORMAT_PNG, 2, NULL);
      g_autoptr(GBytes) tex = convo_scene_export (scenes[i], CONVO_FORMAT_TIKZ, 1, NULL);
      g_autoptr(GInputStream) stream = g_memory_input_stream_new_from_bytes (png);
      g_autoptr(GdkPixbuf) picture = gdk_pixbuf_new_from_stream (stream, NULL, NULL);

      g_assert_cmpmem (g_bytes_get_data (pdf, NULL), 5, "%PDF-", 5);
      g_assert_cmpint (gdk_pixbuf_get_width (picture), ==, (int) (2 * scenes[i]->width + 0.999));
      g_assert_true (holds_text (tex, "\\end{tikzpicture}"));
    }
}

/* gdk-pixbuf must see in each frame what cairo drew */
static void
test_gif (void)
{
  ConvoShape in = CONVO_SHAPE (1, 4, 4);
  g_autoptr(ConvoTrace) trace = example ("max-pool", &in);
  g_autoptr(GPtrArray) scenes = g_ptr_array_new_with_free_func ((GDestroyNotify) convo_scene_free);
  g_autoptr(GBytes) gif = NULL, png = NULL;
  g_autoptr(GInputStream) stream = NULL, still = NULL;
  g_autoptr(GdkPixbufAnimation) animation = NULL;
  g_autoptr(GdkPixbuf) picture = NULL;
  g_autoptr(GError) error = NULL;
  GdkPixbuf *frame;

  g_ptr_array_add (scenes, convo_figure_forward (trace, 0));
  g_ptr_array_add (scenes, convo_figure_forward (trace, 0));
  gif = convo_scenes_to_gif (scenes, 1, 50, &error);
  g_assert_no_error (error);
  stream = g_memory_input_stream_new_from_bytes (gif);
  animation = gdk_pixbuf_animation_new_from_stream (stream, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (gdk_pixbuf_animation_is_static_image (animation));
  png = convo_scene_export (scenes->pdata[0], CONVO_FORMAT_PNG, 1, NULL);
  still = g_memory_input_stream_new_from_bytes (png);
  picture = gdk_pixbuf_new_from_stream (still, NULL, NULL);
  frame = gdk_pixbuf_animation_get_static_image (animation);
  g_assert_cmpint (gdk_pixbuf_get_width (frame), ==, gdk_pixbuf_get_width (picture));
  for (int y = 0; y < gdk_pixbuf_get_height (frame); y++)
    for (int x = 0; x < gdk_pixbuf_get_width (frame); x++)
      for (int c = 0; c < 3; c++)
        g_assert_cmpint (ABS (gdk_pixbuf_get_pixels (frame)[y * gdk_pixbuf_get_rowstride (frame)
                                                            + x * gdk_pixbuf_get_n_channels (frame) + c]
                              - gdk_pixbuf_get_pixels (picture)[y * gdk_pixbuf_get_rowstride (picture)
                                                                + x * gdk_pixbuf_get_n_channels (picture) + c]), <, 48);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/figure/all", test_all);
  g_test_add_func ("/figure/formats", test_formats);
  g_test_add_func ("/figure/gif", test_gif);
  return g_test_run ();
}
