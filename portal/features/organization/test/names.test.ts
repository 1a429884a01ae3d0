/** Names as hosts have them: clashing, empty, hostile. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { problemsOf, refsOf, sourceOf, stage, until } from './stage.ts'

test('clashing and hostile names cost themselves only, and are said', async () => {
  const long = 'a'.repeat(300)
  const hostile = [
    '__proto__',
    '<script>alert(1)</script>',
    "x' or 1=1--",
    '../../etc',
    'b\u202ec',
    'd\u0000e',
  ]
  const { portal } = await stage({
    people: ['ada', 'ADA', '\u{1f600}', '   ', long, ...hostile],
    teams: [
      { slug: 'core', members: ['ada', '\u{1f600}', ...hostile] },
      { slug: 'Core', members: [] },
    ],
  })
  await until(portal, async () => (await sourceOf(portal))?.state === 'ok', 'the organisation')
  await until(portal, async () => (await problemsOf(portal)).length > 1, 'what is said')
  assert.deepEqual(await refsOf(portal), [
    'Group:core',
    `User:${long.slice(0, 63)}`,
    'User:ada',
    'User:b_c',
    'User:etc',
    'User:proto',
    'User:script_alert_1_script',
    'User:x_or_1_1',
  ])
  const said = (await problemsOf(portal)).map(({ message }) => message).sort()
  assert.equal(said.length, 2)
  assert.match(
    said[0] ?? '',
    /^Left out of .*: group 'Core' .*, user 'ADA Example' .*, user '\u{1f600} Example' /u,
  )
  assert.match(said[1] ?? '', /holds a NUL character/)
})
