import type { EntityView } from '@callboard/sdk/model'
import type { EntityTab } from '@callboard/sdk/web'
import { type ComponentType, lazy } from 'react'

type TabComponent = ComponentType<{ entity: EntityView }>

const loaded = new WeakMap<EntityTab, TabComponent>()

/** The component of a tab, loaded when first drawn; the same one at every draw, or it would start anew. */
export function lazyTab(tab: EntityTab): TabComponent {
  const known = loaded.get(tab)
  if (known) return known
  const component = lazy(tab.load) as TabComponent
  loaded.set(tab, component)
  return component
}
