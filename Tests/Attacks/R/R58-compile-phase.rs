// @title compiling is confined as running is
// @every-commit
// @request {"compile": {"limits": {"timeout": "10s"}}}
// @probe user 1000
// @probe rights NONE
// @probe new-rights NO
// @probe filter YES
// @probe limit-of-cores 1
// @probe pid-1 HIDDEN
// @probe mounts OWN
// What the compiler finds in /proc is put into the program, and told when that runs.
const STATUS: &str = include_str!("/proc/self/status");
const LIMITS: &str = include_str!("/proc/self/limits");
const MOUNTS: &str = include_str!("/proc/self/mountinfo");

fn field(name: &str) -> &'static str {
    STATUS
        .lines()
        .find_map(|line| line.strip_prefix(name))
        .and_then(|rest| rest.split_whitespace().next())
        .unwrap_or("MISSING")
}

fn main() {
    println!("user {}", field("Uid:"));
    let none = ["CapInh:", "CapPrm:", "CapEff:", "CapBnd:", "CapAmb:"]
        .iter()
        .all(|name| field(name).trim_matches('0').is_empty());
    println!("rights {}", if none { "NONE" } else { "SOME" });
    println!("new-rights {}", if field("NoNewPrivs:") == "1" { "NO" } else { "YES" });
    println!("filter {}", if field("Seccomp:") == "2" { "YES" } else { "NO" });
    let cores = LIMITS
        .lines()
        .find_map(|line| line.strip_prefix("Max core file size"))
        .and_then(|rest| rest.split_whitespace().next());
    println!("limit-of-cores {}", cores.unwrap_or("MISSING"));
    // The kernel shows in hidepid's way: even the name of pid 1 is not there.
    let hidden = MOUNTS.lines().any(|line| line.contains(" /proc ") && line.contains("hidepid="));
    println!("pid-1 {}", if hidden { "HIDDEN" } else { "SEEN" });
    let own = MOUNTS.lines().any(|line| line.contains(" /work ") && line.contains(" tmpfs "));
    println!("mounts {}", if own { "OWN" } else { "OTHER" });
}
