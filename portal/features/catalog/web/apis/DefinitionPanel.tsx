import { CloseIcon, IconButton, KindGlyph, Loaded, readRef, Skeleton, usePortal } from '@callboard/ui'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { getEntity } from '../data/catalog-data.ts'
import { specText, titleOf } from '../data/entity-text.ts'
import { DefinitionView } from '../definition/DefinitionView.tsx'
import { PlaceProvider, useOwnPlace } from '../definition/explorer/place.ts'

/** The definition of an API over the page, at the side; Escape or a click beside it closes it. */
export default function DefinitionPanel({ entityRef, close }: { entityRef: string; close(): void }) {
  const portal = usePortal()
  const address = readRef(entityRef)
  const box = useRef<HTMLDialogElement>(null)
  const place = useOwnPlace()
  const query = useQuery({
    queryKey: ['catalog', 'entity', entityRef],
    queryFn: ({ signal }) => getEntity(portal, address, { signal }),
  })
  useEffect(() => {
    const dialog = box.current
    dialog?.showModal()
    return () => dialog?.close()
  }, [])
  const title = query.data ? titleOf(query.data) : address.name
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself
    <dialog
      ref={box}
      className="apis-panel"
      aria-label={`Definition of ${title}`}
      onClose={close}
      onClick={(event) => event.target === event.currentTarget && close()}
    >
      <div className="apis-panel-body">
        <header className="apis-panel-head">
          <KindGlyph kind="api" />
          <h2 dir="auto">{title}</h2>
          <span className="cb-muted">{query.data && specText(query.data, 'type')}</span>
          <Link
            to={`/catalog/${[address.namespace, address.kind, address.name].map(encodeURIComponent).join('/')}/definition`}
            className="cb-link apis-panel-link"
            onClick={close}
          >
            Open the page
          </Link>
          <IconButton label="Close" onClick={close}>
            <CloseIcon size={14} />
          </IconButton>
        </header>
        <Loaded query={query} failed="The API could not be read" loading={<Skeleton width={320} />}>
          {(entity) => (
            <PlaceProvider value={place}>
              <DefinitionView entity={entity} />
            </PlaceProvider>
          )}
        </Loaded>
      </div>
    </dialog>
  )
}
