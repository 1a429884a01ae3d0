import type { Criteria } from '@callboard/sdk'
import { Button, PlusIcon, Segmented, TextAreaField } from '@callboard/ui'
import { useState } from 'react'
import type { RuleInfo } from '../../api.ts'
import { criteriaWords } from '../data/policy-words.ts'
import form from '../parts/form.module.css'
import classes from './criteria.module.css'
import { freshLeaf, groupOf } from './criteria.ts'
import { GroupEditor } from './GroupEditor.tsx'

/** What a thing must be like for the rule to hold: built with a form, or written as JSON. */
export function CriteriaEditor({
  criteria,
  kinds,
  onChange,
}: {
  criteria: Criteria | undefined
  kinds: RuleInfo[]
  onChange(criteria: Criteria | undefined): void
}) {
  const [view, setView] = useState<'form' | 'json'>('form')
  if (!criteria) {
    return (
      <div>
        <Button
          icon={<PlusIcon size={14} />}
          disabled={kinds.length === 0}
          onClick={() => onChange(freshLeaf())}
        >
          Only where…
        </Button>
      </div>
    )
  }
  return (
    <section className={form.stack} aria-label="Conditions">
      <div className={form.spread}>
        <p>
          <strong>Only where</strong> {criteriaWords(criteria)}
        </p>
        <span className={form.row}>
          <Segmented<'form' | 'json'>
            label="Write conditions as"
            value={view}
            options={[
              { value: 'form', label: 'Form' },
              { value: 'json', label: 'JSON' },
            ]}
            onChange={setView}
          />
          <Button variant="quiet" onClick={() => onChange(undefined)}>
            No conditions
          </Button>
        </span>
      </div>
      {view === 'json' ? (
        <JsonCriteria criteria={criteria} onChange={onChange} />
      ) : (
        <div className={classes.group}>
          <GroupEditor group={groupOf(criteria)} kinds={kinds} onChange={(next) => onChange(next)} />
        </div>
      )}
    </section>
  )
}

function JsonCriteria({ criteria, onChange }: { criteria: Criteria; onChange(criteria: Criteria): void }) {
  const [text, setText] = useState(() => JSON.stringify(criteria, null, 2))
  const [error, setError] = useState<string>()
  return (
    <TextAreaField
      label="Conditions as JSON"
      value={text}
      mono
      rows={10}
      error={error}
      hint="allOf, anyOf, not, or a rule with its params, as in Backstage."
      onChange={(next) => {
        setText(next)
        try {
          const parsed: unknown = JSON.parse(next)
          if (typeof parsed !== 'object' || parsed === null) throw new Error('It must be an object.')
          setError(undefined)
          onChange(parsed as Criteria)
        } catch (thrown) {
          setError(thrown instanceof Error ? thrown.message : String(thrown))
        }
      }}
    />
  )
}
