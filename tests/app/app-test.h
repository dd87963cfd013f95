/* What the tests of the application share: a display, all kinds, small networks, waiting. */
#pragma once
#include <adwaita.h>
#include "scope-session.h"

void          app_test_init  (int              *argc,
                              char           ***argv);
gboolean      app_test_wait  (gboolean        (*done) (gpointer),
                              gpointer          data,
                              double            seconds);
void          app_test_turn  (void);
ConvoGraph   *app_test_graph (const char       *kind,
                              char            **id);
