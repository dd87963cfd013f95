/* Small nets for the engine's tests, written as documents. */
#pragma once
#include "convo-file.h"
#include "layers.h"
#include "random.h"
#include "report.h"

static inline ConvoReport *
report_from_text (const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ConvoGraph) graph = convo_graph_parse (text, -1, &error);
  ConvoReport *report;

  g_assert_no_error (error);
  report = convo_report_new (graph);
  convo_report_check (report, &error);
  g_assert_no_error (error);
  return report;
}

#define DOCUMENT(nodes) "{\"format\": \"convo\", \"version\": 1, \"name\": \"test\", \"nodes\": [\n" nodes "]}"

/* Every pattern the planner knows: branches, merges, batch statistics, dropout, a side output */
#define RESIDUAL DOCUMENT ( \
  "{\"id\": \"input\", \"kind\": \"input\", \"shape\": [3, 12, 12]},\n" \
  "{\"id\": \"conv1\", \"kind\": \"conv\", \"channels\": 8, \"padding\": 1, \"bias\": false},\n" \
  "{\"id\": \"bn1\", \"kind\": \"batch-norm\"},\n" \
  "{\"id\": \"relu1\", \"kind\": \"relu\"},\n" \
  "{\"id\": \"conv2\", \"kind\": \"conv\", \"channels\": 8, \"padding\": 1},\n" \
  "{\"id\": \"bn2\", \"kind\": \"batch-norm\"},\n" \
  "{\"id\": \"add\", \"kind\": \"add\", \"from\": [\"bn2\", \"relu1\"]},\n" \
  "{\"id\": \"relu2\", \"kind\": \"relu\"},\n" \
  "{\"id\": \"left\", \"kind\": \"conv\", \"channels\": 4, \"kernel\": 1},\n" \
  "{\"id\": \"right\", \"kind\": \"conv\", \"channels\": 6, \"stride\": 1, \"padding\": 1, \"from\": [\"relu2\"]},\n" \
  "{\"id\": \"cat\", \"kind\": \"concatenate\", \"from\": [\"left\", \"right\"]},\n" \
  "{\"id\": \"pool\", \"kind\": \"max-pool\"},\n" \
  "{\"id\": \"drop\", \"kind\": \"dropout\", \"probability\": 0.3},\n" \
  "{\"id\": \"fc\", \"kind\": \"linear\", \"features\": 5},\n" \
  "{\"id\": \"prob\", \"kind\": \"softmax\"},\n" \
  "{\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\", \"from\": [\"fc\"]}")

/* Layers in place and ReLUs done by the layer before: Winograd's, a channelwise and a dense one, three inputs, chains */
#define IN_PLACE DOCUMENT ( \
  "{\"id\": \"input\", \"kind\": \"input\", \"shape\": [3, 12, 12]},\n" \
  "{\"id\": \"conv1\", \"kind\": \"conv\", \"channels\": 16, \"padding\": 1},\n" \
  "{\"id\": \"relu1\", \"kind\": \"relu\"},\n" \
  "{\"id\": \"conv2\", \"kind\": \"conv\", \"channels\": 17, \"padding\": 1},\n" \
  "{\"id\": \"bn2\", \"kind\": \"batch-norm\"},\n" \
  "{\"id\": \"relu2\", \"kind\": \"relu\"},\n" \
  "{\"id\": \"single\", \"kind\": \"conv\", \"channels\": 17, \"padding\": 1, \"groups\": 17},\n" \
  "{\"id\": \"relu3\", \"kind\": \"relu\"},\n" \
  "{\"id\": \"conv4\", \"kind\": \"conv\", \"channels\": 17, \"kernel\": 1, \"from\": [\"relu2\"]},\n" \
  "{\"id\": \"bn4\", \"kind\": \"batch-norm\"},\n" \
  "{\"id\": \"add\", \"kind\": \"add\", \"from\": [\"relu2\", \"relu3\", \"bn4\"]},\n" \
  "{\"id\": \"relu5\", \"kind\": \"relu\"},\n" \
  "{\"id\": \"drop\", \"kind\": \"dropout\", \"probability\": 0.3},\n" \
  "{\"id\": \"tanh\", \"kind\": \"tanh\"},\n" \
  "{\"id\": \"gelu\", \"kind\": \"gelu\"},\n" \
  "{\"id\": \"fc1\", \"kind\": \"linear\", \"features\": 20},\n" \
  "{\"id\": \"relu6\", \"kind\": \"relu\"},\n" \
  "{\"id\": \"fc\", \"kind\": \"linear\", \"features\": 5},\n" \
  "{\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\"}")

/* Maximum pooling behind ReLUs of three sorts: of a convolution, of a normalisation, one with another reader */
#define POOLED DOCUMENT ( \
  "{\"id\": \"input\", \"kind\": \"input\", \"shape\": [3, 12, 12]},\n" \
  "{\"id\": \"conv1\", \"kind\": \"conv\", \"channels\": 16, \"padding\": 1},\n" \
  "{\"id\": \"relu1\", \"kind\": \"relu\"},\n" \
  "{\"id\": \"pool1\", \"kind\": \"max-pool\", \"kernel\": 3, \"stride\": 1, \"padding\": 1},\n" \
  "{\"id\": \"conv2\", \"kind\": \"conv\", \"channels\": 18, \"padding\": 1, \"bias\": false},\n" \
  "{\"id\": \"bn2\", \"kind\": \"batch-norm\"},\n" \
  "{\"id\": \"relu2\", \"kind\": \"relu\"},\n" \
  "{\"id\": \"pool2\", \"kind\": \"max-pool\", \"kernel\": 3, \"stride\": 2, \"padding\": 1},\n" \
  "{\"id\": \"conv3\", \"kind\": \"conv\", \"channels\": 20, \"kernel\": 1, \"stride\": 2, \"from\": [\"relu2\"]},\n" \
  "{\"id\": \"bn3\", \"kind\": \"batch-norm\"},\n" \
  "{\"id\": \"relu3\", \"kind\": \"relu\"},\n" \
  "{\"id\": \"cat\", \"kind\": \"concatenate\", \"from\": [\"relu3\", \"pool2\"]},\n" \
  "{\"id\": \"conv4\", \"kind\": \"conv\", \"channels\": 17},\n" \
  "{\"id\": \"relu4\", \"kind\": \"relu\"},\n" \
  "{\"id\": \"pool4\", \"kind\": \"max-pool\"},\n" \
  "{\"id\": \"tanh\", \"kind\": \"tanh\"},\n" \
  "{\"id\": \"fc\", \"kind\": \"linear\", \"features\": 5},\n" \
  "{\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\"}")

#define LENET DOCUMENT ( \
  "{\"id\": \"input\", \"kind\": \"input\", \"shape\": [1, 28, 28]},\n" \
  "{\"id\": \"conv1\", \"kind\": \"conv\", \"channels\": 6, \"kernel\": 5, \"padding\": 2},\n" \
  "{\"id\": \"tanh1\", \"kind\": \"tanh\"},\n" \
  "{\"id\": \"pool1\", \"kind\": \"average-pool\"},\n" \
  "{\"id\": \"conv2\", \"kind\": \"conv\", \"channels\": 16, \"kernel\": 5},\n" \
  "{\"id\": \"tanh2\", \"kind\": \"tanh\"},\n" \
  "{\"id\": \"pool2\", \"kind\": \"average-pool\"},\n" \
  "{\"id\": \"fc1\", \"kind\": \"linear\", \"features\": 120},\n" \
  "{\"id\": \"tanh3\", \"kind\": \"tanh\"},\n" \
  "{\"id\": \"fc2\", \"kind\": \"linear\", \"features\": 10},\n" \
  "{\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\"}")

static inline void
random_batch (float *pictures, gint64 floats, gint32 *labels, int n, int classes, guint64 seed)
{
  ConvoRandom stream = convo_random_stream (seed, 1, 2);

  for (gint64 i = 0; i < floats * n; i++)
    pictures[i] = convo_random_unit (&stream);
  for (int i = 0; i < n; i++)
    labels[i] = convo_random_below (&stream, classes);
}
