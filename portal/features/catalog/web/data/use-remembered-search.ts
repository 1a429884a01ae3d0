import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'

type Search = Record<string, unknown>

/** For as long as the page lives: an address that is typed or reloaded means what it says. */
const remembered = new Map<string, Search>()

/** Comes back to the filters one left, when a link leads to the bare table again. */
export function useRememberedSearch(table: string, search: Search): void {
  const navigate = useNavigate()
  const isBare = Object.keys(search).length === 0
  const comesBack = useRef(isBare ? remembered.get(table) : undefined)
  useEffect(() => {
    const left = comesBack.current
    comesBack.current = undefined
    if (left) void navigate({ to: '.', search: left, replace: true })
  }, [])
  useEffect(() => {
    if (isBare) remembered.delete(table)
    else remembered.set(table, search)
  }, [table, isBare, search])
}
