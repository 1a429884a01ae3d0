import { usePortal } from '@callboard/ui'
import { useLocation, useNavigate, useSearch } from '@tanstack/react-router'
import { createContext, useContext, useState } from 'react'

/** Which entry of a definition is open, and how to open another: in the address, or in a side panel. */
export interface Place {
  at: string
  isRaw: boolean
  go(next: { at?: string; isRaw?: boolean }): void
  /** Address of an entry, for links that can be copied; undefined where entries have none. */
  hrefOf(at: string): string | undefined
}

const PlaceContext = createContext<Place | null>(null)
export const PlaceProvider = PlaceContext.Provider

export function usePlace(): Place {
  const place = useContext(PlaceContext)
  if (!place) throw new Error('usePlace() is called outside of a definition')
  return place
}

/** The place as the address says it: `?at=findSailings`, `?view=raw`. */
export function useAddressPlace(): Place {
  const search: Record<string, unknown> = useSearch({ strict: false })
  const { pathname } = useLocation()
  const navigate = useNavigate()
  const { basePath } = usePortal()
  return {
    at: typeof search.at === 'string' ? search.at : '',
    isRaw: search.view === 'raw',
    go: ({ at, isRaw }) =>
      void navigate({
        to: '.',
        search: { ...search, at: at || undefined, view: isRaw ? 'raw' : undefined },
        resetScroll: false,
      }),
    hrefOf: (at) => {
      const kept = { ...(typeof search.asOf === 'string' && { asOf: search.asOf }), ...(at !== '' && { at }) }
      const query = new URLSearchParams(kept).toString()
      return `${basePath}${pathname}${query === '' ? '' : `?${query}`}`
    },
  }
}

/** A place of its own, for a panel over a page. */
export function useOwnPlace(): Place {
  const [{ at, isRaw }, set] = useState({ at: '', isRaw: false })
  return {
    at,
    isRaw,
    go: (next) => set({ at: next.at ?? '', isRaw: next.isRaw ?? false }),
    hrefOf: () => undefined,
  }
}
