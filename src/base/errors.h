#pragma once
#include <glib.h>

G_BEGIN_DECLS

#define CONVO_ERROR (convo_error_quark ())

/**
 * ConvoError:
 * @CONVO_ERROR_PROPERTY: a property of a layer is outside its legal range
 * @CONVO_ERROR_SHAPE: shapes do not fit (window larger than input, unequal inputs, overflow)
 * @CONVO_ERROR_WIRING: a wire is missing, superfluous, or closes a cycle
 * @CONVO_ERROR_FORMAT: foreign bytes are malformed
 * @CONVO_ERROR_VERSION: a document of a version this program does not know
 * @CONVO_ERROR_LIMIT: a limit of the reader was exceeded
 * @CONVO_ERROR_NAME: a kind, property, argument, node or file name is unknown or used twice
 * @CONVO_ERROR_MEMORY: the computer has too little memory for what was asked
 * @CONVO_ERROR_DATA: a data set is missing, or does not fit the network
 * @CONVO_ERROR_DIVERGED: NaN or infinity appeared while training
 * @CONVO_ERROR_CANCELLED: given up because somebody asked for it
 *
 * Everything that a person or a file can cause. Messages are whole sentences, translated, that say
 * which, why and what to do.
 */
typedef enum
{
  CONVO_ERROR_PROPERTY,
  CONVO_ERROR_SHAPE,
  CONVO_ERROR_WIRING,
  CONVO_ERROR_FORMAT,
  CONVO_ERROR_VERSION,
  CONVO_ERROR_LIMIT,
  CONVO_ERROR_NAME,
  CONVO_ERROR_MEMORY,
  CONVO_ERROR_DATA,
  CONVO_ERROR_DIVERGED,
  CONVO_ERROR_CANCELLED,
} ConvoError;

GQuark convo_error_quark (void);

G_END_DECLS
