/* The two halves of ScopeSession: data and test picture; document, trainer and snapshots. */
#pragma once
#include "scope-session.h"

G_BEGIN_DECLS

struct _ScopeSession
{
  GObject parent_instance;

  ConvoDocument *document;
  ConvoTrainer  *trainer;
  ConvoStopwatch *stopwatch;     /* for times of layers */
  ConvoBaseline *baseline;       /* of costs */

  char          *spec;           /* what was asked for */
  ConvoDataset  *dataset;        /* as it is on disk */
  ConvoDataset  *fitted;         /* at the size of the document's input */
  char          *problem;        /* why there are no data, or why they do not fit */
  GCancellable  *loading;
  gint64         loading_since;
  int            permille;       /* atomic: the loader's thread writes it */

  guint          sample;
  float         *picture;
  ConvoShape     picture_shape;

  ConvoSnapshot *snapshot;
  ConvoFieldLens *lens;          /* NULL: nobody points at a cell */
  char          *weights_of;     /* id of the node whose weights are looked at */
  guint          watch_source;
  gint64         watch_since;    /* 0: no look is awaited */

  ConvoReport   *run_report;     /* what the present run trains */
  guint          run_version;
  int            threads, niceness;   /* what the trainer was told last */
};

enum
{
  SCOPE_SESSION_DATA_CHANGED,
  SCOPE_SESSION_SAMPLE_CHANGED,
  SCOPE_SESSION_SNAPSHOT,
  SCOPE_SESSION_POINT,
  SCOPE_SESSION_EPOCH,
  SCOPE_SESSION_RUN_STARTED,
  SCOPE_SESSION_LENS_CHANGED,
  SCOPE_SESSION_BUSY,
  SCOPE_SESSION_N_SIGNALS
};

void         scope_session_emit         (ScopeSession *self,
                                         guint         signal);
ConvoReport *scope_session_shown_report (ScopeSession *self);
void         scope_session_watch_soon   (ScopeSession *self);
void         scope_session_refit        (ScopeSession *self);
void         scope_session_drop_picture (ScopeSession *self);

G_END_DECLS
