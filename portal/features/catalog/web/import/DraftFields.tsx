import type { EntityView } from '@callboard/sdk/model'
import { CheckField, readRef, usePortal, withCode } from '@callboard/ui'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ReactNode, useId } from 'react'
import { queryEntities, queryFacets } from '../data/catalog-data.ts'
import { type DraftFields as Fields, nameFault } from './draft-yaml.ts'
import classes from './ImportPage.module.css'
import type { OwnerSuggestion } from './import-data.ts'

/** Who is suggested as the owner, and whether the suggestion is taken. */
export interface CodeOwner extends OwnerSuggestion {
  isUsed: boolean
  use(isUsed: boolean): void
}

/** The fields of a new catalog file; what the catalog knows is offered while typing. */
export function DraftFields({
  fields,
  change,
  codeOwner,
}: {
  fields: Fields
  change(next: Fields): void
  codeOwner: CodeOwner | undefined
}) {
  const portal = usePortal()
  const facets = useQuery({
    queryKey: ['catalog', 'draft-values'],
    queryFn: ({ signal }) =>
      queryFacets(portal, ['spec.type', 'spec.lifecycle'], ['kind=component'], { signal }),
    staleTime: 60_000,
  })
  const [types = [], lifecycles = []] = facets.data ?? []
  const owners = useEntitiesLike(['kind=group', 'kind=user'], fields.owner)
  const systems = useEntitiesLike(['kind=system'], fields.system)
  const put = (key: keyof Fields) => (value: string) => change({ ...fields, [key]: value })
  const fault = nameFault(fields.name)
  return (
    <div className={classes.fields}>
      <Field label="Name" value={fields.name} change={put('name')} fault={fault} />
      <Field
        label="Owner"
        value={fields.owner}
        change={put('owner')}
        isFixed={codeOwner?.isUsed}
        hint={fields.owner.trim() === '' ? 'The team or person who answers for it.' : undefined}
        options={owners.map((entity) => [shortRef(nameOf(entity), 'group'), titleOf(entity)])}
      />
      <Field
        label="Type"
        value={fields.type}
        change={put('type')}
        options={valuesOf(types, ['service', 'website', 'library'])}
      />
      <Field
        label="Lifecycle"
        value={fields.lifecycle}
        change={put('lifecycle')}
        options={valuesOf(lifecycles, ['production', 'experimental', 'deprecated'])}
      />
      <Field
        label="System (optional)"
        value={fields.system}
        change={put('system')}
        options={systems.map((entity) => [shortRef(nameOf(entity), 'system'), titleOf(entity)])}
      />
      <Field label="Description (optional)" value={fields.description} change={put('description')} isProse />
      {codeOwner && (
        <div className={classes.codeOwner}>
          {codeOwner.value === null ? (
            <p className="cb-muted">{withCode(codeOwner.description)}</p>
          ) : (
            <CheckField
              label="Use CODEOWNERS file as entity owner"
              hint={<span className={classes.hintLine}>{withCode(codeOwner.description)}</span>}
              checked={codeOwner.isUsed}
              onChange={codeOwner.use}
            />
          )}
        </div>
      )}
    </div>
  )
}

type Option = [value: string, label: string | undefined]

function Field({
  label,
  value,
  change,
  options,
  fault,
  hint,
  isProse = false,
  isFixed = false,
}: {
  label: string
  value: string
  change(value: string): void
  options?: Option[]
  fault?: string | undefined
  hint?: string | undefined
  isProse?: boolean
  isFixed?: boolean | undefined
}): ReactNode {
  const id = useId()
  const said = fault ?? hint
  return (
    <label className={classes.field}>
      <span>{label}</span>
      <input
        value={value}
        disabled={isFixed}
        spellCheck={isProse}
        autoComplete="off"
        {...(options && { list: `${id}-options` })}
        {...(said && { 'aria-describedby': `${id}-said` })}
        aria-invalid={fault !== undefined}
        onChange={(event) => change(event.currentTarget.value)}
      />
      {said && (
        <small id={`${id}-said`} className={fault ? classes.fault : 'cb-muted'}>
          {said}
        </small>
      )}
      {options && (
        <datalist id={`${id}-options`}>
          {options.map(([option, text]) => (
            <option key={option} value={option} label={text} />
          ))}
        </datalist>
      )}
    </label>
  )
}

const shown = 20

/** Entities whose name or title holds what is typed; in a large catalog they are not all sent. */
function useEntitiesLike(filter: string[], typed: string): EntityView[] {
  const portal = usePortal()
  const text = typed.replace(/^.*[:/]/, '').trim()
  const found = useQuery({
    queryKey: ['catalog', 'like', filter, text],
    queryFn: ({ signal }) =>
      queryEntities(
        portal,
        {
          filter,
          fields: [
            'kind',
            'metadata.name',
            'metadata.namespace',
            'metadata.title',
            'spec.profile.displayName',
          ],
          limit: shown,
          order: 'metadata.name,asc',
          total: false,
          ...(text !== '' && { text }),
        },
        { signal },
      ),
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  })
  return found.data?.items ?? []
}

interface Name {
  kind: string
  namespace: string
  name: string
}

function nameOf({ kind, metadata: { namespace = 'default', name } }: EntityView): Name {
  return { kind, namespace, name }
}

/** As short as a reader of the file needs it, where `usual` is the kind that goes without saying. */
function shortRef({ kind, namespace, name }: Name, usual: string): string {
  const place = namespace === 'default' ? name : `${namespace}/${name}`
  return kind.toLowerCase() === usual ? place : `${kind.toLowerCase()}:${place}`
}

/** An owner as it is written in a file: `lights` for a group, `user:ada` for a user. */
export function ownerText(suggested: string): string {
  return suggested.includes('/') ? shortRef(readRef(suggested), 'group') : suggested
}

function titleOf({ metadata, spec }: EntityView): string | undefined {
  const profile = spec?.profile as { displayName?: unknown } | undefined
  const name = metadata.title ?? profile?.displayName
  return typeof name === 'string' ? name : undefined
}

function valuesOf(known: { value: string }[], usual: string[]): Option[] {
  return [...new Set([...usual, ...known.map(({ value }) => value)])]
    .slice(0, 50)
    .map((value) => [value, undefined])
}
