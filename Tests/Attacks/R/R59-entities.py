# @title a small document that stands for a large one
# @request {"limits": {"memory": "64MiB", "timeout": "3s"}}
# @outcome completed|failed|memory-limit|timeout
# @wall 0 3500
# @control none it has no end that one could wait for
import xml.etree.ElementTree as tree

entities = '<!ENTITY a0 "lol">' + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))
print(len(tree.fromstring(f"<!DOCTYPE x [{entities}]><x>&a11;</x>").text))
