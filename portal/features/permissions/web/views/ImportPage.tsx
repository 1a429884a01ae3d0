import { Button, Panel, sentenceOf, TextAreaField, usePermission } from '@callboard/ui'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { ImportResult } from '../../api.ts'
import { type ImportText, useImport } from '../data/policy-data.ts'
import { holders, ruleWords } from '../data/policy-words.ts'
import form from '../parts/form.module.css'
import { PolicyPage } from '../parts/PolicyPage.tsx'
import { Warnings } from '../parts/Warnings.tsx'
import classes from './ImportPage.module.css'

/** Takes over the policy of Backstage's community RBAC plugin; shows first what would come of it. */
export default function ImportPage() {
  const [csv, setCsv] = useState('')
  const [conditions, setConditions] = useState('')
  const preview = useImport()
  const take = useImport()
  const update = usePermission('permission.policy.update')
  const text: ImportText = { ...(csv.trim() && { csv }), ...(conditions.trim() && { conditions }) }
  const isEmpty = Object.keys(text).length === 0
  const result = preview.data
  const isBroken = result?.problems.some(({ severity }) => severity === 'error') ?? false
  const error = preview.error ?? take.error
  const write = (set: (text: string) => void) => (next: string) => {
    set(next)
    preview.reset()
    take.reset()
  }
  return (
    <PolicyPage lead="Takes over roles and who has them from the policy file of the community RBAC plugin (rbac-policy.csv), with its conditional policies. Nothing changes until you have seen what comes of it.">
      <div className={form.form}>
        <TextAreaField
          label="Policy file"
          value={csv}
          onChange={write(setCsv)}
          mono
          rows={8}
          placeholder={
            'p, role:default/dev, catalog.entity.read, read, allow\ng, group:default/platform, role:default/dev'
          }
        />
        <TextAreaField
          label="Conditional policies (may be left out)"
          value={conditions}
          onChange={write(setConditions)}
          mono
          rows={5}
          hint="The YAML or JSON of conditional-policies.yaml."
        />
        {error && (
          <p className="cb-bad" role="alert">
            {sentenceOf(error)}
          </p>
        )}
        {result && !take.data && <Preview result={result} />}
        {take.data && (
          <p role="status">
            Taken over: {take.data.created.length} made, {take.data.replaced.length} replaced.{' '}
            <Link to="/admin/permissions" className="cb-link">
              See the roles
            </Link>
          </p>
        )}
        {!take.data && (
          <div className={form.row}>
            <Button
              variant={result || isEmpty ? 'plain' : 'primary'}
              disabled={isEmpty || preview.isPending}
              onClick={() => preview.mutate({ ...text, dryRun: true })}
            >
              {preview.isPending ? 'Reading…' : 'See what comes of it'}
            </Button>
            {result && (
              <Button
                variant="primary"
                disabled={isBroken || take.isPending || !update.isAllowed}
                title={update.reason ?? (isBroken ? 'Mend the errors first.' : undefined)}
                onClick={() => take.mutate({ ...text, dryRun: false })}
              >
                Take it over
              </Button>
            )}
          </div>
        )}
        <p className="cb-sub">
          To keep the file where it is instead, name it in the config under{' '}
          <code>permission.rbac.policies-csv-file</code>.
        </p>
      </div>
    </PolicyPage>
  )
}

function Preview({ result }: { result: ImportResult }) {
  const { change, problems, created, replaced } = result
  const roles = Object.entries(change.roles ?? {})
  return (
    <Panel title="What comes of it" count={roles.length}>
      <div className={form.stack}>
        <p role="status">
          {created.length} {created.length === 1 ? 'role is' : 'roles are'} made, {replaced.length} replaced
          {problems.length > 0 &&
            `, ${problems.length} ${problems.length === 1 ? 'line' : 'lines'} to look at`}
          .
        </p>
        <Warnings of={problems.map(problemText)} />
        {roles.map(([name, role]) => {
          const assignment = change.assignments?.[name]
          const who = assignment
            ? holders([{ ...assignment, role: name, origin: { from: 'database' }, editable: true }], false)
            : []
          return (
            <section key={name} aria-label={name}>
              <h3 className={classes.role}>
                {name} <span className="cb-sub">{replaced.includes(name) ? 'replaced' : 'new'}</span>
              </h3>
              <p className="cb-sub">{who.length > 0 ? who.join(', ') : 'nobody has it'}</p>
              <ul>
                {role?.rules.map((rule) => (
                  <li key={JSON.stringify(rule)}>{ruleWords(rule)}</li>
                ))}
              </ul>
            </section>
          )
        })}
      </div>
    </Panel>
  )
}

function problemText({ line, message, severity }: ImportResult['problems'][number]): string {
  const place = line > 0 ? `Line ${line}: ` : ''
  return `${place}${message}${severity === 'warning' ? ' (left out)' : ''}`
}
