import { useSearch } from '@tanstack/react-router'
import { AsOfContext, readAsOf } from '../data/as-of.ts'
import EntityHoverCard from '../entity/hover/EntityHoverCard.tsx'
import LiveUpdates from './LiveUpdates.tsx'

/** What the catalog runs beside every page: live updates, and the card of whatever entity is pointed at. */
export default function Beside() {
  const asOf = readAsOf(useSearch({ strict: false }))
  return (
    <>
      <LiveUpdates />
      <AsOfContext value={asOf}>
        <EntityHoverCard />
      </AsOfContext>
    </>
  )
}
