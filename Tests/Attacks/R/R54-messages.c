// @title a compiler that complains without end
// @request {"compile": {"limits": {"output": "16KiB", "timeout": "10s"}}}
// @phase compile
// @outcome output-limit
// @wall 0 5000
// @control none what is looked at is the limit
// Each name is another one, so that none is complained about only once.
#define JOIN(number) name##number;
#define NAME(number) JOIN(number)
#define A NAME(__COUNTER__) NAME(__COUNTER__) NAME(__COUNTER__) NAME(__COUNTER__) NAME(__COUNTER__)
#define B A A A A A A A A A A
#define C B B B B B B B B B B
int main(void) { C }
