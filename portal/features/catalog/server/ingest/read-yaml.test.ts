import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readReference, readYaml, type YamlReading } from './read-yaml.ts'
import { splitDocuments } from './split-documents.ts'
import { corpusFiles } from './test-corpus.ts'

const cases = globSync(join(import.meta.dirname, '../../test/cases/**/*.yaml'))

/** What authors and editors do to files, and what YAML readers disagree on. */
const splinters = [
  ...[
    '\n',
    '\n\n',
    '\n  ',
    '\n - ',
    ' ',
    '- ',
    ': ',
    ':',
    '#',
    ' #',
    '"',
    "'",
    "''",
    '[',
    ']',
    '{',
    '}',
    ',',
  ],
  ...[
    '|\n',
    '>\n',
    '|-\n',
    '|2\n',
    '&a ',
    '*a',
    '!!str ',
    '!x ',
    '? ',
    '%',
    '@',
    '`',
    '\t',
    '\r\n',
    '\\',
    '\\x41',
  ],
  ...['1_0', '0b1', '0o7', '012', '+1', '-.5', '1e3', '5.', '.inf', '.NaN', '-0', '~', 'null', 'yes', 'True'],
  ...[
    '<<: ',
    '---',
    '=',
    '{a}',
    '[a: b]',
    '{{a}}',
    '{: a}',
    '[a,,b]',
    '\u00a0',
    '\u2028',
    '\u0085',
    '\ufeff',
    '😀',
  ],
]

test('both readings give the same values on every document of the corpus', (t) => {
  const files = corpusFiles('catalog', 'templates', 'app-config')
  let documents = 0
  for (const file of [...files, ...cases]) {
    for (const source of documentsOf(readFileSync(file, 'utf8'))) {
      assertSame(source, file)
      documents += 1
    }
  }
  t.diagnostic(`${documents} documents of ${files.length} corpus files and ${cases.length} own files`)
})

test('both readings give the same values on 3,000 damaged documents', () => {
  const files = [...corpusFiles('catalog').slice(0, 200), ...cases]
  const sources = files.flatMap((file) => documentsOf(readFileSync(file, 'utf8')))
  const small = sources.filter((source) => source.length > 20 && source.length < 1500)
  const random = randomFrom(20261121)
  for (let round = 0; round < 3_000; round += 1) {
    const source = small[Math.floor(random() * small.length)] ?? ''
    for (const damaged of documentsOf(damage(source, random))) assertSame(damaged, `round ${round}`)
  }
})

test('scalars are read as YAML 1.2 core says', () => {
  const reading = readYaml(
    '[yes, on, 012, 0o14, 0x1F, 1_0, 0b1, -.5, +.5, 1e3, 2020-01-01, ~, null, True, .inf, -0, "5"]',
  )
  assert.deepEqual(readingValue(reading), [
    ...[
      'yes',
      'on',
      12,
      12,
      31,
      '1_0',
      '0b1',
      -0.5,
      0.5,
      1000,
      '2020-01-01',
      null,
      null,
      true,
      null,
      -0,
      '5',
    ],
  ])
})

test('keys that are no text are named as the reference names them', () => {
  assert.deepEqual(readingValue(readYaml('{ ~: 1 }')), { '': 1 })
  assert.deepEqual(readingValue(readYaml('name: {{ x }}')), { name: { '{ x }': null } })
  assert.deepEqual(readingValue(readYaml('<<: { a: 1 }')), { '<<': { a: 1 } })
})

test('a key called __proto__ is data', () => {
  const value = readingValue(readYaml('__proto__: { polluted: true }')) as { polluted?: boolean }
  assert.equal(value.polluted, undefined)
  assert.equal(JSON.stringify(value), '{"__proto__":{"polluted":true}}')
})

function documentsOf(text: string): string[] {
  return (splitDocuments(text) ?? []).map((chunk) => text.slice(chunk.start, chunk.end))
}

function assertSame(source: string, where: string): void {
  const [fast, reference] = [readYaml(source), readReference(source)]
  assert.equal('fault' in fast, 'fault' in reference, `${where}: ${JSON.stringify(source)}`)
  if ('value' in fast) assert.deepEqual(fast, reference, where)
}

function readingValue(reading: YamlReading): unknown {
  assert.ok('value' in reading, JSON.stringify(reading))
  return reading.value
}

function damage(source: string, random: () => number): string {
  let text = source
  for (let cut = 0; cut < 2; cut += 1) {
    const at = Math.floor(random() * text.length)
    const dropped = random() < 0.5 ? 0 : Math.floor(random() * 6)
    text = text.slice(0, at) + splinters[Math.floor(random() * splinters.length)] + text.slice(at + dropped)
  }
  return text
}

/** The same rounds on every run. */
function randomFrom(start: number): () => number {
  let seed = start
  return () => {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff
    return seed / 0x7fffffff
  }
}
