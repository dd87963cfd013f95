/* What the activations share: each value for itself, backward from the output where that tells the slope. */
#pragma once
#include "kind.h"
#include "pointwise.h"

G_BEGIN_DECLS

void convo_activation_forward  (ConvoActivation  function,
                                float            alpha,
                                ConvoPass       *pass);
void convo_activation_in_place (ConvoActivation  function,
                                float            alpha,
                                ConvoPass       *pass);
void convo_activation_backward (ConvoActivation  function,
                                float            alpha,
                                ConvoPass       *pass);
void convo_activation_mask     (ConvoActivation  function,
                                float            alpha,
                                ConvoPass       *pass);

G_END_DECLS
