import assert from "node:assert/strict";
import { test } from "node:test";
import { ProblemFinder } from "../../playground/problems.js";

function check(files, output, expected) {
  const found = new ProblemFinder(files).problems(output)
    .map(({ file, line, column, severity, message }) => [file, line, column, severity, message]);
  assert.deepEqual(found, expected);
}

test("gcc", () => check(["main.c", "util.h"], `main.c: In function 'main':
main.c:3:5: error: expected ';' before 'return'
    3 |     int x = 1
main.c:4:9: warning: unused variable 'y' [-Wunused-variable]
util.h:1:1: fatal error: nothing.h: No such file or directory
main.c:9:1: note: declared here
`, [
  ["main.c", 3, 5, "error", "expected ';' before 'return'"],
  ["main.c", 4, 9, "warning", "unused variable 'y' [-Wunused-variable]"],
  ["util.h", 1, 1, "error", "nothing.h: No such file or directory"],
]));

test("go", () => check(["main.go"], "# command-line-arguments\n./main.go:4:2: undefined: x\n", [["main.go", 4, 2, "error", "undefined: x"]]));

test("rustc", () => check(["main.rs"], `error[E0425]: cannot find value \`x\` in this scope
 --> main.rs:2:20
  |
2 |     println!("{}", x);
warning: unused variable: \`y\`
 --> main.rs:1:9
`, [
  ["main.rs", 2, 20, "error", "cannot find value `x` in this scope"],
  ["main.rs", 1, 9, "warning", "unused variable: `y`"],
]));

test("javac, and the trace of an exception", () => {
  check(["Main.java"], `Main.java:3: error: ';' expected
        int x = 1
                 ^
1 error
`, [["Main.java", 3, 18, "error", "';' expected"]]);
  check(["Main.java"], `Exception in thread "main" java.lang.RuntimeException: no
\tat Main.f(Main.java:7)
\tat Main.main(Main.java:3)
`, [["Main.java", 7, null, "error", `Exception in thread "main" java.lang.RuntimeException: no`]]);
});

test("python", () => {
  check(["main.py", "lib/util.py"], `Traceback (most recent call last):
  File "/work/main.py", line 3, in <module>
    f()
  File "/work/lib/util.py", line 1, in f
    1 / 0
    ~~^~~
ZeroDivisionError: division by zero
`, [["lib/util.py", 1, null, "error", "ZeroDivisionError: division by zero"]]);
  check(["main.py"], `  File "/work/main.py", line 1
    if x
        ^
SyntaxError: expected ':'
`, [["main.py", 1, null, "error", "SyntaxError: expected ':'"]]);
});

test("node", () => check(["main.js"], `/work/main.js:2
  foo bar
      ^^^

SyntaxError: Unexpected identifier 'bar'
    at wrapSafe (node:internal/modules/cjs/loader:1281:20)
`, [["main.js", 2, 7, "error", "SyntaxError: Unexpected identifier 'bar'"]]));

test("php, perl, ruby, lua, bash, swift", () => {
  check(["main.php"], "PHP Parse error:  syntax error, unexpected token \";\" in /work/main.php on line 3\n",
    [["main.php", 3, null, "error", "Parse error:  syntax error, unexpected token \";\""]]);
  check(["main.pl"], "Illegal division by zero at main.pl line 2.\n", [["main.pl", 2, null, "error", "Illegal division by zero"]]);
  check(["main.rb"], "main.rb:2:in `f': undefined local variable (NameError)\n\tfrom main.rb:5:in `<main>'\n",
    [["main.rb", 2, null, "error", "undefined local variable (NameError)"]]);
  check(["main.lua"], "/usr/bin/lua5.4: main.lua:2: attempt to index a nil value\nstack traceback:\n\tmain.lua:2: in main chunk\n",
    [["main.lua", 2, null, "error", "attempt to index a nil value"]]);
  check(["main.sh"], "main.sh: line 2: foo: command not found\n", [["main.sh", 2, null, "error", "foo: command not found"]]);
  check(["main.swift"], "main.swift:1:5: error: cannot find 'x' in scope\n", [["main.swift", 1, 5, "error", "cannot find 'x' in scope"]]);
});

test("only the user's files, whole names, and no endless work", () => {
  const finder = new ProblemFinder(["main.c"]);
  assert.deepEqual(finder.locate("xmain.c:3:1 domain.c:1 main.cpp:2 main.c.bak:3"), []);
  assert.deepEqual(finder.locate("no numbers in main.c here"), []);
  assert.equal(finder.locate("main.c:1:1 and main.c:2:2").length, 2);
  assert.equal(finder.locate(`${"a/".repeat(500)}main.c:0`).length, 0);
  assert.deepEqual(new ProblemFinder([]).locate("main.c:1:1"), []);
  assert.deepEqual(new ProblemFinder(["a(b.*.c"]).locate("a(b.*.c:4:2")[0].line, 4);
  const begin = performance.now();
  for (let index = 0; index < 2000; index++) finder.locate(`${"./".repeat(900)}x:1 1`);
  assert.ok(performance.now() - begin < 20_000);
});
