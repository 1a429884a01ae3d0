// What a browser loads before the first page stands, held to a budget at every build.
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './program.mjs'

/** Bytes of scripts and styles, gzipped. */
const budget = 250_000

/** Measures the built page; a sentence when it is over its budget, else undefined. */
export function checkFirstLoad() {
  const web = join(root, 'portal/dist/web')
  const page = readFileSync(join(web, 'index.html'), 'utf8')
  const files = [...page.matchAll(/(?:src|href)="\.\/(static\/[^"]+\.(?:js|css))"/g)].map(([, file]) => file)
  const sizes = files.map((file) => ({ file, bytes: statSync(join(web, `${file}.gz`)).size }))
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0)
  const list = sizes.map(({ file, bytes }) => `${file} ${kb(bytes)}`).join(', ')
  console.error(`  first load ${kb(total)} of ${kb(budget)} gzip`)
  if (total <= budget) return undefined
  return `The first load is ${kb(total - budget)} over its budget of ${kb(budget)} (${list}). Load later what the first page does not need: see isLater in vite.config.ts.`
}

function kb(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`
}
