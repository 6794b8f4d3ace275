// @title a trait that needs itself for ever larger types, with the compiler's own bound lifted
// @request {"compile": {"limits": {"memory": "256MiB", "timeout": "3s"}}}
// @phase compile
// @outcome timeout|failed|memory-limit|signaled
// @wall 0 4500
// @control none it has no end that one could wait for
#![recursion_limit = "4294967295"]

trait Deep {
    fn go(self) -> usize;
}

struct More<T>(T);

impl<T> Deep for T
where
    More<T>: Deep,
{
    fn go(self) -> usize {
        More(self).go()
    }
}

fn main() {
    println!("{}", 1.go());
}
