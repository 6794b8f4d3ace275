// @title the source includes /dev/zero
// @request {"compile": {"limits": {"memory": "128MiB", "timeout": "2s"}}, "stdin": "int main(void) { return 0; }"}
// @phase compile
// @outcome memory-limit|timeout|failed|output-limit|disk-limit
// @wall 0 3500
// @control none a compiler without limits reads on until there is no memory left
#include "/dev/zero"
int main(void) { return 0; }
