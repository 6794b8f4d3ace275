// @title Looks for the engine's environment in the compile phase
// @prints ^seen: .*PATH=
// @never RUNLET_
// @never runlet-canary-[0-9a-f]
// @control none it concerns the engine's compile phase
//
// The compiler's own environment, built into the program.
fn main() {
    let environment: &[u8] = include_bytes!("/proc/self/environ");
    println!("seen: {}", String::from_utf8_lossy(environment).replace('\0', " "));
    println!("by name: {:?}", option_env!("SECRET_DB").is_some());
}
