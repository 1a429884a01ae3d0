// Run after `npm install`: a registry mirror may lack the binaries of other platforms. npm then leaves them out of
// the lock file, and `npm ci` refuses the file. This writes their entries back; machines of those platforms get
// them from their own registry, all others skip them by `os` and `cpu`.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './program.mjs'

/** Optional dependencies that some locked package names and the lock file has no entry for: name → version. */
export function missingOptional(lock) {
  const missing = new Map()
  for (const [path, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (!findEntry(lock.packages, path, name)) missing.set(name, { version, dev: entry.dev === true })
    }
  }
  return missing
}

/** Looks where Node would: beside the package, then in each folder above it. */
function findEntry(packages, path, name) {
  for (let base = path; ; base = base.slice(0, base.lastIndexOf('/node_modules/'))) {
    const found = packages[`${base ? `${base}/` : ''}node_modules/${name}`]
    if (found || !base.includes('/node_modules/')) return found ?? packages[`node_modules/${name}`]
  }
}

const systems = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'openharmony',
  'openbsd',
  'netbsd',
  'sunos',
  'aix',
  'win32',
]
const processors = ['arm64', 'arm', 'x64', 'ia32', 'ppc64', 's390x', 'riscv64', 'loong64', 'wasm32']

export function entryOf(name, { version, dev }) {
  const words = name.split(/[-/]/)
  const os = systems.filter((system) => words.includes(system))
  const cpu = processors.filter((processor) => words.includes(processor))
  const libc = ['musl', 'gnu'].filter((c) => words.includes(c)).map((c) => (c === 'gnu' ? 'glibc' : c))
  return {
    version: version.replace(/^[\^~]/, ''),
    ...(cpu.length > 0 && { cpu }),
    ...(dev && { dev: true }),
    ...(libc.length > 0 && { libc }),
    optional: true,
    ...(os.length > 0 && { os }),
  }
}

if (process.argv[1] === join(root, 'tools/complete-lockfile.mjs')) {
  const file = join(root, 'package-lock.json')
  const lock = JSON.parse(readFileSync(file, 'utf8'))
  const missing = missingOptional(lock)
  for (const [name, wanted] of missing) lock.packages[`node_modules/${name}`] = entryOf(name, wanted)
  const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  lock.packages = Object.fromEntries(sorted)
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
  console.log(`${missing.size} entries of other platforms written back`)
}
