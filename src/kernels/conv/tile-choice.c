/* Hands out the micro-kernels of the instruction set in use. */
#include "cpu.h"
#include "tile.h"
#include "winograd-tile.h"

/** convo_tile: Returns: the micro-kernels of convo_cpu_isa() */
const ConvoTile *
convo_tile (void)
{
#ifdef __x86_64__
  switch (convo_cpu_isa ())
    {
    case CONVO_ISA_AVX512: return &convo_tile_avx512;
    case CONVO_ISA_AVX2: return &convo_tile_avx2;
    case CONVO_ISA_BASE: break;
    }
#endif
  return &convo_tile_base;
}

/** convo_winograd_tile: Returns: the transforms of convo_cpu_isa() */
const ConvoWinogradTile *
convo_winograd_tile (void)
{
#ifdef __x86_64__
  switch (convo_cpu_isa ())
    {
    case CONVO_ISA_AVX512: return &convo_winograd_tile_avx512;
    case CONVO_ISA_AVX2: return &convo_winograd_tile_avx2;
    case CONVO_ISA_BASE: break;
    }
#endif
  return &convo_winograd_tile_base;
}
