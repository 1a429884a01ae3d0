/**
 * The import rule of ARCHITECTURE.md as data. Every relative or `@callboard/*` import in the tree is looked
 * up here; a breach is printed as a sentence that says what to do instead.
 */
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

interface Zone {
  name: string
  /** Files of the zone. The first zone that matches a file wins. */
  files: RegExp
  /** Names of the zones it may import (its own zone always). */
  may: string[]
  because: string
}

const zones: Zone[] = [
  {
    name: 'test',
    files: /(\.test\.tsx?$|\/test\/|^e2e\/|^bench\/|^tools\/|^portal\/testing\/)/,
    may: ['*'],
    because: '',
  },
  {
    name: 'sdk/model',
    files: /^sdk\/model\//,
    may: ['sdk/errors'],
    because: 'the nouns depend on nothing, so that everything can depend on them',
  },
  { name: 'sdk/errors', files: /^sdk\/errors\.ts$/, may: [], because: 'the error table depends on nothing' },
  {
    name: 'sdk',
    files: /^sdk\//,
    may: ['sdk/model', 'sdk/errors'],
    because: 'plugin authors install the sdk without the portal',
  },
  {
    name: 'ui',
    files: /^ui\//,
    may: ['sdk/model', 'sdk/errors', 'sdk'],
    because: 'the look knows no data and no feature',
  },
  {
    name: 'feature contract',
    files: /^portal\/features\/[^/]+\/((api|config)\.ts$|api\/)/,
    may: ['sdk', 'sdk/model', 'sdk/errors', 'feature contract'],
    because: 'api.ts is read by the browser too: it may hold nothing but the contract',
  },
  {
    name: 'feature web',
    files: /^portal\/features\/[^/]+\/web\//,
    may: ['sdk', 'sdk/model', 'sdk/errors', 'ui', 'feature contract'],
    because: 'importing server code would send it to the browser; use the feature’s api.ts',
  },
  {
    name: 'feature server',
    files: /^portal\/features\/[^/]+\/server\//,
    may: ['sdk', 'sdk/model', 'sdk/errors', 'feature contract'],
    because: 'features are given ctx, as plugins are; what is missing there belongs into sdk/feature.ts',
  },
  {
    name: 'shell',
    files: /^portal\/shell\//,
    may: ['sdk', 'sdk/model', 'sdk/errors', 'ui', 'feature web', 'feature contract'],
    because: 'the browser frame knows pages, not servers',
  },
  {
    name: 'host',
    files: /^portal\/host\//,
    may: ['sdk', 'sdk/model', 'sdk/errors'],
    because: 'the host runs features and knows no domain',
  },
  {
    name: 'program',
    files: /^portal\//,
    may: ['*'],
    because: 'main.ts, builtin.ts and the command line put it all together',
  },
]

export interface Breach {
  file: string
  line: number
  sentence: string
}

const feature = (file: string) => /^portal\/features\/([^/]+)\//.exec(file)?.[1]
const zoneOf = (file: string) => zones.find((zone) => zone.files.test(file))

/** Checks one import of one file; `undefined` when it is allowed. */
export function breachOf(file: string, imported: string): string | undefined {
  const from = zoneOf(file)
  const to = zoneOf(imported)
  if (!from || !to || from.may.includes('*')) return undefined
  if (to.name === 'test') return `${file} imports ${imported}: product code must not need test code.`
  const sameFeature = feature(file) === feature(imported)
  if (from.name === to.name && sameFeature) return undefined
  if (from.name === to.name && from.name.startsWith('feature ') && from.name !== 'feature contract') {
    return `${file} imports ${imported}: features read each other only through api.ts.`
  }
  if (from.may.includes(to.name)) return undefined
  return `${file} imports ${imported}: ${from.name} may not import ${to.name}, because ${from.because}.`
}

const importPattern =
  /(?:^|\n)\s*(?:import|export)[^'"\n;]*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g

export function findBreaches(root: string): Breach[] {
  const breaches: Breach[] = []
  const files = globSync('{sdk,ui,portal}/**/*.{ts,tsx}', {
    cwd: root,
    exclude: ['**/node_modules/**', '**/dist/**'],
  })
  for (const file of files.sort()) {
    const text = readFileSync(join(root, file), 'utf8')
    // Multi-line imports end in a `from` of their own line, which the pattern also finds.
    for (const match of text
      .replace(/\{[^{}]*\}/g, (list) => list.replace(/\n/g, ' '))
      .matchAll(importPattern)) {
      const imported = resolveImport(root, file, match[1] ?? match[2] ?? '')
      const sentence = imported && breachOf(file, imported)
      if (sentence) breaches.push({ file, line: text.slice(0, match.index).split('\n').length, sentence })
    }
  }
  return breaches
}

function resolveImport(root: string, file: string, specifier: string): string | undefined {
  if (specifier.startsWith('@callboard/sdk/model')) return 'sdk/model/index.ts'
  if (specifier.startsWith('@callboard/sdk'))
    return `sdk/${specifier.slice('@callboard/sdk/'.length) || 'index'}.ts`
  if (specifier.startsWith('@callboard/ui')) return 'ui/index.ts'
  if (!specifier.startsWith('.')) return undefined
  return relative(root, join(root, dirname(file), specifier))
}

if (import.meta.main) {
  const breaches = findBreaches(join(dirname(fileURLToPath(import.meta.url)), '..'))
  for (const { file, line, sentence } of breaches) console.error(`${file}:${line}  ${sentence}`)
  process.exit(breaches.length > 0 ? 1 : 0)
}
