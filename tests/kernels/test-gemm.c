/* Matrix products: the right core of OpenBLAS, and all four transpositions against plain loops. */
#include "cpu.h"
#include "gemm.h"

#include <math.h>

static void
test_core (void)
{
  const char *core = convo_blas_core ();

  if (!convo_blas_available ())
    {
      g_test_skip ("no OpenBLAS");
      return;
    }
  g_test_message ("OpenBLAS core %s", core);
  g_assert_nonnull (core);
  if (convo_cpu_isa () >= CONVO_ISA_AVX2)
    g_assert_cmpstr (core, !=, "Prescott");
}

static void
test_product (void)
{
  enum { M = 7, N = 11, K = 13, LD = 17 };
  float a[LD * LD], b[LD * LD], c[LD * LD];

  for (int i = 0; i < LD * LD; i++)
    {
      a[i] = g_test_rand_double_range (-1, 1);
      b[i] = g_test_rand_double_range (-1, 1);
    }
  for (int t = 0; t < 8; t++)
    {
      const gboolean ta = t & 1, tb = t & 2;
      const float beta = t & 4 ? 0.5f : 0;

      for (int i = 0; i < LD * LD; i++)
        c[i] = t & 4 ? 3 : NAN;
      convo_gemm (ta, tb, M, N, K, 2, a, LD, b, LD, beta, c, LD);
      for (int i = 0; i < M; i++)
        for (int j = 0; j < N; j++)
          {
            double sum = 0;

            for (int k = 0; k < K; k++)
              sum += (double) (ta ? a[k * LD + i] : a[i * LD + k]) * (tb ? b[j * LD + k] : b[k * LD + j]);
            g_assert_cmpfloat_with_epsilon (c[i * LD + j], 2 * sum + (beta > 0 ? beta * 3 : 0), 1e-4);
          }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernels/gemm/core", test_core);
  g_test_add_func ("/kernels/gemm/product", test_product);
  return g_test_run ();
}
