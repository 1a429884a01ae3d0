// `npm run build`: web and server into portal/dist, one folder that runs with nothing but Node.
import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkFirstLoad } from './first-load.mjs'
import { ensureInstalled, nodeBinary, root } from './program.mjs'

ensureInstalled()
const dist = join(root, 'portal', 'dist')
rmSync(dist, { recursive: true, force: true })
step('web', [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'])
const over = checkFirstLoad()
if (over) {
  console.error(over)
  process.exit(1)
}
step('server', [join(root, 'tools/bundle-server.mjs')])
writeFileSync(join(dist, '.built'), new Date().toISOString())

function step(name, args) {
  const started = Date.now()
  const done = spawnSync(nodeBinary(), args, { cwd: root, stdio: 'inherit' })
  if (done.status !== 0) {
    console.error(`Building the ${name} failed.`)
    process.exit(done.status ?? 1)
  }
  console.error(`  ${name} built in ${((Date.now() - started) / 1000).toFixed(1)} s`)
}
