// @title the compiler takes in a file without end
// @request {"compile": {"limits": {"memory": "256MiB", "timeout": "3s"}}}
// @phase compile
// @outcome memory-limit|timeout|failed
// @wall 0 4500
// @control none a compiler without limits reads on until there is no memory left
static ALL: &[u8] = include_bytes!("/dev/zero");

fn main() {
    println!("{}", ALL.len());
}
