// @title a type larger than there is memory
// @request {"compile": {"limits": {"timeout": "20s"}}}
// @outcome compile-error
// @control none what is looked at is the compiler's answer
package main

var x = [1 << 40]int{1}

func main() { println(len(x)) }
