/* The nets that the hand-made questions are about, written down a layer at a time. */
#pragma once
#include "report.h"

G_BEGIN_DECLS

typedef struct
{
  int channels, kernel, stride, padding, groups;
  gboolean no_bias;
} HandConv;

GString     *hand_begin     (int          channels,
                             int          height,
                             int          width);
void         hand_conv      (GString     *net,
                             const char  *id,
                             HandConv     conv);
void         hand_pool      (GString     *net,
                             const char  *id,
                             int          kernel,
                             int          stride,
                             int          padding,
                             gboolean     ceil);
void         hand_linear    (GString     *net,
                             const char  *id,
                             int          features,
                             gboolean     no_bias);
void         hand_add       (GString     *net,
                             const char  *id,
                             const char  *kind,
                             const char  *from);
ConvoReport *hand_end       (GString     *net);

ConvoReport *hand_alexnet   (int          groups);
ConvoReport *hand_alexnet_one_tower (void);
ConvoReport *hand_vgg16     (gboolean     no_bias);
ConvoReport *hand_inception (gboolean     bottleneck);
ConvoReport *hand_lenet     (void);
ConvoReport *hand_mobilenet (void);
ConvoReport *hand_cifar_resnet (int       n);

const ConvoNodeReport *hand_layer (const ConvoReport *report,
                                   const char        *path);

G_END_DECLS
