import type { HomeCard } from '@callboard/sdk/web'
import { CardBoundary, Page, useConfigText, usePortal } from '@callboard/ui'
import { type ComponentType, lazy } from 'react'
import classes from './HomePage.module.css'

const columns = ['mine', 'news', 'back'] as const

/** What matters to me today, in three columns: what I work on, what happens, what I come back to. */
export default function HomePage() {
  const { features } = usePortal()
  const organization = useConfigText('organization.name', '')
  const cards = features
    .flatMap((feature) => feature.homeCards ?? [])
    .toSorted((a, b) => a.order - b.order || a.id.localeCompare(b.id))
  return (
    <Page title="Home">
      <h1 className={classes.title}>{organization || 'Home'}</h1>
      <div className={classes.columns}>
        {columns.map((column) => (
          <div key={column} className={classes.column}>
            {cards
              .filter((card) => card.column === column)
              .map((card) => (
                <CardBoundary key={card.id} title={card.title} loading={<div className={classes.loading} />}>
                  <CardOf card={card} />
                </CardBoundary>
              ))}
          </div>
        ))}
      </div>
    </Page>
  )
}

const loaded = new WeakMap<HomeCard, ComponentType<{ title: string }>>()

function CardOf({ card }: { card: HomeCard }) {
  const Card = loaded.get(card) ?? lazy(card.load)
  loaded.set(card, Card)
  return <Card title={card.title} />
}
