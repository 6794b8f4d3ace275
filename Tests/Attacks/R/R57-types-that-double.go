// @title a generic type whose name doubles at each step
// @request {"compile": {"limits": {"memory": "128MiB", "timeout": "10s"}}}
// @phase compile
// @outcome timeout|memory-limit|failed
// @wall 0 11500
// @control none it has no end that one could wait for
package main

type P[A, B any] struct {
	a A
	b B
}

func two[T any](x T) P[T, T] { return P[T, T]{x, x} }

func main() {
	a := two(two(two(two(two(two(two(two(0))))))))
	b := two(two(two(two(two(two(two(two(a))))))))
	c := two(two(two(two(two(two(two(two(b))))))))
	_ = two(two(two(two(two(two(two(two(c))))))))
}
