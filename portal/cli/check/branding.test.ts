import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkBranding } from './branding.ts'
import type { Examination } from './examine.ts'

const messages = (values: Record<string, string>) => {
  const reader = { get: (key: string) => values[key], origin: () => undefined }
  return checkBranding({ config: { reader } } as unknown as Examination).map(({ message }) => message)
}

test('a colour that is readable on both themes is fine', () => {
  assert.deepEqual(
    messages({
      'app.branding.theme.light.primaryColor': '#0b5fad',
      'app.branding.theme.dark.primaryColor': '#7cc7ff',
    }),
    [],
  )
})

test('a colour too weak for a theme is told with its contrast and what is shown in its place', () => {
  const [message, ...others] = messages({ 'app.branding.primaryColor': '#ffd400' })
  assert.match(
    message ?? '',
    /^#ffd400 is too weak on the light theme \(contrast 1\.\d, wanted 4\.5\), so #[\da-f]{6} is shown$/,
  )
  assert.deepEqual(others, [])
})

test('what is no colour is told once', () => {
  assert.deepEqual(messages({ 'app.branding.primaryColor': 'sunny' }), [
    'app.branding.primaryColor is no colour this portal can read',
  ])
})

test('a picture that browsers would refuse is told', () => {
  assert.equal(messages({ 'app.branding.iconLogo': 'http://pictures.example/a.png' }).length, 1)
  for (const good of [
    'https://pictures.example/a.png',
    'data:image/png;base64,AA',
    '/logo.svg',
    '<svg viewBox="0 0 1 1"/>',
  ]) {
    assert.deepEqual(messages({ 'app.branding.iconLogo': good }), [])
  }
})
