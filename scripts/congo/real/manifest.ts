/**
 * A program for python3 in a container: a line for each file that is there, with all that an image has to keep of it. Hard
 * links are named by the first of their names, because the kernel's numbers are not the image's.
 */
export const MANIFEST = `
import os, stat, sys, zlib
MOUNTED = {'/proc', '/sys', '/dev', '/debs', '/etc/hosts', '/etc/hostname', '/etc/resolv.conf'}
first = {}
def show(path):
    at = os.lstat(path)
    kind = stat.S_IFMT(at.st_mode)
    words = [oct(at.st_mode), '%d:%d' % (at.st_uid, at.st_gid), str(int(at.st_mtime))]
    if kind == stat.S_IFLNK: words.append('-> ' + os.readlink(path))
    if kind in (stat.S_IFCHR, stat.S_IFBLK): words.append(str(at.st_rdev))
    if kind == stat.S_IFREG:
        sum = 0
        with open(path, 'rb') as file:
            while piece := file.read(1 << 20): sum = zlib.crc32(piece, sum)
        words += [str(at.st_size), '%08x' % sum]
        same = first.setdefault((at.st_dev, at.st_ino), path)
        if same != path: words.append('= ' + same)
    if kind != stat.S_IFLNK:
        words += ['%s=%s' % (name, os.getxattr(path, name).hex()) for name in sorted(os.listxattr(path))]
    print(path.encode('utf-8', 'surrogateescape').decode('latin1').encode('unicode_escape').decode(), *words)
def walk(path):
    for name in sorted(os.listdir(path or '/')):
        each = path + '/' + name
        if each in MOUNTED: continue
        show(each)
        if os.path.isdir(each) and not os.path.islink(each): walk(each)
walk(sys.argv[1] if len(sys.argv) > 1 else '')
`
