import type { EntityView } from '@callboard/sdk/model'

/** A table of APIs on the other end of one relation. */
export interface ApiSpec {
  title: string
  relation: string
  /** What an empty table says. */
  empty: string
  /** What to write into the component's file, so that it is not empty. */
  example: string
}

export const apiSpecs: ApiSpec[] = [
  {
    title: 'Provided APIs',
    relation: 'providesApi',
    empty: 'This component does not provide any APIs.',
    example: 'spec:\n  providesApis:\n    - name-of-the-api',
  },
  {
    title: 'Consumed APIs',
    relation: 'consumesApi',
    empty: 'This component does not consume any APIs.',
    example: 'spec:\n  consumesApis:\n    - name-of-the-api',
  },
]

/** Services have the tab also when it is empty: that is where they learn to fill it. */
export function hasApiTab(entity: EntityView): boolean {
  if (entity.kind.toLowerCase() !== 'component') return false
  return (
    entity.spec?.type === 'service' ||
    (entity.relations ?? []).some(({ type }) => type === 'providesApi' || type === 'consumesApi')
  )
}
