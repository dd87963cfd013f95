/* Figures: every page of every operation in every format, read back by somebody else's reader, with the numbers of the trace. */
#include "compare.h"
#include "errors.h"
#include "filling.h"
#include "layers.h"
#include "registry.h"
#include "view.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <math.h>
#include <string.h>

/* Every operation that can be taken apart, along one to three axes where that is possible */
static const struct { const char *kind; int rank; gint64 in[CONVO_MAX_RANK]; } examples[] = {
  { "conv", 2, { 1, 9 } }, { "conv", 3, { 2, 7, 6 } }, { "conv", 4, { 1, 4, 5, 6 } },
  { "transposed-conv", 2, { 1, 4 } }, { "transposed-conv", 3, { 2, 3, 4 } }, { "transposed-conv", 4, { 1, 3, 3, 3 } },
  { "max-pool", 2, { 1, 9 } }, { "max-pool", 3, { 2, 7, 6 } }, { "max-pool", 4, { 1, 4, 5, 6 } },
  { "average-pool", 3, { 2, 7, 6 } }, { "lp-pool", 3, { 2, 7, 6 } }, { "distance-pool", 3, { 2, 7, 6 } },
  { "global-average-pool", 3, { 2, 4, 4 } }, { "global-max-pool", 3, { 2, 4, 4 } }, { "linear", 1, { 7 } },
  { "linear", 3, { 2, 3, 3 } }, { "relu", 3, { 2, 4, 4 } }, { "leaky-relu", 1, { 5 } },
  { "elu", 2, { 2, 4 } }, { "tanh", 3, { 1, 3, 3 } }, { "sigmoid", 3, { 1, 3, 3 } },
  { "softplus", 3, { 1, 3, 3 } }, { "silu", 4, { 1, 3, 3, 3 } }, { "gelu", 3, { 1, 3, 3 } },
  { "relu6", 3, { 1, 3, 3 } }, { "softmax", 1, { 8 } }, { "softmax", 3, { 20, 2, 2 } },
  { "batch-norm", 3, { 2, 4, 4 } }, { "add", 3, { 2, 4, 4 } }, { "concatenate", 3, { 2, 4, 4 } },
};

static ConvoTrace *
example (gsize index)
{
  const char *kind = examples[index].kind;
  ConvoArith arith;
  ConvoShape in = convo_shape_make (examples[index].in, examples[index].rank);
  g_autoptr(GError) error = NULL;
  ConvoTrace *trace;

  convo_arith_init (&arith, convo_kind_find (kind), &in);
  if (convo_arith_has (&arith, CONVO_ARITH_KERNEL))
    convo_arith_set (&arith, CONVO_ARITH_KERNEL, 3);
  if (convo_arith_has (&arith, CONVO_ARITH_STRIDE))
    convo_arith_set (&arith, CONVO_ARITH_STRIDE, 2);
  if (convo_arith_has (&arith, CONVO_ARITH_KERNELS))
    arith.kernels = 2;
  if (strcmp (kind, "add") == 0 || strcmp (kind, "concatenate") == 0)
    arith.n_in = 3;
  trace = convo_trace_new (&arith, &error);
  g_assert_no_error (error);
  trace->training = strcmp (kind, "batch-norm") == 0;
  convo_fill_picture (trace, "random", index + 1, NULL);
  convo_fill_kernel (trace, "integer", index + 1, NULL);
  convo_fill_delta (trace, index + 1);
  convo_trace_run (trace);
  return trace;
}

/* ---- reading back ---- */

typedef struct
{
  GString *words;              /* of all <text>, a line each */
  char *title, *description;
  const char *inside;
  double width, height;
} Svg;

static double
attribute (const char **names, const char **values, const char *name)
{
  for (int i = 0; names[i] != NULL; i++)
    if (strcmp (names[i], name) == 0)
      return g_ascii_strtod (values[i], NULL);
  return NAN;
}

static void
svg_start (GMarkupParseContext *context, const char *name, const char **names, const char **values, gpointer data, GError **error)
{
  Svg *svg = data;

  if (strcmp (name, "svg") == 0)
    {
      svg->width = attribute (names, values, "width");
      svg->height = attribute (names, values, "height");
    }
  else if (strcmp (name, "text") == 0)
    {
      g_assert_cmpfloat (attribute (names, values, "font-size"), >, 3);
      g_assert_cmpfloat (attribute (names, values, "x"), >=, 0);
      g_assert_cmpfloat (attribute (names, values, "x"), <=, svg->width);
      g_assert_cmpfloat (attribute (names, values, "y"), <=, svg->height);
    }
  else if (strcmp (name, "rect") == 0 && !isnan (attribute (names, values, "x")))
    {
      g_assert_cmpfloat (attribute (names, values, "x") + attribute (names, values, "width"), <=, svg->width);
      g_assert_cmpfloat (attribute (names, values, "y") + attribute (names, values, "height"), <=, svg->height);
    }
}

static void
svg_text (GMarkupParseContext *context, const char *text, gsize length, gpointer data, GError **error)
{
  const char *element = g_markup_parse_context_get_element (context);
  Svg *svg = data;

  if (strcmp (element, "text") == 0)
    g_string_append_printf (svg->words, "%.*s\n", (int) length, text);
  else if (strcmp (element, "title") == 0)
    svg->title = g_strndup (text, length);
  else if (strcmp (element, "desc") == 0)
    svg->description = g_strndup (text, length);
}

static void
svg_clear (Svg *svg)
{
  g_string_free (svg->words, TRUE);
  g_free (svg->title);
  g_free (svg->description);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Svg, svg_clear)

/* Parses it as XML; nothing may lie outside */
static Svg
read_svg (GBytes *bytes)
{
  static const GMarkupParser parser = { .start_element = svg_start, .text = svg_text };
  Svg svg = { .words = g_string_new ("\n") };
  GMarkupParseContext *context = g_markup_parse_context_new (&parser, 0, &svg, NULL);
  g_autoptr(GError) error = NULL;

  g_markup_parse_context_parse (context, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error);
  g_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  g_assert_no_error (error);
  g_markup_parse_context_free (context);
  return svg;
}

static void
assert_says (const Svg *svg, double value)
{
  g_autofree char *number = convo_trace_number (value);

  if (strstr (svg->words->str, number) == NULL)
    g_error ("“%s” is missing in “%s”:%s", number, svg->title, svg->words->str);
}

/* Braces balance, environments close, no command is unknown to the packages that are loaded, no sign to the encodings */
static void
assert_tikz (GBytes *bytes)
{
  static const char *const commands[] = {
    "documentclass", "usepackage", "usetikzlibrary", "begin", "end", "path", "node", "sffamily", "fontsize", "selectfont", "bfseries",
    "boldmath", "selectlanguage", "textbackslash", "times", "cdot", "Sigma", "delta", "partial", "surd", "to", "approx", "infty", "lfloor",
    "rfloor", "lceil", "rceil", "neq", "circ", "ldots", "mu", "sigma", "gamma", "beta", "varepsilon", "alpha", "Phi", "hat", "prime", "sim",
    "checkmark", "phantom", "definecolor", "relax", "foreignlanguage", "mathbf", "mathrm", "star", "pi", "eta", NULL,
  };
  gsize size, depth = 0;
  const char *text = g_bytes_get_data (bytes, &size);
  gboolean comment = FALSE;

  g_assert_true (g_utf8_validate_len (text, size, NULL));
  for (gsize i = 0; i < size; i++)
    {
      if (text[i] == '\\' && g_ascii_isalpha (text[i + 1]))
        {
          gsize n = strspn (text + i + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
          g_autofree char *command = g_strndup (text + i + 1, n);

          if (!g_strv_contains (commands, command))
            g_error ("\\%s is no command of the packages", command);
          i += n;
        }
      else if (text[i] == '\\')
        i++;
      else if (text[i] == '{')
        depth++;
      else if (text[i] == '}')
        g_assert_cmpuint (depth--, >, 0);
    }
  g_assert_cmpuint (depth, ==, 0);
  for (const char *c = text; c < text + size; c = g_utf8_next_char (c))
    {
      const gunichar sign = g_utf8_get_char (c);

      comment = sign == '%' && c[-1] == '\n' ? TRUE : comment && sign != '\n';
      if (comment)
        continue;
      if (sign > 0x7e && sign != 0xab && sign != 0xbb && !(sign >= 0x410 && sign < 0x452) && !(sign >= 0x2013 && sign <= 0x2026))
        g_error ("U+%04X has no letter in the fonts of TeX", sign);
    }
  g_assert_nonnull (g_strstr_len (text, size, "\\end{tikzpicture}"));
  g_assert_nonnull (g_strstr_len (text, size, "\\end{document}"));
}

typedef struct
{
  GPtrArray *files;
  double share;
} Taken;

static gboolean
take (gint64 index, GBytes *bytes, gpointer data, GError **error)
{
  Taken *taken = data;

  g_assert_cmpint (index, ==, taken->files->len);
  g_ptr_array_add (taken->files, g_bytes_ref (bytes));
  return TRUE;
}

static void
progress (double share, gpointer data)
{
  Taken *taken = data;

  g_assert_cmpfloat (share, >=, taken->share);
  g_assert_cmpfloat (share, <=, 1);
  taken->share = share;
}

static GPtrArray *
export (const ConvoView *view, ConvoFormat format, ConvoExtent extent, int delay)
{
  const ConvoExport how = { .format = format, .scale = 1, .delay = delay, .extent = extent };
  Taken taken = { .files = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref) };
  const ConvoExportSink sink = { .take = take, .progress = progress, .data = &taken };
  g_autoptr(GError) error = NULL;

  convo_view_export (view, &how, &sink, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (taken.files->len, >, 0);
  return taken.files;
}

/* The present cell in every format */
static void
assert_formats (const ConvoView *view)
{
  g_autoptr(GPtrArray) svg = export (view, CONVO_FORMAT_SVG, CONVO_EXTENT_CELL, 50), pdf = export (view, CONVO_FORMAT_PDF, CONVO_EXTENT_CELL, 50);
  g_autoptr(GPtrArray) png = export (view, CONVO_FORMAT_PNG, CONVO_EXTENT_CELL, 50), tex = export (view, CONVO_FORMAT_TIKZ, CONVO_EXTENT_CELL, 50);
  g_autoptr(GInputStream) stream = g_memory_input_stream_new_from_bytes (png->pdata[0]);
  g_autoptr(GdkPixbuf) picture = gdk_pixbuf_new_from_stream (stream, NULL, NULL);
  g_auto(Svg) read = read_svg (svg->pdata[0]);

  g_assert_nonnull (read.title);
  g_assert_cmpint (gdk_pixbuf_get_width (picture), ==, (int) ceil (read.width));
  g_assert_cmpint (gdk_pixbuf_get_height (picture), ==, (int) ceil (read.height));
  g_assert_cmpmem (g_bytes_get_data (pdf->pdata[0], NULL), 5, "%PDF-", 5);
  g_assert_nonnull (memmem (g_bytes_get_data (pdf->pdata[0], NULL), g_bytes_get_size (pdf->pdata[0]), "%%EOF", 5));
  assert_tikz (tex->pdata[0]);
}

/* ---- the tests ---- */

/* The result, its terms' factors, and the sentence of the screen reader stand in the drawing */
static void
test_forward (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (examples); i++)
    {
      g_autoptr(ConvoTrace) trace = example (i);
      const gint64 n = convo_shape_count (&trace->out), cells[] = { 0, n / 2, n - 1 };

      for (int c = 0; c < 3; c++)
        {
          ConvoView view = { .page = CONVO_PAGE_FORWARD, .trace = trace, .y = cells[c] };
          g_autoptr(GPtrArray) files = export (&view, CONVO_FORMAT_SVG, CONVO_EXTENT_CELL, 1);
          g_auto(Svg) svg = read_svg (files->pdata[0]);
          g_autofree char *said = convo_trace_say_output (trace, cells[c]);

          assert_says (&svg, trace->y[cells[c]]);
          g_assert_cmpstr (svg.description, ==, said);
          if (c == 1)
            assert_formats (&view);
        }
    }
}

/* All outputs are there when none is being written, else only those before it */
static void
test_written (void)
{
  g_autoptr(ConvoTrace) trace = example (1);
  g_autoptr(ConvoScene) all = convo_figure_forward (trace, -1), first = convo_figure_forward (trace, 0);
  int dots = 0;

  for (guint i = 0; i < all->items->len; i++)
    g_assert_cmpstr (g_array_index (all->items, ConvoItem, i).words, !=, "·");
  for (guint i = 0; i < first->items->len; i++)
    {
      const ConvoItem *item = &g_array_index (first->items, ConvoItem, i);

      dots += item->type == CONVO_ITEM_WORDS && strcmp (item->words, "·") == 0 && item->fill == CONVO_WORD_Y;
    }
  g_assert_cmpint (dots, ==, convo_shape_spatial (&trace->out, 1) * convo_shape_spatial (&trace->out, 2) - 1);
}

static void
test_backward (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (examples); i++)
    {
      g_autoptr(ConvoTrace) trace = example (i);
      const gboolean weights = convo_trace_weight (trace) >= 0;
      const gint64 n_x = convo_shape_count (&trace->in[trace->n_in - 1]), n_w = weights ? convo_param_count (&trace->spec[0]) : 1;

      for (int c = 0; c < 3; c++)
        {
          ConvoView view = { .page = CONVO_PAGE_BACKWARD, .trace = trace, .x = c * (n_x - 1) / 2, .input = trace->n_in - 1,
                             .w = weights ? c * (n_w - 1) / 2 : -1 };
          g_autoptr(GPtrArray) files = export (&view, CONVO_FORMAT_SVG, CONVO_EXTENT_CELL, 1);
          g_auto(Svg) svg = read_svg (files->pdata[0]);

          assert_says (&svg, trace->dx[view.input][view.x]);
          if (weights)
            assert_says (&svg, trace->grad[0][view.w]);
          if (strcmp (examples[i].kind, "max-pool") != 0 && strcmp (examples[i].kind, "relu") != 0)
            g_assert_null (strstr (svg.words->str, "✕"));
          if (c == 1)
            assert_formats (&view);
        }
    }
}

/* Batch normalisation's three paths add up to the gradient that is printed below them */
static void
test_paths (void)
{
  gsize i = 0;
  g_autoptr(ConvoTrace) trace = NULL;
  g_autoptr(ConvoSum) sum = NULL;

  while (strcmp (examples[i].kind, "batch-norm") != 0)
    i++;
  trace = example (i);
  sum = convo_trace_input_gradient (trace, 0, 5);
  {
    ConvoView view = { .page = CONVO_PAGE_BACKWARD, .trace = trace, .x = 5, .w = -1 };
    g_autoptr(GPtrArray) files = export (&view, CONVO_FORMAT_SVG, CONVO_EXTENT_CELL, 1);
    g_auto(Svg) svg = read_svg (files->pdata[0]);

    for (int path = 0; path < 3; path++)
      assert_says (&svg, sum->detail[path]);
    assert_says (&svg, sum->sum);
  }
}

static void
test_others (void)
{
  g_autoptr(ConvoTrace) plane = example (1), row = example (0);
  ConvoView matrix = { .page = CONVO_PAGE_MATRIX, .trace = plane, .y = 4 };
  ConvoView pooling = { .page = CONVO_PAGE_POOLING, .trace = plane, .y = 1, .pools = { 1, 3, 2, 1, 1 } };
  ConvoView derivation = { .page = CONVO_PAGE_DERIVATION, .trace = row, .y = -1 };
  g_autoptr(GPtrArray) files = NULL;
  g_autoptr(GError) error = NULL;

  assert_formats (&matrix);
  assert_formats (&pooling);
  files = export (&matrix, CONVO_FORMAT_SVG, CONVO_EXTENT_CELL, 1);
  {
    g_auto(Svg) svg = read_svg (files->pdata[0]);

    for (gint64 y = 0; y < convo_shape_spatial (&plane->out, 1) * convo_shape_spatial (&plane->out, 2); y++)
      assert_says (&svg, plane->y[y]);
  }
  g_assert_null (convo_view_draw (&derivation, &error));      /* two kernels */
  g_assert_error (error, CONVO_ERROR, CONVO_ERROR_SHAPE);
  for (int i = 0; convo_comparison_name (i) != NULL; i++)
    {
      ConvoView comparison = { .page = CONVO_PAGE_COMPARISON, .comparison = convo_comparison_name (i) };

      assert_formats (&comparison);
    }
}

static ConvoTrace *
one_row (void)
{
  ConvoShape in = CONVO_SHAPE (1, 5);
  ConvoArith arith;
  ConvoTrace *trace;

  convo_arith_init (&arith, convo_kind_find ("conv"), &in);
  convo_arith_set (&arith, CONVO_ARITH_KERNEL, 3);
  convo_arith_set (&arith, CONVO_ARITH_PADDING, 0);
  arith.kernels = 1;
  trace = convo_trace_new (&arith, NULL);
  convo_fill_picture (trace, "random", 1, NULL);
  convo_fill_kernel (trace, "integer", 1, NULL);
  convo_fill_delta (trace, 1);
  convo_trace_run (trace);
  return trace;
}

/* Each frame of the derivation has one step more; all have one size */
static void
test_derivation (void)
{
  g_autoptr(ConvoTrace) trace = one_row ();
  ConvoView view = { .page = CONVO_PAGE_DERIVATION, .trace = trace, .y = -1 };
  g_autoptr(GPtrArray) strip = NULL;
  gsize before = 0;

  assert_formats (&view);
  g_assert_true (convo_view_all (&view, NULL));
  g_assert_cmpint (view.n_frames, ==, convo_figure_derivation_steps (trace));
  strip = export (&view, CONVO_FORMAT_SVG, CONVO_EXTENT_STRIP, 1);
  g_assert_cmpuint (strip->len, ==, view.n_frames);
  for (guint i = 0; i < strip->len; i++)
    {
      g_auto(Svg) svg = read_svg (strip->pdata[i]), first = read_svg (strip->pdata[0]);

      g_assert_cmpuint (svg.words->len, >, before);
      g_assert_cmpfloat (svg.width, ==, first.width);
      g_assert_cmpfloat (svg.height, ==, first.height);
      before = svg.words->len;
    }
}

/* Milliseconds of every frame as the file says them; the structure is walked block by block */
static GArray *
gif_delays (GBytes *gif, gboolean *loops)
{
  gsize size, at;
  const guint8 *b = g_bytes_get_data (gif, &size);
  GArray *delays = g_array_new (FALSE, FALSE, sizeof (int));
  int delay = -1;

  *loops = FALSE;
  g_assert_cmpmem (b, 6, "GIF89a", 6);
  at = 13 + 3 * (2 << (b[10] & 7));
  while (at < size && b[at] != 0x3b)
    {
      if (b[at] == 0x21)
        {
          if (b[at + 1] == 0xf9)
            delay = 10 * (b[at + 4] | b[at + 5] << 8);
          *loops |= b[at + 1] == 0xff && memcmp (b + at + 3, "NETSCAPE2.0", 11) == 0 && b[at + 16] == 0 && b[at + 17] == 0;
          at += 2;
        }
      else
        {
          g_assert_cmpint (b[at], ==, 0x2c);
          g_array_append_val (delays, delay);
          at += 11;
        }
      for (; b[at] != 0; at += b[at] + 1)
        g_assert_cmpuint (at, <, size);
      at++;
    }
  g_assert_cmpuint (at, ==, size - 1);
  return delays;
}

static void
assert_same_pixels (GdkPixbuf *a, GdkPixbuf *b)
{
  g_assert_cmpint (gdk_pixbuf_get_width (a), ==, gdk_pixbuf_get_width (b));
  g_assert_cmpint (gdk_pixbuf_get_height (a), ==, gdk_pixbuf_get_height (b));
  for (int y = 0; y < gdk_pixbuf_get_height (a); y++)
    for (int x = 0; x < gdk_pixbuf_get_width (a); x++)
      for (int c = 0; c < 3; c++)
        g_assert_cmpint (ABS (gdk_pixbuf_get_pixels (a)[y * gdk_pixbuf_get_rowstride (a) + x * gdk_pixbuf_get_n_channels (a) + c]
                              - gdk_pixbuf_get_pixels (b)[y * gdk_pixbuf_get_rowstride (b) + x * gdk_pixbuf_get_n_channels (b) + c]),
                         <, 40);
}

G_GNUC_BEGIN_IGNORE_DEPRECATIONS      /* GTimeVal: gdk-pixbuf has nothing else */

/* gdk-pixbuf must see in each frame, clear pixels put over the one before, what the PNG of that frame shows */
static void
test_gif (void)
{
  g_autoptr(ConvoTrace) trace = example (6);
  ConvoView view = { .page = CONVO_PAGE_FORWARD, .trace = trace };
  g_autoptr(GPtrArray) gif = NULL, strip = NULL;
  g_autoptr(GArray) delays = NULL;
  g_autoptr(GInputStream) stream = NULL;
  g_autoptr(GdkPixbufAnimation) animation = NULL;
  g_autoptr(GdkPixbufAnimationIter) iter = NULL;
  GTimeVal now = { 0, 0 };
  gboolean loops;

  g_assert_true (convo_view_all (&view, NULL));
  gif = export (&view, CONVO_FORMAT_GIF, CONVO_EXTENT_ALL, 30);
  strip = export (&view, CONVO_FORMAT_PNG, CONVO_EXTENT_STRIP, 30);
  g_assert_cmpuint (gif->len, ==, 1);
  g_assert_cmpuint (strip->len, ==, view.n_frames);
  delays = gif_delays (gif->pdata[0], &loops);
  g_assert_true (loops);
  g_assert_cmpuint (delays->len, ==, view.n_frames);
  for (guint i = 0; i < delays->len; i++)
    g_assert_cmpint (g_array_index (delays, int, i), ==, i + 1 < delays->len ? 300 : 900);
  stream = g_memory_input_stream_new_from_bytes (gif->pdata[0]);
  animation = gdk_pixbuf_animation_new_from_stream (stream, NULL, NULL);
  iter = gdk_pixbuf_animation_get_iter (animation, &now);
  for (guint i = 0; i < strip->len; i++)
    {
      g_autoptr(GInputStream) still = g_memory_input_stream_new_from_bytes (strip->pdata[i]);
      g_autoptr(GdkPixbuf) picture = gdk_pixbuf_new_from_stream (still, NULL, NULL);

      assert_same_pixels (gdk_pixbuf_animation_iter_get_pixbuf (iter), picture);
      g_time_val_add (&now, 300 * 1000);
      gdk_pixbuf_animation_iter_advance (iter, &now);
    }
}

G_GNUC_END_IGNORE_DEPRECATIONS

/* A large still of many colours goes through codes of all widths and a full dictionary */
static void
test_large_gif (void)
{
  g_autoptr(ConvoScene) scene = convo_scene_new ("colours");
  g_autoptr(GBytes) gif = NULL, png = NULL;
  g_autoptr(GInputStream) stream = NULL, still = NULL;
  g_autoptr(GdkPixbuf) first = NULL, second = NULL;

  for (int y = 0; y < 60; y++)
    for (int x = 0; x < 60; x++)
      convo_scene_tint (scene, x * 10, y * 10, 10, 10, g_test_rand_int_range (0, 6) * 51 << 16 | g_test_rand_int_range (0, 6) * 51, 1);
  gif = convo_scene_export (scene, CONVO_FORMAT_GIF, 1, NULL);
  png = convo_scene_export (scene, CONVO_FORMAT_PNG, 1, NULL);
  stream = g_memory_input_stream_new_from_bytes (gif);
  still = g_memory_input_stream_new_from_bytes (png);
  first = gdk_pixbuf_new_from_stream (stream, NULL, NULL);
  second = gdk_pixbuf_new_from_stream (still, NULL, NULL);
  assert_same_pixels (first, second);
}

static gboolean
refuse (gint64 index, GBytes *bytes, gpointer data, GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "full");
  return FALSE;
}

/* What goes wrong ends the export, with its reason */
static void
test_errors (void)
{
  ConvoShape large = CONVO_SHAPE (1, 70, 70);
  g_autoptr(ConvoTrace) trace = example (1), many = NULL;
  g_autoptr(GCancellable) cancelled = g_cancellable_new ();
  ConvoView view = { .page = CONVO_PAGE_FORWARD, .trace = trace };
  ConvoExport how = { .format = CONVO_FORMAT_GIF, .scale = 1, .delay = 10, .extent = CONVO_EXTENT_ALL };
  ConvoExportSink sink = { .take = refuse };
  ConvoFormat format;
  ConvoArith arith;
  GError *error = NULL;

  convo_view_all (&view, NULL);
  g_assert_false (convo_view_export (&view, &how, &sink, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_clear_error (&error);
  g_cancellable_cancel (cancelled);
  sink.cancellable = cancelled;
  g_assert_false (convo_view_export (&view, &how, &sink, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  sink.cancellable = NULL;
  how.scale = 100;
  g_assert_false (convo_view_export (&view, &how, &sink, &error));
  g_assert_error (error, CONVO_ERROR, CONVO_ERROR_LIMIT);
  g_clear_error (&error);
  convo_arith_init (&arith, convo_kind_find ("relu"), &large);
  many = convo_trace_new (&arith, NULL);
  view.trace = many;
  convo_view_all (&view, NULL);
  g_assert_false (convo_view_export (&view, &how, &sink, &error));
  g_assert_error (error, CONVO_ERROR, CONVO_ERROR_LIMIT);
  g_clear_error (&error);
  g_assert_false (convo_format_from_name ("figure.bmp", &format, &error));
  g_assert_error (error, CONVO_ERROR, CONVO_ERROR_NAME);
  g_clear_error (&error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/figure/forward", test_forward);
  g_test_add_func ("/figure/written", test_written);
  g_test_add_func ("/figure/backward", test_backward);
  g_test_add_func ("/figure/paths", test_paths);
  g_test_add_func ("/figure/others", test_others);
  g_test_add_func ("/figure/derivation", test_derivation);
  g_test_add_func ("/figure/gif", test_gif);
  g_test_add_func ("/figure/large-gif", test_large_gif);
  g_test_add_func ("/figure/errors", test_errors);
  return g_test_run ();
}
