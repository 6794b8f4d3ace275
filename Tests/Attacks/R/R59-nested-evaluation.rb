# @title source that is nested deep, and evaluation within evaluation
# @request {"limits": {"memory": "128MiB", "timeout": "3s"}}
# @outcome completed|failed|signaled|memory-limit|timeout
# @wall 0 4000
# @control none what is looked at is that only this run is concerned
begin
  eval("[" * 100_000)
rescue SyntaxError, SystemStackError, NoMemoryError
  puts "refused"
end
$stdout.flush
code = "1"
20.times { code = "eval(#{code.inspect})" }
eval(code)
