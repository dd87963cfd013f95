/* What the display can do: keeps GTK off OpenGL where a program pretends to be a graphics card, and off transparency where
 * nothing composes the screen. */
#pragma once

void scope_renderer_choose            (void);
void scope_renderer_follow_compositor (void);
