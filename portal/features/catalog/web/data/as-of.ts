import { createContext, useContext } from 'react'

/** The moment the page shows, as an ISO instant; undefined is now. Everything read for the page follows it. */
export const AsOfContext = createContext<string | undefined>(undefined)

export function useAsOf(): string | undefined {
  return useContext(AsOfContext)
}

/** The search parameter that keeps the moment in a link. */
export function asOfSearch(asOf: string | undefined): Record<string, unknown> {
  return asOf ? { asOf } : {}
}

/** The instant in the address, or undefined when there is none that can be read. */
export function readAsOf(search: Record<string, unknown>): string | undefined {
  const at = typeof search.asOf === 'string' ? Date.parse(search.asOf) : Number.NaN
  return Number.isNaN(at) ? undefined : new Date(at).toISOString()
}
