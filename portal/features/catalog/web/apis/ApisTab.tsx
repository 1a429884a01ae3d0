import { type EntityView, refOf } from '@callboard/sdk/model'
import { Failed } from '@callboard/ui'
import { lazy, Suspense, useState } from 'react'
import { adoptStyles } from '../definition/adopt-styles.ts'
import { useNeighbours } from '../entity/data/related.ts'
import { ApiTable } from './ApiTable.tsx'
import { apiSpecs } from './api-specs.ts'
import css from './apis.css?inline'

adoptStyles(css)

const DefinitionPanel = lazy(() => import('./DefinitionPanel.tsx'))

/** The APIs a component provides and consumes; their definitions open beside the page. */
export default function ApisTab({ entity }: { entity: EntityView }) {
  const query = useNeighbours(entity)
  const [shown, setShown] = useState<string>()
  if (query.error && !query.data)
    return (
      <Failed title="The APIs could not be read" error={query.error} retry={() => void query.refetch()} />
    )
  return (
    <div className="apis-stack">
      {apiSpecs.map((spec) => (
        <ApiTable
          key={`${refOf(entity)} ${spec.relation}`}
          spec={spec}
          refs={(entity.relations ?? [])
            .filter(({ type }) => type === spec.relation)
            .map(({ targetRef }) => targetRef)}
          summaries={query.data}
          open={setShown}
        />
      ))}
      {shown !== undefined && (
        <Suspense fallback={null}>
          <DefinitionPanel key={shown} entityRef={shown} close={() => setShown(undefined)} />
        </Suspense>
      )}
    </div>
  )
}
