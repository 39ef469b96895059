// Images there and back, in a machine.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { machineWithCongo } from './in-machine.ts'

test('a root file system becomes an image, a container of it another, and both go through files', async () => {
  await using it = await machineWithCongo()
  const { congo, command, good } = it
  const sh = async (script: string) => (await command(['sh', '-c', script])).out
  await sh('tar -C /mnt/images/busybox -cf - . | gzip -1 >/mnt/busybox.tgz')
  assert.is(await good('import', '/mnt/busybox.tgz', 'busybox'), 'busybox:latest\n')
  const script =
    'rm /etc/group; rm -r /var; mkdir /var; echo new >/var/file; echo $A >/made; ln /made /other; mkfifo /p; chown 7:8 /made'
  assert.equal(await congo('run', '--name', 'my-container', '-e', 'A=b', 'busybox', 'sh', '-c', script), {
    out: '',
    err: '',
    code: 0,
  })
  const digest = await good('commit', '--author', 'me', 'my-container', 'my-custom-image')
  assert.match(digest, /^sha256:[\da-f]{64}\n$/)
  const seen =
    'ls /var /etc /proc/1/exe; cat /made; stat -c "%u:%g %h" /other; test -p /p && echo pipe; ls / | tr "\\n" " "'
  const inside = await good('run', '--rm', 'my-custom-image', 'sh', '-c', seen)
  assert.is(
    inside,
    '/proc/1/exe\n\n/etc:\nhostname\nhosts\npasswd\nresolv.conf\n\n/var:\nfile\nb\n7:8 2\npipe\n' +
      'bin dev etc made other p proc root run sys tmp var ',
  )
  assert.match(await good('images'), /^IMAGE .*\nbusybox:latest +[\da-f]{12} .*\nmy-custom-image:latest +[\da-f]{12} /)

  // While it runs, it stands still; afterwards it goes on.
  await good(
    'run',
    '-d',
    '--name',
    'runs',
    'busybox',
    'sh',
    '-c',
    'i=1000; while :; do i=$((i+1)); echo $i 1<>/a; echo $i 1<>/b; done',
  )
  await good('commit', 'runs', 'moving')
  assert.match(await good('ps'), /runs +running/)
  assert.match((await congo('rmi', 'busybox')).err, /container .* was made from it/)
  const [a, b] = (await good('run', '--rm', 'moving', 'cat', '/a', '/b')).split('\n').map(Number)
  assert.ok(a === b || a === (b ?? 0) + 1, `${a} and ${b}`)
  await good('rm', '-f', 'runs')

  // Through files.
  await good('save', '-o', '/mnt/all.tar', 'busybox', 'my-custom-image')
  await good('export', '-o', '/mnt/root.tar', 'my-container')
  const names = await sh('tar -tf /mnt/root.tar')
  assert.match(names, /^etc\/passwd$/m)
  assert.not.match(names, /^etc\/group$|^proc\/.|\.wh\./m)
  await good('rm', 'my-container')
  await good('rmi', 'moving')
  const before = await good('images', '-q')
  await good('rmi', 'busybox', 'my-custom-image')
  assert.is(
    await sh('ls /var/lib/congo/layers /var/lib/congo/images/blobs/sha256'),
    '/var/lib/congo/images/blobs/sha256:\n\n/var/lib/congo/layers:\n',
  )
  await good('load', '-i', '/mnt/all.tar')
  const all = JSON.parse(await good('images', '--format', 'json')) as { [field: string]: unknown }[]
  assert.equal(
    all.map(({ name }) => name),
    ['busybox:latest', 'my-custom-image:latest'],
  )
  for (const { id, digest: manifest, created, size } of all) {
    assert.match(`${id} ${manifest}`, /^[\da-f]{64} sha256:[\da-f]{64}$/)
    assert.ok(Number(size) > 0 && Date.parse(String(created)) > 0)
  }
  const use = JSON.parse(await good('system', 'df', '--format', 'json')) as { [field: string]: unknown }[]
  assert.equal(
    use.map(({ type, total, active }) => `${type} ${total} ${active}`),
    ['images 2 0', 'containers 0 0', 'volumes 0 0'],
  )
  assert.ok(Number(use[0]?.size) > 0 && use[0]?.reclaimable === use[0]?.size)
  assert.is(await good('images', '-q'), before)
  assert.is(await good('run', '--rm', 'my-custom-image', 'cat', '/var/file'), 'new\n')

  // A volume begins with what the image has at its place, and not with what a lower layer had there.
  const here = (...words: string[]) => good('run', '--rm', '-v', 'data:/var', 'my-custom-image', ...words)
  assert.is(await here('sh', '-c', 'ls /var; cat /var/file; echo changed >/var/file'), 'file\nnew\n')
  assert.is(await here('cat', '/var/file'), 'changed\n')
  await here('rm', '/var/file')
  assert.is(await here('cat', '/var/file'), 'new\n') // empty, it is as new
  const mapped = ['--userns', 'private', '-v', 'mapped:/etc', 'my-custom-image', 'stat', '-c', '%u:%g', '/etc/passwd']
  assert.is(await good('run', '--rm', ...mapped), '0:0\n')
  assert.is(await good('run', '--rm', '-v', 'nothing:/nowhere', 'my-custom-image', 'ls', '/nowhere'), '')

  await good('import', '/mnt/root.tar', 'flat:1')
  assert.is(await good('run', '--rm', 'flat:1', 'cat', '/var/file'), 'new\n')

  // What is no image.
  await sh(
    'echo nonsense >/mnt/nonsense; head -c 3000 /mnt/busybox.tgz >/mnt/cut.tgz; head -c 9000 /mnt/all.tar >/mnt/cut.tar',
  )
  for (const [argv, said] of [
    [['import', '/mnt/nonsense', 'x'], /^congo: \/mnt\/nonsense: .*(?:no tar archive|middle of a header)/],
    [['import', '/mnt/cut.tgz', 'x'], /^congo: \/mnt\/cut.tgz: .*unexpected end of file/],
    [['load', '-i', '/mnt/cut.tar'], /^congo: \/mnt\/cut.tar: /],
    [['import', '/mnt/nowhere', 'x'], /^congo: \/mnt\/nowhere: there is no such file/],
    [['import', '/mnt/busybox.tgz'], /^congo: \/mnt\/busybox.tgz: this is a root file system; congo import/],
    [['import', '/mnt/busybox.tgz', 'UPPER CASE'], /is no name of an image/],
    [['import', '/mnt/images', 'x'], /^congo: \/mnt\/images: this folder is no OCI layout/],
    [['rmi', 'busibox'], /there is no image "busibox"; do you mean busybox\?/],
  ] as const) {
    const { code, err } = await congo(...argv)
    assert.is(code, 1, err)
    assert.match(err, said)
    assert.is(err.trimEnd().split('\n').length, 1, err)
  }
  assert.is(await sh('ls -A /var/lib/congo/layers /var/lib/congo/images | grep new'), '')
})

test.run()
