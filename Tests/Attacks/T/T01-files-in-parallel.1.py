# @title Finds files of a run that goes on beside it
# @prints ^done$
# @control none it leaves files
import time

for folder in ("/work", "/tmp", "/dev/shm"):
    with open(folder + "/left-behind", "w") as file:
        file.write("residue-of-a-tenant")
held = open("/tmp/held", "w")
time.sleep(0.9)
print("done")
