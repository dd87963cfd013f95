/* What the two files of the history map share. */
#pragma once
#include "scope-history-layout.h"
#include "scope-history.h"

G_BEGIN_DECLS

typedef struct
{
  ScopeModel *model;
  char       *label;                /* name and value */
  gboolean    ring;                 /* a challenge's test set, or several networks */
} ScopeHistorySpot;

struct _ScopeHistory
{
  ScopeView           parent_instance;

  ScopeCatalog       *catalog;
  ScopeHistoryAxis    axis;
  gboolean            single;
  ScopeHistorySpot   *spots;        /* [n] */
  ScopeHistoryPoint  *points;       /* [n] their places */
  int                 n;
  ScopeHistoryLayout  layout;
  double              width, height;   /* of which the places are */
  ScopeModel         *selected;
  int                 hovered;
  GskRenderNode      *node;
};

int  scope_history_index    (ScopeHistory *self,
                             const char   *id);
void scope_history_snapshot (GtkWidget    *widget,
                             GtkSnapshot  *snapshot);

G_END_DECLS
