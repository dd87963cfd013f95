/* The nets that the hand-made questions are about, written down a layer at a time. */
#include "hand-nets.h"
#include "convo-file.h"

/** hand_begin: Returns: (transfer full): the text of a net with an input of that shape */
GString *
hand_begin (int channels, int height, int width)
{
  GString *net = g_string_new ("{\"format\": \"convo\", \"version\": 1, \"name\": \"hand\", \"nodes\": [\n");

  g_string_append_printf (net, "{\"id\": \"input\", \"kind\": \"input\", \"shape\": [%d, %d, %d]}", channels, height, width);
  return net;
}

/** hand_conv: appends a convolution and, as all these nets have it, nothing else */
void
hand_conv (GString *net, const char *id, HandConv conv)
{
  g_string_append_printf (net, ",\n{\"id\": \"%s\", \"kind\": \"conv\", \"channels\": %d, \"kernel\": %d, \"stride\": %d,"
                          " \"padding\": %d, \"groups\": %d, \"bias\": %s}", id, conv.channels, conv.kernel,
                          MAX (conv.stride, 1), conv.padding, MAX (conv.groups, 1), conv.no_bias ? "false" : "true");
}

/** hand_pool: appends maximum pooling */
void
hand_pool (GString *net, const char *id, int kernel, int stride, int padding, gboolean ceil)
{
  g_string_append_printf (net, ",\n{\"id\": \"%s\", \"kind\": \"max-pool\", \"kernel\": %d, \"stride\": %d, \"padding\": %d,"
                          " \"ceil\": %s}", id, kernel, stride, padding, ceil ? "true" : "false");
}

/** hand_linear: appends a linear layer */
void
hand_linear (GString *net, const char *id, int features, gboolean no_bias)
{
  g_string_append_printf (net, ",\n{\"id\": \"%s\", \"kind\": \"linear\", \"features\": %d, \"bias\": %s}", id, features,
                          no_bias ? "false" : "true");
}

/** hand_add: appends a layer without properties; @from: (nullable): its wires as JSON, "\"a\", \"b\"" */
void
hand_add (GString *net, const char *id, const char *kind, const char *from)
{
  g_string_append_printf (net, ",\n{\"id\": \"%s\", \"kind\": \"%s\"", id, kind);
  if (from != NULL)
    g_string_append_printf (net, ", \"from\": [%s]", from);
  g_string_append_c (net, '}');
}

/** hand_end: @net: (transfer full). Returns: (transfer full): its report */
ConvoReport *
hand_end (GString *net)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoGraph) graph = NULL;

  g_string_append (net, "]}");
  graph = convo_graph_parse (net->str, net->len, &error);
  g_assert_no_error (error);
  g_string_free (net, TRUE);
  return convo_report_new (graph);
}

/** hand_layer: Returns: numbers of the layer @path */
const ConvoNodeReport *
hand_layer (const ConvoReport *report, const char *path)
{
  int index = convo_net_find (convo_report_net (report), path);

  g_assert_cmpint (index, >=, 0);
  return convo_report_node (report, index);
}

static void
alexnet_tail (GString *net)
{
  hand_pool (net, "pool5", 3, 2, 0, FALSE);
  hand_linear (net, "fc6", 4096, FALSE);
  hand_linear (net, "fc7", 4096, FALSE);
  hand_linear (net, "fc8", 1000, FALSE);
}

/** hand_alexnet: Returns: the net of 2012 with its convolutions 2, 4 and 5 in @groups groups */
ConvoReport *
hand_alexnet (int groups)
{
  GString *net = hand_begin (3, 227, 227);

  hand_conv (net, "conv1", (HandConv) { 96, 11, 4 });
  hand_add (net, "relu1", "relu", NULL);
  hand_pool (net, "pool1", 3, 2, 0, FALSE);
  hand_conv (net, "conv2", (HandConv) { 256, 5, 1, 2, groups });
  hand_pool (net, "pool2", 3, 2, 0, FALSE);
  hand_conv (net, "conv3", (HandConv) { 384, 3, 1, 1 });
  hand_conv (net, "conv4", (HandConv) { 384, 3, 1, 1, groups });
  hand_conv (net, "conv5", (HandConv) { 256, 3, 1, 1, groups });
  alexnet_tail (net);
  return hand_end (net);
}

/** hand_alexnet_one_tower: Returns: the one-tower net of 2014 */
ConvoReport *
hand_alexnet_one_tower (void)
{
  GString *net = hand_begin (3, 224, 224);

  hand_conv (net, "conv1", (HandConv) { 64, 11, 4, 2 });
  hand_pool (net, "pool1", 3, 2, 0, FALSE);
  hand_conv (net, "conv2", (HandConv) { 192, 5, 1, 2 });
  hand_pool (net, "pool2", 3, 2, 0, FALSE);
  hand_conv (net, "conv3", (HandConv) { 384, 3, 1, 1 });
  hand_conv (net, "conv4", (HandConv) { 256, 3, 1, 1 });
  hand_conv (net, "conv5", (HandConv) { 256, 3, 1, 1 });
  alexnet_tail (net);
  return hand_end (net);
}

/** hand_vgg16: Returns: configuration D with its ReLUs, flatten and dropouts */
ConvoReport *
hand_vgg16 (gboolean no_bias)
{
  static const int blocks[5][2] = { { 2, 64 }, { 2, 128 }, { 3, 256 }, { 3, 512 }, { 3, 512 } };
  GString *net = hand_begin (3, 224, 224);

  for (int b = 0; b < 5; b++)
    {
      char id[32];

      for (int i = 0; i < blocks[b][0]; i++)
        {
          g_snprintf (id, sizeof id, "conv%d_%d", b + 1, i + 1);
          hand_conv (net, id, (HandConv) { blocks[b][1], 3, 1, 1, 1, no_bias });
          g_snprintf (id, sizeof id, "relu%d_%d", b + 1, i + 1);
          hand_add (net, id, "relu", NULL);
        }
      g_snprintf (id, sizeof id, "pool%d", b + 1);
      hand_pool (net, id, 2, 2, 0, FALSE);
    }
  hand_add (net, "flatten", "flatten", NULL);
  hand_linear (net, "fc1", 4096, no_bias);
  hand_add (net, "relu6", "relu", NULL);
  hand_add (net, "drop6", "dropout", NULL);
  hand_linear (net, "fc2", 4096, no_bias);
  hand_add (net, "relu7", "relu", NULL);
  hand_add (net, "drop7", "dropout", NULL);
  hand_linear (net, "fc3", 1000, no_bias);
  return hand_end (net);
}

static void
branch (GString *net, const char *id, int channels, int kernel, const char *from)
{
  hand_conv (net, id, (HandConv) { channels, kernel, 1, kernel / 2, 1, TRUE });
  g_string_truncate (net, net->len - 1);
  g_string_append_printf (net, ", \"from\": [\"%s\"]}", from);
}

/** hand_inception: Returns: the module of the lecture on 256×28×28, naive or with 1×1 convolutions of 64 channels */
ConvoReport *
hand_inception (gboolean bottleneck)
{
  GString *net = hand_begin (256, 28, 28);

  branch (net, "one", 128, 1, "input");
  if (bottleneck)
    branch (net, "before3", 64, 1, "input");
  branch (net, "three", 192, 3, bottleneck ? "before3" : "input");
  if (bottleneck)
    branch (net, "before5", 64, 1, "input");
  branch (net, "five", 96, 5, bottleneck ? "before5" : "input");
  hand_pool (net, "pool", 3, 1, 1, FALSE);
  g_string_truncate (net, net->len - 1);
  g_string_append (net, ", \"from\": [\"input\"]}");
  if (bottleneck)
    branch (net, "after", 64, 1, "pool");
  hand_add (net, "concat", "concatenate",
            bottleneck ? "\"one\", \"three\", \"five\", \"after\"" : "\"one\", \"three\", \"five\", \"pool\"");
  return hand_end (net);
}

/** hand_lenet: Returns: LeNet-5 with a dense third layer */
ConvoReport *
hand_lenet (void)
{
  GString *net = hand_begin (1, 32, 32);

  hand_conv (net, "c1", (HandConv) { 6, 5 });
  hand_pool (net, "s2", 2, 2, 0, FALSE);
  hand_conv (net, "c3", (HandConv) { 16, 5 });
  hand_pool (net, "s4", 2, 2, 0, FALSE);
  hand_conv (net, "c5", (HandConv) { 120, 5 });
  hand_linear (net, "f6", 84, FALSE);
  hand_linear (net, "out", 10, FALSE);
  return hand_end (net);
}

/** hand_mobilenet: Returns: MobileNet of 2017, width 1 */
ConvoReport *
hand_mobilenet (void)
{
  static const int blocks[13][2] = { { 64, 1 }, { 128, 2 }, { 128, 1 }, { 256, 2 }, { 256, 1 }, { 512, 2 }, { 512, 1 },
                                     { 512, 1 }, { 512, 1 }, { 512, 1 }, { 512, 1 }, { 1024, 2 }, { 1024, 1 } };
  GString *net = hand_begin (3, 224, 224);
  int channels = 32;
  char id[32];

  hand_conv (net, "stem", (HandConv) { 32, 3, 2, 1, 1, TRUE });
  hand_add (net, "bn", "batch-norm", NULL);
  for (int b = 0; b < 13; b++)
    {
      g_snprintf (id, sizeof id, "dw%d", b);
      hand_conv (net, id, (HandConv) { channels, 3, blocks[b][1], 1, channels, TRUE });
      g_snprintf (id, sizeof id, "dbn%d", b);
      hand_add (net, id, "batch-norm", NULL);
      g_snprintf (id, sizeof id, "pw%d", b);
      hand_conv (net, id, (HandConv) { channels = blocks[b][0], 1, 1, 0, 1, TRUE });
      g_snprintf (id, sizeof id, "pbn%d", b);
      hand_add (net, id, "batch-norm", NULL);
    }
  hand_add (net, "pool", "global-average-pool", NULL);
  hand_linear (net, "fc", 1000, FALSE);
  return hand_end (net);
}

/** hand_cifar_resnet: Returns: the CIFAR residual net with @n blocks a stage, shortcuts without parameters left out */
ConvoReport *
hand_cifar_resnet (int n)
{
  GString *net = hand_begin (3, 32, 32);

  hand_conv (net, "stem", (HandConv) { 16, 3, 1, 1 });
  for (int stage = 0; stage < 3; stage++)
    for (int i = 0; i < 2 * n; i++)
      {
        char id[32];

        g_snprintf (id, sizeof id, "s%d_%d", stage, i);
        hand_conv (net, id, (HandConv) { 16 << stage, 3, stage > 0 && i == 0 ? 2 : 1, 1 });
      }
  hand_linear (net, "fc", 10, FALSE);
  return hand_end (net);
}
