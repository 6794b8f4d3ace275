// @title many such processes, each in a session of its own, while the first one goes on
// @request {"limits": {"processes": 32, "timeout": "3s"}}
// @wall 300 1500
// @prints ^done$
// @control none nothing but the end of its name space can stop it
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
    signal(SIGCHLD, SIG_IGN);
    for (int i = 0; i < 8; i++) {
        if (fork() != 0) continue;
        signal(SIGCHLD, SIG_IGN);
        for (;;) {
            pid_t pid = fork();
            if (pid > 0) _exit(0);
            if (pid == 0) setsid();
        }
    }
    usleep(300000);
    puts("done");
    return 0;
}
