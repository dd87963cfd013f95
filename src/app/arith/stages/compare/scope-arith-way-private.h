/* What the files of a way share. */
#pragma once
#include "scope-arith-way.h"

G_BEGIN_DECLS

#define SCOPE_WAY_LARGEST 34   /* of a cell, in pixels */
#define SCOPE_WAY_MARGIN 12
#define SCOPE_WAY_MAPS 8       /* at most */

struct _ScopeArithWay
{
  ScopeView parent_instance;
  GArray   *parts;             /* of ConvoWayPart */
  double    tallest;           /* of all ways: their maps above each other, in cells */
  gint64    longest;           /* branch of all ways, in MACs */
  gboolean  branches;
};

/* Cells of each map that one output cell depends on: map 0 is the input, the last one the output. */
typedef struct
{
  int    n;
  int    rows[SCOPE_WAY_MAPS], columns[SCOPE_WAY_MAPS];
  double x[SCOPE_WAY_MAPS], y[SCOPE_WAY_MAPS], cell;        /* of the front left corner */
} ScopeWayMaps;

static inline const ConvoWayPart *
scope_way_part (GArray *parts, guint i)
{
  return &g_array_index (parts, ConvoWayPart, i);
}

/* scope-arith-way-maps.c */
void   scope_way_count_maps   (GArray             *parts,
                               ScopeWayMaps       *maps);
double scope_way_stack_height (const ScopeWayMaps *maps);
void   scope_way_draw_maps    (ScopeArithWay      *self,
                               GtkSnapshot        *snapshot);

G_END_DECLS
