/**
 * The oldest state of the catalog that an answer on this page may show. Live updates begin some seconds after
 * a page: what changed in between is asked for from here.
 */
let oldest: number | undefined

/** Takes the revision out of an answer's validator (`W/"42-…"`, see server/query/answers.ts). */
export function noteRevision(response: Response): Response {
  const revision = /^(?:W\/)?"(\d+)-/.exec(response.headers.get('etag') ?? '')?.[1]
  if (revision !== undefined) oldest = Math.min(oldest ?? Number.POSITIVE_INFINITY, Number(revision))
  return response
}

/** Undefined before the first answer. */
export function oldestSeen(): number | undefined {
  return oldest
}
