// A Debian root made of its packages, in a container, as debootstrap does: and then it is used.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { UNREAD } from '../../setup/apt.ts'
import { realMachine } from './machine.ts'
import { MANIFEST } from './manifest.ts'

/** A package of no use, and an archive that has it. */
const PACKAGE = `set -e
for name in alone archived; do
  mkdir -p /tmp/$name/DEBIAN /tmp/$name/usr/bin
  printf '#!/bin/sh\\necho "$0 says hello"\\n' >/tmp/$name/usr/bin/$name
  chmod 755 /tmp/$name/usr/bin/$name
  printf 'Package: %s\\nVersion: 1\\nArchitecture: all\\nMaintainer: a <a@b>\\nDepends: bash\\nDescription: of no use\\n' $name >/tmp/$name/DEBIAN/control
done
dpkg-deb --root-owner-group --build /tmp/alone /tmp/alone.deb
mkdir /repo
dpkg-deb --root-owner-group --build /tmp/archived /repo/archived.deb
{ dpkg-deb --field /repo/archived.deb
  echo "Filename: ./archived.deb"
  echo "Size: $(stat -c %s /repo/archived.deb)"
  echo "SHA256: $(sha256sum /repo/archived.deb | cut -d' ' -f1)"
} >/repo/Packages
echo 'deb [trusted=yes] file:/repo ./' >/etc/apt/sources.list`

/** What a container does to files, so that a layer has something to say. */
const CHANGES = `set -e
cd /srv
mkdir 'größe' && echo a >'größe/日本語' && printf b >"$(printf 'a b\\nc')"
ln 'größe/日本語' other && ln -s 'größe' to && mkfifo pipe
truncate -s 100M holes && printf end | dd of=holes bs=1 seek=50M conv=notrunc status=none
chown 12345:54321 other && chmod 2750 'größe' && chmod 4755 other
setfattr() { python3 -c 'import os,sys; os.setxattr(sys.argv[1], sys.argv[2], sys.argv[3].encode())' "$@"; }
setfattr other user.colour red
rm -r /usr/share/nginx /var/cache/debconf; mkdir /var/cache/debconf
rm /usr/bin/rgrep`

test('a root is made of packages, used, and committed as it is', async () => {
  const it = await realMachine()
  await using _ = it
  const { congo, good, sh } = it
  await good('import', '/mnt/root.tar', 'unpacked')
  await good('run', '-d', '--name', 'made', '-v', '/mnt/debs:/debs:ro', 'unpacked', 'sleep', 'infinity')
  const without = UNREAD.map(folder => `--path-exclude=/${folder}/*`).join(' ')
  const install = `dpkg --force-depends --force-unsafe-io ${without} -i /debs/*.deb >/tmp/said 2>&1 || { cat /tmp/said; exit 1; }`
  await good('exec', '-e', 'DEBIAN_FRONTEND=noninteractive', 'made', 'sh', '-c', install)
  assert.is(await good('exec', 'made', 'dpkg', '--audit'), '')
  await good('exec', 'made', 'bash', '-c', CHANGES)
  const before = await good('exec', 'made', 'python3', '-c', MANIFEST)
  assert.match(before, /^\/usr\/bin\/ping \S+ 0:0 \d+ \d+ \w+ security.capability=\w+$/m)
  assert.match(before, /^\/usr\/bin\/perl5.36.0 .* = \/usr\/bin\/perl$/m)
  assert.match(before, /^\/srv\/other 0o104755 12345:54321 .* = .* user.colour=726564$/m)

  await good('commit', 'made', 'debian')
  await good('rm', '-f', 'made')
  const after = await good('run', '--rm', 'debian', 'python3', '-c', MANIFEST)
  const [had, has] = [before, after].map(text => new Set(text.split('\n')))
  assert.equal([[...(had ?? [])].filter(line => !has?.has(line)), has?.size], [[], had?.size])
  assert.ok(
    Number(await sh("find /var/lib/congo/layers -name holes -exec du -k {} + | awk '{s+=$1} END {print s}'")) < 200,
  )

  const programs = `python3 -c 'import hashlib, math; print(math.factorial(20), hashlib.sha256(b"").hexdigest()[:8])'
    echo {a,b}c $(( 2 ** 40 )); perl -e 'print scalar reverse("olleh"), "\\n"'; LC_ALL=C.UTF-8 ls /srv/größe; getcap /usr/bin/ping`
  assert.is(
    await good('run', '--rm', 'debian', 'bash', '-ec', programs),
    '2432902008176640000 e3b0c442\nac bc 1099511627776\nhello\n日本語\n/usr/bin/ping cap_net_raw=ep\n',
  )
  const asUser = (...words: string[]) => congo('run', '--rm', '-u', 'www-data', ...words)
  const identity = 'id; touch /root/x 2>&1; touch /tmp/x && stat -c %U:%G /tmp/x'
  assert.is(
    (await asUser('debian', 'sh', '-c', identity)).out,
    "uid=33(www-data) gid=33(www-data) groups=33(www-data)\ntouch: cannot touch '/root/x': Permission denied\nwww-data:www-data\n",
  )
  // ping has CAP_NET_RAW by its file: where nobody may have that, as in any container by default, it is not even started.
  const ping = ['debian', 'ping', '-c', '1', '127.0.0.1']
  assert.match((await asUser('--cap-add', 'NET_RAW', ...ping)).out, /^1 packets transmitted, 1 received/m)
  assert.match((await asUser(...ping)).err, /^congo: execve\("ping".*: EPERM/)
  assert.is(await good('run', '--rm', '-u', '1234:5678', 'debian', 'sh', '-c', 'id -u; id -g'), '1234\n5678\n')
  assert.match((await congo('run', '--rm', '-u', 'stranger', 'debian', 'id')).err, /^congo: .*stranger.*\n$/)

  await good('run', '-d', '--name', 'apt', 'debian', 'sleep', 'infinity')
  await good('exec', 'apt', 'bash', '-c', PACKAGE)
  const apt = (...words: string[]) => good('exec', '-e', 'DEBIAN_FRONTEND=noninteractive', 'apt', 'apt-get', ...words)
  await apt('install', '-y', '/tmp/alone.deb')
  await apt('update')
  await apt('install', '-y', 'archived')
  assert.is(
    await good('exec', 'apt', 'sh', '-c', 'alone; archived'),
    '/usr/bin/alone says hello\n/usr/bin/archived says hello\n',
  )
  await apt('purge', '-y', 'alone')
  assert.is((await congo('exec', 'apt', 'alone')).code, 127)
  await good('rm', '-f', 'apt')
})

test.run()
