/* Matrix products through OpenBLAS.
 *
 * Debian's OpenBLAS 0.3.21 takes its SSE3 kernels on processors newer than itself. The core can be chosen only by
 * OPENBLAS_CORETYPE and only before the library is loaded: so it is not linked but opened, at the first product. */
#include "gemm.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdlib.h>

/* From cblas.h, which is the same on every system but need not be installed */
enum { ROW_MAJOR = 101, NO_TRANS = 111, TRANS = 112 };
typedef void (*Sgemm) (int order, int trans_a, int trans_b, int m, int n, int k, float alpha, const float *a, int lda,
                       const float *b, int ldb, float beta, float *c, int ldc);

typedef struct
{
  Sgemm sgemm;
  const char *core;
} Blas;

static void
choose_core (void)
{
#ifdef __x86_64__
  const char *core = NULL;

  __builtin_cpu_init ();
  if (__builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512bw") &&
      __builtin_cpu_supports ("avx512dq") && __builtin_cpu_supports ("avx512vl"))
    core = "SkylakeX";
  else if (__builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma"))
    core = __builtin_cpu_is ("amd") ? "Zen" : "Haswell";
  if (core != NULL)
    setenv ("OPENBLAS_CORETYPE", core, FALSE);
#endif
  setenv ("OPENBLAS_NUM_THREADS", "1", TRUE);   /* the threads are ours */
}

static gpointer
open_blas (gpointer unused)
{
  static Blas blas;
  void *library;
  char *(*core_name) (void);
  void (*set_threads) (int);

  choose_core ();
  library = dlopen ("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
  if (library == NULL)
    return &blas;
  blas.sgemm = (Sgemm) dlsym (library, "cblas_sgemm");
  core_name = (char *(*) (void)) dlsym (library, "openblas_get_corename");
  set_threads = (void (*) (int)) dlsym (library, "openblas_set_num_threads");
  if (set_threads != NULL)
    set_threads (1);
  blas.core = core_name != NULL ? core_name () : NULL;
  return &blas;
}

static const Blas *
blas_get (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, open_blas, NULL);
}

/** convo_blas_available: Returns: whether OpenBLAS could be loaded. Loads it */
gboolean
convo_blas_available (void)
{
  return blas_get ()->sgemm != NULL;
}

/** convo_blas_core: Returns: (nullable): the kernels that OpenBLAS uses ("SkylakeX"); %NULL without it. Loads it */
const char *
convo_blas_core (void)
{
  return blas_get ()->core;
}

/* Plain loops, for systems without OpenBLAS: rows of c as sums of rows of b, or dot products if b is transposed. */
static void
own_gemm (gboolean trans_a, gboolean trans_b, gint64 m, gint64 n, gint64 k, float alpha, const float *a, gint64 lda,
          const float *b, gint64 ldb, float beta, float *c, gint64 ldc)
{
  for (gint64 i = 0; i < m; i++)
    {
      float *row = c + i * ldc;

      for (gint64 j = 0; j < n; j++)
        row[j] = beta == 0 ? 0 : beta * row[j];
      if (trans_b)
        for (gint64 j = 0; j < n; j++)
          {
            float sum = 0;

            for (gint64 l = 0; l < k; l++)
              sum += (trans_a ? a[l * lda + i] : a[i * lda + l]) * b[j * ldb + l];
            row[j] += alpha * sum;
          }
      else
        for (gint64 l = 0; l < k; l++)
          {
            const float s = alpha * (trans_a ? a[l * lda + i] : a[i * lda + l]);

            for (gint64 j = 0; j < n; j++)
              row[j] += s * b[l * ldb + j];
          }
    }
}

/**
 * convo_gemm:
 * @trans_a: whether @a is stored k × m instead of m × k
 * @trans_b: whether @b is stored n × k instead of k × n
 * @m: rows of @c
 * @n: columns of @c
 * @k: length of the sums
 * @lda: floats from a row of @a to the next, as stored
 * @ldb: the same for @b
 * @beta: factor of what @c holds; 0 overwrites it whatever it is
 * @ldc: the same for @c
 *
 * c = alpha·op (a)·op (b) + beta·c, all matrices row-major, on the calling thread alone.
 */
void
convo_gemm (gboolean trans_a, gboolean trans_b, gint64 m, gint64 n, gint64 k, float alpha, const float *a, gint64 lda,
            const float *b, gint64 ldb, float beta, float *c, gint64 ldc)
{
  const Blas *blas = blas_get ();
  gboolean fits = MAX (MAX (m, n), k) <= INT_MAX && MAX (MAX (lda, ldb), ldc) <= INT_MAX;

  if (blas->sgemm == NULL || !fits || m == 0 || n == 0 || k == 0)
    own_gemm (trans_a, trans_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
  else
    blas->sgemm (ROW_MAJOR, trans_a ? TRANS : NO_TRANS, trans_b ? TRANS : NO_TRANS, m, n, k, alpha, a, lda, b, ldb,
                 beta, c, ldc);
}
