/* Tables on a terminal, aligned by the width that characters have there. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef struct _CliTable CliTable;

/* @columns: headings; one that begins with ">" is aligned to the right */
CliTable *cli_table_new   (const char *const *columns,
                           int                n);
void      cli_table_free  (CliTable          *table);
void      cli_table_take  (CliTable          *table,
                           char              *cell);
void      cli_table_rule  (CliTable          *table);
void      cli_table_print (const CliTable    *table);
int       cli_text_width  (const char        *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliTable, cli_table_free)

G_END_DECLS
