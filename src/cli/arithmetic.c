/* convo arithmetic: one convolution or pooling taken apart, as text, picture or animation. */
#include "cli.h"
#include "compare.h"
#include "convo-file.h"
#include "derivation.h"
#include "errors.h"
#include "figure.h"
#include "filling.h"
#include "numbers.h"
#include "registry.h"
#include "text.h"

#include <string.h>

typedef struct
{
  char *input, *pool, *activation, *preset, *picture, *weights, *language, *view, *output;
  int channels, kernels, kernel, stride, padding, dilation, groups, output_padding, at, seed, delay;
  double p, scale;
  gboolean transposed, flip, backward, no_bias, same, strip;
} Options;

static Options o = { .channels = 1, .kernels = 1, .kernel = -1, .stride = -1, .padding = -1, .dilation = -1, .groups = 1,
                     .output_padding = -1, .at = -1, .seed = 1, .delay = 80, .p = 2, .scale = 1 };

static const GOptionEntry entries[] = {
  { "input", 'i', 0, G_OPTION_ARG_STRING, &o.input, N_("Cells of the input, along one to three axes"), "5x5" },
  { "channels", 'c', 0, G_OPTION_ARG_INT, &o.channels, N_("Channels of the input"), "N" },
  { "kernels", 0, 0, G_OPTION_ARG_INT, &o.kernels, N_("Kernels: channels of the output"), "N" },
  { "kernel", 'k', 0, G_OPTION_ARG_INT, &o.kernel, N_("Extent of the window"), "N" },
  { "stride", 's', 0, G_OPTION_ARG_INT, &o.stride, N_("Step of the window"), "N" },
  { "padding", 'p', 0, G_OPTION_ARG_INT, &o.padding, N_("Zeros at each end"), "N" },
  { "same", 0, 0, G_OPTION_ARG_NONE, &o.same, N_("As much padding as keeps the size"), NULL },
  { "dilation", 'd', 0, G_OPTION_ARG_INT, &o.dilation, N_("Distance of the window's cells"), "N" },
  { "groups", 'g', 0, G_OPTION_ARG_INT, &o.groups, N_("Groups of channels"), "N" },
  { "transposed", 't', 0, G_OPTION_ARG_NONE, &o.transposed, N_("Transposed convolution"), NULL },
  { "output-padding", 0, 0, G_OPTION_ARG_INT, &o.output_padding, N_("Added to its far end"), "N" },
  { "flip", 0, 0, G_OPTION_ARG_NONE, &o.flip, N_("True convolution: turn the kernel by 180°"), NULL },
  { "no-bias", 0, 0, G_OPTION_ARG_NONE, &o.no_bias, N_("Without a bias"), NULL },
  { "pool", 0, 0, G_OPTION_ARG_STRING, &o.pool, N_("Pooling instead: max, average, lp, distance, global-average, global-max"), "KIND" },
  { "power", 0, 0, G_OPTION_ARG_DOUBLE, &o.p, N_("Power of Lp pooling"), "P" },
  { "picture", 0, 0, G_OPTION_ARG_STRING, &o.picture, N_("What the input shows: digit-7, edge, impulse, …"), "NAME" },
  { "weights", 'w', 0, G_OPTION_ARG_STRING, &o.weights, N_("Kernel: integer, sobel, edge, blur, identity, …"), "NAME" },
  { "backward", 'b', 0, G_OPTION_ARG_NONE, &o.backward, N_("The way back: gradients instead of outputs"), NULL },
  { "view", 0, 0, G_OPTION_ARG_STRING, &o.view, N_("Draw as stage or matrix"), "VIEW" },
  { "at", 0, 0, G_OPTION_ARG_INT, &o.at, N_("The value that is shown, counted from 1; 0: all of them"), "N" },
  { "preset", 0, 0, G_OPTION_ARG_STRING, &o.preset, N_("A lesson: derivation-1d, shift, two-3x3, three-3x3, separable, bottleneck"), "NAME" },
  { "seed", 0, 0, G_OPTION_ARG_INT, &o.seed, N_("Of random numbers"), "N" },
  { "language", 0, 0, G_OPTION_ARG_STRING, &o.language, N_("Language of words in the drawing"), "en" },
  { "delay", 0, 0, G_OPTION_ARG_INT, &o.delay, N_("Hundredths of a second a frame"), "N" },
  { "scale", 0, 0, G_OPTION_ARG_DOUBLE, &o.scale, N_("Enlarges PNG and GIF"), "FACTOR" },
  { "strip", 0, 0, G_OPTION_ARG_NONE, &o.strip, N_("Write every frame to a numbered file"), NULL },
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &o.output, N_("Write a drawing: .svg, .pdf, .png, .tex or .gif"), "FILE" },
  { NULL }
};

static const ConvoKind *
chosen_kind (GError **error)
{
  g_autofree char *name = NULL;
  const ConvoKind *kind;

  if (o.pool == NULL)
    return convo_kind_find (o.transposed ? "transposed-conv" : "conv");
  name = g_strdup_printf ("%s-pool", o.pool);
  kind = convo_kind_find (name);
  if (kind == NULL || !convo_arith_supports (kind))
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME,
                   _("There is no pooling “%s”; there are max, average, lp, distance, global-average, global-max."), o.pool);
      return NULL;
    }
  return kind;
}

static gboolean
read_input (ConvoShape *in, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%dx%s", o.channels, o.input != NULL ? o.input : "5x5");

  return convo_shape_parse (text, in, error);
}

static void
set_if (ConvoArith *arith, ConvoArithField field, int value)
{
  if (value >= 0)
    convo_arith_set (arith, field, value);
}

static void
settings (ConvoArith *arith, const ConvoKind *kind, const ConvoShape *in)
{
  convo_arith_init (arith, kind, in);
  set_if (arith, CONVO_ARITH_KERNEL, o.kernel);
  set_if (arith, CONVO_ARITH_STRIDE, o.stride);
  set_if (arith, CONVO_ARITH_PADDING, o.padding);
  set_if (arith, CONVO_ARITH_DILATION, o.dilation);
  set_if (arith, CONVO_ARITH_OUTPUT_PADDING, o.output_padding);
  if (o.pool == NULL)
    {
      arith->kernels = o.kernels;
      arith->groups = o.groups;
      arith->bias = !o.no_bias;
      arith->flip = o.flip;
    }
  arith->p = o.p;
  if (o.same)
    convo_arith_pad_same (arith);
}

/* Which settings would do, behind the sentence that says what does not */
static void
add_fixes (const ConvoArith *arith, GError **error)
{
  g_autoptr(GPtrArray) fixes = convo_arith_fixes (arith);
  g_autoptr(GString) text = g_string_new (NULL);
  char *message;

  if (fixes->len == 0 || error == NULL || *error == NULL)
    return;
  for (guint i = 0; i < MIN (fixes->len, 4); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "; " : "", ((ConvoArithFix *) fixes->pdata[i])->label);
  g_string_prepend_c (text, ' ');
  g_string_prepend (text, _("Legal would be:"));
  message = g_strdup_printf ("%s %s.", (*error)->message, text->str);
  g_free ((*error)->message);
  (*error)->message = message;
}

static ConvoTrace *
new_trace (GError **error)
{
  g_autoptr(ConvoTrace) trace = NULL;
  const ConvoKind *kind = chosen_kind (error);
  ConvoShape in;
  ConvoArith arith;

  if (kind == NULL || !read_input (&in, error))
    return NULL;
  settings (&arith, kind, &in);
  trace = convo_trace_new (&arith, error);
  if (trace == NULL)
    {
      add_fixes (&arith, error);
      return NULL;
    }
  if (!convo_fill_picture (trace, o.picture != NULL ? o.picture : "random", o.seed, error)
      || !convo_fill_kernel (trace, o.weights != NULL ? o.weights : "integer", o.seed, error))
    return NULL;
  convo_fill_delta (trace, o.seed);
  convo_trace_run (trace);
  return g_steal_pointer (&trace);
}

static void
print_map (const char *name, const ConvoShape *shape, const float *values)
{
  gint64 columns = convo_shape_spatial (shape, 2);
  g_autofree char *text = convo_shape_to_string (shape);

  g_print ("%s %s\n", name, text);
  for (gint64 i = 0, n = convo_shape_count (shape); i < n; i++)
    {
      g_autofree char *number = convo_trace_number (values[i]);

      g_print ("%*s%s%s", (int) MAX (0, 7 - g_utf8_strlen (number, -1)), "", number,
               i % columns == columns - 1 ? "\n" : "");
      if ((i + 1) % (columns * convo_shape_spatial (shape, 1)) == 0 && i + 1 < n)
        g_print ("\n");
    }
  g_print ("\n");
}

static void
print_ledger (const ConvoTrace *trace)
{
  g_autoptr(GPtrArray) ledger = convo_trace_ledger (trace);

  for (guint i = 0; i < ledger->len; i++)
    {
      const ConvoLedgerRow *row = ledger->pdata[i];

      if (row->formula != NULL && *row->formula != '\0')
        g_print ("%s: %s = %s\n", row->title, row->formula, row->value);
      else
        g_print ("%s: %s\n", row->title, row->value);
    }
  g_print ("\n");
}

static void
print_forward (const ConvoTrace *trace)
{
  gint64 n = convo_shape_count (&trace->out);

  print_map ("x", &trace->in[0], trace->x[0]);
  if (convo_trace_weight (trace) >= 0)
    {
      ConvoShape shape = convo_shape_make (trace->spec[0].dim + 1, trace->spec[0].rank - 1);

      shape.dim[0] *= trace->spec[0].dim[0];
      print_map ("w", &shape, trace->param[0]);
    }
  print_map ("y", &trace->out, trace->y);
  for (gint64 y = o.at > 0 ? o.at - 1 : 0; y < (o.at > 0 ? o.at : n); y++)
    {
      g_autofree char *text = convo_trace_say_output (trace, y);

      g_print ("%s\n", text);
    }
}

static void
print_proof (const ConvoProof *proof)
{
  g_autofree char *slope = convo_trace_number (proof->slope);

  g_print ("    %s %s %s\n", _("finite difference:"), slope, proof->agrees ? "✓" : "✕");
}

static void
print_backward (const ConvoTrace *trace)
{
  ConvoProof proof;

  print_map ("δ", &trace->out, trace->dy);
  for (int param = 0; param < trace->n_params; param++)
    for (gint64 w = 0; trace->grad[param] != NULL && w < convo_param_count (&trace->spec[param]); w++)
      {
        g_autofree char *text = convo_trace_say_weight_gradient (trace, param, w);

        convo_trace_prove_weight (trace, param, w, 1e-3, &proof);
        g_print ("%s\n", text);
        print_proof (&proof);
      }
  for (gint64 x = 0; x < convo_shape_count (&trace->in[0]); x++)
    {
      g_autofree char *text = convo_trace_say_input_gradient (trace, 0, x);

      convo_trace_prove_input (trace, 0, x, 1e-3, &proof);
      g_print ("%s\n", text);
      print_proof (&proof);
    }
}

static gint64
n_frames (const ConvoTrace *trace)
{
  if (!o.backward)
    return convo_shape_count (&trace->out);
  return convo_trace_weight (trace) >= 0 ? convo_param_count (&trace->spec[0]) : convo_shape_count (&trace->in[0]);
}

/* The drawing of step @at, counted from 0 */
static ConvoScene *
draw (const ConvoTrace *trace, gint64 at, GError **error)
{
  ConvoScene *scene;

  if (o.backward)
    {
      const ConvoShape *in = &trace->in[0];
      const gint64 middle[3] = { convo_shape_spatial (in, 0) / 2, convo_shape_spatial (in, 1) / 2,
                                 convo_shape_spatial (in, 2) / 2 };
      gint64 x = convo_trace_weight (trace) >= 0 ? convo_place_index (in, 0, middle) : at;

      return convo_figure_backward (trace, convo_trace_weight (trace) >= 0 ? at : -1, x);
    }
  if (o.view == NULL || strcmp (o.view, "stage") == 0)
    return convo_figure_forward (trace, at);
  scene = strcmp (o.view, "matrix") == 0 ? convo_figure_matrix (trace, at) : NULL;
  if (scene == NULL)
    g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME,
                 _("This cannot be drawn as “%s”: choose stage, or matrix for a small convolution."), o.view);
  return scene;
}

static gboolean
save (const char *path, GBytes *bytes, GError **error)
{
  g_autoptr(GFile) file = g_file_new_for_commandline_arg (path);

  return bytes != NULL && convo_save_atomically (file, bytes, NULL, error);
}

static gboolean
draw_all (const ConvoTrace *trace, GPtrArray *scenes, GError **error)
{
  for (gint64 i = 0; i < n_frames (trace); i++)
    {
      ConvoScene *scene = draw (trace, i, error);

      if (scene == NULL)
        return FALSE;
      g_ptr_array_add (scenes, scene);
    }
  return TRUE;
}

/* NAME-01.svg, NAME-02.svg, … */
static gboolean
save_strip (GPtrArray *scenes, ConvoFormat format, GError **error)
{
  const char *dot = strrchr (o.output, '.');
  g_autofree char *stem = g_strndup (o.output, dot - o.output);

  for (guint i = 0; i < scenes->len; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s-%02u%s", stem, i + 1, dot);
      g_autoptr(GBytes) bytes = convo_scene_export (scenes->pdata[i], format, o.scale, error);

      if (!save (path, bytes, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
save_drawing (const ConvoTrace *trace, GError **error)
{
  g_autoptr(GPtrArray) scenes = g_ptr_array_new_with_free_func ((GDestroyNotify) convo_scene_free);
  g_autoptr(GBytes) bytes = NULL;
  ConvoScene *scene;
  ConvoFormat format;

  if (!convo_format_from_name (o.output, &format, error))
    return FALSE;
  if (o.at <= 0 && (format == CONVO_FORMAT_GIF || o.strip))
    {
      if (!draw_all (trace, scenes, error))
        return FALSE;
      if (o.strip)
        return save_strip (scenes, format, error);
      bytes = convo_scenes_to_gif (scenes, o.scale, o.delay, error);
      return save (o.output, bytes, error);
    }
  scene = draw (trace, o.at > 0 ? o.at - 1 : n_frames (trace) / 2, error);
  if (scene == NULL)
    return FALSE;
  g_ptr_array_add (scenes, scene);
  bytes = convo_scene_export (scene, format, o.scale, error);
  return save (o.output, bytes, error);
}

static void
print_comparison (const ConvoComparison *comparison)
{
  g_autofree char *in = convo_shape_to_string (&comparison->in);

  g_print ("%s (%s)\n\n", comparison->title, in);
  for (guint i = 0; i < comparison->ways->len; i++)
    {
      const ConvoWay *way = comparison->ways->pdata[i];
      g_autofree char *parameters = convo_number_exact (way->parameters), *macs = convo_number_exact (way->macs);

      g_print ("%s\n", way->label);
      for (guint k = 0; k < way->layers->len; k++)
        g_print ("    %s\n", (char *) way->layers->pdata[k]);
      g_print ("    ");
      /* translators: a receptive field's extent, and two numbers */
      g_print (_("field %d, %s weights, %s MACs"), (int) way->field, parameters, macs);
      g_print ("\n\n");
    }
  if (comparison->note != NULL)
    g_print ("%s\n", comparison->note);
}

static int
print_derivation (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoTrace) trace = NULL;
  g_autoptr(GPtrArray) steps = NULL;
  const char *last = "";

  if (o.input == NULL)
    o.input = g_strdup ("5");
  trace = new_trace (&error);
  if (trace == NULL)
    return cli_fail (g_steal_pointer (&error));
  steps = convo_derivation_new (trace);
  for (guint i = 0; i < steps->len; i++)
    {
      const ConvoStep *step = steps->pdata[i];

      if (strcmp (last, step->title) != 0)
        g_print ("%s\n", step->title);
      last = step->title;
      g_print ("    %s\n", step->symbols);
      if (step->numbers != NULL)
        g_print ("    = %s\n", step->numbers);
    }
  return CLI_DONE;
}

static int
print_shift (void)
{
  static const char *const pools[] = { "max", "average", "lp", "distance" };

  if (o.input == NULL)
    o.input = g_strdup ("9x9");
  if (o.picture == NULL)
    o.picture = g_strdup ("digit-7");
  if (o.kernel < 0)
    o.kernel = 3;
  for (gsize i = 0; i < G_N_ELEMENTS (pools); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(ConvoTrace) trace = NULL;
      g_autofree char *percent = NULL, *input = NULL;
      ConvoShift shift;

      g_free (o.pool);
      o.pool = g_strdup (pools[i]);
      trace = new_trace (&error);
      if (trace == NULL)
        return cli_fail (g_steal_pointer (&error));
      convo_shift_compare (trace, 0, 1, &shift);
      percent = convo_number_real (shift.percent, 1);
      input = convo_number_real (shift.input_percent, 1);
      /* translators: title of a pooling; numbers of values; per cent */
      g_print (_("%s: %d of %d values change, by %s %% (the picture: %s %%)"), _(trace->arith.kind->title), (int) shift.changed,
               (int) shift.n, percent, input);
      g_print ("\n");
      convo_shift_clear (&shift);
    }
  return CLI_DONE;
}

static int
run_preset (void)
{
  g_autoptr(ConvoComparison) comparison = convo_comparison_new (o.preset);

  if (comparison != NULL)
    {
      print_comparison (comparison);
      return CLI_DONE;
    }
  if (strcmp (o.preset, "derivation-1d") == 0)
    return print_derivation ();
  if (strcmp (o.preset, "shift") == 0)
    return print_shift ();
  return cli_wrong_usage (_("There is no preset “%s”; there are derivation-1d, shift, two-3x3, three-3x3, separable and "
                            "bottleneck."), o.preset);
}

static gboolean
in_ranges (const ConvoTrace *trace)
{
  return cli_in_range ("--at", o.at, -1, n_frames (trace)) && cli_in_range ("--delay", o.delay, 1, 6000) &&
         cli_in_range ("--scale", o.scale, 0.1, 10);
}

/** cli_arithmetic: the subcommand `arithmetic` */
int
cli_arithmetic (int argc, char **argv)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoTrace) trace = NULL;

  if (!cli_parse (&argc, argv, "", N_("Takes one convolution or pooling apart, number by number, forwards or backwards."),
                  entries, 0))
    return CLI_USAGE;
  if (o.preset != NULL)
    return run_preset ();
  trace = new_trace (&error);
  if (trace == NULL)
    return cli_fail (g_steal_pointer (&error));
  if (!in_ranges (trace))
    return CLI_USAGE;
  if (o.output != NULL)
    return save_drawing (trace, &error) ? CLI_DONE : cli_fail (g_steal_pointer (&error));
  print_ledger (trace);
  if (o.backward)
    print_backward (trace);
  else
    print_forward (trace);
  return CLI_DONE;
}
