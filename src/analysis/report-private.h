/* What a report is made of: for analysis/ only. */
#pragma once
#include "report.h"

G_BEGIN_DECLS

struct _ConvoReport
{
  gatomicrefcount refs;
  ConvoNet *net;
  ConvoNodeReport *nodes;        /* per layer of the net */
  ConvoShape *shapes;            /* inputs of all layers, one after the other */
  int *first;                    /* [n + 1] where the inputs of a layer begin */
  ConvoNodeReport *tops;         /* per top-level node */
  int *top_problem;              /* per top-level node: index of its gravest problem, or -1 */
  GPtrArray *problems;
  ConvoTotals totals;
};

void convo_report_complain (ConvoReport *report,
                            int          top,
                            const char  *path,
                            int          port,
                            gboolean     warning,
                            const char  *message);
void convo_report_advise   (ConvoReport *report);

G_END_DECLS
