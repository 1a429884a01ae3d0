/**
 * One run of one organisation: read it whole, then give it to the catalog. Whatever fails leaves what was there
 * in the catalog and stands as a problem with the source until a run succeeds.
 */
import { type Log, PortalError, reasonOf } from '@callboard/sdk'
import type { Entity, Problem } from '@callboard/sdk/model'
import { type Org, type OrgReader, withoutDoubles } from './org.ts'

/** What is needed of the catalog; the composition root passes its provider connection. */
export interface OrgConnection {
  applyMutation(mutation: {
    type: 'full'
    entities: { entity: Entity; locationKey?: string }[]
  }): Promise<void>
  report(problems: Problem[]): Promise<void>
  given(): Promise<string[]>
}

export interface OrgResult {
  users: number
  groups: number
}

/** @throws only when the catalog itself cannot take it, so that the job is tried again. */
export async function runReader(
  reader: OrgReader,
  connection: OrgConnection,
  run: { signal: AbortSignal; log: Log; timeoutMs: number },
): Promise<OrgResult | undefined> {
  let org: Org
  const timeout = AbortSignal.timeout(run.timeoutMs)
  try {
    org = await reader.read({ signal: AbortSignal.any([run.signal, timeout]) })
    await refuseWipe(reader, org, connection)
  } catch (thrown) {
    if (run.signal.aborted) throw thrown
    const late = timeout.aborted ? new Error(`it took longer than ${run.timeoutMs / 1000} s`) : undefined
    const problem = problemOf(reader, late ?? thrown)
    run.log.warn('organisation not read', { provider: reader.name, reason: problem.message })
    await connection.report([problem])
    return undefined
  }
  const { kept, left } = withoutDoubles([...org.groups, ...org.users])
  await connection.applyMutation({
    type: 'full',
    entities: kept.map((entity) => ({ entity, locationKey: reader.name })),
  })
  await connection.report(left.length > 0 ? [leftOut(reader, left)] : [])
  const result = { users: org.users.length, groups: org.groups.length }
  run.log.info('organisation read', { provider: reader.name, ...result })
  return result
}

/** A host that answers empty lists is taken for broken, not for a company that everybody left. */
async function refuseWipe(reader: OrgReader, org: Org, connection: OrgConnection): Promise<void> {
  if (org.users.length > 0 && org.groups.length > 0) return
  const given = await connection.given()
  for (const [kind, now] of [
    ['user', org.users.length],
    ['group', org.groups.length],
  ] as const) {
    const before = given.filter((ref) => ref.startsWith(`${kind}:`)).length
    if (before === 0 || now > 0) continue
    throw new PortalError(
      'upstream_failed',
      `${reader.title} has no ${kind}s any more, and had ${before} before: nothing was changed`,
      {
        hint: `If that is right, take '${reader.name}' out of the config, or set catalog.providerOptions.${reader.name}.disabled for a while`,
      },
    )
  }
}

const mostNamed = 10

/** Where those come from that share a name, or have none: their host must tell them apart. */
function leftOut({ title }: OrgReader, left: Entity[]): Problem {
  const named = left.slice(0, mostNamed).map(({ kind, metadata, spec }) => {
    const from = String(metadata.annotations?.['backstage.io/managed-by-location'] ?? '').slice(0, 200)
    const { displayName } = (spec?.profile ?? {}) as { displayName?: string }
    return `${kind.toLowerCase()} '${(displayName ?? metadata.name).slice(0, 100)}' (${from})`
  })
  const more = left.length > mostNamed ? `, and ${left.length - mostNamed} more` : ''
  return {
    severity: 'warning',
    name: 'ConflictError',
    message: `Left out of ${title}, as their names are taken or cannot be names: ${named.join(', ')}${more}`,
    hint: 'Give them other names there; upper and lower case count as the same',
  }
}

function problemOf(reader: OrgReader, thrown: unknown): Problem {
  const known = thrown instanceof PortalError
  const hint = known && typeof thrown.details.hint === 'string' ? thrown.details.hint : undefined
  return {
    severity: 'error',
    name: known ? thrown.name : 'Error',
    message: `Unable to read ${reader.title}: ${reasonOf(thrown)}`,
    ...(hint && { hint }),
  }
}
