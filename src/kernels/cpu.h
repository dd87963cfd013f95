#pragma once
#include <glib.h>

G_BEGIN_DECLS

/**
 * ConvoIsa:
 * @CONVO_ISA_BASE: what the compiler's baseline gives (SSE2 on x86-64, NEON on arm64)
 * @CONVO_ISA_AVX2: AVX2 with FMA
 * @CONVO_ISA_AVX512: AVX-512 F, BW, DQ, VL
 */
typedef enum
{
  CONVO_ISA_BASE,
  CONVO_ISA_AVX2,
  CONVO_ISA_AVX512,
} ConvoIsa;

ConvoIsa    convo_cpu_isa      (void);      /* best of this machine, or the one that CONVO_ISA=base|avx2|avx512 names */
void        convo_cpu_set_isa  (ConvoIsa isa);   /* for tests: not above what the machine has */
const char *convo_cpu_isa_name (void);      /* "AVX-512", "AVX2", "SSE2", … */

G_END_DECLS
