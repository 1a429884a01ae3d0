/** A folder of catalog files and the config that reads it, for tests of the whole product. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { temporaryFolder } from '../testing/temporary-folder.ts'

export function folderOf(files: Record<string, string>): string {
  const folder = temporaryFolder('test')
  for (const [path, text] of Object.entries(files)) writeInto(folder, path, text)
  return folder
}

export function writeInto(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

export const component = (name: string, owner: string | null = 'team-a', extra = ''): string =>
  `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: ${name}
spec:
  type: service
  lifecycle: production
${owner ? `  owner: ${owner}\n` : ''}${extra}`

export interface CatalogConfig {
  locations: { type: string; target: string }[]
  database?: Record<string, unknown>
  allow?: { host: string }[]
  catalog?: Record<string, unknown>
}

export function configOf({
  locations,
  database,
  allow = [],
  catalog = {},
}: CatalogConfig): Record<string, unknown> {
  return {
    backend: {
      reading: { allow, timeout: { milliseconds: 1500 } },
      database: database ?? { client: 'better-sqlite3', connection: ':memory:' },
    },
    auth: { providers: { guest: { dangerouslyAllowOutsideDevelopment: true } } },
    catalog: {
      rules: [
        {
          allow: [
            'Component',
            'API',
            'Resource',
            'System',
            'Domain',
            'Group',
            'User',
            'Location',
            'Template',
          ],
        },
      ],
      locations,
      ...catalog,
    },
  }
}
