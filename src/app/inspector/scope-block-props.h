/* The arguments of a named block's instance as properties, so that the inspector needs no second kind of row. */
#pragma once
#include "report.h"

G_BEGIN_DECLS

typedef struct _ScopeBlockProps ScopeBlockProps;

ScopeBlockProps *scope_block_props_new    (const ConvoGraph *graph,
                                           const ConvoNode  *node);
void             scope_block_props_free   (ScopeBlockProps  *self);
const ConvoProp *scope_block_props_table  (ScopeBlockProps  *self,
                                           int              *n);
const void      *scope_block_props_state  (ScopeBlockProps  *self,
                                           const ConvoGraph *graph,
                                           const ConvoNode  *node);

G_END_DECLS
