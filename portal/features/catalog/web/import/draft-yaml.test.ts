import assert from 'node:assert/strict'
import { test } from 'node:test'
import { load } from 'js-yaml'
import { draftYaml, nameFault, newFilePage } from './draft-yaml.ts'

const fields = {
  name: 'lamp',
  description: '',
  owner: 'group:default/lights',
  type: 'service',
  lifecycle: 'production',
  system: '',
  annotations: { 'github.com/project-slug': 'stage/lamp' },
}

test('a draft reads back as what was typed, whatever was typed', () => {
  for (const text of [
    'yes',
    '12',
    'a: b',
    '# no',
    '"x"',
    "it's",
    '- a',
    'null',
    '{{ x }}',
    'x\ny',
    '  ',
    'ü',
    '0x1',
    '1e3',
    '~',
  ]) {
    const read = load(draftYaml({ ...fields, description: text, owner: text })) as {
      metadata: { description: string; annotations: object }
      spec: { owner: string }
    }
    assert.equal(read.metadata.description, text)
    assert.equal(read.spec.owner, text)
    assert.deepEqual(read.metadata.annotations, fields.annotations)
  }
})

test('a system is written when there is one', () => {
  assert.doesNotMatch(draftYaml(fields), /system/)
  const read = load(draftYaml({ ...fields, system: 'other/stage' })) as { spec: { system: string } }
  assert.equal(read.spec.system, 'other/stage')
})

test('names are held to what the catalog takes', () => {
  for (const name of ['a', 'A-b.c_9', 'x'.repeat(63)]) assert.equal(nameFault(name), undefined)
  for (const name of ['', '-a', 'a--b', 'a b', 'x'.repeat(64), 'ü']) assert.ok(nameFault(name), name)
})

test('the page for a new file is on the host and branch of the address', () => {
  const page = newFilePage(
    'https://github.com/stage/lamp/tree/next/x',
    'stage/lamp',
    'catalog-info.yaml',
    'a: b\n',
  )
  assert.equal(page, 'https://github.com/stage/lamp/new/next?filename=catalog-info.yaml&value=a%3A+b%0A')
  assert.match(
    newFilePage('https://ghe.example.com/a/b', 'a/b', 'f', '') ?? '',
    /^https:\/\/ghe.example.com\/a\/b\/new\/HEAD/,
  )
  assert.equal(newFilePage('https://gitlab.com/a/b', undefined, 'f', ''), undefined)
  assert.equal(newFilePage('https://x.example/a/b', '../evil', 'f', ''), undefined)
})
