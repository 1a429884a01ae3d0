import type { ScmUrl } from '../read/scm-url.ts'
import type { HostKind } from '../read/types.ts'
import type { GeneratedEntity } from './analyze-location.ts'

/** The first part of the annotation that ties an entity to its repository. */
const slugPrefixes: Partial<Record<HostKind, string>> = {
  github: 'github.com',
  gitlab: 'gitlab.com',
  bitbucketCloud: 'bitbucket.org',
  bitbucketServer: 'bitbucket.org',
  azure: 'dev.azure.com',
}

/** A Component for a repository that has no catalog file yet; its author fills in the rest. */
export function generateDraft(
  target: string,
  scm: ScmUrl | null,
  fields: GeneratedEntity['fields'],
): GeneratedEntity {
  const prefix = scm ? slugPrefixes[scm.kind] : undefined
  const slug = scm?.repository
  return {
    entity: {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: {
        name: nameOf(target, scm),
        ...(prefix && slug ? { annotations: { [`${prefix}/project-slug`]: slug } } : {}),
      },
      spec: { type: 'other', lifecycle: 'unknown' },
    },
    fields,
  }
}

function nameOf(target: string, scm: ScmUrl | null): string {
  const url = new URL(target)
  const path = scm?.repository ?? url.pathname
  const last = path.split('/').filter(Boolean).at(-1) ?? url.hostname
  return last.replace(/\.git$/, '')
}
