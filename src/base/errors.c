#include "errors.h"

G_DEFINE_QUARK (convo-error-quark, convo_error)
