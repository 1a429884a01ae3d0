/**
 * The web bundle: portal/shell → portal/dist/web. Addresses in it are relative, so one bundle serves `/` and any
 * sub-path; the server writes `<base href>` and the public config into the page when it sends it.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const root = import.meta.dirname
const out = join(root, 'portal/dist/web')

export default defineConfig({
  root: join(root, 'portal/shell'),
  base: './',
  publicDir: 'public',
  plugins: [react(), precompress()],
  build: {
    outDir: out,
    emptyOutDir: true,
    assetsDir: 'static',
    assetsInlineLimit: 0,
    // One style sheet of 15 kB: pages never wait for another one.
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    target: 'es2023',
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      output: {
        // What the first page needs travels in two files; every other page and tab is a file of its own.
        codeSplitting: {
          groups: [
            {
              name: 'libraries',
              test: /rolldown.runtime|node_modules[\\/](react|react-dom|scheduler|@tanstack|@mantine|@floating-ui)[\\/]/,
            },
            {
              name: 'portal',
              test: (id: string) => isOurs.test(relative(root, id)) && !isLater.test(relative(root, id)),
            },
            // An entity's page with its first tab, and the drawing on it, are a file each.
            { name: 'entity', test: (id: string) => isEntity.test(relative(root, id)) },
            { name: 'drawing', test: (id: string) => isDrawing.test(relative(root, id)) },
            // The home page with all its cards.
            { name: 'home', test: (id: string) => isHome.test(relative(root, id)) },
          ],
        },
      },
    },
  },
  server: {
    proxy: { '^/(api|\\.backstage)/': process.env.CALLBOARD_URL ?? 'http://localhost:7007' },
  },
})

/** Our own browser code, and the part of it that the first page does not need. */
const isOurs = /^(ui|sdk|portal[\\/]shell|portal[\\/]features[\\/][^\\/]+[\\/]web)[\\/]/
const isLater =
  /Palette(Dialog)|Problems|Entity(Page|Header|Skeleton|HoverCard)|Relations|Changes|tabs[\\/]|entity[\\/]|definition[\\/]|apis[\\/]|graph[\\/]|import[\\/]|live[\\/]|views[\\/]|keys[\\/]Keys|web[\\/]home[\\/]|features[\\/]home[\\/]web[\\/](?!index)/

const isEntity =
  /catalog[\\/]web[\\/](pages[\\/]EntityPage|parts[\\/](Entity(Header|Skeleton)|Relations)|tabs[\\/]OverviewTab|entity[\\/](entity\.module|NoSuch|(cards|data|header|hover|warnings)[\\/]))/
const isHome = /features[\\/](home[\\/]web[\\/](?!index)|catalog[\\/]web[\\/]home[\\/])/
const isDrawing =
  /catalog[\\/]web[\\/]graph[\\/](RelationsCard|(data|draw|layout|model)[\\/](?!layout-worker))/

/** Writes `.br` and `.gz` beside every text file, so that the server never compresses a static file. */
function precompress(): Plugin {
  const brotli = promisify(brotliCompress)
  const gz = promisify(gzip)
  return {
    name: 'callboard-precompress',
    apply: 'build',
    async writeBundle() {
      for (const entry of await readdir(out, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !/\.(js|css|svg|json|txt)$/.test(entry.name)) continue
        const path = join(entry.parentPath, entry.name)
        const bytes = await readFile(path)
        if (bytes.length < 1024) continue
        await writeFile(
          `${path}.br`,
          await brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
        )
        await writeFile(`${path}.gz`, await gz(bytes, { level: 9 }))
      }
    },
  }
}
