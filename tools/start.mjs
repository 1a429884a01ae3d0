// `npm start [-- flags]`: installs and builds what is missing, then becomes the portal.
import { join } from 'node:path'
import { become, ensureBuilt, ensureInstalled, root } from './program.mjs'

ensureInstalled()
ensureBuilt()
become([join(root, 'portal', 'dist', 'cli.js'), 'serve', ...process.argv.slice(2)], {
  cwd: process.env.INIT_CWD ?? process.cwd(),
})
