# @title a query without end, and one whose result is without end
# @request {"limits": {"timeout": "2s", "memory": "64MiB"}}
# @outcome timeout|memory-limit
# @wall 0 2500
# @control none it has no end
import sqlite3

database = sqlite3.connect(":memory:")
database.execute("create table t (x)")
database.execute("with recursive n(x) as (select zeroblob(100000) union all select x from n) insert into t select * from n")
