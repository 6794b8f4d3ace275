# @title a small archive that stands for a large file
# @request {"limits": {"disk": "8MiB"}}
# @probe extract ENOSPC|EFBIG
# Archives are unpacked by the program, inside: the engine unpacks nothing that a user sends.
import errno
import io
import shutil
import zipfile

store = io.BytesIO()
with zipfile.ZipFile(store, "w", zipfile.ZIP_DEFLATED) as archive:
    with archive.open("large", "w") as entry:
        for _ in range(24):
            entry.write(bytes(1 << 20))
try:
    zipfile.ZipFile(store).extractall("out")
    print("extract OK")
except OSError as error:
    print("extract", errno.errorcode[error.errno])
shutil.rmtree("out")
