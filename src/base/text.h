/* Translation without a GUI: libconvo's messages are looked up in the domain "convoscope". */
#pragma once
#include <glib.h>

#define _(String) (g_dgettext ("convoscope", String))
#define C_(Context, String) (g_dpgettext2 ("convoscope", Context, String))
#define N_(String) (String)
#define NC_(Context, String) (String)
#define ngettext_(Singular, Plural, N) (g_dngettext ("convoscope", Singular, Plural, N))
