/* Keeps GTK off OpenGL where a program pretends to be a graphics card. */
#pragma once

void scope_renderer_choose (void);
