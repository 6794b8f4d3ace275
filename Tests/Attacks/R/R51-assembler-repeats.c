// @title the assembler repeats a line a thousand million times, and an object file is all zeros
// @request {"compile": {"limits": {"memory": "128MiB", "timeout": "2s", "disk": "32MiB"}}}
// @phase compile
// @outcome memory-limit|timeout|failed|disk-limit
// @wall 0 3500
// @control none an assembler without limits goes on until there is no memory left
__asm__(".data\n.fill 64000000, 1, 1\n.rept 1000000000\n.quad 1\n.endr");
int main(void) { return 0; }
