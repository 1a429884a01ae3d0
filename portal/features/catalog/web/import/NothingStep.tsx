import { Button, buttonClass, CopyButton, Panel, useConfigText, usePortal, Yaml } from '@callboard/ui'
import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { queryEntities } from '../data/catalog-data.ts'
import { type DraftFields, draftYaml, nameFault, newFilePage } from './draft-yaml.ts'
import classes from './ImportPage.module.css'
import type { Draft } from './import-data.ts'

const labels: [keyof Omit<DraftFields, 'annotations'>, string][] = [
  ['name', 'Name'],
  ['owner', 'Owner'],
  ['type', 'Type'],
  ['lifecycle', 'Lifecycle'],
  ['description', 'Description'],
]

/** A repository without a catalog file: one to start from, and how it gets there. */
export function NothingStep({
  url,
  draft,
  again,
  restart,
}: {
  url: string
  draft: Draft
  again(): void
  restart(): void
}) {
  const portal = usePortal()
  const fileName = useConfigText('catalog.import.entityFilename', 'catalog-info.yaml')
  const ownersId = useId()
  const [fields, setFields] = useState<DraftFields>({
    name: draft.name,
    owner: '',
    type: 'service',
    lifecycle: 'production',
    description: '',
    annotations: draft.annotations,
  })
  const groups = useQuery({
    queryKey: ['catalog', 'owners'],
    queryFn: ({ signal }) =>
      queryEntities(
        portal,
        {
          filter: ['kind=group'],
          fields: ['metadata.name'],
          limit: 500,
          order: 'metadata.name,asc',
          total: false,
        },
        { signal },
      ),
    staleTime: 60_000,
  })
  const yaml = draftYaml({ ...fields, owner: fields.owner.trim() || 'unknown' })
  const page = newFilePage(url, draft.annotations['github.com/project-slug'], fileName, yaml)
  const fault = nameFault(fields.name)
  return (
    <>
      <Panel title={`There is no ${fileName} here yet`}>
        <p className="cb-muted">
          Nothing to register was found at {url}. Fill in what you know, add the file to the repository, then
          analyze again.
        </p>
        <div className={classes.fields} style={{ marginTop: 12 }}>
          {labels.map(([key, label]) => (
            <label key={key} className={classes.field}>
              <span>{label}</span>
              <input
                value={fields[key]}
                spellCheck={key === 'description'}
                {...(key === 'owner' && { list: ownersId, placeholder: 'the team that answers for it' })}
                aria-invalid={key === 'name' && fault !== undefined}
                onChange={(event) => setFields({ ...fields, [key]: event.currentTarget.value })}
              />
              {key === 'name' && fault && <small className={classes.fault}>{fault}</small>}
            </label>
          ))}
          <datalist id={ownersId}>
            {groups.data?.items.map(({ metadata: { name } }) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </div>
      </Panel>
      <Panel title={fileName} actions={<CopyButton text={yaml} />}>
        <Yaml text={yaml} label={`${fileName} to add`} />
      </Panel>
      <div className={classes.actions}>
        {page && (
          <a className={buttonClass} href={page} target="_blank" rel="noreferrer noopener">
            Create the file on GitHub
          </a>
        )}
        <Button onClick={again}>Analyze again</Button>
        <Button variant="quiet" onClick={restart}>
          Back
        </Button>
      </div>
      <p className="cb-muted">
        {page
          ? 'GitHub opens with the file filled in and offers a pull request where you may not write.'
          : `Save it as ${fileName} at the top of the repository, by hand or with a pull request.`}
      </p>
    </>
  )
}
