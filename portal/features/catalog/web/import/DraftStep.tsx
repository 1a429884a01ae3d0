import { Button, buttonClass, CopyButton, Panel, useConfigText, Yaml } from '@callboard/ui'
import { useState } from 'react'
import { DraftFields, ownerText } from './DraftFields.tsx'
import { draftYaml, type DraftFields as Fields, nameFault, newFilePage } from './draft-yaml.ts'
import { ImportFailure } from './ImportFailure.tsx'
import classes from './ImportPage.module.css'
import type { Draft, Trouble } from './import-data.ts'
import type { Proposal } from './pull-request-data.ts'
import { usePullRequest } from './use-pull-request.ts'

/** A repository without a catalog file: one to start from, and how it gets there. */
export function DraftStep({
  url,
  draft,
  trouble,
  again,
  restart,
  opened,
}: {
  url: string
  draft: Draft
  trouble: Trouble | undefined
  again(): void
  restart(): void
  opened(proposal: Proposal): void
}) {
  const fileName = useConfigText('catalog.import.entityFilename', 'catalog-info.yaml')
  const [fields, setFields] = useState<Fields>({
    name: draft.name,
    owner: draft.owner?.isKnown ? ownerText(draft.owner.value ?? '') : '',
    type: 'service',
    lifecycle: 'production',
    system: '',
    description: '',
    annotations: draft.annotations,
  })
  const [isOwnerTaken, setOwnerTaken] = useState(draft.owner?.isKnown ?? false)
  const codeOwner = draft.owner && {
    ...draft.owner,
    isUsed: isOwnerTaken,
    use(isUsed: boolean) {
      setOwnerTaken(isUsed)
      if (isUsed) setFields({ ...fields, owner: ownerText(draft.owner?.value ?? '') })
    },
  }
  const pull = usePullRequest(url, opened)
  const yaml = draftYaml({
    ...fields,
    owner: fields.owner.trim() || 'unknown',
    system: fields.system.trim(),
  })
  const page = newFilePage(url, draft.annotations['github.com/project-slug'], fileName, yaml)
  const isComplete = nameFault(fields.name) === undefined && fields.owner.trim() !== ''
  return (
    <>
      <Panel title={trouble ? `A new ${fileName}` : `There is no ${fileName} here yet`}>
        <p className={classes.notes}>
          {!trouble && (
            <>
              Nothing to register was found at <code>{url}</code>.{' '}
            </>
          )}
          Fill in what you know;{' '}
          {pull.can?.isPossible
            ? 'the portal can open a pull request that adds the file.'
            : 'add the file to the repository, then analyze again.'}
        </p>
        <DraftFields fields={fields} change={setFields} codeOwner={codeOwner} />
      </Panel>
      <section aria-label={fileName}>
        <div className={classes.fileHead}>
          <h2>{fileName}</h2>
          <CopyButton text={yaml} />
        </div>
        <Yaml text={yaml} label={`${fileName} to add`} />
      </section>
      {pull.error !== null && <ImportFailure error={pull.error} url={url} />}
      <div className={classes.actions}>
        {pull.can?.isPossible && (
          <Button
            variant="primary"
            disabled={!isComplete || pull.isOpening}
            onClick={() => pull.open({ name: fields.name, yaml })}
          >
            {pull.isOpening ? 'Opening the pull request…' : 'Create pull request'}
          </Button>
        )}
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
      <p className="cb-muted">{nextOf(pull.can, isComplete, page, fileName)}</p>
    </>
  )
}

/** What happens next, in one sentence. */
function nextOf(
  can: { isPossible: boolean; branch: string; trouble?: Trouble } | undefined,
  isComplete: boolean,
  page: string | undefined,
  fileName: string,
): string {
  if (can?.isPossible) {
    return isComplete
      ? `The portal makes the branch ${can.branch}, commits the file to it and asks for it to be merged.`
      : 'Name and owner are needed for the pull request.'
  }
  const byHand = page
    ? 'GitHub opens with the file filled in and offers a pull request where you may not write.'
    : `Save it as ${fileName} at the top of the repository, by hand or with a pull request.`
  return can?.trouble?.hint && page ? `${byHand} ${can.trouble.hint}` : byHand
}
