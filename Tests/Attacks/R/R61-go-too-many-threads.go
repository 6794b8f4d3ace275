// @title Go asks for more threads than there may be
// @request {"limits": {"memory": "128MiB", "processes": 24, "timeout": "5s"}, "compile": {"limits": {"timeout": "20s"}}}
// @outcome process-limit
// @wall 0 30000
// @never ^survived
// @control none it would leave its threads waiting
package main

import (
	"fmt"
	"runtime"
	"syscall"
	"time"
)

func main() {
	for i := 0; i < 100; i++ {
		go func() {
			runtime.LockOSThread()
			var ends [2]int
			syscall.Pipe(ends[:])
			// Blocks the thread itself.
			syscall.Read(ends[0], make([]byte, 1))
		}()
	}
	time.Sleep(2 * time.Second)
	fmt.Println("survived")
}
