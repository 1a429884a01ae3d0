import { Button, Panel, sentenceOf, useConfigText, withCode } from '@callboard/ui'
import { ProblemList } from '../parts/ProblemList.tsx'
import classes from './ImportPage.module.css'
import { hintOf, listed, problemsOf, type Trouble } from './import-data.ts'

/** Why an address cannot be registered as it is: every fault with its file and line, and what to write instead. */
export function ImportFailure({ error, url }: { error: unknown; url: string }) {
  const problems = problemsOf(error)
  const hint = hintOf(error)
  return (
    <div role="alert">
      <Panel
        title={problems.length > 1 ? 'These stand in the way' : 'This stands in the way'}
        {...(problems.length > 1 && { count: problems.length })}
      >
        <ProblemList problems={problems.map(listed)} />
        {problems.length === 0 && (
          <div className={classes.unread}>
            <p dir="auto">{withCode(sentenceOf(error))}</p>
            {hint && <p className="cb-muted">{withCode(hint)}</p>}
            <p className="cb-muted">
              Asked for <code>{url}</code>
            </p>
          </div>
        )}
      </Panel>
    </div>
  )
}

/** A place that could not be looked at: nobody knows whether there is a catalog file, so none is offered at once. */
export function ImportTrouble({ trouble, write }: { trouble: Trouble; write(): void }) {
  const fileName = useConfigText('catalog.import.entityFilename', 'catalog-info.yaml')
  return (
    <div role="alert">
      <Panel title={`It could not be told whether there is a ${fileName}`}>
        <div className={classes.unread}>
          <p dir="auto">{withCode(trouble.message)}</p>
          {trouble.hint && <p className="cb-muted">{withCode(trouble.hint)}</p>}
          <p>
            <Button onClick={write}>Write a new file</Button>
          </p>
        </div>
      </Panel>
    </div>
  )
}
