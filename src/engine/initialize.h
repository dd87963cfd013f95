/* How the values of one tensor begin. */
#pragma once
#include "weights.h"

G_BEGIN_DECLS

void convo_tensor_init (ConvoTensor *tensor,
                        ConvoInit    init,
                        double       value,
                        guint64      seed,
                        int          index);

G_END_DECLS
