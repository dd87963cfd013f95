/* Random settings of a layer kind, drawn from its property table: whatever the registry holds is tested. */
#pragma once
#include "random.h"
#include "site.h"

G_BEGIN_DECLS

/* Draws properties, number of inputs, rank and small extents until the kind accepts them; NULL after many refusals */
TestSite *test_random_site (const ConvoKind *kind,
                            ConvoRandom     *random,
                            int              rank,
                            int              batch);
char     *test_site_describe (const TestSite *site);

G_END_DECLS
