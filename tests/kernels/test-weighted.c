/* The layers with weights, seen from outside: shapes, counts, sentences, and PyTorch's order of weights and values. */
#include "aligned.h"
#include "errors.h"
#include "layers.h"

#include <string.h>

static void
set_int (const ConvoKind *kind, void *state, const char *key, gint64 value)
{
  const ConvoProp *prop = convo_kind_prop (kind, key);
  void *field = (char *) state + prop->offset;

  if (prop->type == CONVO_PROP_AXES)
    *(ConvoAxes *) field = (ConvoAxes) { 1, { value } };
  else if (prop->type == CONVO_PROP_BOOL)
    *(gboolean *) field = value;
  else
    *(gint64 *) field = value;
}

static void
expect_refusal (const ConvoKind *kind, const void *state, ConvoShape in, const char *words)
{
  g_autoptr(GError) error = NULL;
  ConvoShape out;

  g_assert_false (convo_kind_infer (kind, state, &in, 1, &out, &error));
  if (strstr (error->message, words) == NULL)
    g_error ("\"%s\" does not say \"%s\"", error->message, words);
}

static void
test_refusals (void)
{
  const ConvoKind *kind = convo_kind_find ("conv");
  g_autofree void *state = convo_kind_new_state (kind);

  expect_refusal (kind, state, CONVO_SHAPE (10), "needs C×H×W, gets features: 10");
  set_int (kind, state, "kernel", 7);
  expect_refusal (kind, state, CONVO_SHAPE (3, 5, 5), "Kernel 7×7 is larger than the padded input 5×5");
  set_int (kind, state, "kernel", 3);
  set_int (kind, state, "dilation", 3);
  expect_refusal (kind, state, CONVO_SHAPE (3, 5, 5), "Kernel 3×3 (span 7×7) is larger");
  set_int (kind, state, "dilation", 1);
  set_int (kind, state, "groups", 2);
  expect_refusal (kind, state, CONVO_SHAPE (3, 8, 8), "3 channels of the input cannot be divided into 2");
  set_int (kind, state, "channels", 5);
  expect_refusal (kind, state, CONVO_SHAPE (4, 8, 8), "5 channels cannot be divided into 2");
}

static void
test_counts (void)
{
  const ConvoKind *kind = convo_kind_find ("conv");
  g_autofree void *state = convo_kind_new_state (kind);
  g_autofree char *summary = NULL, *text = NULL;
  ConvoShape in = CONVO_SHAPE (16, 32, 32);
  ConvoSite site = { &in, 1 };
  g_autoptr(GPtrArray) ledger = convo_ledger_new ();

  set_int (kind, state, "channels", 32);
  set_int (kind, state, "stride", 2);
  set_int (kind, state, "padding", 1);
  g_assert_true (convo_kind_infer (kind, state, &in, 1, &site.out, NULL));
  text = convo_shape_to_string (&site.out);
  g_assert_cmpstr (text, ==, "32×16×16");
  g_assert_cmpint (convo_kind_n_parameters (kind, state, &site), ==, 32 * 16 * 9 + 32);
  g_assert_cmpint (convo_kind_macs (kind, state, &site), ==, 32 * 16 * 16 * 16 * 9);
  summary = convo_kind_summary (kind, state);
  g_assert_cmpstr (summary, ==, "3×3, 32, stride 2, pad 1");
  kind->explain (state, &site, ledger);
  g_assert_cmpuint (ledger->len, ==, 3);
  g_assert_cmpstr (((ConvoLedgerRow *) ledger->pdata[0])->formula, ==, "⌊(32 + 2·1 − 3) / 2⌋ + 1");
  g_assert_cmpstr (((ConvoLedgerRow *) ledger->pdata[1])->formula, ==, "32·(16·3² + 1)");
  g_assert_cmpstr (((ConvoLedgerRow *) ledger->pdata[2])->formula, ==, "32·16²·16·3²");
}

/* Map with a halo of 1 and a pitch wider than the pixel, from NCHW */
static ConvoMap
map_of (const float *nchw, const ConvoShape *shape, float **memory)
{
  ConvoMap m = { .channels = shape->dim[0], .halo = { 1, 1, 1 }, .pixel_pitch = shape->dim[0] + 3 };

  for (int i = 0; i < 3; i++)
    m.extent[i] = convo_shape_spatial (shape, i);
  m.row_pitch = (m.extent[2] + 2) * m.pixel_pitch;
  m.plane_pitch = (m.extent[1] + 2) * m.row_pitch;
  m.image_pitch = (m.extent[0] + 2) * m.plane_pitch;
  *memory = convo_aligned_floats (m.image_pitch);
  m.data = *memory + m.plane_pitch + m.row_pitch + m.pixel_pitch;
  for (gint64 c = 0; c < m.channels; c++)
    for (gint64 z = 0; z < m.extent[0]; z++)
      for (gint64 y = 0; y < m.extent[1]; y++)
        for (gint64 x = 0; x < m.extent[2]; x++)
          convo_map_pixel (&m, 0, z, y, x)[c] = nchw != NULL ? *nchw++ : 0;
  return m;
}

/* y of one image, through weights in file order */
static ConvoMap
run (const ConvoKind *kind, const void *state, const ConvoSite *site, const float *x, float *const *file,
     float **memory)
{
  ConvoParamSpec specs[CONVO_MAX_PARAMS];
  g_autoptr(float) weight = NULL, x_memory = NULL;
  g_autofree void *packed = g_malloc0 (kind->packed_size (state, site, FALSE) + 256);
  ConvoMap x_map = map_of (x, &site->in[0], &x_memory), y_map = map_of (NULL, &site->out, memory);
  float *params[2] = { NULL, file[1] };
  ConvoPass pass = { .site = site, .count = 1, .batch = 1, .x = &x_map, .y = &y_map, .params = params,
                     .packed = packed };

  convo_kind_params (kind, state, site, specs);
  params[0] = weight = convo_aligned_floats (convo_param_count (&specs[0]));
  convo_param_to_engine (&specs[0], file[0], weight);
  kind->prepare (state, &pass, packed, FALSE);
  kind->forward (state, &pass);
  return y_map;
}

static void
fill (float *to, int n)
{
  for (int i = 0; i < n; i++)
    to[i] = g_test_rand_double_range (-1, 1);
}

/* nn.Linear (nn.Flatten (x)): row o of the weights times x in C, D, H, W order */
static void
test_linear (void)
{
  const ConvoKind *kind = convo_kind_find ("linear");
  g_autofree void *state = convo_kind_new_state (kind);
  ConvoShape in = CONVO_SHAPE (3, 2, 4, 5);
  ConvoSite site = { &in, 1 };
  float x[120], w[7 * 120], bias[7 + 64];
  g_autoptr(float) memory = NULL;
  ConvoMap y;

  set_int (kind, state, "features", 7);
  g_assert_true (convo_kind_infer (kind, state, &in, 1, &site.out, NULL));
  fill (x, 120);
  fill (w, 7 * 120);
  fill (bias, 7);
  y = run (kind, state, &site, x, (float *[]) { w, bias }, &memory);
  for (int o = 0; o < 7; o++)
    {
      double sum = bias[o];

      for (int i = 0; i < 120; i++)
        sum += w[o * 120 + i] * x[i];
      g_assert_cmpfloat_with_epsilon (y.data[o], sum, 1e-4);
    }
}

/* nn.Conv2d (4, 6, 3, padding=1, groups=2) on 4×5×6 */
static void
test_conv (void)
{
  const ConvoKind *kind = convo_kind_find ("conv");
  g_autofree void *state = convo_kind_new_state (kind);
  ConvoShape in = CONVO_SHAPE (4, 5, 6);
  ConvoSite site = { &in, 1 };
  float x[4][5][6], w[6][2][3][3], bias[6 + 64];
  g_autoptr(float) memory = NULL;
  ConvoMap y;

  set_int (kind, state, "channels", 6);
  set_int (kind, state, "groups", 2);
  set_int (kind, state, "padding", 1);
  g_assert_true (convo_kind_infer (kind, state, &in, 1, &site.out, NULL));
  fill (&x[0][0][0], 120);
  fill (&w[0][0][0][0], 108);
  fill (bias, 6);
  y = run (kind, state, &site, &x[0][0][0], (float *[]) { &w[0][0][0][0], bias }, &memory);
  for (int o = 0; o < 6; o++)
    for (int r = 0; r < 5; r++)
      for (int c = 0; c < 6; c++)
        {
          double sum = bias[o];

          for (int i = 0; i < 2; i++)
            for (int k = 0; k < 9; k++)
              {
                int row = r + k / 3 - 1, column = c + k % 3 - 1;

                if (row >= 0 && row < 5 && column >= 0 && column < 6)
                  sum += w[o][i][k / 3][k % 3] * x[o / 3 * 2 + i][row][column];
              }
          g_assert_cmpfloat_with_epsilon (convo_map_pixel (&y, 0, 0, r, c)[o], sum, 1e-4);
        }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/kernels/weighted/refusals", test_refusals);
  g_test_add_func ("/kernels/weighted/counts", test_counts);
  g_test_add_func ("/kernels/weighted/linear", test_linear);
  g_test_add_func ("/kernels/weighted/conv", test_conv);
  return g_test_run ();
}
