// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is the syntax under test
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { errorsOf, loadText } from '../../testing/config-files.ts'

describe('variables', () => {
  const env = { NAME: ' ada ', EMPTY: '', GITHUB_TOKEN: 'ghp_0123456789' }
  const cases: [written: string, value: unknown][] = [
    ['"${NAME}"', 'ada'],
    ['"hello ${NAME}, ${NAME}"', 'hello ada, ada'],
    ['"${EMPTY}"', ''],
    ['"${EMPTY:-fallback}"', 'fallback'],
    ['"${UNSET:-}"', ''],
    ['"${UNSET:-http://x:80/}"', 'http://x:80/'],
    ['"$${NAME}"', '${NAME}'],
    ['"$${NAME} ${NAME}"', '${NAME} ada'],
    ['"$NAME"', '$NAME'],
    ['"${UNSET}"', undefined],
    ['"${NAME} ${UNSET}"', undefined],
    ['{ $env: NAME }', 'ada'],
    ['{ $env: UNSET }', undefined],
    ['["${UNSET}", "${NAME}"]', ['ada']],
    ['{ $not: { kind: api } }', { $not: { kind: 'api' } }],
  ]
  for (const [written, value] of cases) {
    test(`${written} is ${JSON.stringify(value)}`, async () => {
      const config = await loadText(`sentry:\n  value: ${written}\n`, { env })
      assert.deepEqual(config.reader.get('sentry.value'), value)
      assert.deepEqual(errorsOf(config), [])
    })
  }

  test('an unset one is reported with its place and what to write', async () => {
    const config = await loadText('sentry:\n  a: ${UNSET}\n  b: ${X:false}\n')
    const [first, second] = config.problems
    assert.equal(first?.message, "The variable UNSET is not set, so 'sentry.a' has no value")
    assert.deepEqual({ line: first?.at?.line, column: first?.at?.column }, { line: 2, column: 3 })
    assert.equal(second?.hint, 'A default is written ${X:-false}')
  })

  test('an unset one that a higher file replaces is not reported', async () => {
    const config = await loadText('sentry: { a: "${UNSET}" }', {
      beside: { 'app-config.local.yaml': 'sentry: { a: 1 }' },
    })
    assert.deepEqual(config.problems, [])
  })
})

describe('includes', () => {
  test('files and parts of files, relative to the file they stand in', async () => {
    const config = await loadText(
      'sentry:\n  text: { $file: ./secret.txt }\n  part: { $include: "sub/more.yaml#a.list[1]" }\n  all: { $include: sub/more.yaml }\n',
      {
        env: { NAME: 'ada' },
        beside: {
          'secret.txt': 'line\n\n',
          'sub/more.yaml': 'a: { list: [x, "${NAME}"] }\nb: { $include: deeper/c.json }\n',
          'sub/deeper/c.json': '{"c": {"$file": "d.txt"}}',
          'sub/deeper/d.txt': '${NAME}\n',
        },
      },
    )
    assert.deepEqual(errorsOf(config), [])
    assert.deepEqual(config.reader.get('sentry'), {
      text: 'line',
      part: 'ada',
      // The content of $file is taken as it is.
      all: { a: { list: ['x', 'ada'] }, b: { c: '${NAME}' } },
    })
    assert.match(config.reader.origin('sentry.all.a')?.file ?? '', /sub\/more\.yaml$/)
    assert.equal(config.files.length, 5)
  })

  test('what fails names the key; in a section of ours it stops the start, elsewhere it does not', async () => {
    const config = await loadText(
      'techdocs: { builder: { $file: nope.txt } }\nwhatever: { a: { $file: nope.txt } }\napp: { title: { $env: A, $file: b } }\n',
    )
    const errors = errorsOf(config)
    assert.match(
      errors.join('\n'),
      /error at \.techdocs\.builder, failed to read file .*nope\.txt, it does not exist/,
    )
    assert.match(errors.join('\n'), /error at \.app\.title, include key \$env should not have adjacent keys/)
    assert.equal(errors.length, 2)
    assert.ok(
      config.problems.some((each) => each.severity === 'warning' && /\.whatever\.a/.test(each.message)),
    )
  })

  test('a file that includes itself ends in a problem', async () => {
    const config = await loadText('techdocs: { $include: app-config.yaml }')
    assert.match(errorsOf(config).join(), /includes itself/)
  })
})

describe('files that are not what they should be', () => {
  const bomb = `a: &a [x, x, x, x, x, x, x, x, x]\n${'bcdefghi'
    .split('')
    .map((name, i) => `${name}: &${name} [${`*${'abcdefgh'[i]}, `.repeat(9)}]`)
    .join('\n')}`
  const cases: [name: string, text: string, message: RegExp, line: number][] = [
    ['broken YAML', 'app:\n  title: a: b\n', /Nested mappings/, 2],
    ['a duplicate key', 'app:\n  title: a\n  title: b\n', /unique/, 3],
    ['several documents', 'app: {}\n---\nbackend: {}\n', /holds one document/, 3],
    ['a list', '- a\n', /must be a mapping/, 0],
    ['an alias bomb', bomb, /once its aliases are resolved/, 0],
    ['a template', 'app:\n  {{#if x}}\n  title: x\n  {{/if}}\n', /Handlebars/, 2],
    ['braces for a text', 'app:\n  title: {{ x }}\n', /A key must be a plain text/, 2],
  ]
  for (const [name, text, message, line] of cases) {
    test(`${name} is a positioned problem`, async () => {
      const config = await loadText(text)
      const problem = config.problems.find((each) => message.test(each.message))
      assert.equal(problem?.severity, 'error')
      if (line > 0) assert.equal(problem?.at?.line, line)
    })
  }

  test('a ConfigMap is read as the file it carries, with the places of the outer file', async () => {
    const config = await loadText(
      'kind: ConfigMap\napiVersion: v1\ndata:\n  app-config.yaml: |\n    app:\n      title: Inner\n      baseURL: x\n',
    )
    assert.equal(config.reader.get('app.title'), 'Inner')
    assert.equal(config.reader.get('kind'), undefined)
    assert.deepEqual({ ...config.reader.origin('app.title'), file: '' }, { file: '', line: 6, column: 7 })
    assert.ok(
      config.problems.some(
        (each) => each.severity === 'warning' && /Kubernetes ConfigMap/.test(each.message),
      ),
    )
  })

  test('merge keys and anchors work', async () => {
    const { data } = await loadText('sentry:\n  base: &b { x: 1, y: 1 }\n  own:\n    <<: *b\n    y: 2\n')
    assert.deepEqual((data.sentry as { own: unknown }).own, { x: 1, y: 2 })
  })
})

test('places are those of the winning file', async () => {
  const config = await loadText('catalog:\n  locations:\n    - type: file\n      target: a.yaml\n', {
    beside: { 'app-config.local.yaml': '# over\ncatalog:\n  readonly: true\n' },
  })
  const at = config.reader.origin('catalog.locations[0].target')
  assert.deepEqual({ line: at?.line, column: at?.column }, { line: 4, column: 7 })
  assert.equal(at?.file, join(config.reader.folders[0] ?? '', 'app-config.yaml'))
  assert.match(config.reader.origin('catalog.readonly')?.file ?? '', /app-config\.local\.yaml$/)
})
