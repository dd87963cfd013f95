/* How cures are collected: for analysis/ only. */
#pragma once
#include "cures.h"

G_BEGIN_DECLS

#define CURES_MOST 4             /* more choices help nobody */

/**
 * CureSearch:
 * @report: of the graph with the problem
 * @path: (nullable): the guilty node; %NULL if the whole graph is
 * @index: its index in the net; -1
 * @message: of the problem
 * @warning: whether it is one
 * @cures: those found
 */
typedef struct
{
  const ConvoReport *report;
  const char *path;
  int index;
  const char *message;
  gboolean warning;
  ConvoCures *cures;
} CureSearch;

/* Takes @graph; adds it if it removes the problem and makes no other. Returns: whether it did */
gboolean    convo_cure_try       (CureSearch       *search,
                                  ConvoGraph       *graph,
                                  const char       *format,
                                  ...) G_GNUC_PRINTF (3, 4);
/* Adds without a trial: for advice, where nothing is wrong; refuses graphs with errors */
gboolean    convo_cure_offer     (ConvoCures       *cures,
                                  const ConvoReport *before,
                                  ConvoGraph       *graph,
                                  const char       *label);
void        convo_cure_free      (ConvoCure        *cure);
ConvoCures *convo_cures_list     (void);   /* (transfer full): an empty list */

JsonNode   *convo_cure_int       (gint64            value);
JsonNode   *convo_cure_axes      (const ConvoAxes  *axes);
/* The graph with a node of @kind in the wire into @port of @path; @made (out): its path */
ConvoGraph *convo_cure_insert    (const ConvoGraph *graph,
                                  const char       *path,
                                  int               port,
                                  const char       *kind,
                                  char            **made);
/* Takes @graph; sets a property; NULL stays NULL, a refusal gives NULL */
ConvoGraph *convo_cure_set       (ConvoGraph       *graph,
                                  const char       *path,
                                  const char       *key,
                                  JsonNode         *value);

void        convo_cure_properties (CureSearch *search);
void        convo_cure_merge      (CureSearch *search);
void        convo_cure_wiring     (CureSearch *search);

G_END_DECLS
