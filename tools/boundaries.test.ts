import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breachOf } from './boundaries.ts'

const cases: [string, string, boolean][] = [
  ['portal/features/catalog/web/pages/CatalogPage.tsx', 'portal/features/catalog/server/index.ts', false],
  ['portal/features/catalog/web/pages/CatalogPage.tsx', 'portal/features/catalog/api.ts', true],
  ['portal/features/catalog/server/index.ts', 'portal/host/db/open.ts', false],
  ['portal/features/catalog/server/index.ts', 'portal/features/identity/server/index.ts', false],
  ['portal/features/catalog/server/index.ts', 'portal/features/identity/api.ts', true],
  ['portal/host/http/http.ts', 'portal/features/catalog/api.ts', false],
  ['sdk/model/ref.ts', 'sdk/errors.ts', true],
  ['sdk/model/ref.ts', 'sdk/route.ts', false],
  ['ui/index.ts', 'portal/shell/main.tsx', false],
  ['portal/main.ts', 'portal/host/db/open.ts', true],
  ['portal/host/db/open.ts', 'portal/testing/postgres.ts', false],
]

for (const [file, imported, allowed] of cases) {
  test(`${file} ${allowed ? 'may' : 'may not'} import ${imported}`, () => {
    assert.equal(breachOf(file, imported) === undefined, allowed)
  })
}
