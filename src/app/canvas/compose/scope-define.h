/* Edits of definitions themselves, each one undo step with a name: for the inspector and the page of blocks. */
#pragma once
#include "document.h"

G_BEGIN_DECLS

gboolean scope_define_rename          (ConvoDocument *document,
                                       const char    *name,
                                       const char    *new_name,
                                       GError       **error);
char    *scope_define_copy            (ConvoDocument *document,
                                       const char    *name,
                                       GError       **error);
char    *scope_define_own             (ConvoDocument *document,
                                       const char    *path,
                                       GError       **error);
gboolean scope_define_remove          (ConvoDocument *document,
                                       const char    *name,
                                       GError       **error);
char    *scope_define_add_argument    (ConvoDocument *document,
                                       const char    *name,
                                       GError       **error);
gboolean scope_define_remove_argument (ConvoDocument *document,
                                       const char    *name,
                                       const char    *argument,
                                       GError       **error);
gboolean scope_define_rename_argument (ConvoDocument *document,
                                       const char    *name,
                                       const char    *argument,
                                       const char    *new_name,
                                       GError       **error);
gboolean scope_define_set_default     (ConvoDocument *document,
                                       const char    *name,
                                       const char    *argument,
                                       JsonNode      *value,
                                       GError       **error);

G_END_DECLS
