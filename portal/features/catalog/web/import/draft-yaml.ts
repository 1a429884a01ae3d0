/** The catalog file that somebody who has none is shown. */
export interface DraftFields {
  name: string
  description: string
  owner: string
  type: string
  lifecycle: string
  system: string
  annotations: Record<string, string>
}

/** The fields as YAML. Every value is written so that it comes back as the same text. */
export function draftYaml(fields: DraftFields): string {
  const { name, description, owner, type, lifecycle, system, annotations } = fields
  const notes = Object.entries(annotations).map(([key, value]) => `    ${scalar(key)}: ${scalar(value)}`)
  return [
    'apiVersion: backstage.io/v1alpha1',
    'kind: Component',
    'metadata:',
    `  name: ${scalar(name)}`,
    ...(description === '' ? [] : [`  description: ${scalar(description)}`]),
    ...(notes.length > 0 ? ['  annotations:', ...notes] : []),
    'spec:',
    `  type: ${scalar(type)}`,
    `  lifecycle: ${scalar(lifecycle)}`,
    `  owner: ${scalar(owner)}`,
    ...(system === '' ? [] : [`  system: ${scalar(system)}`]),
    '',
  ].join('\n')
}

// Plain only where no reader of YAML could take it for anything but this text.
function scalar(text: string): string {
  const isPlain = /^[A-Za-z][\w./-]*( [\w./()-]+)*$/.test(text)
  const isWord = /^(true|false|yes|no|on|off|null|y|n)$/i.test(text)
  return isPlain && !isWord ? text : JSON.stringify(text)
}

/** Why a name cannot be one; undefined when it can. */
export function nameFault(name: string): string | undefined {
  if (name === '') return 'Must not be empty.'
  if (name.length > 63) return 'At most 63 characters.'
  return /^[A-Za-z0-9]+([-_.][A-Za-z0-9]+)*$/.test(name)
    ? undefined
    : 'Letters and digits, with single - _ or . between them.'
}

/**
 * GitHub's page for a new file in the repository an address points to, with name and text filled in; undefined
 * for other hosts. `slug` is `owner/repository` as the portal's integration knows it.
 */
export function newFilePage(
  url: string,
  slug: string | undefined,
  fileName: string,
  text: string,
): string | undefined {
  if (!slug || !/^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(slug)) return undefined
  const { origin, pathname } = new URL(url)
  const branch = /^\/[^/]+\/[^/]+\/(?:tree|blob)\/([^/]+)/.exec(pathname)?.[1] ?? 'HEAD'
  const page = new URL(`${origin}/${slug}/new/${branch}`)
  page.searchParams.set('filename', fileName)
  page.searchParams.set('value', text)
  return page.href
}
