// Bundles the server: one entry for the program, one for the thread that reads and parses files.
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { root } from './program.mjs'

const bundle = await rolldown({
  cwd: root,
  platform: 'node',
  input: {
    cli: join(root, 'portal/cli.ts'),
    'ingest-worker': join(root, 'portal/features/catalog/server/engine/worker.ts'),
  },
  // pg asks for its optional native driver inside a try; it is not installed.
  external: ['pg-native'],
})
await bundle.write({
  dir: join(root, 'portal/dist'),
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: 'server/[name]-[hash].js',
  minify: false,
  sourcemap: false,
})
await bundle.close()
