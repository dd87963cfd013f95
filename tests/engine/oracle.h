/* Where the oracle's files are: tests/oracle, or the folder that CONVO_ORACLE names. */
#pragma once
#include "safetensors.h"

static inline ConvoSafetensors *
oracle_golden (const char *name)
{
  g_autoptr(GError) error = NULL;
  const char *folder = g_getenv ("CONVO_ORACLE");
  g_autofree char *file_name = g_strconcat (name, ".safetensors", NULL);
  g_autofree char *path = g_build_filename (folder != NULL ? folder : ORACLE, "golden", file_name, NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  ConvoSafetensors *stored = convo_safetensors_load (file, NULL, &error);

  g_assert_no_error (error);
  return stored;
}

static inline const float *
oracle_floats (const ConvoSafetensors *file, const char *name)
{
  const ConvoStored *tensor = convo_safetensors_find (file, name);

  g_assert_nonnull (tensor);
  g_assert_cmpstr (tensor->dtype, ==, "F32");
  return tensor->data;
}
