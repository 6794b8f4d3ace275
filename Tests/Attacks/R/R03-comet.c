// @title a process that lives on in its child and is never long enough there to be listed
// @every-commit
// @wall 0 1000
// @control none nothing but the end of its name space can stop it
// The first process ends at once, so the run does; whoever lists processes and kills them one by one loses the race.
#include <unistd.h>

int main(void) {
    for (;;) {
        if (fork() > 0) _exit(0);
    }
}
