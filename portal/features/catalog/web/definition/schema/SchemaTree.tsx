import { ChevronRightIcon } from '@callboard/ui'
import { useId, useMemo, useState } from 'react'
import type { Json } from '../reading/values.ts'
import { Markdown } from '../text/Markdown.tsx'
import { type SchemaChild, type SchemaView, viewSchema } from './schema-view.ts'

/** Fields deeper than this open on demand, as do long ones and those that contain themselves. */
const openDepth = 2
const openAtMost = 14
const shownAtFirst = 60

/** A schema as a tree of its fields. */
export function SchemaTree({ schema, root }: { schema: unknown; root: Json }) {
  const view = useMemo(() => viewSchema(schema, root), [schema, root])
  return (
    <div className="def-schema">
      <div className="def-schema-head">
        <TypeLabel view={view} />
      </div>
      <About view={view} />
      <Fields fields={view.children} root={root} depth={0} trail={view.refs} />
    </div>
  )
}

function Fields({
  fields,
  root,
  depth,
  trail,
  id,
}: {
  fields: SchemaChild[]
  root: Json
  depth: number
  trail: string[]
  id?: string
}) {
  const [shown, setShown] = useState(shownAtFirst)
  if (fields.length === 0) return null
  return (
    <ul className="def-fields" id={id}>
      {fields.slice(0, shown).map((field, index) => (
        <Field key={`${index} ${field.label}`} field={field} root={root} depth={depth} trail={trail} />
      ))}
      {fields.length > shown && (
        <li>
          <button type="button" className="def-more" onClick={() => setShown(fields.length)}>
            Show {fields.length - shown} more
          </button>
        </li>
      )}
    </ul>
  )
}

function Field({
  field,
  root,
  depth,
  trail,
}: {
  field: SchemaChild
  root: Json
  depth: number
  trail: string[]
}) {
  const view = useMemo(() => viewSchema(field.schema, root), [field.schema, root])
  const isCircle = view.refs.some((ref) => trail.includes(ref))
  const [isOpen, setOpen] = useState(
    !isCircle && depth < openDepth && view.children.length <= openAtMost && field.role !== 'variant',
  )
  const id = useId()
  const canOpen = view.children.length > 0
  const name = <span className={`def-field-name def-role-${field.role}`}>{field.label}</span>
  return (
    <li className="def-field">
      <div className="def-field-head">
        {canOpen ? (
          <button
            type="button"
            className="def-field-toggle"
            aria-expanded={isOpen}
            aria-controls={isOpen ? id : undefined}
            onClick={() => setOpen(!isOpen)}
          >
            <ChevronRightIcon size={12} />
            {name}
          </button>
        ) : (
          name
        )}
        {field.isRequired && <span className="def-required">required</span>}
        <TypeLabel view={view} />
        {isCircle && <span className="def-faint">contains itself</span>}
      </div>
      <About view={view} />
      {canOpen && isOpen && (
        <Fields
          fields={view.children}
          root={root}
          depth={depth + 1}
          trail={[...trail, ...view.refs]}
          id={id}
        />
      )}
    </li>
  )
}

/** The type of a schema in a few words. */
export function TypeLabel({ view }: { view: SchemaView }) {
  return (
    <span className="def-type">
      {view.type}
      {view.format !== '' && <span className="def-faint"> {view.format}</span>}
      {view.isDeprecated && <span className="def-deprecated">deprecated</span>}
    </span>
  )
}

/** What is said about a schema below its name: description, limits, values. */
export function About({ view }: { view: SchemaView }) {
  return (
    <>
      {view.missing !== undefined && (
        <p className="def-missing">
          <code>{view.missing.slice(0, 200)}</code>{' '}
          {view.missing.startsWith('#')
            ? 'is not in this definition.'
            : 'is in another file, which is not part of this definition.'}
        </p>
      )}
      <Markdown text={view.description} />
      {(view.facts.length > 0 || view.choices.length > 0 || view.examples.length > 0) && (
        <p className="def-facts">
          {view.choices.length > 0 && (
            <span>
              {view.choices.length > 1 ? 'One of ' : 'Always '}
              {view.choices.map((choice, index) => (
                <span key={index}>
                  {index > 0 && ', '}
                  <code>{choice}</code>
                </span>
              ))}
            </span>
          )}
          {view.facts.map((fact) => (
            <span key={fact}>{fact}</span>
          ))}
          {view.examples.map((example) => (
            <span key={example}>
              e.g. <code>{example}</code>
            </span>
          ))}
        </p>
      )}
    </>
  )
}
