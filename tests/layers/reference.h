/* Layers by their definitions: plain loops in double over NCHW arrays, for comparison with the fast kernels. */
#pragma once
#include "site.h"

G_BEGIN_DECLS

/**
 * Reference:
 * @x: inputs, NCHW, all images
 * @params: in file order
 * @y: output, NCHW; written by reference_forward()
 */
typedef struct
{
  const TestSite *site;
  double *x[TEST_MAX_INPUTS], *params[CONVO_MAX_PARAMS], *y;
} Reference;

/* A copy of the site's values */
Reference *reference_new     (const TestSite  *site);
void       reference_free    (Reference       *reference);
gboolean   reference_exists  (const ConvoKind *kind);
void       reference_forward (Reference       *reference);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reference, reference_free)

G_END_DECLS
