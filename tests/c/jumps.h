#ifndef JUMPS_H
#define JUMPS_H

/* Calls, and tells whether a jump led out of it. */
int jumps_catch(void (*call)(void *), void *data);

/* Each jumps out of the innermost `jumps_catch` of this thread. */
void jumps_away(void);
void jumps_away_mixed(int number, double fraction);
void jumps_away_last(int a, int b, int c, int d, int e, int f, int g, int h);

#endif
