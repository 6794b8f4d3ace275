// @title a constant that takes for ever to work out
// @request {"compile": {"limits": {"memory": "256MiB", "timeout": "3s"}}}
// @phase compile
// @outcome timeout|failed|memory-limit
// @wall 0 4500
// @control none what is looked at is the limit
const fn work() -> u64 {
    let mut n = 0u64;
    while n < u64::MAX {
        n += 1;
    }
    n
}

const ALL: u64 = work();

fn main() {
    println!("{}", ALL);
}
