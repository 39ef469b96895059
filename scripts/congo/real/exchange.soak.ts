// Images between congo and other people's tools, as files and layouts; registries are tried in scripts/congo/registry.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { toolsMachine } from './tools-machine.ts'

/** What an image can have that a tool can lose. */
const CHANGES = `set -e
rm /etc/group; rm -r /var; mkdir /var; echo new >/var/file
mkdir /srv; cd /srv
mkdir 'größe'; echo a >'größe/日本語'; printf b >"$(printf 'a b\\nc')"
ln 'größe/日本語' other; ln -s 'größe' to; mkfifo pipe; echo x >mine; echo x >plain
deep=$(printf 'd%.0s' $(seq 120)); mkdir -p $deep/$deep; echo deep >$deep/$deep/file
truncate -s 30M holes; printf end | dd of=holes bs=1 seek=15M conv=notrunc 2>/dev/null
chown 12345:54321 other; chmod 4755 other; chmod 2750 'größe'; touch -d '2001-02-03 04:05:06' plain`

/** security.capability: cap_net_raw=ep. See vfs_cap_data in linux/capability.h */
const NET_RAW = '0100000200200000000000000000000000000000'

const PODMAN = 'podman --cgroup-manager cgroupfs --events-backend file'

/** Fails the test with what one has and the other has not. */
function same(found: readonly string[], expected: readonly string[], what: string): void {
  const [has, had] = [new Set(found), new Set(expected)]
  const differences = { more: found.filter(each => !had.has(each)), missing: expected.filter(each => !has.has(each)) }
  assert.equal(differences, { more: [], missing: [] }, what)
}

test('skopeo, umoci and podman have of an image what congo has, and congo what they have', async () => {
  const it = await toolsMachine()
  await using _ = it
  const { files, good, mark, sh } = it
  const tool = (script: string) => sh(`set -e; export HOME=/var/tmp; ${script}`)
  /** What is in the image, as congo has it. */
  const shown = async (image: string) => {
    await good('create', '--name', 'shown', image, 'true')
    await good('export', '-o', '/mnt/shown.tar', 'shown')
    await good('rm', 'shown')
    return files('/mnt/shown.tar')
  }
  /** As podman has it. */
  const mounted = async (image: string) => files((await tool(`${PODMAN} image mount ${image}`)).trim())

  await sh('tar -C /mnt/images/busybox -cf /mnt/busybox.tar .')
  await good('import', '/mnt/busybox.tar', 'busybox')
  await good('run', '-d', '--name', 'made', 'busybox', 'sleep', 'infinity')
  await good('exec', 'made', 'sh', '-c', CHANGES)
  const [{ process }] = JSON.parse(await good('inspect', 'made'))
  await mark(`/proc/${process.pid}/root/srv/mine`, 'user.colour', '726564')
  await mark(`/proc/${process.pid}/root/srv/plain`, 'security.capability', NET_RAW)
  const digest = (await good('commit', 'made', 'ours')).trim()
  await good('rm', '-f', 'made')
  await good('save', '-o', '/mnt/ours.tar', 'ours')
  const ours = await shown('ours')
  for (const line of [
    /^"srv\/größe\/日本語" file 12345:54321 \d+ 4755 2 \w+$/,
    /^srv\/other = srv\/größe\/日本語$/,
    /^"srv\/mine" .* user\.colour=726564$/,
    /^"srv\/plain" file 0:0 981173106 .* security\.capability=01000002/,
    /^"srv\/holes" file 0:0 \d+ 644 31457280 /,
  ]) {
    assert.ok(
      ours.some(each => line.test(each)),
      `${line} of\n${ours.join('\n')}`,
    )
  }
  assert.not(ours.some(line => /^"etc\/group"|^"var\/(?!file)/.test(line)))

  // What congo wrote.
  assert.is(JSON.parse(await tool('skopeo inspect oci-archive:/mnt/ours.tar')).Digest, digest)
  await tool('skopeo copy -q oci-archive:/mnt/ours.tar oci:/mnt/layout:ours')
  assert.is(JSON.parse(await tool('skopeo inspect oci:/mnt/layout:ours')).Digest, digest)
  await tool('skopeo copy -q docker-archive:/mnt/ours.tar oci:/mnt/docker:ours')
  await tool('umoci unpack --image /mnt/layout:ours /mnt/bundle 2>/var/tmp/said')
  same(await files('/mnt/bundle/rootfs'), ours, 'umoci')
  assert.match(await tool('umoci stat --image /mnt/layout:ours'), /congo import busybox\.tar.*\n.*congo commit made/)
  assert.is(await tool(`${PODMAN} load -q -i /mnt/ours.tar`), 'Loaded image: docker.io/library/ours:latest\n')
  same(await mounted('docker.io/library/ours'), ours, 'podman')
  const run = `${PODMAN} run --network none --name theirs docker.io/library/ours`
  assert.is(await tool(`${run} sh -c 'cat /srv/other; rm /srv/other; rm -r /tmp; mkdir /tmp; echo 2 >/tmp/two'`), 'a\n')

  // What they wrote.
  await tool(`cd /mnt/bundle/rootfs/srv; rm -r größe pipe; mkdir größe; echo new >größe/new; chmod 4711 mine; chown 7:8 plain
    touch -d '2001-02-03 04:05:06' größe/new größe . # umoci rounds times
    umoci repack --image /mnt/layout:repacked /mnt/bundle; umoci config --image /mnt/layout:repacked --config.workingdir /srv --config.cmd cat --config.cmd größe/new`)
  const repacked = await files('/mnt/bundle/rootfs')
  assert.is(await good('import', '/mnt/layout'), 'layout:ours\nlayout:repacked\n')
  same(await shown('layout:ours'), ours, 'by skopeo')
  same(await shown('layout:repacked'), repacked, 'by umoci')
  assert.is(await good('run', '--rm', 'layout:repacked'), 'new\n')
  await good('import', '/mnt/docker', 'from-docker-archive')
  same(await shown('from-docker-archive'), ours, 'by skopeo, from what is for Docker')

  await tool(`${PODMAN} commit -q theirs localhost/changed`)
  const changed = await mounted('localhost/changed')
  assert.not(changed.some(line => /^"srv\/other|^"tmp\/(?!two)/.test(line)))
  for (const format of ['oci-archive', 'docker-archive']) {
    await tool(`${PODMAN} save -q --format ${format} -o /mnt/${format}.tar localhost/changed`)
    assert.is(await good('load', '-i', `/mnt/${format}.tar`), 'localhost/changed:latest\n')
    same(await shown('localhost/changed'), changed, `by podman, ${format}`)
    await good('rmi', 'localhost/changed')
  }
  await tool(`${PODMAN} export -o /mnt/exported.tar theirs`)
  await good('import', '/mnt/exported.tar', 'flat')
  assert.is(await good('run', '--rm', 'flat', 'cat', '/tmp/two'), '2\n')
  await good('create', '--name', 'to-podman', 'ours', 'true')
  await good('export', '-o', '/mnt/flat.tar', 'to-podman')
  await tool(`${PODMAN} import -q /mnt/flat.tar localhost/from-congo`)
  same(await mounted('localhost/from-congo'), ours, 'podman, of an export')
})

test.run()
