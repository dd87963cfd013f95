/* Numbers of what is shown, at any depth: by the paths of a scene's items. */
#pragma once
#include "predict.h"
#include "report-diff.h"
#include "scope-scene.h"

G_BEGIN_DECLS

const char         *scope_scene_path       (const ScopeScene *self,
                                            int               item);
gboolean            scope_scene_wire_hidden (const ScopeScene *self,
                                            const ConvoReport *report,
                                            ConvoPredict     *predict,
                                            const ScopeWire  *wire);
gboolean            scope_scene_numbers    (const ScopeScene *self,
                                            const ConvoReport *report,
                                            int               item,
                                            ConvoNodeReport  *out);
gboolean            scope_scene_before     (const ScopeScene *self,
                                            const ConvoReportDiff *diff,
                                            int               item,
                                            ConvoNodeReport  *out);
const ConvoProblem *scope_scene_problem    (const ScopeScene *self,
                                            const ConvoReport *report,
                                            int               item);
const void         *scope_scene_state      (const ScopeScene *self,
                                            const ConvoReport *report,
                                            int               item);
gboolean            scope_scene_is_absent  (const ScopeScene *self,
                                            const ConvoReport *report,
                                            int               item);
char               *scope_scene_wire_shape (const ScopeScene *self,
                                            const ConvoReport *report,
                                            const ScopeWire  *wire);

G_END_DECLS
