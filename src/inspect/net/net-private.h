/* What the files of a network's trace share. */
#pragma once
#include "net-trace.h"
#include "tail.h"

G_BEGIN_DECLS

struct _ConvoNetTrace
{
  gatomicrefcount ref_count;
  ConvoReport *report;
  ConvoWeights *weights;
  ConvoWorkers *workers;
  ConvoPlan *plan;
  gint32 label;
  gboolean training;
  double loss;
  GMutex lock;                 /* of everything below, and of the plan */
  ConvoTail *tail;             /* of the layer that was asked for last */
  int tail_node;
};

G_END_DECLS
