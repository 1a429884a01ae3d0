/** Who answers for a repository as a whole, by its CODEOWNERS file; the rest of its rules is not about us. */
import type { GithubApi } from '../read/github-api.ts'
import type { ScmUrl } from '../read/scm-url.ts'
import type { GeneratedEntity } from './analyze-location.ts'
import { getGithubFile } from './github-file.ts'

/** Where GitHub looks, in its order. */
const places = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS']
/** GitHub ignores larger ones. */
const maxBytes = 3_000_000
const wholeRepository = new Set(['*', '**', '/**', '**/*', '/'])

/** The owners of the last rule that is about every file, as they are written: `@org/team`, `@login` or an address. */
export function ownersOfAll(text: string): string[] {
  let owners: string[] = []
  for (const line of text.split('\n')) {
    const [pattern = '', ...rest] = line
      .replace(/(^|\s)#.*$/, '')
      .trim()
      .split(/\s+/)
    if (wholeRepository.has(pattern)) owners = rest.filter(isOwner)
  }
  return owners
}

function isOwner(text: string): boolean {
  return text.length <= 200 && (/^@[\w.-]+(\/[\w.-]+)?$/.test(text) || /^[\w.%+-]+@[\w.-]+$/.test(text))
}

/** What to write under `owner` for an owner that the catalog does not have: as the reference's processor does. */
function withoutCatalog(written: string): string {
  if (!written.startsWith('@')) return `user:${written.split('@')[0]}`
  return written.split('/')[1] ?? `user:${written.slice(1)}`
}

/** The owner that CODEOWNERS suggests; nothing when there is no such file. */
export async function suggestOwner(
  api: GithubApi,
  scm: ScmUrl,
  /** The entity that the catalog has for an owner as GitHub writes it. */
  ownerRef: (written: string) => Promise<string | null>,
  search: { target: string; signal: AbortSignal | undefined },
): Promise<GeneratedEntity['fields']> {
  const file = await readFirst(api, scm, search)
  if (!file) return []
  const field = 'spec.owner'
  const owners = ownersOfAll(file.text)
  const [first] = owners
  if (first === undefined) {
    const description = `\`${file.path}\` names nobody for the whole repository.`
    return [{ field, state: 'needsUserInput', value: null, description }]
  }
  for (const written of owners) {
    const value = await ownerRef(written)
    const description = `\`${file.path}\` names ${written} for the whole repository.`
    if (value !== null) return [{ field, state: 'analysisSuggestedValue', value, description }]
  }
  const description = `\`${file.path}\` names ${first}, whom the catalog does not know.`
  return [{ field, state: 'needsUserInput', value: withoutCatalog(first), description }]
}

async function readFirst(
  api: GithubApi,
  { repository, ref }: ScmUrl,
  search: { target: string; signal: AbortSignal | undefined },
): Promise<{ path: string; text: string } | undefined> {
  for (const path of places) {
    const got = await getGithubFile(
      api,
      { repository, branch: ref ?? undefined, path },
      { ...search, maxBytes },
    )
    if (got.status === 200) return { path, text: Buffer.from(got.bytes).toString('utf8') }
  }
  return undefined
}
