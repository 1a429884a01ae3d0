// `npm run check`: format, lint, types, the import rule, and what must not be in the repository.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ensureInstalled, nodeBinary, root } from './program.mjs'

ensureInstalled()
const bin = (name) => join(root, 'node_modules', name)
const steps = [
  ['format and lint', [bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.']],
  ['types of the server', [bin('typescript/bin/tsc'), '-p', 'tsconfig.server.json']],
  ['types of the web', [bin('typescript/bin/tsc'), '-p', 'tsconfig.web.json']],
  ['types of the web’s tests', [bin('typescript/bin/tsc'), '-p', 'tsconfig.web-tests.json']],
  ['who may import whom', [join(root, 'tools/boundaries.ts')]],
  ['repository', [join(root, 'tools/repository.ts')]],
]
let failed = false
for (const [name, args] of steps) {
  const done = spawnSync(nodeBinary(), args, { cwd: root, stdio: 'inherit' })
  console.log(`${done.status === 0 ? 'ok    ' : 'FAILED'} ${name}`)
  if (done.status !== 0) failed = true
}
process.exit(failed ? 1 : 0)
