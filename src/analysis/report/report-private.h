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
  int n_classes;                 /* of the data that the network is to learn from; 0 if nobody chose any */
  char *data;                    /* how they are called */
  const ConvoProblem *class_problem;   /* that there are more of them than scores; NULL if that is not so */
};

void convo_report_complain (ConvoReport *report,
                            int          top,
                            const char  *path,
                            int          port,
                            gboolean     warning,
                            const char  *message);
void convo_report_examine  (ConvoReport *report,
                            int          index,
                            int         *latest);
void convo_report_expect   (ConvoReport *report,
                            int          n_classes,
                            const char  *data);
int  convo_report_main_loss (const ConvoReport *report);
gint64 convo_report_scores (const ConvoReport *report,
                            int                loss);
int  convo_report_scorer   (const ConvoReport *report,
                            int                loss,
                            const ConvoProp  **prop);
void convo_report_advise   (ConvoReport *report);

ConvoReport *convo_report_on        (ConvoNet         *net,
                                     int               n_classes,
                                     const char       *data);
ConvoReport *convo_report_new_plain (const ConvoGraph *graph);

G_END_DECLS
