// A web server of Debian's in a container, fetched from by its host.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ledger } from './ledger.ts'
import { realMachine } from './machine.ts'

/** A root of Debian's packages with what their scripts would have made, as far as nginx asks for it; and something to serve. */
const PREPARE = `set -e
mkdir /mnt/web /mnt/site
tar -C /mnt/web -xf /mnt/root.tar
cd /mnt/web
for each in passwd group; do cp usr/share/base-passwd/$each.master etc/$each; done
ln -s ../sites-available/default etc/nginx/sites-enabled/default
ln -s /dev/stdout var/log/nginx/access.log
ln -s /dev/stderr var/log/nginx/error.log
sed -i '1i error_log stderr notice;' etc/nginx/nginx.conf
mkfifo /run/told
echo hello >/mnt/site/index.html
head -c 20000000 /dev/urandom >/mnt/site/large`

const BRIDGE = '10.77.0.1'

test('nginx serves on a published port, tells in its log, stops in good order, and leaves nothing', async () => {
  const it = await realMachine()
  await using _ = it
  const { congo, good, sh } = it
  /** Comes back when nginx has told of so many workers that it has started. */
  const workers = (count: number) =>
    sh(`node --jitless /run/congo/congo.mjs logs -f web >/run/told 2>&1 & following=$!
      grep -m${count} 'start worker process [0-9]' /run/told; kill $following`)
  await sh(PREPARE)
  await good('run', '--rm', '/mnt/images/busybox', 'true') // makes the folders of the store
  const before = await ledger(it)

  const published = ['-p', '8080:80', '-p', '127.0.0.1:8081:80']
  const words = [...published, '--stop-signal', 'SIGQUIT', '-v', '/mnt/site:/var/www/html:ro', '/mnt/web']
  await good('run', '-d', '--name', 'web', ...words, 'nginx', '-g', 'daemon off;')
  await workers(1)

  const get = (address: string, more = '') => it.command(['sh', '-c', `wget -q -O - http://${address}/${more}`])
  for (const address of ['127.0.0.1:8080', `${BRIDGE}:8080`, '127.0.0.1:8081', '10.77.0.2', '[fd00:77::1]:8080']) {
    assert.equal(await get(address), { out: 'hello\n', err: '', code: 0 }, address)
  }
  assert.is((await get(`${BRIDGE}:8081`)).code, 1) // published for the host itself only
  assert.match((await get('127.0.0.1:8080', 'nothing')).err, /404 Not Found/)
  await sh(`for i in 1 2 3 4; do wget -q -O - http://127.0.0.1:8080/large | cmp - /mnt/site/large & all="$all $!"; done
    for each in $all; do wait $each || exit; done`)
  const inside = await good('run', '--rm', '/mnt/images/busybox', 'wget', '-q', '-O', '-', `http://${BRIDGE}:8080/`)
  assert.is(inside, 'hello\n')

  const lines = (await good('logs', 'web')).split('\n').filter(line => /"GET /.test(line))
  assert.is(lines.length, 11)
  assert.match(
    lines.join('\n'),
    /^10\.77\.0\.1 - - \[.*\] "GET \/ HTTP\/1\.1" 200 6 .*"GET \/nothing HTTP\/1\.1" 404 /s,
  )
  assert.is((await good('top', 'web')).match(/nginx: (?:master|worker)/g)?.length, 2)
  const taken = await congo('run', '-d', '-p', '8080:80', '/mnt/images/busybox', 'true')
  assert.match(
    `${taken.code} ${taken.err}`,
    /^125 congo: .*8080.* is taken, by a container or a program of the host; [^\n]*\n$/,
  )

  await good('exec', 'web', 'nginx', '-s', 'reload')
  await workers(2)
  await good('restart', 'web')
  await workers(3)
  assert.is((await get('127.0.0.1:8080')).out, 'hello\n')
  await good('stop', 'web')
  assert.match((await congo('logs', 'web')).err, /gracefully shutting down.*: exit\n$/s)
  const [{ status, exitCode }] = JSON.parse(await good('ps', '-a', '--format', 'json'))
  assert.equal([status, exitCode], ['stopped', 0])
  assert.match((await get('127.0.0.1:8080')).err, /Connection refused/)
  await sh(
    `node --jitless -e "require('net').createServer().listen(8080, () => process.exit()).on('error', e => { throw e })"`,
  )
  await good('rm', 'web')
  assert.is(await ledger(it), before)
})

test.run()
