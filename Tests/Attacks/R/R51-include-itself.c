// @title a source that includes itself twice, without end
// @request {"compile": {"limits": {"memory": "128MiB", "timeout": "2s"}}}
// @phase compile
// @outcome failed|timeout|memory-limit|output-limit
// @wall 0 3500
// @control none it would run until its output fills the machine
#include __FILE__
#include __FILE__
int main(void) { return 0; }
