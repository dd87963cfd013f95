/* Zeroed memory for numbers: 64-byte aligned, with slack around it, in huge pages where the kernel gives them. */
#include "aligned.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

typedef struct
{
  void *base;
  gsize size;       /* 0: from the heap */
} Header;

#define EDGE (CONVO_SLACK * sizeof (float))
#define MAP_FROM ((gsize) 1 << 20)

/**
 * convo_aligned_new:
 * @bytes: size; may be 0
 *
 * Returns: (transfer full) (nullable): zeroed memory, 64-byte aligned, readable %CONVO_SLACK floats beyond
 * either end; %NULL if the system refuses. Free with convo_aligned_free()
 */
void *
convo_aligned_new (gsize bytes)
{
  gsize total = bytes + 2 * EDGE + 64;
  char *base, *start;
  gsize mapped = 0;

  if (bytes > G_MAXSIZE / 2)
    return NULL;
  if (total >= MAP_FROM)
    {
      base = mmap (NULL, total, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      if (base == MAP_FAILED)
        return NULL;
      madvise (base, total, MADV_HUGEPAGE);
      mapped = total;
    }
  else
    {
      base = aligned_alloc (64, (total + 63) & ~(gsize) 63);
      if (base == NULL)
        return NULL;
      memset (base, 0, total);
    }
  start = base + EDGE;
  ((Header *) start)[-1] = (Header) { base, mapped };
  return start;
}

/** convo_aligned_floats: Returns: (transfer full) (nullable): @count zeroed floats, as convo_aligned_new() */
float *
convo_aligned_floats (gsize count)
{
  return count < G_MAXSIZE / sizeof (float) / 2 ? convo_aligned_new (count * sizeof (float)) : NULL;
}

/** convo_aligned_free: Frees what convo_aligned_new() gave; %NULL is allowed */
void
convo_aligned_free (void *memory)
{
  Header header;

  if (memory == NULL)
    return;
  header = ((Header *) memory)[-1];
  if (header.size > 0)
    munmap (header.base, header.size);
  else
    free (header.base);
}

/**
 * convo_memory_available:
 *
 * Returns: bytes that can be allocated without swapping (Linux: MemAvailable); 0 if the system does not say
 */
gsize
convo_memory_available (void)
{
  unsigned long long kib = 0;
  FILE *file = fopen ("/proc/meminfo", "r");
  char line[128];

  if (file == NULL)
    return 0;
  while (fgets (line, sizeof line, file) != NULL)
    if (sscanf (line, "MemAvailable: %llu kB", &kib) == 1)
      break;
  fclose (file);
  return (gsize) kib * 1024;
}
