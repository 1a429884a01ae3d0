import type { EntityView } from '@callboard/sdk/model'
import { DefinitionView } from './DefinitionView.tsx'
import { PlaceProvider, useAddressPlace } from './explorer/place.ts'

/** The definition of an API, as its own tab; what is open stands in the address. */
export default function DefinitionTab({ entity }: { entity: EntityView }) {
  return (
    <PlaceProvider value={useAddressPlace()}>
      <DefinitionView entity={entity} />
    </PlaceProvider>
  )
}
