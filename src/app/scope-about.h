/* The about window. */
#pragma once
#include <gtk/gtk.h>

void scope_about_present (GtkWindow *parent);
