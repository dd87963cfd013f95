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

G_END_DECLS
