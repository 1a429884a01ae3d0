/** The filters of the audit log in the address bar, and as the portal is asked. */

export const periods = {
  hour: { label: 'Last hour', ms: 3_600_000 },
  day: { label: 'Last 24 hours', ms: 86_400_000 },
  week: { label: 'Last 7 days', ms: 7 * 86_400_000 },
  month: { label: 'Last 30 days', ms: 30 * 86_400_000 },
  all: { label: 'Any time', ms: 0 },
} as const

export type Period = keyof typeof periods
export const facets = ['actor', 'action', 'outcome', 'via'] as const
export type Facet = (typeof facets)[number]

export type AuditSearch = Record<Facet, string[]> & {
  text: string
  period: Period
  /** The event that is open. */
  event: number | undefined
}

export function readAuditSearch(search: Record<string, unknown>): AuditSearch {
  const list = (value: unknown) =>
    (Array.isArray(value) ? value : [value]).filter(
      (one): one is string => typeof one === 'string' && one !== '',
    )
  const period = String(search.period ?? 'week')
  return {
    actor: list(search.actor),
    action: list(search.action),
    outcome: list(search.outcome),
    via: list(search.via),
    text: typeof search.text === 'string' ? search.text : '',
    period: Object.hasOwn(periods, period) ? (period as Period) : 'week',
    event: /^\d{1,15}$/.test(String(search.event ?? '')) ? Number(search.event) : undefined,
  }
}

/** The other way; what is as it is unless told is left out. */
export function writeAuditSearch(search: AuditSearch): Record<string, unknown> {
  return {
    ...Object.fromEntries(facets.map((facet) => [facet, search[facet]])),
    text: search.text,
    period: search.period === 'week' ? '' : search.period,
    event: search.event === undefined ? '' : String(search.event),
  }
}

/** The query that the portal is asked; `without` leaves one facet out, to count its other values. */
export function auditQuery(search: AuditSearch, now: number, without?: Facet): URLSearchParams {
  const query = new URLSearchParams()
  for (const facet of facets) {
    if (facet !== without) for (const value of search[facet]) query.append(facet, value)
  }
  if (search.text.trim()) query.set('text', search.text.trim())
  const { ms } = periods[search.period]
  // To the minute, so that the same question is asked twice with the same words.
  if (ms > 0) query.set('from', new Date(Math.floor((now - ms) / 60_000) * 60_000).toISOString())
  return query
}
