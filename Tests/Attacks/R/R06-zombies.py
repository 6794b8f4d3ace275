# @title children that nobody waits for count until they are gone, and orphans are waited for by pid 1
# @request {"limits": {"processes": 32}}
# @probe zombies EAGAIN
# @probe orphans OK uncontrolled: pid 1 waits for orphans on every system
import errno
import os
import time


def attempt(name, times, body):
    verdict = "OK"
    for _ in range(times):
        try:
            body()
        except OSError as error:
            verdict = errno.errorcode[error.errno]
            break
    print(name, verdict, flush=True)


def zombie():
    if os.fork() == 0:
        os._exit(0)


def orphan():
    pid = os.fork()
    if pid == 0:
        # The grandchild is left to pid 1.
        try:
            os._exit(0 if os.fork() >= 0 else 1)
        except OSError:
            os._exit(2)
    if os.waitpid(pid, 0)[1] != 0:
        raise OSError(errno.EAGAIN, "the grandchild")


farm = os.fork()
if farm == 0:
    attempt("zombies", 200, zombie)
    os._exit(0)
os.waitpid(farm, 0)


def patient_orphan():
    # Pid 1 shares the run's processor time; what counts is that it comes to it.
    end = time.monotonic() + 2
    while True:
        try:
            return orphan()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.01)


attempt("orphans", 300, patient_orphan)
