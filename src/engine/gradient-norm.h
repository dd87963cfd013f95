/* How long the gradients of each layer's parameters are. */
#pragma once
#include "plan.h"

G_BEGIN_DECLS

void convo_plan_gradient_norms (ConvoPlan *plan,
                                double    *norms);

G_END_DECLS
