import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limits } from './limits.ts'
import { parse } from './parse.ts'
import { positionOf } from './position.ts'

const messages = (text: string) => parse(text, 'catalog-info.yaml').problems.map((problem) => problem.message)

test('a broken document costs itself only', () => {
  const { drafts, problems } = parse('a: 1\n---\nb: [\n---\nc: 3\n', 'f.yaml', 'url:https://host/f.yaml')
  assert.deepEqual(
    drafts.map(({ document, line, value }) => ({ document, line, value })),
    [
      { document: 0, line: 1, value: { a: 1 } },
      { document: 2, line: 5, value: { c: 3 } },
    ],
  )
  assert.equal(problems.length, 1)
  assert.match(
    problems[0]?.message ?? '',
    /^YAML error at url:https:\/\/host\/f\.yaml, .* at line \d+, column \d+$/,
  )
  assert.equal(problems[0]?.document, 1)
})

test('empty documents are skipped, comments and markers do not count as content', () => {
  const { drafts } = parse(
    '# head\n---\n---\n\n# about\nkind: A\n--- # second\nkind: B\n---\n~\n---\n',
    'f.yaml',
  )
  assert.deepEqual(
    drafts.map(({ document, line }) => ({ document, line })),
    [
      { document: 0, line: 6 },
      { document: 1, line: 8 },
    ],
  )
})

test('byte-order mark and Windows line ends are no trouble, and positions count from the real start', () => {
  const text = '\uFEFFkind: A\r\nspec:\r\n  owner: x\r\n---\r\nkind: B\r\n'
  const { drafts, problems } = parse(text, 'f.yaml')
  assert.deepEqual(problems, [])
  assert.deepEqual(drafts[0]?.value, { kind: 'A', spec: { owner: 'x' } })
  assert.deepEqual(positionOf(text, drafts[0]!, ['spec', 'owner'], 'f.yaml'), {
    file: 'f.yaml',
    line: 3,
    column: 3,
  })
  assert.equal(drafts[1]?.line, 5)
})

test('JSON is YAML', () => {
  assert.deepEqual(parse('{"kind":"A","n":[1,null]}', 'f.json').drafts[0]?.value, { kind: 'A', n: [1, null] })
})

test('directives and document ends are understood', () => {
  const { drafts } = parse('%YAML 1.1\n---\na: yes\n...\n---\nb: 2\n', 'f.yaml')
  assert.deepEqual(
    drafts.map((draft) => [draft.line, draft.value]),
    [
      [3, { a: 'yes' }],
      [6, { b: 2 }],
    ],
  )
})

test('a position of something missing is the place of what holds it', () => {
  const text = 'kind: A\n---\nmetadata:\n  tags: [a, b]\nspec:\n  type: x\n'
  const draft = parse(text, 'f').drafts[1]!
  assert.deepEqual(positionOf(text, draft, ['metadata', 'tags', 1]), { file: '', line: 4, column: 13 })
  assert.deepEqual(positionOf(text, draft, ['spec', 'owner']), { file: '', line: 5, column: 1 })
  assert.deepEqual(positionOf(text, draft, []), { file: '', line: 3, column: 1 })
})

test('what is not text, or too large, is one problem', () => {
  assert.match(messages('kind: \u0000')[0] ?? '', /not text/)
  assert.match(messages('x'.repeat(limits.fileChars + 1))[0] ?? '', /larger than 10 MB/)
  assert.match(messages('a: "\\0"')[0] ?? '', /NUL/)
})

test('half a surrogate is mended, because databases refuse it', () => {
  assert.deepEqual(parse('a: "\\ud800"', 'f').drafts[0]?.value, { a: '\ufffd' })
})

for (const [name, text] of hostileTexts()) {
  test(`${name} is refused quickly and without much memory`, () => {
    const before = process.memoryUsage().rss
    const started = process.cpuUsage()
    const { drafts, problems } = parse(text, 'hostile.yaml')
    const { user, system } = process.cpuUsage(started)
    assert.ok(problems.length > 0 || JSON.stringify(drafts).length < 30_000_000)
    const spentMs = Math.round((user + system) / 1_000)
    assert.ok(spentMs < 5_000, `${spentMs} ms`)
    assert.ok(process.memoryUsage().rss - before < 700 * 1024 * 1024)
  })
}

test('a billion laughs is refused, honest anchors are not', () => {
  const laughs = laughing(9)
  assert.match(messages(laughs)[0] ?? '', /too large once its aliases are written out/)
  const honest = `base: &base { a: [1] }\nuses: [${'*base, '.repeat(500)}]`
  const value = parse(honest, 'f').drafts[0]?.value as { uses: { a: number[] }[] }
  assert.equal(value.uses.length, 500)
  assert.notEqual(value.uses[0], value.uses[1], 'nothing is shared')
  assert.match(messages('a: &a [*a]')[0] ?? '', /nested|alias|resolved/i)
})

function laughing(levels: number): string {
  const lines = ['a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]']
  for (let level = 1; level < levels; level += 1) {
    const uses = new Array(9).fill(`*a${level - 1}`).join(', ')
    lines.push(`a${level}: &a${level} [${uses}]`)
  }
  return lines.join('\n')
}

function hostileTexts(): [string, string][] {
  const megabyte = 1024 * 1024
  return [
    ['ten megabytes of nonsense', '}{][ : - ? & * ! '.repeat(megabyte / 2).slice(0, 10 * megabyte)],
    ['ten megabytes of words', 'lorem ipsum '.repeat(megabyte).slice(0, 10 * megabyte)],
    ['a deep flow list', '['.repeat(200_000)],
    ['a deep flow map', '{a: '.repeat(200_000)],
    ['a deep block list', '- '.repeat(100_000)],
    ['deep complex keys', '? '.repeat(20_000)],
    ['many laughs', laughing(60)],
    ['many anchors', `${Array.from({ length: 20_000 }, (_, i) => `- &a${i} x`).join('\n')}\n- *a1`],
    ['many aliases', `- &a x\n${'- *a\n'.repeat(100_000)}`],
    ['many documents', '---\na: [\n'.repeat(20_000)],
    ['many quotes', `a: ${'"\\"'.repeat(100_000)}`],
    ['a long line of spaces', `a:${' '.repeat(5 * megabyte)}\tb`],
    ['many colons', 'a: '.repeat(300_000)],
    ['many empty lines', `a: |\n${'\n'.repeat(3 * megabyte)}`],
    ['many tabs', `a:\n${'\t'.repeat(megabyte)}`],
  ]
}
