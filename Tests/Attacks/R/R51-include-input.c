// @title the source includes /dev/stdin
// @request {"compile": {"limits": {"memory": "128MiB", "timeout": "2s"}}, "stdin": "int main(void) { return 0; }"}
// @phase compile
// @outcome failed|completed
// @wall 0 3500
// @control none what is looked at is that the compiler waits for nobody
#include "/dev/stdin"
int main(void) { return 0; }
