#pragma once
#include <glib.h>
#include "dataset.h"

G_BEGIN_DECLS

#define CONVO_SHAPES_CLASSES 6
#define CONVO_SHAPES_LEAST 8          /* pixels along the smaller side */
#define CONVO_SHAPES_TRAIN 12000
#define CONVO_SHAPES_TEST 2000

/**
 * ConvoBox:
 * @x: left column, in pixels
 * @y: top row
 * @width: columns, at least 1
 * @height: rows, at least 1
 *
 * Where an object is in its picture.
 */
typedef struct
{
  int x, y, width, height;
} ConvoBox;

ConvoDataset *convo_dataset_new_shapes (const ConvoShape   *shape,
                                        int                 n_classes,
                                        guint               n_train,
                                        guint               n_test,
                                        guint64             seed,
                                        GError            **error);
gboolean      convo_shapes_mask        (const ConvoDataset *dataset,
                                        gboolean            test,
                                        guint32             index,
                                        guint8             *mask,
                                        ConvoBox           *box);

G_END_DECLS
