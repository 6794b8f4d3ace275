"""What the cases in Python share: each probe prints one line, `NAME VERDICT`."""
import ctypes
import errno
import os
import re

UNPROTECTED = "UNPROTECTED" in os.environ
libc = ctypes.CDLL(None, use_errno=True)


def verdict(name, text):
    print(name, text, flush=True)


def error_name(error):
    return errno.errorcode.get(error, "E%d" % error)


def attempt(name, action, *arguments):
    """Prints OK or the error's name; returns the result, or None where there was an error."""
    try:
        result = action(*arguments)
    except OSError as error:
        # A failed getaddrinfo has numbers of its own.
        verdict(name, type(error).__name__ if type(error).__name__ == "gaierror" else error_name(error.errno))
        return None
    verdict(name, "OK")
    return result if result is not None else True


def call(number, *arguments):
    """A system call by its number: (result, the error's name or OK)."""
    result = libc.syscall(ctypes.c_long(number), *[
        a if isinstance(a, (bytes, ctypes.Array)) else ctypes.c_ulong(a & (1 << 64) - 1) for a in arguments])
    return result, error_name(ctypes.get_errno()) if result == -1 else "OK"


def read(path, size=1 << 16):
    """The beginning of a file, or None."""
    try:
        with open(path, "rb") as file:
            return file.read(size)
    except OSError:
        return None


def search(pattern, roots=("/",), leave=("/usr", "/bin", "/sbin", "/lib", "/lib64", "/opt", "/sys"), limit=1 << 20):
    """Paths below the roots whose name or content matches; its own source files are left out."""
    found, expression = [], re.compile(pattern)
    own = {os.path.abspath(__file__), os.path.abspath(os.sys.argv[0])}
    for root in roots:
        for folder, names, files in os.walk(root):
            names[:] = [n for n in names if os.path.join(folder, n) not in leave]
            for name in names + files:
                path = os.path.join(folder, name)
                if path in own:
                    continue
                if expression.search(name.encode("utf-8", "surrogateescape")):
                    found.append(path)
                elif name in files and os.path.isfile(path):
                    if expression.search(read(path, limit) or b""):
                        found.append(path)
    return found
