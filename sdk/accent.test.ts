import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accentOf, contrastOf, parseColour } from './accent.ts'

const canvas = { light: [251, 251, 250], dark: [17, 18, 20] } as const

test('a readable colour is used as it is', () => {
  const accent = accentOf('#0b5fad', 'light')
  assert.equal(accent?.accent, '#0b5fad')
  assert.equal(accent.isMoved, false)
  assert.equal(accent.onAccent, '#ffffff')
})

test('every colour comes out readable on both canvases, and so does text on it', () => {
  for (const given of ['#ffff00', '#ffffff', '#000000', '#777', '#1e90ff', '#f00', 'rgb(250, 240, 10)']) {
    for (const theme of ['light', 'dark'] as const) {
      const accent = accentOf(given, theme)
      assert.ok(accent)
      const colour = parseColour(accent.accent)
      const on = parseColour(accent.onAccent)
      assert.ok(colour && on)
      assert.ok(contrastOf(colour, canvas[theme]) >= 4.49, `${given} on ${theme}: ${accent.accent}`)
      assert.ok(contrastOf(on, colour) >= 4.3, `text on ${given} in ${theme}`)
    }
  }
})

test('what is no colour is none', () => {
  for (const text of ['', 'red; background: url(x)', '#12345', 'var(--x)', 'rgb(1,2)']) {
    assert.equal(parseColour(text), undefined)
    assert.equal(accentOf(text, 'light'), undefined)
  }
})
