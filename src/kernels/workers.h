#pragma once
#include <glib.h>

G_BEGIN_DECLS

/**
 * ConvoWorkers:
 *
 * A pool of threads that runs numbered slices of a job: each thread owns a contiguous range of slices, takes from its
 * front, and when done from the back of others'. Short spin, then futex. Results belong to slices, not to threads, so
 * who runs a slice changes no bit. Denormals are flushed to zero in the workers and, during a job, in the caller.
 */
typedef struct _ConvoWorkers ConvoWorkers;

/* @worker: 0 … n_threads − 1, for scratch memory; @slice: which part of the work */
typedef void (*ConvoJob) (gpointer data, int worker, int slice);

ConvoWorkers *convo_workers_new       (int           n_threads);
void          convo_workers_free      (ConvoWorkers *workers);
int           convo_workers_n_threads (ConvoWorkers *workers);
void          convo_workers_run       (ConvoWorkers *workers,
                                       int           n_slices,
                                       ConvoJob      job,
                                       gpointer      data);
int           convo_cores             (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConvoWorkers, convo_workers_free)

G_END_DECLS
