/* Matrix products through OpenBLAS, loaded when first needed and with the core that fits this machine. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

gboolean    convo_blas_available (void);
const char *convo_blas_core      (void);
void        convo_gemm           (gboolean     trans_a,
                                  gboolean     trans_b,
                                  gint64       m,
                                  gint64       n,
                                  gint64       k,
                                  float        alpha,
                                  const float *a,
                                  gint64       lda,
                                  const float *b,
                                  gint64       ldb,
                                  float        beta,
                                  float       *c,
                                  gint64       ldc);

G_END_DECLS
