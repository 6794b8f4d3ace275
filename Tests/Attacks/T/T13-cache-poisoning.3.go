// @title Poisons the caches of compilers and run-time systems for the next tenant
// @prints ^built$
// @never poison
// @control none it is what must work
package main

import "fmt"

func main() { fmt.Println("built") }
