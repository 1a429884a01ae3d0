import type { EntityView } from '@callboard/sdk/model'
import type { EntityCard } from '@callboard/sdk/web'
import { CardBoundary, usePortal } from '@callboard/ui'
import { type ComponentType, lazy, type ReactNode } from 'react'
import { AboutCard } from '../entity/cards/AboutCard.tsx'
import { LabelsCard } from '../entity/cards/LabelsCard.tsx'
import { LinksCard } from '../entity/cards/LinksCard.tsx'
import { MembersCard } from '../entity/cards/MembersCard.tsx'
import { OwnershipCard } from '../entity/cards/OwnershipCard.tsx'
import { ProfileCard } from '../entity/cards/ProfileCard.tsx'
import { RelatedCard } from '../entity/cards/RelatedCard.tsx'
import { overviewSpecs } from '../entity/cards/related-specs.ts'
import { SpecCard, specEntries } from '../entity/cards/SpecCard.tsx'
import { TargetsCard } from '../entity/cards/TargetsCard.tsx'
import { TemplateCard } from '../entity/cards/TemplateCard.tsx'
import classes from '../entity/entity.module.css'
import { Warnings } from '../entity/warnings/Warnings.tsx'
import { Relations } from '../parts/Relations.tsx'

const RelationsCard = lazy(() => import('../graph/RelationsCard.tsx'))

/** The kinds whose spec is shown whole, because nothing else here knows it, are all but these. */
const ownCards = new Set([
  'component',
  'api',
  'resource',
  'system',
  'domain',
  'group',
  'user',
  'template',
  'location',
])

/** Kinds whose missing links are nothing to teach about. */
const linkless = new Set(['user', 'group', 'location', 'template'])

/** Relations that cards of the kind show, so that the list need not. */
const shownByCards: Record<string, string[]> = {
  group: ['hasMember', 'memberOf', 'parentOf', 'childOf', 'ownerOf'],
  user: ['memberOf', 'ownerOf'],
  system: ['hasPart'],
  domain: ['hasPart'],
}

/** What matters most about an entity of this kind, in two columns. */
export default function OverviewTab({ entity }: { entity: EntityView }) {
  const kind = entity.kind.toLowerCase()
  const portal = usePortal()
  const isOn = (extension: string) => !portal.isOff(extension)
  const cards = portal.features
    .flatMap((feature) => feature.entityCards ?? [])
    .filter((card) => card.when?.(entity) ?? true)
  const slot = (area: EntityCard['area']) =>
    cards
      .filter((card) => card.area === area)
      .map((card) => <PluginCard key={card.id} card={card} entity={entity} />)
  const isConnected = (entity.relations ?? []).length > 0
  const isPeople = kind === 'group' || kind === 'user'
  // Relations stand beside the main column where that is long already.
  const isLong = isPeople || ['api', 'domain', 'system', 'template'].includes(kind)
  const links = Array.isArray(entity.metadata.links) ? entity.metadata.links.length : 0
  const labels = Object.keys(entity.metadata.labels ?? {}).length
  const about = isOn('entity-card:catalog/about') && <AboutCard entity={entity} />
  const relations = (isConnected || kind !== 'location') && (
    <Relations entity={entity} without={shownByCards[kind] ?? []} />
  )
  return (
    <div className={classes.stack}>
      <Warnings entity={entity} />
      <div className={classes.columns}>
        <div className={classes.column}>
          {isPeople && <ProfileCard entity={entity} />}
          {isPeople && isOn('entity-card:org/ownership') && <OwnershipCard entity={entity} />}
          {kind === 'group' && isOn('entity-card:org/members-list') && <MembersCard entity={entity} />}
          {!isPeople && about}
          {kind === 'template' && <TemplateCard entity={entity} />}
          {kind === 'location' && <TargetsCard entity={entity} />}
          {!ownCards.has(kind) && specEntries(entity).length > 0 && <SpecCard entity={entity} />}
          {overviewSpecs[kind]?.map((spec) => (
            <RelatedCard key={spec.id} entity={entity} spec={spec} />
          ))}
          {slot('main')}
          {!isLong && relations}
        </div>
        <div className={classes.column}>
          {isConnected && isOn('entity-card:catalog-graph/relations') && (
            <CardBoundary title="Graph" loading={<div className={classes.graph} />}>
              <RelationsCard entity={entity} />
            </CardBoundary>
          )}
          {isPeople && about}
          {isOn('entity-card:catalog/links') && (links > 0 || !linkless.has(kind)) && (
            <LinksCard entity={entity} />
          )}
          {isOn('entity-card:catalog/labels') && labels > 0 && <LabelsCard entity={entity} />}
          {slot('side')}
          {isLong && relations}
        </div>
      </div>
      {slot('wide')}
    </div>
  )
}

const loaded = new WeakMap<EntityCard, ComponentType<{ entity: EntityView }>>()

function PluginCard({ card, entity }: { card: EntityCard; entity: EntityView }): ReactNode {
  const Card = loaded.get(card) ?? lazy(card.load)
  loaded.set(card, Card)
  return (
    <CardBoundary title={card.id}>
      <Card entity={entity} />
    </CardBoundary>
  )
}
