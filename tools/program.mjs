// What every script needs before anything is installed: plain JavaScript that runs on Node 20.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, lstatSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
const stamp = join(root, 'node_modules', '.callboard-installed')
const minimum = [24, 16]

/** Installs the dependencies when they are missing or the lock file changed since. */
export function ensureInstalled() {
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8')
  const fingerprint = String(hash(lock))
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint) return
  if (existsSync(stamp) || !existsSync(join(root, 'node_modules', 'typescript'))) {
    refuseLinked()
    console.error('Installing dependencies (npm ci), once: this takes about half a minute …')
    const done = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
    })
    if (done.status !== 0) {
      console.error('Installing failed. Mend what npm says above, then run the same command again.')
      process.exit(done.status ?? 1)
    }
  }
  writeFileSync(stamp, fingerprint)
}

/** `npm ci` begins by emptying the folder, also when it belongs to another checkout. */
function refuseLinked() {
  const linked = ['', 'portal', 'sdk', 'ui']
    .map((path) => join(root, path, 'node_modules'))
    .find((path) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink())
  if (!linked) return
  console.error(
    `${linked} is a link, and installing would empty what it leads to. Remove it, then run npm ci.`,
  )
  process.exit(1)
}

/** The Node binary to run the portal with: this one when it is new enough, else the one npm installed. */
export function nodeBinary() {
  const own = process.versions.node.split('.').map(Number)
  if (own[0] > minimum[0] || (own[0] === minimum[0] && own[1] >= minimum[1])) return process.execPath
  const installed = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node')
  if (existsSync(installed)) return installed
  console.error(
    `Callboard needs Node ${minimum.join('.')} or newer; this is ${process.versions.node}. ` +
      'Install a current Node 24 and run the same command again.',
  )
  process.exit(1)
}

/** Builds server and web when there is no build or a source file is newer than it. */
export function ensureBuilt() {
  const built = join(root, 'portal', 'dist', '.built')
  const since = existsSync(built) ? statSync(built).mtimeMs : 0
  if (
    since > 0 &&
    !['sdk', 'ui', 'portal', 'package-lock.json'].some((path) => changedSince(join(root, path), since))
  )
    return
  console.error(since ? 'Sources changed: building …' : 'Building server and web, once: a few seconds …')
  runOrExit([join(root, 'tools', 'build.mjs')])
}

function changedSince(path, since) {
  const info = statSync(path)
  if (!info.isDirectory()) return info.mtimeMs > since
  return readdirSync(path, { withFileTypes: true }).some((entry) => {
    if (['node_modules', 'dist', 'test'].includes(entry.name) || entry.name.includes('.test.')) return false
    return changedSince(join(path, entry.name), since)
  })
}

/** Runs a script with the right Node and ends this process when it fails. */
export function runOrExit(args, options = {}) {
  const done = spawnSync(nodeBinary(), args, { cwd: root, stdio: 'inherit', ...options })
  if (done.status !== 0) process.exit(done.status ?? 1)
}

/** Becomes the given command: same streams, same exit code, signals passed on. */
export function become(args, options = {}) {
  const child = spawn(nodeBinary(), args, { stdio: 'inherit', ...options })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(signal ? 128 : (code ?? 1)))
}

function hash(text) {
  let value = 5381
  for (let i = 0; i < text.length; i++) value = (Math.imul(value, 33) ^ text.charCodeAt(i)) >>> 0
  return value
}
