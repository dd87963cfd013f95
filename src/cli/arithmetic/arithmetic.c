/* convo arithmetic: one operation taken apart, as text, picture or animation. */
#include "arithmetic.h"
#include "compare.h"
#include "errors.h"
#include "text.h"

#include <string.h>

static ArithmeticOptions o = { .channels = 1, .kernels = 1, .kernel = ARITHMETIC_UNSET, .stride = ARITHMETIC_UNSET,
                     .padding = ARITHMETIC_UNSET, .dilation = ARITHMETIC_UNSET, .groups = 1,
                     .output_padding = ARITHMETIC_UNSET, .at = -1, .x = -1, .y = -1, .of = 1, .channel = 1, .seed = 1, .inputs = 2, .delay = 80, .right = 1, .p = 2, .scale = 1 };

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
  { "layer", 0, 0, G_OPTION_ARG_STRING, &o.layer, N_("Any other operation instead: linear, relu, batch-norm, softmax, add, …"), "KIND" },
  { "inputs", 0, 0, G_OPTION_ARG_INT, &o.inputs, N_("Inputs of add and concatenate"), "N" },
  { "training", 0, 0, G_OPTION_ARG_NONE, &o.training, N_("Batch normalisation by this picture's own mean and variance"), NULL },
  { "power", 0, 0, G_OPTION_ARG_DOUBLE, &o.p, N_("Power of Lp pooling"), "P" },
  { "picture", 0, 0, G_OPTION_ARG_STRING, &o.picture, N_("What the input shows: digit-7, edge, impulse, …"), "NAME" },
  { "weights", 'w', 0, G_OPTION_ARG_STRING, &o.weights, N_("Kernel: integer, sobel, edge, blur, identity, …"), "NAME" },
  { "backward", 'b', 0, G_OPTION_ARG_NONE, &o.backward, N_("The way back: gradients instead of outputs"), NULL },
  { "view", 0, 0, G_OPTION_ARG_STRING, &o.view, N_("What is drawn: forward, backward, matrix, pooling, derivation"), "VIEW" },
  { "of", 0, 0, G_OPTION_ARG_INT, &o.of, N_("The input whose gradient is shown, of add and concatenate, counted from 1"), "N" },
  { "pixel", 0, 0, G_OPTION_ARG_INT, &o.x, N_("The input value whose gradient is drawn beside a weight's, counted from 1; 0: none"), "N" },
  { "cell", 0, 0, G_OPTION_ARG_INT, &o.y, N_("The output whose δ is told by the layers that read it, counted from 1"), "N" },
  { "channel", 0, 0, G_OPTION_ARG_INT, &o.channel, N_("The channel of the pooling view, counted from 1"), "N" },
  { "model", 0, 0, G_OPTION_ARG_FILENAME, &o.model, N_("A layer of this network instead, with the numbers of one picture"), "MODEL" },
  { "node", 0, 0, G_OPTION_ARG_STRING, &o.node, N_("Which layer of the network"), "LAYER" },
  { "trained", 0, 0, G_OPTION_ARG_FILENAME, &o.trained, N_("Its trained weights; without them fresh ones"), "W.safetensors" },
  { "data", 0, 0, G_OPTION_ARG_FILENAME, &o.data, N_("Data of the picture: shapes, fashion-mnist, or a folder"), "DATA" },
  { "sample", 0, 0, G_OPTION_ARG_INT, &o.sample, N_("Which picture of the test data, counted from 0"), "N" },
  { "down", 0, 0, G_OPTION_ARG_INT, &o.down, N_("Shift of the picture in the pooling view, in cells"), "N" },
  { "right", 0, 0, G_OPTION_ARG_INT, &o.right, N_("Likewise to the right"), "N" },
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

/* What a preset does with settings that are not given */
static void
preset_settings (void)
{
  if (strcmp (o.preset, "derivation-1d") == 0 && o.input == NULL)
    o.input = g_strdup ("5");
  if (strcmp (o.preset, "shift") != 0)
    return;
  if (o.input == NULL)
    o.input = g_strdup ("9x9");
  if (o.picture == NULL)
    o.picture = g_strdup ("digit-7");
  if (o.kernel == ARITHMETIC_UNSET)
    o.kernel = 3;
}

static gboolean
is_comparison (const char *name)
{
  const char *other;

  for (int i = 0; (other = convo_comparison_name (i)) != NULL; i++)
    if (strcmp (name, other) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
preset_exists (void)
{
  return is_comparison (o.preset) || strcmp (o.preset, "derivation-1d") == 0 || strcmp (o.preset, "shift") == 0;
}

static gboolean
print_preset (const ConvoTrace *trace, GError **error)
{
  if (strcmp (o.preset, "shift") == 0)
    return arithmetic_print_shift (&o, error);
  if (trace == NULL)
    arithmetic_print_comparison (o.preset);
  else
    arithmetic_print_derivation (trace);
  return TRUE;
}

static gboolean
in_ranges (const ConvoView *view)
{
  const ConvoTrace *trace = view->trace;
  const gint64 n_x = trace != NULL ? convo_shape_count (&trace->in[view->input]) : 0;

  if (trace != NULL && (!cli_in_range ("--pixel", o.x, -1, n_x) || !cli_in_range ("--cell", o.y, -1, convo_shape_count (&trace->out))
                        || !cli_in_range ("--channel", o.channel, 1, trace->in[0].dim[0])))
    return FALSE;
  return cli_in_range ("--at", o.at, -1, view->n_frames) && cli_in_range ("--delay", o.delay, 1, 6000) &&
         cli_in_range ("--scale", o.scale, 0.1, 10);
}

static gboolean
show (const ConvoView *view, GError **error)
{
  if (o.preset != NULL)
    return print_preset (view->trace, error);
  arithmetic_print (&o, view);
  return TRUE;
}

/** cli_arithmetic: the subcommand `arithmetic` */
int
cli_arithmetic (int argc, char **argv)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoTrace) trace = NULL;
  g_auto(ArithmeticNetwork) network = { 0 };
  ConvoView view;

  if (!cli_parse (&argc, argv, "", N_("Takes one operation apart, number by number, forwards or backwards."), entries, 0))
    return CLI_USAGE;
  if (o.preset != NULL && !preset_exists ())
    return cli_wrong_usage (_("There is no preset “%s”; there are derivation-1d, shift, two-3x3, three-3x3, separable and "
                              "bottleneck."), o.preset);
  if (o.preset != NULL)
    preset_settings ();
  if (!cli_in_range ("--inputs", o.inputs, 1, CONVO_ARITH_MAX_INPUTS))
    return CLI_USAGE;
  if (o.model != NULL && o.preset != NULL)
    return cli_wrong_usage (_("Give either --model or --preset."));
  if (o.model != NULL)
    trace = arithmetic_network_trace (&o, &network, &error);
  else if (o.preset == NULL || !is_comparison (o.preset))
    trace = arithmetic_trace (&o, &error);
  if (error != NULL)
    return cli_fail (g_steal_pointer (&error));
  if (trace != NULL && !cli_in_range ("--of", o.of, 1, trace->n_in))
    return CLI_USAGE;
  if (!arithmetic_view (&o, trace, &network, &view, &error))
    return cli_fail (g_steal_pointer (&error));
  if (!in_ranges (&view))
    return CLI_USAGE;
  if (!(o.output != NULL ? arithmetic_draw (&o, &view, &error) : show (&view, &error)))
    return cli_fail (g_steal_pointer (&error));
  return CLI_DONE;
}
