// @title Go starts and works within small limits, and takes no more threads than it may
// @request {"limits": {"memory": "64MiB", "processes": 32, "cpus": 0.5, "timeout": "5s"}, "compile": {"limits": {"timeout": "20s"}}}
// @prints ^processors 1$
// @prints ^sum 499999500000$
// @control none a machine of one processor says the same
package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"
)

func main() {
	fmt.Println("processors", runtime.GOMAXPROCS(0))
	var all sync.WaitGroup
	sums := make([]int, 1000)
	for i := range sums {
		all.Add(1)
		go func(i int) {
			defer all.Done()
			for n := i * 1000; n < (i+1)*1000; n++ {
				sums[i] += n
			}
			time.Sleep(10 * time.Millisecond)
		}(i)
	}
	all.Wait()
	sum := 0
	for _, part := range sums {
		sum += part
	}
	fmt.Println("sum", sum)
}
