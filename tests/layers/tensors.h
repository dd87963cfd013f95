/* Reads the oracle's tensors; a test's own reader, so that it depends on no room right of the layers. */
#pragma once
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * TestTensor:
 * @values: as floats (F32) or whole numbers (I64)
 */
typedef struct
{
  int rank;
  gint64 dim[8], count;
  float *values;
} TestTensor;

/* The folder tests/oracle, or the one that CONVO_ORACLE names */
char             *test_oracle_path   (const char *name);
JsonNode         *test_oracle_json   (const char *name);
/* name → TestTensor, of golden/NAME.safetensors */
GHashTable       *test_oracle_tensors (const char *name);
const TestTensor *test_tensor        (GHashTable *tensors,
                                      const char *name);

G_END_DECLS
