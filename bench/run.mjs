// `npm run bench [-- --large --postgres --save]`: measures the built product against the budgets.
import { join } from 'node:path'
import { become, ensureBuilt, ensureInstalled, root } from '../tools/program.mjs'

ensureInstalled()
ensureBuilt()
become([join(root, 'bench/main.ts'), ...process.argv.slice(2)], { cwd: root })
