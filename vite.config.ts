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
  plugins: [react(), withoutPalettes(), precompress()],
  build: {
    outDir: out,
    emptyOutDir: true,
    assetsDir: 'static',
    assetsInlineLimit: 0,
    // One style sheet of 15 kB: pages never wait for another one.
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    target: 'es2023',
    chunkSizeWarningLimit: 800,
    rolldownOptions: {
      output: {
        // What the first page needs is one file, and what an entity's page adds is one: each request costs more than
        // what a browser would keep of libraries from one release to the next. Other pages and tabs are files of
        // their own.
        codeSplitting: {
          groups: [
            { name: 'portal', test: (id: string) => isFirst(relative(root, id)), priority: 5 },
            { name: 'entity', test: (id: string) => isEntity.test(relative(root, id)) },
            { name: 'home', test: (id: string) => isHome.test(relative(root, id)) },
            // Loaded when the first page has come to rest.
            { name: 'beside', test: (id: string) => isBeside.test(relative(root, id)) },
          ],
        },
      },
    },
  },
  server: {
    proxy: { '^/(api|\\.backstage)/': process.env.CALLBOARD_URL ?? 'http://localhost:7007' },
  },
})

const isLibrary =
  /rolldown.runtime|node_modules[\\/](react|react-dom|scheduler|@tanstack|@mantine|@floating-ui)[\\/]/
/** What every page stands on: the look, the frame, what features say of themselves, the session. */
const isFrame =
  /^(ui|sdk|portal[\\/]shell)[\\/]|^portal[\\/]features[\\/][^\\/]+[\\/]web[\\/][^\\/]+\.ts$|identity[\\/]web[\\/]session[\\/]/
/** The catalog's table, which most visits begin with. */
const isTable =
  /catalog[\\/]web[\\/](data|parts|table|pages[\\/](CatalogPage|ApisPage)|toolbar[\\/](TableTools|ViewsMenu)|entity[\\/]data[\\/]stars)/
const isLater =
  /ui[\\/]states[\\/]Toasts|[Pp]alette[\\/](PaletteDialog|entries|fuzzy)|keys[\\/]Keys|AutoLogout|parts[\\/](Problem|Entity(Header|Skeleton)|Relations|Changes)|data[\\/](problem-data|word-rank|find-entities)/

function isFirst(path: string): boolean {
  return isLibrary.test(path) || ((isFrame.test(path) || isTable.test(path)) && !isLater.test(path))
}

/** An entity's page with its first tab and the drawing on it. */
const isEntity =
  /catalog[\\/]web[\\/](pages[\\/]EntityPage|parts[\\/](Entity(Header|Skeleton)|Relations)|tabs[\\/]OverviewTab|entity[\\/](entity\.module|NoSuch|(cards|data|header|warnings)[\\/])|graph[\\/](RelationsCard|(data|draw|layout|model)[\\/](?!layout-worker)))/
/** The home page with all its cards. */
const isHome = /features[\\/](home[\\/]web[\\/](?!index)|catalog[\\/]web[\\/]home[\\/])/
/** The palette, live updates, messages in passing, and the card at links. */
const isBeside =
  /ui[\\/]states[\\/]Toasts|shell[\\/]palette[\\/](PaletteDialog|entries|fuzzy)|catalog[\\/]web[\\/](live|entity[\\/]hover)[\\/]/

const palettes = 'red|pink|grape|violet|indigo|blue|cyan|teal|green|lime|yellow|orange'

/** Takes Mantine's twelve palettes out of its variables: colours are ours (ui/tokens.css). */
function withoutPalettes(): Plugin {
  return {
    name: 'callboard-without-palettes',
    enforce: 'pre',
    transform(code, id) {
      if (!id.includes('default-css-variables')) return undefined
      return code.replace(new RegExp(`--mantine-color-(${palettes})-[\\w-]+:[^;}]*;?`, 'g'), '')
    },
  }
}

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
