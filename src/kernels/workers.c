/* A pool of threads that runs numbered slices of a job: fork, steal, join. */
#include "workers.h"

#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>
#ifdef __x86_64__
#include <xmmintrin.h>
#endif

#define MAX_THREADS 256
#define SPINS 2000              /* pauses before sleeping: about as long as a gap between two jobs of a step */
#define FTZ_DAZ 0x8040

/* Slices that a thread owns: next in the low half, end in the high half, so that one compare-and-swap takes either. */
typedef struct
{
  _Alignas (64) atomic_ullong next_end;
} Range;

typedef struct
{
  ConvoWorkers *pool;
  pthread_t thread;
  int index;
} Worker;

struct _ConvoWorkers
{
  _Alignas (64) atomic_int generation;    /* one more for every job; workers sleep on it */
  atomic_int sleepers;
  atomic_int quit;
  _Alignas (64) atomic_int left;          /* slices not finished; the caller sleeps on it */
  atomic_int caller_sleeps;
  _Alignas (64) ConvoJob job;             /* published by the ranges (release), read after taking a slice (acquire) */
  gpointer data;
  int n_threads;
  Worker *workers;
  Range *ranges;
};

static void
futex_wait (atomic_int *word, int value)
{
  syscall (SYS_futex, word, FUTEX_WAIT_PRIVATE, value, NULL, NULL, 0);
}

static void
futex_wake (atomic_int *word)
{
  syscall (SYS_futex, word, FUTEX_WAKE_PRIVATE, MAX_THREADS, NULL, NULL, 0);
}

static inline void
pause_cpu (void)
{
#if defined (__x86_64__)
  _mm_pause ();
#elif defined (__aarch64__)
  __asm__ volatile ("yield");
#endif
}

/* Denormals cost hundreds of cycles each and carry nothing: flush them. Returns what was set before. */
static unsigned
flush_denormals (void)
{
#ifdef __x86_64__
  unsigned before = _mm_getcsr ();

  _mm_setcsr (before | FTZ_DAZ);
  return before;
#else
  return 0;
#endif
}

static void
restore_denormals (unsigned before)
{
#ifdef __x86_64__
  _mm_setcsr (before);
#endif
}

/* Takes a slice from a range: the front for its owner, the back for others. Returns −1 if none is left. */
static int
take (Range *range, gboolean owner)
{
  unsigned long long seen = atomic_load_explicit (&range->next_end, memory_order_acquire);

  for (;;)
    {
      guint32 next = (guint32) seen, end = seen >> 32;
      unsigned long long rest = owner ? seen + 1 : seen - ((unsigned long long) 1 << 32);

      if (next >= end)
        return -1;
      if (atomic_compare_exchange_weak_explicit (&range->next_end, &seen, rest,
                                                 memory_order_acq_rel, memory_order_acquire))
        return owner ? (int) next : (int) end - 1;
    }
}

static void
run_slices (ConvoWorkers *pool, int me)
{
  int slice;

  for (int i = 0; i < pool->n_threads; i++)
    while ((slice = take (&pool->ranges[(me + i) % pool->n_threads], i == 0)) >= 0)
      {
        pool->job (pool->data, me, slice);
        if (atomic_fetch_sub (&pool->left, 1) == 1 && atomic_load (&pool->caller_sleeps))
          futex_wake (&pool->left);
      }
}

static void *
worker_main (void *data)
{
  Worker *worker = data;
  ConvoWorkers *pool = worker->pool;
  int seen = 0;

  flush_denormals ();
  for (;;)
    {
      for (int i = 0; i < SPINS && atomic_load_explicit (&pool->generation, memory_order_acquire) == seen; i++)
        pause_cpu ();
      while (atomic_load (&pool->generation) == seen)
        {
          atomic_fetch_add (&pool->sleepers, 1);
          futex_wait (&pool->generation, seen);
          atomic_fetch_sub (&pool->sleepers, 1);
        }
      seen = atomic_load (&pool->generation);
      if (atomic_load (&pool->quit))
        return NULL;
      run_slices (pool, worker->index);
    }
}

/* Signals belong to the threads of the program that uses the pool. */
static gboolean
start_worker (Worker *worker)
{
  sigset_t all, before;
  gboolean started;

  sigfillset (&all);
  pthread_sigmask (SIG_SETMASK, &all, &before);
  started = pthread_create (&worker->thread, NULL, worker_main, worker) == 0;
  pthread_sigmask (SIG_SETMASK, &before, NULL);
  return started;
}

/**
 * convo_workers_new:
 * @n_threads: threads that work, the caller of convo_workers_run() included; at least 1
 *
 * Creates @n_threads − 1 threads (fewer if the system refuses; see convo_workers_n_threads()).
 *
 * Returns: (transfer full): the pool
 */
ConvoWorkers *
convo_workers_new (int n_threads)
{
  ConvoWorkers *pool;
  int wanted = CLAMP (n_threads, 1, MAX_THREADS);

  g_return_val_if_fail (n_threads >= 1, NULL);
  pool = aligned_alloc (64, (sizeof *pool + 63) & ~(gsize) 63);
  if (pool == NULL)
    g_error ("out of memory");
  *pool = (ConvoWorkers) { .n_threads = wanted };
  pool->workers = g_new0 (Worker, wanted);
  pool->ranges = aligned_alloc (64, sizeof (Range) * wanted);
  for (int i = 0; i < wanted; i++)
    atomic_init (&pool->ranges[i].next_end, 0);
  for (int i = 1; i < wanted; i++)
    {
      pool->workers[i] = (Worker) { .pool = pool, .index = i };
      if (!start_worker (&pool->workers[i]))
        {
          pool->n_threads = i;    /* no job has run yet, so nobody has read it */
          break;
        }
    }
  return pool;
}

/** convo_workers_free: @workers: (nullable): ends the threads; no job may be running */
void
convo_workers_free (ConvoWorkers *workers)
{
  if (workers == NULL)
    return;
  atomic_store (&workers->quit, 1);
  atomic_fetch_add (&workers->generation, 1);
  futex_wake (&workers->generation);
  for (int i = 1; i < workers->n_threads; i++)
    pthread_join (workers->workers[i].thread, NULL);
  g_free (workers->workers);
  free (workers->ranges);
  free (workers);
}

/** convo_workers_n_threads: Returns: threads that work, the caller included */
int
convo_workers_n_threads (ConvoWorkers *workers)
{
  return workers->n_threads;
}

static void
wait_for_slices (ConvoWorkers *workers)
{
  int left;

  for (int i = 0; i < 2 * SPINS && atomic_load_explicit (&workers->left, memory_order_acquire) > 0; i++)
    pause_cpu ();
  if (atomic_load (&workers->left) == 0)
    return;
  atomic_store (&workers->caller_sleeps, 1);
  while ((left = atomic_load (&workers->left)) > 0)
    futex_wait (&workers->left, left);
  atomic_store (&workers->caller_sleeps, 0);
}

/**
 * convo_workers_run:
 * @n_slices: how many; 0 does nothing
 * @job: called once for each slice, on any thread
 *
 * Runs all slices and returns when the last has ended; the caller works too, as worker 0. One run at a time; a job
 * may not run another.
 */
void
convo_workers_run (ConvoWorkers *workers, int n_slices, ConvoJob job, gpointer data)
{
  int n = workers->n_threads;
  unsigned before;

  if (n_slices <= 0)
    return;
  before = flush_denormals ();
  workers->job = job;
  workers->data = data;
  atomic_store (&workers->left, n_slices);
  for (int i = 0; i < n; i++)
    {
      unsigned long long start = (gint64) n_slices * i / n, end = (gint64) n_slices * (i + 1) / n;

      atomic_store_explicit (&workers->ranges[i].next_end, start | end << 32, memory_order_release);
    }
  if (n > 1 && n_slices > 1)
    {
      atomic_fetch_add (&workers->generation, 1);
      if (atomic_load (&workers->sleepers) > 0)
        futex_wake (&workers->generation);
    }
  run_slices (workers, 0);
  wait_for_slices (workers);
  restore_denormals (before);
}

/** convo_cores: Returns: processors that this process may run on */
int
convo_cores (void)
{
  cpu_set_t set;

  if (sched_getaffinity (0, sizeof set, &set) == 0)
    return CLAMP (CPU_COUNT (&set), 1, MAX_THREADS);
  return CLAMP (sysconf (_SC_NPROCESSORS_ONLN), 1, MAX_THREADS);
}
