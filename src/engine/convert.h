#pragma once
#include "map.h"

G_BEGIN_DECLS

void convo_map_from_nchw (const ConvoMap *map,
                          const float    *nchw,
                          int             first,
                          int             count,
                          ConvoShare      share);
void convo_map_to_nchw   (const ConvoMap *map,
                          int             image,
                          float          *nchw);
/* Maps of packs: the thin layout */
void convo_packs_from_nchw (const ConvoMap *map,
                            const float    *nchw,
                            int             n,
                            gboolean        repeat,
                            int             first,
                            int             count);
void convo_pack_to_nchw    (const ConvoMap *map,
                            int             image,
                            float          *nchw);

G_END_DECLS
