// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is the syntax under test
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { hostConfig } from './host-config.ts'
import { loadConfig } from './load-config.ts'

const corpus = join(dirname(fileURLToPath(import.meta.url)), '../../../../shared/corpus/app-config')

/** Files that cannot be started with, and why. */
const refused: Record<string, RegExp> = {
  'heracek__backstage/packages/create-app/templates/default-app/app-config.yaml.hbs': /Handlebars/,
  'awanlin__community-plugins/workspaces/mta/app-config-rhdh.example.yaml': /app\.baseUrl must be an address/,
}

test('every real app-config loads, and every problem has a place', async (t) => {
  if (!existsSync(corpus)) return t.diagnostic('corpus absent: real app-config files are not tried')
  const files = (readdirSync(corpus, { recursive: true }) as string[]).filter((file) =>
    /\.(ya?ml|hbs)$/.test(file),
  )
  assert.equal(files.length, 160)
  let unknown = 0
  for (const file of files) {
    const path = join(corpus, file)
    const config = await loadConfig({ files: [path], cwd: corpus, env: dummies(readFileSync(path, 'utf8')) })
    for (const problem of config.problems) {
      assert.ok((problem.at?.line ?? 0) > 0, `${file}: ${problem.message}`)
      assert.ok(problem.hint, `${file}: ${problem.message}`)
      if (problem.message.startsWith('Unknown key')) unknown++
    }
    const errors = config.problems.filter((problem) => problem.severity === 'error')
    const expected = refused[file]
    for (const error of errors) {
      const isMissingFile = error.message.includes('failed to read file')
      assert.ok(isMissingFile || expected, `${file}:${error.at?.line} ${error.message}`)
    }
    if (expected)
      assert.ok(
        errors.some((error) => expected.test(error.message)),
        file,
      )
    if (errors.length === 0) assert.ok(hostConfig(config.reader, {}).app.baseUrl)
    assert.ok(!JSON.stringify([config.redacted(), config.publicConfig()]).includes('d_secret'), file)
  }
  assert.ok(unknown > 100)
})

test('every real app-config loads without any variable too', async (t) => {
  if (!existsSync(corpus)) return t.diagnostic('corpus absent: real app-config files are not tried')
  for (const file of readdirSync(corpus, { recursive: true }) as string[]) {
    if (!/\.ya?ml$/.test(file)) continue
    const config = await loadConfig({ files: [join(corpus, file)], cwd: corpus, env: {} })
    for (const problem of config.problems)
      assert.ok((problem.at?.line ?? 0) > 0, `${file}: ${problem.message}`)
  }
})

/** A value for every variable a file names, of a kind its name suggests. */
function dummies(text: string): Record<string, string> {
  const env: Record<string, string> = {}
  for (const match of text.matchAll(/\$\{(\w+)|\$env:\s*(\w+)/g)) {
    const name = match[1] ?? match[2] ?? ''
    env[name] = dummy(name)
  }
  return env
}

function dummy(name: string): string {
  if (/URL|TARGET/.test(name)) return 'https://dummy.example.com'
  if (/PROTOCOL/.test(name)) return 'https'
  if (/PORT|POST$|^port$/.test(name)) return '5432'
  if (/ENABLED/.test(name)) return 'true'
  return /(TOKEN|SECRET|PASSWORD|API_KEY)$/.test(name) ? 'd_secret' : 'dummy'
}
