// @title the assembler takes in a file without end
// @request {"compile": {"limits": {"memory": "128MiB", "timeout": "2s"}}}
// @phase compile
// @outcome memory-limit|timeout|failed|disk-limit
// @wall 0 3500
// @control none an assembler without limits reads on until there is no memory left
// What the preprocessor does not see the assembler does.
__asm__(".incbin \"/dev/zero\"");
int main(void) { return 0; }
