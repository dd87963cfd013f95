/* Which vector instructions this machine has, and which of them the kernels are to use. */
#include "cpu.h"

#include <string.h>

static ConvoIsa
best_isa (void)
{
#ifdef __x86_64__
  __builtin_cpu_init ();
  if (__builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512bw") &&
      __builtin_cpu_supports ("avx512dq") && __builtin_cpu_supports ("avx512vl"))
    return CONVO_ISA_AVX512;
  if (__builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma"))
    return CONVO_ISA_AVX2;
#endif
  return CONVO_ISA_BASE;
}

static ConvoIsa
wanted_isa (void)
{
  const char *name = g_getenv ("CONVO_ISA");
  ConvoIsa best = best_isa ();

  if (g_strcmp0 (name, "base") == 0)
    return CONVO_ISA_BASE;
  if (g_strcmp0 (name, "avx2") == 0)
    return MIN (best, CONVO_ISA_AVX2);
  return best;
}

static int chosen = -1;   /* a ConvoIsa; every thread that finds −1 writes the same value */

/**
 * convo_cpu_isa:
 *
 * Returns: the best instruction set of this machine, or the one that the environment variable CONVO_ISA
 * (base, avx2, avx512) names if the machine has it
 */
ConvoIsa
convo_cpu_isa (void)
{
  int isa = g_atomic_int_get (&chosen);

  if (isa < 0)
    {
      isa = wanted_isa ();
      g_atomic_int_set (&chosen, isa);
    }
  return isa;
}

/** convo_cpu_set_isa: @isa: what to use from now on, for tests; never above what the machine has */
void
convo_cpu_set_isa (ConvoIsa isa)
{
  g_atomic_int_set (&chosen, MIN (isa, best_isa ()));
}

/** convo_cpu_isa_name: Returns: name of the instruction set in use, for people */
const char *
convo_cpu_isa_name (void)
{
  switch (convo_cpu_isa ())
    {
    case CONVO_ISA_AVX512: return "AVX-512";
    case CONVO_ISA_AVX2: return "AVX2";
    case CONVO_ISA_BASE:
    default:
#if defined (__x86_64__)
      return "SSE2";
#elif defined (__aarch64__)
      return "NEON";
#else
      return "generic";
#endif
    }
}
