#pragma once
#include <glib.h>

G_BEGIN_DECLS

#define CONVO_LIMIT_EXPRESSION 1024
#define CONVO_LIMIT_PARENTHESES 64

/**
 * ConvoScope:
 * @n: how many arguments are in scope
 * @names: their names
 * @values: (nullable): their values; %NULL: check names and grammar only
 * @any: any name is taken as known; grammar only
 *
 * What the names of an expression mean. A %NULL scope has no arguments.
 */
typedef struct
{
  int n;
  const char *const *names;
  const gint64 *values;
  gboolean any;
} ConvoScope;

gboolean convo_expression_eval (const char       *text,
                                const ConvoScope *scope,
                                gint64           *out,
                                GError          **error);
gboolean convo_expression_names (const char      *text,
                                const char       *name);
char    *convo_expression_rename (const char     *text,
                                const char       *name,
                                const char       *new_name);

G_END_DECLS
