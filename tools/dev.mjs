// `npm run dev [-- flags]`: the server from its TypeScript sources, restarted on change, and the web rebuilt on change.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { become, ensureInstalled, nodeBinary, root } from './program.mjs'

ensureInstalled()
const web = spawn(
  nodeBinary(),
  [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--watch', '--mode', 'development'],
  {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  },
)
process.on('exit', () => web.kill())
become(
  ['--watch', '--watch-preserve-output', join(root, 'portal', 'cli.ts'), 'serve', ...process.argv.slice(2)],
  {
    cwd: process.env.INIT_CWD ?? process.cwd(),
  },
)
