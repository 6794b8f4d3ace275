# @title a small archive of very many empty files
# @request {"limits": {"timeout": "20s", "memory": "128MiB"}}
# @probe extract ENOSPC
# @control host
import errno
import io
import shutil
import tarfile
import tempfile

out = tempfile.mkdtemp(dir="/dev/shm")
store = io.BytesIO()
with tarfile.open(fileobj=store, mode="w:gz", compresslevel=1) as archive:
    for i in range(18_000):
        archive.addfile(tarfile.TarInfo(f"d/{i}"))
store.seek(0)
try:
    with tarfile.open(fileobj=store) as archive:
        archive.extractall(out)
    print("extract OK")
except OSError as error:
    print("extract", errno.errorcode[error.errno])
shutil.rmtree(out)
