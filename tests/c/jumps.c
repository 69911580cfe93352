#include "jumps.h"

#include <setjmp.h>

static _Thread_local jmp_buf place;

int jumps_catch(void (*call)(void *), void *data)
{
    if (setjmp(place))
        return 1;
    call(data);
    return 0;
}

void jumps_away(void)
{
    longjmp(place, 1);
}

void jumps_away_mixed(int number, double fraction)
{
    if (number == 3 && fraction == 0.5)
        longjmp(place, 1);
}

void jumps_away_last(int a, int b, int c, int d, int e, int f, int g, int h)
{
    if (a + b + c + d + e + f + g == 28 && h == 8)
        longjmp(place, 1);
}
