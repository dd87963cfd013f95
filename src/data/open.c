/* Data by name: "fashion-mnist", "shapes", or a folder; fitted to a network's input. */
#include "open.h"
#include "errors.h"
#include "folder.h"
#include "mnist.h"
#include "shapes.h"
#include "text.h"

#define SHAPES_SEED 1

static ConvoDataset *
open_shapes (const ConvoShape *input, int n_classes, GError **error)
{
  ConvoShape own = CONVO_SHAPE (1, 28, 28);

  return convo_dataset_new_shapes (input != NULL && input->rank > 1 ? input : &own,
                                   n_classes > 0 ? n_classes : CONVO_SHAPES_CLASSES,
                                   CONVO_SHAPES_TRAIN, CONVO_SHAPES_TEST, SHAPES_SEED, error);
}

/**
 * convo_dataset_open_full:
 * @spec: "fashion-mnist", "shapes", or the path of a folder (convo_dataset_load_folder())
 * @input: (nullable): the shape of the network's input; %NULL for the data's own
 * @n_classes: how many values the network's last layer gives; 0 if nobody knows
 * @progress: (nullable) (scope call): told how far it is
 * @error: return location; %CONVO_ERROR_DATA, %CONVO_ERROR_FORMAT, %CONVO_ERROR_LIMIT, %CONVO_ERROR_MEMORY,
 *   %CONVO_ERROR_SHAPE, %G_FILE_ERROR, %G_IO_ERROR
 *
 * Blocks: call it from a worker.
 *
 * Returns: (transfer full): the data, fitted to the network (convo_dataset_fit()), or %NULL with @error set
 */
ConvoDataset *
convo_dataset_open_full (const char *spec, const ConvoShape *input, int n_classes, ConvoDataProgress progress,
                         gpointer user_data, GCancellable *cancellable, GError **error)
{
  g_autoptr(ConvoDataset) dataset = NULL;

  g_return_val_if_fail (spec != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);
  if (g_str_equal (spec, "fashion-mnist"))
    dataset = convo_dataset_load_fashion_mnist (NULL, cancellable, error);
  else if (g_str_equal (spec, "shapes"))
    dataset = open_shapes (input, n_classes, error);
  else if (g_file_test (spec, G_FILE_TEST_IS_DIR))
    dataset = convo_dataset_load_folder (spec, input, progress, user_data, cancellable, error);
  else
    {
      g_autofree char *shown = g_filename_display_name (spec);

      g_set_error (error, CONVO_ERROR, CONVO_ERROR_DATA,
                   _("There is no data set and no folder “%s”; use fashion-mnist, shapes, or the path of a folder "
                     "with the files of MNIST or with a subfolder of pictures for every class."), shown);
    }
  return dataset != NULL ? convo_dataset_fit (dataset, input, n_classes, error) : NULL;
}

/** convo_dataset_open: As convo_dataset_open_full(), without progress. Returns: (transfer full) */
ConvoDataset *
convo_dataset_open (const char *spec, const ConvoShape *input, int n_classes, GCancellable *cancellable, GError **error)
{
  return convo_dataset_open_full (spec, input, n_classes, NULL, NULL, cancellable, error);
}
