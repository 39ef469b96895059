// What a client may do to the container itself.
#pragma once

void steer_signal(int signal);
void steer_size(unsigned short columns, unsigned short rows);
