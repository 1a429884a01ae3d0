import { sentenceOf, toast, undo, usePermission, usePortal } from '@callboard/ui'
import { useQueryClient } from '@tanstack/react-query'
import type { LocationAnswer } from '../../../api.ts'
import { registerAgain } from '../data/removal-data.ts'

/** Says what left the catalog, and offers to register its locations again. */
export function useRemovedToast(): (text: string, locations: LocationAnswer[]) => void {
  const portal = usePortal()
  const queries = useQueryClient()
  const register = usePermission('catalog.location.create')
  return (text, locations) => {
    const takeBack = async () => {
      try {
        for (const location of locations) await registerAgain(portal, location)
        toast({
          text:
            locations.length === 1 ? 'Registered again' : `${locations.length} locations registered again`,
        })
      } catch (error) {
        toast({ text: `Not registered again: ${sentenceOf(error)}`, tone: 'bad' })
      }
      void queries.invalidateQueries({ queryKey: ['catalog'] })
    }
    const canTakeBack = locations.length > 0 && register.isAllowed
    toast({ text, ...(canTakeBack && { action: undo(() => void takeBack()) }) })
  }
}
