import type { EntityView } from '@callboard/sdk/model'
import { CardBoundary } from '@callboard/ui'
import { lazy } from 'react'
import { RelatedCard } from './cards/RelatedCard.tsx'
import { dependencySpecs } from './cards/related-specs.ts'
import classes from './entity.module.css'

const RelationsCard = lazy(() => import('../graph/RelationsCard.tsx'))

/** What it needs and what needs it, components and resources, both ways. */
export default function DependenciesTab({ entity }: { entity: EntityView }) {
  return (
    <div className={classes.stack}>
      <CardBoundary title="Graph" loading={<div className={classes.graph} />}>
        <RelationsCard entity={entity} />
      </CardBoundary>
      <div className={classes.pair}>
        {dependencySpecs(entity).map((spec) => (
          <RelatedCard key={spec.id} entity={entity} spec={spec} />
        ))}
      </div>
    </div>
  )
}
