import type { EntityView } from '@callboard/sdk/model'
import { Button, CopyButton, counted, Notice, Segmented } from '@callboard/ui'
import { type ComponentType, lazy, Suspense, useMemo } from 'react'
import { specText } from '../data/entity-text.ts'
import { adoptStyles } from './adopt-styles.ts'
import { DefinitionSkeleton } from './DefinitionSkeleton.tsx'
import css from './definition.css?inline'
import { usePlace } from './explorer/place.ts'
import { type Format, formatOf, type Viewer } from './reading/format.ts'
import { safeJson } from './reading/values.ts'
import { RawView } from './text/RawView.tsx'

adoptStyles(css)

/** What a viewer is given; it shows the text itself when it cannot read it. */
export interface ViewerProps {
  text: string
  entity: EntityView
  format: Format
}

const viewers: Record<Exclude<Viewer, 'text'>, ComponentType<ViewerProps>> = {
  openapi: lazy(() => import('./openapi/OpenApiDefinition.tsx')),
  asyncapi: lazy(() => import('./asyncapi/AsyncApiDefinition.tsx')),
  graphql: lazy(() => import('./graphql/GraphqlDefinition.tsx')),
  proto: lazy(() => import('./proto/ProtoDefinition.tsx')),
  mcp: lazy(() => import('./McpDefinition.tsx')),
}

/** A definition in the viewer of its type, and as the text it is. */
export function DefinitionView({ entity }: { entity: EntityView }) {
  const text = useMemo(() => definitionOf(entity), [entity])
  const format = useMemo(() => formatOf(specText(entity, 'type'), text), [entity, text])
  const place = usePlace()
  const Viewer = format.viewer === 'text' ? undefined : viewers[format.viewer]
  if (text === '' && format.viewer !== 'mcp') return <NoDefinition />
  const isRaw = place.isRaw || !Viewer
  const label = `Definition of ${entity.metadata.name}`
  return (
    <div className="def-root">
      <div className="def-bar">
        {Viewer && text !== '' ? (
          <Segmented<'viewer' | 'raw'>
            label="View"
            value={isRaw ? 'raw' : 'viewer'}
            options={[
              { value: 'viewer', label: format.title },
              { value: 'raw', label: 'Raw' },
            ]}
            onChange={(value) => place.go({ isRaw: value === 'raw' })}
          />
        ) : (
          <strong className="def-bar-title">{format.title}</strong>
        )}
        {text !== '' && (
          <>
            <span className="def-bar-facts">{sizeOf(text)}</span>
            <CopyButton text={text} />
            <Button onClick={() => download(text, `${entity.metadata.name}.${format.ending}`)}>
              Download
            </Button>
          </>
        )}
      </div>
      {isRaw || !Viewer ? (
        <RawView text={text} language={format.language} label={label} />
      ) : (
        <Suspense fallback={<DefinitionSkeleton />}>
          <Viewer text={text} entity={entity} format={format} />
        </Suspense>
      )}
    </div>
  )
}

function definitionOf(entity: EntityView): string {
  const definition = entity.spec?.definition
  if (typeof definition === 'string') return definition
  return definition === undefined || definition === null ? '' : (safeJson(definition, 2) ?? '')
}

function sizeOf(text: string): string {
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
  const bytes = new Blob([text]).size
  const size =
    bytes < 1000
      ? `${bytes} B`
      : bytes < 1e6
        ? `${(bytes / 1000).toFixed(1)} kB`
        : `${(bytes / 1e6).toFixed(1)} MB`
  return `${counted(lines, 'line')} · ${size}`
}

function download(text: string, name: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  const anchor = document.createElement('a')
  anchor.href = address
  anchor.download = name
  anchor.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}

function NoDefinition() {
  return (
    <Notice title="This API has no definition">
      <p>Write it into the entity’s file, or name a file beside it:</p>
      <pre>
        <code>{'kind: API\nspec:\n  type: openapi\n  definition:\n    $text: ./openapi.yaml'}</code>
      </pre>
    </Notice>
  )
}
