// @title a data segment larger than the disk
// @request {"compile": {"limits": {"timeout": "20s", "disk": "64MiB"}}}
// @phase compile
// @outcome disk-limit|failed|memory-limit
// @control none it would write a file of that size
package main

var x = [1 << 28]byte{1<<28 - 1: 1}

func main() { println(x[0]) }
