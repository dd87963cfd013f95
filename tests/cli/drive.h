/* Drives the real `convo` for the tests. */
#pragma once
#include <gio/gio.h>
#include <json-glib/json-glib.h>

/* What a run of it printed, and its exit status */
typedef struct
{
  char *out, *err;
  int status;
} Result;

typedef struct
{
  const char *path;
  void (*test) (void);
} CliTest;

extern char *folder;   /* of this test's files */

void      result_clear (Result        *result);
Result    convo        (const char    *line);
JsonNode *parse        (const char    *text);
void      write_file   (const char    *name,
                        const char    *text,
                        gssize         size);
void      assert_fails (const char    *line,
                        int            status,
                        const char    *words);
int       run_tests    (int            argc,
                        char         **argv,
                        const CliTest *tests,
                        gsize          n);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Result, result_clear)
