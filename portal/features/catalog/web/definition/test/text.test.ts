import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatOf, type Language } from '../reading/format.ts'
import { readMarkdown } from '../text/markdown.ts'
import { type LineState, tokensOf, withMarks } from '../text/tokens.ts'

test('the type chooses the viewer, an unknown type the text', () => {
  assert.equal(formatOf('openapi', '').viewer, 'openapi')
  assert.equal(formatOf('GraphQL', 'type A').language, 'graphql')
  assert.equal(formatOf('our-own', '{"swagger": "2.0"}').viewer, 'openapi')
  assert.equal(formatOf('our-own', 'syntax = "proto3";').viewer, 'proto')
  assert.deepEqual(formatOf('wsdl', '<?xml version="1.0"?><definitions/>').language, 'xml')
  assert.equal(formatOf('trpc', 'export const a = 1').language, 'typescript')
  assert.equal(formatOf('', 'no idea what this is').viewer, 'text')
})

test('colours never change a character, whatever the language and the text', () => {
  const texts = [
    'a: "b" # c\nlist:\n  - |\n    text: no\n  - 1\n',
    '{"a": [1, "x\\"", true]}',
    '<a b="c"><!-- more\nlines --> text </a>',
    '"""doc\nstill""" type A @x { a(b: Int = 1): [B!]! # c\n}',
    '/* a\n b */ message A { string a = 1; } // c',
    "const a = `x\ny` // 'z'",
    '"'.repeat(300),
    `${'x'.repeat(5000)}\n\u202e\u0000\t`,
  ]
  for (const language of ['yaml', 'json', 'xml', 'graphql', 'proto', 'typescript', 'text'] as Language[]) {
    for (const text of texts) {
      let state: LineState = null
      for (const line of text.split('\n')) {
        const [tokens, after] = tokensOf(line, state, language)
        state = after
        assert.equal(tokens.map((token) => token.text).join(''), line)
        for (const needle of ['a', 'text', '"', ''])
          assert.equal(
            withMarks(tokens, needle)
              .map((token) => token.text)
              .join(''),
            line,
          )
      }
    }
  }
})

test('a search marks what it found across tokens', () => {
  const [tokens] = tokensOf('title: Booking API', null, 'yaml')
  const found = withMarks(tokens, 'e: book').filter((token) => token.isFound)
  assert.equal(found.map((token) => token.text).join(''), 'e: Book')
})

test('Markdown is a few kinds of blocks, and HTML is text', () => {
  const blocks = readMarkdown(
    '# Title\nFirst **bold** and `code`, [a link](https://x.example), <b>html</b>\n\n- one\n- two *three*\n\n```js\n<script>\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n',
  )
  assert.deepEqual(
    blocks.map((block) => block.kind),
    ['heading', 'paragraph', 'list', 'code', 'table'],
  )
  const [, paragraph] = blocks
  assert.ok(paragraph?.kind === 'paragraph')
  assert.deepEqual(
    paragraph.parts.map((part) => part.kind),
    ['text', 'strong', 'text', 'code', 'text', 'link', 'text'],
  )
  assert.match(paragraph.parts.at(-1)?.text ?? '', /<b>html<\/b>/)
})

test('hostile Markdown costs no more than its length', () => {
  const started = performance.now()
  for (const text of [
    '['.repeat(20_000),
    '*'.repeat(20_000),
    '`'.repeat(19_999),
    '[a]('.repeat(5000),
    '_a'.repeat(10_000),
    '|-'.repeat(10_000),
    '- '.repeat(10_000),
    'https://'.repeat(2500),
    '#'.repeat(20_000),
  ])
    readMarkdown(text)
  assert.ok(performance.now() - started < 2000, `${performance.now() - started} ms`)
})
