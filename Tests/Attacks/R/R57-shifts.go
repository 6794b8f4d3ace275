// @title constants of hundreds of millions of digits
// @request {"compile": {"limits": {"timeout": "10s"}}}
// @outcome compile-error
// @control none what is looked at is the compiler's answer
package main

const (
	a = 1 << 500
	b = a * a * a * a * a * a * a * a
	c = 1 << (1 << 30)
	d = c << c
)

func main() { println(d > b) }
