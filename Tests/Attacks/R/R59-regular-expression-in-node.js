// @title a regular expression that takes for ever, and a text that doubles
// @request {"limits": {"timeout": "2s", "memory": "256MiB"}}
// @outcome timeout|memory-limit|failed|signaled
// @wall 0 2500
// @control none it has no end that one could wait for
let text = "a";
for (let i = 0; i < 20; i++) text += text;
console.log(/(a+)+$/.test(text.slice(0, 64) + "b"));
