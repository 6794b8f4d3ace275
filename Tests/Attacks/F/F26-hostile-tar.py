# @title an archive with every hostile entry, unpacked without any check: nothing gets out, as unpacking is done inside
# @every-commit
# The product unpacks no archives; a user's program may. Its control writes beside the canary, and takes it away again.
# @request {"artifacts": ["*", "*/*"], "limits": {"timeout": "3s"}}
# @probe absolute EROFS|EACCES
# @probe climbing EROFS|EACCES
# @probe through-link EROFS|EACCES
# @probe hard-link-outside ENOENT|EPERM|EXDEV|EROFS|EACCES
# @probe path-in-pax EROFS|EACCES
# @probe device EPERM
# @probe setuid-of-root OTHER
# @probe twice OK uncontrolled: the second of two entries wins everywhere
# @never runlet-canary-[0-9a-f]
import errno
import io
import os
import tarfile

STRAY = "/etc/runlet-attack-stray"


def entry(name, **fields):
    info = tarfile.TarInfo(name)
    for key, value in fields.items():
        setattr(info, key, value)
    return info


def unpack(name, entries):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for info in entries:
            info.size = 4 if info.type == tarfile.REGTYPE else 0
            archive.addfile(info, io.BytesIO(b"text") if info.size else None)
    buffer.seek(0)
    try:
        with tarfile.open(fileobj=buffer) as archive:
            for info in archive:
                # What extraction without a filter does, so that it is the kernel that refuses.
                target = os.path.join(os.getcwd(), info.name)
                if info.issym():
                    os.symlink(info.linkname, target)
                elif info.islnk():
                    os.link(info.linkname, target)
                elif info.ischr():
                    os.mknod(target, 0o20666, os.makedev(info.devmajor, info.devminor))
                else:
                    with open(target, "wb") as file:
                        file.write(archive.extractfile(info).read())
                    os.chmod(target, info.mode)
                    if info.mode & 0o4000 and os.geteuid() == 0:
                        os.chown(target, 0, 0)
                        os.chmod(target, info.mode)
        print(name, "OK", flush=True)
    except OSError as error:
        print(name, errno.errorcode[error.errno], flush=True)
    finally:
        try:
            os.unlink(STRAY)
        except OSError:
            pass


up = "../" * 12
unpack("absolute", [entry(STRAY)])
unpack("climbing", [entry(up + STRAY[1:])])
unpack("through-link", [entry("d", type=tarfile.SYMTYPE, linkname="/etc"), entry("d/" + os.path.basename(STRAY))])
unpack("hard-link-outside", [entry(STRAY, type=tarfile.LNKTYPE, linkname="/etc/runlet-attack-canary")])
unpack("device", [entry("device", type=tarfile.CHRTYPE, devmajor=1, devminor=5)])
unpack("path-in-pax", [entry("harmless", pax_headers={"path": up + STRAY[1:]})])
unpack("twice", [entry("same"), entry("same", mode=0o600)])
with open("tool", "wb") as file:
    file.write(open("/usr/bin/id", "rb").read())
os.chmod("tool", 0o4755)
owner = os.stat("tool").st_uid
print("setuid-of-root", "ROOT" if owner == 0 and os.stat("tool").st_mode & 0o4000 else "OTHER", flush=True)
