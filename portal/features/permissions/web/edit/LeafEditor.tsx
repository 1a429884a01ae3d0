import { CloseIcon, IconButton, ListField, Select, TextAreaField, TextField } from '@callboard/ui'
import { useState } from 'react'
import type { RuleInfo } from '../../api.ts'
import { useRefs } from '../data/policy-data.ts'
import classes from './criteria.module.css'
import type { Leaf } from './criteria.ts'

const titles: Record<string, string> = {
  IS_ENTITY_OWNER: 'The owner is',
  IS_ENTITY_KIND: 'The kind is',
  IN_NAMESPACE: 'The namespace is',
  IN_SYSTEM: 'It is in the system',
  IN_DOMAIN: 'It is in the domain',
  HAS_ANNOTATION: 'It has the annotation',
  HAS_LABEL: 'It has the label',
  HAS_METADATA: 'A field of metadata is',
  HAS_SPEC: 'A field of spec is',
  MATCHES: 'A query selects it',
}

interface ParamSchema {
  type?: string
  description?: string
}

/** One condition: which rule, and its params by the schema that the server gives. */
export function LeafEditor({
  leaf,
  kinds,
  onChange,
}: {
  leaf: Leaf
  kinds: RuleInfo[]
  onChange(leaf: Leaf | undefined): void
}) {
  const info = kinds.find(({ name }) => name === leaf.rule)
  const schema = (info?.paramsSchema.properties ?? {}) as Record<string, ParamSchema>
  const required = (info?.paramsSchema.required ?? []) as string[]
  const params = leaf.params ?? {}
  const set = (name: string, value: unknown) => {
    const { [name]: _before, ...rest } = params
    onChange({ ...leaf, params: value === undefined ? rest : { ...rest, [name]: value } })
  }
  const pick = (rule: string) => {
    const resourceType = kinds.find(({ name }) => name === rule)?.resourceType ?? leaf.resourceType
    const start = rule === 'IS_ENTITY_OWNER' ? { claims: ['$ownerRefs'] } : {}
    onChange({ rule, resourceType, params: start })
  }
  return (
    <div className={classes.leaf}>
      <div className={classes.leafHead}>
        <Select
          label="Condition"
          value={leaf.rule}
          options={[...(info ? [] : [leaf.rule]), ...kinds.map(({ name }) => name)].map((name) => ({
            value: name,
            label: titles[name] ?? name,
          }))}
          onChange={pick}
        />
        <IconButton label="Remove this condition" onClick={() => onChange(undefined)}>
          <CloseIcon size={12} />
        </IconButton>
      </div>
      {Object.entries(schema).map(([name, param]) => (
        <Param
          key={`${leaf.rule} ${name}`}
          rule={leaf.rule}
          name={name}
          schema={param}
          isNeeded={required.includes(name)}
          value={params[name]}
          onChange={(value) => set(name, value)}
        />
      ))}
    </div>
  )
}

const refKinds: Record<string, string | undefined> = { claims: 'group', systems: 'system', domains: 'domain' }
const labels: Record<string, string> = {
  claims: 'Owners',
  kinds: 'Kinds',
  namespaces: 'Namespaces',
  systems: 'Systems',
  domains: 'Domains',
  annotation: 'Annotation',
  label: 'Label',
  key: 'Field',
  value: 'Value',
  query: 'Query',
}
const entityKinds = [
  'component',
  'api',
  'resource',
  'system',
  'domain',
  'group',
  'user',
  'template',
  'location',
]

function Param({
  rule,
  name,
  schema,
  isNeeded,
  value,
  onChange,
}: {
  rule: string
  name: string
  schema: ParamSchema
  isNeeded: boolean
  value: unknown
  onChange(value: unknown): void
}) {
  const [typed, setTyped] = useState('')
  const kind = refKinds[name]
  const refs = useRefs(typed, kind ?? 'group')
  const label = isNeeded ? (labels[name] ?? name) : `${labels[name] ?? name} (may be left out)`
  if (schema.type === 'array') {
    const own = rule === 'IS_ENTITY_OWNER' ? ['$ownerRefs', '$currentUser'] : []
    const suggestions = name === 'kinds' ? entityKinds : kind ? [...own, ...refs] : own
    return (
      <ListField
        label={label}
        values={Array.isArray(value) ? value.map(String) : []}
        suggestions={suggestions}
        onType={setTyped}
        onChange={onChange}
        hint={
          rule === 'IS_ENTITY_OWNER'
            ? '$ownerRefs is the person who asks and all their groups.'
            : schema.description
        }
      />
    )
  }
  if (schema.type === 'object') return <JsonParam {...{ label, schema, value, onChange }} />
  return (
    <TextField
      label={label}
      value={typeof value === 'string' ? value : ''}
      onChange={(text) => onChange(text === '' ? undefined : text)}
      hint={schema.description}
      mono
    />
  )
}

function JsonParam({
  label,
  schema,
  value,
  onChange,
}: {
  label: string
  schema: ParamSchema
  value: unknown
  onChange(value: unknown): void
}) {
  const [text, setText] = useState(() => (value === undefined ? '' : JSON.stringify(value, null, 2)))
  const [error, setError] = useState<string>()
  return (
    <TextAreaField
      label={label}
      value={text}
      mono
      rows={4}
      error={error}
      hint={schema.description}
      placeholder={'{ "spec.lifecycle": "production" }'}
      onChange={(next) => {
        setText(next)
        try {
          onChange(next.trim() === '' ? undefined : JSON.parse(next))
          setError(undefined)
        } catch (thrown) {
          setError(thrown instanceof Error ? thrown.message : String(thrown))
        }
      }}
    />
  )
}
