// @title the source includes /proc/self/fd/0
// @request {"compile": {"limits": {"memory": "128MiB", "timeout": "2s"}}, "stdin": "int main(void) { return 0; }"}
// @phase compile
// @outcome failed|completed
// @wall 0 3500
// @control none what is looked at is that the compiler waits for nobody
#include "/proc/self/fd/0"
int main(void) { return 0; }
