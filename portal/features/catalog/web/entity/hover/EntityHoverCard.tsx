import { type EntityView, parseRef, refOf } from '@callboard/sdk/model'
import { KindGlyph, kindSingular, Tag, Tags, usePortal } from '@callboard/ui'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type RefObject, useEffect, useEffectEvent, useId, useLayoutEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { useAsOf } from '../../data/as-of.ts'
import { entityQuery } from '../../data/entity-query.ts'
import { specRef, specText, tagsOf, textOf, titleOf } from '../../data/entity-text.ts'
import { summaryQuery, useLabel } from '../../data/labels.ts'
import classes from './EntityHoverCard.module.css'

const openAfter = 350
/** What the card and the page behind the link need is asked for by then. */
const prefetchAfter = 150
const closeAfter = 160

interface Anchor {
  ref: string
  link: HTMLElement
}

/**
 * One card for all entity links of a page: it follows the pointer and the focus. Nothing is mounted or read
 * per link, so a table of thousands costs nothing; what names have already loaded is shown at once.
 */
export default function EntityHoverCard() {
  const portal = usePortal()
  const queries = useQueryClient()
  const asOf = useAsOf()
  const [anchor, setAnchor] = useState<Anchor>()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const prefetchTimer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const prefetch = useEffectEvent((ref: string) => {
    void queries.prefetchQuery(summaryQuery(portal, ref, asOf))
    void queries.prefetchQuery(entityQuery(portal, parseRef(ref), asOf))
  })
  const card = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const later = (next: Anchor | undefined, delay: number) => {
      clearTimeout(timer.current)
      timer.current = setTimeout(() => setAnchor(next), delay)
    }
    const onEnter = (event: Event) => {
      // Fingers point at nothing, and a tap opens the page.
      if ('pointerType' in event && event.pointerType === 'touch') return
      const target = event.target instanceof Element ? event.target : undefined
      if (target && card.current?.contains(target)) return clearTimeout(timer.current)
      if (event.type === 'focusin' && !target?.matches(':focus-visible')) return
      clearTimeout(prefetchTimer.current)
      const link = target?.closest<HTMLElement>('a[data-entity-ref]')
      const ref = link?.dataset.entityRef
      if (link && ref) {
        prefetchTimer.current = setTimeout(() => {
          // Not when it has scrolled away from under the pointer.
          if (link.matches(':hover, :focus')) prefetch(ref)
        }, prefetchAfter)
        later({ ref, link }, openAfter)
      } else later(undefined, closeAfter)
    }
    const close = () => later(undefined, 0)
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') close()
    }
    // The pointer may have been on a link before this was loaded.
    const early = document.querySelector<HTMLElement>('a[data-entity-ref]:is(:hover, :focus-visible)')
    if (early?.dataset.entityRef && navigator.maxTouchPoints === 0) {
      later({ ref: early.dataset.entityRef, link: early }, openAfter)
    }
    document.addEventListener('pointerover', onEnter)
    document.addEventListener('focusin', onEnter)
    document.addEventListener('click', close)
    document.addEventListener('keydown', onKey)
    // A link that is being scrolled to and pointed at keeps its turn; only an open card goes.
    const onScroll = () => {
      if (card.current) close()
    }
    document.addEventListener('scroll', onScroll, { capture: true, passive: true })
    return () => {
      clearTimeout(timer.current)
      clearTimeout(prefetchTimer.current)
      document.removeEventListener('pointerover', onEnter)
      document.removeEventListener('focusin', onEnter)
      document.removeEventListener('click', close)
      document.removeEventListener('keydown', onKey)
      document.removeEventListener('scroll', onScroll, { capture: true })
    }
  }, [])
  if (!anchor?.link.isConnected) return null
  return createPortal(<Card key={anchor.ref} anchor={anchor} cardRef={card} />, document.body)
}

function Card({ anchor, cardRef }: { anchor: Anchor; cardRef: RefObject<HTMLDivElement | null> }) {
  const portal = usePortal()
  const { data: entity } = useQuery(summaryQuery(portal, anchor.ref, useAsOf()))
  const id = useId()
  useLayoutEffect(() => {
    const card = cardRef.current
    if (card) place(card, anchor.link.getBoundingClientRect())
  })
  useEffect(() => {
    anchor.link.setAttribute('aria-describedby', id)
    return () => anchor.link.removeAttribute('aria-describedby')
  }, [anchor, id])
  if (!entity) return null
  return (
    <div ref={cardRef} id={id} className={classes.card} role="tooltip">
      <Content entity={entity} />
    </div>
  )
}

function Content({ entity }: { entity: EntityView }) {
  const owner = specRef(entity, 'owner', 'group')
  const tags = tagsOf(entity)
  const facts = [kindSingular(entity.kind), specText(entity, 'type'), specText(entity, 'lifecycle')]
  return (
    <>
      <p className={classes.title}>
        <KindGlyph kind={entity.kind} />
        <span dir="auto">{titleOf(entity).slice(0, 120)}</span>
      </p>
      <p className={classes.facts} dir="auto">
        {facts.filter(Boolean).join(' · ')}
      </p>
      {textOf(entity.metadata.description) !== '' && (
        <p className={classes.description} dir="auto">
          {textOf(entity.metadata.description).slice(0, 240)}
        </p>
      )}
      {owner && <Owner entityRef={owner} />}
      {tags.length > 0 && (
        <Tags>
          {tags.slice(0, 6).map((tag) => (
            <Tag key={tag}>{tag}</Tag>
          ))}
        </Tags>
      )}
      <code className={classes.ref}>{refOf(entity).slice(0, 200)}</code>
    </>
  )
}

function Owner({ entityRef }: { entityRef: string }) {
  const { label } = useLabel(entityRef)
  return (
    <p className={classes.facts} dir="auto">
      owned by {label?.title ?? entityRef}
    </p>
  )
}

/** Below the link, or above when there is no room; never past an edge of the screen. */
function place(card: HTMLElement, link: DOMRect): void {
  const { width, height } = card.getBoundingClientRect()
  const below = link.bottom + 6
  const top = below + height > window.innerHeight - 8 ? Math.max(8, link.top - 6 - height) : below
  const left = Math.max(8, Math.min(link.left, window.innerWidth - width - 8))
  card.style.top = `${top}px`
  card.style.left = `${left}px`
}
