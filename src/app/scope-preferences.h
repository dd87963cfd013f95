/* The preferences window. */
#pragma once
#include <gtk/gtk.h>

void scope_preferences_present (GtkWindow *parent);
