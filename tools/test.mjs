// `npm test [-- path …]`: everything that must hold. Starts every server it needs by itself.
import { spawnSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuilt, ensureInstalled, nodeBinary, root } from './program.mjs'

ensureInstalled()
if (Number(process.versions.node.split('.')[0]) < 22) {
  // globSync is newer than the Node some machines start npm with.
  const done = spawnSync(nodeBinary(), [join(root, 'tools/test.mjs'), ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
  process.exit(done.status ?? 1)
}
ensureBuilt()
if (!existsSync(join(root, '..', 'shared', 'corpus'))) {
  console.log('The corpus of real files is absent: its tests run on our own fixtures only.')
}

const asked = process.argv.slice(2)
const find = (pattern) =>
  globSync(pattern, {
    cwd: root,
    exclude: (path) => /(^|\/)(node_modules|dist)(\/|$)/.test(String(path)),
  }).sort()
const unit = find('{sdk,ui,portal,tools,bench,examples}/**/*.test.ts')
// What measures frames, first paints and how soon changes are seen is alone on the machine.
const alone = /(scroll|first-load|live)\.test\.ts$/
const browser = find('e2e/**/*.test.ts')
const groups =
  asked.length > 0
    ? [['asked for', asked, 2]]
    : [
        ['server and library', unit, 2],
        ['browser', browser.filter((file) => !alone.test(file)), 2],
        ['browser, measured', browser.filter((file) => alone.test(file)), 1],
      ]

// One Postgres for all test files; a file that needs to stop one starts its own.
const { startPostgres } = await import('../portal/testing/postgres.ts')
const postgres = await startPostgres().catch((error) => {
  console.log(`Postgres cannot start here (${error.message}): what needs it is not run, and says so.`)
})

let failed = false
for (const [name, files, concurrency] of groups) {
  if (files.length === 0) continue
  console.log(`\n— ${name}: ${files.length} test files`)
  const done = spawnSync(
    nodeBinary(),
    ['--test', '--test-force-exit', '--test-timeout=240000', `--test-concurrency=${concurrency}`, ...files],
    {
      cwd: root,
      stdio: 'inherit',
      env: {
        ...process.env,
        NODE_ENV: 'test',
        LOG_LEVEL: process.env.LOG_LEVEL ?? 'error',
        ...(postgres && { CALLBOARD_TEST_POSTGRES: postgres.url('postgres') }),
      },
    },
  )
  if (done.status !== 0) failed = true
}
await postgres?.close()
process.exit(failed ? 1 : 0)
