# @title Watches shared files to see what other tenants run
# @overlap
# @prints ^ran$
# @control none it is the tenant who is watched
/usr/bin/tsort /dev/null
ls /usr/share/base-files > /dev/null
echo ran
