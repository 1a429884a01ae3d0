#!/usr/bin/env node
// The program's door. Plain JavaScript for any Node from 20: when the one that runs it is too old, the Node
// that npm installed beside the program takes over.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const minimum = [24, 16]
const here = dirname(fileURLToPath(import.meta.url))
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const isNewEnough = major > minimum[0] || (major === minimum[0] && minor >= minimum[1])

if (isNewEnough) await run()
else handOver()

async function run() {
  const built = join(here, '..', 'dist', 'cli.js')
  const source = join(here, '..', 'cli.ts')
  const program = existsSync(built) ? built : source
  // The program reads its arguments after the script's name, wherever it was started from.
  process.argv[1] = program
  await import(pathToFileURL(program).href)
}

function handOver() {
  const node = findNode(here)
  if (!node) {
    console.error(
      `Callboard needs Node ${minimum.join('.')} or newer, and this is Node ${process.versions.node}: ` +
        'install Node 24 and run the same command again.',
    )
    process.exitCode = 1
    return
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    console.error(`Callboard could not start ${node}: ${error.message}`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => {
    process.exitCode = signal ? 128 : (code ?? 1)
  })
}

/** node_modules of this folder or of one above it: packages may be hoisted. */
function findNode(folder) {
  const name = process.platform === 'win32' ? 'win' : process.platform
  const binary = process.platform === 'win32' ? 'node.exe' : 'node'
  const node = join(folder, 'node_modules', `node-${name}-${process.arch}`, 'bin', binary)
  if (existsSync(node)) return node
  return dirname(folder) === folder ? undefined : findNode(dirname(folder))
}
