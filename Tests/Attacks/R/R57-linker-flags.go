// @title the source asks for flags of the C compiler and the linker that load a program
// @request {"files": [{"name": "evil.c", "content": "__attribute__((constructor)) void f(void) {}"}]}
// @outcome compile-error
// @control none what is looked at is the tool chain's answer
// Go itself refuses them; where it did not, it would be the compile phase's sandbox that holds.
package main

// #cgo CFLAGS: -fplugin=/work/evil.so
// #cgo LDFLAGS: -Wl,-plugin=/work/evil.so
import "C"

func main() { println("built") }
