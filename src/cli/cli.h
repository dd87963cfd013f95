/* What the subcommands of `convo` share. Exit statuses: 0 done, 1 failed, 2 wrong usage. */
#pragma once
#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include "report.h"
#include "training.h"

G_BEGIN_DECLS

enum { CLI_DONE, CLI_FAILED, CLI_USAGE };

/* Subcommands: argv[0] is the subcommand's name */
int cli_describe     (int argc, char **argv);
int cli_explain      (int argc, char **argv);
int cli_memory       (int argc, char **argv);
int cli_train        (int argc, char **argv);
int cli_run          (int argc, char **argv);
int cli_bench        (int argc, char **argv);
int cli_bench_worker (int argc, char **argv);
int cli_check        (int argc, char **argv);
int cli_arithmetic   (int argc, char **argv);

/* options.c */
int            cli_fail        (GError              *error);
int            cli_wrong_usage (const char          *format,
                                ...) G_GNUC_PRINTF (1, 2);
gboolean       cli_parse       (int                 *argc,
                                char               **argv,
                                const char          *arguments,
                                const char          *summary,
                                const GOptionEntry  *options,
                                int                  n_arguments);
gboolean       cli_parse_some  (int                 *argc,
                                char               **argv,
                                const char          *arguments,
                                const char          *summary,
                                const GOptionEntry  *options,
                                int                  least,
                                int                  most);
gboolean       cli_in_range    (const char          *option,
                                double               value,
                                double               min,
                                double               max);
void           cli_print_json  (JsonBuilder         *builder);
void           cli_json_shape  (JsonBuilder         *builder,
                                const ConvoShape    *shape);

/* model.c */
ConvoGraph    *cli_load_graph  (const char          *model,
                                const ConvoShape    *input,
                                GError             **error);
ConvoReport   *cli_load_report (const char          *model,
                                const ConvoShape    *input,
                                GError             **error);
float         *cli_random_pictures (const ConvoReport *report,
                                    int                batch,
                                    guint64            seed,
                                    gint32           **labels);
gint64         cli_peak_rss    (void);
double         cli_median      (double              *values,
                                guint                n);

G_END_DECLS
